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
        try:
            return _block_on(awaitable)
        finally:
            # A promise keeps what it was rejected with, and that its traceback.
            del awaitable
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
        A `JsProxy`; its properties are the module's attributes, and those that
        are objects its submodules.

    Raises `TypeError` for a name that is no `str`, `ValueError` for one with
    dots or of a module that is imported.

    >>> register_js_module("page_math", js.Math)
    >>> from page_math import sqrt
    """
    from _morelia_lib import js_modules

    js_modules.register(name, jsproxy)


def unregister_js_module(name):
    """Undo `register_js_module`. Raises `ValueError` for an unknown name.

    >>> unregister_js_module("page_math")
    """
    from _morelia_lib import js_modules

    js_modules.unregister(name)
