"""The eager preview never runs code."""

from _morelia_lib.preview import preview


class Trap:
    """Everything about it raises."""

    kept = [1]

    def __getattr__(self, name):
        raise AssertionError(name)

    def __repr__(self):
        raise AssertionError("repr")

    def __eq__(self, other):
        raise AssertionError("eq")

    def __hash__(self):
        return hash("a")

    def __bool__(self):
        raise AssertionError("bool")

    def __len__(self):
        raise AssertionError("len")

    def __add__(self, other):
        raise AssertionError("add")

    def __getitem__(self, key):
        raise AssertionError("getitem")

    @property
    def computed(self):
        raise AssertionError("computed")


class Sub(dict):
    """A dict that is none."""

    def __getitem__(self, key):
        raise AssertionError("getitem")


TRAP = Trap()
NAMES = {
    "trap": TRAP, "x": 3, "d": {"a": [1, 2], 2: "b"}, "mixed": {TRAP: 1}, "sub": Sub(a=1),
    "items": list(range(100)), "Trap": Trap, "inside": [TRAP],
}


def check(code, expected):
    found = preview(code, NAMES)
    assert found["text"] == (expected or ""), (code, found)
    assert found["found"] is (expected is not None)


def test_values():
    check("x", "3")
    check(" x + 1 ", "4")
    check("d['a'][-1] * 2.5", "5.0")
    check("d", "{'a': [1, 2], 2: 'b'}")
    check("'ab' * 3", "'ababab'")
    check("x > 2 and x", "3")
    check("x in [1, 2, 3]", "True")
    check("not d", "False")
    check("items[2:4]", "[2, 3]")
    check("(x,)", "(3,)")
    check("x if d else 0", "3")
    check("trap.kept", "[1]")
    check("Trap.kept[0]", "1")
    check("x.real", "3")
    check("inside", "[<Trap>]")


def test_long_values_are_cut():
    text = preview("items", NAMES)["text"]
    assert text.endswith("… 80 more]") and len(text) <= 200, text


def test_nothing_is_run():
    for code in ("trap.nothing", "trap.computed", "trap + 1", "not trap", "trap and 1", "trap == 1",
                 "trap[0]", "mixed['a']", "'a' in mixed", "sub['a']", "print(1)",
                 "[y for y in d]", "f'{trap}'", "(x := 4)", "await x", "lambda: 1", "-trap"):
        check(code, None)
    assert NAMES["x"] == 3


def test_nothing_big_is_made():
    for code in ("9 ** 9 ** 9", "1 << 10 ** 9", "'a' * 10 ** 9", "[0] * 10 ** 9", "10 ** 9 * 'a'",
                 "2 ** 10000", "(2 ** 4000) ** 4000"):
        check(code, None)


def test_what_is_no_news():
    for code in ("", "3", "'a'", "print", "Trap", "x =", "x = 1", "import js", "nothing", "1 / 0"):
        check(code, None)
