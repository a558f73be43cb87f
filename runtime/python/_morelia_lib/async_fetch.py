"""An HTTP request through the extension, awaited: what `pyodide.http.pyfetch` uses.

The extension follows no redirects and keeps no cookies, so this does what the
Fetch standard says of redirects.
"""

import json
from urllib.parse import urljoin, urlsplit

import _morelia_network

from .jsawait import future_of
from .network_errors import from_failure

_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 20
_PIECE = 1 << 20


class Answer:
    """The response to a request.

    `status`, `reason`, `url` and `redirected` are attributes; `headers` is a
    list of pairs; `read` gives the body.
    """

    def __init__(self, exchange, head, url, redirected):
        self._exchange = exchange
        self.status = head["status"]
        self.reason = head["reason"]
        self.headers = head["headers"]
        self.url = url
        self.redirected = redirected

    async def read(self):
        """The next piece of the body, b"" at its end."""
        piece = await _settled(self._exchange.read_soon())
        return b"" if piece is None or not hasattr(piece, "to_bytes") else piece.to_bytes()

    def close(self):
        """Ends the request."""
        self._exchange.close()


async def fetch(url, method="GET", headers=(), body=b"", redirect="follow", on_exchange=None):
    """Makes a request and follows redirects. Gives an `Answer`.

    headers
        Pairs of names and values.
    body
        Bytes.
    redirect
        "follow", "error" or "manual" (a redirect is an answer like any other).
    on_exchange
        Called with each exchange, so that it can be closed.

    Raises OSError when there is no answer.

    >>> answer = await fetch("https://example.org/")
    """
    redirects = 0
    headers = list(headers)
    while True:
        answer = await _once(url, method, headers, body, redirects > 0, on_exchange)
        location = next((v for n, v in answer.headers if n.lower() == "location"), None)
        if answer.status not in _REDIRECTS or location is None or redirect == "manual":
            return answer
        answer.close()
        if redirect == "error":
            raise ConnectionError(f"{url} is a redirect, and redirect='error' was asked for")
        redirects += 1
        if redirects > _MOST_REDIRECTS:
            raise ConnectionError(f"more than {_MOST_REDIRECTS} redirects, the last from {url}")
        target = urljoin(url, location)
        is_post = answer.status in (301, 302) and method == "POST"
        if is_post or answer.status == 303 and method not in ("GET", "HEAD"):
            method, body = "GET", b""
            headers = [(n, v) for n, v in headers if not n.lower().startswith("content-")]
        if urlsplit(target)[:2] != urlsplit(url)[:2]:
            private = {"authorization", "cookie"}
            headers = [(n, v) for n, v in headers if n.lower() not in private]
        url = target


async def _once(url, method, headers, body, redirected, on_exchange):
    request = {"method": method, "url": url, "headers": headers}
    exchange = _morelia_network.open(json.dumps(request))
    if on_exchange is not None:
        on_exchange(exchange)
    view = memoryview(body)
    for start in range(0, len(view), _PIECE):
        await _settled(exchange.write_soon(view[start : start + _PIECE]))
    try:
        head = json.loads(await _settled(exchange.head_soon()))
    except BaseException:
        exchange.close()
        raise
    return Answer(exchange, head, url, redirected)


async def _settled(promise):
    """What a promise of an exchange gives; raises its failure as OSError."""
    from pyodide.ffi import JsException

    try:
        return await future_of(promise)
    except JsException as error:
        # A rejection with a plain string is the JSON of a failure.
        raise from_failure(_reason(error)) from None


def _reason(error):
    for value in (getattr(error, "js_error", None), *error.args):
        if isinstance(value, str):
            return value
    return str(error)


__all__ = ["Answer", "fetch"]
