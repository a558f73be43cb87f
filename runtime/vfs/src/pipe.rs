//! The bytes between the two ends of a pipe.

use crate::{Errno, Result};
use std::collections::VecDeque;

/// As much as Linux keeps in a pipe.
const CAPACITY: usize = 65_536;

#[derive(Debug)]
pub(crate) struct Pipe {
    bytes: VecDeque<u8>,
    pub(crate) readers: u32,
    pub(crate) writers: u32,
}

impl Pipe {
    /// An empty pipe with one open end each.
    pub(crate) fn new() -> Self {
        Self { bytes: VecDeque::new(), readers: 1, writers: 1 }
    }

    /// How many bytes can be read without waiting.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn is_readable(&self) -> bool {
        !self.bytes.is_empty() || self.writers == 0
    }

    pub(crate) fn is_writable(&self) -> bool {
        self.bytes.len() < CAPACITY || self.readers == 0
    }

    /// An empty pipe with a writer fails with `EAGAIN`, or with `EDEADLK`
    /// when the reader would wait: whoever could write is this same program.
    pub(crate) fn read(&mut self, target: &mut [u8], nonblocking: bool) -> Result<usize> {
        if self.bytes.is_empty() {
            return match (self.writers, nonblocking) {
                (0, _) => Ok(0),
                (_, true) => Err(Errno::EAGAIN),
                (_, false) => Err(Errno::EDEADLK),
            };
        }
        let count = target.len().min(self.bytes.len());
        for (slot, byte) in target.iter_mut().zip(self.bytes.drain(..count)) {
            *slot = byte;
        }
        Ok(count)
    }

    pub(crate) fn write(&mut self, source: &[u8], nonblocking: bool) -> Result<usize> {
        if self.readers == 0 {
            return Err(Errno::EPIPE);
        }
        let room = CAPACITY.saturating_sub(self.bytes.len());
        if room == 0 && !source.is_empty() {
            return Err(if nonblocking { Errno::EAGAIN } else { Errno::EDEADLK });
        }
        let count = source.len().min(room);
        self.bytes.extend(source.iter().take(count));
        Ok(count)
    }
}
