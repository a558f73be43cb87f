"""Files and folders: os, pathlib, shutil, tempfile, glob, zipfile."""

import errno
import glob
import os
import pathlib
import shutil
import stat
import tempfile
import zipfile


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except Exception as error:
        return error
    return None


def in_new_folder(test):
    """Runs a test with an empty folder as the working folder."""

    def run():
        before = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                test()
            finally:
                os.chdir(before)

    run.__name__ = test.__name__
    return run


def make_tree():
    folder = pathlib.Path("dir/sub")
    folder.mkdir(parents=True)
    (folder / "x.txt").write_text("hello ü\r\n", newline="")
    (folder / "b.bin").write_bytes(bytes(range(256)))


def test_first_tree():
    assert {"dev", "home", "mnt", "tmp", "usr"} <= set(os.listdir("/"))
    assert os.path.expanduser("~") == "/home/web_user"
    assert stat.filemode(os.stat("/tmp").st_mode) == "drwxrwxrwt"


@in_new_folder
def test_pathlib_and_glob():
    make_tree()
    assert pathlib.Path("dir/sub/x.txt").read_text() == "hello ü\n"
    assert pathlib.Path("dir/sub/b.bin").read_bytes() == bytes(range(256))
    everything = ["dir/sub", "dir/sub/b.bin", "dir/sub/x.txt"]
    assert sorted(glob.glob("dir/**/*", recursive=True)) == everything
    assert sorted(map(str, pathlib.Path("dir").rglob("*"))) == everything
    walked = [(root, folders, sorted(files)) for root, folders, files in os.walk("dir")]
    assert walked == [("dir", ["sub"], []), ("dir/sub", [], ["b.bin", "x.txt"])]


@in_new_folder
def test_copies_and_archives():
    make_tree()
    shutil.copytree("dir", "copy")
    assert os.listdir("copy/sub") == ["b.bin", "x.txt"]
    shutil.make_archive("archive", "zip", "copy")
    with zipfile.ZipFile("archive.zip") as archive:
        assert sorted(archive.namelist()) == ["sub/", "sub/b.bin", "sub/x.txt"]
    shutil.make_archive("archive", "gztar", "copy")
    shutil.unpack_archive("archive.tar.gz", "unpacked")
    assert os.listdir("unpacked/sub") == ["b.bin", "x.txt"]
    shutil.rmtree("copy")
    assert not os.path.exists("copy")


@in_new_folder
def test_links():
    make_tree()
    os.symlink("dir", "link")
    assert os.path.islink("link")
    assert os.path.realpath("link/sub") == os.path.join(os.getcwd(), "dir/sub")
    assert (os.readlink("link"), os.readlink(b"link")) == ("dir", b"dir")
    os.link("dir/sub/x.txt", "hard")
    assert os.path.samefile("hard", "dir/sub/x.txt")
    assert os.stat("hard").st_nlink == 2
    os.symlink("loop", "loop")
    assert raised(os.stat, "loop").errno == errno.ELOOP


@in_new_folder
def test_errors_are_the_right_subclasses():
    make_tree()
    for kind, call, args in [
        (FileNotFoundError, open, ["missing"]),
        (FileExistsError, os.mkdir, ["dir"]),
        (NotADirectoryError, os.listdir, ["dir/sub/x.txt"]),
        (IsADirectoryError, open, ["dir", "w"]),
        (IsADirectoryError, os.unlink, ["dir"]),
        (ProcessLookupError, os.kill, [999999, 0]),
        (ValueError, open, ["a\0b"]),
        (OSError, lambda: os.open("x", 0, dir_fd=99), []),
    ]:
        assert type(raised(call, *args)) is kind, (kind, call)
    assert raised(os.rmdir, "dir").errno == errno.ENOTEMPTY
    error = raised(os.rename, "x", "y")
    assert str(error) == "[Errno 2] No such file or directory: 'x' -> 'y'"
    assert (error.filename, error.filename2) == ("x", "y")


def test_oserror_subclasses_with_their_own_init():
    class Mine(OSError):
        def __init__(self, extra, *, key=None):
            self.extra = extra
            super().__init__(2, "text")

    error = Mine(1, key=2)
    assert (type(error), error.errno, error.extra) == (Mine, 2, 1)
    assert type(OSError(17, "x")) is FileExistsError
    assert type(OSError("only text")) is OSError


@in_new_folder
def test_permissions():
    pathlib.Path("f").write_text("1")
    os.chmod("f", 0o400)
    assert isinstance(raised(open, "f", "w"), PermissionError)
    assert not os.access("f", os.W_OK) and os.access("f", os.R_OK)


@in_new_folder
def test_scandir():
    make_tree()
    os.symlink("dir", "link")
    with os.scandir(".") as entries:
        found = {entry.name: entry for entry in entries}
    link = found["link"]
    assert link.is_symlink() and link.is_dir() and not link.is_dir(follow_symlinks=False)
    assert (repr(found["dir"]), os.fspath(found["dir"])) == ("<DirEntry 'dir'>", "./dir")
    assert [entry.path for entry in os.scandir(b"dir")] == [b"dir/sub"]


@in_new_folder
def test_names_that_are_not_unicode():
    os.mkdir("\udcff")
    assert (os.listdir(b"."), os.listdir(".")) == ([b"\xff"], ["\udcff"])


@in_new_folder
def test_times():
    pathlib.Path("f").touch()
    os.utime("f", (1, 2))
    assert (os.stat("f").st_atime, os.stat("f").st_mtime_ns) == (1.0, 2_000_000_000)
    os.utime("f", ns=(5, 6))
    assert os.stat("f").st_mtime_ns == 6
    assert os.stat_result(range(10)).st_mtime == 8


def test_temporary_files():
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"1")
        file.flush()
        assert os.path.getsize(file.name) == 1
    assert not os.path.exists(file.name)
    with tempfile.TemporaryFile("w+") as file:
        file.write("abc")
        file.seek(0)
        assert file.read() == "abc"
