//! What brings resources to their targets.
