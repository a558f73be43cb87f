"""Fetching addresses, the way that PyScript does.

>>> data = await fetch("https://example.org/data.json").json()
"""

import json as _json

from pyodide.http import pyfetch as _pyfetch

__all__ = ["fetch"]


class _Fetching:
    """A fetch under way: awaited, it gives the response; so do its methods."""

    def __init__(self, fetched):
        self._fetched = fetched

    def __await__(self):
        return self._response().__await__()

    async def _response(self):
        return _Response(await self._fetched)

    async def arrayBuffer(self):
        """The body, as an ArrayBuffer of JavaScript."""
        return await (await self).arrayBuffer()

    async def blob(self):
        """The body, as a Blob of JavaScript."""
        return await (await self).blob()

    async def bytearray(self):
        """The body, as a `bytearray`."""
        return await (await self).bytearray()

    async def json(self):
        """The body, read as JSON."""
        return await (await self).json()

    async def text(self):
        """The body, as `str`."""
        return await (await self).text()


class _Response:
    """A response. What it has not is that of `pyodide.http.FetchResponse`."""

    def __init__(self, response):
        self._response = response

    def __getattr__(self, name):
        return getattr(self._response, name)

    def __repr__(self):
        return repr(self._response)

    @property
    def statusText(self):
        """What the server says of the status."""
        return self._response.status_text

    async def arrayBuffer(self):
        """The body, as an ArrayBuffer of JavaScript."""
        return await self._response.buffer()

    async def blob(self):
        """The body, as a Blob of JavaScript."""
        import js

        options = {"type": self._response.headers.get("content-type", "")}
        return js.Blob.new(js.Array.of(await self._response.buffer()), **options)

    async def bytearray(self):
        """The body, as a `bytearray`."""
        return bytearray(await self._response.bytes())

    async def json(self):
        """The body, read as JSON."""
        return _json.loads(await self._response.text())

    async def text(self):
        """The body, as `str`."""
        return await self._response.text()


def fetch(url, **options):
    """Fetch an address.

    url
        `str`; relative to the page's own.
    options
        Those of JavaScript's `fetch`, and of `pyodide.http.pyfetch`.

    Awaited, it gives the response, whose methods `arrayBuffer`, `blob`,
    `bytearray`, `json` and `text` read the body. They can also be awaited at
    once. A status of 400 or more is no error: see `response.ok`.

    Raises `OSError` when there is no response.

    >>> text = await fetch("/").text()
    """
    return _Fetching(_pyfetch(url, **options))
