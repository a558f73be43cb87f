//! Mounts: the person's folder, archives, limits, paths relative to a folder.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use morelia_vfs::{
    At, Errno, Fd, HomeChanges, HomeEntry, HomeKind, Host, Include, MountError, OpenFlags, Vfs,
};
use std::io::Write as _;

const READ: OpenFlags = OpenFlags(OpenFlags::RDONLY);
const CREATE: OpenFlags = OpenFlags(OpenFlags::RDWR | OpenFlags::CREAT);

fn vfs() -> Vfs {
    Vfs::new(Host { now: || 1_700_000_000.5, capacity: 1 << 20 }).unwrap()
}

fn at(folder: Fd, path: &[u8]) -> At<'_> {
    At { folder: Some(folder), path }
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content) in files {
        let packed = miniz_oxide::deflate::compress_to_vec(content, 6);
        let (mut entry, config) = archive
            .new_file(name)
            .compression_method(rawzip::CompressionMethod::DEFLATE)
            .start()
            .unwrap();
        let mut writer = config.wrap(std::io::sink());
        writer.write_all(content).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.write_all(&packed).unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

fn names(changes: &HomeChanges) -> Vec<&str> {
    changes.put.iter().map(|entry| std::str::from_utf8(&entry.path).unwrap()).collect()
}

fn save(vfs: &mut Vfs) -> HomeChanges {
    let changes = vfs.home_changes(Include::Everything).unwrap();
    vfs.home_saved(changes.number);
    changes
}

#[test]
fn paths_begin_in_an_open_folder() {
    let mut vfs = vfs();
    vfs.create_folders(b"/tmp/a/b").unwrap();
    let folder = vfs.open(b"/tmp/a", READ, 0).unwrap();
    let file = vfs.open(at(folder, b"b/f"), CREATE, 0o600).unwrap();
    vfs.write(file, b"hi").unwrap();
    assert_eq!(vfs.read_file(b"/tmp/a/b/f").unwrap(), b"hi");
    assert_eq!(vfs.stat(at(folder, b"b/f"), true).unwrap().size, 2);
    // The folder is the same one wherever it is moved to.
    vfs.rename(b"/tmp/a", b"/tmp/moved").unwrap();
    vfs.rename(at(folder, b"b/f"), at(folder, b"g")).unwrap();
    assert_eq!(vfs.read_file(b"/tmp/moved/g").unwrap(), b"hi");
    assert_eq!(vfs.stat(at(folder, b"/tmp/moved/g"), true).unwrap().size, 2);
    vfs.unlink(at(folder, b"g")).unwrap();
    assert_eq!(vfs.stat(at(folder, b"g"), true), Err(Errno::ENOENT));
    assert_eq!(vfs.stat(at(file, b"g"), true), Err(Errno::ENOTDIR));
    assert_eq!(vfs.stat(at(99, b"g"), true), Err(Errno::EBADF));
}

#[test]
fn the_home_is_a_mount_with_a_limit_of_its_own() {
    let mut vfs = vfs();
    vfs.set_home_capacity(8192);
    assert_eq!(vfs.space(b"/home/web_user").unwrap().blocks, 2);
    assert_ne!(
        vfs.stat(b"/home/web_user", true).unwrap().dev,
        vfs.stat(b"/home", true).unwrap().dev
    );
    assert_eq!(vfs.write_file(b"big", &[0; 8193]), Err(Errno::ENOSPC));
    vfs.unlink(b"big").unwrap();
    vfs.write_file(b"fits", &[0; 8192]).unwrap();
    vfs.write_file(b"/tmp/big", &[0; 8193]).unwrap();
    assert_eq!(vfs.rename(b"/tmp/big", b"f"), Err(Errno::ENOSPC));
    assert_eq!(vfs.link(b"fits", b"/tmp/f", true), Err(Errno::EXDEV));
    assert_eq!(vfs.rmdir(b"/home/web_user"), Err(Errno::EBUSY));
    assert_eq!(vfs.rename(b"/home/web_user", b"/home/me"), Err(Errno::EBUSY));
    vfs.rename(b"fits", b"/tmp/fits").unwrap();
    assert_eq!(vfs.space(b".").unwrap().free, 2);
    vfs.create_folders(b"/tmp/d/e").unwrap();
    vfs.rename(b"/tmp/fits", b"/tmp/d/e/fits").unwrap();
    vfs.rename(b"/tmp/d", b"d").unwrap();
    assert_eq!(vfs.space(b".").unwrap().free, 0);
    assert_eq!(vfs.stat(b"d/e/fits", true).unwrap().dev, vfs.stat(b".", true).unwrap().dev);
    let changes = vfs.home_changes(Include::Everything).unwrap();
    assert_eq!(names(&changes), ["d", "d/e", "d/e/fits"]);
}

#[test]
fn files_without_bytes_have_a_limit_too() {
    let mut vfs = vfs();
    let failure = (0..5000).find_map(|n| vfs.write_file(format!("/tmp/{n}").as_bytes(), b"").err());
    assert_eq!(failure, Some(Errno::ENOSPC));
    assert_eq!(vfs.space(b"/").unwrap().free_files, 0);
    vfs.unlink(b"/tmp/0").unwrap();
    vfs.write_file(b"/tmp/again", b"").unwrap();
}

#[test]
fn an_archive_is_read_in_place() {
    let mut vfs = vfs();
    let text = b"print('hello')\n".repeat(100);
    let bytes = archive(&[("pkg/__init__.py", b""), ("pkg/sub/mod.py", &text), ("top.py", b"1")]);
    let before = vfs.space(b"/").unwrap();
    let mounted = vfs.mount_archive(b"/mnt/wheel", bytes).unwrap();
    assert_eq!(vfs.read_file(b"/mnt/wheel/pkg/sub/mod.py").unwrap(), text);
    let fd = vfs.open(b"/mnt/wheel/pkg/sub/mod.py", READ, 0).unwrap();
    let mut part = [0; 5];
    assert_eq!(vfs.read_at(fd, &mut part, 15), Ok(5));
    assert_eq!(&part, b"print");
    let stat = vfs.fstat(fd).unwrap();
    assert_eq!((stat.size, stat.mode), (text.len() as u64, 0o100_444));
    for refused in [
        vfs.write_file(b"/mnt/wheel/top.py", b"2"),
        vfs.unlink(b"/mnt/wheel/pkg/sub/mod.py"),
        vfs.write_file(b"/mnt/wheel/pkg/new", b""),
        vfs.chmod(b"/mnt/wheel/top.py", 0o777, true),
    ] {
        assert_eq!(refused, Err(Errno::EROFS));
    }
    vfs.unmount(mounted);
    assert_eq!(vfs.stat(b"/mnt/wheel/top.py", true), Err(Errno::ENOENT));
    // What is open lives on.
    assert_eq!(vfs.read_at(fd, &mut part, 0), Ok(5));
    vfs.close(fd).unwrap();
    vfs.rmdir(b"/mnt/wheel").unwrap();
    assert_eq!(vfs.space(b"/").unwrap(), before);
}

#[test]
fn archives_share_folders_and_leave_each_other_alone() {
    let mut vfs = vfs();
    let one = vfs.mount_archive(b"/mnt/site", archive(&[("ns/a.py", b"a")])).unwrap();
    vfs.mount_archive(b"/mnt/site", archive(&[("ns/b.py", b"b")])).unwrap();
    let taken = vfs.mount_archive(b"/mnt/site", archive(&[("new", b""), ("ns/b.py", b"c")]));
    assert_eq!(taken.unwrap_err(), MountError::Refused(Errno::EEXIST));
    assert_eq!(vfs.stat(b"/mnt/site/new", true), Err(Errno::ENOENT));
    vfs.unmount(one);
    assert_eq!(vfs.stat(b"/mnt/site/ns/a.py", true), Err(Errno::ENOENT));
    assert_eq!(vfs.read_file(b"/mnt/site/ns/b.py").unwrap(), b"b");
}

#[test]
fn bad_archives_are_refused() {
    let mut vfs = vfs();
    assert!(matches!(
        vfs.mount_archive(b"/mnt/x", b"no zip".to_vec()),
        Err(MountError::NotAnArchive(_))
    ));
    // A name that leads out is kept in.
    vfs.mount_archive(b"/mnt/y", archive(&[("../../tmp/evil", b"")])).unwrap();
    assert_eq!(vfs.stat(b"/tmp/evil", true), Err(Errno::ENOENT));
    // A file that unpacks to more than there is room for.
    let bomb = archive(&[("bomb", &vec![0; 2 << 20])]);
    vfs.mount_archive(b"/mnt/z", bomb).unwrap();
    assert_eq!(vfs.open(b"/mnt/z/bomb", READ, 0), Err(Errno::ENOSPC));
    assert_eq!(vfs.read_file(b"/mnt/z/bomb"), Err(Errno::ENOSPC));
    // A damaged one.
    let mut bytes = archive(&[("f", b"hello hello hello")]);
    let packed = 30 + 1;
    bytes[packed + 3] ^= 0xff;
    vfs.mount_archive(b"/mnt/w", bytes).unwrap();
    assert_eq!(vfs.read_file(b"/mnt/w/f"), Err(Errno::EIO));
    assert_eq!(
        vfs.mount_archive(b"/home/web_user/w", archive(&[("f", b"")])).unwrap_err(),
        MountError::Refused(Errno::EPERM)
    );
}

#[test]
fn changes_of_the_home_are_found_once() {
    let mut vfs = vfs();
    assert!(save(&mut vfs).is_empty());
    vfs.create_folders(b"d/e").unwrap();
    vfs.write_file(b"d/e/f", b"1").unwrap();
    vfs.symlink(b"d/e/f", b"l").unwrap();
    vfs.write_file(b"/tmp/elsewhere", b"1").unwrap();
    let changes = save(&mut vfs);
    assert_eq!(names(&changes), ["d", "d/e", "d/e/f", "l"]);
    assert_eq!(changes.put[2].kind, HomeKind::File(b"1".to_vec()));
    assert_eq!(changes.put[3].kind, HomeKind::Link(b"d/e/f".to_vec()));
    assert!(save(&mut vfs).is_empty());
    vfs.rename(b"d/e", b"d/g").unwrap();
    let changes = save(&mut vfs);
    assert_eq!(names(&changes), ["d", "d/g", "d/g/f"]);
    assert_eq!(changes.removed, [b"d/e".to_vec(), b"d/e/f".to_vec()]);
    vfs.chmod(b"d/g/f", 0o600, true).unwrap();
    assert_eq!(names(&save(&mut vfs)), ["d/g/f"]);
}

#[test]
fn half_a_file_is_not_kept() {
    let mut vfs = vfs();
    vfs.write_file(b"f", b"old").unwrap();
    save(&mut vfs);
    let fd = vfs.open(b"f", OpenFlags(OpenFlags::WRONLY | OpenFlags::TRUNC), 0).unwrap();
    vfs.write(fd, b"ne").unwrap();
    vfs.write_file(b"g", b"whole").unwrap();
    let changes = vfs.home_changes(Include::Finished).unwrap();
    assert_eq!((names(&changes), changes.removed.len()), (vec!["g"], 0));
    vfs.home_saved(changes.number);
    assert!(vfs.home_changes(Include::Finished).unwrap().is_empty());
    // Unless the program says so, or is over.
    assert_eq!(vfs.sync_to_home(fd), Ok(true));
    let changes = vfs.home_changes(Include::Finished).unwrap();
    assert_eq!(changes.put[0].kind, HomeKind::File(b"ne".to_vec()));
    vfs.home_saved(changes.number);
    vfs.write(fd, b"w").unwrap();
    assert!(vfs.home_changes(Include::Finished).unwrap().is_empty());
    assert_eq!(names(&vfs.home_changes(Include::Everything).unwrap()), ["f"]);
    vfs.close(fd).unwrap();
}

#[test]
fn what_could_not_be_stored_is_tried_again() {
    let mut vfs = vfs();
    vfs.write_file(b"f", b"1").unwrap();
    let changes = vfs.home_changes(Include::Everything).unwrap();
    vfs.home_not_saved(changes.number);
    assert_eq!(names(&save(&mut vfs)), ["f"]);
    // What changes while the store is under way is changed afterwards.
    vfs.write_file(b"f", b"2").unwrap();
    let changes = vfs.home_changes(Include::Everything).unwrap();
    vfs.write_file(b"f", b"3").unwrap();
    vfs.home_saved(changes.number);
    assert_eq!(save(&mut vfs).put[0].kind, HomeKind::File(b"3".to_vec()));
}

#[test]
fn what_was_kept_comes_back() {
    let mut first = vfs();
    first.create_folders(b"d/e").unwrap();
    first.write_file(b"d/e/f", b"1").unwrap();
    first.chmod(b"d/e/f", 0o640, true).unwrap();
    first.set_times(b"d/e/f", 5, 6, true).unwrap();
    first.symlink(b"d", b"l").unwrap();
    let kept: Vec<HomeEntry> = save(&mut first).put;
    let mut second = vfs();
    second.restore_home(kept.clone()).unwrap();
    assert_eq!(second.read_file(b"l/e/f").unwrap(), b"1");
    let stat = second.stat(b"d/e/f", true).unwrap();
    assert_eq!((stat.mode, stat.mtime), (0o100_640, 6));
    assert!(save(&mut second).is_empty());
    second.write_file(b"new", b"").unwrap();
    assert_eq!(names(&save(&mut second)), ["new"]);
    for path in ["../x", "a//b", "/abs", ""] {
        let mut entry = kept[0].clone();
        entry.path = path.as_bytes().to_vec();
        assert_eq!(second.restore_home(vec![entry]), Err(Errno::EINVAL), "{path}");
    }
}
