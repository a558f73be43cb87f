"""Counts the proxies between Python and JavaScript around a test.

Counted is what the runtime itself counts (``liveProxies``): JavaScript values that
Python holds, Python objects that JavaScript holds, and objects of the page's own
world that ours holds. The first go with Python's own collector; the others when the
browser's collector has found that nobody has them and has told so, in a later turn of
the event loop. So `collect` asks both collectors, and lets the event loop turn.

A test may fill a cache or import a module that keeps a proxy. So what is left after
a test counts as a leak only if the same test, run again, leaves something again.

The browser must let pages ask for a collection: Chromium with
``--js-flags=--expose-gc``, Firefox with ``dom.testing.testutils.enabled``.
"""

import gc
import sys
import time

try:
    from _morelia_ffi import live_proxies
except ImportError:
    live_proxies = None  # CPython: there is nothing to count.

#: How often the collectors are asked, at most: what one lets go of may hold
#: what the other has to find.
ROUNDS = 8

#: How often a test is run again that left something.
AGAIN = 3


class Leak(AssertionError):
    """A test leaves proxies behind, each time that it runs."""


def counts():
    """The live proxies by their kinds, or an empty dict where there are none.

    >>> counts()
    {'js_proxies': 12, 'py_proxies': 0, 'page_objects': 0}
    """
    if live_proxies is None:
        return {}
    live = live_proxies()
    import morelia

    if morelia.host() == "extension-frame":
        # The collector of that frame cannot be asked, only that of the page.
        return {"js_proxies": live["js_proxies"]}
    return live


def collect():
    """Collect what nobody has: Python's garbage, and JavaScript's where the page may ask."""
    objects = sys.modules.get("_morelia_lib.objects")
    if objects is not None:
        # What the console keeps of results, so that they can be unfolded.
        objects.handles.forget()
    gc.collect()
    if live_proxies is None:
        return
    import js
    from pyodide.ffi import run_sync

    if hasattr(js, "gc"):
        js.gc()
    elif hasattr(js, "TestUtils"):
        run_sync(js.TestUtils.gc())
    # Collected objects are told of in a task of their own.
    time.sleep(0.02)


class Watch:
    """Watches the counts while tests run, one after the other.

    >>> watch = Watch()
    >>> test()
    >>> watch.check(test)
    """

    def __init__(self):
        collect()
        self._before = counts()

    def check(self, test):
        """Look at what a test left behind that has just run. Raises `Leak`.

        test
            A function without arguments, to run again.
        """
        left = self._left()
        grown = left
        for _ in range(AGAIN):
            if not grown:
                break
            self._before = counts()
            test()
            grown = self._left()
        self._before = counts()
        if grown:
            raise Leak(f"proxies that the test leaves behind each time: {grown}")

    def _left(self):
        """What there is more than before, after as many collections as it takes."""
        gc.collect()
        for _ in range(ROUNDS):
            left = self._more()
            if not left:
                break
            collect()
        return self._more()

    def _more(self):
        now = counts()
        return {kind: now[kind] - before for kind, before in self._before.items() if now[kind] > before}
