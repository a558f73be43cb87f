//! The file system against what Linux does.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use morelia_vfs::{Access, Errno, FileKind, Host, HostDevice, OpenFlags, Vfs, Whence};

fn vfs() -> Vfs {
    let host = Host { now: || 1_700_000_000.5, capacity: 10_000 };
    Vfs::new(host).unwrap()
}

const READ: OpenFlags = OpenFlags(OpenFlags::RDONLY);
const CREATE: OpenFlags = OpenFlags(OpenFlags::RDWR | OpenFlags::CREAT);

fn names(vfs: &Vfs, path: &str) -> Vec<String> {
    let entries = vfs.read_directory(path.as_bytes()).unwrap();
    entries.into_iter().map(|entry| String::from_utf8(entry.name).unwrap()).collect()
}

fn read(vfs: &mut Vfs, fd: i32, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    let count = vfs.read(fd, &mut bytes).unwrap();
    bytes.truncate(count);
    bytes
}

#[test]
fn begins_with_the_usual_tree_and_streams() {
    let mut vfs = vfs();
    assert_eq!(names(&vfs, "/"), ["dev", "home", "mnt", "tmp", "usr"]);
    assert_eq!(vfs.cwd().unwrap(), b"/home/web_user");
    assert_eq!(vfs.stat(b"/tmp", true).unwrap().mode, 0o041_777);
    assert_eq!(vfs.stat(b"/home", true).unwrap().mode, 0o040_755);
    assert_eq!(vfs.host_device(0), Ok(Some(HostDevice::Input)));
    assert_eq!(vfs.host_device(2), Ok(Some(HostDevice::Error)));
    assert_eq!(vfs.open(b"new", CREATE, 0o666), Ok(3));
    assert_eq!(vfs.host_device(3), Ok(None));
    assert_eq!(vfs.host_device(4), Err(Errno::EBADF));
}

#[test]
fn reads_back_what_was_written() {
    let mut vfs = vfs();
    let fd = vfs.open(b"/tmp/a", CREATE, 0o666).unwrap();
    assert_eq!(vfs.write(fd, b"hello world"), Ok(11));
    assert_eq!(vfs.seek(fd, -5, Whence::End), Ok(6));
    assert_eq!(read(&mut vfs, fd, 100), b"world");
    assert_eq!(vfs.write_at(fd, b"HE", 0), Ok(2));
    let mut two = [0; 2];
    assert_eq!(vfs.read_at(fd, &mut two, 1), Ok(2));
    assert_eq!(&two, b"El");
    assert_eq!(vfs.seek(fd, 20, Whence::Start), Ok(20));
    assert_eq!(read(&mut vfs, fd, 1), b"");
    assert_eq!(vfs.write(fd, b"!"), Ok(1));
    assert_eq!(vfs.read_file(b"/tmp/a").unwrap(), b"HEllo world\0\0\0\0\0\0\0\0\0!");
    vfs.truncate_open(fd, 2).unwrap();
    assert_eq!(vfs.fstat(fd).unwrap().size, 2);
    assert_eq!(vfs.seek(fd, -1, Whence::Start), Err(Errno::EINVAL));
    vfs.close(fd).unwrap();
    assert_eq!(vfs.close(fd), Err(Errno::EBADF));
    assert_eq!(vfs.stat(b"/tmp/a", true).unwrap().mode, 0o100_644);
}

