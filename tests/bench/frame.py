"""What an interpreter in the extension's frame does in a second with objects of the page."""

import json
import time

import js

READS, WRITES = 500, 20_000
element = js.document.querySelector("h1")


def read():
    for _ in range(READS):
        element.textContent


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


json.dumps({"reads": rate(read, READS), "writes": rate(write, WRITES)})
