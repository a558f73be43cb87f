//! HTTP exchanges, and waiting for them.

use crate::host::{self, HostExchange};
use crate::page_exchange::PageExchange;
use js_sys::{Array, Function, Promise, Uint8Array};
use morelia_fiber::block_on;
use morelia_protocol::HttpRequest;
use rustpython_vm::{PyResult, VirtualMachine};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, milliseconds: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// The longest delay that `setTimeout` takes, in milliseconds.
const LONGEST_TIMEOUT: f64 = 2_147_483_647.0;

/// An exchange, by whoever makes the request.
#[derive(Clone, Debug)]
pub(crate) enum Line {
    Host(HostExchange),
    Page(Rc<PageExchange>),
}

/// Whether the host makes requests, rather than the page.
pub(crate) fn is_brokered() -> bool {
    host::with(|host| host.exchange_opener().is_function()).unwrap_or(false)
}

impl Line {
    pub(crate) fn open(json: &str) -> Result<Self, JsValue> {
        if is_brokered() {
            let opened = host::with(|host| host.open_exchange(json));
            return opened.unwrap_or(Err(JsValue::NULL)).map(Self::Host);
        }
        let request: HttpRequest =
            serde_json::from_str(json).map_err(|error| JsValue::from(error.to_string()))?;
        PageExchange::open(request).map(Self::Page)
    }

    pub(crate) fn write(&self, piece: &Uint8Array) -> Result<Promise, JsValue> {
        match self {
            Self::Host(exchange) => exchange.write(piece),
            Self::Page(exchange) => exchange.write(piece),
        }
    }

    pub(crate) fn finish(&self) -> Result<Promise, JsValue> {
        match self {
            Self::Host(exchange) => exchange.finish(),
            Self::Page(exchange) => Ok(exchange.finish()),
        }
    }

    pub(crate) fn read(&self) -> Result<Promise, JsValue> {
        match self {
            Self::Host(exchange) => exchange.read(),
            Self::Page(exchange) => Ok(exchange.read()),
        }
    }

    pub(crate) fn close(&self) {
        match self {
            // What is gone need not be closed.
            Self::Host(exchange) => drop(exchange.close()),
            Self::Page(exchange) => exchange.close(),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.close();
    }
}

/// What a promise of an exchange came to.
pub(crate) enum Outcome {
    Value(JsValue),
    Failure(String),
    TimedOut,
}

/// The promise that Python waits for, kept when its patience ended earlier.
#[derive(Debug, Default)]
pub(crate) struct Pending(RefCell<Option<Promise>>);

impl Pending {
    pub(crate) fn get(
        &self,
        make: impl FnOnce() -> Result<Promise, JsValue>,
    ) -> Result<Promise, JsValue> {
        if let Some(promise) = self.0.borrow().clone() {
            return Ok(promise);
        }
        let promise = make()?;
        ignore_rejection(&promise);
        self.0.replace(Some(promise.clone()));
        Ok(promise)
    }

    pub(crate) fn clear(&self) {
        self.0.take();
    }
}

/// A request that nobody waits for any more may fail without a word.
fn ignore_rejection(promise: &Promise) {
    thread_local! {
        static IGNORE: Closure<dyn FnMut(JsValue)> = Closure::new(drop::<JsValue>);
    }
    IGNORE.with(|ignore| drop(promise.catch(ignore)));
}

/// Suspends until the promise settles or the seconds are over.
pub(crate) fn wait(
    vm: &VirtualMachine,
    promise: &Promise,
    timeout: Option<f64>,
) -> PyResult<Outcome> {
    let settled = match timeout {
        None => block_on(vm, promise),
        Some(seconds) => {
            let late = JsValue::from(js_sys::Object::new());
            let timer = Timer::start(seconds, &late);
            let settled = block_on(vm, &Promise::race(&Array::of2(promise, &timer.elapsed)));
            if let Ok(Ok(value)) = &settled
                && *value == late
            {
                return Ok(Outcome::TimedOut);
            }
            settled
        }
    };
    Ok(match settled? {
        Ok(value) => Outcome::Value(value),
        Err(reason) => Outcome::Failure(failure(&reason)),
    })
}

/// What a promise was rejected with.
pub(crate) fn failure(reason: &JsValue) -> String {
    reason.as_string().unwrap_or_else(|| format!("{reason:?}"))
}

/// A timer that is cancelled when it is dropped.
struct Timer {
    elapsed: Promise,
    id: JsValue,
}

impl Timer {
    fn start(seconds: f64, value: &JsValue) -> Self {
        let milliseconds = (seconds * 1000.0).clamp(0.0, LONGEST_TIMEOUT);
        let mut id = JsValue::UNDEFINED;
        let elapsed = Promise::new(&mut |resolve, _reject| {
            let resolve = resolve.bind1(&JsValue::UNDEFINED, value);
            id = set_timeout(resolve.unchecked_ref(), milliseconds);
        });
        Self { elapsed, id }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}
