"""JavaScript objects that are imported like modules."""

import importlib.machinery
import sys
import types


class _Module(types.ModuleType):
    """A module whose attributes are a JavaScript object's properties."""

    def __init__(self, name, jsproxy):
        super().__init__(name)
        vars(self)["__jsproxy__"] = jsproxy

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(vars(self)["__jsproxy__"], name)

    def __setattr__(self, name, value):
        if name.startswith("__") and name.endswith("__"):
            super().__setattr__(name, value)
        elif not isinstance(value, _Module):  # the import system sets submodules
            setattr(vars(self)["__jsproxy__"], name, value)

    def __dir__(self):
        return dir(vars(self)["__jsproxy__"])


class _Finder:
    """Finds registered objects and, in them, objects as submodules."""

    def __init__(self):
        self.objects = {}

    def find_spec(self, name, path=None, target=None):
        parent, _, child = name.rpartition(".")
        if not parent:
            found = self.objects.get(name)
        elif isinstance(sys.modules.get(parent), _Module):
            found = getattr(sys.modules[parent], child, None)
            found = found if hasattr(found, "js_id") else None
        else:
            found = None
        if found is None:
            return None
        return importlib.machinery.ModuleSpec(name, _Loader(found), is_package=True)


class _Loader:
    def __init__(self, jsproxy):
        self._jsproxy = jsproxy

    def create_module(self, spec):
        return _Module(spec.name, self._jsproxy)

    def exec_module(self, module):
        pass


_finder = _Finder()


def register(name, jsproxy):
    """Make a JavaScript object importable; see `pyodide.ffi.register_js_module`.

    >>> register("page_math", js.Math)
    """
    if not isinstance(name, str):
        raise TypeError(f"a module's name is a str, not {type(name).__name__!r}")
    if "." in name:
        raise ValueError(f"the name of a JavaScript module has no dots, unlike {name!r}")
    if name in sys.modules and name not in _finder.objects:
        raise ValueError(f"{name!r} is the name of a module that is imported")
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    _forget(name)
    _finder.objects[name] = jsproxy


def unregister(name):
    """Undo `register`. Raises `ValueError` for an unknown name.

    >>> unregister("page_math")
    """
    if name not in _finder.objects:
        raise ValueError(f"{name!r} is not a JavaScript module that was registered")
    del _finder.objects[name]
    _forget(name)


def _forget(name):
    for known, module in list(sys.modules.items()):
        if isinstance(module, _Module) and (known == name or known.startswith(name + ".")):
            del sys.modules[known]


__all__ = ["register", "unregister"]
