//! Python's operating-system modules over the in-memory file system.
//!
//! RustPython has none of them on this target. [`module_defs`] registers
//! `posix`, `time`, `errno`, `fcntl`, `select`, `_signal`, `pwd`, `grp` and a complete
//! `_io`; [`install`] makes files importable; [`set_stdio`] connects the
//! standard streams; the other functions let the host put files in and take
//! files out.
//!
//! Natively only the parts without an interpreter are built, for their tests.

#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

mod calendar;
mod host;
mod open_mode;

#[cfg(target_arch = "wasm32")]
#[macro_use]
extern crate rustpython_derive;

#[cfg(target_arch = "wasm32")]
mod accounts;
#[cfg(target_arch = "wasm32")]
mod errno;
#[cfg(target_arch = "wasm32")]
mod errors;
#[cfg(target_arch = "wasm32")]
mod fcntl;
#[cfg(target_arch = "wasm32")]
mod filesystem;
#[cfg(target_arch = "wasm32")]
mod install;
#[cfg(target_arch = "wasm32")]
mod io;
#[cfg(target_arch = "wasm32")]
mod modules;
#[cfg(target_arch = "wasm32")]
mod paths;
#[cfg(target_arch = "wasm32")]
mod persist;
#[cfg(target_arch = "wasm32")]
mod posix;
#[cfg(target_arch = "wasm32")]
mod select;
#[cfg(target_arch = "wasm32")]
mod signal;
#[cfg(target_arch = "wasm32")]
mod streams;
#[cfg(target_arch = "wasm32")]
mod sysconfig;
#[cfg(target_arch = "wasm32")]
mod time;

pub use morelia_vfs::{Errno, HomeChanges, HomeEntry, HomeKind, Include, MountError, Mounted};

#[cfg(target_arch = "wasm32")]
pub use {
    errors::os_error_at,
    filesystem::with as with_files,
    filesystem::{
        change_folder, create_folders, mount_archive, read_file, read_tree, unmount, write_file,
    },
    install::{install, install_zip_imports},
    modules::module_defs,
    persist::{Keeper, home_changes, home_kept, restore_home, set_keeper, set_limits},
    signal::deliver_idly as deliver_signal_idly,
    streams::{Stdio, set_stdio},
};
