//! Puts text into the clipboard.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "clipboard"], js_name = writeText, catch)]
    fn write_text(text: &str) -> Result<js_sys::Promise, JsValue>;

    #[wasm_bindgen(js_namespace = document, js_name = execCommand)]
    fn exec_command(name: &str) -> bool;
}

/// Copies a text; false when the browser refuses.
pub(crate) async fn copy(text: &str) -> bool {
    if let Ok(promise) = write_text(text)
        && JsFuture::from(promise).await.is_ok()
    {
        return true;
    }
    // Chromium's developer tools forbid the new way to panels, and allow the old.
    copy_by_command(text)
}

fn copy_by_command(text: &str) -> bool {
    let Some(body) = web_sys::window().and_then(|it| it.document()).and_then(|it| it.body()) else {
        return false;
    };
    let focused = web_sys::window().and_then(|it| it.document()).and_then(|it| it.active_element());
    let field: web_sys::HtmlTextAreaElement =
        crate::dom::element("textarea", "spoken").unchecked_into();
    field.set_value(text);
    crate::dom::append(&body, &field);
    field.select();
    let done = exec_command("copy");
    field.remove();
    if let Some(focused) = focused.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
        focused.focus().unwrap_or_default();
    }
    done
}
