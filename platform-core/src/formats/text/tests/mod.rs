//! What people read, as it is.

mod fixtures;
mod problems;
mod reading;
