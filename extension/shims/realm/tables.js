// Part of page-world.js and of the extension frame: what the two ends of a channel know of each other's objects.
// It cannot be Rust: see there.

const UNKNOWN = "the other world's message is not understood";
const CHUNK = 256;
const KEYS_WITH_VALUES = 256;

let hooks = { __proto__: null, plain: () => undefined, moment: () => 0, waits: () => 0 };

// Objects of this world that the other has a handle of.
const exported = new $Map();
const idOf = new WeakMap();
let newest = 0;
// How often each was sent, and each of the other world's arrived: one that is on its way is not let go of.
const timesSent = new $Map();
const timesReceived = new $Map();
// Handles of objects of the other world.
const imported = new $Map();
const recordOf = new WeakMap();
// Symbols of the other world: they are never let go of.
const symbols = new $Map();
// Nodes that the other world sees as this one has them.
const viewOf = new WeakMap();
const collected = new FinalizationRegistry(release);
/** @type {string} Handles that the other world need not keep. */
let released = "";
// What other worlds wait for: from ids to functions that settle the promise.
const promised = new $Map();

mapSet(exported, 0, target);
weakSet(idOf, target, 0);

/** Sends a request; gives the value of the answer, or throws what the other world threw. */
function ask(request) {
  return valueOf(sent(request));
}

/** Sends a request, and prepares to read the parts of the answer. */
function raw(request) {
  const reply = sent(request);
  if (reply[0] !== "=") valueOf(reply);
  begin(reply, 1);
}

function valueOf(reply) {
  const status = reply[0];
  if (status !== "=" && status !== "!") {
    throw new $Error("the page's world gave no answer: the page has replaced what Morelia needs there");
  }
  begin(reply, 1);
  const value = next();
  if (status === "!") throw value;
  return value;
}

function count(times, id) {
  mapSet(times, id, (mapGet(times, id) ?? 0) + 1);
}

function release(id) {
  if (living(id)) return;
  mapDelete(imported, id);
  if (released === "") queue(flush);
  released += `${id};${mapGet(timesReceived, id) ?? 0};`;
  mapDelete(timesReceived, id);
}

function flush() {
  const ids = released;
  released = "";
  if (ids !== "") tell(`r${ids}`);
}
