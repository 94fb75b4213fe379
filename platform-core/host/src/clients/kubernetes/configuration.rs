//! How a cluster is reached: kubeconfig, contexts, plugins that give credentials.

use std::ffi::OsString;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use kube::client::AuthError;
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long a plugin may take that gives credentials: people may have to log in.
const LOGGING_IN: Duration = Duration::from_secs(300);
/// Of what a plugin says, so much is told.
const MOST_SAID: usize = 2_000;

/// Where a kubeconfig is, and which of its contexts is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Access {
    files: Vec<PathBuf>,
    context: Option<String>,
}

/// Why no cluster can be asked.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct InvalidConfiguration(String);

impl Access {
    /// The files that `KUBECONFIG` names, or else `.kube/config` of the user.
    pub(crate) fn of(context: Option<&str>, kubeconfig: Option<OsString>, home: Option<OsString>) -> Self {
        let named = kubeconfig.map(|paths| std::env::split_paths(&paths).collect::<Vec<_>>()).unwrap_or_default();
        let mut files: Vec<PathBuf> = named.into_iter().filter(|path| !path.as_os_str().is_empty()).collect();
        if files.is_empty() {
            files.extend(home.map(|home| PathBuf::from(home).join(".kube").join("config")));
        }
        Self { files, context: context.map(str::to_owned) }
    }

    /// A client, and the namespace of objects that name none.
    pub(super) async fn client(&self) -> Result<(Client, String), InvalidConfiguration> {
        let mut config = self.config().await?;
        config.connect_timeout = Some(CONNECTING);
        // Time and attempts are bounded for each request, by us.
        (config.read_timeout, config.write_timeout, config.default_retry) = (None, None, false);
        let namespace = config.default_namespace.clone();
        // It may run a plugin, which blocks.
        let made = tokio::task::spawn_blocking(move || Client::try_from(config));
        match tokio::time::timeout(LOGGING_IN, made).await {
            Ok(Ok(made)) => Ok((made.map_err(|error| self.invalid(&without_output(&error)))?, namespace)),
            Ok(Err(error)) => Err(self.invalid(&error.to_string())),
            Err(_) => Err(self.invalid("what it runs to get credentials does not end")),
        }
    }

    async fn config(&self) -> Result<Config, InvalidConfiguration> {
        let mut all: Option<Kubeconfig> = None;
        for file in self.files.iter().filter(|file| file.exists()) {
            let one = Kubeconfig::read_from(file).map_err(|error| self.invalid(&chain(&error)))?;
            all = Some(match all {
                Some(all) => all.merge(one).map_err(|error| self.invalid(&chain(&error)))?,
                None => one,
            });
        }
        match all {
            Some(all) => {
                let options = KubeConfigOptions { context: self.context.clone(), ..KubeConfigOptions::default() };
                Config::from_custom_kubeconfig(all, &options).await.map_err(|error| self.invalid(&chain(&error)))
            }
            // In a pod of the cluster itself.
            None if self.context.is_none() => Config::incluster().map_err(|_| self.invalid("it is not there")),
            None => Err(self.invalid("it is not there")),
        }
    }

    fn invalid(&self, why: &str) -> InvalidConfiguration {
        let files: Vec<String> = self.files.iter().map(|file| format!("`{}`", file.display())).collect();
        let mut message = format!("the kubeconfig {}", files.join(", "));
        if let Some(context) = &self.context {
            let _ = write!(message, ", context `{context}`,");
        }
        let _ = write!(message, " can't be used: {}", one_line(why));
        InvalidConfiguration(message)
    }
}

/// What went wrong, without what a plugin printed on its standard output: that may be a token.
fn without_output(error: &kube::Error) -> String {
    match error {
        kube::Error::Auth(AuthError::AuthExecRun { cmd, out, .. }) => {
            let said = String::from_utf8_lossy(&out.stderr);
            let said: String = said.chars().take(MOST_SAID).collect();
            format!("`{cmd}` ended with {}: {said}", out.status)
        }
        other => chain(other),
    }
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(one) = cause {
        let said = one.to_string();
        if !text.contains(&said) {
            let _ = write!(text, ": {said}");
        }
        cause = one.source();
    }
    text
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
