//! `./x run`: from the first check to the exit status.

use super::arguments::{RunOptions, Script};
use super::default_page::{Page, Source};
use super::input::Input;
use super::report::Report;
use super::{FAILED, RAISED, UsageError, fail, one_line, written_files};
use crate::{
    AttachError, Attachment, Automation, Browser, BrowserError, Deadline, LaunchOptions, Outcome,
    automation::Watch, cleanup,
};
use morelia_protocol::{Event, Execute, ExecuteMode, Executed, Reply, Request, Status};
use std::path::Path;
use std::time::Duration;

const ATTACH_LIMIT: Duration = Duration::from_secs(90);
/// How long after its time limit Python may take to end.
const GRACE: Duration = Duration::from_secs(5);

const EXAMPLE: &str = include_str!("../../../../examples/modules_to_csv.py");
const EXAMPLE_NAME: &str = "examples/modules_to_csv.py";

/// Why there is no exit status from Python.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Usage(#[from] UsageError),
    #[error(transparent)]
    Browser(#[from] BrowserError),
    #[error(transparent)]
    Attach(#[from] AttachError),
    #[error("{0}")]
    Told(String),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Browser(error.into())
    }
}

/// What was checked before anything is started.
#[derive(Debug)]
struct Plan {
    execute: Execute,
    source: Source,
}

/// Looks for what is missing, without starting anything.
pub(super) fn check(options: &RunOptions) -> Result<(), UsageError> {
    plan(options).map(drop)
}

pub(super) fn run(options: &RunOptions, extension: &Path) -> u8 {
    let mut report = Report::new(options.json);
    let ended = plan(options)
        .map_err(Failure::from)
        .and_then(|plan| carry_out(options, plan, extension, &mut report));
    match ended {
        Ok(executed) => {
            let status = exit_status(&executed);
            if let Some(error) = &executed.error {
                report.raised(error);
            }
            report.finish(status, Some(&executed), None);
            status
        }
        Err(failure) => {
            report.finish(FAILED, None, Some(&one_line(&failure.to_string())));
            fail(&failure)
        }
    }
}

fn plan(options: &RunOptions) -> Result<Plan, UsageError> {
    let source = Source::of_run(options)?;
    let (code, mode, filename) = match &options.script {
        Script::Example => (EXAMPLE.to_owned(), ExecuteMode::Script, EXAMPLE_NAME.to_owned()),
        // Only a cell has a result, which only the JSON object shows.
        Script::Code(code) if options.json => {
            (code.clone(), ExecuteMode::Cell, "<string>".to_owned())
        }
        Script::Code(code) => (code.clone(), ExecuteMode::Script, "<string>".to_owned()),
        Script::Module(module) => (module.clone(), ExecuteMode::Module, module.clone()),
        Script::File(path) => {
            let name = path.display().to_string();
            let code = std::fs::read_to_string(path).map_err(|error| UsageError::NoScript {
                path: name.clone(),
                cause: error.to_string(),
            })?;
            (code, ExecuteMode::Script, name)
        }
    };
    let is_inline = matches!(options.script, Script::Code(_));
    let first = if is_inline { "-c".to_owned() } else { filename.clone() };
    let execute = Execute {
        code,
        mode,
        filename: (mode != ExecuteMode::Module).then_some(filename),
        argv: std::iter::once(first).chain(options.arguments.iter().cloned()).collect(),
        time_limit: options.timeout.map(|limit| limit.as_secs_f64()),
    };
    Ok(Plan { execute, source })
}

fn carry_out(
    options: &RunOptions,
    plan: Plan,
    extension: &Path,
    report: &mut Report,
) -> Result<Executed, Failure> {
    let page = plan.source.serve()?;
    let mut launch =
        LaunchOptions::new(options.browser).with_extension(extension.join(options.browser.name()));
    launch.headed = options.headed;
    launch.webdriver = options.webdriver.clone();
    cleanup::make_first_interrupt_soft();
    let browser = Browser::launch(&launch)?;
    report.reached("browser");
    let mut automation = open(browser, &page)?;
    report.reached("page");
    automation.attach(Attachment { force_rung: options.rung }, ATTACH_LIMIT)?;
    report.reached("python");
    let mut terminal = Terminal::new(options.timeout, report);
    let outcome = automation.run(&Request::Execute(plan.execute), &mut terminal)?;
    report.reached("end");
    let executed = judge(outcome)?;
    fetch_files(&automation, options)?;
    if let Some(path) = &options.screenshot {
        std::fs::write(path, automation.in_page(Browser::screenshot)?).map_err(|error| {
            Failure::Told(format!(
                "{} cannot be written ({error}); choose another file",
                path.display()
            ))
        })?;
    }
    Ok(executed)
}

