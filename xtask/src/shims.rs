//! The extension's hand-written JavaScript: some of it is put together from parts.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::build::Tree;
use crate::files;

/// A line that stands for the text of another file.
const INCLUDE: &str = "// include: ";

/// The files of `folder`, complete; parts of others are no files of their own.
pub(crate) fn read(folder: &Path) -> Result<Tree> {
    let mut tree: Tree = files::read_tree(folder)?.into_iter().collect();
    let mut parts = Vec::new();
    let with_parts: Vec<(PathBuf, String)> = tree
        .iter()
        .map(|(path, bytes)| (path.clone(), String::from_utf8_lossy(bytes).into_owned()))
        .filter(|(_, text)| text.contains(INCLUDE))
        .collect();
    for (path, text) in with_parts {
        let text = put_together(&text, |part| {
            parts.push(PathBuf::from(part));
            let bytes = tree.get(Path::new(part));
            let bytes = bytes.with_context(|| format!("{}: no {part}", path.display()))?;
            Ok(String::from_utf8_lossy(bytes).into_owned())
        })?;
        tree.insert(path, text.into_bytes());
    }
    for part in parts {
        tree.remove(&part);
    }
    Ok(tree)
}

/// `text` with each line that names a part replaced by it, indented as that line is.
fn put_together(text: &str, mut part: impl FnMut(&str) -> Result<String>) -> Result<String> {
    let mut whole = String::new();
    for line in text.lines() {
        let Some((indent, name)) = line.split_once(INCLUDE) else {
            whole.push_str(line);
            whole.push('\n');
            continue;
        };
        for line in part(name.trim())?.lines() {
            if !line.is_empty() {
                whole.push_str(indent);
            }
            whole.push_str(line);
            whole.push('\n');
        }
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_takes_the_place_of_the_line_that_names_it() {
        let text = "f() {\n  // include: p/a.js\n}\n";
        let whole = put_together(text, |name| {
            assert_eq!(name, "p/a.js");
            Ok("let x;\n\nlet y;\n".to_owned())
        });
        assert_eq!(whole.unwrap(), "f() {\n  let x;\n\n  let y;\n}\n");
    }

    #[test]
    fn the_extensions_own_shims_are_put_together() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../extension/shims");
        let tree = read(&root).unwrap();
        let text = String::from_utf8_lossy(&tree[Path::new("page-world.js")]);
        assert!(text.contains("function far("), "{text}");
        assert!(!tree.keys().any(|path| path.starts_with("realm/")), "{:?}", tree.keys());
    }
}
