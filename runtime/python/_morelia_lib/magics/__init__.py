"""Magics: the lines of a cell that begin with ``%``, ``%%``, ``!`` or end with ``?``.

``transform`` turns them into calls of the functions here; ``registry`` knows the
magics by name, and the other modules have the magics themselves.
"""

import sys


def line(name, text):
    """Runs a line magic, in the frame of the caller; gives what it returns.

    >>> line("env", "HOME")  # doctest: +SKIP
    """
    from . import registry

    return registry.run_line(name, text, sys._getframe(1))


def cell(name, text, body, first_line):
    """Runs a cell magic, whose body begins at a line of the caller's file.

    >>> cell("html", "", "<b>x</b>", 2)  # doctest: +SKIP
    """
    from . import registry

    return registry.run_cell(name, text, body, first_line, sys._getframe(1))


def describe(expression, detail):
    """Prints what is known of an object: ``obj?`` and, with detail 1, ``obj??``.

    >>> describe("len", 0)  # doctest: +SKIP
    """
    from . import descriptions

    descriptions.show(expression, detail, sys._getframe(1))


def shell(command):
    """Raises UsageError: ``!command`` needs a shell, and a page has none."""
    from . import files

    files.no_shell(command)


__all__ = ["cell", "describe", "line", "shell"]
