//! Keeps the history across sessions: an IndexedDB of the extension's pages that
//! is only ever added to, so that panels which run at the same time lose nothing.

use crate::history::{Entry, MOST};
use idb::{Database, DatabaseEvent, Factory, KeyRange, ObjectStoreParams, TransactionMode};
use wasm_bindgen::JsValue;

const NAME: &str = "console";
const CELLS: &str = "history";
const VERSION: u32 = 1;

/// So many more than are wanted are let be, so that not each start deletes.
const SLACK: usize = 500;

/// The longest history, in bytes; a start has to read it.
const MOST_BYTES: usize = 16 * 1024 * 1024;

async fn open() -> Result<Database, idb::Error> {
    let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        // What fails here fails the opening, too.
        if let Ok(database) = event.database() {
            let mut parameters = ObjectStoreParams::new();
            parameters.auto_increment(true);
            let _ = database.create_object_store(CELLS, parameters);
        }
    });
    request.await
}

/// The cells that were kept, oldest first. A private window may keep nothing;
/// the history is then as long as the panel lives.
pub(crate) async fn load() -> Vec<Entry> {
    read().await.unwrap_or_else(|error| {
        web_sys::console::warn_1(&JsValue::from_str(&format!("no history is kept: {error}")));
        Vec::new()
    })
}

async fn read() -> Result<Vec<Entry>, idb::Error> {
    let database = open().await?;
    let transaction = database.transaction(&[CELLS], TransactionMode::ReadWrite)?;
    let store = transaction.object_store(CELLS)?;
    let kept: Vec<String> =
        store.get_all(None, None)?.await?.iter().filter_map(JsValue::as_string).collect();
    let excess = excess(kept.iter().map(String::len));
    if excess > 0 {
        let keys = store.get_all_keys(None, None)?.await?;
        if let Some(last) = keys.get(excess - 1) {
            store.delete(KeyRange::upper_bound(last, None)?)?.await?;
        }
    }
    transaction.commit()?.await?;
    database.close();
    let entries = kept.iter().skip(excess);
    Ok(entries.filter_map(|json| serde_json::from_str(json).ok()).collect())
}

/// How many of the oldest are to go.
fn excess(lengths: impl DoubleEndedIterator<Item = usize> + ExactSizeIterator) -> usize {
    let count = lengths.len();
    let mut bytes = 0;
    let fitting = lengths.rev().take_while(|length| {
        bytes += length;
        bytes <= MOST_BYTES
    });
    let fitting = fitting.count();
    if count <= MOST + SLACK && fitting == count { 0 } else { count - fitting.min(MOST) }
}

/// Adds a cell to what is kept.
pub(crate) async fn add(entry: Entry) {
    if let Err(error) = append(&entry).await {
        web_sys::console::warn_1(&JsValue::from_str(&format!("a cell is not kept: {error}")));
    }
}

async fn append(entry: &Entry) -> Result<(), idb::Error> {
    let Ok(json) = serde_json::to_string(entry) else { return Ok(()) };
    let database = open().await?;
    let transaction = database.transaction(&[CELLS], TransactionMode::ReadWrite)?;
    transaction.object_store(CELLS)?.add(&JsValue::from_str(&json), None)?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go() {
        assert_eq!(excess([10; 3].into_iter()), 0);
        assert_eq!(excess(std::iter::repeat_n(1, MOST + SLACK)), 0);
        assert_eq!(excess(std::iter::repeat_n(1, MOST + SLACK + 1)), SLACK + 1);
        assert_eq!(excess([MOST_BYTES, MOST_BYTES, 1].into_iter()), 2);
    }
}
