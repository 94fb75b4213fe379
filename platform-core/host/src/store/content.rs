//! What releases hold, each piece once: a release is mostly what the one before it was, and services of one golden path
//! share what its templates say of themselves.

use std::collections::BTreeMap;

use platform_core::model::{Address, Digest, Failure, Origin, OriginTable, Release, Resource};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};

use super::errors;
use super::rows::{decode, encode};

/// A release whose resources and origins stand elsewhere, by their digests.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shared {
    /// The release with nothing rendered.
    release: Release,
    resources: BTreeMap<Address, Digest>,
    /// The origins in order, in pieces.
    origins: Vec<Digest>,
}

/// Stores the pieces that are not there yet; gives what stands in the release's row.
pub(super) fn put(transaction: &Transaction<'_>, release: &Release) -> Result<String, Failure> {
    let mut head = release.clone();
    let resources = std::mem::take(&mut head.rendered.resources);
    let origins = std::mem::take(&mut head.rendered.origins);
    let keep = |text: &str| store(transaction, text);
    let resources: Result<BTreeMap<Address, Digest>, Failure> = resources
        .into_iter()
        .map(|(address, resource)| Ok((address, keep(&encode("the release", &resource)?)?)))
        .collect();
    let resources = resources?;
    let all: Vec<&Origin> = origins.iter().collect();
    let pieces: Result<Vec<Digest>, Failure> =
        all.chunk_by(|a, b| piece(a) == piece(b)).map(|piece| keep(&encode("the release", &piece)?)).collect();
    encode("the release", &Shared { release: head, resources, origins: pieces? })
}

/// Origins of one file's template stand together, and are the same for all that is rendered from it.
fn piece(origin: &Origin) -> (Option<Digest>, bool) {
    (origin.path.as_ref().map(|pin| pin.digest), origin.reads.is_empty())
}

fn store(transaction: &Transaction<'_>, text: &str) -> Result<Digest, Failure> {
    let digest = Digest::of(text.as_bytes());
    let sql = "INSERT INTO content VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    let stored = transaction.prepare_cached(sql).and_then(|mut insert| insert.execute((digest.as_bytes(), text)));
    stored.map(|_| digest).map_err(|error| errors::io("be written", &error))
}

/// The release of a row, put together again.
pub(super) fn get(connection: &Connection, row: &str) -> Result<Release, Failure> {
    const WHAT: &str = "a stored release";
    let Shared { mut release, resources, origins } = decode(WHAT, row)?;
    for (address, digest) in resources {
        let resource: Resource = decode(WHAT, &load(connection, digest)?)?;
        release.rendered.resources.insert(address, resource);
    }
    let mut table = OriginTable::default();
    for digest in origins {
        let piece: Vec<Origin> = decode(WHAT, &load(connection, digest)?)?;
        for origin in piece {
            table.add(origin);
        }
    }
    release.rendered.origins = table;
    Ok(release)
}

fn load(connection: &Connection, digest: Digest) -> Result<String, Failure> {
    let failure = |error| errors::io("be read", &error);
    let sql = "SELECT body FROM content WHERE digest = ?1";
    let mut statement = connection.prepare_cached(sql).map_err(failure)?;
    let found: Option<String> =
        statement.query_row([digest.as_bytes()], |row| row.get(0)).optional().map_err(failure)?;
    let text = found.ok_or_else(|| errors::invalid("a stored release", &"a part of it is missing"))?;
    if Digest::of(text.as_bytes()) == digest {
        Ok(text)
    } else {
        Err(errors::invalid("a stored release", &"a part of it does not match its digest"))
    }
}
