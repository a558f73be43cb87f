//! Importing from files and zip archives.

use crate::{errors::OrRaise, filesystem};
use rustpython_vm::{AsObject, PyResult, VirtualMachine};

/// Where packages are installed to.
const SITE_PACKAGES: &str = "/usr/lib/python3.14/site-packages";

/// Finishes what RustPython leaves out on this target: importing from files
/// and zip archives. Call it once, when the interpreter is built.
///
/// # Errors
/// Whatever the import system raises.
pub fn install(vm: &VirtualMachine) -> PyResult<()> {
    filesystem::with(|vfs| vfs.create_folders(SITE_PACKAGES.as_bytes())).or_raise(vm)?;
    let importlib = vm.import("_frozen_importlib", 0)?;
    importlib.get_attr("_install_external_importers", vm)?.call((), vm)?;
    let zip_importer = vm.import("zipimport", 0)?.get_attr("zipimporter", vm)?;
    let sys = vm.sys_module.as_object();
    let path_hooks = sys.get_attr("path_hooks", vm)?;
    vm.call_method(&path_hooks, "insert", (0, zip_importer))?;
    let path = sys.get_attr("path", vm)?;
    vm.call_method(&path, "append", (SITE_PACKAGES,))?;
    Ok(())
}
