"""Exceptions, told for a person: the text that CPython prints.

Frames of this package, and of the machinery that it starts code with, are left
out. Whatever an exception does when it is looked at, a report comes back.
"""

import sys

MAX_TRACEBACK = 200_000
MAX_MESSAGE = 20_000
#: How much a traceback tells, for ``%xmode``.
MODES = ("Plain", "Context", "Verbose", "Minimal")
_OWN = "_morelia_lib"
_HINTED = (ImportError, AttributeError, NameError, SyntaxError, RuntimeError, TimeoutError)
# Between this package and the person's code, as files or frozen modules.
_MACHINERY = frozenset(
    ("asyncio.base_events", "asyncio.events", "asyncio.tasks", "asyncio.futures",
     "asyncio.runners", "runpy")
)


def report(error):
    """Gives the protocol's ``ErrorReport`` for an exception.

    ``{"name": str, "message": str, "traceback": str, "hints": [str]}``; the traceback
    ends in a line end. Never raises, except for KeyboardInterrupt.

    >>> report(ValueError("no"))
    {'name': 'ValueError', 'message': 'no', 'traceback': 'ValueError: no\\n', 'hints': []}
    """
    name = type(error).__name__
    message = _safe_str(error)
    try:
        text = formatted(error)
    except KeyboardInterrupt:
        raise
    except BaseException as failure:
        text = _plain(error, name, message, failure)
    return {
        "name": name,
        "message": bounded(message, MAX_MESSAGE),
        "traceback": bounded(text, MAX_TRACEBACK),
        "hints": _hints(error),
    }


def _hints(error):
    """Hints, for errors that there are any for; the module is imported for those only."""
    if not isinstance(error, _HINTED) and type(error).__name__ != "JsException":
        return []
    from .hints import hints_for

    return hints_for(error)


_mode = "Plain"


def mode_of(word):
    """The name of a mode as :data:`MODES` has it, however it is written. Raises ValueError.

    >>> mode_of("verbose")
    'Verbose'
    """
    for mode in MODES:
        if mode.lower() == word.lower():
            return mode
    raise ValueError(f"the modes are {', '.join(MODES)}, not {word!r}")


def set_mode(word):
    """Says how much tracebacks tell; without a word, the next mode. Gives its name.

    >>> set_mode("Plain")
    'Plain'
    """
    global _mode
    _mode = mode_of(word) if word else MODES[(MODES.index(_mode) + 1) % len(MODES)]
    return _mode


def formatted(error, mode=None):
    """The whole traceback as CPython prints it, or as a mode of :data:`MODES` has it.

    Takes an exception, gives text that ends in a line end. Whatever the
    ``traceback`` module raises is passed on. Without a mode it is that of
    :func:`set_mode`. Errors of magics, which are about what was typed and not about a
    program, have no frames.

    >>> formatted(KeyError("k"))
    "KeyError: 'k'\\n"
    """
    import traceback

    told = traceback.TracebackException(
        type(error), error, error.__traceback__, compact=True
    )
    _strip(told, traceback)
    mode = mode or _mode
    if getattr(type(error), "morelia_brief", False):
        mode = "Minimal"
    if mode != "Plain":
        from .traceback_styles import styled

        return styled(told, error, mode)
    return "".join(told.format())


def _strip(told, traceback):
    """Takes our frames out of a TracebackException and all that it refers to."""
    pending, seen = [told], set()
    while pending:
        one = pending.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        if one.stack is not None:
            kept = [frame for frame in one.stack if not is_own(frame.filename)]
            while kept and _is_machinery(kept[0].filename):
                del kept[0]
            # CPython prints the header even for an empty list.
            one.stack = traceback.StackSummary.from_list(kept) if kept else None
        pending += [one.__cause__, one.__context__]
        pending += getattr(one, "exceptions", None) or []


def is_own(filename):
    """Whether a file is ours, or the import system's, and so left out.

    >>> is_own("_morelia_lib.console"), is_own("mine.py")
    (True, False)
    """
    return _OWN in filename or filename.startswith("<frozen importlib._bootstrap")


