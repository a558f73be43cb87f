// One question at a time, and no answer to an old one.
import assert from "node:assert/strict";
import test from "node:test";

import { Latest } from "./latest.js";

/** Questions that are answered by hand. */
function fixture() {
  const open = [];
  const taken = [];
  const latest = new Latest(
    (question) => new Promise((resolve) => open.push({ question, resolve })),
    (answer, question) => taken.push([question, answer]),
  );
  const answer = async () => {
    const { question, resolve } = open.shift();
    resolve(question * 10);
    await new Promise((done) => setImmediate(done));
  };
  return { open, taken, latest, answer };
}

test("only the newest waits, and only it is answered", async () => {
  const { open, taken, latest, answer } = fixture();
  assert.equal(latest.isAsked, false);
  for (const question of [1, 2, 3]) latest.ask(question);
  assert.deepEqual(open.map((it) => it.question), [1]);
  await answer();
  assert.deepEqual(taken, []);
  assert.equal(latest.isAsked, true);
  assert.deepEqual(open.map((it) => it.question), [3]);
  await answer();
  assert.deepEqual(taken, [[3, 30]]);
  assert.equal(latest.isAsked, false);
});

test("what is forgotten is not answered", async () => {
  const { taken, latest, answer } = fixture();
  latest.ask(1);
  assert.equal(latest.isAsked, true);
  latest.forget();
  assert.equal(latest.isAsked, false);
  await answer();
  assert.deepEqual(taken, []);
  latest.ask(2);
  await answer();
  assert.deepEqual(taken, [[2, 20]]);
});

test("a question that fails does not stop the next", async (context) => {
  context.mock.method(console, "error", () => {});
  const taken = [];
  const latest = new Latest(
    async (question) => {
      if (question === 1) throw new Error("gone");
      return question;
    },
    (answer) => taken.push(answer),
  );
  latest.ask(1);
  await new Promise((done) => setImmediate(done));
  latest.ask(2);
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(taken, [undefined, 2]);
});
