//! All that a case renders, as it was the last time that somebody looked.

use std::collections::BTreeMap;

use crate::formats::text::{self, LineChange, compare};
use crate::model::{Diagnostic, GoldenPath, PathCase, Rendered, Text};

use super::expect::problem;

const FOLDER: &str = "tests/snapshots/";
/// Lines of a difference that are told.
const MOST_LINES: usize = 6;

/// The snapshots of a path.
pub(super) struct Snapshots<'p> {
    path: &'p GoldenPath,
    /// What each is now, by its file below the path's folder.
    pub(super) taken: BTreeMap<Text, Text>,
}

impl<'p> Snapshots<'p> {
    pub(super) fn new(path: &'p GoldenPath) -> Self {
        Self { path, taken: BTreeMap::new() }
    }

    /// What differs from the last time.
    pub(super) fn compare(&mut self, test: &str, case: &PathCase, rendered: &Rendered) -> Option<Diagnostic> {
        let file: Text = name(test, &case.name).into();
        let now: Text = text::rendered(rendered).into();
        let before = self.path.files.get(&file);
        let told = match before {
            Some(before) if *before == now => None,
            Some(before) => {
                let message = format!("it is not as in {file}: {}", difference(before, &now));
                Some(
                    problem(message, &case.place)
                        .with_help("if this is meant, accept it with `platform path test --update`"),
                )
            }
            None => {
                let message = format!("there is no snapshot {file} yet");
                Some(
                    problem(message, &case.place)
                        .with_help("look at it and accept it with `platform path test --update`"),
                )
            }
        };
        self.taken.insert(file, now);
        told
    }
}

/// Letters and digits of the case's name, with `-` for all else.
fn name(test: &str, case: &str) -> String {
    let stem = test.rsplit('/').next().unwrap_or(test);
    let stem = stem.strip_suffix(".yaml").or_else(|| stem.strip_suffix(".yml")).unwrap_or(stem);
    let words = case.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    format!("{FOLDER}{stem}.{slug}.yaml")
}

fn difference(before: &str, now: &str) -> String {
    let lines = compare(before, now, 0);
    let changed = lines.iter().filter_map(|line| match line {
        LineChange::Removed(text) => Some(format!("-`{}`", text.trim())),
        LineChange::Added(text) => Some(format!("+`{}`", text.trim())),
        _ => None,
    });
    let mut told: Vec<String> = changed.collect();
    if told.len() > MOST_LINES {
        let more = told.len().saturating_sub(MOST_LINES);
        told.truncate(MOST_LINES);
        told.push(format!("and {more} more lines"));
    }
    told.join(", ")
}
