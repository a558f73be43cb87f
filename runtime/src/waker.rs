//! `_morelia.Waker`: a wait that anything in the session can end.

use morelia_fiber::Waker as Wakeup;
use rustpython_vm::{
    Py, PyObjectRef, PyPayload, PyResult, VirtualMachine, builtins::PyType, pyclass,
    types::Constructor,
};
use std::fmt;

/// Waker()
///
/// What a fiber waits for, and callbacks and other fibers wake.
#[pyclass(module = "_morelia", name = "Waker")]
#[derive(PyPayload, Default)]
pub(crate) struct Waker {
    wakeup: Wakeup,
}

impl fmt::Debug for Waker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad("Waker")
    }
}

#[pyclass(with(Constructor))]
impl Waker {
    /// wait(timeout: float | None) -> bool
    ///
    /// Suspends until wake() is called (True) or the seconds are over. A wake()
    /// that came before ends the wait at once.
    #[pymethod]
    fn wait(zelf: &Py<Self>, timeout: PyObjectRef, vm: &VirtualMachine) -> PyResult<bool> {
        let timeout =
            if vm.is_none(&timeout) { None } else { Some(timeout.try_float(vm)?.to_f64()) };
        zelf.wakeup.wait(vm, timeout)
    }

    /// wake() -> None
    ///
    /// Ends the current or the next wait().
    #[pymethod]
    fn wake(zelf: &Py<Self>) {
        zelf.wakeup.wake();
    }
}

impl Constructor for Waker {
    type Args = ();

    fn py_new(_class: &Py<PyType>, _args: (), _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::default())
    }
}
