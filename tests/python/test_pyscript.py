"""The modules that PyScript made known."""

import asyncio
import time

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    import pyscript
    from pyodide.ffi import JsException, jsnull, wrappers
    from pyscript import HTML, Event, display, document, ffi, fetch, storage, when, window


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except BaseException as error:
        return error
    return None


class Scene:
    """Some HTML in the page, for a while."""

    def __init__(self, html):
        self.root = js.document.createElement("div")
        self.root.innerHTML = html

    def __enter__(self):
        js.document.body.append(self.root)
        return self.root

    def __exit__(self, *_):
        self.root.remove()


def test_names():
    for name in pyscript.__all__:
        assert hasattr(pyscript, name), name
    assert window.document == document and pyscript.RUNNING_IN_WORKER is False
    assert pyscript.config == {} and pyscript.current_target() is None
    assert "Thread" in str(raised(pyscript.PyWorker, "x.py"))
    assert type(raised(getattr, pyscript.js_modules, "x")) is AttributeError
    assert type(raised(asyncio.run, pyscript.js_import("x.js"))) is NotImplementedError


def test_everything_is_documented():
    import importlib

    names = ["display", "events", "fetch", "ffi", "fs", "media", "storage", "util", "web", "websocket", "workers"]
    modules = [importlib.import_module("pyscript." + name) for name in names]
    modules += [importlib.import_module(name) for name in ("pyodide.code", "pyodide.ffi", "pyodide.ffi.wrappers", "morelia")]
    for module in modules:
        assert module.__doc__ and ">>>" in module.__doc__, module
        for name in module.__all__:
            value = getattr(module, name)
            if callable(value) and not isinstance(value, pyscript.util.NotSupported):
                assert value.__doc__, (module, name)
            for method, function in vars(value).items() if isinstance(value, type) else ():
                if not method.startswith("_") and callable(function):
                    assert function.__doc__, (module, name, method)


def test_wrappers():
    seen = []
    target = js.EventTarget.new()
    wrappers.add_event_listener(target, "x", seen.append)
    wrappers.add_event_listener(target, "x", seen.append)
    target.dispatchEvent(js.Event.new("x"))
    assert len(seen) == 1
    wrappers.remove_event_listener(target, "x", seen.append)
    target.dispatchEvent(js.Event.new("x"))
    assert len(seen) == 1
    wrappers.add_event_listener(target, "y", seen.append, {"once": True})
    target.dispatchEvent(js.Event.new("y"))
    target.dispatchEvent(js.Event.new("y"))
    assert len(seen) == 2


def test_timers():
    seen = []
    wrappers.clear_timeout(wrappers.set_timeout(lambda: seen.append("never"), 1))
    wrappers.set_timeout(lambda: seen.append("once"), 1)
    ticking = wrappers.set_interval(lambda: seen.append("tick"), 1)
    deadline = time.monotonic() + 5
    while (seen.count("tick") < 3 or "once" not in seen) and time.monotonic() < deadline:
        time.sleep(0.002)
    wrappers.clear_interval(ticking)
    count = len(seen)
    time.sleep(0.02)
    assert seen.count("tick") >= 3 and seen.count("once") == 1 and "never" not in seen
    assert len(seen) == count


def test_when():
    with Scene("<button id=a class=b>1</button><button class=b>2</button>") as root:
        seen = []

        @when("click", "button.b")
        def clicked(event):
            seen.append(event.target.textContent)

        @when("click", root.querySelector("#a"), once=True)
        def without_event():
            seen.append("once")

        for button in root.children:
            button.click()
            button.click()
        assert seen == ["1", "once", "1", "2", "2"], seen
        assert clicked.__name__ == "clicked"
        assert when("click", "#a", handler=clicked) is clicked


def test_when_refuses():
    assert type(raised(when("click"), print)) is ValueError
    assert type(raised(when(5, "body"), print)) is TypeError
    import warnings

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        when("click", "no-such-element")(print)
    assert "no-such-element" in str(told[0].message)


