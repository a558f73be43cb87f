"""Runs what ./x bench times: the functions of cases.py, and programs of pyperformance.

Both interpreters load this after cases.py. The files of a program come from
JavaScript, in ``js.benchFiles``, an array of ``[path, base64]``.
"""

import base64
import gc
import json
import os
import sys
import types
from time import perf_counter

import js

FOLDER = "/tmp/pyperformance"

#: Loops of a program, by the name of the case.
LOOPS = {}


def install_pyperf(source):
    """Makes ``import pyperf`` give the stand-in, whose source this is."""
    module = sys.modules["pyperf"] = types.ModuleType("pyperf")
    exec(compile(source, "pyperf.py", "exec"), module.__dict__)


def prepare(text):
    """Writes the files of a program and runs it, so that its work is known.

    Takes a case of programs.json, as JSON.
    """
    case = json.loads(text)
    for path, content in js.benchFiles:
        path = os.path.join(FOLDER, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(content))
    path = os.path.join(FOLDER, case["program"], "run_benchmark.py")
    with open(path, encoding="utf-8") as file:
        source = file.read()
    for old, new in case.get("smaller", {}).items():
        assert old in source, f"{case['program']} has no {old!r}"
        source = source.replace(old, new)
    arguments, sys.argv = sys.argv, [path, *case.get("arguments", ())]
    # The programs about pickle want to import it themselves, without its accelerator.
    sys.modules.pop("pickle", None)
    try:
        exec(compile(source, path, "exec"), {"__name__": "__main__", "__file__": path})
    finally:
        sys.argv = arguments
        if sys.modules.get("_pickle", True) is None:
            del sys.modules["_pickle"], sys.modules["pickle"]
    work = sys.modules["pyperf"].collected
    assert case["name"] in work, f"{case['name']} is not in {sorted(work)}"
    LOOPS[case["name"]] = case["loops"]


def once(name):
    """Runs a case once; gives seconds, for a bridge case seconds an operation."""
    gc.collect()
    if name in LOOPS:
        return sys.modules["pyperf"].collected[name](LOOPS[name])
    case = CPU.get(name) or BRIDGE[name]
    began = perf_counter()
    operations = case()
    return (perf_counter() - began) / operations
