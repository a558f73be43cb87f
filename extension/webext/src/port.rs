//! Ports: ordered message channels between contexts.

use crate::{ApiError, Listener, Sender};
use js_sys::Uint8Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use web_extensions_sys::EventTarget;

#[wasm_bindgen]
extern "C" {
    /// A `runtime.Port`. `web-extensions-sys` has one whose `postMessage`
    /// cannot report a closed port.
    #[derive(Clone, Debug)]
    pub type Port;

    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post_message(this: &Port, value: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter)]
    fn sender(this: &Port) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = onMessage)]
    fn on_message(this: &Port) -> EventTarget;

    #[wasm_bindgen(method, getter, js_name = onDisconnect)]
    fn on_disconnect(this: &Port) -> EventTarget;

    /// The name that was given at `connect`.
    #[wasm_bindgen(method, getter)]
    pub fn name(this: &Port) -> String;

    /// Closes the port; the other end is told.
    #[wasm_bindgen(method)]
    pub fn disconnect(this: &Port);
}

impl Port {
    /// Sends a text.
    ///
    /// # Errors
    /// When the port is closed.
    pub fn post(&self, text: &str) -> Result<(), ApiError> {
        Ok(self.post_message(&JsValue::from_str(text))?)
    }

    /// Sends bytes, as a message of their own.
    ///
    /// # Errors
    /// When the port is closed.
    pub fn post_bytes(&self, bytes: &Uint8Array) -> Result<(), ApiError> {
        Ok(self.post_message(bytes)?)
    }

    /// Who is at the other end. Only known at the end that was connected to.
    #[must_use]
    pub fn other_end(&self) -> Sender {
        Sender::read(&self.sender())
    }
}

/// A port with its listeners. Dropping it removes them and closes the port.
pub struct ListeningPort {
    port: Port,
    _on_message: Listener<dyn FnMut(JsValue)>,
    _on_disconnect: Listener<dyn FnMut()>,
}

/// What can arrive on a port.
#[derive(Clone, Debug)]
pub enum Message {
    /// Text.
    Text(String),
    /// Bytes, in an array of our own realm.
    Bytes(Uint8Array),
}

impl ListeningPort {
    /// Listens on a port. Messages that are not text are ignored.
    pub fn new(
        port: Port,
        mut on_message: impl FnMut(String) + 'static,
        on_disconnect: impl FnMut() + 'static,
    ) -> Self {
        let on_any = move |message| {
            if let Message::Text(text) = message {
                on_message(text);
            }
        };
        Self::with_bytes(port, on_any, on_disconnect)
    }

    /// Listens on a port on which bytes come as well.
    pub fn with_bytes(
        port: Port,
        mut on_message: impl FnMut(Message) + 'static,
        on_disconnect: impl FnMut() + 'static,
    ) -> Self {
        let messages = Closure::<dyn FnMut(JsValue)>::new(move |message: JsValue| {
            if let Some(text) = message.as_string() {
                on_message(Message::Text(text));
            } else if message.is_object() {
                on_message(Message::Bytes(Uint8Array::new(&message)));
            }
        });
        let disconnects = Closure::<dyn FnMut()>::new(on_disconnect);
        Self {
            _on_message: Listener::new(port.on_message(), messages),
            _on_disconnect: Listener::new(port.on_disconnect(), disconnects),
            port,
        }
    }

    /// Sends a text.
    ///
    /// # Errors
    /// When the port is closed.
    pub fn post(&self, text: &str) -> Result<(), ApiError> {
        self.port.post(text)
    }

    /// Sends bytes, as a message of their own.
    ///
    /// # Errors
    /// When the port is closed.
    pub fn post_bytes(&self, bytes: &Uint8Array) -> Result<(), ApiError> {
        self.port.post_bytes(bytes)
    }
}

impl Drop for ListeningPort {
    fn drop(&mut self) {
        self.port.disconnect();
    }
}
