// Part of page-world.js, which says why it cannot be Rust: what each world does for the other.

/** A request, carried out; gives the answer's text. */
function perform(request) {
  const operation = request[0];
  begin(request, 1);
  if (operation === "r") return forget();
  if (operation === "v") return settle();
  if (operation === "a") {
    const called = object();
    const receiver = next();
    const list = values();
    return write(apply(called, receiver, list));
  }
  // All that the page may ask of our own world are calls of what it was given.
  if (!isPage) throw new $Error(UNKNOWN);
  switch (operation) {
    case "g":
      return answered(object(), next());
    case "s": {
      const owner = object();
      const key = next();
      return write(set(owner, key, next(), owner));
    }
    case "h":
      return write(has(object(), next()));
    case "x":
      return write(deleteProperty(object(), next()));
    case "n": {
      const made = object();
      return write(construct(made, values()));
    }
    case "k":
      return keys(object());
    case "d":
      return descriptor(object(), next());
    case "D": {
      const owner = object();
      const key = next();
      return write(defineProperty(owner, key, next()));
    }
    case "p": {
      const prototype = getPrototypeOf(object());
      const name = mapGet(nameOfPrototype, prototype);
      return name === undefined ? write(prototype) : `I${text(name)}`;
    }
    case "l":
      return chunk(object(), number(), number());
    case "m":
      return column();
    case "c":
      return contents(object());
    case "w":
      return view(next());
    case "e":
      return write(next());
    case "T":
      return awaited(object());
    default:
      return performNative(operation);
  }
}

function object() {
  const id = number();
  const value = mapGet(exported, id);
  if (value === undefined) throw new $TypeError("this object is no longer kept for the other world");
  return value;
}

function values() {
  const count = number();
  const list = { __proto__: null, length: count };
  for (let index = 0; index < count; index += 1) list[index] = next();
  return list;
}

function forget() {
  while (position < message.length) {
    const id = number();
    const left = (mapGet(timesSent, id) ?? 0) - number();
    const value = mapGet(exported, id);
    if (value === undefined || id === 0) continue;
    mapSet(timesSent, id, left);
    if (left > 0) continue;
    mapDelete(timesSent, id);
    mapDelete(exported, id);
    if (weakGet(idOf, value) === id) weakDelete(idOf, value);
  }
  return "u";
}

function settle() {
  const id = number();
  const how = message[position];
  position += 1;
  const value = next();
  const entry = mapGet(promised, id);
  if (entry) {
    mapDelete(promised, id);
    entry[how](how === "t" ? settling(value) : value);
  }
  return "u";
}

/** A property, and whether there is one. */
function property(owner, key) {
  const value = get(owner, key, owner);
  if (value === undefined) return has(owner, key) ? "u" : "-";
  if (key === wellKnown.iterator) {
    // Whatever the page has put there, its arrays are walked over by index.
    const isOrdinary = isArray(owner) && getPrototypeOf(owner) === arrayPrototype;
    const name = isOrdinary ? "array" : mapGet(nameOfIterator, value);
    if (name !== undefined) return `i${text(name)}`;
  }
  return write(value);
}

/** All keys; whether each is enumerable; and where there are few, the values of those that hold one. */
function keys(owner) {
  const list = ownKeys(owner);
  const isShort = list.length <= KEYS_WITH_VALUES;
  let result = `${list.length};`;
  for (let index = 0; index < list.length; index += 1) {
    const found = getOwnPropertyDescriptor(owner, list[index]);
    result += `${write(list[index])}${found && found.enumerable ? "t" : "f"}`;
    const holdsValue = isShort && found && has(found, "value");
    result += holdsValue ? write(found.value) : "?";
  }
  return result;
}

function descriptor(owner, key) {
  const found = getOwnPropertyDescriptor(owner, key);
  if (!found) return "-";
  const flags = `${found.enumerable ? "t" : "f"}${found.writable || found.set ? "t" : "f"}`;
  if (has(found, "value")) return `V${flags}${write(found.value)}`;
  return `G${flags}${write(found.get)}${write(found.set)}`;
}

/** The length of an array, and elements from an index on. Stops at an accessor. */
function chunk(owner, from, count) {
  const length = owner.length;
  let result = "";
  let index = from;
  for (; index < from + count && index < length; index += 1) {
    const found = getOwnPropertyDescriptor(owner, index);
    if (!found || !has(found, "value")) break;
    result += write(found.value);
  }
  return `${length};${index - from};${result}`;
}

/** The same property of several objects, where it is a value and no code runs to get it. */
function column() {
  const key = next();
  const owners = { __proto__: null };
  let count = 0;
  for (; position < message.length; count += 1) owners[count] = mapGet(exported, number());
  let result = "";
  for (let index = 0; index < count; index += 1) {
    let found;
    try {
      found = held(owners[index], key);
    } catch {
      // Who asks for this one gets the exception.
    }
    result += found ? write(found.value) : "?";
  }
  return result;
}

function held(owner, key) {
  let holder = owner;
  for (let depth = 0; holder && depth < 12; depth += 1) {
    const found = getOwnPropertyDescriptor(holder, key);
    if (found) return has(found, "value") ? found : quietly(owner, holder, found);
    holder = getPrototypeOf(holder);
  }
  return undefined;
}

/** What an object settles to, when it has `then`: as a promise that this world settles. */
function awaited(value) {
  return writePromise(new $Promise((resolve) => resolve(value)));
}

/** The bytes of a buffer or a view; undefined for anything else. */
function contents(value) {
  const bytes = hooks.bytesOf?.(value);
  if (bytes !== undefined) return writeBytes(bytes);
  if (isView(value)) return writeBytes(value);
  try {
    isBuffer(value);
  } catch {
    return "u";
  }
  return writeBytes(value);
}

/** A handle of a node, which otherwise crosses as itself. */
function view(node) {
  if (!isNode(node)) throw new $TypeError("only a node can be seen as the page has it");
  let id = weakGet(viewOf, node);
  if (id === undefined || mapGet(exported, id) === undefined) {
    newest += 1;
    id = newest;
    mapSet(exported, id, node);
    weakSet(viewOf, node, id);
  }
  count(timesSent, id);
  return `h${id};${kindOf(node)}`;
}
