//! Takes the `_sqlite3` module out of the rustpython-stdlib release.
//!
//! RustPython has it for every target but this one, because the crate that it
//! links SQLite with cannot be built for it. The module itself can.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

const RELEASE: &str = "rustpython-stdlib-0.6.0";

/// What must read otherwise: `libc` has no such names on this target, and
/// CPython calls the exceptions `sqlite3.Error` and so on.
const CHANGES: [(&str, &str); 6] = [
    ("new_exception_type(\"_sqlite3\",", "new_exception_type(\"sqlite3\","),
    ("libc::c_char", "core::ffi::c_char"),
    ("unwrap_or(libc::SEEK_SET)", "unwrap_or(0)"),
    ("libc::SEEK_SET => {}", "0 => {}"),
    ("libc::SEEK_CUR", "1"),
    ("libc::SEEK_END", "2"),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let source = released()?.join("src/_sqlite3.rs");
    let mut text = fs::read_to_string(&source)?;
    for (old, new) in CHANGES {
        if !text.contains(old) {
            return Err(
                format!("{} has no {old:?} any more: see build.rs", source.display()).into()
            );
        }
        text = text.replace(old, new);
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    fs::write(out.join("module.rs"), text)?;
    Ok(())
}

/// The release in cargo's home, where it is unpacked because we depend on it.
fn released() -> Result<PathBuf, Box<dyn Error>> {
    let home = match env::var_os("CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => Path::new(&env::var_os("HOME").ok_or("neither CARGO_HOME nor HOME is set")?)
            .join(".cargo"),
    };
    let sources = home.join("registry/src");
    for source in fs::read_dir(&sources)? {
        let folder = source?.path().join(RELEASE);
        if folder.join(".cargo-ok").is_file() {
            return Ok(folder);
        }
    }
    Err(format!("no {RELEASE} in {}", sources.display()).into())
}
