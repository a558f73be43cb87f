//! Keys that are really typed.

use morelia_browser::{Browser, BrowserError};
use serde_json::json;

/// Enter, as WebDriver writes it.
pub const ENTER: &str = "\u{e007}";
/// Escape, as WebDriver writes it.
pub const ESCAPE: &str = "\u{e00c}";

/// Types into whatever has the focus in the current window, closed shadow roots included.
///
/// # Errors
/// What the browser gives.
pub fn press(browser: &Browser, keys: &str) -> Result<(), BrowserError> {
    let strokes: Vec<_> = keys
        .chars()
        .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key })))
        .collect();
    let keyboard = json!({ "type": "key", "id": "keys", "actions": strokes });
    browser.post("actions", &json!({ "actions": [keyboard] })).map(drop)
}
