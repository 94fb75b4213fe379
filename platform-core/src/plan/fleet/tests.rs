//! Many subjects at once.

use std::collections::BTreeSet;

use super::*;
use crate::model::{Changes, Sources, Text, codes};

fn entity(kind: &str, name: &str, spec: &str) -> String {
    let head = format!(
        "apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}, labels: {{tier: gold}}}}\n"
    );
    let own = if kind == "Component" { "type: service, lifecycle: production, " } else { "type: database, " };
    format!("{head}spec: {{{own}{spec}}}\n")
}

fn path(name: &str, version: &str, spec: &str) -> (String, String) {
    let head = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata:";
    let text = format!("{head} {{name: {name}, version: {version}}}\nspec:\n{spec}");
    (format!("golden-paths/{name}/{version}/golden-path.yaml"), text)
}

const BODY: &str =
    "body: {kind: Deployment, metadata: {name: \"${{ service.slug }}\"}, spec: {a: \"${{ parameters.a }}\"}}";

/// `cart` and `search` follow `web`, `stock` follows `worker` in staging only and cannot be rendered; `cart` uses
/// `resource:orders-db`.
fn sources() -> Sources {
    let environment = |name: &str| {
        let head = "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata:";
        let targets = "targets: {kubernetes: {outputs: outputs.yaml}}";
        (format!("environments/{name}.yaml"), format!("{head} {{name: {name}}}\nspec: {{{targets}}}\n"))
    };
    let web = format!(
        "  parameters: {{type: object, properties: {{a: {{type: integer, default: 1}}}}}}\n  includes: [{{ref: base}}]\n  \
         resources: [{{id: workload, target: kubernetes, {BODY}}}]\n  files: [{{path: ci.yml, template: ci.yml}}]\n"
    );
    let worker = "  resources: [{id: workload, target: kubernetes, body: {kind: \"${{ service.owner.no }}\"}}]\n";
    let postgres = "  appliesTo: [resource]\n  provides: {type: postgres, resources: [db]}\n  resources: [{id: db, target: \
                    kubernetes, body: {kind: Db}, outputs: {host: {value: h}}}]\n";
    let score = "apiVersion: score.dev/v1b1\nmetadata: {name: cart}\ncontainers: {app: {image: .}}\nresources: {db: {type: postgres, id: orders-db}}\n";
    let files = [
        environment("production"),
        environment("staging"),
        path("base", "1.0.0", "  resources: []\n"),
        path("web", "1.0.0", &web),
        path("web", "2.0.0", &web),
        ("golden-paths/web/1.0.0/ci.yml".into(), "a".into()),
        ("golden-paths/web/2.0.0/ci.yml".into(), "a".into()),
        path("worker", "1.0.0", worker),
        path("postgres", "1.0.0", postgres),
        (
            "services/cart/catalog-info.yaml".into(),
            entity("Component", "cart", "owner: team-a, system: checkout, goldenPath: {ref: web@^1}"),
        ),
        ("services/cart/score.yaml".into(), score.into()),
        (
            "services/search/catalog-info.yaml".into(),
            entity("Component", "search", "owner: user:ada, system: browse, goldenPath: {ref: web@^2}"),
        ),
        (
            "services/stock/catalog-info.yaml".into(),
            entity("Component", "stock", "owner: team-b, goldenPath: {ref: worker, only: [staging]}")
                .replace("tier: gold", "tier: silver"),
        ),
        (
            "services/db/catalog-info.yaml".into(),
            entity("Resource", "orders-db", "owner: team-a, system: checkout, goldenPath: {ref: postgres}"),
        ),
    ];
    files.into_iter().map(|(path, text)| (path.into(), text.as_bytes().into())).collect()
}

fn platform() -> Platform {
    let (platform, warnings) = Platform::parse(&sources()).into_result().unwrap();
    assert_eq!(warnings, []);
    platform
}

fn names(selected: &[(EntityRef, Scope)]) -> String {
    selected.iter().map(|(subject, scope)| format!("{subject}/{scope}")).collect::<Vec<_>>().join(" ")
}

