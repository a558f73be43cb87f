// Runs inside the page under test: how soon Python stops, how long it keeps the
// page waiting, and what that costs. Needs bench.js.
"use strict";

/** Milliseconds, comparable with those of a worker. */
const clock = () => performance.timeOrigin + performance.now();

/** What runs when the interrupt comes, each after a line that says that it began. */
const INTERRUPTED = {
  "tight loop": "while True: pass",
  "time.sleep": "time.sleep(3600)",
  // The other thread could release it, so that it is no deadlock.
  "lock": "threading.Thread(target=other, daemon=True).start(); lock.acquire()",
};

const around = (work) => `
import js, threading, time
lock = threading.Lock()
lock.acquire()
stopped = False
def other():
    while not stopped: time.sleep(0.01)
try:
    js.benchBegan()
    ${work}
except KeyboardInterrupt:
    js.benchCaught()
stopped = True
`;

/**
 * Interrupts Python and gives milliseconds from the wish, in another thread, to
 * the first statement of the `except KeyboardInterrupt`; one number a round.
 */
globalThis.benchInterrupts = async (where, rounds) => {
  const source = `onmessage = ({ data }) => setTimeout(() => postMessage(performance.timeOrigin + performance.now()), data);`;
  const address = URL.createObjectURL(new Blob([source]));
  const worker = new Worker(address);
  const request = JSON.stringify({ op: "execute", mode: "exec", code: around(INTERRUPTED[where]) });
  const taken = [];
  for (let round = 0; round < rounds; round += 1) {
    let wished;
    let caught = NaN;
    worker.onmessage = ({ data }) => {
      wished = data;
      benchGlue.interrupt();
    };
    // Not in step with Python's time slices.
    globalThis.benchBegan = () => worker.postMessage(50 + 7 * (round % 5));
    globalThis.benchCaught = () => {
      caught = clock() - wished;
    };
    const reply = JSON.parse(await benchGlue.execute(request));
    if (reply.status !== "ok") throw new Error(JSON.stringify(reply));
    taken.push(caught);
  }
  worker.terminate();
  URL.revokeObjectURL(address);
  return taken;
};

/** Lets Python loop. Gives the longest time between two ticks of a page timer, in milliseconds. */
globalThis.benchLongestGap = async (seconds) => {
  let longest = 0;
  let ticks = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    ticks += 1;
  }, 4);
  const code = `
import time
began, number = time.monotonic(), 0
while time.monotonic() - began < ${seconds}: number += 1`;
  const reply = JSON.parse(await benchGlue.execute(JSON.stringify({ op: "execute", mode: "exec", code })));
  clearInterval(timer);
  if (reply.status !== "ok") throw new Error(JSON.stringify(reply));
  longest = Math.max(longest, performance.now() - last);
  return { longest, ticks };
};

/** A string whose characters have the numbers of the bytes. */
function oneCharacterEach(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 32768) {
    parts.push(String.fromCharCode.apply(null, bytes.subarray(at, at + 32768)));
  }
  return parts.join("");
}

/**
 * Takes the hook out of the module's code: wherever an instruction counts down to the next
 * call of the hook (load, subtract 1, or 8 for an iteration of a loop, keep, store at one fixed
 * address), the kept number becomes a 1, so that the counter costs nothing and the hook is never called. Gives how many
 * places there were, which is 0 when the compiler wrote it in some other way.
 */
function withoutHook(bytes) {
  const constant = "[\\x80-\\xff]{0,4}[\\x00-\\x7f]";
  // i32.const 0, i32.const 0, i32.load A, i32.const -1 or -8, i32.add, local.tee L, i32.store A
  const counted = `\\x41\\x00\\x41\\x00\\x28\\x02(${constant})\\x41[\\x7f\\x78]\\x6a\\x22(${constant})\\x36\\x02\\1`;
  // i32.const 0, i32.const 1, i32.store A: the hook is to run at the next instruction.
  const tripped = new RegExp(`\\x41\\x00\\x41\\x01\\x36\\x02(${constant})`, "gs");
  const text = oneCharacterEach(bytes);
  const counters = new Set([...text.matchAll(tripped)].map((match) => match[1]));
  let places = 0;
  for (const match of text.matchAll(new RegExp(counted, "gs"))) {
    const [all, address, local] = match;
    if (!counters.has(address)) continue;
    const set = [0x41, 1, 0x21, ...Array.from(local, (it) => it.charCodeAt(0))];
    bytes.fill(0x01, match.index, match.index + all.length);
    bytes.set(set, match.index);
    places += 1;
  }
  return places;
}

/** Starts Morelia without the hook, as a peer of its own. Gives how many places of code it was taken out of. */
globalThis.benchStartWithoutHook = async () => {
  const response = await fetch("/morelia/glue/runtime_bg.wasm");
  const bytes = new Uint8Array(await response.arrayBuffer());
  const places = withoutHook(bytes);
  if (places > 0) await benchStartModule("without hook", await WebAssembly.compile(bytes));
  return places;
};
