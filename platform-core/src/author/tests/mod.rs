//! The tests of paths, tested.

mod made;
mod template;

use crate::model::{Diagnostic, PathReport, Platform, Sources};

use super::{PathTests, test};

const PATH: &str = r#"
apiVersion: platform-core.dev/v1alpha1
kind: GoldenPath
metadata: {name: web, version: 1.0.0}
spec:
  artifacts: [app]
  parameters:
    type: object
    properties:
      replicas: {type: integer, minimum: 1, default: 2}
      expose: {type: boolean, default: false}
      queues: {type: array, items: {type: string}, default: []}
  resources:
    - id: workload
      target: kubernetes
      body:
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: "${{ service.slug }}"}, spec: {replicas: "${{ parameters.replicas }}",
          template: {spec: {containers: [{name: app, image: "${{ artifacts.app.image }}"}]}}}}
    - id: route
      target: kubernetes
      when: "${{ parameters.expose }}"
      body: {apiVersion: v1, kind: ConfigMap, metadata: {name: "${{ service.slug }}-${{ environment.labels.tier | default('none') }}"}}
    - id: queue
      target: terraform
      each: "${{ parameters.queues }}"
      outputs: {url: {attribute: url}}
      body: {resource: {aws_sqs_queue: {"${{ each.key }}": {name: "${{ each.key }}"}}}}
    - id: settings
      target: kubernetes
      when: "${{ 'jobs' in parameters.queues }}"
      body: {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {queue: "${{ resources['queue.jobs'].outputs.url }}"}}
  files:
    - {path: "docs/${{ service.slug }}.md", content: "About ${{ service.name }}"}
"#;

fn platform(cases: &str, more: &[(&str, &str)]) -> Platform {
    let head = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPathTest\nmetadata: {name: all}\nspec:\n";
    let test = format!("{head}{cases}");
    let files = [("golden-path.yaml", PATH), ("tests/all.yaml", &*test)];
    let below = files.iter().chain(more).map(|(name, text)| {
        let file = if name.starts_with("environments") {
            (*name).to_owned()
        } else {
            format!("golden-paths/web/1.0.0/{name}")
        };
        (file.into(), text.as_bytes().into())
    });
    Platform::parse(&below.collect::<Sources>()).into_result().unwrap().0
}

fn played(platform: &Platform) -> PathTests {
    let outcome = test(platform, &"web".parse().unwrap(), &"1.0.0".parse().unwrap());
    assert_eq!(outcome.diagnostics, []);
    outcome.value.unwrap()
}

fn report(cases: &str) -> PathReport {
    played(&platform(cases, &[])).report
}

fn said(report: &PathReport) -> Vec<String> {
    report.cases.iter().flat_map(|case| &case.problems).map(|problem| problem.message.clone()).collect()
}

fn refused(cases: &str) -> Vec<String> {
    let outcome = test(&platform(cases, &[]), &"web".parse().unwrap(), &"1.0.0".parse().unwrap());
    assert!(outcome.value.is_none());
    let place = |problem: &Diagnostic| problem.at.as_ref().map(|at| at.line).unwrap_or_default();
    outcome
        .diagnostics
        .iter()
        .map(|problem| format!("{}:{} {}", place(problem), problem.code, problem.message))
        .collect()
}

#[test]
fn what_is_as_expected_passes_and_all_of_the_path_is_reached() {
    let tested = played(&platform(
        r#"
  given: {parameters: {replicas: 3}}
  cases:
    - name: alone
      expect:
        fields: {workload: {/spec/replicas: 3, /spec/template/spec/containers/name=app/name: app, /spec/paused: null}}
        present: [kubernetes/workload]
        absent: [route, queue.jobs]
    - name: everything
      given:
        parameters: {expose: true, queues: [jobs], replicas: null}
        environment: {name: live, labels: {tier: gold}}
        entity: {metadata: {name: cart}}
      expect:
        fields:
          workload: {/spec/replicas: 2, /metadata/name: cart}
          route: {/metadata/name: cart-gold}
          settings: {/data/queue: {$unknown: true}}
          queue.jobs: {/resource/aws_sqs_queue/jobs/name: jobs}
    - name: files
      given: {environment: "-"}
      expect: {texts: {docs/example.md: {contains: ["About example"], lacks: [password]}}}
    - {name: too few, given: {parameters: {replicas: 0}}, expect: {error: path.parameter}}
"#,
        &[],
    ));
    assert_eq!(said(&tested.report), Vec::<String>::new());
    assert!(tested.report.coverage.is_complete(), "{:#?}", tested.report.coverage);
    assert_eq!(tested.rendered.len(), 3, "what fails renders nothing");
}

