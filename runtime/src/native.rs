//! The `_morelia` module: what the runtime's own Python needs from the host.

use crate::host;
use morelia_fiber::{block_on, can_suspend};
use rustpython_vm::{PyResult, VirtualMachine, builtins::PyBaseExceptionRef};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

pub(crate) use _morelia::module_def;

/// Standard input and output, for `posix.write(1, …)` and the like.
#[derive(Default)]
pub(crate) struct Streams {
    /// The beginnings of characters that the last writes to 1 and 2 cut off.
    unfinished: [RefCell<Vec<u8>>; 2],
}

impl Streams {
    /// The text of all whole characters so far; keeps what is left.
    fn whole(&self, fd: i32, bytes: &[u8]) -> String {
        let [stdout, stderr] = &self.unfinished;
        let mut unfinished = if fd == 2 { stderr } else { stdout }.borrow_mut();
        unfinished.extend_from_slice(bytes);
        let keep = match std::str::from_utf8(&unfinished) {
            // No error length: the end may be the beginning of a character.
            Err(error) if error.error_len().is_none() => unfinished.len() - error.valid_up_to(),
            _ => 0,
        };
        let end = unfinished.len() - keep;
        let kept = unfinished.split_off(end);
        let whole = std::mem::replace(&mut *unfinished, kept);
        String::from_utf8_lossy(&whole).into_owned()
    }
}

impl morelia_posix::Stdio for Streams {
    fn write(&self, vm: &VirtualMachine, fd: i32, bytes: &[u8]) -> PyResult<usize> {
        let name = if fd == 2 { "stderr" } else { "stdout" };
        write(vm, name, &self.whole(fd, bytes))?;
        Ok(bytes.len())
    }

    fn read_line(&self, vm: &VirtualMachine) -> PyResult<Option<String>> {
        read_line(vm, "", false)
    }
}

/// Reports an exception that no caller waits for.
pub(crate) fn report_exception(vm: &VirtualMachine, error: PyBaseExceptionRef) {
    let reported = vm
        .import("_morelia_lib.errors", 0)
        .and_then(|package| package.get_attr("errors", vm))
        .and_then(|errors| vm.call_method(&errors, "report_unhandled", (error.clone(),)));
    if reported.is_err() {
        let text = crate::boot::describe(vm, &error);
        host::with(|host| host.stream("stderr", &text));
    }
}

fn write(vm: &VirtualMachine, name: &str, text: &str) -> PyResult<()> {
    let pressure = host::with(|host| host.stream(name, text));
    if let Some(Ok(pressure)) = pressure
        && let Some(promise) = pressure.dyn_ref::<js_sys::Promise>()
        && can_suspend()
    {
        // A rejection only means that nobody listens any more.
        let _ = block_on(vm, promise)?;
    }
    Ok(())
}

fn read_line(vm: &VirtualMachine, prompt: &str, password: bool) -> PyResult<Option<String>> {
    let promise = host::with(|host| host.request_input(prompt, password));
    let Some(Ok(promise)) = promise else {
        return Ok(None);
    };
    match block_on(vm, &promise)? {
        Ok(line) => Ok(line.as_string()),
        Err(reason) => Err(vm.new_os_error(format!("no input can be had: {}", plain(&reason)))),
    }
}

fn plain(value: &JsValue) -> String {
    value.as_string().unwrap_or_else(|| format!("{value:?}"))
}

#[rustpython_vm::pymodule]
mod _morelia {
    use super::{host, read_line, write};
    use crate::{mounts, pump, waker};
    use morelia_ffi::JsProxy;
    use morelia_protocol::{ErrorReport, MimeBundle, encode};
    use rustpython_vm::{
        PyObjectRef, PyRef, PyResult, VirtualMachine,
        builtins::{PyDictRef, PyStrRef, PyTypeRef},
        class::PyClassImpl,
        function::{ArgBytesLike, PosArgs},
    };

    /// write_stream(name: str, text: str) -> None
    ///
    /// Writes to "stdout" or "stderr".
    #[pyfunction]
    fn write_stream(name: PyStrRef, text: PyStrRef, vm: &VirtualMachine) -> PyResult<()> {
        write(vm, &name.to_string_lossy(), &text.to_string_lossy())
    }

