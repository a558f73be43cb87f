"""Listeners and timers, with Pyodide's names.

A Python function has one proxy as long as JavaScript keeps it, so nothing here
needs `create_proxy`, and the browser's own functions do as well. Functions may
block; what they raise is printed with its traceback, once.

>>> add_event_listener(js.document.body, "click", print)
>>> remove_event_listener(js.document.body, "click", print)
"""

import js as _js
from pyodide.ffi import to_js as _to_js

__all__ = [
    "add_event_listener",
    "clear_interval",
    "clear_timeout",
    "remove_event_listener",
    "set_interval",
    "set_timeout",
]


def add_event_listener(elt, event, listener, options=None):
    """Let a function be called when something happens.

    elt
        A `JsProxy` of an element or any other event target.
    event
        `str`, such as "click".
    listener
        A function of one argument, the event. It runs at once, up to where it
        first blocks, so `event.preventDefault()` works.
    options
        A dict: `once`, `capture`, `passive`, `signal`.

    Adding the same listener again changes nothing.

    >>> add_event_listener(js.window, "resize", print, {"once": True})
    """
    if options is None:
        elt.addEventListener(event, listener)
    else:
        elt.addEventListener(event, listener, _to_js(options))


def remove_event_listener(elt, event, listener, options=None):
    """Undo `add_event_listener`. Removing what was not added changes nothing.

    >>> remove_event_listener(js.window, "resize", print)
    """
    if options is None:
        elt.removeEventListener(event, listener)
    else:
        elt.removeEventListener(event, listener, _to_js(options))


def set_timeout(callback, timeout):
    """Call a function once, after a while. Gives a number for `clear_timeout`.

    callback
        A function without arguments.
    timeout
        Milliseconds, at least.

    >>> set_timeout(lambda: print("later"), 1000)
    1
    """
    return _js.setTimeout(callback, timeout)


def clear_timeout(timeout_retval):
    """Undo `set_timeout`. Does nothing when the function was called.

    >>> clear_timeout(set_timeout(print, 1000))
    """
    _js.clearTimeout(timeout_retval)


def set_interval(callback, interval):
    """Call a function again and again. Gives a number for `clear_interval`.

    callback
        A function without arguments.
    interval
        Milliseconds between calls, at least.

    >>> set_interval(lambda: print("tick"), 1000)
    2
    """
    return _js.setInterval(callback, interval)


def clear_interval(interval_retval):
    """Undo `set_interval`.

    >>> clear_interval(set_interval(print, 1000))
    """
    _js.clearInterval(interval_retval)
