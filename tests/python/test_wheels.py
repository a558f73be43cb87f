"""Wheels, made here: installed, refused, removed."""

import base64
import errno
import hashlib
import os
import sys
import tempfile
import zipfile

from _morelia_lib import wheels
from _morelia_lib.wheels import WheelError

METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: A package\n{more}"


def made(name="morelia_made", version="1.0", files=None, more="", tag="py3-none-any", spoil=None, drop=(), packing=zipfile.ZIP_STORED):
    """The file name and the bytes of a wheel."""
    information = f"{name}-{version}.dist-info"
    files = {f"{name}/__init__.py": f"version = {version!r}\n", **(files or {})}
    files[f"{information}/METADATA"] = METADATA.format(name=name, version=version, more=more)
    files[f"{information}/WHEEL"] = f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n"
    rows = []
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(text)}\n")
    files[f"{information}/RECORD"] = "".join(rows) + f"{information}/RECORD,,\n"
    files.update(spoil or {})
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"{name}-{version}-{tag}.whl")
        with zipfile.ZipFile(path, "w", packing) as archive:
            for entry, text in files.items():
                if entry not in drop:
                    archive.writestr(entry, text)
        with open(path, "rb") as file:
            return os.path.basename(path), file.read()


def refused(file_name, data):
    """Why a wheel is refused; nothing of it is there afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            wheels.install(file_name, data, folder)
        except WheelError as error:
            assert sum(len(files) for _, _, files in os.walk(folder)) == 0
            return str(error)
    raise AssertionError("it was installed")


def test_a_package_comes_is_replaced_and_goes():
    with tempfile.TemporaryDirectory() as folder:
        sys.path.append(folder)
        try:
            more = "Requires-Dist: absent-one >=2\nRequires-Dist: absent-two; extra == 'more'\n"
            first = made(files={"morelia_made/old.py": "", "morelia_made-1.0.data/purelib/morelia_beside.py": "x = 5\n"}, more=more)
            done = wheels.install(*first, folder)
            assert (done.name, done.version, done.needs, done.stale) == ("morelia_made", "1.0", ["absent-one"], [])
            import morelia_beside
            import morelia_made

            assert morelia_made.version == "1.0" and morelia_beside.x == 5
            done = wheels.install(*made(version="1.1"), folder)
            assert done.stale == ["morelia_made"]
            assert not os.path.exists(f"{folder}/morelia_made/old.py")
            assert not os.path.exists(f"{folder}/morelia_beside.py")
            assert wheels.uninstall("Morelia-Made", folder) == "1.1"
            assert os.listdir(folder) == []
            try:
                wheels.uninstall("morelia_made", folder)
            except WheelError as error:
                assert "not installed" in str(error)
            else:
                raise AssertionError("it was there")
        finally:
            sys.path.remove(folder)
            for name in ("morelia_made", "morelia_beside"):
                sys.modules.pop(name, None)


def test_what_does_not_run_here_is_refused():
    assert "compiled" in refused(*made(tag="cp314-cp314-manylinux_2_28_x86_64"))
    assert "Python 3" in refused(*made(tag="py2-none-any"))
    assert "no wheel" in refused("name.zip", b"")


def test_what_is_damaged_is_refused_and_leaves_nothing():
    name, data = made()
    assert "damaged" in refused(name, data[: len(data) // 2])
    assert "damaged" in refused(name, b"")
    assert "not what its list" in refused(*made(spoil={"morelia_made/__init__.py": "version = 'x'\n"}))
    assert "no hash of extra.py" in refused(*made(spoil={"extra.py": ""}))
    assert "metadata" in refused(*made(spoil={"other-1.dist-info/METADATA": ""}))
    assert "no morelia_made-1.0.dist-info/RECORD" in refused(*made(drop={"morelia_made-1.0.dist-info/RECORD"}))
    assert "newer format" in refused(*made(spoil={"morelia_made-1.0.dist-info/WHEEL": ""}))
    assert "no morelia_made-1.0.dist-info/METADATA" in refused(*made(drop={"morelia_made-1.0.dist-info/METADATA"}))
    assert "newer format" in refused(*made(spoil={"morelia_made-1.0.dist-info/WHEEL": "Wheel-Version: 2.0\n"}))


def test_a_version_that_cannot_be_unpacked_leaves_the_one_that_is_there():
    with tempfile.TemporaryDirectory() as folder:
        wheels.install(*made(), folder)
        unpack = wheels._unpack

        def no_room(archive, places, staging):
            unpack(archive, places, staging)
            raise OSError(errno.ENOSPC, "No space left on device")

        wheels._unpack = no_room
        try:
            wheels.install(*made(version="1.1"), folder)
        except OSError as error:
            assert error.errno == errno.ENOSPC
        else:
            raise AssertionError("it was installed")
        finally:
            wheels._unpack = unpack
        with open(f"{folder}/morelia_made/__init__.py") as file:
            assert file.read() == "version = '1.0'\n"
        assert wheels.uninstall("morelia_made", folder) == "1.0"


def test_what_is_packed_wrongly_is_refused():
    name, data = made(packing=zipfile.ZIP_DEFLATED, files={"morelia_made/long.py": "x = 5\n" * 1000})
    at = data.index(b"morelia_made/long.py") + len("morelia_made/long.py")
    assert "cannot be unpacked" in refused(name, data[:at] + b"\xff" * 20 + data[at + 20 :])
    # The flag of encryption, in the list at the end.
    at = data.index(b"PK\x01\x02")
    assert "cannot be unpacked" in refused(name, data[: at + 8] + b"\x01" + data[at + 9 :])


def test_nothing_is_written_outside():
    for place in ("../out.py", "/tmp/out.py", "a/../../out.py"):
        assert "outside of its folder" in refused(*made(files={place: ""})), place
    assert not os.path.exists("/tmp/out.py")


def test_file_names():
    assert wheels.parse_file_name("a_b-1.0.post1-1-py2.py3-none-any.whl") == ("a_b", "1.0.post1")
    assert wheels.normalized("A__b.C") == "a-b-c"
