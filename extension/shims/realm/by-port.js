// Part of the extension frame: a channel between a content script and the frame, by a port.
// It cannot be Rust: the content script's end is in a document that compiles no WebAssembly.
//
// The frame's end cannot wait in the middle of JavaScript. An operation that needs an answer throws
// PENDING; Rust waits for the answer and performs the operation again, and what traps gave the first
// time is replayed.

/** @type {MessagePort} */
let port;
const PENDING = { __proto__: null, pending: true };
let newestCall = 0;
/** From numbers of calls to what takes their replies. */
const calls = new $Map();
/** One-way requests that have not been sent. */
let outbox = [];
/** The reply of a one-way request that failed. */
let late;
/** The operation that is being performed, in the frame. */
let operation;

function listenTo(given) {
  port = given;
  port.onmessage = ({ data }) => {
    // Whatever else than an answer comes, the page's code has run.
    if (data.reply === undefined) changes += 1;
    if (data.requests) {
      for (const request of data.requests) {
        const reply = replyTo(request);
        if (reply[0] === "!") port.postMessage({ late: reply });
      }
    } else if (data.late !== undefined) {
      late = data.late;
    } else if (data.reply !== undefined) {
      const resolve = calls.get(data.id);
      calls.delete(data.id);
      resolve?.(data.reply);
    } else if (isPage) {
      port.postMessage({ id: data.id, reply: replyTo(data.request) });
    } else {
      called(data);
    }
  };
}

function replyTo(request) {
  try {
    return `=${perform(request)}`;
  } catch (error) {
    return failure(error);
  }
}

function failure(error) {
  try {
    return `!${write(error)}`;
  } catch {
    return "!u";
  }
}

/** In the frame: a function of Python's is called, and may take its time. */
async function called({ id, request }) {
  let reply;
  try {
    begin(request, 1);
    const called = object();
    const receiver = next();
    const list = values();
    // Waiting for an object of the page's would ask it for `then`.
    const result = apply(called, receiver, list);
    const settled = Object(result) === result && weakGet(recordOf, result) ? result : await result;
    reply = `=${write(settled instanceof Box ? settled.value : settled)}`;
  } catch (error) {
    reply = failure(error);
  }
  sendOutbox();
  port.postMessage({ id, reply });
}

function sendOutbox() {
  if (outbox.length === 0) return;
  const requests = outbox;
  outbox = [];
  port.postMessage({ requests });
}

/** Sends a request; the promise gives the answer's text. */
function post(request) {
  sendOutbox();
  newestCall += 1;
  const id = newestCall;
  const reply = new Promise((resolve) => calls.set(id, resolve));
  port.postMessage({ id, request });
  return reply;
}

/** Gives the answer's text, when it is there; else asks for it and throws PENDING. */
function sent(request) {
  if (late !== undefined) {
    const reply = late;
    late = undefined;
    return reply;
  }
  if (!operation) throw new Error("the page's objects cannot be reached from here");
  const known = operation.answers.find((answer) => answer.request === request);
  if (known) return known.reply;
  const { answers } = operation;
  operation.pending = post(request).then((reply) => {
    answers.push({ request, reply });
  });
  throw PENDING;
}

/** Sends a request whose answer nobody needs: many go together. */
function tell(request) {
  if (outbox.length === 0) queueMicrotask(sendOutbox);
  outbox.push(request);
  if (outbox.length >= 500) sendOutbox();
}

/** Sends a request that changes something: what it throws comes with the next answer. */
function change(request) {
  if (late !== undefined) valueOf(sent(request));
  tell(request);
  return true;
}

/** Calls a function of the frame's; the promise gives its result. */
async function invoke(request) {
  return valueOf(await post(request));
}

/** Traps that give again what they gave when the operation was performed the last time. */
function logged(traps) {
  const replaying = { __proto__: null };
  for (const name of Object.keys(traps)) {
    replaying[name] = function (...parts) {
      const current = operation;
      if (!current) return apply(traps[name], this, parts);
      if (current.at < current.log.length) return given(current.log[current.at++]);
      let entry;
      try {
        entry = { value: apply(traps[name], this, parts) };
      } catch (error) {
        if (error === PENDING) throw error;
        entry = { error };
      }
      current.answers = [];
      current.log.push(entry);
      current.at += 1;
      return given(entry);
    };
  }
  return replaying;
}

function given(entry) {
  if ("error" in entry) throw entry.error;
  return entry.value;
}

/** What a promise of the frame's is settled with: settling with an object asks that for `then`. */
class Box {
  constructor(value) {
    this.value = value;
  }
}

/** What a promise of the other world's is settled with. */
function settling(value) {
  return isPage ? value : new Box(value);
}

/** Nodes are objects like all others: the content script keeps them. */
function carried() {
  return false;
}

function arrivedNode() {
  throw new Error(UNKNOWN);
}
