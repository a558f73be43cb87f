//! An in-memory POSIX file system.
//!
//! [`Vfs`] behaves as Linux does for one process and one user: inodes, hard
//! and symbolic links, files that live on while open, a descriptor table,
//! pipes, devices, permission bits of the owner, and errors as `errno`
//! numbers. It knows neither Python nor JavaScript; the clock is
//! handed in.

mod archive;
mod at;
mod descriptor;
mod directory;
mod errno;
mod flags;
mod home;
mod host_device;
mod inode;
mod lock;
mod metadata;
mod mount;
mod pipe;
mod system;
mod transfer;
mod walk;

pub use archive::{MountError, Mounted};
pub use at::At;
pub use directory::DirectoryEntry;
pub use errno::Errno;
pub use flags::{Access, OpenFlags, Whence};
pub use home::{HomeChanges, HomeEntry, HomeKind, Include};
pub use host_device::HostDevice;
pub use inode::{FileKind, Ino, Stat};
pub use lock::Lock;
pub use metadata::FileSystemUse;
pub use mount::HOME_FOLDER;
pub use system::{Fd, Host, Result, Vfs};
