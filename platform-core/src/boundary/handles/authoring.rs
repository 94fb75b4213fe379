//! What authors of golden paths and reviewers ask of a platform, as JSON text.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::PlatformHandle;
use super::asked::told;
use crate::boundary::answer_text;
use crate::boundary::verbs::LintView;
use crate::formats::suggest;
use crate::model::{Diagnostic, Name, Outcome, Revision, Selection, Text, Version, codes};
use crate::review::{self, RevisionFiles};
use crate::{author, plan};

/// The verbs that are asked of a platform by name.
const VERBS: [&str; 5] = ["testPath", "lintPath", "comparePath", "pathUsage", "backstageTemplate"];

/// A version of a golden path.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedVersion {
    path: Name,
    version: Version,
}

/// Two of its versions.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedVersions {
    path: Name,
    before: Version,
    after: Version,
}

/// A golden path.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedPath {
    path: Name,
}

/// Which files changed besides.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedTouched {
    #[serde(default)]
    changed: BTreeSet<Text>,
}

/// How both revisions are called, and what of them is compared.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AskedRevisions {
    before: Revision,
    after: Revision,
    #[serde(default)]
    selection: Selection,
    #[serde(default)]
    rendered: bool,
    threads: Option<usize>,
}

impl PlatformHandle {
    /// What the author of a golden path asks, by the verb's name: `testPath`, `lintPath` and `backstageTemplate` of `{path,
    /// version}`, `comparePath` of `{path, before, after}`, `pathUsage` of `{path}`; as an answer's text.
    pub fn ask_author(&self, verb: &str, request: &str) -> String {
        let platform = self.platform();
        match verb {
            "testPath" => told(request, |asked: AskedVersion| {
                author::test(platform, &asked.path, &asked.version).map(|tests| tests.report)
            }),
            "lintPath" => {
                told(request, |asked: AskedVersion| LintView::of(author::lint(platform, &asked.path, &asked.version)))
            }
            "backstageTemplate" => {
                told(request, |asked: AskedVersion| author::backstage_template(platform, &asked.path, &asked.version))
            }
            "comparePath" => told(request, |asked: AskedVersions| {
                author::compare_versions(platform, &asked.path, &asked.before, &asked.after)
            }),
            "pathUsage" => told(request, |asked: AskedPath| Outcome::ok(author::usage(platform, &asked.path))),
            other => answer_text(&Outcome::<()>::from(unknown(other))),
        }
    }

    /// What changed since a former revision may change, of `{changed?}`: files besides those of both; as an answer's text.
    pub fn ask_touched(&self, former: &Self, request: &str) -> String {
        told(request, |asked: AskedTouched| {
            let (before, after) = (&former.platform().sources, &self.platform().sources);
            let mut changed = asked.changed;
            let gone = before.iter().filter(|(path, bytes)| after.get(*path) != Some(*bytes));
            changed.extend(gone.map(|(path, _)| path.clone()));
            changed.extend(after.keys().filter(|path| before.get(*path).is_none()).cloned());
            Outcome::ok(plan::touched_between(former.platform(), self.platform(), &changed))
        })
    }

    /// What this wants differently from a former revision, of `{before, after, selection?, rendered?, threads?}`; as an
    /// answer's text. The threads are one, if absent.
    pub fn ask_compare_revisions(&self, former: &Self, request: &str) -> String {
        told(request, |asked: AskedRevisions| {
            let before = RevisionFiles::new(asked.before, former.platform());
            let after = RevisionFiles::new(asked.after, self.platform());
            let threads = asked.threads.unwrap_or(1);
            let compared = review::compare_revisions(&before, &after, &asked.selection, threads);
            compared.map(|diff| if asked.rendered { diff } else { diff.without_rendered() })
        })
    }
}

