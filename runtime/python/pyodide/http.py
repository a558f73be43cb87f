"""Fetching addresses, with Pyodide's names.

>>> from pyodide.http import pyfetch, open_url
>>> response = await pyfetch("https://example.org/data.json")
>>> data = await response.json()
>>> text = open_url("https://example.org/data.csv").read()
"""

import io as _io
import json as _json

import _morelia_network
import js as _js

from _morelia_lib import fetch_sources as _sources
from pyodide.ffi import JsException as _JsException
from pyodide.ffi import create_proxy as _create_proxy
from pyodide.ffi import to_js as _to_js

__all__ = [
    "AbortError",
    "BodyUsedError",
    "FetchResponse",
    "HttpStatusError",
    "open_url",
    "pyfetch",
]


class HttpStatusError(OSError):
    """A response with a status of 400 or more.

    The attributes `status`, `status_text` and `url` tell which.
    """

    def __init__(self, status, status_text, url):
        self.status = status
        self.status_text = status_text
        self.url = url
        kind = "Client" if status < 500 else "Server"
        super().__init__(f"{status} {kind} Error: {status_text} for url: {url}")


class BodyUsedError(OSError):
    """The body of a response was read already; use `clone` to read it twice."""

    def __init__(self, *args):
        super().__init__(*(args or ("Response body is already used",)))


class AbortError(OSError):
    """The request was aborted; `reason` tells why."""

    def __init__(self, reason):
        self.reason = reason
        super().__init__(f"the request was aborted: {reason}")


class FetchResponse:
    """The response to a `pyfetch`.

    >>> response = await pyfetch("/")
    >>> response.ok, response.headers["content-type"]
    (True, 'text/html')
    """

    def __init__(self, url, js_response, abort_controller=None, abort_signal=None):
        self._url = url
        self._source = (
            js_response
            if isinstance(js_response, (_sources.PageSource, _sources.BrokeredSource))
            else _sources.PageSource(js_response)
        )
        self.abort_controller = abort_controller
        self.abort_signal = abort_signal
        self._is_used = False
        self._abort_reason = None

    @property
    def js_response(self):
        """The browser's own response, where the page itself fetched.

        Raises AttributeError where the extension did.
        """
        return self._source.js_response

    @property
    def url(self):
        """The address after redirects, without its fragment."""
        return self._source.url or self._url

    @property
    def status(self):
        """The status code, such as 200."""
        return self._source.status

    @property
    def status_text(self):
        """What the server says of the status, such as "OK"; may be empty."""
        return self._source.status_text

    @property
    def ok(self):
        """Whether the status is between 200 and 299."""
        return 200 <= self.status <= 299

    @property
    def redirected(self):
        """Whether redirects were followed."""
        return self._source.redirected

    @property
    def type(self):
        """"basic", "cors" and so on, as in the Fetch standard."""
        return self._source.type

    @property
    def headers(self):
        """A dict of the headers, by names in lower case."""
        return self._source.headers

    @property
    def body_used(self):
        """Whether the body was read already."""
        return self._is_used or self._source.is_used

    def raise_for_status(self):
        """Raises `HttpStatusError` when the status is 400 or more."""
        if 400 <= self.status < 600:
            raise HttpStatusError(self.status, self.status_text, self.url)

    def clone(self):
        """A second response with a body of its own. Raises BodyUsedError."""
        self._check_unused()
        other = FetchResponse(self._url, self._source.clone(), self.abort_controller, self.abort_signal)
        return other

    def abort(self, reason=None):
        """Ends the request; reading the body raises `AbortError` then."""
        self._abort_reason = "no reason given" if reason is None else reason
        self._source.abort(self.abort_controller, reason)

    async def bytes(self):
        """The body as bytes. Raises BodyUsedError, AbortError, OSError."""
        self._check_unused()
        self._is_used = True
        try:
            return await self._source.read_all()
        except (OSError, _JsException) as error:
            if self._abort_reason is not None:
                raise AbortError(self._abort_reason) from error
            raise

    async def text(self):
        """The body as text, decoded as UTF-8."""
        return (await self.bytes()).decode("utf-8-sig", "replace")

    async def string(self):
        """The older name of `text`."""
        return await self.text()

    async def json(self, **options):
        """The body, read as JSON; `options` are those of `json.loads`."""
        return _json.loads(await self.text(), **options)

    async def memoryview(self):
        """The body as a memoryview."""
        return memoryview(await self.bytes())

    async def buffer(self):
        """The body as an ArrayBuffer of JavaScript."""
        return _to_js(await self.bytes()).buffer

    async def unpack_archive(self, *, extract_dir=None, format=None):
        """Unpacks the body, an archive, into a folder of Python's file system.

        extract_dir
            The folder; the working directory by default.
        format
            As `shutil.unpack_archive` takes it; by default, the ending of the
            address tells.
        """
        import os
        import shutil
        import tempfile
        from urllib.parse import urlsplit

        data = await self.bytes()
        name = os.path.basename(urlsplit(self.url).path) or "archive"
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, name)
            with open(path, "wb") as file:
                file.write(data)
            shutil.unpack_archive(path, extract_dir, _archive_format(format))

    def _check_unused(self):
        if self._abort_reason is not None:
            raise AbortError(self._abort_reason)
        if self.body_used:
            raise BodyUsedError()

    def __repr__(self):
        return f"<FetchResponse {self.status} {self.url}>"


