"""JavaScript objects used from Python."""

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from pyodide.ffi import JsCallable, JsException, JsProxy, jsnull, to_js


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except Exception as error:
        return error
    return None


def getter(function):
    """An object whose property ``x`` is computed by a Python function."""
    thing = js.Object.new()
    js.Object.defineProperty(thing, "x", to_js({"get": function, "configurable": True}))
    return thing


def test_attributes():
    thing = js.Object.new()
    thing.x = 1
    assert thing.x == 1 and hasattr(thing, "x") and js.JSON.stringify(thing) == '{"x":1}'
    thing.x = "two"
    assert thing.x == "two"
    del thing.x
    error = raised(lambda: thing.x)
    assert type(error) is AttributeError and error.name == "x" and not hasattr(thing, "x")
    assert type(raised(delattr, thing, "x")) is AttributeError
    assert getattr(thing, "x", 5) == 5


def test_a_property_that_is_undefined_is_none():
    thing = js.Object.new()
    thing.x = None
    assert thing.x is None and hasattr(thing, "x")


def test_keywords_have_a_trailing_underscore():
    thing = js.Object.new()
    thing.class_ = 1
    thing.x_ = 2
    assert js.JSON.stringify(thing) == '{"class":1,"x_":2}'
    assert thing.class_ == 1 and thing.x_ == 2
    assert "class_" in dir(thing) and "x_" in dir(thing)


def test_names_that_no_program_spells():
    thing = js.Object.new()
    for name in ("a b", "", "0", "ä", "\ud800", "new", "to_py", "x" * 10_000):
        js.Reflect.set(thing, name, 7)
    assert getattr(thing, "a b") == 7 and getattr(thing, "ä") == 7 and getattr(thing, "\ud800") == 7
    assert thing.new == 7, "only functions have .new(...)"
    assert thing["to_py"] == 7
    assert not hasattr(thing, "a\0b")


def test_many_names_do_not_confuse_each_other():
    thing = js.Object.new()
    for number in range(3000):
        setattr(thing, f"name{number}", number)
    assert all(getattr(thing, f"name{number}") == number for number in range(3000))


def test_a_method_remembers_its_object():
    push = js.Array.new().push
    assert push("a") == 1 and push("b", "c") == 3
    assert js.document.querySelector.call(js.document, "body") == js.document.body
    from js import setTimeout
    assert isinstance(setTimeout(lambda: None, 0), int)
    assert js.Array.prototype.slice.call(js.Array.of(1, 2), 1).to_py() == [2]


def test_calls_take_any_number_of_arguments():
    for count in range(12):
        assert js.Array.of(*range(count)).to_py() == list(range(count))
    assert js.Math.max(*range(1000)) == 999


def test_keyword_arguments_become_an_object():
    click = js.MouseEvent.new("click", bubbles=True, clientX=5)
    assert click.bubbles is True and click.clientX == 5
    made = js.Object.assign(js.Object.new(), a=1, b="x")
    assert js.JSON.stringify(made) == '{"a":1,"b":"x"}'


def test_new():
    assert js.URL.new("http://a.test/b?c=d").searchParams.get("c") == "d"
    assert js.Date.new(0).getTime() == 0
    assert js.Array.new(3).length == 3
    error = raised(js.Math.max.new)
    assert isinstance(error, JsException) and error.name == "TypeError"


def test_isinstance():
    assert isinstance(js.document.body, js.HTMLElement)
    assert not isinstance(js.document, js.HTMLElement)
    assert not isinstance(5, js.HTMLElement)
    assert isinstance(js.document, JsProxy) and not isinstance(js.document, JsCallable)
    assert isinstance(js.parseInt, JsCallable)
    assert type(raised(isinstance, 5, js.document)) is TypeError


def test_only_functions_are_callable():
    assert callable(js.parseInt) and not callable(js.document)
    assert type(raised(lambda: js.document())) is TypeError


def test_iteration():
    assert list(js.Array.of(1, 2)) == [1, 2]
    assert list(js.Set.new(to_js([1, 2]))) == [1, 2]
    assert [key for key, value in js.Map.new(to_js([["a", 1]]))] == ["a"]
    assert [entry[0] for entry in js.URLSearchParams.new("a=1&b=2")] == ["a", "b"]
    assert list(js.Array.of(7, 8).keys()) == [0, 1]
    assert type(raised(iter, js.Object.new())) is TypeError
    assert list(js.Array.new()) == []


def test_an_array_may_change_while_it_is_walked():
    array, seen = js.Array.of(1, 2), []
    for item in array:
        seen.append(item)
        if len(seen) < 4:
            array.push(item * 10)
    assert seen == [1, 2, 10, 20, 100]
    array, seen = js.Array.of(1, None, 3, 4), []
    for item in array:
        seen.append(item)
        if item == 3:
            array.length = 2
    assert seen == [1, None, 3]


def test_iterators():
    values = js.Array.of(1, 2).values()
    assert next(values) == 1 and next(values) == 2
    assert raised(next, values).__class__ is StopIteration
    assert type(raised(next, js.Object.new())) is TypeError


def test_an_iterator_is_closed_when_the_loop_is_left():
    closed = []
    iterator = to_js({"next": lambda: to_js({"value": 1, "done": False}), "return": lambda *_: closed.append(1)})
    iterable = js.Object.new()
    js.Reflect.set(iterable, js.Symbol.iterator, lambda: iterator)
    for item in iterable:
        break
    assert item == 1 and closed == [1]


