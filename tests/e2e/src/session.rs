//! A session in a page of a browser with the built extension, and what it answers.

use crate::{extension, site};
use morelia_browser::{
    Attachment, Automation, Browser, BrowserError, BrowserKind, Deadline, LaunchOptions, Outcome,
    Server, Watch,
};
use morelia_protocol::{
    Action, ErrorReport, Event, Execute, ExecuteMode, Executed, Hello, MimeBundle, Reply, Request,
    RequestId, Rung, Status, StreamName,
};
use std::collections::VecDeque;
use std::time::Duration;

const START_LIMIT: Duration = Duration::from_secs(90);
const CELL_LIMIT: Duration = Duration::from_secs(60);

/// Runs a test in each browser.
pub fn in_both(test: impl Fn(BrowserKind)) {
    for kind in BrowserKind::ALL {
        // Which browser it was is seen in the output of a test that fails.
        println!("in {kind}:");
        test(kind);
    }
}

/// Runs a test with a session in a page of [`site`]; an error in a console fails it.
///
/// # Panics
/// When the browser or the session does not start, or a console shows an error.
pub fn in_browser(kind: BrowserKind, page: &str, test: impl FnOnce(&mut Session)) {
    let server = Server::start(site()).unwrap();
    let mut session = Session::start(kind, server, page, None);
    test(&mut session);
    session.check_console();
}

/// Runs cells one after the other in one session of each browser, and compares what they show.
///
/// # Panics
/// When one shows something else.
pub fn check_cells(page: &str, cells: &[(&str, &str)]) {
    in_both(|kind| {
        in_browser(kind, page, |session| {
            let mut wrong = Vec::new();
            for (code, wanted) in cells {
                let shown = session.cell(code).shown();
                if shown.trim_end() != wanted.trim_end() {
                    wrong.push(format!("{code}\n  wanted: {wanted:?}\n  shown:  {shown:?}"));
                }
            }
            assert!(wrong.is_empty(), "{kind}:\n{}", wrong.join("\n"));
        });
    });
}

/// A page, its server, and Python in it.
#[derive(Debug)]
pub struct Session {
    /// Drives the page and the extension.
    pub automation: Automation,
    /// Serves the page.
    pub server: Server,
    /// What the session said of itself.
    pub hello: Hello,
    kind: BrowserKind,
    allowed: Vec<&'static str>,
}

/// What came of a cell.
#[derive(Debug, Default)]
pub struct Cell {
    /// What it printed.
    pub stdout: String,
    /// What it printed there.
    pub stderr: String,
    /// What it asked of the panel.
    pub actions: Vec<Action>,
    /// What it displayed.
    pub displayed: Vec<MimeBundle>,
    /// Exceptions of callbacks that nobody waits for.
    pub raised_aside: Vec<ErrorReport>,
    /// The prompts of `input()`.
    pub prompts: Vec<String>,
    /// How it ended, if it did.
    pub executed: Option<Executed>,
    /// What happened instead.
    pub instead: Option<Outcome>,
}

impl Cell {
    /// Everything that a person would see: output, then the result or the last line of the traceback.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut shown = format!("{}{}", self.stdout, self.stderr);
        let Some(executed) = &self.executed else { return format!("{shown}{:?}", self.instead) };
        if let Some(text) = executed.result.as_ref().and_then(|bundle| bundle.get("text/plain")) {
            shown.push_str(text);
        }
        if let Some(error) = &executed.error {
            shown.push_str(error.traceback.trim_end().lines().last().unwrap_or_default());
        }
        shown
    }

    /// How it ended.
    ///
    /// # Panics
    /// When it did not.
    #[must_use]
    #[track_caller]
    pub fn status(&self) -> Status {
        self.executed.as_ref().map(|it| it.status).unwrap_or_else(|| panic!("{self:?}"))
    }

    /// The traceback.
    ///
    /// # Panics
    /// When nothing was raised.
    #[must_use]
    #[track_caller]
    pub fn traceback(&self) -> &str {
        let error = self.executed.as_ref().and_then(|it| it.error.as_ref());
        &error.unwrap_or_else(|| panic!("nothing was raised: {self:?}")).traceback
    }
}

impl Session {
    /// Starts a browser with a page of a server, and Python in it.
    ///
    /// # Panics
    /// When there is no session in the end.
    #[must_use]
    pub fn start(kind: BrowserKind, server: Server, page: &str, force_rung: Option<Rung>) -> Self {
        Self::launch(LaunchOptions::new(kind), server, page, force_rung)
    }

