//! A subject in an environment to all that it should be, with the origin of every leaf.
