"""A read-eval-print loop to build a console from, with Pyodide's names.

>>> console = Console()
>>> await console.push("1 + 1")
2
"""

import asyncio as _asyncio
import io as _io
import sys as _sys
import traceback as _traceback
from contextlib import contextmanager as _contextmanager

from .code import CodeRunner as _CodeRunner

__all__ = ["BANNER", "Console", "ConsoleFuture", "PyodideConsole", "repr_shorten"]

#: What consoles greet with.
BANNER = (
    f"Python {_sys.version.split()[0]} (Morelia) on WebAssembly\n"
    'Type "help", "copyright", "credits" or "license" for more information.'
)


class ConsoleFuture(_asyncio.Future):
    """The result of a line that was given to a `Console`.

    syntax_check
        "incomplete": the next lines belong to it; the future never ends.
        "syntax-error": it has failed with a `SyntaxError`.
        "complete": it runs.
    formatted_error
        The traceback as text, once the future has failed; else None.

    >>> Console().push("for x in y:").syntax_check
    'incomplete'
    """

    def __init__(self, syntax_check):
        from _morelia_lib.loop import session_loop

        super().__init__(loop=_asyncio._get_running_loop() or session_loop())
        self.syntax_check = syntax_check
        self.formatted_error = None


class _Callback(_io.TextIOBase):
    """An output stream that hands text to a function."""

    encoding = "utf-8"

    def __init__(self, write, name):
        self._write = write
        self.name = name

    def writable(self):
        return True

    def isatty(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._write(text)
        return len(text)


class _Source(_io.TextIOBase):
    """An input stream that asks a function for as many characters as are wanted."""

    encoding = "utf-8"
    name = "<stdin>"

    def __init__(self, read):
        self._read = read
        self._rest = ""

    def readable(self):
        return True

    def isatty(self):
        return True

    def read(self, size=-1):
        while size is None or size < 0 or len(self._rest) < size:
            more = self._read(-1 if size is None else size)
            if not more:
                break
            self._rest += more
        size = len(self._rest) if size is None or size < 0 else size
        text, self._rest = self._rest[:size], self._rest[size:]
        return text

    def readline(self, size=-1):
        while "\n" not in self._rest and (size is None or size < 0 or len(self._rest) < size):
            more = self._read(-1)
            if not more:
                break
            self._rest += more
        end = self._rest.find("\n") + 1 or len(self._rest)
        if size is not None and 0 <= size < end:
            end = size
        line, self._rest = self._rest[:end], self._rest[end:]
        return line


class Console:
    """Runs what is typed, line by line.

    globals
        The namespace; a new one, of a `__console__`, by default.
    stdin_callback
        A function of a number of characters that gives text for `sys.stdin`.
    stdout_callback, stderr_callback
        Functions of a text, for what is printed.
    persistent_stream_redirection
        Whether these take the streams over now, and not while code runs only.
    filename
        What tracebacks call the lines.

    What is printed goes to the callbacks only while the console runs something.

    >>> console = Console(stdout_callback=texts.append)
    >>> await console.push("print(5)")
    """

    def __init__(
        self,
        globals=None,
        *,
        stdin_callback=None,
        stdout_callback=None,
        stderr_callback=None,
        persistent_stream_redirection=False,
        filename="<console>",
        dont_inherit=False,
        optimize=-1,
    ):
        self.globals = {"__name__": "__console__", "__doc__": None} if globals is None else globals
        self.stdin_callback = stdin_callback
        self.stdout_callback = stdout_callback
        self.stderr_callback = stderr_callback
        self.filename = filename
        self.dont_inherit = dont_inherit
        self.optimize = optimize
        #: The lines of a statement that is not complete.
        self.buffer = []
        #: Characters at which completion begins anew.
        self.completer_word_break_characters = " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?"
        self._saved = None
        self._running = _asyncio.Lock()
        if persistent_stream_redirection:
            self.persistent_redirect_streams()

    def persistent_redirect_streams(self):
        """Let the callbacks have the standard streams from now on.

        >>> console.persistent_redirect_streams()
        """
        if self._saved is not None:
            return
        self._saved = _sys.stdin, _sys.stdout, _sys.stderr
        if self.stdin_callback is not None:
            _sys.stdin = _Source(self.stdin_callback)
        if self.stdout_callback is not None:
            _sys.stdout = _Callback(self.stdout_callback, "<stdout>")
        if self.stderr_callback is not None:
            _sys.stderr = _Callback(self.stderr_callback, "<stderr>")

    def persistent_restore_streams(self):
        """Undo `persistent_redirect_streams`.

        >>> console.persistent_restore_streams()
        """
        if self._saved is not None:
            _sys.stdin, _sys.stdout, _sys.stderr = self._saved
            self._saved = None

    @_contextmanager
    def redirect_streams(self):
        """Let the callbacks have the standard streams inside of a ``with`` block.

        >>> with console.redirect_streams():
        ...     print("to the callback")
        """
        if self._saved is not None:
            yield
            return
        self.persistent_redirect_streams()
        try:
            yield
        finally:
            self.persistent_restore_streams()

    def push(self, line):
        """Give the console a line, without its end. Gives a `ConsoleFuture`.

        line
            `str`. It may be a part of a statement: then `syntax_check` is
            "incomplete", and the next lines are added to it.

        >>> await console.push("6 * 7")
        42
        """
        self.buffer.append(line)
        future = self.runsource("\n".join(self.buffer), self.filename)
        if future.syntax_check != "incomplete":
            self.buffer = []
        return future

    def runsource(self, source, filename="<console>"):
        """Run a program if it is complete. Gives a `ConsoleFuture`.

        source
            `str`, Python.

        >>> await console.runsource("x = 1; x + 1")
        2
        """
        from _morelia_lib.completeness import is_complete

        if is_complete(source)[0] == "incomplete":
            return ConsoleFuture("incomplete")
        try:
            runner = _CodeRunner(
                source, filename=filename, dont_inherit=self.dont_inherit, optimize=self.optimize
            ).compile()
        except (SyntaxError, ValueError, OverflowError) as error:
            future = ConsoleFuture("syntax-error")
            future.formatted_error = self.formatsyntaxerror(error)
            future.set_exception(error)
            return future
        future = ConsoleFuture("complete")
        from _morelia_lib.execute import remember_source
        from _morelia_lib.loop import start_task

        remember_source(filename, source)
        start_task(self._run(future, source, runner))
        return future

    async def _run(self, future, source, runner):
        try:
            result = await self.runcode(source, runner)
        except BaseException as error:
            future.formatted_error = self.formattraceback(error)
            if not future.done():
                future.set_exception(error)
            if isinstance(error, (SystemExit, KeyboardInterrupt)):
                return
        else:
            if not future.done():
                future.set_result(result)

    async def runcode(self, source, code):
        """Run a `CodeRunner`; lines that came before it go first.

        source
            What `code` was compiled from.

        Gives the value of the last expression. Raises what the code raises.
        """
        async with self._running:
            with self.redirect_streams():
                return await code.run_async(self.globals)

    def formatsyntaxerror(self, error):
        """The text that Python prints for a `SyntaxError`.

        >>> console.formatsyntaxerror(SyntaxError("no"))
        'SyntaxError: no\\n'
        """
        _sys.last_type, _sys.last_value, _sys.last_traceback = type(error), error, None
        return "".join(_traceback.format_exception_only(type(error), error))

    def formattraceback(self, error):
        """The traceback of an exception, from the console's own code on.

        >>> console.formattraceback(ValueError("no"))
        'ValueError: no\\n'
        """
        _sys.last_type, _sys.last_value = type(error), error
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename != self.filename:
            trace = trace.tb_next
        _sys.last_traceback = trace
        return "".join(_traceback.format_exception(type(error), error, trace))

    def complete(self, source):
        """How a line may go on. Gives a list of `str`, and where in the line they begin.

        source
            `str`, up to the cursor.

        >>> Console().complete("str.isa")
        (['str.isalnum(', 'str.isalpha(', 'str.isascii('], 0)
        """
        import rlcompleter

        start = max(map(source.rfind, self.completer_word_break_characters)) + 1
        word = source[start:]
        completer = rlcompleter.Completer(self.globals)
        if "." in word:
            return sorted(set(completer.attr_matches(word))), start
        return sorted(set(completer.global_matches(word))), start


class PyodideConsole(Console):
    """A `Console` whose programs find the packages that they import.

    Packages are installed here, and not loaded when a program imports them, so
    that this is a `Console`.

    >>> await PyodideConsole().push("1 + 1")
    2
    """


def repr_shorten(value, limit=1000, split=None, separator="..."):
    """`repr`, shortened in its middle where it is too long.

    value
        Anything.
    limit
        `int`, characters above which it is shortened.
    split
        How many are kept at each end; half of `limit` by default.
    separator
        What stands between.

    >>> repr_shorten("abcdefgh", limit=8, split=3)
    "'ab...gh'"
    """
    split = limit // 2 if split is None else split
    text = repr(value)
    if len(text) > limit:
        text = text[:split] + separator + text[-split:]
    return text
