//! Where the things are that the tests need.

use morelia_browser::{BrowserKind, Site, python_docs_folder};
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

/// The site that most tests use: `tests/pages`, and Debian's documentation of Python below `/docs/`.
#[must_use]
pub fn site() -> Site {
    let site = Site::new().folder("/", pages());
    match python_docs_folder() {
        Some(docs) => site.folder("/docs", docs),
        None => site,
    }
}
