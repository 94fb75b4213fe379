//! Every limit of `docs/limits.md` that a caller can set: what is at it is read, what is one above is refused.

#![cfg(feature = "files")]
#![allow(clippy::unwrap_used)]

use platform_core::formats::{Limits, yaml};
use platform_core::model::{Interner, Platform, Sources};
use platform_core::render;

/// The code of the first problem of a text, if there is one.
fn reading(text: &str, limits: &Limits) -> Option<String> {
    let outcome = yaml::parse("a.yaml", text.as_bytes(), limits, &mut Interner::default());
    assert!(outcome.diagnostics.len() <= 1, "{:?}", outcome.diagnostics);
    outcome.diagnostics.first().map(|problem| problem.code.to_string())
}

#[test]
fn of_reading() {
    let limits = Limits {
        document_bytes: 64,
        depth: 5,
        nodes: 6,
        written_nodes: 12,
        key_bytes: 8,
        documents: 3,
        ..Limits::default()
    };
    for (at, above, code) in [
        ("#".repeat(64), "#".repeat(65), "limit.size"),
        ("[[[[[1]]]]]".to_owned(), "[[[[[[1]]]]]]".to_owned(), "limit.depth"),
        // An alias of a list of two adds three values.
        ("a: &a [1,1]\nb: [*a,*a]".to_owned(), "a: &a [1,1]\nb: [*a,*a,*a]".to_owned(), "limit.nodes"),
        (format!("[{}]", "1,".repeat(11)), format!("[{}]", "1,".repeat(12)), "limit.nodes"),
        ("12345678: a".to_owned(), "123456789: a".to_owned(), "limit.key"),
        ("--- a\n".repeat(3), "--- a\n".repeat(4), "limit.documents"),
    ] {
        assert_eq!(reading(&at, &limits), None, "{at}");
        assert_eq!(reading(&above, &limits).as_deref(), Some(code), "{above}");
    }
}

/// The codes of what rendering a note with this expression says.
fn rendering(expression: &str, limits: &Limits) -> Vec<String> {
    let environment = "apiVersion: platform-core.dev/v1alpha1\nkind: Environment\nmetadata: {name: staging}\nspec: {targets: {k: {}}}\n";
    let component = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: cart}\nspec: {type: a, lifecycle: a, owner: a, goldenPath: {ref: web}}\n";
    let path = format!(
        "apiVersion: platform-core.dev/v1alpha1\nkind: GoldenPath\nmetadata: {{name: web, version: 1.0.0}}\nspec:\n  \
         resources: [{{id: a, target: k, body: {{note: \"{expression}\"}}}}]\n"
    );
    let files = [
        ("environments/staging.yaml", environment),
        ("services/cart/catalog-info.yaml", component),
        ("golden-paths/web/1.0.0/golden-path.yaml", &path),
    ];
    let sources: Sources = files.iter().map(|(name, text)| ((*name).into(), text.as_bytes().into())).collect();
    let platform = Platform::parse(&sources).into_result().unwrap().0;
    let (subject, scope) = ("cart".parse().unwrap(), "staging".parse().unwrap());
    let pins = platform.pins(&subject, &scope);
    let resolved = render::resolve_with(&platform, &subject, &scope, &pins, limits).into_result().unwrap().0;
    let diagnostics = render::render_with(&resolved, limits).diagnostics;
    diagnostics.iter().map(|problem| problem.code.to_string()).collect()
}

#[test]
fn of_rendering() {
    let expression = "a ${{ 'bcd' | upper ~ 'e' }}";
    // The least that does: one less is refused.
    let least = |with: &dyn Fn(u64) -> Limits| {
        (0..1_000).find(|most| rendering(expression, &with(*most)).is_empty()).expect("a small expression needs little")
    };
    let fuel = |fuel| Limits { fuel, ..Limits::default() };
    let output = |bytes: u64| Limits { output_bytes: usize::try_from(bytes).unwrap(), ..Limits::default() };
    let (steps, bytes) = (least(&fuel), least(&output));
    assert!(steps > 1 && bytes > 1, "{steps} steps, {bytes} bytes");
    assert_eq!(rendering(expression, &fuel(steps - 1)), ["limit.fuel"]);
    assert_eq!(rendering(expression, &output(bytes - 1)), ["limit.output"]);
}
