//! What a file is, apart from its names.

use crate::{HostDevice, archive::Packed, mount, pipe::Pipe};
use std::collections::BTreeMap;

/// The number of an inode.
pub type Ino = u64;

/// What kind of file an inode is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    Regular,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// A character device.
    Device,
    /// A pipe.
    Fifo,
}

impl FileKind {
    /// The file type bits of `st_mode`.
    #[must_use]
    pub const fn mode_bits(self) -> u32 {
        match self {
            Self::Fifo => 0o010_000,
            Self::Device => 0o020_000,
            Self::Directory => 0o040_000,
            Self::Regular => 0o100_000,
            Self::Symlink => 0o120_000,
        }
    }
}

/// What `stat` tells. Times are nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of POSIX's struct stat")]
pub struct Stat {
    pub mode: u32,
    pub ino: Ino,
    pub dev: u64,
    pub nlink: u32,
    pub uid: u32,
    pub gid: u32,
    pub rdev: u64,
    pub size: u64,
    pub blksize: u64,
    pub blocks: u64,
    pub atime: i64,
    pub mtime: i64,
    pub ctime: i64,
}

#[derive(Debug)]
pub(crate) enum Device {
    Null,
    Zero,
    Full,
    Host(HostDevice),
}

impl Device {
    /// Major and minor number, as Linux gives them.
    fn number(&self) -> u64 {
        let (major, minor) = match self {
            Self::Null => (1, 3),
            Self::Zero => (1, 5),
            Self::Full => (1, 7),
            Self::Host(HostDevice::Random) => (1, 9),
            Self::Host(_) => (5, 0),
        };
        major << 8 | minor
    }
}

#[derive(Debug)]
pub(crate) enum Node {
    Regular(Vec<u8>),
    /// A file in a mounted archive.
    Packed(Packed),
    Directory {
        entries: BTreeMap<Vec<u8>, Ino>,
        parent: Ino,
    },
    Symlink(Vec<u8>),
    Device(Device),
    Fifo(Pipe),
}

impl Node {
    pub(crate) fn kind(&self) -> FileKind {
        match self {
            Self::Regular(_) | Self::Packed(_) => FileKind::Regular,
            Self::Directory { .. } => FileKind::Directory,
            Self::Symlink(_) => FileKind::Symlink,
            Self::Device(_) => FileKind::Device,
            Self::Fifo(_) => FileKind::Fifo,
        }
    }

    /// Bytes that count against the size limit: those of a packed file are its
    /// archive's.
    pub(crate) fn charge(&self) -> u64 {
        match self {
            Self::Packed(_) => 0,
            node => node.len(),
        }
    }

    /// What `st_size` says.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Regular(bytes) | Self::Symlink(bytes) => bytes.len() as u64,
            Self::Packed(packed) => packed.len(),
            Self::Directory { .. } | Self::Device(_) | Self::Fifo(_) => 0,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Inode {
    /// The mount that it is on.
    pub(crate) device: mount::Device,
    pub(crate) node: Node,
    pub(crate) permissions: u32,
    pub(crate) nlink: u32,
    /// Open file descriptions that refer to it; it lives while there are any.
    pub(crate) opened: u32,
    /// Those of them that may write.
    pub(crate) writers: u32,
    /// Grows with every change; see [`crate::home`].
    pub(crate) version: u64,
    /// The version that `fsync` asked to keep.
    pub(crate) synced: u64,
    /// Part of a read-only mount.
    pub(crate) sealed: bool,
    pub(crate) atime: i64,
    pub(crate) mtime: i64,
    pub(crate) ctime: i64,
}

impl Inode {
    pub(crate) fn new(device: mount::Device, node: Node, permissions: u32, now: i64) -> Self {
        Self {
            device,
            node,
            permissions: permissions & 0o7777,
            nlink: 0,
            opened: 0,
            writers: 0,
            version: 0,
            synced: 0,
            sealed: false,
            atime: now,
            mtime: now,
            ctime: now,
        }
    }

    /// Whether the owner, who is the only user, may do what `bits` say.
    pub(crate) fn allows(&self, bits: u32) -> bool {
        matches!(self.node, Node::Symlink(_)) || (self.permissions >> 6) & bits == bits
    }

    pub(crate) fn stat(&self, ino: Ino) -> Stat {
        const BLOCK: u64 = 4096;
        let size = match &self.node {
            Node::Directory { .. } => BLOCK,
            node => node.len(),
        };
        Stat {
            mode: self.node.kind().mode_bits() | self.permissions,
            ino,
            dev: self.device,
            nlink: self.nlink,
            uid: crate::system::USER,
            gid: crate::system::USER,
            rdev: match &self.node {
                Node::Device(device) => device.number(),
                _ => 0,
            },
            size,
            blksize: BLOCK,
            blocks: size.div_ceil(BLOCK) * (BLOCK / 512),
            atime: self.atime,
            mtime: self.mtime,
            ctime: self.ctime,
        }
    }
}
