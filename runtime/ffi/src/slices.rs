//! Slices of JavaScript arrays.

use crate::{
    conversions, engine, items,
    proxy::{JsProxy, raised},
    realm::Realm,
};
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};
use wasm_bindgen::{JsCast, JsValue};

/// `proxy[start:stop:step]`: a new array.
pub(crate) fn get(proxy: &JsProxy, slice: &PyObject, vm: &VirtualMachine) -> PyResult {
    let part = js_sys::Array::<JsValue>::new();
    for index in Bounds::of(proxy, slice, vm)?.positions(vm)? {
        let item = proxy.realm().get_index(proxy.value(), index);
        part.push(&item.map_err(|error| raised(vm, error))?);
    }
    Ok(conversions::to_python(vm, part.into()))
}

/// `proxy[start:stop:step] = values`, or `del proxy[start:stop:step]`.
pub(crate) fn set(
    proxy: &JsProxy,
    slice: &PyObject,
    values: Option<&PyObject>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let bounds = Bounds::of(proxy, slice, vm)?;
    let values: Vec<PyObjectRef> = match values {
        Some(values) => values.try_to_value(vm)?,
        None if bounds.step == 1 => Vec::new(),
        None => {
            let mut positions = bounds.positions(vm)?;
            positions.sort_unstable_by(|a, b| b.cmp(a));
            for index in positions {
                splice(proxy, index, 1, &[], vm)?;
            }
            return Ok(());
        }
    };
    let values: Vec<JsValue> = values
        .iter()
        .map(|value| conversions::to_javascript(vm, value))
        .collect::<PyResult<_>>()?;
    if bounds.step == 1 {
        let count = bounds.stop.saturating_sub(bounds.start);
        return splice(proxy, bounds.start, count, &values, vm);
    }
    let positions = bounds.positions(vm)?;
    if positions.len() != values.len() {
        return Err(vm.new_value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {}",
            values.len(),
            positions.len()
        )));
    }
    let target: &engine::Any = proxy.value().unchecked_ref();
    for (index, value) in positions.into_iter().zip(&values) {
        crate::crossing::into_javascript(|| target.set_index(index, value))
            .map_err(|error| raised(vm, error))?;
    }
    Ok(())
}

fn splice(
    proxy: &JsProxy,
    start: u32,
    count: u32,
    values: &[JsValue],
    vm: &VirtualMachine,
) -> PyResult<()> {
    let mut arguments = vec![JsValue::from(start), JsValue::from(count)];
    arguments.extend_from_slice(values);
    items::method(proxy, vm, "splice", &arguments).map(drop)
}

/// What a slice means for an array of some length.
struct Bounds {
    /// `start`, `stop` and `step`, as Python objects.
    parts: Vec<PyObjectRef>,
    start: u32,
    stop: u32,
    step: i64,
}

impl Bounds {
    fn of(proxy: &JsProxy, slice: &PyObject, vm: &VirtualMachine) -> PyResult<Self> {
        let length = items::length(proxy, vm)?;
        let parts: Vec<PyObjectRef> =
            vm.call_method(slice, "indices", (length,))?.try_to_value(vm)?;
        let number = |place: usize| match parts.get(place) {
            Some(part) => part.try_to_value::<i64>(vm),
            None => Ok(0),
        };
        // They lie within the array; only a negative step has a stop of -1.
        let index = |number: i64| u32::try_from(number).unwrap_or(0);
        let (start, stop, step) = (index(number(0)?), index(number(1)?), number(2)?);
        Ok(Self { parts, start, stop, step })
    }

    fn positions(&self, vm: &VirtualMachine) -> PyResult<Vec<u32>> {
        let range = vm.ctx.types.range_type.as_object();
        range.call(self.parts.clone(), vm)?.try_to_value(vm)
    }
}
