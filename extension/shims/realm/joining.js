// Part of page-world.js, which says why it cannot be Rust: how the two ends find each other.

// What both ends know without being told: 0 is the window, and this a function that imports modules.
const IMPORTER = 1;

function listen() {
  addEventListener(channel, MINE, answer);
  addEventListener(channel, `${MINE}n`, heard);
}

function joinFromPage() {
  const load = (address) => import(address);
  mapSet(exported, IMPORTER, load);
  weakSet(idOf, load, IMPORTER);
  newest = IMPORTER;
  const related = getter(MouseEvent.prototype, "relatedTarget");
  const join = (event) => {
    channel = related(event);
    listen();
    setData(channel, "=");
  };
  addEventListener($document, secret, join, { __proto__: null, once: true });
}

function joinFromOurs() {
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
    /** Imports a module in the page's world, as its policy allows; gives a promise of it. */
    load: readImporter(),
    bytesOf,
    kept: () => ({ exported: exported.size, imported: imported.size }),
  };
}

function readWindow() {
  const made = far(0, "w");
  mapSet(imported, 0, new $WeakRef(made));
  return made;
}

function readImporter() {
  const made = far(IMPORTER, "f");
  mapSet(imported, IMPORTER, new $WeakRef(made));
  return made;
}

if (isPage) joinFromPage();
else joinFromOurs();
