"""``sqlite3``, and its databases among Python's files."""

import os
import tempfile


def _raised(kind, call, *args, **options):
    try:
        call(*args, **options)
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def _path():
    return os.path.join(tempfile.mkdtemp(), "test.db")


def test_rows_come_back_as_they_went_in():
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("create table t(a integer primary key, b text, c real, d blob)")
    rows = [(1, "x", 1.5, b"\x00\x01"), (2, "ü\U0001f40d", None, None), (2**62, "", -0.5, b"")]
    connection.executemany("insert into t values(?, ?, ?, ?)", rows)
    assert connection.execute("select * from t order by a").fetchall() == rows
    assert connection.execute("select b from t where a = :a", {"a": 2}).fetchone() == ("ü\U0001f40d",)
    connection.row_factory = sqlite3.Row
    row = connection.execute("select a, b from t").fetchone()
    assert (row["b"], row.keys(), len(row)) == ("x", ["a", "b"], 2)


def test_a_database_is_a_file():
    import sqlite3

    path = _path()
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("create table t(a)")
        connection.execute("insert into t values(1)")
    connection.close()
    with open(path, "rb") as file:
        assert file.read(16) == b"SQLite format 3\0"
    assert os.listdir(os.path.dirname(path)) == ["test.db"], "the journal is gone"
    os.rename(path, path + "2")
    assert sqlite3.connect(path + "2").execute("select a from t").fetchone() == (1,)


def test_relative_names_and_uris():
    import sqlite3

    path = _path()
    before = os.getcwd()
    os.chdir(os.path.dirname(path))
    try:
        sqlite3.connect("test.db").execute("create table t(a)").connection.close()
    finally:
        os.chdir(before)
    assert os.path.getsize(path) > 0
    reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    assert "readonly" in str(_raised(sqlite3.OperationalError, reader.execute, "insert into t values(1)"))
    missing = _path()
    _raised(sqlite3.OperationalError, sqlite3.connect, f"file:{missing}?mode=rw", uri=True)
    assert not os.path.exists(missing)


def test_a_transaction_is_undone_or_kept():
    import sqlite3

    path = _path()
    connection = sqlite3.connect(path)
    connection.execute("create table t(a)")
    try:
        with connection:
            connection.execute("insert into t values(1)")
            raise KeyError
    except KeyError:
        pass
    with connection:
        connection.execute("insert into t values(2)")
    assert connection.execute("select a from t").fetchall() == [(2,)]


def test_two_connections_keep_out_of_each_others_way():
    import sqlite3

    path = _path()
    first, second = sqlite3.connect(path), sqlite3.connect(path, timeout=0)
    first.execute("create table t(a)")
    first.commit()
    first.execute("insert into t values(1)")
    assert second.execute("select count(*) from t").fetchone() == (0,)
    error = _raised(sqlite3.OperationalError, second.execute, "insert into t values(2)")
    assert "locked" in str(error) and error.sqlite_errorname == "SQLITE_BUSY"
    first.commit()
    second.execute("insert into t values(2)")
    second.commit()
    assert first.execute("select a from t order by a").fetchall() == [(1,), (2,)]
    # A reader that is not done keeps the writer from committing.
    cursor = first.execute("select a from t")
    cursor.fetchone()
    second.execute("insert into t values(3)")
    _raised(sqlite3.OperationalError, second.commit)
    cursor.close()
    second.commit()


def test_functions_and_aggregates_in_python():
    import sqlite3

    class Longest:
        def __init__(self):
            self.found = ""

        def step(self, value):
            self.found = max(self.found, value, key=len)

        def finalize(self):
            return self.found

    connection = sqlite3.connect(":memory:")
    connection.create_function("twice", 1, lambda value: value * 2, deterministic=True)
    connection.create_aggregate("longest", 1, Longest)
    connection.create_collation("backwards", lambda a, b: (a < b) - (a > b))
    connection.execute("create table t(a)")
    connection.executemany("insert into t values(?)", [("b",), ("ccc",), ("aa",)])
    assert connection.execute("select twice(21), longest(a) from t").fetchone() == (42, "ccc")
    ordered = connection.execute("select a from t order by a collate backwards").fetchall()
    assert [row[0] for row in ordered] == ["ccc", "b", "aa"]
    connection.create_function("bad", 0, lambda: 1 / 0)
    error = _raised(sqlite3.OperationalError, connection.execute, "select bad()")
    assert "user-defined function raised exception" in str(error)


def test_errors_have_their_class_and_name():
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("create table t(a unique not null)")
    connection.execute("insert into t values(1)")
    error = _raised(sqlite3.IntegrityError, connection.execute, "insert into t values(1)")
    assert str(error) == "UNIQUE constraint failed: t.a"
    assert error.sqlite_errorname == "SQLITE_CONSTRAINT_UNIQUE"
    assert "no such table" in str(_raised(sqlite3.OperationalError, connection.execute, "select * from u"))
    connection.close()
    _raised(sqlite3.ProgrammingError, connection.execute, "select 1")
    bad = _path()
    with open(bad, "wb") as file:
        file.write(b"this is not a database, whatever its name says" * 100)
    _raised(sqlite3.DatabaseError, lambda: sqlite3.connect(bad).execute("select * from sqlite_master").fetchall())
    _raised(sqlite3.OperationalError, sqlite3.connect, "/no/such/folder/x.db")


def test_dump_backup_and_blobs():
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.executescript("create table t(a); insert into t values(x'00112233');")
    assert "CREATE TABLE t(a);" in list(connection.iterdump())
    copy = sqlite3.connect(_path())
    connection.backup(copy)
    assert copy.execute("select a from t").fetchone() == (b"\x00\x11\x22\x33",)
    with connection.blobopen("t", "a", 1) as blob:
        blob.seek(1)
        blob.write(b"\xff")
    assert connection.execute("select hex(a) from t").fetchone() == ("00FF2233",)


def test_a_large_database_and_vacuum():
    import sqlite3

    path = _path()
    connection = sqlite3.connect(path)
    connection.execute("create table t(a integer, b text)")
    with connection:
        connection.executemany("insert into t values(?, ?)", ((i, "x" * 200) for i in range(5000)))
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    full = os.path.getsize(path)
    connection.execute("delete from t where a >= 100")
    connection.commit()
    connection.execute("vacuum")
    assert os.path.getsize(path) < full // 10
    assert connection.execute("select count(*), sum(a) from t").fetchone() == (100, 4950)


def test_extensions_that_people_rely_on():
    import sqlite3

    connection = sqlite3.connect(":memory:")
    assert connection.execute("""select json_extract('{"a": [1, 2]}', '$.a[1]'), sqrt(16)""").fetchone() == (2, 4.0)
    connection.execute("create virtual table f using fts5(body)")
    connection.execute("insert into f values('the green tree python')")
    assert connection.execute("select body from f where f match 'python'").fetchone() == ("the green tree python",)
    year, local = connection.execute("select strftime('%Y', 'now'), datetime(0, 'unixepoch', 'localtime')").fetchone()
    assert int(year) >= 2024 and len(local) == 19


def test_classes_are_named_as_they_are_imported():
    import sqlite3

    assert sqlite3.OperationalError.__module__ == "sqlite3"
    assert issubclass(sqlite3.IntegrityError, sqlite3.DatabaseError)
