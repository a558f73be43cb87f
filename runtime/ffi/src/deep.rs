//! Explicit conversion: `to_js` and `JsProxy.to_py`, by copying.

use crate::{
    buffers,
    closures::function,
    conversions, engine, exception, handles,
    proxy::{JsProxy, raised},
    realm::{LocalRealm, Realm},
};
use rustc_hash::FxHashMap;
use rustpython_vm::{
    AsObject, FromArgs, PyObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyBytes, PyDict, PyList, PySet, PyStr, PyTuple},
    function::OptionalArg,
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};

/// Levels of nesting that are copied; deeper ones would overflow the stack.
const DEEPEST: usize = 500;

/// The options of `JsProxy.to_py`.
#[derive(FromArgs)]
pub(crate) struct ToPyOptions {
    #[pyarg(named, default = -1)]
    depth: isize,
    #[pyarg(named, default)]
    pub(crate) default_converter: OptionalArg<PyObjectRef>,
}

impl ToPyOptions {
    pub(crate) fn depth(&self) -> Option<usize> {
        levels(self.depth)
    }
}

/// `None` means all levels.
fn levels(depth: isize) -> Option<usize> {
    usize::try_from(depth).ok()
}

/// Copies a JavaScript object to Python collections.
pub(crate) fn to_py(
    vm: &VirtualMachine,
    object: &PyObject,
    depth: Option<usize>,
    default_converter: OptionalArg<PyObjectRef>,
) -> PyResult {
    let Some(proxy) = object.downcast_ref::<JsProxy>() else {
        return Ok(object.to_owned());
    };
    let state = ToPyState {
        seen: engine::StrongIds::new_strong_ids(),
        copies: RefCell::new(Vec::new()),
        default_converter: default_converter.into_option().filter(|f| !vm.is_none(f)),
    };
    ToPy { vm, state: Rc::new(state) }.copy(proxy.value(), depth, 0)
}

struct ToPy<'a> {
    vm: &'a VirtualMachine,
    state: Rc<ToPyState>,
}

/// What the converters of one `to_py` share.
struct ToPyState {
    /// From objects to indices of `copies`: objects may be cyclic.
    seen: engine::StrongIds,
    copies: RefCell<Vec<PyObjectRef>>,
    default_converter: Option<PyObjectRef>,
}

impl ToPyState {
    fn known(&self, value: &JsValue) -> Option<PyObjectRef> {
        let index = self.seen.strong_id(value)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "only `remember` writes these"
        )]
        self.copies.borrow().get(index as usize).cloned()
    }

    fn remember(&self, value: &JsValue, copy: PyObjectRef) {
        let mut copies = self.copies.borrow_mut();
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^53 fit into memory")]
        self.seen.set_strong_id(value, copies.len() as f64);
        copies.push(copy);
    }
}

