//! An upgrade to the same pins changes nothing; what the path did not create is never deleted.

use std::collections::BTreeSet;

use platform_core::model::{
    Action, Address, Changes, Observed, Pins, PlanOptions, Platform, Rendered, Scope, Sources, State, Text, Version,
};
use platform_core::{plan, render};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::coverage;
use crate::generate::case;
use crate::law_3::{contradicts_itself, planned, waits_for_others};
use crate::law_12::example;
use crate::runner::law;
use crate::world::{self, World};

const IMAGE: &str = "registry.example/shop/app@sha256:5f34a27119d156b24eb42781994c9ac1739649f0b73b75465d85dbccaf39469d";

/// The files of a further version of a path of the shop: its number, and what it has otherwise.
fn published(shop: &Sources, folder: &str, version: &Version, edit: usize) -> Changes {
    let old = folder.rsplit('/').next().unwrap();
    let parent = folder.strip_suffix(old).unwrap();
    let mut files = Changes::default();
    for (path, bytes) in shop.iter().filter(|(path, _)| path.starts_with(&format!("{folder}/"))) {
        let rest = path.strip_prefix(folder).unwrap();
        let mut text = String::from_utf8(bytes.to_vec()).unwrap();
        if rest == "/golden-path.yaml" {
            text = text.replacen(&format!("version: {old}"), &format!("version: {version}"), 1);
            text = match edit % 4 {
                0 => text,
                1 => text.replace("cpu: ", "cpu: 1"),
                2 => text.replace("kind: Service\n", "kind: Services\n"),
                _ => text.replacen("replicas:", "replicasNow:", 1),
            };
        }
        files.insert(Text::from(format!("{parent}{version}{rest}")), Some(text.into_bytes().into()));
    }
    files
}

fn folders(shop: &Sources) -> Vec<String> {
    shop.keys().filter_map(|path| path.strip_suffix("/golden-path.yaml")).map(str::to_owned).collect()
}

fn rendered(platform: &Platform, subject: usize, scope: &Scope, pins: &Pins) -> Option<(Pins, Rendered)> {
    let (subject, _) = platform.subjects.iter().nth(subject)?;
    let resolved = render::resolve(platform, subject, scope, pins).value?;
    let rendered = render::render(&resolved).value?;
    Some((resolved.pins, rendered))
}

#[test]
fn the_same_pins_give_the_same() {
    let shop = example("shop");
    let platform = Platform::parse(&shop).value.unwrap();
    let folders = folders(&shop);
    let scopes: Vec<Scope> = ["-", "staging", "production", "preview"].map(|name| name.parse().unwrap()).into();
    // Most are what somebody who follows `^1` would get.
    let version = prop_oneof![
        3 => (6_u64..10, 0_u64..3).prop_map(|(minor, patch)| Version::new(1, minor, patch)),
        1 => (0_u64..4, 0_u64..10, 0_u64..10).prop_map(|(major, minor, patch)| Version::new(major, minor, patch)),
    ];
    let strategy =
        (any::<Index>(), prop::sample::select(scopes), prop::sample::select(folders), version, any::<usize>());
    let cells = ["pinned", "a newer one is allowed", "upgraded", "other path"];
    law("7 (same pins)", &cells, &strategy, |(subject, scope, folder, version, edit), seen| {
        if shop.keys().any(|path| path.contains(&format!("/{version}/"))) {
            return Ok(());
        }
        let subject = subject.index(platform.subjects.len());
        let mut built = Pins::default();
        built.artifacts.insert("app".parse().unwrap(), IMAGE.parse().unwrap());
        let Some((pins, before)) = rendered(&platform, subject, scope, &built) else { return Ok(()) };
        let with_it = platform.with_changes(&published(&shop, folder, version, *edit)).value.unwrap();
        let (kept, after) = rendered(&with_it, subject, scope, &pins)
            .ok_or_else(|| TestCaseError::fail("what was rendered can't be rendered any more"))?;
        prop_assert_eq!(&kept, &pins);
        prop_assert_eq!(&before.resources, &after.resources);
        let state = State::new(before.subject.clone(), before.environment.clone(), "lineage");
        let digest = |rendered| {
            plan::plan(rendered, &state, &Observed::nothing(), &PlanOptions::default()).value.map(|plan| plan.digest)
        };
        prop_assert_eq!(digest(&before), digest(&after));
        seen.mark("pinned", true);
        let name = folder.rsplit('/').nth(1).unwrap();
        let is_ours = pins.path.iter().chain(pins.includes.values()).any(|pin| pin.name.as_str() == name);
        seen.mark("other path", !is_ours);
        // Moved as far as they go, they go no further.
        let Some((newest, first)) = rendered(&with_it, subject, scope, &built) else {
            return Ok(());
        };
        seen.mark("a newer one is allowed", newest != pins);
        let (again, second) = rendered(&with_it, subject, scope, &newest).unwrap();
        prop_assert_eq!(again, newest.clone());
        prop_assert_eq!(&first.resources, &second.resources);
        seen.mark("upgraded", newest != pins && first.resources != before.resources);
        Ok(())
    });
}

#[test]
fn what_was_not_made_by_the_path_stays() {
    let cells = [coverage::CELLS, &["something of others"]].concat();
    law("7 (what others made)", &cells, &(case(false), any::<u64>()), |(case, mix), seen| {
        let Some(plan) = planned(&case.rendered, &case.state, &case.observed, &case.options) else { return Ok(()) };
        coverage::mark(seen, case, &plan);
        let ours: BTreeSet<&Address> = case.state.resources.keys().collect();
        for step in plan.steps.iter().filter(|step| step.action == Action::Delete) {
            let from = plan.change(&step.address).and_then(|change| change.moved_from.as_ref());
            prop_assert!(ours.contains(from.unwrap_or(&step.address)), "{} is not ours", step.address);
        }
        if !plan.is_applicable() || case.options.without_state || waits_for_others(case) || contradicts_itself(case) {
            return Ok(());
        }
        let mut ground = World::of(case);
        let before = ground.clone();
        world::apply(&mut ground, &plan, &case.rendered, &case.state, &case.observed, *mix)?;
        let renamed = |address: &Address| case.renames.values().any(|now| now == address);
        for address in case.observed.resources.keys() {
            let asked = case.rendered.resources.contains_key(address) || renamed(address);
            if !ours.contains(address) && !asked {
                seen.mark("something of others", before.body(address).is_some());
                prop_assert_eq!(ground.body(address), before.body(address), "{} was touched", address);
            }
        }
        Ok(())
    });
}
