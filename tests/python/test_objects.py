"""The object tree: what is inside values, without running code of theirs."""

import collections
import dataclasses
import json

from _morelia_lib.console import Console
from _morelia_lib import objects
from _morelia_lib.object_previews import preview

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.


def root(value, path="x"):
    """The root that the console shows of a value, decoded; None for a scalar."""
    shown = objects.add_tree({"text/plain": repr(value)}, value, path).get(objects.MIME)
    return None if shown is None else json.loads(shown)


def ask(console=None, **request):
    return objects.answer_tree(console, request)


def below(node):
    """The rows below a row, by name."""
    reply = ask(ask="expand", id=node["id"])
    assert reply["answer"] == "children", reply
    return {child["name"]: child for child in reply["children"]}


def shown(node):
    return {name: child["preview"] for name, child in below(node).items()}


class Hostile:
    """Every way in runs code."""

    ran = []

    def __getattribute__(self, name):
        Hostile.ran.append(name)
        raise RuntimeError(name)

    def __repr__(self):
        Hostile.ran.append("repr")
        while True:
            pass

    __getattr__ = __str__ = __len__ = __iter__ = __bool__ = __eq__ = __repr__

    @property
    def computed(self):
        Hostile.ran.append("computed")
        return 5


def test_scalars_have_no_tree():
    for value in (1, 1.5, "text", b"b", None, True, 1j, ...):
        assert root(value) is None, value


def test_containers():
    node = root({"rows": [1, 2], (1, "a"): {3}, "name": "Ada"})
    assert node["expandable"] and node["preview"].startswith("{'rows': [1, 2]") and node["remark"] == "dict · 3 items"
    rows = below(node)
    assert rows["'rows'"]["path"] == "x['rows']" and rows["(1, 'a')"]["path"] == "x[(1, 'a')]"
    assert not rows["'name'"]["expandable"] and rows["'name'"]["kind"] == "string"
    assert shown(rows["'rows'"]) == {"0": "1", "1": "2"}
    assert below(rows["'rows'"])["1"]["path"] == "x['rows'][1]"
    assert shown(rows["(1, 'a')"]) == {"0": "3"}
    assert shown(root(collections.deque([7])))["0"] == "7"
    assert shown(root(frozenset([7])))["0"] == "7" and preview(frozenset([7])) == "frozenset({7})"
    Point = collections.namedtuple("Point", "x y")
    rows = below(root(Point(1, 2)))
    assert rows["y"]["path"] == "x.y" and preview(Point(1, 2)) == "Point(x=1, y=2)"
    assert shown(root({}.keys())) is not None


def test_big_collections_come_in_ranges():
    node = root(list(range(1_000_000)))
    ranges = below(node)
    assert len(ranges) == 100 and list(ranges)[0] == "[0 … 9999]"
    inner = below(ranges["[10000 … 19999]"])
    assert list(inner)[1] == "[10100 … 10199]"
    items = below(inner["[10100 … 10199]"])
    assert len(items) == 100 and items["10150"]["preview"] == "10150" and items["10150"]["path"] == "x[10150]"
    assert list(below(root({i: i for i in range(250)})))[2] == "[200 … 249]"
    assert len(below(root(list(range(100))))) == 100


def test_long_strings_are_paged():
    text = "a" * 3000 + "b" * 2000
    row = below(root([text]))["0"]
    assert row["expandable"] and "5,000 characters" in row["remark"] and len(row["preview"]) < 130
    pages = below(row)
    assert list(pages) == ["0 … 1999", "2000 … 3999", "4000 … 4999"]
    assert pages["4000 … 4999"]["preview"] == "b" * 1000 and pages["4000 … 4999"]["path"] == "x[0][4000:5000]"
    assert ask(ask="text", id=row["id"])["text"] == text
    data = below(below(root([bytes(range(256))]))["0"])
    assert len(data) == 16 and data["0040"]["preview"].endswith("@ABCDEFGHIJKLMNO")


def test_cycles():
    cycle = []
    cycle.append(cycle)
    node = root(cycle)
    for _ in range(5):
        node = below(node)["0"]
    assert node["path"] == "x[0][0][0][0][0]" and node["expandable"]


def test_objects():
    @dataclasses.dataclass
    class Record:
        name: str
        tags: list

        @property
        def computed(self):
            return len(self.tags)

    class Slotted:
        __slots__ = ("a", "b")

    rows = below(root(Record("Ada", [1])))
    assert rows["name"]["preview"] == "'Ada'" and rows["name"]["path"] == "x.name"
    assert rows["computed"]["kind"] == "getter" and rows["computed"]["preview"] == "(…)"
    reply = ask(ask="evaluate", id=rows["computed"]["id"], name="computed")
    assert reply["answer"] == "value" and reply["node"]["preview"] == "1"
    assert reply["node"]["id"] == rows["computed"]["id"]
    assert "Record" in rows["__class__"]["preview"] and rows["__class__"]["path"] == "type(x)"
    assert below(rows["__class__"])["computed"]["preview"] == "<property object>"
    slotted = Slotted()
    slotted.a = 1
    assert {name: text for name, text in shown(root(slotted)).items() if name != "__class__"} == {"a": "1"}
    rows = shown(root(ValueError("bad", 2)))
    assert rows["args"] == "('bad', 2)" and preview(ValueError("bad")) == "ValueError('bad')"
    assert "JSONDecodeError" in shown(root(json))

    def function(a, b=2):
        return slotted

    rows = shown(root(function))
    assert rows["__defaults__"] == "(2,)" and rows["slotted (closure)"].startswith("Slotted(a=1")
    assert preview(function).startswith("ƒ ") and "function" in preview(function)


