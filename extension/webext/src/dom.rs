//! `dom`: what content scripts may see of a page's elements, and the page's own scripts not.

use crate::namespace::api;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type DomApi;

    // Chromium. Throws for what is no HTML element.
    #[wasm_bindgen(method, catch, js_name = openOrClosedShadowRoot)]
    fn shadow_root_of(this: &DomApi, element: &JsValue) -> Result<JsValue, JsValue>;

    type ElementInPage;

    // Firefox; undefined elsewhere.
    #[wasm_bindgen(method, getter, catch, js_name = openOrClosedShadowRoot)]
    fn any_shadow_root(this: &ElementInPage) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, catch, js_name = shadowRoot)]
    fn open_shadow_root(this: &ElementInPage) -> Result<JsValue, JsValue>;
}

/// The shadow root of an element, open or closed; null where it has none.
#[must_use]
pub fn shadow_root(element: &JsValue) -> JsValue {
    let found = api("dom").ok().and_then(|dom| {
        let dom: DomApi = dom.unchecked_into();
        dom.shadow_root_of(element).ok()
    });
    let element: &ElementInPage = element.unchecked_ref();
    found
        .filter(JsValue::is_object)
        .or_else(|| element.any_shadow_root().ok().filter(JsValue::is_object))
        .or_else(|| element.open_shadow_root().ok().filter(JsValue::is_object))
        .unwrap_or(JsValue::NULL)
}
