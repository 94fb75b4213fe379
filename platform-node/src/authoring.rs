//! What authors of golden paths and reviewers ask of a platform.

use napi::bindgen_prelude::{AbortSignal, AsyncTask};
use napi::{Env, Task};
use napi_derive::napi;
use platform_core::boundary::{PlatformHandle, answer_text};

use super::missing;
use super::platform::Platform;

/// A question to a platform, and to a former revision of it where there is one.
pub struct Asking {
    platform: Option<PlatformHandle>,
    former: Option<PlatformHandle>,
    verb: String,
    request: String,
}

impl Asking {
    fn answer(&self) -> String {
        let Some(platform) = &self.platform else { return answer_text(&missing::<()>()) };
        match (self.verb.as_str(), &self.former) {
            ("touched", Some(former)) => platform.ask_touched(former, &self.request),
            ("compareRevisions", Some(former)) => platform.ask_compare_revisions(former, &self.request),
            (verb, _) => platform.ask_author(verb, &self.request),
        }
    }
}

impl Task for Asking {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        Ok(self.answer())
    }

    fn resolve(&mut self, _: Env, output: String) -> napi::Result<String> {
        Ok(output)
    }
}

#[napi]
impl Platform {
    /// Asks by the verb's name, as an answer.
    #[napi]
    pub fn ask(&self, verb: String, request: String, former: Option<&Platform>) -> String {
        self.asking(verb, request, former).answer()
    }

    /// The same, beside the event loop.
    #[napi]
    pub fn ask_async(
        &self,
        verb: String,
        request: String,
        former: Option<&Platform>,
        signal: Option<AbortSignal>,
    ) -> AsyncTask<Asking> {
        AsyncTask::with_optional_signal(self.asking(verb, request, former), signal)
    }

    fn asking(&self, verb: String, request: String, former: Option<&Platform>) -> Asking {
        let former = former.and_then(|one| one.0.value.clone());
        Asking { platform: self.0.value.clone(), former, verb, request }
    }
}
