//! Fibers that wait in line for something.

use js_sys::{Function, Promise};
use morelia_fiber::{
    Fiber, block_on, block_on_within, check_can_block, current, waiting_for_fibers,
};
use rustpython_vm::{PyResult, VirtualMachine};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A line of waiting fibers. What they wait for is handed to the first one.
#[derive(Default)]
pub(crate) struct Queue {
    waiting: RefCell<VecDeque<Rc<Waiter>>>,
}

#[derive(Default)]
struct Waiter {
    fiber: Option<Rc<Fiber>>,
    granted: Cell<bool>,
    resolve: RefCell<Option<Function>>,
}

impl Queue {
    /// Waits for a grant; `timeout` is in seconds, None is without limit. Gives
    /// whether there was one.
    ///
    /// # Errors
    /// `RuntimeError` where blocking is impossible or would never end;
    /// `KeyboardInterrupt`. When the wait was granted and interrupted at once,
    /// the grant goes to the next in line, or to `give_back`.
    pub(crate) fn wait(
        &self,
        timeout: Option<f64>,
        give_back: impl FnOnce(),
        vm: &VirtualMachine,
    ) -> PyResult<bool> {
        check_can_block(vm)?;
        let waiter = Rc::new(Waiter { fiber: current(), ..Waiter::default() });
        let granted = Promise::new(&mut |resolve, _reject| {
            waiter.resolve.replace(Some(resolve));
        });
        self.waiting.borrow_mut().push_back(Rc::clone(&waiter));
        let waited = match timeout {
            Some(seconds) => block_on_within(vm, &granted, seconds).map(drop),
            None => waiting_for_fibers(|| block_on(vm, &granted)).map(drop),
        };
        self.waiting.borrow_mut().retain(|other| !Rc::ptr_eq(other, &waiter));
        if let Err(error) = waited {
            if waiter.granted.get() && !self.grant() {
                give_back();
            }
            return Err(error);
        }
        Ok(waiter.granted.get())
    }

    /// Lets the first in line go on. Gives whether there was one.
    pub(crate) fn grant(&self) -> bool {
        let next = self.waiting.borrow_mut().pop_front();
        let Some(waiter) = next else {
            return false;
        };
        waiter.granted.set(true);
        if let Some(fiber) = &waiter.fiber {
            fiber.can_go_on();
        }
        if let Some(resolve) = waiter.resolve.take() {
            // A promise's own resolve function does not throw.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
        true
    }

    /// Lets all of them go on.
    pub(crate) fn grant_all(&self) {
        while self.grant() {}
    }

    /// Forgets who waits.
    pub(crate) fn clear(&self) {
        self.waiting.take();
    }
}
