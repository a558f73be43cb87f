//! Which Python objects JavaScript holds, and through what.
//!
//! A Python object has one proxy as long as JavaScript keeps it, so that
//! `removeEventListener` finds what `addEventListener` got. The proxy keeps
//! the object alive; the garbage collector tells when the proxy is gone.

use crate::{callable, crossing, engine, quick};
use rustc_hash::{FxHashMap, FxHasher};
use rustpython_vm::{
    AsObject, Context, PyObject, PyObjectRef, VirtualMachine,
    builtins::{PyBoundMethod, PyStr},
    vm::thread,
};
use std::cell::{Cell, OnceCell, RefCell};
use std::hash::{Hash, Hasher};
use wasm_bindgen::prelude::*;

/// What makes two Python objects the same to JavaScript: the address, or for
/// a bound method, which is made anew at each access, its two halves.
type Identity = (usize, usize);

/// Of proxies that are not found by their object.
const NO_IDENTITY: Identity = (0, 0);

struct Entry {
    object: PyObjectRef,
    identity: Identity,
    proxy: engine::Weak,
    once: bool,
    handler: Option<Handler>,
    traits: Traits,
}

/// Who takes the result of a function for whose end nobody waits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Handler {
    /// The promise that `then` and the like give.
    Promise,
    /// Nobody: what it raises has to be told.
    Nobody,
    /// The promise that JavaScript asked for: `callPromising`.
    Caller,
}

/// How a proxy differs from others.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Traits {
    /// Calls get `this` as their first argument.
    pub(crate) capture_this: bool,
    /// Python gets the proxy back, and not its object.
    pub(crate) roundtrip: bool,
}

#[derive(Default)]
struct Table {
    entries: FxHashMap<u32, Entry>,
    by_identity: FxHashMap<Identity, u32>,
    next: u32,
}

struct Registry {
    finalizers: engine::Finalizers,
    _collected: Closure<dyn Fn(f64)>,
}

thread_local! {
    static TABLE: RefCell<Table> = RefCell::new(Table::default());
    static REGISTRY: OnceCell<Registry> = const { OnceCell::new() };
    static JS_PROXIES: Cell<usize> = const { Cell::new(0) };
}

/// How many proxies are alive.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LiveProxies {
    /// JavaScript values that Python holds.
    pub js_proxies: usize,
    /// Python objects that JavaScript holds.
    pub py_proxies: usize,
}

impl std::fmt::Display for LiveProxies {
    /// As a JSON object.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { js_proxies, py_proxies } = self;
        write!(f, r#"{{"js_proxies": {js_proxies}, "py_proxies": {py_proxies}}}"#)
    }
}

/// Counts the proxies that are alive, for leak checks.
#[must_use]
pub fn live_proxies() -> LiveProxies {
    LiveProxies {
        js_proxies: JS_PROXIES.get(),
        py_proxies: TABLE.with_borrow(|table| table.entries.len()),
    }
}

/// Counts a `JsProxy` that was made (1) or dropped (-1).
pub(crate) fn count_js_proxy(change: isize) {
    JS_PROXIES.set(JS_PROXIES.get().wrapping_add_signed(change));
}

/// The proxy of `object`: the one that JavaScript has, or a new one.
pub(crate) fn proxy_of(vm: &VirtualMachine, object: &PyObject) -> JsValue {
    known(object).unwrap_or_else(|| {
        let (proxy, target) = callable::new_proxy(vm, object);
        let id = adopt(object, &proxy);
        name(&target, id);
        proxy
    })
}

/// A proxy of `object` that works for one call and then lets go of it.
pub(crate) fn once_proxy_of(vm: &VirtualMachine, object: &PyObject) -> JsValue {
    let (proxy, target) = callable::new_proxy(vm, object);
    let id = insert(object, &proxy, NO_IDENTITY, true);
    name(&target, id);
    proxy
}

/// A proxy of `object` beside the one that it may have.
pub(crate) fn special_proxy_of(vm: &VirtualMachine, object: &PyObject, traits: Traits) -> JsValue {
    let (proxy, target) = callable::new_proxy(vm, object);
    let id = insert(object, &proxy, NO_IDENTITY, false);
    TABLE.with_borrow_mut(|table| {
        if let Some(entry) = table.entries.get_mut(&id) {
            entry.traits = traits;
        }
    });
    name(&target, id);
    proxy
}

/// The proxy of `object` that JavaScript has.
pub(crate) fn known(object: &PyObject) -> Option<JsValue> {
    let proxy = TABLE.with_borrow(|table| {
        let id = table.by_identity.get(&identity(object))?;
        table.entries.get(id).map(|entry| entry.proxy.upgrade())
    })?;
    (!proxy.is_undefined()).then_some(proxy)
}

/// Makes `proxy` stand for `object` in JavaScript.
pub(crate) fn adopt(object: &PyObject, proxy: &JsValue) -> u32 {
    insert(object, proxy, identity(object), false)
}

/// The Python object that `value` is a proxy of.
pub(crate) fn original(value: &JsValue) -> Option<PyObjectRef> {
    match origin(value) {
        Origin::Python(object) => Some(object),
        Origin::JavaScript | Origin::Proxy => None,
    }
}

/// What a JavaScript object is to Python.
pub(crate) enum Origin {
    /// An object of JavaScript's own.
    JavaScript,
    /// A proxy of this object.
    Python(PyObjectRef),
    /// A proxy that Python gets back as one.
    Proxy,
}

