//! Publishing golden paths.

use super::support::Place;

const NEXT: &str = "golden-paths/web/1.1.0/golden-path.yaml";
const FIRST: &str = "golden-paths/web/1.0.0/golden-path.yaml";

const TESTS: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPathTest\nmetadata: {name: replicas}\nspec:\n  cases:\n    - name: \
                     one\n      given: {parameters: {port: 8080}}\n      expect: {fields: {workload: {/spec/replicas: COUNT}}}\n";

/// The example, with a test of its path.
fn tested() -> Place {
    let place = Place::example("hello");
    place.write("golden-paths/web/1.0.0/tests/replicas.yaml", &TESTS.replace("COUNT", "1"));
    place
}

/// The example's path as another version, with something else in it.
fn version(place: &Place, number: &str, from: &str, to: &str) {
    let text = place.read(FIRST).replace("version: 1.0.0", &format!("version: {number}"));
    assert!(text.contains(from), "{text}");
    place.write(&format!("golden-paths/web/{number}/golden-path.yaml"), &text.replacen(from, to, 1));
    place.write(&format!("golden-paths/web/{number}/tests/replicas.yaml"), &TESTS.replace("COUNT", "1"));
}

#[test]
fn a_version_is_published_once_and_never_changed_again() {
    let place = tested();
    let check = place.run("path publish --check");
    assert!(check.code == 3 && check.err.contains("web@1.0.0 is not published yet"), "{}", check.err);
    let published = place.good("path publish").out;
    assert!(published.starts_with("web@1.0.0: the first version; commit"), "{published}");
    let list = place.read("golden-paths/web/published.lock");
    assert!(list.lines().any(|line| line.starts_with("1.0.0 sha256:")), "{list}");
    assert!(place.read("golden-paths/web/CHANGELOG.md").contains("## 1.0.0\n\nThe first version.\n"));
    assert!(place.good("path publish --check").out.contains("Everything is published, and as it was."));
    assert!(place.good("path publish").out.contains("Everything is published"), "a second time changes nothing");
    assert_eq!(place.read("golden-paths/web/published.lock"), list);

    // Killed between the two files: what the changelog says already it does not say twice.
    let changelog = place.read("golden-paths/web/CHANGELOG.md");
    std::fs::remove_file(place.path().join("golden-paths/web/published.lock")).unwrap();
    place.good("path publish");
    assert_eq!(place.read("golden-paths/web/published.lock"), list);
    assert_eq!(place.read("golden-paths/web/CHANGELOG.md"), changelog);

    // What nobody has pinned yet is protected, too.
    let _ = std::fs::remove_file(place.path().join("services/hello/platform.lock"));
    place.edit(FIRST, "default: 1", "default: 2");
    for words in ["path publish --check", "path publish", "validate"] {
        let call = place.run(words);
        assert!(call.code == 3 && call.err.contains("web@1.0.0 is not what was published"), "{words}: {}", call.err);
        assert!(call.err.contains("path.digest_changed"), "{}", call.err);
    }
    place.edit(FIRST, "default: 2", "default: 1");
    place.good("validate");
}

#[test]
fn a_version_must_go_as_far_as_what_it_changes() {
    let place = tested();
    place.good("path publish");
    let list = place.read("golden-paths/web/published.lock");
    // A parameter is gone: that takes a major version.
    version(&place, "1.1.0", "replicas: {type: integer", "pods: {type: integer");
    place.edit(NEXT, "parameters.replicas", "parameters.pods");
    let refused = place.run("path publish web@1.1.0");
    assert!(refused.code == 3 && refused.err.contains("path.version"), "{}", refused.err);
    assert_eq!(place.read("golden-paths/web/published.lock"), list, "nothing is written");
    std::fs::remove_dir_all(place.path().join("golden-paths/web/1.1.0")).unwrap();
    // One more parameter is a minor one.
    version(
        &place,
        "1.0.1",
        "      replicas:",
        "      zone: {type: string, default: a, title: Zone, description: Where.}\n      replicas:",
    );
    place.edit(
        "golden-paths/web/1.0.1/golden-path.yaml",
        "labels: {app",
        "labels: {zone: \"${{ parameters.zone }}\", app",
    );
    let refused = place.run("path publish");
    assert!(refused.code == 3 && refused.err.contains("needs to be a minor one"), "{}", refused.err);
    place.write(
        NEXT,
        &place.read("golden-paths/web/1.0.1/golden-path.yaml").replace("version: 1.0.1", "version: 1.1.0"),
    );
    place.write("golden-paths/web/1.1.0/tests/replicas.yaml", &TESTS.replace("COUNT", "1"));
    std::fs::remove_dir_all(place.path().join("golden-paths/web/1.0.1")).unwrap();
    place.edit("golden-paths/web/CHANGELOG.md", "# Changelog\n", "# Changelog\n\n## Unreleased\n\nSaid by somebody.\n");
    let published = place.good("path publish").out;
    assert!(published.starts_with("web@1.1.0: a minor version after 1.0.0"), "{published}");
    let changelog = place.read("golden-paths/web/CHANGELOG.md");
    let order: Vec<Option<usize>> =
        ["## Unreleased", "## 1.1.0", "### Added", "`zone`", "Said by somebody.", "## 1.0.0"]
            .map(|one| changelog.find(one))
            .to_vec();
    assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{order:?} {changelog}");
    // An older one can't come later.
    version(&place, "1.0.5", "default: 1", "default: 2");
    let refused = place.run("path publish");
    assert!(refused.err.contains("web@1.0.5 is older than 1.1.0, which is published"), "{}", refused.err);
    // What was published and is gone is missed.
    std::fs::remove_dir_all(place.path().join("golden-paths/web/1.0.5")).unwrap();
    std::fs::remove_dir_all(place.path().join("golden-paths/web/1.1.0")).unwrap();
    let missed = place.run("path publish --check");
    assert!(missed.err.contains("version 1.1.0 was published, and is not there any more"), "{}", missed.err);
}

#[test]
fn what_its_tests_do_not_hold_is_not_published() {
    let place = Place::example("hello");
    let untested = place.run("path publish");
    assert!(untested.code == 3 && untested.err.contains("error[path.untested]"), "{}", untested.err);
    place.write("golden-paths/web/1.0.0/tests/wrong.yaml", &TESTS.replace("COUNT", "3"));
    let refused = place.run("path publish");
    assert!(refused.code == 3 && refused.err.contains("path.test"), "{}", refused.err);
    assert!(!place.path().join("golden-paths/web/published.lock").exists());
}
