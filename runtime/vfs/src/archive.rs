//! Zip archives as parts of the tree: files come straight from the archive's bytes.

use crate::{
    At, Errno, Ino, Result, Vfs,
    inode::Node,
    mount::{Device, HOME, MAIN, Mount},
};
use rawzip::{CompressionMethod, ZipArchive, crc32, time::ZipDateTimeKind};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Why an archive is not mounted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MountError {
    /// The file system says no.
    #[error("{0}")]
    Refused(#[from] Errno),
    /// It is no zip archive, or a damaged one.
    #[error("this is not a zip archive that can be read: {0}")]
    NotAnArchive(String),
    /// A file in it is packed in a way that is not known here.
    #[error("the archive's file {0} is encrypted, or packed by another method than deflate")]
    UnknownPacking(String),
}

/// A mounted archive, for [`Vfs::unmount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mounted(Device);

/// Where a file is in an archive.
#[derive(Debug)]
pub(crate) struct Packed {
    archive: Rc<[u8]>,
    start: usize,
    end: usize,
    is_deflated: bool,
    size: u64,
    crc: u32,
    /// Unpacked, while somebody has it open.
    content: Option<Vec<u8>>,
}

impl Packed {
    /// Bytes of the unpacked file.
    pub(crate) fn len(&self) -> u64 {
        self.size
    }

    /// The unpacked bytes, while it is open.
    pub(crate) fn content(&self) -> &[u8] {
        self.content.as_deref().unwrap_or_default()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.content.is_some()
    }

    pub(crate) fn open(&mut self) -> Result<()> {
        if self.content.is_none() {
            self.content = Some(self.unpack()?);
        }
        Ok(())
    }

    pub(crate) fn close(&mut self) {
        self.content = None;
    }

    /// The file; `EIO` for a damaged one.
    pub(crate) fn unpack(&self) -> Result<Vec<u8>> {
        let packed = self.archive.get(self.start..self.end).ok_or(Errno::EIO)?;
        let size = usize::try_from(self.size).map_err(|_| Errno::EFBIG)?;
        let bytes = if self.is_deflated {
            miniz_oxide::inflate::decompress_to_vec_with_limit(packed, size)
                .map_err(|_| Errno::EIO)?
        } else {
            packed.to_vec()
        };
        if bytes.len() == size && crc32(&bytes) == self.crc { Ok(bytes) } else { Err(Errno::EIO) }
    }
}

/// What an archive says of one of its files or folders.
struct Member {
    path: String,
    mtime: i64,
    permissions: u32,
    /// `None`: a folder.
    file: Option<Packed>,
}

impl Vfs {
    /// Mounts a zip archive on a folder, which is made when it is not there.
    ///
    /// Folders that are there already are merged, so that several archives
    /// can share one; what the archive brings is read-only. Its bytes count
    /// against the size limit, its files only while they are open.
    ///
    /// # Errors
    /// [`MountError`]; nothing was changed then, but for the folder. `EEXIST`
    /// when the archive has a file whose name is taken, `EPERM` below the
    /// person's folder, which is kept file by file.
    pub fn mount_archive(
        &mut self,
        path: &[u8],
        archive: impl Into<Rc<[u8]>>,
    ) -> std::result::Result<Mounted, MountError> {
        let archive = archive.into();
        let members = read_members(&archive)?;
        self.create_folders(path)?;
        let folder = self.existing(path.into(), true)?;
        if self.inode(folder)?.device == HOME {
            return Err(Errno::EPERM.into());
        }
        self.check_names(folder, &members)?;
        let device = self.mounts.keys().next_back().copied().unwrap_or(MAIN).max(HOME) + 1;
        self.mounts.insert(device, Mount { capacity: None, used: 0, read_only: true });
        let filled = self
            .reserve(device, archive.len() as u64)
            .and_then(|()| self.fill(device, folder, members));
        if let Err(error) = filled {
            self.unmount(Mounted(device));
            return Err(error.into());
        }
        Ok(Mounted(device))
    }

    /// Takes away what an archive brought. Files that are open live on, and
    /// folders that another archive shares.
    pub fn unmount(&mut self, Mounted(device): Mounted) {
        let Some(mount) = self.mounts.remove(&device) else { return };
        self.used = self.used.saturating_sub(mount.used);
        // From the inside out: a folder's own number is always below those in it.
        let folders: Vec<Ino> =
            self.inodes.keys().rev().copied().filter(|ino| self.is_directory(*ino)).collect();
        for folder in folders {
            let names = self.list_all(folder);
            for (name, ino) in names {
                let is_ours = self.inode(ino).is_ok_and(|inode| inode.device == device);
                let is_used = matches!(
                    self.inode(ino).map(|inode| &inode.node),
                    Ok(Node::Directory { entries, .. }) if !entries.is_empty()
                );
                if is_ours && !is_used {
                    // It was found there a moment ago.
                    let _ = self.remove_entry(folder, &name);
                }
            }
        }
    }

    fn list_all(&self, folder: Ino) -> Vec<(Vec<u8>, Ino)> {
        match self.inode(folder).map(|inode| &inode.node) {
            Ok(Node::Directory { entries, .. }) => {
                entries.iter().map(|(name, ino)| (name.clone(), *ino)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn check_names(&self, folder: Ino, members: &[Member]) -> Result<()> {
        for member in members {
            let mut here = folder;
            let mut parts = member.path.split('/').peekable();
            while let Some(part) = parts.next() {
                let Node::Directory { entries, .. } = &self.inode(here)?.node else {
                    return Err(Errno::ENOTDIR);
                };
                let Some(found) = entries.get(part.as_bytes()) else { break };
                let may_be_there = parts.peek().is_some() || member.file.is_none();
                if !may_be_there || !self.is_directory(*found) {
                    return Err(Errno::EEXIST);
                }
                here = *found;
            }
        }
        Ok(())
    }

    fn fill(&mut self, device: Device, folder: Ino, members: Vec<Member>) -> Result<()> {
        for member in members {
            let mut here = folder;
            let (above, name) = match member.path.rsplit_once('/') {
                Some((above, name)) => (above, name),
                None => ("", member.path.as_str()),
            };
            for part in above.split('/').filter(|part| !part.is_empty()) {
                here = self.sealed_folder(device, here, part, 0o555, member.mtime)?;
            }
            let Some(packed) = member.file else {
                self.sealed_folder(device, here, name, member.permissions, member.mtime)?;
                continue;
            };
            let ino = self.insert(device, Node::Packed(packed), member.permissions)?;
            self.add_entry(here, name.as_bytes().to_vec(), ino)?;
            let inode = self.inode_mut(ino)?;
            inode.sealed = true;
            inode.mtime = member.mtime;
        }
        Ok(())
    }

    fn sealed_folder(
        &mut self,
        device: Device,
        above: Ino,
        name: &str,
        permissions: u32,
        mtime: i64,
    ) -> Result<Ino> {
        if let Node::Directory { entries, .. } = &self.inode(above)?.node
            && let Some(found) = entries.get(name.as_bytes())
        {
            return Ok(*found);
        }
        let node = Node::Directory { entries: BTreeMap::new(), parent: above };
        let ino = self.insert(device, node, permissions)?;
        self.add_entry(above, name.as_bytes().to_vec(), ino)?;
        self.inode_mut(above)?.nlink += 1;
        let inode = self.inode_mut(ino)?;
        inode.nlink = 2;
        inode.sealed = true;
        inode.mtime = mtime;
        Ok(ino)
    }

    /// A packed file is about to be opened: unpacks it.
    pub(crate) fn unpack(&mut self, ino: Ino) -> Result<()> {
        let size = match &self.inode(ino)?.node {
            Node::Packed(packed) if !packed.is_open() => packed.len(),
            _ => return Ok(()),
        };
        self.reserve(MAIN, size)?;
        let opened = match &mut self.inode_mut(ino)?.node {
            Node::Packed(packed) => packed.open(),
            _ => Ok(()),
        };
        if opened.is_err() {
            self.release(MAIN, size);
        }
        opened
    }

    /// A file was closed: forgets what was unpacked, if nobody needs it.
    pub(crate) fn pack(&mut self, ino: Ino) -> Result<()> {
        let inode = self.inode_mut(ino)?;
        if let Node::Packed(packed) = &mut inode.node
            && inode.opened == 0
            && packed.is_open()
        {
            let size = packed.len();
            packed.close();
            self.release(MAIN, size);
        }
        Ok(())
    }

    /// Makes sure that there is room for a packed file.
    pub(crate) fn room_to_unpack(&self, size: u64) -> Result<()> {
        if size > self.host.capacity.saturating_sub(self.used) {
            Err(Errno::ENOSPC)
        } else {
            Ok(())
        }
    }

    /// Whether a path is where an archive was mounted, or in one.
    ///
    /// # Errors
    /// Those of path resolution.
    pub fn is_read_only<'p>(&self, path: impl Into<At<'p>>) -> Result<bool> {
        Ok(self.inode(self.existing(path.into(), true)?)?.sealed)
    }
}

fn read_members(bytes: &Rc<[u8]>) -> std::result::Result<Vec<Member>, MountError> {
    let broken = |error: rawzip::Error| MountError::NotAnArchive(error.to_string());
    let archive = ZipArchive::from_slice(&**bytes).map_err(broken)?;
    let mut entries = archive.entries();
    let mut members = Vec::new();
    let mut seen = BTreeSet::new();
    while let Some(entry) = entries.next_entry().map_err(broken)? {
        // Normalised: no `..`, no absolute path, no drive.
        let path = entry.file_path().try_normalize().map_err(broken)?;
        let path = path.as_str().trim_end_matches('/').to_owned();
        if path.is_empty() || !seen.insert(path.clone()) {
            continue;
        }
        let file = if entry.is_dir() {
            None
        } else {
            let is_deflated = match entry.compression_method() {
                CompressionMethod::DEFLATE => true,
                CompressionMethod::STORE => false,
                _ => return Err(MountError::UnknownPacking(path)),
            };
            let (start, end) =
                archive.get_entry(entry.wayfinder()).map_err(broken)?.compressed_data_range();
            let out_of_range = || MountError::NotAnArchive(format!("{path} is cut off"));
            Some(Packed {
                archive: Rc::clone(bytes),
                start: usize::try_from(start).map_err(|_| out_of_range())?,
                end: usize::try_from(end).map_err(|_| out_of_range())?,
                is_deflated,
                size: entry.uncompressed_size_hint(),
                crc: entry.crc32(),
                content: None,
            })
        };
        let permissions = match entry.mode().permissions() & 0o555 {
            0 if file.is_none() => 0o555,
            0 => 0o444,
            bits => bits,
        };
        members.push(Member { path, mtime: time(&entry.last_modified()), permissions, file });
    }
    Ok(members)
}

/// Nanoseconds since 1970, taking the time of no zone for UTC.
fn time(when: &ZipDateTimeKind) -> i64 {
    let (year, month) = (i64::from(when.year()), i64::from(when.month()));
    // Days from civil, after Howard Hinnant: years that begin in March.
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let day_of_year = (153 * month + 2) / 5 + i64::from(when.day()).max(1) - 1;
    let days =
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year
            - 719_468;
    let seconds =
        i64::from(when.hour()) * 3600 + i64::from(when.minute()) * 60 + i64::from(when.second());
    (days * 86_400 + seconds) * 1_000_000_000
}
