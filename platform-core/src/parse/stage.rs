//! A platform without those who live on it: where the tests of a golden path are played.

use super::item::Item;
use super::layout::Folder;
use super::reading::Reading;
use crate::model::{Changes, Platform, Text};

/// Golden paths, catalog and configuration of a platform, and a folder in which documents of a test may lie.
pub(crate) struct Stage {
    pub(crate) platform: Platform,
    /// With `/` at its end.
    pub(crate) folder: Text,
}

/// A platform without subjects, and without environments where these are not wanted. `None` for one that was made in code.
pub(crate) fn stage(platform: &Platform, environments: bool) -> Option<Stage> {
    let reading = Reading::of(platform)?;
    let leaves = |item: &Item| match item {
        Item::Subject(_) | Item::Workload(_) | Item::Lock(..) | Item::Waiver(..) => true,
        Item::Environment(_) => !environments,
        _ => false,
    };
    let parts = reading.parts.iter().filter(|(_, part)| part.found.iter().any(leaves));
    let changes: Changes = parts.map(|(file, _)| (file.clone(), None)).collect();
    let services = reading.config.layout.services.first().map_or("services", Folder::as_str);
    let folder = if services.is_empty() { "path-test/".into() } else { format!("{services}/path-test/").into() };
    Some(Stage { platform: platform.with_changes(&changes).value?, folder })
}
