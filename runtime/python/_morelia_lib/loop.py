"""The asyncio event loop on the browser's.

Waiting for timers and for the page suspends the fiber (``_morelia.Waker``).
There are no file descriptors to watch.

The *session loop* outlives cells: a task that a cell leaves behind goes on
while the next cell runs, and while nothing runs the host calls
:func:`run_ready`. Importing this module imports asyncio, which takes long: do
it when a cell needs it.
"""

import asyncio
import functools
import threading
import weakref
from asyncio import events

import _morelia

from . import errors
from .loop_limits import UnsupportedOperations
from .loop_signals import SignalHandlers

_CANNOT_BLOCK = (
    "cannot run an event loop here: JavaScript waits for the result of this call. "
    "Use 'await' in an async function, or asyncio.ensure_future() to start a task "
    "that goes on after this call"
)


#: All loops that are there.
loops = weakref.WeakSet()


class _Selector:
    """What BaseEventLoop waits with."""

    def __init__(self, loop):
        self._loop = loop

    def select(self, timeout=None):
        """Waits for at most ``timeout`` seconds; no events ever come of it."""
        loop = self._loop
        if (timeout is not None and timeout <= 0) or loop._polling:
            return []
        try:
            loop._waker.wait(timeout)
        except KeyboardInterrupt:
            loop._interrupted = True
            raise
        return []

    def close(self):
        """Nothing to close."""


class MoreliaLoop(SignalHandlers, UnsupportedOperations, asyncio.BaseEventLoop):
    """An asyncio event loop that suspends the fiber instead of the page.

    Each thread can run one. Sockets, subprocesses and file descriptors raise
    NotImplementedError.

    >>> loop = MoreliaLoop()
    >>> loop.is_running()
    False
    >>> loop.close()
    """

    def __init__(self):
        self._waker = _morelia.Waker()
        self._polling = False
        self._interrupted = False
        # What a fiber is about to run the loop for: a weak reference, or None.
        self._claim = None
        loops.add(self)
        super().__init__()
        self._selector = _Selector(self)

    def run_forever(self):
        """Runs until ``stop()``. RuntimeError where blocking is not possible."""
        if not _morelia.can_block():
            raise RuntimeError(_CANNOT_BLOCK)
        super().run_forever()

    def _run_forever_setup(self):
        # Two fibers must not both find the loop idle.
        _morelia.atomically(super()._run_forever_setup)

    def _run_forever_cleanup(self):
        _morelia.atomically(super()._run_forever_cleanup)

    def _try_claim(self, future):
        """Keeps the loop for this fiber; False when another one has it.

        The claim ends with the future, so that none is left when an interrupt
        comes before whoever made it could release it.
        """
        if self.is_running() or self._is_claimed():
            return False
        self._claim = weakref.ref(future)
        return True

    def _is_claimed(self):
        future = None if self._claim is None else self._claim()
        return future is not None and not future.done()

    def run_until_complete(self, future):
        """Runs until a future is done; gives its result or raises its exception.

        A KeyboardInterrupt that ends the waiting has the traceback of the place
        where the future's coroutine waits.
        """
        if not _morelia.can_block():
            self._dispose(future)
            raise RuntimeError(_CANNOT_BLOCK)
        self._check_closed()
        if self.is_running():
            if events._get_running_loop() is self:
                return run_nested(self, future)
            return self._wait_elsewhere(future)
        if events._get_running_loop() is not None:
            # Another one: RuntimeError.
            self._check_running()
        is_new = not asyncio.isfuture(future)
        future = asyncio.ensure_future(future, loop=self)
        if is_new:
            future._log_destroy_pending = False
        if not _morelia.atomically(self._try_claim, future):
            return self._wait_elsewhere(future)
        self._interrupted = False
        try:
            return super().run_until_complete(future)
        except KeyboardInterrupt as error:
            trace = None
            if self._interrupted and not future.done() and isinstance(future, asyncio.Task):
                trace = errors.waiting_traceback(future.get_coro())
            self._interrupted = False
            if trace is None:
                raise
            raise error.with_traceback(trace)
        finally:
            self._claim = None
            if is_new and future.done() and not future.cancelled():
                # Whoever called knows of it; asyncio need not warn.
                future.exception()
            if self is _session_loop and self.seconds_to_work() is not None:
                _morelia.schedule_loop()

    def _wait_elsewhere(self, future):
        """Waits for a future while another fiber runs this loop."""
        waker = _morelia.Waker()
        task = asyncio.ensure_future(future, loop=self)
        task.add_done_callback(lambda _: waker.wake())
        try:
            while not task.done():
                waker.wait(None)
        except BaseException:
            self.call_soon_threadsafe(task.cancel)
            raise
        return task.result()

    def _dispose(self, future):
        """Ends a coroutine or task that cannot be run, before it began."""
        if asyncio.iscoroutine(future):
            future.close()
        elif isinstance(future, asyncio.Task) and not self.is_running():
            future.cancel()
            self.poll()

    def poll(self):
        """Runs all callbacks that are ready now, without waiting.

        Gives whether it did: False when another fiber runs the loop, or is
        about to.
        """
        if not _morelia.atomically(self._begin_poll):
            return False
        try:
            self._run_once()
        finally:
            _morelia.atomically(self._end_poll)
        return True

    def _begin_poll(self):
        if self.is_running() or self._is_claimed():
            return False
        super()._run_forever_setup()
        self._polling = self._stopping = True
        return True

    def _end_poll(self):
        self._polling = False
        super()._run_forever_cleanup()

    def _call_soon(self, callback, args, context):
        handle = super()._call_soon(callback, args, context)
        self._new_work()
        return handle

    def call_at(self, when, callback, *args, context=None):
        """As in BaseEventLoop; also ends a wait that would last too long."""
        timer = super().call_at(when, callback, *args, context=context)
        self._new_work()
        return timer

    def _new_work(self):
        """Work was added, perhaps by a callback of the page's or a thread."""
        if self._thread_id is not None:
            self._waker.wake()
        elif self is _session_loop:
            _morelia.schedule_loop()

    def _write_to_self(self):
        self._new_work()

    def _process_events(self, event_list):
        pass

    def seconds_to_work(self):
        """Seconds until something can run: 0 for now, None for nothing."""
        if self._ready:
            return 0.0
        times = [timer._when for timer in self._scheduled if not timer._cancelled]
        return max(0.0, min(times) - self.time()) if times else None


