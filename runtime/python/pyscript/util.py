"""Small things that PyScript's modules share.

>>> as_bytearray(js.Uint8Array.of(1, 2))
bytearray(b'\\x01\\x02')
"""

import inspect as _inspect

from pyodide.ffi import JsProxy as _JsProxy

__all__ = ["NotSupported", "as_bytearray", "is_awaitable"]


class NotSupported:
    """Stands for a name that exists in PyScript and cannot exist here.

    Any use of it raises `AttributeError` or `TypeError`, which says why.
    """

    def __init__(self, name, error):
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "error", error)

    def __repr__(self):
        return f"<NotSupported {self.name} [{self.error}]>"

    def __getattr__(self, name):
        raise AttributeError(self.error)

    def __setattr__(self, name, value):
        raise AttributeError(self.error)

    def __call__(self, *args, **kwargs):
        raise TypeError(self.error)


def as_bytearray(buffer):
    """A copy of a JavaScript buffer's memory, as a `bytearray`.

    buffer
        A `JsProxy` of an ArrayBuffer, a typed array or a DataView.

    Raises `TypeError` for anything else.

    >>> as_bytearray(js.ArrayBuffer.new(2))
    bytearray(b'\\x00\\x00')
    """
    if not isinstance(buffer, _JsProxy):
        raise TypeError(f"as_bytearray() needs a JavaScript buffer, not {type(buffer).__name__!r}")
    return bytearray(buffer.to_bytes())


def is_awaitable(value):
    """Whether a function is `async`, or an object can be awaited.

    >>> async def wait(): ...
    >>> is_awaitable(wait), is_awaitable(print)
    (True, False)
    """
    if isinstance(value, _JsProxy):
        return callable(getattr(value, "then", None))
    return _inspect.iscoroutinefunction(value) or _inspect.isawaitable(value)
