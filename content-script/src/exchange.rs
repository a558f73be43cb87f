//! One HTTP exchange of the interpreter: a port of its own to the background.

use crate::waiting::Gate;
use gloo_timers::callback::Interval;
use js_sys::{Promise, Uint8Array};
use morelia_protocol::{
    ContentToExchange, EXCHANGE_PORT, ExchangeToContent, Failure, FailureKind, HttpHead,
    HttpRequest, PIECES_AHEAD, decode, encode,
};
use morelia_webext::{ListeningPort, Message, runtime};
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};

/// A service worker is stopped after 30 s without a message.
const PING_MS: u32 = 20_000;

/// What the interpreter holds. Promises are rejected with the JSON of a
/// [`Failure`].
#[wasm_bindgen]
pub struct Exchange(Rc<Line>);

/// The content script's side of an exchange.
#[derive(Default)]
pub(crate) struct Line {
    port: RefCell<Option<ListeningPort>>,
    ping: RefCell<Option<Interval>>,
    /// Opens when anything below has changed.
    changed: Gate,
    /// Pieces of the request that the background has not stored yet.
    under_way: Cell<u32>,
    head: RefCell<Option<HttpHead>>,
    pieces: RefCell<VecDeque<Uint8Array>>,
    end: RefCell<Option<Result<(), Failure>>>,
}

#[wasm_bindgen]
impl Exchange {
    /// Sends a piece of the request's body. The promise is fulfilled when
    /// there is room for another.
    pub fn write(&self, piece: Uint8Array) -> Promise {
        let line = Rc::clone(&self.0);
        future_to_promise(async move { line.write(&piece).await.map(|()| JsValue::UNDEFINED) })
    }

    /// The request is complete. The promise gives the JSON of the head.
    pub fn finish(&self) -> Promise {
        let line = Rc::clone(&self.0);
        future_to_promise(async move { line.finish().await.map(JsValue::from) })
    }

    /// The promise gives the next piece of the response's body, null at its end.
    pub fn read(&self) -> Promise {
        let line = Rc::clone(&self.0);
        future_to_promise(
            async move { Ok(line.read().await?.map_or(JsValue::NULL, JsValue::from)) },
        )
    }

    /// Ends the exchange; what waits for it is rejected.
    pub fn close(&self) {
        self.0.close("the request was closed");
    }
}

impl Exchange {
    /// Begins an exchange; `request` is the JSON of an [`HttpRequest`].
    pub(crate) fn open(request: &str) -> (Self, Weak<Line>) {
        let line = Rc::new(Line::default());
        if let Err(failure) = line.open(request) {
            line.ended(Err(failure));
        }
        let weak = Rc::downgrade(&line);
        (Self(line), weak)
    }
}

impl Line {
    /// Ends the exchange, for whatever reason.
    pub(crate) fn close(&self, why: &str) {
        self.port.take();
        self.ping.take();
        self.pieces.take();
        self.ended(Err(Failure::new(FailureKind::Reset, why)));
    }

    fn open(self: &Rc<Self>, request: &str) -> Result<(), Failure> {
        let request: HttpRequest = decode(request)
            .map_err(|error| Failure::new(FailureKind::Invalid, error.to_string()))?;
        let port = runtime::connect(EXCHANGE_PORT).map_err(|_| {
            let message = "the extension was reloaded or removed; reload the page";
            Failure::new(FailureKind::Lost, message)
        })?;
        let (on_message, on_disconnect) = (Rc::downgrade(self), Rc::downgrade(self));
        let port = ListeningPort::with_bytes(
            port,
            move |message| {
                if let Some(line) = on_message.upgrade() {
                    line.received(message);
                }
            },
            move || {
                if let Some(line) = on_disconnect.upgrade() {
                    line.was_cut();
                }
            },
        );
        self.port.replace(Some(port));
        self.post(&ContentToExchange::Open { request });
        let weak = Rc::downgrade(self);
        let ping = Interval::new(PING_MS, move || {
            if let Some(line) = weak.upgrade() {
                line.post(&ContentToExchange::Ping);
            }
        });
        self.ping.replace(Some(ping));
        Ok(())
    }

    async fn write(&self, piece: &Uint8Array) -> Result<(), JsValue> {
        self.check()?;
        self.under_way.set(self.under_way.get() + 1);
        if let Some(port) = &*self.port.borrow() {
            // A port that cannot send is about to report its end.
            let _ = port.post_bytes(piece);
        }
        while self.under_way.get() >= PIECES_AHEAD {
            self.change().await?;
            self.check()?;
        }
        Ok(())
    }

    async fn finish(&self) -> Result<String, JsValue> {
        self.post(&ContentToExchange::Send);
        for _ in 0..PIECES_AHEAD {
            self.post(&ContentToExchange::More);
        }
        loop {
            if let Some(head) = self.head.take() {
                return text(&head);
            }
            self.check()?;
            self.change().await?;
        }
    }

    async fn read(&self) -> Result<Option<Uint8Array>, JsValue> {
        loop {
            let piece = self.pieces.borrow_mut().pop_front();
            if piece.is_some() {
                self.post(&ContentToExchange::More);
                return Ok(piece);
            }
            self.check()?;
            if self.end.borrow().is_some() {
                return Ok(None);
            }
            self.change().await?;
        }
    }

    async fn change(&self) -> Result<(), JsValue> {
        JsFuture::from(self.changed.wait()).await.map(drop)
    }

    /// Throws the failure, if there was one.
    fn check(&self) -> Result<(), JsValue> {
        match &*self.end.borrow() {
            Some(Err(failure)) => Err(text(failure)?.into()),
            Some(Ok(())) | None => Ok(()),
        }
    }

    fn received(self: &Rc<Self>, message: Message) {
        match message {
            Message::Bytes(piece) => self.pieces.borrow_mut().push_back(piece),
            // The background is the same version as we are: what it sends decodes.
            Message::Text(text) => match decode(&text) {
                Ok(ExchangeToContent::Taken) => {
                    self.under_way.set(self.under_way.get().saturating_sub(1));
                }
                Ok(ExchangeToContent::Head { head }) => {
                    self.head.replace(Some(head));
                }
                Ok(ExchangeToContent::End) => return self.is_over(Ok(())),
                Ok(ExchangeToContent::Failed { failure }) => return self.is_over(Err(failure)),
                Err(_) => {}
            },
        }
        self.changed.open();
    }

    fn was_cut(self: &Rc<Self>) {
        let message = "the connection to the extension was cut: its background ended. Try again";
        self.is_over(Err(Failure::new(FailureKind::Lost, message)));
    }

    fn is_over(self: &Rc<Self>, end: Result<(), Failure>) {
        self.ended(end);
        // Not from within the port's own callback.
        let line = Rc::clone(self);
        spawn_local(async move {
            line.port.take();
            line.ping.take();
        });
    }

    fn ended(&self, end: Result<(), Failure>) {
        self.end.borrow_mut().get_or_insert(end);
        self.changed.open();
    }

    fn post(&self, message: &ContentToExchange) {
        if let (Some(port), Ok(text)) = (&*self.port.borrow(), encode(message)) {
            // A port that cannot send is about to report its end.
            let _ = port.post(&text);
        }
    }
}

fn text(value: &impl Serialize) -> Result<String, JsValue> {
    encode(value).map_err(|error| JsValue::from_str(&error.to_string()))
}
