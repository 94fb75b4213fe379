//! What people read, as it is.

mod comparison;
pub(crate) mod fixtures;
mod hostile;
mod problems;
mod reading;
mod scale;