fn open(browser: Browser, page: &Page) -> Result<Automation, Failure> {
    Ok(Automation::open(browser, &page.url)?)
}

fn judge(outcome: Outcome) -> Result<Executed, Failure> {
    let why = match outcome {
        Outcome::Replied(Reply::Execute(executed)) => {
            if executed.status != Status::Busy {
                return Ok(executed);
            }
            "another execution runs in this page; wait for its end or stop it".to_owned()
        }
        Outcome::Replied(Reply::Failed { message }) => message,
        Outcome::Replied(other) => {
            format!("the extension gave an answer of another kind ({other:?}); run ./x build")
        }
        Outcome::Navigated(url) => format!(
            "the page went to {url} while Python ran, which ended Python; \
             run the script on that address, or navigate last"
        ),
        Outcome::Closed => {
            "the page was closed while Python ran; run again and leave it open".to_owned()
        }
        Outcome::Gone => "the page lost its connection to the extension; run again".to_owned(),
        Outcome::Died(reason) => format!("the interpreter crashed ({reason}); run again"),
        Outcome::GivenUp(reason) => reason,
    };
    Err(Failure::Told(why))
}

fn exit_status(executed: &Executed) -> u8 {
    match executed.status {
        Status::Ok => 0,
        Status::Error => RAISED,
        Status::Busy => FAILED,
        // As the operating system does it: the lowest eight bits.
        Status::Exit => u8::try_from(executed.exit_code & 0xff).unwrap_or(RAISED),
    }
}

fn fetch_files(automation: &Automation, options: &RunOptions) -> Result<(), Failure> {
    let request = Request::ReadFiles { folder: written_files::FOLDER.to_owned() };
    let mut patience = Patience(Deadline::after(Duration::from_secs(30)));
    match automation.run(&request, &mut patience)? {
        Outcome::Replied(Reply::Files { files }) => {
            written_files::save(&files, &options.out).map(drop).map_err(|error| {
                let out = options.out.display();
                Failure::Told(format!("{out} cannot be written ({error}); choose another --out"))
            })
        }
        other => judge(other).map(drop),
    }
}

struct Patience(Deadline);

impl Watch for Patience {
    fn event(&mut self, _: &Event) {}

    fn step(&mut self) -> Result<Vec<Request>, String> {
        if self.0.passed() {
            return Err("the files in ./out did not come; write fewer or smaller ones".to_owned());
        }
        Ok(Vec::new())
    }
}

/// Connects the session with the terminal.
struct Terminal<'r> {
    report: &'r mut Report,
    input: Input,
    limit: Option<Duration>,
    must_end: Option<Deadline>,
    interrupts: usize,
}

impl<'r> Terminal<'r> {
    fn new(limit: Option<Duration>, report: &'r mut Report) -> Self {
        Self { report, input: Input::new(), limit, must_end: None, interrupts: 0 }
    }
}

impl Watch for Terminal<'_> {
    fn event(&mut self, event: &Event) {
        match event {
            Event::Started { .. } => {
                self.must_end = self.limit.map(|limit| Deadline::after(limit + GRACE));
            }
            Event::Stream { name, text } => self.report.stream(*name, text),
            Event::Displayed { bundle } => self.report.displayed(bundle),
            Event::InputRequested { prompt, password } => self.input.ask(prompt, *password),
            Event::ErrorRaised { error } => self.report.raised(error),
            // Actions are for panels.
            Event::Action { .. } | Event::Replied { .. } | Event::SessionDied { .. } => {}
        }
    }

    fn step(&mut self) -> Result<Vec<Request>, String> {
        if self.must_end.is_some_and(|deadline| deadline.passed()) {
            return Err(format!(
                "Python did not end within {} s after its time limit; the browser was ended instead",
                GRACE.as_secs()
            ));
        }
        if self.report.is_cut() {
            return Err("nobody reads the output any more; Python was ended".to_owned());
        }
        let mut requests = Vec::new();
        if cleanup::interrupts() > self.interrupts {
            self.interrupts = cleanup::interrupts();
            requests.push(Request::Interrupt);
        }
        if let Some(text) = self.input.line() {
            requests.push(Request::ReplyInput { text });
        }
        Ok(requests)
    }
}
