//! Where the things are that the tests need.

use base64::{Engine, prelude::BASE64_STANDARD};
use morelia_browser::{BrowserKind, Site, python_docs_folder};
use morelia_protocol::File;
use std::path::{Path, PathBuf};

/// The folder with the built extensions: `MORELIA_EXTENSION`, or where `./x build` puts them.
///
/// # Panics
/// When nothing was built.
#[must_use]
pub fn extensions() -> PathBuf {
    let built = std::env::var_os("MORELIA_EXTENSION").map(PathBuf::from).unwrap_or_else(|| {
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).unwrap_or_else(|| {
            Path::new(&std::env::var_os("HOME").unwrap_or_default()).join(".cache")
        });
        cache.join("morelia/target/extension")
    });
    assert!(built.is_dir(), "{} is not there; run ./x build", built.display());
    built
}

/// The built extension for a browser.
#[must_use]
pub fn extension(kind: BrowserKind) -> PathBuf {
    extensions().join(kind.name())
}

/// `tests/pages`
#[must_use]
pub fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../pages")
}

/// `examples`
#[must_use]
pub fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// The site that most tests use: `tests/pages`, Debian's documentation of Python below `/docs/`, and
/// wheels below `/wheels/`.
#[must_use]
pub fn site() -> Site {
    let libraries = Path::new(env!("CARGO_MANIFEST_DIR")).join("../libraries/node_modules");
    let mut site = Site::new().folder("/", pages()).folder("/libraries", libraries);
    if let Some(wheels) = std::env::var_os("MORELIA_WHEELS") {
        site = site.folder("/wheels", wheels);
    }
    match python_docs_folder() {
        Some(docs) => site.folder("/docs", docs),
        None => site,
    }
}

/// The wheels of packages that nobody changed for us, as files below `/tmp` for a session.
///
/// # Panics
/// When they were not downloaded.
#[must_use]
pub fn wheels() -> Vec<File> {
    let folder = std::env::var_os("MORELIA_WHEELS").expect("run this by ./x test e2e");
    let entries = std::fs::read_dir(folder).unwrap();
    let files: Vec<File> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let base64 = BASE64_STANDARD.encode(std::fs::read(path).unwrap());
            File { path: format!("/tmp/{name}"), base64 }
        })
        .collect();
    assert!(!files.is_empty(), "there are no wheels; run ./x test e2e");
    files
}
