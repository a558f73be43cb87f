"""Fly a green tree python up the page, in one of three ways.

    ./x run examples/flying_python.py               # import antigravity
    ./x run examples/flying_python.py setInterval   # a timer of the browser's
    ./x run examples/flying_python.py asyncio       # a loop that awaits

The picture is drawn by Python, too: see ``help("antigravity")``. It leaves
nothing in the page, also when you stop the script with Ctrl+C.
"""

import asyncio
import sys
import threading
import time

# This takes off at once, as CPython's antigravity opens a picture at once.
import antigravity
import js
from antigravity import TreePython
from pyodide.ffi import run_sync

SECONDS = 5


def by_import():
    """Sees the flight of the import to its end."""
    run_sync(antigravity.flight)


def by_timer():
    """Lets the browser call a Python function 60 times a second."""
    landed = threading.Event()
    began = time.monotonic()

    def step():
        share = (time.monotonic() - began) / SECONDS
        python.rise(share)
        if share >= 1:
            landed.set()

    with TreePython() as python:
        timer = js.setInterval(step, 1000 / 60)
        try:
            # Waiting does not hold up the page: `step` is called meanwhile.
            landed.wait()
        finally:
            js.clearInterval(timer)


async def by_asyncio():
    """The same as a loop, which reads from top to bottom."""
    with TreePython() as python:
        began = time.monotonic()
        while (share := (time.monotonic() - began) / SECONDS) < 1:
            python.rise(share)
            await asyncio.sleep(1 / 60)


def main(way="import"):
    """Flies in this way."""
    if way == "import":
        by_import()
        return
    antigravity.flight.cancel()  # One python at a time.
    if way == "setInterval":
        by_timer()
    elif way == "asyncio":
        asyncio.run(by_asyncio())
    else:
        sys.exit(f"there is no way {way!r}; choose import, setInterval or asyncio")


if __name__ == "__main__":
    main(*sys.argv[1:2])
