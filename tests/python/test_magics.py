"""Magics in cells: what is one, what it becomes, where errors point to."""

import os
import sys
import tempfile

from fake_morelia import Host
from _morelia_lib.complete import answer_complete
from _morelia_lib.completeness import is_complete
from _morelia_lib.console import Console
from _morelia_lib.inspection import answer_inspect
from _morelia_lib.magics import registry
from _morelia_lib.magics.transform import escapes, transform


class Session:
    """A console whose cells are run one after the other."""

    def __init__(self):
        self.module = type(sys)("__main__")
        self.console = Console(self.module)
        self.host = None

    def reply(self, code, lines=()):
        with Host(lines) as self.host:
            return self.console.handle({"op": "execute", "code": code})

    def value(self, code, lines=()):
        reply = self.reply(code, lines)
        assert reply["status"] == "ok", (code, reply)
        return reply["result"] and reply["result"]["text/plain"]

    def printed(self, code, lines=()):
        self.value(code, lines)
        return self.host.stdout

    def error(self, code, lines=()):
        reply = self.reply(code, lines)
        assert reply["status"] == "error", (code, reply)
        return reply["error"]["traceback"]


def usage(code):
    """The text of a UsageError, which has no frames."""
    text = Session().error(code)
    assert text.startswith("UsageError: "), text
    return text[len("UsageError: "):].rstrip("\n")


def test_python_stays_as_it_is():
    for code in (
        "x = 7\ny = x % 3\nz = '%d' % x", "a = (1\n  % 2)", "s = '''\n%who\n!ls\n?x\n'''", "# what?\n# %who",
        "x = 5 \\\n  % 3", "f'{x!r} {1 % 2}'", "x = [\n  1,\n  # why?\n  ]\n", "d['%'] = 1", "x != 3", "x = '?'",
        "print('really?')", "'why?'", "a = '''what?'''", "x = {1: 'a'}[1] # ?", "", "\n\n", "if x != 1:\n  y",
        "a = (x\n%who)", "a = [x\n%who]", "f\"\"\"{x\n%who}\"\"\"",
        "s = \"a=%s\" % 1", "d['a=%s'] = 1 if x else 2", "f'''\n%who {x}\n'''", "%", "x = %", "x %= 3",
    ):
        assert transform(code) == code, code


def test_what_is_a_magic():
    def found(code):
        return [(e.kind, e.name, e.text) for e in escapes(code)]

    assert found("%who") == [("line", "who", "")]
    assert found("  %time  f('it''s')  ") == [("line", "time", "f('it''s')")]
    assert found("if x:\n    %cd /tmp\n    y = %time it's\n") == [("line", "cd", "/tmp"), ("line", "time", "it's")]
    assert found("a.b[0] = c = %time x") == [("line", "time", "x")]
    assert found("a, b = %time f()") == [("line", "time", "f()")]
    assert found("x: int = %time 3") == [("line", "time", "3")]
    assert found("%timeit a + \\\n   b\nc") == [("line", "timeit", "a +     b")]
    assert found("x?") == [("help", 0, "x")]
    assert found("x.y[0]??") == [("help", 1, "x.y[0]")]
    assert found("?x.y") == [("help", 0, "x.y")]
    assert found("??x") == [("help", 1, "x")]
    assert found("%who?") == [("help", 0, "%who")]
    assert found("%%html?") == [("help", 0, "%%html")]
    assert found("a*?") == [("help", 0, "a*")]
    assert found("!ls -l") == [("shell", "", "ls -l")]
    assert found("x = !ls") == [("shell", "", "ls")]
    assert found("s = '''\n'''\n%who") == [("line", "who", "")]
    assert found("x = 'broken\n%who") == [("line", "who", "")]


