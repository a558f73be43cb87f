//! Python's operating-system modules over the in-memory file system.
//!
//! RustPython has none of them on this target. [`module_defs`] registers
//! `posix`, `time`, `errno`, `select`, `_signal`, `pwd`, `grp` and a complete
//! `_io`; [`install`] makes files importable; [`set_stdio`] connects the standard streams; the other functions
//! let the host put files in and take files out.

#[macro_use]
extern crate rustpython_derive;

mod accounts;
mod errno;
mod errors;
mod filesystem;
mod host;
mod importers;
mod io;
mod paths;
mod posix;
mod select;
mod signal;
mod streams;
mod time;

pub use filesystem::{change_folder, create_folders, read_file, read_tree, write_file};
pub use importers::install;
pub use morelia_vfs::Errno;
pub use streams::{Stdio, set_stdio};

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
        posix::module_def(ctx),
        select::module_def(ctx),
        signal::module_def(ctx),
        time::module_def(ctx),
    ];
    defs.extend(io::module_def(ctx));
    defs
}
