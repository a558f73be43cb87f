//! RustPython's `_datetime`, told the time by the browser.
//!
//! `datetime.now()` and `utcnow()` read the operating system's clock, which
//! traps on this target. Everything else already asks the `time` module.

use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyModule, PyModuleDef, PyModuleSlots, PyType, PyTypeRef},
    function::{ItemDoc, OptionalArg, PyMethodDef, PyMethodFlags},
    warn::warn,
};
use std::sync::OnceLock;

type Exec = fn(&VirtualMachine, &Py<PyModule>) -> PyResult<()>;

static ORIGINAL: OnceLock<Exec> = OnceLock::new();

const NOW: PyMethodDef = PyMethodDef::new_const(
    "now",
    now,
    PyMethodFlags::CLASS,
    ItemDoc::static_text(
        "now($type, /, tz=None)\n--\n\nThe current time, local or in the time zone tz.",
    ),
);

const UTC_NOW: PyMethodDef = PyMethodDef::new_const(
    "utcnow",
    utc_now,
    PyMethodFlags::CLASS,
    ItemDoc::static_text("utcnow($type, /)\n--\n\nThe current time in UTC, without a time zone."),
);

const UTC_NOW_IS_DEPRECATED: &str = "datetime.datetime.utcnow() is deprecated and scheduled for removal in a future \
     version. Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.now(datetime.UTC).";

/// The same module with these two class methods replaced.
pub(crate) fn with_clock(def: &'static PyModuleDef) -> &'static PyModuleDef {
    let Some(exec) = def.slots.exec else { return def };
    let _ = ORIGINAL.set(exec);
    Box::leak(Box::new(PyModuleDef {
        name: def.name,
        doc: def.doc,
        methods: def.methods,
        slots: PyModuleSlots { create: def.slots.create, exec: Some(fill) },
    }))
}

fn fill(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
    if let Some(original) = ORIGINAL.get() {
        original(vm, module)?;
    }
    let class = module.as_object().get_attr("datetime", vm)?;
    let Ok(class) = class.downcast::<PyType>() else { return Ok(()) };
    // The class is static: it lives as long as the interpreter.
    let class: &'static PyTypeRef = Box::leak(Box::new(class));
    for method in [NOW, UTC_NOW] {
        let method: &'static PyMethodDef = Box::leak(Box::new(method));
        class.set_str_attr(method.name, method.build_classmethod(&vm.ctx, class), &vm.ctx);
    }
    Ok(())
}

#[derive(FromArgs)]
struct NowArgs {
    #[pyarg(any, optional)]
    tz: OptionalArg<PyObjectRef>,
}

fn now(class: PyTypeRef, args: NowArgs, vm: &VirtualMachine) -> PyResult {
    at_present(class, args.tz.unwrap_or_none(vm), vm)
}

fn utc_now(class: PyTypeRef, vm: &VirtualMachine) -> PyResult {
    let message = vm.ctx.new_str(UTC_NOW_IS_DEPRECATED).into();
    warn(message, Some(vm.ctx.exceptions.deprecation_warning.to_owned()), 1, None, vm)?;
    let utc = vm.import("_datetime", 0)?.get_attr("UTC", vm)?;
    let aware = at_present(class, utc, vm)?;
    let replace = aware.get_attr("replace", vm)?;
    let naive = rustpython_vm::function::KwArgs::new(
        std::iter::once(("tzinfo".into(), vm.ctx.none())).collect(),
    );
    replace.call(rustpython_vm::function::FuncArgs::new(Vec::<PyObjectRef>::new(), naive), vm)
}

/// `datetime.fromtimestamp` of the base class, whatever a subclass made of it.
fn at_present(class: PyTypeRef, zone: PyObjectRef, vm: &VirtualMachine) -> PyResult {
    let seconds = vm.call_method(&*vm.import("time", 0)?, "time", ())?;
    let base = vm.import("_datetime", 0)?.get_attr("datetime", vm)?;
    let descriptor = base.get_attr("__dict__", vm)?.get_item("fromtimestamp", vm)?;
    let method = vm.call_method(&descriptor, "__get__", (vm.ctx.none(), class))?;
    method.call((seconds, zone), vm)
}
