"""Promises awaited in Python, and Python awaitables as promises."""

import asyncio

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
    """An `asyncio.Future` of the running loop that settles as a promise does.

    promise
        A `JsProxy`, as for `wait_for`.

    Raises `RuntimeError` where no loop is running.

    >>> await future_of(js.Promise.resolve(5))
    5
    """
    event_loop = asyncio.get_running_loop()
    future = event_loop.create_future()

    def fulfilled(value=None):
        on_rejection.destroy()
        if not future.done():
            future.set_result(value)

    def rejected(reason=None):
        on_fulfilment.destroy()
        if not future.done():
            future.set_exception(error_of(reason))

    on_fulfilment = create_once_callable(fulfilled)
    on_rejection = create_once_callable(rejected)
    # A promise of our own calls one of them, once, and never before `then` returns.
    js.Promise.resolve(promise).then(on_fulfilment, on_rejection)
    return future


def promise_of(awaitable):
    """A promise that settles as a Python awaitable does.

    awaitable
        A coroutine, future or task, or any object with ``__await__``. It runs
        as a task: of the running loop, or else of the session's, which goes on
        by itself while no execution runs.

    >>> promise_of(asyncio.sleep(1, "done")).then(print)
    """
    event_loop = asyncio._get_running_loop() or session.session_loop()
    task = asyncio.ensure_future(awaitable, loop=event_loop)
    resolvers = js.Promise.withResolvers()

    def settle(task):
        if task.cancelled():
            resolvers.reject(asyncio.CancelledError("the task was cancelled"))
        elif (error := task.exception()) is not None:
            resolvers.reject(error)
        else:
            resolvers.resolve(task.result())

    task.add_done_callback(settle)
    return resolvers.promise


def call_with_keywords(function, positional, named):
    """Calls a Python function with keyword arguments, for ``callKwargs`` in JavaScript.

    >>> call_with_keywords(print, ("a", "b"), {"sep": "-"})
    a-b
    """
    return function(*positional, **named)
