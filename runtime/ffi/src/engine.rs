//! The built-ins of JavaScript that the bridge uses.
//!
//! Whatever can run foreign code (getters, traps, `toString`) is `catch`: an
//! exception that crossed our own frames would leave the interpreter damaged.
//! What is looked up by hand is captured once, before foreign code runs.

use crate::crossing::into_javascript;
use std::cell::OnceCell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Any JavaScript value, for operators that have no built-in function.
    #[wasm_bindgen(js_name = Object)]
    pub(crate) type Any;
    // `Reflect.get` and `Reflect.set` are several times slower than these.
    #[wasm_bindgen(method, structural, indexing_getter, catch)]
    pub(crate) fn get(this: &Any, key: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, indexing_getter, catch)]
    pub(crate) fn get_index(this: &Any, index: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, indexing_setter, catch)]
    pub(crate) fn set(this: &Any, key: &JsValue, value: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, structural, indexing_setter, catch)]
    pub(crate) fn set_index(this: &Any, index: u32, value: &JsValue) -> Result<(), JsValue>;

    // `this` is the captured `Function.prototype.call`: the function's own
    // `call` property may be anything.
    #[wasm_bindgen(method, structural, catch, js_name = call)]
    fn call0(this: &Any, function: &JsValue, receiver: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = call)]
    fn call1(
        this: &Any,
        function: &JsValue,
        receiver: &JsValue,
        a: &JsValue,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = call)]
    fn call2(
        this: &Any,
        function: &JsValue,
        receiver: &JsValue,
        a: &JsValue,
        b: &JsValue,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = call)]
    fn call3(
        this: &Any,
        function: &JsValue,
        receiver: &JsValue,
        a: &JsValue,
        b: &JsValue,
        c: &JsValue,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = apply, catch)]
    pub(crate) fn apply(
        function: &JsValue,
        receiver: &JsValue,
        arguments: &JsValue,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = construct, catch)]
    pub(crate) fn construct(class: &JsValue, arguments: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = has, catch)]
    pub(crate) fn has(target: &JsValue, key: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = deleteProperty, catch)]
    pub(crate) fn delete(target: &JsValue, key: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = getPrototypeOf, catch)]
    fn js_prototype_of(target: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = defineProperty, catch)]
    fn define_property(
        target: &JsValue,
        key: &JsValue,
        descriptor: &JsValue,
    ) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = ownKeys, catch)]
    fn js_own_keys(target: &JsValue) -> Result<js_sys::Array, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = getOwnPropertyDescriptor, catch)]
    fn js_own_property(target: &JsValue, key: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = getOwnPropertyNames, catch)]
    fn js_own_names(target: &JsValue) -> Result<js_sys::Array, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = hasOwn, catch)]
    fn js_has_own(target: &JsValue, key: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = keys, catch)]
    fn js_object_keys(target: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = values, catch)]
    fn js_object_values(target: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = entries, catch)]
    fn js_object_entries(target: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = fromEntries, catch)]
    pub(crate) fn from_entries(entries: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    pub(crate) fn is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    fn js_array_from(iterable: &JsValue) -> Result<js_sys::Array, JsValue>;
    #[wasm_bindgen(js_namespace = ArrayBuffer, js_name = isView)]
    pub(crate) fn is_view(value: &JsValue) -> bool;
    #[wasm_bindgen(js_name = String, catch)]
    fn js_to_string(value: &JsValue) -> Result<JsValue, JsValue>;
    /// A primitive value as an object.
    #[wasm_bindgen(js_name = Object)]
    pub(crate) fn boxed(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = BigInt, catch)]
    pub(crate) fn big_int(digits: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, catch, js_name = toString)]
    pub(crate) fn in_base(this: &Any, base: u32) -> Result<String, JsValue>;

    #[wasm_bindgen(js_name = Uint8Array)]
    pub(crate) type Bytes;
    #[wasm_bindgen(constructor, catch, js_class = Uint8Array)]
    pub(crate) fn new(buffer: &JsValue, offset: f64, length: f64) -> Result<Bytes, JsValue>;

    /// From objects to numbers, without keeping the objects alive.
    #[wasm_bindgen(js_name = WeakMap)]
    pub(crate) type Ids;
    #[wasm_bindgen(constructor, js_class = WeakMap)]
    pub(crate) fn new_ids() -> Ids;
    // NaN where there is none; an `Option` would go through memory.
    #[wasm_bindgen(method, js_class = WeakMap, js_name = get)]
    fn known_id(this: &Ids, key: &JsValue) -> f64;
    // Registered symbols may not be keys.
    #[wasm_bindgen(method, catch, js_class = WeakMap, js_name = set)]
    pub(crate) fn set_id(this: &Ids, key: &JsValue, id: f64) -> Result<JsValue, JsValue>;

    /// As [`Ids`], but keeps its keys alive.
    #[wasm_bindgen(js_name = Map)]
    pub(crate) type StrongIds;
    #[wasm_bindgen(constructor, js_class = Map)]
    pub(crate) fn new_strong_ids() -> StrongIds;
    #[wasm_bindgen(method, js_class = Map, js_name = get)]
    pub(crate) fn strong_id(this: &StrongIds, key: &JsValue) -> Option<f64>;
    #[wasm_bindgen(method, js_class = Map, js_name = set)]
    pub(crate) fn set_strong_id(this: &StrongIds, key: &JsValue, id: f64) -> JsValue;

    #[wasm_bindgen(js_name = WeakRef)]
    pub(crate) type Weak;
    #[wasm_bindgen(constructor, js_class = WeakRef)]
    pub(crate) fn new_weak(target: &JsValue) -> Weak;
    #[wasm_bindgen(method, js_class = WeakRef, js_name = deref)]
    pub(crate) fn upgrade(this: &Weak) -> JsValue;

    #[wasm_bindgen(js_name = FinalizationRegistry)]
    pub(crate) type Finalizers;
    #[wasm_bindgen(constructor, js_class = FinalizationRegistry)]
    pub(crate) fn new_finalizers(callback: &JsValue) -> Finalizers;
    #[wasm_bindgen(method, js_class = FinalizationRegistry, js_name = register)]
    pub(crate) fn register(this: &Finalizers, target: &JsValue, held: f64);

    #[wasm_bindgen(js_name = Proxy)]
    pub(crate) type TrapProxy;
    #[wasm_bindgen(constructor, js_class = Proxy)]
    pub(crate) fn new_proxy(target: &JsValue, handler: &JsValue) -> TrapProxy;
}

