"""Promises awaited in Python, and Python awaitables as promises."""

import asyncio

import js
from _morelia_ffi import create_once_callable, error_of, to_js

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


def unheard_promise_of(coroutine):
    """As `promise_of`, for a promise that nobody looks at.

    What the coroutine raises is reported, once: the browser need not do so too.

    >>> unheard_promise_of(asyncio.sleep(1))
    """
    promise = promise_of(_told(coroutine))
    promise.catch(js.Boolean)
    return promise


async def _told(coroutine):
    try:
        return await coroutine
    except Exception as error:
        from . import errors

        errors.report_unhandled(error)
        raise


def call_with_keywords(function, positional, named):
    """Calls a Python function with keyword arguments, for ``callKwargs`` in JavaScript.

    >>> call_with_keywords(print, ("a", "b"), {"sep": "-"})
    a-b
    """
    return function(*positional, **named)


async def step(iterator):
    """One step of a JavaScript iterator, async or not, for ``async for``.

    Raises `StopAsyncIteration` at its end.

    >>> await step(js.Array.of(1).values())
    1
    """
    stepped = iterator.next()
    is_async = callable(getattr(stepped, "then", None))
    if is_async:
        stepped = await stepped
    if stepped.done:
        raise StopAsyncIteration
    value = stepped.value
    # As JavaScript's `for await`: the values of a plain iterator may be promises.
    if not is_async and callable(getattr(value, "then", None)):
        value = await value
    return value


def call_relaxed_with_keywords(function, positional, named):
    """As `call_with_keywords`, but what the function does not take is left out.

    >>> call_relaxed_with_keywords(lambda a: a, (1, 2), {"b": 3})
    1
    """
    from pyodide.code import relaxed_call

    return relaxed_call(function, *positional, **named)


def buffer_view(source, kind=None):
    """A description of a buffer and a copy of its memory, for ``getBuffer`` in JavaScript.

    source
        Anything that has a buffer.
    kind
        None, or "i8", "u8", "i16" … "f64": the class of the typed array.

    Raises `ValueError` for another kind.

    >>> buffer_view(b"ab").data.length
    2
    """
    view = memoryview(source)
    if kind is None:
        data = to_js(view)
    elif kind in _ARRAYS:
        data = getattr(js, _ARRAYS[kind]).new(to_js(bytes(view)).buffer)
    else:
        raise ValueError(f"getBuffer() knows {', '.join(_ARRAYS)}, not {kind!r}")
    described = {
        "data": data, "format": view.format, "itemsize": view.itemsize, "nbytes": view.nbytes,
        "ndim": view.ndim, "offset": 0, "readonly": view.readonly,
        "shape": list(view.shape or ()), "strides": [size // view.itemsize for size in view.strides or ()],
        "c_contiguous": view.c_contiguous, "f_contiguous": view.f_contiguous,
        "release": lambda: None,
    }
    return to_js(described, dict_converter=js.Object.fromEntries)


_ARRAYS = {
    "i8": "Int8Array", "u8": "Uint8Array", "u8clamped": "Uint8ClampedArray", "i16": "Int16Array",
    "u16": "Uint16Array", "i32": "Int32Array", "u32": "Uint32Array", "i64": "BigInt64Array",
    "u64": "BigUint64Array", "f32": "Float32Array", "f64": "Float64Array",
}
