//! The state machine of an apply: what to do next, what happened, what we know since.
