//! The console as a person uses it: keys, clicks, and what is to be seen.

use morelia_browser::{Browser, BrowserError, BrowserKind, Deadline, LaunchOptions, Server};
use morelia_e2e::{extension, site};
use serde_json::{Value, json};
use std::time::Duration;

const START_LIMIT: Duration = Duration::from_secs(90);
const LIMIT: Duration = Duration::from_secs(60);

/// Keys as WebDriver names them.
pub(crate) mod key {
    pub(crate) const BACKSPACE: char = '\u{e003}';
    pub(crate) const TAB: char = '\u{e004}';
    pub(crate) const ENTER: char = '\u{e007}';
    pub(crate) const SHIFT: char = '\u{e008}';
    pub(crate) const CONTROL: char = '\u{e009}';
    pub(crate) const ALT: char = '\u{e00a}';
    pub(crate) const ESCAPE: char = '\u{e00c}';
    pub(crate) const LEFT: char = '\u{e012}';
    pub(crate) const UP: char = '\u{e013}';
    pub(crate) const RIGHT: char = '\u{e014}';
    pub(crate) const DOWN: char = '\u{e015}';
}

/// A console beside its page. Its window is the browser's current one.
pub(crate) struct Console {
    pub(crate) browser: Browser,
    pub(crate) server: Server,
    pub(crate) page: String,
    window: String,
    allowed: Vec<&'static str>,
}

/// What a cell shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cell {
    pub(crate) state: String,
    pub(crate) code: String,
    pub(crate) output: String,
    pub(crate) stderr: String,
    pub(crate) result: String,
    pub(crate) error: String,
    pub(crate) remark: String,
    pub(crate) asked: String,
}

impl Cell {
    fn read(found: &Value) -> Self {
        let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
        Self {
            state: text("state"),
            code: text("code"),
            output: text("output"),
            stderr: text("stderr"),
            result: text("result"),
            error: text("error"),
            remark: text("remark"),
            asked: text("asked"),
        }
    }

    /// Everything below the code, in the order of a cell that prints and then gives or raises.
    pub(crate) fn shown(&self) -> String {
        let last = self.error.trim_end().lines().last().unwrap_or_default();
        format!("{}{}{last}{}", self.output, self.result, self.remark)
    }
}

/// Gives the cells of the transcript; what only screen readers get is left out.
const CELLS: &str = r#"
    const text = (cell, css) => [...cell.querySelectorAll(css)].map((found) => {
      const copy = found.cloneNode(true);
      for (const spoken of copy.querySelectorAll(".spoken")) spoken.remove();
      return copy.textContent;
    }).join("");
    return [...document.querySelectorAll(".cell")].map((cell) => ({
      state: cell.dataset.state,
      code: text(cell, ".entry.code"),
      output: text(cell, ".entry.output"),
      stderr: text(cell, ".entry.output .stderr"),
      result: text(cell, ".entry.result"),
      error: text(cell, ".entry.error"),
      remark: text(cell, ".entry.remark"),
      asked: text(cell, ".entry.input"),
    }));"#;

impl Console {
    /// A browser with a page of [`site`] and a console for it that is ready.
    pub(crate) fn open(kind: BrowserKind, page: &str) -> Self {
        let console = Self::open_starting(kind, page);
        console.wait_for_status_within("Ready", START_LIMIT);
        console
    }

    /// The same, without waiting for Python.
    pub(crate) fn open_starting(kind: BrowserKind, page: &str) -> Self {
        let mut console = Self::beside(kind, page);
        console.attach_panel();
        console
    }

    /// A browser with a page, and an empty window beside it.
    pub(crate) fn beside(kind: BrowserKind, page: &str) -> Self {
        let server = Server::start(site()).unwrap();
        let browser =
            Browser::launch(&LaunchOptions::new(kind).with_extension(extension(kind))).unwrap();
        browser.goto(&server.url(page)).unwrap();
        let page = browser.window().unwrap();
        let window = browser.new_window().unwrap();
        Self { browser, server, page, window, allowed: Vec::new() }
    }

    /// Opens the console of the page's tab in the window beside it.
    fn attach_panel(&mut self) {
        let tab = self.tab();
        self.goto_panel(&format!("?tab={tab}"));
    }

    /// Opens `panel.html` with a query of our own.
    pub(crate) fn goto_panel(&self, query: &str) {
        let address = self.browser.extension_page("panel.html").unwrap();
        self.browser.goto(&format!("{address}{query}")).unwrap();
    }

