"""Fits ``pdb`` to the console: its input, its Stop button, its cells.

Frames of this package are neither shown nor stepped into. Stop ends the
program that is being debugged, and so does ``q``. What a cell left being
traced is let go when the cell ends.
"""

import functools
import sys

from . import errors

_OURS = "_morelia_lib*"


def adapt_bdb(module):
    """Hides our own frames from every debugger above ``bdb``."""
    original = module.Bdb.get_stack

    @functools.wraps(original)
    def get_stack(self, f, t):
        stack, current = original(self, f, t)
        shown = [entry for entry in stack if not _is_ours(entry[0])]
        if not shown:
            return stack, current
        before = sum(1 for entry in stack[:current + 1] if not _is_ours(entry[0]))
        return shown, max(0, before - 1)

    module.Bdb.get_stack = get_stack


def _is_ours(frame):
    return errors.is_own(frame.f_code.co_filename)


def adapt_pdb(module):
    """Adapts ``pdb.Pdb``."""
    Pdb = module.Pdb
    original_init = Pdb.__init__

    @functools.wraps(original_init)
    def __init__(self, *args, **options):
        original_init(self, *args, **options)
        self.skip = set(self.skip or ()) | {_OURS}

    def _cmdloop(self):
        self.allow_kbdint = True
        try:
            self.cmdloop()
        except KeyboardInterrupt:
            self.message("--KeyboardInterrupt--")
            self.set_quit()
            release()
            raise
        finally:
            self.allow_kbdint = False

    Pdb.__init__ = __init__
    Pdb._cmdloop = _cmdloop


def quitting():
    """The exception type that means "the person left the debugger", or ()."""
    bdb = sys.modules.get("bdb")
    return () if bdb is None else bdb.BdbQuit


def release():
    """Ends all tracing that ``breakpoint()`` began, with its breakpoints.

    >>> release()
    """
    if sys.gettrace() is not None:
        sys.settrace(None)
    module = sys.modules.get("pdb")
    if module is None:
        return
    debugger = getattr(module.Pdb, "_last_pdb_instance", None)
    if debugger is not None:
        module.Pdb._last_pdb_instance = None
        # First of all, so that the debugger does not stop in itself.
        debugger.stop_trace()
        debugger.clear_all_breaks()
    _take_back_interrupts(module)


def _take_back_interrupts(module):
    """After ``continue`` pdb waits for Ctrl+C, also when what it debugged has ended."""
    import _signal

    handler = _signal.getsignal(_signal.SIGINT)
    if isinstance(getattr(handler, "__self__", None), module.Pdb):
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)


__all__ = ["adapt_bdb", "adapt_pdb", "quitting", "release"]
