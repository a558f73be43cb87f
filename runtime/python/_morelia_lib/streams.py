"""The classes of the session's standard streams.

Output is passed on to the host at once, which batches it; input is asked for
and waited for. The streams cannot be closed: nobody could open them again.
"""

import io

import _morelia

from .display import printable


class _Stream(io.TextIOBase):
    """What the three streams have in common."""

    encoding = "utf-8"
    newlines = None

    def __init__(self, name, errors):
        self._name = name
        self._errors = errors
        self._buffer = None

    @property
    def name(self):
        """``<stdout>``, as CPython has it."""
        return f"<{self._name}>"

    @property
    def errors(self):
        """How text that cannot be encoded is treated."""
        return self._errors

    def isatty(self):
        """False: there is no terminal."""
        return False

    def fileno(self):
        """0, 1 or 2: ``os.write`` and ``os.isatty`` know the stream by it."""
        return ("stdin", "stdout", "stderr").index(self._name)

    def close(self):
        """Does nothing but flush: a session needs its streams."""
        self.flush()

    def reconfigure(self, **options):
        """Accepted and without effect: always UTF-8, never held back."""

    def __repr__(self):
        return f"<morelia stream name={self.name!r} encoding='utf-8'>"


class OutputStream(_Stream):
    """``sys.stdout`` or ``sys.stderr``: text goes to the host at once.

    Lone surrogates, which strings from a page can contain, are written as
    escapes.

    >>> OutputStream("stdout").writable()
    True
    """

    mode = "w"
    line_buffering = True
    write_through = True

    def __init__(self, name):
        super().__init__(name, "backslashreplace")

    @property
    def buffer(self):
        """A binary stream to the same place; bytes are decoded as UTF-8."""
        if self._buffer is None:
            self._buffer = _OutputBuffer(self)
        return self._buffer

    def writable(self):
        """True."""
        return True

    def write(self, text):
        """Writes a string; gives its length. TypeError for anything else."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            if type(text) is not str:
                text = str.__str__(text)
            _morelia.write_stream(self._name, printable(text))
        return len(text)

    def flush(self):
        """Writes the rest of an unfinished character of ``buffer``, if any."""


class _OutputBuffer(io.BufferedIOBase):
    """Bytes for an :class:`OutputStream`."""

    mode = "wb"

    def __init__(self, stream):
        import codecs

        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def name(self):
        return self._stream.name

    @property
    def raw(self):
        return self

    def writable(self):
        return True

    def isatty(self):
        return False

    def write(self, data):
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        view = memoryview(data)
        text = self._decoder.decode(view.tobytes())
        if text:
            self._stream.write(text)
        return view.nbytes

    def flush(self):
        pass

    def close(self):
        pass


class InputStream(_Stream):
    """``sys.stdin``: each line is asked for.

    >>> InputStream().readable()
    True
    """

    mode = "r"
    line_buffering = True

    def __init__(self):
        super().__init__("stdin", "strict")
        self._rest = ""

    @property
    def buffer(self):
        """The same input as bytes."""
        if self._buffer is None:
            self._buffer = _InputBuffer(self)
        return self._buffer

    def readable(self):
        """True."""
        return True

    def has_rest(self):
        """Whether a part of a line is left that was not read yet."""
        return bool(self._rest)

    def _line(self):
        """The next line with its end, or an empty string at the end of file."""
        if self._rest:
            line, self._rest = self._rest, ""
            return line
        line = _morelia.request_input("", False)
        return "" if line is None else line + "\n"

    def readline(self, size=-1):
        """The next line, of ``size`` characters at most; ``""`` at the end."""
        line = self._line()
        head, end, rest = line.partition("\n")
        self._rest = rest
        line = head + end
        if size is not None and 0 <= size < len(line):
            self._rest = line[size:] + self._rest
            line = line[:size]
        return line

    def read(self, size=-1):
        """``size`` characters, or all up to the end of file."""
        parts, left = [], size if size is not None else -1
        while left != 0:
            line = self.readline(left)
            if not line:
                break
            parts.append(line)
            if left > 0:
                left -= len(line)
        return "".join(parts)

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line


class _InputBuffer(io.BufferedIOBase):
    """Bytes of an :class:`InputStream`."""

    mode = "rb"

    def __init__(self, stream):
        self._stream = stream
        self._rest = b""

    def readable(self):
        return True

    def isatty(self):
        return False

    def readline(self, size=-1):
        line = self._rest or self._stream.readline().encode("utf-8")
        end = line.find(b"\n") + 1 or len(line)
        if size is not None and 0 <= size < end:
            end = size
        self._rest = line[end:]
        return line[:end]

    def read(self, size=-1):
        parts, left = [], size if size is not None else -1
        while left != 0:
            line = self.readline(left)
            if not line:
                break
            parts.append(line)
            if left > 0:
                left -= len(line)
        return b"".join(parts)

    read1 = read

    def close(self):
        pass


__all__ = ["InputStream", "OutputStream"]
