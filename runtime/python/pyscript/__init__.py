"""The names that PyScript made known, for code that was written for it.

>>> from pyscript import display, document, when
>>> @when("click", "#hello")
... def greet(event):
...     display("Hello", target="output")

What needs PyScript's own loader is absent: there is no `PyWorker`, and
`config` is empty.
"""

from js import document

from . import ffi, fs, media, util, web, websocket, workers
from .context import (
    RUNNING_IN_WORKER,
    PyWorker,
    config,
    current_target,
    js_import,
    js_modules,
    sync,
    window,
)
from .display import HTML, display
from .events import Event, when
from .fetch import fetch
from .storage import Storage, storage
from .websocket import WebSocket
from .workers import create_named_worker

__all__ = [
    "HTML",
    "RUNNING_IN_WORKER",
    "Event",
    "PyWorker",
    "Storage",
    "WebSocket",
    "config",
    "create_named_worker",
    "current_target",
    "display",
    "document",
    "fetch",
    "ffi",
    "fs",
    "js_import",
    "js_modules",
    "media",
    "storage",
    "sync",
    "util",
    "web",
    "websocket",
    "when",
    "window",
    "workers",
]
