// Runs inside the page under test: thousands of executions in one interpreter,
// and what is left in memory of them. Needs bench.js.
"use strict";

let cells;

async function loadCells() {
  const [, ...parts] = (await text("soak.py")).split(/^# %% /m);
  cells = parts.map((part) => {
    const [title, ...lines] = part.split("\n");
    const [, raises] = / raises (\w+)$/.exec(title) ?? [];
    const mode = / script$/.test(title) ? "script" : "cell";
    return { title, raises, mode, code: lines.join("\n") };
  });
}

/** How an execution ended: "", the name of an exception, or another status. */
function ending({ status, error }) {
  if (status === "ok") return undefined;
  return status === "exit" ? "SystemExit" : (error?.name ?? status);
}

/** Executes the cells with the numbers from `first` to before `end`; `only` is a part of their names. */
globalThis.benchSoak = async (first, end, only = "") => {
  cells ?? (await loadCells());
  const chosen = cells.filter(({ title }) => title.includes(only));
  for (let number = first; number < end; number += 1) {
    const { title, raises, mode, code } = chosen[number % chosen.length];
    const request = { op: "execute", mode, code: code.replaceAll("NUMBER", String(number)) };
    const reply = JSON.parse(await benchGlue.execute(JSON.stringify(request)));
    if (ending(reply) !== raises) throw new Error(`${title}: ${JSON.stringify(reply)}`);
    if (number % 10 === 0) {
      benchGlue.request(JSON.stringify({ op: "complete", code: "js.docu", cursor: 7 }));
      benchGlue.request(JSON.stringify({ op: "inspect", code: "print", cursor: 3, detail: 0 }));
    }
  }
};

/** What is in memory, after what is garbage was collected. */
globalThis.benchLeft = async () => {
  const code = `
import gc, js
for _ in range(3): gc.collect()
js.benchObjects = len(gc.get_objects())`;
  const request = JSON.stringify({ op: "execute", mode: "exec", code });
  const reply = JSON.parse(await benchGlue.execute(request));
  if (reply.status !== "ok") throw new Error(JSON.stringify(reply));
  // Finalisers of JavaScript's own have had their turn then.
  await new Promise((resolve) => setTimeout(resolve, 400));
  return {
    linear_mb: benchBytes() / 2 ** 20,
    used_mb: benchGlue.usedMemory() / 2 ** 20,
    objects: globalThis.benchObjects,
    proxies: JSON.parse(benchGlue.liveProxies()),
  };
};
