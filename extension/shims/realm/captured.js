// Part of page-world.js, which says why it cannot be Rust: the built-ins that the other parts use, looked up before the page runs on.

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
