// Part of page-world.js, which says why it cannot be Rust: asking the other world, and answering it.

const UNKNOWN = "the other world's message is not understood";
const CHUNK = 256;
const KEYS_WITH_VALUES = 256;
const MINE = isPage ? "p" : "o";
const THEIRS = isPage ? "o" : "p";

/** @type {Text} What both ends have; they listen on it and write to it. */
let channel;
let hooks = { __proto__: null, plain: () => undefined, moment: () => 0 };

// Objects of this world that the other has a handle of.
const exported = new $Map();
const idOf = new WeakMap();
let newest = 0;
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

/** Nodes that came with the message that is being read, and those that go with the one being written. */
let arrived = { __proto__: null, length: 0 };
let at = 0;
let leaving = { __proto__: null, length: 0 };

/** Sends a request; gives the answer's text. */
function sent(request) {
  if (leaving.length > 0) sendNodes();
  setData(channel, request);
  dispatchEvent(channel, new $Event(THEIRS));
  return getData(channel);
}

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

/** Nodes cannot be written down: they go ahead with an event. */
function sendNodes() {
  const nodes = leaving;
  leaving = { __proto__: null, length: 0 };
  const parts = [];
  for (let index = 0; index < nodes.length; index += 1) put(parts, index, part(nodes[index]));
  const init = { __proto__: null };
  init[hasTouches ? "touches" : "targetRanges"] = parts;
  dispatchEvent(channel, new $Carrier(`${THEIRS}n`, init));
}

function part(node) {
  return new $Part(
    hasTouches
      ? { __proto__: null, identifier: 0, target: node }
      : { __proto__: null, startContainer: node, startOffset: 0, endContainer: node, endOffset: 0 },
  );
}

function heard(event) {
  const list = partsOf(event);
  const count = lengthOf(list);
  arrived = { __proto__: null, length: count };
  at = 0;
  for (let index = 0; index < count; index += 1) arrived[index] = nodeOf(list[index]);
}

/** Answers a request of the other world. */
function answer() {
  let reply;
  try {
    reply = `=${perform(getData(channel))}`;
  } catch (error) {
    leaving = { __proto__: null, length: 0 };
    try {
      reply = `!${write(error)}`;
    } catch {
      reply = "!u";
    }
  }
  if (leaving.length > 0) sendNodes();
  setData(channel, reply);
}

function release(id) {
  if (living(id)) return;
  mapDelete(imported, id);
  if (released === "") queue(flush);
  released += `${id};`;
}

function flush() {
  const ids = released;
  released = "";
  if (ids !== "") ask(`r${ids}`);
}
