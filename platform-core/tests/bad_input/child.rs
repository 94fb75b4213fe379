//! What a case does, in the process that is its own.

use std::sync::Arc;

use platform_core::model::{
    Diagnostic, Failure, Journal, Observed, PlanFile, PlanOptions, PlannedRendering, Platform, Pointer, Sources, State,
    Value, sort_diagnostics,
};
use platform_core::{parse, plan, render, run::Apply};
use rustix::process::{Resource, Rlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use serde::de::DeserializeOwned;

use crate::cases::Case;

const MEMORY: u64 = 256 * 1024 * 1024;
const STACK: usize = 512 * 1024;

pub(crate) fn run(case: &Case) {
    let seconds = if cfg!(debug_assertions) { 20 } else { 2 };
    let limit = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::Data, limit(MEMORY)).unwrap();
    setrlimit(Resource::Cpu, limit(seconds)).unwrap();
    setrlimit(Resource::Core, limit(0)).unwrap();
    let case = case.clone();
    let begin = clock_gettime(ClockId::ProcessCPUTime);
    let work = std::thread::Builder::new().stack_size(STACK).spawn(move || said(&case)).unwrap();
    let (problems, values) = work.join().expect("it panicked");
    for value in values {
        println!("value\u{1f}{value}");
    }
    let end = clock_gettime(ClockId::ProcessCPUTime);
    let milliseconds = (end.tv_sec - begin.tv_sec) * 1000 + (end.tv_nsec - begin.tv_nsec) / 1_000_000;
    for problem in problems {
        let at = problem.at.clone().unwrap_or_default();
        let place = match (&*at.file, at.line) {
            ("", 0) => "-".to_owned(),
            ("", line) => format!("{line}:{}", at.column),
            (file, 0) => file.to_owned(),
            (file, line) => format!("{file}:{line}:{}", at.column),
        };
        let severity = if problem.is_error() { "error" } else { "warning" };
        let fields = [
            problem.code.as_str(),
            severity,
            &place.escape_debug().to_string(),
            &at.pointer.as_str().chars().take(200).collect::<String>().escape_debug().to_string(),
            &problem.message,
            problem.help.as_deref().unwrap_or_default(),
        ];
        println!("{}", fields.join("\u{1f}"));
    }
    println!("usage\u{1f}{milliseconds}\u{1f}{}", peak());
}

/// The most memory this process held at once, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn said(case: &Case) -> (Vec<Diagnostic>, Vec<String>) {
    let words: Vec<&str> = case.verb.iter().map(String::as_str).collect();
    let mut problems = match words.as_slice() {
        [] => return everything(Platform::parse(&sources(case)), case),
        ["load"] => load(case),
        ["entities", file] => parse::validate_entities(file, &case.files[*file]).diagnostics,
        ["read", "state", file] => typed::<State>(case, file),
        ["read", "plan", file] => typed::<PlanFile>(case, file),
        ["read", "journal", file] => typed::<Journal>(case, file),
        ["read", "observed", file] => typed::<Observed>(case, file),
        ["read", "value", file] => failures(Value::from_json(&text(case, file)).map(drop)),
        ["tamper", file] => tamper(case, &text(case, file)),
        other => panic!("no such verb: {other:?}"),
    };
    sort_diagnostics(&mut problems);
    (problems, Vec::new())
}

fn sources(case: &Case) -> Sources {
    case.files.iter().map(|(path, bytes)| (path.as_str().into(), bytes.as_slice().into())).collect()
}

fn text(case: &Case, file: &str) -> String {
    String::from_utf8(case.files[file].clone()).unwrap()
}

/// What reading says, and where that is no error, what rendering everything everywhere says; and the values that the
/// case asks for.
fn everything(outcome: platform_core::model::Outcome<Platform>, case: &Case) -> (Vec<Diagnostic>, Vec<String>) {
    let failed = outcome.has_errors();
    let (mut problems, mut values) = (outcome.diagnostics, Vec::new());
    let Some(platform) = outcome.value.filter(|_| !failed) else { return (problems, values) };
    let asked = case.expected.iter().filter_map(|line| line.strip_prefix("= "));
    let asked: Vec<(&str, &str)> = asked
        .filter_map(|line| line.split_once(' '))
        .map(|(address, rest)| (address, rest.split(' ').next().unwrap()))
        .collect();
    for (reference, subject) in &platform.subjects {
        for scope in platform.scopes(subject) {
            let resolved = render::resolve(&platform, reference, &scope, &platform.pins(reference, &scope));
            problems.extend(resolved.diagnostics);
            let Some(rendered) = resolved.value.map(|resolved| render::render(&resolved)) else { continue };
            problems.extend(rendered.diagnostics);
            let resources = rendered.value.map(|rendered| rendered.resources).unwrap_or_default();
            for (address, pointer) in &asked {
                let found = resources.iter().find(|(known, _)| known.as_str() == *address);
                let found = found.and_then(|(_, resource)| pointer.parse::<Pointer>().ok()?.find(&resource.body));
                values.extend(found.map(|value| format!("{address} {pointer} {}", value.to_json())));
            }
        }
    }
    sort_diagnostics(&mut problems);
    (problems, values)
}

