//! Makes HTTP requests for the Python of a page, with the extension's permissions.
//!
//! Only for frames in which a person or the command line runs Python; only
//! `http` and `https`; never with the browser's cookies or logins.

use crate::address::{Address, broken};
use crate::authority::Frame;
use crate::credit::Credit;
use crate::exchanges::{Exchanges, Todo, Violation};
use crate::header_rule::Rule;
use crate::helper_realm;
use crate::http_rules;
use crate::hub::PortId;
use crate::watcher::Observation;
use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use morelia_fetch::{Abort, Download, Order, RequestRedirect, Response, ResponseType, Upload};
use morelia_protocol::{
    ExchangeToContent, Failure, FailureKind, HttpHead, HttpRequest, MAX_PIECE_BYTES, encode,
};
use morelia_webext::Port;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// After the background was started anew its ports come one by one.
const SESSION_LIMIT_MS: u32 = 10_000;
const LOOK_AGAIN_MS: u32 = 50;

/// The browser's side of an exchange. Dropping it ends the request.
struct Line {
    port: Port,
    upload: Upload,
    abort: Rc<Abort>,
    credit: Rc<Credit>,
}

#[derive(Default)]
struct Broker {
    exchanges: Exchanges,
    lines: BTreeMap<PortId, Line>,
}

thread_local! {
    static BROKER: RefCell<Broker> = RefCell::default();
}

/// A content script opened a port for an exchange.
pub(crate) fn connected(id: PortId, port: Port, frame: Frame) {
    let Ok(abort) = Abort::new() else { return port.disconnect() };
    let line =
        Line { port, upload: Upload::default(), abort: Rc::new(abort), credit: Rc::default() };
    let todo = BROKER.with_borrow_mut(|broker| {
        broker.lines.insert(id, line);
        broker.exchanges.connected(id, frame)
    });
    act(id, Ok(todo), None);
}

/// Whether this is an exchange's port.
pub(crate) fn has(id: PortId) -> bool {
    BROKER.with_borrow(|broker| broker.exchanges.has(id))
}

/// A text arrived on an exchange's port.
pub(crate) fn received(id: PortId, text: &str) {
    let todo = BROKER.with_borrow_mut(|broker| broker.exchanges.text(id, text));
    act(id, todo, None);
}

/// Bytes arrived on an exchange's port.
pub(crate) fn received_bytes(id: PortId, bytes: &Uint8Array) {
    let length = bytes.length() as usize;
    let todo = BROKER.with_borrow_mut(|broker| broker.exchanges.bytes(id, length));
    act(id, todo, Some(bytes));
}

/// An exchange's port was closed from the other end.
pub(crate) fn disconnected(id: PortId) {
    drop(end(id));
}

fn end(id: PortId) -> Option<Line> {
    let line = BROKER.with_borrow_mut(|broker| {
        broker.exchanges.closed(id);
        broker.lines.remove(&id)
    });
    if let Some(line) = &line {
        line.abort.abort();
        line.credit.close();
    }
    line
}

fn act(id: PortId, todo: Result<Todo, Violation>, bytes: Option<&Uint8Array>) {
    match todo {
        Err(Violation) => {
            if let Some(line) = end(id) {
                line.port.disconnect();
            }
        }
        Ok(Todo::Nothing) => {}
        Ok(Todo::Take) => take(id, bytes),
        Ok(Todo::Begin { frame, request, has_body }) => spawn_local(async move {
            let message = match exchange(id, &frame, &request, has_body).await {
                Ok(()) => ExchangeToContent::End,
                Err(failure) => ExchangeToContent::Failed { failure },
            };
            post(id, &message);
        }),
        Ok(Todo::Release) => with_line(id, |line| line.credit.add()).unwrap_or_default(),
        Ok(Todo::Fail(failure)) => post(id, &ExchangeToContent::Failed { failure }),
    }
}

fn take(id: PortId, bytes: Option<&Uint8Array>) {
    let taken = with_line(id, |line| bytes.is_none_or(|bytes| line.upload.push(bytes).is_ok()));
    let message = if taken == Some(true) {
        ExchangeToContent::Taken
    } else {
        let message = "the browser has no room for the body of the request";
        ExchangeToContent::Failed { failure: Failure::new(FailureKind::Other, message) }
    };
    post(id, &message);
}

