//! Values as Terraform's JSON has them: what is known in clear, what is unknown or sensitive as marks beside it.

use crate::model::{Map, Value};

/// Whether texts are read by Terraform, or are what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texts {
    /// `${…}` in them is code, whose value only Terraform knows.
    Templates,
    /// They are plain.
    Plain,
}

/// What is known, in clear; `None` for what is not. Secrets are `null`.
pub(super) fn known(value: &Value, texts: Texts) -> Option<Value> {
    Some(match value {
        Value::Unknown(_) => return None,
        Value::Secret(_) => Value::Null,
        Value::String(text) if texts == Texts::Templates => Value::from(plain_text(text)?),
        Value::List(list) => Value::list(list.iter().map(|item| known(item, texts).unwrap_or_default())),
        Value::Map(map) => {
            let entries = map.iter().filter_map(|(key, value)| Some((key.clone(), known(value, texts)?)));
            Value::Map(Map::from_entries(entries))
        }
        other => other.clone(),
    })
}

/// `true` where a value is unknown, in maps and lists of marks.
pub(super) fn unknown(value: &Value, texts: Texts) -> Value {
    marks(value, &|leaf| match leaf {
        Value::Unknown(_) => true,
        Value::String(text) => texts == Texts::Templates && plain_text(text).is_none(),
        _ => false,
    })
}

/// `true` where a value is secret, in maps and lists of marks.
pub(super) fn sensitive(value: &Value) -> Value {
    marks(value, &|leaf| matches!(leaf, Value::Secret(_)))
}

/// As Terraform writes marks: a map has only the keys of what is marked or may have marks in it, a list has all items.
fn marks(value: &Value, is_marked: &dyn Fn(&Value) -> bool) -> Value {
    match value {
        Value::List(list) => Value::list(list.iter().map(|item| marks(item, is_marked))),
        Value::Map(map) => {
            let entries = map.iter().map(|(key, value)| (key.clone(), marks(value, is_marked)));
            Value::Map(Map::from_entries(entries.filter(|(_, mark)| *mark != Value::Bool(false))))
        }
        leaf => Value::Bool(is_marked(leaf)),
    }
}

/// A template without code as the text that it stands for; `None` when it has code.
pub(super) fn plain_text(template: &str) -> Option<String> {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find(['$', '%']) {
        let (before, from) = rest.split_at_checked(at)?;
        out.push_str(before);
        rest = match from {
            _ if from.starts_with("${") || from.starts_with("%{") => return None,
            _ if from.starts_with("$${") || from.starts_with("%%{") => {
                let (_, escaped) = from.split_at_checked(1)?;
                let (sign, behind) = escaped.split_at_checked(2)?;
                out.push_str(sign);
                behind
            }
            _ => {
                let (sign, behind) = from.split_at_checked(1)?;
                out.push_str(sign);
                behind
            }
        };
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_texts_or_unknown() {
        for (template, text) in [
            ("a", Some("a")),
            ("", Some("")),
            ("$${a} 100% %%{b} $", Some("${a} 100% %{b} $")),
            ("${a}", None),
            ("a %{if b}", None),
            ("$$", Some("$$")),
            ("é$${日}", Some("é${日}")),
        ] {
            assert_eq!(plain_text(template).as_deref(), text, "{template}");
        }
    }

    #[test]
    fn marks_are_as_terraform_writes_them() {
        let value = Value::from_json(
            r#"{"l": [1, "${a}"], "m": {"k": "${a}", "z": 1}, "s": {"$secret": {"store": "v", "key": "k"}}, "n": {}}"#,
        )
        .unwrap();
        let texts = Texts::Templates;
        assert_eq!(known(&value, texts).unwrap().to_json(), r#"{"l":[1,null],"m":{"z":1},"n":{},"s":null}"#);
        assert_eq!(unknown(&value, texts).to_json(), r#"{"l":[false,true],"m":{"k":true},"n":{}}"#);
        assert_eq!(sensitive(&value).to_json(), r#"{"l":[false,false],"m":{},"n":{},"s":true}"#);
        assert_eq!(unknown(&value, Texts::Plain).to_json(), r#"{"l":[false,false],"m":{},"n":{}}"#);
    }
}
