// Runs test modules in Pyodide, which is CPython 3.14 in WebAssembly, and prints what it does not
// pass, as tables for modules.toml: `node tests/conformance/peer.mjs test.test_json …`.
// Needs `npm install` in tests/bench. What fails for want of threads or processes is left out.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const SUITE = "/usr/lib/python3.11";
/** Milliseconds for a module; what was told until then counts. */
const LIMIT = 150_000;
/** Peculiar to Pyodide, and no word on Python 3.14. */
const SURROUNDINGS = /thread|process|fork|recursion|No module named|OSError|PermissionError|MemoryError|socket/i;

const lastLine = (text) => {
  const lines = text.trim().split("\n").filter((line) => line.trim());
  const named = lines.findLast((line) => /^[\w.]*(Error|Exception|Warning|Exit|Failed|SkipTest)\b/.test(line));
  return named ?? lines.at(-1) ?? "fails";
};

/** The events of a whole module: what kills or stops Pyodide is left out, and it begins again. */
const eventsOf = (module, suite) => {
  const script = fileURLToPath(import.meta.url);
  const events = [];
  const skip = [];
  for (let begun = 0; begun < 8; begun += 1) {
    const done = events.filter(({ event }) => event === "end").map(({ id }) => id);
    const order = JSON.stringify({ module, skip, done });
    const options = { timeout: LIMIT, encoding: "utf8", maxBuffer: 1 << 30 };
    const { status, stdout } = spawnSync(process.execPath, [script, "--here", order, suite], options);
    const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
    events.push(...lines.map((line) => JSON.parse(line)));
    if (status === 0 || events.at(-1)?.event !== "begin") break;
    skip.push(events.at(-1).id);
  }
  return events;
};

const report = (module, events) => {
  console.log(`# ${module}\n[module.changed]`);
  for (const { event, id, outcome, detail } of events) {
    if (event !== "end" || outcome !== "failed") continue;
    const words = lastLine(detail);
    if (!SURROUNDINGS.test(words)) console.log(`${JSON.stringify(id)} = ${JSON.stringify(words.slice(0, 120))}`);
  }
};

const runHere = async (order, suite) => {
  const { loadPyodide } = await import(join(HERE, "../bench/node_modules/pyodide/pyodide.mjs"));
  globalThis.conformanceEvent = (text) => console.log(text);
  const python = await loadPyodide({ stdout: () => {}, stderr: () => {} });
  python.FS.mkdir("/suite");
  python.FS.mount(python.FS.filesystems.NODEFS, { root: suite }, "/suite");
  for (const name of ["run_module.py", "stand_ins.py"]) {
    python.FS.writeFile(`/lib/${name}`, readFileSync(join(HERE, name)));
  }
  python.runPython(`
    import sys, types
    sys.path[:0] = ["/lib", "/suite"]
    # Not part of what Pyodide ships; the suite imports it at its top.
    sys.modules.setdefault("dbm", types.ModuleType("dbm"))
    import run_module
    run_module.HERE = "/suite"
    run_module.run(${JSON.stringify(order)})`);
};

const [first, ...rest] = process.argv.slice(2);
if (first === "--here") {
  await runHere(...rest);
  process.exit(0);
}
// A copy, because tests write beside themselves.
const suite = mkdtempSync(join(tmpdir(), "morelia-peer-"));
try {
  for (const path of ["test", "unittest/test"]) cpSync(join(SUITE, path), join(suite, path), { recursive: true });
  for (const module of [first, ...rest].filter(Boolean)) {
    report(module, eventsOf(module, suite));
  }
} finally {
  rmSync(suite, { recursive: true });
}
