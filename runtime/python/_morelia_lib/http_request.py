"""Reads an HTTP/1.1 request from the bytes that a client would send to a server."""

import errno


class RequestReader:
    """Takes bytes as they come, and gives back what they mean.

    `on_head(method, target, headers)` is called once, `on_body(part)` for each
    part of the body. `is_complete` tells whether the request is.

    Raises OSError for what is no HTTP request.

    >>> reader = RequestReader(print, print)
    >>> reader.feed(b"GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
    GET / [('Host', 'a')]
    >>> reader.is_complete
    True
    """

    _LONGEST_HEAD = 1 << 20

    def __init__(self, on_head, on_body):
        self._on_head = on_head
        self._on_body = on_body
        self._pending = bytearray()
        self._step = self._read_head
        self._left = 0
        self.is_complete = False

    def feed(self, data):
        """Takes more bytes."""
        if self.is_complete:
            if data:
                raise OSError(errno.EPIPE, "the request was complete already: use a new connection")
            return
        if self._step == self._read_fixed and not self._pending:
            # The common case of a long body: no copy.
            part = memoryview(data)
            if len(part) <= self._left:
                self._take(part)
                return
        self._pending += data
        while not self.is_complete and self._step():
            pass
        if self.is_complete and self._pending:
            raise OSError(errno.EPIPE, "more was sent than the headers of the request announce")

    def _read_head(self):
        end = self._pending.find(b"\r\n\r\n")
        if end < 0:
            if len(self._pending) > self._LONGEST_HEAD:
                raise OSError(errno.EMSGSIZE, "the headers of the request are too long")
            return False
        lines = self._pending[:end].decode("latin-1").split("\r\n")
        del self._pending[: end + 4]
        words = lines[0].split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/"):
            raise OSError(errno.EPROTONOSUPPORT, "only HTTP can be spoken from a web page")
        headers = []
        for line in lines[1:]:
            if line[:1] in " \t" and headers:
                name, value = headers.pop()
                headers.append((name, value + " " + line.strip()))
                continue
            name, colon, value = line.partition(":")
            if not colon:
                raise OSError(errno.EPROTO, f"not a header: {line!r}")
            headers.append((name, value.strip()))
        self._on_head(words[0], words[1], headers)
        lower = {name.lower(): value for name, value in headers}
        if lower.get("transfer-encoding", "").lower().endswith("chunked"):
            self._step = self._read_size
        else:
            length = lower.get("content-length", "0")
            if not length.isdigit():
                raise OSError(errno.EPROTO, f"not a Content-Length: {length!r}")
            self._left = int(length)
            self._step = self._read_fixed
            self.is_complete = self._left == 0
        return True

    def _read_fixed(self):
        part = bytes(self._pending[: self._left])
        del self._pending[: self._left]
        if part:
            self._take(part)
        return False

    def _take(self, part):
        self._left -= len(part)
        self._on_body(part)
        self.is_complete = self._left == 0

    def _read_size(self):
        end = self._pending.find(b"\r\n")
        if end < 0:
            return False
        text = bytes(self._pending[:end]).partition(b";")[0]
        del self._pending[: end + 2]
        try:
            self._left = int(text, 16)
        except ValueError:
            raise OSError(errno.EPROTO, f"not the size of a chunk: {text!r}") from None
        self._step = self._read_chunk if self._left else self._read_trailer
        return True

    def _read_chunk(self):
        part = bytes(self._pending[: self._left])
        del self._pending[: len(part)]
        self._left -= len(part)
        if part:
            self._on_body(part)
        if self._left:
            return False
        self._step = self._read_chunk_end
        return True

    def _read_chunk_end(self):
        if len(self._pending) < 2:
            return False
        del self._pending[:2]
        self._step = self._read_size
        return True

    def _read_trailer(self):
        end = self._pending.find(b"\r\n")
        if end < 0:
            return False
        del self._pending[: end + 2]
        self.is_complete = end == 0
        return True


__all__ = ["RequestReader"]
