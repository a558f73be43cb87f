//! A page: blocks of one size, and which of them are free.

use std::alloc::Layout;
use std::ptr::{NonNull, null_mut};

/// What begins a page. The blocks follow.
pub(crate) struct Page {
    /// The first free block; each has the next one's address in it.
    free: *mut u8,
    /// How many blocks are in use.
    used: usize,
    previous: Option<NonNull<Page>>,
    next: Option<NonNull<Page>>,
}

/// A page begins at a multiple of this, which is how a block finds its page.
const ALIGN: usize = 8 * 1024;
/// The allocator below has 8 bytes before each of its blocks: so much less, and
/// the next page can follow without a gap.
const SIZE: usize = ALIGN - 16;

impl Page {
    pub(crate) const LAYOUT: Layout = match Layout::from_size_align(SIZE, ALIGN) {
        Ok(layout) => layout,
        Err(_) => panic!("a page has no layout"),
    };

    /// Makes `page` a page of free blocks of `size` bytes.
    ///
    /// # Safety
    /// `page` is memory of [`Self::LAYOUT`] that nobody uses, and `size` a
    /// multiple of 8 of which several fit.
    pub(crate) unsafe fn make(page: NonNull<Page>, size: usize) {
        let start = size_of::<Page>().next_multiple_of(8);
        let count = (SIZE - start) / size;
        let begin = page.as_ptr().cast::<u8>();
        // SAFETY: all blocks are inside of the memory.
        unsafe {
            let mut free = null_mut();
            for index in (0..count).rev() {
                let block = begin.add(start + index * size);
                block.cast::<*mut u8>().write(free);
                free = block;
            }
            page.write(Page { free, used: 0, previous: None, next: None });
        }
    }

    /// The page that `block` is in.
    ///
    /// # Safety
    /// `block` came from a page.
    #[inline(always)]
    pub(crate) unsafe fn of(block: *mut u8) -> NonNull<Page> {
        let page = block.map_addr(|address| address & !(ALIGN - 1)).cast();
        // SAFETY: no page is at address 0.
        unsafe { NonNull::new_unchecked(page) }
    }

    #[inline(always)]
    pub(crate) fn is_full(&self) -> bool {
        self.free.is_null()
    }

    #[inline(always)]
    pub(crate) fn is_unused(&self) -> bool {
        self.used == 0
    }

    /// Whether no other page is in the list that begins with `first`.
    pub(crate) fn is_alone(&self, first: Option<NonNull<Page>>) -> bool {
        self.next.is_none() && first.is_some_and(|first| std::ptr::eq(first.as_ptr(), self))
    }

    /// Takes a block.
    ///
    /// # Safety
    /// The page is not full.
    #[inline(always)]
    pub(crate) unsafe fn pop(&mut self) -> *mut u8 {
        let block = self.free;
        // SAFETY: there is a free block, and it has the next one's address.
        self.free = unsafe { block.cast::<*mut u8>().read() };
        self.used += 1;
        block
    }

    /// Takes `block` back.
    ///
    /// # Safety
    /// It came from this page, and nobody uses it any more.
    #[inline(always)]
    pub(crate) unsafe fn push(&mut self, block: *mut u8) {
        // SAFETY: a block has room for an address, and is aligned for it.
        unsafe { block.cast::<*mut u8>().write(self.free) };
        self.free = block;
        self.used -= 1;
    }

    /// Puts `page` before all others.
    ///
    /// # Safety
    /// The pages of the list are alive; `page` is in none.
    pub(crate) unsafe fn link(page: NonNull<Page>, first: &mut Option<NonNull<Page>>) {
        // SAFETY: the caller keeps the pages alive.
        unsafe {
            (*page.as_ptr()).previous = None;
            (*page.as_ptr()).next = *first;
            if let Some(old) = *first {
                (*old.as_ptr()).previous = Some(page);
            }
        }
        *first = Some(page);
    }

    /// Takes `page` out of the list.
    ///
    /// # Safety
    /// The pages of the list are alive; `page` is in it.
    pub(crate) unsafe fn unlink(page: NonNull<Page>, first: &mut Option<NonNull<Page>>) {
        // SAFETY: the caller keeps the pages alive.
        unsafe {
            let (previous, next) = ((*page.as_ptr()).previous, (*page.as_ptr()).next);
            match previous {
                Some(previous) => (*previous.as_ptr()).next = next,
                None => *first = next,
            }
            if let Some(next) = next {
                (*next.as_ptr()).previous = previous;
            }
            (*page.as_ptr()).previous = None;
            (*page.as_ptr()).next = None;
        }
    }
}
