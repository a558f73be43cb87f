"""Python functions and objects used from JavaScript, and exceptions both ways."""

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from _morelia_ffi import live_proxies
    from pyodide.ffi import JsException, create_once_callable, create_proxy, jsnull, to_js


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except BaseException as error:
        return error
    return None


def apply(function, *arguments):
    """Calls a function from JavaScript."""
    return js.Reflect.apply(function, None, to_js(arguments, depth=1))


def test_arguments_and_results():
    assert apply(lambda: 5) == 5
    assert apply(lambda *args: args, 1, "a", None, jsnull)[1:] == ("a", None, jsnull)
    assert apply(lambda **kwargs: kwargs) == {}
    assert apply(lambda: None) is None
    assert js.Array.of(1, 2, 3).map(lambda x, *_: x * 10).to_py() == [10, 20, 30]
    assert js.Array.of(3, 1, 2).sort(lambda a, b: a - b).to_py() == [1, 2, 3]
    assert js.Array.of(1, 2, 3).filter(lambda x, *_: x > 1).to_py() == [2, 3]
    thing = object()
    assert apply(lambda: thing) is thing


def test_a_wrong_number_of_arguments():
    error = raised(apply, lambda x: x)
    assert type(error) is TypeError


def test_what_javascript_sees():
    seen = js.Array.of(lambda x: x, {"a": 1}, [1, 2])
    assert js.Object.prototype.toString.call(seen[0]) == "[object Function]"
    holder = js.Object.new()
    holder.f = lambda x: x
    assert js.Reflect.has(holder, "f")
    holder.numbers = [1, 2]
    assert js.Array.isArray(holder.numbers)
    assert js.JSON.stringify(holder.numbers) == "[1,2]"
    assert js.Array.from_(holder.numbers).to_py() == [1, 2]
    assert js.Array.from_({"a": 1}).to_py() == ["a"]
    assert js.Array.from_(iter([1, 2])).to_py() == [1, 2]


def test_attributes_of_python_objects():
    class Thing:
        x = 1

        def double(self, number):
            return number * 2

    thing = Thing()
    assert js.Reflect.get(thing, "x") == 1
    assert js.Reflect.get(thing, "nothing") is None
    js.Reflect.set(thing, "y", 5)
    assert thing.y == 5
    assert js.Reflect.has(thing, "y") and not js.Reflect.has(thing, "z")
    js.Reflect.deleteProperty(thing, "y")
    assert not hasattr(thing, "y")
    assert apply(js.Reflect.get(thing, "double"), 4) == 8
    assert js.Reflect.get([7], "length") == 1 and js.Reflect.get([7], "0") == 7
    assert js.Reflect.get({"a": 1}, "type") == "dict"


def test_methods_of_proxies():
    def method(thing, name, *arguments):
        proxy = create_proxy(thing)
        try:
            return js.Reflect.apply(js.Reflect.get(proxy, name), proxy, to_js(arguments, depth=1))
        finally:
            proxy.destroy()

    book = {"a": 1}
    assert method(book, "get", "a") == 1 and method(book, "get", "b") is None
    method(book, "set", "b", 2)
    assert book == {"a": 1, "b": 2} and method(book, "has", "b")
    method(book, "delete", "b")
    assert book == {"a": 1}
    assert js.JSON.stringify(method([1, [2]], "toJs")) == "[1,[2]]"
    assert method([1], "toString") == "[1]"
    assert method(lambda a, *, b: (a, b), "callKwargs", 1, to_js({"b": 2})) == (1, 2)


def test_the_same_object_has_the_same_proxy():
    def handler():
        pass

    class Thing:
        def method(self):
            pass

    thing = Thing()
    assert js.Object.is_(handler, handler)
    assert js.Object.is_(thing.method, thing.method)
    assert not js.Object.is_(thing.method, Thing().method)


def test_listeners_are_removed():
    seen = []

    class Counter:
        def on_event(self, event):
            seen.append(event.type)

    target, counter = js.EventTarget.new(), Counter()
    target.addEventListener("x", seen.append)
    target.addEventListener("y", counter.on_event)
    target.dispatchEvent(js.Event.new("x"))
    target.dispatchEvent(js.Event.new("y"))
    target.removeEventListener("x", seen.append)
    target.removeEventListener("y", counter.on_event)
    target.dispatchEvent(js.Event.new("x"))
    target.dispatchEvent(js.Event.new("y"))
    assert len(seen) == 2 and seen[1] == "y", seen


def test_prevent_default_works():
    target = js.EventTarget.new()
    target.addEventListener("x", lambda event: event.preventDefault())
    assert target.dispatchEvent(js.Event.new("x", cancelable=True)) is False


def test_create_proxy():
    items = [1]
    proxy = create_proxy(items)
    assert proxy.unwrap() is items and len(proxy) == 1
    holder = js.Object.new()
    holder.items = proxy
    assert holder.items is items
    proxy.destroy()
    error = raised(lambda: js.Reflect.get(proxy, "length"))
    assert isinstance(error, JsException) and "destroyed" in str(error), error
    assert type(raised(proxy.unwrap)) is RuntimeError
    double = create_proxy(lambda x: x * 2)
    assert double(4) == 8
    double.destroy()


