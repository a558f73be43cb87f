//! `_local`: attributes that each thread has its own values of.

use morelia_fiber::current_ident;
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyPayload, PyResult, VirtualMachine,
    builtins::{PyDictRef, PyStr, PyType, PyTypeRef},
    function::{FuncArgs, PySetterValue},
    object::{Traverse, TraverseFn},
    pyclass,
    types::{GetAttr, SetAttr},
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::{Rc, Weak};

#[derive(Default)]
struct Values {
    init_args: RefCell<FuncArgs>,
    by_thread: RefCell<BTreeMap<u64, PyDictRef>>,
}

thread_local! {
    /// Whose values a thread has to drop at its end.
    static USED: RefCell<BTreeMap<u64, Vec<Weak<Values>>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Drops the values of a thread that ended.
pub(crate) fn forget(ident: u64) {
    let used = USED.with_borrow_mut(|used| used.remove(&ident)).unwrap_or_default();
    for values in used.iter().filter_map(Weak::upgrade) {
        let dropped = values.by_thread.borrow_mut().remove(&ident);
        // Its finalizers may use thread-local values again.
        drop(dropped);
    }
}

/// Thread-local data: `threading.local`.
#[pyclass(module = "_thread", name = "_local", traverse = "manual")]
#[derive(PyPayload)]
pub(crate) struct Local {
    values: Rc<Values>,
}

impl fmt::Debug for Local {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad("Local")
    }
}

// SAFETY: every object that a `Local` holds is visited once.
unsafe impl Traverse for Local {
    fn traverse(&self, visit: &mut TraverseFn<'_>) {
        if let Ok(args) = self.values.init_args.try_borrow() {
            args.traverse(visit);
        }
        if let Ok(by_thread) = self.values.by_thread.try_borrow() {
            for dict in by_thread.values() {
                dict.traverse(visit);
            }
        }
    }

    fn clear(&mut self, out: &mut Vec<PyObjectRef>) {
        if let Ok(mut args) = self.values.init_args.try_borrow_mut() {
            out.append(&mut args.args);
            out.extend(args.kwargs.drain(..).map(|(_, value)| value));
        }
        if let Ok(mut by_thread) = self.values.by_thread.try_borrow_mut() {
            out.extend(std::mem::take(&mut *by_thread).into_values().map(PyObjectRef::from));
        }
    }
}

#[pyclass(with(GetAttr, SetAttr), flags(BASETYPE, HAS_WEAKREF))]
impl Local {
    #[pyslot]
    fn slot_new(class: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        if !args.is_empty() && own_init(&class, vm).is_none() {
            return Err(vm.new_type_error("Initialization arguments are not supported"));
        }
        let values = Values { init_args: RefCell::new(args), ..Values::default() };
        let local = Self { values: Rc::new(values) }.into_ref_with_type(vm, class)?;
        // `type.__call__` calls `__init__` after this: for this thread the
        // values must be there already.
        local.values_or_new(vm);
        Ok(local.into())
    }

    #[pygetset(name = "__dict__")]
    fn dict(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyDictRef> {
        initialised(zelf, vm)
    }
}

impl Local {
    /// The running thread's values, and whether they were made just now.
    fn values_or_new(&self, vm: &VirtualMachine) -> (PyDictRef, bool) {
        let ident = current_ident();
        if let Some(dict) = self.values.by_thread.borrow().get(&ident) {
            return (dict.clone(), false);
        }
        let dict = vm.ctx.new_dict();
        self.values.by_thread.borrow_mut().insert(ident, dict.clone());
        USED.with_borrow_mut(|used| {
            let used = used.entry(ident).or_default();
            used.retain(|values| values.strong_count() > 0);
            used.push(Rc::downgrade(&self.values));
        });
        (dict, true)
    }
}

/// The running thread's values; a thread that comes here for the first time
/// runs `__init__` again.
fn initialised(zelf: &Py<Local>, vm: &VirtualMachine) -> PyResult<PyDictRef> {
    let (dict, is_new) = zelf.values_or_new(vm);
    if is_new && let Some(init) = own_init(zelf.class(), vm) {
        let args = zelf.values.init_args.borrow().clone();
        if let Err(error) = init(zelf.as_object(), args, vm) {
            zelf.values.by_thread.borrow_mut().remove(&current_ident());
            return Err(error);
        }
    }
    Ok(dict)
}

type Init = fn(&rustpython_vm::PyObject, FuncArgs, &VirtualMachine) -> PyResult<()>;

/// The `__init__` of a subclass.
fn own_init(class: &Py<PyType>, vm: &VirtualMachine) -> Option<Init> {
    let init = class.slots.init.load()?;
    let inherited = vm.ctx.types.object_type.slots.init.load();
    let is_inherited = inherited.is_some_and(|inherited| inherited as usize == init as usize);
    (!is_inherited).then_some(init)
}

impl GetAttr for Local {
    fn getattro(zelf: &Py<Self>, name: &Py<PyStr>, vm: &VirtualMachine) -> PyResult {
        let dict = initialised(zelf, vm)?;
        if name.as_bytes() == b"__dict__" {
            return Ok(dict.into());
        }
        zelf.as_object().generic_getattr_opt(name, Some(dict), vm)?.ok_or_else(|| {
            vm.new_attribute_error(format!(
                "'{}' object has no attribute '{name}'",
                zelf.class().name()
            ))
        })
    }
}

impl SetAttr for Local {
    fn setattro(
        zelf: &Py<Self>,
        name: &Py<PyStr>,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if name.as_bytes() == b"__dict__" {
            return Err(vm.new_attribute_error(format!(
                "'{}' object attribute '__dict__' is read-only",
                zelf.class().name()
            )));
        }
        let dict = initialised(zelf, vm)?;
        match value {
            PySetterValue::Assign(value) => dict.set_item(name, value, vm),
            PySetterValue::Delete => dict.del_item(name, vm).map_err(|_| {
                vm.new_attribute_error(format!(
                    "'{}' object has no attribute '{name}'",
                    zelf.class().name()
                ))
            }),
        }
    }
}
