//! `kind: GoldenPathTest`: what the author of a golden path expects of it.

use std::collections::BTreeSet;

use super::decode::{At, Decoder, Fields, anything, boolean, did_you_mean, filled, one_of, text};
use super::entity::check_metadata_texts;
use super::kind::OURS;
use super::values;
use crate::formats::{Limits, yaml};
use crate::model::{
    Action, Diagnostic, ExpectedField, ExpectedText, GoldenPath, Interner, Map, NodeKind, Outcome, PathCase,
    PathExpectation, PathTest, Place, Pointer, Text, Value, codes, sort_diagnostics,
};

const KIND: &str = "GoldenPathTest";
const FOLDER: &str = "tests/";
const GIVEN: [&str; 10] = [
    "entity",
    "environment",
    "parameters",
    "overrides",
    "artifacts",
    "workload",
    "documents",
    "before",
    "outputs",
    "observed",
];
const BEFORE: [&str; 8] =
    ["version", "entity", "environment", "parameters", "overrides", "artifacts", "workload", "documents"];
const EXPECT: [&str; 7] = ["fields", "present", "absent", "texts", "actions", "error", "snapshot"];
const ACTIONS: &[(&str, Action)] = &[
    ("create", Action::Create),
    ("read", Action::Read),
    ("update", Action::Update),
    ("delete", Action::Delete),
    ("forget", Action::Forget),
    ("import", Action::Import),
    ("move", Action::Move),
];

/// Reads the tests of a golden path: all YAML files that lie directly in its folder `tests`.
pub(crate) fn path_tests(path: &GoldenPath, limits: &Limits) -> Outcome<Vec<PathTest>> {
    let document = path.source.document().map(|document| document.file.clone()).unwrap_or_default();
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (mut tests, mut diagnostics, mut interner) = (Vec::new(), Vec::new(), Interner::default());
    for (file, text) in &path.files {
        if !is_test(file) {
            continue;
        }
        let whole = if folder.is_empty() { file.to_string() } else { format!("{folder}/{file}") };
        let parsed = yaml::parse_each(&whole, text.as_bytes(), limits, &mut interner);
        diagnostics.extend(parsed.diagnostics);
        for (document, _) in &parsed.documents {
            let mut decoder = Decoder::new(document);
            tests.extend(read(&mut decoder, file));
            diagnostics.append(&mut decoder.diagnostics);
        }
    }
    sort_diagnostics(&mut diagnostics);
    Outcome::new(Some(tests), diagnostics)
}

fn is_test(file: &str) -> bool {
    let Some(name) = file.strip_prefix(FOLDER) else { return false };
    !name.contains('/') && (name.ends_with(".yaml") || name.ends_with(".yml"))
}

fn read(decoder: &mut Decoder<'_>, file: &Text) -> Option<PathTest> {
    let at = At::root(decoder.document);
    let fields = decoder.closed(at, &["apiVersion", "kind", "metadata", "spec"])?;
    fields.required(decoder, "apiVersion", |decoder, at| exactly(decoder, at, OURS));
    fields.required(decoder, "kind", |decoder, at| exactly(decoder, at, KIND));
    let name = fields.required(decoder, "metadata", |decoder, at| {
        let fields = decoder.closed(at, &["name", "title", "description"])?;
        check_metadata_texts(decoder, &fields);
        fields.required(decoder, "name", values::name)
    });
    let cases = fields.required(decoder, "spec", |decoder, at| {
        let fields = decoder.closed(at, &["given", "cases"])?;
        let shared = fields.optional(decoder, "given", given).unwrap_or_default();
        let mut seen = BTreeSet::new();
        fields.required(decoder, "cases", |decoder, at| {
            decoder.items(at, |decoder, at| case(decoder, at, &shared, &mut seen))
        })
    });
    Some(PathTest { file: file.clone(), name: name?.text().clone(), cases: cases? })
}

fn exactly(decoder: &mut Decoder<'_>, at: At<'_>, wanted: &str) -> Option<()> {
    let written = text(decoder, at)?;
    if &*written != wanted {
        let message = format!("a test of a golden path is a `{KIND}` of `{OURS}`, not `{written}`");
        decoder.error(at, codes::SCHEMA_KIND, message, format!("write `{wanted}`"));
    }
    Some(())
}

fn case(decoder: &mut Decoder<'_>, at: At<'_>, shared: &Map, seen: &mut BTreeSet<Text>) -> Option<PathCase> {
    let place = decoder.place(at);
    let fields = decoder.closed(at, &["name", "given", "expect"])?;
    let name = fields.required(decoder, "name", |decoder, at| {
        let name = filled(decoder, at)?;
        // Files are called after them: letters, digits and nothing else.
        let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let called = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
        if !seen.insert(called.into()) {
            let message = format!("two cases have the name `{name}`, or names that differ in no letter or digit");
            decoder.error(at, codes::PATH_ID_DUPLICATE, message, "give each a name of its own");
        }
        Some(name)
    });
    let own = fields.optional(decoder, "given", given).unwrap_or_default();
    let expect = fields.required(decoder, "expect", expectation);
    let given = shared.merged(&own);
    let expect = expect?;
    if expect.actions.is_some() && !given.contains_key("before") {
        let message = "`actions` are told after what was applied before, and nothing was";
        decoder.error(at, codes::VALUE_INVALID, message, "add `before: {}` to `given`, or say what differed then");
    }
    Some(PathCase { name: name?, place, given, expect })
}

