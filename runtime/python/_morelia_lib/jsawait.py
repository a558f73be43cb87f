"""Promises awaited in Python, and Python awaitables as promises."""

import asyncio

import _morelia
import js
from _morelia_ffi import create_once_callable, error_of

from . import loop as session


def wait_for(promise):
    """The iterator that ``await promise`` uses: ``JsProxy.__await__``.

    promise
        A `JsProxy` of a promise, or of anything with a method ``then``.

    Raises what the promise is rejected with, as `JsException`, or as the
    Python exception that it came from.

    >>> value = await js.Promise.resolve(5)
    """
    return future_of(promise).__await__()


def future_of(promise):
    """An `asyncio.Future` of the running loop that settles as a promise does."""
    event_loop = asyncio.get_running_loop()
    future = event_loop.create_future()

    def fulfilled(value=None):
        if not future.done():
            future.set_result(value)
            _morelia.wake()

    def rejected(reason=None):
        if not future.done():
            future.set_exception(error_of(reason))
            _morelia.wake()

    promise.then(fulfilled, rejected)
    return future


def promise_of(awaitable):
    """A promise that settles as a Python awaitable does.

    The awaitable runs as a task: of the running loop, or else of the
    session's, which goes on by itself while no execution runs.
    """
    try:
        event_loop = asyncio.get_running_loop()
    except RuntimeError:
        event_loop = session.session_loop()
    task = asyncio.ensure_future(awaitable, loop=event_loop)
    executor = {}

    def settle_with(resolve, reject):
        executor["resolve"], executor["reject"] = resolve, reject

    promise = js.Promise.new(create_once_callable(settle_with))

    def done(task):
        if task.cancelled():
            executor["reject"](asyncio.CancelledError("the task was cancelled"))
        elif (error := task.exception()) is not None:
            executor["reject"](error)
        else:
            executor["resolve"](task.result())

    task.add_done_callback(done)
    _morelia.wake()
    return promise


def call_with_keywords(function, positional, named):
    """Calls a Python function with keyword arguments, for ``callKwargs`` in JavaScript."""
    return function(*positional, **named)
