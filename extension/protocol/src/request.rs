//! What a client asks of a session, and what comes back.
//!
//! The names follow Jupyter's: execute, complete, inspect, is_complete,
//! interrupt; stream, display, result, error.

use crate::typing::{Preview, SignatureHelp};
use crate::{ElementReply, ElementRequest, TreeReply, TreeRequest};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Chosen by the client, unique among all clients (`crypto.randomUUID()`).
pub type RequestId = String;

/// Representations of one value by MIME type; binary ones are base64.
pub type MimeBundle = BTreeMap<String, String>;

/// An operation on a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Request {
    /// Run code. At most one execution at a time.
    Execute(Execute),
    /// Complete the name at a position.
    Complete {
        /// The text of the cell.
        code: String,
        /// Position in `code`, in Unicode code points.
        cursor: u32,
    },
    /// Describe the object at a position.
    Inspect {
        /// The text of the cell.
        code: String,
        /// Position in `code`, in Unicode code points.
        cursor: u32,
        /// 0: signature and docstring; 1: with the source code.
        detail: u8,
    },
    /// Whether Enter should run the cell or open a new line.
    IsComplete {
        /// The text of the cell.
        code: String,
    },
    /// How the call around a position is called.
    Signature {
        /// The text of the cell.
        code: String,
        /// Position in `code`, in Unicode code points.
        cursor: u32,
    },
    /// The value of an expression, if it can be told without effects.
    Preview {
        /// The text of the cell.
        code: String,
    },
    /// Whether the client is the first to run startup cells in the session.
    BeginStartup,
    /// The source of a file or cell that a traceback names.
    Source {
        /// As the traceback has it.
        file: String,
    },
    /// Stop the running execution. Answered at once, also while one runs.
    Interrupt,
    /// Throw the interpreter away and start a new one.
    Reset,
    /// Answers [`crate::Event::InputRequested`]; `None` is end of file.
    ReplyInput {
        /// The line, without its line end.
        text: Option<String>,
    },
    /// Put files into the session's file system.
    WriteFiles {
        /// Absolute paths; folders are made as needed.
        files: Vec<File>,
    },
    /// List what runs.
    Running,
    /// Stop one of what [`Request::Running`] lists.
    Stop {
        /// Its id.
        id: String,
    },
    /// The session's variables as bytes, as far as they can be kept.
    SaveState,
    /// Puts variables back that `SaveState` gave. It may run any code, so the
    /// person has to agree first.
    RestoreState {
        /// What [`Reply::SaveState`] gave.
        base64: String,
    },
    /// All files below a folder of the session's file system.
    ReadFiles {
        /// An absolute path. A folder that is not there has no files.
        folder: String,
    },
    /// About a value that was shown.
    Tree(TreeRequest),
    /// About elements of the page.
    Elements(ElementRequest),
}

/// A file's path and content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Absolute path.
    pub path: String,
    /// The content, in base64.
    pub base64: String,
}

/// How code is run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMode {
    /// A console cell: any statements; the value of a last expression is the
    /// result; top-level `await` works.
    #[default]
    Cell,
    /// A script: `__name__ == "__main__"`, `sys.argv` set, no result.
    Script,
    /// `code` is the name of a module to run, as `python -m` does.
    Module,
    /// As `compile(…, "exec")`.
    Exec,
    /// As `compile(…, "eval")`; the value is the result.
    Eval,
    /// As `compile(…, "single")`: every expression statement is displayed.
    Single,
}

/// Code to run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Execute {
    /// Python source (or, for [`ExecuteMode::Module`], a module's name).
    pub code: String,
    /// How to run it.
    #[serde(default)]
    pub mode: ExecuteMode,
    /// What tracebacks call the code; `None`: numbered, as `<cell 3>`.
    #[serde(default)]
    pub filename: Option<String>,
    /// `sys.argv`, for a script or module.
    #[serde(default)]
    pub argv: Vec<String>,
    /// Seconds after which the execution is interrupted.
    #[serde(default)]
    pub time_limit: Option<f64>,
}

