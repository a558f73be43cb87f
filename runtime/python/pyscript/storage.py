"""Dictionaries that last.

>>> settings = await storage("settings")
>>> settings["colour"] = "green"
>>> await settings.sync()

They are files in the home folder, which is kept for each site and which the
page cannot read.
"""

import os as _os
import pickle as _pickle

__all__ = ["Storage", "storage"]

_KINDS = (bool, int, float, str, type(None), list, dict, tuple, bytes, bytearray, memoryview)


class Storage(dict):
    """A dict that `sync` keeps.

    Values are None, bool, int, float, str, bytes, bytearray, memoryview, and
    lists, tuples and dicts of those.

    >>> settings = await storage("settings", storage_class=Storage)
    """

    def __init__(self, path):
        super().__init__()
        self.__path = path
        if _os.path.exists(path):
            with open(path, "rb") as file:
                super().update(_Plain(file).load())

    def __setitem__(self, name, value):
        _check(name, value)
        super().__setitem__(name, value)

    def update(self, *args, **kwargs):
        """As `dict.update`. Raises `TypeError` for values that cannot be kept."""
        for name, value in dict(*args, **kwargs).items():
            self[name] = value

    def setdefault(self, name, default=None):
        """As `dict.setdefault`. Raises `TypeError` for a value that cannot be kept."""
        if name not in self:
            self[name] = default
        return self[name]

    def clear(self):
        """Empties the storage; `sync` keeps it so."""
        super().clear()

    async def sync(self):
        """Keeps what the storage holds now. Raises `OSError` when it cannot.

        >>> await settings.sync()
        """
        _os.makedirs(_os.path.dirname(self.__path), exist_ok=True)
        new = self.__path + ".new"
        with open(new, "wb") as file:
            _pickle.dump({name: _portable(value) for name, value in self.items()}, file)
            file.flush()
            _os.fsync(file.fileno())
        _os.replace(new, self.__path)


class _Plain(_pickle.Unpickler):
    """Reads plain values, and nothing that a file could make run."""

    def find_class(self, module, name):
        if (module, name) == ("builtins", "bytearray"):
            return bytearray
        raise _pickle.UnpicklingError(f"a storage holds no {module}.{name}")


async def storage(name="", storage_class=Storage):
    """The storage of a name. Gives a `Storage`, which is a dict.

    name
        `str`; each name has a storage of its own.
    storage_class
        `Storage`, or a subclass with methods of your own.

    Raises `ValueError` for an empty name.

    >>> settings = await storage("settings")
    """
    if not isinstance(name, str) or not name:
        raise ValueError("a storage needs a name")
    from urllib.parse import quote

    folder = _os.path.expanduser("~/.local/share/pyscript/storage")
    return storage_class(_os.path.join(folder, quote(name, safe="") + ".pickle"))


def _check(name, value):
    if not isinstance(name, str):
        raise TypeError(f"the names of a storage are str, not {type(name).__name__!r}")
    pending, seen = [value], set()
    while pending:
        value = pending.pop()
        if not isinstance(value, _KINDS):
            raise TypeError(f"{type(value).__name__!r} cannot be kept in a storage")
        if isinstance(value, (list, tuple, dict)) and id(value) not in seen:
            seen.add(id(value))
            pending.extend([*value, *value.values()] if isinstance(value, dict) else value)


def _portable(value):
    if isinstance(value, memoryview):
        return bytearray(value)
    if isinstance(value, dict):
        return {key: _portable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_portable(item) for item in value)
    return value
