"""Promises awaited in Python, and Python coroutines as promises."""

import asyncio

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from pyodide.ffi import JsException, can_run_sync, run_sync


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except BaseException as error:
        return error
    return None


def later(value, milliseconds=5):
    """A promise that takes a while."""
    resolvers = js.Promise.withResolvers()
    js.setTimeout(lambda: resolvers.resolve(value), milliseconds)
    return resolvers.promise


def test_awaiting():
    async def main():
        assert await js.Promise.resolve(5) == 5
        assert await later("late") == "late"
        assert await js.Promise.resolve(None) is None
        return await later(await later(1))

    assert asyncio.run(main()) == 1


def test_rejections():
    async def main():
        try:
            await js.Promise.reject(js.RangeError.new("too far"))
        except JsException as error:
            return error

    error = asyncio.run(main())
    assert error.name == "RangeError" and str(error) == "RangeError: too far"


def test_only_thenables_are_awaitable():
    async def main():
        await js.Object.new()

    assert type(raised(asyncio.run, main())) is TypeError


def test_run_sync():
    assert can_run_sync()
    assert run_sync(later("value")) == "value"
    error = raised(run_sync, js.Promise.reject(js.Error.new("no")))
    assert isinstance(error, JsException) and error.message == "no"

    async def answer():
        return await later(42)

    assert run_sync(answer()) == 42
    assert type(raised(run_sync, 5)) is TypeError


def test_run_sync_inside_a_running_loop():
    order = []

    async def other():
        await asyncio.sleep(0.001)
        order.append("other")

    async def main():
        task = asyncio.create_task(other())
        order.append(run_sync(asyncio.sleep(0.02, "slept")))
        order.append(run_sync(later("promised")))
        await task

    asyncio.run(main())
    assert order == ["other", "slept", "promised"], order


def test_awaiting_leaves_no_proxies():
    from _morelia_ffi import live_proxies

    async def main():
        for _ in range(20):
            await js.Promise.resolve(1)

    asyncio.run(main())
    before = live_proxies()["py_proxies"]
    asyncio.run(main())
    assert live_proxies()["py_proxies"] <= before


def test_several_at_once():
    async def main():
        return await asyncio.gather(*[later(number, 10 - number) for number in range(5)])

    assert asyncio.run(main()) == [0, 1, 2, 3, 4]


def test_tasks_run_while_a_promise_is_awaited():
    order = []

    async def ticker():
        for number in range(3):
            order.append(number)
            await asyncio.sleep(0.001)

    async def main():
        task = asyncio.create_task(ticker())
        order.append(await later("done", 50))
        await task

    asyncio.run(main())
    assert order == [0, 1, 2, "done"]


def test_cancelling_what_awaits_a_promise():
    async def main():
        task = asyncio.ensure_future(wait())
        await asyncio.sleep(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            return "cancelled"

    async def wait():
        await later("never", 20)

    assert asyncio.run(main()) == "cancelled"
    run_sync(later(None, 30))


def test_then_catch_and_finally():
    seen = []
    promise = js.Promise.resolve(1).then(lambda value: value + 1).finally_(lambda: seen.append("end"))
    assert run_sync(promise) == 2 and seen == ["end"]
    assert run_sync(js.Promise.reject(5).catch(lambda reason: reason * 2)) == 10


def test_async_functions_give_promises():
    async def double(value, *_):
        await asyncio.sleep(0.001)
        return value * 2

    async def main():
        promises = js.Array.of(1, 2).map(double)
        assert isinstance(promises[0], js.Promise)
        return list(await js.Promise.all(promises))

    assert asyncio.run(main()) == [2, 4]


def test_async_functions_reject():
    error = ValueError("from a coroutine")

    async def fail(*_):
        raise error

    async def main():
        await js.Array.of(1).map(fail)[0]

    assert raised(asyncio.run, main()) is error


def test_python_awaitables_are_thenables():
    async def main():
        future = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.001, future.set_result, 7)
        return await js.Promise.resolve(future)

    assert asyncio.run(main()) == 7


def test_blocking_where_javascript_waits():
    def block(*_):
        assert not can_run_sync()
        return str(raised(run_sync, js.Promise.resolve(1)))

    assert "cannot block here" in js.Array.of(1).map(block)[0]


def test_fetch():
    async def main():
        response = await js.fetch(js.document.URL)
        return (await response.text()).strip()

    assert asyncio.run(main()).startswith("<")


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
