//! What the parser's errors mean to a reader, and what helps.

use granit_parser::ErrorKind;

use crate::formats::utf8::count;
use crate::model::Span;

/// The message, and what usually mends it.
pub(super) fn explain(kind: &ErrorKind) -> (String, &'static str) {
    let (message, help) = match kind {
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{open}` is closed by `{close}`"), "close each bracket with its own kind");
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            return (format!("`{open}` is never closed"), "add the closing bracket");
        }
        ErrorKind::UnexpectedCharacter { character } if crate::model::is_hidden(*character) => {
            let code = u32::from(*character);
            return (
                format!("the character U+{code:04X} can't stand in YAML"),
                "remove it, or write it as an escape in double quotes",
            );
        }
        ErrorKind::UnexpectedCharacter { character: '`' } => {
            return ("text can't begin with a backtick".to_owned(), QUOTE);
        }
        ErrorKind::UnexpectedCharacter { character } => {
            return (format!("unexpected character `{}`", character.escape_default()), QUOTE);
        }
        other => simple(other),
    };
    (message.into(), help)
}

const QUOTE: &str = "put the text into quotes if it is meant as text";
const INDENT: &str = "indent with spaces, and what belongs together by the same number";

fn simple(kind: &ErrorKind) -> (&'static str, &'static str) {
    use ErrorKind as E;
    match kind {
        E::UnexpectedEofFlowSequence => ("a `[` is never closed", "add the closing `]`"),
        E::UnexpectedEofFlowMapping | E::UnexpectedEofImplicitFlowMapping => {
            ("a `{` is never closed", "add the closing `}`")
        }
        E::UnexpectedEofBlockSequence | E::UnexpectedEofBlockMapping | E::UnexpectedEof => {
            ("the file ends in the middle of something", "add what is missing, or close what is open")
        }
        E::MisplacedFlowCollectionEnd => {
            ("a closing bracket without its opening one", "remove it, or add the opening one")
        }
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => {
            ("a quote is never closed", "add the closing quote")
        }
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation | E::TabAtBlockScalarStart => {
            ("a tab stands where YAML wants spaces", "replace the tab by spaces")
        }
        E::TabInPlainScalar => ("a tab inside text without quotes", QUOTE),
        E::InvalidQuotedScalarIndent => (
            "a quote above is not closed, or the text in it is indented too little",
            "add the closing quote, or indent the text",
        ),
        E::InvalidIndentation | E::InvalidBlockScalarIndent | E::InvalidFlowScalarIndent => {
            ("the indentation fits nothing above it", INDENT)
        }
        E::SimpleKeyExpected => ("this line is no `key: value`", "write a `:` and a space behind the key"),
        E::MappingValueNotAllowed | E::InvalidColonPlacement => {
            ("a `:` stands where no key can end", "put text that holds `: ` into quotes, and check the indentation")
        }
        E::InvalidSimpleKey => {
            ("a key without its `:`", "write `key: value`, the key on one line of at most 1024 characters")
        }
        E::MappingKeyNotAllowed => ("no key can stand here", INDENT),
        E::ExpectedBlockMappingKey => ("a key is expected here", "check the indentation and the line above"),
        E::ExpectedBlockSequenceEntry => ("a `-` is expected here", "begin every item of the list with `- `"),
        E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => {
            ("no list item can begin here", "begin the list on a line of its own")
        }
        E::InvalidBlockEntryWhitespace => ("a `-` without a space behind it", "write `- item`"),
        E::PlainScalarStartsWithDashFlowIndicator => ("text can't begin with `-` and a bracket", QUOTE),
        E::InvalidMappingValueWhitespace | E::FlowMappingValueAdjacentCollection => {
            ("a `:` without a space behind it", "write `key: value`")
        }
        E::ExpectedFlowMappingSeparator => {
            ("`,` or `}` is expected here", "separate the entries by commas, and close the bracket")
        }
        E::ExpectedFlowSequenceSeparator => {
            ("`,` or `]` is expected here", "separate the items by commas, and close the bracket")
        }
        E::ExpectedNodeContent => ("a value is expected here", "add one, or remove what asks for it"),
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => (
            "text goes on behind its closing quote",
            "quote all of it; inside single quotes write `''`, inside double quotes `\\\"`",
        ),
        E::UnknownQuotedScalarEscape => {
            ("an escape that YAML does not know", "write `\\\\` for a backslash, or use single quotes")
        }
        E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => {
            ("an escape that is no character", "write the character itself, or `\\uXXXX` with the code of one")
        }
        E::CommentInterceptedScalar => ("a comment inside text that goes on below it", QUOTE),
        E::CommentNotSeparated => ("a `#` without a space before it", QUOTE),
        E::ZeroBlockScalarIndent | E::InvalidBlockScalarHeader => (
            "nothing but `-`, `+`, a digit or a comment can follow `|` or `>`",
            "begin the text on the next line, indented",
        ),
        E::MissingAnchorOrAliasName => ("`&` or `*` without a name", "put the text into quotes if it is meant as text"),
        E::UndeclaredTagHandle => ("a tag that is not declared", "remove the tag"),
        E::InvalidDocumentEnd => {
            ("something stands behind `...`", "begin the next document with `---` on a line of its own")
        }
        E::BomInsideDocument => ("a byte order mark inside a document", "remove it"),
        _ => ("this is not valid YAML", "look at this line and the one above it: indentation, quotes, colons"),
    }
}

/// What is wrong before the parser could see it.
pub(super) struct Cause {
    pub(super) span: Span,
    pub(super) message: &'static str,
    pub(super) help: &'static str,
}

/// Where a line is the cause that no parser would name: marks of a merge conflict, a tab that indents.
pub(super) fn cause(text: &str, at: Span) -> Option<Cause> {
    let mut offset = 0_u32;
    for (number, line) in (1_u32..).zip(text.split_inclusive('\n')) {
        let span = |column: usize, length: u32| Span {
            line: number,
            column: count(column).saturating_add(1),
            offset: offset.saturating_add(count(column)),
            length,
        };
        if line.starts_with("<<<<<<< ") {
            let help = "keep one side, and remove the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`";
            return Some(Cause { span: span(0, 7), message: "the file holds the marks of a merge conflict", help });
        }
        let blanks = line.len().saturating_sub(line.trim_start_matches([' ', '\t']).len());
        let tab = line.get(..blanks).and_then(|blanks| blanks.find('\t'));
        // The parser often names the end of the line before.
        if let Some(tab) = tab.filter(|_| at.line <= number && number <= at.line.saturating_add(1)) {
            let help = "replace the tab by spaces";
            return Some(Cause { span: span(tab, 1), message: "a tab stands where YAML wants spaces", help });
        }
        offset = offset.saturating_add(count(line.len()));
    }
    None
}
