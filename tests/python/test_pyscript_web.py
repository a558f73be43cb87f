"""The page's elements with `pyscript.web`."""

try:
    import js
except ImportError:
    js = None  # In CPython there is no browser.
else:
    from pyscript import web, when
    from pyscript.web import Element, ElementCollection, div, page


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except Exception as error:
        return error
    return None


def test_making_elements():
    made = div(web.h1("Title"), "text", [web.p("a"), web.p("b")], id="box", classes=["x", "y z"], style={"color": "red"})
    assert made.innerHTML == "<h1>Title</h1>text<p>a</p><p>b</p>" and made.id == "box"
    assert made.className == "x y z" and made.getAttribute("style") == "color: red;"
    assert web.label("L", for_="name").htmlFor == "name" and web.div(class_="k").className == "k"
    assert web.input_(type="checkbox", checked=True).checked is True
    assert web.del_().tagName == "DEL" and web.ul(children=[web.li()])._dom_element.childElementCount == 1
    assert type(raised(made.append, object())) is TypeError
    for name in web.__all__:
        assert getattr(web, name).__doc__, name


def test_finding_elements():
    box = div(web.p("1", id="one", classes="k"), web.p("2", classes="k"), id="find.me")
    page.append(box)
    try:
        assert page["find.me"] == box and page["#find.me"] == box and page["nothing"] is None
        found = box.find(".k")
        assert type(found) is ElementCollection and len(found) == 2 and type(found[0]) is web.p
        assert found[1].textContent == "2" and len(found[1:]) == 1 and found["one"] == found[0]
        assert box[0] == found[0] and box["one"] == found[0] and [p.textContent for p in box] == ["1", "2"]
        assert found[0].parent == box and box.children == found and found[0] in found
        assert page.find("#find\\.me").find("p") == found
        found.update_all(innerHTML="x", classes="seen")
        assert [p.innerHTML for p in found] == ["x", "x"] and all("seen" in p.classes for p in found)
        assert not page.find("no-such-element") and hash(found[0]) == hash(box["one"])
        assert type(raised(lambda: box[1.5])) is TypeError and type(raised(lambda: found[9])) is IndexError
        assert page.body == web.Element(js.document.body) and page.html.tagName == "HTML"
    finally:
        box._dom_element.remove()


def test_classes():
    made = div(classes="a")
    made.classes.add("b")
    made.classes.add("b")
    made.classes.discard("nothing")
    assert made.classes == {"a", "b"} and "a" in made.classes and len(made.classes) == 2
    made.classes.remove("a")
    assert type(raised(made.classes.remove, "a")) is KeyError
    made.classes.toggle("b", "c")
    assert list(made.classes) == ["c"] and made.classes | {"d"} == {"c", "d"}
    made.classes.replace("c", "e")
    assert made.className == "e"
    made.classes.clear()
    assert made.className == ""


def test_style():
    made = div()
    made.style["background-color"] = "red"
    made.style["color"] = "blue !important"
    assert made.style["color"] == "blue" and dict(made.style) == {"background-color": "red", "color": "blue"}
    assert made._dom_element.style.getPropertyPriority("color") == "important"
    del made.style["color"]
    assert "color" not in made.style and type(raised(made.style.__delitem__, "color")) is KeyError
    made.style.visible = False
    assert made.style["display"] == "none" and made.style.visible is False
    made.style.set(font_size="20px")
    assert made.style["font-size"] == "20px"
    made.style.clear()
    assert len(made.style) == 0
    assert type(raised(div, style="red")) is TypeError


def test_options():
    select = web.select()
    assert select.options.selected is None and len(select.options) == 0
    select.options.add(value="1", html="<b>One</b>")
    select.options.add(value="2", text="Two", selected=True)
    select.options.add(value="0", html="Zero", before=0)
    assert [option.value for option in select.options] == ["0", "1", "2"]
    assert select.options.selected.value == "2"
    select.options.remove(0)
    assert select.options[0].value == "1" and type(raised(select.options.remove, 9)) is IndexError
    select.options.clear()
    assert len(select.options) == 0


def test_events():
    seen = []
    button = web.button("b", on_click=lambda event: seen.append(event.type))

    @when("click", button)
    def first():
        seen.append("when")

    @when(button.on_click)
    def second():
        seen.append("on")

    button.on_click = seen.append
    button._dom_element.click()
    assert seen[0] == "click" and set(seen[:2]) | {seen[2]} >= {"click", "on"} and "when" in seen and len(seen) == 4
    assert type(raised(lambda: button.on_nothing)) is ValueError
    assert button.on_click is button.get_event("on_click")
    # A listener that keeps the event keeps the button, which keeps the listener.
    seen.clear()


def test_copies():
    made = div(web.p("x"), id="first")
    assert made.clone().id == "" and made.clone("second").id == "second"
    assert made.clone()[0].textContent == "x" and made.clone() != made


def test_canvas():
    canvas = web.canvas(width=4, height=4)
    other = web.canvas(width=2, height=2)
    other.getContext("2d").fillRect(0, 0, 2, 2)
    canvas.draw(other)
    assert canvas.getContext("2d").getImageData(0, 0, 1, 1).data[3] == 255
    canvas.draw(other, 8, 8)
    assert canvas.width == 8
    assert type(raised(web.video().snap, "nowhere")) is ValueError
    assert type(raised(web.video().snap, div())) is TypeError


def test_own_classes():
    class my_card(web.ContainerElement):
        @classmethod
        def get_tag_name(cls):
            return "my-card"

    Element.register_element_classes([my_card])
    try:
        made = my_card("x")
        assert made.tagName == "MY-CARD"
        assert type(Element.wrap_dom_element(made._dom_element)) is my_card
    finally:
        Element.unregister_element_classes([my_card])
    assert type(Element.wrap_dom_element(made._dom_element)) is Element
    assert repr(div(id="x")) == "<div #x>" and "focus" in dir(made)


if js is None:
    for _name in [name for name in globals() if name.startswith("test_")]:
        del globals()[_name]