def _is_machinery(filename):
    """Whether a file, or the name of a frozen module, is such a module."""
    name = filename.replace("\\", "/")
    if name.endswith(".py"):
        name = ".".join(name[:-3].rsplit("/", 2)[-2:])
    else:
        name = name.removeprefix("<frozen ").removesuffix(">")
    return name in _MACHINERY or name.rpartition(".")[2] == "runpy"


def user_traceback(trace):
    """A traceback object from the first frame on that is not our own.

    Takes and gives a traceback or None.

    >>> user_traceback(None) is None
    True
    """
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if not (is_own(filename) or _is_machinery(filename)):
            break
        trace = trace.tb_next
    return trace


def remember(error):
    """Sets ``sys.last_exc`` and its kin, for ``pdb.pm()``."""
    sys.last_exc = sys.last_value = error
    sys.last_type = type(error)
    sys.last_traceback = user_traceback(error.__traceback__)


def waiting_traceback(coroutine):
    """A traceback of where a suspended coroutine waits, or None.

    Its frames are those of the coroutine and of all that it awaits.
    """
    places = []
    while coroutine is not None and len(places) < 1000:
        frame = (getattr(coroutine, "cr_frame", None) or getattr(coroutine, "gi_frame", None)
                 or getattr(coroutine, "ag_frame", None))
        if frame is None:
            break
        places.append(frame)
        coroutine = (getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)
                     or getattr(coroutine, "ag_await", None))
    if not places:
        return None
    import types

    trace = None
    for frame in reversed(places):
        trace = types.TracebackType(trace, frame, frame.f_lasti, frame.f_lineno or frame.f_code.co_firstlineno)
    return trace


def bounded(text, limit):
    """``text``, or its beginning and end when it is longer than ``limit``.

    >>> bounded("abcdef", 100)
    'abcdef'
    """
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n… {len(text) - 2 * half} characters left out …\n{text[-half:]}"


def _safe_str(error):
    try:
        return str(error)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return "<exception str() failed>"


def _plain(error, name, message, failure):
    """A traceback without the ``traceback`` module, which raised ``failure``."""
    lines = ["Traceback (most recent call last):\n"]
    trace, count = user_traceback(error.__traceback__), 0
    while trace is not None and count < 100:
        code = trace.tb_frame.f_code
        if not is_own(code.co_filename):
            lines.append(f'  File "{code.co_filename}", line {trace.tb_lineno}, in {code.co_name}\n')
            count += 1
        trace = trace.tb_next
    lines.append(f"{name}: {message}\n" if message else f"{name}\n")
    lines.append(f"(shortened: formatting the traceback raised {type(failure).__name__})\n")
    return "".join(lines)


def excepthook(kind, error, trace):
    """``sys.excepthook``: prints the traceback to ``sys.stderr``."""
    if sys.stderr is not None:
        sys.stderr.write(report(error)["traceback"])


def unraisablehook(unraisable):
    """``sys.unraisablehook``: reports what a finaliser or callback raised.

    The host shows it as an error that nobody waits for.
    """
    import _morelia

    told = report(unraisable.exc_value if unraisable.exc_value is not None else unraisable.exc_type())
    heading = unraisable.err_msg or "Exception ignored in"
    try:
        what = repr(unraisable.object)
    except Exception:
        what = "<object repr() failed>"
    if unraisable.object is not None:
        heading += f": {what}"
    _morelia.report_error(told["name"], told["message"], f"{heading}\n{told['traceback']}")


def report_unhandled(error, heading=None):
    """Sends an exception that nobody waits for to the host."""
    import _morelia

    told = report(error)
    text = told["traceback"] if heading is None else f"{heading}\n{told['traceback']}"
    _morelia.report_error(told["name"], told["message"], text)


__all__ = [
    "MAX_MESSAGE", "MAX_TRACEBACK", "MODES", "bounded", "excepthook", "formatted",
    "is_own", "mode_of", "remember", "report", "report_unhandled", "set_mode", "unraisablehook",
    "user_traceback", "waiting_traceback",
]
