//! What of the file system outlives the session: the person's folder.
//!
//! Whoever runs the interpreter keeps it. He takes changes when he likes, is
//! told when there are some, and is asked to keep them now by `fsync`.

use crate::{errors::OrRaise, filesystem};
use js_sys::Promise;
use morelia_fiber::{block_on, can_suspend};
use morelia_vfs::{Errno, HomeChanges, HomeEntry, Include};
use rustpython_vm::{AsObject, PyResult, VirtualMachine, function::FuncArgs};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Keeps the person's folder.
pub trait Keeper {
    /// There is something to keep. Called once until it is taken.
    fn changed(&self);

    /// Keeps it now. When that fails the promise is rejected with a text:
    /// `ENOSPC` or `EIO`, a space, and the cause.
    /// `None`: nothing is kept here.
    fn keep_now(&self) -> Option<Promise>;
}

thread_local! {
    static KEEPER: RefCell<Option<Rc<dyn Keeper>>> = const { RefCell::new(None) };
    /// The newest change that the keeper knows of.
    static TOLD: Cell<u64> = const { Cell::new(0) };
}

/// Says who keeps the person's folder.
pub fn set_keeper(keeper: Box<dyn Keeper>) {
    KEEPER.set(Some(Rc::from(keeper)));
}

/// Sets how many bytes all files may hold, and how many the person's folder.
///
/// # Errors
/// None in practice.
pub fn set_limits(all: Option<u64>, home: Option<u64>) -> Result<(), Errno> {
    filesystem::with(|vfs| {
        if let Some(all) = all {
            vfs.set_capacity(all);
        }
        if let Some(home) = home {
            vfs.set_home_capacity(home);
        }
        Ok(())
    })
}

/// Puts back what was kept.
///
/// # Errors
/// As `Vfs::restore_home`.
pub fn restore_home(entries: Vec<HomeEntry>) -> Result<(), Errno> {
    let restored = filesystem::with(|vfs| {
        vfs.restore_home(entries)?;
        Ok(vfs.home_version())
    });
    restored.map(|version| TOLD.set(version))
}

/// What there is to keep.
///
/// # Errors
/// As `Vfs::home_changes`.
pub fn home_changes(include: Include) -> Result<HomeChanges, Errno> {
    let changes = filesystem::with(|vfs| vfs.home_changes(include))?;
    TOLD.set(changes.number);
    Ok(changes)
}

/// The changes of this number are kept, or could not be kept.
///
/// # Errors
/// None in practice.
pub fn home_kept(number: u64, kept: bool) -> Result<(), Errno> {
    filesystem::with(|vfs| {
        if kept {
            vfs.home_saved(number);
        } else {
            vfs.home_not_saved(number);
        }
        Ok(())
    })
}

/// Tells the keeper of changes, after an operation.
pub(crate) fn notice(version: u64) {
    // Only the first one since he looked; he looks later.
    let told = TOLD.get();
    if version > told && told != u64::MAX {
        let keeper = KEEPER.with_borrow(Clone::clone);
        if let Some(keeper) = keeper {
            TOLD.set(u64::MAX);
            keeper.changed();
        }
    }
}

/// `os.fsync`.
pub(crate) fn sync(fd: i32, vm: &VirtualMachine) -> PyResult<()> {
    let is_kept = filesystem::with(|vfs| vfs.sync_to_home(fd)).or_raise(vm)?;
    if is_kept { sync_all(vm) } else { Ok(()) }
}

/// `os.sync`. Where nothing can wait, it only asks.
pub(crate) fn sync_all(vm: &VirtualMachine) -> PyResult<()> {
    let keeper = KEEPER.with_borrow(Clone::clone);
    let Some(promise) = keeper.and_then(|keeper| keeper.keep_now()) else {
        return Ok(());
    };
    if !can_suspend() {
        return Ok(());
    }
    let Err(reason) = block_on(vm, &promise)? else { return Ok(()) };
    let reason = reason.as_string().unwrap_or_default();
    let (errno, message) = match reason.split_once(' ') {
        Some(("ENOSPC", message)) => (Errno::ENOSPC, message),
        Some(("EIO", message)) => (Errno::EIO, message),
        _ => (Errno::EIO, "the files could not be kept"),
    };
    let class = vm.ctx.exceptions.os_error.to_owned();
    let args = FuncArgs::from(vec![vm.new_pyobj(errno.0), vm.new_pyobj(message)]);
    Err(match class.as_object().call(args, vm).map(|error| error.downcast()) {
        Ok(Ok(error)) | Err(error) => error,
        Ok(Err(_)) => vm.new_os_error(errno.message()),
    })
}
