"""Where the threads are: ``sys._current_frames``."""

import sys
import _thread

import _morelia


class WaitingFrame:
    """A frame of a thread that does not run now, as it was a moment ago.

    It has what stacks are printed from, ``f_code``, ``f_lineno``, ``f_globals``,
    ``f_locals`` and ``f_back``, and is no ``types.FrameType``: those know their
    callers only while their own thread runs.

    >>> traceback.print_stack(sys._current_frames()[thread.ident])
    """

    __slots__ = ("f_back", "f_code", "f_globals", "f_lineno", "f_locals")

    def __init__(self, code, line, namespace, variables, back):
        self.f_code, self.f_lineno, self.f_back = code, line, back
        self.f_globals, self.f_locals = namespace, variables

    @property
    def f_builtins(self):
        """The built-ins of the frame's module."""
        found = self.f_globals.get("__builtins__", {})
        return found if isinstance(found, dict) else vars(found)

    def __repr__(self):
        code = self.f_code
        return f"<waiting frame, file {code.co_filename!r}, line {self.f_lineno}, code {code.co_name}>"


def current_frames():
    """The innermost frame of each thread, by the thread's identifier.

    Event handlers and executions are all the main thread; the one that runs counts.

    >>> current_frames()[_thread.get_ident()].f_code.co_name
    '<module>'
    """
    frames = {}
    for ident, stack in _morelia.other_stacks():
        frame = None
        for parts in reversed(stack):
            frame = WaitingFrame(*parts, frame)
        if frame is not None:
            frames.setdefault(ident, frame)
    frames[_thread.get_ident()] = sys._getframe(1)
    return frames


def install():
    """Puts it in place.

    >>> install()  # doctest: +SKIP
    """
    sys._current_frames = current_frames


__all__ = ["WaitingFrame", "current_frames", "install"]
