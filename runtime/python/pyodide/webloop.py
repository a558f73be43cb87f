"""The event loop, with Pyodide's names.

The loop of asyncio is ours from the beginning: it runs on the browser's event
loop, and `asyncio.run` blocks the Python that calls it and not the page.

>>> asyncio.get_event_loop().call_soon(print, "soon")
"""

import asyncio as _asyncio

from _morelia_lib.loop import MoreliaLoop as WebLoop
from _morelia_lib.loop import MoreliaPolicy as WebLoopPolicy

__all__ = ["PyodideFuture", "PyodideTask", "WebLoop", "WebLoopPolicy"]

#: Futures and tasks are those of asyncio.
PyodideFuture = _asyncio.Future
PyodideTask = _asyncio.Task
