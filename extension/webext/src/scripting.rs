//! `scripting`: putting files into pages.

use crate::ApiError;
use crate::namespace::browser;
use crate::object::{Record, property, strings};
use js_sys::Array;

/// Runs files of the extension in the isolated world of one frame.
///
/// # Errors
/// When the frame is gone or the browser forbids it.
pub async fn execute_files(tab_id: i32, frame_id: i32, files: &[&str]) -> Result<(), ApiError> {
    let target = Record::new().with("tabId", tab_id).with("frameIds", Array::of1(&frame_id.into()));
    let injection = Record::new()
        .with("target", target.finish())
        .with("files", strings(files))
        // A person who opens a console on a page that never stops loading
        // does not want to wait for it.
        .with("injectImmediately", true)
        .finish();
    let results = browser()?.scripting().execute_script(&injection).await?;
    // Firefox fulfils the promise in any case. The result of a frame that
    // admits no extension is null; that of a script that threw has the error.
    let first = js_sys::Reflect::get_u32(&results, 0)?;
    if !first.is_object() {
        return Err(ApiError("the browser ran no script in it".to_owned()));
    }
    match property(&first, "error") {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}
