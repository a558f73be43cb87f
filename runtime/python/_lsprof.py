"""Measures calls: the lower half of ``cProfile``, on ``sys.setprofile``."""

import sys
from collections import namedtuple
from time import perf_counter

profiler_entry = namedtuple("profiler_entry", "code callcount reccallcount totaltime inlinetime calls")
profiler_entry.__doc__ = "What was measured of one function; `code` is a code object or the name of a built-in."
profiler_subentry = namedtuple("profiler_subentry", "code callcount reccallcount totaltime inlinetime")
profiler_subentry.__doc__ = "What was measured of a function's calls by one other function."

# A record: calls, calls within itself, seconds, seconds without callees, depth, records by caller.
_CALLS, _INNER, _TOTAL, _OWN, _DEPTH, _CALLERS = range(6)


class Profiler:
    """Profiler(timer=None, timeunit=0.0, subcalls=True, builtins=True)

    Counts and times calls while it is enabled.

    >>> profiler = Profiler(); profiler.enable(); len("abc"); profiler.disable()
    3
    """

    def __init__(self, timer=None, timeunit=0.0, subcalls=True, builtins=True):
        if timer is not None and not callable(timer):
            raise TypeError(f"timer must be callable, not {type(timer).__name__}")
        self._timer = timer or perf_counter
        self._unit = timeunit if timer is not None and timeunit > 0 else None
        self._subcalls, self._builtins = subcalls, builtins
        self.clear()

    def clear(self):
        """Forgets everything that was measured."""
        self._records = {}
        self._stack = []

    def enable(self, subcalls=True, builtins=True):
        """Begins to measure. ValueError when another profiler is active."""
        if sys.getprofile() is not None:
            raise ValueError("Another profiling tool is already active")
        self._subcalls, self._builtins = subcalls, builtins
        sys.setprofile(self._callback())

    def disable(self):
        """Ends measuring. Calls that have not returned count until now."""
        sys.setprofile(None)
        now = self._timer()
        while self._stack:
            self._leave(now)

    def getstats(self):
        """A list of :class:`profiler_entry`, one for each function."""
        calls = {}
        for callee, record in self._records.items():
            for caller, sub in record[_CALLERS].items():
                calls.setdefault(caller, []).append(profiler_subentry(callee, *self._figures(sub)))
        return [
            profiler_entry(key, *self._figures(record), calls.get(key))
            for key, record in self._records.items()
        ]

    def _figures(self, record):
        calls, inner, total, own = record[:4]
        unit = self._unit
        return (calls, inner, total, own) if unit is None else (calls, inner, total * unit, own * unit)

    def _callback(self):
        stack, records, timer, leave = self._stack, self._records, self._timer, self._leave
        subcalls, builtins = self._subcalls, self._builtins
        own = Profiler.disable.__code__

        def callback(frame, event, argument):
            if event == "call":
                key = frame.f_code
                if key is own:
                    return
            elif event == "return":
                if stack and stack[-1][0] is frame.f_code:
                    leave(timer())
                return
            elif not builtins:
                return
            elif event == "c_call":
                key = _name_of(argument)
            else:
                if stack and type(stack[-1][0]) is str:
                    leave(timer())
                return
            record = records.get(key)
            if record is None:
                record = records[key] = [0, 0, 0.0, 0.0, 0, {}]
            record[_DEPTH] += 1
            sub = None
            if subcalls and stack:
                callers = record[_CALLERS]
                caller = stack[-1][0]
                sub = callers.get(caller)
                if sub is None:
                    sub = callers[caller] = [0, 0, 0.0, 0.0, 0]
                sub[_DEPTH] += 1
            stack.append([key, timer(), 0.0, record, sub])

        return callback

    def _leave(self, now):
        key, began, below, record, sub = self._stack.pop()
        total = now - began
        if self._stack:
            self._stack[-1][2] += total
        for one in (record, sub):
            if one is None:
                continue
            one[_CALLS] += 1
            one[_OWN] += total - below
            one[_DEPTH] -= 1
            if one[_DEPTH]:
                one[_INNER] += 1
            else:
                one[_TOTAL] += total


def _name_of(function):
    """The name of a built-in function or method, as CPython's profiler gives it."""
    name = getattr(function, "__name__", None) or repr(function)
    owner = getattr(function, "__self__", None)
    if owner is None or isinstance(owner, type(sys)):
        module = getattr(function, "__module__", None)
        objclass = getattr(function, "__objclass__", None)
        if objclass is not None:
            return f"<method '{name}' of '{objclass.__name__}' objects>"
        return f"<built-in method {module}.{name}>" if module else f"<built-in method {name}>"
    kind = owner if isinstance(owner, type) else type(owner)
    if isinstance(owner, type):
        return f"<built-in method {name}>"
    return f"<method '{name}' of '{kind.__name__}' objects>"
