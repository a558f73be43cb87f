"""What the interpreter does faster for common operands gives what the general way gives.

Every test runs its code often enough for the instructions to be specialized,
and then with what they were not specialized for.
"""

import operator

BORDERS = [0, 5, 6, 255, 256, 257, 1023, 1024, 2**29, 2**30, 2**31, 2**32, 2**53, 2**62, 2**63, 2**64, 2**100]
INTS = sorted({sign * (value + step) for value in BORDERS for step in (-1, 0, 1) for sign in (1, -1)})


def _outcome(call, *operands):
    try:
        value = call(*operands)
    except (ArithmeticError, ValueError) as error:
        return type(error).__name__
    return type(value).__name__, value


def _check(fast, general, operands):
    for _ in range(3):
        for a, b in operands:
            assert _outcome(fast, a, b) == _outcome(general, a, b), (fast.__code__.co_name, a, b)


def _pairs(values):
    return [(a, b) for a in values for b in values]


def test_arithmetic_of_ints_of_all_sizes():
    def add(a, b):
        return a + b

    def subtract(a, b):
        return a - b

    def multiply(a, b):
        return a * b

    def floor_divide(a, b):
        return a // b

    def remainder(a, b):
        return a % b

    def divide(a, b):
        return a / b

    pairs = _pairs(INTS)
    _check(add, int.__add__, pairs)
    _check(subtract, int.__sub__, pairs)
    _check(multiply, int.__mul__, pairs)
    _check(floor_divide, int.__floordiv__, pairs)
    _check(remainder, int.__mod__, pairs)
    _check(divide, int.__truediv__, pairs)


