//! The page's own JavaScript objects, from a world that is not the page's.
//!
//! The host joins the two worlds and gives the page's global object. It and all
//! that comes from it are `Proxy` objects of our own world, so that nothing
//! else of the bridge knows of them; `docs/page-world.md` has the protocol.

use crate::{
    crossing, deep, engine, far, handles,
    proxy::{JsProxy, raised},
};
use js_sys::{Promise, Uint8Array};
use rustpython_vm::{
    PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBaseException, PyBytes, PyDict, PyList, PySet, PyTuple},
};
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;

/// Joins the worlds; the promise gives the [`Joined`]. `None` where our own
/// world is the page's.
pub type OpenPageWorld = fn(hooks: &JsValue) -> Option<Result<Promise, JsValue>>;

#[wasm_bindgen]
extern "C" {
    /// What the host gives.
    #[derive(Clone)]
    type Joined;

    #[wasm_bindgen(method, getter)]
    fn global(this: &Joined) -> JsValue;

    /// Imports a module in the page's world; undefined where that cannot be.
    #[wasm_bindgen(method, getter)]
    fn load(this: &Joined) -> JsValue;

    /// The bytes of a page's buffer, in our own world; undefined for any other value.
    #[wasm_bindgen(method, catch, js_name = bytesOf)]
    fn bytes_of(this: &Joined, value: &JsValue) -> Result<JsValue, JsValue>;

    /// How many objects either world keeps for the other.
    #[wasm_bindgen(method, catch)]
    fn kept(this: &Joined) -> Result<JsValue, JsValue>;
}

/// What the channel asks of the interpreter.
struct Hooks {
    object: JsValue,
    _plain: Closure<dyn Fn(JsValue) -> JsValue>,
    _moment: Closure<dyn Fn() -> u32>,
    _waits: Closure<dyn Fn() -> u32>,
    _leaving: Closure<dyn Fn(JsValue)>,
}

thread_local! {
    static OPEN: Cell<Option<OpenPageWorld>> = const { Cell::new(None) };
    static JOINED: RefCell<Option<Joined>> = const { RefCell::new(None) };
    static HOOKS: RefCell<Option<Hooks>> = const { RefCell::new(None) };
    /// Counts operations that may have run code of the page.
    static CHANGES: Cell<u32> = const { Cell::new(0) };
}

/// Says how to reach the page's own objects.
pub fn set_page_world_opener(open: OpenPageWorld) {
    OPEN.set(Some(open));
}

/// Something was done that may run code of the page: what was read ahead of its
/// objects is out of date.
pub(crate) fn note_change() {
    CHANGES.set(CHANGES.get().wrapping_add(1));
}

/// The page's global object; our own where the two are the same. Suspends when
/// it is asked for the first time.
///
/// # Errors
/// `RuntimeError` where that is not possible; what the host fails with.
pub(crate) fn global(vm: &VirtualMachine) -> PyResult<JsValue> {
    if let Some(joined) = JOINED.with_borrow(Clone::clone) {
        return Ok(joined.global());
    }
    let can_block = morelia_fiber::check_can_block(vm).map_err(|_cannot| {
        vm.new_runtime_error(
            "the page's own world is not reached yet, and JavaScript waits for the result of \
             this call: use js.page_world once before, outside of the callback",
        )
    });
    let opening = with_hooks(|hooks| OPEN.get().and_then(|open| open(hooks)));
    let Some(opening) = opening else {
        return Ok(far::global().unwrap_or_else(|| engine::with(|engine| engine.global.clone())));
    };
    can_block?;
    let opening = opening.map_err(|error| raised(vm, error))?;
    let joined = morelia_fiber::block_on(vm, &opening)?.map_err(|error| raised(vm, error))?;
    let joined: Joined = joined.unchecked_into();
    let global = joined.global();
    JOINED.replace(Some(joined));
    Ok(global)
}

/// The function of the page's world that imports a module, where there is one.
///
/// # Errors
/// As [`global`].
pub(crate) fn importer(vm: &VirtualMachine) -> PyResult<Option<JsValue>> {
    global(vm)?;
    let load = JOINED.with_borrow(|joined| joined.as_ref().map(Joined::load));
    Ok(load.filter(JsValue::is_function))
}

