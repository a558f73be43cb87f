//! The allocator on top of the system's, which is watched.

use super::*;
use std::alloc::System;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The system's allocator, counting what it has given out; `room` is what is left.
struct Watched {
    blocks: AtomicUsize,
    room: AtomicUsize,
}

// SAFETY: passes every call on.
unsafe impl GlobalAlloc for Watched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let room = self.room.load(Relaxed);
        if room == 0 {
            return null_mut();
        }
        self.room.store(room - 1, Relaxed);
        self.blocks.fetch_add(1, Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        self.blocks.fetch_sub(1, Relaxed);
        unsafe { System.dealloc(block, layout) };
    }
}

fn allocator(room: usize) -> Pages<Watched> {
    Pages::new(Watched { blocks: AtomicUsize::new(0), room: AtomicUsize::new(room) })
}

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, 8).unwrap()
}

/// Writes what `check` wants to find.
unsafe fn fill(block: *mut u8, size: usize, seed: u8) {
    for index in 0..size {
        unsafe { block.add(index).write(seed.wrapping_add(index as u8)) };
    }
}

unsafe fn check(block: *mut u8, size: usize, seed: u8) {
    for index in 0..size {
        assert_eq!(unsafe { block.add(index).read() }, seed.wrapping_add(index as u8));
    }
}

/// The same numbers on each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % end
    }
}

#[test]
fn sizes_have_the_class_that_holds_them() {
    for size in 1..=MOST {
        let class = class_of(&layout(size)).unwrap();
        assert!((class + 1) * GRAIN >= size && class * GRAIN < size, "{size}");
    }
    assert_eq!(class_of(&layout(MOST + 1)), None);
    assert_eq!(class_of(&layout(0)), None);
    assert_eq!(class_of(&Layout::from_size_align(16, 16).unwrap()), None);
}

#[test]
fn blocks_keep_what_is_written_whatever_happens_to_others() {
    let memory = allocator(usize::MAX);
    let mut random = Random(7);
    let mut alive: BTreeMap<usize, (*mut u8, usize, u8)> = BTreeMap::new();
    for round in 0..60_000 {
        let key = random.below(4000);
        let seed = round as u8;
        let size = 1 + random.below(if round % 10 == 0 { 2000 } else { 300 });
        // SAFETY: each block is used with the layout it has at the time.
        unsafe {
            match alive.remove(&key) {
                None => {
                    let block = memory.alloc(layout(size));
                    assert!(block.is_aligned_to_grain());
                    fill(block, size, seed);
                    alive.insert(key, (block, size, seed));
                }
                Some((block, old, seed)) if random.below(3) == 0 => {
                    let moved = memory.realloc(block, layout(old), size);
                    check(moved, old.min(size), seed);
                    fill(moved, size, seed);
                    alive.insert(key, (moved, size, seed));
                }
                Some((block, old, seed)) => {
                    check(block, old, seed);
                    memory.dealloc(block, layout(old));
                }
            }
        }
    }
    for (block, size, seed) in alive.into_values() {
        unsafe {
            check(block, size, seed);
            memory.dealloc(block, layout(size));
        }
    }
    // One page of each size at most.
    assert!(memory.below.blocks.load(Relaxed) <= CLASSES);
}

trait Aligned {
    fn is_aligned_to_grain(self) -> bool;
}

impl Aligned for *mut u8 {
    fn is_aligned_to_grain(self) -> bool {
        self.addr().is_multiple_of(GRAIN)
    }
}

#[test]
fn zeroed_blocks_are_zero_after_use() {
    let memory = allocator(usize::MAX);
    for size in [1, 8, 9, 200, 256, 257] {
        unsafe {
            let block = memory.alloc(layout(size));
            fill(block, size, 1);
            memory.dealloc(block, layout(size));
            let block = memory.alloc_zeroed(layout(size));
            assert!((0..size).all(|index| block.add(index).read() == 0), "{size}");
            memory.dealloc(block, layout(size));
        }
    }
}

#[test]
fn pages_go_back_when_their_blocks_are_free() {
    let memory = allocator(usize::MAX);
    let blocks: Vec<*mut u8> = (0..10_000).map(|_| unsafe { memory.alloc(layout(56)) }).collect();
    assert!(memory.below.blocks.load(Relaxed) > 60);
    for &block in blocks.iter().skip(1) {
        unsafe { memory.dealloc(block, layout(56)) };
    }
    assert!(memory.below.blocks.load(Relaxed) <= 2);
    unsafe { memory.dealloc(blocks[0], layout(56)) };
    assert!(memory.below.blocks.load(Relaxed) <= 1);
}

#[test]
fn without_room_there_is_a_null_pointer_and_nothing_lost() {
    let memory = allocator(1);
    let mut blocks = Vec::new();
    unsafe {
        loop {
            let block = memory.alloc(layout(100));
            if block.is_null() {
                break;
            }
            fill(block, 100, 3);
            blocks.push(block);
        }
        assert!(blocks.len() > 70);
        // Growing beyond the page fails, and leaves the block as it was.
        assert!(memory.realloc(blocks[0], layout(100), 1000).is_null());
        assert!(memory.realloc(blocks[0], layout(100), 200).is_null());
        assert!(memory.alloc_zeroed(layout(100)).is_null());
        for block in blocks {
            check(block, 100, 3);
            memory.dealloc(block, layout(100));
        }
        assert!(!memory.alloc(layout(100)).is_null());
    }
}
