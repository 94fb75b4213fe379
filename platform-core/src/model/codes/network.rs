//! `net.*`, `k8s.*`, `gitops.*`: what servers answer, and what they don't.

use super::{Code, CodeInfo};

codes! {
    NET_UNREACHABLE = "net.unreachable", "No connection to a server could be made.", "A kubeconfig with the address of a cluster that is gone.", "Mend the address or the network, and try again; nothing was sent.";
    NET_NO_ANSWER = "net.no_answer", "A server was asked and did not answer in time.", "An API server behind a firewall that drops what comes back.", "Look at what is there, then plan again.";
    NET_BUSY = "net.busy", "A server says that it can't answer now, again and again.", "429 Too Many Requests.", "Try again later.";
    NET_BAD_ANSWER = "net.bad_answer", "A server answered what its protocol does not know.", "The login page of a proxy instead of JSON.", "Mend the address: something else answers there.";
    K8S_CONFIG = "k8s.config", "The kubeconfig does not say how to reach a cluster.", "`context: stagin`", "Use a context that is there: `kubectl config get-contexts`.";
    K8S_MISSING_KIND = "k8s.missing_kind", "The cluster does not know a kind of object.", "A `Rollout` where Argo Rollouts is not installed.", "Install its CustomResourceDefinition, or choose what the cluster has.";
    K8S_REFUSED = "k8s.refused", "The cluster does not accept an object.", "`replica: 3`", "Mend the template: the message names the fields.";
    K8S_CONFLICT = "k8s.conflict", "Fields of an object are managed by somebody else.", "Replicas that an autoscaler sets.", "Leave the fields out of the template, or take them over: `forceConflicts: true`.";
    K8S_FORBIDDEN = "k8s.forbidden", "The cluster does not let us do it.", "A service account without `patch` on deployments.", "Give the account the permission named in the message.";
    K8S_NOT_READY = "k8s.not_ready", "An object was applied and did not become ready.", "An image that can't be pulled.", "Mend the cause named in the message, and apply again.";
    K8S_NOT_REMOVED = "k8s.not_removed", "An object was deleted and is still there.", "A finalizer whose controller is gone.", "Mend the cause named in the message, and apply again.";
    GITOPS_NOT_TAKEN = "gitops.not_taken", "What was committed is taken by no Application or Kustomization.", "An Application whose `targetRevision` is another branch.", "Make one that takes the branch and the folder named in the message, or name it: `git.argocd.application`, `git.flux.kustomization`.";
    GITOPS_NOT_READY = "gitops.not_ready", "What was committed did not become Synced and Healthy in time.", "A Deployment that can't pull its image; an Application that nobody syncs.", "Mend the cause named in the message, and apply again; what was committed stays.";
    GITOPS_FAILED = "gitops.failed", "Argo CD or Flux tried to apply what was committed, and gave up.", "A manifest that the cluster refuses.", "Mend the cause named in the message, and apply or sync again; what was committed stays.";
    K8S_NOT_OURS = "k8s.not_ours", "An object is not the one that was applied.", "A Deployment that somebody deleted and made anew.", "Keep it: `platform plan … --forget ADDRESS`.";
}
