"""Wheels of pure Python: fetched, checked and unpacked.

The format is that of PEP 427, the list of files (``RECORD``) that of PEP 376.
"""

import base64
import hashlib
import os
import re
import shutil
import sys
import zipfile
import zlib

#: Where packages are installed: a folder of ``sys.path``, for as long as the session lives.
SITE = "/usr/lib/python3.14/site-packages"

_FILE_NAME = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(-\d[^-]*)?-(?P<python>[^-]+)-(?P<abi>[^-]+)-(?P<platform>[^-]+)\.whl")


class WheelError(Exception):
    """Why a wheel is not installed.

    >>> raise WheelError("name.whl is damaged")  # doctest: +SKIP
    """


class Installed:
    """What came of it: ``name``, ``version``, and what the package ``needs`` and is not there."""

    def __init__(self, name, version, needs, stale):
        self.name, self.version, self.needs, self.stale = name, version, needs, stale


def normalized(name):
    """A project's name in the one form that names are compared in (PEP 503).

    >>> normalized("Charset_Normalizer")
    'charset-normalizer'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def parse_file_name(file_name):
    """The name and version that a wheel's file name tells.

    Raises WheelError for other files and for compiled code.

    >>> parse_file_name("requests-2.34.2-py3-none-any.whl")
    ('requests', '2.34.2')
    """
    match = _FILE_NAME.fullmatch(file_name)
    if not match:
        raise WheelError(f"{file_name!r} is no wheel: its name is not NAME-VERSION-PYTHON-ABI-PLATFORM.whl")
    if "none" not in match["abi"].split(".") or "any" not in match["platform"].split("."):
        raise WheelError(
            f"{file_name} contains code compiled for {match['platform']}, which does not run in a page; "
            "a wheel whose name ends with -none-any.whl is needed"
        )
    if not any(tag.startswith(("py3", "cp3")) for tag in match["python"].split(".")):
        raise WheelError(f"{file_name} is for {match['python']}, and this is Python {sys.version_info[0]}")
    return match["name"], match["version"]


def fetch(source):
    """Reads a wheel from an address or a path: ``(file name, bytes)``.

    ``#sha256=…`` after an address is compared. Raises WheelError and OSError.

    >>> fetch("https://example.org/name-1.0-py3-none-any.whl")  # doctest: +SKIP
    """
    if not re.match(r"https?://", source):
        with open(os.path.expanduser(source), "rb") as file:
            return os.path.basename(source), file.read()
    import urllib.parse
    import urllib.request

    parts = urllib.parse.urlsplit(source)
    file_name = urllib.parse.unquote(parts.path.rpartition("/")[2])
    parse_file_name(file_name)
    with urllib.request.urlopen(urllib.parse.urlunsplit(parts._replace(fragment=""))) as response:
        data = response.read()
    wanted = urllib.parse.parse_qs(parts.fragment).get("sha256")
    found = hashlib.sha256(data).hexdigest()
    if wanted and wanted[0].lower() != found:
        raise WheelError(f"{file_name} is not what was asked for: its sha256 is {found}, not {wanted[0]}")
    return file_name, data


def install(file_name, data, folder=SITE):
    """Unpacks a wheel, in place of any version that is there; gives an `Installed`.

    When it fails, what was there is still there. Raises WheelError, and OSError
    (``ENOSPC``) when there is no room.

    >>> install(*fetch("/tmp/idna-3.20-py3-none-any.whl")).name  # doctest: +SKIP
    'idna'
    """
    import importlib
    import io
    import tempfile

    parse_file_name(file_name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise WheelError(f"{file_name} is damaged: {error}") from None
    with archive:
        information = _information(file_name, archive)
        metadata = _headers(archive, f"{information}/METADATA", file_name)
        if _headers(archive, f"{information}/WHEEL", file_name).get("Wheel-Version", "").partition(".")[0] != "1":
            raise WheelError(f"{file_name} is in a newer format of wheels")
        name, version = metadata["Name"], metadata["Version"]
        if not name or not version:
            raise WheelError(f"{file_name} does not say its name and version")
        places = _checked(file_name, archive, information)
        with tempfile.TemporaryDirectory(dir=os.path.dirname(folder)) as staging:
            _unpack(archive, places, staging)
            files = _record(staging, information, places.values())
            uninstall(name, folder, missing_ok=True)
            for file in files:
                os.makedirs(os.path.dirname(os.path.join(folder, file)), exist_ok=True)
                os.replace(os.path.join(staging, file), os.path.join(folder, file))
    importlib.invalidate_caches()
    tops = {place.partition("/")[0].removesuffix(".py") for place in places.values()}
    return Installed(name, version, _missing(metadata), sorted(tops & sys.modules.keys()))


def uninstall(name, folder=SITE, missing_ok=False):
    """Removes what `install` unpacked; gives the version. Raises WheelError.

    >>> uninstall("idna")  # doctest: +SKIP
    '3.20'
    """
    import importlib
    import importlib.metadata

    found = importlib.metadata.distributions(path=[folder])
    for distribution in found:
        if distribution.metadata["Name"] and normalized(distribution.metadata["Name"]) == normalized(name):
            break
    else:
        if missing_ok:
            return None
        raise WheelError(f"{name} is not installed; `%pip list` tells what is")
    version = distribution.version
    folders = set()
    for file in distribution.files or ():
        path = os.path.normpath(os.path.join(folder, file))
        if path.startswith(folder + "/") and os.path.isfile(path):
            os.remove(path)
        while (path := os.path.dirname(path)).startswith(folder + "/"):
            folders.add(path)
    for path in sorted(folders, key=len, reverse=True):
        shutil.rmtree(os.path.join(path, "__pycache__"), ignore_errors=True)
        if os.path.isdir(path) and not os.listdir(path):
            os.rmdir(path)
    importlib.invalidate_caches()
    return version


def _information(file_name, archive):
    found = {entry.partition("/")[0] for entry in archive.namelist() if ".dist-info/" in entry}
    if len(found) != 1:
        raise WheelError(f"{file_name} is damaged: it has {len(found)} folders of metadata, and not one")
    return found.pop()


def _read(file_name, archive, entry):
    try:
        return archive.read(entry)
    except KeyError:
        raise WheelError(f"{file_name} is damaged: it has no {entry}") from None
    # The last one is for what is encrypted or packed in an unknown way.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise WheelError(f"{file_name} is damaged: {entry} cannot be unpacked: {error}") from None


def _headers(archive, entry, file_name):
    from email.parser import BytesHeaderParser

    return BytesHeaderParser().parsebytes(_read(file_name, archive, entry))


def _checked(file_name, archive, information):
    """Where each file goes, after a look at its name and its hash."""
    import csv
    import io

    record = f"{information}/RECORD"
    try:
        rows = list(csv.reader(io.StringIO(_read(file_name, archive, record).decode())))
    except (UnicodeDecodeError, csv.Error) as error:
        raise WheelError(f"{file_name} is damaged: the list of its files cannot be read: {error}") from None
    hashes = {row[0]: row[1] for row in rows if len(row) > 1}
    places = {}
    for entry in archive.namelist():
        if entry.endswith("/"):
            continue
        place = _place(entry, information)
        if place != os.path.normpath(place) or place.startswith(("/", "../")) or "\\" in place:
            raise WheelError(f"{file_name} wants to write to {entry!r}, outside of its folder")
        if entry != record and not entry.startswith(record + "."):
            _compare(file_name, archive, entry, hashes.get(entry))
        places[entry] = place
    return places


def _place(entry, information):
    data = information.removesuffix(".dist-info") + ".data/"
    if not entry.startswith(data):
        return entry
    kind, _, rest = entry.removeprefix(data).partition("/")
    return rest if kind in ("purelib", "platlib") else entry


def _compare(file_name, archive, entry, wanted):
    algorithm, _, digest = (wanted or "").partition("=")
    if algorithm not in ("sha256", "sha384", "sha512"):
        raise WheelError(f"{file_name} is damaged: its list of files has no hash of {entry}")
    found = hashlib.new(algorithm, _read(file_name, archive, entry)).digest()
    if base64.urlsafe_b64encode(found).rstrip(b"=").decode() != digest:
        raise WheelError(f"{file_name} is damaged: {entry} is not what its list of files says")


def _unpack(archive, places, folder):
    for entry, place in places.items():
        path = os.path.join(folder, place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(entry) as source, open(path, "wb") as target:
            shutil.copyfileobj(source, target)


def _record(folder, information, places):
    """Writes who installed it, and the list of the files where they go, which may be elsewhere than in the wheel. Gives that list."""
    import csv

    record, installer = f"{information}/RECORD", f"{information}/INSTALLER"
    with open(os.path.join(folder, installer), "w") as file:
        file.write("morelia\n")
    files = sorted({*places, record, installer})
    with open(os.path.join(folder, record), "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows((path, "", "") for path in files)
    return files


def _missing(metadata):
    """Names of what a package needs without extras, and is not there."""
    import importlib.metadata

    there = {normalized(d.metadata["Name"]) for d in importlib.metadata.distributions() if d.metadata["Name"]}
    missing = []
    for requirement in metadata.get_all("Requires-Dist") or ():
        name = re.match(r"[\w.-]+", requirement)
        # Markers say for which systems and versions; a person can judge that.
        if name and "extra" not in requirement.partition(";")[2] and normalized(name[0]) not in there:
            missing.append(name[0])
    return missing


__all__ = ["Installed", "SITE", "WheelError", "fetch", "install", "normalized", "parse_file_name", "uninstall"]
