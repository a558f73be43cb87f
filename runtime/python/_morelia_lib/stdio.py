"""Installs the standard streams, and the built-ins that go with them."""

import builtins
import sys

import _morelia

from .display import printable
from .streams import InputStream, OutputStream


def ask(prompt="", /):
    """Asks for a line of input; ``builtins.input``.

    Takes a prompt, gives the line without its end. Raises EOFError at the end
    of the input.

    >>> name = ask("Your name? ")  # doctest: +SKIP
    """
    stdin, stdout = sys.stdin, sys.stdout
    if stdin is None:
        raise RuntimeError("input(): lost sys.stdin")
    if stdout is not None:
        stdout.flush()
    if isinstance(stdin, InputStream) and not stdin.has_rest():
        line = _morelia.request_input(printable(str(prompt)), False)
        if line is None:
            raise EOFError("EOF when reading a line")
        return line
    if stdout is not None:
        stdout.write(str(prompt))
        stdout.flush()
    line = stdin.readline()
    if not line:
        raise EOFError("EOF when reading a line")
    return line[:-1] if line.endswith("\n") else line


def ask_password(prompt="Password: ", stream=None, *, echo_char=None):
    """Asks for a line that is not shown; ``getpass.getpass``.

    Raises EOFError when nothing is given.
    """
    line = _morelia.request_input(printable(str(prompt)), True)
    if line is None:
        raise EOFError("EOF when reading a password")
    return line


class Quitter:
    """``exit`` and ``quit``: called, they raise SystemExit.

    >>> Quitter("exit")
    Use exit() to end a script; closing the panel ends the session.
    """

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"Use {self.name}() to end a script; closing the panel ends the session."

    def __call__(self, code=None):
        raise SystemExit(code)


class Notice:
    """``copyright``, ``credits`` and ``license``: shown or called, a text."""

    def __init__(self, text):
        self._text = text

    def __repr__(self):
        return self._text

    def __call__(self):
        print(self._text)


class Helper:
    """``help``: prints documentation; ``help()`` is an interactive prompt."""

    def __repr__(self):
        return "Type help() for interactive help, or help(object) for help about object."

    def __call__(self, *args, **options):
        import pydoc

        if not args and not options:
            return pydoc.help()
        return pydoc.Helper(sys.stdin, sys.stdout)(*args, **options)


def displayhook(value):
    """``sys.displayhook``: prints ``repr(value)`` unless it is None."""
    if value is None:
        return
    from . import console

    console.current().remember_result(value)
    builtins._ = value
    sys.stdout.write(repr(value) + "\n")


def install():
    """Puts all this in place. May be called more than once.

    >>> install()  # doctest: +SKIP
    """
    from .errors import excepthook, unraisablehook
    from .import_hooks import when_imported

    if isinstance(sys.stdout, OutputStream):
        return
    sys.stdout = sys.__stdout__ = OutputStream("stdout")
    sys.stderr = sys.__stderr__ = OutputStream("stderr")
    sys.stdin = sys.__stdin__ = InputStream()
    sys.displayhook = sys.__displayhook__ = displayhook
    sys.excepthook = sys.__excepthook__ = excepthook
    sys.unraisablehook = unraisablehook
    builtins.input = ask
    builtins.exit = Quitter("exit")
    builtins.quit = Quitter("quit")
    builtins.help = Helper()
    builtins.copyright = Notice(getattr(sys, "copyright", ""))
    builtins.credits = Notice("Thanks to the developers of RustPython and of CPython's standard library.")
    builtins.license = Notice("Morelia and RustPython: MIT. The standard library: PSF License Agreement.")
    when_imported("getpass", _adapt_getpass)


def _adapt_getpass(module):
    module.getpass = ask_password


__all__ = [
    "Helper", "Notice", "Quitter", "ask", "ask_password", "displayhook", "install",
]
