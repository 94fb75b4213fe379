//! Whole platforms in real folders: planned, applied, killed, resumed, broken by hand.

mod applying;
mod fixture;
mod interrupted;
mod planning;
mod sharing;
mod terraform;
