//! The entry: finds the inspected frame and opens the console.

use crate::console::Console;
use crate::settings_dialog::SettingsPage;
use crate::side::Side;
use crate::{dom, theme};
use morelia_protocol::FrameTarget;
use morelia_webext::devtools_tab_id;
use wasm_bindgen::prelude::*;
use web_sys::UrlSearchParams;

/// Why there is no console.
#[derive(Debug, thiserror::Error)]
pub enum PanelError {
    /// `panel.html` does not fit this program.
    #[error("panel.html has no element with the id {0:?}")]
    MissingElement(&'static str),
    /// Neither in the developer tools nor with a tab in the address.
    #[error("This console belongs to a page: open it from the developer tools of that page.")]
    NoTarget,
}

/// Opens the console when the page is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    // Both live as long as the page.
    std::mem::forget(theme::follow());
    let opened = if let Ok(page) = dom::by_id("settings-page") {
        std::mem::forget(SettingsPage::open(&page));
        Ok(())
    } else if Side::is_here() {
        Side::open().map(std::mem::forget)
    } else {
        open().map(std::mem::forget)
    };
    if let Err(error) = opened {
        show_failure(&error);
    }
}

fn open() -> Result<std::rc::Rc<Console>, PanelError> {
    let target = target().ok_or(PanelError::NoTarget)?;
    Console::open(target)
}

/// The inspected tab; in an ordinary tab (tests, a console in its own window)
/// the address names it: `panel.html?tab=7&frame=0`.
fn target() -> Option<FrameTarget> {
    let search = web_sys::window()?.location().search().ok()?;
    let parameters = UrlSearchParams::new_with_str(&search).ok()?;
    let number = |name| parameters.get(name).and_then(|text| text.parse::<i32>().ok());
    let tab_id = number("tab").or_else(devtools_tab_id)?;
    Some(FrameTarget { tab_id, frame_id: number("frame").unwrap_or(0).into() })
}

fn show_failure(error: &PanelError) {
    if let Ok(log) = dom::by_id("log") {
        let entry = dom::text_element("div", "entry remark bad", &error.to_string());
        dom::append(&log, &entry);
    }
    web_sys::console::error_1(&JsValue::from_str(&error.to_string()));
}
