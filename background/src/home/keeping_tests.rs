//! The keeping of a folder, with a database in memory.

use super::keeping::Keeping;
use super::site::Site;
use super::storage::{Key, Storage, StorageError, Table, Transaction, Value};
use base64::{Engine, prelude::BASE64_STANDARD};
use morelia_protocol::{
    HOME_PART_BYTES, HOME_SITE_BYTES, HomeAnswer, HomeBatch, HomeCall, HomeContent, HomeRecord,
};
use morelia_webext::Sender;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

type Rows = BTreeMap<(Table, Key), Value>;

/// A database that can be told to stop after a number of finished transactions.
#[derive(Clone, Default)]
struct Memory {
    rows: Rc<RefCell<Rows>>,
    stop_after: Rc<RefCell<Option<u32>>>,
}

struct MemoryTransaction {
    memory: Memory,
    rows: Rows,
}

impl Storage for Memory {
    type Transaction = MemoryTransaction;

    async fn begin(&self) -> Result<MemoryTransaction, StorageError> {
        Ok(MemoryTransaction { memory: self.clone(), rows: self.rows.borrow().clone() })
    }
}

impl Transaction for MemoryTransaction {
    async fn get(&self, table: Table, key: &Key) -> Result<Option<Value>, StorageError> {
        Ok(self.rows.get(&(table, key.clone())).cloned())
    }

    async fn keys(&self, table: Table, beginning: &Key) -> Result<Vec<Key>, StorageError> {
        let all = self.rows.keys().filter(|(of, key)| *of == table && key.starts_with(beginning));
        Ok(all.map(|(_, key)| key.clone()).collect())
    }

    fn put(&mut self, table: Table, key: &Key, value: Value) -> Result<(), StorageError> {
        self.rows.insert((table, key.clone()), value);
        Ok(())
    }

    fn delete(&mut self, table: Table, key: &Key) -> Result<(), StorageError> {
        self.rows.remove(&(table, key.clone()));
        Ok(())
    }

    async fn finish(self) -> Result<(), StorageError> {
        if let Some(left) = self.memory.stop_after.borrow_mut().as_mut() {
            if *left == 0 {
                return Err(StorageError::Failed("stopped".to_owned()));
            }
            *left -= 1;
        }
        *self.memory.rows.borrow_mut() = self.rows;
        Ok(())
    }
}

/// Nothing waits in memory.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a future in memory waits"),
    }
}

fn site(origin: &str) -> Site {
    let sender = Sender { origin: Some(origin.to_owned()), ..Sender::default() };
    Site::of(&sender).unwrap()
}

fn ask_at(memory: &Memory, origin: &str, time: f64, call: HomeCall) -> HomeAnswer {
    now(Keeping::new(memory.clone(), site(origin), time).answer(call))
}

fn ask(memory: &Memory, call: HomeCall) -> HomeAnswer {
    ask_at(memory, "https://a.example", 0.0, call)
}

fn record(path: &str, content: HomeContent) -> HomeRecord {
    HomeRecord { path: path.to_owned(), content, mode: 0o644, mtime: 1 }
}

fn piece(path: &str, bytes: &[u8], continues: bool) -> HomeRecord {
    record(path, HomeContent::File { base64: BASE64_STANDARD.encode(bytes), continues })
}

fn put(records: &[HomeRecord]) -> HomeBatch {
    HomeBatch { put: records.to_vec(), removed: Vec::new() }
}

fn commit(flush: &str, parts: u32, batch: HomeBatch) -> HomeCall {
    HomeCall::Commit { flush: format!("flush{flush:0>5}"), parts, batch }
}

fn stage(flush: &str, part: u32, batch: HomeBatch) -> HomeCall {
    HomeCall::Stage { flush: format!("flush{flush:0>5}"), part, batch }
}