fn failures(result: Result<(), Failure>) -> Vec<Diagnostic> {
    result.err().map(|failure| failure.diagnostics).unwrap_or_default()
}

fn typed<T: DeserializeOwned>(case: &Case, file: &str) -> Vec<Diagnostic> {
    failures(platform_core::formats::json::read::<T>(file, &case.files[file]).map(drop))
}

/// Plans the base, changes the plan file as the case says (`POINTER = JSON`, `POINTER removed`), and applies it.
fn tamper(case: &Case, edits: &str) -> Vec<Diagnostic> {
    let platform = Platform::parse(&sources(case)).value.unwrap();
    let (subject, scope) = ("cart".parse().unwrap(), "staging".parse().unwrap());
    let resolved = render::resolve(&platform, &subject, &scope, &platform.pins(&subject, &scope)).value.unwrap();
    let rendered = render::render(&resolved).value.unwrap();
    let state = State::new(subject, scope, "lineage");
    let plan = plan::plan(&rendered, &state, &Observed::nothing(), &PlanOptions::default()).value.unwrap();
    let file = PlanFile { format_version: Default::default(), plans: vec![PlannedRendering { plan, rendered }] };
    let mut json = serde_json::to_value(&file).unwrap();
    for edit in edits.lines().filter(|line| !line.is_empty()) {
        if let Some(pointer) = edit.strip_suffix(" removed") {
            let pointer: Pointer = pointer.parse().unwrap();
            let parent = pointer.parent().unwrap();
            let key = pointer.tokens().last().unwrap();
            let parent = json.pointer_mut(parent.as_str()).unwrap_or_else(|| panic!("no {parent:?}"));
            parent.as_object_mut().unwrap().remove(&key).unwrap_or_else(|| panic!("no {key}"));
        } else {
            let (pointer, new) = edit.split_once(" = ").unwrap();
            let place = json.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}"));
            *place = serde_json::from_str(new).unwrap();
        }
    }
    let read = platform_core::formats::json::read::<PlanFile>("plan.json", json.to_string().as_bytes());
    let file = match read {
        Ok(file) => file,
        Err(failure) => return failure.diagnostics,
    };
    let each = file.plans.into_iter().map(|PlannedRendering { plan, rendered }| {
        Apply::begin(Arc::new(plan), Arc::new(rendered), &state, &Observed::nothing()).map(drop)
    });
    each.flat_map(failures).collect()
}

/// The case as a directory, with what is no regular file.
fn load(case: &Case) -> Vec<Diagnostic> {
    use rustix::fs::{CWD, Mode, mkfifoat};
    let root = std::env::temp_dir().join(format!("platform-bad-input-{}", std::process::id()));
    let path = |name: &str| {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    };
    for (name, bytes) in &case.files {
        std::fs::write(path(name), bytes).unwrap();
    }
    let mut sockets = Vec::new();
    for special in &case.specials {
        let words: Vec<&str> = special.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["link", name, target] => std::os::unix::fs::symlink(target, path(name)).unwrap(),
            ["fifo", name] => mkfifoat(CWD, path(name), Mode::RWXU).unwrap(),
            ["socket", name] => sockets.push(std::os::unix::net::UnixListener::bind(path(name)).unwrap()),
            ["folder", name] => std::fs::create_dir_all(path(name)).unwrap(),
            // Nothing is written: only its size is large.
            ["large", name] => std::fs::File::create(path(name)).unwrap().set_len(1 << 40).unwrap(),
            other => panic!("{other:?}"),
        }
    }
    let (problems, _) = everything(Platform::load(&root), case);
    std::fs::remove_dir_all(&root).unwrap();
    problems
}
