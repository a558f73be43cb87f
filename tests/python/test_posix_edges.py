"""Edges of the file, account, signal and time modules that CPython's own tests found wrong."""

import asyncio
import os
import pwd
import signal
import sys
import tempfile
import time
import warnings


def raised(call, *args, **kwargs):
    """The exception that a call raises, or None."""
    try:
        call(*args, **kwargs)
    except BaseException as error:
        return error
    return None


def test_root_is_known():
    assert pwd.getpwuid(0).pw_name == "root" and pwd.getpwnam("root").pw_uid == 0
    assert "root" in [entry.pw_name for entry in pwd.getpwall()]
    assert isinstance(raised(pwd.getpwnam, "nobody at all"), KeyError)


def test_repr_of_a_file_whose_name_is_itself():
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "x"), "wb", buffering=0) as file:
            file.name = file
            assert isinstance(raised(repr, file), RuntimeError)
            file.name = "y"
            assert "name='y'" in repr(file)


def test_a_forgotten_scandir_warns():
    with tempfile.TemporaryDirectory() as folder:
        open(os.path.join(folder, "x"), "w").close()
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            entries = os.scandir(folder)
            next(entries)
            del entries
            assert [warning.category for warning in seen] == [ResourceWarning]
            seen.clear()
            assert len(list(os.scandir(folder))) == 1
            with os.scandir(folder):
                pass
            assert not seen


def test_names_of_the_environment_are_checked():
    assert isinstance(raised(os.putenv, "", "x"), (OSError, ValueError))
    assert isinstance(raised(os.putenv, "a=b", "x"), (OSError, ValueError))


def test_descriptors_that_are_not_open():
    with open(os.devnull) as file:
        closed = os.dup(file.fileno())
    os.close(closed)
    assert isinstance(raised(signal.set_wakeup_fd, closed), (OSError, ValueError))
    assert raised(os.ttyname, closed).errno == 9
    assert signal.set_wakeup_fd(-1) == -1


def test_fields_of_a_time_are_checked_as_c_does():
    monday = (1900, 1, 1, 0, 0, 0, 0, 1, -1)
    assert time.asctime(monday).startswith("Mon")
    assert time.asctime(monday[:6] + (-1,) + monday[7:]).startswith("Sun")
    assert isinstance(raised(time.asctime, monday[:6] + (-2,) + monday[7:]), ValueError)
    smallest = -(2**31) + 1900
    assert time.asctime((smallest, 6, 1) + (0,) * 6).endswith(str(smallest))
    assert isinstance(raised(time.asctime, (smallest - 1,) + (0,) * 8), OverflowError)


def test_the_default_loop_policy_makes_loops():
    if sys.version_info < (3, 14):
        return
    policy = asyncio.events._get_event_loop_policy()
    try:
        asyncio.events._set_event_loop_policy(None)
        loop = asyncio.new_event_loop()
        assert loop.run_until_complete(asyncio.sleep(0, "done")) == "done"
        loop.close()
    finally:
        asyncio.events._set_event_loop_policy(policy)
