"""A connection to a web server, as far as HTTP goes.

`HttpStream` stands where `http.client` and `urllib3` expect a socket. It reads
the request that they write, lets the browser make it, and gives the response as
the bytes that a server would have sent.
"""

import errno
import io
import json
import socket
import time

import _morelia_network

from .http_request import RequestReader
from .network_errors import from_failure

_PROXY = (
    "proxies cannot be used from a web page: the browser's own proxy settings apply. "
    "Remove the proxy from the call or from the environment (http_proxy, https_proxy)"
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def connect(address, timeout=..., source_address=None, socket_options=None):
    """An `HttpStream` to (host, port); `socket.create_connection` for HTTP.

    timeout
        Seconds, or None for no limit; anything else is the default of
        `socket.getdefaulttimeout`.

    >>> connect(("example.org", 80), 10).gettimeout()
    10.0
    """
    if source_address is not None:
        raise OSError(errno.EADDRNOTAVAIL, "source_address cannot be chosen: the browser connects")
    if timeout is not None and not isinstance(timeout, (int, float)):
        timeout = socket.getdefaulttimeout()
    return HttpStream(address, timeout)


class HttpStream:
    """Looks like a connected socket, and carries one HTTP request.

    >>> stream = HttpStream(("example.org", 80))
    >>> stream.getpeername()
    ('example.org', 80)
    """

    family = socket.AF_INET
    type = socket.SOCK_STREAM
    proto = socket.IPPROTO_TCP

    def __init__(self, address, timeout=None):
        host, port = address[:2]
        self._host = host.strip("[]")
        self._port = int(port)
        self._scheme = "http"
        self.settimeout(timeout)
        self._reader = RequestReader(self._begin, self._send_body)
        self._method = None
        self._exchange = None
        self._sent_at = None
        self._failure = None
        self._received = memoryview(b"")
        self._is_at_body = False
        self._is_at_end = False
        self._files = 0
        self._is_closed = False
        self.context = self.server_hostname = None

    # What a socket has, and means little here.

    def fileno(self):
        """-1: there is no descriptor."""
        return -1

    def settimeout(self, timeout):
        """Sets how many seconds to wait, for the response or for more of it."""
        if timeout is not None:
            timeout = float(timeout)
            if timeout < 0:
                raise ValueError("Timeout value out of range")
        self._timeout = timeout

    def gettimeout(self):
        """How many seconds to wait, or None."""
        return self._timeout

    timeout = property(gettimeout)

    def setblocking(self, flag):
        """As for a socket."""
        self.settimeout(None if flag else 0.0)

    def getblocking(self):
        """As for a socket."""
        return self._timeout != 0.0

    def setsockopt(self, *args):
        """Does nothing: the browser makes the connection."""

    def getsockopt(self, level, option, size=0):
        """The type for SO_TYPE, otherwise 0."""
        return int(self.type) if option == socket.SO_TYPE else 0

    def getpeername(self):
        """Host and port, as they were given."""
        return self._host, self._port

    def getsockname(self):
        """Unknown: the browser makes the connection."""
        return "0.0.0.0", 0

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    # TLS is the browser's.

    def start_tls(self, context, server_hostname):
        """The rest is `https`. Gives itself, as the secure socket."""
        if server_hostname and server_hostname.strip("[]") != self._host:
            raise OSError(
                errno.EINVAL,
                f"the browser checks the certificate for {self._host!r}, not for {server_hostname!r}",
            )
        self._scheme = "https"
        self.context = context
        self.server_hostname = server_hostname
        return self

    def getpeercert(self, binary_form=False):
        """Raises OSError: the browser shows no certificates."""
        raise OSError(errno.EOPNOTSUPP, "the browser does not show the server's certificate")

    def selected_alpn_protocol(self):
        """None: the browser does not tell."""

    def version(self):
        """The protocol; the browser does not tell which of its own it is."""
        return "TLSv1.3" if self._scheme == "https" else None

    def cipher(self):
        """None: the browser does not tell."""

    def do_handshake(self, block=False):
        """Does nothing: it is part of the request."""

    def unwrap(self):
        """Gives itself."""
        return self

    # The request.

    def send(self, data, flags=0):
        """As sendall; gives the length."""
        self.sendall(data)
        return len(memoryview(data).cast("B"))

    def sendall(self, data, flags=0):
        """Takes a part of the request; with the last one, makes it.

        Raises OSError when the request cannot be made, or nobody answers.
        """
        self._check_open()
        self._reader.feed(memoryview(data).cast("B"))
        if self._reader.is_complete and self._sent_at is None:
            self._sent_at = time.monotonic()
            # Failures to connect are raised here, as with a socket, but a
            # server that takes its time is for the reader to complain about.
            self._wait_for_head(self._timeout)

    def _begin(self, method, target, headers):
        if method == "CONNECT" or "://" in target.partition("?")[0]:
            raise OSError(errno.EACCES, _PROXY)
        host = f"[{self._host}]" if ":" in self._host else self._host
        port = "" if self._port == _DEFAULT_PORTS[self._scheme] else f":{self._port}"
        url = f"{self._scheme}://{host}{port}{target.replace('#', '%23')}"
        request = {"method": method, "url": url, "headers": headers}
        self._method = method
        self._exchange = _morelia_network.open(json.dumps(request))

    def _send_body(self, part):
        failure = self._exchange.send(part)
        if failure is not None:
            raise self._failed(failure)

    # The response.

    def _wait_for_head(self, timeout):
        """Gives whether the head of the response is there."""
        if self._failure is not None:
            raise self._failure
        if self._is_at_body:
            return True
        answer = self._exchange.head(timeout)
        if answer is None:
            return False
        if isinstance(answer, str):
            raise self._failed(answer)
        self._received = memoryview(_encode_head(json.loads(answer[0])))
        self._is_at_body = True
        return True

    def _failed(self, failure):
        self._failure = from_failure(failure)
        return self._failure

    def recv(self, length, flags=0):
        """At most so many bytes of the response; b"" at its end.

        Raises TimeoutError, and OSError when the connection ended too early.
        """
        data = self._next(length)
        if flags & socket.MSG_PEEK:
            self._received = memoryview(bytes(data) + bytes(self._received))
        return bytes(data)

    def recv_into(self, buffer, nbytes=0, flags=0):
        """As recv, into a buffer; gives how many bytes."""
        view = memoryview(buffer).cast("B")
        data = self._next(nbytes or len(view))
        view[: len(data)] = data
        return len(data)

    def _next(self, length):
        self._check_open()
        if self._sent_at is None:
            raise OSError(
                errno.EPROTONOSUPPORT,
                "only HTTP can be spoken from a web page, and in HTTP the client speaks first",
            )
        if not self._received and not self._is_at_end:
            self._fetch_more()
        data, self._received = self._received[:length], self._received[length:]
        return data

    def _fetch_more(self):
        timeout = self._timeout
        if not self._is_at_body:
            if timeout is not None:
                timeout = max(0.0, timeout - (time.monotonic() - self._sent_at))
            if not self._wait_for_head(timeout):
                raise TimeoutError("timed out")
            return
        if self._failure is not None:
            raise self._failure
        piece = self._exchange.read(timeout)
        if piece is None:
            raise TimeoutError("timed out")
        if isinstance(piece, str):
            raise self._failed(piece)
        self._is_at_end = not piece
        self._received = memoryview(piece)

    def makefile(self, mode="r", buffering=None, *, encoding=None, errors=None, newline=None):
        """A file that reads the response. Only for reading."""
        if not set(mode) <= {"r", "b"}:
            raise ValueError(f"invalid mode {mode!r}: a response can only be read")
        raw = _ResponseFile(self)
        if buffering == 0:
            return raw
        buffered = io.BufferedReader(raw, buffering if buffering and buffering > 0 else 65536)
        if "b" in mode:
            return buffered
        return io.TextIOWrapper(buffered, encoding, errors, newline)

    # The end.

    def shutdown(self, how):
        """Ends the request."""
        self._abandon()

    def close(self):
        """Ends the request, once all files that were made of it are closed."""
        self._is_closed = True
        if self._files == 0:
            self._abandon()

    def detach(self):
        """Closes; gives -1."""
        self.close()
        return -1

    def _abandon(self):
        if self._exchange is not None and not self._is_at_end:
            self._exchange.close()

    def _check_open(self):
        if self._is_closed and self._files == 0:
            raise OSError(errno.EBADF, "the connection is closed")

    def __repr__(self):
        return f"<HttpStream {self._scheme}://{self._host}:{self._port}>"


class _ResponseFile(io.RawIOBase):
    """Reads a response; keeps the stream open meanwhile."""

    def __init__(self, stream):
        self._stream = stream
        stream._files += 1

    def readable(self):
        return not self.closed

    def readinto(self, buffer):
        return self._stream.recv_into(buffer)

    def fileno(self):
        return self._stream.fileno()

    @property
    def name(self):
        return -1

    def close(self):
        if not self.closed:
            super().close()
            self._stream._files -= 1
            if self._stream._files == 0 and self._stream._is_closed:
                self._stream._abandon()


def _encode_head(head):
    """The bytes of a status line and headers.

    The browser keeps the connection, so this one is good for one response.

    >>> _encode_head({"status": 204, "reason": "No Content", "headers": []})
    b'HTTP/1.1 204 No Content\\r\\nConnection: close\\r\\n\\r\\n'
    """
    lines = [f"HTTP/1.1 {head['status']} {head['reason']}"]
    lines += [f"{name}: {value}" for name, value in head["headers"]]
    lines += ["Connection: close", "", ""]
    text = "\r\n".join(lines)
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8")


__all__ = ["HttpStream", "connect"]
