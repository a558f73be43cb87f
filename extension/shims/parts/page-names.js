// This cannot be Rust: each of 10,000 nodes would cross into WebAssembly several times.
// Which tags, ids, classes and attributes a page uses, for completion in selectors. Bounded in time, and
// nothing of the page's runs: attributes are read by the browser's own methods.

function namesOfPage() {
  const MOST_ELEMENTS = 30_000;
  const LIMIT_MS = 30;
  const FRESH_MS = 1500;
  const MOST_VALUES = 2000;
  const MOST_ITEMS = 200;
  const LONGEST = 80;
  let known = null;

  /**
   * @param {string} kind tag, id, class, attribute, value or role
   * @returns {string} JSON: pairs of a name and how often it is there, the most frequent first
   */
  function suggest(kind, prefix, attribute) {
    if (!known || performance.now() - known.time > FRESH_MS) known = collect();
    const counts = kind === "value" ? known.values.get(attribute) : known[kind];
    const folded = prefix.toLowerCase();
    const found = [...(counts ?? [])].filter(([name]) => name.toLowerCase().startsWith(folded));
    found.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const escapes = kind === "id" || kind === "class";
    return JSON.stringify(found.slice(0, MOST_ITEMS).map(([name, count]) => [escapes ? CSS.escape(name) : name, count]));
  }

  function collect() {
    const names = { tag: new Map(), id: new Map(), class: new Map(), attribute: new Map(), role: new Map(), values: new Map() };
    const deadline = performance.now() + LIMIT_MS;
    let elements = 0;
    const walk = (root) => {
      for (const element of root.querySelectorAll("*")) {
        elements += 1;
        if (elements > MOST_ELEMENTS || (elements % 256 === 0 && performance.now() > deadline)) return false;
        count(names.tag, element.localName);
        for (const name of element.getAttributeNames()) read(names, name, element.getAttribute(name));
        const inner = anyShadowRoot(element);
        if (inner && !walk(inner)) return false;
      }
      return true;
    };
    walk(document);
    return { ...names, time: performance.now() };
  }

  function read(names, name, value) {
    count(names.attribute, name);
    if (name === "style" || !value || value.length > LONGEST * 20) return;
    if (name === "class") {
      for (const part of value.split(/\s+/)) if (part) count(names.class, part);
      return;
    }
    if (name === "id") count(names.id, value);
    if (name === "role") count(names.role, value);
    if (value.length > LONGEST) return;
    let values = names.values.get(name);
    if (!values) names.values.set(name, (values = new Map()));
    if (values.size < MOST_VALUES || values.has(value)) count(values, value);
  }

  function count(counts, name) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  return { suggest };
}
