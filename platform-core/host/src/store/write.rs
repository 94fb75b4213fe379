//! Writing rows; every function runs inside a transaction of its caller's.

use std::collections::BTreeSet;

use platform_core::model::{Address, Failure, Former, Plan, PlanFile, Release, State, StepEvent, Timestamp};
use rusqlite::{Params, Transaction, params};

use super::rows::{self, Member, encode, signed, unsigned};
use super::{ReleaseEntry, content, errors, read};

/// Runs one statement; gives how many rows it changed.
fn run_sql(transaction: &Transaction<'_>, sql: &str, values: impl Params) -> Result<usize, Failure> {
    let changed = transaction.prepare_cached(sql).and_then(|mut statement| statement.execute(values));
    changed.map_err(|error| errors::io("be written", &error))
}

/// All of a state but its resources, if nobody else wrote since.
pub(super) fn head(transaction: &Transaction<'_>, state: &State, revision: u64) -> Result<u64, Failure> {
    let next = revision.saturating_add(1);
    let sql = "UPDATE state SET head = ?1, revision = ?2
               WHERE subject = ?3 AND environment = ?4 AND lineage = ?5 AND serial = ?6 AND revision = ?7";
    let values = params![
        encode("the state", &rows::head(state))?,
        signed(next),
        state.subject.to_string(),
        state.environment.as_str(),
        &*state.lineage,
        signed(state.serial),
        signed(revision)
    ];
    match run_sql(transaction, sql, values)? {
        1 => Ok(next),
        _ => Err(errors::conflict(&state.subject, &state.environment)),
    }
}

/// The state's entries of some addresses, or that they are gone.
pub(super) fn resources(
    transaction: &Transaction<'_>,
    state: &State,
    addresses: &BTreeSet<Address>,
) -> Result<(), Failure> {
    let (subject, scope) = (state.subject.to_string(), state.environment.as_str());
    for address in addresses {
        if let Some(resource) = state.resources.get(address) {
            let sql = "INSERT INTO resource VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET body = excluded.body";
            let body = encode("a resource", resource)?;
            run_sql(transaction, sql, params![subject, scope, address.as_str(), body])?;
        } else {
            let sql = "DELETE FROM resource WHERE subject = ?1 AND environment = ?2 AND address = ?3";
            run_sql(transaction, sql, params![subject, scope, address.as_str()])?;
        }
    }
    Ok(())
}

/// Events at the journal's end.
pub(super) fn events(transaction: &Transaction<'_>, state: &State, events: &[StepEvent]) -> Result<(), Failure> {
    let (subject, scope, serial) = (state.subject.to_string(), state.environment.as_str(), signed(state.serial));
    let sql = "INSERT INTO journal SELECT ?1, ?2, ?3, coalesce(max(sequence), -1) + 1, ?4 FROM journal
               WHERE subject = ?1 AND environment = ?2 AND serial = ?3";
    for event in events {
        run_sql(transaction, sql, params![subject, scope, serial, encode("an event", event)?])?;
    }
    Ok(())
}

/// Everything of a subject in an environment gets the name that they have now.
pub(super) fn renaming(transaction: &Transaction<'_>, state: &State, former: &Former) -> Result<(), Failure> {
    if read::head(transaction, &state.subject, &state.environment)?.is_some() {
        return Err(errors::conflict(&state.subject, &state.environment));
    }
    for table in ["state", "resource", "apply", "journal", "release"] {
        let sql = format!("UPDATE {table} SET subject = ?1, environment = ?2 WHERE subject = ?3 AND environment = ?4");
        let values = params![
            state.subject.to_string(),
            state.environment.as_str(),
            former.subject.to_string(),
            former.environment.as_str()
        ];
        run_sql(transaction, &sql, values)?;
    }
    Ok(())
}

/// The compare-and-swap from serial n to n+1.
pub(super) fn beginning(
    transaction: &Transaction<'_>,
    state: &State,
    base: Option<u64>,
    now: Timestamp,
) -> Result<u64, Failure> {
    let stored = read::head(transaction, &state.subject, &state.environment)?;
    if let Some(applying) = stored.as_ref().and_then(|(stored, _)| stored.applying.as_ref()) {
        return Err(errors::busy(&state.subject, &state.environment, applying));
    }
    let expected = state.serial.saturating_sub(1);
    let fits = match (&stored, base) {
        (Some((stored, revision)), Some(base)) => {
            *revision == base && stored.lineage == state.lineage && stored.serial == expected
        }
        (None, None) => expected == 0,
        _ => false,
    };
    if !fits {
        return Err(errors::conflict(&state.subject, &state.environment));
    }
    let (subject, scope, serial) = (state.subject.to_string(), state.environment.as_str(), signed(state.serial));
    let revision = base.unwrap_or_default().saturating_add(1);
    let sql = "INSERT INTO state VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET
               serial = excluded.serial, revision = excluded.revision, head = excluded.head";
    let head = encode("the state", &rows::head(state))?;
    run_sql(transaction, sql, params![subject, scope, &*state.lineage, serial, signed(revision), head])?;
    let digest = state.applying.as_ref().map(|applying| applying.plan_digest.to_string()).unwrap_or_default();
    let sql = "INSERT INTO apply VALUES (?1, ?2, ?3, ?4, ?5)";
    run_sql(transaction, sql, params![subject, scope, serial, digest, now.milliseconds()])?;
    Ok(revision)
}

pub(super) fn release(transaction: &Transaction<'_>, release: &Release) -> Result<(), Failure> {
    let sql = "INSERT INTO release (subject, environment, serial, entry, body) VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![
        release.subject.to_string(),
        release.environment.as_str(),
        signed(release.serial),
        encode("the release", &ReleaseEntry::from(release))?,
        content::put(transaction, release)?
    ];
    run_sql(transaction, sql, values).map(|_| ())
}

pub(super) fn run(
    transaction: &Transaction<'_>,
    plans: &PlanFile,
    actor: &str,
    now: Timestamp,
) -> Result<u64, Failure> {
    let member = |plan: &Plan| (plan.subject.clone(), plan.environment.clone(), plan.digest);
    let members: Vec<Member> = plans.plans.iter().map(|planned| member(&planned.plan)).collect();
    let sql = "INSERT INTO run (actor, started_at, members, plans) VALUES (?1, ?2, ?3, ?4)";
    let (members, plans) = (encode("the plans", &members)?, encode("the plans", plans)?);
    run_sql(transaction, sql, params![actor, now.milliseconds(), members, plans])?;
    Ok(unsigned(transaction.last_insert_rowid()))
}

pub(super) fn end_of_run(transaction: &Transaction<'_>, run: u64) -> Result<(), Failure> {
    run_sql(transaction, "DELETE FROM run WHERE id = ?1", [signed(run)]).map(|_| ())
}
