//! What equal parts of several documents are held once by.

use std::fmt;
use std::sync::{Arc, Mutex};

use super::{ObservedHandle, RenderedHandle, StateHandle};
use crate::model::{Address, Failure, JsonReader, Observation, Observed, Rendered, State, Value};

/// Holds once what is equal in the documents of several handles, so that a plan over them compares addresses instead of
/// contents. It is freed with the last handle that it served; what it remembers is bounded.
///
/// Only bodies that are held anyway enter it: what is secret was replaced before.
///
/// ```
/// use platform_core::boundary::{SharedReader, StateHandle};
/// let shared = std::sync::Arc::new(SharedReader::default());
/// let state = StateHandle::empty("cart".parse()?, "staging".parse()?, "3f2a").shared(&shared);
/// assert_eq!(&*state.state().lineage, "3f2a");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Default)]
pub struct SharedReader(Mutex<Shared>);

/// What is in it is of other documents than the one that is shown.
impl fmt::Debug for SharedReader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SharedReader").finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
struct Shared {
    reader: JsonReader,
    /// Bytes of text that were read since what is in no document any more was forgotten.
    read: usize,
}

/// After so many bytes of text what is in no document any more is forgotten: it holds no more for nothing than they made.
const FORGETS: usize = 1 << 28;

impl Shared {
    fn forget_unused(&mut self) {
        self.reader.forget_unused();
        self.read = 0;
    }
}

impl SharedReader {
    /// Reads a document by what is shared; where another thread does, or the document is not as the engine writes it, nothing
    /// is read.
    fn read<T>(&self, text: &str, read: impl FnOnce(&str, &mut JsonReader) -> Option<(T, Secrets)>) -> Option<T> {
        let mut shared = self.0.try_lock().ok()?;
        let found = read(text, &mut shared.reader);
        shared.read = shared.read.saturating_add(text.len());
        if shared.read >= FORGETS || !matches!(found, Some((_, Secrets::None))) {
            shared.forget_unused();
        }
        found.map(|(document, _)| document)
    }

    /// Nobody waits for another thread: what can't be shared at once stays as it is, which is as right.
    fn share<'v>(&self, bodies: impl Iterator<Item = (&'v Address, &'v mut Value)>) {
        let Ok(mut shared) = self.0.try_lock() else { return };
        for (address, body) in bodies {
            *body = shared.reader.share_body(address, body);
        }
    }
}

/// Whether what was read held something secret, which is in no document: it is forgotten at once.
enum Secrets {
    None,
    Replaced,
}

impl RenderedHandle {
    /// Reads one, and holds once what is equal in it to other documents of `shared`.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    pub fn read(text: &str, shared: &Arc<SharedReader>) -> Result<Self, Failure> {
        let read = |text: &str, reader: &mut _| Some((Rendered::read(text, reader)?, Secrets::None));
        match shared.read(text, read) {
            Some(rendered) => Ok(Self(Arc::new(rendered), Some(shared.clone()))),
            None => Ok(Self::from_json(text)?.shared(shared)),
        }
    }

    /// The same, with what is equal in it to other documents of `shared` held once; unchanged where others hold it too.
    #[must_use]
    pub fn shared(mut self, shared: &Arc<SharedReader>) -> Self {
        if let Some(rendered) = Arc::get_mut(&mut self.0) {
            shared.share(rendered.resources.iter_mut().map(|(address, one)| (address, &mut one.body)));
            self.1 = Some(shared.clone());
        }
        self
    }
}

impl StateHandle {
    /// Reads one, and holds once what is equal in it to other documents of `shared`.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    pub fn read(text: &str, shared: &Arc<SharedReader>) -> Result<Self, Failure> {
        let read = |text: &str, reader: &mut _| Some((State::read(text, reader)?, Secrets::None));
        match shared.read(text, read) {
            Some(state) => Ok(Self(Arc::new(state), Some(shared.clone()))),
            None => Ok(Self::from_json(text)?.shared(shared)),
        }
    }

    /// The same, with what is equal in it to other documents of `shared` held once; unchanged where others hold it too.
    #[must_use]
    pub fn shared(mut self, shared: &Arc<SharedReader>) -> Self {
        if let Some(state) = Arc::get_mut(&mut self.0) {
            shared.share(state.resources.iter_mut().map(|(address, one)| (address, &mut one.body)));
            self.1 = Some(shared.clone());
        }
        self
    }
}

