//! Looking at what other fibers are doing.

use crate::fiber::{self, Fiber};
use rustpython_vm::{VirtualMachine, vm::thread};

/// Calls `look` for each fiber but the one that runs, with the virtual machine
/// that the fiber is in, whose current frame is the fiber's meanwhile.
///
/// `look` must neither run Python code nor block.
pub fn look_at_others(mut look: impl FnMut(&Fiber, &VirtualMachine)) {
    for fiber in fiber::alive() {
        let mut kept = fiber.other_side.borrow_mut();
        // A suspended fiber keeps its own surroundings, one that is running or waits below
        // another those of whoever entered it.
        let Some(owner) = kept.current.clone() else { continue };
        kept.interpreter.swap();
        if thread::current_vm_is_set() {
            thread::with_current_vm(|vm| look(&owner, vm));
        }
        kept.interpreter.swap();
    }
}
