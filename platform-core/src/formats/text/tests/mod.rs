//! What people read, as it is.

pub(crate) mod comparison;
pub(crate) mod fixtures;
mod hostile;
mod problems;
mod reading;
mod scale;
