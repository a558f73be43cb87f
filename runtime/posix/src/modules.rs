//! What is registered with the interpreter.

use crate::{accounts, errno, errors, fcntl, io, posix, select, signal, sysconfig, time};
use rustpython_vm::{Context, builtins::PyModuleDef};

/// The modules, to be registered before the interpreter is built and after
/// those of RustPython, of which they replace some. Also makes `OSError`
/// choose its subclasses by error number.
#[must_use]
pub fn module_defs(ctx: &Context) -> Vec<&'static PyModuleDef> {
    errors::choose_subclasses(ctx);
    let mut defs = vec![
        accounts::grp::module_def(ctx),
        accounts::pwd::module_def(ctx),
        errno::module_def(ctx),
        fcntl::module_def(ctx),
        posix::module_def(ctx),
        select::module_def(ctx),
        signal::module_def(ctx),
        time::module_def(ctx),
    ];
    defs.extend(io::module_def(ctx));
    defs.extend(sysconfig::module_def(ctx));
    defs
}