    /// display(bundle: dict[str, str]) -> None
    ///
    /// Shows a value by its representations, keyed by MIME type.
    #[pyfunction]
    fn display(bundle: PyDictRef, vm: &VirtualMachine) -> PyResult<()> {
        let mut by_type = MimeBundle::new();
        for (mime_type, text) in bundle {
            by_type.insert(mime_type.try_into_value(vm)?, text.try_into_value(vm)?);
        }
        if let Ok(json) = encode(&by_type) {
            host::with(|host| host.display(&json));
        }
        Ok(())
    }

    /// request_input(prompt: str, password: bool) -> str | None
    ///
    /// Suspends until the person entered a line; None at the end of input.
    #[pyfunction]
    fn request_input(
        prompt: PyStrRef,
        password: bool,
        vm: &VirtualMachine,
    ) -> PyResult<Option<String>> {
        read_line(vm, &prompt.to_string_lossy(), password)
    }

    /// report_error(name: str, message: str, traceback: str) -> None
    ///
    /// Reports an exception that no caller waits for.
    #[pyfunction]
    fn report_error(name: PyStrRef, message: PyStrRef, traceback: PyStrRef) {
        let report = ErrorReport {
            name: name.to_string_lossy().into_owned(),
            message: message.to_string_lossy().into_owned(),
            traceback: traceback.to_string_lossy().into_owned(),
            hints: Vec::new(),
        };
        if let Ok(json) = encode(&report) {
            host::with(|host| host.report_error(&json));
        }
    }

    #[pyattr(name = "Waker")]
    fn waker_type(_vm: &VirtualMachine) -> PyTypeRef {
        waker::Waker::make_static_type()
    }

    /// schedule_loop() -> None
    ///
    /// Lets the session's event loop run soon, by itself.
    #[pyfunction]
    fn schedule_loop() {
        pump::schedule();
    }

    /// can_block() -> bool
    ///
    /// Whether blocking is possible here, or JavaScript waits for a result.
    #[pyfunction]
    fn can_block() -> bool {
        morelia_fiber::can_suspend()
    }

    /// atomically(function, *arguments) -> object
    ///
    /// Calls a function that is short and does not block; no other fiber runs
    /// and no interrupt comes meanwhile. Gives what it returns.
    #[pyfunction]
    fn atomically(function: PyObjectRef, arguments: PosArgs, vm: &VirtualMachine) -> PyResult {
        morelia_fiber::atomically(|| function.call(arguments, vm))
    }

    /// mount_archive(path: str, archive: bytes) -> int
    ///
    /// Mounts a zip archive (a wheel) on a folder, read-only; gives a number
    /// for unmount_archive().
    #[pyfunction]
    fn mount_archive(
        path: PyStrRef,
        archive: ArgBytesLike,
        vm: &VirtualMachine,
    ) -> PyResult<usize> {
        let path = path.to_string_lossy();
        mounts::mount(&path, archive.borrow_buf().to_vec(), vm)
    }

    /// unmount_archive(number: int) -> bool
    ///
    /// Takes away what an archive brought; False when it is gone already.
    #[pyfunction]
    fn unmount_archive(number: usize) -> bool {
        mounts::unmount(number)
    }

    /// shadow_root(element: JsProxy) -> JsProxy | None
    ///
    /// The shadow root of an element, open or closed, where the host sees such.
    #[pyfunction]
    fn shadow_root(element: PyRef<JsProxy>, vm: &VirtualMachine) -> PyObjectRef {
        let root = host::with(|host| host.shadow_root(element.value()));
        match root {
            Some(Ok(root)) if root.is_object() => morelia_ffi::to_python(vm, root),
            _ => vm.ctx.none(),
        }
    }

    /// host_info() -> str
    ///
    /// Where Python runs, as a JSON object.
    #[pyfunction]
    fn host_info() -> String {
        host::with(host::Host::info).and_then(Result::ok).unwrap_or_else(|| "{}".to_owned())
    }
}