    /// The browser's number for the page's tab, asked of the extension's own automation page.
    pub(crate) fn tab(&self) -> i64 {
        self.browser.goto(&self.browser.extension_page("automation.html").unwrap()).unwrap();
        self.wait_for("typeof globalThis.moreliaAutomation === 'object'");
        let targets =
            self.browser.execute_async("return await moreliaAutomation.targets();", &[]).unwrap();
        let origin = self.server.url("/");
        let targets = targets.as_array().cloned().unwrap_or_default();
        let ours = targets
            .iter()
            .find(|it| it["url"].as_str().is_some_and(|url| url.starts_with(&origin)));
        ours.and_then(|it| it["tabId"].as_i64())
            .unwrap_or_else(|| panic!("no tab of ours in {targets:?}"))
    }

    pub(crate) fn kind(&self) -> BrowserKind {
        self.browser.kind()
    }

    /// Makes the console's window the current one, after a visit elsewhere.
    pub(crate) fn return_to_panel(&self) {
        self.browser.switch_to(&self.window).unwrap();
    }

    /// Does something in the page's window.
    pub(crate) fn in_page<T>(&self, action: impl FnOnce(&Browser) -> Result<T, BrowserError>) -> T {
        self.browser.switch_to(&self.page).unwrap();
        let done = action(&self.browser).unwrap();
        self.return_to_panel();
        done
    }

    /// Presses keys one after the other.
    pub(crate) fn type_text(&self, text: &str) {
        let keys: Vec<Value> = text
            .chars()
            .flat_map(|key| {
                ["keyDown", "keyUp"].map(|action| json!({ "type": action, "value": key }))
            })
            .collect();
        self.act(&keys);
    }

    pub(crate) fn press(&self, key: char) {
        self.type_text(&key.to_string());
    }

    /// Presses keys together, as Ctrl and C.
    pub(crate) fn chord(&self, keys: &[char]) {
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        self.act(&down.chain(up).collect::<Vec<_>>());
    }

    /// Presses keys that stop what runs. A loaded browser loses keys that come just after a
    /// change of windows, so they are pressed again until the console shows that it noticed;
    /// a request to stop that gets lost further on still fails the test.
    pub(crate) fn chord_that_stops(&self, keys: &[char]) {
        self.wait_until("the console to notice the keys", || {
            self.chord(keys);
            let deadline = Deadline::after(Duration::from_secs(5));
            while self.texts("#status-text").first().is_some_and(|text| text == "Running") {
                if deadline.passed() {
                    return Err("Running");
                }
                std::thread::sleep(Duration::from_millis(30));
            }
            Ok(())
        });
    }

    fn act(&self, actions: &[Value]) {
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.browser.post("actions", &json!({ "actions": [keyboard] })).unwrap();
    }

    /// Puts the cursor into the editor.
    pub(crate) fn focus(&self) {
        self.click(".cm-content");
        self.wait_for("document.activeElement.matches('.cm-content')");
    }

    pub(crate) fn click(&self, css: &str) {
        self.browser.click(css).unwrap();
    }

    /// Types a cell, presses Enter and waits for the cell to be in the transcript; gives its number.
    pub(crate) fn submit(&self, code: &str) -> usize {
        self.submit_by(code, &[key::ENTER])
    }

    /// The same with other keys than Enter.
    pub(crate) fn submit_by(&self, code: &str, keys: &[char]) -> usize {
        let number = self.cells().len();
        self.type_text(code);
        self.wait_for_editor(code);
        self.chord(keys);
        self.wait_for(&format!("document.querySelectorAll('.cell').length > {number}"));
        number
    }

    /// Pastes a cell, which may have several lines, presses Ctrl+Enter and waits for the cell to
    /// be in the transcript; gives its number.
    pub(crate) fn submit_pasted(&self, code: &str) -> usize {
        let number = self.cells().len();
        self.paste(code);
        self.wait_for_editor(code);
        self.chord(&[key::CONTROL, key::ENTER]);
        self.wait_for(&format!("document.querySelectorAll('.cell').length > {number}"));
        number
    }

    /// Puts text into the editor as pasting does. Browsers paste nothing that a script made up, and
    /// Enter, typed, would run what is complete.
    fn paste(&self, text: &str) {
        let script = "const content = document.querySelector('.cm-content');\
                      const view = content.cmTile.root.view;\
                      view.dispatch(view.state.replaceSelection(arguments[0]), { userEvent: 'input.paste' });\
                      view.focus();";
        self.browser.execute(script, &[json!(text)]).unwrap();
    }

    /// Runs a cell to its end.
    pub(crate) fn run(&self, code: &str) -> Cell {
        let number = self.submit(code);
        self.end(number)
    }