fn unknown(verb: &str) -> Diagnostic {
    let problem = Diagnostic::error(codes::BOUNDARY_VERB, format!("a platform has no verb `{verb}`"));
    match suggest(verb, VERBS) {
        Some(near) => problem.with_help(format!("did you mean `{near}`?")),
        None => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::call;
    use crate::model::Value;

    const PATH: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {name: web, version: VERSION}\nspec:\n  parameters: {type: object}\n  resources:\n    - {id: workload, target: kubernetes, body: {kind: Deployment, spec: {replicas: REPLICAS}}}\n";
    const SUBJECT: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: cart}\nspec: {type: service, lifecycle: production, owner: a, goldenPath: {ref: web@^1}}\n";
    const ENVIRONMENT: &str = "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {name: staging}\nspec: {targets: {kubernetes: {delivery: directory}}}\n";

    fn files(replicas: &str) -> Vec<(&'static str, String)> {
        let path = |version: &str, replicas: &str| PATH.replace("VERSION", version).replace("REPLICAS", replicas);
        vec![
            ("environments/staging.yaml", ENVIRONMENT.to_owned()),
            ("golden-paths/web/1.0.0/golden-path.yaml", path("1.0.0", "1")),
            ("golden-paths/web/1.1.0/golden-path.yaml", path("1.1.0", replicas)),
            ("services/cart/catalog-info.yaml", SUBJECT.to_owned()),
        ]
    }

    fn wire(replicas: &str) -> Value {
        Value::map(files(replicas).into_iter().map(|(path, text)| (path, text.into())))
    }

    fn handle(replicas: &str) -> PlatformHandle {
        let sources = files(replicas).into_iter().map(|(path, text)| (path.into(), text.into_bytes().into()));
        PlatformHandle::parse(&sources.collect()).value.unwrap()
    }

    /// The fields of a request, with others before them.
    fn and(first: &str, request: &str) -> String {
        format!("{{{first}, {}", request.trim_start_matches('{'))
    }

    #[test]
    fn a_platform_answers_what_the_verbs_answer_of_its_files() {
        let (platform, files) = (handle("2"), format!(r#""files": {}"#, wire("2").to_json()));
        let version = r#"{"path": "web", "version": "1.1.0"}"#;
        let requests = [
            version,
            version,
            r#"{"path": "web", "before": "1.0.0", "after": "1.1.0"}"#,
            r#"{"path": "web"}"#,
            version,
        ];
        for (verb, request) in VERBS.into_iter().zip(requests) {
            let answer = platform.ask_author(verb, request);
            assert_eq!(answer, call(verb, &and(&files, request)), "{verb}");
            assert!(answer.contains(r#""ok":"#), "{verb}: {answer}");
        }
        assert!(platform.ask_author("tastPath", "{}").contains("did you mean `testPath`"));
    }

    #[test]
    fn two_revisions_are_compared_as_the_verbs_compare_their_files() {
        let (before, after) = (handle("2"), handle("3"));
        let texts = format!(r#""before": {}, "after": {}"#, wire("2").to_json(), wire("3").to_json());
        let touched = after.ask_touched(&before, r#"{"changed": []}"#);
        assert_eq!(touched, call("touched", &and(&texts, r#"{"changed": []}"#)));
        assert!(touched.contains("component:default/cart") || touched.contains("cart"), "{touched}");
        let revision = |name: &str, replicas: &str| {
            format!(r#""{name}": {{"revision": {{"name": "{name}"}}, "files": {}}}"#, wire(replicas).to_json())
        };
        let texts = format!("{}, {}", revision("before", "2"), revision("after", "3"));
        for rendered in [true, false] {
            let request = format!(r#"{{"rendered": {rendered}}}"#);
            let names = r#""before": {"name": "before"}, "after": {"name": "after"}"#;
            let compared = after.ask_compare_revisions(&before, &and(names, &request));
            assert_eq!(compared, call("compareRevisions", &and(&texts, &request)));
            assert!(compared.contains("/spec/replicas"), "{compared}");
        }
    }
}
