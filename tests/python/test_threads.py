"""Threads are fibers: they block, take turns, and end in any order."""

import asyncio
import queue
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor


def test_threads_sleep_at_the_same_time():
    done = []

    def work(seconds):
        time.sleep(seconds)
        done.append(seconds)

    threads = [threading.Thread(target=work, args=(seconds,)) for seconds in (0.3, 0.1, 0.2)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [0.1, 0.2, 0.3]
    assert time.monotonic() - began < 0.58


def test_a_thousand_threads():
    total = []
    gate = threading.Event()

    def work(number):
        gate.wait()
        total.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1000)]
    for thread in threads:
        thread.start()
    assert threading.active_count() >= 1001
    gate.set()
    for thread in threads:
        thread.join()
    assert sorted(total) == list(range(1000))


def test_a_loop_without_end_lets_others_go_on():
    stop = []

    def spin():
        while not stop:
            pass

    thread = threading.Thread(target=spin)
    thread.start()
    time.sleep(0.05)
    stop.append(True)
    thread.join(5)
    assert not thread.is_alive()


def test_a_queue_connects_threads():
    numbers = queue.Queue(maxsize=2)

    def produce():
        for number in range(20):
            numbers.put(number)
        numbers.put(None)

    threading.Thread(target=produce).start()
    seen = list(iter(numbers.get, None))
    assert seen == list(range(20))
    try:
        numbers.get(timeout=0.02)
    except queue.Empty:
        pass
    else:
        raise AssertionError("an empty queue gave something")


def test_executors():
    def square(number):
        time.sleep(0.05)
        return number * number

    began = time.monotonic()
    with ThreadPoolExecutor(20) as executor:
        assert list(executor.map(square, range(20))) == [n * n for n in range(20)]
    assert time.monotonic() - began < 0.6
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(lambda: 1 / 0)
        assert isinstance(future.exception(), ZeroDivisionError)


def test_conditions_barriers_and_semaphores():
    barrier = threading.Barrier(3)
    order, condition, ready = [], threading.Condition(), []
    limit, inside, most = threading.Semaphore(2), [], []

    def work(number):
        with limit:
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.01)
            inside.remove(number)
        barrier.wait()
        with condition:
            condition.wait_for(lambda: ready)
            order.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    assert order == [] and max(most) == 2
    with condition:
        ready.append(True)
        condition.notify_all()
    for thread in threads:
        thread.join()
    assert sorted(order) == [0, 1, 2]


def test_locks_keep_their_rules():
    lock, again = threading.Lock(), threading.RLock()
    assert lock.acquire() and not lock.acquire(blocking=False)
    assert not lock.acquire(timeout=0.01)
    lock.release()
    for wrong, error in ((lock.release, RuntimeError), (again.release, RuntimeError),
                         (lambda: lock.acquire(False, 1), ValueError),
                         (lambda: lock.acquire(True, -3), ValueError)):
        try:
            wrong()
        except error:
            pass
        else:
            raise AssertionError(wrong)
    with again, again:
        held = []
        thread = threading.Thread(target=lambda: held.append(again.acquire(blocking=False)))
        thread.start()
        thread.join()
        assert held == [False]
    assert "unlocked" in repr(lock) and "count=0" in repr(again)


def test_each_thread_has_its_own_locals():
    class Local(threading.local):
        def __init__(self, start):
            self.value = start

    local, seen = Local(5), []
    local.value = 6

    def work():
        seen.append(local.value)
        local.value = 7
        seen.append(local.value)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [5, 7] and local.value == 6


def test_a_deadlock_is_an_error():
    if len(threading.enumerate()) > 1:
        return
    first, second = threading.Lock(), threading.Lock()
    failed = []

    def take(one, other):
        try:
            with one:
                time.sleep(0.02)
                with other:
                    pass
        except RuntimeError as error:
            failed.append(str(error))

    thread = threading.Thread(target=take, args=(first, second))
    thread.start()
    take(second, first)
    thread.join()
    # Callbacks that the page holds could still help; then it is Stop that ends it.
    assert len(failed) == 1 and "deadlock" in failed[0], failed


def test_an_error_in_a_thread_goes_to_the_hook():
    seen = []
    before, threading.excepthook = threading.excepthook, lambda args: seen.append(args.exc_type)
    try:
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
    finally:
        threading.excepthook = before
    assert seen == [ZeroDivisionError]


def test_handles_and_the_main_thread():
    import _thread

    assert threading.current_thread() is threading.main_thread()
    handle = _thread.start_joinable_thread(lambda: time.sleep(0.01))
    assert not handle.is_done() and handle.ident != _thread.get_ident()
    handle.join()
    assert handle.is_done()
    for call, message in ((lambda: _thread._ThreadHandle().join(), "not started"),
                          (lambda: threading.current_thread().join(), "current thread")):
        try:
            call()
        except RuntimeError as error:
            assert message in str(error), error
        else:
            raise AssertionError(message)


