"""Mounted archives, limits, and what is not there. Inside the runtime only."""

import errno
import importlib
import importlib.resources
import io
import os
import shutil
import sys
import zipfile

from test_files import raised

RUNTIME = sys.platform == "emscripten"


def archive(files, how=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", how) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return data.getvalue()


def in_runtime(test):
    """A test that only the runtime can pass; CPython passes it at once."""

    def run():
        if RUNTIME:
            test()

    return run


@in_runtime
def test_packages_come_straight_from_an_archive():
    import _morelia

    files = {"pk/__init__.py": "from . import sub", "pk/sub.py": "x = 6", "pk/d.bin": b"\0" * 9}
    for how in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        mount = _morelia.mount_archive("/mnt/test/pk", archive(files, how))
        sys.path.append("/mnt/test/pk")
        try:
            package = importlib.import_module("pk")
            assert (package.sub.x, package.__file__) == (6, "/mnt/test/pk/pk/__init__.py")
            assert importlib.resources.files("pk").joinpath("d.bin").read_bytes() == b"\0" * 9
            assert raised(open, "/mnt/test/pk/pk/d.bin", "w").errno == errno.EROFS
            assert raised(open, "/mnt/test/pk/pk/new", "w").errno == errno.EROFS
            assert os.stat("/mnt/test/pk/pk/sub.py").st_size == 5
            assert os.statvfs("/mnt/test/pk/pk").f_flag & os.ST_RDONLY
        finally:
            sys.path.remove("/mnt/test/pk")
            for name in ("pk", "pk.sub"):
                sys.modules.pop(name, None)
            assert _morelia.unmount_archive(mount)
        assert os.listdir("/mnt/test/pk") == []
        importlib.invalidate_caches()
    shutil.rmtree("/mnt/test")


@in_runtime
def test_what_is_no_archive_is_refused():
    import _morelia

    error = raised(_morelia.mount_archive, "/mnt/no", b"no zip")
    assert isinstance(error, ValueError) and "not a zip archive" in str(error), error
    error = raised(_morelia.mount_archive, "/home/web_user/x", archive({"f": ""}))
    assert isinstance(error, PermissionError), error
    assert not _morelia.unmount_archive(12345)


@in_runtime
def test_the_limit_is_an_error_and_no_trap():
    free = shutil.disk_usage("/tmp").free
    with open("/tmp/big", "wb", 0) as file:
        assert raised(file.truncate, free + 100_000).errno == errno.ENOSPC
        file.truncate(free // 2)
        assert shutil.disk_usage("/tmp").free <= free - free // 2 + 4096  # it counts blocks
        file.seek(free + 100_000)
        assert raised(file.write, b"x").errno == errno.ENOSPC
        assert raised(os.posix_fallocate, file.fileno(), 0, 1 << 60).errno in (
            errno.ENOSPC, errno.EFBIG,
        )
    os.unlink("/tmp/big")
    assert abs(shutil.disk_usage("/tmp").free - free) < 100_000
    usage = shutil.disk_usage("/home/web_user")
    assert usage.total == 64 << 20 and os.path.ismount("/home/web_user")


@in_runtime
def test_names_move_between_the_mounts():
    with open("/tmp/moving", "w") as file:
        file.write("1")
    os.rename("/tmp/moving", "/home/web_user/moved")
    os.mkdir("/tmp/folder")
    os.rename("/home/web_user/moved", "/tmp/folder/back")
    assert open("/tmp/folder/back").read() == "1"
    shutil.rmtree("/tmp/folder")
    assert raised(os.rmdir, "/home/web_user").errno == errno.EBUSY


@in_runtime
def test_packages_are_where_sysconfig_says():
    import site
    import sysconfig

    folder = sysconfig.get_path("purelib")
    assert folder in sys.path and os.path.isdir(folder), folder
    assert sysconfig.get_path("platlib") == folder and site.getsitepackages() == [folder]


@in_runtime
def test_mmap_says_why_it_is_not_there():
    error = raised(importlib.import_module, "mmap")
    assert isinstance(error, ImportError) and error.name == "mmap"
    assert "WebAssembly" in str(error) and "memoryview" in str(error)


@in_runtime
def test_waiting_for_nobody_outside_of_a_fiber_is_a_deadlock():
    import js
    from pyodide.ffi import create_proxy

    reader, writer = os.pipe()
    seen = []
    callback = create_proxy(lambda *_: seen.append(raised(os.read, reader, 1)))
    js.Array.of(1).forEach(callback)
    assert seen[0].errno == errno.EDEADLK
    callback.destroy()
    os.close(reader)
    os.close(writer)


@in_runtime
def test_an_empty_pipe_is_waited_for():
    import js
    from pyodide.ffi import create_once_callable

    reader, writer = os.pipe()
    js.setTimeout(create_once_callable(lambda *_: os.write(writer, b"late")), 20)
    assert os.read(reader, 10) == b"late"
    os.close(reader)
    os.close(writer)
