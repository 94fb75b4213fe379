//! What equal parts of several documents are held once by.

use std::sync::{Arc, Mutex};

use super::{ObservedHandle, RenderedHandle, StateHandle};
use crate::model::{JsonReader, Observation, Value};

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
#[derive(Debug, Default)]
pub struct SharedReader(Mutex<JsonReader>);

impl SharedReader {
    /// Nobody waits for another thread: what can't be shared at once stays as it is, which is as right.
    fn share<'v>(&self, bodies: impl Iterator<Item = &'v mut Value>) {
        let Ok(mut reader) = self.0.try_lock() else { return };
        for body in bodies {
            *body = reader.share(body);
        }
    }
}

impl RenderedHandle {
    /// The same, with what is equal in it to other documents of `shared` held once; unchanged where others hold it too.
    #[must_use]
    pub fn shared(mut self, shared: &Arc<SharedReader>) -> Self {
        if let Some(rendered) = Arc::get_mut(&mut self.0) {
            shared.share(rendered.resources.values_mut().map(|one| &mut one.body));
            self.1 = Some(shared.clone());
        }
        self
    }
}

impl StateHandle {
    /// The same, with what is equal in it to other documents of `shared` held once; unchanged where others hold it too.
    #[must_use]
    pub fn shared(mut self, shared: &Arc<SharedReader>) -> Self {
        if let Some(state) = Arc::get_mut(&mut self.0) {
            shared.share(state.resources.values_mut().map(|one| &mut one.body));
            self.1 = Some(shared.clone());
        }
        self
    }
}

impl ObservedHandle {
    /// The same, with what is equal in it to other documents of `shared` held once; unchanged where others hold it too.
    #[must_use]
    pub fn shared(mut self, shared: &Arc<SharedReader>) -> Self {
        if let Some(observed) = Arc::get_mut(&mut self.0) {
            shared.share(observed.resources.values_mut().filter_map(|one| match one {
                Observation::Present(present) => Some(&mut present.body),
                Observation::Absent => None,
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
    use crate::model::{Observed, PlanOptions, Rendered, Resource, State, StateResource};

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
        assert!(!format!("{shared:?}").contains("aHVudGVyMg"), "what is secret is not kept");
        drop(together);
        assert_eq!(Arc::strong_count(&shared), 1, "it goes with its handles");
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
