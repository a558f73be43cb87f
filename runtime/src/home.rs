//! The person's folder on its way out of the file system, and back into it.

use crate::host;
use base64::{Engine, prelude::BASE64_STANDARD};
use js_sys::Promise;
use morelia_posix::{HomeChanges, HomeEntry, HomeKind, Include, Keeper};
use morelia_protocol::{
    HOME_PART_BYTES, HOME_SITE_BYTES, HomeBatch, HomeContent, HomeRecord, HomeReply, HomeRequest,
    decode, encode,
};
use std::cell::RefCell;
use std::collections::VecDeque;
use wasm_bindgen::JsCast;

/// What is written before a name that is no UTF-8, and before its base64.
const ESCAPE: char = '\0';

#[derive(Default)]
struct State {
    /// What is to be put back, until all of it is here.
    incoming: Vec<HomeEntry>,
    /// The number of the changes that are being kept.
    number: u64,
    /// What of them was not handed out yet.
    put: VecDeque<HomeEntry>,
    /// Bytes of the first one that were handed out.
    offset: usize,
    removed: Vec<Vec<u8>>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// The host keeps the folder.
pub(crate) struct HostKeeper;

impl Keeper for HostKeeper {
    fn changed(&self) {
        host::with(host::Host::files_changed);
    }

    fn keep_now(&self) -> Option<Promise> {
        let promise = host::with(host::Host::keep_files)?;
        // A host without this keeps nothing.
        promise.ok()?.dyn_into().ok()
    }
}

/// Carries out a [`HomeRequest`]; gives a [`HomeReply`].
pub(crate) fn request(json: &str) -> String {
    let reply = match decode::<HomeRequest>(json) {
        Ok(request) => answer(request),
        Err(error) => HomeReply::Failed { message: error.to_string() },
    };
    encode(&reply).unwrap_or_else(|error| {
        serde_json::json!({"reply": "failed", "message": error.to_string()}).to_string()
    })
}

fn answer(request: HomeRequest) -> HomeReply {
    match request {
        HomeRequest::Restore { records, done } => restore(records, done),
        HomeRequest::Changes { only_finished } => {
            let include = if only_finished { Include::Finished } else { Include::Everything };
            match morelia_posix::home_changes(include) {
                Ok(HomeChanges { number, put, removed }) => STATE.with_borrow_mut(|state| {
                    state.number = number;
                    state.put = put.into();
                    state.offset = 0;
                    state.removed = removed;
                    state.next_batch()
                }),
                Err(error) => HomeReply::Failed { message: error.to_string() },
            }
        }
        HomeRequest::More => STATE.with_borrow_mut(State::next_batch),
        HomeRequest::Kept { number, kept } => match morelia_posix::home_kept(number, kept) {
            Ok(()) => HomeReply::Done,
            Err(error) => HomeReply::Failed { message: error.to_string() },
        },
    }
}

fn restore(records: Vec<HomeRecord>, done: bool) -> HomeReply {
    let entries = STATE.with_borrow_mut(|state| {
        for record in records {
            state.take_in(record);
        }
        if done { Some(std::mem::take(&mut state.incoming)) } else { None }
    });
    let Some(entries) = entries else { return HomeReply::Done };
    let restored = morelia_posix::set_limits(None, Some(HOME_SITE_BYTES))
        .and_then(|()| morelia_posix::restore_home(entries));
    // From now on changes are told.
    morelia_posix::set_keeper(Box::new(HostKeeper));
    match restored {
        Ok(()) => HomeReply::Done,
        Err(error) => HomeReply::Failed { message: error.to_string() },
    }
}

impl State {
    /// What cannot be understood is left out: it was not written by us.
    fn take_in(&mut self, record: HomeRecord) {
        let Some(path) = unescape(&record.path) else { return };
        let kind = match record.content {
            HomeContent::Folder => HomeKind::Folder,
            HomeContent::Link { target } => match unescape(&target) {
                Some(target) => HomeKind::Link(target),
                None => return,
            },
            HomeContent::File { base64, continues } => {
                let Ok(bytes) = BASE64_STANDARD.decode(base64) else { return };
                if continues {
                    if let Some(HomeEntry { path: of, kind: HomeKind::File(begun), .. }) =
                        self.incoming.last_mut()
                        && *of == path
                    {
                        begun.extend(bytes);
                    }
                    return;
                }
                // A file that is sent from its beginning again.
                self.incoming.pop_if(|last| last.path == path);
                HomeKind::File(bytes)
            }
        };
        let (permissions, mtime) = (record.mode, record.mtime);
        self.incoming.push(HomeEntry { path, kind, permissions, mtime });
    }

    fn next_batch(&mut self) -> HomeReply {
        let removed = std::mem::take(&mut self.removed);
        let mut batch = HomeBatch {
            put: Vec::new(),
            removed: removed.iter().map(|path| escape(path)).collect(),
        };
        let mut room = HOME_PART_BYTES;
        while room > 0
            && let Some(entry) = self.put.front()
        {
            let mut is_done = true;
            let content = match &entry.kind {
                HomeKind::Folder => HomeContent::Folder,
                HomeKind::Link(target) => HomeContent::Link { target: escape(target) },
                HomeKind::File(bytes) => {
                    let rest = bytes.get(self.offset..).unwrap_or_default();
                    let (now, later) = rest.split_at(rest.len().min(room));
                    room -= now.len();
                    is_done = later.is_empty();
                    let continues = self.offset > 0;
                    self.offset = if is_done { 0 } else { self.offset + now.len() };
                    HomeContent::File { base64: BASE64_STANDARD.encode(now), continues }
                }
            };
            // What is known of a file costs room, too.
            room = room.saturating_sub(256);
            batch.put.push(HomeRecord {
                path: escape(&entry.path),
                content,
                mode: entry.permissions,
                mtime: entry.mtime,
            });
            if is_done {
                self.put.pop_front();
            }
        }
        HomeReply::Batch { number: self.number, batch, more: !self.put.is_empty() }
    }
}

/// A name as text.
fn escape(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(text) => text.to_owned(),
        // No name has a zero byte, so this stands for nothing else.
        Err(_) => format!("{ESCAPE}{}", BASE64_STANDARD.encode(name)),
    }
}

fn unescape(text: &str) -> Option<Vec<u8>> {
    match text.strip_prefix(ESCAPE) {
        Some(escaped) => BASE64_STANDARD.decode(escaped).ok(),
        None => Some(text.as_bytes().to_vec()),
    }
}