#[test]
fn what_is_not_as_expected_is_told_with_what_is() {
    let report = report(
        r#"
  cases:
    - name: wrong
      expect:
        fields: {workload: {/spec/replicas: 3, /kind: null, /nothing: 1}, worklod: {/kind: a}}
        present: [route]
        absent: [workload]
    - {name: does not fail, expect: {error: path.parameter}}
    - {name: fails, given: {parameters: {replicas: x}}, expect: {present: [workload]}}
    - {name: fails otherwise, given: {parameters: {replica: 1}}, expect: {error: path.parameter}}
    - {name: file, given: {environment: "-"}, expect: {texts: {docs/example.md: {contains: [secret], lacks: [example]}}}}
"#,
    );
    assert_eq!(
        said(&report),
        [
            "`workload` has 2 at /spec/replicas, not 3",
            "`workload` has \"Deployment\" at /kind, where nothing is expected",
            "`workload` has nothing at /nothing, where 1 is expected",
            "nothing of the id `worklod` is rendered",
            "nothing of the id `route` is rendered",
            "nothing of the id `workload` is expected, and there is example/test/kubernetes/workload",
            "it is expected to fail with `path.parameter`, and does not fail",
            "it fails with `path.parameter`: `parameters.replicas` must be an integer",
            "`path.parameter` is expected, and it fails with `path.parameter_unknown`: the golden path web@1.0.0 has no parameter `replica`",
            "`docs/example.md` does not hold \"secret\"",
            "`docs/example.md` holds \"example\", which it should not",
        ]
    );
    let never: Vec<&str> = report.coverage.never_rendered().map(|template| &*template.id).collect();
    assert_eq!(never, ["route", "queue", "settings"]);
}

#[test]
fn a_plan_after_what_was_before_does_what_is_expected_and_no_more() {
    let cases = |actions: &str| {
        format!(
            "\n  given: {{parameters: {{queues: [jobs]}}, before: {{parameters: {{replicas: 1}}}}}}\n  cases:\n    \
             - {{name: scale, expect: {{actions: {actions}}}}}\n"
        )
    };
    assert_eq!(said(&report(&cases("{workload: [update]}"))), Vec::<String>::new());
    assert_eq!(
        said(&report(&cases("{settings: [update]}"))),
        [
            "the plan would leave `settings` as it is, not update",
            "the plan would update `workload` (/spec/replicas), which is not expected"
        ]
    );
    let drift = "\n  given: {before: {}, observed: {workload: absent}}\n  cases:\n    \
                 - {name: gone, expect: {actions: {workload: [create]}}}\n    \
                 - {name: grown, given: {observed: {workload: {spec: {replicas: 9}}}}, expect: {actions: {workload: [update]}}}\n    \
                 - {name: route goes, given: {observed: null, before: {parameters: {expose: true}}}, expect: {actions: {route: [delete]}}}\n";
    assert_eq!(said(&report(drift)), Vec::<String>::new());
}

#[test]
fn a_snapshot_is_accepted_by_being_written() {
    let cases = "\n  cases:\n    - {name: All of it!, expect: {snapshot: true}}\n";
    let first = report(cases);
    assert_eq!(said(&first), ["there is no snapshot tests/snapshots/all.all-of-it.yaml yet"]);
    let (file, text) = first.snapshots.iter().next().unwrap();
    assert!(text.starts_with("# example/test/kubernetes/workload\n"), "{text}");
    let accepted = played(&platform(cases, &[(file, text)])).report;
    assert_eq!(said(&accepted), Vec::<String>::new());
    let changed = played(&platform(cases, &[(file, &text.replace("replicas: 2", "replicas: 1"))])).report;
    assert_eq!(said(&changed), ["it is not as in tests/snapshots/all.all-of-it.yaml: -`replicas: 1`, +`replicas: 2`"]);
}

#[test]
fn environments_are_the_platforms_or_the_cases_own() {
    let live = "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {name: live, labels: {tier: gold}}\n\
                spec: {targets: {kubernetes: {}, terraform: {}}}\n";
    let cases = "\n  given: {parameters: {expose: true}}\n  cases:\n    \
                 - {name: theirs, given: {environment: live}, expect: {fields: {route: {/metadata/name: example-gold}}}}\n    \
                 - {name: own, given: {environment: {name: live}}, expect: {fields: {route: {/metadata/name: example-none}}}}\n    \
                 - {name: none, given: {environment: prod}, expect: {error: graph.environment_unknown}}\n";
    let report = played(&platform(cases, &[("environments/live.yaml", live)])).report;
    assert_eq!(said(&report), Vec::<String>::new());
}

#[test]
fn tests_that_can_not_be_read_are_refused_all_at_once() {
    assert_eq!(
        refused(
            "\n  given: {parameter: {}}\n  cases:\n    - {name: a, expect: {}}\n    - {name: A!, expect: {error: path.paramter}}\n    \
             - {name: b, expect: {actions: {}}}\n    - {name: c, expect: {fields: {a: {b: 1}}}}\n    - {name: d}\n"
        ),
        [
            "6:schema.unknown_field `given` has no field `parameter`",
            "8:value.invalid nothing is expected",
            "9:path.id_duplicate two cases have the name `A!`, or names that differ in no letter or digit",
            "9:value.invalid there is no code `path.paramter`",
            "10:value.invalid `actions` are told after what was applied before, and nothing was",
            "11:value.pointer `b` is no place",
            "12:schema.missing_field item 5 of `cases` lacks the field `expect`",
        ]
    );
}

#[test]
fn a_path_that_is_not_there_is_told_with_what_is() {
    let platform = platform("\n  cases: []\n", &[]);
    let said = |name: &str, version: &str| {
        let outcome = test(&platform, &name.parse().unwrap(), &version.parse().unwrap());
        let problem = &outcome.diagnostics[0];
        format!("{}: {}; {}", problem.code, problem.message, problem.help.clone().unwrap_or_default())
    };
    assert_eq!(said("wbe", "1.0.0"), "path.not_found: there is no golden path `wbe`; did you mean `web`?");
    assert_eq!(said("web", "2.0.0"), "path.not_found: web has no version 2.0.0; there is: 1.0.0");
}