/// How an execution ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It ran to its end.
    Ok,
    /// It raised.
    Error,
    /// It raised `SystemExit`; see [`Executed::exit_code`].
    Exit,
    /// It was not begun: another execution is running.
    Busy,
}

/// The end of an execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Executed {
    /// How it ended.
    pub status: Status,
    /// The value of the last expression, if there was one that is not None.
    #[serde(default)]
    pub result: Option<MimeBundle>,
    /// What was raised.
    #[serde(default)]
    pub error: Option<ErrorReport>,
    /// For [`Status::Exit`]: the exit status that Python would give.
    #[serde(default)]
    pub exit_code: i32,
    /// The number of the cell, counted from 1 (`In[n]`, `Out[n]`).
    #[serde(default)]
    pub execution_count: u32,
    /// Seconds from start to end.
    #[serde(default)]
    pub duration: f64,
}

/// An exception, told for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorReport {
    /// The class's name, as `ZeroDivisionError`.
    pub name: String,
    /// `str()` of the exception.
    pub message: String,
    /// The whole traceback as CPython prints it, ending in a line end.
    pub traceback: String,
    /// What may help, a sentence or two each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
}

/// One way to go on from the cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The text to insert between `start` and `end`.
    pub text: String,
    /// `function`, `class`, `module`, `instance`, `keyword`, `path`, `property` …
    pub kind: String,
    /// A signature or short type, for the popup.
    #[serde(default)]
    pub detail: Option<String>,
}

/// All ways to go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completions {
    /// Where the replaced text begins, in code points.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Best first.
    pub items: Vec<Completion>,
}

/// Something that runs or waits in a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Running {
    /// For [`Request::Stop`].
    pub id: String,
    /// `cell`, `handler`, `thread` or `task`.
    pub kind: String,
    /// For a person.
    pub name: String,
    /// How long ago it began; 0 where that is not known.
    pub seconds: f64,
}

/// A description of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// False when there is nothing to describe at the position.
    pub found: bool,
    /// For a person, in plain text.
    pub text: String,
}

/// The answer to a [`Request`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Reply {
    /// To `Execute`.
    Execute(Executed),
    /// To `Complete`.
    Complete(Completions),
    /// To `Inspect`.
    Inspect(Inspection),
    /// To `IsComplete`.
    IsComplete {
        /// `complete`, `incomplete` or `invalid`.
        status: String,
        /// The white space that the next line should begin with.
        indent: String,
    },
    /// To `SaveState`.
    SaveState {
        /// The variables, for `RestoreState`.
        pickles: String,
        /// The names of the variables that are in it.
        saved: Vec<String>,
        /// The others, with the reason.
        skipped: Vec<(String, String)>,
    },
    /// To `RestoreState`.
    RestoreState {
        /// The names of the variables that are there again.
        restored: Vec<String>,
        /// The others, with the reason.
        skipped: Vec<(String, String)>,
    },
    /// To `Signature`.
    Signature(SignatureHelp),
    /// To `Preview`.
    Preview(Preview),
    /// To `BeginStartup`.
    BeginStartup {
        /// True for one client in the life of a session.
        first: bool,
    },
    /// To `Source`.
    Source {
        /// The whole text; `None` when it is not known.
        #[serde(default)]
        text: Option<String>,
    },
    /// To `ReadFiles`.
    Files {
        /// Sorted by path.
        files: Vec<File>,
    },
    /// To `Running`.
    Running {
        /// The cell first, then by age.
        running: Vec<Running>,
    },
    /// To `Stop`.
    Stop {
        /// False when it had ended already.
        stopped: bool,
    },
    /// To `Tree`.
    Tree(TreeReply),
    /// To `Elements`.
    Elements(ElementReply),
    /// To everything that has nothing to tell.
    Done,
    /// The request could not be carried out.
    Failed {
        /// Cause and remedy, for a person.
        message: String,
    },
}
