"""Imports the standard library from the archive that ships with the runtime.

The archive looks like a folder of Python files, ``/usr/lib/python3.14``, that
only the import system can see: it is on ``sys.path``, modules have a
``__file__`` in it, and tracebacks and ``inspect`` find their source.
"""

import sys

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _bootstrap_external
import _imp
import _morelia_archive

ROOT = "/usr/lib/python3.14"


class ArchiveImporter:
    """A path entry finder and loader for :data:`ROOT` and the packages in it.

    Takes a path; raises ImportError for one that the archive does not have, so
    that the next hook of ``sys.path_hooks`` is asked.

    >>> ArchiveImporter("/usr/lib/python3.14/json").find_spec("json.decoder").origin
    '/usr/lib/python3.14/json/decoder.py'
    """

    def __init__(self, path):
        if path == ROOT:
            package = ""
        elif isinstance(path, str) and path.startswith(ROOT + "/"):
            package = path[len(ROOT) + 1:].replace("/", ".")
            if not _morelia_archive.find(package):
                raise ImportError(f"not in the archive: {path}", path=path)
        else:
            raise ImportError(f"not in the archive: {path!r}", path=path)
        self.path = path
        self._package = package

    def find_spec(self, fullname, target=None):
        """The spec of a module of this folder, or None."""
        name = self._qualified(fullname)
        is_package = _morelia_archive.find(name)
        if is_package is None:
            return None
        origin = _file(name, is_package)
        spec = _bootstrap.ModuleSpec(fullname, self, origin=origin, is_package=is_package)
        spec.has_location = True
        if is_package:
            spec.submodule_search_locations = [origin[:-len("/__init__.py")]]
        return spec

    def invalidate_caches(self):
        """Does nothing: the archive never changes."""

    def create_module(self, spec):
        """Gives None, for a module of the usual kind."""

    # The import system's own, whose frames warnings and tracebacks leave out.
    exec_module = _bootstrap_external._LoaderBasics.exec_module

    def get_code(self, fullname):
        """A module's code object. Raises ImportError when it is not here."""
        return compile(self._bytes(fullname), self.get_filename(fullname), "exec", dont_inherit=True)

    def get_source(self, fullname):
        """A module's source. Raises ImportError when it is not here."""
        return self._bytes(fullname).decode()

    def get_filename(self, fullname):
        """What ``__file__`` is. Raises ImportError when it is not here."""
        name = self._qualified(fullname)
        return _file(name, self._found(name))

    def is_package(self, fullname):
        """Whether a module is a package. Raises ImportError when it is not here."""
        return self._found(self._qualified(fullname))

    def get_data(self, path):
        """The bytes of a Python file. Raises OSError for any other path."""
        path = str(path)
        if path.startswith(ROOT + "/") and path.endswith(".py"):
            name = path[len(ROOT) + 1:-len(".py")].removesuffix("/__init__").replace("/", ".")
            is_package = _morelia_archive.find(name)
            if is_package is not None and _file(name, is_package) == path:
                return _morelia_archive.source(name)
        raise FileNotFoundError(2, "No such file or directory", path)

    def iter_modules(self, prefix=""):
        """Name and whether it is a package, for ``pkgutil.iter_modules``."""
        for name, is_package in _morelia_archive.children(self._package):
            yield prefix + name, is_package

    def _qualified(self, fullname):
        last = fullname.rpartition(".")[2]
        return f"{self._package}.{last}" if self._package else last

    def _found(self, name):
        is_package = _morelia_archive.find(name)
        if is_package is None:
            raise ImportError(f"can't find module {name!r}", name=name)
        return is_package

    def _bytes(self, fullname):
        name = self._qualified(fullname)
        self._found(name)
        return _morelia_archive.source(name)

    def __repr__(self):
        return f"ArchiveImporter({self.path!r})"


def _file(name, is_package):
    end = "/__init__.py" if is_package else ".py"
    return f"{ROOT}/{name.replace('.', '/')}{end}"


def install():
    """Puts the archive on the path. What was frozen so far becomes part of it.

    >>> install()  # doctest: +SKIP
    """
    sys.path_hooks.insert(0, ArchiveImporter)
    sys.path_importer_cache.clear()
    was_frozen = _imp.is_frozen
    _imp.is_frozen = lambda name: was_frozen(name) and _morelia_archive.find(name) is None
    for name, module in list(sys.modules.items()):
        if _morelia_archive.find(name) is not None:
            _adopt(name, module)


def _adopt(name, module):
    folder = f"{ROOT}/{name.rpartition('.')[0].replace('.', '/')}".rstrip("/")
    loader = ArchiveImporter(folder)
    spec = loader.find_spec(name)
    module.__spec__ = spec
    module.__loader__ = loader
    module.__file__ = spec.origin
    if spec.submodule_search_locations is not None:
        module.__path__ = spec.submodule_search_locations


__all__ = ["ROOT", "ArchiveImporter", "install"]
