//! `webRequest`: watching the extension's own requests.

use crate::namespace::api;
use crate::object::{Record, integer, property, strings, text};
use crate::{ApiError, Listener};
use js_sys::{Array, Function, Object};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use web_extensions_sys::EventTarget;

#[wasm_bindgen]
extern "C" {
    type FilteredEvent;

    #[wasm_bindgen(method, catch, js_name = addListener)]
    fn add_filtered_listener(
        this: &FilteredEvent,
        listener: &Function,
        filter: &Object,
        options: &Array,
    ) -> Result<(), JsValue>;

    // Events without options take no third argument.
    #[wasm_bindgen(method, catch, js_name = addListener)]
    fn add_plain_listener(
        this: &FilteredEvent,
        listener: &Function,
        filter: &Object,
    ) -> Result<(), JsValue>;
}

/// What happened to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestEvent {
    /// The response's headers arrived.
    Headers(ResponseHead),
    /// The browser goes elsewhere, also of its own accord (HSTS).
    Redirected {
        /// The response, real or made up by the browser.
        head: ResponseHead,
        /// Where it goes.
        location: String,
    },
    /// There is no response, in the browser's own words.
    Failed(String),
}

/// Status line and headers of a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponseHead {
    /// `HTTP/1.1 200 OK`
    pub status_line: String,
    /// The status code.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
}

/// Watches the requests that the background itself makes, until dropped.
pub struct OwnRequests {
    _listeners: [Listener<dyn FnMut(JsValue)>; 3],
}

impl OwnRequests {
    /// Calls `happened` with the address of the request, fragment included.
    ///
    /// # Errors
    /// When the browser offers no `webRequest`.
    pub fn watch(happened: impl Fn(String, RequestEvent) + 'static) -> Result<Self, ApiError> {
        let happened = Rc::new(happened);
        let web_request = api("webRequest")?;
        let mut with_headers = vec!["responseHeaders"];
        // Chromium tells of Set-Cookie only when asked so; Firefox knows no such option.
        let extra = property(&web_request, "OnHeadersReceivedOptions")
            .and_then(|options| property(&options, "EXTRA_HEADERS"));
        if extra.is_some() {
            with_headers.push("extraHeaders");
        }
        let headers = listen(&web_request, "onHeadersReceived", Some(&with_headers), {
            let happened = Rc::clone(&happened);
            move |url, details| happened(url, RequestEvent::Headers(head(details)))
        })?;
        let redirects = listen(&web_request, "onBeforeRedirect", Some(&with_headers), {
            let happened = Rc::clone(&happened);
            move |url, details| {
                let location = text(details, "redirectUrl").unwrap_or_default();
                happened(url, RequestEvent::Redirected { head: head(details), location });
            }
        })?;
        let errors = listen(&web_request, "onErrorOccurred", None, move |url, details| {
            happened(url, RequestEvent::Failed(text(details, "error").unwrap_or_default()));
        })?;
        Ok(Self { _listeners: [headers, redirects, errors] })
    }
}

fn listen(
    web_request: &JsValue,
    name: &str,
    options: Option<&[&str]>,
    heard: impl Fn(String, &JsValue) + 'static,
) -> Result<Listener<dyn FnMut(JsValue)>, ApiError> {
    let event: FilteredEvent = property(web_request, name)
        .ok_or_else(|| ApiError(format!("the browser offers no webRequest.{name}")))?
        .unchecked_into();
    let filter = Record::new()
        .with("urls", strings(&["<all_urls>"]))
        .with("types", strings(&["xmlhttprequest"]))
        .with("tabId", -1)
        .finish();
    let closure = Closure::<dyn FnMut(JsValue)>::new(move |details: JsValue| {
        if let Some(url) = text(&details, "url") {
            heard(url, &details);
        }
    });
    let listener = closure.as_ref().unchecked_ref();
    match options {
        Some(options) => event.add_filtered_listener(listener, &filter, &strings(options))?,
        None => event.add_plain_listener(listener, &filter)?,
    }
    Ok(Listener::adopt(event.unchecked_into::<EventTarget>(), closure))
}

fn head(details: &JsValue) -> ResponseHead {
    let list = property(details, "responseHeaders").map(|list| Array::from(&list));
    let headers = list.iter().flat_map(Array::iter).filter_map(|header| {
        Some((text(&header, "name")?, text(&header, "value").unwrap_or_default()))
    });
    ResponseHead {
        status_line: text(details, "statusLine").unwrap_or_default(),
        status: integer(details, "statusCode")
            .and_then(|code| u16::try_from(code).ok())
            .unwrap_or(0),
        headers: headers.collect(),
    }
}
