// Part of page-world.js, which says why it cannot be Rust: in our own world, the page's objects.

/** What tells that the page's code may have run since. */
let changes = 0;
let isWatched = false;

/** What was read ahead, to be forgotten. */
let ahead = { __proto__: null, length: 0 };

/** Values that were read ahead hold until the page's code may run, for us. */
function remember(record) {
  if (ahead.length === 0) later(forgetAhead);
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
const traps = logged({
  __proto__: null,
  get(_stand, key) {
    return farGet(this.record, key);
  },
  set(_stand, key, value) {
    changes += 1;
    noteSet(this.record, key);
    return change(`s${this.record.id};${write(key)}${write(value)}`);
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
    if (this.record.kind === "w") return seenByPage(list[0]);
    return applied(this.record, receiver, list);
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
    noteSet(this.record, key);
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
});

/** `name` is that of the interface, where both worlds know it. */
function far(id, kind, name) {
  const record = {
    __proto__: null,
    id,
    kind,
    name,
    isList: kind === "a" || kind === "l",
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
  if (record.isList && typeof key === "string") {
    const ahead = element(record, key);
    if (ahead !== undefined) return ahead.value;
  }
  const member = memberOf(record, key);
  if (member !== undefined) return member;
  const known = typeof key === "string" ? valueAhead(record, key) : undefined;
  if (known !== undefined) return known.value;
  const reply = sent(`g${record.id};${write(key)}`);
  if (reply === "=-") {
    missing = { __proto__: null, id: record.id, key, moment: moment() };
    return undefined;
  }
  if (reply[0] !== "=" || reply[1] !== "~") return valueOf(reply);
  begin(reply, 2);
  const value = next();
  keep(record, key, value, moment());
  return value;
}

/** An array's length or element, read ahead with its neighbours. */
function element(record, key) {
  const index = toNumber(key);
  const isIndex = index >= 0 && index < 4294967295 && `${index}` === key;
  if (!isIndex && key !== "length") return undefined;
  const isValid = record.chunk && record.chunk.together.moment === moment();
  if (!isIndex && isValid) return { __proto__: null, value: record.chunk.length };
  if (!isValid || record.chunk.values[index] === undefined) {
    // Twice as much as was used of the last one: a loop that calls the page reads nothing ahead.
    const wanted = isIndex ? record.used * 2 + 1 : 0;
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
  const part = { __proto__: null, length, values: { __proto__: null }, together: newTogether() };
  for (let index = 0; index < found; index += 1) {
    const value = next();
    part.values[from + index] = { __proto__: null, value };
    gather(part.together, value);
  }
  record.chunk = part;
  remember(record);
}

/** Objects that came with one answer: what is asked of one is soon asked of the others. */
function newTogether() {
  return { __proto__: null, moment: moment(), rows: { __proto__: null, length: 0 }, columns: new $Map() };
}

function gather(together, value) {
  const row = typeof value === "object" && value !== null ? weakGet(recordOf, value) : undefined;
  if (row === undefined || row.row === together) return;
  row.row = together;
  together.rows[together.rows.length] = row;
  together.rows.length += 1;
  remember(row);
}

/**
 * What was read ahead: of all objects that came together, when it is asked of one. `column` is the
 * request for it; without one, it is for the property `name`.
 */
function valueAhead(record, name, column) {
  const now = moment();
  if (record.valid === now && record.values) {
    const known = mapGet(record.values, name);
    if (known !== undefined) return known;
  }
  const together = record.row;
  if (!together || together.moment !== now || together.rows.length < 2) return undefined;
  if (mapGet(together.columns, name)) return undefined;
  let ids = "";
  for (let index = 0; index < together.rows.length; index += 1) ids += `${together.rows[index].id};`;
  raw(`${column ?? `m${write(name)}`}${ids}`);
  mapSet(together.columns, name, true);
  const found = newTogether();
  for (let index = 0; index < together.rows.length; index += 1) {
    if (message[position] === "?") {
      position += 1;
      continue;
    }
    const value = next();
    gather(found, value);
    keep(together.rows[index], name, value, now);
  }
  return record.valid === now && record.values ? mapGet(record.values, name) : undefined;
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
