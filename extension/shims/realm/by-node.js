// Part of page-world.js and of the extension frame: a channel across the worlds of a frame, by a text node.
// It cannot be Rust: see there.

/** @type {Text} What both ends have; they listen on it and write to it. */
let channel;
const MINE = isPage ? "p" : "o";
const THEIRS = isPage ? "o" : "p";

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

/** Sends a request whose answer nobody needs. */
function tell(request) {
  ask(request);
}

/** Sends a request that changes something. */
function change(request) {
  return ask(request);
}

/** Calls a function of the other world. */
function invoke(request) {
  return ask(request);
}

/** Traps may ask: the answer is there when they return. */
function logged(traps) {
  return traps;
}

/** What a promise of the other world's is settled with. */
function settling(value) {
  return value;
}

/** Counts what may have run code of the page. */
function moment() {
  return changes + hooks.moment();
}

/** Values that were read ahead hold until our own stack ends. */
function later(work) {
  queue(work);
}

/** The page may have replaced what its objects inherit: nothing is known of it without asking. */
function interfaceOf() {
  return undefined;
}

function noteSet() {}

function memberOf() {
  return undefined;
}

function quietly() {
  return undefined;
}

function answered(owner, key) {
  return property(owner, key);
}

function applied(record, receiver, list) {
  changes += 1;
  return ask(`a${record.id};${write(receiver)}${writeAll(list)}`);
}

function performNative() {
  throw new $Error(UNKNOWN);
}

/** Whether a value goes with the next message, being a node. */
function carried(value) {
  if (!isNode(value)) return false;
  leaving[leaving.length] = value;
  leaving.length += 1;
  return true;
}

function arrivedNode() {
  at += 1;
  return arrived[at - 1];
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
