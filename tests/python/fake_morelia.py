"""A stand-in for the native module ``_morelia``, for tests outside the runtime.

Tests never use it directly: :class:`Host` works with the fake and, inside the
runtime, with the real module, whose functions it replaces for a while.
"""

import json
import sys
import threading
import time
import types

_NAMES = (
    "write_stream", "display", "request_input", "report_error", "Waker", "schedule_loop", "can_block", "atomically", "act",
)


class _Waker:
    """A ``_morelia.Waker`` whose waits a :class:`Host` sees."""

    def __init__(self, host):
        self.wait = host.wait
        self.wake = host.wake


class Host:
    """Records what Python sends to the host, and answers its questions.

    >>> with Host() as host: print("x")
    >>> host.stdout
    'x\\n'
    """

    def __init__(self, lines=(), can_block=True):
        self.streams = {"stdout": [], "stderr": []}
        self.bundles = []
        self.errors = []
        self.prompts = []
        self.actions = []
        self.lines = list(lines)
        self.blocking = can_block
        self.woken = False
        self.is_scheduled = False
        self.waits = []
        self.on_wait = None
        self._saved = {}

    @property
    def stdout(self):
        return "".join(self.streams["stdout"])

    @property
    def stderr(self):
        return "".join(self.streams["stderr"])

    def write_stream(self, name, text):
        assert type(text) is str
        text.encode("utf-8")
        self.streams[name].append(text)

    def display(self, bundle):
        assert all(type(k) is str and type(v) is str for k, v in bundle.items())
        self.bundles.append(bundle)

    def request_input(self, prompt, password):
        self.prompts.append((prompt, password))
        return self.lines.pop(0) if self.lines else None

    def report_error(self, name, message, traceback):
        self.errors.append((name, message, traceback))

    def act(self, action):
        self.actions.append(json.loads(action))
        return True

    def wait(self, timeout):
        self.waits.append(timeout)
        if self.on_wait is not None:
            self.on_wait()
        if not self.woken:
            assert timeout is not None or threading.active_count() > 1, "would wait for ever"
            end = time.monotonic() + (10 if timeout is None else timeout)
            while not self.woken and (left := end - time.monotonic()) > 0:
                time.sleep(min(left, 0.001))
        woken, self.woken = self.woken, False
        return woken

    def wake(self):
        self.woken = True

    def Waker(self):
        return _Waker(self)

    def schedule_loop(self):
        self.is_scheduled = True

    def can_block(self):
        return self.blocking

    def atomically(self, function, *arguments):
        return function(*arguments)

    def _session_loop(self):
        loop = sys.modules.get("_morelia_lib.loop")
        return None if loop is None else loop._session_loop

    def __enter__(self):
        import _morelia

        from _morelia_lib import stdio, streams

        self._streams = sys.stdout, sys.stderr, sys.stdin
        for name in _NAMES:
            self._saved[name] = getattr(_morelia, name)
            setattr(_morelia, name, getattr(self, name))
        sys.stdout = streams.OutputStream("stdout")
        sys.stderr = streams.OutputStream("stderr")
        sys.stdin = streams.InputStream()
        self._loop = self._session_loop()
        if self._loop is not None:
            self._loop_waker, self._loop._waker = self._loop._waker, _Waker(self)
        return self

    def __exit__(self, *exc_info):
        import _morelia

        for name, function in self._saved.items():
            setattr(_morelia, name, function)
        if self._loop is not None:
            self._loop._waker = self._loop_waker
        elif (loop := self._session_loop()) is not None:
            # It was made meanwhile, with a waker that ends with this host.
            loop._waker = _morelia.Waker() if _morelia.Waker else None
        sys.stdout, sys.stderr, sys.stdin = self._streams


def install():
    """Puts a fake ``_morelia`` into ``sys.modules``, unless there is a real one."""
    try:
        import _morelia  # noqa: F401
    except ImportError:
        module = types.ModuleType("_morelia")
        for name in _NAMES:
            setattr(module, name, None)
        module.host_info = lambda: "{}"
        sys.modules["_morelia"] = module
