//! Whole platforms in real folders: planned, applied, killed, resumed, broken by hand.

mod applying;
mod fixture;
mod gitops;
mod interrupted;
mod planning;
mod sharing;
mod terraform;