/// All files, read page by page.
fn files_of(memory: &Memory, origin: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::<String, Vec<u8>>::new();
    let mut after = None;
    loop {
        let call = HomeCall::Load { after };
        let HomeAnswer::Loaded { persistent: true, records, next } =
            ask_at(memory, origin, 0.0, call)
        else {
            panic!("nothing was loaded");
        };
        for HomeRecord { path, content, .. } in records {
            let HomeContent::File { base64, continues } = content else { continue };
            let bytes = BASE64_STANDARD.decode(base64).unwrap();
            if continues {
                files.get_mut(&path).unwrap().extend(bytes);
            } else {
                files.insert(path, bytes);
            }
        }
        match next {
            Some(next) => after = Some(next),
            None => return files,
        }
    }
}

fn files(memory: &Memory) -> Vec<(String, Vec<u8>)> {
    files_of(memory, "https://a.example").into_iter().collect()
}

fn rows(memory: &Memory, table: Table) -> usize {
    memory.rows.borrow().keys().filter(|(of, _)| *of == table).count()
}

#[test]
fn what_is_kept_comes_back_and_only_to_its_site() {
    let memory = Memory::default();
    let folder = record("d", HomeContent::Folder);
    let link = record("l", HomeContent::Link { target: "d/f".to_owned() });
    let batch = put(&[folder.clone(), piece("d/f", b"1", false), link.clone()]);
    assert_eq!(ask(&memory, commit("1", 0, batch)), HomeAnswer::Stored);
    let loaded = ask(&memory, HomeCall::Load { after: None });
    let records = vec![folder, piece("d/f", b"1", false), link];
    assert_eq!(loaded, HomeAnswer::Loaded { persistent: true, records, next: None });
    assert!(files_of(&memory, "https://a.example:8443").is_empty());
    assert!(files_of(&memory, "http://a.example").is_empty());
}

#[test]
fn the_last_writer_of_a_file_wins_and_leaves_the_others_alone() {
    let memory = Memory::default();
    ask(&memory, commit("1", 0, put(&[piece("f", b"1", false), piece("g", b"1", false)])));
    ask(&memory, commit("2", 0, put(&[piece("f", b"2", false)])));
    let removal = HomeBatch { put: Vec::new(), removed: vec!["g".to_owned()] };
    ask(&memory, commit("3", 0, removal));
    assert_eq!(files(&memory), [("f".to_owned(), b"2".to_vec())]);
    assert_eq!(rows(&memory, Table::Bytes), 1, "what nobody needs is gone");
}

#[test]
fn a_stop_leaves_every_file_old_or_new() {
    let part = vec![b'b'; HOME_PART_BYTES];
    let calls = [
        stage("2", 0, put(&[piece("big", &part, false)])),
        stage("2", 1, put(&[piece("big", &part, true)])),
        commit("2", 2, put(&[piece("big", b"end", true), piece("small", b"new", false)])),
    ];
    let old = vec![("big".to_owned(), b"old".to_vec())];
    let new_big = [part.as_slice(), &part, b"end"].concat();
    let new = vec![("big".to_owned(), new_big), ("small".to_owned(), b"new".to_vec())];
    for stop_after in 0..=3 {
        let memory = Memory::default();
        ask(&memory, commit("1", 0, put(&[piece("big", b"old", false)])));
        memory.stop_after.replace(Some(stop_after));
        for call in calls.clone() {
            if ask(&memory, call) != HomeAnswer::Stored {
                break;
            }
        }
        memory.stop_after.replace(None);
        let wanted = if stop_after == 3 { &new } else { &old };
        assert!(files(&memory) == *wanted, "stopped after {stop_after}");
        // Asked again from the beginning, it is done.
        for call in calls.clone() {
            assert_eq!(ask(&memory, call), HomeAnswer::Stored, "stopped after {stop_after}");
        }
        assert!(files(&memory) == new, "stopped after {stop_after}");
        assert_eq!((rows(&memory, Table::Staged), rows(&memory, Table::Bytes)), (0, 4));
    }
}

