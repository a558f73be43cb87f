"""Runs a function after a module was imported for the first time.

So ``asyncio`` and ``getpass`` can be adapted without importing them at start.
"""

import sys


def when_imported(name, callback):
    """Calls ``callback(module)`` once: now, or when ``name`` gets imported.

    >>> when_imported("sys", lambda module: None)
    """
    module = sys.modules.get(name)
    if module is not None:
        callback(module)
        return
    for finder in sys.meta_path:
        if isinstance(finder, _Finder):
            break
    else:
        finder = _Finder()
        sys.meta_path.insert(0, finder)
    finder.callbacks.setdefault(name, []).append(callback)


class _Finder:
    """Stands first on ``sys.meta_path`` and lets the others find the module."""

    def __init__(self):
        self.callbacks = {}

    def find_spec(self, name, path=None, target=None):
        if name not in self.callbacks:
            return None
        for finder in list(sys.meta_path):
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is None:
                continue
            if hasattr(spec.loader, "exec_module"):
                spec.loader = _Loader(spec.loader, self.callbacks.pop(name))
            return spec
        return None


class _Loader:
    """Loads with another loader, puts that one back, and calls the callbacks."""

    def __init__(self, loader, callbacks):
        self._loader = loader
        self._callbacks = callbacks

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        for callback in self._callbacks:
            callback(module)


__all__ = ["when_imported"]
