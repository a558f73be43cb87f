//! The `posix` module, from which `os` takes nearly everything.

mod constants;
mod descriptors;
mod directories;
mod environment;
mod metadata;
mod path_functions;
mod process;
mod vectors;

pub(crate) use posix_module::module_def;

/// The name of the one user.
pub(crate) const USER_NAME: &str = "web_user";
/// The number of the one user and group.
pub(crate) const USER_ID: u32 = 1000;
/// The one user's folder.
pub(crate) const HOME: &str = "/home/web_user";

#[pymodule(
    name = "posix",
    with(
        constants::part,
        descriptors::part,
        directories::part,
        environment::part,
        metadata::part,
        path_functions::part,
        process::part,
        vectors::part
    )
)]
mod posix_module {
    use rustpython_vm::{AsObject, Py, PyResult, VirtualMachine, builtins::PyModule};

    /// What `os` looks for to fill `supports_fd` and `supports_follow_symlinks`.
    const HAVE: &[&str] = &[
        "HAVE_FACCESSAT",
        "HAVE_FCHDIR",
        "HAVE_FCHMOD",
        "HAVE_FCHMODAT",
        "HAVE_FCHOWN",
        "HAVE_FCHOWNAT",
        "HAVE_FDOPENDIR",
        "HAVE_FPATHCONF",
        "HAVE_FSTATAT",
        "HAVE_FSTATVFS",
        "HAVE_FTRUNCATE",
        "HAVE_FUTIMENS",
        "HAVE_LCHOWN",
        "HAVE_LINKAT",
        "HAVE_LSTAT",
        "HAVE_LUTIMES",
        "HAVE_MKDIRAT",
        "HAVE_OPENAT",
        "HAVE_READLINKAT",
        "HAVE_RENAMEAT",
        "HAVE_SYMLINKAT",
        "HAVE_UNLINKAT",
        "HAVE_UTIMENSAT",
    ];

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        let module = module.as_object();
        let have = HAVE.iter().map(|name| vm.new_pyobj(*name)).collect();
        module.set_attr("_have_functions", vm.ctx.new_list(have), vm)?;
        module.set_attr("environ", super::environment::initial(vm)?, vm)?;
        module.set_attr("error", vm.ctx.exceptions.os_error.to_owned(), vm)
    }
}
