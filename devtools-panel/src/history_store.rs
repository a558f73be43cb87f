//! Keeps the history across sessions, in the storage of the extension's pages.

use crate::history::History;
use web_sys::Storage;

const KEY: &str = "console-history";

/// A private window may have no storage; the history is then kept for the
/// lifetime of the panel.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// The cells that were kept.
pub(crate) fn load() -> History {
    let cells = storage()
        .and_then(|storage| storage.get_item(KEY).ok()?)
        .and_then(|json| serde_json::from_str(&json).ok());
    History::new(cells.unwrap_or_default())
}

/// Adds a cell to what is kept; other panels may have added theirs meanwhile.
pub(crate) fn add(cell: &str) {
    let mut kept = load();
    kept.add(cell);
    let mut cells = kept.cells();
    let Some(storage) = storage() else { return };
    // When the storage is full, the older half makes room.
    while let Ok(json) = serde_json::to_string(cells) {
        if cells.is_empty() || storage.set_item(KEY, &json).is_ok() {
            break;
        }
        cells = cells.get(cells.len().div_ceil(2)..).unwrap_or_default();
    }
}
