//! Waiting inside a fiber while the page goes on.

use crate::{fiber, interrupt, safepoint, signals, timers, usage};
use js_sys::{Array, Function, Promise};
use rustpython_vm::{PyResult, VirtualMachine};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;

/// What a blocking call says where nothing can block.
const CANNOT_BLOCK: &str = "cannot block here: JavaScript waits for the result of this call. \
     Use 'await' in an async function, or move the blocking part out of the callback";

/// Suspends the fiber until `promise` settles. Gives the fulfilled value, or
/// the reason of the rejection.
///
/// # Errors
/// `RuntimeError` where blocking is not possible; `KeyboardInterrupt` when
/// the wait was interrupted; what a signal's handler raises.
pub fn block_on(vm: &VirtualMachine, promise: &Promise) -> PyResult<Result<JsValue, JsValue>> {
    let Some(fiber) = fiber::current().filter(|_| fiber::can_suspend()) else {
        return Err(vm.new_runtime_error(CANNOT_BLOCK));
    };
    loop {
        interrupt::deliver(vm)?;
        signals::deliver(vm)?;
        let settled =
            suspend(&Promise::race(&Array::of2(promise, &interrupt::ended_early(&fiber))));
        fiber.end_suspension.take();
        interrupt::deliver(vm)?;
        signals::deliver(vm)?;
        // After a signal the wait goes on, as PEP 475 has it.
        if !matches!(&settled, Ok(value) if timers::is_early(value)) {
            return Ok(settled);
        }
    }
}

/// Suspends the fiber until a signal came and was handled.
///
/// # Errors
/// As [`block_on`].
pub fn pause(vm: &VirtualMachine) -> PyResult<()> {
    let Some(fiber) = fiber::current().filter(|_| fiber::can_suspend()) else {
        return Err(vm.new_runtime_error(CANNOT_BLOCK));
    };
    // Only an interrupt or a signal settles it.
    let _ = suspend(&interrupt::ended_early(&fiber));
    interrupt::deliver(vm)?;
    signals::deliver(vm)
}

/// Fails where blocking is not possible, as [`block_on`] would.
///
/// # Errors
/// `RuntimeError`.
pub fn check_can_block(vm: &VirtualMachine) -> PyResult<()> {
    if fiber::can_suspend() { Ok(()) } else { Err(vm.new_runtime_error(CANNOT_BLOCK)) }
}

/// Suspends the fiber for a number of seconds.
///
/// # Errors
/// As [`block_on`].
pub fn sleep(vm: &VirtualMachine, seconds: f64) -> PyResult<()> {
    let timer = timers::Timer::start(seconds);
    block_on(vm, timer.elapsed()).map(drop)
}

/// As [`block_on`], for at most `timeout` seconds. Gives None when they are over.
///
/// # Errors
/// As [`block_on`].
pub fn block_on_within(
    vm: &VirtualMachine,
    promise: &Promise,
    timeout: f64,
) -> PyResult<Option<Result<JsValue, JsValue>>> {
    let timer = timers::Timer::start(timeout);
    let settled = block_on(vm, &Promise::race(&Array::of2(promise, timer.elapsed())))?;
    Ok(if matches!(&settled, Ok(value) if timers::is_elapsed(value)) {
        None
    } else {
        Some(settled)
    })
}

/// Ends the wait of one fiber, from anywhere.
///
/// A wake-up that comes while nobody waits ends the next wait at once, so none
/// is lost.
#[derive(Default)]
pub struct Waker {
    woken: Cell<bool>,
    resolve: RefCell<Option<Function>>,
}

impl Waker {
    /// Suspends the fiber until [`Waker::wake`] is called or `timeout` seconds
    /// have passed (`None`: no limit). Gives whether it was woken.
    ///
    /// # Errors
    /// As [`block_on`].
    pub fn wait(&self, vm: &VirtualMachine, timeout: Option<f64>) -> PyResult<bool> {
        if self.woken.take() {
            return Ok(true);
        }
        let woken = Promise::new(&mut |resolve, _reject| {
            self.resolve.replace(Some(resolve));
        });
        let result = match timeout {
            Some(seconds) => block_on_within(vm, &woken, seconds).map(drop),
            None => block_on(vm, &woken).map(drop),
        };
        self.resolve.take();
        result.map(|()| self.woken.take())
    }

    /// Ends the current or the next wait.
    pub fn wake(&self) {
        self.woken.set(true);
        if let Some(resolve) = self.resolve.take() {
            // A promise's own resolve function does not throw.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }

    /// Whether a fiber waits for it.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.resolve.borrow().is_some()
    }
}

thread_local! {
    static SUSPENSIONS: Cell<u32> = const { Cell::new(0) };
}

/// How often fibers were suspended. It wraps around.
#[must_use]
pub fn suspensions() -> u32 {
    SUSPENSIONS.get()
}

/// Lets the event loop take one turn.
pub(crate) fn yield_to_event_loop() {
    // Nothing rejects this promise.
    let _ = suspend(&timers::turn_of_the_event_loop());
}

/// Suspends the running fiber; whoever entered or resumed it goes on.
fn suspend(promise: &Promise) -> Result<JsValue, JsValue> {
    let fiber = fiber::current();
    if let Some(fiber) = &fiber {
        fiber.switch();
    }
    usage::end();
    SUSPENSIONS.set(SUSPENSIONS.get().wrapping_add(1));
    #[expect(deprecated, reason = "JSPI is marked experimental; both browsers ship it")]
    let settled = js_sys::futures::jspi_block_on_promise(promise);
    usage::begin();
    if let Some(fiber) = &fiber {
        fiber.switch();
    }
    safepoint::begin_slice();
    settled
}
