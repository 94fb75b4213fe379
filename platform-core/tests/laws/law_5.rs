//! Learning an unknown never turns pass into fail.

use std::collections::BTreeSet;

use platform_core::model::{Address, Freshness};
use platform_core::plan;
use proptest::prelude::*;

use crate::coverage;
use crate::generate::case;
use crate::runner::law;
use crate::unknowns::outputs_read;

#[test]
fn what_may_be_applied_may_be_applied_with_more_known() {
    let own = ["learned from another subject", "learned from state", "may be applied", "planned otherwise"];
    let cells = [coverage::CELLS, &own].concat();
    let cells: Vec<_> = cells.into_iter().filter(|cell| *cell != "unknown, filled").collect();
    law("5 (learning)", &cells, &(case(false), any::<u64>()), |(more, hidden), seen| {
        // What is not known before is any part of what is known after.
        let is_hidden = |place: usize| hidden >> (place % 64) & 1 == 1;
        let read: BTreeSet<Address> = (more.rendered.resources.values())
            .flat_map(|resource| outputs_read(&resource.body))
            .map(|(address, _)| address)
            .collect();
        let mut less = more.clone();
        for (place, (address, known)) in less.state.resources.iter_mut().enumerate() {
            if is_hidden(place) && !known.outputs.is_empty() {
                known.outputs.clear();
                seen.mark("learned from state", read.contains(address));
            }
        }
        if is_hidden(63) {
            seen.mark("learned from another subject", more.observed.outputs.keys().any(|output| read.contains(output)));
            less.observed.outputs.clear();
        }
        let before = plan::plan(&less.rendered, &less.state, &less.observed, &less.options);
        let after = plan::plan(&more.rendered, &more.state, &more.observed, &more.options);
        let Some(before) = before.value else { return Ok(()) };
        let after = after.value.ok_or_else(|| {
            TestCaseError::fail(format!("with more known nothing can be planned: {:?}", after.diagnostics))
        })?;
        coverage::mark(seen, &less, &before);
        seen.mark("may be applied", before.is_applicable());
        seen.mark("planned otherwise", before.digest != after.digest);
        // What is put off is neither passed nor failed: nobody could judge it yet.
        for blocked in after.blocked.iter().filter(|_| before.deferred().count() == 0) {
            prop_assert!(before.blocked.contains(blocked), "now blocked: {blocked}");
        }
        seen.mark("blocked", !before.blocked.is_empty());
        // Nor does what another subject gives in the meantime make a plan stale.
        let mut meanwhile = less.observed.clone();
        meanwhile.outputs = more.observed.outputs.clone();
        let verdict = plan::verify(&before, &less.rendered, &less.state, &meanwhile);
        prop_assert!(matches!(verdict, Freshness::Fresh), "learning made it stale: {verdict:?}");
        Ok(())
    });
}
