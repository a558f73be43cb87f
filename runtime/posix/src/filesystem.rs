//! The one file system of this interpreter.

use crate::{host, persist};
use morelia_vfs::{Errno, FileKind, Host, MountError, Mounted, Vfs};
use std::cell::{Cell, RefCell};

/// Bytes that all files together may hold, well below the 4 GB of memory.
const CAPACITY: u64 = 512 << 20;
/// Bytes that the person's folder may hold.
const HOME_CAPACITY: u64 = 64 << 20;

thread_local! {
    static FILES: RefCell<Option<Vfs>> = const { RefCell::new(None) };
    static NOW: Cell<f64> = const { Cell::new(0.0) };
}

/// Does something with the file system. It must call neither Python nor
/// JavaScript; even the clock is read beforehand.
///
/// # Errors
/// What the operation gives, and `EDEADLK` from inside another one.
pub fn with<R>(operation: impl FnOnce(&mut Vfs) -> Result<R, Errno>) -> Result<R, Errno> {
    NOW.set(host::now());
    let (result, version) = FILES.with(|files| {
        let mut files = files.try_borrow_mut().map_err(|_| Errno::EDEADLK)?;
        let vfs = match &mut *files {
            Some(vfs) => vfs,
            empty => empty.insert(new_vfs()?),
        };
        Ok((operation(vfs), vfs.home_version()))
    })?;
    persist::notice(version);
    result
}

fn new_vfs() -> Result<Vfs, Errno> {
    let mut vfs = Vfs::new(Host { now: || NOW.get(), capacity: CAPACITY })?;
    vfs.set_home_capacity(HOME_CAPACITY);
    Ok(vfs)
}

/// Mounts a zip archive on a folder.
///
/// # Errors
/// As `Vfs::mount_archive`.
pub fn mount_archive(path: &str, archive: Vec<u8>) -> Result<Mounted, MountError> {
    let mut mounted = Err(MountError::Refused(Errno::EDEADLK));
    with(|vfs| {
        mounted = vfs.mount_archive(path.as_bytes(), archive);
        Ok(())
    })?;
    mounted
}

/// Takes away what an archive brought.
///
/// # Errors
/// None in practice.
pub fn unmount(mounted: Mounted) -> Result<(), Errno> {
    with(|vfs| {
        vfs.unmount(mounted);
        Ok(())
    })
}

/// Writes a file, and makes the folders that it needs.
///
/// # Errors
/// As `open` and `write`: `EISDIR`, `ENOTDIR`, `EACCES`, `ENOSPC` and the like.
pub fn write_file(path: &str, bytes: &[u8]) -> Result<(), Errno> {
    with(|vfs| {
        if let Some((folder, _)) = path.rsplit_once('/') {
            vfs.create_folders(folder.as_bytes())?;
        }
        vfs.write_file(path.as_bytes(), bytes)
    })
}

/// Reads a file.
///
/// # Errors
/// `ENOENT`, `EISDIR`, `EACCES` and the like.
pub fn read_file(path: &str) -> Result<Vec<u8>, Errno> {
    with(|vfs| vfs.read_file(path.as_bytes()))
}

/// Makes a folder and those above it.
///
/// # Errors
/// `ENOTDIR`, `EEXIST` for a file of that name, and the like.
pub fn create_folders(path: &str) -> Result<(), Errno> {
    with(|vfs| vfs.create_folders(path.as_bytes()))
}

/// Changes the working folder.
///
/// # Errors
/// `ENOENT`, `ENOTDIR` and the like.
pub fn change_folder(path: &str) -> Result<(), Errno> {
    with(|vfs| vfs.chdir(path.as_bytes()))
}

/// All regular files below a folder, as path relative to it and content,
/// sorted. Symbolic links are not followed, unreadable files left out. Bytes
/// of a name that are no UTF-8 become U+FFFD.
///
/// # Errors
/// `ENOENT`, `ENOTDIR` or `EACCES` for the folder itself.
pub fn read_tree(folder: &str) -> Result<Vec<(String, Vec<u8>)>, Errno> {
    with(|vfs| {
        let base = folder.trim_end_matches('/').as_bytes();
        vfs.read_directory(folder.as_bytes())?;
        let mut files = Vec::new();
        let mut pending = vec![Vec::new()];
        while let Some(below) = pending.pop() {
            let here = if below.is_empty() {
                folder.as_bytes().to_vec()
            } else {
                [base, b"/", &below].concat()
            };
            for entry in vfs.read_directory(&here).unwrap_or_default() {
                let name = match below.as_slice() {
                    [] => entry.name,
                    below => [below, b"/", &entry.name].concat(),
                };
                match entry.kind {
                    FileKind::Directory => pending.push(name),
                    FileKind::Regular => {
                        if let Ok(bytes) = vfs.read_file(&[base, b"/", &name].concat()) {
                            files.push((String::from_utf8_lossy(&name).into_owned(), bytes));
                        }
                    }
                    FileKind::Symlink | FileKind::Device | FileKind::Fifo => {}
                }
            }
        }
        files.sort();
        Ok(files)
    })
}
