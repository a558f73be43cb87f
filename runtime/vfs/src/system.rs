//! The file system itself: the inode table, the limit and the first tree.

use crate::{
    At, Errno, HostDevice, Ino, OpenFlags,
    descriptor::Descriptors,
    home::HomeState,
    inode::{Device, Inode, Node},
    mount::{self, HOME, HOME_FOLDER, MAIN, Mount},
};
use std::collections::BTreeMap;

/// A file descriptor.
pub type Fd = i32;

/// What every operation gives.
pub type Result<T> = std::result::Result<T, Errno>;

/// The one user, `web_user`.
pub(crate) const USER: u32 = 1000;

pub(crate) const ROOT: Ino = 1;

/// What the file system needs from outside.
#[derive(Clone, Copy, Debug)]
pub struct Host {
    /// Seconds since 1970.
    pub now: fn() -> f64,
    /// Bytes that all files together may hold.
    pub capacity: u64,
}

/// An in-memory file system with its descriptor table.
#[derive(Debug)]
pub struct Vfs {
    pub(crate) host: Host,
    pub(crate) inodes: BTreeMap<Ino, Inode>,
    next_ino: Ino,
    /// Bytes of all mounts.
    pub(crate) used: u64,
    pub(crate) mounts: BTreeMap<mount::Device, Mount>,
    pub(crate) home: HomeState,
    pub(crate) descriptors: Descriptors,
    pub(crate) cwd: Ino,
    pub(crate) umask: u32,
}

impl Vfs {
    /// A file system with the usual folders, devices and open standard
    /// streams. The working folder is `/home/web_user`.
    ///
    /// # Errors
    /// None in practice: the first tree is fixed and small.
    pub fn new(host: Host) -> Result<Self> {
        let mut vfs = Self {
            host,
            inodes: BTreeMap::new(),
            next_ino: ROOT,
            used: 0,
            mounts: BTreeMap::new(),
            home: HomeState::default(),
            descriptors: Descriptors::default(),
            cwd: ROOT,
            umask: 0o022,
        };
        for device in [MAIN, HOME] {
            vfs.mounts.insert(device, Mount { capacity: None, used: 0, read_only: false });
        }
        let root = Node::Directory { entries: BTreeMap::new(), parent: ROOT };
        let ino = vfs.insert(MAIN, root, 0o755)?;
        vfs.inode_mut(ino)?.nlink = 2;
        for folder in ["dev", "home/web_user", "mnt", "tmp", "usr/lib/python3.14"] {
            vfs.create_folders(format!("/{folder}").as_bytes())?;
        }
        vfs.chmod(b"/tmp", 0o1777, true)?;
        let home = vfs.existing(HOME_FOLDER.as_bytes().into(), true)?;
        vfs.inode_mut(home)?.device = HOME;
        vfs.home.ino = home;
        for (name, device) in [
            ("null", Device::Null),
            ("zero", Device::Zero),
            ("full", Device::Full),
            ("random", Device::Host(HostDevice::Random)),
            ("urandom", Device::Host(HostDevice::Random)),
            ("stdin", Device::Host(HostDevice::Input)),
            ("stdout", Device::Host(HostDevice::Output)),
            ("stderr", Device::Host(HostDevice::Error)),
        ] {
            let walked = vfs.walk(format!("/dev/{name}").as_bytes().into(), false)?;
            let ino = vfs.insert(MAIN, Node::Device(device), 0o666)?;
            vfs.add_entry(walked.parent, walked.name, ino)?;
        }
        for (name, flags) in [
            ("stdin", OpenFlags::RDONLY),
            ("stdout", OpenFlags::WRONLY),
            ("stderr", OpenFlags::WRONLY),
        ] {
            vfs.open(format!("/dev/{name}").as_bytes(), OpenFlags(flags), 0)?;
        }
        vfs.chdir(HOME_FOLDER.as_bytes())?;
        Ok(vfs)
    }

    /// Creates a folder and those above it; those that exist stay.
    ///
    /// # Errors
    /// Those of `mkdir`, except `EEXIST` for a folder.
    pub fn create_folders(&mut self, path: &[u8]) -> Result<()> {
        let ends = path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(end, _)| end);
        for end in ends.chain([path.len()]) {
            let Some(folder) = path.get(..end).filter(|folder| !folder.is_empty()) else {
                continue;
            };
            match self.mkdir(folder, 0o777) {
                Err(Errno::EEXIST)
                    if self
                        .walk(folder.into(), true)?
                        .ino
                        .is_some_and(|ino| self.is_directory(ino)) => {}
                result => result?,
            }
        }
        Ok(())
    }

    /// Makes a folder and all that is in it read-only, as a mount would be:
    /// changes then fail with `EROFS`.
    ///
    /// # Errors
    /// Those of `stat`.
    pub fn seal<'p>(&mut self, path: impl Into<At<'p>>) -> Result<()> {
        let mut pending = vec![self.existing(path.into(), true)?];
        while let Some(ino) = pending.pop() {
            let inode = self.inode_mut(ino)?;
            inode.sealed = true;
            if let Node::Directory { entries, .. } = &inode.node {
                pending.extend(entries.values());
            }
        }
        Ok(())
    }

    /// Nanoseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        ((self.host.now)() * 1e9) as i64
    }

    pub(crate) fn insert(
        &mut self,
        device: mount::Device,
        node: Node,
        permissions: u32,
    ) -> Result<Ino> {
        self.room_for_inode()?;
        self.reserve(device, node.charge())?;
        let ino = self.next_ino;
        self.next_ino += 1;
        self.inodes.insert(ino, Inode::new(device, node, permissions, self.now()));
        self.changed(ino);
        Ok(ino)
    }

    /// An inode that goes into a folder, on the folder's mount.
    pub(crate) fn insert_below(
        &mut self,
        folder: Ino,
        node: Node,
        permissions: u32,
    ) -> Result<Ino> {
        let device = self.inode(folder)?.device;
        self.insert(device, node, permissions)
    }

    pub(crate) fn inode(&self, ino: Ino) -> Result<&Inode> {
        self.inodes.get(&ino).ok_or(Errno::ENOENT)
    }

    pub(crate) fn inode_mut(&mut self, ino: Ino) -> Result<&mut Inode> {
        self.inodes.get_mut(&ino).ok_or(Errno::ENOENT)
    }

    /// The inode, unless it is part of a read-only mount.
    pub(crate) fn changeable(&mut self, ino: Ino) -> Result<&mut Inode> {
        let inode = self.inode_mut(ino)?;
        if inode.sealed { Err(Errno::EROFS) } else { Ok(inode) }
    }

    pub(crate) fn is_directory(&self, ino: Ino) -> bool {
        self.inode(ino).is_ok_and(|inode| matches!(inode.node, Node::Directory { .. }))
    }

    /// Drops an inode that has neither a name nor an open description.
    pub(crate) fn collect(&mut self, ino: Ino) {
        let dead = self.inodes.get(&ino).is_some_and(|inode| inode.nlink == 0 && inode.opened == 0);
        if dead && let Some(inode) = self.inodes.remove(&ino) {
            self.release(inode.device, inode.node.charge());
        }
    }
}