#[test]
fn open_flags_mean_what_they_mean_on_linux() {
    let mut vfs = vfs();
    let open =
        |vfs: &mut Vfs, path: &str, flags| vfs.open(path.as_bytes(), OpenFlags(flags), 0o666);
    assert_eq!(open(&mut vfs, "a", OpenFlags::RDONLY), Err(Errno::ENOENT));
    let exclusive = OpenFlags::CREAT | OpenFlags::EXCL | OpenFlags::WRONLY;
    let fd = open(&mut vfs, "a", exclusive).unwrap();
    assert_eq!(open(&mut vfs, "a", exclusive), Err(Errno::EEXIST));
    assert_eq!(vfs.read(fd, &mut [0]), Err(Errno::EBADF));
    vfs.write(fd, b"12345").unwrap();
    let appending = open(&mut vfs, "a", OpenFlags::WRONLY | OpenFlags::APPEND).unwrap();
    vfs.write(appending, b"6").unwrap();
    assert_eq!(vfs.read_file(b"a").unwrap(), b"123456");
    open(&mut vfs, "a", OpenFlags::WRONLY | OpenFlags::TRUNC).unwrap();
    assert_eq!(vfs.read_file(b"a").unwrap(), b"");
    assert_eq!(open(&mut vfs, "a", OpenFlags::DIRECTORY), Err(Errno::ENOTDIR));
    assert_eq!(open(&mut vfs, "a/", OpenFlags::RDONLY), Err(Errno::ENOTDIR));
    assert_eq!(open(&mut vfs, "new/", OpenFlags::CREAT), Err(Errno::EISDIR));
    assert_eq!(open(&mut vfs, "/tmp", OpenFlags::WRONLY), Err(Errno::EISDIR));
    assert!(open(&mut vfs, "/tmp", OpenFlags::DIRECTORY).is_ok());
    vfs.symlink(b"a", b"link").unwrap();
    assert_eq!(open(&mut vfs, "link", OpenFlags::NOFOLLOW), Err(Errno::ELOOP));
    assert_eq!(open(&mut vfs, "link", exclusive), Err(Errno::EEXIST));
}

#[test]
fn a_symlink_to_nothing_is_created_through() {
    let mut vfs = vfs();
    vfs.symlink(b"target", b"link").unwrap();
    vfs.write_file(b"link", b"x").unwrap();
    assert_eq!(vfs.read_file(b"target").unwrap(), b"x");
}

#[test]
fn symlinks_lead_on_and_loops_end() {
    let mut vfs = vfs();
    vfs.create_folders(b"/tmp/a/b").unwrap();
    vfs.symlink(b"../a", b"/tmp/a/up").unwrap();
    vfs.symlink(b"/tmp/a/up/b", b"abs").unwrap();
    vfs.write_file(b"abs/f", b"1").unwrap();
    assert_eq!(vfs.read_file(b"/tmp/a/b/f").unwrap(), b"1");
    assert_eq!(vfs.readlink(b"abs").unwrap(), b"/tmp/a/up/b");
    assert_eq!(vfs.readlink(b"/tmp"), Err(Errno::EINVAL));
    assert_eq!(vfs.stat(b"abs", false).unwrap().mode, 0o120_777);
    assert_eq!(vfs.stat(b"abs/", false).unwrap().mode, 0o040_755);
    vfs.symlink(b"loop", b"loop").unwrap();
    assert_eq!(vfs.stat(b"loop", true), Err(Errno::ELOOP));
    assert!(vfs.stat(b"loop", false).is_ok());
}

#[test]
fn paths_are_checked() {
    let mut vfs = vfs();
    vfs.write_file(b"f", b"").unwrap();
    assert_eq!(vfs.stat(b"", true), Err(Errno::ENOENT));
    assert_eq!(vfs.stat(b"f/x", true), Err(Errno::ENOTDIR));
    assert_eq!(vfs.stat(b"f/..", true), Err(Errno::ENOTDIR));
    assert_eq!(vfs.stat(b"/../../tmp/./..//home", true).unwrap().mode & 0o040_000, 0o040_000);
    assert_eq!(vfs.stat(&[b'x'; 256], true), Err(Errno::ENAMETOOLONG));
    assert_eq!(vfs.stat(&b"x/".repeat(3000), true), Err(Errno::ENAMETOOLONG));
    assert_eq!(vfs.open(&[b'x'; 255], CREATE, 0o666), Ok(3));
}

