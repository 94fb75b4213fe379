//! A store in one SQLite file.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use platform_core::model::{
    Address, Diagnostic, EntityRef, Failure, Former, Journal, PlanFile, Release, Scope, State, StepEvent, Timestamp,
    codes,
};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::{ReleaseEntry, Run, StateHead, Store, Stored, errors, read, schema, write};

/// A store in one SQLite file, usually `.platform/state.db`. Several processes may use it at once.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Mutex<Connection>,
}

impl SqliteStore {
    /// Opens a store; creates it, and its folder, where there is none.
    ///
    /// # Errors
    /// See [`Store`].
    pub fn create(file: &Path) -> Result<Self, Failure> {
        if let Some(folder) = file.parent() {
            create_folder(folder)?;
        }
        let connection = Connection::open(file).map_err(|error| errors::io("be opened", &error))?;
        Self::prepare(connection)
    }

    /// Opens a store that is there; `None` where there is none.
    ///
    /// # Errors
    /// See [`Store`].
    pub fn open(file: &Path) -> Result<Option<Self>, Failure> {
        if !file.exists() {
            return Ok(None);
        }
        let flags = OpenFlags::default().difference(OpenFlags::SQLITE_OPEN_CREATE);
        let connection = Connection::open_with_flags(file, flags).map_err(|error| errors::io("be opened", &error))?;
        Self::prepare(connection).map(Some)
    }

    /// A store that is gone when it is dropped.
    ///
    /// # Errors
    /// See [`Store`].
    pub fn in_memory() -> Result<Self, Failure> {
        Self::prepare(Connection::open_in_memory().map_err(|error| errors::io("be opened", &error))?)
    }

    fn prepare(mut connection: Connection) -> Result<Self, Failure> {
        schema::prepare(&mut connection)?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    /// A panic elsewhere leaves no half-written transaction behind: the connection stays usable.
    pub(super) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What `read` sees is one moment of the store: a write between two reads would mix two states.
    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, Failure>) -> Result<T, Failure> {
        let connection = self.connection();
        let transaction = connection.unchecked_transaction().map_err(|error| errors::io("be read", &error))?;
        read(&transaction)
    }

    /// Everything that `write` does, or nothing.
    fn write<T>(&self, write: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let failure = |error| errors::io("be written", &error);
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
        let written = write(&transaction)?;
        transaction.commit().map_err(failure)?;
        Ok(written)
    }
}

fn create_folder(folder: &Path) -> Result<(), Failure> {
    let fresh = !folder.exists();
    let made = std::fs::create_dir_all(folder).and_then(|()| {
        // What is in it belongs to this machine, not into version control.
        if fresh { std::fs::write(folder.join(".gitignore"), "*\n") } else { Ok(()) }
    });
    made.map_err(|error| {
        let message = format!("the store's folder could not be created: {error}");
        Diagnostic::error(codes::STORE_IO, message).into()
    })
}

impl Store for SqliteStore {
    fn load(&self, subject: &EntityRef, scope: &Scope) -> Result<Option<Stored>, Failure> {
        self.read(|connection| read::state(connection, subject, scope))
    }

    fn list(&self) -> Result<Vec<StateHead>, Failure> {
        self.read(read::heads)
    }

    fn open_run(&self, plans: &PlanFile, actor: &str, now: Timestamp) -> Result<u64, Failure> {
        self.write(|transaction| write::run(transaction, plans, actor, now))
    }

    fn runs(&self) -> Result<Vec<Run>, Failure> {
        self.read(read::runs)
    }

    fn run_plans(&self, id: u64) -> Result<PlanFile, Failure> {
        self.read(|connection| read::plans(connection, id))
    }

    fn close_run(&self, id: u64) -> Result<(), Failure> {
        self.write(|transaction| write::end_of_run(transaction, id))
    }

    fn begin(&self, state: &State, base: Option<u64>, former: Option<&Former>, now: Timestamp) -> Result<u64, Failure> {
        self.write(|transaction| {
            if let Some(former) = former {
                write::renaming(transaction, state, former)?;
            }
            write::beginning(transaction, state, base, now)
        })
    }

    fn journal(&self, subject: &EntityRef, scope: &Scope, serial: u64) -> Result<(Journal, Timestamp), Failure> {
        self.read(|connection| read::journal(connection, subject, scope, serial))
    }

    fn append(
        &self,
        state: &State,
        revision: u64,
        touched: &BTreeSet<Address>,
        events: &[StepEvent],
    ) -> Result<u64, Failure> {
        self.write(|transaction| {
            write::resources(transaction, state, touched)?;
            write::events(transaction, state, events)?;
            write::head(transaction, state, revision)
        })
    }

    fn finish(&self, state: &State, revision: u64, release: &Release) -> Result<u64, Failure> {
        self.write(|transaction| {
            write::release(transaction, release)?;
            write::head(transaction, state, revision)
        })
    }

    fn releases(&self, subject: Option<&EntityRef>, scope: Option<&Scope>) -> Result<Vec<ReleaseEntry>, Failure> {
        self.read(|connection| read::releases(connection, subject, scope))
    }

    fn release(&self, subject: &EntityRef, scope: &Scope, serial: u64) -> Result<Release, Failure> {
        self.read(|connection| read::release(connection, subject, scope, serial))
    }
}