def _archive_format(format):
    known = {".zip": "zip", "whl": "zip", ".whl": "zip", "wheel": "zip", ".tar": "tar",
             "tar.gz": "gztar", ".tar.gz": "gztar", "tgz": "gztar", ".tgz": "gztar"}
    return known.get(format, format)


async def pyfetch(url, /, **options):
    """Fetch an address. Gives a `FetchResponse`.

    url
        `str`; relative to the page's own.
    options
        Those of JavaScript's `fetch`: `method`, `headers` (a dict), `body`
        (str or bytes), `credentials`, `redirect`, `signal` …

    In the extension, other origins are fetched by the extension, which needs
    no CORS and sends no cookies. The page's own origin, and anything with
    `credentials="include"`, is fetched by the page, under its rules.

    Raises `OSError` when there is no response, `AbortError` when the request
    was aborted by its signal.

    >>> response = await pyfetch("https://example.org/", method="HEAD")
    """
    if not isinstance(url, str):
        raise TypeError(f"pyfetch() needs a str, not {type(url).__name__!r}")
    address = _js.URL.new(url, _js.document.baseURI)
    if _is_for_extension(address, options):
        return await _fetch_brokered(address.href, options)
    controller = _js.AbortController.new()
    signal = options.pop("signal", None)
    signals = [controller.signal] + ([signal] if signal is not None else [])
    options["signal"] = signals[0] if len(signals) == 1 else _js.AbortSignal.any(_to_js(signals))
    fetched = _js.fetch(address.href, _to_js(options, dict_converter=_js.Object.fromEntries))
    try:
        response = await fetched
    except _JsException as error:
        if options["signal"].aborted:
            raise AbortError(error.message) from error
        raise OSError(f"{address.href} could not be fetched: {error.message}") from error
    return FetchResponse(url, response, controller, options["signal"])


def _is_for_extension(address, options):
    if not _morelia_network.is_brokered() or address.protocol not in ("http:", "https:"):
        return False
    credentials = options.get("credentials", "same-origin")
    if credentials == "omit":
        return True
    return credentials == "same-origin" and address.origin != _js.location.origin


async def _fetch_brokered(url, options):
    from _morelia_lib import async_fetch

    method = options.get("method", "GET").upper()
    headers = options.get("headers") or {}
    pairs = list(headers.items()) if hasattr(headers, "items") else [tuple(pair) for pair in headers]
    body = options.get("body")
    if body is None:
        body = b""
    elif isinstance(body, str):
        body = body.encode()
        if not any(name.lower() == "content-type" for name, _ in pairs):
            pairs.append(("Content-Type", "text/plain;charset=UTF-8"))
    elif not isinstance(body, (bytes, bytearray, memoryview)):
        if not hasattr(body, "to_bytes"):
            raise TypeError(f"the body must be str or bytes, not {type(body).__name__!r}")
        body = body.to_bytes()
    signal = options.get("signal")
    if signal is None:
        answer = await async_fetch.fetch(url, method, pairs, body, options.get("redirect", "follow"))
        return FetchResponse(url, _sources.BrokeredSource(answer))
    return await _fetch_with_signal(url, method, pairs, body, options, signal)


async def _fetch_with_signal(url, method, pairs, body, options, signal):
    from _morelia_lib import async_fetch

    exchanges = []

    def close(*_):
        for exchange in exchanges:
            exchange.close()

    if signal.aborted:
        raise AbortError(str(signal.reason))
    listener = _create_proxy(close)
    signal.addEventListener("abort", listener)
    try:
        redirect = options.get("redirect", "follow")
        answer = await async_fetch.fetch(url, method, pairs, body, redirect, exchanges.append)
    except OSError as error:
        if signal.aborted:
            raise AbortError(str(signal.reason)) from error
        raise
    finally:
        signal.removeEventListener("abort", listener)
        listener.destroy()
    return FetchResponse(url, _sources.BrokeredSource(answer), abort_signal=signal)


def open_url(url):
    """Fetch an address and wait for it. Gives the text as an `io.StringIO`.

    url
        `str`; relative to the page's own.

    Raises `urllib.error.HTTPError` for a status of 400 or more, and
    `urllib.error.URLError` when there is no response.

    >>> open_url("data.csv").readline()
    'a,b,c\\n'
    """
    import urllib.request

    address = _js.URL.new(url, _js.document.baseURI).href
    with urllib.request.urlopen(address) as response:
        encoding = response.headers.get_content_charset() or "utf-8"
        return _io.StringIO(response.read().decode(encoding, "replace"))
