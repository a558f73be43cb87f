//! The `_morelia_network` module: HTTP exchanges that Python waits for.

pub(crate) use _morelia_network::module_def;

#[rustpython_vm::pymodule]
mod _morelia_network {
    use crate::exchange::{self, Line, Outcome, Pending, failure, wait};
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
        exchange::is_brokered()
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
