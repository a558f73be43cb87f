// The order of decisions, and marks that move with the text.
import assert from "node:assert/strict";
import test from "node:test";

import { ChangeSet } from "@codemirror/state";

import { EnterQueue } from "./enter_queue.js";

/** A document that two cells are typed into before the first is decided. */
test("text typed after Enter belongs to the next cell", async () => {
  const enters = new EnterQueue();
  const submitted = [];
  let text = "1+1";
  const change = (from, to, insert) => {
    enters.map(ChangeSet.of({ from, to, insert }, text.length), false);
    text = text.slice(0, from) + insert + text.slice(to);
  };
  let answer;
  const answered = new Promise((resolve) => (answer = resolve));
  const decide = async (mark) => {
    await answered;
    submitted.push(text.slice(0, mark.end));
    change(0, mark.end, "");
  };
  enters.push({ end: 3, cursor: 3 }, decide);
  change(3, 3, "2+2");
  enters.push({ end: 6, cursor: 6 }, decide);
  change(6, 6, "3");
  answer();
  await new Promise((resolve) => enters.push({ end: 0, cursor: 0 }, async () => resolve()));
  assert.deepEqual(submitted, ["1+1", "2+2"]);
  assert.equal(text, "3");
});

/** The second press is about the text with the line that the first one adds. */
test("two quick presses end a block", async () => {
  const enters = new EnterQueue();
  const asked = [];
  let text = "if 1:";
  const decide = async (mark) => {
    asked.push(text.slice(0, mark.end));
    if (asked.length > 1) return;
    enters.map(ChangeSet.of({ from: mark.cursor, insert: "\n    " }, text.length), true);
    text = text.slice(0, mark.cursor) + "\n    " + text.slice(mark.cursor);
  };
  enters.push({ end: 5, cursor: 5 }, decide);
  enters.push({ end: 5, cursor: 5 }, decide);
  await new Promise((resolve) => enters.push({ end: 0, cursor: 0 }, async () => resolve()));
  assert.deepEqual(asked, ["if 1:", "if 1:\n    "]);
});
