//! `webNavigation`: the frames of tabs.

use crate::ApiError;
use crate::namespace::api;
use crate::object::{Record, frame_id, text};
use js_sys::{Array, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A frame of a tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The frame's id; 0 is the tab's top frame.
    pub frame_id: i64,
    /// The frame that it is in; -1 for the top frame.
    pub parent_id: i64,
    /// The document's address.
    pub url: String,
}

#[wasm_bindgen]
extern "C" {
    type WebNavigationApi;

    #[wasm_bindgen(method, catch, js_name = getAllFrames)]
    fn get_all_frames(this: &WebNavigationApi, details: &Object) -> Result<Promise, JsValue>;
}

/// All frames of a tab, sorted by id, which has the top frame first.
///
/// # Errors
/// When there is no such tab.
pub async fn all_frames(tab_id: i32) -> Result<Vec<Frame>, ApiError> {
    let api: WebNavigationApi = api("webNavigation")?.unchecked_into();
    let details = Record::new().with("tabId", tab_id).finish();
    let found = JsFuture::from(api.get_all_frames(&details)?).await?;
    // Chromium gives null for a tab that is gone.
    if !Array::is_array(&found) {
        return Err(ApiError(format!("there is no tab {tab_id}")));
    }
    let mut frames: Vec<Frame> = Array::from(&found)
        .iter()
        .filter_map(|frame| {
            Some(Frame {
                frame_id: frame_id(&frame, "frameId")?,
                parent_id: frame_id(&frame, "parentFrameId")?,
                url: text(&frame, "url").unwrap_or_default(),
            })
        })
        .collect();
    frames.sort_by_key(|frame| frame.frame_id);
    Ok(frames)
}
