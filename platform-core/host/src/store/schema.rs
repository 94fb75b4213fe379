//! The tables, and which version of them a file has.

use std::time::Duration;

use platform_core::model::{Diagnostic, Failure, codes};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::rows::decode;
use super::{content, errors};

/// What this version of the store reads and writes.
const VERSION: i64 = 2;

const TABLES: &str = "
    CREATE TABLE state (
        subject TEXT NOT NULL, environment TEXT NOT NULL,
        lineage TEXT NOT NULL, serial INTEGER NOT NULL, revision INTEGER NOT NULL,
        head TEXT NOT NULL,
        PRIMARY KEY (subject, environment)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE resource (
        subject TEXT NOT NULL, environment TEXT NOT NULL, address TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (subject, environment, address)
    ) STRICT;
    CREATE TABLE apply (
        subject TEXT NOT NULL, environment TEXT NOT NULL, serial INTEGER NOT NULL,
        plan_digest TEXT NOT NULL, started_at INTEGER NOT NULL,
        PRIMARY KEY (subject, environment, serial)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE journal (
        subject TEXT NOT NULL, environment TEXT NOT NULL, serial INTEGER NOT NULL, sequence INTEGER NOT NULL,
        event TEXT NOT NULL,
        PRIMARY KEY (subject, environment, serial, sequence)
    ) STRICT;
    CREATE TABLE release (
        number INTEGER PRIMARY KEY,
        subject TEXT NOT NULL, environment TEXT NOT NULL, serial INTEGER NOT NULL,
        entry TEXT NOT NULL, body TEXT NOT NULL,
        UNIQUE (subject, environment, serial)
    ) STRICT;
    CREATE TABLE content (digest BLOB PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE run (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        actor TEXT NOT NULL, started_at INTEGER NOT NULL, members TEXT NOT NULL, plans TEXT NOT NULL
    ) STRICT;
";

/// Makes a fresh or known connection ready: settings, then tables if there are none.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), Failure> {
    let opened = |error: rusqlite::Error| errors::io("be opened", &error);
    connection.busy_timeout(Duration::from_secs(10)).map_err(opened)?;
    connection.set_prepared_statement_cache_capacity(32);
    // Looking first keeps readers out of writers' way, and lets a store be read where it can't be written.
    match version(connection)? {
        0 => create(connection)?,
        1 => share_releases(connection)?,
        VERSION => {}
        newer => {
            let message = format!("the store has version {newer}; this command reads version {VERSION}");
            return Err(Diagnostic::error(codes::STORE_VERSION, message).with_help("update the command").into());
        }
    }
    // A step's `Started` must be on the disk before the world is touched, also when the power fails.
    connection.pragma_update(None, "synchronous", "FULL").map_err(opened)
}

fn version(connection: &Connection) -> Result<i64, Failure> {
    let version = connection.query_row("PRAGMA user_version", [], |row| row.get(0));
    version.map_err(|error| errors::io("be read", &error))
}

/// From version 1, where each release held all of itself.
fn share_releases(connection: &mut Connection) -> Result<(), Failure> {
    let failure = |error: rusqlite::Error| errors::io("be moved to its new version", &error);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
    // Somebody else may have been faster.
    if version(&transaction)? == 1 {
        let table = "CREATE TABLE content (digest BLOB PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;";
        transaction.execute_batch(table).map_err(failure)?;
        for number in numbers(&transaction).map_err(failure)? {
            let sql = "SELECT body FROM release WHERE number = ?1";
            let body: String = transaction.query_row(sql, [number], |row| row.get(0)).map_err(failure)?;
            let shared = content::put(&transaction, &decode("a stored release", &body)?)?;
            let sql = "UPDATE release SET body = ?1 WHERE number = ?2";
            transaction.execute(sql, (shared, number)).map_err(failure)?;
        }
        transaction.pragma_update(None, "user_version", VERSION).map_err(failure)?;
    }
    transaction.commit().map_err(failure)
}

fn numbers(transaction: &Transaction<'_>) -> Result<Vec<i64>, rusqlite::Error> {
    let mut statement = transaction.prepare("SELECT number FROM release")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    rows.collect()
}

fn create(connection: &mut Connection) -> Result<(), Failure> {
    let failure = |error: rusqlite::Error| errors::io("be created", &error);
    // Readers don't wait for writers. An in-memory store answers `memory`, which is fine.
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).map_err(failure)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
    // Somebody else may have been faster.
    if version(&transaction)? == 0 {
        let tables = transaction.execute_batch(TABLES);
        tables.and_then(|()| transaction.pragma_update(None, "user_version", VERSION)).map_err(failure)?;
    }
    transaction.commit().map_err(failure)
}