impl ToPy<'_> {
    fn copy(&self, value: &JsValue, depth: Option<usize>, level: usize) -> PyResult {
        let vm = self.vm;
        if depth == Some(0) || !value.is_object() {
            return Ok(conversions::to_python(vm, value.clone()));
        }
        if level > DEEPEST {
            return Err(vm.new_recursion_error("the object is nested too deeply to be copied"));
        }
        if let Some(copy) = self.state.known(value) {
            return Ok(copy);
        }
        let deeper = depth.map(|depth| depth.saturating_sub(1));
        let throws = |error| raised(vm, error);
        if engine::is_array(value).map_err(throws)? {
            let list = vm.ctx.new_list(Vec::new());
            self.state.remember(value, list.clone().into());
            for item in engine::array_from(value).map_err(throws)?.iter() {
                let item = self.copy(&item, deeper, level + 1)?;
                list.borrow_vec_mut().push(item);
            }
            return Ok(list.into());
        }
        if engine::is_a(value, "Map").map_err(throws)? {
            let entries = engine::array_from(value).map_err(throws)?;
            return self.dict(value, &entries, deeper, level);
        }
        if engine::is_a(value, "Set").map_err(throws)? {
            let set = vm.ctx.types.set_type.as_object().call((), vm)?;
            self.state.remember(value, set.clone());
            for item in engine::array_from(value).map_err(throws)?.iter() {
                let item = self.copy(&item, deeper, level + 1)?;
                vm.call_method(&set, "add", (item,))?;
            }
            return Ok(set);
        }
        if is_plain(value).map_err(throws)? && handles::original(value).is_none() {
            let entries = engine::object_entries(value).map_err(throws)?;
            return self.dict(value, entries.unchecked_ref(), deeper, level);
        }
        self.other(value, deeper, level)
    }

    fn dict(
        &self,
        value: &JsValue,
        entries: &js_sys::Array,
        deeper: Option<usize>,
        level: usize,
    ) -> PyResult {
        let dict = self.vm.ctx.new_dict();
        self.state.remember(value, dict.clone().into());
        for entry in entries.iter() {
            let part =
                |index| LocalRealm.get_index(&entry, index).map_err(|error| raised(self.vm, error));
            let key = conversions::to_python(self.vm, part(0)?);
            let item = self.copy(&part(1)?, deeper, level + 1)?;
            dict.set_item(&*key, item, self.vm)?;
        }
        Ok(dict.into())
    }

    fn other(&self, value: &JsValue, deeper: Option<usize>, level: usize) -> PyResult {
        let vm = self.vm;
        let proxy = conversions::to_python(vm, value.clone());
        let Some(converter) = &self.state.default_converter else {
            return Ok(proxy);
        };
        let state = Rc::clone(&self.state);
        let convert = function(vm, move |mut args, vm| {
            let object = args.take_positional().unwrap_or_else(|| vm.ctx.none());
            let Some(proxy) = object.downcast_ref::<JsProxy>() else {
                return Ok(object);
            };
            ToPy { vm, state: Rc::clone(&state) }.copy(proxy.value(), deeper, level + 1)
        });
        let state = Rc::clone(&self.state);
        let cache = function(vm, move |args, vm| {
            if let [key, copy] = args.args.as_slice()
                && let Some(proxy) = key.downcast_ref::<JsProxy>()
            {
                state.remember(proxy.value(), copy.clone());
            }
            Ok(vm.ctx.none())
        });
        let copy = converter.call((proxy, convert, cache), vm)?;
        self.state.remember(value, copy.clone());
        Ok(copy)
    }
}

/// Whether an object is a literal `{…}`, of any realm, and no class instance.
pub(crate) fn is_plain(value: &JsValue) -> Result<bool, JsValue> {
    let prototype = engine::prototype_of(value)?;
    if prototype.is_null() {
        return Ok(true);
    }
    Ok(engine::prototype_of(&prototype)?.is_null()
        && LocalRealm.has(&prototype, &JsValue::from_str("isPrototypeOf"))?
        && !engine::member(value, "then").is_function())
}

/// The options of `to_js`.
#[derive(FromArgs)]
pub(crate) struct ToJsOptions {
    #[pyarg(named, default = -1)]
    depth: isize,
    #[pyarg(named, default)]
    pyproxies: OptionalArg<PyObjectRef>,
    #[pyarg(named, default = true)]
    create_pyproxies: bool,
    #[pyarg(named, default)]
    dict_converter: OptionalArg<PyObjectRef>,
    #[pyarg(named, default)]
    default_converter: OptionalArg<PyObjectRef>,
    #[pyarg(named, default)]
    eager_converter: OptionalArg<PyObjectRef>,
}

/// Copies Python collections to JavaScript ones.
pub(crate) fn to_js(vm: &VirtualMachine, object: &PyObject, options: ToJsOptions) -> PyResult {
    let given =
        |option: OptionalArg<PyObjectRef>| option.into_option().filter(|value| !vm.is_none(value));
    let state = ToJsState {
        seen: RefCell::new(FxHashMap::default()),
        pyproxies: given(options.pyproxies),
        create_pyproxies: options.create_pyproxies,
        dict_converter: given(options.dict_converter),
        default_converter: given(options.default_converter),
        eager_converter: given(options.eager_converter),
    };
    let copy = ToJs { vm, state: Rc::new(state) }.copy(object, levels(options.depth), 0)?;
    Ok(conversions::to_python(vm, copy))
}

/// [`to_js`] with this depth, and no other options.
pub(crate) fn to_js_of_depth(vm: &VirtualMachine, object: &PyObject, depth: isize) -> PyResult {
    to_js(vm, object, ToJsOptions { depth, ..ToJsOptions::default() })
}

