"""The functions that a console begins with."""

import sys

from fake_morelia import Host
from _morelia_lib import console_names
from _morelia_lib.console import Console

INSIDE = sys.platform == "emscripten"
MARKUP = """<div id="names-test"><p class="one">first</p><my-card></my-card><iframe></iframe></div>"""


def in_page(test):
    """A test with some elements in the page, also in a shadow root."""
    def run():
        if not INSIDE:
            return
        import js

        js.document.body.insertAdjacentHTML("beforeend", MARKUP)
        holder = js.document.getElementById("names-test")
        root = holder.querySelector("my-card").attachShadow(js.JSON.parse('{"mode": "open"}'))
        root.innerHTML = '<section><p class="two">second</p></section><p class="three">third</p>'
        try:
            test(js, holder)
        finally:
            holder.remove()

    return run


def raised(kind, function, *arguments):
    try:
        function(*arguments)
    except kind as error:
        return str(error)
    raise AssertionError(f"{function} did not raise {kind}")


def test_names_of_the_person_come_first():
    module = type(sys)("__main__")
    module.q = "mine"
    console = Console(module)
    assert module.q == "mine" and module.qa is console_names.qa
    assert not hasattr(console._script_module(), "qa")
    assert set(console_names.FUNCTIONS) <= set(vars(module))
    for name in console_names.FUNCTIONS:
        assert ">>>" in getattr(console_names, name).__doc__, name
        assert name in console_names.Helpers.__doc__, name


def test_copy_chooses_the_form():
    def copied(value):
        with Host() as host:
            console_names.copy(value)
        (action,) = host.actions
        assert action.pop("action") == "copy"
        return action["text"]

    assert copied("as it is\n") == "as it is\n"
    assert copied([{"a": 1, "b": 2}, {"a": 3, "b": 4}]) == "a\tb\n1\t2\n3\t4"
    assert copied({"a": [1, None]}) == '{\n  "a": [\n    1,\n    null\n  ]\n}'
    assert copied([1, "ü"]) == '[\n  1,\n  "ü"\n]'
    assert copied({1, }) == "{1}"
    assert copied([object]) == "[<class 'object'>]"
    assert copied("\ud800") == "\\ud800"
    with Host() as host:
        console_names.clear()
    assert host.actions == [{"action": "clear"}]


def test_copy_without_a_panel_says_so():
    import _morelia

    with Host():
        _morelia.act = lambda action: False
        assert "nothing listens" in raised(RuntimeError, console_names.copy, "x")


def test_keys_and_values():
    class Thing:
        def __init__(self):
            self.a = 1

    assert console_names.keys({"x": 2}) == ["x"] and console_names.values({"x": 2}) == [2]
    assert console_names.keys(Thing()) == ["a"] and console_names.values(Thing()) == [1]
    assert "neither keys" in raised(TypeError, console_names.keys, 3)


@in_page
def test_elements_also_in_shadow_roots(js, holder):
    assert console_names.q("#names-test .one").textContent == "first"
    assert console_names.q("#names-test .nobody") is None
    assert [e.textContent for e in console_names.qa("p", holder)] == ["first", "second", "third"]


@in_page
def test_xpath(js, holder):
    xp = console_names.xp
    texts = [e.textContent for e in xp("//p[@class]") if e.className in ("one", "two", "three")]
    assert texts == ["first", "second", "third"], texts
    assert [e.textContent for e in xp("//section/p")] == ["second"]
    assert [e.value for e in xp("//p/@class") if e.value in ("one", "two", "three")] == ["one", "two", "three"]
    assert [e.textContent for e in xp(".//p", holder)] == ["first"]
    assert xp("count(.//p)", holder) == 1 and xp("string(.//p)", holder) == "first"
    assert xp("boolean(.//p)", holder) is True and xp("1 div 2") == 0.5
    assert [e.textContent for e in xp("//p", holder.querySelector("my-card").shadowRoot)] == ["second", "third"]
    from pyodide.ffi import JsException

    raised(JsException, xp, "//[")
    raised(TypeError, xp, 3)


@in_page
def test_paths_of_nodes(js, holder):
    from _morelia_lib.dom_paths import path_of

    def follow(path):
        node = js.document
        for step in path:
            node = node.shadowRoot if step == "shadow" else node.contentDocument if step == "frame" \
                else node.children[step]
        return node

    inner = holder.querySelector("my-card").shadowRoot.querySelector(".two")
    frame = holder.querySelector("iframe").contentDocument
    for node in (js.document.documentElement, holder, inner, frame.body):
        assert follow(path_of(node)) == node, path_of(node)
    assert follow(path_of(holder.firstChild.firstChild)) == holder.firstChild
    assert path_of(js.document) == [0]
    assert "DOM node" in raised(TypeError, path_of, 3) and "DOM node" in raised(TypeError, path_of, js.Math)
    assert "in no document" in raised(ValueError, path_of, js.document.createElement("p"))
    with Host() as host:
        console_names.inspect(js.document.documentElement)
    assert host.actions == [{"action": "reveal", "path": "[0]"}]


@in_page
def test_objects_of_javascript(js, holder):
    thing = js.JSON.parse('{"a": 1, "b": "x"}')
    assert (console_names.keys(thing), console_names.values(thing)) == (["a", "b"], [1, "x"])
    text = console_names.text_for_clipboard
    assert text(holder.querySelector("p")) == '<p class="one">first</p>'
    assert text(holder.querySelector("p").firstChild) == "first"
    assert text(thing) == '{\n  "a": 1,\n  "b": "x"\n}'
    from _morelia_lib.tables import table_of

    found = table_of(js.JSON.parse('[{"a": 1}, {"a": 2, "b": 3}]'))
    assert found.columns == ["a", "b"] and found.rows == [[1, None], [2, 3]], found.rows


@in_page
def test_events_are_printed_until_they_are_not(js, holder):
    with Host() as host:
        console_names.monitor_events("#names-test .one", "click", "key")
        console_names.monitor_events(holder.querySelector(".one"), "click")
        holder.querySelector(".one").click()
        console_names.unmonitor_events(holder.querySelector(".one"), "click")
        holder.querySelector(".one").click()
        console_names.unmonitor_events()
    assert host.stdout.count("click") == 1 and "<p class='one'>" in host.stdout, host.stdout
    assert "no element" in raised(ValueError, console_names.monitor_events, "#nobody-at-all")
    assert "events come to" in raised(TypeError, console_names.monitor_events, 3)


@in_page
def test_hints_know_the_properties_of_javascript(js, holder):
    from _morelia_lib.errors import formatted
    from _morelia_lib.hints import hints_for

    def hint(code):
        try:
            eval(code, {"it": holder, "js": js})
        except Exception as error:
            return formatted(error) + " ".join(hints_for(error))

    assert "innerHTML" in hint("it.inerHTML") and hint("it.inerHTML").count("Did you mean") == 1
    assert "textContent" in hint("it.text"), hint("it.text")
    assert "not valid CSS" in str(hint("it.querySelector('[[')"))
