"""After an error: ``%tb``, ``%xmode``, ``%debug``, ``%pdb``."""

import sys

from .. import errors
from .arguments import options
from .registry import UsageError, console, register_magic


def _last():
    error = getattr(sys, "last_exc", None)
    if error is None:
        raise UsageError("no error happened yet in this session")
    return error


@register_magic(words=errors.MODES)
def xmode(line):
    """Say how much tracebacks tell.

    %xmode [Plain | Context | Verbose | Minimal]

    Plain    as Python prints them
    Context  with the lines around
    Verbose  with the values of variables as well
    Minimal  the exception only

    Without a word it goes on to the next of them.

    Example: %xmode Verbose
    """
    try:
        mode = errors.set_mode(line.strip())
    except ValueError as error:
        raise UsageError(f"%xmode: {error}") from None
    print(f"Exception reporting mode: {mode}")


@register_magic(words=errors.MODES)
def tb(line):
    """Print the last traceback, as %xmode says or in a mode that you name.

    %tb [Plain | Context | Verbose | Minimal]

    Example: %tb Verbose
    """
    error = _last()
    try:
        text = errors.formatted(error, errors.mode_of(line.strip()) if line.strip() else None)
    except ValueError as wrong:
        raise UsageError(f"%tb: {wrong}") from None
    sys.stderr.write(text)


@register_magic("line_cell", takes_code=True)
def debug(line, cell=None, *, frame, first_line=None):
    """Look into the last error with pdb, or run a statement under pdb.

    %debug                what raised the last error
    %debug [-b LINE] statement
    %%debug [-b LINE]
    statements

    -b  stop at this line instead of at the first one: FILE:LINE, or LINE of the cell

    In the debugger: `p expression`, `w` where, `u` and `d` up and down, `l` list, `n` next,
    `s` step, `c` continue, `q` quit, `h` help.

    Example: %debug
    """
    import pdb

    opts, code = options("%debug", line, "b:")
    code = cell if cell is not None else code
    if not code.strip():
        error = _last()
        trace = errors.user_traceback(error.__traceback__)
        if trace is None:
            raise UsageError("%debug: the last error has no frames to look into, as a syntax error has none")
        _interact(error, trace)
        return
    from ..execute import Compiler
    from .transform import transform

    place = frame.f_lineno if first_line is None else first_line
    filename = frame.f_code.co_filename
    compiled = Compiler().compile("\n" * (place - 1) + transform(code), filename, "exec")
    debugger = pdb.Pdb()
    if "b" in opts:
        file, _, number = opts["b"].rpartition(":")
        if not number.isdigit():
            raise UsageError(f"%debug -b takes a line or FILE:LINE, not {opts['b']!r}")
        problem = debugger.set_break(file or filename, int(number))
        if problem:
            raise UsageError(f"%debug -b: {problem}")
        # It would stop at the first line as well.
        debugger.rcLines = ["continue"]
    try:
        debugger.run(compiled, frame.f_globals, frame.f_locals)
    except SystemExit as error:
        print(f"The program exited with status {error.code}", file=sys.stderr)


def _interact(error, trace):
    """Post-mortem debugging; leaving it ends nothing else."""
    import bdb
    import pdb

    debugger = pdb.Pdb()
    debugger.reset()
    try:
        debugger.interaction(None, error if error.__traceback__ is trace else trace)
    except bdb.BdbQuit:
        pass


def after_error(error):
    """Opens the debugger for an error of a cell, when ``%pdb`` is on; tells whether.

    >>> after_error(ValueError())
    False
    """
    session = console()
    brief = getattr(type(error), "morelia_brief", False)
    if session is None or not getattr(session, "debugs_errors", False) or brief:
        return False
    trace = errors.user_traceback(error.__traceback__)
    if trace is None or not isinstance(error, Exception):
        return False
    sys.stderr.write(errors.formatted(error))
    _interact(error, trace)
    return True


@register_magic(words=("on", "off"))
def pdb(line):
    """Open the debugger by itself after each error of a cell, or no longer.

    %pdb [on | off]

    Without a word it changes.

    Example: %pdb on
    """
    session, word = console(), line.strip().lower()
    if word not in ("", "on", "off", "1", "0"):
        raise UsageError(f"%pdb takes on or off, not {line!r}")
    session.debugs_errors = word in ("on", "1") if word else not session.debugs_errors
    print(f"Automatic pdb calling has been turned {'ON' if session.debugs_errors else 'OFF'}")


__all__ = ["after_error", "debug", "pdb", "tb", "xmode"]