/// `proxy.toJs(options)`, whose options are a JavaScript object.
pub(crate) fn to_js_with_options(
    vm: &VirtualMachine,
    object: &PyObject,
    options: &PyObject,
) -> PyResult {
    let option = |name: &str| match options.downcast_ref::<JsProxy>() {
        Some(options) => options.property(vm, name).map(|value| conversions::to_python(vm, value)),
        None => Ok(vm.ctx.none()),
    };
    let depth = option("depth")?;
    let create = option("create_pyproxies")?;
    let options = ToJsOptions {
        depth: if vm.is_none(&depth) { -1 } else { depth.try_to_value(vm)? },
        pyproxies: OptionalArg::Present(option("pyproxies")?),
        create_pyproxies: vm.is_none(&create) || create.try_to_bool(vm)?,
        dict_converter: OptionalArg::Present(option("dict_converter")?),
        default_converter: OptionalArg::Present(option("default_converter")?),
        eager_converter: OptionalArg::Present(option("eager_converter")?),
    };
    to_js(vm, object, options)
}

impl Default for ToJsOptions {
    fn default() -> Self {
        Self {
            depth: -1,
            pyproxies: OptionalArg::Missing,
            create_pyproxies: true,
            dict_converter: OptionalArg::Missing,
            default_converter: OptionalArg::Missing,
            eager_converter: OptionalArg::Missing,
        }
    }
}

struct ToJs<'a> {
    vm: &'a VirtualMachine,
    state: Rc<ToJsState>,
}

/// What the converters of one `to_js` share.
struct ToJsState {
    /// From addresses to objects, which stay alive, and their copies:
    /// collections may be cyclic.
    seen: RefCell<FxHashMap<usize, (PyObjectRef, JsValue)>>,
    pyproxies: Option<PyObjectRef>,
    create_pyproxies: bool,
    dict_converter: Option<PyObjectRef>,
    default_converter: Option<PyObjectRef>,
    eager_converter: Option<PyObjectRef>,
}

impl ToJsState {
    fn known(&self, object: &PyObject) -> Option<JsValue> {
        self.seen.borrow().get(&object.get_id()).map(|(_, copy)| copy.clone())
    }

    fn remember(&self, object: &PyObject, copy: JsValue) {
        self.seen.borrow_mut().insert(object.get_id(), (object.to_owned(), copy));
    }
}

