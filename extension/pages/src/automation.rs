//! Lets a WebDriver run Python in another tab, over the path that the console
//! uses.

use gloo_timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect};
use morelia_client::{Client, Options};
use morelia_protocol::{BackgroundToClient, FrameTarget, Request, Rung, decode, encode};
use morelia_webext::tabs::{self, Tab};
use serde_json::json;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static CLIENT: RefCell<Option<Client>> = const { RefCell::new(None) };
    static NEWS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static WAITING: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// All tabs but this one, as `{tabId, url, title}`.
///
/// # Errors
/// When the browser refuses.
#[wasm_bindgen]
pub async fn targets() -> Result<JsValue, JsValue> {
    let tabs = other_tabs().await?;
    let described: Vec<_> = tabs
        .iter()
        .map(|tab| json!({ "tabId": tab.id, "url": tab.url, "title": tab.title }))
        .collect();
    js_sys::JSON::parse(&json!(described).to_string())
}

/// Attaches to a frame: `{tabId, frameId, forceRung}`, each optional. Without
/// `tabId` it is the first other tab, without `frameId` the tab's top frame.
/// What becomes of it is told by [`next`].
///
/// # Errors
/// When there is no other tab, or the rung is none.
#[wasm_bindgen]
pub async fn attach(options: JsValue) -> Result<(), JsValue> {
    let tab_id = match number(&options, "tabId") {
        Some(id) => id,
        None => match other_tabs().await?.first() {
            Some(tab) => tab.id,
            None => return Err(error("there is no other tab to attach to")),
        },
    };
    let target = FrameTarget { tab_id, frame_id: number(&options, "frameId").unwrap_or(0).into() };
    let client = Client::connect(
        Options::new(target).with_rung(rung(&options)?),
        Box::new(|message| tell(&message)),
    );
    if let Some(earlier) = CLIENT.replace(Some(client)) {
        earlier.close();
    }
    Ok(())
}

/// Sends a request, given as JSON, to the attached session; gives its id. The
/// answer is among the events that [`next`] gives.
///
/// # Errors
/// When nothing was attached to, or the text is no request.
#[wasm_bindgen]
pub fn request(text: &str) -> Result<String, JsValue> {
    let request: Request = decode(text).map_err(|problem| error(&problem.to_string()))?;
    let client = CLIENT.with_borrow(Clone::clone);
    let client = client.ok_or_else(|| error("attach to a tab first"))?;
    let (id, answer) = client.request_with_id(request);
    // The answer is told as an event, and why there is none as a message.
    drop(answer);
    Ok(id)
}

/// The messages that came since the last call, as JSON texts. Waits at most
/// this long for the first one.
///
/// # Errors
/// Never, as far as known.
#[wasm_bindgen]
pub async fn next(timeout_ms: u32) -> Result<Vec<String>, JsValue> {
    let is_empty = NEWS.with_borrow(Vec::is_empty);
    if is_empty {
        let news = Promise::new(&mut |resolve, _reject| WAITING.set(Some(resolve)));
        let timeout = Timeout::new(timeout_ms, wake);
        JsFuture::from(news).await?;
        drop(timeout);
    }
    Ok(NEWS.take())
}

fn tell(message: &BackgroundToClient) {
    // What was decoded from one message fits into one again.
    if let Ok(text) = encode(message) {
        NEWS.with_borrow_mut(|news| news.push(text));
    }
    wake();
}

fn wake() {
    if let Some(resolve) = WAITING.take() {
        // A promise's own function does not throw.
        let _ = resolve.call0(&JsValue::UNDEFINED);
    }
}

async fn other_tabs() -> Result<Vec<Tab>, JsValue> {
    let all = tabs::all().await.map_err(|problem| error(&problem.to_string()))?;
    let own = tabs::current().await.map_err(|problem| error(&problem.to_string()))?;
    let own = own.map(|tab| tab.id);
    Ok(all.into_iter().filter(|tab| Some(tab.id) != own).collect())
}

fn rung(options: &JsValue) -> Result<Option<Rung>, JsValue> {
    let Some(name) = property(options, "forceRung").and_then(|value| value.as_string()) else {
        return Ok(None);
    };
    let rung = serde_json::from_value(name.as_str().into());
    rung.map(Some).map_err(|_| error(&format!("there is no rung {name}")))
}

fn number(of: &JsValue, name: &str) -> Option<i32> {
    // Tab and frame ids are 32-bit integers in both browsers.
    property(of, name)?.as_f64().map(|number| number as i32)
}

fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &JsValue::from_str(name)).ok().filter(|value| !value.is_undefined())
}

fn error(message: &str) -> JsValue {
    js_sys::Error::new(message).into()
}
