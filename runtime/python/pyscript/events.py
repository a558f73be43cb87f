"""Functions that run when something happens.

>>> @when("click", "#go")
... def go(event):
...     print(event.target.id)

A function for events may block: `time.sleep` and `requests.get` work in it.
What it raises is printed with its traceback, once.
"""

import functools as _functools
import inspect as _inspect
import warnings as _warnings

from js import document as _document
from pyodide.code import relaxed_wrap as _relaxed
from pyodide.ffi import JsProxy as _JsProxy
from pyodide.ffi import to_js as _to_js
from pyodide.ffi.wrappers import add_event_listener as _add_event_listener

__all__ = ["Event", "when"]


class Event:
    """Something that happens, of your own: listeners hear `trigger`.

    >>> arrived = Event()
    >>> @when(arrived)
    ... def greet(who):
    ...     print("Hello", who)
    >>> arrived.trigger("Ada")
    Hello Ada
    """

    def __init__(self):
        self._listeners = []

    def trigger(self, result):
        """Call every listener with `result`. Async listeners run as tasks.

        A listener that raises ends the call: the others are not called.

        >>> Event().trigger("nobody listens")
        """
        for listener, call in list(self._listeners):
            outcome = call(result)
            if _inspect.isawaitable(outcome):
                _run_as_task(outcome)

    def add_listener(self, listener):
        """Let `listener` be called; twice added, it is called once.

        listener
            A function or an async function, of one argument or none.

        Raises `ValueError` for what cannot be called.

        >>> arrived.add_listener(print)
        """
        if not callable(listener):
            raise ValueError(f"a listener must be callable, not {type(listener).__name__!r}")
        if all(known != listener for known, _ in self._listeners):
            self._listeners.append((listener, _relaxed(listener)))

    def remove_listener(self, *listeners):
        """Let these listeners be called no more; without any, let none.

        >>> arrived.remove_listener(print)
        """
        if not listeners:
            self._listeners.clear()
        else:
            self._listeners = [known for known in self._listeners if known[0] not in listeners]


def when(event_type, selector=None, *, handler=None, **options):
    """Run a function when something happens: a decorator.

    event_type
        `str`, a DOM event such as "click"; an `Event`; or a list of those.
    selector
        For DOM events, where: a CSS selector, a `JsProxy` of any event target,
        a `pyscript.web` element or collection, or a list of those. Elements
        that come later are not watched.
    handler
        The function, where `when` is not used as a decorator.
    options
        Those of `addEventListener`: `once`, `capture`, `passive`, `signal`.

    The function gets the event if it takes an argument. Listeners stay until
    `once`, `signal` or the end of the session removes them.

    Raises `ValueError` for a DOM event without a selector.

    >>> @when("keydown", document, once=True)
    ... async def pressed(event):
    ...     print(event.key)
    """

    def decorate(function):
        listener = _listener(function)
        for kind in event_type if isinstance(event_type, (list, tuple)) else (event_type,):
            if isinstance(kind, Event):
                kind.add_listener(function)
            else:
                _listen(kind, selector, listener, options)
        return function

    return decorate(handler) if handler is not None else decorate


def _listen(kind, selector, listener, options):
    if not isinstance(kind, str):
        raise TypeError(f"an event is a str or an Event, not {type(kind).__name__!r}")
    if selector is None:
        raise ValueError(f"when({kind!r}) needs a selector: where should it listen?")
    targets = _targets(selector)
    if not targets:
        _warnings.warn(f"no element matches {selector!r}; nothing is watched", stacklevel=4)
    for target in targets:
        if options:
            target.addEventListener(kind, listener, _to_js(options))
        else:
            _add_event_listener(target, kind, listener)


def _targets(selector):
    if isinstance(selector, str):
        return list(_document.querySelectorAll(selector))
    if hasattr(selector, "_dom_element"):
        return [selector._dom_element]
    if isinstance(selector, _JsProxy) and callable(getattr(selector, "addEventListener", None)):
        return [selector]
    return [target for part in selector for target in _targets(part)]


def _listener(function):
    """What JavaScript calls: with the event or without, awaiting what is async."""
    call = _relaxed(function)
    if not _inspect.iscoroutinefunction(function):
        return call

    @_functools.wraps(function)
    def listen(event):
        _run_as_task(call(event))

    return listen


def _run_as_task(awaitable):
    """Runs an awaitable; what it raises is printed, once."""
    from _morelia_lib.loop import start_task

    start_task(awaitable)