def test_length_and_truth():
    assert len(js.Array.of(1, 2)) == 2
    assert len(js.Set.new(to_js([1]))) == 1
    assert type(raised(len, js.Object.new())) is TypeError
    assert type(raised(len, js.parseInt)) is TypeError
    assert js.Object.new() and js.Array.of(0) and js.parseInt and js.document
    assert not js.Array.new() and not js.Map.new() and not js.Uint8Array.new(0)
    assert js.document.createElement("form") and js.document.createElement("select")
    assert not js.document.querySelectorAll("no-such-element")


def test_arrays_are_indexed():
    array = js.Array.of("a", "b", "c")
    assert array[0] == "a" and array[-1] == "c"
    assert array[1:].to_py() == ["b", "c"] and array[::-1].to_py() == ["c", "b", "a"]
    array[1] = "B"
    array[-1] = "C"
    del array[0]
    assert array.to_py() == ["B", "C"]
    for index in (2, -3, 10**20):
        assert type(raised(lambda index=index: array[index])) is IndexError, index
    assert "B" in array and "x" not in array


def test_node_lists_are_indexed():
    root = js.document.createElement("ul")
    root.innerHTML = "<li>a<li>b"
    items = root.querySelectorAll("li")
    assert len(items) == 2 and items[-1].textContent == "b" and items[0] in items
    assert [item.textContent for item in root.children] == ["a", "b"]
    assert type(raised(lambda: items[2])) is IndexError


def test_maps_are_indexed():
    book = js.Map.new()
    book["a"] = 1
    book[2] = None
    assert book["a"] == 1 and book[2] is None and "a" in book and "b" not in book
    error = raised(lambda: book["b"])
    assert type(error) is KeyError and error.args == ("b",)
    del book["a"]
    assert len(book) == 1 and type(raised(book.__delitem__, "a")) is KeyError


def test_plain_objects_are_indexed_by_name():
    thing = js.JSON.parse('{"a b": 1}')
    assert thing["a b"] == 1 and "a b" in thing and "c" not in thing
    thing["c"] = 2
    del thing["a b"]
    assert js.JSON.stringify(thing) == '{"c":2}'
    assert type(raised(lambda: thing["x"])) is KeyError
    assert type(raised(lambda: thing[1.5])) is TypeError


def test_names_of_an_object():
    names = dir(js.document.body)
    assert "querySelector" in names and "textContent" in names and "to_py" in names
    thing = js.JSON.parse('{"a": 1, "b": 2}')
    assert thing.object_keys().to_py() == ["a", "b"]
    assert thing.object_values().to_py() == [1, 2]
    assert thing.object_entries().to_py() == [["a", 1], ["b", 2]]


def test_the_module():
    assert "document" in dir(js) and js.globalThis.document == js.document
    js.made_by_python = 5
    from js import made_by_python
    assert made_by_python == 5 and js.globalThis.made_by_python == 5
    del js.made_by_python
    assert not hasattr(js, "made_by_python")
    try:
        from js import no_such_global
    except ImportError as error:
        assert "no_such_global" in str(error)
    else:
        raise AssertionError("no ImportError")
    assert type(raised(lambda: js.no_such_global)) is AttributeError
    assert js.__name__ == "js"
    import importlib
    assert importlib.import_module("js") is js


def test_hostile_getters():
    assert raised(lambda: getter(lambda: 1 / 0).x).__class__ is ZeroDivisionError
    thing = js.Proxy.new(js.Object.new(), to_js({"get": lambda *_: 1 / 0, "has": lambda *_: 1 / 0}))
    assert type(raised(lambda: thing.x)) is ZeroDivisionError
    assert type(raised(lambda: "x" in thing)) is ZeroDivisionError
    assert type(raised(list, thing)) is ZeroDivisionError
    assert isinstance(repr(thing), str)


def test_objects_without_a_prototype():
    thing = js.Object.create(jsnull)
    thing.x = 1
    assert thing.x == 1 and isinstance(repr(thing), str) and thing.to_py() == {"x": 1}
    assert thing == thing and hash(thing) and thing


def test_revoked_proxies():
    pair = js.Proxy.revocable(js.Object.new(), js.Object.new())
    thing = pair.proxy
    pair.revoke()
    for use in (lambda: thing.x, lambda: thing["x"], lambda: list(thing), lambda: thing.to_py(), lambda: dir(thing), lambda: bool(thing)):
        error = raised(use)
        assert isinstance(error, JsException) and error.name == "TypeError", use
    assert isinstance(repr(thing), str) and thing == thing


def test_frozen_objects():
    frozen = js.Object.freeze(js.JSON.parse('{"a": 1}'))
    assert isinstance(raised(setattr, frozen, "a", 2), (JsException, AttributeError))
    assert type(raised(delattr, frozen, "a")) in (JsException, AttributeError)
    assert frozen.a == 1


def test_dom():
    node = js.document.createElement("p")
    node.textContent = "Hello"
    node.style.color = "red"
    node.dataset.answer = "42"
    node.classList.add("a", "b")
    assert node.getAttribute("style") == "color: red;" and node.getAttribute("data-answer") == "42"
    assert node.className == "a b" and node.innerHTML == "Hello"
    assert node.parentNode is jsnull and node.firstChild.data == "Hello"
    js.document.body.append(node)
    assert node.parentNode == js.document.body and node.isConnected
    node.remove()


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
