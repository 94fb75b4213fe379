//! A manifest, and what the server made of it.

use platform_core::model::Value;

pub(crate) const RECORDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kubernetes/returned.jsonl");

/// One manifest.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    /// The file it is from, and its number there.
    pub(crate) from: String,
    pub(crate) written: Value,
    pub(crate) returned: Value,
}

impl Record {
    pub(crate) fn kind(&self) -> String {
        let text = |field: &str| self.written.get(field).and_then(Value::as_str).unwrap_or_default();
        format!("{} {}", text("apiVersion"), text("kind"))
    }

    fn line(&self) -> String {
        let entries = [
            ("from", self.from.as_str().into()),
            ("written", self.written.clone()),
            ("returned", self.returned.clone()),
        ];
        Value::map(entries).to_json() + "\n"
    }
}

pub(crate) fn text(records: &[Record]) -> String {
    records.iter().map(Record::line).collect()
}

pub(crate) fn committed() -> Vec<Record> {
    let text = std::fs::read_to_string(RECORDS).unwrap();
    let read = |line: &str| {
        let line = Value::from_json(line).unwrap();
        let part = |name: &str| line.get(name).unwrap().clone();
        Record { from: part("from").as_str().unwrap().to_owned(), written: part("written"), returned: part("returned") }
    };
    text.lines().map(read).collect()
}
