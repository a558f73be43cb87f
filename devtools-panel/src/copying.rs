//! Takes text out of the panel: to the clipboard, or as a file.

use crate::dom;
use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{
    Blob, BlobPropertyBag, Element, HtmlAnchorElement, HtmlElement, HtmlTextAreaElement, Url,
};

/// How long a button says that it did its work.
const SAID_MS: u32 = 1200;

/// How long a file's address is kept; the browser reads it at once.
const ADDRESS_MS: u32 = 60_000;

#[wasm_bindgen]
extern "C" {
    // The clipboard's own interface is forbidden to panels of developer tools:
    // the frame around them does not pass the permission on.
    #[wasm_bindgen(js_namespace = document, js_name = execCommand, catch)]
    fn exec_command(name: &str) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_namespace = document, js_name = getElementById)]
    fn element_by_id(id: &str) -> Option<Element>;
}

/// Puts text into the clipboard; only after a click or a key. False when the
/// browser refused.
pub(crate) fn copy(text: &str) -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let before = document.as_ref().and_then(web_sys::Document::active_element);
    let area: HtmlTextAreaElement = dom::element("textarea", "spoken").unchecked_into();
    area.set_value(text);
    let Ok(body) = dom::by_id::<HtmlElement>("panel") else { return false };
    dom::append(&body, &area);
    area.select();
    let done = exec_command("copy").unwrap_or(false);
    area.remove();
    if let Some(before) = before.and_then(|before| before.dyn_into::<HtmlElement>().ok()) {
        before.focus().unwrap_or_default();
    }
    done
}

/// Copies, and lets the button and screen readers tell how it went.
pub(crate) fn copy_with(button: &HtmlElement, text: &str) {
    let done = copy(text);
    let words = if done { "Copied" } else { "The browser did not let the console copy." };
    say(button, words);
}

/// Shows for a moment beside a button what it did, and speaks it.
pub(crate) fn say(button: &HtmlElement, words: &str) {
    dom::attribute(button, "data-said", words);
    if let Some(status) = element_by_id("said") {
        status.set_text_content(Some(words));
    }
    let button = button.clone();
    let silence = Timeout::new(SAID_MS, move || {
        button.remove_attribute("data-said").unwrap_or_default();
    });
    silence.forget();
}

/// Offers text as a file to be saved.
///
/// # Errors
/// Whatever the browser refuses: it is out of memory, most likely.
pub(crate) fn download(name: &str, mime: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = dom::element("a", "").unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    let revoke = Timeout::new(ADDRESS_MS, move || {
        Url::revoke_object_url(&address).unwrap_or_default();
    });
    revoke.forget();
    Ok(())
}