impl ObservedHandle {
    /// Reads them, and holds once what is equal in them to other documents of `shared`.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    pub fn read(text: &str, shared: &Arc<SharedReader>) -> Result<Self, Failure> {
        let read = |text: &str, reader: &mut _| {
            let (observed, secret) = Observed::read_document(text, reader)?;
            Some((observed, if secret { Secrets::Replaced } else { Secrets::None }))
        };
        match shared.read(text, read) {
            Some(observed) => Ok(Self(Arc::new(observed), Some(shared.clone()))),
            None => Ok(Self::from_json(text)?.shared(shared)),
        }
    }

    /// The same, with what is equal in it to other documents of `shared` held once; unchanged where others hold it too.
    #[must_use]
    pub fn shared(mut self, shared: &Arc<SharedReader>) -> Self {
        if let Some(observed) = Arc::get_mut(&mut self.0) {
            shared.share(observed.resources.iter_mut().filter_map(|(address, one)| match one {
                Observation::Present(present) => Some((address, &mut present.body)),
                Observation::Absent | Observation::Planned(_) => None,
            }));
            self.1 = Some(shared.clone());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::PlanHandle;
    use crate::model::{PlanOptions, Resource, StateResource};

    const SECRET: &str =
        r#"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "data": {"a": "aHVudGVyMg=="}}"#;

    fn documents() -> (RenderedHandle, StateHandle, ObservedHandle) {
        let body = |replicas: i32| {
            let list = Value::list([Value::from("one"), "x".repeat(300).into(), replicas.into()]);
            Value::map([
                ("kind", Value::from("Deployment")),
                ("list", list),
                ("same", Value::map([("a", Value::Null)])),
            ])
        };
        let mut rendered = Rendered::empty("cart".parse().unwrap(), "staging".parse().unwrap());
        let mut state = State::new("cart".parse().unwrap(), "staging".parse().unwrap(), "l");
        let mut observed = Observed::nothing();
        for index in 0..50 {
            let address: crate::model::Address = format!("cart/staging/kubernetes/a{index}").parse().unwrap();
            rendered = rendered.with_resource(Resource::new(address.clone(), body(index % 7)));
            state = state.with_resource(address.clone(), StateResource::new(body(index % 5)));
            observed = observed.with_present(address, body(index % 3));
        }
        let secret = Value::from_json(SECRET).unwrap();
        observed = observed.with_present("cart/staging/kubernetes/secret".parse().unwrap(), secret);
        let texts = (
            serde_json::to_string(&rendered).unwrap(),
            serde_json::to_string(&state).unwrap(),
            serde_json::to_string(&observed).unwrap(),
        );
        (
            RenderedHandle::from_json(&texts.0).unwrap(),
            StateHandle::from_json(&texts.1).unwrap(),
            ObservedHandle::from_json(&texts.2).unwrap(),
        )
    }

    fn plan((rendered, state, observed): &(RenderedHandle, StateHandle, ObservedHandle)) -> String {
        let made = PlanHandle::make(rendered, Some(state), Some(observed), PlanOptions::default());
        made.into_result().unwrap().0.to_json().unwrap()
    }

    #[test]
    fn what_is_shared_says_and_plans_the_same() {
        let shared = Arc::new(SharedReader::default());
        let apart = documents();
        let (rendered, state, observed) = documents();
        let together = (rendered.shared(&shared), state.shared(&shared), observed.shared(&shared));
        assert_eq!(together.0.rendered(), apart.0.rendered());
        assert_eq!(together.1.state(), apart.1.state());
        assert_eq!(together.2.observed(), apart.2.observed());
        assert_eq!(plan(&together), plan(&apart));
        let address = "cart/staging/kubernetes/a0".parse().unwrap();
        let bodies = [&together.0.rendered().resources[&address].body, &together.1.state().resources[&address].body];
        assert!(bodies[0].as_map().unwrap().get("same").is_some());
        assert!(matches!(bodies, [one, other] if one.get("same").unwrap().as_map().unwrap()
            .is_same(other.get("same").unwrap().as_map().unwrap())));
        assert!(!format!("{:?}", shared.0).contains("aHVudGVyMg"), "what is secret is not kept");
        drop(together);
        assert_eq!(Arc::strong_count(&shared), 1, "it goes with its handles");
    }

    #[test]
    fn what_is_read_is_shared_and_what_is_secret_is_forgotten() {
        let shared = Arc::new(SharedReader::default());
        let (rendered, state, observed) = documents();
        let text = format!(r#"{{"resources": {{"cart/staging/kubernetes/0": {{"present": {{"body": {SECRET}}}}}}}}}"#);
        let secret = ObservedHandle::read(&text, &shared).unwrap();
        assert_eq!(secret.observed(), ObservedHandle::from_json(&text).unwrap().observed());
        assert!(!format!("{:?}", shared.0).contains("aHVudGVyMg"), "what is secret is not kept");
        let together = (
            RenderedHandle::read(&rendered.to_json().unwrap(), &shared).unwrap(),
            StateHandle::read(&state.to_json().unwrap(), &shared).unwrap(),
            ObservedHandle::read(&observed.to_json().unwrap(), &shared).unwrap(),
        );
        assert_eq!(plan(&together), plan(&(rendered.clone(), state, observed)));
        let address = "cart/staging/kubernetes/a0".parse().unwrap();
        let bodies = [&together.0.rendered().resources[&address].body, &together.1.state().resources[&address].body];
        assert!(matches!(bodies.map(|body| body.as_map()), [Some(one), Some(other)] if one.is_same(other)));
        // A digest that is wrong is told as by those who share nothing.
        let wrong = rendered.to_json().unwrap().replace("one", "two");
        let told = RenderedHandle::read(&wrong, &shared).map(|_| ()).unwrap_err();
        assert_eq!(told.diagnostics, RenderedHandle::from_json(&wrong).map(|_| ()).unwrap_err().diagnostics);
        assert_eq!(told.diagnostics[0].code.as_str(), "boundary.digest");
    }

    #[test]
    fn what_is_in_no_document_is_forgotten() {
        let shared = Arc::new(SharedReader::default());
        let (rendered, state, _) = documents();
        let rendered = RenderedHandle::read(&rendered.to_json().unwrap(), &shared).unwrap();
        let address = "cart/staging/kubernetes/a".parse().unwrap();
        let gone = State::new("cart".parse().unwrap(), "staging".parse().unwrap(), "l")
            .with_resource(address, StateResource::new(Value::map([("deep", Value::list([Value::from("gone")]))])));
        drop(StateHandle::read(&serde_json::to_string(&gone).unwrap(), &shared).unwrap());
        assert!(format!("{:?}", shared.0).contains("gone"), "not looked for each time");
        let other = state.to_json().unwrap().replace("\"lineage\":\"l\"", "\"lineage\":\"other\"");
        shared.0.lock().unwrap().read = FORGETS;
        let state = StateHandle::read(&other, &shared).unwrap();
        let held = format!("{:?}", shared.0);
        assert!(held.contains("one") && !held.contains("gone"));
        assert_eq!(shared.0.lock().unwrap().read, 0);
        assert!(!format!("{state:?}{shared:?}").contains("bodies"), "what others hold is not shown");
        drop((rendered, state));
        assert_eq!(Arc::strong_count(&shared), 1);
    }

    #[test]
    fn many_threads_share_and_none_waits() {
        let shared = Arc::new(SharedReader::default());
        let held = shared.0.lock().unwrap();
        let (rendered, ..) = documents();
        assert_eq!(rendered.clone().rendered(), documents().0.shared(&shared).rendered());
        drop(held);
        let expected = plan(&documents());
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let (rendered, state, observed) = documents();
                    let together = (rendered.shared(&shared), state.shared(&shared), observed.shared(&shared));
                    assert_eq!(plan(&together), expected);
                });
            }
        });
    }
}
