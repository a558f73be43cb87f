"""``tracemalloc``."""

import linecache


def test_growth_is_put_down_to_its_line():
    import tracemalloc

    kept = []

    def grow():
        small = [0]
        kept.append(bytearray(3_000_000))  # here
        return small

    tracemalloc.start()
    try:
        before = tracemalloc.take_snapshot()
        grow()
        after = tracemalloc.take_snapshot()
        current, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    top = after.compare_to(before, "lineno")[0]
    assert 2_900_000 < top.size_diff < 3_200_000, top
    frame = top.traceback[0]
    assert frame.filename == __file__ and "# here" in linecache.getline(__file__, frame.lineno), top
    assert current > 2_900_000 and peak >= current


def test_the_peak_is_above_what_is_left():
    import tracemalloc

    tracemalloc.start(5)
    try:
        assert tracemalloc.get_traceback_limit() == 5
        block = bytearray(2_000_000)
        del block
        current, peak = tracemalloc.get_traced_memory()
        assert current < 1_000_000 and peak > 1_900_000, (current, peak)
        tracemalloc.reset_peak()
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert not tracemalloc.is_tracing()
    assert tracemalloc.get_traced_memory() == (0, 0)


def test_wrong_use_is_told():
    import tracemalloc

    for call, kind in ((lambda: tracemalloc.start(0), ValueError), (tracemalloc.take_snapshot, RuntimeError)):
        try:
            call()
        except kind:
            continue
        raise AssertionError(kind)