fn selected(edit: impl FnOnce(&mut Selection)) -> String {
    let mut selection = Selection::default();
    edit(&mut selection);
    names(&select(&platform(), &selection).into_result().unwrap().0)
}

/// Code, message and help of the only problem.
fn refused(edit: impl FnOnce(&mut Selection)) -> String {
    let mut selection = Selection::default();
    edit(&mut selection);
    let outcome = select(&platform(), &selection);
    assert!(outcome.value.is_none());
    let [problem] = outcome.diagnostics.as_slice() else { panic!("{:?}", outcome.diagnostics) };
    format!("{}: {}; {}", problem.code, problem.message, problem.help.as_deref().unwrap_or_default())
}

#[test]
fn each_condition_selects() {
    let all = "cart/- cart/production cart/staging search/- search/production search/staging stock/- stock/staging \
               resource:orders-db/- resource:orders-db/production resource:orders-db/staging";
    assert_eq!(selected(|_| {}), all);
    let staging = |selection: &mut Selection| selection.scopes = vec!["staging".parse().unwrap()];
    let in_staging = |edit: &dyn Fn(&mut Selection)| {
        let found = selected(|selection| {
            staging(selection);
            edit(selection);
        });
        found.replace("/staging", "")
    };
    assert_eq!(in_staging(&|_| {}), "cart search stock resource:orders-db");
    assert_eq!(in_staging(&|one| one.systems = vec!["checkout".into()]), "cart resource:orders-db");
    assert_eq!(
        in_staging(&|one| one.systems = vec!["checkout".into(), "browse".into()]),
        "cart search resource:orders-db"
    );
    assert_eq!(in_staging(&|one| one.owners = vec!["team-a".into()]), "cart resource:orders-db");
    assert_eq!(in_staging(&|one| one.owners = vec!["group:default/team-b".into()]), "stock");
    assert_eq!(in_staging(&|one| one.owners = vec!["user:ada".into()]), "search");
    assert_eq!(in_staging(&|one| one.kinds = vec!["Resource".into()]), "resource:orders-db");
    assert_eq!(in_staging(&|one| one.names = vec!["s*".into(), "orders-db".into()]), "search stock resource:orders-db");
    assert_eq!(in_staging(&|one| one.paths = vec!["web@<2".parse().unwrap()]), "cart");
    assert_eq!(in_staging(&|one| one.paths = vec!["base".parse().unwrap()]), "cart search");
    assert_eq!(in_staging(&|one| one.labels = vec!["tier=gold".parse().unwrap()]), "cart search resource:orders-db");
    assert_eq!(in_staging(&|one| one.labels = vec!["tier!=gold".parse().unwrap()]), "stock");
    assert_eq!(
        in_staging(&|one| one.labels = vec!["tier".parse().unwrap(), "a!=b".parse().unwrap()]).split(' ').count(),
        4
    );
    assert_eq!(in_staging(&|one| one.subjects = vec!["stock".parse().unwrap()]), "stock");
    assert_eq!(
        selected(|one| one.scopes = vec!["production".parse().unwrap(), "-".parse().unwrap()]).matches("stock").count(),
        1
    );
}

