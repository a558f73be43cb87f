"""Signals of an event loop: ``loop.add_signal_handler()`` by ``signal.signal()``."""

import inspect
import signal
from asyncio import events


class SignalHandlers:
    """Calls callbacks in the event loop for signals that reach Python.

    In a page these are the ones that Python sends to itself, timers, and Stop.
    To be named before ``asyncio.BaseEventLoop`` among a class's bases.
    """

    def add_signal_handler(self, sig, callback, *args):
        """Calls ``callback(*args)`` in the loop whenever the signal comes.

        ValueError for what is no signal, RuntimeError where it cannot be caught.

        >>> loop.add_signal_handler(signal.SIGALRM, print, "time is over")
        """
        if inspect.iscoroutine(callback) or inspect.iscoroutinefunction(callback):
            raise TypeError("coroutines cannot be used with add_signal_handler()")
        _check_signal(sig)
        self._check_closed()
        handle = events.Handle(callback, args, self, None)
        try:
            signal.signal(sig, self._on_signal)
        except (ValueError, OSError) as error:
            raise RuntimeError(f"signal {sig} cannot be caught: {error}") from error
        self._signal_handlers()[sig] = handle

    def remove_signal_handler(self, sig):
        """Undoes ``add_signal_handler()``; gives whether there was a handler.

        >>> loop.remove_signal_handler(signal.SIGALRM)
        True
        """
        _check_signal(sig)
        if self._signal_handlers().pop(sig, None) is None:
            return False
        signal.signal(sig, signal.default_int_handler if sig == signal.SIGINT else signal.SIG_DFL)
        return True

    def close(self):
        """Closes the loop, which removes its signal handlers."""
        for sig in list(self._signal_handlers()):
            self.remove_signal_handler(sig)
        super().close()

    def _signal_handlers(self):
        return self.__dict__.setdefault("_handlers_of_signals", {})

    def _on_signal(self, sig, frame):
        handle = self._signal_handlers().get(sig)
        if handle is not None and not handle._cancelled:
            self.call_soon_threadsafe(handle._run)


def _check_signal(sig):
    if not isinstance(sig, int):
        raise TypeError(f"sig must be an int, not {sig!r}")
    if sig not in signal.valid_signals():
        raise ValueError(f"invalid signal number {sig}")
