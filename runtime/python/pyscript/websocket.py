"""WebSockets, with Python data.

>>> socket = WebSocket(url="wss://example.org/feed", onmessage=lambda event: print(event.data))
"""

import inspect as _inspect

import js as _js
from pyodide.ffi import JsProxy as _JsProxy
from pyodide.ffi import create_once_callable as _create_once_callable
from pyodide.ffi import to_js as _to_js

__all__ = ["WebSocket", "WebSocketEvent"]

_EVENTS = ("onopen", "onmessage", "onerror", "onclose")


class WebSocketEvent:
    """What happened to a WebSocket. Its attributes are the browser's event's.

    `data` is `str`, or a `memoryview` of bytes.
    """

    def __init__(self, event):
        self._event = event

    def __getattr__(self, name):
        value = getattr(self._event, name)
        if name == "data" and isinstance(value, _JsProxy) and hasattr(value, "byteLength"):
            return memoryview(value.to_bytes())
        return value


class WebSocket:
    """A connection that carries messages both ways.

    url
        `str`, beginning with ws: or wss:.
    protocols
        A list of `str`, or None.
    handlers
        `onopen`, `onmessage`, `onerror`, `onclose`: functions or async
        functions of one argument, a `WebSocketEvent`. They may also be
        assigned later.

    It is the page's: its Content-Security-Policy must allow the address.
    Raises `JsException` for an address that is none, `TypeError` for a handler
    of another name.

    >>> socket = WebSocket(url="wss://example.org/", onopen=lambda event: socket.send("hi"))
    """

    CONNECTING = 0
    OPEN = 1
    CLOSING = 2
    CLOSED = 3

    def __init__(self, url, protocols=None, **handlers):
        for name in handlers:
            if name not in _EVENTS:
                raise TypeError(f"a WebSocket has no handler {name!r}, but {', '.join(_EVENTS)}")
        arguments = (url,) if protocols is None else (url, _to_js(protocols))
        socket = _js.WebSocket.new(*arguments)
        socket.binaryType = "arraybuffer"
        object.__setattr__(self, "_js_websocket", socket)
        socket.addEventListener("close", _create_once_callable(_let_go_later))
        for name, handler in handlers.items():
            setattr(self, name, handler)

    def __getattr__(self, name):
        return getattr(self._js_websocket, name)

    def __setattr__(self, name, value):
        if name in _EVENTS:
            value = None if value is None else _listener(value)
        setattr(self._js_websocket, name, value)

    def send(self, data):
        """Send a message: `str`, bytes, or a `JsProxy` of a buffer or Blob."""
        if isinstance(data, (bytes, bytearray, memoryview)):
            data = _to_js(bytes(data))
        self._js_websocket.send(data)

    def close(self, code=None, reason=None):
        """End the connection, with a code (1000, or 3000 to 4999) and a reason."""
        given = [] if code is None else [code] if reason is None else [code, reason]
        self._js_websocket.close(*given)


def _let_go_later(event):
    """Takes the handlers off a connection that has ended, when the last of them ran.

    Most handlers use their socket, and a cycle through both languages is never collected.
    """
    socket = event.target

    def let_go():
        for name in _EVENTS:
            setattr(socket, name, None)

    _js.setTimeout(_create_once_callable(let_go), 0)


def _listener(handler):
    def listen(event):
        outcome = handler(WebSocketEvent(event))
        if _inspect.isawaitable(outcome):
            from _morelia_lib.loop import start_task

            start_task(outcome)

    return listen
