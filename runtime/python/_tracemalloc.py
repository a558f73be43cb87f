"""What ``tracemalloc`` can know in a page: bytes in use, and their growth by line.

The interpreter counts the bytes that it allocates. While tracing, the growth
from one line of Python to the next is put down to the line that ran. So
``get_traced_memory()`` is exact, and a snapshot shows which lines the memory
went to; single blocks, and the objects in them, are not known.
"""

import sys

import _morelia_memory

_TOOL = 4
_MOST_FRAMES = 65535

_limit = 1
_base = 0
_tracing = False
_growth = {}
_last = 0
_place = None


def start(nframe=1, /):
    """Begins to trace; keeps ``nframe`` frames of each place."""
    global _limit, _base, _tracing, _last, _place
    if not 1 <= nframe <= _MOST_FRAMES:
        raise ValueError(f"the number of frames must be in range [1; {_MOST_FRAMES}]")
    if _tracing:
        return
    monitoring = sys.monitoring
    events = monitoring.events
    if monitoring.get_tool(_TOOL) is not None:
        raise RuntimeError(f"sys.monitoring's tool {_TOOL} is in use by {monitoring.get_tool(_TOOL)}")
    monitoring.use_tool_id(_TOOL, "tracemalloc")
    monitoring.register_callback(_TOOL, events.LINE, _line)
    monitoring.register_callback(_TOOL, events.PY_RETURN, _leave)
    monitoring.register_callback(_TOOL, events.PY_UNWIND, _leave)
    _limit, _tracing = nframe, True
    _growth.clear()
    _place = _frames(sys._getframe(1))
    monitoring.set_events(_TOOL, events.LINE | events.PY_RETURN | events.PY_UNWIND)
    _morelia_memory.reset_peak()
    _base = _last = _morelia_memory.in_use()


def stop():
    """Ends tracing and forgets what was traced."""
    global _tracing
    if not _tracing:
        return
    _tracing = False
    sys.monitoring.set_events(_TOOL, 0)
    sys.monitoring.free_tool_id(_TOOL)
    _growth.clear()


def is_tracing():
    """Whether it is tracing."""
    return _tracing


def clear_traces():
    """Forgets what was traced so far."""
    global _base
    _growth.clear()
    reset_peak()
    _base = _morelia_memory.in_use()


def get_traceback_limit():
    """How many frames are kept of each place."""
    return _limit


def get_traced_memory():
    """``(bytes in use, peak)`` since tracing began; ``(0, 0)`` when it is off."""
    if not _tracing:
        return 0, 0
    return max(0, _morelia_memory.in_use() - _base), max(0, _morelia_memory.peak() - _base)


def reset_peak():
    """Sets the peak to what is in use now."""
    _morelia_memory.reset_peak()


def get_tracemalloc_memory():
    """Bytes that tracing itself uses, about."""
    return sys.getsizeof(_growth) + 200 * len(_growth)


def _line(code, line):
    global _last, _place
    _charge()
    _place = ((code.co_filename, line),) if _limit == 1 else _frames(sys._getframe(1))
    _last = _morelia_memory.in_use()


def _leave(code, offset, value):
    global _last, _place
    _charge()
    caller = sys._getframe(1).f_back
    if caller is not None:
        _place = _frames(caller)
    _last = _morelia_memory.in_use()


def _charge():
    grown = _morelia_memory.in_use() - _last
    if grown:
        _growth[_place] = _growth.get(_place, 0) + grown


def _frames(frame):
    found = []
    while frame is not None and len(found) < _limit:
        found.append((frame.f_code.co_filename, frame.f_lineno or 0))
        frame = frame.f_back
    return tuple(found)


def _get_traces():
    return [(0, size, place, len(place)) for place, size in list(_growth.items()) if size > 0]


def _get_object_traceback(obj, /):
    return None