def run_nested(loop, awaitable):
    """Runs an awaitable to its end inside a task or callback of a running loop.

    The loop goes on meanwhile, so other tasks and timers run. The fiber must
    be able to block. Gives the result, or raises what the awaitable raises.

    >>> async def main(): return run_nested(asyncio.get_running_loop(), asyncio.sleep(1, "done"))
    """
    task = asyncio.ensure_future(awaitable, loop=loop)
    current = asyncio.tasks._swap_current_task(loop, None)
    try:
        while not task.done():
            loop._run_once()
    except BaseException:
        task.cancel()
        raise
    finally:
        asyncio.tasks._swap_current_task(loop, current)
    return task.result()


_asyncio_run = asyncio.run


@functools.wraps(_asyncio_run)
def run(main, *, debug=None, loop_factory=None):
    loop = events._get_running_loop()
    if not isinstance(loop, MoreliaLoop) or not _morelia.can_block():
        return _asyncio_run(main, debug=debug, loop_factory=loop_factory)
    if not asyncio.iscoroutine(main):
        raise ValueError(f"a coroutine was expected, got {main!r}")
    return run_nested(loop, main)


_PolicyBase = getattr(events, "_BaseDefaultEventLoopPolicy", None) or events.BaseDefaultEventLoopPolicy


class MoreliaPolicy(_PolicyBase):
    """Makes asyncio use :class:`MoreliaLoop`; the session's loop by default.

    >>> type(MoreliaPolicy().new_event_loop()).__name__
    'MoreliaLoop'
    """

    _loop_factory = MoreliaLoop

    def get_event_loop(self):
        """The loop that was set, or else, in the main thread, the session's."""
        if threading.current_thread() is not threading.main_thread():
            return super().get_event_loop()
        loop = getattr(self._local, "_loop", None)
        return session_loop() if loop is None or loop.is_closed() else loop


