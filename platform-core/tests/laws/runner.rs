//! Runs one law over many generated cases and counts what the cases had.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseResult, TestError, TestRunner};

/// What one case had, by the names of the law's table.
#[derive(Default)]
pub struct Seen(RefCell<BTreeMap<&'static str, bool>>);

impl Seen {
    /// Marks a cell when it holds.
    pub fn mark(&self, cell: &'static str, holds: bool) {
        *self.0.borrow_mut().entry(cell).or_default() |= holds;
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

/// Checks a law on `PLATFORM_LAW_CASES` cases, prints the coverage table and fails on a cell under 1 %.
///
/// The same seed gives the same cases on every machine.
pub fn law<S>(name: &str, cells: &[&'static str], strategy: &S, check: impl Fn(&S::Value, &Seen) -> TestCaseResult)
where
    S: Strategy,
    S::Value: Debug,
{
    let cases = setting("PLATFORM_LAW_CASES", 256);
    let seed = setting("PLATFORM_LAW_SEED", 2027);
    let config = Config {
        cases: u32::try_from(cases).unwrap(),
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 4096,
        ..Config::default()
    };
    let counts: RefCell<BTreeMap<&'static str, u64>> = RefCell::default();
    let result = TestRunner::new(config).run(strategy, |case| {
        let seen = Seen::default();
        check(&case, &seen)?;
        for (cell, holds) in seen.0.into_inner() {
            *counts.borrow_mut().entry(cell).or_default() += u64::from(holds);
        }
        Ok(())
    });
    match result {
        Ok(()) => report(name, cells, cases, &counts.into_inner()),
        Err(TestError::Abort(reason)) => panic!("law {name}: too many cases were thrown away: {reason}"),
        Err(TestError::Fail(reason, case)) => {
            panic!("law {name} (PLATFORM_LAW_SEED={seed}): {reason}\nsmallest case found:\n{case:#?}")
        }
    }
}

fn report(name: &str, cells: &[&'static str], cases: u64, counts: &BTreeMap<&'static str, u64>) {
    // Written at once, so that laws that run side by side don't mix their tables.
    let mut table = format!("law {name}: {cases} cases\n");
    let mut rare = Vec::new();
    for cell in cells {
        let count = counts.get(cell).copied().unwrap_or_default();
        let tenths = count * 1000 / cases.max(1);
        table += &format!("  {cell:<24}{:>4}.{} %\n", tenths / 10, tenths % 10);
        if count * 100 < cases {
            rare.push(*cell);
        }
    }
    println!("{table}");
    // Few cases say nothing about shares.
    assert!(rare.is_empty() || cases < 200, "law {name}: under 1 % of the cases had: {rare:?}");
}
