//! What a fiber is: an execution with a stack of its own.

use crate::{interrupt::Interrupt, usage};
use js_sys::Function;
use rustpython_vm::vm::thread::{FiberState, current_vm_is_set};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The identifier of the main thread, which is also that of plain calls.
pub const MAIN_IDENT: u64 = 1;

/// What a fiber was started for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An execution that somebody asked for and may stop.
    Execution,
    /// Work of the session's own, as running its event loop.
    Session,
    /// An event handler, or anything else that JavaScript calls and does not
    /// wait for.
    Handler,
    /// A thread that Python started.
    Thread,
}

/// An execution that can be suspended.
pub struct Fiber {
    id: u64,
    ident: u64,
    kind: Kind,
    is_first: bool,
    /// By [`crate::monotonic`].
    begun: f64,
    /// While this fiber runs: the thread-locals of whoever entered it. While it
    /// is suspended: its own.
    pub(crate) other_side: RefCell<Ambient>,
    pub(crate) requested: RefCell<Option<Interrupt>>,
    /// The last request that was raised, for a finalizer may have swallowed it.
    pub(crate) delivered: RefCell<Option<Interrupt>>,
    /// Ends the suspension that this fiber is in.
    pub(crate) end_suspension: RefCell<Option<Function>>,
    /// Whether it waits for another fiber, and for nothing else.
    pub(crate) waits_for_fibers: Cell<bool>,
}

impl Fiber {
    /// Whether this is Python's main thread. Executions, event handlers and
    /// the session's own work all are, also when one of them is suspended while another runs.
    #[must_use]
    pub fn is_main(&self) -> bool {
        self.ident == MAIN_IDENT
    }

    /// Tells it from all others of the session.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Seconds since it began.
    #[must_use]
    pub fn age(&self) -> f64 {
        crate::monotonic() - self.begun
    }

    /// Whether no other fiber of the main thread was alive when this one began:
    /// then it may use the session's own virtual machine.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.is_first
    }

    /// The thread identifier that Python sees.
    #[must_use]
    pub fn ident(&self) -> u64 {
        self.ident
    }

    /// What it was started for.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What this fiber waited for has come; it goes on at the next turn of the
    /// event loop.
    pub fn can_go_on(&self) {
        self.waits_for_fibers.set(false);
    }

    /// Exchanges the running code's surroundings with the stored ones.
    pub(crate) fn switch(&self) {
        let mut other = self.other_side.borrow_mut();
        other.interpreter.swap();
        CURRENT.with_borrow_mut(|current| std::mem::swap(current, &mut other.current));
        other.can_suspend = CAN_SUSPEND.replace(other.can_suspend);
        other.budget = crate::budget::swap(other.budget);
        drop(other);
        crate::safepoint::look_again();
    }
}

/// What belongs to the code that runs now, and changes with every switch.
#[derive(Default)]
pub(crate) struct Ambient {
    pub(crate) interpreter: FiberState,
    pub(crate) current: Option<Rc<Fiber>>,
    pub(crate) can_suspend: bool,
    pub(crate) budget: crate::budget::Budget,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Fiber>>> = const { RefCell::new(None) };
    /// Whether the code running right now was entered as a fiber with no
    /// JavaScript frame above it. JSPI cannot suspend across such a frame.
    static CAN_SUSPEND: Cell<bool> = const { Cell::new(false) };
    static ALIVE: RefCell<BTreeMap<u64, Rc<Fiber>>> = const { RefCell::new(BTreeMap::new()) };
    static NEXT_IDENT: Cell<u64> = const { Cell::new(MAIN_IDENT + 1) };
    static NEXT_ID: Cell<u64> = const { Cell::new(0) };
}

/// Whether blocking is possible at this point.
#[must_use]
pub fn can_suspend() -> bool {
    CAN_SUSPEND.get()
}

/// Sets whether blocking is possible; gives what was there.
pub(crate) fn set_can_suspend(possible: bool) -> bool {
    CAN_SUSPEND.replace(possible)
}

/// The fiber whose code runs now; None in a plain call out of the event loop.
#[must_use]
pub fn current() -> Option<Rc<Fiber>> {
    CURRENT.with_borrow(Clone::clone)
}

/// Whether an interrupt waits to be delivered to the running fiber.
pub(crate) fn is_interrupt_requested() -> bool {
    CURRENT.with_borrow(|current| {
        current.as_ref().is_some_and(|fiber| fiber.requested.borrow().is_some())
    })
}

/// The thread identifier of the code that runs now.
#[must_use]
pub fn current_ident() -> u64 {
    CURRENT.with_borrow(|current| current.as_ref().map_or(MAIN_IDENT, |fiber| fiber.ident))
}

/// All fibers that run or are suspended.
#[must_use]
pub fn alive() -> Vec<Rc<Fiber>> {
    ALIVE.with_borrow(|alive| alive.values().cloned().collect())
}

/// A thread identifier that no other fiber has or had.
#[must_use]
pub fn new_ident() -> u64 {
    NEXT_IDENT.replace(NEXT_IDENT.get() + 1)
}

/// Runs `body` as a fiber. Call it only from a `#[wasm_bindgen(jspi)]` export.
///
/// `ident` is the thread identifier that Python sees. The fiber must enter a
/// `VirtualMachine` that no other fiber is in.
pub fn enter_fiber<R>(kind: Kind, ident: u64, body: impl FnOnce(&Fiber) -> R) -> R {
    let id = NEXT_ID.replace(NEXT_ID.get() + 1);
    // A plain call below, which has to end before it, is in the session's virtual machine, too.
    let is_first =
        !current_vm_is_set() && !alive().iter().any(|fiber| fiber.ident == ident && fiber.is_first);
    let fiber = Rc::new(Fiber {
        id,
        begun: crate::monotonic(),
        ident,
        kind,
        is_first,
        other_side: RefCell::default(),
        requested: RefCell::default(),
        delivered: RefCell::default(),
        end_suspension: RefCell::default(),
        waits_for_fibers: Cell::new(false),
    });
    *fiber.other_side.borrow_mut() =
        Ambient { current: Some(Rc::clone(&fiber)), can_suspend: true, ..Ambient::default() };
    ALIVE.with_borrow_mut(|alive| alive.insert(id, Rc::clone(&fiber)));
    fiber.switch();
    usage::begin();
    let result = body(&fiber);
    usage::end();
    fiber.switch();
    ALIVE.with_borrow_mut(|alive| alive.remove(&id));
    // The cycle of a fiber with its own surroundings ends here.
    fiber.other_side.take();
    // Others may wait for what only this one could have done.
    crate::deadlock::resolve();
    result
}

/// Runs `body` as a plain call: it cannot suspend and has a time budget.
pub fn enter_plain<R>(body: impl FnOnce() -> R) -> R {
    let outer = set_can_suspend(false);
    let budget = crate::budget::start();
    let result = body();
    crate::budget::restore(budget);
    usage::end_plain();
    set_can_suspend(outer);
    crate::safepoint::look_again();
    result
}

/// Runs `body`, which is short, without giving anybody else a turn: no other
/// fiber runs meanwhile, no interrupt is delivered, and blocking is an error.
pub fn atomically<R>(body: impl FnOnce() -> R) -> R {
    let outer = set_can_suspend(false);
    let result = body();
    set_can_suspend(outer);
    crate::safepoint::look_again();
    result
}
