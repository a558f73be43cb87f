//! Keeps the folder of one site: what is stored, when it counts, how much of it.
//!
//! The bytes of a file are stored under the flush that brought them, and count
//! once the index names that flush. The index is one record, so that a commit
//! is one small transaction, however much was staged before: whatever is
//! stopped in between leaves each file as it was, or as it became.

use super::site::Site;
use super::storage::{Key, Storage, StorageError, Table, Transaction, Value};
use base64::{Engine, prelude::BASE64_STANDARD};
use morelia_protocol::{
    HOME_PART_BYTES, HOME_SITE_BYTES, HOME_SITE_RECORDS, HomeAnswer, HomeBatch, HomeCall,
    HomeContent, HomeCursor, HomeRecord,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Parts of unfinished flushes that a site may have.
const MOST_STAGED: usize = 48;
/// Milliseconds after which an unfinished flush is nobody's any more.
const STAGED_LIFETIME: f64 = 10.0 * 60.0 * 1000.0;
/// Flushes whose repetition is recognised.
const REMEMBERED: usize = 8;
const LONGEST_PATH: usize = 8192;

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error(
        "the limit of {} MB for the files of one site is reached; remove some files from ~",
        HOME_SITE_BYTES >> 20
    )]
    TooBig,
    #[error(
        "the limit of {HOME_SITE_RECORDS} files for one site is reached; remove some files from ~"
    )]
    TooMany,
    #[error("too much is being kept at the same time; try again in some minutes")]
    TooMuchStaged,
    #[error("the files were not sent as they should be: {0}")]
    Malformed(&'static str),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

type Outcome<T> = Result<T, Refused>;

/// What the index says of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Entry {
    mode: u32,
    mtime: i64,
    #[serde(flatten)]
    what: What,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum What {
    Folder,
    Link {
        target: String,
    },
    /// Its bytes are those of `parts` parts of a flush, from the `first` on.
    File {
        size: u64,
        first: u32,
        parts: u32,
        flush: String,
    },
}

impl Entry {
    /// The flush that its bytes came with.
    fn flush(&self) -> Option<&str> {
        match &self.what {
            What::File { flush, .. } => Some(flush),
            What::Folder | What::Link { .. } => None,
        }
    }
}

/// All that a site's folder holds.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Index {
    entries: BTreeMap<String, Entry>,
    /// The newest flushes.
    flushes: Vec<String>,
}

/// A part of a flush, without the bytes of its files.
#[derive(Debug, Serialize, Deserialize)]
struct Staged {
    at: f64,
    put: Vec<StagedRecord>,
    removed: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StagedRecord {
    path: String,
    mode: u32,
    mtime: i64,
    what: StagedWhat,
}

#[derive(Debug, Serialize, Deserialize)]
enum StagedWhat {
    Folder,
    Link(String),
    /// One part of a file.
    Bytes {
        size: u64,
        continues: bool,
    },
}

/// The keeping of one site's folder.
pub(crate) struct Keeping<S> {
    storage: S,
    site: Site,
    now: f64,
}

impl<S: Storage> Keeping<S> {
    /// `now` is in milliseconds since 1970.
    pub(crate) fn new(storage: S, site: Site, now: f64) -> Self {
        Self { storage, site, now }
    }

    /// Does what was asked.
    pub(crate) async fn answer(&self, call: HomeCall) -> HomeAnswer {
        let done = match call {
            HomeCall::Load { after } => match self.load(after).await {
                Ok((records, next)) => {
                    return HomeAnswer::Loaded { persistent: true, records, next };
                }
                Err(refused) => Err(refused),
            },
            HomeCall::Stage { flush, part, batch } => self.stage(&flush, part, batch).await,
            HomeCall::Commit { flush, parts, batch } => self.commit(&flush, parts, batch).await,
        };
        match done {
            Ok(()) => HomeAnswer::Stored,
            Err(refused) => HomeAnswer::Refused {
                message: refused.to_string(),
                is_full: matches!(
                    refused,
                    Refused::TooBig
                        | Refused::TooMany
                        | Refused::TooMuchStaged
                        | Refused::Storage(StorageError::Full)
                ),
            },
        }
    }

