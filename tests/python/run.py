"""Runs the tests of this folder: ``python3 tests/python/run.py [WORD ...]``.

Runs all functions ``test_*`` of all files ``test_*.py``, or those whose name
(``file.function``) contains one of the words. Works in CPython from 3.11 on,
and inside the runtime, where a test that leaves proxies behind fails as well
(``leaks.py``). Exit status 1 when a test failed.
"""

import os
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))


def main(words):
    sys.dont_write_bytecode = True
    sys.path.insert(0, HERE)
    library = os.path.join(HERE, "..", "..", "runtime", "python")
    if os.path.isdir(library):
        # Last, so that CPython's own modules come before our stand-ins for them.
        sys.path.append(os.path.abspath(library))
    import fake_morelia
    import leaks

    fake_morelia.install()
    watch = leaks.Watch()
    failed, passed, begin = [], 0, time.monotonic()
    for file in sorted(os.listdir(HERE)):
        if not (file.startswith("test_") and file.endswith(".py")):
            continue
        module = __import__(file[:-3])
        for name, test in list(vars(module).items()):
            full_name = f"{file[:-3]}.{name}"
            if not name.startswith("test_") or not callable(test):
                continue
            if words and not any(word in full_name for word in words):
                continue
            try:
                test()
                watch.check(test)
                passed += 1
            except Exception:
                failed.append(full_name)
                print(f"FAILED {full_name}\n{traceback.format_exc()}")
    seconds = time.monotonic() - begin
    print(f"{passed} passed, {len(failed)} failed in {seconds:.1f} s")
    for name in failed:
        print(f"  {name}")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