fn with_line<T>(id: PortId, body: impl FnOnce(&Line) -> T) -> Option<T> {
    BROKER.with_borrow(|broker| broker.lines.get(&id).map(body))
}

fn post(id: PortId, message: &ExchangeToContent) {
    // A port that cannot send is about to report its end.
    if let Ok(text) = encode(message) {
        with_line(id, |line| drop(line.port.post(&text)));
    }
}

/// Makes a request and passes the response on.
async fn exchange(
    id: PortId,
    frame: &Frame,
    request: &HttpRequest,
    has_body: bool,
) -> Result<(), Failure> {
    if !has_session(frame).await {
        let message = "nobody uses Python in this page any more, so it may not use the network";
        return Err(Failure::new(FailureKind::Denied, message));
    }
    let address = Address::read(&request.url)?;
    let headers = http_rules::check(request, &address.host, has_body)?;
    address.check_permission().await?;
    let mark = format!("morelia-{}", helper_realm::random());
    let observation = Observation::begin(mark.clone()).map_err(broken)?;
    let rule = Rule::begin(&mark, headers.by_rule).await?;
    let url = format!("{}#{mark}", address.href);
    let order = Order {
        method: &request.method.to_ascii_uppercase(),
        url: &url,
        headers: &headers.by_fetch,
        redirect: RequestRedirect::Manual,
    };
    let response = send(id, &order).await;
    drop(rule);
    let Some(response) = response else { return Ok(()) };
    let Ok(response) = response else { return Err(explain(&observation).await) };
    let is_hidden = response.type_() == ResponseType::Opaqueredirect;
    let has_body = !is_hidden && response.body().is_some();
    let mut head = head(&observation, &response, has_body).await?;
    if is_hidden {
        // Browsers show the body of a redirect to nobody.
        let of_body = ["content-length", "content-encoding"];
        head.headers.retain(|(name, _)| !of_body.contains(&name.to_ascii_lowercase().as_str()));
    }
    post(id, &ExchangeToContent::Head { head });
    if has_body {
        pass_on(id, &response, &observation).await?;
    }
    Ok(())
}

/// Sends the request; `None` when the exchange ended meanwhile.
async fn send(id: PortId, order: &Order<'_>) -> Option<Result<Response, ()>> {
    let (abort, upload) = with_line(id, |line| (Rc::clone(&line.abort), line.upload.clone()))?;
    Some(morelia_fetch::send(order, &upload, &abort).await.map_err(drop))
}

/// Passes the body on, as fast as the content script takes it.
async fn pass_on(
    id: PortId,
    response: &Response,
    observation: &Observation,
) -> Result<(), Failure> {
    let mut download = Download::of(response, MAX_PIECE_BYTES as u32);
    loop {
        let Some(credit) = with_line(id, |line| Rc::clone(&line.credit)) else { return Ok(()) };
        if !credit.take().await {
            return Ok(());
        }
        match download.next().await {
            Ok(Some(piece)) => BROKER.with_borrow_mut(|broker| {
                broker.exchanges.delivered(id);
                if let Some(line) = broker.lines.get(&id) {
                    // A port that cannot send is about to report its end.
                    let _ = line.port.post_bytes(&piece);
                }
            }),
            Ok(None) => return Ok(()),
            Err(_) => {
                let mut failure = explain(observation).await;
                failure.kind = FailureKind::Reset;
                return Err(failure);
            }
        }
    }
}

async fn head(
    observation: &Observation,
    response: &Response,
    has_body: bool,
) -> Result<HttpHead, Failure> {
    match observation.head().await {
        Some(seen) => Ok(HttpHead::told(&seen.status_line, seen.status, seen.headers, has_body)),
        None => Err(Failure::new(
            FailureKind::Other,
            format!(
                "the browser did not show the response's headers (status {})",
                response.status()
            ),
        )),
    }
}

async fn explain(observation: &Observation) -> Failure {
    let words = observation.error().await;
    http_rules::failure(words.as_deref().unwrap_or("no reason"))
}

/// Whether a person or the command line uses Python in a frame.
async fn has_session(frame: &Frame) -> bool {
    let deadline = js_sys::Date::now() + f64::from(SESSION_LIMIT_MS);
    while !crate::edge::is_used(frame) {
        if js_sys::Date::now() > deadline {
            return false;
        }
        TimeoutFuture::new(LOOK_AGAIN_MS).await;
    }
    true
}
