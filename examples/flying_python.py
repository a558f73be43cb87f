"""Fly a green tree python up the page, in one of three ways.

    ./x run examples/flying_python.py               # import antigravity
    ./x run examples/flying_python.py setInterval   # a timer of the browser's
    ./x run examples/flying_python.py asyncio 10    # a loop that awaits, for 10 s

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


def by_import():
    """Sees the flight of the import to its end."""
    run_sync(antigravity.flight)


def by_timer(seconds):
    """Lets the browser call a Python function 60 times a second."""
    landed = threading.Event()
    began = time.monotonic()

    def step():
        share = (time.monotonic() - began) / seconds
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


async def by_asyncio(seconds):
    """The same as a loop, which reads from top to bottom."""
    with TreePython() as python:
        began = time.monotonic()
        while (share := (time.monotonic() - began) / seconds) < 1:
            python.rise(share)
            await asyncio.sleep(1 / 60)


def main(way="import", seconds="5"):
    """Flies in this way; the import takes 5 seconds, whatever is wished."""
    if way == "import":
        by_import()
        return
    antigravity.flight.cancel()  # One python at a time.
    if way == "setInterval":
        by_timer(float(seconds))
    elif way == "asyncio":
        asyncio.run(by_asyncio(float(seconds)))
    else:
        sys.exit(f"there is no way {way!r}; choose import, setInterval or asyncio")


if __name__ == "__main__":
    main(*sys.argv[1:3])
