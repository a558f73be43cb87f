// This cannot be Rust: no WebAssembly of ours runs in the page's world.
// One end of the channel between our own world and the page's. The background puts this function into
// both worlds of a frame, first into ours; `docs/page-world.md` describes the protocol.
//
// In the page's world it runs among built-ins that the page may have replaced before, and may replace
// at any time: it looks them up once, when it begins, and uses no syntax that looks them up by itself.

/**
 * @param {string} secret the type of the event that joins the two ends
 * @param {boolean} isPage whether this is the end in the page's world
 */
export function connect(secret, isPage) {
  "use strict";
  const { apply, construct, defineProperty, deleteProperty, get, getOwnPropertyDescriptor } = Reflect;
  const { getPrototypeOf, has, ownKeys, set } = Reflect;
  const $Error = Error;
  const $Event = Event;
  const $Promise = Promise;
  const $Proxy = Proxy;
  const $String = String;
  const $Symbol = Symbol;
  const $TypeError = TypeError;
  const $Uint8Array = Uint8Array;
  const $WeakRef = WeakRef;
  const isArray = Array.isArray;
  const isView = ArrayBuffer.isView;
  const toBigInt = BigInt;
  const toNumber = Number;
  const target = globalThis;
  const arrayPrototype = Array.prototype;
  const functionCall = Function.prototype.call;
  const functionBind = Function.prototype.bind;
  /** From a method to a function that takes the receiver first, whatever becomes of `call`. */
  const uncurried = (method) => apply(functionBind, functionCall, [method]);
  const getter = (prototype, name) => uncurried(getOwnPropertyDescriptor(prototype, name).get);
  const setter = (prototype, name) => uncurried(getOwnPropertyDescriptor(prototype, name).set);
  const dispatchEvent = uncurried(EventTarget.prototype.dispatchEvent);
  const addEventListener = uncurried(EventTarget.prototype.addEventListener);
  const getData = getter(CharacterData.prototype, "data");
  const setData = setter(CharacterData.prototype, "data");
  const nodeTypeOf = getter(Node.prototype, "nodeType");
  // What can carry any node from world to world, as it is: Chromium leaves nodes of shadow trees out of
  // target ranges, and Firefox has no touches on desktops.
  const hasTouches = typeof TouchEvent === "function" && typeof Touch === "function";
  const $Carrier = hasTouches ? TouchEvent : InputEvent;
  const $Part = hasTouches ? Touch : StaticRange;
  const partsOf = hasTouches
    ? getter(TouchEvent.prototype, "touches")
    : uncurried(InputEvent.prototype.getTargetRanges);
  const lengthOf = hasTouches ? getter(TouchList.prototype, "length") : (list) => list.length;
  const nodeOf = hasTouches
    ? getter(Touch.prototype, "target")
    : getter(getPrototypeOf(StaticRange.prototype), "startContainer");
  const charCodeAt = uncurried(String.prototype.charCodeAt);
  const indexOf = uncurried(String.prototype.indexOf);
  const slice = uncurried(String.prototype.slice);
  const fromCharCode = String.fromCharCode;
  const then = uncurried(Promise.prototype.then);
  const timeOf = uncurried(Date.prototype.getTime);
  const mapGet = uncurried(Map.prototype.get);
  const mapSet = uncurried(Map.prototype.set);
  const mapDelete = uncurried(Map.prototype.delete);
  const mapEach = uncurried(Map.prototype.forEach);
  const setAdd = uncurried(Set.prototype.add);
  const setEach = uncurried(Set.prototype.forEach);
  const weakGet = uncurried(WeakMap.prototype.get);
  const weakSet = uncurried(WeakMap.prototype.set);
  const weakDelete = uncurried(WeakMap.prototype.delete);
  const deref = uncurried(WeakRef.prototype.deref);
  const register = uncurried(FinalizationRegistry.prototype.register);
  const bufferOf = getter(getPrototypeOf(Uint8Array.prototype), "buffer");
  const keyFor = Symbol.keyFor;
  const symbolFor = Symbol.for;
  const queue = queueMicrotask;
  const $Map = Map;
  const $Set = Set;
  const $Date = Date;
  const $document = document;

  // Symbols that both worlds know by name, and what either world has an own one of.
  const wellKnown = { __proto__: null };
  const nameOfSymbol = new Map();
  const symbolNames = ownKeys(Symbol);
  for (let index = 0; index < symbolNames.length; index += 1) {
    const name = symbolNames[index];
    if (typeof Symbol[name] === "symbol") {
      wellKnown[name] = Symbol[name];
      mapSet(nameOfSymbol, Symbol[name], name);
    }
  }
  const typedArray = getPrototypeOf(Uint8Array.prototype);
  const iterators = {
    __proto__: null,
    array: Array.prototype[Symbol.iterator],
    typed: typedArray[Symbol.iterator],
  };
  const nameOfIterator = new Map();
  mapSet(nameOfIterator, iterators.array, "array");
  mapSet(nameOfIterator, iterators.typed, "typed");
  const CLASSES = [
    "Object", "Function", "Array", "Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError",
    "TypeError", "URIError", "AggregateError", "DOMException", "Map", "Set", "WeakMap", "Date", "RegExp",
    "Promise", "ArrayBuffer", "Uint8Array", "Int8Array", "Uint8ClampedArray", "Uint16Array", "Int16Array",
    "Uint32Array", "Int32Array", "Float32Array", "Float64Array", "URL", "Blob", "File", "Event",
  ];
  const prototypes = { __proto__: null };
  const nameOfPrototype = new Map();
  for (let index = 0; index < CLASSES.length; index += 1) {
    const prototype = target[CLASSES[index]]?.prototype;
    if (prototype) {
      prototypes[CLASSES[index]] = prototype;
      mapSet(nameOfPrototype, prototype, CLASSES[index]);
    }
  }
  const viewTag = getter(typedArray, Symbol.toStringTag);
  const isBuffer = getter(ArrayBuffer.prototype, "byteLength");
  // captured: everything below uses only these, and neither spreads, destructures nor iterates.

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

  // ---- Asking --------------------------------------------------------------------------------------

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

  // ---- Writing -------------------------------------------------------------------------------------

  const text = (value) => `${value.length}:${value}`;

  /** A value for the other world. */
  function write(value, seen) {
    switch (typeof value) {
      case "undefined":
        return "u";
      case "boolean":
        return value ? "t" : "f";
      case "number":
        return value === 0 && 1 / value < 0 ? "d-0;" : `d${value};`;
      case "string":
        return `s${text(value)}`;
      case "bigint":
        return `b${value};`;
      case "symbol":
        return writeSymbol(value);
      default:
        return value === null ? "n" : writeObject(value, seen);
    }
  }

  function writeSymbol(symbol) {
    const name = mapGet(nameOfSymbol, symbol);
    if (name !== undefined) return `w${text(name)}`;
    const record = weakGet(recordOf, symbol);
    if (record !== undefined) return `k${record.id};`;
    const key = keyFor(symbol);
    return key === undefined ? handle(symbol, "y") : `q${text(key)}`;
  }

  function writeObject(value, seen) {
    const record = weakGet(recordOf, value);
    if (record !== undefined) return `k${record.id};`;
    const known = weakGet(idOf, value);
    if (known !== undefined && (isPage || known === 0)) return `h${known};${kindOf(value)}`;
    if (isNode(value)) {
      leaving[leaving.length] = value;
      leaving.length += 1;
      return "e";
    }
    if (isPage) return handle(value, kindOf(value));
    return writeOwn(value, seen ?? { __proto__: null, places: new $Map(), count: 0 });
  }

  function isNode(value) {
    try {
      // An exception costs more than all the rest.
      if (!has(value, "nodeType")) return false;
      const type = nodeTypeOf(value);
      // Attributes and document types cannot be the end of a range.
      return type !== 2 && type !== 10;
    } catch {
      return false;
    }
  }

  function kindOf(value) {
    if (typeof value === "function") return "f";
    try {
      return isArray(value) ? "a" : "o";
    } catch {
      return "o";
    }
  }

  function handle(value, kind) {
    let id = weakGet(idOf, value);
    if (id === undefined) {
      newest += 1;
      id = newest;
      mapSet(exported, id, value);
      weakSet(idOf, value, id);
    }
    return `h${id};${kind}`;
  }

  /** An object of our own world for the page's: data is copied, functions can be called, the rest is opaque. */
  function writeOwn(value, seen) {
    const copied = mapGet(seen.places, value);
    if (copied !== undefined) return `R${copied};`;
    const plain = hooks.plain(value);
    if (plain === null) return handle(value, "x");
    if (plain !== undefined) {
      if (!isView(plain)) mapSet(seen.places, value, seen.count);
      return writeOwn(plain, seen);
    }
    if (typeof value === "function") return `${handle(value, "f")}${text(nameOf(value))}`;
    const shape = prototypeName(value);
    const note = () => {
      mapSet(seen.places, value, seen.count);
      seen.count += 1;
    };
    if (isArray(value)) {
      note();
      let items = `A${value.length};`;
      for (let index = 0; index < value.length; index += 1) items += write(value[index], seen);
      return items;
    }
    if (shape === "Promise") return writePromise(value);
    if (shape === "Date") return `D${timeOf(value)};`;
    if (shape === "Map") {
      note();
      let count = 0;
      let items = "";
      mapEach(value, (item, key) => {
        count += 1;
        items += write(key, seen) + write(item, seen);
      });
      return `M${count};${items}`;
    }
    if (shape === "Set") {
      note();
      let count = 0;
      let items = "";
      setEach(value, (item) => {
        count += 1;
        items += write(item, seen);
      });
      return `S${count};${items}`;
    }
    if (isView(value) || shape === "ArrayBuffer") return writeBytes(value);
    if (shape === "Object" || shape === null) {
      note();
      const keys = ownKeys(value);
      let count = 0;
      let items = "";
      for (let index = 0; index < keys.length; index += 1) {
        const key = keys[index];
        if (!getOwnPropertyDescriptor(value, key).enumerable) continue;
        count += 1;
        items += write(key, seen) + write(value[key], seen);
      }
      return `O${count};${items}`;
    }
    if (value instanceof $Error) {
      return `${handle(value, "c")}${text($String(value.name))}${text($String(value.message))}`;
    }
    return handle(value, "x");
  }

  function nameOf(value) {
    const name = value.name;
    return typeof name === "string" ? name : "";
  }

  function prototypeName(value) {
    const prototype = getPrototypeOf(value);
    if (prototype === null) return null;
    return mapGet(nameOfPrototype, prototype) ?? "";
  }

  function writePromise(promise) {
    const known = weakGet(idOf, promise);
    if (known !== undefined) return `P${known};`;
    handle(promise, "x");
    const id = weakGet(idOf, promise);
    const settle = (how) => (value) => {
      ask(`v${id};${how}${write(value)}`);
      mapDelete(exported, id);
      weakDelete(idOf, promise);
    };
    then(promise, settle("t"), settle("f"));
    return `P${id};`;
  }

  function writeBytes(value) {
    const isBare = !isView(value);
    const bytes = isBare
      ? new $Uint8Array(value)
      : new $Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    const name = isBare ? "ArrayBuffer" : (viewTag(value) ?? "Uint8Array");
    return `B${text(name)}${text(latin(bytes))}`;
  }

  /** Bytes as a string of as many characters. */
  function latin(bytes) {
    const length = bytes.length;
    let result = "";
    for (let from = 0; from < length; from += 8192) {
      const part = { __proto__: null, length: length - from > 8192 ? 8192 : length - from };
      for (let index = 0; index < part.length; index += 1) part[index] = bytes[from + index];
      result += apply(fromCharCode, undefined, part);
    }
    return result;
  }

  // ---- Reading -------------------------------------------------------------------------------------

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
        at += 1;
        return arrived[at - 1];
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
    if (kind === "y") return readSymbol(id);
    const known = living(id);
    if (known) return known;
    const made = isPage ? ofOurs(id, kind, name, said) : far(id, kind);
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
        return ask(`a${id};${write(this)}${arguments.length};${list}`);
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

  // ---- What the page's world does for us, and ours for the page's ----------------------------------

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
        return property(object(), next());
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
      default:
        throw new $Error(UNKNOWN);
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
      const value = mapGet(exported, id);
      if (value === undefined || id === 0) continue;
      mapDelete(exported, id);
      weakDelete(idOf, value);
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
      entry[how](value);
    }
    return "u";
  }

  /** A property, and whether there is one. */
  function property(owner, key) {
    const value = get(owner, key, owner);
    if (value === undefined) return has(owner, key) ? "u" : "-";
    if (key === wellKnown.iterator) {
      const name = mapGet(nameOfIterator, value);
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
      const found = held(owners[index], key);
      result += found ? write(found.value) : "?";
    }
    return result;
  }

  function held(owner, key) {
    for (let depth = 0; owner && depth < 8; depth += 1) {
      const found = getOwnPropertyDescriptor(owner, key);
      if (found) return has(found, "value") ? found : undefined;
      owner = getPrototypeOf(owner);
    }
    return undefined;
  }

  /** The bytes of a buffer or a view; undefined for anything else. */
  function contents(value) {
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
    return `h${id};${kindOf(node)}`;
  }

  // ---- In our own world: the page's objects --------------------------------------------------------

  /** What tells that the page's code may have run since. */
  let changes = 0;
  const moment = () => changes + hooks.moment();
  let isWatched = false;

  /** What was read ahead, to be forgotten. */
  let ahead = { __proto__: null, length: 0 };

  /** Values that were read ahead hold until the page's code may run: at the latest when our own stack ends. */
  function remember(record) {
    if (ahead.length === 0) queue(forgetAhead);
    ahead[ahead.length] = record;
    ahead.length += 1;
  }

  function forgetAhead() {
    const records = ahead;
    ahead = { __proto__: null, length: 0 };
    changes += 1;
    for (let index = 0; index < records.length; index += 1) {
      const record = records[index];
      record.values = undefined;
      record.chunk = undefined;
      record.row = undefined;
      record.flags = undefined;
    }
  }

  /** The last property that was found missing, so that the question whether it exists costs nothing. */
  let missing = { __proto__: null, id: -1, key: undefined, moment: -1 };

  /** What is asked of a handle of the page's: `this` is its proxy's handler, which has its record. */
  const traps = {
    __proto__: null,
    get(_stand, key) {
      return farGet(this.record, key);
    },
    set(_stand, key, value) {
      changes += 1;
      return ask(`s${this.record.id};${write(key)}${write(value)}`);
    },
    has(_stand, key) {
      const id = this.record.id;
      if (missing.id === id && missing.key === key && missing.moment === moment()) return false;
      return ask(`h${id};${write(key)}`);
    },
    deleteProperty(_stand, key) {
      changes += 1;
      return ask(`x${this.record.id};${write(key)}`);
    },
    apply(_stand, receiver, list) {
      const id = this.record.id;
      if (this.record.kind === "w") return seenByPage(list[0]);
      changes += 1;
      return ask(`a${id};${write(receiver)}${writeAll(list)}`);
    },
    construct(_stand, list) {
      changes += 1;
      return ask(`n${this.record.id};${writeAll(list)}`);
    },
    ownKeys() {
      return farKeys(this.record);
    },
    getOwnPropertyDescriptor(stand, key) {
      return farDescriptor(this.record, stand, key);
    },
    defineProperty(_stand, key, found) {
      changes += 1;
      return ask(`D${this.record.id};${write(key)}${write(found)}`);
    },
    getPrototypeOf() {
      return ask(`p${this.record.id};`);
    },
    setPrototypeOf() {
      return false;
    },
    preventExtensions() {
      return false;
    },
  };

  function far(id, kind) {
    const record = {
      __proto__: null,
      id,
      kind,
      used: 0,
      valid: -1,
      flagged: -1,
      values: undefined,
      chunk: undefined,
      row: undefined,
      flags: undefined,
    };
    const isCallable = kind === "f" || kind === "w";
    const stand = isCallable ? apply(functionBind, function () {}, []) : kind === "a" ? [] : {};
    const made = new $Proxy(stand, { __proto__: traps, record });
    weakSet(recordOf, made, record);
    return made;
  }

  function writeAll(list) {
    let result = `${list.length};`;
    for (let index = 0; index < list.length; index += 1) result += write(list[index]);
    return result;
  }

  function farGet(record, key) {
    if (record.kind === "a" && typeof key === "string") {
      const ahead = element(record, key);
      if (ahead !== undefined) return ahead.value;
    }
    const known = valueAhead(record, key);
    if (known !== undefined) return known.value;
    const reply = sent(`g${record.id};${write(key)}`);
    if (reply === "=-") {
      missing = { __proto__: null, id: record.id, key, moment: moment() };
      return undefined;
    }
    return valueOf(reply);
  }

  /** An array's length or element, read ahead with its neighbours. */
  function element(record, key) {
    const index = toNumber(key);
    const isIndex = index >= 0 && index < 4294967295 && `${index}` === key;
    if (!isIndex && key !== "length") return undefined;
    const isValid = record.chunk && record.chunk.moment === moment();
    if (!isIndex && isValid) return { __proto__: null, value: record.chunk.length };
    if (!isValid || record.chunk.values[index] === undefined) {
      // Twice as much as was used of the last one: a loop that calls the page reads nothing ahead.
      const wanted = !isIndex ? 0 : isValid ? (record.used + 1) * 2 : record.used + 1;
      readChunk(record, isIndex ? index : 0, wanted < CHUNK ? wanted : CHUNK);
      record.used = 0;
    }
    if (!isIndex) return { __proto__: null, value: record.chunk.length };
    const found = record.chunk.values[index];
    if (found !== undefined) record.used += 1;
    else if (index >= record.chunk.length) return { __proto__: null, value: undefined };
    return found;
  }

  function readChunk(record, from, count) {
    raw(`l${record.id};${from};${count};`);
    const length = number();
    const found = number();
    const part = {
      __proto__: null,
      length,
      moment: moment(),
      values: { __proto__: null },
      rows: { __proto__: null, length: 0 },
      columns: new $Map(),
    };
    for (let index = 0; index < found; index += 1) {
      const value = next();
      part.values[from + index] = { __proto__: null, value };
      const row = typeof value === "object" && value !== null ? weakGet(recordOf, value) : undefined;
      if (row !== undefined) {
        row.row = part;
        part.rows[part.rows.length] = row;
        part.rows.length += 1;
        remember(row);
      }
    }
    record.chunk = part;
    remember(record);
  }

  /** A property that was read ahead: of all objects of the same chunk of an array, when one is asked for. */
  function valueAhead(record, key) {
    const now = moment();
    if (record.valid === now && record.values) {
      const known = mapGet(record.values, key);
      if (known !== undefined) return known;
    }
    const part = record.row;
    if (!part || part.moment !== now || part.rows.length < 2 || typeof key !== "string") return undefined;
    if (mapGet(part.columns, key)) return undefined;
    mapSet(part.columns, key, true);
    let ids = "";
    for (let index = 0; index < part.rows.length; index += 1) ids += `${part.rows[index].id};`;
    raw(`m${write(key)}${ids}`);
    for (let index = 0; index < part.rows.length; index += 1) {
      if (message[position] === "?") position += 1;
      else keep(part.rows[index], key, next(), now);
    }
    return record.valid === now && record.values ? mapGet(record.values, key) : undefined;
  }

  function keep(record, key, value, now) {
    if (record.valid !== now || !record.values) {
      record.values = new $Map();
      record.valid = now;
      remember(record);
    }
    mapSet(record.values, key, { __proto__: null, value });
  }

  function farKeys(record) {
    raw(`k${record.id};`);
    const count = number();
    const list = [];
    remember(record);
    const now = moment();
    const flags = new $Map();
    for (let index = 0; index < count; index += 1) {
      const key = next();
      put(list, index, key);
      mapSet(flags, key, message[position] === "t");
      position += 1;
      if (message[position] === "?") position += 1;
      else keep(record, key, next(), now);
    }
    record.flags = flags;
    record.flagged = now;
    return list;
  }

  function farDescriptor(record, stand, key) {
    const now = moment();
    if (record.flags && record.flagged === now && record.valid === now && record.values) {
      const known = mapGet(record.values, key);
      const enumerable = mapGet(record.flags, key);
      if (known !== undefined) return described(stand, key, { value: known.value, writable: true, enumerable });
    }
    const reply = sent(`d${record.id};${write(key)}`);
    if (reply === "=-") return undefined;
    if (reply[0] !== "=") valueOf(reply);
    begin(reply, 4);
    const enumerable = reply[2] === "t";
    if (reply[1] === "V") return described(stand, key, { value: next(), writable: reply[3] === "t", enumerable });
    const getter = next();
    return described(stand, key, { get: getter, set: next(), enumerable });
  }

  /** What a proxy may say: only what its stand-in cannot change either is not configurable. */
  function described(stand, key, found) {
    const own = getOwnPropertyDescriptor(stand, key);
    found.configurable = !own || own.configurable;
    if (!found.configurable && own) {
      found.enumerable = own.enumerable;
      found.writable = own.writable;
    }
    return found;
  }

  /** The bytes of a page's buffer or view, as our own; undefined for anything else. */
  function bytesOf(value) {
    const record = weakGet(recordOf, value);
    return record === undefined ? undefined : ask(`c${record.id};`);
  }

  /** A node as the page has it, with all that its scripts have put there. */
  function seenByPage(node) {
    return ask(`w${write(node)}`);
  }

  // ---- Joining -------------------------------------------------------------------------------------

  function listen() {
    addEventListener(channel, MINE, answer);
    addEventListener(channel, `${MINE}n`, heard);
  }

  if (isPage) {
    const related = getter(MouseEvent.prototype, "relatedTarget");
    const join = (event) => {
      channel = related(event);
      listen();
      setData(channel, "=");
    };
    addEventListener($document, secret, join, { __proto__: null, once: true });
    return;
  }
  let isJoined = false;
  channel = $document.createTextNode("");
  listen();
  globalThis.__moreliaPageWorld = {
    /** Joins the two ends, the first time; gives the page's global object. */
    join(given) {
      hooks = given;
      if (!isJoined) {
        dispatchEvent($document, new MouseEvent(secret, { relatedTarget: channel }));
        if (getData(channel) !== "=") {
          throw new $Error("the page has replaced built-ins of JavaScript that Morelia needs to reach its objects");
        }
        isJoined = true;
      }
      return living(0) ?? readWindow();
    },
    bytesOf,
    seenByPage,
    isOfPage: (value) => weakGet(recordOf, value) !== undefined,
    kept: () => ({ exported: exported.size, imported: imported.size }),
  };

  function readWindow() {
    const made = far(0, "w");
    mapSet(imported, 0, new $WeakRef(made));
    return made;
  }
}
