//! Files to a [`Platform`](crate::model::Platform): decoding, validation, all problems at once.