#[test]
fn a_value_that_is_nothings_says_what_was_meant() {
    let nothing = "graph.nothing_selected: ";
    assert_eq!(
        refused(|one| one.systems = vec!["chekout".into()]),
        format!("{nothing}no subject has the system `chekout`; did you mean `checkout`?")
    );
    assert_eq!(
        refused(|one| one.owners = vec!["adda".into()]),
        format!("{nothing}no subject has the owner `adda`; there is: team-a, team-b, user:ada")
    );
    assert_eq!(
        refused(|one| one.kinds = vec!["ressource".into()]),
        format!("{nothing}no subject is of kind `ressource`; did you mean `resource`?")
    );
    assert_eq!(
        refused(|one| one.names = vec!["carts".into()]),
        format!("{nothing}no subject is named `carts`; did you mean `cart`?")
    );
    assert_eq!(
        refused(|one| one.paths = vec!["web@^3".parse().unwrap()]),
        format!("{nothing}nothing uses `web@^3`; in use: 1.0.0, 2.0.0")
    );
    assert_eq!(
        refused(|one| one.paths = vec!["webb".parse().unwrap()]),
        format!("{nothing}nothing uses `webb`; did you mean `web`?")
    );
    assert_eq!(
        refused(|one| one.labels = vec!["teir=gold".parse().unwrap()]),
        format!("{nothing}no subject has the label `teir=gold`; did you mean `tier`?")
    );
    assert_eq!(
        refused(|one| one.labels = vec!["tier=glod".parse().unwrap()]),
        format!("{nothing}no subject has the label `tier=glod`; of `tier`, did you mean `gold`?")
    );
    assert_eq!(
        refused(|one| one.subjects = vec!["cartt".parse().unwrap()]),
        "graph.subject_unknown: there is no subject `cartt`; did you mean `cart`?"
    );
    assert_eq!(
        refused(|one| one.scopes = vec!["stagging".parse().unwrap()]),
        "graph.environment_unknown: there is no environment `stagging`; did you mean `staging`?"
    );
    let both = refused(|one| {
        one.systems = vec!["browse".into()];
        one.owners = vec!["team-a".into()];
    });
    assert_eq!(both, format!("{nothing}nothing is all that was asked for at once; leave one of the conditions out"));
}

fn touched_by(platform: &Platform, files: &[&str]) -> String {
    let files: BTreeSet<Text> = files.iter().map(|file| (*file).into()).collect();
    let found = names(&touched(platform, &files));
    let selection = Selection { changed: Some(files), ..Selection::default() };
    assert_eq!(names(&select(platform, &selection).into_result().unwrap().0), found);
    found
}

#[test]
fn a_changed_file_touches_what_reads_it() {
    let platform = platform();
    let of = |file: &str| touched_by(&platform, &[file]);
    let cart = "cart/- cart/production cart/staging";
    assert_eq!(of("services/cart/catalog-info.yaml"), cart);
    assert_eq!(of("services/cart/score.yaml"), cart);
    assert_eq!(of("services/cart/platform.lock"), cart);
    assert_eq!(of("services/cart/gone.yaml"), cart);
    assert_eq!(of("services/cart/main.rs"), "");
    assert_eq!(of("README.md"), "");
    assert_eq!(
        of("services/db/catalog-info.yaml"),
        format!("{cart} resource:orders-db/- resource:orders-db/production resource:orders-db/staging")
    );
    assert_eq!(of("environments/production.yaml"), "cart/production search/production resource:orders-db/production");
    assert_eq!(of("outputs.yaml").split(' ').count(), 7, "every target reads it");
    assert_eq!(of("golden-paths/worker/1.0.0/golden-path.yaml"), "stock/- stock/staging");
    assert_eq!(of("golden-paths/base/1.0.0/README.md").split(' ').count(), 6, "who includes it");
    assert_eq!(of("golden-paths/postgres/1.0.0/golden-path.yaml").split(' ').count(), 6, "who uses what follows it");
    assert_eq!(
        of("golden-paths/web/2.0.0/ci.yml").split(' ').count(),
        6,
        "without a pin it may be any version of the name"
    );
    assert_eq!(of("platform.yaml").split(' ').count(), 11);
    assert_eq!(touched_by(&platform, &[]), "");
}

#[test]
fn a_pinned_version_is_touched_by_its_own_files_only() {
    let platform = platform();
    let digest = platform.golden_paths["web"][&"1.0.0".parse().unwrap()].digest;
    let lock = format!(
        "formatVersion: \"1.0\"\nsubjects: {{cart: {{staging: {{path: {{name: web, version: 1.0.0, digest: '{digest}'}}}}}}}}\n"
    );
    let changes = Changes::from([("services/cart/platform.lock".into(), Some(lock.as_bytes().into()))]);
    let platform = platform.with_changes(&changes).into_result().unwrap().0;
    assert!(!touched_by(&platform, &["golden-paths/web/2.0.0/ci.yml"]).contains("cart/staging"));
    assert!(touched_by(&platform, &["golden-paths/web/2.0.0/ci.yml"]).contains("cart/production"));
    assert!(touched_by(&platform, &["golden-paths/web/1.0.0/ci.yml"]).contains("cart/staging"));
}

