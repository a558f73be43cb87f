"""What os offers beyond names: open folders, pipes, locks, copies, limits."""

import errno
import fcntl
import os
import shutil
import stat
import sys
import tempfile

from test_files import in_new_folder, make_tree, raised


def write(path, data=b"x"):
    with open(path, "wb") as file:
        file.write(data)


@in_new_folder
def test_paths_begin_in_open_folders():
    make_tree()
    folder = os.open("dir", os.O_RDONLY)
    os.mkdir("new", dir_fd=folder)
    write("dir/new/f", b"hello")
    file = os.open("new/f", os.O_RDONLY, dir_fd=folder)
    assert os.read(file, 9) == b"hello"
    os.rename("dir", "moved")
    assert os.stat("new/f", dir_fd=folder).st_size == 5
    os.rename("new/f", "g", src_dir_fd=folder, dst_dir_fd=folder)
    os.symlink("g", "link", dir_fd=folder)
    assert os.readlink("link", dir_fd=folder) == "g"
    assert os.access("g", os.R_OK, dir_fd=folder)
    assert sorted(os.listdir(folder)) == ["g", "link", "new", "sub"]
    os.unlink("link", dir_fd=folder)
    os.rmdir("new", dir_fd=folder)
    assert raised(os.stat, "x", dir_fd=file).errno == errno.ENOTDIR
    assert raised(os.stat, "x", dir_fd=99).errno == errno.EBADF
    assert isinstance(raised(os.stat, "x", dir_fd="x"), TypeError)
    for function in (os.open, os.stat, os.unlink, os.rmdir, os.mkdir, os.rename):
        assert function in os.supports_dir_fd, function
    os.close(folder)
    os.close(file)


@in_new_folder
def test_scandir_of_a_descriptor():
    make_tree()
    folder = os.open("dir/sub", os.O_RDONLY)
    with os.scandir(folder) as entries:
        found = sorted((e.name, e.path, e.stat().st_size, e.is_file()) for e in entries)
    assert found == [("b.bin", "b.bin", 256, True), ("x.txt", "x.txt", 10, True)]
    os.close(folder)


@in_new_folder
def test_trees_are_removed_without_following_links():
    assert shutil.rmtree.avoids_symlink_attacks
    make_tree()
    os.mkdir("kept")
    write("kept/file")
    os.symlink("../kept", "dir/link")
    assert [(top, sorted(files)) for top, _, files, _ in os.fwalk("dir/sub")] == [
        ("dir/sub", ["b.bin", "x.txt"])
    ]
    shutil.rmtree("dir")
    assert os.listdir(".") == ["kept"] and os.listdir("kept") == ["file"]


@in_new_folder
def test_pipes():
    reader, writer = os.pipe()
    os.write(writer, b"abc")
    assert os.read(reader, 2) == b"ab"
    copy = os.dup(writer)
    os.close(writer)
    os.write(copy, b"d")
    os.close(copy)
    assert (os.read(reader, 9), os.read(reader, 9)) == (b"cd", b"")
    os.close(reader)
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    assert isinstance(raised(os.read, reader, 1), BlockingIOError)
    os.close(reader)
    assert isinstance(raised(os.write, writer, b"x"), BrokenPipeError)
    os.close(writer)


@in_new_folder
def test_descriptors_share_their_position():
    write("f", b"0123456789")
    fd = os.open("f", os.O_RDWR)
    copy = os.dup(fd)
    os.lseek(fd, 3, os.SEEK_SET)
    assert os.read(copy, 2) == b"34"
    assert os.dup2(fd, 57) == 57 and os.read(57, 2) == b"56"
    first, second = bytearray(2), bytearray(3)
    assert os.preadv(fd, [first, second], 0) == 5
    assert (first, second) == (b"01", b"234")
    assert os.pwritev(fd, [b"A", b"BC"], 1) == 3
    assert os.pread(fd, 5, 0) == b"0ABC4"
    assert not os.get_inheritable(fd)
    for open_fd in (fd, copy, 57):
        os.close(open_fd)