def test_asyncio_and_threads():
    async def main():
        loop = asyncio.get_running_loop()
        woken = asyncio.Event()
        threading.Timer(0.02, loop.call_soon_threadsafe, [woken.set]).start()
        values = await asyncio.gather(
            asyncio.to_thread(lambda: threading.current_thread() is threading.main_thread()),
            loop.run_in_executor(None, time.sleep, 0.02),
            asyncio.wait_for(woken.wait(), 5),
        )
        return values

    assert asyncio.run(main()) == [False, None, True]
    result = []
    thread = threading.Thread(target=lambda: result.append(asyncio.run(asyncio.sleep(0.01, "own"))))
    thread.start()
    thread.join()
    assert result == ["own"]


def test_run_inside_a_running_loop():
    async def inner():
        await asyncio.sleep(0.01)
        return "inner"

    async def outer():
        ticks = []

        async def tick():
            for _ in range(3):
                await asyncio.sleep(0.002)
                ticks.append(1)

        task = asyncio.ensure_future(tick())
        loop = asyncio.get_running_loop()
        values = [asyncio.run(inner()), loop.run_until_complete(inner())]
        await task
        return values, len(ticks)

    assert asyncio.run(outer()) == (["inner", "inner"], 3)


def test_alarms_and_signals():
    seen = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: seen.append(number))
    try:
        assert signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02) == (0.0, 0.0)
        began = time.monotonic()
        time.sleep(0.1)
        # The handler ran in the middle of the wait, which went on after it.
        assert time.monotonic() - began >= 0.1
        left, interval = signal.setitimer(signal.ITIMER_REAL, 0)
        assert len(seen) >= 2 and 0 < left <= 0.02 and interval == 0.02
        seen.clear()
        signal.setitimer(signal.ITIMER_REAL, 0.02)
        while not seen:
            pass
        signal.setitimer(signal.ITIMER_REAL, 0.02)
        signal.pause()
        assert seen == [signal.SIGALRM] * 2
    finally:
        signal.signal(signal.SIGALRM, before)


def test_a_signal_from_a_thread_reaches_the_main_thread():
    threading.Timer(0.02, signal.raise_signal, [signal.SIGINT]).start()
    began = time.monotonic()
    try:
        time.sleep(5)
    except KeyboardInterrupt:
        pass
    assert time.monotonic() - began < 4


def test_an_interrupt_from_a_thread_that_never_waits_is_raised_at_once():
    import _thread

    def interrupt():
        _thread.interrupt_main()
        for _ in range(100):
            pass

    for _ in range(20):
        thread = threading.Thread(target=interrupt)
        try:
            thread.start()
            thread.join()
        except KeyboardInterrupt:
            thread.join()
        else:
            raise AssertionError("the interrupt came late")


def test_an_interrupt_in_a_finalizer_is_not_lost():
    import _thread

    class Finalized:
        def __del__(self):
            if not done:
                done.append(True)
                _thread.interrupt_main()
                for _ in range(100_000):
                    pass

    done = []
    try:
        value = Finalized()
        del value
        for _ in range(1_000_000):
            pass
    except KeyboardInterrupt:
        return
    raise AssertionError("the interrupt was lost")


def test_a_task_that_the_page_finishes_while_its_run_begins():
    # The loop also runs by itself between executions, in a fiber of its own.
    from _morelia_lib.loop import session_loop

    async def answer():
        return 42

    class Slow(asyncio.Task):
        def add_done_callback(self, callback, *, context=None):
            super().add_done_callback(callback, context=context)
            # As if the page had its turn just here.
            time.sleep(0.05)

    loop = session_loop()
    assert loop.run_until_complete(Slow(answer(), loop=loop)) == 42


def test_a_loop_that_works_by_itself_meanwhile():
    from _morelia_lib.loop import session_loop

    loop, turns, stop = session_loop(), [], []

    async def work():
        while not stop:
            turns.append(sum(range(2000)))
            await asyncio.sleep(0)

    async def answer(number):
        await asyncio.sleep(0)
        return number

    worker = loop.create_task(work())
    try:
        for number in range(100):
            assert loop.run_until_complete(answer(number)) == number
            # Long enough for the loop to work by itself, and be in the middle of it.
            time.sleep(0.002)
    finally:
        stop.append(True)
    loop.run_until_complete(worker)
    assert len(turns) > 100


def test_frames_of_all_threads():
    inside, gate = threading.Event(), threading.Event()

    def wait_here():
        inside.set()
        gate.wait()

    threads = [threading.Thread(target=wait_here) for _ in range(3)]
    for thread in threads:
        thread.start()
    inside.wait()
    try:
        frames = sys._current_frames()
        assert set(frames) >= {thread.ident for thread in threads} | {threading.get_ident()}
        assert frames[threading.get_ident()].f_code.co_name == "test_frames_of_all_threads"
        for thread in threads:
            names, frame = [], frames[thread.ident]
            while frame is not None:
                names.append((frame.f_code.co_name, frame.f_lineno))
                frame = frame.f_back
            assert ("wait_here", wait_here.__code__.co_firstlineno + 2) in names, names
            assert "test_frames_of_all_threads" not in dict(names)
    finally:
        gate.set()
        for thread in threads:
            thread.join()
    assert not set(sys._current_frames()) & {thread.ident for thread in threads}
