//! The `errno` module.

pub(crate) use errno_module::module_def;

#[pymodule(name = "errno")]
mod errno_module {
    use morelia_vfs::Errno;
    use rustpython_vm::{AsObject, Py, PyResult, VirtualMachine, builtins::PyModule};

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        let module = module.as_object();
        let names = vm.ctx.new_dict();
        for (name, errno) in Errno::ALL {
            let number = vm.new_pyobj(errno.0);
            names.set_item(&*number, vm.new_pyobj(*name), vm)?;
            module.set_attr(*name, number, vm)?;
        }
        for (name, same) in [
            ("EWOULDBLOCK", Errno::EAGAIN),
            ("EDEADLOCK", Errno::EDEADLK),
            ("ENOTSUP", Errno::EOPNOTSUPP),
        ] {
            module.set_attr(name, vm.new_pyobj(same.0), vm)?;
        }
        module.set_attr("errorcode", names, vm)
    }
}
