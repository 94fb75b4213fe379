//! Values on one line, shortened where they are long.

use crate::model::{SecretRef, Unknown, UnknownPart, Value};

use super::style::{Style, character_columns, columns};

/// What stands for a value that an apply will give.
pub(crate) const KNOWN_AFTER_APPLY: &str = "(known after apply)";

/// A value on one line. Strings stand in quotes, so that `"2"` and `2` differ; a secret shows as its reference.
pub(crate) fn inline(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => quote(text, out),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (index, (key, value)) in map.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                out.push_str(key);
                out.push_str(": ");
                write(value, out);
            }
            out.push('}');
        }
        Value::Unknown(unknown) => out.push_str(&unknown_text(unknown)),
        Value::Secret(secret) => out.push_str(&secret_text(secret)),
        scalar => out.push_str(&scalar.to_json()),
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out.push('"');
}

/// `secret vault:payments/db#password, version 7`.
pub(crate) fn secret_text(secret: &SecretRef) -> String {
    let mut text = format!("secret {}:{}", secret.store, secret.key);
    if let Some(property) = &secret.property {
        text.push('#');
        text.push_str(property);
    }
    if let Some(version) = &secret.version {
        text.push_str(" version ");
        text.push_str(version);
    }
    text
}

fn unknown_text(unknown: &Unknown) -> String {
    if unknown.is_whole() {
        return KNOWN_AFTER_APPLY.to_owned();
    }
    let mut text = String::new();
    for part in &unknown.parts {
        match part {
            UnknownPart::Literal(literal) => text.push_str(literal),
            _ => text.push_str(KNOWN_AFTER_APPLY),
        }
    }
    let mut out = String::new();
    quote(&text, &mut out);
    out
}

/// What a value waits for, each once: `orders/staging/terraform/database (host)`.
pub(crate) fn waits_for(value: &Value) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    value.for_each_leaf(&mut |leaf| {
        if let Value::Unknown(unknown) = leaf {
            for (address, output) in unknown.outputs() {
                let text = format!("{address} ({output})");
                if !found.contains(&text) {
                    found.push(text);
                }
            }
        }
    });
    found
}

/// A value on one line as it is shown: of digests only the beginning, unless everything is shown.
pub(crate) fn shown(value: &Value, style: &Style) -> String {
    let text = inline(value);
    if style.full { text } else { abbreviate_digests(&text, style) }
}

/// `sha256:` and the first twelve digits tell two images apart.
fn abbreviate_digests(text: &str, style: &Style) -> String {
    const MARK: &str = "sha256:";
    let mut parts = text.split(MARK);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(MARK);
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        match (part.split_at_checked(12), part.split_at_checked(digits)) {
            (Some((head, _)), Some((_, rest))) if digits == 64 => {
                out.push_str(head);
                out.push_str(style.ellipsis());
                out.push_str(rest);
            }
            _ => out.push_str(part),
        }
    }
    out
}

/// A text of at most `budget` columns; what is too long loses its middle.
pub(crate) fn shorten(text: &str, budget: usize, style: &Style) -> String {
    if style.full || columns(text) <= budget {
        return text.to_owned();
    }
    let room = budget.saturating_sub(columns(style.ellipsis()));
    let tail = room / 3;
    let head = take(text.chars(), room.saturating_sub(tail));
    let end: String = take(text.chars().rev(), tail).chars().rev().collect();
    format!("{head}{}{end}", style.ellipsis())
}

fn take(characters: impl Iterator<Item = char>, budget: usize) -> String {
    let mut used = 0_usize;
    let fits = |character: &char| {
        used = used.saturating_add(character_columns(*character));
        used <= budget
    };
    characters.take_while(fits).collect()
}

/// Two texts that differ, each of at most about `budget` columns: what they have in common is shortened first, so
/// that the difference stays visible.
pub(crate) fn shorten_pair(before: &str, after: &str, budget: usize, style: &Style) -> (String, String) {
    if style.full || (columns(before) <= budget && columns(after) <= budget) {
        return (before.to_owned(), after.to_owned());
    }
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let prefix = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()).saturating_sub(prefix);
    let suffix = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    (around(&old, prefix, suffix, budget, style), around(&new, prefix, suffix, budget, style))
}

/// A text whose first `prefix` and last `suffix` characters are common: their middles go first.
fn around(text: &[char], prefix: usize, suffix: usize, budget: usize, style: &Style) -> String {
    let collect = |part: &[char]| part.iter().collect::<String>();
    let whole = collect(text);
    if columns(&whole) <= budget {
        return whole;
    }
    let (common, rest) = text.split_at_checked(prefix).unwrap_or((text, &[]));
    let (differs, end) = rest.split_at_checked(rest.len().saturating_sub(suffix)).unwrap_or((rest, &[]));
    let side = budget / 3;
    let differs = shorten(&collect(differs), budget.saturating_sub(side), style);
    let left = budget.saturating_sub(columns(&differs));
    let ends = columns(&collect(end)).min(left / 3);
    let start = shorten(&collect(common), left.saturating_sub(ends), style);
    format!("{start}{differs}{}", shorten(&collect(end), ends, style))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_on_one_line() {
        let address = "orders/staging/terraform/database".parse().unwrap();
        let mut unknown = Unknown::output(address, "host");
        let whole = Value::from(unknown.clone());
        unknown.parts.insert(0, UnknownPart::Literal("db://".into()));
        let secret = SecretRef { store: "vault".into(), key: "payments/db".into(), ..Default::default() };
        let value = Value::list([
            Value::from("a \"b\"\n"),
            2.into(),
            Value::Null,
            whole,
            unknown.into(),
            secret.into(),
            Value::map([("k", Value::from(true))]),
        ]);
        insta::assert_snapshot!(inline(&value), @r#"["a \"b\"\n", 2, null, (known after apply), "db://(known after apply)", secret vault:payments/db, {k: true}]"#);
        assert_eq!(waits_for(&value), ["orders/staging/terraform/database (host)"]);
    }

    #[test]
    fn the_difference_of_long_texts_stays_visible() {
        let style = Style::default();
        let image =
            |digest: &str| format!("registry.example.org/shop/payments/payment-api@sha256:{}", digest.repeat(16));
        let (before, after) = shorten_pair(&image("12ab"), &image("98fe"), 40, &style);
        assert!(before.contains("12ab") && after.contains("98fe"), "{before} {after}");
        assert!(columns(&before) <= 40 && columns(&after) <= 40, "{before} {after}");

        let long = |middle: &str| format!("{}{middle}{}", "x".repeat(100), "y".repeat(100));
        let (before, after) = shorten_pair(&long("-1-"), &long("-2-"), 30, &style);
        insta::assert_snapshot!(format!("{before}\n{after}"));
    }

    #[test]
    fn wide_characters_count_twice() {
        let short = shorten(&"日本".repeat(40), 21, &Style::default());
        assert!(columns(&short) <= 21, "{short}");
    }
}
