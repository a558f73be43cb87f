"""Whether Enter runs the cell or opens a new line."""

from _morelia_lib.completeness import is_complete


def check(code, status, indent=""):
    found = is_complete(code)
    assert found == (status, indent), (code, found)


def test_simple_statements():
    for code in ("", "  ", "# comment", "1", "x = 1", "x = 1\n", "f(\n1)", "await f()", "a; b", "'x'",
                 "x = '''a\nb'''", "import os\nos.getcwd()", "f'{x!r:>10}'", "t = (1,\n2)", "match = 1", "match",
                 "print(match[1:2])"):
        check(code, "complete")


def test_blocks_need_a_blank_line():
    check("if x:\n    y", "incomplete", "    ")
    check("if x:\n    y\n", "complete")
    check("if x:\n    y\n    ", "complete")
    check("if x: y", "incomplete")
    check("if x: y\n", "complete")
    check("def f():\n    return 1", "incomplete")
    check("def f():\n    return 1\n", "complete")
    check("def f():\n    return 1\nf()", "complete")
    check("class A:\n    def f(self):\n        pass", "incomplete", "    ")
    check("async def f():\n    await g()\n", "complete")
    check("@d\ndef f(): pass\n", "complete")
    check("match x:\n    case 1:\n        y", "incomplete", "        ")


def test_headers():
    for code in ("if x:", "for a in b:", "def f(a, b=1):", "async def f():", "class A:", "try:", "with a as b:",
                 "while True:  # comment", "match x:", "if x:\n"):
        check(code, "incomplete", "    ")
    check("if x:\n    if y:", "incomplete", "        ")
    check("if x:\n    # comment", "incomplete", "    ")
    check("match x:\n    case 1:", "incomplete", "        ")
    check("if x:\n    y\nelse:", "incomplete", "    ")
    check("if x:\n  y\nelif z:", "incomplete", "    ")


def test_what_codeop_gets_wrong():
    check("@d", "incomplete")
    check("@d\n", "incomplete")
    check("@a\n@b(1)", "incomplete")
    check("try:\n    pass", "incomplete")
    check("try:\n    f()", "incomplete", "    ")
    check("try:\n    f()\n", "incomplete", "    ")
    check("try:\n    f()\nexcept E:", "incomplete", "    ")
    check("try:\n    f()\nexcept E:\n    g()\n", "complete")
    check("try:\n    try:\n        f()", "incomplete", "        ")
    check("try:\n    f()\nx", "invalid")
    check("class A:\n    @d", "incomplete", "    ")


def test_open_brackets_and_strings():
    check("f(", "incomplete", "    ")
    check("x = [1,\n     2,", "incomplete", "     ")
    check("d = {\n    'a': [", "incomplete", "        ")
    check("'''abc", "incomplete")
    check("def f():\n    '''doc", "incomplete")
    check("x = 1 + \\", "incomplete", "    ")
    check("x = 1 + \\\n", "incomplete", "    ")


def test_errors():
    for code in ("x = = 1", "'abc", "1 +", "f(1))", "  x\n y", "if x:\n  y\n z", "x y", "for",
                 "return = 1", "else:", "f(1]"):
        assert is_complete(code)[0] in ("invalid",), (code, is_complete(code))
    check("x = = 1\nf(", "invalid")
