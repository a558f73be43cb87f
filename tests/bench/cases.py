"""The work that ./x bench gives to both interpreters.

`CPU` and `BRIDGE` map a case's name to a function without arguments that
returns how many operations it made. Only what both interpreters offer is used.
"""

import json
import re

import js
from pyodide.ffi import create_proxy


def fib_22():
    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)

    assert fib(22) == 17711
    return 1


def loop_1m():
    total = 0
    for i in range(1_000_000):
        total += i
    assert total == 499999500000
    return 1


def dict_counting():
    counts = {}
    for i in range(300_000):
        key = i % 1000
        counts[key] = counts.get(key, 0) + 1
    assert counts[7] == 300
    return 1


def list_comprehensions():
    for _ in range(10):
        squares = [i * i for i in range(50_000) if i % 3]
    assert len(squares) == 33333
    return 1


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def add(self, other):
        return Point(self.x + other.x, self.y + other.y)


def slots_class():
    point = Point(0, 0)
    step = Point(1, 2)
    for _ in range(100_000):
        point = point.add(step)
    assert point.y == 200_000
    return 1


def float_loop():
    x = 0.0
    for i in range(1, 400_001):
        x += 1.0 / (i * i)
    assert 1.64 < x < 1.65
    return 1


def json_round_trip():
    rows = [{"id": i, "name": f"row {i}", "tags": ["a", "b"], "price": i / 7} for i in range(2000)]
    assert json.loads(json.dumps(rows))[-1]["id"] == 1999
    return 1


def re_findall():
    text = "The quick brown fox, 42 times over 17 lazy dogs. " * 1000
    assert len(re.findall(r"\b[a-z]+\b|\d+", text)) == 9000
    return 1


def string_building():
    parts = []
    for i in range(100_000):
        parts.append(f"{i:05d}".replace("0", "o"))
    assert len("".join(parts)) == 500_000
    return 1


def attribute_get():
    target = js.benchTarget
    for _ in range(20_000):
        target.value
    return 20_000


def attribute_set():
    target = js.benchTarget
    for i in range(20_000):
        target.value = i
    return 20_000


def method_call():
    target = js.benchTarget
    for i in range(20_000):
        target.add(i)
    return 20_000


def query_selector_all():
    length = 0
    for element in js.document.querySelectorAll("#bench-rows li"):
        length += len(element.textContent)
    assert length > 0
    return 2000


def create_and_append():
    parent = js.document.createElement("div")
    for i in range(2000):
        child = js.document.createElement("span")
        child.textContent = str(i)
        parent.appendChild(child)
    assert parent.childElementCount == 2000
    return 2000


def js_calls_python():
    callback = create_proxy(lambda value: value + 1)
    js.benchCallMany(callback, 20_000)
    callback.destroy()
    return 20_000


CPU = {
    "fib(22)": fib_22,
    "1M-iteration loop": loop_1m,
    "dict counting": dict_counting,
    "list comprehensions": list_comprehensions,
    "slots class": slots_class,
    "float loop": float_loop,
    "json": json_round_trip,
    "re.findall": re_findall,
    "string building": string_building,
}

BRIDGE = {
    "attribute get": attribute_get,
    "attribute set": attribute_set,
    "method call": method_call,
    "querySelectorAll loop": query_selector_all,
    "create + set + append": create_and_append,
    "JS calls Python": js_calls_python,
}


def measure(repeat=3):
    """Run every case `repeat` times; return the best as JSON.

    CPU cases are in milliseconds, bridge cases in microseconds per operation.
    """
    from time import perf_counter

    def best(function):
        times = []
        for _ in range(repeat):
            begin = perf_counter()
            operations = function()
            times.append((perf_counter() - begin) / operations)
        return min(times)

    return json.dumps(
        {
            "cpu_ms": {name: best(case) * 1e3 for name, case in CPU.items()},
            "bridge_us": {name: best(case) * 1e6 for name, case in BRIDGE.items()},
        }
    )
