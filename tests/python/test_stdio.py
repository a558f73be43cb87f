"""Standard streams and the built-ins around them."""

import io
import sys

from fake_morelia import Host
from _morelia_lib import stdio
from _morelia_lib.streams import InputStream, OutputStream


def test_text():
    with Host() as host:
        assert sys.stdout.write("héllo") == 5
        print("a", 1, sep="-")
        sys.stdout.writelines(["x", "y"])
        print("e", file=sys.stderr, flush=True)
        assert sys.stdout.write("") == 0
    assert host.stdout == "hélloa-1\nxy" and host.stderr == "e\n"


def test_only_strings():
    with Host():
        for value in (b"x", 1, None):
            try:
                sys.stdout.write(value)
            except TypeError as error:
                assert "must be str" in str(error)
            else:
                raise AssertionError(value)


def test_bytes():
    with Host() as host:
        buffer = sys.stdout.buffer
        assert buffer.write("é".encode()[:1]) == 1
        assert host.stdout == ""
        buffer.write("é".encode()[1:] + b"\xff")
        buffer.flush()
        print("x", file=io.TextIOWrapper(sys.stderr.buffer, "utf-8", write_through=True))
    assert host.stdout == "é\ufffd" and host.stderr == "x\n"


def test_attributes():
    out = OutputStream("stdout")
    assert (out.encoding, out.isatty(), out.name, out.writable(), out.closed) == ("utf-8", False, "<stdout>", True, False)
    out.close()
    assert not out.closed
    out.reconfigure(encoding="latin-1")
    assert out.fileno() == 1


def test_stdin():
    with Host(lines=["one", "two", "", "three"]):
        assert sys.stdin.readline() == "one\n"
        assert sys.stdin.readline(2) == "tw" and sys.stdin.read(3) == "o\n\n"
        assert list(sys.stdin) == ["three\n"]
        assert sys.stdin.read() == "" and sys.stdin.readline() == ""
    with Host(lines=["a", "b\nc"]):
        assert sys.stdin.buffer.readline() == b"a\n" and sys.stdin.buffer.read() == b"b\nc\n"
    with Host(lines=["a", "b"]):
        assert sys.stdin.readlines() == ["a\n", "b\n"]


def test_input():
    with Host(lines=["Ada", ""]) as host:
        assert stdio.ask("Name? ") == "Ada" and stdio.ask() == ""
        try:
            stdio.ask()
        except EOFError as error:
            assert str(error) == "EOF when reading a line"
        else:
            raise AssertionError
    assert host.prompts[0] == ("Name? ", False)


def test_input_from_another_stream():
    with Host() as host:
        sys.stdin = io.StringIO("x\ny")
        assert stdio.ask("? ") == "x" and stdio.ask() == "y"
    assert host.stdout == "? " and host.prompts == []


def test_password():
    with Host(lines=["secret"]) as host:
        assert stdio.ask_password() == "secret"
    assert host.prompts == [("Password: ", True)]


def test_quit_and_help():
    try:
        stdio.Quitter("exit")(3)
    except SystemExit as error:
        assert error.code == 3
    with Host() as host:
        stdio.Helper()(len)
    assert "len(obj, /)" in host.stdout, host.stdout


def test_import_hooks():
    from _morelia_lib.import_hooks import when_imported

    seen = []
    sys.modules.pop("colorsys", None)
    when_imported("colorsys", seen.append)
    assert seen == []
    import colorsys

    assert seen == [colorsys] and colorsys.__loader__ is colorsys.__spec__.loader
    assert "import_hooks" not in type(colorsys.__loader__).__module__
    when_imported("colorsys", seen.append)
    assert len(seen) == 2
