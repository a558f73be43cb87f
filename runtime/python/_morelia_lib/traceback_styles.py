"""Tracebacks with more or less than Python prints: IPython's Context, Verbose, Minimal."""

_AROUND = 2
_MAX_VALUE = 200


def styled(told, error, mode):
    """The text of a ``TracebackException`` whose own frames are stripped.

    ``mode`` is ``Context``, ``Verbose`` or ``Minimal``; ``error`` is the exception, for
    the values of variables. Gives text that ends in a line end.

    >>> import traceback
    >>> styled(traceback.TracebackException.from_exception(KeyError("k")), KeyError("k"), "Minimal")
    "KeyError: 'k'\\n"
    """
    if mode == "Minimal":
        return "".join(told.format_exception_only())
    pieces = []
    for one, cause, heading in _chain(told, error):
        if heading:
            pieces.append(f"\n{heading}\n\n")
        if one.stack:
            pieces.append("Traceback (most recent call last):\n")
            frames = _live_frames(cause)
            pieces += _frames(one.stack, frames, mode == "Verbose")
        pieces += one.format_exception_only()
    return "".join(pieces)


def _chain(told, error):
    """An exception with those that led to it, oldest first, and what joins them."""
    from traceback import _cause_message, _context_message

    found, seen = [], set()
    while told is not None and id(told) not in seen:
        seen.add(id(told))
        if told.__cause__ is not None:
            found.append((told, error, _cause_message.strip()))
            told, error = told.__cause__, getattr(error, "__cause__", None)
        elif told.__context__ is not None and not told.__suppress_context__:
            found.append((told, error, _context_message.strip()))
            told, error = told.__context__, getattr(error, "__context__", None)
        else:
            found.append((told, error, ""))
            break
    return reversed(found)


def _live_frames(error):
    """The frames of an exception, by file, line and function."""
    frames, trace = {}, getattr(error, "__traceback__", None)
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.setdefault((code.co_filename, trace.tb_lineno, code.co_name), []).append(trace.tb_frame)
        trace = trace.tb_next
    return frames


def _frames(stack, live, verbose):
    import linecache

    pieces, before, repeated = [], None, 0
    for summary in stack:
        place = summary.filename, summary.lineno, summary.name
        # Endless recursion, as CPython tells it.
        repeated = repeated + 1 if place == before else 0
        before = place
        if repeated >= 3:
            if repeated == 3:
                pieces.append("  [Previous line repeated]\n")
            continue
        pieces.append(f'  File "{summary.filename}", line {summary.lineno}, in {summary.name}\n')
        lines = linecache.getlines(summary.filename)
        first = max(1, summary.lineno - _AROUND)
        for number in range(first, min(len(lines), summary.lineno + _AROUND) + 1):
            arrow = "--->" if number == summary.lineno else "    "
            pieces.append(f"    {arrow} {number:3} {lines[number - 1].rstrip()}\n")
        frames = live.get(place)
        if verbose and frames:
            pieces += _variables(frames.pop(0), lines, summary.lineno)
    return pieces


def _variables(frame, lines, number):
    """The values of a frame's variables: of a module's, only those that the line names."""
    from .scan import scan

    values = frame.f_locals
    if frame.f_code.co_name == "<module>":
        source = lines[number - 1] if number <= len(lines) else ""
        names = [t.text for t in scan(source).tokens if t.kind == "name" and t.text in values]
    else:
        names = list(values)
    for name in dict.fromkeys(names):
        try:
            text = repr(values[name]).replace("\n", " ")
        except Exception as error:
            text = f"<its repr() raised {type(error).__name__}>"
        if len(text) > _MAX_VALUE:
            text = text[:_MAX_VALUE] + "…"
        yield f"      {name} = {text}\n"


__all__ = ["styled"]
