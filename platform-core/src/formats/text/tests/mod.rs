//! What people read, as it is.

pub(crate) mod fixtures;
mod problems;
mod reading;