def test_no_code_of_the_value_runs():
    node = objects.add_tree({"text/plain": "hostile"}, Hostile(), "x")
    node = json.loads(node[objects.MIME])
    Hostile.ran.clear()
    rows = below(node)
    assert rows["computed"]["kind"] == "getter"
    below(root_of_list := json.loads(objects.add_tree({"text/plain": "[…]"}, [Hostile()], "x")[objects.MIME]))
    assert Hostile.ran == [], Hostile.ran
    reply = ask(ask="evaluate", id=rows["computed"]["id"])
    assert reply["op"] == "failed" and "RuntimeError" in reply["message"] and Hostile.ran == ["computed"]
    assert root_of_list["expandable"]

    class Meta(type):
        def __getattribute__(cls, name):
            Hostile.ran.append(name)
            return type.__getattribute__(cls, name)

    class WithMeta(metaclass=Meta):
        value = 3

    Hostile.ran.clear()
    assert shown(json.loads(objects.add_tree({"text/plain": ""}, [WithMeta], "x")[objects.MIME]))["0"].startswith("<class")


def test_handles_are_bounded_and_released():
    handles = objects.Handles()
    first = handles.add(objects.Entry("first", None, root=True))
    numbers = [handles.add(objects.Entry(i, None)) for i in range(objects.BELOW + 10)]
    assert handles.get(first).value == "first" and len(handles) == objects.BELOW + 1
    try:
        handles.get(numbers[0])
    except objects.Gone as error:
        assert "run the code" in str(error)
    else:
        raise AssertionError("it is still there")
    handles.release([numbers[-1], first])
    assert len(handles) == objects.BELOW and handles.get(first).value == "first"
    reply = ask(ask="expand", id=5)
    assert reply["op"] == "failed" and "run the code" in reply["message"]


def test_store_and_results():
    console = Console(type(json)("example"))
    reply = console.handle({"op": "execute", "code": "{'rows': [1]}"})
    node = json.loads(reply["result"][objects.MIME])
    assert node["path"] == "Out[1]" and node["preview"] == "{'rows': [1]}"
    row = console.handle({"op": "tree", "ask": "expand", "id": node["id"]})["children"][0]
    assert console.handle({"op": "tree", "ask": "store", "id": row["id"]})["text"] == "temp1"
    assert console.namespace["temp1"] is console.namespace["Out"][1]["rows"]
    assert console.handle({"op": "tree", "ask": "store", "id": row["id"]})["text"] == "temp2"
    assert eval(row["path"], console.namespace) is console.namespace["temp1"]


def in_browser(test):
    return test if js is not None else None


def js_eval(text):
    """What a function body of the page's world gives; tests run in a page of ours."""
    return js.Function.new(text)()


@in_browser
def test_javascript_objects():
    value = js_eval("""
        globalThis.ran = [];
        return {plain: 1, inner: {deep: [1, 2]}, get hostile() { ran.push("own"); return 7; },
                method() {}, [Symbol("s")]: 2, "two words": 3};""")
    node = root(value)
    assert node["kind"] == "js" and node["preview"].startswith("Object {plain: 1, inner: Object {deep: Array(2) [1, 2]}, hostile: (…)"), node["preview"]
    rows = below(node)
    assert rows["hostile"]["kind"] == "getter" and rows["method"]["preview"] == "ƒ method()"
    assert rows["Symbol(s)"]["preview"] == "2" and rows["inner"]["path"] == "x.inner"
    assert eval(rows["two words"]["path"], {"x": value}) == 3
    assert rows["[[Prototype]]"]["role"] == "internal" and below(rows["[[Prototype]]"])["constructor"]
    assert list(js.ran) == []
    reply = ask(ask="evaluate", id=rows["hostile"]["id"])
    assert reply["node"]["preview"] == "7" and list(js.ran) == ["own"]


@in_browser
def test_javascript_getters_of_a_prototype_get_the_object():
    value = js_eval("class A { constructor() { this.x = 4 } get twice() { return this.x * 2 } } return new A()")
    node = root(value)
    assert node["preview"] == "A {x: 4}", node["preview"]
    assert below(node)["[[Prototype]]"]["preview"] == "A"
    getter = below(below(node)["[[Prototype]]"])["twice"]
    assert ask(ask="evaluate", id=getter["id"])["node"]["preview"] == "8"
    broken = js_eval("return {get bad() { throw new TypeError('no') }}")
    reply = ask(ask="evaluate", id=below(root(broken))["bad"]["id"])
    assert reply["op"] == "failed" and "no" in reply["message"]


