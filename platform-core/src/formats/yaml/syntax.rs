//! What the parser's errors mean to a reader, and what helps.

use granit_parser::ErrorKind;

/// The message, and what usually mends it.
pub(super) fn explain(kind: &ErrorKind) -> (String, Option<&'static str>) {
    let (message, help) = match kind {
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{open}` is closed by `{close}`"), Some("close each bracket with its own kind"));
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            return (format!("`{open}` is never closed"), Some("add the closing bracket"));
        }
        ErrorKind::UnexpectedCharacter { character } => {
            return (format!("unexpected character `{}`", character.escape_default()), Some(QUOTE));
        }
        other => simple(other),
    };
    (message.into(), help)
}

const QUOTE: &str = "put the text into quotes if it is meant as text";
const INDENT: &str = "indent with spaces, and what belongs together by the same number";

fn simple(kind: &ErrorKind) -> (&'static str, Option<&'static str>) {
    use ErrorKind as E;
    match kind {
        E::UnexpectedEofFlowSequence => ("a `[` is never closed", Some("add the closing `]`")),
        E::UnexpectedEofFlowMapping | E::UnexpectedEofImplicitFlowMapping => {
            ("a `{` is never closed", Some("add the closing `}`"))
        }
        E::UnexpectedEofBlockSequence | E::UnexpectedEofBlockMapping | E::UnexpectedEof => {
            ("the file ends in the middle of something", None)
        }
        E::MisplacedFlowCollectionEnd => ("a closing bracket without its opening one", None),
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => {
            ("a quote is never closed", Some("add the closing quote"))
        }
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation | E::TabAtBlockScalarStart => {
            ("a tab stands where YAML wants spaces", Some("replace the tab by spaces"))
        }
        E::TabInPlainScalar => ("a tab inside text without quotes", Some(QUOTE)),
        E::InvalidQuotedScalarIndent => (
            "a quote above is not closed, or the text in it is indented too little",
            Some("add the closing quote, or indent the text"),
        ),
        E::InvalidIndentation | E::InvalidBlockScalarIndent | E::InvalidFlowScalarIndent => {
            ("the indentation fits nothing above it", Some(INDENT))
        }
        E::MappingValueNotAllowed | E::InvalidColonPlacement | E::SimpleKeyExpected => (
            "a `:` stands where no key can end",
            Some("put text that holds `: ` into quotes, and check the indentation"),
        ),
        E::InvalidSimpleKey => {
            ("a key without its `:`", Some("write `key: value`, the key on one line of at most 1024 characters"))
        }
        E::MappingKeyNotAllowed => ("no key can stand here", Some(INDENT)),
        E::ExpectedBlockMappingKey => ("a key is expected here", Some("check the indentation and the line above")),
        E::ExpectedBlockSequenceEntry => ("a `-` is expected here", Some("begin every item of the list with `- `")),
        E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => {
            ("no list item can begin here", Some("begin the list on a line of its own"))
        }
        E::InvalidBlockEntryWhitespace => ("a `-` without a space behind it", Some("write `- item`")),
        E::PlainScalarStartsWithDashFlowIndicator => ("text can't begin with `-` and a bracket", Some(QUOTE)),
        E::InvalidMappingValueWhitespace | E::FlowMappingValueAdjacentCollection => {
            ("a `:` without a space behind it", Some("write `key: value`"))
        }
        E::ExpectedFlowMappingSeparator => {
            ("`,` or `}` is expected here", Some("separate the entries by commas, and close the bracket"))
        }
        E::ExpectedFlowSequenceSeparator => {
            ("`,` or `]` is expected here", Some("separate the items by commas, and close the bracket"))
        }
        E::ExpectedNodeContent => ("a value is expected here", None),
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => (
            "text goes on behind its closing quote",
            Some("quote all of it; inside single quotes write `''`, inside double quotes `\\\"`"),
        ),
        E::UnknownQuotedScalarEscape => {
            ("an escape that YAML does not know", Some("write `\\\\` for a backslash, or use single quotes"))
        }
        E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => ("an escape that is no character", None),
        E::CommentInterceptedScalar => ("a comment inside text that goes on below it", Some(QUOTE)),
        E::CommentNotSeparated => ("a `#` without a space before it", Some(QUOTE)),
        E::ZeroBlockScalarIndent | E::InvalidBlockScalarHeader => {
            ("nothing but `-`, `+`, a digit or a comment can follow `|` or `>`", None)
        }
        E::MissingAnchorOrAliasName => {
            ("`&` or `*` without a name", Some("put the text into quotes if it is meant as text"))
        }
        E::UndeclaredTagHandle => ("a tag that is not declared", Some("remove the tag")),
        E::InvalidDocumentEnd => ("something stands behind `...`", None),
        E::BomInsideDocument => ("a byte order mark inside a document", Some("remove it")),
        _ => ("this is not valid YAML", None),
    }
}
