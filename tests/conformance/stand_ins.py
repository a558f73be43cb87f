"""What CPython 3.11's tests expect to find and the runtime does not have.

Everything here stands outside CPython's own files. It lets a test module be
imported; tests of the thing itself are skipped by name in ``modules.toml``.
"""

import _imp
import importlib.util
import os
import sys
import types


def install(folder):
    """Installs all of them; ``folder`` holds ``test`` and ``unittest``."""
    # The standard library is frozen here, and tests would look for its files.
    _imp._override_frozen_modules_for_tests = lambda override: None
    emscripten_information()
    old_modules(folder)
    old_names()
    sockets()
    interpreter_configuration()
    support()


def emscripten_information():
    """``sys._emscripten_info``, by which ``test.support`` knows of threads."""
    if not hasattr(sys, "_emscripten_info"):
        sys._emscripten_info = types.SimpleNamespace(
            emscripten_version=(0, 0, 0), runtime="browser", pthreads=True, shared_memory=False
        )


def old_modules(folder):
    """Modules that were elsewhere, or worked otherwise, in 3.11."""
    import unittest

    annotations_module(folder)
    # asyncore and smtpd are gone; test_logging makes its servers from them.
    # `tty` needs a terminal; test_events only asks for it.
    tty = sys.modules.setdefault("tty", types.ModuleType("tty"))
    # Where `tty` is frozen, a fresh importlib wants to know that it was.
    tty.__origname__ = "tty"
    for name, classes in {"asyncore": ["dispatcher"], "smtpd": ["SMTPServer", "SMTPChannel"]}.items():
        sys.modules[name] = types.ModuleType(name)
        for class_name in classes:
            setattr(sys.modules[name], class_name, type(class_name, (), {}))
    # Now `compression._common._streams`.
    from compression._common import _streams

    sys.modules["_compression"] = _streams
    # Now `test.test_unittest`. The path of `unittest` itself stays as it is:
    # importlib wants that of a frozen package to be empty.
    package = os.path.join(folder, "unittest", "test")
    file = os.path.join(package, "__init__.py")
    if os.path.exists(file):
        spec = importlib.util.spec_from_file_location(
            "unittest.test", file, submodule_search_locations=[package]
        )
        unittest.test = sys.modules["unittest.test"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(unittest.test)


def annotations_module(folder):
    """``test.ann_module``, which adds to its ``__annotations__`` while it is imported.

    Since 3.14 a module has none until they are asked for.
    """
    file = os.path.join(folder, "test", "ann_module.py")
    if os.path.exists(file):
        spec = importlib.util.spec_from_file_location("test.ann_module", file)
        module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
        module.__dict__["__annotations__"] = {}
        spec.loader.exec_module(module)


def old_names():
    """Names that test modules use while they are imported, and 3.14 dropped."""
    import asyncio
    import configparser
    import logging
    import pathlib

    # asyncio's own `TestCase` looks for threads of child watchers when it closes a loop.
    asyncio.events._AbstractEventLoopPolicy.get_child_watcher = no_child_watcher
    logging._acquireLock, logging._releaseLock = logging._lock.acquire, logging._lock.release
    configparser.LegacyInterpolation = configparser.BasicInterpolation
    pathlib._posix_flavour = pathlib._windows_flavour = None


def no_child_watcher(policy):
    """A page has no child processes to watch."""
    raise NotImplementedError


def sockets():
    """RustPython's ``socket.socket`` takes no arguments; here it refuses, as a system would.

    To be removed when it raises OSError by itself.
    """
    import socket

    def refuse(cls, *args, **kwargs):
        raise OSError("there are no sockets in a page")

    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    except TypeError:
        socket.socket.__new__ = refuse
    except OSError:
        pass


def interpreter_configuration():
    """``_testinternalcapi.get_config``, by which tests know of carets in tracebacks."""
    try:
        import _testinternalcapi
    except ImportError:
        return
    if not hasattr(_testinternalcapi, "get_config"):
        _testinternalcapi.get_config = lambda: {"code_debug_ranges": 1}


def support():
    """What ``test.support`` takes to be impossible in a page, and is possible here."""
    from test import support
    from test.support import import_helper, socket_helper

    # As `python -m test` without `-u`: no network, nothing that takes minutes.
    support.use_resources = []
    support.verbose = 0
    socket_helper._bind_nix_socket_error = "there are no sockets in a page"

    # Whole modules are refused where asyncio needs sockets; ours does not.
    requires_working_socket = support.requires_working_socket
    support.requires_working_socket = lambda *, module=False: (
        None if module else requires_working_socket()
    )

    # Since 3.12 there is no typing without _typing.
    import_fresh_module = import_helper.import_fresh_module

    def import_fresh(name, fresh=(), blocked=(), **options):
        blocked = [other for other in blocked if (name, other) != ("typing", "_typing")]
        return import_fresh_module(name, fresh, blocked, **options)

    import_helper.import_fresh_module = import_fresh
