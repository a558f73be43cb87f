//! `lock` and `RLock`.

/// Seconds. As in CPython on 64-bit systems.
pub(crate) const TIMEOUT_MAX: f64 = 9_223_372_036.0;

#[rustpython_vm::pymodule(sub)]
pub(crate) mod locks {
    use super::TIMEOUT_MAX;
    use crate::queue::Queue;
    use morelia_fiber::current_ident;
    use rustpython_vm::{
        AsObject, FromArgs, Py, PyObjectRef, PyPayload, PyResult, VirtualMachine,
        builtins::{PyTupleRef, PyType},
        function::{Either, FuncArgs},
        types::{Constructor, Representable},
    };
    use std::cell::Cell;
    use std::fmt;

    /// What `acquire` takes.
    #[derive(FromArgs)]
    pub(crate) struct AcquireArgs {
        #[pyarg(any, default = true)]
        blocking: bool,
        #[pyarg(any, default)]
        timeout: Option<Either<f64, i64>>,
    }

    /// How long to wait: not at all, for some seconds, or without limit.
    enum Patience {
        None,
        Seconds(f64),
        Unlimited,
    }

    impl AcquireArgs {
        fn patience(&self, vm: &VirtualMachine) -> PyResult<Patience> {
            let timeout = match self.timeout {
                None => -1.0,
                Some(Either::A(seconds)) => seconds,
                Some(Either::B(seconds)) => seconds as f64,
            };
            let unlimited = timeout == -1.0;
            match (self.blocking, unlimited) {
                (false, true) => Ok(Patience::None),
                (false, false) => {
                    Err(vm.new_value_error("can't specify a timeout for a non-blocking call"))
                }
                (true, true) => Ok(Patience::Unlimited),
                (true, false) if timeout < 0.0 || timeout.is_nan() => {
                    Err(vm.new_value_error("timeout value must be a non-negative number"))
                }
                (true, false) if timeout > TIMEOUT_MAX => {
                    Err(vm.new_overflow_error("timeout value is too large"))
                }
                (true, false) => Ok(Patience::Seconds(timeout)),
            }
        }
    }

    /// A lock that any thread may release.
    #[pyattr(name = "LockType")]
    #[pyattr(name = "lock")]
    #[pyclass(module = "_thread", name = "lock")]
    #[derive(PyPayload, Default)]
    pub(crate) struct Lock {
        locked: Cell<bool>,
        queue: Queue,
    }

