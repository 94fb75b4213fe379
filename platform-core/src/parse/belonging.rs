//! Which files of a folder belong to a platform.

use super::config;
use super::layout::{CONFIG, Layout};
use crate::formats::Limits;
use crate::model::{Interner, Text};

/// Which files of a folder belong to a platform: those that `Platform::load` reads. For whoever has the files from elsewhere,
/// and does not want to read them all.
///
/// ```
/// use platform_core::parse::Belonging;
/// let belonging = Belonging::new(None);
/// assert!(belonging.holds("services/cart/catalog-info.yaml") && !belonging.holds("services/cart/main.rs"));
/// let config = "apiVersion: platform-core.dev/v1alpha1\nkind: PlatformConfig\nspec: {services: [teams]}\n";
/// assert!(Belonging::new(Some(config.as_bytes())).holds("teams/cart/catalog-info.yaml"));
/// ```
#[derive(Clone, Debug)]
pub struct Belonging(Layout);

impl Belonging {
    /// What says where the parts of a platform are found; always read.
    pub const CONFIG: &str = CONFIG;

    /// By what [`Belonging::CONFIG`] holds, where it is there. What is wrong in it is said when everything is read.
    pub fn new(config: Option<&[u8]>) -> Self {
        let files = config.map(|bytes| (Text::from(CONFIG), bytes.into())).into_iter().collect();
        Self(config::find(&files, &Limits::default(), &mut Interner::default(), &mut Vec::new()).layout)
    }

    /// Whether the file at a path, relative to the folder, is one.
    pub fn holds(&self, path: &str) -> bool {
        self.0.holds(path)
    }
}