    async fn load(
        &self,
        after: Option<HomeCursor>,
    ) -> Outcome<(Vec<HomeRecord>, Option<HomeCursor>)> {
        let mut transaction = self.storage.begin().await?;
        if after.is_none() {
            self.forget_old_parts(&mut transaction).await?;
        }
        let index = self.index(&transaction).await?;
        let (from, mut part) = match after {
            Some(HomeCursor { path, part }) => (path, part),
            None => (String::new(), None),
        };
        let mut records = Vec::new();
        let mut room = HOME_PART_BYTES;
        for (path, entry) in index.entries.range(from..) {
            let begin = match (part.take(), &entry.what) {
                // Another tab may have changed it since: then from its beginning.
                (Some((begin, of)), What::File { flush, .. }) if of == *flush => begin,
                _ => 0,
            };
            let record = |content| HomeRecord {
                path: path.clone(),
                content,
                mode: entry.mode,
                mtime: entry.mtime,
            };
            let (first, parts, flush) = match &entry.what {
                What::Folder => {
                    records.push(record(HomeContent::Folder));
                    continue;
                }
                What::Link { target } => {
                    records.push(record(HomeContent::Link { target: target.clone() }));
                    continue;
                }
                What::File { first, parts, flush, .. } => (*first, *parts, flush),
            };
            let complete = records.len();
            for number in begin..parts {
                if room == 0 {
                    let part = Some((number, flush.clone()));
                    return Ok((records, Some(HomeCursor { path: path.clone(), part })));
                }
                let key = self.bytes_key(flush, path, first + number);
                let Some(Value::Bytes(bytes)) = transaction.get(Table::Bytes, &key).await? else {
                    // Better without this file than without all others.
                    records.truncate(complete);
                    break;
                };
                room = room.saturating_sub(bytes.len().max(64));
                let base64 = BASE64_STANDARD.encode(bytes);
                records.push(record(HomeContent::File { base64, continues: number > 0 }));
            }
        }
        transaction.finish().await?;
        Ok((records, None))
    }

    async fn stage(&self, flush: &str, part: u32, batch: HomeBatch) -> Outcome<()> {
        check_flush(flush)?;
        let (staged, bytes) = self.split(flush, part, batch)?;
        let mut transaction = self.storage.begin().await?;
        let known = transaction.keys(Table::Staged, &vec![self.site.key().to_owned()]).await?;
        let key = self.staged_key(flush, part);
        if known.len() >= MOST_STAGED && !known.contains(&key) {
            self.forget_old_parts(&mut transaction).await?;
            transaction.finish().await?;
            return Err(Refused::TooMuchStaged);
        }
        for (key, bytes) in bytes {
            transaction.put(Table::Bytes, &key, Value::Bytes(bytes))?;
        }
        transaction.put(Table::Staged, &key, to_text(&staged)?)?;
        Ok(transaction.finish().await?)
    }

    async fn commit(&self, flush: &str, parts: u32, batch: HomeBatch) -> Outcome<()> {
        check_flush(flush)?;
        let (last, bytes) = self.split(flush, parts, batch)?;
        let mut transaction = self.storage.begin().await?;
        let mut index = self.index(&transaction).await?;
        // The answer to the first time was lost.
        if index.flushes.iter().any(|known| known == flush) {
            for part in 0..parts {
                transaction.delete(Table::Staged, &self.staged_key(flush, part))?;
            }
            return Ok(transaction.finish().await?);
        }
        let mut staged = Vec::new();
        for part in 0..parts {
            let text = transaction.get(Table::Staged, &self.staged_key(flush, part)).await?;
            let Some(Value::Text(text)) = text else {
                return Err(Refused::Malformed("a part is missing"));
            };
            staged.push(from_text::<Staged>(&text)?);
        }
        staged.push(last);
        let mut replaced = Vec::new();
        for (part, batch) in (0..).zip(staged) {
            self.apply(&mut index, (flush, part), batch, &mut replaced)?;
        }
        check_limits(&index)?;
        index.flushes.push(flush.to_owned());
        if index.flushes.len() > REMEMBERED {
            index.flushes.remove(0);
        }
        // From here on there are only writes: they come together or not at all.
        for (key, bytes) in bytes {
            transaction.put(Table::Bytes, &key, Value::Bytes(bytes))?;
        }
        for key in replaced {
            transaction.delete(Table::Bytes, &key)?;
        }
        for part in 0..parts {
            transaction.delete(Table::Staged, &self.staged_key(flush, part))?;
        }
        transaction.put(Table::Index, &self.index_key(), to_text(&index)?)?;
        Ok(transaction.finish().await?)
    }

    /// Takes a batch into the index. `replaced`: bytes that nobody needs then.
    fn apply(
        &self,
        index: &mut Index,
        (flush, part): (&str, u32),
        batch: Staged,
        replaced: &mut Vec<Key>,
    ) -> Outcome<()> {
        for path in batch.removed {
            if let Some(entry) = index.entries.remove(&path) {
                self.replace(&path, &entry, replaced);
            }
        }
        for StagedRecord { path, mode, mtime, what } in batch.put {
            if let StagedWhat::Bytes { size: more, continues: true } = what {
                match index.entries.get_mut(&path).map(|entry| &mut entry.what) {
                    Some(What::File { size, first, parts, flush: of })
                        if of == flush && *first + *parts == part =>
                    {
                        *size += more;
                        *parts += 1;
                    }
                    _ => return Err(Refused::Malformed("a file has no beginning")),
                }
                continue;
            }
            let what = match what {
                StagedWhat::Folder => What::Folder,
                StagedWhat::Link(target) => What::Link { target },
                StagedWhat::Bytes { size, .. } => {
                    What::File { size, first: part, parts: 1, flush: flush.to_owned() }
                }
            };
            if let Some(entry) = index.entries.insert(path.clone(), Entry { mode, mtime, what }) {
                self.replace(&path, &entry, replaced);
            }
        }
        Ok(())
    }

