//! The environment variables.

use crate::posix::{HOME, USER_NAME};
use rustpython_vm::{AsObject, PyResult, VirtualMachine, builtins::PyDictRef};

/// What Python starts with. `os.environ` keeps what is changed later.
pub(crate) fn initial(vm: &VirtualMachine) -> PyResult<PyDictRef> {
    let environment = vm.ctx.new_dict();
    for (name, value) in [
        ("HOME", HOME),
        ("LANG", "C.UTF-8"),
        ("LOGNAME", USER_NAME),
        ("PATH", "/usr/bin"),
        // What is printed may end in a file. Whoever wants colours unsets it.
        ("NO_COLOR", "1"),
        ("PWD", HOME),
        ("USER", USER_NAME),
    ] {
        let name = vm.ctx.new_bytes(name.as_bytes().to_vec());
        environment.set_item(
            name.as_object(),
            vm.ctx.new_bytes(value.as_bytes().to_vec()).into(),
            vm,
        )?;
    }
    Ok(environment)
}

#[pymodule(sub)]
pub(crate) mod part {
    use crate::{errors::os_error, paths::PathArg};
    use morelia_vfs::Errno;
    use rustpython_vm::{PyResult, VirtualMachine};

    /// Nothing outside Python has an environment here; only the name is checked.
    #[pyfunction]
    fn putenv(name: PathArg, _value: PathArg, vm: &VirtualMachine) -> PyResult<()> {
        if name.bytes.is_empty() {
            return Err(os_error(Errno::EINVAL, &[], vm));
        }
        if name.bytes.contains(&b'=') {
            return Err(vm.new_value_error("illegal environment variable name"));
        }
        Ok(())
    }

    #[pyfunction]
    fn unsetenv(name: PathArg, vm: &VirtualMachine) -> PyResult<()> {
        if name.bytes.is_empty() || name.bytes.contains(&b'=') {
            return Err(os_error(Errno::EINVAL, &[], vm));
        }
        Ok(())
    }
}
