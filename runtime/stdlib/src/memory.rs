//! How much memory a session has in use and may have.
//!
//! A request that would go beyond the hard limit fails, which Python tells as
//! `MemoryError` wherever it asks for room of a size it was given. Many small
//! requests cannot fail one by one: beyond the soft limit the next safepoint
//! raises `MemoryError` instead.

use morelia_allocator::Pages;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub(crate) use _morelia_memory::module_def;

#[global_allocator]
static ALLOCATOR: Counting<Pages<System>> = Counting(Pages::new(System));

/// Bytes. Well below what makes browsers end a tab.
const HARD_LIMIT: usize = 1 << 30;
/// Bytes.
const SOFT_LIMIT: usize = HARD_LIMIT / 4 * 3;
/// Bytes that code which catches a `MemoryError` can use before the next one.
const LEEWAY: usize = 32 << 20;

/// What has to be in use for the next `MemoryError`.
static NEXT_ERROR: AtomicUsize = AtomicUsize::new(SOFT_LIMIT);

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

fn has_room(more: usize) -> bool {
    IN_USE.load(Relaxed).saturating_add(more) <= HARD_LIMIT
}

/// The bytes in use.
#[must_use]
pub fn in_use() -> usize {
    IN_USE.load(Relaxed)
}

/// Whether a `MemoryError` is due.
#[must_use]
pub fn is_short() -> bool {
    let used = in_use();
    if used <= SOFT_LIMIT {
        NEXT_ERROR.store(SOFT_LIMIT, Relaxed);
        return false;
    }
    let is_short = used > NEXT_ERROR.load(Relaxed);
    if is_short {
        NEXT_ERROR.store(used.saturating_add(LEEWAY), Relaxed);
    }
    is_short
}

// SAFETY: every call that is not refused is passed on as it came, and every
// answer passed back.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Counting<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !has_room(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller keeps the contract.
        let block = unsafe { self.0.alloc(layout) };
        if !block.is_null() {
            count(layout.size());
        }
        block
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if !has_room(layout.size()) {
            return std::ptr::null_mut();
        }
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
        if size > layout.size() && !has_room(size - layout.size()) {
            return std::ptr::null_mut();
        }
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
