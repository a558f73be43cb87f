"""What a soak executes over and over, cell by cell; NUMBER is another number each time.

A line `# %% NAME` begins a cell; `raises ERROR` in it says how the cell has to
end, `script` that it is run as a script.
"""
# %% expression
NUMBER * 3 + 1
# %% text
"-".join(f"{digit:>3}" for digit in str(NUMBER))
# %% assignment
numbers = [NUMBER, *range(10)]
# %% container result
{"number": NUMBER, "squares": [n * n for n in numbers]}
# %% error raises ZeroDivisionError
def divide(a, b):
    return a / b

divide(NUMBER, 0)
# %% error in an error raises RuntimeError
try:
    {}["NUMBER"]
except KeyError as error:
    raise RuntimeError(f"NUMBER is missing") from error
# %% error in the standard library raises JSONDecodeError
import json
json.loads("[NUMBER, ")
# %% syntax error raises SyntaxError
def broken(NUMBER
# %% caught error
try:
    int("x" * 10)
except ValueError as error:
    kept_text = str(error)
# %% import of what is there
import collections, functools, itertools, os, re, sys
# %% import once more
import sys
sys.modules.pop("colorsys", None)
import colorsys
colorsys.rgb_to_hsv(0.1, 0.2, 0.3)
# %% function
def mean(*values, scale=1):
    return scale * sum(values) / len(values)

mean(NUMBER, 2, 3, scale=2)
# %% class
class Snake:
    length = NUMBER

    def __init__(self, name):
        self.name = name
        self.me = self

    @property
    def title(self):
        return self.name.title()

class Python(Snake):
    def __repr__(self):
        return f"<{self.title} {super().length}>"

[Python("monty") for _ in range(3)]
# %% dataclass
from dataclasses import dataclass

@dataclass
class Point:
    x: int
    y: int = 0

Point(NUMBER)
# %% print
for line in range(3):
    print("line", line, "of", NUMBER)
# %% print to stderr
import sys
print("NUMBER", file=sys.stderr)
# %% document
import js
element = js.document.createElement("p")
element.textContent = "NUMBER"
element.setAttribute("data-n", "NUMBER")
js.document.body.append(element)
found = js.document.querySelector("p[data-n='NUMBER']")
assert found.textContent == "NUMBER"
found.remove()
# %% listener
import js
from pyodide.ffi import create_proxy
clicks = []
target = js.EventTarget.new()
listener = create_proxy(lambda event: clicks.append(event.type))
target.addEventListener("click", listener)
target.dispatchEvent(js.Event.new("click"))
target.removeEventListener("click", listener)
listener.destroy()
assert clicks == ["click"]
# %% callback without a proxy
import js
list(js.Array.of(1, 2, NUMBER).map(lambda value, *rest: value + 1))
# %% conversions
from pyodide.ffi import to_js
to_js({"a": [1, 2, {"b": NUMBER}]}).to_py() if hasattr(to_js({}), "to_py") else None
# %% error of JavaScript raises JsException
import js
js.JSON.parse("{NUMBER")
# %% await
import js
await js.Promise.resolve(NUMBER)
# %% tasks
import asyncio

async def double(number):
    await asyncio.sleep(0)
    return 2 * number

await asyncio.gather(*(double(number) for number in range(5)))
# %% a promise of Python's
import js

async def answer():
    return NUMBER

js.Promise.resolve(answer()).then(lambda value: None)
None
# %% sleep
import time
time.sleep(0.001)
# %% thread
import threading
seen = []
thread = threading.Thread(target=lambda: (time.sleep(0), seen.append(NUMBER)))
thread.start()
thread.join()
assert seen == [NUMBER]
# %% executor
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(3) as executor:
    total = sum(executor.map(abs, range(6)))
total
# %% queue
import queue, threading
line = queue.Queue(2)
producer = threading.Thread(target=lambda: [line.put(n) for n in range(5)])
producer.start()
[line.get() for _ in range(5)]
# %% file
with open("/tmp/soak-%d.txt" % (NUMBER % 7), "w") as file:
    file.write("soak\n" * 200)
with open(file.name) as file:
    assert len(file.readlines()) == 200
# %% temporary folder
import pathlib, tempfile
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "a.bin").write_bytes(bytes(50_000))
    names = [path.name for path in pathlib.Path(folder).iterdir()]
names
# %% large data
large = {number: [str(number)] for number in range(5_000)}
# %% large bytes
large = bytes(1_000_000)
large = None
# %% cycles
class Node:
    pass

for _ in range(50):
    node = Node()
    node.other = Node()
    node.other.other = node
# %% a generator that is left
def endless():
    try:
        while True:
            yield NUMBER
    finally:
        pass

next(endless())
# %% patterns
import re
re.sub(r"(\d+)-NUMBER", r"<\1>", "12-NUMBER 13-NUMBER")
# %% decimals and dates
import datetime, decimal
decimal.Decimal(NUMBER) / 7, datetime.date(2026, 1, 1) + datetime.timedelta(days=NUMBER % 365)
# %% warning
import warnings
warnings.warn("NUMBER is only a number", stacklevel=1)
# %% evaluation
namespace = {}
exec("def made(): return NUMBER", namespace)
namespace["made"]()
# %% script script
import sys
names = sorted(globals())
print(len(names), sys.argv)
# %% exit raises SystemExit
import sys
sys.exit(NUMBER % 3)
# %% delete
for name in ("numbers", "element", "found", "node", "large", "thread"):
    globals().pop(name, None)
