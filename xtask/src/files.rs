//! Writes files so that a reader never sees half of one, nor a change where there is none.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

use crate::process::say;

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes `bytes` to `path` unless it holds them; replaces the file in one step.
pub(crate) fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.metadata().is_ok_and(|data| data.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|old| old == bytes)
    {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let fresh = beside(path, "new");
    fs::write(&fresh, bytes)
        .and_then(|()| fs::rename(&fresh, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// A name beside `path` that no other process uses.
pub(crate) fn beside(path: &Path, word: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{word}-{}", process::id()));
    path.with_file_name(name)
}

/// Everything below `folder`: path relative to it, and content. A missing folder is empty.
pub(crate) fn read_tree(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            let bytes = fs::read(entry.path())
                .with_context(|| format!("cannot read {}", entry.path().display()))?;
            files.insert(entry.path().strip_prefix(folder)?.to_path_buf(), bytes);
        }
    }
    Ok(files)
}

/// Makes `folder` hold exactly `files`, touching only what differs.
pub(crate) fn write_tree(folder: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    for (path, bytes) in files {
        write_if_changed(&folder.join(path), bytes)?;
    }
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() && !files.contains_key(entry.path().strip_prefix(folder)?) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Held while a folder is written; released on drop, also by the end of the process.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Waits until no other xtask holds the lock `path`.
pub(crate) fn lock(path: &Path) -> Result<Lock> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            say(&format!("waiting for another ./x ({})", path.display()));
            file.lock()?;
        }
        Err(TryLockError::Error(error)) => return Err(io::Error::into(error)),
    }
    Ok(Lock { _file: file })
}
