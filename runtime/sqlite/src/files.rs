//! SQLite's files, in the file system that Python sees.

use crate::locks::Holder;
use libsqlite3_sys::WasmOsCallback;
use libsqlite3_sys::vfs::{
    AccessMode, LockLevel, OpenAccess, OpenOptions, OpenRequest, OpenedFile, RegisterVfsError,
    SQLiteIoMethods, SQLiteVfs, SyncOptions, VfsError, VfsErrorCode, VfsFile, VfsResult, VfsStore,
    register_vfs,
};
use morelia_posix::{Errno, with_files};
use morelia_vfs::{Access, OpenFlags};
use std::sync::atomic::{AtomicU32, Ordering};

const NAME: &str = "morelia";
const LONGEST_PATH: i32 = 4096;

/// Makes this the place where databases are, once.
///
/// # Errors
/// SQLite does not accept it.
pub(crate) fn register() -> Result<(), RegisterVfsError> {
    static DONE: AtomicU32 = AtomicU32::new(0);
    if DONE.swap(1, Ordering::Relaxed) == 1 {
        return Ok(());
    }
    // SAFETY: there is one thread; the callbacks below are those of `Files`,
    // and the registration is never undone.
    unsafe { register_vfs::<Methods, Files>(NAME, WasmOsCallback, true) }?.into_raw();
    Ok(())
}

/// An open file.
pub(crate) struct File {
    fd: i32,
    holder: Holder,
}

fn failed(code: VfsErrorCode, errno: Errno) -> VfsError {
    VfsError::new(code, errno.message().into())
}

/// For writes: a full file system has a code of its own.
fn not_written(errno: Errno) -> VfsError {
    let code = if errno == Errno::ENOSPC { VfsErrorCode::Full } else { VfsErrorCode::IoWrite };
    failed(code, errno)
}

impl VfsFile for File {
    fn read(&mut self, buf: &mut [u8], offset: u64) -> VfsResult<usize> {
        with_files(|files| files.read_at(self.fd, buf, offset))
            .map_err(|errno| failed(VfsErrorCode::IoRead, errno))
    }

    fn write(&mut self, mut buf: &[u8], mut offset: u64) -> VfsResult<()> {
        while !buf.is_empty() {
            let count =
                with_files(|files| files.write_at(self.fd, buf, offset)).map_err(not_written)?;
            buf = buf.get(count..).unwrap_or_default();
            offset += count as u64;
        }
        Ok(())
    }

    fn truncate(&mut self, size: u64) -> VfsResult<()> {
        with_files(|files| files.truncate_open(self.fd, size))
            .map_err(|errno| failed(VfsErrorCode::IoTruncate, errno))
    }

    fn sync(&mut self, _options: SyncOptions) -> VfsResult<()> {
        Ok(())
    }

    fn size(&self) -> VfsResult<u64> {
        with_files(|files| files.fstat(self.fd))
            .map(|stat| stat.size)
            .map_err(|errno| failed(VfsErrorCode::IoStat, errno))
    }

    fn lock(&mut self, level: LockLevel) -> VfsResult<()> {
        if self.holder.raise(level) {
            Ok(())
        } else {
            Err(VfsError::new(VfsErrorCode::Busy, "another connection uses the database".into()))
        }
    }

    fn unlock(&mut self, level: LockLevel) -> VfsResult<()> {
        self.holder.lower(level);
        Ok(())
    }

    fn check_reserved_lock(&self) -> VfsResult<bool> {
        Ok(self.holder.is_reserved())
    }
}

/// The operations on names.
pub(crate) struct Store;

impl VfsStore for Store {
    type File = File;
    type AppData = WasmOsCallback;