def test_results_are_what_arithmetic_says():
    # Not by another way through the same interpreter.
    def add(a, b):
        return a + b

    def multiply(a, b):
        return a * b

    for _ in range(100):
        assert str(add(2**63 - 1, 1)) == "9223372036854775808"
        assert str(add(-(2**63), -1)) == "-9223372036854775809"
        assert str(multiply(2**31, 2**32)) == "9223372036854775808"
        assert str(multiply(-(2**31), 2**32)) == "-9223372036854775808"
        assert str(multiply(2**32 + 1, 2**32 + 1)) == "18446744082299486209"
        assert str(-7 // 2) + str(7 // -2) + str(-7 % 2) + str(7 % -2) == "-4-41-1"
        assert hex(-1 >> 100) + hex(1 << 63) == "-0x10x8000000000000000"


def test_bits_of_ints_of_all_sizes():
    def left(a, b):
        return a << b

    def right(a, b):
        return a >> b

    def bits_and(a, b):
        return a & b

    def bits_or(a, b):
        return a | b

    def bits_xor(a, b):
        return a ^ b

    shifts = [(a, b) for a in INTS for b in (-1, 0, 1, 31, 32, 62, 63, 64, 65, 200)]
    _check(left, int.__lshift__, shifts)
    _check(right, int.__rshift__, shifts + [(a, 2**70) for a in INTS])
    pairs = _pairs(INTS)
    _check(bits_and, int.__and__, pairs)
    _check(bits_or, int.__or__, pairs)
    _check(bits_xor, int.__xor__, pairs)


def test_comparisons_of_ints_of_all_sizes():
    def less(a, b):
        return a < b

    def equal(a, b):
        if a == b:
            return True
        return False

    pairs = _pairs(INTS)
    _check(less, int.__lt__, pairs)
    _check(equal, int.__eq__, pairs)
    order = {value: place for place, value in enumerate(INTS)}
    assert all(less(a, b) == (order[a] < order[b]) for a, b in pairs)


def test_division_of_floats_and_mixed_numbers():
    def divide(a, b):
        return a / b

    numbers = [0.0, -0.0, 1.5, -2.5, float("inf"), 1e308, 5e-324, 3, -7, 2**53 + 1, 2**70, True]
    for _ in range(3):
        for a, b in _pairs(numbers):
            assert repr(_outcome(divide, a, b)) == repr(_outcome(operator.truediv, a, b)), (a, b)
    for _ in range(100):
        told = [divide(float("nan"), 2.0), divide(0, 7), divide(0, -7), divide(2**53 + 2, 2)]
        assert repr(told) == "[nan, 0.0, -0.0, 4503599627370497.0]"


def test_an_intermediate_result_is_overwritten_and_nothing_else():
    def floats(x, y):
        first = x * y
        second = first
        first = first * 1.0 + y - x
        return x, y, first, second

    def ints(x, y):
        first = x * y
        second = first
        first = first + y - x
        return x, y, first, second

    def constants(x):
        return 2.5 * x * 2.5 + 1000000 * 3, 1000000 * (x > 0) + 70000

    for _ in range(200):
        assert floats(1.5, 2.5) == (1.5, 2.5, 4.75, 3.75)
        assert ints(3000, 5000) == (3000, 5000, 15002000, 15000000)
        assert constants(2.0) == (3000012.5, 1070000)
    kept = [x * 2.0 + 1.0 for x in (0.5, 1.5)] + [x * 3000 + 1 for x in (7, 8)]
    assert kept == [2.0, 4.0, 21001, 24001]


def test_small_ints_are_one_object_each():
    def back(a, b):
        return a + b - b

    seven = len("1234567")
    for _ in range(100):
        assert back(seven, 100000) is back(seven, 2**80) is seven


def test_classes_and_functions_made_anew():
    for round in range(300):

        class Point:
            scale = round

            def __init__(self, x):
                self.x = x

            def scaled(self):
                return self.x * self.scale

        def double(value):
            return value * 2 + round

        point = Point(round + 1)
        point.y = double(point.x)
        assert point.scaled() == (round + 1) * round
        assert point.y == 3 * round + 2
        assert double(value=1) == 2 + round


def test_one_place_many_types():
    class Left:
        def __init__(self):
            self.first, self.value = 1, "left"

        def name(self):
            return "Left"

    class Right:
        def __init__(self):
            self.value, self.second = "right", 2

        def name(self):
            return "Right"

    class Slots:
        __slots__ = ("value",)

        def name(self):
            return "Slots"

    class Computed:
        value = property(lambda self: "computed", lambda self, value: None)

        def name(self):
            return "Computed"

    slots = Slots()
    slots.value = "slots"
    objects = [Left(), Right(), slots, Computed()]
    for _ in range(300):
        told = []
        for thing in objects:
            thing.value = thing.value
            told.append((thing.name(), thing.value))
        assert told == [("Left", "left"), ("Right", "right"), ("Slots", "slots"), ("Computed", "computed")]


def test_one_place_many_operands():
    def add(a, b):
        return a + b

    cases = [(1, 2, 3), (1.5, 2, 3.5), ("a", "b", "ab"), ([1], [2], [1, 2]), ((1,), (2,), (1, 2)), (2**70, 1, 2**70 + 1)]
    for _ in range(100):
        for a, b, sum in cases:
            for _ in range(3):
                assert add(a, b) == sum

    def total(values):
        result = 0
        for value in values:
            result += value
        return result

    for _ in range(200):
        assert total(range(5)) == total([0, 1, 2, 3, 4]) == total((0, 1, 2, 3, 4)) == 10
        assert total(value for value in range(5)) == total({0, 1, 2, 3, 4}) == 10


def test_attributes_that_move_come_and_go():
    class Thing:
        name = "class"

        def method(self):
            return "method"

    def read(thing):
        return thing.name, thing.method()

    def write(thing, value):
        thing.name = value

    thing = Thing()
    for _ in range(100):
        assert read(thing) == ("class", "method")
    thing.other = 1
    for value in range(100):
        write(thing, value)
        assert read(thing) == (value, "method")
    thing.method = lambda: "own"
    assert read(thing) == (99, "own")
    del thing.method, thing.other, thing.name
    assert read(thing) == ("class", "method")
    thing.__dict__ = {"x": 1, "name": "replaced"}
    assert read(thing) == ("replaced", "method")
    write(thing, "again")
    assert thing.__dict__ == {"x": 1, "name": "again"}
    Thing.name = property(lambda self: "property", lambda self, value: None)
    write(thing, "ignored")
    assert read(thing) == ("property", "method")
    assert thing.__dict__["name"] == "again"


def test_what_an_attribute_held_may_do_as_it_pleases():
    class Thing:
        pass

    seen = []

    class Held:
        def __del__(self):
            seen.append(thing.held)
            thing.__dict__.clear()
            thing.held = "from the finalizer"

    thing = Thing()

    def write(value):
        thing.held = value

    for _ in range(100):
        write(1)
    write(Held())
    write(2)
    assert seen == [2]
    assert thing.__dict__ == {"held": "from the finalizer"}


def test_calls_with_too_few_and_too_many_arguments_still_fail():
    def function(a, b):
        return a, b

    class Type:
        def __init__(self, a):
            self.a = a

    for arguments in [(1, 2)] * 100 + [(1,), (1, 2, 3), ()] * 60 + [(1, 2)] * 100:
        try:
            told = function(*arguments), Type(*arguments[1:]).a
        except TypeError:
            told = None
        assert told == (((1, 2), 2) if len(arguments) == 2 else None)
