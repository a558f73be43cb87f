// Part of the extension frame: what both ends of its channel know of the DOM without asking.
// It cannot be Rust: the content script's end is in a document that compiles no WebAssembly.
//
// A content script's world has the browser's own interfaces, which pages cannot reach, and so has the
// frame. So the frame knows which properties are methods, and of some what they give: such a call is one
// message, and where nothing can fail, one without an answer.

/** Codes of kinds of objects, by their prototypes: `d` and the interface's name, `l` for a list. */
const kinds = new WeakMap();

/** In the page: the kind of the objects that inherit from a prototype, if that is an interface's. */
function interfaceOf(prototype) {
  if (!isPage || prototype === null) return undefined;
  if (kinds.has(prototype)) return kinds.get(prototype);
  const name = nameOfInterface(prototype);
  const kind =
    name === undefined ? undefined : `${isWalkedByIndex(prototype) ? "l" : "d"}${text(name)}`;
  kinds.set(prototype, kind);
  return kind;
}

function nameOfInterface(prototype) {
  // Classes of the language are no interfaces; objects of the page's own world inherit from them too.
  if (mapGet(nameOfPrototype, prototype) !== undefined) return undefined;
  // What a form contains hides its methods.
  if (prototype === HTMLFormElement.prototype) return undefined;
  const name = getOwnPropertyDescriptor(prototype, Symbol.toStringTag)?.value;
  return typeof name === "string" && target[name]?.prototype === prototype ? name : undefined;
}

function isWalkedByIndex(prototype) {
  return prototype[Symbol.iterator] === iterators.array;
}

/** A property that the browser computes without running code of the page. */
function quietly(owner, holder, found) {
  if (!found.get || (holder !== target && nameOfInterface(holder) === undefined)) return undefined;
  return { value: apply(found.get, owner, []) };
}

/** A property; with a mark, where asking again would give the same until code of the page has run. */
function answered(owner, key) {
  let found;
  try {
    found = typeof key === "string" ? held(owner, key) : undefined;
  } catch {
    // It is thrown again below.
  }
  return found ? `~${write(found.value)}` : property(owner, key);
}

/** Counts what may have changed the page: calls and changes of ours, and waits for other things than answers. */
function moment() {
  return changes + hooks.waits();
}

/** The page is not asked again before it could have changed if Python ran in it: Python pauses this often. */
function later(work) {
  setTimeout(work, 12);
}

/** What stands for a method that both worlds have, by interface and name; null for what is none. */
const methods = new $Map();

/** Attributes of elements that are always objects of these interfaces, and always the same ones. */
const PARTS = {
  __proto__: null,
  attributes: "NamedNodeMap",
  childNodes: "NodeList",
  children: "HTMLCollection",
  classList: "DOMTokenList",
  dataset: "DOMStringMap",
  style: "CSSStyleDeclaration",
};

/** In the frame: what an object of the page's certainly has by this name, a method or a part. */
function memberOf(record, key) {
  const method = methodOf(record, key);
  if (method !== undefined || record.name === undefined || typeof key !== "string") return method;
  const name = PARTS[key];
  if (name === undefined || !inherits(record, "HTMLElement")) return undefined;
  record.parts ??= { __proto__: null };
  record.parts[key] ??= numbered(`${record.id};${write(key)}`, "G", name);
  return record.parts[key];
}

/** In the frame: the method of this name that an object of the page's has. */
function methodOf(record, key) {
  if (record.name === undefined || typeof key !== "string") return undefined;
  if (key === "constructor") return undefined;
  const place = `${record.name}.${key}`;
  let found = methods.get(place);
  if (found === undefined) {
    found = findMethod(record.name, key) ?? null;
    methods.set(place, found);
  }
  return found ?? undefined;
}

/** What is put over a method hides it, and what is written into an element may get children of its own. */
function noteSet(record, key) {
  if (methodOf(record, key) !== undefined) record.name = undefined;
  if (key === "innerHTML") record.isLeaf = false;
}

function findMethod(name, key) {
  for (let holder = target[name]?.prototype; holder; holder = getPrototypeOf(holder)) {
    const found = getOwnPropertyDescriptor(holder, key);
    if (!found) continue;
    const holderName = nameOfInterface(holder);
    return typeof found.value === "function" && holderName ? standIn(holderName, key) : undefined;
  }
  return undefined;
}

/** One for each method, however many interfaces inherit it. */
function standIn(holder, key) {
  const place = `${holder}.${key}`;
  const known = methods.get(place);
  if (known) return known;
  const method = far(0, "f");
  const record = weakGet(recordOf, method);
  record.key = key;
  record.method = `F${text(holder)}${text(key)}`;
  // Who wants more than to call it gets a handle.
  let real;
  defineProperty(record, "id", {
    get() {
      if (!real) {
        real = ask(`e${record.method}`);
        later(() => (real = undefined));
      }
      return weakGet(recordOf, real).id;
    },
  });
  methods.set(place, method);
  return method;
}

/** Methods that change nothing and ask no code of the page. */
const QUIET = new $Set([
  "closest", "compareDocumentPosition", "contains", "getAttribute", "getAttributeNames", "getAttributeNS",
  "getBoundingClientRect", "getClientRects", "getElementById", "getElementsByClassName",
  "getElementsByName", "getElementsByTagName", "getElementsByTagNameNS", "hasAttribute",
  "hasAttributes", "hasChildNodes", "isEqualNode", "isSameNode", "item", "matches", "namedItem",
  "querySelector", "querySelectorAll",
]);

const isPrimitive = (value) => Object(value) !== value;

