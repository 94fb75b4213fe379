//! One question and its answer.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use http::{Request, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use kube::Client;
use platform_core::formats::json;
use platform_core::model::Value;

use super::{Body, Status};

/// The largest answer that is read.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// How often something is asked.
const ATTEMPTS: u32 = 4;
/// How long is waited before something is asked for the second time; then twice as long each time.
const PAUSE: Duration = Duration::from_millis(250);
/// A server may ask for a longer pause, up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Asks, with a bound on time, size and attempts.
#[derive(Clone)]
pub(super) struct Exchange {
    client: Client,
    pub(super) patience: Duration,
}

/// Why there is no answer, or no good one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Nothing was sent.
    Unreachable(String),
    /// It was sent, perhaps.
    NoAnswer(String),
    /// The server can't answer now, and said so until the last attempt.
    Busy(Status),
    /// The server says no.
    Refused(Status),
    /// Something else answers than an API server.
    Garbage(String),
}

impl Exchange {
    pub(super) fn new(client: Client, patience: Duration) -> Self {
        Self { client, patience }
    }

    /// `None`: it is not there.
    pub(super) async fn get(&self, path: &str) -> Result<Option<Value>, Trouble> {
        match self.send("GET", path, "application/json", String::new()).await {
            Ok(found) => Ok(Some(found)),
            Err(Trouble::Refused(status)) if status.code == 404 => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// Asks until there is an answer. Only for what may be done twice.
    pub(super) async fn send(&self, method: &str, path: &str, form: &str, body: String) -> Result<Value, Trouble> {
        let (mut pause, mut attempt) = (PAUSE, 1);
        loop {
            let (trouble, asked) = match self.once(method, path, form, &body).await {
                Ok(answer) => return Ok(answer),
                Err(trouble) => trouble,
            };
            let attempts = match trouble {
                Trouble::Busy(_) => ATTEMPTS,
                // A server that begins anew, or a connection that was closed meanwhile.
                Trouble::Unreachable(_) => 2,
                // It waited long enough, where nothing says how long to wait.
                Trouble::NoAnswer(_) if asked.is_some() => ATTEMPTS,
                _ => 1,
            };
            if attempt >= attempts {
                return Err(trouble);
            }
            tokio::time::sleep(asked.unwrap_or_default().max(pause).min(LONGEST_PAUSE)).await;
            (pause, attempt) = (pause.saturating_mul(2), attempt.saturating_add(1));
        }
    }

    /// Beside a trouble stands how long to wait before asking again; for no answer nothing, where asking again is no use.
    async fn once(
        &self,
        method: &str,
        path: &str,
        form: &str,
        body: &str,
    ) -> Result<Value, (Trouble, Option<Duration>)> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("Accept", "application/json")
            .header("Content-Type", form)
            .body(Body::from(body.as_bytes().to_vec()))
            .map_err(|error| (Trouble::Garbage(error.to_string()), None))?;
        match tokio::time::timeout(self.patience, self.answer(request)).await {
            Ok(answered) => answered,
            Err(_) => {
                let waited = format!("there was no answer within {} s", self.patience.as_secs_f32());
                Err((Trouble::NoAnswer(waited), None))
            }
        }
    }

    async fn answer(&self, request: Request<Body>) -> Result<Value, (Trouble, Option<Duration>)> {
        let answer = self.client.send(request).await.map_err(|error| (unanswered(&error), Some(PAUSE)))?;
        let (code, asked) = (answer.status().as_u16(), retry_after(&answer));
        let read = Limited::new(answer.into_body(), MOST_BYTES).collect().await;
        let bytes = read.map_err(|error| match error.downcast_ref::<LengthLimitError>() {
            Some(_) => (Trouble::Garbage(format!("the answer is larger than {MOST_BYTES} bytes")), None),
            None => (Trouble::NoAnswer(last(&*error)), Some(PAUSE)),
        })?;
        let parsed = json::read_plain("", &bytes.to_bytes());
        match (code, parsed.ok()) {
            (200..=299, Some(value)) => Ok(value),
            (code, value) => {
                let status = value.as_ref().and_then(|value| Status::read(code, value));
                Err((refusal(code, status), asked))
            }
        }
    }
}

fn refusal(code: u16, status: Option<Status>) -> Trouble {
    let unsaid = || Status { code, message: format!("it answered with the HTTP status {code}"), ..Status::default() };
    match (code, status) {
        // A proxy before the server says so without a `Status`.
        (429 | 502..=504, status) => Trouble::Busy(status.unwrap_or_else(unsaid)),
        (_, Some(status)) => Trouble::Refused(status),
        (401 | 403 | 500, None) => Trouble::Refused(unsaid()),
        (code, None) => Trouble::Garbage(format!("the answer, with the HTTP status {code}, is not an API server's")),
    }
}

fn retry_after(answer: &Response<Body>) -> Option<Duration> {
    answer.headers().get("Retry-After")?.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

/// Whether a connection could be made at all.
fn unanswered(error: &kube::Error) -> Trouble {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if let Some(client) = one.downcast_ref::<hyper_util::client::legacy::Error>() {
            let why = last(client);
            return if client.is_connect() { Trouble::Unreachable(why) } else { Trouble::NoAnswer(why) };
        }
        cause = one.source();
    }
    match error {
        // Credentials are got anew before something is sent.
        kube::Error::Auth(_) => Trouble::Unreachable("no credentials could be got".to_owned()),
        other => Trouble::NoAnswer(last(other)),
    }
}

/// The cause behind all others.
fn last(error: &(dyn Error + 'static)) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    super::configuration::one_line(&last.to_string())
}

/// A text as one segment of a path, whatever it holds.
pub(super) fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let only_dots = text.bytes().all(|byte| byte == b'.');
    for byte in text.bytes() {
        match byte {
            b'.' if only_dots => out.push_str("%2E"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Unreachable(why) | Self::NoAnswer(why) | Self::Garbage(why) => why,
            Self::Busy(status) | Self::Refused(status) => &status.message,
        })
    }
}
