//! The command as it is called: what it prints, and how it ends.

mod applying;
mod documents;
mod messages;
mod new;
mod planning;
mod support;