def test_lines_keep_their_numbers():
    for code in ("a\n%who\nb", "%timeit a \\\n  + b\nc", "%%time\nx\ny", "\n\n%%time\nx"):
        assert len(transform(code).split("\n")) <= len(code.split("\n")), code
    text = Session().error("%time -n 1 + \\\n 2\n1 / 0")
    assert 'line 3, in <module>\n    1 / 0' in text, text
    session = Session()
    text = session.error("x = 1\n%who\nif x:\n    y = %time x + 1\n    1 / 0")
    assert 'File "<cell 1>", line 5, in <module>\n    1 / 0' in text, text
    text = session.error("\n%%time\na = 1\n\nb = a / 0")
    assert 'File "<cell 2>", line 5, in <module>\n    b = a / 0' in text, text
    text = session.error("%%time\nif True:\n    %time 1 / 0")
    assert 'File "<cell 3>", line 3, in <module>\n    %time 1 / 0' in text, text
    text = session.error("x = 1\n%time f(\n")
    assert "SyntaxError" in text and "<cell 4>" in text, text
    text = session.error("%%time\nx = 1\ny = = 2")
    assert 'File "<cell 5>", line 3' in text, text


def test_assignments_functions_and_loops():
    session = Session()
    assert session.value("x = %pwd\nx == __import__('os').getcwd()") == "True"
    assert session.value("def f(n):\n    m = n + 1\n    r = %time m * 2\n    return r\nf(20)") == "42"
    printed = session.printed("for i in range(2):\n    %time -n i\n    %env X=a{i}\n")
    assert printed == "env: X=a0\nenv: X=a1\n", printed
    assert session.printed("name = 'Y'\n%env $name=5") == "env: Y=5\n"
    assert session.value("%env Y") == "'5'"
    assert session.printed("%env Z={no such thing}") == "env: Z={no such thing}\n"
    # A cell keeps nothing of how it is done.
    assert not [n for n in session.console.namespace if "morelia" in n]


def test_magics_run_where_they_are_awaited():
    session = Session()
    assert session.value("import asyncio\nx = %time await asyncio.sleep(0, 5)\nx") == "5"
    assert session.value("%%time\nawait asyncio.sleep(0, 6)") == "6"


def test_unknown_magics():
    assert "Did you mean `%time`?" in usage("%tiem x")
    assert "`%foo` not found" in usage("%foo")
    assert "But `%%html` exists" in usage("%html <b>")
    assert "But `%who` exists" in usage("%%who\nx")
    assert "has to be the first line" in usage("x = 1\n%%html\n<b>")
    assert "no shell" in usage("!nonsense -x") and "use `%ls`" in usage("x = !ls")


def test_is_complete_knows_cell_magics():
    assert is_complete("%%html") == ("incomplete", "")
    assert is_complete("%%html\n<b>") == ("incomplete", "")
    assert is_complete("%%html\n<b>\n") == ("complete", "")
    assert is_complete("%%time\nfor x in y:") == ("incomplete", "    ")
    assert is_complete("%%time\n") == ("incomplete", "")
    assert is_complete("%%time?") == ("complete", "")
    assert is_complete("%time x") == ("complete", "")
    assert is_complete("%time f(") == ("complete", "")
    assert is_complete("x?") == ("complete", "")
    assert is_complete("if x:\n    %who")[0] == "incomplete"
    assert is_complete("if x:\n    %who\n") == ("complete", "")
    assert is_complete("%timeit a + \\")[0] == "incomplete"
    assert is_complete("x = (\n%who")[0] != "complete"


def completed(code, namespace=None):
    session = Session()
    session.console.namespace.update(namespace or {})
    found = answer_complete(session.console, {"code": code, "cursor": len(code)})
    return found["start"], [item["text"] for item in found["items"]]


