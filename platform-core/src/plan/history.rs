//! Which release changed a value.

use crate::model::{Address, ExplainedOrigin, Pins, Pointer, Release, Value, ValueChange, ValueHistory};

use super::origins;

/// Which releases changed the value at a place, newest first. The releases are those of one subject in one environment,
/// **newest first**, as a store lists them; what a release renamed is followed to its older name.
///
/// ```
/// use platform_core::plan::value_history;
/// let nothing = value_history(&[], &"cart/staging/kubernetes/workload".parse()?, &"/spec/replicas".parse()?);
/// assert_eq!((nothing.releases, nothing.changes.len()), (0, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn value_history(releases: &[Release], address: &Address, path: &Pointer) -> ValueHistory {
    let mut tracing = ValueTracing::new(address.clone(), path.clone());
    releases.iter().for_each(|release| tracing.see(release));
    tracing.finish()
}

/// [`value_history`] release by release, so that a caller need not hold them all.
#[derive(Debug)]
pub struct ValueTracing {
    history: ValueHistory,
    /// What the resource is called in the releases still to come.
    address: Address,
    /// The release that was seen last, and what it says of the value.
    newer: Option<Seen>,
}

#[derive(Debug)]
struct Seen {
    change: ValueChange,
    value: Option<Value>,
}

impl ValueTracing {
    /// Nothing was seen yet.
    pub fn new(address: Address, path: Pointer) -> Self {
        Self { history: ValueHistory::new(address.clone(), path), address, newer: None }
    }

    /// Looks at the next release, which is older than all before.
    pub fn see(&mut self, release: &Release) {
        self.history.releases = self.history.releases.saturating_add(1);
        let resource = release.rendered.resources.get(&self.address);
        let path = &self.history.path;
        let value = resource.and_then(|resource| path.find(&resource.body)).cloned();
        let told: Vec<ExplainedOrigin> = match (&value, resource) {
            (Some(_), Some(resource)) => origins::told(&release.rendered.origins, &origins::at(resource, path)),
            _ => Vec::new(),
        };
        self.settle(value.clone(), Some(&release.pins));
        let mut change = ValueChange::new(release, None, value.clone());
        change.origins = told;
        change.address = (self.address != self.history.address).then(|| self.address.clone());
        self.newer = Some(Seen { change, value });
        let moved = release.rendered.moved.iter().find(|one| one.to == self.address);
        if let Some(moved) = moved {
            self.address = moved.from.clone();
        }
    }

    /// The newer release changed the value when the older one has another.
    fn settle(&mut self, older: Option<Value>, pins: Option<&Pins>) {
        if let Some(Seen { mut change, value }) = self.newer.take()
            && value != older
        {
            change.before = older;
            change.pins_before = pins.cloned();
            self.history.changes.push(change);
        }
    }

    /// What was found.
    pub fn finish(mut self) -> ValueHistory {
        self.settle(None, None);
        self.history
    }
}
