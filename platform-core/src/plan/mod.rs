//! What will change and why: diff, plan, explain, verify, compare.