def test_completion_of_magics():
    assert completed("%timei") == (1, ["timeit"])
    assert completed("x = %who_") == (5, ["who_ls"])
    assert completed("%%ht") == (2, ["html"])
    assert "who" in completed("%")[1] and "html" not in completed("%")[1]
    assert "html" in completed("%%")[1] and "who" not in completed("%%")[1]
    assert completed("%xmode V") == (7, ["Verbose"])
    assert completed("%pdb o")[1] == ["on", "off"]
    assert completed("%time my_n", {"my_name": 1}) == (6, ["my_name"])
    assert completed("%%time\nmy_n", {"my_name": 1}) == (7, ["my_name"])
    assert completed("%timeit -n 10 'a'.uppe")[1] == ["upper"]
    assert completed("x = 3 % my_n", {"my_name": 1})[1] == ["my_name"]
    assert completed("'%ti") == (4, [])
    with tempfile.TemporaryDirectory() as folder:
        open(os.path.join(folder, "some_file.py"), "w").close()
        start, items = completed(f"%run {folder}/some")
        assert (start, items) == (len(folder) + 6, ["some_file.py"])
    os.environ["MORELIA_TEST_NAME"] = "x"
    assert completed("%env MORELIA_TEST")[1] == ["MORELIA_TEST_NAME"]


def test_the_documentation_of_a_magic_is_shown_while_typing():
    found = answer_inspect(Session().console, {"code": "%timeit x", "cursor": 4, "detail": 0})
    assert found["found"] and found["text"].startswith("%timeit  (line and cell magic)"), found


def test_registering_magics():
    session = Session()
    names = set(registry.names())
    try:
        session.value("@register_magic\ndef shout(line):\n    'Shouts.'\n    return line.upper()")
        assert session.value("%shout quiet {1 + 1}") == "'QUIET 2'"
        assert "Shouts." in session.printed("%shout?")
        session.value("@register_magic('cell')\ndef both(line, cell):\n    return line, cell")
        assert session.value("%%both a b\n{x}\n") == "('a b', '{x}\\n')"
        session.value("@register_magic(kind='line_cell', name='two')\ndef f(line, cell=None):\n    return cell")
        assert session.value("%two") is None and session.value("%%two\nx") == "'x'"
        assert "%shout" in session.printed("%lsmagic") and "%%both" in session.host.stdout
        assert completed("%sho")[1] == ["shout"]
        assert "ValueError" in session.error("register_magic(len, kind='nonsense')")
        assert "ValueError" in session.error("register_magic(len, name='no name')")
    finally:
        for name in set(registry.names()) - names:
            del registry._registered[name]


def shipped():
    return sorted(name for names in registry.MODULES.values() for name in names.split())


def test_every_magic_is_documented():
    for name in shipped():
        magic = registry.find(name)
        assert magic.name == name and magic.kinds
        example = magic.documentation.split("Example: ")[1]
        assert "%" in example or "?" in example, name
        assert magic.documentation.splitlines()[0].endswith("."), name


def test_the_guide_lists_all_of_them():
    here = os.path.dirname(os.path.abspath(__file__))
    path = os.path.join(here, "..", "..", "docs", "guide", "console-magics.md")
    if not os.path.exists(path):
        return  # the guide is not inside the runtime
    from _morelia_lib import console_names

    with open(path, encoding="utf-8") as file:
        text = file.read()
    for name in shipped():
        magic = registry.find(name)
        sign = "%%" if magic.line is None else "%"
        assert f"| `{sign}{name}" in text, name
    for name in console_names.FUNCTIONS:
        assert f"`{name}(" in text or f"`{name}`" in text or f"`@{name}" in text, name


def test_help():
    session = Session()
    assert session.printed("len?").startswith("len(obj, /)")
    assert "Print files." in session.printed("%cat?")
    assert "not found" in session.printed("nobody?")
    assert "def f():" in session.printed("def f():\n    'Doc.'\n\n%pinfo2 f") and "Doc." in session.host.stdout
    assert "str.upper" in session.printed("str.u*?")
    assert "js\n" not in session.printed("print*?") and "print\n" in session.host.stdout
    assert "copy(value)" in session.value("helpers")
    assert "%timeit" in session.printed("%magic -brief")
