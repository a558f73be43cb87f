//! `_ThreadHandle`: what `threading.Thread` waits for.

use crate::queue::Queue;
use morelia_fiber::current_ident;
use rustpython_vm::{
    AsObject, Py, PyPayload, PyResult, VirtualMachine,
    builtins::PyType,
    function::{Either, FuncArgs, OptionalArg},
    pyclass,
    types::{Constructor, Representable},
};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    NotStarted,
    Running,
    Done,
}

/// The part of a handle that outlives it while its thread runs.
#[derive(Default)]
pub(crate) struct Progress {
    state: Cell<State>,
    ident: Cell<u64>,
    joining: Queue,
}

impl Progress {
    /// The thread got its identifier.
    pub(crate) fn begin(&self, ident: u64) {
        self.ident.set(ident);
        self.state.set(State::Running);
    }

    /// The thread ended.
    pub(crate) fn end(&self) {
        self.state.set(State::Done);
        self.joining.grant_all();
    }

    fn join(&self, timeout: Option<f64>, vm: &VirtualMachine) -> PyResult<()> {
        match self.state.get() {
            State::NotStarted => Err(vm.new_runtime_error("thread not started")),
            State::Done => Ok(()),
            State::Running if self.ident.get() == current_ident() => {
                Err(vm.new_runtime_error("Cannot join current thread"))
            }
            State::Running => self.joining.wait(timeout, || (), vm).map(drop),
        }
    }
}

thread_local! {
    /// The threads that the end of a script waits for.
    static NOT_DAEMONS: RefCell<Vec<Weak<Progress>>> = const { RefCell::new(Vec::new()) };
}

/// Lets the end of a script wait for a thread.
pub(crate) fn wait_for_at_exit(progress: &Rc<Progress>) {
    NOT_DAEMONS.with_borrow_mut(|threads| {
        threads.retain(|thread| is_running(thread));
        threads.push(Rc::downgrade(progress));
    });
}

fn is_running(thread: &Weak<Progress>) -> bool {
    thread.upgrade().is_some_and(|progress| progress.state.get() != State::Done)
}

/// Waits until all threads ended that are no daemons.
pub(crate) fn join_all(vm: &VirtualMachine) -> PyResult<()> {
    loop {
        let own = current_ident();
        let next = NOT_DAEMONS.with_borrow(|threads| {
            let mut running = threads.iter().filter_map(Weak::upgrade);
            running.find(|progress| {
                progress.state.get() == State::Running && progress.ident.get() != own
            })
        });
        let Some(progress) = next else {
            return Ok(());
        };
        progress.join(None, vm)?;
    }
}

/// A handle of a thread.
#[pyclass(module = "_thread", name = "_ThreadHandle")]
#[derive(PyPayload, Default)]
pub(crate) struct ThreadHandle {
    progress: Rc<Progress>,
}

impl fmt::Debug for ThreadHandle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad("ThreadHandle")
    }
}

impl ThreadHandle {
    pub(crate) fn of_running(ident: u64) -> Self {
        let handle = Self::default();
        handle.progress.begin(ident);
        handle
    }

    /// The progress of a handle that was not started yet.
    pub(crate) fn fresh(&self, vm: &VirtualMachine) -> PyResult<Rc<Progress>> {
        if self.progress.state.get() == State::NotStarted {
            Ok(Rc::clone(&self.progress))
        } else {
            Err(vm.new_runtime_error("thread already started"))
        }
    }
}

#[pyclass(with(Constructor, Representable), flags(HAS_WEAKREF))]
impl ThreadHandle {
    #[pygetset]
    fn ident(zelf: &Py<Self>) -> u64 {
        zelf.progress.ident.get()
    }

    #[pymethod]
    fn is_done(zelf: &Py<Self>) -> bool {
        zelf.progress.state.get() == State::Done
    }

    #[pymethod]
    fn _set_done(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.progress.state.get() == State::NotStarted {
            return Err(vm.new_runtime_error("thread not started"));
        }
        zelf.progress.end();
        Ok(())
    }

    #[pymethod]
    fn join(
        zelf: &Py<Self>,
        timeout: OptionalArg<Option<Either<f64, i64>>>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let seconds = timeout.flatten().map(|timeout| match timeout {
            Either::A(seconds) => seconds,
            Either::B(seconds) => seconds as f64,
        });
        // As in CPython, a negative time is no limit.
        zelf.progress.join(seconds.filter(|seconds| *seconds >= 0.0), vm)
    }
}

impl Constructor for ThreadHandle {
    type Args = FuncArgs;

    fn py_new(_class: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::default())
    }
}

impl Representable for ThreadHandle {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(format!("<{} object: ident={}>", zelf.class().name(), zelf.progress.ident.get()))
    }
}
