// Part of page-world.js, which says why it cannot be Rust: values as text for the other world.

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
  if (record !== undefined) return record.method ?? `k${record.id};`;
  const known = weakGet(idOf, value);
  if (known !== undefined && (isPage || known === 0)) return handle(value, kindOf(value));
  if (carried(value)) return "e";
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
    return isArray(value) ? "a" : (interfaceOf(getPrototypeOf(value)) ?? "o");
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
  count(timesSent, id);
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
  if (typeof value === "function") {
    hooks.leaving?.(value);
    return `${handle(value, "f")}${text(nameOf(value))}`;
  }
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
    tell(`v${id};${how}${write(value)}`);
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
