//! The same change in many places.

use super::scene::Scene;
use crate::model::*;
use crate::plan::change_groups;

fn of(subject: &str, plan: Plan) -> Plan {
    let mut plan = plan;
    plan.subject = subject.parse().unwrap();
    for change in &mut plan.changes {
        change.address = change.address.to_string().replacen("cart/", &format!("{subject}/"), 1).parse().unwrap();
    }
    plan
}

fn replicas(from: i32, to: i32) -> Plan {
    let body = |replicas: i32, port: i32| format!(r#"{{"spec": {{"replicas": {replicas}, "port": {port}}}}}"#);
    Scene::new().known("workload", &body(from, 80)).rendered("workload", &body(to, 80)).plan()
}

#[test]
fn the_same_change_is_told_once_with_every_address() {
    let plans = [of("search", replicas(2, 3)), of("cart", replicas(2, 3)), of("stock", replicas(2, 4))];
    let groups = change_groups(&plans);
    let [group] = groups.as_slice() else { panic!("{groups:?}") };
    let addresses: Vec<&str> = group.addresses.iter().map(Address::as_str).collect();
    assert_eq!(addresses, ["cart/staging/kubernetes/workload", "search/staging/kubernetes/workload"]);
    assert_eq!((&*group.target, &*group.id, group.reason), ("kubernetes", "workload", Reason::Changed));
    assert_eq!(group.actions, [Action::Update]);
    let fields: Vec<_> = group.fields.iter().map(|field| (field.path.to_string(), field.after.clone())).collect();
    assert_eq!(fields, [("/spec/replicas".to_owned(), Some(3.into()))]);
    assert!(group.fields.iter().all(|field| field.origin.is_none()));
}

#[test]
fn what_differs_in_anything_is_not_the_same() {
    let one = || of("search", replicas(2, 3));
    let differs = |edit: &dyn Fn(&mut Change)| {
        let mut other = of("cart", replicas(2, 3));
        edit(&mut other.changes[0]);
        assert!(change_groups(&[one(), other.clone()]).is_empty(), "{other:?}");
    };
    differs(&|change| change.address = "cart/staging/kubernetes/worker".parse().unwrap());
    differs(&|change| change.address = "cart/staging/terraform/workload".parse().unwrap());
    differs(&|change| change.actions = vec![Action::Delete, Action::Create]);
    differs(&|change| change.reason = Reason::Drift);
    differs(&|change| change.class = ResourceClass::Entity);
    differs(&|change| change.protect = true);
    differs(&|change| change.moved_from = Some("cart/staging/kubernetes/old".parse().unwrap()));
    differs(&|change| change.fields[0].before = None);
    differs(&|change| change.fields[0].forces_replacement = true);
    differs(&|change| change.fields.clear());
    differs(&|change| change.actions = vec![Action::NoOp]);
}

#[test]
fn what_is_in_most_places_comes_first() {
    let plans = ["a", "b", "c", "d", "e"].map(|name| match name {
        "a" | "b" => of(name, replicas(1, 2)),
        _ => of(name, replicas(5, 6)),
    });
    let sizes: Vec<usize> = change_groups(plans.iter().rev()).iter().map(|group| group.addresses.len()).collect();
    assert_eq!(sizes, [3, 2]);
}