impl Engine {
    /// A new function that inherits what functions have, and is no constructor.
    pub(crate) fn some_function(&self) -> JsValue {
        let call: &js_sys::Function = self.call.unchecked_ref();
        call.bind0(&JsValue::UNDEFINED).into()
    }
}

impl Ids {
    /// The number of an object, if it has one.
    #[inline]
    pub(crate) fn id(&self, key: &JsValue) -> Option<f64> {
        Some(self.known_id(key)).filter(|id| !id.is_nan())
    }
}

/// Defines functions that call built-ins which may run foreign code.
macro_rules! foreign {
    ($($name:ident = $built_in:ident($($argument:ident),+) -> $result:ty;)+) => {
        $(pub(crate) fn $name($($argument: &JsValue),+) -> Result<$result, JsValue> {
            into_javascript(|| $built_in($($argument),+))
        })+
    };
}

foreign! {
    own_keys = js_own_keys(target) -> js_sys::Array;
    own_property = js_own_property(target, key) -> JsValue;
    own_names = js_own_names(target) -> js_sys::Array;
    has_own = js_has_own(target, key) -> bool;
    object_keys = js_object_keys(target) -> JsValue;
    object_values = js_object_values(target) -> JsValue;
    object_entries = js_object_entries(target) -> JsValue;
    array_from = js_array_from(iterable) -> js_sys::Array;
    to_string = js_to_string(value) -> JsValue;
    prototype_of = js_prototype_of(target) -> JsValue;
}

