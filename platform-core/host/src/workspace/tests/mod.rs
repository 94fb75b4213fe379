//! Whole platforms in real folders: planned, applied, killed, resumed, broken by hand.

mod applying;
#[cfg(feature = "kubernetes")]
mod awaiting;
mod fixture;
mod gitops;
mod interrupted;
mod moving;
mod planning;
mod rehearsing;
mod sharing;
mod terraform;