/// The page's global object, where a name of our own world is missing: `None`
/// when there is no other world, or it cannot be reached.
pub(crate) fn fallback(vm: &VirtualMachine) -> Option<JsValue> {
    let is_joined = JOINED.with_borrow(Option::is_some);
    if !is_joined && !morelia_fiber::can_suspend() {
        return None;
    }
    let global = global(vm).ok()?;
    JOINED.with_borrow(Option::is_some).then_some(global)
}

/// The bytes of a buffer or view of the page's; `None` for any other value.
pub(crate) fn bytes_of(value: &JsValue) -> Result<Option<Uint8Array>, JsValue> {
    let mut bytes = far::bytes_of(value)?;
    if bytes.is_undefined() {
        let Some(joined) = JOINED.with_borrow(Clone::clone) else { return Ok(None) };
        bytes = crossing::into_javascript(|| joined.bytes_of(value))?;
    }
    Ok((!bytes.is_undefined()).then(|| match bytes.dyn_into::<js_sys::ArrayBuffer>() {
        Ok(buffer) => Uint8Array::new(&buffer),
        Err(view) => {
            let view: js_sys::Uint8Array = view.unchecked_into();
            Uint8Array::new_with_byte_offset_and_length(
                &view.buffer(),
                view.byte_offset(),
                view.byte_length(),
            )
        }
    }))
}

pub(crate) fn with_hooks<R>(body: impl FnOnce(&JsValue) -> R) -> R {
    let object = HOOKS.with_borrow_mut(|hooks| hooks.get_or_insert_with(Hooks::new).object.clone());
    body(&object)
}

impl Hooks {
    fn new() -> Self {
        let object = JsValue::from(js_sys::Object::<JsValue>::new());
        let plain = Closure::new(|value| plain(&value));
        let moment = Closure::new(|| CHANGES.get());
        // Far JavaScript cannot wait for what a function gives.
        let leaving = Closure::new(|function: JsValue| {
            if far::global().is_some() {
                handles::make_handler(&function, handles::Handler::Promise);
            }
        });
        let waits = Closure::new(far::other_waits);
        let functions: [(&str, &JsValue); 4] = [
            ("plain", plain.as_ref()),
            ("moment", moment.as_ref()),
            ("waits", waits.as_ref()),
            ("leaving", leaving.as_ref()),
        ];
        for (name, function) in functions {
            let target: &engine::Any = object.unchecked_ref();
            // A new object takes any property.
            let _ = target.set(&JsValue::from_str(name), function);
        }
        Self { object, _plain: plain, _moment: moment, _waits: waits, _leaving: leaving }
    }
}

/// How the page gets a Python object: a collection as a copy, `null` for what it
/// may only hold. Undefined for a function, an exception, and what is not Python's.
fn plain(value: &JsValue) -> JsValue {
    let Some(object) = handles::original(value) else {
        return JsValue::UNDEFINED;
    };
    if object.downcast_ref::<PyBaseException>().is_some() {
        return JsValue::UNDEFINED;
    }
    if !is_collection(&object) {
        return if object.is_callable() { JsValue::UNDEFINED } else { JsValue::NULL };
    }
    crossing::into_python(|vm, _outermost| copied(vm, &object)).unwrap_or(JsValue::NULL)
}

fn is_collection(object: &PyObject) -> bool {
    object.downcast_ref::<PyList>().is_some()
        || object.downcast_ref::<PyTuple>().is_some()
        || object.downcast_ref::<PyDict>().is_some()
        || object.downcast_ref::<PySet>().is_some()
        || object.downcast_ref::<PyBytes>().is_some()
}

fn copied(vm: &VirtualMachine, object: &PyObjectRef) -> JsValue {
    match deep::to_js(vm, object, deep::ToJsOptions::default()) {
        Ok(copy) => match copy.downcast_ref::<JsProxy>() {
            Some(proxy) => proxy.value().clone(),
            None => JsValue::NULL,
        },
        Err(_) => JsValue::NULL,
    }
}

/// How many objects of the page's our own world has handles of.
pub(crate) fn live_objects() -> u32 {
    let Some(joined) = JOINED.with_borrow(Clone::clone) else { return 0 };
    joined.kept().map_or(0, |kept| {
        let count = engine::member(&kept, "imported").as_f64().unwrap_or(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a float converts by saturating"
        )]
        let count = count as u32;
        count
    })
}