    fn replace(&self, path: &str, entry: &Entry, replaced: &mut Vec<Key>) {
        if let What::File { first, parts, flush, .. } = &entry.what {
            let numbers = *first..first.saturating_add(*parts);
            replaced.extend(numbers.map(|part| self.bytes_key(flush, path, part)));
        }
    }

    /// Takes the bytes out of a batch, each with its key.
    fn split(
        &self,
        flush: &str,
        part: u32,
        batch: HomeBatch,
    ) -> Outcome<(Staged, Vec<(Key, Vec<u8>)>)> {
        let mut staged = Staged { at: self.now, put: Vec::new(), removed: batch.removed };
        let mut contents = Vec::new();
        let mut seen = BTreeSet::new();
        let mut total = 0;
        for HomeRecord { path, content, mode, mtime } in batch.put {
            if path.is_empty() || path.len() > LONGEST_PATH {
                return Err(Refused::Malformed("a path is empty or too long"));
            }
            let what = match content {
                HomeContent::Folder => StagedWhat::Folder,
                HomeContent::Link { target } if target.len() <= LONGEST_PATH => {
                    StagedWhat::Link(target)
                }
                HomeContent::Link { .. } => return Err(Refused::Malformed("a link is too long")),
                HomeContent::File { base64, continues } => {
                    let bytes = BASE64_STANDARD
                        .decode(base64)
                        .map_err(|_| Refused::Malformed("bytes are not base64"))?;
                    total += bytes.len();
                    if total > HOME_PART_BYTES {
                        return Err(Refused::Malformed("a part is too long"));
                    }
                    let size = bytes.len() as u64;
                    // The part's number tells the pieces of a file apart.
                    if !seen.insert(path.clone()) {
                        return Err(Refused::Malformed("a file comes twice"));
                    }
                    contents.push((self.bytes_key(flush, &path, part), bytes));
                    StagedWhat::Bytes { size, continues }
                }
            };
            staged.put.push(StagedRecord { path, mode, mtime, what });
        }
        Ok((staged, contents))
    }

    async fn index(&self, transaction: &S::Transaction) -> Outcome<Index> {
        match transaction.get(Table::Index, &self.index_key()).await? {
            Some(Value::Text(text)) => from_text(&text),
            _ => Ok(Index::default()),
        }
    }

    /// Removes what flushes have left that never came to their end.
    async fn forget_old_parts(&self, transaction: &mut S::Transaction) -> Outcome<()> {
        let site = self.site.key().to_owned();
        let index = self.index(transaction).await?;
        let in_use: BTreeSet<&str> = index.entries.values().filter_map(Entry::flush).collect();
        for key in transaction.keys(Table::Staged, &vec![site.clone()]).await? {
            let Some(Value::Text(text)) = transaction.get(Table::Staged, &key).await? else {
                continue;
            };
            let is_old = from_text::<Staged>(&text)
                .map_or(true, |staged| self.now - staged.at > STAGED_LIFETIME);
            let Some(flush) = key.get(1).filter(|_| is_old) else { continue };
            // A commit whose answer was lost may have been sent again.
            if !in_use.contains(flush.as_str()) {
                let beginning = vec![site.clone(), flush.clone()];
                for bytes in transaction.keys(Table::Bytes, &beginning).await? {
                    transaction.delete(Table::Bytes, &bytes)?;
                }
            }
            transaction.delete(Table::Staged, &key)?;
        }
        Ok(())
    }

    fn index_key(&self) -> Key {
        vec![self.site.key().to_owned()]
    }

    fn staged_key(&self, flush: &str, part: u32) -> Key {
        vec![self.site.key().to_owned(), flush.to_owned(), format!("{part:06}")]
    }

    fn bytes_key(&self, flush: &str, path: &str, part: u32) -> Key {
        let site = self.site.key().to_owned();
        vec![site, flush.to_owned(), path.to_owned(), format!("{part:06}")]
    }
}

fn check_limits(index: &Index) -> Outcome<()> {
    if index.entries.len() > HOME_SITE_RECORDS {
        return Err(Refused::TooMany);
    }
    let sizes = index.entries.values().map(|entry| match &entry.what {
        What::File { size, .. } => *size,
        What::Link { target } => target.len() as u64,
        What::Folder => 0,
    });
    if sizes.sum::<u64>() > HOME_SITE_BYTES { Err(Refused::TooBig) } else { Ok(()) }
}

fn check_flush(flush: &str) -> Outcome<()> {
    let is_plain = flush.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if is_plain && (8..=40).contains(&flush.len()) {
        Ok(())
    } else {
        Err(Refused::Malformed("a flush has no proper name"))
    }
}

fn to_text(value: &impl Serialize) -> Outcome<Value> {
    let text = serde_json::to_string(value);
    text.map(Value::Text).map_err(|error| StorageError::Failed(error.to_string()).into())
}

fn from_text<T: serde::de::DeserializeOwned>(text: &str) -> Outcome<T> {
    serde_json::from_str(text).map_err(|error| StorageError::Failed(error.to_string()).into())
}
