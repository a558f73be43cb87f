//! `scripting`: putting files and functions into pages.

use crate::ApiError;
use crate::namespace::browser;
use crate::object::{Record, property, strings};
use js_sys::{Array, Function, Object};
use wasm_bindgen::JsValue;

/// Runs files of the extension in the isolated world of one frame.
///
/// # Errors
/// When the frame is gone or the browser forbids it.
pub async fn execute_files(tab_id: i32, frame_id: i64, files: &[&str]) -> Result<(), ApiError> {
    let injection = Record::new()
        .with("target", target(tab_id, frame_id))
        .with("files", strings(files))
        // A person who opens a console on a page that never stops loading
        // does not want to wait for it.
        .with("injectImmediately", true)
        .finish();
    let first = result_of(&injection).await?;
    if first.is_object() {
        return Ok(());
    }
    // The result of a frame that admits no extension is null.
    Err(ApiError("the browser ran no script in it".to_owned()))
}

/// The worlds of JavaScript that a frame has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// Our own.
    Isolated,
    /// The page's.
    Main,
}

/// Calls a function, which the browser copies as text, in a world of one frame.
///
/// # Errors
/// When the frame is gone, the browser forbids it, or the function throws.
pub async fn call_function(
    tab_id: i32,
    frame_id: i64,
    world: World,
    function: &Function,
    arguments: &Array,
) -> Result<(), ApiError> {
    let world = match world {
        World::Isolated => "ISOLATED",
        World::Main => "MAIN",
    };
    let injection = Record::new()
        .with("target", target(tab_id, frame_id))
        .with("world", world)
        .with("func", function)
        .with("args", arguments)
        .with("injectImmediately", true)
        .finish();
    result_of(&injection).await.map(drop)
}

fn target(tab_id: i32, frame_id: i64) -> Object {
    let frames = Array::of1(&(frame_id as f64).into());
    Record::new().with("tabId", tab_id).with("frameIds", frames).finish()
}

async fn result_of(injection: &Object) -> Result<JsValue, ApiError> {
    let results = browser()?.scripting().execute_script(injection).await?;
    let first = js_sys::Reflect::get_u32(&results, 0)?;
    // Firefox fulfils the promise in any case. The result of a script that
    // threw has the error.
    match property(&first, "error") {
        Some(error) => Err(error.into()),
        None => Ok(first),
    }
}