impl ToJs<'_> {
    fn copy(&self, object: &PyObject, depth: Option<usize>, level: usize) -> PyResult<JsValue> {
        match &self.state.eager_converter {
            Some(eager) if conversions::immutable_to_javascript(self.vm, object)?.is_none() => {
                if let Some(copy) = self.state.known(object) {
                    return Ok(copy);
                }
                self.converted(eager, object, depth, level)
            }
            _ => self.copy_itself(object, depth, level),
        }
    }

    fn copy_itself(
        &self,
        object: &PyObject,
        depth: Option<usize>,
        level: usize,
    ) -> PyResult<JsValue> {
        let vm = self.vm;
        if let Some(value) = conversions::immutable_to_javascript(vm, object)? {
            return Ok(value);
        }
        if depth == Some(0) {
            return self.other(object, depth, level);
        }
        if level > DEEPEST {
            return Err(vm.new_recursion_error("the object is nested too deeply to be copied"));
        }
        if let Some(copy) = self.state.known(object) {
            return Ok(copy);
        }
        let deeper = depth.map(|depth| depth.saturating_sub(1));
        if let Some(list) = object.downcast_ref::<PyList>() {
            let items = list.borrow_vec().to_vec();
            return self.array(object, &items, deeper, level);
        }
        if let Some(tuple) = object.downcast_ref::<PyTuple>() {
            return self.array(object, tuple.as_slice(), deeper, level);
        }
        if let Some(dict) = object.downcast_ref::<PyDict>() {
            let entries: Vec<_> = dict.to_owned().into_iter().collect();
            return self.dict(object, &entries, deeper, level);
        }
        if object.downcast_ref::<PySet>().is_some()
            || object.fast_isinstance(vm.ctx.types.frozenset_type)
        {
            let items: Vec<PyObjectRef> = object.try_to_value(vm)?;
            let set = js_sys::Set::<JsValue>::new(&JsValue::UNDEFINED);
            self.state.remember(object, set.clone().into());
            for item in items {
                set.add(&self.copy(&item, deeper, level + 1)?);
            }
            return Ok(set.into());
        }
        if let Some(bytes) = object.downcast_ref::<PyBytes>() {
            return Ok(js_sys::Uint8Array::from(bytes.as_bytes()).into());
        }
        if let Some(copy) = buffers::to_typed_array(vm, object)? {
            self.state.remember(object, copy.clone());
            return Ok(copy);
        }
        self.other(object, deeper, level)
    }

    fn array(
        &self,
        object: &PyObject,
        items: &[PyObjectRef],
        deeper: Option<usize>,
        level: usize,
    ) -> PyResult<JsValue> {
        let array = js_sys::Array::<JsValue>::new();
        self.state.remember(object, array.clone().into());
        for item in items {
            array.push(&self.copy(item, deeper, level + 1)?);
        }
        Ok(array.into())
    }

    /// A plain object; a `Map` where a key is not a string, since a property
    /// would turn it into one; or what `dict_converter` makes of the pairs.
    fn dict(
        &self,
        object: &PyObject,
        entries: &[(PyObjectRef, PyObjectRef)],
        deeper: Option<usize>,
        level: usize,
    ) -> PyResult<JsValue> {
        let vm = self.vm;
        if let Some(convert) = &self.state.dict_converter {
            let pairs = js_sys::Array::<JsValue>::new();
            for (key, item) in entries {
                let pair =
                    [self.copy(key, deeper, level + 1)?, self.copy(item, deeper, level + 1)?];
                pairs.push(&engine::array_of(&pair));
            }
            let converted = convert.call((conversions::to_python(vm, pairs.into()),), vm)?;
            return conversions::to_javascript(vm, &converted);
        }
        if entries.iter().all(|(key, _)| key.downcast_ref::<PyStr>().is_some()) {
            let copy = JsValue::from(js_sys::Object::<JsValue>::new());
            self.state.remember(object, copy.clone());
            for (key, item) in entries {
                let key = conversions::to_javascript(vm, key)?;
                let item = self.copy(item, deeper, level + 1)?;
                engine::set_own(&copy, &key, &item).map_err(|error| raised(vm, error))?;
            }
            return Ok(copy);
        }
        let map = js_sys::Map::<JsValue, JsValue>::new();
        self.state.remember(object, map.clone().into());
        for (key, item) in entries {
            map.set(&self.copy(key, deeper, level + 1)?, &self.copy(item, deeper, level + 1)?);
        }
        Ok(map.into())
    }

    fn other(&self, object: &PyObject, depth: Option<usize>, level: usize) -> PyResult<JsValue> {
        let vm = self.vm;
        if let Some(converter) = &self.state.default_converter {
            return self.converted(converter, object, depth, level);
        }
        if !self.state.create_pyproxies {
            return Err(exception::not_converted(
                vm,
                format!(
                    "no conversion of {} to JavaScript is known, and create_pyproxies is False",
                    object.class().name()
                ),
            ));
        }
        let proxy = handles::proxy_of(vm, object);
        let collected = self.state.pyproxies.as_ref().and_then(|c| c.downcast_ref::<JsProxy>());
        if let Some(collected) = collected {
            let push = collected.property(vm, "push")?;
            collected
                .realm()
                .call(&push, collected.value(), &[proxy.clone()])
                .map_err(|error| raised(vm, error))?;
        }
        Ok(proxy)
    }

    /// What `converter(object, convert, cache)` gives. Its `convert` does what
    /// would be done without it, and `cache` tells early what an object
    /// becomes, so that it may contain itself.
    fn converted(
        &self,
        converter: &PyObject,
        object: &PyObject,
        depth: Option<usize>,
        level: usize,
    ) -> PyResult<JsValue> {
        let vm = self.vm;
        let state = Rc::clone(&self.state);
        let itself = object.to_owned();
        let convert = function(vm, move |mut args, vm| {
            let value = args.take_positional().unwrap_or_else(|| vm.ctx.none());
            let copier = ToJs { vm, state: Rc::clone(&state) };
            // Not the converter again for the same object: it would have no end.
            let copy = if value.is(&itself) && copier.state.eager_converter.is_none() {
                conversions::to_javascript(vm, &value)?
            } else if value.is(&itself) {
                copier.copy_itself(&value, depth, level)?
            } else {
                copier.copy(&value, depth, level + 1)?
            };
            Ok(conversions::to_python(vm, copy))
        });
        let state = Rc::clone(&self.state);
        let cache = function(vm, move |args, vm| {
            if let [key, copy] = args.args.as_slice() {
                state.remember(key, conversions::to_javascript(vm, copy)?);
            }
            Ok(vm.ctx.none())
        });
        let converted = converter.call((object.to_owned(), convert, cache), vm)?;
        let converted = conversions::to_javascript(vm, &converted)?;
        self.state.remember(object, converted.clone());
        Ok(converted)
    }
}
