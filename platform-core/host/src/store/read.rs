//! Reading rows.

use platform_core::model::{
    Address, Diagnostic, Digest, EntityRef, Failure, Journal, JsonReader, PlanFile, Release, Scope, State,
    StateResource, Timestamp, codes,
};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::rows::{decode, listed, signed, unsigned};
use super::{ReleaseEntry, Run, StateHead, Stored, content, errors};

fn failure(error: rusqlite::Error) -> Failure {
    errors::io("be read", &error)
}

/// All rows of a query.
fn rows<T>(
    connection: &Connection,
    sql: &str,
    key: impl Params,
    row: impl FnMut(&Row<'_>) -> Result<T, rusqlite::Error>,
) -> Result<Vec<T>, Failure> {
    let mut statement = connection.prepare_cached(sql).map_err(failure)?;
    let rows = statement.query_map(key, row).map_err(failure)?;
    rows.collect::<Result<_, _>>().map_err(failure)
}

/// The only row of a query, if there is one.
fn row<T>(
    connection: &Connection,
    sql: &str,
    key: impl Params,
    row: impl FnOnce(&Row<'_>) -> Result<T, rusqlite::Error>,
) -> Result<Option<T>, Failure> {
    let mut statement = connection.prepare_cached(sql).map_err(failure)?;
    statement.query_row(key, row).optional().map_err(failure)
}

fn text(row: &Row<'_>) -> Result<String, rusqlite::Error> {
    row.get(0)
}

fn text_and_number(row: &Row<'_>) -> Result<(String, i64), rusqlite::Error> {
    Ok((row.get(0)?, row.get(1)?))
}

/// A state without its resources, and its revision.
pub(super) fn head(
    connection: &Connection,
    subject: &EntityRef,
    scope: &Scope,
) -> Result<Option<(State, u64)>, Failure> {
    let sql = "SELECT head, revision FROM state WHERE subject = ?1 AND environment = ?2";
    let found = row(connection, sql, [subject.to_string().as_str(), scope.as_str()], text_and_number)?;
    found.map(|(head, revision)| Ok((decode(&named(subject, scope), &head)?, unsigned(revision)))).transpose()
}

fn named(subject: &EntityRef, scope: &Scope) -> String {
    format!("the stored state of {subject} in {scope}")
}

pub(super) fn state(connection: &Connection, subject: &EntityRef, scope: &Scope) -> Result<Option<Stored>, Failure> {
    let Some((mut state, revision)) = head(connection, subject, scope)? else { return Ok(None) };
    let sql = "SELECT address, body FROM resource WHERE subject = ?1 AND environment = ?2 ORDER BY address";
    let key = [subject.to_string(), scope.to_string()];
    let resources: Vec<(String, String)> = rows(connection, sql, key, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut reader = JsonReader::default();
    for (address, body) in resources {
        let address: Address = address.parse().map_err(|error| errors::invalid(&named(subject, scope), &error))?;
        let resource = StateResource::read(&body, &mut reader);
        let resource = resource.map_err(|error| errors::invalid(&named(subject, scope), &error))?;
        state.resources.insert(address, resource);
    }
    Ok(Some(Stored { state, revision }))
}

pub(super) fn heads(connection: &Connection) -> Result<Vec<StateHead>, Failure> {
    let sql = "SELECT head, (SELECT count(*) FROM resource
                   WHERE resource.subject = state.subject AND resource.environment = state.environment)
               FROM state ORDER BY subject, environment";
    let heads = rows(connection, sql, [], text_and_number)?.into_iter().map(|(head, resources)| {
        let count = usize::try_from(resources).unwrap_or_default();
        decode("a stored state", &head).map(|head| listed(head, count))
    });
    heads.collect()
}

pub(super) fn runs(connection: &Connection) -> Result<Vec<Run>, Failure> {
    let sql = "SELECT id, actor, started_at, members FROM run ORDER BY id";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let found: Vec<(i64, String, i64, String)> = rows(connection, sql, [], read)?;
    let runs = found.into_iter().map(|(id, actor, started_at, members)| {
        Ok(Run {
            id: unsigned(id),
            actor: actor.into(),
            started_at: Timestamp::from_milliseconds(started_at),
            plans: decode("a stored run", &members)?,
        })
    });
    runs.collect()
}

pub(super) fn plans(connection: &Connection, run: u64) -> Result<PlanFile, Failure> {
    match row(connection, "SELECT plans FROM run WHERE id = ?1", [signed(run)], text)? {
        Some(plans) => decode("a stored plan file", &plans),
        None => {
            let message = "the plan file was applied to its end meanwhile";
            Err(Diagnostic::error(codes::STATE_UNCHANGED, message).into())
        }
    }
}

pub(super) fn journal(
    connection: &Connection,
    subject: &EntityRef,
    scope: &Scope,
    serial: u64,
) -> Result<(Journal, Timestamp), Failure> {
    let what = format!("the journal of {subject} in {scope} at serial {serial}");
    let name = subject.to_string();
    let key = params![name, scope.as_str(), signed(serial)];
    let sql = "SELECT plan_digest, started_at FROM apply WHERE subject = ?1 AND environment = ?2 AND serial = ?3";
    let begun = row(connection, sql, key, text_and_number)?;
    let (digest, started_at) = begun.ok_or_else(|| errors::invalid(&what, &"it is not there"))?;
    let digest: Digest = digest.parse().map_err(|error| errors::invalid(&what, &error))?;
    let sql = "SELECT event FROM journal WHERE subject = ?1 AND environment = ?2 AND serial = ?3 ORDER BY sequence";
    let mut journal = Journal::new(digest);
    let events = rows(connection, sql, key, text)?;
    journal.events = events.iter().map(|event| decode(&what, event)).collect::<Result<_, _>>()?;
    Ok((journal, Timestamp::from_milliseconds(started_at)))
}

pub(super) fn releases(
    connection: &Connection,
    subject: Option<&EntityRef>,
    scope: Option<&Scope>,
) -> Result<Vec<ReleaseEntry>, Failure> {
    let sql = "SELECT entry FROM release
               WHERE (?1 IS NULL OR subject = ?1) AND (?2 IS NULL OR environment = ?2) ORDER BY number DESC";
    let key = params![subject.map(ToString::to_string), scope.map(Scope::as_str)];
    rows(connection, sql, key, text)?.iter().map(|entry| decode("a stored release", entry)).collect()
}

pub(super) fn release(
    connection: &Connection,
    subject: &EntityRef,
    scope: &Scope,
    serial: u64,
) -> Result<Release, Failure> {
    let sql = "SELECT body FROM release WHERE subject = ?1 AND environment = ?2 AND serial = ?3";
    let key = params![subject.to_string(), scope.as_str(), signed(serial)];
    match row(connection, sql, key, text)? {
        Some(body) => content::get(connection, &body),
        None => {
            let message = format!("{subject} has no release with serial {serial} in {scope}");
            let diagnostic = Diagnostic::error(codes::STATE_RELEASE_UNKNOWN, message);
            Err(diagnostic.with_help("`platform history` lists what there is").into())
        }
    }
}
