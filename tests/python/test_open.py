"""open, FileIO and descriptors."""

import gc
import io
import os
import select
import tempfile
import warnings


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except Exception as error:
        return error
    return None


def path(name):
    return os.path.join(tempfile.gettempdir(), "test_open_" + name)


def filled(name, content):
    with open(path(name), "wb") as file:
        file.write(content)
    return path(name)


def test_text_and_newlines():
    name = filled("lines", b"a\r\nb\nc\r")
    assert open(name).readlines() == ["a\n", "b\n", "c\n"]
    assert open(name, newline="").readlines() == ["a\r\n", "b\n", "c\r"]
    with open(name, "w", newline="\r\n") as file:
        file.write("x\n")
    assert open(name, "rb").read() == b"x\r\n"


def test_encodings():
    name = filled("latin", b"\xe9")
    assert open(name, encoding="latin-1").read() == "é"
    assert isinstance(raised(open(name).read), UnicodeDecodeError)
    assert open(name, errors="replace").read() == "\ufffd"
    assert isinstance(raised(open, name, encoding="nope"), LookupError)


def test_read_write_and_append():
    name = filled("rw", b"0123456789")
    with open(name, "r+b") as file:
        file.seek(3)
        assert file.read(2) == b"34"
        file.write(b"X")
        file.seek(0)
        assert file.read() == b"01234X6789"
        file.truncate(4)
        assert (file.tell(), os.path.getsize(name)) == (10, 4)
    with open(name, "a") as file:
        assert file.tell() == 4
        file.write("!")
    assert open(name).read() == "0123!"


def test_wrong_arguments_say_why():
    name = filled("args", b"")
    for call, kind, text in [
        (lambda: open(name, "rw"), ValueError, "must have exactly one of create/read/write/append mode"),
        (lambda: open(name, "rbt"), ValueError, "can't have text and binary mode at once"),
        (lambda: open(name, "U"), ValueError, "invalid mode: 'U'"),
        (lambda: open(name, "rb", encoding="x"), ValueError, "binary mode doesn't take an encoding argument"),
        (lambda: open(name, "r", 0), ValueError, "can't have unbuffered text I/O"),
        (lambda: open(name, closefd=False), ValueError, "Cannot use closefd=False with file name"),
        (lambda: open(1.5), TypeError, "expected str, bytes or os.PathLike object, not float"),
        (lambda: open(999), OSError, "[Errno 9] Bad file descriptor"),
        (lambda: open(name).write("x"), io.UnsupportedOperation, "not writable"),
    ]:
        error = raised(call)
        assert type(error) is kind and str(error) == text, repr(error)


def test_raw_files():
    name = filled("raw", b"12")

    class Mine(io.FileIO):
        def __init__(self, *args):
            super().__init__(*args)
            self.extra = 1

    with Mine(name) as file:
        assert (file.extra, file.read(), file.readall(), file.name) == (1, b"12", b"", name)
        assert isinstance(file, io.RawIOBase)
    assert isinstance(raised(file.read), ValueError)
    raw = open(name, "rb", 0)
    assert repr(raw) == f"<_io.FileIO name={name!r} mode='rb' closefd=True>"
    raw.close()
    assert repr(raw) == "<_io.FileIO [closed]>"


def test_warnings():
    name = filled("warn", b"")
    gc.collect()  # what other tests left behind may warn too
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        open(name)
        gc.collect()
        open(name, "rb", 1).close()
    assert [warning.category for warning in caught] == [ResourceWarning, RuntimeWarning]


def test_descriptors_and_openers():
    name = filled("fd", b"abc")
    fd = os.open(name, os.O_RDWR)
    assert os.write(fd, b"X") == 1 and os.lseek(fd, 0, os.SEEK_SET) == 0
    assert (os.read(fd, 9), os.pread(fd, 2, 1)) == (b"Xbc", b"bc")
    copy = os.dup(fd)
    os.close(fd)
    os.close(copy)
    assert raised(os.read, fd, 1).errno == 9
    assert open(name, opener=lambda file, flags: os.open(file, flags)).read() == "Xbc"


def test_pipes_and_select():
    reader, writer = os.pipe()
    assert select.select([reader], [], [], 0) == ([], [], [])
    os.write(writer, b"pipe")
    assert select.select([reader], [writer], [], 0) == ([reader], [writer], [])
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    assert poll.poll(0) == [(reader, select.POLLIN)]
    os.close(writer)
    with open(reader, "rb") as file:
        assert file.read() == b"pipe"
