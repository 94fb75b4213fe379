//! What Terraform learns of the environment it is run in.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// What every program needs, and what finds the network.
const NAMES: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "TMPDIR",
    "LANG",
    "LC_ALL",
    "TZ",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "KUBECONFIG",
    "TF_CLI_CONFIG_FILE",
    "TF_PLUGIN_CACHE_DIR",
    // How OpenTofu reads and writes an encrypted state.
    "TF_ENCRYPTION",
];

/// Credentials of registries and of common providers, and values of variables.
const PREFIXES: &[&str] =
    &["TF_TOKEN_", "TF_VAR_", "AWS_", "ARM_", "AZURE_", "GOOGLE_", "CLOUDSDK_", "KUBE_", "VAULT_"];

/// What Terraform may know of an environment: what finds programs, the network and credentials. Everything else stays
/// outside, such as `TF_CLI_ARGS`, which would give it other arguments, and `TF_LOG`, which would tell secrets.
///
/// ```
/// use platform_host::clients::terraform::usual_environment;
/// let all = [("AWS_PROFILE", "shop"), ("TF_CLI_ARGS", "-destroy"), ("EDITOR", "vi")];
/// let usual = usual_environment(all.map(|(name, value)| (name.into(), value.into())));
/// assert_eq!(usual.len(), 1);
/// ```
pub fn usual_environment(all: impl IntoIterator<Item = (OsString, OsString)>) -> BTreeMap<OsString, OsString> {
    all.into_iter().filter(|(name, _)| name.to_str().is_some_and(is_usual)).collect()
}

fn is_usual(name: &str) -> bool {
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// With what we ask of it: to ask nobody, and to call no one home.
pub(super) fn with_ours(mut environment: BTreeMap<OsString, OsString>) -> BTreeMap<OsString, OsString> {
    for (name, value) in [("TF_IN_AUTOMATION", "1"), ("TF_INPUT", "0"), ("CHECKPOINT_DISABLE", "1")] {
        environment.insert(name.into(), OsStr::new(value).to_owned());
    }
    environment
}
