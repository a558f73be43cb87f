"""time, signals, importing from files, and what a page cannot do."""

import datetime
import importlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except BaseException as error:
        return error
    return None


def test_sleep_takes_the_time():
    began = time.perf_counter()
    time.sleep(0.05)
    assert 0.045 < time.perf_counter() - began < 1
    assert str(raised(time.sleep, -1)) == "sleep length must be non-negative"
    assert isinstance(raised(time.sleep, "a"), TypeError)


def test_local_time_goes_there_and_back():
    for moment in (0, 1_700_000_000, 1_720_000_000, 1_729_989_000, 1_729_992_600):
        assert time.mktime(time.localtime(moment)) == moment
    assert abs(datetime.datetime.now().timestamp() - time.time()) < 1
    assert time.localtime().tm_gmtoff in (-time.timezone, -time.altzone)


def test_formats():
    moment = (2024, 2, 29, 13, 14, 15, 3, 60, 0)
    assert time.strftime("%a %d %b %Y %j %U %V", moment) == "Thu 29 Feb 2024 060 08 09"
    assert time.strptime("2024-02-29 13:14:15", "%Y-%m-%d %H:%M:%S")[:8] == moment[:8]
    assert time.asctime(time.gmtime(0)) == "Thu Jan  1 00:00:00 1970"
    assert str(raised(time.strftime, "%a", (2024, 13, 1, 0, 0, 0, 0, 1, 0))) == "month out of range"


def test_signals():
    assert isinstance(raised(signal.raise_signal, signal.SIGINT), KeyboardInterrupt)
    received = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: received.append(number))
    os.kill(os.getpid(), signal.SIGTERM)
    signal.signal(signal.SIGTERM, before)
    assert received == [signal.SIGTERM]


def test_subprocess_says_no():
    assert isinstance(raised(subprocess.run, ["ls"]), OSError)
    assert "not available" in str(raised(os.system, "ls"))


def test_importing_from_files_and_zips():
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "posix_test_module.py"), "w") as file:
            file.write("value = 6\n")
        archive_name = os.path.join(folder, "archive.zip")
        with zipfile.ZipFile(archive_name, "w") as archive:
            archive.writestr("posix_test_package/__init__.py", "value = 7")
        sys.path[:0] = [folder, archive_name]
        try:
            importlib.invalidate_caches()
            assert importlib.import_module("posix_test_module").value == 6
            assert importlib.import_module("posix_test_package").value == 7
        finally:
            del sys.path[:2]


def test_environment():
    os.environ["MORELIA_TEST"] = "1"
    assert os.getenv("MORELIA_TEST") == "1"
    del os.environ["MORELIA_TEST"]
    assert os.environ["HOME"] == "/home/web_user"


def test_dev_null_and_urandom():
    with open(os.devnull, "wb") as file:
        assert file.write(b"gone") == 4
    with open("/dev/urandom", "rb") as file:
        assert len(file.read(16)) == 16
    assert len(os.urandom(100_000)) == 100_000


def test_process_time_counts_work_and_not_sleep():
    before, began = time.process_time(), time.monotonic()
    time.sleep(0.3)
    slept = time.process_time() - before
    assert slept < 0.1 and time.monotonic() - began > 0.25, slept
    while time.process_time() - before < slept + 0.02:
        pass
    assert time.process_time_ns() > 0
    if hasattr(time, "CLOCK_PROCESS_CPUTIME_ID"):
        assert time.clock_gettime(time.CLOCK_PROCESS_CPUTIME_ID) - before < time.monotonic() - began
