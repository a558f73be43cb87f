"""Packages: ``%pip``."""

import glob
import os

from . import arguments
from .registry import UsageError, register_magic


@register_magic(words=("install", "uninstall", "list", "freeze", "show"))
def pip(line):
    """Install packages of pure Python from their wheels.

    %pip install WHEEL…    addresses (https://…, with #sha256=… to be sure) or files
    %pip uninstall NAME…
    %pip list              what is installed; `freeze` as lines of NAME==VERSION
    %pip show NAME…        what a package says of itself

    Packages are there until the session ends. What a package needs is named, and has
    to be installed in the same way: an index is not asked yet.

    Example: %pip install ~/idna-3.20-py3-none-any.whl
    """
    command, *words = arguments.words(line) or [""]
    words = [word for word in words if word not in ("-q", "--quiet", "-y", "--yes")]
    options = [word for word in words if word.startswith("-")]
    if options:
        raise UsageError(f"%pip {command} has no option {options[0]}; `%pip?` tells what it can")
    commands = {"install": _install, "uninstall": _uninstall, "list": _list, "freeze": _freeze, "show": _show}
    if command not in commands:
        raise UsageError(f"`%pip {command}`: use install, uninstall, list, freeze or show; `%pip?` tells more")
    if not words and command not in ("list", "freeze"):
        raise UsageError(f"%pip {command} needs {'a wheel' if command == 'install' else 'a name'}; `%pip?` tells more")
    commands[command](words)


def _install(sources):
    from .. import wheels

    for source in sources:
        if not source.split("#")[0].endswith(".whl"):
            raise UsageError(
                f"`%pip install {source}`: an index of packages is not asked yet; give the address or the file "
                f"of a wheel, as in `%pip install https://…/{source}-1.0-py3-none-any.whl`"
            )
    try:
        found = [place for source in sources for place in _files(source)]
        done = [wheels.install(*wheels.fetch(place)) for place in found]
    except (wheels.WheelError, OSError, ValueError) as error:
        raise UsageError(f"%pip install: {error}") from None
    there = {wheels.normalized(it.name) for it in done}
    for it in done:
        needs = [name for name in it.needs if wheels.normalized(name) not in there]
        print(f"Installed {it.name} {it.version}" + (f"; it needs {', '.join(needs)}" if needs else ""))
        if it.stale:
            print(f"  {', '.join(it.stale)} was imported before: restart Python to get the new version")


def _files(source):
    if "://" in source:
        return [source]
    return sorted(glob.glob(os.path.expanduser(source))) or [source]


def _uninstall(names):
    from .. import wheels

    for name in names:
        try:
            print(f"Uninstalled {name} {wheels.uninstall(name)}")
        except (wheels.WheelError, OSError) as error:
            raise UsageError(f"%pip uninstall: {error}") from None


def _distributions():
    import importlib.metadata

    found = {d.metadata["Name"]: d.version for d in importlib.metadata.distributions() if d.metadata["Name"]}
    return sorted(found.items(), key=lambda it: it[0].lower())


def _list(_names):
    print("\n".join(f"{n} {v}" for n, v in _distributions()) or "No packages; only the standard library.")


def _freeze(_names):
    for name, version in _distributions():
        print(f"{name}=={version}")


def _show(names):
    import importlib.metadata

    for number, name in enumerate(names):
        try:
            distribution = importlib.metadata.distribution(name)
        except (importlib.metadata.PackageNotFoundError, ValueError):
            raise UsageError(f"%pip show: {name} is not installed; `%pip list` tells what is") from None
        if number:
            print("---")
        for header in ("Name", "Version", "Summary", "Home-page", "License", "License-Expression"):
            if distribution.metadata[header]:
                print(f"{header}: {distribution.metadata[header]}")
        print(f"Location: {distribution.locate_file('')}")
        print(f"Requires: {', '.join(distribution.requires or ())}")


__all__ = ["pip"]
