"""Where a `pyodide.http.FetchResponse` has its head and body from.

Both have `url`, `status`, `status_text`, `redirected`, `type`, `is_used` and
`headers`, and can be cloned, aborted and read.
"""

import asyncio

from pyodide.ffi import create_proxy


class PageSource:
    """A response that the page's own fetch gave."""

    def __init__(self, js_response):
        self.js_response = js_response

    url = property(lambda self: self.js_response.url)
    status = property(lambda self: self.js_response.status)
    status_text = property(lambda self: self.js_response.statusText)
    redirected = property(lambda self: self.js_response.redirected)
    type = property(lambda self: self.js_response.type)
    is_used = property(lambda self: self.js_response.bodyUsed)

    @property
    def headers(self):
        found = {}

        def keep(value, name, *_):
            found[name] = value

        # Not by iteration: in a content script of Firefox it gives nothing.
        callback = create_proxy(keep)
        self.js_response.headers.forEach(callback)
        callback.destroy()
        return found

    def clone(self):
        return PageSource(self.js_response.clone())

    def abort(self, controller, reason):
        if controller is not None:
            controller.abort(reason) if reason is not None else controller.abort()

    async def read_all(self):
        return (await self.js_response.arrayBuffer()).to_bytes()


class BrokeredSource:
    """A response that the extension gave."""

    is_used = False
    type = "basic"

    def __init__(self, answer, rest=None):
        self._answer = answer
        self._rest = rest
        self.url = answer.url.partition("#")[0]
        self.status = answer.status
        self.status_text = answer.reason
        self.redirected = answer.redirected

    @property
    def js_response(self):
        raise AttributeError(
            "there is no js_response: the extension made this request, for its address is of another "
            "origin. pyfetch(..., credentials='include') lets the page make it, under the page's rules"
        )

    @property
    def headers(self):
        found = {}
        for name, value in self._answer.headers:
            name = name.lower()
            found[name] = f"{found[name]}, {value}" if name in found else value
        return found

    def clone(self):
        if self._rest is None:
            self._rest = _Shared(self._answer)
        return BrokeredSource(self._answer, self._rest)

    def abort(self, controller, reason):
        self._answer.close()

    async def read_all(self):
        if self._rest is None:
            self._rest = _Shared(self._answer)
        return await self._rest.read_all()


class _Shared:
    """A body that several responses read."""

    def __init__(self, answer):
        self._answer = answer
        self._task = None

    async def read_all(self):
        if self._task is None:
            self._task = asyncio.ensure_future(self._read())
        return await asyncio.shield(self._task)

    async def _read(self):
        pieces = []
        while piece := await self._answer.read():
            pieces.append(piece)
        return b"".join(pieces)


__all__ = ["BrokeredSource", "PageSource"]
