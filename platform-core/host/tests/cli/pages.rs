//! The pages of the docs show what the command prints.

use crate::support::Place;

/// Runs the calls of a page's `console` blocks one after the other in a copy of the shop, and compares what they print.
/// A line `…` stands for any lines.
fn check(page: &str) {
    let place = Place::example("shop");
    let text = std::fs::read_to_string(format!("{}/../../docs/{page}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let blocks: Vec<&str> = text.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(!blocks.is_empty(), "{page} shows nothing");
    for block in blocks {
        for call in block.split("$ ").skip(1) {
            let (command, expected) = call.split_once('\n').unwrap();
            let words = shell_words(command.strip_prefix("platform ").unwrap());
            let output = place.command().args(&words).output().unwrap();
            let found = String::from_utf8(output.stdout).unwrap();
            let err = String::from_utf8(output.stderr).unwrap();
            assert!(fits(expected.trim_end(), found.trim_end()), "{page}: {command}\n{found}{err}\nis not\n{expected}");
        }
    }
}

/// Splits at spaces outside of single quotes.
fn shell_words(text: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for character in text.chars() {
        match character {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().unwrap().push(other),
        }
    }
    words
}

/// Whether the lines are these; `…` alone on a line stands for any, at a line's end for its rest.
fn fits(expected: &str, found: &str) -> bool {
    fn lines_fit(expected: &[&str], found: &[&str]) -> bool {
        match (expected.split_first(), found.split_first()) {
            (None, None) => true,
            (Some((line, rest)), _) if line.trim() == "…" => {
                lines_fit(rest, found) || found.split_first().is_some_and(|(_, found)| lines_fit(expected, found))
            }
            (Some((line, rest)), Some((first, others))) => {
                let same = match line.strip_suffix('…') {
                    Some(start) => first.starts_with(start),
                    None => line.trim_end() == first.trim_end(),
                };
                same && lines_fit(rest, others)
            }
            _ => false,
        }
    }
    lines_fit(&expected.lines().collect::<Vec<_>>(), &found.lines().collect::<Vec<_>>())
}

#[test]
fn comparing_and_history() {
    check("looking-back.md");
}

#[test]
fn editing() {
    check("editing.md");
}
