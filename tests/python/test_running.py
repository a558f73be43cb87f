"""What the list of running things names, and that each can be stopped alone."""

import asyncio
import threading
import time

from _morelia_lib import console, running


def listed(kind):
    return [one for one in running.running(console.current()) if one["kind"] == kind]


def wait_until(true, what):
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.01)


def test_a_thread_is_listed_by_its_name_and_stopped_alone():
    ended = []

    def work(name):
        try:
            while True:
                time.sleep(0.01)
        except KeyboardInterrupt:
            ended.append(name)

    threads = [threading.Thread(target=work, args=(name,), name=name, daemon=True) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    names = {one["name"]: one["id"] for one in listed("thread")}
    assert {"one", "two"} <= set(names), names
    assert running.stop(names["two"])
    wait_until(lambda: ended, "the second thread goes on")
    assert ended == ["two"]
    assert "one" in {one["name"] for one in listed("thread")}
    assert running.stop(names["one"])
    threads[0].join(10)
    assert ended == ["two", "one"]
    assert not running.stop(names["one"])


def test_a_task_is_listed_by_its_coroutine_and_cancelled():
    async def sleeper():
        await asyncio.sleep(1000)

    async def main():
        task = asyncio.ensure_future(sleeper())
        named = asyncio.create_task(sleeper(), name="nap")
        await asyncio.sleep(0)
        names = {one["name"]: one["id"] for one in listed("task")}
        first = next(name for name in names if name.endswith("sleeper") and not name.startswith("nap"))
        assert any(name.startswith("nap: ") for name in names), names
        assert running.stop(names[first])
        await asyncio.wait([task], timeout=5)
        assert task.cancelled() and not named.done()
        named.cancel()

    asyncio.run(main())


def test_what_is_gone_cannot_be_stopped():
    assert not running.stop("fiber 999999999")
    assert not running.stop("task 1")
    assert not running.stop("nonsense")
    assert not running.stop("fiber x")