def test_async_handlers_run_as_tasks():
    target, seen = js.EventTarget.new(), []

    @when("x", target)
    async def heard(event):
        await asyncio.sleep(0.001)
        seen.append(event.type)

    async def main():
        target.dispatchEvent(js.Event.new("x"))
        await asyncio.sleep(0.03)

    asyncio.run(main())
    assert seen == ["x"]


def test_own_events():
    seen, arrived = [], Event()
    arrived.add_listener(seen.append)
    arrived.add_listener(seen.append)

    @when(arrived)
    def no_argument():
        seen.append("none")

    arrived.trigger(1)
    assert seen == [1, "none"]
    arrived.remove_listener(seen.append)
    arrived.trigger(2)
    assert seen == [1, "none", "none"]
    arrived.remove_listener()
    arrived.trigger(3)
    assert len(seen) == 3 and type(raised(arrived.add_listener, 5)) is ValueError


def test_display():
    with Scene("<div id=out>old</div>") as root:
        out = root.firstChild
        display("a <b>", target="out", append=False)
        assert out.innerHTML == "<div>a &lt;b&gt;</div>"
        display(HTML("<i>c</i>"), 5, target="#out")
        assert [child.innerHTML for child in out.children][1:] == ["<i>c</i>", "5"]
        display(js.document.createElement("hr"), target=out, append=False)
        assert out.innerHTML == "<hr>"

        class Picture:
            def _repr_svg_(self):
                return "<svg></svg>"

        display(Picture(), target="out", append=False)
        assert out.querySelector("svg").namespaceURI == "http://www.w3.org/2000/svg"
    assert "no element" in str(raised(display, 1, target="nowhere"))
    assert type(raised(display, 1, target="")) is ValueError
    assert type(raised(display, 1, target=5)) is TypeError


def test_ffi():
    assert js.JSON.stringify(ffi.to_js({"a": {"b": [1]}})) == '{"a":{"b":[1]}}'
    assert ffi.is_none(None) and ffi.is_none(jsnull) and not ffi.is_none(0)
    target = js.Object.new()
    assert ffi.assign(target, {"a": 1}, js.JSON.parse('{"b": 2}')) == target
    assert js.JSON.stringify(target) == '{"a":1,"b":2}'
    assert ffi.gather(target, "a", "b") == [1, 2]
    assert ffi.query(js.document, "body.tagName") == "BODY" and ffi.direct(target) is target


def test_util():
    from pyscript import util

    assert util.as_bytearray(js.Uint8Array.of(1, 2)) == bytearray(b"\x01\x02")
    assert type(raised(util.as_bytearray, b"")) is TypeError

    async def wait():
        pass

    assert util.is_awaitable(wait) and util.is_awaitable(js.Promise.resolve(1))
    assert not util.is_awaitable(print) and not util.is_awaitable(js.document)


def test_fetch():
    async def main():
        response = await fetch(js.document.URL)
        text = await response.text()
        assert response.ok and response.status == 200 and await fetch(js.document.URL).text() == text
        assert (await fetch(js.document.URL).bytearray()).decode() == text
        assert (await fetch(js.document.URL).arrayBuffer()).byteLength == len(text.encode())
        assert (await fetch(js.document.URL).blob()).size == len(text.encode())
        assert (await fetch("/no-such-page")).status == 404
        return text

    assert asyncio.run(main()).startswith("<")


def test_storage():
    async def main():
        store = await storage("test store/1")
        store.clear()
        values = {"a": 1, "b": [1, {"c": None}], "d": b"x", "e": bytearray(b"y"), "f": "\ud800", "g": 1.5}
        store.update(values)
        store["m"] = memoryview(b"z")
        await store.sync()
        again = await storage("test store/1")
        assert dict(again) == values | {"m": bytearray(b"z")}, again
        assert type(raised(store.__setitem__, "x", object())) is TypeError
        assert type(raised(store.__setitem__, 5, 1)) is TypeError
        assert type(raised(store.update, x=[{"y": {1, 2}}])) is TypeError
        again.clear()
        await again.sync()
        assert not await storage("test store/1") and not await storage("other")

    asyncio.run(main())
    assert type(raised(asyncio.run, storage(""))) is ValueError