_session_loop = None

#: The tasks that cells run in.
cell_tasks = weakref.WeakSet()


def session_loop():
    """The loop that cells and callbacks share; made when it is first needed."""
    global _session_loop
    if _session_loop is None or _session_loop.is_closed():
        _session_loop = MoreliaLoop()
        _session_loop.set_exception_handler(_report_context)
    return _session_loop


def _report_context(loop, context):
    """Tells the host of an exception in a task that nobody awaits."""
    error = context.get("exception")
    if error is None:
        text = context.get("message", "unknown error in the event loop")
        _morelia.report_error("RuntimeError", text, f"RuntimeError: {text}\n")
    else:
        errors.report_unhandled(error, context.get("message"))


def run_cell(coroutine):
    """Runs a cell's coroutine on the session's loop; gives its value.

    When the cell is interrupted, its task is cancelled, so that its ``finally``
    blocks run before the next cell.
    """
    loop = session_loop()
    if not _morelia.can_block():
        coroutine.close()
        raise RuntimeError(_CANNOT_BLOCK)
    if loop.is_running():
        return loop.run_until_complete(coroutine)
    task = loop.create_task(coroutine)
    task._log_destroy_pending = False
    cell_tasks.add(task)
    try:
        return loop.run_until_complete(task)
    except KeyboardInterrupt as error:
        if not task.done():
            trace = error.__traceback__
            _cancel(loop, task)
            error.__traceback__ = trace
        raise
    finally:
        if task.done() and not task.cancelled():
            # It is raised to the caller; asyncio need not warn of it.
            task.exception()


def _cancel(loop, task):
    """Cancels a task and lets it end, but not for longer than a moment."""
    task.cancel()
    try:
        loop.run_until_complete(asyncio.wait([task], timeout=1))
    except (KeyboardInterrupt, SystemExit, RuntimeError):
        pass


def run_ready(max_seconds=0.01):
    """Runs what the session's loop has ready, without blocking.

    The host calls it when callbacks of the page may have added work while no
    fiber runs. Gives the seconds until it should be called again: 0 when the
    time was up, None when no timer is set or another loop is running.

    >>> run_ready() is None
    True
    """
    loop = _session_loop
    if loop is None or loop.is_closed() or loop.is_running() or events._get_running_loop() is not None:
        return None
    end = loop.time() + max_seconds
    while True:
        left = loop.seconds_to_work()
        if left is None or left > 0:
            return left
        try:
            if not loop.poll():
                return None
        except (KeyboardInterrupt, SystemExit) as error:
            # A task raised it, and there is no cell to raise it in.
            errors.report_unhandled(error)
        if loop.time() >= end:
            return loop.seconds_to_work()


def start_task(awaitable):
    """Starts an awaitable on the running loop or the session's; gives the task.

    For callbacks that are ``async`` functions: what they raise is reported, once.
    """
    loop = events._get_running_loop() or session_loop()
    task = asyncio.ensure_future(awaitable, loop=loop)
    task.add_done_callback(_report_task)
    return task


def _report_task(task):
    if not task.cancelled() and task.exception() is not None:
        errors.report_unhandled(task.exception())


def install():
    """Makes :class:`MoreliaLoop` the loop of asyncio. Importing this does it."""
    policy = MoreliaPolicy()
    if hasattr(events, "_set_event_loop_policy"):
        events._set_event_loop_policy(policy)
        # RustPython's get_event_loop() asks the public function, which warns of
        # itself. Not needed any more when the test of get_event_loop passes without.
        asyncio.get_event_loop_policy = events._get_event_loop_policy
    else:
        asyncio.set_event_loop_policy(policy)
    asyncio.EventLoop = MoreliaLoop
    asyncio.run = asyncio.runners.run = run
    # What `set_event_loop_policy(None)` goes back to.
    asyncio.unix_events._DefaultEventLoopPolicy = MoreliaPolicy


__all__ = [
    "MoreliaLoop", "MoreliaPolicy", "cell_tasks", "install", "loops", "run", "run_cell", "run_nested", "run_ready",
    "session_loop", "start_task",
]

install()
