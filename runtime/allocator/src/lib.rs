//! A memory allocator for an interpreter in WebAssembly: small blocks are taken
//! from pages of blocks of one size, everything else from the allocator below.
//!
//! Python makes and frees millions of objects of a few sizes. The default
//! allocator of this target searches bins, splits and merges for each of them;
//! here it takes a pop from a list. A page whose blocks are all free goes back.

mod page;

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr::{NonNull, null_mut};

use page::Page;

/// Blocks differ by so many bytes, and are aligned to as many.
const GRAIN: usize = 8;
/// The largest small block.
const MOST: usize = 256;
const CLASSES: usize = MOST / GRAIN;

/// Small blocks from pages, the rest and the pages from `A`.
pub struct Pages<A> {
    below: A,
    /// For each size the pages with a free block. The first one is used next.
    open: UnsafeCell<[Option<NonNull<Page>>; CLASSES]>,
}

// SAFETY: WebAssembly without shared memory has one thread. Elsewhere this
// crate is compiled for its tests only, which share no allocator.
unsafe impl<A: Sync> Sync for Pages<A> {}

impl<A> Pages<A> {
    /// An allocator without any page yet.
    pub const fn new(below: A) -> Self {
        Self { below, open: UnsafeCell::new([None; CLASSES]) }
    }
}

/// Which list blocks for `layout` come from; `None` when it is not small.
#[inline(always)]
fn class_of(layout: &Layout) -> Option<usize> {
    // A size of 0 wraps to one that is too large.
    let class = layout.size().wrapping_sub(1) / GRAIN;
    (class < CLASSES && layout.align() <= GRAIN).then_some(class)
}

impl<A: GlobalAlloc> Pages<A> {
    /// The first page with a free block of `class`.
    ///
    /// # Safety
    /// The reference is not kept across a call that takes it again.
    #[inline(always)]
    #[allow(clippy::mut_from_ref, reason = "one thread, and no call in between")]
    unsafe fn first(&self, class: usize) -> &mut Option<NonNull<Page>> {
        // SAFETY: `class` is below CLASSES, and nobody else has a reference.
        unsafe { &mut *self.open.get().cast::<Option<NonNull<Page>>>().add(class) }
    }

    #[inline(always)]
    unsafe fn take(&self, class: usize) -> *mut u8 {
        // SAFETY: pages in the list are alive and have a free block.
        unsafe {
            let page = match *self.first(class) {
                Some(page) => page,
                None => match self.add_page(class) {
                    Some(page) => page,
                    None => return null_mut(),
                },
            };
            let block = (*page.as_ptr()).pop();
            if (*page.as_ptr()).is_full() {
                self.close(page, class);
            }
            block
        }
    }

    #[inline(always)]
    unsafe fn give_back(&self, block: *mut u8, class: usize) {
        // SAFETY: `block` came from a page of this class.
        unsafe {
            let page = Page::of(block);
            let was_full = (*page.as_ptr()).is_full();
            (*page.as_ptr()).push(block);
            if was_full || (*page.as_ptr()).is_unused() {
                self.reopen_or_drop(page, class, was_full);
            }
        }
    }

    #[cold]
    #[inline(never)]
    unsafe fn add_page(&self, class: usize) -> Option<NonNull<Page>> {
        // SAFETY: the layout has a size; the memory is a page's from here on.
        unsafe {
            let page = NonNull::new(self.below.alloc(Page::LAYOUT))?.cast();
            Page::make(page, (class + 1) * GRAIN);
            *self.first(class) = Some(page);
            Some(page)
        }
    }

    /// Takes the first page, which is full, out of the list.
    #[cold]
    #[inline(never)]
    unsafe fn close(&self, page: NonNull<Page>, class: usize) {
        // SAFETY: `page` is alive and the first in its list.
        unsafe { Page::unlink(page, self.first(class)) };
    }

    #[cold]
    #[inline(never)]
    unsafe fn reopen_or_drop(&self, page: NonNull<Page>, class: usize, was_full: bool) {
        // SAFETY: `page` is alive; it is in the list unless it was full.
        unsafe {
            let first = self.first(class);
            if was_full {
                Page::link(page, first);
            }
            // The last one stays, for a loop that makes and frees one object.
            if (*page.as_ptr()).is_unused() && !(*page.as_ptr()).is_alone(*first) {
                Page::unlink(page, first);
                self.below.dealloc(page.as_ptr().cast(), Page::LAYOUT);
            }
        }
    }
}

// SAFETY: blocks are disjoint, as large as their class, and aligned to GRAIN;
// everything else is the allocator's below.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Pages<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract.
        match class_of(&layout) {
            Some(class) => unsafe { self.take(class) },
            None => unsafe { self.below.alloc(layout) },
        }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract, so the layout is the one that
        // `alloc` was given.
        match class_of(&layout) {
            Some(class) => unsafe { self.give_back(block, class) },
            None => unsafe { self.below.dealloc(block, layout) },
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract; a block is as large as asked.
        unsafe {
            let Some(class) = class_of(&layout) else {
                return self.below.alloc_zeroed(layout);
            };
            let block = self.take(class);
            if !block.is_null() {
                block.write_bytes(0, layout.size());
            }
            block
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller keeps the contract: the alignment is a valid one
        // and `size` does not overflow when rounded up to it.
        unsafe {
            let wanted = Layout::from_size_align_unchecked(size, layout.align());
            let (old, new) = (class_of(&layout), class_of(&wanted));
            if old.is_none() && new.is_none() {
                return self.below.realloc(block, layout, size);
            }
            if old == new {
                return block;
            }
            let moved = self.alloc(wanted);
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(block, layout.size().min(size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}

#[cfg(test)]
mod tests;
