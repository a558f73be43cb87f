"""Nothing that Python does ends the session: depth and memory have limits."""

import sys


def raises(error, code):
    space = {}
    try:
        exec(code, space)
    except error as raised:
        return str(raised)
    finally:
        space.clear()
    raise AssertionError(f"no {error.__name__} from {code!r}")


def nested(kind):
    """Something of a kind that holds itself 100,000 levels deep."""
    value = kind()
    for _ in range(100_000):
        value = {1: value} if kind is dict else kind((value,))
    return value


def test_recursion_in_python_ends():
    for code in (
        "def f(): f()\nf()",
        "def f(**names): f(**names)\nf(a=1)",
        "def key(x): return sorted([1, 2], key=key)\nkey(1)",
        "class A:\n def __init__(self): A()\nA()",
        "class A:\n def __getattr__(self, name): return getattr(self, name)\nA().x",
        "class A:\n def __eq__(self, other): return other in [self]\nA() == A()",
        "class A:\n def __repr__(self): return f'{self!r}'\nrepr(A())",
        "class A: pass\nA.__call__ = A()\nA()()",
        "def g():\n yield from g()\nnext(g())",
        "from functools import reduce\ndef f(a, b): return reduce(f, [1, 2])\nf(1, 2)",
        "s = 'exec(s)'\nexec(s)",
    ):
        message = raises(RecursionError, code)
        assert "maximum recursion depth" in message or "Stack overflow" in message, (code, message)


def test_deep_structures_can_be_refused_but_not_trap():
    import copy
    import json
    import pickle

    for kind in (list, dict):
        deep = nested(kind)
        for take in (repr, json.dumps, copy.deepcopy, pickle.dumps):
            try:
                take(deep)
            except (RecursionError, pickle.PicklingError):
                pass
            else:
                raise AssertionError(take)
        del deep
    for text in ("[" * 100_000, '{"a":' * 100_000):
        try:
            json.loads(text)
        except RecursionError:
            pass
        else:
            raise AssertionError(text[:10])
    for take in (hash, repr, lambda deep: deep == nested(tuple), lambda deep: isinstance(1, deep)):
        try:
            take(nested(tuple))
        except RecursionError:
            pass


def test_deep_iterators_end():
    import itertools

    chained = iter([])
    mapped = iter([1])
    for _ in range(100_000):
        chained = itertools.chain(chained)
        mapped = map(abs, mapped)
    for iterator in (chained, mapped):
        try:
            next(iterator, None)
        except RecursionError:
            pass
    del chained, mapped


def test_deep_source_is_refused():
    for source in (
        "-" * 100_000 + "1", "not " * 50_000 + "1", "a" + ".b" * 100_000, "1" + "+1" * 100_000,
        "lambda:" * 20_000 + "1", "2" + "**2" * 50_000, "1 if 1 else " * 20_000 + "1", "f" + "()" * 50_000,
        "(" * 10_000 + ")" * 10_000,
    ):
        raises((RecursionError, SyntaxError, MemoryError), f"compile({source!r}, 'x', 'eval')")
    raises(RecursionError, "compile('if 1: pass\\n' + 'elif 1: pass\\n' * 20000, 'x', 'exec')")


def test_long_source_is_not_refused():
    numbers = ", ".join(f"-{number} + 1" for number in range(5_000))
    assert len(eval(f"[{numbers}]")) == 5_000
    branches = "if x == -1: y = 0\n" + "".join(f"elif x == {n}: y = {n}\n" for n in range(500))
    space = {"x": 499}
    exec(branches, space)
    assert space["y"] == 499
    text = "'" + "- not . " * 1_000 + "'  # " + "- " * 2_000 + "\n"
    assert eval(text).count("-") == 1_000


def test_objects_that_make_objects_when_they_end():
    class Again:
        left = 10_000

        def __del__(self):
            if Again.left:
                Again.left -= 1
                Again()

    Again()
    assert Again.left < 10_000


def test_big_integers():
    assert (3 ** 5_000 * 7 ** 2_500).bit_length() == 14_944
    assert "digits" in raises(MemoryError, "7 ** 10 ** 8")
    assert 2 ** 1_000_000 >> 999_999 == 2


def test_too_much_memory_is_an_error():
    if sys.platform != "emscripten":
        return
    for code in ("bytearray(2 ** 30)", "'x' * 2 ** 30", "[0] * 2 ** 28", "bytes(2 ** 30)"):
        raises(MemoryError, code)
    raises(MemoryError, "x = []\nwhile True: x.append(bytearray(2 ** 24))")
    assert len(bytearray(2 ** 24)) == 2 ** 24


def test_results_that_are_too_long_are_errors():
    if sys.platform != "emscripten":
        return
    for code in (
        "'\\t'.expandtabs(2 ** 31 - 1)", "b'a\\t'.expandtabs(2 ** 31 - 1)",
        "bytearray(b'\\t\\t').expandtabs(2 ** 31 - 1)", "'a\\t' * 100 + '\\t'.expandtabs(2 ** 30)",
        "'%*d' % (2 ** 31 - 1, 1)", "'%.*d' % (2 ** 31 - 1, 1)", "'%.*f' % (2 ** 31 - 1, 1.0)",
        "b'%*d' % (2 ** 31 - 1, 1)", "b'%.*e' % (2 ** 31 - 1, 1.0)", "b'%*s' % (2 ** 30, b'')",
        "'{:{w}}'.format(1, w=2 ** 31 - 1)", "f'{1.5:.{2 ** 31 - 1}}'", "format('', '1000000000')",
        "format(1j, '1000000000')", "format(True, '1000000000')",
        "a.replace('', a)", "a.replace('A', a)", "a.replace('AA', a + a)",
        "b.replace(b'', b)", "b.replace(b'A', b)", "bytearray(b).replace(b'AA', b + b, 2 ** 30)",
        "a.join([a] * 2 ** 15)", "b.join([b] * 2 ** 15)", "''.join([a] * 2 ** 14)", "b''.join([b] * 2 ** 14)",
        "a * 2 ** 15", "b * 2 ** 15", "bytearray(b) * 2 ** 15", "a.ljust(2 ** 31 - 1)", "b.zfill(2 ** 31 - 1)",
        "(1,) * (2 ** 31 - 1)", "[1] * (2 ** 31 - 1)", "a.center(2 ** 30, '\\U0001f40d')",
    ):
        raises((OverflowError, MemoryError), f"a = 'A' * 2 ** 16\nb = a.encode()\n{code}")
    assert len("%.100000f" % 1.0) == 100_002
    assert len(f"{1:100000}") == 100_000
    assert "a\tb".expandtabs(1_000) == "a" + " " * 999 + "b"
    assert len(("A" * 1000).replace("A", "B" * 2000)) == 2_000_000
    assert ("A" * 1000).replace("A", "B" * 2000, 1).count("B") == 2000


def test_slot_names_that_change_while_they_are_read():
    class Name(str):
        pass

    class Slotted:
        __slotnames__ = [Name("spam")]

        def __getattr__(self, name):
            if name != "spam":
                raise AttributeError(name)
            Slotted.__slotnames__[:] = [Name("spam")]
            return 42

    assert Slotted().__reduce_ex__(2)[2] == (None, {"spam": 42})
