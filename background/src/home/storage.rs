//! What the keeping of folders needs of a database.

/// A key: the site first. Keys are in order part by part.
pub(crate) type Key = Vec<String>;

/// The tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Table {
    /// `[site]`: what the folder holds, as JSON.
    Index,
    /// `[site, flush, path, part]`: bytes of files.
    Bytes,
    /// `[site, flush, part]`: what was staged, as JSON.
    Staged,
}

impl Table {
    pub(crate) const ALL: [Self; 3] = [Self::Index, Self::Bytes, Self::Staged];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Bytes => "bytes",
            Self::Staged => "staged",
        }
    }
}

/// What is stored under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Bytes(Vec<u8>),
}

/// The database does not do what it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum StorageError {
    #[error("the browser gives the extension no more room")]
    Full,
    #[error("the browser's database failed: {0}")]
    Failed(String),
}

/// A database.
pub(crate) trait Storage {
    type Transaction: Transaction;

    /// Begins a transaction over all tables.
    async fn begin(&self) -> Result<Self::Transaction, StorageError>;
}

/// Everything in it is done, or nothing. One that is dropped before
/// [`Transaction::finish`] has done nothing.
pub(crate) trait Transaction {
    async fn get(&self, table: Table, key: &Key) -> Result<Option<Value>, StorageError>;

    /// The keys that begin with these parts.
    async fn keys(&self, table: Table, beginning: &Key) -> Result<Vec<Key>, StorageError>;

    fn put(&mut self, table: Table, key: &Key, value: Value) -> Result<(), StorageError>;

    fn delete(&mut self, table: Table, key: &Key) -> Result<(), StorageError>;

    /// Waits until it is done.
    async fn finish(self) -> Result<(), StorageError>;
}
