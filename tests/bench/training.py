"""Everyday work, beside the benchmarks, that release builds are optimised for.

`./x train` runs it in an interpreter that counts what it executes. What is in
neither counts as rare, and is compiled for size. Each part should take about
as long as the others.
"""

import ast
import asyncio
import base64
import bisect
import collections
import contextlib
import copy
import csv
import dataclasses
import datetime
import decimal
import difflib
import enum
import fractions
import functools
import hashlib
import heapq
import html.parser
import io
import itertools
import json
import logging
import operator
import os
import pathlib
import pickle
import random
import re
import shlex
import statistics
import string
import struct
import textwrap
import time
import tokenize
import traceback
import typing
import unittest
import urllib.parse
import uuid
import xml.etree.ElementTree
import zipfile
import zlib

import js
from pyodide.ffi import create_proxy, to_js

PARTS = []


def part(function):
    PARTS.append(function)
    return function


@part
def text():
    words = ("Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do. " * 40).split()
    for _ in range(20):
        counted = collections.Counter(word.strip(",.").lower() for word in words)
        counted.most_common(3)
        " ".join(sorted(words, key=lambda word: (len(word), word)))
        "".join(reversed(words[0])).title().center(30).ljust(40, "-").encode().decode()
    for number in range(3000):
        f"{number:>8} {number / 7:.3f} {number!r:>10} {number:x} {'ü' * 3}"
        "%s is %05d and %.2f" % ("it", number, number / 3)
        "{0} {name:>10} {1:,}".format(number, number * 1000, name="n")
        str(number).zfill(8).replace("0", "o").startswith("o")
        int(str(number)), float(f"{number}.5"), repr(number * 1.1)
    string.Template("$a and ${b}").substitute(a=1, b=2)
    textwrap.fill(" ".join(words), 60)
    "größe ÄÖ straße".casefold().upper().partition("E")


@part
def containers():
    for _ in range(30):
        numbers = list(range(500))
        random.shuffle(numbers)
        numbers.sort()
        numbers.sort(key=operator.neg, reverse=True)
        pairs = dict(zip(numbers, map(str, numbers)))
        {value: key for key, value in pairs.items() if key % 2}
        {number % 7 for number in numbers} | {1, 2} & {2} ^ {9}
        numbers[10:200:3], numbers[::-1], numbers[-5:]
        numbers[2:4] = [7, 8, 9]
        del numbers[5:50]
        first, *rest, last = numbers
        [(i, x) for i, x in enumerate(rest) if x in pairs]
        any(x > 1000 for x in rest), all(x >= 0 for x in rest), sum(rest), max(rest), min(rest)
        queue = collections.deque(rest, maxlen=100)
        queue.rotate(3), queue.popleft(), queue.append(1)
        grouped = collections.defaultdict(list)
        for number in rest:
            grouped[number % 10].append(number)
        heapq.nsmallest(5, rest), bisect.bisect(sorted(rest), 50)
        list(itertools.chain.from_iterable(itertools.batched(rest, 7)))
        list(itertools.islice(itertools.product(range(10), "ab"), 15))
        functools.reduce(operator.add, rest)
        collections.OrderedDict(pairs).popitem(), (*rest, *rest), {**pairs, "a": 1}
        tuple(rest) < tuple(reversed(rest)), rest == rest[:], hash(tuple(rest))
        bytes(range(256)).hex(), bytearray(b"abc").extend(b"def"), memoryview(b"abc")[1:]


class Colour(enum.Enum):
    RED = 1
    GREEN = 2


class Flags(enum.IntFlag):
    A = 1
    B = 2


@dataclasses.dataclass(order=True)
class Item:
    name: str
    price: float = 0.0
    tags: list[str] = dataclasses.field(default_factory=list)

    @property
    def dear(self):
        return self.price > 10

    @classmethod
    def make(cls, **options):
        return cls(**options)

    @staticmethod
    def nothing(*arguments, key=None):
        return arguments, key


class Base:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return isinstance(other, Base) and self.value == other.value

    def __hash__(self):
        return hash(self.value)

    def __repr__(self):
        return f"{type(self).__name__}({self.value!r})"

    def __add__(self, other):
        return type(self)(self.value + other.value)

    def __len__(self):
        return self.value

    def __getitem__(self, index):
        if index >= self.value:
            raise IndexError(index)
        return index

    def __contains__(self, item):
        return item < self.value

    def __call__(self, *arguments, **options):
        return len(arguments) + len(options)

    def __getattr__(self, name):
        if name.startswith("magic"):
            return name
        raise AttributeError(name)

    def __enter__(self):
        return self

    def __exit__(self, *details):
        return False


class Derived(Base):
    def __init__(self, value, more=None):
        super().__init__(value)
        self.more = more

    def __lt__(self, other):
        return self.value < other.value


Pair = typing.NamedTuple("Pair", [("left", int), ("right", int)])


