// Part of page-world.js, which says why it cannot be Rust: values from the other world's text.

let message = "";
let position = 0;
/** What has been copied of this message, in its order: it may be cyclic. */
let copies = { __proto__: null, length: 0 };

function begin(text, place) {
  message = text;
  position = place;
  copies = { __proto__: null, length: 0 };
}

function number() {
  const end = indexOf(message, ";", position);
  if (end < 0) throw new $Error(UNKNOWN);
  const value = toNumber(slice(message, position, end));
  position = end + 1;
  return value;
}

function string() {
  const end = indexOf(message, ":", position);
  if (end < 0) throw new $Error(UNKNOWN);
  const length = toNumber(slice(message, position, end));
  position = end + 1 + length;
  return slice(message, end + 1, position);
}

function copy(value) {
  copies[copies.length] = value;
  copies.length += 1;
  return value;
}

function next() {
  const tag = message[position];
  position += 1;
  switch (tag) {
    case "u":
      return undefined;
    case "n":
      return null;
    case "t":
      return true;
    case "f":
      return false;
    case "d":
      return number();
    case "s":
      return string();
    case "b": {
      const end = indexOf(message, ";", position);
      const digits = slice(message, position, end);
      position = end + 1;
      return toBigInt(digits);
    }
    case "w":
      return wellKnown[string()];
    case "q":
      return symbolFor(string());
    case "e":
      return arrivedNode();
    case "k": {
      const id = number();
      const value = mapGet(exported, id);
      if (value === undefined) throw new $TypeError("this object is no longer kept for the other world");
      return value;
    }
    case "i":
      return iterators[string()];
    case "I":
      return prototypes[string()];
    case "h":
      return readHandle();
    case "A":
    case "O":
    case "M":
    case "S":
      return readCopy(tag);
    case "F": {
      if (!isPage) throw new $Error(UNKNOWN);
      const holder = target[string()].prototype;
      return holder[string()];
    }
    case "R":
      return copies[number()];
    case "D":
      return new $Date(number());
    case "B":
      return readBytes();
    case "P":
      return readPromise();
    default:
      throw new $Error(UNKNOWN);
  }
}

function readHandle() {
  const id = number();
  const kind = message[position];
  position += 1;
  const name = isPage && (kind === "f" || kind === "c") ? string() : "";
  const said = isPage && kind === "c" ? string() : "";
  const interface_ = !isPage && (kind === "l" || kind === "d") ? string() : undefined;
  count(timesReceived, id);
  if (kind === "y") return readSymbol(id);
  const known = living(id);
  if (known) return known;
  const made = isPage ? ofOurs(id, kind, name, said) : far(id, kind, interface_);
  mapSet(imported, id, new $WeakRef(made));
  register(collected, made, id);
  return made;
}

function living(id) {
  const held = mapGet(imported, id);
  return held && deref(held);
}

function readSymbol(id) {
  const known = mapGet(symbols, id);
  if (known) return known;
  const symbol = $Symbol();
  mapSet(symbols, id, symbol);
  weakSet(recordOf, symbol, { __proto__: null, id });
  return symbol;
}

/** In the page: what stands for an object of our own world. It can be called, and nothing else. */
function ofOurs(id, kind, name, said) {
  let made;
  if (kind === "f") {
    made = function () {
      let list = "";
      for (let index = 0; index < arguments.length; index += 1) list += write(arguments[index]);
      return invoke(`a${id};${write(this)}${arguments.length};${list}`);
    };
    defineProperty(made, "name", { __proto__: null, value: name, configurable: true });
  } else if (kind === "c") {
    made = new $Error(said);
    defineProperty(made, "name", { __proto__: null, value: name, configurable: true, writable: true });
  } else {
    made = { __proto__: null };
  }
  weakSet(recordOf, made, { __proto__: null, id });
  return made;
}

function readCopy(tag) {
  const count = number();
  if (tag === "A") {
    const array = copy([]);
    for (let index = 0; index < count; index += 1) put(array, index, next());
    return array;
  }
  if (tag === "O") {
    const object = copy({});
    for (let index = 0; index < count; index += 1) {
      const key = next();
      put(object, key, next());
    }
    return object;
  }
  if (tag === "S") {
    const items = copy(new $Set());
    for (let index = 0; index < count; index += 1) setAdd(items, next());
    return items;
  }
  const map = copy(new $Map());
  for (let index = 0; index < count; index += 1) {
    const key = next();
    mapSet(map, key, next());
  }
  return map;
}

function put(object, key, value) {
  defineProperty(object, key, { __proto__: null, value, configurable: true, enumerable: true, writable: true });
}

function readBytes() {
  const name = string();
  const characters = string();
  const bytes = new $Uint8Array(characters.length);
  for (let index = 0; index < characters.length; index += 1) bytes[index] = charCodeAt(characters, index);
  if (name === "Uint8Array") return bytes;
  const buffer = bufferOf(bytes);
  if (name === "ArrayBuffer") return buffer;
  const prototype = prototypes[name];
  return prototype ? construct(prototype.constructor, [buffer]) : bytes;
}

function readPromise() {
  const id = number();
  const held = mapGet(promised, id);
  if (held) return held.promise;
  const entry = { __proto__: null, promise: undefined, t: undefined, f: undefined };
  entry.promise = new $Promise((resolve, reject) => {
    entry.t = resolve;
    entry.f = reject;
  });
  mapSet(promised, id, entry);
  return entry.promise;
}
