//! The `_morelia_network` module: HTTP exchanges that Python waits for.

use crate::host::{self, HostExchange};
use crate::page_exchange::PageExchange;
use js_sys::{Array, Function, Promise, Uint8Array};
use morelia_fiber::block_on;
use morelia_protocol::HttpRequest;
use rustpython_vm::{PyResult, VirtualMachine};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

pub(crate) use _morelia_network::module_def;

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
enum Line {
    Host(HostExchange),
    Page(Rc<PageExchange>),
}

/// Whether the host makes requests, rather than the page.
fn is_brokered() -> bool {
    host::with(|host| host.exchange_opener().is_function()).unwrap_or(false)
}

impl Line {
    fn open(json: &str) -> Result<Self, JsValue> {
        if is_brokered() {
            let opened = host::with(|host| host.open_exchange(json));
            return opened.unwrap_or(Err(JsValue::NULL)).map(Self::Host);
        }
        let request: HttpRequest =
            serde_json::from_str(json).map_err(|error| JsValue::from(error.to_string()))?;
        PageExchange::open(request).map(Self::Page)
    }

    fn write(&self, piece: &Uint8Array) -> Result<Promise, JsValue> {
        match self {
            Self::Host(exchange) => exchange.write(piece),
            Self::Page(exchange) => exchange.write(piece),
        }
    }

    fn finish(&self) -> Result<Promise, JsValue> {
        match self {
            Self::Host(exchange) => exchange.finish(),
            Self::Page(exchange) => Ok(exchange.finish()),
        }
    }

    fn read(&self) -> Result<Promise, JsValue> {
        match self {
            Self::Host(exchange) => exchange.read(),
            Self::Page(exchange) => Ok(exchange.read()),
        }
    }