def test_create_once_callable():
    calls = []
    once = create_once_callable(calls.append)
    apply(once, 1)
    error = raised(apply, once, 2)
    assert calls == [1] and isinstance(error, JsException) and "once" in str(error)
    assert type(raised(create_once_callable, 5)) is TypeError


def test_destroying_lets_go():
    import weakref

    class Thing:
        pass

    thing = Thing()
    gone = weakref.ref(thing)
    before = live_proxies()["py_proxies"]
    proxy = create_proxy(thing)
    assert live_proxies()["py_proxies"] == before + 1
    proxy.destroy()
    assert live_proxies()["py_proxies"] == before
    del thing, proxy
    assert gone() is None


def test_proxies_of_javascript_objects_are_counted():
    before = live_proxies()["js_proxies"]
    things = [js.Object.new() for _ in range(100)]
    assert live_proxies()["js_proxies"] >= before + 100
    del things
    assert live_proxies()["js_proxies"] <= before


def test_javascript_exceptions():
    error = raised(js.JSON.parse, "{")
    assert type(error) is JsException and isinstance(error, Exception)
    assert error.name == "SyntaxError" and str(error).startswith("SyntaxError: ")
    assert error.message and error.stack and isinstance(error.js_error, js.SyntaxError)
    error = raised(js.document.querySelector, "!")
    assert error.name == "SyntaxError" and isinstance(error.js_error, js.DOMException)
    error = raised(lambda: js.document.createElement("!"))
    assert error.name == "InvalidCharacterError"


def test_python_exceptions_come_back_identical():
    original = ValueError("from Python")

    def fail(*_):
        raise original

    caught = raised(js.Array.of(1).map, fail)
    assert caught is original


def test_javascript_exceptions_pass_through_python_identical():
    seen = []

    def inner(*_):
        try:
            js.JSON.parse("{")
        except JsException as error:
            seen.append(error.js_error)
            raise

    caught = raised(js.Array.of(1).map, inner)
    assert isinstance(caught, JsException) and caught.js_error == seen[0]


def test_python_exceptions_in_javascript():
    def fail(*_):
        raise KeyError("secret")

    rejected = js.Promise.new(fail)
    seen = []
    from pyodide.ffi import run_sync

    def look(reason):
        seen.append(reason)
        seen.append(js.Reflect.get(reason, "name"))
        seen.append(js.Reflect.get(reason, "type"))
        seen.append(js.Reflect.get(reason, "message"))

    run_sync(rejected.catch(look))
    assert type(seen[0]) is KeyError and seen[1] == "PythonError" and seen[2] == "KeyError", seen
    assert "Traceback" in seen[3] and "secret" in seen[3] and ", in fail" in seen[3], seen[3]


def test_anything_may_be_thrown():
    def thrown(value):
        """What Python catches when JavaScript throws a value."""
        throw = js.Promise.reject(value)
        from pyodide.ffi import run_sync
        return raised(run_sync, throw)

    error = thrown("a string")
    assert isinstance(error, JsException) and error.js_error == "a string" and str(error) == "a string"
    assert thrown(5).js_error == 5
    assert thrown(None).js_error is None
    assert thrown(jsnull).js_error is jsnull
    plain = js.Object.new()
    assert thrown(plain).js_error == plain


def test_recursion_through_both_languages_ends_in_an_error():
    def dive(*_):
        return js.Array.of(1).map(dive)

    error = raised(dive)
    assert isinstance(error, (RecursionError, JsException)), repr(error)
    assert "too deep" in str(error), error
    assert js.Math.max(1, 2) == 2, "the interpreter still works"


def test_exit_and_interrupts_pass_through():
    def leave(*_):
        raise SystemExit(3)

    error = raised(js.Array.of(1).forEach, leave)
    assert type(error) is SystemExit and error.code == 3


def test_errors_of_javascript_are_exceptions():
    import traceback

    from pyodide.code import run_js

    error = run_js("Object.assign(new RangeError('far'), {code: 7, cause: 'why'})")
    made = JsException(error)
    assert (made.name, made.message, made.code, made.cause) == ("RangeError", "far", 7, "why")
    assert made.js_error == error and "far" in str(made) and not hasattr(made, "no_such")

    def fail():
        raise made

    assert run_js("f => { try { f() } catch (error) { return error } }")(fail) == error
    thrown = raised(run_js("function inner() { throw Object.assign(new Error('deep'), {code: 5}) }; () => inner()"))
    assert thrown.code == 5 and thrown.__notes__[0].startswith("In JavaScript")
    text = "".join(traceback.format_exception(thrown))
    assert "JsException: Error: deep" in text and "inner" in text, text
    thrown.add_note("mine")
    assert thrown.__notes__[-1] == "mine"


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