#[test]
fn each_cause_is_said_and_what_is_gone_counts() {
    let before = platform();
    let told = |after: &Platform, files: &[&str]| -> Vec<String> {
        let files: BTreeSet<Text> = files.iter().map(|file| (*file).into()).collect();
        let found = touched_between(&before, after, &files);
        found.iter().map(|one| format!("{}/{}: {:?}", one.subject, one.environment, one.causes)).collect()
    };
    let both = told(&before, &["golden-paths/worker/1.0.0/golden-path.yaml", "environments/staging.yaml"]);
    let stock: Vec<&String> = both.iter().filter(|line| line.starts_with("stock/staging")).collect();
    assert!(stock[0].contains("Environment") && stock[0].contains("Path"), "{both:?}");
    let shared = told(&before, &["services/db/catalog-info.yaml"]);
    assert!(
        shared.iter().any(|line| line.starts_with("cart/staging: [Subject") && line.contains("orders-db")),
        "{shared:?}"
    );
    // A policy may say something else of every plan; a price says nothing.
    assert_eq!(told(&before, &["policies/images.rego"]).len(), told(&before, &["platform.yaml"]).len());
    assert!(told(&before, &["prices.yaml", "README.md"]).is_empty());
    // What was shared is gone: who used it still is touched, and it is no subject any more.
    let gone = Changes::from([("services/db/catalog-info.yaml".into(), None)]);
    let after = before.with_changes(&gone).value.unwrap();
    let left = told(&after, &["services/db/catalog-info.yaml"]);
    assert!(left.iter().any(|line| line.starts_with("cart/staging")), "{left:?}");
    assert!(!left.iter().any(|line| line.starts_with("resource:orders-db")), "{left:?}");
}

/// What is not touched is planned as before, whatever file changes.
#[test]
fn what_is_not_touched_stays() {
    let plans = |platform: &Platform| {
        let set =
            plan_all(platform, &Selection::default(), &Facts::default(), &PlanOptions::default(), 1).value.unwrap();
        let ok = set
            .ok
            .iter()
            .map(|one| ((one.plan.subject.clone(), one.plan.environment.clone()), one.plan.digest.to_string()));
        let failed = set
            .failed
            .iter()
            .map(|one| ((one.subject.clone(), one.environment.clone()), format!("{:?}", one.diagnostics)));
        ok.chain(failed).collect::<BTreeMap<_, _>>()
    };
    let before = platform();
    let planned = plans(&before);
    let mut differed = 0;
    for (path, bytes) in &sources() {
        for edit in [
            None,
            Some(("1.0.0", "1.0.1")),
            Some(("owner: team-a", "owner: team-c")),
            Some(("kind: Deployment", "kind: Job")),
            Some(("{name: cart", "{name: cart2")),
        ] {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            let after = match edit {
                None => None,
                Some((from, _)) if !text.contains(from) => continue,
                Some((from, to)) => Some(text.replace(from, to).into_bytes().into()),
            };
            let after = before.with_changes(&Changes::from([(path.clone(), after)])).value.unwrap();
            let touched: BTreeSet<_> = touched(&after, [path]).into_iter().chain(touched(&before, [path])).collect();
            for (key, plan) in plans(&after) {
                if planned.get(&key) != Some(&plan) {
                    assert!(touched.contains(&key), "{path} {edit:?} changes {key:?}");
                    differed += 1;
                }
            }
        }
    }
    assert!(differed > 20, "{differed}");
}