#[test]
fn a_file_outlives_its_name_while_open() {
    let mut vfs = vfs();
    let fd = vfs.open(b"f", CREATE, 0o666).unwrap();
    vfs.write(fd, &[1; 6000]).unwrap();
    vfs.unlink(b"f").unwrap();
    assert_eq!(vfs.stat(b"f", true), Err(Errno::ENOENT));
    assert_eq!(vfs.fstat(fd).unwrap().nlink, 0);
    assert_eq!(vfs.write_file(b"g", &[0; 6000]), Err(Errno::ENOSPC));
    vfs.close(fd).unwrap();
    vfs.write_file(b"g", &[0; 6000]).unwrap();
}

#[test]
fn space_is_limited_and_given_back() {
    let mut vfs = vfs();
    vfs.write_file(b"f", &[0; 10_000]).unwrap();
    assert_eq!(vfs.space(b"/").unwrap().free, 0);
    assert_eq!(vfs.write_file(b"g", b"1"), Err(Errno::ENOSPC));
    vfs.truncate(b"f", 4000).unwrap();
    assert_eq!(vfs.truncate(b"f", 10_001), Err(Errno::ENOSPC));
    vfs.unlink(b"f").unwrap();
    vfs.write_file(b"g", &[0; 10_000]).unwrap();
    let full = vfs.open(b"/dev/full", OpenFlags(OpenFlags::RDWR), 0).unwrap();
    assert_eq!(vfs.write(full, b"x"), Err(Errno::ENOSPC));
}

#[test]
fn hard_links_share_a_file() {
    let mut vfs = vfs();
    vfs.write_file(b"a", b"1").unwrap();
    vfs.link(b"a", b"b", true).unwrap();
    vfs.write_file(b"b", b"22").unwrap();
    assert_eq!(vfs.read_file(b"a").unwrap(), b"22");
    assert_eq!(vfs.stat(b"a", true).unwrap().nlink, 2);
    vfs.unlink(b"a").unwrap();
    assert_eq!(vfs.stat(b"b", true).unwrap().nlink, 1);
    assert_eq!(vfs.link(b"/tmp", b"/mnt/c", true), Err(Errno::EPERM));
    assert_eq!(vfs.link(b"b", b"b", true), Err(Errno::EEXIST));
}

#[test]
fn folders_are_made_and_removed() {
    let mut vfs = vfs();
    vfs.mkdir(b"d", 0o777).unwrap();
    vfs.mkdir(b"d/e", 0o777).unwrap();
    assert_eq!(vfs.stat(b"d", true).unwrap().nlink, 3);
    assert_eq!(vfs.mkdir(b"d", 0o777), Err(Errno::EEXIST));
    assert_eq!(vfs.mkdir(b".", 0o777), Err(Errno::EEXIST));
    assert_eq!(vfs.mkdir(b"x/y", 0o777), Err(Errno::ENOENT));
    assert_eq!(vfs.rmdir(b"d"), Err(Errno::ENOTEMPTY));
    assert_eq!(vfs.unlink(b"d"), Err(Errno::EISDIR));
    assert_eq!(vfs.rmdir(b"/"), Err(Errno::EBUSY));
    assert_eq!(vfs.rmdir(b"d/."), Err(Errno::EINVAL));
    vfs.rmdir(b"d/e").unwrap();
    vfs.rmdir(b"d/").unwrap();
    assert_eq!(names(&vfs, "."), Vec::<String>::new());
}

#[test]
fn a_removed_working_folder_is_a_dead_end() {
    let mut vfs = vfs();
    vfs.mkdir(b"/tmp/d", 0o777).unwrap();
    vfs.chdir(b"/tmp/d").unwrap();
    vfs.rmdir(b"/tmp/d").unwrap();
    assert_eq!(vfs.cwd(), Err(Errno::ENOENT));
    assert_eq!(vfs.write_file(b"f", b""), Err(Errno::ENOENT));
    vfs.chdir(b"..").unwrap();
    assert_eq!(vfs.cwd().unwrap(), b"/tmp");
}

