// Runs beside automation.html in a browser that nobody debugs: carries requests and messages between
// the test's server and the extension. It is JavaScript because it is added to a built extension.
const given = new URL(location.href).searchParams;
const server = given.get("server");

const post = (name, text) => fetch(server + name, { method: "POST", body: text });

async function ready() {
  while (typeof globalThis.moreliaAutomation !== "object") {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return globalThis.moreliaAutomation;
}

// Resolves when the page has loaded, as WebDriver's navigation would.
async function showPage() {
  const { id } = await chrome.tabs.create({ url: given.get("page"), active: true });
  while ((await chrome.tabs.get(id)).status !== "complete") {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function carryRequests(automation) {
  for (;;) {
    const text = await (await fetch(server + "requests")).text();
    if (text) await automation.request(text);
  }
}

async function carryMessages(automation) {
  for (;;) {
    for (const text of await automation.next(1000)) await post("messages", text);
  }
}

try {
  const automation = await ready();
  await showPage();
  await automation.attach({});
  await Promise.race([carryRequests(automation), carryMessages(automation)]);
} catch (error) {
  await post("messages", String(error && error.stack || error));
}
