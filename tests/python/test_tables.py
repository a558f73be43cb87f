"""Values as tables."""

import collections
import dataclasses
import json

from fake_morelia import Host
from _morelia_lib import console_names, tables
from _morelia_lib.display import bundle

ROWS = [{"name": "Ada", "born": 1815}, {"name": "Grace", "born": 1906}]


@dataclasses.dataclass
class Point:
    x: int
    y: float


def parsed(value, columns=None):
    return json.loads(tables.table_of(value, columns).json())


def test_lists_of_dicts_are_tables_by_themselves():
    found = json.loads(bundle(ROWS)[tables.MIME])
    assert found == {
        "columns": [{"name": "name", "kind": "text"}, {"name": "born", "kind": "number"}],
        "rows": [["Ada", 1815], ["Grace", 1906]], "total": 2,
    }
    assert bundle(ROWS)["text/plain"] == repr(ROWS)
    assert tables.MIME in bundle([Point(1, 2.5), Point(3, 4.0)])
    for value in ([], ROWS[:1], [{"a": 1}, {"b": 1}], [{}, {}], [{1: 2}, {1: 3}], [1, 2], ROWS[0], tuple(ROWS), [ROWS[0], 3]):
        assert tables.MIME not in bundle(value), value


def test_everything_that_has_rows():
    pair = collections.namedtuple("Pair", "left right")
    for value, columns, rows in (
        (ROWS, ["name", "born"], [["Ada", 1815], ["Grace", 1906]]),
        ([{"a": 1}, {"b": True}], ["a", "b"], [[1, None], [None, True]]),
        ([Point(1, 2.5)], ["x", "y"], [[1, 2.5]]),
        ([pair(1, 2)], ["left", "right"], [[1, 2]]),
        ([[1, 2], [3]], ["0", "1"], [[1, 2], [3, None]]),
        ({"r1": {"a": 1}, "r2": {"a": 2}}, ["key", "a"], [["r1", 1], ["r2", 2]]),
        ({"a": 1, "b": 2}, ["key", "value"], [["a", 1], ["b", 2]]),
        ([1, "x"], ["value"], [[1], ["x"]]),
        ((row for row in ROWS), ["name", "born"], [["Ada", 1815], ["Grace", 1906]]),
        ([], [], []),
    ):
        found = parsed(value)
        assert [c["name"] for c in found["columns"]] == columns, value
        assert found["rows"] == rows, value
    assert parsed(ROWS, ["born"])["rows"] == [[1815], [1906]]
    assert parsed(ROWS, ["nobody"])["rows"] == [[None], [None]]
    for value in (3, "text", None):
        try:
            tables.table_of(value)
        except TypeError as error:
            assert "table() needs rows" in str(error)
        else:
            raise AssertionError(value)


def test_cells_are_what_json_can_carry():
    class Bad:
        def __repr__(self):
            raise ValueError

    row = [2 ** 60, float("nan"), float("inf"), None, True, "x" * 5000, {"a": 1}, Bad(), 1.5]
    found = parsed([row])["rows"][0]
    assert found[:5] == [str(2 ** 60), "nan", "inf", None, True]
    assert len(found[5]) == 1001 and found[6:] == ["{'a': 1}", "<its repr() raised ValueError>", 1.5]
    assert [c["kind"] for c in parsed([[1, "a", True, {}], [2.5, "b", False, 1]])["columns"]] == [
        "number", "text", "bool", "other"
    ]


def test_long_tables_are_cut_and_counted():
    found = tables.table_of([[n] for n in range(tables.MAX_ROWS + 5)])
    assert len(found.rows) == tables.MAX_ROWS and found.total == tables.MAX_ROWS + 5
    assert found.text().endswith(f"… {found.total - 60} more rows")
    assert len(tables.table_of([range(1)] * 2 + [[0] * 500]).columns) == tables.MAX_COLUMNS


def test_large_values_make_no_large_messages():
    found = json.loads(tables.table_of([["x" * 900] * 100 for _ in range(500)]).json())
    assert found["total"] == 500 and 1 <= len(found["rows"]) < 50, len(found["rows"])
    assert tables.MIME in bundle([{"a": n} for n in range(5000)])


def test_text_and_tsv():
    text = tables.table_of(ROWS).text()
    assert text == "name   born\n-----  ----\nAda    1815\nGrace  1906", text
    odd = [{"a": "tab\there", "b": 'say "x"'}, {"a": None, "b": "two\nlines"}]
    assert tables.table_of(odd).tsv() == 'a\tb\n"tab\there"\t"say ""x"""\n\t"two\nlines"'


def test_table_displays_both():
    with Host() as host:
        console_names.table(ROWS, ["born"])
    assert set(host.bundles[0]) == {"text/plain", tables.MIME}
    assert host.bundles[0]["text/plain"].splitlines()[0] == "born"
