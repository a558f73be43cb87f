// Runs beside automation.html in a browser that nobody debugs: carries requests and messages between
// the test's server and the extension. It is JavaScript because it is added to a built extension.
const server = new URL(location.href).searchParams.get("server");

const post = (name, text) => fetch(server + name, { method: "POST", body: text });

async function ready() {
  while (typeof globalThis.moreliaAutomation !== "object") {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return globalThis.moreliaAutomation;
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
  await automation.attach({});
  await Promise.race([carryRequests(automation), carryMessages(automation)]);
} catch (error) {
  await post("messages", String(error && error.stack || error));
}
