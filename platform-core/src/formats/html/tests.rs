//! Plans as a page.

use super::*;
use crate::formats::text::fixtures::{everything, nothing};
use crate::model::*;

#[test]
fn a_page() {
    let (planned, rendered) = everything();
    insta::assert_snapshot!(plans(&[(&planned, Some(&rendered))]).replace(STYLE, "…\n"));
    let several = plans(&[(&planned, Some(&rendered)), (&nothing(), None)]);
    for tag in ["details", "summary", "table", "svg", "section", "fieldset", "g", "body"] {
        let opened = several.matches(&format!("<{tag}>")).count() + several.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, several.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn nothing_in_a_plan_acts() {
    let (mut planned, _) = everything();
    let evil = "</td><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u{202e}`${x}";
    let address: Address =
        format!("payment-api/staging/file/{evil}").replace('/', "_").replacen("_", "/", 3).parse().unwrap();
    let mut change = Change::new(address.clone(), vec![Action::Update], Reason::Changed);
    let place = Pointer::from_tokens([evil]);
    change.fields = vec![FieldChange::new(place, Some(evil.into()), Some(evil.into()), FieldChangeKind::Intent)];
    planned.changes = vec![change];
    planned.steps.iter_mut().for_each(|step| step.address = address.clone());
    planned.blocked = vec![Diagnostic::error(codes::PLAN_BLOCKED, evil)];
    let page = plans(&[(&planned, None), (&planned, None)]);
    let body = page.split("</style>").nth(1).unwrap();
    for acts in ["<script", "<img", "onerror=alert(2)>", "\u{202e}", "http", "url("] {
        assert!(!body.contains(acts), "{acts}");
    }
    // What is a tag is one of ours.
    let known = [
        "body", "h1", "h2", "h3", "p", "fieldset", "legend", "label", "input", "details", "summary", "code", "b",
        "span", "table", "thead", "tbody", "tr", "th", "td", "svg", "g", "title", "rect", "text", "path", "html",
        "head",
    ];
    for tag in body.split('<').skip(1) {
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap();
        assert!(known.contains(&name), "<{tag}");
    }
}