#[test]
fn a_broken_service_holds_no_other_back_and_equal_changes_are_told_once() {
    let set =
        plan_all(&platform(), &Selection::default(), &Facts::default(), &PlanOptions::default(), 2).value.unwrap();
    let failed: Vec<String> =
        set.failed.iter().map(|failed| format!("{}/{}", failed.subject, failed.environment)).collect();
    assert_eq!(failed, ["stock/staging"]);
    assert_eq!(set.failed[0].diagnostics[0].code, codes::EXPRESSION_UNDEFINED);
    assert_eq!(set.ok.len(), 10);
    assert_eq!(set.groups[0].addresses.len(), 4, "{:?}", set.groups);
    assert_eq!(set.plan_set().groups, set.groups);
}

/// Law 1: whatever the number of threads, and alone as among others.
#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let platform = platform();
    let of = |selection: &Selection, threads: usize| {
        let outcome = plan_all(&platform, selection, &Facts::default(), &PlanOptions::default(), threads);
        let set = outcome.value.unwrap();
        (
            serde_json::to_string(&set.ok).unwrap(),
            serde_json::to_string(&set.plan_set()).unwrap(),
            outcome.diagnostics,
            set,
        )
    };
    let one = of(&Selection::default(), 1);
    for threads in [2, 16] {
        assert_eq!(of(&Selection::default(), threads), one);
    }
    for planned in &one.3.ok {
        let selection = Selection::of([planned.plan.subject.clone()], [planned.plan.environment.clone()]);
        assert_eq!(of(&selection, 1).3.ok, std::slice::from_ref(planned));
    }
}