def describe(value):
    match value:
        case {"kind": "point", "x": x, "y": y}:
            return x + y
        case [first, *_] if first:
            return first
        case Derived(value=inside):
            return inside
        case Pair(left, right):
            return left - right
        case str() | bytes():
            return len(value)
        case _:
            return None


@part
def objects():
    for number in range(600):
        item = Item.make(name=f"item {number}", price=number / 10)
        item.dear, item == Item("x"), item < Item("z"), repr(item)
        Item.nothing(1, 2, key=3), Item.nothing(*[1, 2], **{"key": 1})
        thing = Derived(number % 20, more=1)
        thing + Base(1), thing == Base(2), {thing}, thing < Derived(3), 3 in thing
        list(thing), thing(1, 2, a=3), thing.magic, getattr(thing, "other", None)
        hasattr(thing, "x"), isinstance(thing, (int, Base)), setattr(thing, "z", 1), vars(thing)
        Colour(1) is Colour.RED, Colour["GREEN"].name, Flags.A | Flags.B
        for value in ({"kind": "point", "x": 1, "y": 2}, [1, 2], thing, Pair(1, 2), "text", 3):
            describe(value)
        with thing, contextlib.suppress(ValueError):
            raise ValueError("no")
        copy.copy(item), copy.deepcopy([item])
        dataclasses.asdict(item), dataclasses.replace(item, price=1)
    for number in range(30):
        type(f"Class{number}", (Base,), {"method": lambda self: self.value})(1).method()


@part
def exceptions():
    def deep(level):
        if not level:
            raise KeyError("deep")
        try:
            deep(level - 1)
        finally:
            level += 1

    for number in range(500):
        try:
            try:
                deep(5)
            except KeyError as error:
                raise RuntimeError("again") from error
        except (ValueError, RuntimeError) as error:
            if number % 50 == 0:
                traceback.format_exception(error)
        try:
            raise ExceptionGroup("all", [ValueError(1), TypeError(2)])
        except* ValueError:
            pass
        except* TypeError:
            pass


@part
def generators():
    def numbers(most):
        for number in range(most):
            yield number
        return most

    def outer(most):
        result = yield from numbers(most)
        yield result

    @contextlib.contextmanager
    def managed():
        yield 1

    @functools.lru_cache
    def cached(value):
        return value * 2

    for _ in range(60):
        sum(outer(100)), list(zip(numbers(50), outer(60), strict=False))
        with managed():
            [cached(number % 10) for number in numbers(50)]
        sum(x * y for x in range(10) for y in range(x) if (x + y) % 2)
        lines = map(str.strip, filter(None, ["a ", "", " b"]))
        next(lines, None), list(lines)
        partial = functools.partial(cached, 3)
        partial()


@part
def patterns():
    page = '<a href="https://example.org/x?y=1&z=2">A link</a> on 2024-05-17, 12:30 <b>x</b> ' * 30
    for _ in range(6):
        re.findall(r'href="([^"]*)"', page), re.sub(r"<[^>]+>", "", page)
        [found.groupdict() for found in re.finditer(r"(?P<y>\d{4})-(?P<m>\d\d)-(\d\d)", page)]
        re.split(r"\s*,\s*|\s+", page), re.search(r"(?i)LINK.*?ON", page)
        re.sub(r"(\w+)@(\w+)", lambda found: found[2], "me@there you@here " * 50)
    re.compile(r"^(?:[a-z]|\d{2,3}|(?=x)y)*$", re.X | re.M).match("abc12")