/// What is given is put into documents and read there: here only the names of its parts are checked.
fn given(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<Map> {
    let fields = decoder.closed(at, &GIVEN)?;
    fields.optional(decoder, "before", |decoder, at| decoder.closed(at, &BEFORE).map(drop));
    at.node.to_value().as_map().cloned()
}

fn expectation(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<PathExpectation> {
    let fields = decoder.closed(at, &EXPECT)?;
    if fields.entries.is_empty() {
        decoder.error(
            at,
            codes::VALUE_INVALID,
            "nothing is expected",
            "add `fields`, `absent`, `error` or another part",
        );
    }
    let expect = PathExpectation {
        fields: expected_fields(decoder, &fields),
        present: fields.list(decoder, "present", placed),
        absent: fields.list(decoder, "absent", placed),
        texts: expected_texts(decoder, &fields),
        actions: fields.optional(decoder, "actions", |decoder, at| {
            let place = decoder.place(at);
            let id =
                |_: &mut Decoder<'_>, _: &super::decode::Path<'_>, entry: &crate::model::Entry| Some(entry.key.clone());
            let actions = decoder.entries(at, id, |decoder, at| decoder.items(at, one_of(ACTIONS)))?;
            Some((actions, place))
        }),
        error: fields.optional(decoder, "error", |decoder, at| {
            let written = text(decoder, at)?;
            let known = codes::find(&written);
            if known.is_none() {
                let help = did_you_mean(&written, codes::all().into_iter().map(|info| info.code.as_str()));
                decoder.error(at, codes::VALUE_INVALID, format!("there is no code `{written}`"), help);
            }
            Some((known?.code.clone(), decoder.place(at)))
        }),
        snapshot: fields.optional(decoder, "snapshot", boolean).unwrap_or_default(),
    };
    if expect.error.is_some() && fields.entries.len() > 1 {
        let message = "what fails renders nothing that more could be expected of";
        decoder.error(at, codes::VALUE_INVALID, message, "leave `error` out, or expect nothing else");
    }
    Some(expect)
}

fn placed(decoder: &mut Decoder<'_>, at: At<'_>) -> Option<(Text, Place)> {
    Some((filled(decoder, at)?, decoder.place(at)))
}

fn expected_fields(decoder: &mut Decoder<'_>, fields: &Fields<'_>) -> Vec<ExpectedField> {
    let mut expected = Vec::new();
    fields.optional(decoder, "fields", |decoder, at| {
        let NodeKind::Map(resources) = &at.node.kind else {
            decoder.wrong_type(at, "a map from ids to the values expected there");
            return None;
        };
        for resource in resources.iter() {
            let path = at.path.key(&resource.key);
            let inner = At { node: &resource.value, path: &path };
            let Some(values) = decoder.fields(inner) else { continue };
            for entry in values.entries {
                let value_path = path.key(&entry.key);
                let value = At { node: &entry.value, path: &value_path };
                match entry.key.parse::<Pointer>() {
                    Ok(pointer) => expected.push(ExpectedField {
                        id: resource.key.clone(),
                        pointer,
                        value: anything(decoder, value).filter(|value| *value != Value::Null),
                        place: decoder.place(value),
                    }),
                    Err(error) => {
                        let diagnostic =
                            Diagnostic::error(codes::VALUE_POINTER, format!("`{}` is no place", entry.key));
                        decoder.report_key(&path, entry, diagnostic.with_help(error.to_string()));
                    }
                }
            }
        }
        Some(())
    });
    expected
}

fn expected_texts(decoder: &mut Decoder<'_>, fields: &Fields<'_>) -> Vec<ExpectedText> {
    let id = |_: &mut Decoder<'_>, _: &super::decode::Path<'_>, entry: &crate::model::Entry| Some(entry.key.clone());
    let texts = fields.optional(decoder, "texts", |decoder, at| {
        decoder.entries(at, id, |decoder, at| {
            let place = decoder.place(at);
            let fields = decoder.closed(at, &["contains", "lacks"])?;
            let [contains, lacks] = ["contains", "lacks"].map(|key| fields.list(decoder, key, filled));
            Some(ExpectedText { id: Text::default(), contains, lacks, place })
        })
    });
    texts.unwrap_or_default().into_iter().map(|(id, text)| ExpectedText { id, ..text }).collect()
}
