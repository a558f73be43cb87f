//! The `_morelia_memory` module: how many bytes are in use, for `tracemalloc`.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub(crate) use _morelia_memory::module_def;

#[global_allocator]
static ALLOCATOR: Counting<System> = Counting(System);

static IN_USE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// An allocator that another one does the work for.
struct Counting<A>(A);

fn count(more: usize) {
    let now = IN_USE.load(Relaxed).wrapping_add(more);
    IN_USE.store(now, Relaxed);
    if now > PEAK.load(Relaxed) {
        PEAK.store(now, Relaxed);
    }
}

fn uncount(less: usize) {
    IN_USE.store(IN_USE.load(Relaxed).wrapping_sub(less), Relaxed);
}

// SAFETY: every call is passed on as it came, and every answer passed back.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Counting<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract.
        let block = unsafe { self.0.alloc(layout) };
        if !block.is_null() {
            count(layout.size());
        }
        block
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract.
        let block = unsafe { self.0.alloc_zeroed(layout) };
        if !block.is_null() {
            count(layout.size());
        }
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        uncount(layout.size());
        // SAFETY: the caller keeps the contract.
        unsafe { self.0.dealloc(block, layout) };
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller keeps the contract.
        let moved = unsafe { self.0.realloc(block, layout, size) };
        if !moved.is_null() {
            uncount(layout.size());
            count(size);
        }
        moved
    }
}

#[pymodule]
mod _morelia_memory {
    use super::{IN_USE, PEAK, Relaxed};

    /// in_use() -> int
    ///
    /// Bytes that the interpreter and its objects have allocated.
    #[pyfunction]
    fn in_use() -> usize {
        IN_USE.load(Relaxed)
    }

    /// peak() -> int
    ///
    /// The most bytes that were in use since reset_peak().
    #[pyfunction]
    fn peak() -> usize {
        PEAK.load(Relaxed)
    }

    /// reset_peak() -> None
    ///
    /// Begins a new peak.
    #[pyfunction]
    fn reset_peak() {
        PEAK.store(IN_USE.load(Relaxed), Relaxed);
    }
}
