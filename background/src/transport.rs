//! The hub's transport in a browser: real ports, real injection.

use crate::failure;
use crate::hub::{PortId, Transport};
use gloo_timers::future::TimeoutFuture;
use morelia_protocol::{
    AttachFailure, BackgroundToClient, BackgroundToContent, FrameInfo, FrameTarget, Rung, encode,
};
use morelia_webext::{Port, scripting, tabs, web_navigation};
use std::collections::BTreeMap;

/// What is injected, in order: the two glues define a function each, the shim
/// uses them.
const FILES: &[&str] = &["glue/content-script.js", "glue/runtime.js", "content.js"];
const FORCE_HELPER_REALM: &str = "force-helper-realm.js";
const FORCE_EXTENSION_FRAME: &str = "force-extension-frame.js";
const TRIES: u32 = 6;
const TRY_AGAIN_MS: u32 = 150;

/// Real ports by number.
#[derive(Default)]
pub(crate) struct BrowserTransport {
    pub(crate) ports: BTreeMap<PortId, Port>,
}

impl BrowserTransport {
    fn post(&self, port: PortId, text: Result<String, morelia_protocol::WireError>) {
        // A port that cannot send is about to report its end. Nothing that we
        // forward is longer than what came in.
        if let (Some(port), Ok(text)) = (self.ports.get(&port), text) {
            let _ = port.post(&text);
        }
    }
}

impl Transport for BrowserTransport {
    fn to_client(&mut self, client: PortId, message: &BackgroundToClient) {
        self.post(client, encode(message));
    }

    fn to_content(&mut self, content: PortId, message: &BackgroundToContent) {
        self.post(content, encode(message));
    }

    fn close(&mut self, port: PortId) {
        if let Some(port) = self.ports.remove(&port) {
            port.disconnect();
        }
    }

    fn inject(&mut self, target: FrameTarget, force_rung: Option<Rung>) {
        wasm_bindgen_futures::spawn_local(async move {
            if let Err(failure) = inject(target, force_rung).await {
                crate::edge::inject_failed(target, &failure);
            }
        });
    }

    fn list_frames(&mut self, client: PortId, tab_id: i32) {
        wasm_bindgen_futures::spawn_local(async move {
            // A tab that is gone has none, and its clients hear of that otherwise.
            let Ok(frames) = web_navigation::all_frames(tab_id).await else { return };
            let frames = frames
                .into_iter()
                .map(|frame| FrameInfo {
                    frame_id: frame.frame_id,
                    parent_id: frame.parent_id,
                    url: frame.url,
                })
                .collect();
            crate::edge::tell_client(client, &BackgroundToClient::Frames { frames });
        });
    }
}

async fn inject(target: FrameTarget, force_rung: Option<Rung>) -> Result<(), AttachFailure> {
    let mut files = Vec::with_capacity(4);
    match force_rung {
        Some(Rung::HelperRealm) => files.push(FORCE_HELPER_REALM),
        Some(Rung::ExtensionFrame) => files.push(FORCE_EXTENSION_FRAME),
        Some(Rung::Page) | None => {}
    }
    files.extend_from_slice(FILES);
    let mut tries = 1;
    loop {
        let done = scripting::execute_files(target.tab_id, target.frame_id, &files).await;
        let Err(error) = done else { return Ok(()) };
        if tries >= TRIES || !failure::may_pass(&error.0) {
            let tab = tabs::get(target.tab_id).await;
            return Err(failure::explain(target, tab.ok().map(|tab| tab.url), &error.0));
        }
        tries += 1;
        TimeoutFuture::new(TRY_AGAIN_MS).await;
    }
}