    fn open_file(_: &WasmOsCallback, request: OpenRequest<'_>) -> VfsResult<OpenedFile<File>> {
        let options = request.options;
        let Some(name) = request.filename else { return open_temporary() };
        let path = name.path();
        let mut flags = OpenFlags::CLOEXEC;
        if options.create() {
            flags |= OpenFlags::CREAT;
        }
        if options.exclusive() {
            flags |= OpenFlags::EXCL;
        }
        if options.no_follow() {
            flags |= OpenFlags::NOFOLLOW;
        }
        let wants_to_write = options.access() == OpenAccess::ReadWrite;
        let opened =
            open(path, flags | if wants_to_write { OpenFlags::RDWR } else { OpenFlags::RDONLY });
        match opened {
            Ok(file) => {
                let access =
                    if wants_to_write { OpenAccess::ReadWrite } else { OpenAccess::ReadOnly };
                Ok(OpenedFile { file, access })
            }
            // As on Unix: what may not be written may still be read.
            Err(Errno::EACCES | Errno::EROFS) if wants_to_write && !options.exclusive() => {
                let file = open(path, OpenFlags::CLOEXEC | OpenFlags::RDONLY)
                    .map_err(|errno| failed(VfsErrorCode::CantOpen, errno))?;
                Ok(OpenedFile { file, access: OpenAccess::ReadOnly })
            }
            Err(errno) => Err(failed(VfsErrorCode::CantOpen, errno)),
        }
    }

    fn close_file(
        _: &WasmOsCallback,
        name: Option<&str>,
        file: File,
        options: OpenOptions,
    ) -> VfsResult<()> {
        file.holder.lower(LockLevel::None);
        if let Some(name) = name
            && options.delete_on_close()
        {
            // It may be gone already, which is what is wanted.
            let _ = with_files(|files| files.unlink(name.as_bytes()));
        }
        with_files(|files| files.close(file.fd))
            .map_err(|errno| failed(VfsErrorCode::IoClose, errno))
    }

    fn access(_: &WasmOsCallback, name: &str, mode: AccessMode) -> VfsResult<bool> {
        let wanted = match mode {
            AccessMode::Exists => {
                // An empty journal is none.
                let size =
                    with_files(|files| files.stat(name.as_bytes(), true)).map(|stat| stat.size);
                return Ok(size.is_ok_and(|size| size > 0));
            }
            AccessMode::Read => Access::READ,
            AccessMode::ReadWrite => Access::WRITE,
        };
        Ok(with_files(|files| files.access(name.as_bytes(), wanted, true)).is_ok())
    }

    fn full_pathname(_: &WasmOsCallback, name: &str) -> VfsResult<String> {
        if name.starts_with('/') {
            return Ok(name.to_owned());
        }
        let folder = with_files(|files| files.cwd())
            .map_err(|errno| failed(VfsErrorCode::CantOpen, errno))?;
        let folder = String::from_utf8_lossy(&folder);
        Ok(format!("{}/{name}", folder.trim_end_matches('/')))
    }

    fn delete_file(_: &WasmOsCallback, name: &str, _sync_dir: bool) -> VfsResult<()> {
        with_files(|files| files.unlink(name.as_bytes())).map_err(|errno| {
            let code = match errno {
                Errno::ENOENT => VfsErrorCode::IoDeleteNoEntry,
                _ => VfsErrorCode::IoDelete,
            };
            failed(code, errno)
        })
    }
}

fn open(path: &str, flags: i32) -> Result<File, Errno> {
    with_files(|files| {
        let fd = files.open(path.as_bytes(), OpenFlags(flags), 0o644)?;
        let inode = files.fstat(fd)?.ino;
        Ok(File { fd, holder: Holder::new(inode, fd) })
    })
}

/// A file without a name, which is gone when it is closed.
fn open_temporary() -> VfsResult<OpenedFile<File>> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let path = format!("/tmp/.sqlite-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let flags = OpenFlags::RDWR | OpenFlags::CREAT | OpenFlags::EXCL | OpenFlags::CLOEXEC;
    let file = open(&path, flags).map_err(|errno| failed(VfsErrorCode::CantOpen, errno))?;
    with_files(|files| files.unlink(path.as_bytes()))
        .map_err(|errno| failed(VfsErrorCode::CantOpen, errno))?;
    Ok(OpenedFile { file, access: OpenAccess::ReadWrite })
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Methods;

impl SQLiteIoMethods for Methods {
    type Store = Store;
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Files;

impl SQLiteVfs<Methods> for Files {
    type Os = WasmOsCallback;

    const MAX_PATH_SIZE: i32 = LONGEST_PATH;

    fn os(data: &WasmOsCallback) -> &WasmOsCallback {
        data
    }
}
