// The other half of `quick.rs`; the build puts it before the interpreter's glue, in one scope with
// it. It is not Rust because each of these operations looks at what came of it before Rust does: a
// number or a short text is in linear memory then, and nothing else has to cross.

/** What came of an operation; as `Kind` in quick.rs. A short text has its length added to TEXT. */
const UNDEFINED = 0;
const NULL = 1;
const FALSE = 2;
const TRUE = 3;
const NUMBER = 4;
const OBJECT = 5;
const FUNCTION = 6;
const STRING = 7;
const OTHER = 8;
const THROWN = 9;
const PROXY = 10;
const TEXT = 16;

/** Of what Python gave when JavaScript called it: the call has to be made in the general way. */
const GENERAL = 11;

const LONGEST_TEXT = 64;

/** What came of the last operation, unless it is in memory. */
let outcome;

/** Numbers of Python objects, by the proxies and targets that stand for them. */
const ids = new WeakMap();
let hasIds = false;

const { apply } = Reflect;

/** A number on an object that only this file sees: a `WeakMap` takes far longer to find it. */
class Numbered extends function (object) {
  return object;
} {
  #number;

  static set(object, number) {
    if (#number in object) object.#number = number;
    else new Numbered(object).#number = number;
  }

  static get(object) {
    return #number in object ? object.#number : -1;
  }
}

// Where results are, in linear memory.
let numbers = new Float64Array(0);
let text = new Uint8Array(0);
let kinds = new Uint32Array(0);

/** Linear memory is another buffer after it has grown. */
function look() {
  const { buffer } = wasm_bindgen.moreliaMemory();
  const address = wasm_bindgen.moreliaBuffer();
  numbers = new Float64Array(buffer, address, 1);
  text = new Uint8Array(buffer, address + 8, LONGEST_TEXT);
  kinds = new Uint32Array(buffer, address + 8 + LONGEST_TEXT, 1);
}

function moreliaKind(value) {
  switch (typeof value) {
    case "number":
      if (numbers.length === 0) look();
      numbers[0] = value;
      return NUMBER;
    case "string": {
      const { length } = value;
      if (length > LONGEST_TEXT) break;
      if (text.length === 0) look();
      let index = 0;
      for (; index < length; index += 1) {
        const unit = value.charCodeAt(index);
        if (unit > 127) break;
        text[index] = unit;
      }
      if (index === length) return TEXT + length;
      break;
    }
    case "boolean":
      return value ? TRUE : FALSE;
    case "object":
      if (value === null) return NULL;
      outcome = value;
      return hasIds && ids.get(value) !== undefined ? PROXY : OBJECT;
    case "function":
      outcome = value;
      return hasIds && ids.get(value) !== undefined ? PROXY : FUNCTION;
    case "undefined":
      if (value === undefined) return UNDEFINED;
      // `document.all`, of which `typeof` says so.
      outcome = value;
      return OTHER;
    default:
      outcome = value;
      return OTHER;
  }
  outcome = value;
  return STRING;
}

function thrown(error) {
  outcome = error;
  return THROWN;
}

function moreliaOutcome() {
  const it = outcome;
  outcome = undefined;
  return it;
}

function moreliaGet(target, key) {
  try {
    return moreliaKind(target[key]);
  } catch (error) {
    return thrown(error);
  }
}

/** What is mostly an object is given itself, without a second call that asks for it. */
function moreliaItem(target, index) {
  let kind;
  try {
    kind = moreliaKind(target[index]);
  } catch (error) {
    kind = thrown(error);
  }
  if (kinds.length === 0) look();
  kinds[0] = kind;
  return kind === OBJECT ? moreliaOutcome() : undefined;
}

function moreliaSet(target, key, value) {
  try {
    target[key] = value;
    return UNDEFINED;
  } catch (error) {
    return thrown(error);
  }
}

function moreliaCall0(callee, receiver) {
  try {
    return moreliaKind(apply(callee, receiver, []));
  } catch (error) {
    return thrown(error);
  }
}

function moreliaCall1(callee, receiver, a) {
  try {
    return moreliaKind(apply(callee, receiver, [a]));
  } catch (error) {
    return thrown(error);
  }
}

function moreliaCall2(callee, receiver, a, b) {
  try {
    return moreliaKind(apply(callee, receiver, [a, b]));
  } catch (error) {
    return thrown(error);
  }
}

function moreliaIdOf(value) {
  const id = ids.get(value);
  return id === undefined ? -1 : id;
}

function moreliaSetId(value, id) {
  hasIds = true;
  ids.set(value, id);
  Numbered.set(value, id);
}

/** The trap for calls of a proxy: those with one number need not make JavaScript objects of it. */
function moreliaApplyTrap(general) {
  return (target, receiver, values) => {
    if (values.length !== 1 || typeof values[0] !== "number") {
      return general(target, receiver, values);
    }
    switch (wasm_bindgen.moreliaCalled(Numbered.get(target), values[0])) {
      case UNDEFINED:
        return undefined;
      case NUMBER:
        if (numbers.length === 0) look();
        return numbers[0];
      case GENERAL:
        return general(target, receiver, values);
      default:
        return wasm_bindgen.moreliaResult();
    }
  };
}
