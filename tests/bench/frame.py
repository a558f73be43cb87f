"""What an interpreter in the extension's frame does in a second with objects of the page."""

import json
import time

import js

READS, ROWS, WRITES = 500, 2_000, 20_000
element = js.document.querySelector("h1")
rows = js.document.createElement("div")
rows.innerHTML = "".join(f"<p><b>row {number}</b></p>" for number in range(ROWS))


def read():
    for _ in range(READS):
        element.textContent


def ask():
    # What a function of the page gives holds for no second call.
    get = js.Reflect.get
    for _ in range(READS):
        get(element, "textContent")


def read_list():
    texts = [row.querySelector("b").textContent for row in rows.querySelectorAll("p")]
    assert texts[-1] == f"row {ROWS - 1}"


def write():
    for number in range(WRITES):
        element.title = number
    # The answer comes when all changes are made.
    assert element.title == str(WRITES - 1)


def rate(operation, count):
    best = 0
    for _ in range(3):
        begin = time.perf_counter()
        operation()
        best = max(best, count / (time.perf_counter() - begin))
    return best


# Of a row: the element, its descendant, and that one's text.
json.dumps(
    {
        "reads of one element": rate(read, READS),
        "round trips": rate(ask, READS),
        "reads of a list": rate(read_list, 3 * ROWS),
        "writes": rate(write, WRITES),
    }
)