@part
def formats():
    rows = [{"id": i, "name": f"n {i}", "ok": i % 2 == 0, "price": i / 3, "x": None} for i in range(200)]
    for _ in range(4):
        written = json.dumps(rows, indent=1, sort_keys=True)
        json.loads(written), json.loads('{"a": [1, 2.5e3, "\\u00e4\\n", null, true]}')
        sheet = io.StringIO()
        writer = csv.DictWriter(sheet, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        list(csv.DictReader(io.StringIO(sheet.getvalue())))
        pickle.loads(pickle.dumps(rows))
        zlib.decompress(zlib.compress(written.encode()))
        base64.b64decode(base64.b64encode(written.encode()))
        hashlib.sha256(written.encode()).hexdigest(), hashlib.md5(b"abc").digest()
        [struct.unpack("<IHd", struct.pack("<IHd", i, 2, 3.5)) for i in range(200)]
        for i in range(50):
            address = urllib.parse.urlsplit(f"https://example.org:80/a/b?x={i}&y=2#z")
            urllib.parse.parse_qs(address.query), urllib.parse.quote("a b/ü"), uuid.UUID(int=i)
    tree = xml.etree.ElementTree.fromstring("<r>" + "<i n='1'>text<b/></i>" * 200 + "</r>")
    [child.get("n") for child in tree.iter("i")], xml.etree.ElementTree.tostring(tree)
    html.parser.HTMLParser().feed("<ul>" + "<li class=x>one &amp; two</li>" * 100 + "</ul>")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", written)
    zipfile.ZipFile(packed).read("a.txt")


@part
def numbers():
    total = decimal.Decimal(0)
    for i in range(1, 1500):
        total += (decimal.Decimal(i) * decimal.Decimal("1.19")).quantize(decimal.Decimal("0.01"))
        divmod(i * 7, 3), i**3, -i // 7, i << 3 ^ i & 5 | 1, ~i, round(i / 7, 2), abs(-i), int(i / 3)
        complex(i, 1) * 2j, 10**20 + i, (10**30 * i) % (10**9 + 7), pow(i, 5, 97), bin(i), hex(i)
    fractions.Fraction(1, 3) + fractions.Fraction(2, 7)
    statistics.mean(range(100)), statistics.stdev(range(100)), 2**500 // 3**100
    moment = datetime.datetime(2024, 5, 17, 12, 30)
    for days in range(150):
        later = moment + datetime.timedelta(days=days, hours=1)
        later.isoformat(), later.strftime("%d.%m.%Y %H:%M"), (later - moment).total_seconds()
        datetime.datetime.fromisoformat("2024-01-02T03:04:05"), later.date().weekday()
    datetime.datetime.strptime("2024-05-17", "%Y-%m-%d"), time.strftime("%Y")
    random.seed(1)
    [random.random() + random.randint(1, 6) + random.choice("abc").count("a") for _ in range(500)]


@part
def files():
    folder = pathlib.Path("/tmp/training")
    folder.mkdir(exist_ok=True)
    for i in range(60):
        file = folder / f"{i}.txt"
        file.write_text("line one\nline two ü\n" * 20, encoding="utf-8")
        with open(file, encoding="utf-8") as lines:
            [line.rstrip() for line in lines]
        file.read_bytes(), file.exists(), file.stat().st_size, file.with_suffix(".md").name
        os.path.join("/a", "b", "../c"), os.path.splitext("x.tar.gz"), os.fspath(file)
    list(folder.glob("*.txt")), sorted(os.listdir(folder)), shlex.split("a 'b c' d")
    for file in folder.iterdir():
        file.unlink()


@part
def compiling():
    source = pathlib.Path(textwrap.__file__).read_text() if os.path.exists(textwrap.__file__) else ""
    source = source or "def f(a, b=1, *c, d, **e):\n    return [x for x in a if x > b] or {c: d}\n" * 60
    for _ in range(3):
        compile(source, "x.py", "exec")
        ast.dump(ast.parse(source))
        list(tokenize.generate_tokens(io.StringIO(source).readline))
    list(difflib.unified_diff(source.split("\n")[:60], source.split("\n")[5:60]))
    for i in range(200):
        eval(f"{i} + 1"), exec(f"value = {i}\nother = value * 2", {})
    log = logging.getLogger("training")
    log.addHandler(logging.StreamHandler(io.StringIO()))
    log.propagate = False
    for i in range(200):
        log.warning("number %d", i)

    class Case(unittest.TestCase):
        def test_it(self):
            self.assertEqual([1, 2], [1, 2])

    unittest.TextTestRunner(io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(Case))


@part
def page():
    document = js.document
    area = document.createElement("div")
    clicks = []
    handler = create_proxy(lambda event: clicks.append(event.type))
    for i in range(300):
        child = document.createElement("button")
        child.className = "training"
        child.textContent = f"button {i}"
        child.setAttribute("data-i", str(i))
        child.addEventListener("click", handler)
        area.append(child)
        child.click()
        child.removeEventListener("click", handler)
    for child in area.querySelectorAll("button.training"):
        child.dataset.i, child.style.setProperty("color", "red"), child.parentElement
    for i in range(100):
        made = to_js({"a": [1, 2.5, "x", None, True], "b": {"c": i}}, dict_converter=js.Object.fromEntries)
        made.b.c, made.a[2], list(made.a), made.to_py() if hasattr(made, "to_py") else None
        js.Math.max(1, i, 3), js.JSON.stringify(made), js.Array.new(1, 2).length
        js.Uint8Array.new(to_js(bytes(100))).to_py(), js.Date.new(0).toISOString()
    handler.destroy()
    assert len(clicks) == 300


async def worker(queue, results):
    while True:
        number = await queue.get()
        results.append(number)
        await asyncio.sleep(0)
        queue.task_done()


@part
def tasks():
    async def main():
        queue, results = asyncio.Queue(), []
        workers = [asyncio.create_task(worker(queue, results)) for _ in range(5)]
        for number in range(200):
            queue.put_nowait(number)
        await queue.join()
        for task in workers:
            task.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        async with asyncio.timeout(5), asyncio.Lock():
            async with asyncio.TaskGroup() as group:
                group.create_task(asyncio.sleep(0.001))
        await js.Promise.resolve(1)
        return len(results)

    assert asyncio.run(main()) == 200


def train():
    for function in PARTS:
        began = time.perf_counter()
        try:
            function()
        except Exception:
            print(function.__name__, "fails")
            raise
        print(f"{function.__name__}: {(time.perf_counter() - began) * 1e3:.0f} ms")
    return True


train()
