//! Where a target's commits go.

use super::decode::{At, Decoder, Fields, filled};
use super::environment::ready_within;
use crate::model::{ArgoCd, Delivery, Flux, GitDelivery, Text, codes, is_object_name};

const GIT: [&str; 6] = ["branch", "repository", "push", "author", "argocd", "flux"];

/// Reads `git` of a target: there with `delivery: gitops`, and only then.
pub(super) fn read(decoder: &mut Decoder<'_>, target: &Fields<'_>, delivery: Delivery) -> Option<GitDelivery> {
    if delivery == Delivery::Gitops {
        return target.required(decoder, "git", delivered);
    }
    target.optional(decoder, "git", |decoder, at| {
        let message = "`git` says where `delivery: gitops` commits to, and the target has another delivery";
        decoder.error(at, codes::VALUE_INVALID, message, "write `delivery: gitops`, or remove `git`");
        None
    })
}

fn delivered(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<GitDelivery> {
    let fields = decoder.closed(at, &GIT)?;
    let branch = fields.required(decoder, "branch", filled);
    let repository = fields.optional(decoder, "repository", filled);
    let push = fields.optional(decoder, "push", filled);
    let author = fields.optional(decoder, "author", filled);
    let argocd = fields.optional(decoder, "argocd", argocd);
    let flux = fields.optional(decoder, "flux", flux);
    let git = GitDelivery { branch: branch?, repository, push, author, argocd, flux };
    let Some((field, problem)) = git.problem() else { return Some(git) };
    fields.optional(decoder, field, |decoder, at| -> Option<()> {
        decoder.error(at, codes::VALUE_INVALID, problem, "docs/gitops.md shows what can stand there");
        None
    });
    None
}

fn argocd(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<ArgoCd> {
    let fields = decoder.closed(at, &["context", "namespace", "application", "readyWithin"])?;
    Some(ArgoCd {
        context: fields.optional(decoder, "context", filled),
        namespace: fields.optional(decoder, "namespace", object_name),
        application: fields.optional(decoder, "application", object_name),
        ready_within: fields.optional(decoder, "readyWithin", ready_within),
    })
}

fn flux(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Flux> {
    let fields = decoder.closed(at, &["context", "namespace", "kustomization", "readyWithin"])?;
    Some(Flux {
        context: fields.optional(decoder, "context", filled),
        namespace: fields.optional(decoder, "namespace", object_name),
        kustomization: fields.optional(decoder, "kustomization", object_name),
        ready_within: fields.optional(decoder, "readyWithin", ready_within),
    })
}

fn object_name(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Text> {
    let name = filled(decoder, at)?;
    if is_object_name(&name) {
        return Some(name);
    }
    let message = format!("{} can't be the name of an object: `{}`", at.path.label(), name.escape_debug());
    decoder.error(at, codes::VALUE_INVALID, message, "write the name as `kubectl get` shows it: `shop-staging`");
    None
}