#[test]
fn what_never_came_to_its_end_is_forgotten() {
    let memory = Memory::default();
    ask(&memory, commit("1", 0, put(&[piece("f", b"1", false)])));
    ask(&memory, stage("2", 0, put(&[piece("f", b"2", false)])));
    // A flush that was committed and then staged again.
    ask(&memory, stage("1", 0, put(&[piece("f", b"1", false)])));
    let later = 11.0 * 60_000.0;
    ask_at(&memory, "https://a.example", later, HomeCall::Load { after: None });
    assert_eq!((rows(&memory, Table::Staged), rows(&memory, Table::Bytes)), (0, 1));
    assert_eq!(files(&memory), [("f".to_owned(), b"1".to_vec())]);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_read_again() {
    let memory = Memory::default();
    let part = vec![1; HOME_PART_BYTES];
    ask(&memory, stage("1", 0, put(&[piece("f", &part, false)])));
    ask(&memory, commit("1", 1, put(&[piece("f", &part, true)])));
    let HomeAnswer::Loaded { next: Some(after), .. } = ask(&memory, HomeCall::Load { after: None })
    else {
        panic!("one page was enough");
    };
    ask(&memory, commit("2", 0, put(&[piece("f", b"new", false)])));
    let loaded = ask(&memory, HomeCall::Load { after: Some(after) });
    let records = vec![piece("f", b"new", false)];
    assert_eq!(loaded, HomeAnswer::Loaded { persistent: true, records, next: None });
}

#[track_caller]
fn check_refused(memory: &Memory, call: HomeCall, why: &str) {
    let before = memory.rows.borrow().clone();
    let HomeAnswer::Refused { message, is_full } = ask(memory, call) else { panic!("not refused") };
    assert!(message.contains(why), "{message}");
    assert_eq!(is_full, message.contains("limit") || message.contains("same time"), "{message}");
    assert!(*memory.rows.borrow() == before, "something was done all the same");
}

#[test]
fn there_is_a_limit() {
    let memory = Memory::default();
    let part = vec![0; HOME_PART_BYTES];
    let parts = u32::try_from(HOME_SITE_BYTES / HOME_PART_BYTES as u64).unwrap();
    for number in 0..parts {
        let call = stage("1", number, put(&[piece("f", &part, number > 0)]));
        assert_eq!(ask(&memory, call), HomeAnswer::Stored);
    }
    check_refused(&memory, commit("1", parts, put(&[piece("f", b"1", true)])), "limit of 64 MB");
    assert_eq!(ask(&memory, commit("1", parts, HomeBatch::default())), HomeAnswer::Stored);
    let links: Vec<HomeRecord> =
        (0..10_000).map(|n| record(&n.to_string(), HomeContent::Folder)).collect();
    check_refused(&memory, commit("2", 0, put(&links)), "limit of 10000 files");
    for number in 0..48 {
        ask(&memory, stage("3", number, put(&[])));
    }
    check_refused(&memory, stage("4", 0, put(&[])), "at the same time");
}

#[test]
fn bad_requests_are_refused() {
    let memory = Memory::default();
    let too_long = vec![0; HOME_PART_BYTES + 1];
    for (call, why) in [
        (commit("1", 0, put(&[piece("f", b"", true)])), "no beginning"),
        (commit("1", 1, put(&[])), "part is missing"),
        (commit("1", 0, put(&[piece("", b"", false)])), "path"),
        (commit("1", 0, put(&[piece("f", &too_long, false)])), "too long"),
        (commit("1", 0, put(&[piece("f", b"", false), piece("f", b"", true)])), "twice"),
        (commit("../../x", 0, put(&[])), "proper name"),
    ] {
        check_refused(&memory, call, why);
    }
    let content = HomeContent::File { base64: "%".to_owned(), continues: false };
    check_refused(&memory, stage("1", 0, put(&[record("f", content)])), "base64");
}
