"""Runs one of CPython's test modules inside the runtime, and tells of each test.

The page calls :func:`run` in a fresh interpreter. What it tells goes through
``js.conformanceEvent``, one JSON object a call: a test that kills the instance
has been named before it began, so that the page can leave it out and go on.
"""

import fnmatch
import importlib
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
        # Without one, the page's time limit ended the test, and the page knows.
        if self.outcome:
            tell("end", id=self.current, outcome=self.outcome, detail=self.detail)
        self.current = None

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


class Run:
    """The tests of one module: which of them, and what became of them.

    ``order`` is ``{"module": str, "skip": [pattern], "done": [name]}``.
    """

    def __init__(self, order):
        self.module = order["module"]
        self.skip = order["skip"]
        self.done = set(order["done"])
        self.unmatched = set(self.skip)
        self.seen = {}
        self.result = Recorder()

    def name(self, test):
        """Gives a test a ``conformance_name``: its id without the module's name.

        The second test with the same id becomes ``id #2``.
        """
        name = test.id().removeprefix(f"{self.module}.")
        if name.startswith("unittest.loader."):
            name = "(import)"
        self.seen[name] = self.seen.get(name, 0) + 1
        test.conformance_name = name if self.seen[name] == 1 else f"{name} #{self.seen[name]}"

    def is_wanted(self, test):
        """Whether no pattern names a test, and no earlier interpreter ran it."""
        name = test.conformance_name
        hits = [p for p in self.skip if name == p or fnmatch.fnmatchcase(name, p)]
        self.unmatched.difference_update(hits)
        return not hits and name not in self.done and class_set_up(test) not in self.done

    def suite(self, suite):
        """Runs what is wanted of a suite."""
        tests = list(flatten(suite))
        for test in tests:
            self.name(test)
        kept = [test for test in tests if self.is_wanted(test)]
        # A suite drops its tests as they end; nothing else may keep them.
        suite._tests = []
        tests.clear()
        suite = Suite(kept)
        kept.clear()
        suite.run(self.result)

    def all(self):
        """Imports the module and runs its tests, as ``python -m test`` does."""
        module = self.guarded("(import)", importlib.import_module, self.module)
        if module is None:
            return
        test_main = getattr(module, "test_main", None)
        if test_main is None:
            load = unittest.defaultTestLoader.loadTestsFromModule
            suite = self.guarded("(import)", load, module)
            if suite is not None:
                self.suite(suite)
        else:
            from test import support

            support._run_suite = self.suite
            self.guarded("(test_main)", test_main)

    def guarded(self, name, function, *arguments):
        """Calls a function; an exception is the outcome of a test called ``name``."""
        try:
            return function(*arguments)
        except unittest.SkipTest as error:
            outcome, detail = "skipped", str(error)
        except Exception:
            outcome, detail = "failed", told(sys.exc_info())
        if name not in self.done:
            self.result.begin(name)
            self.result.outcome, self.result.detail = outcome, detail
            self.result.end()


def prepare():
    """Makes the surroundings that CPython's own runner makes for its tests."""
    os.makedirs(SCRATCH, exist_ok=True)
    os.chdir(SCRATCH)
    sys.argv = ["test"]
    sys.dont_write_bytecode = True
    stand_ins.install(HERE)


def run(order):
    """Runs the tests that an order names, given as the JSON of :class:`Run`'s."""
    prepare()
    run = Run(json.loads(order))
    try:
        run.all()
        tell("unmatched", skips=sorted(run.unmatched))
    except KeyboardInterrupt as error:
        tell("interrupted", detail=told((type(error), error, error.__traceback__)))
