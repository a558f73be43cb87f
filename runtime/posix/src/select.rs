//! The `select` module: waiting for pipes, and timers.

pub(crate) use select_module::module_def;

#[pymodule(name = "select")]
mod select_module {
    use crate::{errors::OrRaise, filesystem};
    use rustpython_vm::{
        AsObject, Py, PyObjectRef, PyPayload, PyRef, PyResult, TryFromObject, VirtualMachine,
        builtins::PyModule,
        function::{ArgIterable, OptionalArg, OptionalOption},
        stdlib::_io::Fildes,
    };
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    #[pyattr]
    const PIPE_BUF: i32 = 4096;
    #[pyattr]
    const POLLIN: i32 = 1;
    #[pyattr]
    const POLLPRI: i32 = 2;
    #[pyattr]
    const POLLOUT: i32 = 4;
    #[pyattr]
    const POLLERR: i32 = 8;
    #[pyattr]
    const POLLHUP: i32 = 16;
    #[pyattr]
    const POLLNVAL: i32 = 32;
    #[pyattr]
    const POLLRDNORM: i32 = 64;
    #[pyattr]
    const POLLRDBAND: i32 = 128;
    #[pyattr]
    const POLLWRNORM: i32 = 256;
    #[pyattr]
    const POLLWRBAND: i32 = 512;
    #[pyattr]
    const POLLMSG: i32 = 1024;

    /// Seconds between two looks at the descriptors while waiting: callbacks
    /// of the page may fill a pipe meanwhile.
    const INTERVAL: f64 = 0.01;

    /// Looks until something is ready or the time is over.
    fn wait<T>(
        timeout: Option<f64>,
        vm: &VirtualMachine,
        mut look: impl FnMut() -> PyResult<Vec<T>>,
    ) -> PyResult<Vec<T>> {
        let began = morelia_fiber::monotonic();
        loop {
            let ready = look()?;
            let left = timeout
                .map_or(f64::INFINITY, |timeout| timeout - (morelia_fiber::monotonic() - began));
            if !ready.is_empty() || left <= 0.0 {
                return Ok(ready);
            }
            morelia_fiber::sleep(vm, left.min(INTERVAL))?;
        }
    }

    fn number(value: &PyObjectRef, vm: &VirtualMachine) -> PyResult<f64> {
        value.try_float(vm).map(|float| float.to_f64())
    }

    #[pyfunction]
    fn select(
        rlist: PyObjectRef,
        wlist: PyObjectRef,
        xlist: PyObjectRef,
        timeout: OptionalOption<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<(Vec<PyObjectRef>, Vec<PyObjectRef>, Vec<PyObjectRef>)> {
        let timeout = timeout.flatten().map(|timeout| number(&timeout, vm)).transpose()?;
        if timeout.is_some_and(|timeout| timeout < 0.0) {
            return Err(vm.new_value_error("timeout must be non-negative"));
        }
        let list = |objects: PyObjectRef| -> PyResult<Vec<(PyObjectRef, i32)>> {
            let objects = ArgIterable::<PyObjectRef>::try_from_object(vm, objects)?;
            let with_fd = |object: PyResult<PyObjectRef>| {
                let object = object?;
                let fd = Fildes::try_from_object(vm, object.clone())?.0;
                Ok((object, fd))
            };
            objects.iter(vm)?.map(with_fd).collect()
        };
        let (readers, writers, _) = (list(rlist)?, list(wlist)?, list(xlist)?);
        let ready = wait(timeout, vm, || {
            let mut ready = Vec::new();
            for (object, fd) in &readers {
                if filesystem::with(|vfs| vfs.ready(*fd)).or_raise(vm)?.0 {
                    ready.push((false, object.clone()));
                }
            }
            for (object, fd) in &writers {
                if filesystem::with(|vfs| vfs.ready(*fd)).or_raise(vm)?.1 {
                    ready.push((true, object.clone()));
                }
            }
            Ok(ready)
        })?;
        let (writable, readable): (Vec<_>, Vec<_>) =
            ready.into_iter().partition(|(writes, _)| *writes);
        let objects =
            |ready: Vec<(bool, PyObjectRef)>| ready.into_iter().map(|(_, object)| object).collect();
        Ok((objects(readable), objects(writable), Vec::new()))
    }

    #[pyfunction]
    fn poll(vm: &VirtualMachine) -> PyRef<Poll> {
        Poll { events: RefCell::default() }.into_ref(&vm.ctx)
    }

    #[pyclass(no_attr, name = "poll", module = "select")]
    #[derive(Debug, PyPayload)]
    struct Poll {
        events: RefCell<BTreeMap<i32, i32>>,
    }

    #[pyclass(flags(DISALLOW_INSTANTIATION))]
    impl Poll {
        #[pymethod]
        fn register(zelf: &Py<Self>, fd: Fildes, eventmask: OptionalArg<u16>) {
            let mask = eventmask.map_or(POLLIN | POLLPRI | POLLOUT, i32::from);
            zelf.events.borrow_mut().insert(fd.0, mask);
        }

        #[pymethod]
        fn modify(
            zelf: &Py<Self>,
            fd: Fildes,
            eventmask: u16,
            vm: &VirtualMachine,
        ) -> PyResult<()> {
            match zelf.events.borrow_mut().get_mut(&fd.0) {
                Some(mask) => {
                    *mask = i32::from(eventmask);
                    Ok(())
                }
                None => Err(crate::errors::os_error(morelia_vfs::Errno::ENOENT, &[], vm)),
            }
        }

        #[pymethod]
        fn unregister(zelf: &Py<Self>, fd: Fildes, vm: &VirtualMachine) -> PyResult<()> {
            let removed = zelf.events.borrow_mut().remove(&fd.0);
            removed.map(drop).ok_or_else(|| vm.new_key_error(vm.new_pyobj(fd.0)))
        }

        /// The timeout is in milliseconds; negative or `None` is no limit.
        #[pymethod]
        fn poll(
            zelf: &Py<Self>,
            timeout: OptionalOption<PyObjectRef>,
            vm: &VirtualMachine,
        ) -> PyResult<Vec<PyObjectRef>> {
            let timeout = timeout.flatten().map(|timeout| number(&timeout, vm)).transpose()?;
            let timeout = timeout.filter(|timeout| *timeout >= 0.0).map(|timeout| timeout / 1000.0);
            wait(timeout, vm, || {
                let events = zelf.events.borrow().clone();
                Ok(events
                    .into_iter()
                    .filter_map(|(fd, mask)| {
                        let happened = match filesystem::with(|vfs| vfs.ready(fd)) {
                            Ok((readable, writable)) => {
                                let happened =
                                    i32::from(readable) * POLLIN | i32::from(writable) * POLLOUT;
                                happened & mask
                            }
                            Err(_) => POLLNVAL,
                        };
                        (happened != 0).then(|| vm.new_tuple((fd, happened)).into())
                    })
                    .collect())
            })
        }
    }

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        use rustpython_vm::class::PyClassImpl;
        let _ = Poll::make_static_type();
        __module_exec(vm, module);
        module.as_object().set_attr("error", vm.ctx.exceptions.os_error.to_owned(), vm)
    }
}
