"""What holds on every rung of the ladder, wherever JavaScript's objects are."""

import asyncio
import time

import js
import leaks
from pyodide.ffi import JsException, create_proxy, jsnull, run_sync, to_js

body = js.document.body


def raises(kind, function, *parts):
    try:
        function()
    except kind as error:
        for part in parts:
            assert part in str(error), (part, str(error))
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


def wait_until(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def test_elements():
    element = js.document.createElement("p")
    element.id = "made"
    element.textContent = "made by Python"
    body.appendChild(element)
    found = js.document.querySelector("#made")
    assert found == element and hash(found) == hash(element)
    assert found.textContent == "made by Python"
    assert found.parentNode == body
    assert repr(found) == "[object HTMLParagraphElement]"
    assert isinstance(found, js.HTMLElement) and not isinstance(found, js.HTMLInputElement)
    found.classList.add("a", "b")
    assert found.className == "a b" and list(found.classList) == ["a", "b"]
    raises(JsException, lambda: found.classList.add("a b"), "InvalidCharacterError")
    raises(JsException, lambda: found.classList.remove(""), "SyntaxError")
    assert found.style == found.style and found.style == js.Reflect.get(found, "style")
    assert [node.nodeName for node in found.childNodes] == ["#text"] and len(found.children) == 0
    found.style.setProperty("color", "blue")
    assert found.style.color == "blue"
    found.style.color = "red"
    assert found.getAttribute("style") == "color: red;"
    found.dataset.x = "1"
    assert found.dataset.x == "1" and "x" in found.dataset
    del found.dataset.x
    assert not hasattr(found.dataset, "x")
    found.remove()
    assert js.document.querySelector("#made") in (None, jsnull)
    assert "appendChild" in dir(body)


def test_a_loop_over_elements():
    for number in range(20):
        item = js.document.createElement("span")
        item.className = "counted"
        item.textContent = str(number)
        body.append(item)
    items = js.document.querySelectorAll("span.counted")
    assert len(items) == 20
    assert [item.textContent for item in items] == [str(number) for number in range(20)]
    assert items[3].textContent == "3" and items[-1].textContent == "19"
    for item in items:
        item.remove()


def make_one_late():
    js.document.querySelectorAll("li")[5].setAttribute("class", "late")


def test_what_is_read_ahead_is_as_the_page_has_it():
    for number in range(40):
        item = js.document.createElement("li")
        item.innerHTML = f"<b class='name'>name {number}</b><a href='#{number}'>{number}</a>"
        item.className = "row"
        body.append(item)
    rows = js.document.querySelectorAll("li.row")
    assert [row.querySelector(".name").textContent for row in rows] == [f"name {n}" for n in range(40)]
    assert [row.querySelector("a").getAttribute("href") for row in rows] == [f"#{n}" for n in range(40)]
    assert [row.firstElementChild.parentNode for row in rows] == list(rows)
    assert all(row.querySelector("[[none]]".strip("[]")) in (None, jsnull) for row in rows)
    # What is changed on the way is seen at once.
    seen = []
    for number, row in enumerate(rows):
        seen.append(row.textContent)
        if number + 1 < len(rows):
            rows[number + 1].textContent = f"changed {number + 1}"
    assert seen == ["name 00"] + [f"changed {n}" for n in range(1, 40)], seen
    # A list of what is there now becomes shorter.
    live = body.getElementsByClassName("row")
    count = 0
    for row in live:
        row.classList.remove("row")
        count += 1
    assert count == 20 and len(live) == 20
    # What the page changes while Python waits is seen as well.
    js.setTimeout(make_one_late, 5)
    wait_until(lambda: [row.className for row in rows].count("late") == 1)
    raises(JsException, lambda: [row.querySelector("[[") for row in rows], "SyntaxError")
    raises(AttributeError, lambda: [row.no_such_thing for row in rows], "no_such_thing")
    for row in rows:
        row.remove()


def test_a_handler_sees_what_made_the_page_call_it():
    box = js.document.createElement("input")
    box.type = "checkbox"
    body.append(box)
    seen = []
    box.addEventListener("click", lambda event: seen.append(event.target.checked))
    for number in range(5):
        js.setTimeout(box.click.bind(box), 5)
        end = time.monotonic() + 10
        while len(seen) == number:
            # Python has just read the box and waits for another answer when the click comes.
            assert box.checked is not None and not box.hasAttribute("x")
            assert time.monotonic() < end, "nobody clicked"
    assert seen == [True, False, True, False, True], seen
    box.remove()


def test_methods():
    element = js.document.createElement("div")
    assert element.tagName == "DIV" and isinstance(element, js.HTMLDivElement)
    assert js.document.createElement("h2").localName == "h2"
    assert element.appendChild == js.document.head.appendChild
    assert element.append.name == "append" and "native code" in str(element.append)
    assert js.Reflect.apply(element.hasAttribute, element, to_js(["x"])) is False
    element.setAttribute("x", 5)
    assert element.getAttribute("x") == "5"
    element.removeAttribute("x")
    assert element.getAttribute("x") in (None, jsnull)
    child = js.document.createTextNode("text")
    assert element.appendChild(child) == child and element.textContent == "text"
    inner = js.document.createElement("p")
    element.append("more", inner)
    raises(JsException, lambda: inner.appendChild(element), "HierarchyRequestError")
    raises(JsException, lambda: inner.append(inner), "HierarchyRequestError")
    raises(JsException, lambda: element.setAttribute("a b", ""), "InvalidCharacterError")
    raises(JsException, lambda: js.document.createElement("1"), "InvalidCharacterError")
    raises(JsException, lambda: element.appendChild(5), "TypeError")
    outer = js.document.createElement("div")
    outer.innerHTML = "<b></b>"
    raises(JsException, lambda: outer.firstChild.append(outer), "HierarchyRequestError")
    fragment = js.document.createDocumentFragment()
    fragment.append(js.document.createElement("i"), js.document.createElement("b"))
    element.append(fragment)
    assert element.innerHTML == "textmore<p></p><i></i><b></b>" and not fragment.hasChildNodes()
    # What is put over a method hides it.
    element.closest = 5
    assert element.closest == 5
    form = js.document.createElement("form")
    form.innerHTML = "<input name='submit'>"
    # Firefox shows content scripts the form's own.
    is_firefox = "Firefox" in js.navigator.userAgent
    assert callable(form.submit) if is_firefox else form.submit.tagName == "INPUT"


def test_values():
    for value in (0, -1, 2**53, 2**70, 1.5, -0.0, float("inf"), "", "é\U0001f600\ud800", True, None, jsnull):
        js.keptByPython = value
        back = js.keptByPython
        assert back == value and type(back) is type(value), (value, back)
    del js.keptByPython
    assert not hasattr(js, "keptByPython")


def test_collections():
    array = js.JSON.parse('[1, 2.5, "x", null, {"a": [true]}]')
    assert len(array) == 5 and array[4].a[0] is True
    assert array.to_py() == [1, 2.5, "x", jsnull, {"a": [True]}] or array.to_py()[4] == {"a": [True]}
    assert list(array)[:3] == [1, 2.5, "x"] and 2.5 in array
    array.push(7)
    array[0] = "first"
    assert array[-1] == 7 and array[0] == "first"
    mapping = js.Map.new([["k", 1], ["l", 2]])
    assert mapping["k"] == 1 and len(mapping) == 2 and "l" in mapping
    mapping["m"] = 3
    assert mapping.to_py() == {"k": 1, "l": 2, "m": 3}
    assert js.Set.new([1, 2, 2]).to_py() == {1, 2}
    made = to_js({"a": [1, {"b": 2}]})
    assert made.a[1].b == 2 and js.JSON.stringify(made) == '{"a":[1,{"b":2}]}'
    assert js.Object.keys(made).to_py() == ["a"]
    assert js.Uint8Array.of(1, 2, 255).to_bytes() == b"\x01\x02\xff"


def test_arguments():
    url = js.URL.new("http://a.example/b?c=d")
    assert url.searchParams.get("c") == "d"
    event = js.CustomEvent.new("x", detail=5, bubbles=True)
    assert event.detail == 5 and event.bubbles
    assert js.Math.max(1, 5, 3) == 5
    push = js.Array.new().push
    assert push("a") == 1 and push("b") == 2


def test_exceptions():
    error = raises(JsException, lambda: js.JSON.parse("{"), "SyntaxError")
    assert error.name == "SyntaxError" and isinstance(error.js_error, js.SyntaxError)
    raises(AttributeError, lambda: body.no_such_thing, "no_such_thing")
    raises(AttributeError, lambda: js.no_such_global, "no_such_global")
    raises(TypeError, lambda: js.Math())
    raises(JsException, lambda: js.document.querySelector("[["), "SyntaxError")


def test_promises():
    assert run_sync(js.Promise.resolve(5)) == 5
    assert run_sync(js.Promise.resolve(body)) == body
    raises(JsException, lambda: run_sync(js.Promise.reject(js.Error.new("no"))), "no")

    async def several():
        first, second = await asyncio.gather(js.Promise.resolve(1), js.Promise.resolve(2))
        await asyncio.sleep(0.001)
        return first + second

    assert asyncio.run(several()) == 3
    assert run_sync(js.Promise.all([js.Promise.resolve("a"), "b"])).to_py() == ["a", "b"]


def test_events():
    seen = []
    button = js.document.createElement("button")
    body.append(button)

    def clicked(event):
        seen.append((event.type, event.target == button))

    button.addEventListener("click", clicked)
    button.click()
    wait_until(lambda: seen)
    assert seen == [("click", True)], seen
    button.removeEventListener("click", clicked)
    button.click()
    time.sleep(0.05)
    assert len(seen) == 1
    keeper = create_proxy(clicked)
    button.addEventListener("click", keeper)
    button.click()
    wait_until(lambda: len(seen) == 2)
    button.removeEventListener("click", keeper)
    keeper.destroy()
    button.remove()


def test_timers():
    seen = []
    js.setTimeout(seen.append, 1, "later")
    wait_until(lambda: seen)
    assert seen == ["later"]

    def slow():
        time.sleep(0.01)
        seen.append("slow")

    js.setTimeout(slow, 0)
    wait_until(lambda: len(seen) == 2)


def test_python_objects_come_back():
    class Mine:
        pass

    mine = Mine()
    js.keptByPython = mine
    assert js.keptByPython is mine
    js.keptByPython = test_events
    assert js.keptByPython is test_events
    del js.keptByPython


def test_the_pages_own_world():
    page = js.page_world
    assert page.document == js.document
    page.madeByPython = {"rows": [{"n": n} for n in range(50)]}
    assert [row.n for row in page.madeByPython.rows] == list(range(50))
    assert page.JSON.stringify(page.madeByPython.rows[1]) == '{"n":1}'
    assert js.madeByPython == page.madeByPython
    assert page(body).nodeName == "BODY"
    del page.madeByPython


def run():
    watch = leaks.Watch()
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            try:
                test()
                watch.check(test)
            except Exception as error:
                raise AssertionError(f"{name}: {type(error).__name__}: {error}") from error
    print("all passed")


run()