    /// As [`Session::start`], with other options than the usual ones.
    ///
    /// # Panics
    /// When there is no session in the end.
    #[must_use]
    pub fn launch(
        options: LaunchOptions,
        server: Server,
        page: &str,
        force_rung: Option<Rung>,
    ) -> Self {
        let browser = Self::browser_for(options);
        browser.goto(&server.url(page)).unwrap();
        Self::beside(browser, server, force_rung)
    }

    /// A browser with the extension.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn browser_for(options: LaunchOptions) -> Browser {
        let folder = extension(options.browser);
        Browser::launch(&options.with_extension(folder)).unwrap()
    }

    /// Takes a browser with the extension whose current window shows a page of
    /// the server, and starts Python in that.
    ///
    /// # Panics
    /// When there is no session in the end.
    #[must_use]
    pub fn beside(browser: Browser, server: Server, force_rung: Option<Rung>) -> Self {
        let kind = browser.kind();
        let mut automation = Automation::beside(browser).unwrap();
        let hello = automation
            .attach(Attachment { force_rung }, START_LIMIT)
            .unwrap_or_else(|error| panic!("{kind}: {error}"));
        // Firefox's own services find no network, which a test that takes a minute hears of.
        let allowed = vec!["services-settings"];
        Self { automation, server, hello, kind, allowed }
    }

    /// Leads the page to another address of its server; the next session begins there.
    ///
    /// # Panics
    /// When the page does not load.
    pub fn go(&mut self, page: &str) {
        let url = self.server.url(page);
        self.go_to(&url);
    }

    /// Leads the page to another address; the next session begins there.
    ///
    /// # Panics
    /// When the page does not load, or no session begins.
    pub fn go_to(&mut self, url: &str) {
        self.automation.in_page(|browser| browser.goto(url)).unwrap();
        let before = std::mem::take(&mut self.hello.session_id);
        let deadline = Deadline::after(START_LIMIT);
        // The old document may still answer.
        while !deadline.passed() {
            self.hello = self.automation.attach(Attachment::default(), START_LIMIT).unwrap();
            if self.hello.session_id != before {
                return;
            }
        }
        panic!("{url} shows the document of before");
    }

    /// Ends the browser as a crash would. Gives the server back.
    #[must_use]
    pub fn kill(self) -> Server {
        self.automation.kill();
        self.server
    }

    /// Which browser this is.
    #[must_use]
    pub fn kind(&self) -> BrowserKind {
        self.kind
    }

    /// Lets suites of Python tests `import leaks`, which fails a test that leaves proxies behind.
    ///
    /// # Panics
    /// When it does not arrive.
    #[track_caller]
    pub fn count_leaks(&mut self) {
        const COUNTER: &str = include_str!("../../python/leaks.py");
        let source = serde_json::to_string(COUNTER).unwrap();
        let cell = self.cell(&format!(
            "import sys, types\nsys.modules['leaks'] = types.ModuleType('leaks')\n\
             exec(compile({source}, 'leaks.py', 'exec'), vars(sys.modules['leaks']))"
        ));
        assert_eq!(cell.shown(), "");
    }

    /// Runs a console cell to its end.
    #[track_caller]
    pub fn cell(&mut self, code: &str) -> Cell {
        self.execute(Execute { code: code.to_owned(), ..Execute::default() })
    }

    /// Runs a script to its end.
    #[track_caller]
    pub fn script(&mut self, code: &str, arguments: &[&str]) -> Cell {
        let argv = std::iter::once("script.py").chain(arguments.iter().copied());
        self.execute(Execute {
            code: code.to_owned(),
            mode: ExecuteMode::Script,
            filename: Some("script.py".to_owned()),
            argv: argv.map(str::to_owned).collect(),
            time_limit: None,
        })
    }

    /// Runs anything to its end.
    #[track_caller]
    pub fn execute(&mut self, execute: Execute) -> Cell {
        let id = self.begin(execute);
        self.end(&id, &[])
    }

    /// Sends code to run, and does not wait.
    #[track_caller]
    pub fn begin(&mut self, execute: Execute) -> RequestId {
        self.automation.send(&Request::Execute(execute)).unwrap()
    }

    /// Waits for the end of what was begun, answering `input()` with these lines, and then with its end.
    #[track_caller]
    pub fn end(&mut self, id: &str, lines: &[&str]) -> Cell {
        let lines = lines.iter().map(|&line| line.to_owned()).collect();
        let mut observer = Observer {
            cell: Cell::default(),
            lines,
            answers: Vec::new(),
            deadline: Deadline::after(CELL_LIMIT),
        };
        let outcome = self.automation.wait(id, &mut observer).unwrap();
        let mut cell = observer.cell;
        match outcome {
            Outcome::Replied(Reply::Execute(executed)) => cell.executed = Some(executed),
            other => cell.instead = Some(other),
        }
        cell
    }

    /// Waits until an execution has begun.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn wait_until_started(&mut self, id: &str) {
        let deadline = Deadline::after(CELL_LIMIT);
        while !deadline.passed() {
            if let Some(morelia_protocol::BackgroundToClient::Event(numbered)) =
                self.automation.next().unwrap()
                && matches!(&numbered.event, Event::Started { id: of, .. } if of == id)
            {
                return;
            }
        }
        panic!("{id} did not start");
    }

    /// Waits until what runs has printed a text.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn wait_for_output(&mut self, wanted: &str) {
        let deadline = Deadline::after(CELL_LIMIT);
        let mut printed = String::new();
        while !deadline.passed() {
            if let Some(morelia_protocol::BackgroundToClient::Event(numbered)) =
                self.automation.next().unwrap()
                && let Event::Stream { text, .. } = &numbered.event
            {
                printed.push_str(text);
                if printed.contains(wanted) {
                    return;
                }
            }
        }
        panic!("{wanted:?} was not printed: {printed:?}");
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Panics
    /// When there is none.
    #[track_caller]
    pub fn ask(&mut self, request: &Request) -> Reply {
        let id = self.automation.send(request).unwrap();
        let mut observer = Observer {
            cell: Cell::default(),
            lines: VecDeque::new(),
            answers: Vec::new(),
            deadline: Deadline::after(CELL_LIMIT),
        };
        match self.automation.wait(&id, &mut observer).unwrap() {
            Outcome::Replied(reply) => reply,
            other => panic!("{request:?}: {other:?}"),
        }
    }

    /// Does something in the page's own world, as the page would.
    ///
    /// # Panics
    /// When the script throws.
    #[track_caller]
    pub fn page(&self, script: &str) -> serde_json::Value {
        self.automation.in_page(|browser| browser.execute(script, &[])).unwrap()
    }

    /// Waits until a script in the page gives something true.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn wait_for_page(&self, script: &str) {
        let limit = Duration::from_secs(20);
        self.automation.in_page(|browser| browser.wait_for(script, limit)).unwrap();
    }

    /// Lets an error pass that a console shows because the test wants it.
    pub fn allow(&mut self, part: &'static str) {
        self.allowed.push(part);
    }

    /// Looks for errors in the consoles.
    ///
    /// # Panics
    /// When there are any.
    #[track_caller]
    pub fn check_console(&mut self) {
        let entries = self.automation.browser().console_errors().unwrap();
        let bad: Vec<String> = entries
            .iter()
            .map(ToString::to_string)
            .filter(|entry| !self.allowed.iter().any(|part| entry.contains(part)))
            .collect();
        assert!(bad.is_empty(), "{}'s console: {bad:#?}", self.kind);
    }

    /// Does something with the browser itself.
    ///
    /// # Errors
    /// What the browser gives.
    pub fn browser<T>(
        &mut self,
        action: impl FnOnce(&mut Browser) -> Result<T, BrowserError>,
    ) -> Result<T, BrowserError> {
        action(self.automation.browser())
    }
}

struct Observer {
    cell: Cell,
    lines: VecDeque<String>,
    answers: Vec<Request>,
    deadline: Deadline,
}

impl Watch for Observer {
    fn event(&mut self, event: &Event) {
        match event {
            Event::Stream { name: StreamName::Stdout, text } => self.cell.stdout.push_str(text),
            Event::Stream { name: StreamName::Stderr, text } => self.cell.stderr.push_str(text),
            Event::Displayed { bundle } => self.cell.displayed.push(bundle.clone()),
            Event::ErrorRaised { error } => self.cell.raised_aside.push(error.clone()),
            Event::InputRequested { prompt, .. } => {
                self.cell.prompts.push(prompt.clone());
                self.answers.push(Request::ReplyInput { text: self.lines.pop_front() });
            }
            Event::Action { action } => self.cell.actions.push(action.clone()),
            Event::Replied { .. } | Event::Started { .. } | Event::SessionDied { .. } => {}
        }
    }

    fn step(&mut self) -> Result<Vec<Request>, String> {
        if self.deadline.passed() {
            return Err("the test waited long enough".to_owned());
        }
        Ok(std::mem::take(&mut self.answers))
    }
}