#[test]
fn rename_replaces_what_it_may() {
    let mut vfs = vfs();
    vfs.write_file(b"a", b"a").unwrap();
    vfs.write_file(b"b", b"b").unwrap();
    vfs.rename(b"a", b"b").unwrap();
    assert_eq!(names(&vfs, "."), ["b"]);
    assert_eq!(vfs.read_file(b"b").unwrap(), b"a");
    vfs.mkdir(b"d", 0o777).unwrap();
    vfs.mkdir(b"e", 0o777).unwrap();
    assert_eq!(vfs.rename(b"b", b"d"), Err(Errno::EISDIR));
    assert_eq!(vfs.rename(b"d", b"b"), Err(Errno::ENOTDIR));
    vfs.rename(b"b", b"e/b").unwrap();
    assert_eq!(vfs.rename(b"d", b"e"), Err(Errno::ENOTEMPTY));
    assert_eq!(vfs.rename(b"e", b"e/inside"), Err(Errno::EINVAL));
    vfs.rename(b"e", b"d").unwrap();
    assert_eq!(names(&vfs, "d"), ["b"]);
    vfs.rename(b"d", b"/tmp/moved").unwrap();
    vfs.chdir(b"/tmp/moved/../moved").unwrap();
    assert_eq!(vfs.cwd().unwrap(), b"/tmp/moved");
    assert_eq!(vfs.stat(b"/home/web_user", true).unwrap().nlink, 2);
    vfs.rename(b"b", b"b").unwrap();
    assert_eq!(names(&vfs, "."), ["b"]);
}

#[test]
fn duplicates_share_the_position() {
    let mut vfs = vfs();
    vfs.write_file(b"f", b"abcdef").unwrap();
    let fd = vfs.open(b"f", READ, 0).unwrap();
    let copy = vfs.duplicate(fd, 0).unwrap();
    assert_eq!(read(&mut vfs, fd, 2), b"ab");
    assert_eq!(read(&mut vfs, copy, 2), b"cd");
    vfs.duplicate_to(fd, 1).unwrap();
    vfs.close(fd).unwrap();
    assert_eq!(vfs.host_device(1), Ok(None));
    assert_eq!(read(&mut vfs, 1, 2), b"ef");
    assert_eq!(vfs.open(b"f", READ, 0), Ok(fd));
}

#[test]
fn pipes_carry_bytes_and_notice_the_end() {
    let mut vfs = vfs();
    let (reader, writer) = vfs.pipe(0).unwrap();
    assert_eq!(vfs.read(reader, &mut [0]), Err(Errno::EDEADLK));
    assert_eq!(vfs.ready(reader), Ok((false, false)));
    assert_eq!(vfs.write(writer, b"abc"), Ok(3));
    assert_eq!(vfs.ready(reader), Ok((true, false)));
    assert_eq!(read(&mut vfs, reader, 2), b"ab");
    vfs.close(writer).unwrap();
    assert_eq!(read(&mut vfs, reader, 9), b"c");
    assert_eq!(read(&mut vfs, reader, 9), b"");
    assert_eq!(vfs.seek(reader, 0, Whence::Start), Err(Errno::ESPIPE));
    let (reader, writer) = vfs.pipe(OpenFlags::NONBLOCK).unwrap();
    assert_eq!(vfs.read(reader, &mut [0]), Err(Errno::EAGAIN));
    assert_eq!(vfs.write(writer, &[0; 70_000]), Ok(65_536));
    vfs.close(reader).unwrap();
    assert_eq!(vfs.write(writer, b"x"), Err(Errno::EPIPE));
}

#[test]
fn devices_answer() {
    let mut vfs = vfs();
    let read_write = OpenFlags(OpenFlags::RDWR);
    let null = vfs.open(b"/dev/null", read_write, 0).unwrap();
    assert_eq!(vfs.write(null, &[0; 20_000]), Ok(20_000));
    assert_eq!(read(&mut vfs, null, 5), b"");
    let zero = vfs.open(b"/dev/zero", read_write, 0).unwrap();
    assert_eq!(read(&mut vfs, zero, 2), [0, 0]);
    let random = vfs.open(b"/dev/urandom", read_write, 0).unwrap();
    assert_eq!(vfs.host_device(random), Ok(Some(HostDevice::Random)));
    let entry = vfs.read_directory(b"/dev").unwrap().remove(1);
    assert_eq!((entry.name.as_slice(), entry.kind), (&b"null"[..], FileKind::Device));
}

