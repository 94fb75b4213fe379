//! Every step becomes a ticket: `cargo run --package platform-host --example tickets -- URL FOLDER [SUBJECT [ENVIRONMENT]]`.
//!
//! FOLDER holds a platform, such as a copy of `examples/hello`; `examples/executors/README.md` says the rest. Run it again
//! after Ctrl-C, or after it was killed: it goes on.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::arithmetic_side_effects)]

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use platform_core::model::{
    Action, Address, Diagnostic, Effect, EntityRef, Failure, Observation, Present, Scope, Value, codes,
};
use platform_core::run::StepWork;
use platform_host::driver::{Event, Listener};
use platform_host::executors::{Asked, Capabilities, Executor, Performed, Task};
use platform_host::workspace::{ApplyReport, ApplyRequest, PlanRequest, Workspace};
use reqwest::{Method, StatusCode, Url};

const TRIES: u32 = 5;

/// Opens a ticket for each step, under the step's address, and waits until somebody has done it.
struct Tickets {
    url: Url,
    client: reqwest::Client,
}

impl Tickets {
    /// One request, again where the server can't answer now; `None` for a ticket that is not there.
    async fn ask(&self, method: Method, address: &Address, body: Option<&Value>) -> Result<Option<Value>, String> {
        let mut url = self.url.clone();
        // An address holds `/`: it is one segment of the path.
        url.path_segments_mut().map_err(|()| "no URL of a server")?.push("tickets").push(address.as_str());
        let mut attempt = 1;
        loop {
            let request = self.client.request(method.clone(), url.clone());
            let request = match body {
                Some(body) => request.body(body.to_json()),
                None => request,
            };
            let answer = request.send().await.map_err(|error| error.to_string())?;
            match answer.status() {
                StatusCode::NOT_FOUND => return Ok(None),
                status if status.is_success() => {
                    let text = answer.text().await.map_err(|error| error.to_string())?;
                    return Value::from_json(&text).map(Some).map_err(|error| error.to_string());
                }
                StatusCode::SERVICE_UNAVAILABLE if attempt < TRIES => {
                    tokio::time::sleep(Duration::from_millis(5 << attempt)).await;
                    attempt += 1;
                }
                status => return Err(format!("the ticket system answers {}", status.as_u16())),
            }
        }
    }

    async fn look(&self, address: &Address) -> Result<Observation, String> {
        let made = self.ask(Method::GET, address, None).await?;
        let made = made.filter(|ticket| ticket.get("action").and_then(Value::as_str) != Some("delete"));
        let body = made.and_then(|ticket| ticket.get("body").cloned());
        Ok(body.map_or(Observation::Absent, |body| Observation::Present(Present::new(body))))
    }

    /// The same step asked twice is one ticket, so `work.repeated` needs no care here.
    async fn open(&self, work: &StepWork) -> Result<Performed, String> {
        let (address, body) = (&work.step.address, work.body.clone().unwrap_or(Value::Null));
        let asked = Value::map([("action", Value::from(word(work.step.action))), ("body", body)]);
        let mut ticket = self.ask(Method::PUT, address, Some(&asked)).await?;
        while ticket.as_ref().is_some_and(|one| one.get("state").and_then(Value::as_str) != Some("done")) {
            tokio::time::sleep(Duration::from_millis(50)).await;
            ticket = self.ask(Method::GET, address, None).await?;
        }
        let ticket = ticket.ok_or_else(|| format!("somebody removed the ticket of {address}"))?;
        let number = ticket.get("number").map(Value::to_json).unwrap_or_default();
        Ok(Performed { identity: Some(format!("ticket {number}").into()), ..Performed::default() })
    }
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Update => "update",
        Action::Delete => "delete",
        _ => "other",
    }
}

impl Executor for Tickets {
    fn capabilities(&self) -> Capabilities {
        Capabilities { idempotent: true, can_look_up: true }
    }

    fn observe<'a>(&'a self, asked: &'a [Asked<'a>]) -> Task<'a, Vec<Result<Observation, Diagnostic>>> {
        Box::pin(async move {
            let mut seen = Vec::new();
            for one in asked {
                let unreadable = |why| Diagnostic::error(codes::EXEC_UNREADABLE, format!("{}: {why}", one.address));
                seen.push(self.look(one.address).await.map_err(unreadable));
            }
            seen
        })
    }

    fn perform<'a>(&'a self, work: &'a StepWork) -> Task<'a, Result<Performed, Diagnostic>> {
        Box::pin(async move {
            // Nobody knows whether the ticket was opened.
            let failed = |why| Diagnostic::error(codes::EXEC_FAILED, why).with_outcome(Effect::Unknown);
            self.open(work).await.map_err(failed)
        })
    }
}

/// Progress, a line each.
fn told(event: &Event) {
    if let Event::StepEnded { step, failure } = event {
        let how = failure.as_ref().map_or_else(|| "done".to_owned(), |failure| format!("failed: {}", failure.message));
        println!("{} {}: {how}", word(step.action), step.address);
    }
}

async fn run(url: Url, folder: &str, subject: &EntityRef, scope: &Scope) -> Result<(), Failure> {
    let tickets = Tickets { url, client: reqwest::Client::new() };
    let workspace = Workspace::open(folder.as_ref()).into_result()?.0;
    let Ok(target) = "kubernetes".parse() else { return Ok(()) };
    let workspace = workspace.with_executor(target, Arc::new(tickets));
    // One at a time: somebody has to do them. What runs when it is stopped is waited for, and nothing more is begun.
    let request = ApplyRequest { parallelism: 1, listener: Listener::new(told), ..ApplyRequest::new("examples") };
    let stop = request.cancellation.clone();
    let interrupted = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.cancel();
        }
    });
    let report: ApplyReport = match workspace.resume(Some(subject), Some(scope), &request).await {
        Ok(report) => {
            println!("resumed");
            report
        }
        // Nothing was interrupted.
        Err(failure) if failure.diagnostics.iter().all(|one| one.code == codes::STATE_UNCHANGED) => {
            workspace.deploy(subject, scope, &PlanRequest::default(), &request).await?
        }
        Err(failure) => return Err(failure),
    };
    interrupted.abort();
    if !report.succeeded() {
        return Err(Failure { diagnostics: report.diagnostics() });
    }
    let (planned, _) = workspace.plan(subject, scope, &PlanRequest::default()).await.into_result()?;
    println!("{}", if planned.plan.has_changes() { "something is left to do" } else { "nothing is left to do" });
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let text = |at: usize, default: &str| arguments.get(at).map_or(default, String::as_str).to_owned();
    let (url, subject, scope) = (text(0, "").parse(), text(2, "hello").parse(), text(3, "staging").parse());
    let (Ok(url), Some(folder), Ok(subject), Ok(scope)) = (url, arguments.get(1), subject, scope) else {
        eprintln!("tickets URL FOLDER [SUBJECT [ENVIRONMENT]]");
        return ExitCode::from(64);
    };
    match run(url, folder, &subject, &scope).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if failure.diagnostics.iter().any(|one| one.code == codes::EXEC_CANCELLED) => {
            eprintln!("stopped; run it again to go on");
            ExitCode::FAILURE
        }
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
