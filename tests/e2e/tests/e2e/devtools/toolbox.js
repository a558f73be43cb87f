// Run in Firefox's own context: opens the toolbox of a page and looks into the panel "Python".
// The panel is in the extension's process, so it is read through its message manager.
const [action, origin] = arguments;
const { require } = ChromeUtils.importESModule("resource://devtools/shared/loader/Loader.sys.mjs");
const { gDevTools } = require("devtools/client/framework/devtools");

const windows = [...Services.wm.getEnumerator("navigator:browser")];
const tabs = windows.flatMap((window) => [...window.gBrowser.tabs]);
const tab = tabs.find((it) => it.linkedBrowser.currentURI.spec.startsWith(origin));

function panelOf(document) {
  for (const element of document.querySelectorAll("browser, iframe")) {
    if (element.localName === "browser" && element.currentURI.spec.includes("/panel.html")) return element;
    const found = element.contentDocument && panelOf(element.contentDocument);
    if (found) return found;
  }
  return null;
}

if (action === "select") {
  // Gives the panel's address, or nothing as long as the extension has not made it.
  const toolbox = await gDevTools.showToolboxForTab(tab, { toolId: "inspector" });
  const tool = toolbox.getAdditionalTools().find((it) => it.label === "Python");
  if (!tool) return null;
  await toolbox.selectTool(tool.id);
  const panel = panelOf(toolbox.doc);
  panel?.focus();
  return panel?.currentURI.spec ?? null;
}

if (action === "selected") {
  // Which tool is shown, and what is selected in the inspector.
  const toolbox = gDevTools.getToolboxForTab(tab);
  return `${toolbox.currentToolId} ${toolbox.selection.nodeFront?.displayName}`;
}

if (action === "inspect") {
  // Selects the element that a selector finds, as a click in the Inspector does.
  const toolbox = gDevTools.getToolboxForTab(tab);
  const inspector = await toolbox.initInspector?.() ?? toolbox.getPanel("inspector");
  const walker = toolbox.getPanel("inspector").walker;
  toolbox.selection.setNodeFront(await walker.querySelector(walker.rootNode, arguments[2]));
  return Boolean(inspector) || true;
}

if (action === "inspected") return gDevTools.getToolboxForTab(tab).selection.nodeFront?.displayName ?? null;

if (action === "run") {
  // In the panel itself.
  const { messageManager } = panelOf(gDevTools.getToolboxForTab(tab).doc);
  messageManager.loadFrameScript(`data:,${encodeURIComponent(arguments[2])}`, false);
  return true;
}

const { messageManager } = panelOf(gDevTools.getToolboxForTab(tab).doc);
return await new Promise((resolve) => {
  const name = "morelia-test:text";
  messageManager.addMessageListener(name, function heard({ data }) {
    messageManager.removeMessageListener(name, heard);
    resolve(data);
  });
  const script = `sendAsyncMessage("${name}", content.document.body.innerText)`;
  messageManager.loadFrameScript(`data:,${encodeURIComponent(script)}`, false);
});
