"""What operations on objects of the page's world cost, in microseconds each."""

import json
import time

import js

COUNT = 20_000
page = js.page_world


def get():
    for _ in range(COUNT):
        page.number


def set():
    for _ in range(COUNT):
        page.number = 1


def call():
    add = page.add
    for _ in range(COUNT):
        add(1, 2)


def call_that_gives_a_node():
    get_node = page.getNode
    for _ in range(COUNT):
        get_node()


def call_of_Python():
    page.callOften(lambda number: number, COUNT)


def attribute_of_each_row():
    assert len([row.name for row in page.rows]) == COUNT


def best(operation):
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        operation()
        times.append(time.perf_counter() - begin)
    return min(times) / COUNT * 1e6


operations = [get, set, call, call_that_gives_a_node, call_of_Python, attribute_of_each_row]
json.dumps({operation.__name__: best(operation) for operation in operations})
