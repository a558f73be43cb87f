"""The eval loop's second, quick loop: it does what the first does, and goes back to it in time."""

import gc
import sys


class Watcher:
    """Notes the line at which it is freed, and may do something then."""

    lines = []

    def __init__(self, then=None):
        self.then = then

    def __del__(self):
        self.lines.append(sys._getframe(1).f_lineno - sys._getframe(1).f_code.co_firstlineno)
        if self.then:
            self.then()


def warm(function, *arguments):
    """Calls a function until its instructions are specialized; gives the last result."""
    for _ in range(60):
        result = function(*arguments)
    return result


def test_a_finalizer_sees_the_line_that_freed_its_object():
    def work():
        value = Watcher()
        other = 1
        value = other
        values = [Watcher()]
        values[0] = None
        return value

    Watcher.lines.clear()
    assert warm(work) == 1
    assert Watcher.lines == [3, 5] * 60


def test_a_finalizer_may_collect_and_change_locals_and_what_is_iterated():
    def work():
        items = [1, 2, 3]

        def more():
            gc.collect()
            if len(items) < 6:
                items.append(len(items) + 1)

        seen = []
        for item in items:
            held = Watcher(more)
            held = item
            seen.append(held)
        return seen

    assert warm(work) == [1, 2, 3, 4, 5, 6]


def test_a_tracer_that_a_finalizer_sets_sees_the_next_call():
    events = []

    def tracer(frame, event, argument):
        events.append((event, frame.f_code.co_name))
        return None

    def callee():
        return 1

    def work(then):
        held = Watcher(then)
        held = None
        return callee()

    warm(work, None)
    work(lambda: sys.settrace(tracer))
    sys.settrace(None)
    assert ("call", "callee") in events, events


def test_results_of_specialized_instructions_that_meet_something_else():
    def add(a, b):
        return a + b, a - b, a * b, a < b, a == b

    assert warm(add, 3, 4) == (7, -1, 12, True, False)
    assert add(2**62, 2**62) == (2**63, 0, 2**124, False, True)
    assert add(-(2**63), 1) == (-(2**63) + 1, -(2**63) - 1, -(2**63), True, False)
    assert add(1.5, 2) == (3.5, -0.5, 3.0, True, False)
    assert add(True, 1) == (2, 0, 1, False, True)
    nan = float("nan")
    assert warm(add, 1.5, 2.5) == (4.0, -1.0, 3.75, True, False)
    assert add(nan, nan)[3:] == (False, False)

    def index(sequence, place):
        return sequence[place]

    assert warm(index, [1, 2, 3], 1) == 2
    assert index([1, 2, 3], -1) == 3 and index((1, 2), 0) == 1 and index("ab", 1) == "b"
    for wrong in (3, 2**70):
        try:
            index([1, 2, 3], wrong)
        except IndexError:
            continue
        raise AssertionError("no IndexError")

    def text(a, b):
        return (a == b, a != b, a < b, not a, "yes" if a else "no")

    assert warm(text, "a", "b") == (False, True, True, False, "yes")
    assert text("", "") == (True, False, False, True, "no")
    assert text(0, 0.0) == (True, False, False, True, "no")


def test_intermediate_numbers_are_not_shared():
    def work(a, b):
        first = a + b
        second = first + a
        third = b * (first - second)
        return first, second, third, first is second

    assert warm(work, 1000, 2000) == (3000, 4000, -2000000, False)
    assert warm(work, 0.5, 2.25) == (2.75, 3.25, -1.125, False)


def test_constants_outlive_their_use():
    def work():
        first, second = "a long constant", (1, 2, "three")
        return [first, second, 12345678901234567890]

    kept = warm(work)
    counts = [sys.getrefcount(item) for item in kept]
    for _ in range(1000):
        work()
    assert [sys.getrefcount(item) for item in kept] == counts
    assert kept == ["a long constant", (1, 2, "three"), 12345678901234567890]


def test_locals_without_a_value():
    def work(really):
        if really:
            value = 1
        try:
            return value
        except UnboundLocalError as error:
            return error.name if hasattr(error, "name") else "value"

    assert warm(work, True) == 1
    assert work(False) in ("value", None)

    def comprehension():
        held = 5
        made = [held for held in range(3)]
        return held, made

    assert warm(comprehension) == (5, [0, 1, 2])


def test_long_jumps_and_many_locals():
    names = [f"v{number}" for number in range(300)]
    source = "def work(n):\n total = 0\n"
    source += "".join(f" {name} = {number}\n" for number, name in enumerate(names))
    source += " for i in range(n):\n  if i % 2:\n"
    source += "".join(f"   total += {name}\n" for name in names)
    source += "  else:\n   total -= v299\n return total\n"
    namespace = {}
    exec(source, namespace)
    assert warm(namespace["work"], 4) == 2 * sum(range(300)) - 2 * 299


def test_iterators_that_end_and_are_shared():
    def both(iterator):
        seen = []
        for item in iterator:
            seen.append(item)
            if item == 2:
                break
        for item in iterator:
            seen.append(-item)
        return seen

    for make in (range, lambda n: list(range(n)), lambda n: tuple(range(n))):
        assert [both(iter(make(5))) for _ in range(60)][-1] == [0, 1, 2, -3, -4]

    def pairs(items):
        return [first + second for first, second in items]

    assert warm(pairs, [(1, 2), (3, 4)]) == [3, 7]
    try:
        pairs([(1, 2), (1, 2, 3)])
    except ValueError:
        pass
    else:
        raise AssertionError("no ValueError")


def test_attributes_that_change_their_place():
    class Thing:
        def __init__(self, value):
            self.value = value

        def get(self):
            return self.value

    class Slotted:
        __slots__ = ("value",)

        def __init__(self, value):
            self.value = value

    def work(thing):
        thing.value = thing.value + 1
        return thing.value

    assert work(Thing(1)) == 2
    warm(work, Thing(1))
    other = Thing.__new__(Thing)
    other.first, other.value = 0, 5
    assert work(other) == 6 and work(Slotted(7)) == 8
    assert warm(work, Slotted(0)) == 60

    def call(thing):
        return thing.get()

    assert warm(call, Thing(3)) == 3
    shadowed = Thing(4)
    shadowed.get = lambda: "own"
    assert call(shadowed) == "own" and call(Thing(5)) == 5
    Thing.get = lambda self: "new"
    assert call(Thing(6)) == "new"


def test_slices_of_lists_and_tuples():
    def part(items, start, stop):
        return items[start:stop]

    for items in (list(range(6)), tuple(range(6))):
        for start in (None, 0, 2, -2, -9, 9, True):
            for stop in (None, 0, 3, -1, -9, 9, 2**70):
                assert part(items, start, stop) == items[slice(start, stop)], (items, start, stop)
    assert part((1, 2), None, None) == (1, 2)
    assert type(part([1], 5, 2)) is list and part((1,), 5, 2) == ()
