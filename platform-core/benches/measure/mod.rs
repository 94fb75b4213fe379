//! CPU time of this thread, and a table of what was measured against what was meant.

use std::time::Duration;

use cpu_time::ThreadTime;

/// CPU time that each row is given.
const SPENT: Duration = Duration::from_millis(1_500);
const FEWEST_ROUNDS: usize = 5;
const MOST_ROUNDS: usize = 200;

/// Seconds of CPU of one round: the best, and the one in the middle.
#[derive(Clone, Copy)]
pub struct Measured {
    pub best: f64,
    pub median: f64,
}

/// Runs something again and again; the first round, which warms up, is not counted. What it returns is dropped outside
/// of the time.
pub fn measure<T>(mut run: impl FnMut() -> T) -> Measured {
    drop(std::hint::black_box(run()));
    let begun = ThreadTime::now();
    let mut rounds = Vec::new();
    while rounds.len() < FEWEST_ROUNDS || (begun.elapsed() < SPENT && rounds.len() < MOST_ROUNDS) {
        let start = ThreadTime::now();
        let result = std::hint::black_box(run());
        rounds.push(start.elapsed().as_secs_f64());
        drop(result);
    }
    rounds.sort_by(f64::total_cmp);
    Measured { best: rounds[0], median: rounds[rounds.len() / 2] }
}

/// What was measured, against what was meant. Goals are for 10,000 resources.
#[derive(Default)]
pub struct Report {
    /// Resources of the rows to come.
    pub size: usize,
    rows: Vec<String>,
    notes: Vec<String>,
}

impl Report {
    /// Adds a row: CPU a resource; the goal is met when the best round meets it. Gives the best.
    pub fn row(&mut self, name: &str, goal: Option<f64>, measured: Measured) -> f64 {
        let micros = |seconds: f64| seconds * 1e6 / self.size as f64;
        let (best, median) = (micros(measured.best), micros(measured.median));
        let (goal, ratio, verdict) = match goal.filter(|_| self.size == GOAL_SIZE) {
            Some(goal) => (format!("{goal}"), format!("{:.2}", best / goal), verdict(best <= goal)),
            None => Default::default(),
        };
        self.rows.push(format!("| {name} | {} | {goal} | {best:.3} | {median:.3} | {ratio} | {verdict} |", self.size));
        eprintln!("{name}, {}: {best:.3} µs", self.size);
        best
    }

    /// How one thing stands to another.
    pub fn ratio(&mut self, name: &str, ours: f64, theirs: f64, goal: Option<f64>) {
        let ratio = ours / theirs;
        let goal = goal.filter(|_| self.size == GOAL_SIZE);
        let goal = goal.map(|goal| format!(" (goal: at most {goal}, {})", verdict(ratio <= goal))).unwrap_or_default();
        self.note(format!("{name}: {ratio:.2}, or {:.1} times as fast{goal}", 1.0 / ratio));
    }

    /// Anything else.
    pub fn note(&mut self, note: String) {
        self.notes.push(format!("- {} resources, {note}", self.size));
    }

    pub fn print(&self) {
        println!("| CPU µs a resource | resources | goal | best | median | best/goal | |");
        println!("|---|--:|--:|--:|--:|--:|---|");
        self.rows.iter().for_each(|row| println!("{row}"));
        println!();
        self.notes.iter().for_each(|note| println!("{note}"));
    }
}

/// Resources that the goals are for.
const GOAL_SIZE: usize = 10_000;

fn verdict(met: bool) -> &'static str {
    if met { "met" } else { "MISSED" }
}

/// What it was measured on.
pub fn machine() {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = |key: &str| {
        let line = info.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        line.split_once(':').map_or("unknown", |(_, text)| text.trim()).to_owned()
    };
    let flags = line("flags");
    let has = |flag: &str| flags.split(' ').any(|other| other == flag);
    let features: Vec<&str> = ["sha_ni", "avx2", "bmi2", "avx512f"].into_iter().filter(|flag| has(flag)).collect();
    println!(
        "machine: {}, {} KB cache; {}; one thread",
        line("model name"),
        line("cache size").replace(" KB", ""),
        features.join(" ")
    );
}
