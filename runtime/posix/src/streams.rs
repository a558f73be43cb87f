//! Reading and writing descriptors, those of the host included.

use crate::{filesystem, host};
use js_sys::{Function, Promise};
use morelia_fiber::{block_on, can_suspend};
use morelia_vfs::{Errno, Fd, HostDevice};
use rustpython_vm::{PyResult, VirtualMachine};
use std::cell::RefCell;
use std::rc::Rc;

/// Where the standard streams go. Both methods may run Python or JavaScript
/// and suspend the fiber.
pub trait Stdio {
    /// Writes bytes to descriptor 1 or 2. Gives how many were taken.
    ///
    /// # Errors
    /// Whatever the stream raises.
    fn write(&self, vm: &VirtualMachine, fd: i32, bytes: &[u8]) -> PyResult<usize>;

    /// Asks the person for a line; it comes with or without its newline.
    /// `None` is the end of the input.
    ///
    /// # Errors
    /// Whatever the stream raises.
    fn read_line(&self, vm: &VirtualMachine) -> PyResult<Option<String>>;
}

thread_local! {
    static STDIO: RefCell<Option<Rc<dyn Stdio>>> = const { RefCell::new(None) };
    /// Who waits for a pipe or a lock.
    static WAITING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
    /// What was typed and not read yet.
    static TYPED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Connects descriptors 0, 1 and 2. Until then they are closed ends: reads
/// find the end, writes fail with `EIO`.
pub fn set_stdio(stdio: Box<dyn Stdio>) {
    STDIO.set(Some(Rc::from(stdio)));
}

/// Reads up to as many bytes as `target` has room for. Nobody else's memory
/// may be behind `target`, for reading can run Python.
pub(crate) fn read(
    fd: Fd,
    target: &mut [u8],
    vm: &VirtualMachine,
) -> PyResult<Result<usize, Errno>> {
    match filesystem::with(|vfs| Ok((vfs.host_device(fd)?, vfs.open_flags(fd)?))) {
        Err(errno) => Ok(Err(errno)),
        Ok((None, _)) => loop {
            match filesystem::with(|vfs| vfs.read(fd, target)) {
                Err(Errno::EDEADLK) if wait_for_others(vm)? => {}
                result => {
                    tell_others();
                    return Ok(result);
                }
            }
        },
        Ok((Some(_), flags)) if !flags.reads() => Ok(Err(Errno::EBADF)),
        Ok((Some(HostDevice::Random), _)) => {
            Ok(if host::random(target) { Ok(target.len()) } else { Err(Errno::EIO) })
        }
        Ok((Some(HostDevice::Input | HostDevice::Output | HostDevice::Error), _)) => {
            read_input(target, vm).map(Ok)
        }
    }
}

/// Writes, and gives how many bytes were taken.
pub(crate) fn write(fd: Fd, source: &[u8], vm: &VirtualMachine) -> PyResult<Result<usize, Errno>> {
    let device = match filesystem::with(|vfs| Ok((vfs.host_device(fd)?, vfs.open_flags(fd)?))) {
        Err(errno) => return Ok(Err(errno)),
        Ok((Some(_), flags)) if !flags.writes() => return Ok(Err(Errno::EBADF)),
        Ok((device, _)) => device,
    };
    let stream = match device {
        None => loop {
            match filesystem::with(|vfs| vfs.write(fd, source)) {
                Err(Errno::EDEADLK) if wait_for_others(vm)? => {}
                result => {
                    tell_others();
                    return Ok(result);
                }
            }
        },
        Some(HostDevice::Random) => return Ok(Ok(source.len())),
        Some(HostDevice::Input | HostDevice::Output) => 1,
        Some(HostDevice::Error) => 2,
    };
    match STDIO.with_borrow(Clone::clone) {
        Some(stdio) => stdio.write(vm, stream, source).map(Ok),
        None => Ok(Err(Errno::EIO)),
    }
}

/// Waits until something else was done with a pipe or a lock, by whom ever.
/// Gives false where nothing can wait.
pub(crate) fn wait_for_others(vm: &VirtualMachine) -> PyResult<bool> {
    if !can_suspend() {
        return Ok(false);
    }
    let told = Promise::new(&mut |resolve, _reject| {
        WAITING.with_borrow_mut(|waiting| waiting.push(resolve));
    });
    // Nothing rejects it.
    block_on(vm, &told).map(|_| true)
}

/// Something was done that somebody may wait for.
pub(crate) fn tell_others() {
    for resolve in WAITING.take() {
        // A promise's own function does not throw.
        let _ = resolve.call0(&wasm_bindgen::JsValue::UNDEFINED);
    }
}

/// Whether a descriptor is a terminal: the standard streams are.
pub(crate) fn is_terminal(fd: Fd) -> bool {
    let device = filesystem::with(|vfs| vfs.host_device(fd));
    matches!(device, Ok(Some(HostDevice::Input | HostDevice::Output | HostDevice::Error)))
}

fn read_input(target: &mut [u8], vm: &VirtualMachine) -> PyResult<usize> {
    if target.is_empty() {
        return Ok(0);
    }
    if TYPED.with_borrow(Vec::is_empty) {
        let Some(stdio) = STDIO.with_borrow(Clone::clone) else {
            return Ok(0);
        };
        let Some(mut line) = stdio.read_line(vm)? else {
            return Ok(0);
        };
        if !line.ends_with('\n') {
            line.push('\n');
        }
        TYPED.with_borrow_mut(|typed| typed.extend_from_slice(line.as_bytes()));
    }
    Ok(TYPED.with_borrow_mut(|typed| {
        let count = typed.len().min(target.len());
        for (slot, byte) in target.iter_mut().zip(typed.drain(..count)) {
            *slot = byte;
        }
        count
    }))
}