@in_browser
def test_javascript_collections():
    assert shown(root(js_eval("return new Map([['a', 1], [{}, 2]])")))["'a'"] == "1"
    assert root(js_eval("return new Map([['a', 1]])"))["preview"] == "Map(1) {'a': 1}"
    assert shown(root(js_eval("return new Set([5])")))["0"] == "5"
    rows = below(root(js_eval("return Array.from({length: 250}, (_, i) => i)")))
    assert "[200 … 249]" in rows and below(rows["[200 … 249]"])["249"]["preview"] == "249"
    assert root(js_eval("return new Float32Array([1.5])"))["preview"] == "Float32Array(1) [1.5]"
    assert root(js_eval("return [1,,3]"))["preview"] == "Array(3) [1, …, 3]"
    assert root(js_eval("return new Date(0)"))["preview"] == "Date 1970-01-01T00:00:00.000Z"
    assert root(js_eval("return new RangeError('far')"))["preview"] == "RangeError: far"
    assert root(js_eval("return /a+/g"))["preview"] == "/a+/g"
    assert root(js_eval("return class Thing {}"))["preview"] == "class Thing"
    assert root(js_eval("return Object.create(null)"))["expandable"]


@in_browser
def test_promises():
    import time

    for code, wanted in (("Promise.resolve(5)", "{'fulfilled': 5}"), ("new Promise(() => {})", "'pending'")):
        state = below(root(js_eval(f"return {code}")))["[[PromiseState]]"]
        assert ask(ask="evaluate", id=state["id"])["answer"] == "later"
        time.sleep(0.05)
        assert ask(ask="evaluate", id=state["id"])["node"]["preview"] == wanted


@in_browser
def test_nodes():
    holder = js.document.createElement("form")
    holder.innerHTML = "<input name=childNodes><h1 id=t class='a b'>Title</h1> <!--note--><div><p>x</p>y</div><my-card></my-card>"
    card = holder.querySelector("my-card")
    card.attachShadow(mode="open").innerHTML = "<b>inside</b>"
    js.document.body.append(holder)
    try:
        node = root(holder)
        assert node["markup"]["tag"] == "form" and node["preview"] == "<form>" and node["expandable"]
        children = ask(ask="expand", id=node["id"])["children"]
        field, title, comment, division, custom, properties = children
        assert field["markup"]["form"] == "void" and field["markup"]["attributes"] == [("name", "childNodes")]
        assert title["markup"]["text"] == "Title" and not title["expandable"]
        assert comment["markup"]["text"] == "note" and division["expandable"]
        inner = ask(ask="expand", id=root(holder.querySelector("div"))["id"])["children"][0]
        assert eval(inner["path"], {"x": holder.querySelector("div")}) == holder.querySelector("p")
        shadow = ask(ask="expand", id=custom["id"])["children"][0]
        assert shadow["markup"]["text"] == "#shadow-root (open)"
        assert ask(ask="expand", id=shadow["id"])["children"][0]["markup"]["text"] == "inside"
        assert "[[Prototype]]" in below(properties)
        assert ask(ask="text", id=title["id"])["text"] == '<h1 id="t" class="a b">Title</h1>'
        from _morelia_lib import nodes

        for element in (holder.querySelector("h1"), card.shadowRoot.querySelector("b")):
            assert nodes.follow(nodes.path(element)) == element
        assert nodes.path(js.document.createElement("p")) is None
    finally:
        holder.remove()


@in_browser
def test_completion_runs_no_getters():
    from _morelia_lib.complete import complete

    value = js_eval("""
        globalThis.ran = [];
        const trap = (name) => () => { ran.push(name); return {secret: 1}; };
        const made = Object.create(Object.defineProperty({}, "above", {get: trap("above")}));
        Object.defineProperty(made, "own", {get: trap("own")});
        Object.defineProperty(made, "bound", {get: trap("bound").bind(null)});
        Object.defineProperty(made, "disguised", {get: new Proxy(trap("disguised"), {})});
        made.data = {inside: 1};
        return made;""")
    names = {"v": value, "js": js}
    texts = lambda code: [item["text"] for item in complete(code, len(code), names)["items"]]
    assert {"own", "above", "data"} <= set(texts("v."))
    assert texts("v.data.ins") == ["inside"]
    for name in ("own", "above", "bound", "disguised"):
        assert texts(f"v.{name}.") == [], name
    assert list(js.ran) == []
    assert "querySelector" in texts("js.document.body.querySel") and texts("js.document.title.upp") == ["upper"]


for _name, _test in list(globals().items()):
    if _name.startswith("test_") and _test is None:
        del globals()[_name]
