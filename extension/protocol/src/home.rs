//! Keeping the person's folder (`~`) of a site: from the file system of the
//! runtime over the content script to the background, and back.
//!
//! Nothing here names a site. The background takes the site from what the
//! browser says of the sender.

use serde::{Deserialize, Serialize};

/// Bytes of files that one message holds at most, before they become base64.
pub const HOME_PART_BYTES: usize = 4 * 1024 * 1024;

/// Bytes that a site's folder may hold.
pub const HOME_SITE_BYTES: u64 = 64 * 1024 * 1024;

/// Files, folders and links that a site's folder may hold.
pub const HOME_SITE_RECORDS: usize = 10_000;

/// Something in the folder, or a part of a file that is too long for one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeRecord {
    /// Relative to the folder. Names that are no UTF-8 are escaped by the
    /// runtime; to all others this is just a name.
    pub path: String,
    /// What it is.
    #[serde(flatten)]
    pub content: HomeContent,
    /// The permission bits.
    pub mode: u32,
    /// The time of the last change, in nanoseconds since 1970.
    pub mtime: i64,
}

/// What a [`HomeRecord`] is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HomeContent {
    /// A regular file.
    File {
        /// The content, or the next part of it, in base64.
        base64: String,
        /// It goes on where the last part of the same file ended.
        #[serde(default)]
        continues: bool,
    },
    /// A directory.
    Folder,
    /// A symbolic link.
    Link {
        /// What it says.
        target: String,
    },
}

/// What changes in a kept folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeBatch {
    /// New and changed records; the parts of a file follow each other.
    pub put: Vec<HomeRecord>,
    /// Paths that are gone.
    pub removed: Vec<String>,
}

/// A content script asks the background about the folder of its site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum HomeCall {
    /// What was kept, from a place in it on.
    Load {
        /// What [`HomeAnswer::Loaded`] said last.
        after: Option<HomeCursor>,
    },
    /// A part of changes that are too long for one message. Nothing of it
    /// counts before `Commit`.
    Stage {
        /// What the parts have in common: up to 40 lower-case letters and digits.
        flush: String,
        /// Counted from 0.
        part: u32,
        /// The part.
        batch: HomeBatch,
    },
    /// The end of changes: all parts count from now on, or none.
    Commit {
        /// As in `Stage`.
        flush: String,
        /// How many parts were staged.
        parts: u32,
        /// The rest.
        batch: HomeBatch,
    },
}

/// A place in what was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeCursor {
    /// The record that comes next.
    pub path: String,
    /// The part of it that comes next, and the state that the part is of.
    pub part: Option<(u32, String)>,
}

/// The background's answer to a [`HomeCall`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum HomeAnswer {
    /// To `Load`.
    Loaded {
        /// Whether anything is kept here at all: not in a private window, nor
        /// for a page without an origin of its own.
        persistent: bool,
        /// The records, sorted by path.
        records: Vec<HomeRecord>,
        /// Where the next ones are, if there are more.
        next: Option<HomeCursor>,
    },
    /// To `Stage` and `Commit`.
    Stored,
    /// Nothing was done.
    Refused {
        /// Cause and remedy, for a person.
        message: String,
        /// Because there is no room for it.
        is_full: bool,
    },
}

/// The content script asks the runtime about the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum HomeRequest {
    /// Put back what was kept; a part of it, until `done`.
    Restore {
        /// The records.
        records: Vec<HomeRecord>,
        /// These were the last ones.
        done: bool,
    },
    /// What is there to keep?
    Changes {
        /// Leave out files that are being written: code is running.
        only_finished: bool,
    },
    /// The next part of the changes.
    More,
    /// The changes are kept, or could not be.
    Kept {
        /// The changes' number.
        number: u64,
        /// Whether they are.
        kept: bool,
    },
}

/// The runtime's answer to a [`HomeRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum HomeReply {
    /// Nothing to tell.
    Done,
    /// To `Changes` and `More`.
    Batch {
        /// For `Kept`.
        number: u64,
        /// Empty when there is nothing to keep.
        batch: HomeBatch,
        /// Ask for more.
        more: bool,
    },
    /// It could not be done.
    Failed {
        /// Cause, for a person.
        message: String,
    },
}
