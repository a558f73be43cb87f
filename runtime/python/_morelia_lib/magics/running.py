"""Runs the Python that a magic was given, where the magic stands."""

from .. import execute
from . import registry
from .transform import transform

#: What code without a value gives.
NOTHING = execute.NOTHING


def compiled(source, frame, first_line=None):
    """Compiles code for a frame: ``(codes, has_result, namespace)``.

    ``first_line`` is the line of the frame's file that the code begins at; by
    default the frame's current one. Magics in the code work. Raises SyntaxError.

    >>> import sys
    >>> compiled("1 + 1", sys._getframe())[1]
    True
    """
    line = frame.f_lineno if first_line is None else first_line
    filename = frame.f_code.co_filename
    source = "\n" * (line - 1) + transform(source)
    console = registry.console()
    compiler = execute.Compiler() if console is None else console.compiler
    codes, has_result = compiler.cell(source, filename)
    if frame.f_code.co_name != "<module>":
        # A function's variables can be read; what is assigned to them is lost.
        namespace = {**frame.f_globals, **frame.f_locals}
    else:
        namespace = frame.f_globals

    return codes, has_result, namespace


def prepared(source, frame, first_line=None):
    """The same as a function that runs the code: it gives the value of a last expression, or NOTHING.

    >>> import sys
    >>> prepared("x = 20; x + 1", sys._getframe())()
    21
    """
    codes, has_result, namespace = compiled(source, frame, first_line)
    return lambda: execute.run_cell_codes(codes, has_result, namespace)


def run(source, frame, first_line=None):
    """Runs code for a frame; gives its value, None when there is none.

    >>> import sys
    >>> run("1 + 1", sys._getframe())
    2
    """
    value = prepared(source, frame, first_line)()
    return None if value is NOTHING else value


__all__ = ["NOTHING", "compiled", "prepared", "run"]
