"""Runs one of CPython's test modules inside the runtime, and tells of each test.

The page calls :func:`run` in a fresh interpreter. What it tells goes through
``js.conformanceEvent``, one JSON object a call: a test that kills the instance
has been named before it began, so that the page can leave it out and go on.
"""

import fnmatch
import json
import os
import sys
import traceback
import unittest

import stand_ins

HERE = os.path.dirname(os.path.abspath(__file__))

#: Where tests write their files: they think it is the folder of a checkout.
SCRATCH = "/tmp/conformance"


def tell(event, **more):
    """Sends an event to the page: ``tell("begin", id="CTest.test_x")``."""
    import js

    js.conformanceEvent(json.dumps({"event": event, **more}))


class Recorder(unittest.TestResult):
    """A result that tells of each test's begin and end as they happen.

    The outcome is ``passed``, ``failed`` or ``skipped``. An expected failure is
    a pass, an unexpected success a failure; a test fails with its subtests.
    """

    def __init__(self):
        super().__init__()
        self.current = None
        self.outcome = None
        self.detail = ""

    def begin(self, name):
        """The test called ``name`` begins."""
        self.current, self.outcome, self.detail = name, None, ""
        tell("begin", id=name)

    def end(self):
        """The current test ends, with the outcome that was noted."""
        tell("end", id=self.current, outcome=self.outcome or "failed", detail=self.detail)
        self.current = None

    def tell_of_import(self, detail):
        """The module cannot be imported; unittest itself says so only of some errors."""
        self.begin("(import)")
        self.detail = detail
        self.end()

    def note(self, test, outcome, detail=""):
        """Notes an outcome; the first failure stays."""
        if not hasattr(test, "conformance_name") and self.current is None:
            # setUpClass, setUpModule and their likes are no tests of their own.
            self.begin(str(test))
            self.outcome, self.detail = outcome, detail
            self.end()
        elif self.outcome != "failed":
            self.outcome, self.detail = outcome, detail

    def startTest(self, test):
        super().startTest(test)
        self.begin(test.conformance_name)

    def stopTest(self, test):
        super().stopTest(test)
        self.end()

    def addSuccess(self, test):
        self.note(test, "passed")

    def addExpectedFailure(self, test, err):
        self.note(test, "passed")

    def addUnexpectedSuccess(self, test):
        self.note(test, "failed", "passes, though the suite expects it to fail")

    def addSkip(self, test, reason):
        self.note(test, "skipped", reason)

    def addError(self, test, err):
        self.note(test, "failed", told(err))

    def addFailure(self, test, err):
        self.note(test, "failed", told(err))

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.note(test, "failed", f"{subtest}\n{told(err)}")


class Suite(unittest.TestSuite):
    """A flat suite that tells when the code of a class runs outside a test."""

    def _handleClassSetUp(self, test, result):
        if type(test) is not getattr(result, "_previousTestClass", None):
            tell("begin", id=class_set_up(test))
        super()._handleClassSetUp(test, result)


def told(err):
    """The traceback of ``sys.exc_info()``'s triple; never raises itself."""
    try:
        return "".join(traceback.format_exception(*err))[-6000:]
    except BaseException as error:
        return f"{err[0].__name__}, whose traceback cannot be shown: {type(error).__name__}"


def flatten(suite):
    """All test cases of a suite, in order."""
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flatten(test)
        else:
            yield test


def class_set_up(test):
    """The name under which ``setUpClass`` of a test's class is known."""
    return f"setUpClass ({type(test).__qualname__})"


def name_tests(tests, module):
    """Gives every test a ``conformance_name``: its id without the module's name.

    The second test with the same id becomes ``id #2``.
    """
    seen = {}
    for test in tests:
        name = test.id()
        if name.startswith("unittest.loader."):
            name = "(import)"
        name = name.removeprefix(f"{module}.")
        seen[name] = seen.get(name, 0) + 1
        test.conformance_name = name if seen[name] == 1 else f"{name} #{seen[name]}"


def left_out(tests, patterns):
    """The tests that no pattern names, and the patterns that name no test."""
    unmatched, kept = set(patterns), []
    for test in tests:
        hits = [p for p in patterns if fnmatch.fnmatchcase(test.conformance_name, p)]
        unmatched.difference_update(hits)
        if not hits:
            kept.append(test)
    return kept, sorted(unmatched)


def prepare():
    """Makes the surroundings that CPython's own runner makes for its tests."""
    os.makedirs(SCRATCH, exist_ok=True)
    os.chdir(SCRATCH)
    sys.argv = ["test"]
    sys.dont_write_bytecode = True
    stand_ins.install(HERE)


def run(order):
    """Runs the tests that an order names.

    ``order`` is the JSON of ``{"module": str, "skip": [pattern], "done": [name]}``.
    """
    order = json.loads(order)
    prepare()
    module, done = order["module"], set(order["done"])
    result = Recorder()
    try:
        tests = list(flatten(unittest.defaultTestLoader.loadTestsFromName(module)))
    except Exception:
        result.tell_of_import(told(sys.exc_info()))
        return
    name_tests(tests, module)
    kept, unmatched = left_out(tests, order["skip"])
    tell("unmatched", skips=unmatched)
    kept = [t for t in kept if t.conformance_name not in done and class_set_up(t) not in done]
    tests.clear()
    try:
        Suite(kept).run(result)
    except KeyboardInterrupt as error:
        tell("interrupted", detail=told((type(error), error, error.__traceback__)))