#[test]
fn permissions_bind_the_owner() {
    let mut vfs = vfs();
    vfs.write_file(b"f", b"1").unwrap();
    vfs.chmod(b"f", 0o444, true).unwrap();
    assert_eq!(vfs.write_file(b"f", b"2"), Err(Errno::EACCES));
    assert_eq!(vfs.access(b"f", Access::READ, true), Ok(()));
    assert_eq!(vfs.access(b"f", Access::WRITE, true), Err(Errno::EACCES));
    vfs.mkdir(b"d", 0o555).unwrap();
    assert_eq!(vfs.write_file(b"d/x", b""), Err(Errno::EACCES));
    vfs.chmod(b"d", 0o666, true).unwrap();
    assert_eq!(vfs.stat(b"d/x", true), Err(Errno::EACCES));
    assert_eq!(vfs.set_umask(0o077), 0o022);
    vfs.write_file(b"g", b"").unwrap();
    assert_eq!(vfs.stat(b"g", true).unwrap().mode, 0o100_600);
}

#[test]
fn a_sealed_tree_cannot_be_changed() {
    let mut vfs = vfs();
    vfs.create_folders(b"/mnt/lib/sub").unwrap();
    vfs.write_file(b"/mnt/lib/sub/f", b"1").unwrap();
    vfs.seal(b"/mnt/lib").unwrap();
    assert_eq!(vfs.read_file(b"/mnt/lib/sub/f").unwrap(), b"1");
    assert_eq!(vfs.write_file(b"/mnt/lib/sub/f", b"2"), Err(Errno::EROFS));
    assert_eq!(vfs.write_file(b"/mnt/lib/g", b"2"), Err(Errno::EROFS));
    assert_eq!(vfs.unlink(b"/mnt/lib/sub/f"), Err(Errno::EROFS));
    assert_eq!(vfs.rmdir(b"/mnt/lib/sub"), Err(Errno::ENOTEMPTY));
    assert_eq!(vfs.truncate(b"/mnt/lib/sub/f", 0), Err(Errno::EROFS));
    assert_eq!(vfs.chmod(b"/mnt/lib", 0, true), Err(Errno::EROFS));
    assert_eq!(vfs.rename(b"/mnt/lib/sub", b"/tmp/x"), Err(Errno::EROFS));
}

#[test]
fn times_follow_the_clock_and_can_be_set() {
    let mut vfs = vfs();
    vfs.write_file(b"f", b"1").unwrap();
    assert_eq!(vfs.stat(b"f", true).unwrap().mtime, 1_700_000_000_500_000_000);
    vfs.set_times(b"f", 5, 6, true).unwrap();
    let stat = vfs.stat(b"f", true).unwrap();
    assert_eq!((stat.atime, stat.mtime), (5, 6));
}

#[test]
fn descriptors_run_out() {
    let mut vfs = vfs();
    for _ in 3..1024 {
        vfs.open(b"/dev/null", READ, 0).unwrap();
    }
    assert_eq!(vfs.open(b"/dev/null", READ, 0), Err(Errno::EMFILE));
    assert_eq!(vfs.open(b"new", CREATE, 0o666), Err(Errno::EMFILE));
    assert_eq!(vfs.stat(b"new", true), Err(Errno::ENOENT));
    assert_eq!(vfs.pipe(0), Err(Errno::EMFILE));
    vfs.close(1000).unwrap();
    assert_eq!(vfs.pipe(0), Err(Errno::EMFILE));
    assert_eq!(vfs.open(b"/dev/null", READ, 0), Ok(1000));
}

#[test]
fn errors_speak() {
    assert_eq!(Errno::ENOENT.to_string(), "[Errno 2] No such file or directory");
}
