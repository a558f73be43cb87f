"""The event loop."""

import sys
import time

from fake_morelia import Host
from test_execute import check, fresh, plain, trace


def test_asyncio_uses_it():
    assert plain("import asyncio\ntype(asyncio.new_event_loop()).__name__") == "'MoreliaLoop'"
    assert plain("import asyncio\nasync def f(): return type(asyncio.get_running_loop()).__name__\nasyncio.run(f())") == "'MoreliaLoop'"
    assert plain("import asyncio\nfrom _morelia_lib.loop import session_loop\nasyncio.get_event_loop() is session_loop()") == "True"


def test_waiting():
    _, host = check("import asyncio\nasync def f():\n    await asyncio.gather(*[asyncio.sleep(0.02) for _ in range(3)])\nasyncio.run(f())")
    assert any(timeout and 0 < timeout < 0.021 for timeout in host.waits), host.waits


def test_concurrency_tools():
    code = """
import asyncio
async def worker(queue, out):
    while (item := await queue.get()) is not None:
        out.append(item * 2)
async def main():
    queue, out = asyncio.Queue(), []
    async with asyncio.TaskGroup() as group:
        group.create_task(worker(queue, out))
        for item in (1, 2, 3, None):
            await queue.put(item)
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(10)
    except TimeoutError:
        out.append("late")
    out.append(await asyncio.to_thread(lambda: "elsewhere"))
    return out
"""
    assert plain(code + "asyncio.run(main())") == "[2, 4, 6, 'late', 'elsewhere']"
    assert plain(code + "await main()") == "[2, 4, 6, 'late', 'elsewhere']"


def test_tasks_outlive_cells():
    from _morelia_lib import loop

    console = fresh()
    check("import asyncio\nseen = []\n"
          "async def later():\n    for i in range(3):\n        await asyncio.sleep(0.005)\n        seen.append(i)\n"
          "async def start():\n    return asyncio.ensure_future(later())\n"
          "task = await start()", console)
    seen = console.namespace["seen"]
    with Host(can_block=False):
        deadline = time.monotonic() + 5
        while not console.namespace["task"].done() and time.monotonic() < deadline:
            left = loop.run_ready(0.01)
            assert left is not None or console.namespace["task"].done()
            time.sleep(left or 0)
    assert seen == [0, 1, 2]
    assert console.namespace["task"].done()


def test_run_ready_has_a_budget():
    from _morelia_lib import loop

    with Host(can_block=False) as host:
        count = []
        session = loop.session_loop()

        def again():
            count.append(1)
            if len(count) < 100_000:
                session.call_soon(again)

        session.call_soon(again)
        assert host.is_scheduled
        assert loop.run_ready(0.005) == 0.0
        assert 1 < len(count) < 100_000
        count[:] = [1] * 100_000
        while loop.run_ready(0.01) is not None:
            pass


def test_callback_during_a_wait_wakes():
    from _morelia_lib import loop

    with Host() as host:
        session = loop.session_loop()
        future = session.create_future()
        # As a callback of the page does while the fiber is suspended.
        host.on_wait = lambda: future.done() or future.set_result("from the page")
        assert session.run_until_complete(future) == "from the page"
    assert host.waits == [None]


def test_no_blocking():
    reply, host = check("import asyncio\nasync def f(): pass\nasyncio.run(f())", can_block=False)
    assert "JavaScript waits" in reply["error"]["message"], reply
    assert host.stderr == "", host.stderr


def test_interrupt_while_waiting():
    code = ("import asyncio\nlog = []\n"
            "async def inner():\n    try:\n        await asyncio.sleep(100)\n    finally:\n        log.append('cleaned')\n"
            "async def outer():\n    await inner()\n")

    def interrupted(console, code):
        count = []

        def interrupt():
            count.append(1)
            if len(count) == 1:
                raise KeyboardInterrupt

        with Host() as host:
            host.on_wait = interrupt
            return console.handle({"op": "execute", "code": code})

    for ending in ("await outer()", "asyncio.run(outer())"):
        console = fresh()
        reply = interrupted(console, code + ending)
        text = reply["error"]["traceback"]
        assert reply["error"]["name"] == "KeyboardInterrupt", reply
        assert f'line 10, in <module>\n    {ending}\n' in text, text
        assert 'line 5, in inner\n    await asyncio.sleep(100)\n' in text, text
        assert "base_events" not in text and "_morelia_lib" not in text, text
        assert console.namespace["log"] == ["cleaned"]


def test_exception_nobody_awaits_is_reported():
    with Host() as host:
        console = fresh()
        console.handle({"op": "execute", "code": "import asyncio\n"
                        "async def bad():\n    raise KeyError('lost')\n"
                        "async def start():\n    from _morelia_lib.loop import start_task\n    start_task(bad())\n    await asyncio.sleep(0.001)\n"
                        "await start()"})
        from _morelia_lib import loop

        loop.session_loop().call_soon(lambda: 1 / 0)
        while loop.run_ready() is not None:
            pass
    names = [error[0] for error in host.errors]
    assert names == ["KeyError", "ZeroDivisionError"], host.errors
    assert 'in bad\n    raise KeyError' in host.errors[0][2]


def test_what_is_missing_says_so():
    for code in ("await asyncio.open_connection('x', 1)",
                 "await asyncio.create_subprocess_shell('ls')",
                 "asyncio.get_running_loop().add_reader(0, print)"):
        reply, _ = check(f"import asyncio\nasync def f():\n    {code}\nawait f()")
        assert reply["error"]["name"] == "NotImplementedError", reply
        assert "a web page" in reply["error"]["message"]


def test_signals_reach_the_loop():
    code = """
import asyncio, signal
async def main():
    loop, came, out = asyncio.get_running_loop(), asyncio.Event(), []
    loop.add_signal_handler(signal.SIGALRM, came.set)
    signal.raise_signal(signal.SIGALRM)
    out.append(came.is_set())
    await asyncio.wait_for(came.wait(), 5)
    out += [loop.remove_signal_handler(signal.SIGALRM) for _ in range(2)]
    out.append(signal.getsignal(signal.SIGALRM) is signal.SIG_DFL)
    for wrong in (0, 1000, "SIGALRM"):
        try:
            loop.add_signal_handler(wrong, print)
        except (ValueError, TypeError) as error:
            out.append(type(error).__name__)
    return out
"""
    assert plain(code + "asyncio.run(main())") == "[False, True, False, True, 'ValueError', 'ValueError', 'TypeError']"


def test_signals_end_the_loops_waiting():
    if sys.platform != "emscripten":
        return
    code = """
import asyncio, signal
loop, came = asyncio.get_running_loop(), asyncio.Event()
loop.add_signal_handler(signal.SIGALRM, came.set)
signal.setitimer(signal.ITIMER_REAL, 0.02)
await asyncio.wait_for(came.wait(), 5)
loop.remove_signal_handler(signal.SIGALRM)
"""
    assert plain(code) == "True"


def test_async_generators():
    code = ("async def numbers():\n    for i in range(3):\n        yield i\n"
            "[i async for i in numbers()]")
    assert plain(code) == "[0, 1, 2]"


def test_import_of_asyncio_adapts_it():
    import asyncio

    from _morelia_lib import console, loop

    console.current()
    assert asyncio.EventLoop is loop.MoreliaLoop


def test_get_event_loop_gives_the_sessions_loop_without_a_warning():
    import asyncio
    import warnings

    from _morelia_lib.loop import session_loop

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert asyncio.get_event_loop() is session_loop()
        assert asyncio.Future().get_loop() is session_loop()
    assert not caught, caught[0].message
