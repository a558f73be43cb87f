"""Dumps of where the program is, as ``faulthandler`` of CPython makes them.

In a page a fault of the interpreter ends its session, and the console says so;
``enable()`` therefore only remembers that it was called. ``dump_traceback()``
works, ``register()`` works with signals that Python raises itself, and
``dump_traceback_later()`` where ``signal.setitimer`` does.
"""

import sys

_MOST_FRAMES = 100
_is_enabled = False
_registered = {}
_later = None


def enable(file=None, all_threads=True, c_stack=True):
    """Says that faults are to be dumped; the console reports them anyway.

    >>> enable(); is_enabled()
    True
    """
    global _is_enabled
    _writer(file)
    _is_enabled = True


def disable():
    """Undoes ``enable()``; gives whether it was enabled."""
    global _is_enabled
    was, _is_enabled = _is_enabled, False
    return was


def is_enabled():
    """Whether ``enable()`` was called last."""
    return _is_enabled


def dump_traceback(file=None, all_threads=True):
    """Writes where the program is, innermost call first.

    ``file`` has ``write()``, or is a file descriptor; ``sys.stderr`` by default.
    """
    write = _writer(file)
    write("Current thread 0x%016x (most recent call first):\n" % _thread_id())
    write(_stack(sys._getframe(1)))
    if not all_threads:
        return
    for thread, frame in getattr(sys, "_current_frames", dict)().items():
        if thread != _thread_id():
            write("\nThread 0x%016x (most recent call first):\n" % thread)
            write(_stack(frame))


def dump_c_stack(file=None):
    """Writes that there is no C stack to show."""
    _writer(file)("Current thread's C stack trace (most recent call first):\n"
                  "  <WebAssembly does not show its stack>\n")


def dump_traceback_later(timeout, repeat=False, file=None, exit=False):
    """Dumps the traceback after ``timeout`` seconds, by the timer of SIGALRM.

    NotImplementedError where ``signal`` has no ``setitimer``.
    """
    global _later
    import signal

    if timeout <= 0:
        raise ValueError("timeout must be greater than 0")
    if not hasattr(signal, "setitimer"):
        raise NotImplementedError("dump_traceback_later: this interpreter has no signal.setitimer; "
                                  "use threading.Timer and dump_traceback")
    write = _writer(file)
    whole = int(timeout)
    minutes, seconds = divmod(whole, 60)
    heading = "Timeout (%d:%02d:%02d.%06d)!\n" % (minutes // 60, minutes % 60, seconds, round((timeout - whole) * 1e6))

    def dump(signum, frame):
        write(heading)
        write("Current thread 0x%016x (most recent call first):\n" % _thread_id())
        write(_stack(frame))
        if exit:
            raise SystemExit(1)

    cancel_dump_traceback_later()
    _later = signal.signal(signal.SIGALRM, dump)
    signal.setitimer(signal.ITIMER_REAL, timeout, timeout if repeat else 0)


def cancel_dump_traceback_later():
    """Undoes ``dump_traceback_later()``."""
    global _later
    if _later is None:
        return
    import signal

    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, _later)
    _later = None


def register(signum, file=None, all_threads=True, chain=False):
    """Dumps the traceback whenever the signal is raised."""
    import signal

    write = _writer(file)
    earlier = _registered.get(signum) or signal.getsignal(signum)

    def dump(number, frame):
        write("Current thread 0x%016x (most recent call first):\n" % _thread_id())
        write(_stack(frame))
        if chain and callable(earlier):
            earlier(number, frame)

    signal.signal(signum, dump)
    _registered[signum] = earlier


def unregister(signum):
    """Undoes ``register()``; gives whether the signal was registered."""
    import signal

    if signum not in _registered:
        return False
    signal.signal(signum, _registered.pop(signum))
    return True


def _writer(file):
    """A function that writes text to a file or a descriptor."""
    if isinstance(file, int):
        import os

        return lambda text: os.write(file, text.encode("utf-8", "backslashreplace")) and None
    file = sys.stderr if file is None else file
    if file is None:
        raise RuntimeError("sys.stderr is None")

    def write(text):
        file.write(text)
        file.flush()

    return write


def _stack(frame):
    lines = []
    while frame is not None and len(lines) < _MOST_FRAMES:
        code = frame.f_code
        if "_morelia_lib" not in code.co_filename:
            lines.append(f'  File "{code.co_filename}", line {frame.f_lineno or "???"} in {code.co_name}\n')
        frame = frame.f_back
    if frame is not None:
        lines.append("  ...\n")
    return "".join(lines)


def _thread_id():
    import _thread

    return _thread.get_ident()
