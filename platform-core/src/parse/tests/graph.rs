//! What documents say of each other.

use super::{CART, STAGING, WEB, brief, parse, problems, said, whole};

fn environment(name: &str, from: &str) -> String {
    format!(
        "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {{name: {name}}}\nspec: {{promotesFrom: [{from}]}}\n"
    )
}

fn path(name: &str, version: &str, spec: &str) -> (String, String) {
    let text = format!(
        "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {{name: {name}, version: {version}}}\nspec: {spec}\n"
    );
    (format!("golden-paths/{name}/{version}/golden-path.yaml"), text)
}

fn problems_of(paths: &[(String, String)]) -> Vec<String> {
    let files: Vec<(&str, &str)> = paths.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    problems(&files)
}

#[test]
fn names_stand_once_without_regard_to_case() {
    let other = CART.1.replace("name: cart", "name: Cart");
    let found = said(&[WEB, CART, ("services/other/catalog-info.yaml", &other)]);
    insta::assert_snapshot!(found, @r"
    services/other/catalog-info.yaml:3:18: two entities are called `component:default/Cart` [graph.duplicate]; rename or remove one of them
        services/cart/catalog-info.yaml:3:18: the first one
    ");
    assert_eq!(problems(&[STAGING, ("environments/x.yaml", STAGING.1)]), ["graph.duplicate 3:18"]);
}

#[test]
fn releases_do_not_go_in_circles() {
    let files = [("a", "c"), ("b", "a"), ("c", "b"), ("d", "a")]
        .map(|(name, from)| (format!("environments/{name}.yaml"), environment(name, from)));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    insta::assert_snapshot!(said(&files), @"environments/a.yaml:4:22: releases go in a circle: `a` promotes from `c`, which promotes from `b`, which promotes from `a` [graph.cycle]; break the circle at one place");
}

#[test]
fn paths_do_not_include_each_other() {
    let paths = [path("a", "1.0.0", "{includes: [{ref: b}]}"), path("b", "1.0.0", "{includes: [{ref: a@^1}]}")];
    assert_eq!(problems_of(&paths), ["path.include_cycle 4:18"]);
    // The newest version of `b` includes nothing.
    let newer = [paths[0].clone(), paths[1].clone(), path("b", "1.1.0", "{}")];
    assert_eq!(problems_of(&newer), Vec::<String>::new());
}

#[test]
fn a_new_version_of_an_included_path_makes_no_other_path_wrong() {
    let includer =
        path("a", "1.0.0", "{includes: [{ref: b@^1}], resources: [{id: x, target: k, dependsOn: [y], body: {}}]}");
    let with = path("b", "1.0.0", "{resources: [{id: y, target: k, body: {}}]}");
    let without = path("b", "1.1.0", "{}");
    assert_eq!(problems_of(&[includer.clone(), with.clone()]), Vec::<String>::new());
    assert_eq!(problems_of(&[includer.clone(), with.clone(), without.clone()]), Vec::<String>::new());
    assert_eq!(problems_of(&[includer.clone(), without]), ["graph.dangling 4:76"]);
    // An id that a newer version brings too is decided when a version is chosen.
    let clash = path("b", "1.2.0", "{resources: [{id: x, target: k, body: {}}]}");
    assert_eq!(problems_of(&[includer, with, clash]), Vec::<String>::new());
}

#[test]
fn resources_do_not_wait_for_each_other() {
    let circle =
        "{resources: [{id: a, target: k, dependsOn: [b], body: {}}, {id: b, target: k, dependsOn: [a], body: {}}]}";
    assert_eq!(problems_of(&[path("p", "1.0.0", circle)]), ["graph.cycle 4:50"]);
    let never_both = circle.replacen("body", "when: '${{ x }}', body", 1);
    assert_eq!(problems_of(&[path("p", "1.0.0", &never_both)]), Vec::<String>::new());
}

#[test]
fn what_is_missing_because_it_is_broken_is_said_once() {
    let broken = STAGING.1.replace("spec:", "spce:");
    let only = CART.1.replace("web@^1", "web@^1, only: [staging]");
    assert_eq!(problems(&[("environments/x.yaml", &broken), WEB, (CART.0, &only)]), ["schema.unknown_field 4:1"]);
    let broken = WEB.1.replace("target", "targt");
    let found = problems(&[STAGING, (WEB.0, &broken), CART]);
    assert_eq!(found, ["schema.unknown_field 6:22"]);
    let newer = CART.1.replace("web@^1", "web@^2");
    assert_eq!(
        problems(&[STAGING, (WEB.0, &broken), (CART.0, &newer)]),
        ["schema.unknown_field 6:22", "path.not_found 8:21"]
    );
    assert_eq!(problems(&[STAGING, (WEB.0, "kind: ["), (CART.0, &newer)]), ["parse.syntax 1:7"]);
    // A wrong name in a file with another problem is still a wrong name.
    let two = CART.1.replace("web@^1", "web@^1, only: [stagging]").replace("team", "''");
    assert_eq!(problems(&[STAGING, WEB, (CART.0, &two)]), ["value.invalid 7:10", "graph.dangling 8:36"]);
}

#[test]
fn a_workload_belongs_to_the_service_beside_it() {
    let score = |name: &str| {
        format!("apiVersion: score.dev/v1b1\nmetadata: {{name: {name}}}\ncontainers: {{app: {{image: .}}}}\n")
    };
    // Alone with one service, its name does not matter.
    let platform = whole(&[STAGING, WEB, CART, ("services/cart/score.yaml", &score("other"))]);
    assert_eq!(platform.subjects[&"cart".parse().unwrap()].workload.as_ref().unwrap().name.as_str(), "other");
    let two = format!("{}---\n{}", CART.1, CART.1.replace("name: cart", "name: worker"));
    let both = |name: &str| problems(&[STAGING, WEB, (CART.0, &two), ("services/cart/score.yaml", &score(name))]);
    assert_eq!(both("worker"), Vec::<String>::new());
    assert_eq!(both("wroker"), ["graph.dangling 2:18"]);
    let outcome = parse(&[WEB, ("services/x/score.yaml", &score("x"))]);
    assert!(!outcome.has_errors());
    assert_eq!(brief(&outcome.diagnostics[0]), "graph.dangling 2:18");
    let twice = [WEB, CART, ("services/cart/a.yaml", &score("cart")), ("services/cart/b.yaml", &score("cart"))];
    assert_eq!(problems(&twice), ["graph.duplicate 2:18"]);
}

#[test]
fn owners_need_not_be_in_the_catalog() {
    assert_eq!(problems(&[STAGING, WEB, CART]), Vec::<String>::new());
}

fn entity(kind: &str, name: &str, spec: &str) -> (String, String) {
    let text =
        format!("apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n");
    (format!("catalog/{kind}-{name}.yaml"), text)
}

#[test]
fn what_entities_refer_to_is_there() {
    let team = entity("Group", "team-shop", "type: team, children: [team-cart], parent: shop");
    let shop = entity("System", "Shop", "owner: team-shop");
    let cart = entity(
        "Component",
        "cart",
        "type: service, lifecycle: production, owner: team-sho, system: default/shop, dependsOn: ['component:crat', \
         'resource:db', 'component:other/cart'], providesApis: [cart], subcomponentOf: cart",
    );
    let of = |all: &[&(String, String)]| {
        let files: Vec<(&str, &str)> = all.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        said(&files)
    };
    insta::assert_snapshot!(of(&[&team, &shop, &cart]), @r"
    catalog/Component-cart.yaml:4:53: there is no group `team-sho` [graph.dangling]; did you mean `team-shop`?
    catalog/Component-cart.yaml:4:97: there is no component `component:crat` [graph.dangling]; did you mean `component:cart`?
    catalog/Component-cart.yaml:4:130: there is no component `component:other/cart` [graph.dangling]; known here: `component:cart`
    catalog/Group-team-shop.yaml:4:31: there is no group `team-cart` [graph.dangling]; known here: `team-shop`
    catalog/Group-team-shop.yaml:4:51: there is no group `shop` [graph.dangling]; known here: `team-shop`
    ");
    // What is kept elsewhere as a whole is not missed.
    let alone = of(&[&cart]);
    assert!(!alone.contains("group") && !alone.contains("resource") && alone.contains("`component:crat`"), "{alone}");
    // What can't be read may be what is meant.
    let broken = (team.0.clone(), team.1.replace("team-shop", "team-sho").replace("type: team", "type: [team]"));
    let other = entity("Group", "other", "type: team, children: []");
    let missing = "there is no group `team-sho`";
    assert!(!of(&[&broken, &other, &cart]).contains(missing) && of(&[&other, &cart]).contains(missing));
}