/// What `value` is to Python.
pub(crate) fn origin(value: &JsValue) -> Origin {
    if TABLE.with_borrow(|table| table.entries.is_empty()) {
        return Origin::JavaScript;
    }
    let Some(id) = id_of(value) else { return Origin::JavaScript };
    TABLE.with_borrow(|table| match table.entries.get(&id) {
        None => Origin::JavaScript,
        Some(entry) if entry.traits.roundtrip => Origin::Proxy,
        Some(entry) => Origin::Python(entry.object.clone()),
    })
}

/// The number under which `value`, a proxy or a proxy's target, was entered.
pub(crate) fn id_of(value: &JsValue) -> Option<u32> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "only `insert` writes these"
    )]
    Some(quick::id_of(value)).filter(|id| *id >= 0.0).map(|id| id as u32)
}

/// The object of this number, unless it was destroyed.
pub(crate) fn object(id: u32) -> Option<PyObjectRef> {
    TABLE.with_borrow(|table| table.entries.get(&id).map(|entry| entry.object.clone()))
}

/// A Python object that JavaScript calls.
pub(crate) struct Called {
    pub(crate) object: PyObjectRef,
    /// Set where nobody waits for the end of the call.
    pub(crate) handler: Option<Handler>,
    /// Whether it gets `this` as its first argument.
    pub(crate) captures_this: bool,
}

/// The object of this number, if a call of it is nothing but that.
pub(crate) fn to_call_plainly(id: u32) -> Option<PyObjectRef> {
    TABLE.with_borrow(|table| {
        let entry = table.entries.get(&id)?;
        let is_plain = entry.handler.is_none() && !entry.once && !entry.traits.capture_this;
        is_plain.then(|| entry.object.clone())
    })
}

/// The object of this number, to be called: a proxy that is good for one call
/// is used up.
pub(crate) fn to_call(id: u32) -> Option<Called> {
    let (called, once) = TABLE.with_borrow(|table| {
        let entry = table.entries.get(&id)?;
        let called = Called {
            object: entry.object.clone(),
            handler: entry.handler,
            captures_this: entry.traits.capture_this,
        };
        Some((called, entry.once))
    })?;
    if once {
        release(id);
    }
    Some(called)
}

/// From now on nobody waits for the end of calls of `value`, if that is a proxy
/// of a Python object.
pub(crate) fn make_handler(value: &JsValue, handler: Handler) {
    if !value.is_function() {
        return;
    }
    let Some(id) = id_of(value) else { return };
    TABLE.with_borrow_mut(|table| {
        if let Some(entry) = table.entries.get_mut(&id) {
            entry.handler = Some(handler);
        }
    });
}

/// Lets go of the object of this number. Gives false when that was done before.
pub(crate) fn release(id: u32) -> bool {
    let entry = TABLE.with_borrow_mut(|table| {
        let entry = table.entries.remove(&id)?;
        if table.by_identity.get(&entry.identity) == Some(&id) {
            table.by_identity.remove(&entry.identity);
        }
        Some(entry)
    });
    // Outside of the borrow: an object's `__del__` may do anything.
    entry.is_some()
}

fn insert(object: &PyObject, proxy: &JsValue, identity: Identity, once: bool) -> u32 {
    let entry = Entry {
        object: object.to_owned(),
        identity,
        proxy: engine::Weak::new_weak(proxy),
        once,
        handler: None,
        traits: Traits::default(),
    };
    let (id, replaced) = TABLE.with_borrow_mut(|table| {
        let id = table.next;
        table.next = table.next.wrapping_add(1);
        if identity != NO_IDENTITY {
            table.by_identity.insert(identity, id);
        }
        (id, table.entries.insert(id, entry))
    });
    drop(replaced);
    name(proxy, id);
    with_registry(|registry| registry.finalizers.register(proxy, f64::from(id)));
    id
}

fn name(value: &JsValue, id: u32) {
    // Proxies and their targets are objects, which a `WeakMap` takes as keys.
    let _ = quick::set_id(value, f64::from(id));
}

fn identity(object: &PyObject) -> Identity {
    method_identity(object).unwrap_or((object.get_id(), 0))
}

/// The identity of a method that is bound to an object.
fn method_identity(object: &PyObject) -> Option<Identity> {
    if object.fast_isinstance(Context::genesis().types.builtin_function_or_method_type) {
        let receiver = attribute(object, "__self__")?;
        let name = attribute(object, "__qualname__")?;
        let mut hasher = FxHasher::default();
        name.downcast_ref::<PyStr>()?.as_bytes().hash(&mut hasher);
        #[expect(clippy::cast_possible_truncation, reason = "any bits of a hash will do")]
        let name = hasher.finish() as usize;
        // Never 0, which is for objects that are not methods.
        return Some((receiver.get_id(), name | 1));
    }
    object.downcast_ref::<PyBoundMethod>()?;
    let receiver = attribute(object, "__self__")?;
    let function = attribute(object, "__func__")?;
    Some((receiver.get_id(), function.get_id()))
}

fn attribute(object: &PyObject, name: &'static str) -> Option<PyObjectRef> {
    thread::try_with_current_vm(|vm| object.get_attr(name, vm).ok()).flatten()
}

fn with_registry<R>(body: impl FnOnce(&Registry) -> R) -> R {
    REGISTRY.with(|registry| body(registry.get_or_init(Registry::new)))
}

impl Registry {
    fn new() -> Self {
        let collected = Closure::<dyn Fn(f64)>::new(|id: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "only `insert` registers"
            )]
            let id = id as u32;
            if crossing::is_left() {
                return;
            }
            // Inside the interpreter, because `__del__` may run.
            if crossing::into_python(|_vm, _outermost| release(id)).is_err() {
                release(id);
            }
        });
        Self {
            finalizers: engine::Finalizers::new_finalizers(collected.as_ref()),
            _collected: collected,
        }
    }
}
