"""Python and JavaScript objects meeting, with Pyodide's names.

>>> from pyodide.ffi import create_proxy, to_js
>>> import js
>>> callback = create_proxy(lambda event: print(event.type))
>>> js.document.body.addEventListener("click", callback)
>>> to_js([1, 2]).length
2
"""

import inspect as _inspect

from _morelia import can_block as can_run_sync
from _morelia_ffi import (
    ConversionError,
    InternalError,
    JsCallable,
    JsDoubleProxy,
    JsException,
    JsProxy,
    block_on as _block_on,
    create_once_callable,
    create_proxy,
    destroy_proxies,
    jsnull,
    to_js,
)
from _morelia_lib.js_kinds import (
    JsArray,
    JsAsyncGenerator,
    JsAsyncIterable,
    JsAsyncIterator,
    JsBuffer,
    JsDomElement,
    JsGenerator,
    JsIterable,
    JsIterator,
    JsMap,
    JsMutableMap,
    JsPromise,
    JsTypedArray,
)

__all__ = [
    "ConversionError",
    "InternalError",
    "JsArray",
    "JsAsyncGenerator",
    "JsAsyncIterable",
    "JsAsyncIterator",
    "JsBuffer",
    "JsCallable",
    "JsDomElement",
    "JsDoubleProxy",
    "JsException",
    "JsGenerator",
    "JsIterable",
    "JsIterator",
    "JsMap",
    "JsMutableMap",
    "JsNull",
    "JsPromise",
    "JsProxy",
    "JsTypedArray",
    "can_run_sync",
    "create_once_callable",
    "create_proxy",
    "destroy_proxies",
    "is_pyproxy",
    "jsnull",
    "register_js_module",
    "run_sync",
    "to_js",
    "unregister_js_module",
]

#: The class of `jsnull`.
JsNull = type(jsnull)


def is_pyproxy(value):
    """Whether a value is a JavaScript proxy of a Python object: `create_proxy`.

    >>> is_pyproxy(create_proxy([])), is_pyproxy(js.Array.new())
    (True, False)
    """
    return isinstance(value, JsDoubleProxy)


def run_sync(awaitable):
    """Wait for a promise or a Python awaitable, and return its result.

    The execution is suspended; the page goes on. Raises `RuntimeError` where
    JavaScript waits for the result of the running call, and whatever the
    awaitable raises (`JsException` for a rejected promise).

    >>> run_sync(js.Promise.resolve(5))
    5
    """
    if isinstance(awaitable, JsProxy):
        return _block_on(awaitable)
    if not _inspect.isawaitable(awaitable):
        raise TypeError(f"run_sync() needs an awaitable, not {type(awaitable).__name__!r}")
    import asyncio

    from _morelia_lib import loop as session

    if asyncio._get_running_loop() is None:
        return session.session_loop().run_until_complete(_finish(awaitable))
    if not can_run_sync():
        # It raises, and says what to do.
        _block_on(None)
    return session.run_nested(asyncio.get_running_loop(), _finish(awaitable))


async def _finish(awaitable):
    return await awaitable


def register_js_module(name, jsproxy):
    """Make a JavaScript object importable under a name.

    name
        `str`, without dots.
    jsproxy
        A `JsProxy`; its properties are the module's attributes.

    >>> register_js_module("page_math", js.Math)
    >>> from page_math import sqrt
    """
    import sys
    import types

    if not isinstance(name, str):
        raise TypeError(f"a module's name is a str, not {type(name).__name__!r}")
    module = types.ModuleType(name)
    module.__getattr__ = lambda attribute: getattr(jsproxy, attribute)
    module.__dir__ = lambda: dir(jsproxy)
    module.__morelia_js__ = True
    sys.modules[name] = module


def unregister_js_module(name):
    """Undo `register_js_module`. Raises `ValueError` for an unknown name."""
    import sys

    if not getattr(sys.modules.get(name), "__morelia_js__", False):
        raise ValueError(f"{name!r} is not a JavaScript module that was registered")
    del sys.modules[name]
