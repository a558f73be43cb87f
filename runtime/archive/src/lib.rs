//! The Python sources that ship with the runtime, compressed in one piece.
//!
//! Sources that stand together are compressed together, in blocks: alone they
//! would take a quarter more room, and all in one would have to be unpacked as
//! a whole for the first of them.

mod index;
#[cfg(feature = "pack")]
mod pack;

pub use index::{Block, Index, Source};
#[cfg(feature = "pack")]
pub use pack::{Module, PackError, Packed, pack};

use std::io::Read as _;

/// Bytes that a block unpacks to at most, unless one source alone is longer.
/// Twice as much saves 4 % of the archive and doubles the time of an import.
pub const BLOCK: usize = 256 * 1024;

/// How far back compressed data refers: as much memory as unpacking takes.
const WINDOW: u32 = BLOCK as u32;

/// A block that is not what the index says.
#[derive(Debug, thiserror::Error)]
#[error("the standard library's archive is damaged: {0}")]
pub struct Damaged(String);

/// Unpacks a block, given its bytes in the archive.
///
/// # Errors
/// [`Damaged`] when it does not unpack to what `block` says.
pub fn unpack(block: &Block, packed: &[u8]) -> Result<Vec<u8>, Damaged> {
    let mut unpacked = Vec::with_capacity(block.unpacked);
    lzma_rust2::Lzma2Reader::new(packed, WINDOW, None)
        .take(block.unpacked as u64 + 1)
        .read_to_end(&mut unpacked)
        .map_err(|error| Damaged(error.to_string()))?;
    if unpacked.len() != block.unpacked {
        return Err(Damaged(format!(
            "a block has {} bytes instead of {}",
            unpacked.len(),
            block.unpacked
        )));
    }
    Ok(unpacked)
}