/// What is looked up once and then kept.
pub(crate) struct Engine {
    call: Any,
    /// `Symbol.iterator`.
    pub(crate) iterator: JsValue,
    /// `Symbol.asyncIterator`.
    pub(crate) async_iterator: JsValue,
    /// `Symbol.hasInstance`.
    pub(crate) has_instance: JsValue,
    /// `Array.prototype[Symbol.iterator]`.
    pub(crate) array_iterator: JsValue,
    /// The same of typed arrays.
    pub(crate) typed_array_iterator: JsValue,
    /// `globalThis`.
    pub(crate) global: JsValue,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static GLOBAL_THIS: JsValue;
}

impl Engine {
    fn capture() -> Self {
        // Not `js_sys::global()`: in a Firefox content script that is the
        // page's window, not the sandbox that stands before it.
        let global = GLOBAL_THIS.with(JsValue::clone);
        let function = member(&member(&global, "Function"), "prototype");
        let iterator = member(&member(&global, "Symbol"), "iterator");
        let array = member(&member(&global, "Array"), "prototype");
        let typed = js_prototype_of(&member(&member(&global, "Uint8Array"), "prototype"))
            .unwrap_or(JsValue::UNDEFINED);
        Self {
            call: member(&function, "call").unchecked_into(),
            async_iterator: member(&member(&global, "Symbol"), "asyncIterator"),
            has_instance: member(&member(&global, "Symbol"), "hasInstance"),
            array_iterator: keyed(&array, &iterator),
            typed_array_iterator: keyed(&typed, &iterator),
            iterator,
            global,
        }
    }

    /// Calls `function`, without an array where there are few arguments.
    pub(crate) fn call(
        &self,
        function: &JsValue,
        receiver: &JsValue,
        arguments: &[JsValue],
    ) -> Result<JsValue, JsValue> {
        match arguments {
            [] => self.call.call0(function, receiver),
            [a] => self.call.call1(function, receiver, a),
            [a, b] => self.call.call2(function, receiver, a, b),
            [a, b, c] => self.call.call3(function, receiver, a, b, c),
            more => apply(function, receiver, &array_of(more)),
        }
    }
}

/// Borrows the captured built-ins.
pub(crate) fn with<R>(body: impl FnOnce(&Engine) -> R) -> R {
    thread_local! {
        static ENGINE: OnceCell<Engine> = const { OnceCell::new() };
    }
    ENGINE.with(|engine| body(engine.get_or_init(Engine::capture)))
}

/// A descriptor of a property that can be written, seen and deleted.
pub(crate) fn described(value: &JsValue) -> JsValue {
    let descriptor = JsValue::from(js_sys::Object::<JsValue>::new());
    let target: &Any = descriptor.unchecked_ref();
    let yes = JsValue::TRUE;
    for (name, value) in
        [("value", value), ("writable", &yes), ("enumerable", &yes), ("configurable", &yes)]
    {
        // A new object takes any property.
        let _ = target.set(&JsValue::from_str(name), value);
    }
    descriptor
}

/// Gives `target`, a new object, a property of its own, also where the name
/// is `__proto__`, which would else change what it inherits.
pub(crate) fn set_own(target: &JsValue, key: &JsValue, value: &JsValue) -> Result<(), JsValue> {
    if *key == "__proto__" {
        return define_property(target, key, &described(value)).map(drop);
    }
    target.unchecked_ref::<Any>().set(key, value)
}

/// `value instanceof globalThis[class]`, for a class of our own world.
pub(crate) fn is_a(value: &JsValue, class: &str) -> Result<bool, JsValue> {
    let own = GLOBAL_THIS.with(|global| member(global, class));
    let prototype = member(&own, "prototype");
    let mut object = value.clone();
    while object.is_object() {
        object = prototype_of(&object)?;
        if object == prototype {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A new array of these values.
pub(crate) fn array_of(values: &[JsValue]) -> JsValue {
    let array = js_sys::Array::new();
    for value in values {
        array.push(value);
    }
    array.into()
}

/// `target[name]`, or `undefined` where that throws.
pub(crate) fn member(target: &JsValue, name: &str) -> JsValue {
    keyed(target, &JsValue::from_str(name))
}

fn keyed(target: &JsValue, key: &JsValue) -> JsValue {
    let target: &Any = target.unchecked_ref();
    into_javascript(|| target.get(key)).unwrap_or(JsValue::UNDEFINED)
}
