//! Makes an archive; only the build does.

use crate::{BLOCK, Block, Index, Source, WINDOW};
use lzma_rust2::{Lzma2Options, Lzma2Writer};
use std::collections::BTreeMap;
use std::io::{self, Write as _};

/// A module to pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its source.
    pub source: Vec<u8>,
    /// Whether it is a package's `__init__.py`.
    pub is_package: bool,
}

/// An archive and what is where in it.
#[derive(Clone, Debug)]
pub struct Packed {
    /// What is where.
    pub index: Index,
    /// The archive.
    pub bytes: Vec<u8>,
}

/// Why modules cannot be packed.
#[derive(Debug, thiserror::Error)]
#[error("the standard library cannot be compressed: {0}")]
pub struct PackError(#[from] io::Error);

/// Packs modules, given by their dotted names. The same modules always give
/// the same bytes.
///
/// # Errors
/// What the compressor says.
pub fn pack(modules: &BTreeMap<String, Module>) -> Result<Packed, PackError> {
    let mut packed = Packed { index: Index::default(), bytes: Vec::new() };
    let mut block = Vec::new();
    for (name, module) in modules {
        if !block.is_empty() && block.len() + module.source.len() > BLOCK {
            packed.add(&block)?;
            block.clear();
        }
        let source = Source {
            block: packed.index.blocks.len(),
            offset: block.len(),
            length: module.source.len(),
            is_package: module.is_package,
        };
        packed.index.modules.insert(name.clone(), source);
        block.extend_from_slice(&module.source);
    }
    if !packed.index.modules.is_empty() {
        packed.add(&block)?;
    }
    Ok(packed)
}

impl Packed {
    fn add(&mut self, block: &[u8]) -> Result<(), PackError> {
        let mut options = Lzma2Options::with_preset(9);
        options.lzma_options.dict_size = WINDOW;
        // Text without structure of two or four bytes.
        options.lzma_options.pb = 0;
        let mut writer = Lzma2Writer::new(Vec::new(), options);
        writer.write_all(block)?;
        let bytes = writer.finish()?;
        self.index.blocks.push(Block {
            offset: self.bytes.len(),
            packed: bytes.len(),
            unpacked: block.len(),
        });
        self.bytes.extend_from_slice(&bytes);
        Ok(())
    }
}
