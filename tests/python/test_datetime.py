"""``datetime``, ``zoneinfo`` and local time, which are the browser's."""

import sys
import warnings

INSIDE = sys.platform == "emscripten"


def _raised(kind, call, *args):
    try:
        call(*args)
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def test_datetime_is_native_and_knows_the_time():
    import datetime
    import time

    assert "_pydatetime" not in sys.modules
    before = time.time()
    now = datetime.datetime.now(datetime.timezone.utc)
    assert before - 0.01 <= now.timestamp() <= time.time() + 0.01
    assert now.tzinfo is datetime.timezone.utc
    assert abs(datetime.datetime.now() - datetime.datetime.fromtimestamp(before)).total_seconds() < 5
    assert _raised(TypeError, datetime.datetime.now, 3)


def test_utcnow_warns_and_is_naive():
    import datetime

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        now = datetime.datetime.utcnow()
    assert now.tzinfo is None
    assert abs(datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) - now).total_seconds() < 5
    if INSIDE:
        assert [warning.category for warning in caught] == [DeprecationWarning]
        assert caught[0].filename == __file__


def test_subclasses_get_their_own_kind():
    import datetime

    class Mine(datetime.datetime):
        pass

    assert type(Mine.now()) is Mine
    assert type(Mine.now(datetime.timezone.utc)) is Mine


def test_zones_have_data():
    import datetime
    import zoneinfo

    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    summer = datetime.datetime(2024, 7, 1, 12, tzinfo=berlin)
    assert summer.isoformat() == "2024-07-01T12:00:00+02:00"
    assert summer.astimezone(zoneinfo.ZoneInfo("America/New_York")).hour == 6
    assert datetime.datetime(2100, 1, 1, tzinfo=berlin).tzname() == "CET"
    assert {"Europe/Berlin", "UTC", "Asia/Kolkata"} <= zoneinfo.available_timezones()
    assert len(zoneinfo.available_timezones()) > 400


def test_a_clock_change_folds_the_hour():
    import datetime
    import zoneinfo

    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    early = datetime.datetime(2024, 10, 27, 2, 30, tzinfo=berlin)
    late = early.replace(fold=1)
    assert (early.tzname(), late.tzname()) == ("CEST", "CET")
    assert late.timestamp() - early.timestamp() == 3600


def test_zones_that_do_not_exist():
    import zoneinfo

    error = _raised(zoneinfo.ZoneInfoNotFoundError, zoneinfo.ZoneInfo, "Europe/Nowhere")
    assert "Europe/Nowhere" in str(error)
    _raised(ValueError, zoneinfo.ZoneInfo, "../etc/passwd")
    if INSIDE:
        # Names are exact, as on a file system that minds the case.
        _raised(zoneinfo.ZoneInfoNotFoundError, zoneinfo.ZoneInfo, "europe/berlin")


def test_local_time_is_the_same_everywhere():
    import datetime
    import time

    moment = time.time()
    local = time.localtime(moment)
    aware = datetime.datetime.fromtimestamp(moment).astimezone()
    assert aware.utcoffset().total_seconds() == local.tm_gmtoff
    assert aware.tzname() == local.tm_zone
    assert local.tm_zone in time.tzname
    assert aware.hour == local.tm_hour
