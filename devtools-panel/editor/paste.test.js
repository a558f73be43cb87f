// Prompts of consoles in pasted code.
import assert from "node:assert/strict";
import test from "node:test";

import { withoutPrompts } from "./paste.js";

const check = (text, expected) => assert.equal(withoutPrompts(text), expected);

test("Python's prompts and output are left out", () => {
  check(">>> 1 + 1\n2\n>>> x = 3\n", "1 + 1\nx = 3");
  check(">>> for i in x:\n...     print(i)\n...\n0\n1\n", "for i in x:\n    print(i)");
  check("    >>> a\n    >>> b", "a\nb");
  check(">>> a\r\nresult\r\n>>> b\r\n", "a\nb");
});

test("IPython's prompts and results are left out", () => {
  check("In [1]: x = 1\n\nIn [2]: def f():\n   ...:     return x\n   ...: \n\nIn [3]: f()\nOut[3]: 1", "x = 1\ndef f():\n    return x\n\nf()");
  check("In[1]: a", "a");
});

test("other text stays as it is", () => {
  for (const text of ["", "x = 1\n", "print('>>> x')\n>>> y", "a >>> b", ">>>x", "  # In [1]: x"]) check(text, text);
});

test("a huge text is not looked through", () => {
  const text = `>>> ${"x".repeat(2_000_000)}`;
  const begin = performance.now();
  assert.equal(withoutPrompts(text), text);
  assert.ok(performance.now() - begin < 50);
  const many = ">>> x\n".repeat(100_000);
  assert.equal(withoutPrompts(many).split("\n").length, 100_000);
});
