// Takes the prompts of consoles out of pasted code. JavaScript because the
// editor filters what is pasted while it is pasted.
//
// @ts-check

const PYTHON = /^\s*>>>(?: |$)/;
const PYTHON_GOES_ON = /^\s*\.\.\.(?: |$)/;
const IPYTHON = /^\s*In ?\[\s*\d*\s*\]: ?/;
const IPYTHON_GOES_ON = /^\s*\.\.\.+: ?/;
const IPYTHON_RESULT = /^\s*Out ?\[\s*\d*\s*\]: ?/;
/** A text that is longer is data; nobody wants it looked through. */
const LONGEST = 1_000_000;

/**
 * The code of a session that was copied with its prompts; any other text as it is.
 *
 * What a session printed is left out, because it is no code.
 *
 * @param {string} text
 * @returns {string}
 */
export function withoutPrompts(text) {
  if (text.length > LONGEST) return text;
  const first = /^\s*(?:>>>|In ?\[)/.test(text);
  if (!first) return text;
  const lines = text.split(/\r?\n/);
  const begin = lines.find((line) => line.trim()) ?? "";
  if (PYTHON.test(begin)) return taken(lines, PYTHON, PYTHON_GOES_ON);
  if (IPYTHON.test(begin)) return taken(lines, IPYTHON, IPYTHON_GOES_ON, IPYTHON_RESULT);
  return text;
}

/**
 * @param {string[]} lines
 * @param {RegExp} begins
 * @param {RegExp} goesOn
 * @param {RegExp} [result]
 */
function taken(lines, begins, goesOn, result) {
  const code = [];
  let inCell = false;
  for (const line of lines) {
    if (begins.test(line)) {
      inCell = true;
      code.push(line.replace(begins, ""));
    } else if (inCell && goesOn.test(line) && !result?.test(line)) {
      code.push(line.replace(goesOn, ""));
    } else {
      inCell = false;
    }
  }
  return code.join("\n").replace(/\s+$/, "");
}
