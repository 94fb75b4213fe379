//! A platform.

use std::collections::HashMap;
use std::path::PathBuf;

use napi::bindgen_prelude::{AbortSignal, AsyncTask, Buffer};
use napi::{Env, Task};
use napi_derive::napi;
use platform_core::boundary::{PlatformHandle, answer_text};
use platform_core::model::{Outcome, Sources};

use super::documents::{Observed, State};
use super::plan::Plan;
use super::planning::{From, Planning};
use super::rendered::Rendered;
use super::{Held, Text, missing};

/// Everything known, as a snapshot.
#[napi]
pub struct Platform(pub(crate) Held<PlatformHandle>);

fn sources(files: &HashMap<String, Buffer>) -> Sources {
    files.iter().map(|(path, bytes)| (path.as_str().into(), bytes[..].into())).collect()
}

fn loaded(folder: &str) -> Held<PlatformHandle> {
    Held::of(platform_core::model::Platform::load(&PathBuf::from(folder)).map(PlatformHandle::new))
}

#[napi]
impl Platform {
    /// Reads the files of a platform.
    #[napi(factory)]
    pub fn parse(files: HashMap<String, Buffer>) -> Self {
        Self(Held::of(PlatformHandle::parse(&sources(&files))))
    }

    /// Reads the files below a folder.
    #[napi(factory)]
    pub fn load(folder: String) -> Self {
        Self(loaded(&folder))
    }

    /// `parse`, beside the event loop.
    #[napi]
    pub fn parse_async(files: HashMap<String, Buffer>, signal: Option<AbortSignal>) -> AsyncTask<Reading> {
        AsyncTask::with_optional_signal(Reading::Files(sources(&files)), signal)
    }

    /// `load`, beside the event loop.
    #[napi]
    pub fn load_async(folder: String, signal: Option<AbortSignal>) -> AsyncTask<Reading> {
        AsyncTask::with_optional_signal(Reading::Folder(folder), signal)
    }

    /// What was said of its files.
    #[napi(getter)]
    pub fn answer(&self) -> String {
        self.0.answer.clone()
    }

    /// The digest of its files.
    #[napi(getter)]
    pub fn digest(&self) -> String {
        self.0.value.as_ref().map(|one| one.digest().to_string()).unwrap_or_default()
    }

    /// The paths of its files.
    #[napi]
    pub fn file_names(&self) -> Vec<String> {
        let platform = self.0.value.as_ref();
        platform.into_iter().flat_map(|one| one.platform().sources.keys()).map(|path| path.to_string()).collect()
    }

    /// The bytes of a file.
    #[napi]
    pub fn file(&self, path: String) -> Option<Buffer> {
        let bytes = self.0.value.as_ref()?.platform().sources.get(path.as_str())?.to_vec();
        Some(bytes.into())
    }

    /// What it holds, as an answer.
    #[napi]
    pub fn overview(&self) -> String {
        self.0.answer(|platform| answer_text(&Outcome::ok(platform.overview())))
    }

    /// Everything that is wrong, as an answer.
    #[napi]
    pub fn validate(&self) -> String {
        self.0.answer(|platform| answer_text(&platform.validate(Vec::new())))
    }

    /// Exact versions and merged parameters, as an answer.
    #[napi]
    pub fn resolve(&self, request: String) -> String {
        self.0.answer(|platform| platform.ask_resolve(&request))
    }

    /// All that should be.
    #[napi]
    pub fn render(&self, request: String) -> Rendered {
        Rendered(Held::of(match &self.0.value {
            Some(platform) => platform.ask_render(&request),
            None => missing(),
        }))
    }

    /// A plan.
    #[napi]
    pub fn plan(&self, request: Text, state: Option<&State>, observed: Option<&Observed>) -> Plan {
        Plan(self.planning(&request, state, observed).plan())
    }

    /// A plan, made beside the event loop.
    #[napi]
    pub fn plan_async(
        &self,
        request: Text,
        state: Option<&State>,
        observed: Option<&Observed>,
        signal: Option<AbortSignal>,
    ) -> AsyncTask<Planning> {
        AsyncTask::with_optional_signal(self.planning(&request, state, observed), signal)
    }

    fn planning(&self, request: &Text, state: Option<&State>, observed: Option<&Observed>) -> Planning {
        Planning::new(self.0.value.clone().map(From::Platform), request, state, observed)
    }
}

/// A platform that is read beside the event loop.
pub enum Reading {
    /// From bytes.
    Files(Sources),
    /// From a folder.
    Folder(String),
}

impl Task for Reading {
    type Output = Held<PlatformHandle>;
    type JsValue = Platform;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        Ok(match self {
            Self::Files(sources) => Held::of(PlatformHandle::parse(sources)),
            Self::Folder(folder) => loaded(folder),
        })
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Platform> {
        Ok(Platform(output))
    }
}
