use crate::formats::text::{Style, diagnostics};
use crate::model::*;

const SERVICE: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart}
spec:
  goldenPath:
    ref: web-service@^1
    parameters:
      port: 8080
      replicas: 2
      port: 9090
";

fn place(file: &str, text: &str, line: u32, column: u32, length: u32) -> Place {
    let before: usize = text.lines().take(line as usize - 1).map(|line| line.len() + 1).sum();
    let current = text.lines().nth(line as usize - 1).unwrap();
    let column_bytes: usize = current.chars().take(column as usize - 1).map(char::len_utf8).sum();
    Place { line, column, offset: (before + column_bytes) as u32, length, ..Place::file(file) }
}

fn sources() -> Sources {
    let wide = "\tname: \"日本語\" # x\n";
    let long = format!("{{a: {}, b: [1, 2}}, c: {}}}\n", "x".repeat(150), "y".repeat(150));
    [("services/cart/catalog-info.yaml", SERVICE.to_owned()), ("wide.yaml", wide.to_owned()), ("long.yaml", long)]
        .map(|(file, text)| (file.into(), text.into_bytes().into()))
        .into()
}

fn problems() -> Vec<Diagnostic> {
    let file = "services/cart/catalog-info.yaml";
    let wide = "\tname: \"日本語\" # x\n";
    vec![
        Diagnostic::error(codes::PARSE_DUPLICATE_KEY, "`port` stands twice in one map")
            .with_place(place(file, SERVICE, 10, 7, 4))
            .with_related("it stands here already", place(file, SERVICE, 8, 7, 4))
            .with_help("remove one of the two"),
        Diagnostic::error(codes::PATH_ENFORCED, "`replicas` is enforced by the environment production")
            .with_place(place(file, SERVICE, 9, 7, 0))
            .with_related("enforced here", place("wide.yaml", wide, 1, 8, 11))
            .with_help("remove the setting\nor ask group:sre"),
        Diagnostic::warning(codes::PATH_DEADLINE, "the override slow-drain expires in 12 days").with_place(Place {
            line: 1,
            column: 161,
            length: 6,
            ..Place::file("long.yaml")
        }),
        Diagnostic::error(codes::STORE_IO, "the store can't be opened").with_outcome(Effect::Unknown),
        Diagnostic::error(codes::PATH_NOT_FOUND, "a file that is not there")
            .with_place(Place { line: 3, column: 1, ..Place::file("gone.yaml") })
            .with_related("and neither is this", Place { line: 4, column: 1, ..Place::file("gone.yaml") }),
        Diagnostic::error(codes::SCHEMA_TYPE, "no text, only data")
            .with_place(Place::pointer("/spec/a".parse().unwrap())),
    ]
}

#[test]
fn problems_show_their_source() {
    insta::assert_snapshot!(diagnostics(&problems(), &sources(), &Style::default().with_width(100)));
}

#[test]
fn no_place_however_wrong_does_harm() {
    let sources = sources();
    for line in [0, 1, 2, 7, u32::MAX] {
        for column in [0, 1, 5, 400, u32::MAX] {
            for (offset, length) in [(0, 0), (1, u32::MAX), (u32::MAX, 1), (9, 2)] {
                let place = Place { line, column, offset, length, ..Place::file("wide.yaml") };
                let problem = Diagnostic::error(codes::PARSE_SYNTAX, "x").with_place(place);
                assert!(diagnostics(&[problem], &sources, &Style::default()).contains("parse.syntax"));
            }
        }
    }
}
