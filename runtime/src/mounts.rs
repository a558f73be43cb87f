//! Archives that Python has mounted.

use morelia_posix::{MountError, Mounted};
use rustpython_vm::{PyResult, VirtualMachine, builtins::PyBaseExceptionRef};
use std::cell::RefCell;
use std::collections::BTreeMap;

thread_local! {
    static MOUNTED: RefCell<BTreeMap<usize, Mounted>> = const { RefCell::new(BTreeMap::new()) };
}

/// Mounts a zip archive; gives the number of the mount.
pub(crate) fn mount(path: &str, archive: Vec<u8>, vm: &VirtualMachine) -> PyResult<usize> {
    let mounted = morelia_posix::mount_archive(path, archive)
        .map_err(|error| to_exception(path, &error, vm))?;
    Ok(MOUNTED.with_borrow_mut(|all| {
        let number = all.keys().next_back().map_or(1, |last| last + 1);
        all.insert(number, mounted);
        number
    }))
}

/// Takes an archive away. Gives whether there was one.
pub(crate) fn unmount(number: usize) -> bool {
    let mounted = MOUNTED.with_borrow_mut(|all| all.remove(&number));
    // It cannot fail: no operation on files is under way.
    mounted.is_some_and(|mounted| morelia_posix::unmount(mounted).is_ok())
}

fn to_exception(path: &str, error: &MountError, vm: &VirtualMachine) -> PyBaseExceptionRef {
    match error {
        MountError::Refused(errno) => morelia_posix::os_error_at(*errno, path, vm),
        MountError::NotAnArchive(_) | MountError::UnknownPacking(_) => {
            vm.new_value_error(format!("{path}: {error}"))
        }
    }
}