@in_new_folder
def test_bytes_go_from_file_to_file():
    write("from", b"0123456789")
    source = os.open("from", os.O_RDONLY)
    target = os.open("to", os.O_RDWR | os.O_CREAT)
    assert os.sendfile(target, source, 2, 3) == 3
    assert os.lseek(source, 0, os.SEEK_CUR) == 0
    assert os.sendfile(target, source, None, 4) == 4
    assert os.copy_file_range(source, target, 100) == 6
    assert os.pread(target, 99, 0) == b"2340123456789"
    assert os.copy_file_range(source, target, 2, offset_src=8, offset_dst=0) == 2
    assert os.pread(target, 3, 0) == b"894"
    os.close(source)
    os.close(target)


@in_new_folder
def test_locks():
    write("f")
    first, second = os.open("f", os.O_RDWR), os.open("f", os.O_RDWR)
    fcntl.flock(first, fcntl.LOCK_EX)
    attempt = fcntl.LOCK_SH | fcntl.LOCK_NB
    assert isinstance(raised(fcntl.flock, second, attempt), BlockingIOError)
    fcntl.flock(first, fcntl.LOCK_SH)
    fcntl.flock(second, attempt)
    os.close(first)
    fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.lockf(second, fcntl.LOCK_EX)
    flags = fcntl.fcntl(second, fcntl.F_GETFL)
    assert flags & os.O_ACCMODE == os.O_RDWR
    os.close(second)
    assert raised(fcntl.flock, 99, fcntl.LOCK_EX).errno == errno.EBADF


@in_new_folder
def test_files_without_a_name():
    fd = os.open(".", os.O_TMPFILE | os.O_RDWR)
    os.write(fd, b"x")
    assert (os.fstat(fd).st_nlink, os.listdir(".")) == (0, [])
    os.close(fd)


@in_new_folder
def test_a_removed_working_folder():
    os.mkdir("gone")
    os.chdir("gone")
    os.rmdir("../gone")
    assert isinstance(raised(os.getcwd), FileNotFoundError)
    assert isinstance(raised(open, "x", "w"), FileNotFoundError)
    os.chdir("/")


@in_new_folder
def test_space_is_told():
    usage = shutil.disk_usage(".")
    assert usage.total > 0 and usage.free <= usage.total
    assert os.statvfs(".").f_namemax == 255
    assert os.pathconf(".", "PC_NAME_MAX") == 255


def test_normpath_and_splitroot():
    for path, wanted in [
        ("", "."),
        ("//", "//"),
        ("///a//b/../c/.", "/a/c"),
        ("a/../..", ".."),
        ("/../a", "/a"),
        (b"//x/..", b"//"),
        ("\ud800/./b", "\ud800/b"),
    ]:
        assert os.path.normpath(path) == wanted, path
    if sys.version_info >= (3, 12):
        assert os.path.splitroot("//a/b") == ("", "//", "a/b")
        assert os.path.splitroot(b"a") == (b"", b"", b"a")


def test_devices():
    assert open("/dev/null").read() == ""
    assert open("/dev/zero", "rb").read(3) == b"\0\0\0"
    fd = os.open("/dev/full", os.O_WRONLY)
    assert raised(os.write, fd, b"x").errno == errno.ENOSPC
    os.close(fd)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@in_new_folder
def test_temporary_files_of_every_kind():
    with tempfile.SpooledTemporaryFile(10) as file:
        file.write(b"a" * 100)
        file.rollover()
        file.seek(0)
        assert len(file.read()) == 100
    fd, path = tempfile.mkstemp(dir=".")
    assert stat.S_IMODE(os.fstat(fd).st_mode) == 0o600
    os.close(fd)
    os.replace(path, "renamed")
    assert os.listdir(".") == ["renamed"]
