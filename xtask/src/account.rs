//! What is in a package, by part: where its bytes go.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use crate::build::Tree;
use crate::image;

/// A part, as the account and the budget name it.
type Part = &'static str;

const CODE: Part = "interpreter: code";
const IMAGE: Part = "interpreter: memory image";
const LIBRARY: Part = "standard library";
const CONTEXTS: Part = "background, supervisor, panel, pages: code";
const EDITOR: Part = "editor";
const SCRIPTS: Part = "glue and shims";
const REST: Part = "icons, pages, styles, words";

/// The bytes of each part, to be compressed on their own.
///
/// # Errors
/// The interpreter's module is not understood.
pub(crate) fn parts(tree: &Tree) -> Result<BTreeMap<Part, Vec<u8>>> {
    let mut parts: BTreeMap<Part, Vec<u8>> = BTreeMap::new();
    let mut add = |part, bytes: &[u8]| parts.entry(part).or_default().extend_from_slice(bytes);
    for (path, bytes) in tree {
        if path == Path::new("glue/runtime_bg.wasm") {
            let sections = image::sections(bytes)?;
            add(CODE, &sections.rest);
            add(IMAGE, &sections.data);
            add(LIBRARY, &sections.archive);
            continue;
        }
        add(part_of(path), bytes);
    }
    Ok(parts)
}

fn part_of(path: &Path) -> Part {
    if path == Path::new("editor.js") || path.starts_with("editor") {
        return EDITOR;
    }
    match path.extension().and_then(|end| end.to_str()) {
        Some("wasm") => CONTEXTS,
        Some("js") => SCRIPTS,
        _ => REST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_in_a_part() {
        let tree = Tree::from([
            ("a.js".into(), b"1".to_vec()),
            ("b.js".into(), b"2".to_vec()),
            ("editor.js".into(), b"3".to_vec()),
            ("editor/vim_keys-A1.js".into(), b"6".to_vec()),
            ("glue/panel_bg.wasm".into(), b"4".to_vec()),
            ("icons/a.png".into(), b"5".to_vec()),
        ]);
        let expected = [(SCRIPTS, "12"), (EDITOR, "63"), (CONTEXTS, "4"), (REST, "5")];
        let expected =
            expected.map(|(part, bytes)| (part, bytes.as_bytes().to_vec())).into_iter().collect();
        assert_eq!(parts(&tree).unwrap(), expected);
    }
}