    fn close(&self) {
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
enum Outcome {
    Value(JsValue),
    Failure(String),
    TimedOut,
}

/// The promise that Python waits for, kept when its patience ended earlier.
#[derive(Debug, Default)]
struct Pending(RefCell<Option<Promise>>);

impl Pending {
    fn get(&self, make: impl FnOnce() -> Result<Promise, JsValue>) -> Result<Promise, JsValue> {
        if let Some(promise) = self.0.borrow().clone() {
            return Ok(promise);
        }
        let promise = make()?;
        ignore_rejection(&promise);
        self.0.replace(Some(promise.clone()));
        Ok(promise)
    }

    fn clear(&self) {
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
fn wait(vm: &VirtualMachine, promise: &Promise, timeout: Option<f64>) -> PyResult<Outcome> {
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

fn failure(reason: &JsValue) -> String {
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

#[rustpython_vm::pymodule]
mod _morelia_network {
    use super::{Line, Outcome, Pending, failure, wait};
    use js_sys::{Promise, Uint8Array};
    use morelia_ffi::to_python;
    use morelia_protocol::MAX_PIECE_BYTES;
    use rustpython_vm::pyclass;
    use rustpython_vm::{
        Py, PyObjectRef, PyPayload, PyResult, VirtualMachine, builtins::PyStrRef,
        function::ArgBytesLike,
    };
    use wasm_bindgen::JsValue;

    /// is_brokered() -> bool
    ///
    /// Whether requests are made by the extension, rather than by the page.
    #[pyfunction]
    fn is_brokered() -> bool {
        super::is_brokered()
    }

    /// open(request: str) -> Exchange
    ///
    /// Begins an HTTP exchange. The request is JSON: method, url, headers.
    #[pyfunction]
    fn open(request: PyStrRef, vm: &VirtualMachine) -> PyResult<Exchange> {
        let line = Line::open(&request.to_string_lossy())
            .map_err(|error| vm.new_os_error(failure(&error)))?;
        Ok(Exchange { line, head: Pending::default(), piece: Pending::default() })
    }

    /// An HTTP request and its response.
    ///
    /// What can fail gives a `str` in that case: the JSON of a failure, with
    /// kind and message.
    #[pyattr]
    #[pyclass(name = "Exchange", module = "_morelia_network")]
    #[derive(Debug, PyPayload)]
    struct Exchange {
        line: Line,
        head: Pending,
        piece: Pending,
    }

    #[pyclass(flags(DISALLOW_INSTANTIATION))]
    impl Exchange {
        /// send(data) -> str | None
        ///
        /// Sends a part of the request's body. Suspends while there is no room.
        #[pymethod]
        fn send(zelf: &Py<Self>, data: ArgBytesLike, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
            let mut start = 0;
            loop {
                let piece = data.with_ref(|bytes| {
                    let rest = bytes.get(start..).unwrap_or_default();
                    let length = rest.len().min(MAX_PIECE_BYTES);
                    rest.get(..length).filter(|piece| !piece.is_empty()).map(Uint8Array::from)
                });
                let Some(piece) = piece else { return Ok(vm.ctx.none()) };
                start += MAX_PIECE_BYTES;
                let room = zelf.line.write(&piece);
                if let Outcome::Failure(json) = zelf.outcome(room, None, vm)? {
                    return Ok(vm.new_pyobj(json));
                }
            }
        }

        /// head(timeout: float | None) -> tuple[str] | str | None
        ///
        /// Sends the request, if that was not done, and waits for the JSON of
        /// the response's head. None when the seconds are over.
        #[pymethod]
        fn head(
            zelf: &Py<Self>,
            timeout: Option<f64>,
            vm: &VirtualMachine,
        ) -> PyResult<PyObjectRef> {
            let promise = zelf.head.get(|| zelf.line.finish());
            Ok(match zelf.outcome(promise, timeout, vm)? {
                Outcome::Value(head) => {
                    let head = vm.new_pyobj(head.as_string().unwrap_or_default());
                    vm.ctx.new_tuple(vec![head]).into()
                }
                Outcome::Failure(json) => vm.new_pyobj(json),
                Outcome::TimedOut => vm.ctx.none(),
            })
        }

        /// read(timeout: float | None) -> bytes | str | None
        ///
        /// Waits for the next piece of the response's body, b"" at its end.
        /// None when the seconds are over.
        #[pymethod]
        fn read(
            zelf: &Py<Self>,
            timeout: Option<f64>,
            vm: &VirtualMachine,
        ) -> PyResult<PyObjectRef> {
            let promise = zelf.piece.get(|| zelf.line.read());
            let outcome = zelf.outcome(promise, timeout, vm)?;
            if !matches!(outcome, Outcome::TimedOut) {
                zelf.piece.clear();
            }
            Ok(match outcome {
                Outcome::Value(piece) => {
                    let bytes =
                        if piece.is_null() { Vec::new() } else { Uint8Array::new(&piece).to_vec() };
                    vm.ctx.new_bytes(bytes).into()
                }
                Outcome::Failure(json) => vm.new_pyobj(json),
                Outcome::TimedOut => vm.ctx.none(),
            })
        }

        /// write_soon(data) -> JsProxy
        ///
        /// As send(), for at most 1 MiB: gives a promise to await.
        #[pymethod]
        fn write_soon(
            zelf: &Py<Self>,
            data: ArgBytesLike,
            vm: &VirtualMachine,
        ) -> PyResult<PyObjectRef> {
            let piece = data.with_ref(|bytes| Uint8Array::from(bytes));
            promise(vm, zelf.line.write(&piece))
        }

        /// head_soon() -> JsProxy
        ///
        /// As head(): gives a promise to await, of the JSON.
        #[pymethod]
        fn head_soon(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
            promise(vm, zelf.head.get(|| zelf.line.finish()))
        }

        /// read_soon() -> JsProxy
        ///
        /// As read(): gives a promise to await, of a Uint8Array or null.
        #[pymethod]
        fn read_soon(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
            promise(vm, zelf.line.read())
        }

        /// close() -> None
        ///
        /// Ends the exchange. What waits for it fails.
        #[pymethod]
        fn close(zelf: &Py<Self>) {
            zelf.line.close();
        }
    }

    impl Exchange {
        /// Waits; a wait that is interrupted ends the exchange.
        fn outcome(
            &self,
            promise: Result<Promise, JsValue>,
            timeout: Option<f64>,
            vm: &VirtualMachine,
        ) -> PyResult<Outcome> {
            let promise = match promise {
                Ok(promise) => promise,
                Err(error) => return Ok(Outcome::Failure(failure(&error))),
            };
            wait(vm, &promise, timeout).inspect_err(|_| self.line.close())
        }
    }

    fn promise(vm: &VirtualMachine, promise: Result<Promise, JsValue>) -> PyResult<PyObjectRef> {
        let promise = promise.map_err(|error| vm.new_os_error(failure(&error)))?;
        Ok(to_python(vm, promise.into()))
    }
}