def test_a_storage_runs_nothing():
    import os
    import pickle

    class Evil:
        def __reduce__(self):
            return os.getpid, ()

    path = os.path.expanduser("~/.local/share/pyscript/storage/evil.pickle")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        pickle.dump({"x": Evil()}, file)
    assert type(raised(asyncio.run, storage("evil"))) is pickle.UnpicklingError
    os.remove(path)


def test_websockets_refuse():
    socket = pyscript.WebSocket
    assert type(raised(socket, url="ws://127.0.0.1:9", unknown=print)) is TypeError
    assert isinstance(raised(socket, url="ftp://a.test/"), JsException)
    event = pyscript.websocket.WebSocketEvent(js.MessageEvent.new("message", data=js.Uint8Array.of(1).buffer))
    assert event.data == b"\x01" and event.type == "message"


def test_websockets():
    heard = []

    async def main():
        closed = asyncio.get_running_loop().create_future()

        def hear(event):
            heard.append(event.data)

        async def end(event):
            await asyncio.sleep(0)
            closed.set_result((event.code, event.reason, event.wasClean))

        address = js.location.origin.replace("http:", "ws:") + "/_ws/echo"
        socket = pyscript.WebSocket(url=address, protocols=["green", "tree"], onmessage=hear, onclose=end)
        opened = asyncio.get_running_loop().create_future()
        socket.onopen = lambda event: opened.set_result(event.type)
        assert socket.readyState == socket.CONNECTING
        assert await opened == "open" and socket.readyState == socket.OPEN
        assert socket.protocol == "green" and socket.url == address
        for message in ("text \u00e9", b"bytes", bytearray(b"more"), js.Uint8Array.of(1, 2)):
            socket.send(message)
        while len(heard) < 4:
            await asyncio.sleep(0.005)
        assert heard[0] == "text \u00e9" and [bytes(data) for data in heard[1:]] == [b"bytes", b"more", b"\1\2"]
        socket.send("close 3001 that is all")
        assert await closed == (3001, "that is all", True) and socket.readyState == socket.CLOSED

        ended = asyncio.get_running_loop().create_future()
        socket = pyscript.WebSocket(url=address, onclose=lambda event: ended.set_result(event.code))
        socket.onopen = lambda event: socket.close(3002, "bye")
        assert await ended == 3002

    asyncio.run(asyncio.wait_for(main(), 20))


def test_media():
    async def main():
        stream = await pyscript.media.Device.request_stream(audio=True)
        assert sorted(track.kind for track in stream.getTracks()) == ["audio", "video"]
        devices = await pyscript.media.list_devices()
        for device in devices:
            assert device["kind"] == device.kind and isinstance(device.id, str)
        assert {"audioinput", "videoinput"} <= {device.kind for device in devices}
        camera = next(device for device in devices if device.kind == "videoinput")
        own = await camera.get_stream()
        assert [track.kind for track in own.getTracks()] == ["video"] and camera.label
        for track in [*stream.getTracks(), *own.getTracks()]:
            track.stop()
        assert not own.active

    asyncio.run(asyncio.wait_for(main(), 30))
    assert type(raised(asyncio.run, pyscript.media.Device.request_stream(video=False))) is ValueError


def test_mounted_folders():
    import os

    async def main():
        root = await js.navigator.storage.getDirectory()
        folder = await root.getDirectoryHandle("pyscript-test", create=True)
        path = "/tmp/pyscript-mount"
        await pyscript.fs.mount(path, handle=folder)
        os.makedirs(path + "/inner", exist_ok=True)
        with open(path + "/inner/a.txt", "w") as file:
            file.write("kept")
        await pyscript.fs.sync(path)
        await pyscript.fs.unmount(path)
        assert not os.path.exists(path)
        await pyscript.fs.mount(path, mode="read", handle=folder)
        with open(path + "/inner/a.txt") as file:
            assert file.read() == "kept"
        try:
            await pyscript.fs.sync(path)
        except PermissionError:
            pass
        else:
            raise AssertionError("a folder that is only read was written")
        await pyscript.fs.unmount(path)
        await root.removeEntry("pyscript-test", recursive=True)

    asyncio.run(main())
    assert type(raised(asyncio.run, pyscript.fs.sync("/nowhere"))) is KeyError


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
