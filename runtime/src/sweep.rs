//! Clears free memory before it becomes part of the image.

use core::arch::wasm32::memory_size;
use std::hint::black_box;

/// Overwrites with zeros what was freed: what the boot left there would only
/// make the image, and so the extension, larger.
pub(crate) fn zero_free_memory() {
    // Held until the last, so that each takes what the larger ones left.
    let large = exhaust::<65_536>();
    let middle = exhaust::<4_096>();
    let small = exhaust::<256>();
    let tiny = exhaust::<16>();
    release(large);
    release(middle);
    release(small);
    release(tiny);
}

struct Filler<const SIZE: usize> {
    next: List<SIZE>,
    _zeros: [u8; SIZE],
}

type List<const SIZE: usize> = Option<Box<Filler<SIZE>>>;

/// Allocates until memory has to grow for it.
fn exhaust<const SIZE: usize>() -> List<SIZE> {
    let pages = memory_size::<0>();
    let mut list = None;
    while memory_size::<0>() == pages {
        list = black_box(Some(Box::new(Filler { next: list, _zeros: [0; SIZE] })));
    }
    list
}

/// Not by dropping the first, which would recurse, and leave the links behind.
fn release<const SIZE: usize>(mut list: List<SIZE>) {
    while let Some(mut filler) = list {
        list = black_box(&mut filler).next.take();
    }
}
