//! What the shim calls: decodes, checks the sender, and hands on to the hub.

use crate::authority::{Frame, Identity, Refused, Role};
use crate::hub::{Hub, PortId, Transport};
use crate::transport::BrowserTransport;
use crate::{broker, capture, extension_frame, helper_realm, home, page_world};
use js_sys::Uint8Array;
use morelia_protocol::{AttachFailure, BackgroundToClient, ContentCall, FrameTarget, decode};
use morelia_webext::{ApiError, Port, Sender, runtime};
use serde_json::json;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

thread_local! {
    static HUB: RefCell<Hub<BrowserTransport>> = RefCell::new(Hub::new(BrowserTransport::default()));
}

/// Runs once, before anything else is called.
#[wasm_bindgen(start)]
pub fn start() {
    helper_realm::begin();
}

/// A port was opened.
#[wasm_bindgen]
pub fn connected(id: PortId, port: Port) {
    match role(&port) {
        Ok(Role::Exchange(frame)) => broker::connected(id, port, frame),
        Ok(role) => HUB.with_borrow_mut(|hub| {
            hub.transport().ports.insert(id, port);
            hub.connected(id, role);
        }),
        Err(_) => port.disconnect(),
    }
}

/// A text arrived on a port.
#[wasm_bindgen]
pub fn received(id: PortId, text: &str) {
    if broker::has(id) {
        return broker::received(id, text);
    }
    HUB.with_borrow_mut(|hub| {
        // Our own two ends never disagree. Whoever sends what does not decode
        // is not who it seems, and is cut off.
        if hub.received(id, text).is_err() {
            hub.transport().close(id);
            hub.disconnected(id);
        }
    });
}

/// Bytes arrived on a port.
#[wasm_bindgen(js_name = receivedBytes)]
pub fn received_bytes(id: PortId, bytes: &Uint8Array) {
    if broker::has(id) {
        broker::received_bytes(id, bytes);
    }
}

/// A port was closed from the other end.
#[wasm_bindgen]
pub fn disconnected(id: PortId) {
    if broker::has(id) {
        return broker::disconnected(id);
    }
    HUB.with_borrow_mut(|hub| {
        hub.transport().ports.remove(&id);
        hub.disconnected(id);
    });
}

/// A frame committed a navigation.
#[wasm_bindgen]
pub fn navigated(tab_id: i32, frame_id: f64, document_id: Option<String>, url: &str) {
    let target = FrameTarget { tab_id, frame_id: frame_id as i64 };
    HUB.with_borrow_mut(|hub| {
        hub.navigated(target, document_id.as_deref(), url);
        hub.frames_changed(tab_id);
    });
}

/// A one-shot call from a content script's shim; gives the answer's JSON.
#[wasm_bindgen]
pub async fn called(text: String, sender: JsValue) -> String {
    let sender = Sender::read(&sender);
    if let Ok(ContentCall::VouchForFrame { secret }) = decode(&text) {
        return match extension_frame::vouch(&sender, &secret) {
            Some(proof) => json!({ "proof": proof }),
            None => json!({ "error": "no frame was opened with this secret" }),
        }
        .to_string();
    }
    let answer = match identity().and_then(|identity| Ok(identity.content_script(&sender)?)) {
        Ok(frame) => answer(&text, &frame, &sender).await,
        Err(error) => json!({ "error": error.to_string() }),
    };
    answer.to_string()
}

/// Sends a message to a client that may be gone.
pub(crate) fn tell_client(client: PortId, message: &BackgroundToClient) {
    HUB.with_borrow_mut(|hub| hub.transport().to_client(client, message));
}

/// The content script could not be put into a frame.
pub(crate) fn inject_failed(target: FrameTarget, failure: &AttachFailure) {
    HUB.with_borrow_mut(|hub| hub.inject_failed(target, failure));
}

/// Whether a client uses, or has used, the session of this very document.
pub(crate) fn is_used(frame: &Frame) -> bool {
    HUB.with_borrow(|hub| hub.is_used(frame))
}

/// The extension's host, as its addresses have it.
pub(crate) fn own_host() -> Result<String, ApiError> {
    let base = runtime::url_of("")?;
    Ok(base.split("//").nth(1).unwrap_or_default().trim_end_matches('/').to_owned())
}

async fn answer(text: &str, frame: &Frame, sender: &Sender) -> serde_json::Value {
    let target = frame.target;
    match decode(text) {
        // Firefox compiles everywhere, and its store forbids touching a CSP.
        Ok(ContentCall::OpenHelperRealm) if is_firefox() => {
            json!({ "error": "this browser needs no helper frame" })
        }
        Ok(ContentCall::OpenHelperRealm) => match helper_realm::open(target, sender).await {
            Ok(url) => json!({ "url": url }),
            Err(error) => json!({ "error": error }),
        },
        Ok(ContentCall::CloseHelperRealm) => {
            helper_realm::close(target).await;
            json!({})
        }
        Ok(ContentCall::OpenPageWorld) => match page_world::open(target).await {
            Ok(()) => json!({}),
            Err(error) => json!({ "error": error.to_string() }),
        },
        Ok(ContentCall::OpenExtensionFrame) => match extension_frame::open(target).await {
            Ok(opened) => json!(opened),
            Err(error) => json!({ "error": error.to_string() }),
        },
        Ok(ContentCall::VouchForFrame { .. }) => json!({ "error": "a frame asks for itself" }),
        Ok(ContentCall::Capture { area, scale }) => match capture::take(frame, area, scale).await {
            Ok(picture) => json!(picture),
            Err(error) => json!({ "error": error }),
        },
        Ok(ContentCall::Home(call)) => home::answer(sender, call).await,
        Err(error) => json!({ "error": error.to_string() }),
    }
}

fn is_firefox() -> bool {
    runtime::url_of("").is_ok_and(|base| base.starts_with("moz-extension:"))
}

/// Why a port was not taken.
#[derive(Debug, thiserror::Error)]
enum EdgeError {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error(transparent)]
    Api(#[from] morelia_webext::ApiError),
}

fn role(port: &Port) -> Result<Role, EdgeError> {
    Ok(identity()?.role(&port.name(), &port.other_end())?)
}

fn identity() -> Result<Identity, EdgeError> {
    Ok(Identity { id: runtime::extension_id()?, base: runtime::url_of("")? })
}
