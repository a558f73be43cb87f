//! Runs of the command line, as a person would type them.

use crate::extensions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// `./x run`, to be given arguments.
#[derive(Debug)]
pub struct X {
    arguments: Vec<String>,
    stdin: String,
    folder: Option<PathBuf>,
}

/// How a run ended.
#[derive(Debug)]
pub struct Ran {
    /// The exit status; -1 when a signal ended it.
    pub status: i32,
    /// What it printed.
    pub stdout: String,
    /// What it complained about.
    pub stderr: String,
    /// How long it took.
    pub took: Duration,
}

impl X {
    /// `./x run ARGUMENTS`
    #[must_use]
    pub fn run(arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Self { arguments, stdin: String::new(), folder: None }
    }

    /// More arguments.
    #[must_use]
    pub fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(|&argument| argument.to_owned()));
        self
    }

    /// What is typed.
    #[must_use]
    pub fn typing(mut self, text: &str) -> Self {
        text.clone_into(&mut self.stdin);
        self
    }

    /// Where it is run.
    #[must_use]
    pub fn in_folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }

    /// Runs it to its end.
    ///
    /// # Panics
    /// When the program is not there.
    #[must_use]
    pub fn done(self) -> Ran {
        let scratch = tempfile::tempdir().unwrap();
        // Cargo puts the programs of this package beside the folder of the test programs.
        let test = std::env::current_exe().unwrap();
        let program = test.ancestors().nth(2).unwrap().join("morelia");
        let mut child = Command::new(program)
            .args(&self.arguments)
            .env("MORELIA_EXTENSION", extensions())
            .current_dir(self.folder.as_deref().unwrap_or(scratch.path()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let began = Instant::now();
        let mut stdin = child.stdin.take().unwrap();
        let text = self.stdin;
        // It may end without having read everything.
        let typing = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
        let output = child.wait_with_output().unwrap();
        let _ = typing.join();
        Ran {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            took: began.elapsed(),
        }
    }
}

impl Ran {
    /// Everything went well.
    ///
    /// # Panics
    /// When it did not.
    #[track_caller]
    #[must_use]
    pub fn well(self) -> Self {
        assert_eq!(self.status, 0, "{self:?}");
        assert_eq!(self.stderr, "", "{self:?}");
        self
    }

    /// It failed with status 2 and one line that says all of this.
    ///
    /// # Panics
    /// When it did anything else.
    #[track_caller]
    pub fn failed_saying(&self, parts: &[&str]) {
        assert_eq!(self.status, 2, "{self:?}");
        assert_eq!(self.stderr.lines().count(), 1, "{self:?}");
        for part in parts {
            assert!(self.stderr.contains(part), "no {part:?} in {self:?}");
        }
    }

    /// Python raised: status 1, and a traceback that says all of this.
    ///
    /// # Panics
    /// When it did anything else.
    #[track_caller]
    pub fn raised_saying(&self, parts: &[&str]) {
        assert_eq!(self.status, 1, "{self:?}");
        for part in parts {
            assert!(self.stderr.contains(part), "no {part:?} in {self:?}");
        }
    }
}
