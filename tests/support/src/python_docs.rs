//! Where Debian puts the documentation of Python, our real input.

use std::path::{Path, PathBuf};

/// The folder of Debian's `python3-doc` that holds `py-modindex.html`, if the package is installed.
#[must_use]
pub fn python_docs_folder() -> Option<PathBuf> {
    let docs = Path::new("/usr/share/doc");
    let fixed = docs.join("python3-doc/html");
    let mut candidates = vec![fixed];
    let versions = std::fs::read_dir(docs).into_iter().flatten().flatten();
    let mut versioned: Vec<PathBuf> = versions
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("python3"))
        .map(|entry| entry.path().join("html"))
        .collect();
    versioned.sort();
    candidates.extend(versioned);
    candidates.into_iter().find(|folder| folder.join("py-modindex.html").is_file())
}
