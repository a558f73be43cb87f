"""What may help with an error."""

from _morelia_lib import errors
from _morelia_lib.hints import hints_for
from test_magics import Session


def hints(code):
    reply = Session().reply(code)
    assert reply["status"] == "error", reply
    return reply["error"]["hints"]


def suggestion(code):
    """What is suggested, by the traceback or by a hint, and once only."""
    reply = Session().reply(code)
    text = reply["error"]["traceback"] + " ".join(reply["error"]["hints"])
    assert text.count("Did you mean") <= 1, text
    return text


def test_names():
    assert "print" in suggestion("prnt(1)")
    assert "my_value" in suggestion("my_value = 1\nmy_valu")
    assert "import math" in suggestion("math.pi").lower()
    assert hints("document.title") == ["JavaScript's names are in the module js: `js.document`."]
    assert hints("xqzwv") == []


def test_attributes_and_imports():
    assert "upper" in suggestion("'a'.uper()")
    assert "loads" in suggestion("from json import load_s")
    assert "Did you mean" in suggestion("class A:\n    @property\n    def value(self): raise SystemExit\nA().valeu")
    assert "is None" in " ".join(hints("x = None\nx.text"))


def test_modules():
    assert hints("import jsno") == ["Did you mean 'json'?"]
    text = hints("import bs4_not_there_zz")[0]
    assert "not part of Python" in text and "%pip?" in text
    error = ModuleNotFoundError("No module named 'numpy'", name="numpy")
    assert hints_for(error) == ["numpy contains compiled code, which does not work in a page yet."]
    assert "cannot start programs" in hints_for(ModuleNotFoundError("x", name="subprocess"))[0]


def test_syntax():
    assert hints("pip install requests") == ["Packages are managed by `%pip`, a magic: `%pip install requests`."]
    assert "%%js" in hints("const x = 5")[0]
    assert "`%ls -l`" in hints("ls -l x y")[0].replace("`%ls -l x y`", "`%ls -l`")
    assert hints("1 +") == []


def test_blocking_where_javascript_waits():
    from fake_morelia import Host
    from _morelia_lib.console import Console

    with Host(can_block=False):
        reply = Console(type(errors)("m")).handle({"op": "execute", "code": "import asyncio\nawait asyncio.sleep(1)"})
    assert "This blocks" in reply["error"]["hints"][0], reply


def test_hints_never_raise():
    class Odd(AttributeError):
        def __str__(self):
            raise ValueError

    class Owner:
        def __dir__(self):
            raise ValueError

    assert hints_for(Odd("x", name="y", obj=Owner())) == []
    assert hints_for(AttributeError("x", name="y", obj=Owner())) == []
    assert errors.report(KeyError("k"))["hints"] == []