    /// Waits for the end of a cell.
    pub(crate) fn end(&self, number: usize) -> Cell {
        let over = ["ok", "error", "cancelled"];
        self.wait_until("the end of a cell", || {
            let cell = self.cells().get(number).cloned().unwrap_or_default();
            if over.contains(&cell.state.as_str()) { Ok(cell) } else { Err(Box::new(cell)) }
        })
    }

    /// Waits until a cell is in a state.
    pub(crate) fn wait_for_state(&self, number: usize, state: &str) {
        self.wait_until(state, || {
            let cell = self.cells().get(number).cloned().unwrap_or_default();
            if cell.state == state { Ok(()) } else { Err(Box::new(cell)) }
        });
    }

    /// All cells.
    pub(crate) fn cells(&self) -> Vec<Cell> {
        let found = self.browser.execute(CELLS, &[]).unwrap();
        found.as_array().into_iter().flatten().map(Cell::read).collect()
    }

    /// The text in the editor, without the placeholder.
    pub(crate) fn editor(&self) -> String {
        let script = r#"return [...document.querySelectorAll(".cm-content .cm-line")].map((line) => {
            const copy = line.cloneNode(true);
            copy.querySelector(".cm-placeholder")?.remove();
            return copy.textContent;
        }).join("\n")"#;
        self.browser.execute(script, &[]).unwrap().as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the editor holds exactly this.
    pub(crate) fn wait_for_editor(&self, text: &str) {
        self.wait_until("the editor's text", || {
            let found = self.editor();
            if found == text { Ok(()) } else { Err(format!("wanted {text:?}, there is {found:?}")) }
        });
    }

    /// The text of all elements that a selector finds.
    pub(crate) fn texts(&self, css: &str) -> Vec<String> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map((it) => it.textContent)";
        let found = self.browser.execute(script, &[json!(css)]).unwrap();
        serde_json::from_value(found).unwrap()
    }

    /// Waits until an element says something.
    pub(crate) fn wait_for_text(&self, css: &str, part: &str) -> String {
        self.wait_until(part, || {
            let texts = self.texts(css);
            texts.iter().find(|text| text.contains(part)).cloned().ok_or(texts)
        })
    }

    /// Waits until the status line says this; a failure says what the console complains of.
    pub(crate) fn wait_for_status(&self, status: &str) {
        self.wait_for_status_within(status, LIMIT);
    }

    fn wait_for_status_within(&self, status: &str, limit: Duration) {
        self.wait_until_within("the status", limit, || {
            let found = self.texts("#status-text, .remark.bad");
            if found.first().is_some_and(|text| text == status) { Ok(()) } else { Err(found) }
        });
    }

    /// Waits until a JavaScript expression is true.
    pub(crate) fn wait_for(&self, expression: &str) {
        self.browser.wait_for(&format!("return {expression}"), LIMIT).unwrap();
    }

    fn wait_until<T, E: std::fmt::Debug>(
        &self,
        what: &str,
        ask: impl FnMut() -> Result<T, E>,
    ) -> T {
        self.wait_until_within(what, LIMIT, ask)
    }

    /// Asks again until there is an answer; a failure says what there was last.
    fn wait_until_within<T, E: std::fmt::Debug>(
        &self,
        what: &str,
        limit: Duration,
        mut ask: impl FnMut() -> Result<T, E>,
    ) -> T {
        let deadline = Deadline::after(limit);
        loop {
            match ask() {
                Ok(answer) => return answer,
                Err(instead) if deadline.passed() => {
                    panic!("{}: waited {limit:?} for {what}; there is {instead:?}", self.kind())
                }
                Err(_) => std::thread::sleep(Duration::from_millis(30)),
            }
        }
    }

    /// Lets an error pass that a browser's console shows because the test wants it.
    pub(crate) fn allow(&mut self, part: &'static str) {
        self.allowed.push(part);
    }

    /// Looks for errors in the browser's consoles.
    pub(crate) fn check_console(&mut self) {
        let entries = self.browser.console_errors().unwrap();
        let bad: Vec<String> = entries
            .iter()
            .map(ToString::to_string)
            .filter(|entry| !entry.contains("favicon.ico"))
            .filter(|entry| !self.allowed.iter().any(|part| entry.contains(part)))
            .collect();
        assert!(bad.is_empty(), "{}'s console: {bad:#?}", self.kind());
    }
}

/// Uses a console of a page in each browser; an error in a browser's console fails the test.
pub(crate) fn check(page: &str, test: impl Fn(&mut Console)) {
    for kind in BrowserKind::ALL {
        println!("in {kind}:");
        let mut console = Console::open(kind, page);
        test(&mut console);
        console.check_console();
    }
}
