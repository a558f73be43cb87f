"""Event handlers, timers and observers: nobody waits for them, so they may block."""

import threading
import time

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from pyodide.ffi import JsException, can_run_sync, create_once_callable, create_proxy, run_sync


def wait_until(condition, limit=10):
    """Waits for something that another fiber does."""
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def fired(handler, *options):
    """An element whose click event has been handled so far as that takes no waiting."""
    button = js.document.createElement("button")
    button.addEventListener("click", handler, *options)
    button.click()
    return button


def test_a_handler_may_sleep():
    seen = []

    def handler(event):
        seen.append(event.type)
        time.sleep(0.02)
        seen.append(threading.current_thread() is threading.main_thread())

    fired(handler)
    assert seen == ["click"]
    wait_until(lambda: len(seen) == 2)
    assert seen == ["click", True]


def test_what_an_async_handler_raises_is_told_once():
    import _morelia

    told, real = [], _morelia.report_error
    _morelia.report_error = lambda name, message, traceback: told.append((name, message))
    try:

        async def fail(event):
            raise ValueError(event.type)

        fired(fail)
        button = js.document.createElement("button")
        button.onclick = fail
        button.click()
        wait_until(lambda: len(told) == 2)

        async def fail_too(value):
            raise KeyError(value)

        # A promise hands it on.
        assert run_sync(js.Promise.resolve(5).then(fail_too).catch(lambda error: error)).args == (5,)
        time.sleep(0.02)
    finally:
        _morelia.report_error = real
    assert told == [("ValueError", "click")] * 2, told


def test_handlers_of_the_same_event_wait_side_by_side():
    seen = []

    def wait(seconds):
        time.sleep(seconds)
        seen.append(seconds)

    button = js.document.createElement("button")
    for seconds in (0.09, 0.03, 0.06):
        button.addEventListener("click", lambda event, seconds=seconds: wait(seconds))
    button.click()
    wait_until(lambda: len(seen) == 3)
    assert seen == [0.03, 0.06, 0.09]


def test_what_a_handler_does_before_it_waits_counts():
    def handler(event):
        event.preventDefault()
        time.sleep(0.001)

    button = js.document.createElement("button")
    button.addEventListener("click", handler)
    event = js.MouseEvent.new("click", cancelable=True, bubbles=True)
    assert not button.dispatchEvent(event) and event.defaultPrevented


def test_what_a_handler_returns_counts():
    button = js.document.createElement("button")
    button.onclick = lambda event: False
    event = js.MouseEvent.new("click", cancelable=True)
    assert not button.dispatchEvent(event)


def test_an_attribute_handler_may_wait():
    seen = []

    def handler(event):
        seen.append(run_sync(js.Promise.resolve("waited")))

    button = js.document.createElement("button")
    button.onclick = handler
    button.click()
    wait_until(lambda: seen)
    assert seen == ["waited"]


def test_timers_may_wait():
    seen = []

    def ring(name):
        time.sleep(0.01)
        seen.append(name)

    js.setTimeout(ring, 0, "timeout")
    js.setTimeout(create_once_callable(ring), 0, "once")
    js.queueMicrotask(create_proxy(lambda: ring("microtask")))
    wait_until(lambda: len(seen) == 3)
    assert sorted(seen) == ["microtask", "once", "timeout"]


def test_observers_may_wait():
    seen = []

    def changed(records, observer):
        time.sleep(0.01)
        seen.append(len(records))
        observer.disconnect()

    element = js.document.createElement("div")
    js.MutationObserver.new(changed).observe(element, childList=True)
    element.append(js.document.createElement("p"))
    wait_until(lambda: seen)
    assert seen == [1]


def test_the_next_then_gets_what_a_waiting_one_gives():
    def slowly(value):
        time.sleep(0.01)
        return value * 2

    def fail(value):
        time.sleep(0.01)
        raise ValueError(value)

    promise = js.Promise.resolve(4)
    assert run_sync(promise.then(slowly).then(lambda value: value + 1)) == 9
    try:
        run_sync(promise.then(fail))
    except ValueError as error:
        assert error.args == (4,)
    else:
        raise AssertionError("no error")


def test_a_loop_in_a_handler_leaves_others_their_turn():
    seen = []

    def loop(event):
        while not seen:
            pass
        seen.append("looped")

    fired(loop)
    js.setTimeout(lambda: seen.append("timer"), 1)
    wait_until(lambda: len(seen) == 2)
    assert seen == ["timer", "looped"]


def test_a_lock_holds_between_handlers():
    lock = threading.Lock()
    inside = []
    most = []

    def handler(event):
        with lock:
            inside.append(event)
            most.append(len(inside))
            time.sleep(0.002)
            inside.pop()

    button = js.document.createElement("button")
    button.addEventListener("click", handler)
    for _ in range(20):
        button.click()
    wait_until(lambda: len(most) == 20)
    assert set(most) == {1}


def test_a_handler_below_a_plain_call():
    """The plain call and the handler are in Python at once, and the handler outlives the call."""
    seen = []

    def handler(event):
        before = [frame_depth() for _ in range(3)]
        time.sleep(0.01)
        seen.append((before, [frame_depth() for _ in range(3)]))

    def frame_depth():
        return sum(range(10))

    def plain(value, *_):
        fired(handler)
        return value + frame_depth()

    assert list(js.Array.of(1, 2).map(plain)) == [46, 47]
    wait_until(lambda: len(seen) == 2)
    assert seen == [([45] * 3, [45] * 3)] * 2


def test_the_same_function_is_plain_where_javascript_waits():
    def block(*_):
        return can_run_sync()

    assert list(js.Array.of(1).map(block)) == [False]


def test_a_listener_can_be_removed():
    seen = []

    def handler(event):
        seen.append(1)

    button = fired(handler)
    button.removeEventListener("click", handler)
    button.click()
    assert seen == [1]


def test_a_destroyed_handler_says_so():
    proxy = create_once_callable(lambda *_: 1)
    js.Array.of(1).forEach(proxy)
    try:
        js.Promise.resolve(1).then(proxy)
        run_sync(js.Promise.resolve(1).then(proxy))
    except (JsException, ReferenceError) as error:
        assert "destroyed" in str(error)
    else:
        raise AssertionError("no error")


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
