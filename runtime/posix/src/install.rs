//! Finishing the interpreter, once it is built.

use crate::{errors::OrRaise, filesystem};
use rustpython_vm::{AsObject, PyResult, VirtualMachine};

/// Where packages are installed to.
const SITE_PACKAGES: &str = "/usr/lib/python3.14/site-packages";

/// Adds what RustPython leaves out on this target: importing from files, and
/// standard streams that are really `None`. Call it once, when the interpreter
/// is built and before the streams are replaced.
///
/// # Errors
/// Whatever the import system raises.
pub fn install(vm: &VirtualMachine) -> PyResult<()> {
    morelia_fiber::set_signal_handler(crate::signal::raise);
    filesystem::with(|vfs| vfs.create_folders(SITE_PACKAGES.as_bytes())).or_raise(vm)?;
    clear_streams(vm)?;
    let importlib = vm.import("_frozen_importlib", 0)?;
    importlib.get_attr("_install_external_importers", vm)?.call((), vm)?;
    let path = vm.sys_module.as_object().get_attr("path", vm)?;
    vm.call_method(&path, "append", (SITE_PACKAGES,))?;
    Ok(())
}

/// Makes zip archives importable. Call it once, when the standard library is.
///
/// # Errors
/// Whatever the import system raises.
pub fn install_zip_imports(vm: &VirtualMachine) -> PyResult<()> {
    let zip_importer = vm.import("zipimport", 0)?.get_attr("zipimporter", vm)?;
    let path_hooks = vm.sys_module.as_object().get_attr("path_hooks", vm)?;
    vm.call_method(&path_hooks, "insert", (0, zip_importer))?;
    Ok(())
}

/// RustPython without its `stdio` feature makes each stream a second object of
/// the type of `None`, for which `is None` is false.
fn clear_streams(vm: &VirtualMachine) -> PyResult<()> {
    let sys = vm.sys_module.as_object();
    for name in ["stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__"] {
        if sys.get_attr(name, vm)?.class().is(vm.ctx.types.none_type) {
            sys.set_attr(name, vm.ctx.none(), vm)?;
        }
    }
    Ok(())
}
