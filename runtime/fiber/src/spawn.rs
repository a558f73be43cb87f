//! Starting fibers from inside Python.

use crate::timers;
use js_sys::{Function, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use wasm_bindgen::prelude::*;

/// The name of the JSPI export that has to call [`run_spawned`].
const ENTRY: &str = "run_spawned";

/// Fibers that start each other without ever being suspended nest on the
/// browser's stack. Deeper ones start from the event loop.
const DEEPEST_NESTING: u32 = 8;

type Body = Box<dyn FnOnce()>;

thread_local! {
    static SPAWNED: RefCell<BTreeMap<u32, Body>> = const { RefCell::new(BTreeMap::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static DEFERRED: RefCell<VecDeque<u32>> = const { RefCell::new(VecDeque::new()) };
    static BEGIN_DEFERRED: Closure<dyn FnMut(JsValue)> = Closure::new(|_: JsValue| {
        if let Some(id) = DEFERRED.with_borrow_mut(VecDeque::pop_front) {
            begin(id);
        }
    });
    static PROMISING: RefCell<Option<Function>> = const { RefCell::new(None) };
    static CRASHED: Closure<dyn FnMut(JsValue)> = Closure::new(|reason: JsValue| crash(&reason));
    static ON_CRASH: Cell<Option<fn(&str)>> = const { Cell::new(None) };
}

/// Installs what is called when a spawned fiber traps.
pub fn set_crash_handler(on_crash: fn(&str)) {
    ON_CRASH.set(Some(on_crash));
}

/// Runs `body` on a stack that can be suspended: at once, until it is first
/// suspended or ends, or from the event loop when too many are nested.
///
/// `body` has to call [`crate::enter_fiber`].
pub fn spawn(body: impl FnOnce() + 'static) {
    let id = NEXT.replace(NEXT.get().wrapping_add(1));
    SPAWNED.with_borrow_mut(|spawned| spawned.insert(id, Box::new(body)));
    if DEPTH.get() < DEEPEST_NESTING {
        return begin(id);
    }
    DEFERRED.with_borrow_mut(|deferred| deferred.push_back(id));
    BEGIN_DEFERRED.with(|begin| drop(timers::turn_of_the_event_loop().then(begin)));
}

/// Whether fibers were spawned that did not begin yet.
#[must_use]
pub fn any_spawned() -> bool {
    SPAWNED.with_borrow(|spawned| !spawned.is_empty())
}

/// Runs what was spawned under a number. Call it only from the JSPI export
/// `run_spawned`.
pub fn run_spawned(id: u32) {
    let body = SPAWNED.with_borrow_mut(|spawned| spawned.remove(&id));
    if let Some(body) = body {
        body();
    }
}

fn begin(id: u32) {
    DEPTH.set(DEPTH.get() + 1);
    let begun = entry().and_then(|entry| entry.call1(&JsValue::UNDEFINED, &id.into()));
    DEPTH.set(DEPTH.get() - 1);
    match begun {
        Ok(promise) => {
            CRASHED.with(|crashed| drop(Promise::from(promise).catch(crashed)));
        }
        Err(reason) => crash(&reason),
    }
}

/// The export as a function that gives a promise and can be suspended.
fn entry() -> Result<Function, JsValue> {
    if let Some(entry) = PROMISING.with_borrow(Clone::clone) {
        return Ok(entry);
    }
    let export = Reflect::get(&wasm_bindgen::exports(), &ENTRY.into())?;
    let entry = promising(&export)?;
    PROMISING.replace(Some(entry.clone()));
    Ok(entry)
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = WebAssembly, catch)]
    fn promising(export: &JsValue) -> Result<Function, JsValue>;
}

fn crash(reason: &JsValue) {
    if let Some(on_crash) = ON_CRASH.get() {
        on_crash(&format!("{reason:?}"));
    }
}
