//! The boundary's calls and handles as Node sees them. The rest is JavaScript.
//!
//! Answers are JSON text. A handle that could not be made keeps why, as the answer to read first. What works for long
//! has a form that runs beside the event loop.

use napi::bindgen_prelude::{AbortSignal, AsyncTask, Buffer, Either};
use napi::{Env, JsStringLatin1, Task};
use napi_derive::napi;
use platform_core::boundary::{answer_text, utf8};
use platform_core::model::{Code, Diagnostic, Failure, Outcome, codes};

/// As the `platform` command has: a plan is many small values.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod apply;
mod authoring;
mod documents;
mod many;
mod plan;
mod planning;
mod platform;
mod rendered;
mod shared;
mod workspace;

/// A text that goes to JavaScript: a long one is not copied where all of it is ASCII, as nearly always.
type Given<'e> = Either<JsStringLatin1<'e>, String>;

/// What is shorter is copied sooner than V8 keeps account of it.
const LONG: usize = 1 << 12;

fn given(env: &Env, text: String) -> napi::Result<Given<'_>> {
    if text.len() < LONG || !text.is_ascii() {
        return Ok(Either::B(text));
    }
    JsStringLatin1::from_data(env, text.into_bytes()).map(Either::A)
}

/// JSON as text or as bytes.
type Text = Either<String, Buffer>;

fn bytes(text: &Text) -> &[u8] {
    match text {
        Either::A(text) => text.as_bytes(),
        Either::B(bytes) => bytes,
    }
}

/// A document: what is no UTF-8 is refused.
fn document(text: &Text) -> Result<&str, Failure> {
    match text {
        Either::A(text) => Ok(text),
        Either::B(bytes) => Ok(utf8(bytes)?),
    }
}

/// What the package itself asks; nothing in it is no UTF-8.
fn as_text(text: &Text) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes(text))
}

/// A value that is there unless `answer` says why not.
#[derive(Clone)]
pub struct Held<T> {
    value: Option<T>,
    answer: String,
}

impl<T> Held<T> {
    fn of(outcome: Outcome<T>) -> Self {
        let Outcome { value, diagnostics } = outcome;
        let answer = answer_text(&Outcome { value: value.as_ref().map(|_| ()), diagnostics });
        Self { value, answer }
    }

    fn result(result: Result<T, Failure>) -> Self {
        Self::of(match result {
            Ok(value) => Outcome::ok(value),
            Err(failure) => failure.into(),
        })
    }

    /// An answer over what is held.
    fn answer(&self, ask: impl FnOnce(&T) -> String) -> String {
        self.value.as_ref().map_or_else(|| answer_text(&missing::<()>()), ask)
    }

    /// What is held as a document; see [`document_text`].
    fn json<'e>(&self, env: &'e Env, write: impl FnOnce(&T) -> Result<String, Failure>) -> napi::Result<Given<'e>> {
        given(env, self.answer(|value| document_text(write(value))))
    }
}

/// A document as JSON that ends in a space, or in two where integers may be beyond those of JavaScript's numbers. Where there is
/// none, an answer says why.
fn document_text(json: Result<String, Failure>) -> String {
    match json {
        Ok(mut json) => {
            json.push_str(if may_hold_large_integers(json.as_bytes()) { "  " } else { " " });
            json
        }
        Err(failure) => answer_text(&Outcome::<()>::from(failure)),
    }
}

/// How many digits an integer beyond ±(2^53−1) has at least.
const DIGITS: usize = 16;
/// So many digits in a row fill one of the places of this length that text is looked at in.
const PLACE: usize = DIGITS / 2;

/// Whether so many digits in a row end as an integer does.
fn may_hold_large_integers(json: &[u8]) -> bool {
    // Digits are 0x30 to 0x39; a word says at once whether all of its bytes are near them.
    let is_near = |place: &[u8; PLACE]| u64::from_le_bytes(*place) & 0xF0F0_F0F0_F0F0_F0F0 == 0x3030_3030_3030_3030;
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let places = json.as_chunks::<PLACE>().0.iter().enumerate();
    places.filter(|(_, place)| is_near(place) && place.iter().all(is_digit)).any(|(number, _)| {
        let (before, after) = json.split_at_checked(number.saturating_mul(PLACE)).unwrap_or_default();
        let first = before.iter().rev().take_while(|byte| is_digit(byte)).count();
        let rest = after.iter().take_while(|byte| is_digit(byte)).count();
        let ends = after.get(rest).is_none_or(|end| b",}] \n\r\t".contains(end));
        ends && first.saturating_add(rest) >= DIGITS
    })
}

fn missing<T>() -> Outcome<T> {
    refused(codes::BOUNDARY_INPUT, "a handle that could not be made was used").into()
}

fn refused(code: Code, message: &str) -> Failure {
    Diagnostic::error(code, message).into()
}

/// Calls a verb with its input as JSON, and gives the answer as JSON.
#[napi]
pub fn call(name: String, input: Text) -> String {
    platform_core::boundary::call_bytes(&name, bytes(&input))
}

/// The same, beside the event loop.
#[napi]
pub fn call_async(name: String, input: Text, signal: Option<AbortSignal>) -> AsyncTask<Calling> {
    AsyncTask::with_optional_signal(Calling { name, input: bytes(&input).to_vec() }, signal)
}

/// A call that runs beside the event loop.
pub struct Calling {
    name: String,
    input: Vec<u8>,
}

impl Task for Calling {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        Ok(platform_core::boundary::call_bytes(&self.name, &self.input))
    }

    fn resolve(&mut self, _: Env, output: String) -> napi::Result<String> {
        Ok(output)
    }
}

/// The names of all verbs with what they do.
#[napi]
pub fn verbs() -> Vec<Vec<String>> {
    platform_core::boundary::verbs().iter().map(|verb| vec![verb.name.to_owned(), verb.about.to_owned()]).collect()
}
