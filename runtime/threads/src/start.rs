//! Starting a thread.

use crate::local;
use morelia_fiber::{Kind, enter_fiber, enter_plain, new_ident, spawn};
use rustpython_vm::{AsObject, PyObjectRef, VirtualMachine, function::FuncArgs};
use std::cell::Cell;

/// Runs a function with the session's own virtual machine.
pub type BaseEntry = fn(&mut dyn FnMut(&VirtualMachine));

thread_local! {
    static BASE_ENTRY: Cell<Option<BaseEntry>> = const { Cell::new(None) };
    static RUNNING: Cell<usize> = const { Cell::new(0) };
}

/// Installs what enters the session's own virtual machine.
pub(crate) fn set_base_entry(entry: BaseEntry) {
    BASE_ENTRY.set(Some(entry));
}

/// How many threads run.
pub(crate) fn running() -> usize {
    RUNNING.get()
}

/// Starts a thread that calls `function`, and `done` at its end. Gives its
/// identifier; `begun` learns it before the thread runs.
pub(crate) fn start(
    function: PyObjectRef,
    args: FuncArgs,
    begun: impl FnOnce(u64),
    done: impl FnOnce() + 'static,
    vm: &VirtualMachine,
) -> u64 {
    let ident = new_ident();
    let thread = vm.new_thread();
    begun(ident);
    RUNNING.set(RUNNING.get() + 1);
    spawn(move || {
        enter_fiber(Kind::Thread, ident, |_| {
            thread.run(|vm| {
                run(&function, args, vm);
                drop(function);
                local::forget(ident);
            });
            RUNNING.set(RUNNING.get() - 1);
            done();
        });
        // What its context variables hold may have finalizers, which need a
        // virtual machine to run in.
        enter_plain(|| {
            let mut thread = Some(thread);
            if let Some(enter) = BASE_ENTRY.get() {
                enter(&mut |_| drop(thread.take()));
            }
        });
    });
    ident
}

fn run(function: &PyObjectRef, args: FuncArgs, vm: &VirtualMachine) {
    let Err(error) = function.call(args, vm) else {
        return;
    };
    if error.fast_isinstance(vm.ctx.exceptions.system_exit) {
        return;
    }
    let name = function.repr(vm).map_or_else(|_| "a function".to_owned(), |repr| repr.to_string());
    let message = format!("Exception ignored in thread started by {name}");
    vm.run_unraisable(error, Some(message), vm.ctx.none());
}