    impl fmt::Debug for Lock {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.pad("Lock")
        }
    }

    impl Lock {
        fn take(&self, patience: &Patience, vm: &VirtualMachine) -> PyResult<bool> {
            if !self.locked.get() {
                self.locked.set(true);
                return Ok(true);
            }
            // Whoever releases it hands it over without unlocking it.
            let give_back = || self.locked.set(false);
            match patience {
                Patience::None => Ok(false),
                Patience::Seconds(0.0) => Ok(false),
                Patience::Seconds(seconds) => self.queue.wait(Some(*seconds), give_back, vm),
                Patience::Unlimited => self.queue.wait(None, give_back, vm),
            }
        }

        fn let_go(&self) {
            if !self.queue.grant() {
                self.locked.set(false);
            }
        }
    }

    #[pyclass(with(Constructor, Representable), flags(HAS_WEAKREF))]
    impl Lock {
        #[pymethod]
        #[pymethod(name = "acquire_lock")]
        fn acquire(zelf: &Py<Self>, args: AcquireArgs, vm: &VirtualMachine) -> PyResult<bool> {
            zelf.take(&args.patience(vm)?, vm)
        }

        #[pymethod]
        #[pymethod(name = "release_lock")]
        fn release(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
            if !zelf.locked.get() {
                return Err(vm.new_runtime_error("release unlocked lock"));
            }
            zelf.let_go();
            Ok(())
        }

        #[pymethod]
        #[pymethod(name = "locked_lock")]
        fn locked(zelf: &Py<Self>) -> bool {
            zelf.locked.get()
        }

        #[pymethod]
        fn _at_fork_reinit(zelf: &Py<Self>) {
            zelf.queue.clear();
            zelf.locked.set(false);
        }

        #[pymethod]
        fn __enter__(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<bool> {
            zelf.take(&Patience::Unlimited, vm)
        }

        #[pymethod]
        fn __exit__(zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
            Self::release(zelf, vm)
        }
    }

    impl Constructor for Lock {
        type Args = ();

        fn py_new(_class: &Py<PyType>, _args: (), _vm: &VirtualMachine) -> PyResult<Self> {
            Ok(Self::default())
        }
    }

    impl Representable for Lock {
        fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
            let status = if zelf.locked.get() { "locked" } else { "unlocked" };
            Ok(format!("<{status} {} object at {:#x}>", zelf.class().name(), zelf.get_id()))
        }
    }

    /// A lock that only its owner may release, and may take again.
    #[pyattr]
    #[pyclass(module = "_thread", name = "RLock")]
    #[derive(PyPayload, Default)]
    pub(crate) struct RLock {
        lock: Lock,
        owner: Cell<u64>,
        count: Cell<usize>,
    }

    impl fmt::Debug for RLock {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.pad("RLock")
        }
    }

    impl RLock {
        fn is_owned(&self) -> bool {
            self.count.get() > 0 && self.owner.get() == current_ident()
        }

        fn take(&self, patience: &Patience, vm: &VirtualMachine) -> PyResult<bool> {
            if self.is_owned() {
                self.count.set(self.count.get() + 1);
                return Ok(true);
            }
            let taken = self.lock.take(patience, vm)?;
            if taken {
                self.owner.set(current_ident());
                self.count.set(1);
            }
            Ok(taken)
        }

        fn let_go(&self, vm: &VirtualMachine) -> PyResult<()> {
            if !self.is_owned() {
                return Err(vm.new_runtime_error("cannot release un-acquired lock"));
            }
            self.count.set(self.count.get() - 1);
            if self.count.get() == 0 {
                self.owner.set(0);
                self.lock.let_go();
            }
            Ok(())
        }
    }

    #[pyclass(with(Constructor, Representable), flags(BASETYPE, HAS_WEAKREF))]
    impl RLock {
        #[pymethod]
        #[pymethod(name = "acquire_lock")]
        fn acquire(zelf: &Py<Self>, args: AcquireArgs, vm: &VirtualMachine) -> PyResult<bool> {
            zelf.take(&args.patience(vm)?, vm)
        }

        #[pymethod]
        #[pymethod(name = "release_lock")]
        fn release(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
            zelf.let_go(vm)
        }

        #[pymethod]
        fn locked(zelf: &Py<Self>) -> bool {
            zelf.count.get() > 0
        }

        #[pymethod]
        fn _is_owned(zelf: &Py<Self>) -> bool {
            zelf.is_owned()
        }

        #[pymethod]
        fn _recursion_count(zelf: &Py<Self>) -> usize {
            if zelf.is_owned() { zelf.count.get() } else { 0 }
        }

        #[pymethod]
        fn _release_save(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<(usize, u64)> {
            if !zelf.is_owned() {
                return Err(vm.new_runtime_error("cannot release un-acquired lock"));
            }
            let saved = (zelf.count.take(), zelf.owner.take());
            zelf.lock.let_go();
            Ok(saved)
        }

        #[pymethod]
        fn _acquire_restore(
            zelf: &Py<Self>,
            saved: PyTupleRef,
            vm: &VirtualMachine,
        ) -> PyResult<()> {
            let [count, owner] = saved.as_slice() else {
                return Err(vm.new_type_error("_acquire_restore() argument 1 must be a pair"));
            };
            let count: usize = count.clone().try_into_value(vm)?;
            let owner: u64 = owner.clone().try_into_value(vm)?;
            zelf.lock.take(&Patience::Unlimited, vm)?;
            zelf.owner.set(owner);
            zelf.count.set(count);
            Ok(())
        }

        #[pymethod]
        fn _at_fork_reinit(zelf: &Py<Self>) {
            zelf.lock.queue.clear();
            zelf.lock.locked.set(false);
            zelf.count.set(0);
            zelf.owner.set(0);
        }

        #[pymethod]
        fn __enter__(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<bool> {
            zelf.take(&Patience::Unlimited, vm)
        }

        #[pymethod]
        fn __exit__(zelf: &Py<Self>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
            zelf.let_go(vm)
        }
    }

    impl Constructor for RLock {
        type Args = FuncArgs;

        fn py_new(_class: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
            Ok(Self::default())
        }
    }

    impl Representable for RLock {
        fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
            Ok(format!(
                "<{} {} object owner={} count={} at {:#x}>",
                if zelf.count.get() > 0 { "locked" } else { "unlocked" },
                zelf.class().name(),
                zelf.owner.get(),
                zelf.count.get(),
                zelf.get_id()
            ))
        }
    }

    /// allocate_lock() -> lock
    #[pyfunction]
    #[pyfunction(name = "allocate")]
    fn allocate_lock(vm: &VirtualMachine) -> PyObjectRef {
        vm.new_pyobj(Lock::default())
    }
}
