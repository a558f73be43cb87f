//! What `open`, `lseek` and `access` take.

/// The flags of `open`, with their Linux values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenFlags(pub i32);

impl OpenFlags {
    /// Open for reading only.
    pub const RDONLY: i32 = 0;
    /// Open for writing only.
    pub const WRONLY: i32 = 1;
    /// Open for reading and writing.
    pub const RDWR: i32 = 2;
    /// The bits that say how a file is accessed.
    pub const ACCMODE: i32 = 3;
    /// Create the file when it is not there.
    pub const CREAT: i32 = 0o100;
    /// With `CREAT`: fail when it is there.
    pub const EXCL: i32 = 0o200;
    /// Does nothing here: there is no controlling terminal.
    pub const NOCTTY: i32 = 0o400;
    /// Empty the file.
    pub const TRUNC: i32 = 0o1000;
    /// Every write goes to the end.
    pub const APPEND: i32 = 0o2000;
    /// Fail with `EAGAIN` instead of waiting.
    pub const NONBLOCK: i32 = 0o4000;
    /// Does nothing here: memory is always in sync.
    pub const DSYNC: i32 = 0o10000;
    /// Does nothing here: memory is always in sync.
    pub const SYNC: i32 = 0o4_010_000;
    /// Does nothing here: files have no size limit of 2 GB to lift.
    pub const LARGEFILE: i32 = 0o100_000;
    /// Fail when it is not a directory.
    pub const DIRECTORY: i32 = 0o200_000;
    /// Fail when the last component is a symbolic link.
    pub const NOFOLLOW: i32 = 0o400_000;
    /// A file without a name, on the file system of a directory.
    pub const TMPFILE: i32 = 0o20_000_000 | Self::DIRECTORY;
    /// Does nothing here: there is no `exec`.
    pub const CLOEXEC: i32 = 0o2_000_000;

    /// Whether all bits of `flag` are set.
    #[must_use]
    pub const fn has(self, flag: i32) -> bool {
        self.0 & flag == flag
    }

    /// Whether a file opened so may be read.
    #[must_use]
    pub const fn reads(self) -> bool {
        matches!(self.0 & Self::ACCMODE, Self::RDONLY | Self::RDWR)
    }

    /// Whether a file opened so may be written.
    #[must_use]
    pub const fn writes(self) -> bool {
        matches!(self.0 & Self::ACCMODE, Self::WRONLY | Self::RDWR)
    }
}

/// What [`crate::Vfs::access`] asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access(pub u32);

impl Access {
    /// It exists.
    pub const EXISTS: Self = Self(0);
    /// It may be executed, or searched if a directory.
    pub const EXECUTE: Self = Self(1);
    /// It may be written.
    pub const WRITE: Self = Self(2);
    /// It may be read.
    pub const READ: Self = Self(4);
}

/// Where an offset given to [`crate::Vfs::seek`] counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whence {
    /// The beginning of the file.
    Start,
    /// Where the file is now.
    Current,
    /// The end of the file.
    End,
}

impl Whence {
    /// From `SEEK_SET`, `SEEK_CUR` or `SEEK_END`.
    #[must_use]
    pub const fn from_raw(whence: i32) -> Option<Self> {
        match whence {
            0 => Some(Self::Start),
            1 => Some(Self::Current),
            2 => Some(Self::End),
            _ => None,
        }
    }
}
