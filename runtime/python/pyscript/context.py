"""Where this Python runs, in PyScript's words.

>>> window.document == document
True
>>> RUNNING_IN_WORKER
False
"""

import js as _js

from .util import NotSupported

__all__ = [
    "PyWorker",
    "RUNNING_IN_WORKER",
    "config",
    "current_target",
    "document",
    "js_import",
    "js_modules",
    "sync",
    "window",
]

#: Whether Python runs in a worker: never, it is next to the page's DOM.
RUNNING_IN_WORKER = False

#: The page's `window`, as our own world sees it.
window = _js.window

#: The page's document.
document = _js.document

#: PyScript's configuration of the page: empty, because there is none.
config = {}

#: A worker of PyScript: there is none.
PyWorker = NotSupported(
    "PyWorker",
    "pyscript.PyWorker needs PyScript's loader; use threading.Thread, which does not block the page",
)

#: What PyScript's workers and its page share: there are none.
sync = NotSupported("sync", "pyscript.sync works in a PyScript worker only; there is none here")

#: The JavaScript modules that PyScript's configuration names: there is none.
js_modules = NotSupported(
    "js_modules",
    "pyscript.js_modules holds what a PyScript configuration imported; there is none here",
)


def current_target():
    """The id of the element that `display` writes to unless told otherwise.

    None: without `target`, `display` shows its values in the console.

    >>> current_target() is None
    True
    """
    return None


async def js_import(*urls):
    """Import JavaScript modules by their addresses. Gives a list of them.

    urls
        `str`s; those without a scheme begin at the page's address.

    They run in the page's own world, as far as its Content-Security-Policy allows.
    Raises `JsException` for a module that cannot be loaded, `NotImplementedError`
    where that world cannot be reached.

    >>> module, = await js_import("./greeting.js")
    >>> module.greet("Ada")
    """
    from _morelia_ffi import page_importer

    load = page_importer()
    if load is None:
        raise NotImplementedError(
            "no JavaScript module can be imported here: the page's own world is not reached; "
            "let the page load it, and use it through js.page_world"
        )
    loading = [load(_js.URL.new(url, _js.document.baseURI).href) for url in urls]
    return [await module for module in loading]
