//! The verbs, one file each.

pub(crate) mod apply;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod edit;
pub(crate) mod error;
pub(crate) mod explain;
pub(crate) mod history;
pub(crate) mod lock;
pub(crate) mod new;
pub(crate) mod path;
pub(crate) mod plan;
pub(crate) mod render;
pub(crate) mod schema;
pub(crate) mod show;
pub(crate) mod status;
pub(crate) mod validate;