/// A state with one resource.
fn applied(subject: &str, scope: &str) -> ((EntityRef, Scope), State) {
    let (subject, scope): (EntityRef, Scope) = (subject.parse().unwrap(), scope.parse().unwrap());
    let mut state = State::new(subject.clone(), scope.clone(), "3f2a");
    let address = format!("{subject}/{scope}/kubernetes/workload").parse().unwrap();
    let body = crate::model::Value::from_json(r#"{"kind": "Deployment", "metadata": {"name": "search"}}"#).unwrap();
    state.resources.insert(address, crate::model::StateResource::new(body));
    ((subject, scope), state)
}

fn known(states: &[(&str, &str)]) -> Facts {
    Facts { states: states.iter().map(|(subject, scope)| applied(subject, scope)).collect(), ..Facts::default() }
}

#[test]
fn what_is_gone_from_the_files_is_destroyed_only_by_name() {
    let facts = known(&[("gone", "staging"), ("cart", "preview"), ("cart", "staging"), ("gone", "-")]);
    let run = |edit: &dyn Fn(&mut Selection), intent| {
        let mut selection = Selection::default();
        edit(&mut selection);
        let options = PlanOptions { intent, ..PlanOptions::default() };
        plan_all(&platform(), &selection, &facts, &options, 1)
    };
    let planned = |set: &PlannedSet| {
        let plans = set.ok.iter().map(|one| (one.plan.subject.clone(), one.plan.environment.clone()));
        names(&plans.collect::<Vec<_>>())
    };
    let of = |subjects: &'static [&str], scopes: &'static [&str]| {
        move |selection: &mut Selection| {
            selection.subjects = subjects.iter().map(|subject| subject.parse().unwrap()).collect();
            selection.scopes = scopes.iter().map(|scope| scope.parse().unwrap()).collect();
        }
    };
    let all = run(&|_| {}, Intent::Converge).value.unwrap();
    let orphans: Vec<String> =
        all.orphans.iter().map(|one| format!("{}/{} {}", one.subject, one.environment, one.resources)).collect();
    assert_eq!(orphans, ["cart/preview 1", "gone/- 1", "gone/staging 1"]);
    assert!(!planned(&all).contains("gone") && !planned(&all).contains("preview"), "{}", planned(&all));
    // Not even to destroy everything is enough: it takes the name.
    let everything = run(&|_| {}, Intent::Destroy).value.unwrap();
    assert!(!planned(&everything).contains("gone"), "{}", planned(&everything));
    // And the name is not enough without the intent.
    assert_eq!(run(&of(&["gone"], &[]), Intent::Converge).diagnostics[0].code, codes::GRAPH_SUBJECT_UNKNOWN);

    let gone = run(&of(&["gone"], &["staging"]), Intent::Destroy).value.unwrap();
    assert_eq!((planned(&gone).as_str(), gone.ok[0].plan.summary.delete), ("gone/staging", 1));
    let both = run(&of(&["gone", "cart"], &["staging"]), Intent::Destroy).value.unwrap();
    assert_eq!(planned(&both), "gone/staging cart/staging");
    let environment = run(&of(&["cart"], &["preview"]), Intent::Destroy).value.unwrap();
    assert_eq!((planned(&environment).as_str(), environment.ok[0].plan.summary.delete), ("cart/preview", 1));
    // A state that holds nothing more is nobody's orphan.
    let mut emptied = known(&[("gone", "staging")]);
    for state in emptied.states.values_mut() {
        *state = State::new(state.subject.clone(), state.environment.clone(), "lineage");
    }
    let set = plan_all(&platform(), &Selection::default(), &emptied, &PlanOptions::default(), 1).value.unwrap();
    assert_eq!(set.orphans.len(), 0);
    // What is protected is so also when nothing of its subject is left.
    let mut protected = known(&[("gone", "staging")]);
    for resource in protected.states.values_mut().flat_map(|state| state.resources.values_mut()) {
        resource.protect = true;
    }
    let mut selection = Selection::default();
    of(&["gone"], &["staging"])(&mut selection);
    let mut options = PlanOptions { intent: Intent::Destroy, ..PlanOptions::default() };
    for applicable in [false, true] {
        let set = plan_all(&platform(), &selection, &protected, &options, 1).value.unwrap();
        assert_eq!(set.ok[0].plan.is_applicable(), applicable);
        options.release = vec!["gone/staging/kubernetes/workload".parse().unwrap()];
    }
    let nobody = run(&of(&["gone", "gonne"], &[]), Intent::Destroy);
    assert_eq!(nobody.diagnostics[0].code, codes::GRAPH_SUBJECT_UNKNOWN);
}

#[test]
fn what_was_renamed_is_no_orphan_and_keeps_what_it_has() {
    let mut sources = sources();
    let file: Text = "services/search/catalog-info.yaml".into();
    let text = entity("Component", "search", "owner: user:ada, goldenPath: {ref: web@^2, renamedFrom: [finder]}");
    sources.insert(file, text.as_bytes().into());
    let platform = Platform::parse(&sources).value.unwrap();
    let selection = Selection::of(["search".parse::<EntityRef>().unwrap()], ["staging".parse::<Scope>().unwrap()]);
    let facts = known(&[("finder", "staging")]);
    let set = plan_all(&platform, &selection, &facts, &PlanOptions::default(), 1).value.unwrap();
    let plan = &set.ok[0].plan;
    assert_eq!((set.orphans.len(), plan.summary.delete, plan.summary.replace), (0, 0, 0), "{plan:#?}");
    let workload = plan.change(&"search/staging/kubernetes/workload".parse().unwrap()).unwrap();
    assert_eq!(workload.actions, [crate::model::Action::Move, crate::model::Action::Update]);
    assert_eq!(
        workload.moved_from.as_ref().map(ToString::to_string).as_deref(),
        Some("finder/staging/kubernetes/workload")
    );
    assert_eq!(plan.base.lineage.as_ref(), "3f2a");
    let destroy = PlanOptions { intent: Intent::Destroy, ..PlanOptions::default() };
    let set = plan_all(&platform, &selection, &facts, &destroy, 1).value.unwrap();
    assert_eq!(set.ok[0].plan.summary.delete, 1);
    // Once it has a state of its own, the old one is nobody's.
    let facts = known(&[("finder", "staging"), ("search", "staging")]);
    let set = plan_all(&platform, &selection, &facts, &PlanOptions::default(), 1).value.unwrap();
    assert_eq!(set.orphans.iter().map(|one| one.subject.to_string()).collect::<Vec<_>>(), ["finder"]);
}