/** Calls a function of the page's. */
function applied(record, receiver, list) {
  const owner = isPrimitive(receiver) ? undefined : weakGet(recordOf, receiver);
  if (record.method === undefined || owner === undefined) {
    changes += 1;
    return ask(`a${record.id};${write(receiver)}${writeAll(list)}`);
  }
  if (QUIET.has(record.key)) {
    if (list.every(isPrimitive)) {
      const call = `${record.method}${writeAll(list)}`;
      const known = valueAhead(owner, call, `q${call}`);
      if (known !== undefined) return known.value;
    }
  } else {
    changes += 1;
    const foreseen = unanswered(record, owner, receiver, list);
    if (foreseen) return foreseen.value;
    owner.isLeaf = false;
    for (const value of list) if (!isPrimitive(value)) notLeaf(value);
  }
  return ask(`C${record.method}${write(receiver)}${writeAll(list)}`);
}

function notLeaf(value) {
  const record = weakGet(recordOf, value);
  if (record) record.isLeaf = false;
}

/** Performs calls that cannot fail without waiting for them, and gives their result; undefined for others. */
function unanswered(record, owner, receiver, list) {
  const [first] = list;
  const isElement = inherits(owner, "Element");
  const isParent = isElement || owner.name === "DocumentFragment";
  const isDocument = owner.name === "HTMLDocument";
  switch (record.key) {
    case "createElement":
      if (!isDocument || list.length !== 1 || !isTag(first)) return undefined;
      return { value: made(record, receiver, list, document.createElement(first)) };
    case "createTextNode":
    case "createComment":
      if (!isDocument || list.length !== 1 || typeof first !== "string") return undefined;
      return { value: made(record, receiver, list, document[record.key](first)) };
    case "createDocumentFragment":
      if (!isDocument || list.length > 0) return undefined;
      return { value: made(record, receiver, list, document.createDocumentFragment()) };
    case "setAttribute":
      if (!isElement || list.length !== 2 || !isAttribute(first) || !isPrimitive(list[1])) return undefined;
      if (typeof list[1] === "symbol") return undefined;
      break;
    case "removeAttribute":
      if (!isElement || list.length !== 1 || typeof first !== "string") return undefined;
      break;
    case "add":
    case "remove": {
      const isOfTokens = owner.name === "DOMTokenList" && list.every(isToken);
      const isOfElement = record.key === "remove" && isElement && list.length === 0;
      if (!isOfTokens && !isOfElement) return undefined;
      break;
    }
    case "setProperty":
      if (owner.name !== "CSSStyleDeclaration" || list.length !== 2) return undefined;
      if (!list.every((value) => typeof value === "string")) return undefined;
      break;
    case "appendChild":
      if (!isParent || list.length !== 1 || !canGoInto(receiver, first)) return undefined;
      call(record, receiver, list);
      owner.isLeaf = false;
      return { value: first };
    case "append":
    case "prepend":
      if (!isParent || !list.every((value) => typeof value === "string" || canGoInto(receiver, value))) {
        return undefined;
      }
      owner.isLeaf = false;
      break;
    default:
      return undefined;
  }
  call(record, receiver, list);
  return { value: undefined };
}

function call(record, receiver, list) {
  tell(`C${record.method}${write(receiver)}${writeAll(list)}`);
}

/** A new object of the page's, with a number that this end gives it. */
function made(record, receiver, list, sample) {
  const name = nameOfInterface(getPrototypeOf(sample));
  const object = numbered(`${record.method}${write(receiver)}${writeAll(list)}`, "N", name);
  weakGet(recordOf, object).isLeaf = true;
  return object;
}

/** The object that a request gives, without its answer. */
function numbered(request, operation, name) {
  newestMade -= 1;
  tell(`${operation}${newestMade};${request}`);
  const isList = name !== undefined && isWalkedByIndex(target[name].prototype);
  const object = far(newestMade, name === undefined ? "o" : isList ? "l" : "d", name);
  count(timesReceived, newestMade);
  mapSet(imported, newestMade, new $WeakRef(object));
  register(collected, object, newestMade);
  return object;
}

let newestMade = 0;

const isTag = (value) => typeof value === "string" && /^[a-z][a-z0-9]*$/iu.test(value);
const isToken = (value) => typeof value === "string" && /^\S+$/u.test(value);
const isAttribute = (value) => typeof value === "string" && /^[a-z_][\w.-]*$/iu.test(value);

/** Whether a node is one that we made and that contains nothing: it cannot contain its new parent. */
function canGoInto(parent, value) {
  return !isPrimitive(value) && value !== parent && weakGet(recordOf, value)?.isLeaf === true;
}

function inherits(record, name) {
  const prototype = target[record.name]?.prototype;
  return prototype instanceof target[name];
}

/** In the page: requests of these kinds. */
function performNative(operation) {
  switch (operation) {
    case "C": {
      const called = next();
      const receiver = next();
      return write(apply(called, receiver, values()));
    }
    case "N": {
      const id = number();
      const called = next();
      const receiver = next();
      return keepAs(id, apply(called, receiver, values()));
    }
    case "G": {
      const id = number();
      const owner = object();
      return keepAs(id, owner[next()]);
    }
    case "q":
      return columnOfCalls();
    default:
      throw new $Error(UNKNOWN);
  }
}

function keepAs(id, value) {
  mapSet(exported, id, value);
  if (weakGet(idOf, value) === undefined) weakSet(idOf, value, id);
  count(timesSent, id);
  return "u";
}

/** The same call on several objects. */
function columnOfCalls() {
  const called = next();
  const list = values();
  let result = "";
  while (position < message.length) {
    const owner = mapGet(exported, number());
    try {
      result += write(apply(called, owner, list));
    } catch {
      // Who calls this one gets the exception.
      result += "?";
    }
  }
  return result;
}
