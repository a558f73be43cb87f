//! Where each module's source is.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is in an archive, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The blocks, in the order in which they stand in the archive.
    pub blocks: Vec<Block>,
    /// The modules by their dotted names.
    pub modules: BTreeMap<String, Source>,
}

/// A part of the archive that is unpacked as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it begins in the archive.
    pub offset: usize,
    /// Its bytes there.
    pub packed: usize,
    /// Its bytes when unpacked.
    pub unpacked: usize,
}

/// Where one module's source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The number of its block.
    pub block: usize,
    /// Where it begins in the unpacked block.
    pub offset: usize,
    /// Its bytes.
    pub length: usize,
    /// Whether it is a package's `__init__.py`.
    pub is_package: bool,
}

impl Index {
    /// The modules directly in `package` (empty: the top level), by their last
    /// names, each with whether it is a package.
    pub fn children<'a>(
        &'a self,
        package: &'a str,
    ) -> impl Iterator<Item = (&'a str, bool)> + use<'a> {
        self.modules.iter().filter_map(move |(name, source)| {
            let rest = match package {
                "" => name.as_str(),
                package => name.strip_prefix(package)?.strip_prefix('.')?,
            };
            (!rest.contains('.')).then_some((rest, source.is_package))
        })
    }
}
