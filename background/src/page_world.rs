//! The channel between our own world of a frame and the page's.
//!
//! Its two ends are one function of the shim's, which runs in our own world
//! first. They find each other by an event of a type that nobody can guess.

use crate::helper_realm::random;
use js_sys::{Array, Function};
use morelia_protocol::FrameTarget;
use morelia_webext::{ApiError, scripting};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    static CONNECT: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Says which function joins the worlds. It is JavaScript, because the browser
/// runs its text in the page.
#[wasm_bindgen(js_name = setPageWorld)]
pub fn set_page_world(connect: Function) {
    CONNECT.replace(Some(connect));
}

/// Puts both ends of the channel into a frame.
pub(crate) async fn open(target: FrameTarget) -> Result<(), ApiError> {
    let connect = CONNECT
        .with_borrow(Clone::clone)
        .ok_or_else(|| ApiError("the extension's background has not started".to_owned()))?;
    let secret = JsValue::from(random());
    for (world, is_page) in [(scripting::World::Isolated, false), (scripting::World::Main, true)] {
        let arguments = Array::of2(&secret, &is_page.into());
        let FrameTarget { tab_id, frame_id } = target;
        scripting::call_function(tab_id, frame_id, world, &connect, &arguments).await?;
    }
    Ok(())
}
