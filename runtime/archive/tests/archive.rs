//! What is packed comes out again.

use morelia_archive::{BLOCK, Index, Module, pack, unpack};
use std::collections::BTreeMap;

fn modules(sources: &[(&str, &[u8], bool)]) -> BTreeMap<String, Module> {
    let module = |source: &[u8], is_package| Module { source: source.to_vec(), is_package };
    sources
        .iter()
        .map(|(name, source, is_package)| ((*name).to_owned(), module(source, *is_package)))
        .collect()
}

fn source_of(index: &Index, bytes: &[u8], name: &str) -> Vec<u8> {
    let source = index.modules[name];
    let block = &index.blocks[source.block];
    let unpacked = unpack(block, &bytes[block.offset..block.offset + block.packed]).unwrap();
    unpacked[source.offset..source.offset + source.length].to_vec()
}

/// Text that does not compress to nothing.
fn text(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut letter = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        b'a' + (state >> 24) as u8 % 26
    };
    (0..length).map(|_| letter()).collect()
}

#[test]
fn every_source_comes_out_as_it_went_in() {
    let long = text(BLOCK + 1);
    let half = text(BLOCK / 2);
    let sources: [(&str, &[u8], bool); 5] = [
        ("a", &half, false),
        ("b", b"", true),
        ("b.c", &half, false),
        ("d", &long, false),
        ("e", b"x = 1\n", false),
    ];
    let packed = pack(&modules(&sources)).unwrap();
    assert!(packed.index.blocks.len() >= 3, "{:?}", packed.index.blocks);
    for (name, source, _) in sources {
        assert_eq!(source_of(&packed.index, &packed.bytes, name), source, "{name}");
    }
}

#[test]
fn packing_twice_gives_the_same_bytes() {
    let modules = modules(&[("a", &text(1000), false), ("b", b"pass", false)]);
    assert_eq!(pack(&modules).unwrap().bytes, pack(&modules).unwrap().bytes);
}

#[test]
fn children_are_those_directly_inside() {
    let packed = pack(&modules(&[
        ("json", b"", true),
        ("json.decoder", b"", false),
        ("jsonish", b"", false),
        ("os", b"", false),
        ("xml", b"", true),
        ("xml.sax", b"", true),
        ("xml.sax.handler", b"", false),
    ]))
    .unwrap();
    let children = |package| packed.index.children(package).collect::<Vec<_>>();
    assert_eq!(children(""), [("json", true), ("jsonish", false), ("os", false), ("xml", true)]);
    assert_eq!(children("json"), [("decoder", false)]);
    assert_eq!(children("xml"), [("sax", true)]);
    assert_eq!(children("os"), []);
}

#[test]
fn a_damaged_block_is_an_error() {
    let packed = pack(&modules(&[("a", &text(1000), false)])).unwrap();
    let block = &packed.index.blocks[0];
    unpack(block, &packed.bytes).unwrap();
    let error = unpack(block, &packed.bytes[..block.packed / 2]).unwrap_err().to_string();
    assert!(error.contains("damaged"), "{error}");
    let mut longer = block.clone();
    longer.unpacked += 1;
    assert!(unpack(&longer, &packed.bytes).is_err());
}
