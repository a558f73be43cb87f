//! `devtools.inspectedWindow.eval`: shows something in the developer tools.

use crate::ApiError;
use crate::namespace::api;
use crate::object::property;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type InspectedWindow;

    // Chromium calls back with the result and the error; Firefox gives a promise of both.
    #[wasm_bindgen(method, catch, js_name = eval)]
    fn eval_with_callback(
        this: &InspectedWindow,
        script: &str,
        done: &JsValue,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = eval)]
    fn eval_promise(this: &InspectedWindow, script: &str) -> Result<JsValue, JsValue>;
}

/// Runs JavaScript in the inspected page, where the developer tools' own `inspect()` is.
///
/// # Errors
/// Outside the developer tools, and what the script throws.
pub async fn eval_in_inspected(script: &str) -> Result<(), ApiError> {
    let window: InspectedWindow = property(&api("devtools")?, "inspectedWindow")
        .ok_or_else(|| ApiError("the console is not open in the developer tools".to_owned()))?
        .unchecked_into();
    let answer = match window.eval_promise(script) {
        Ok(answer) if answer.is_object() => JsFuture::from(Promise::resolve(&answer)).await?,
        _ => {
            let called = Promise::new(&mut |resolve, _| {
                let done = Closure::once_into_js(move |result: JsValue, error: JsValue| {
                    let pair = Array::of2(&result, &error);
                    resolve.call1(&JsValue::UNDEFINED, &pair).map(drop).unwrap_or_default();
                });
                window.eval_with_callback(script, &done).map(drop).unwrap_or_default();
            });
            JsFuture::from(called).await?
        }
    };
    let error = Reflect::get_u32(&answer, 1)?;
    let words = ["value", "description"]
        .into_iter()
        .find_map(|name| property(&error, name).and_then(|text| text.as_string()));
    match words {
        Some(words) => Err(ApiError(words)),
        None if error.is_object() => Err(ApiError("the page refused".to_owned())),
        None => Ok(()),
    }
}
