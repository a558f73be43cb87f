//! A process of ours: its lines are collected, and it ends with its owner.

use crate::{BrowserError, Deadline, cleanup};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// A running program. Dropping it ends the program and everything that it started.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    name: String,
    output: Arc<Output>,
}

#[derive(Debug, Default)]
struct Output {
    lines: Mutex<Vec<String>>,
    grown: Condvar,
}

impl Process {
    /// Starts a program in a process group of its own, so that Ctrl-C in a terminal reaches only us.
    pub(crate) fn start(command: &mut Command) -> Result<Self, BrowserError> {
        let name = command.get_program().to_string_lossy().into_owned();
        let started = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn();
        let mut child = started.map_err(|cause| BrowserError::NotStarted {
            program: name.clone(),
            cause: cause.to_string(),
        })?;
        cleanup::register(child.id());
        let output = Arc::new(Output::default());
        if let Some(pipe) = child.stdout.take() {
            collect(pipe, Arc::clone(&output));
        }
        if let Some(pipe) = child.stderr.take() {
            collect(pipe, Arc::clone(&output));
        }
        Ok(Self { child, name, output })
    }

    /// Waits for a line that `pick` finds something in.
    pub(crate) fn wait_for_line<T>(
        &mut self,
        limit: Duration,
        pick: impl Fn(&str) -> Option<T>,
    ) -> Result<T, BrowserError> {
        let deadline = Deadline::after(limit);
        let mut lines = self.output.lock();
        loop {
            if let Some(found) = lines.iter().find_map(|line| pick(line)) {
                return Ok(found);
            }
            let ended = matches!(self.child.try_wait(), Ok(Some(_)) | Err(_));
            if ended || deadline.passed() {
                let cause = lines.last().cloned().unwrap_or_else(|| "it said nothing".to_owned());
                return Err(BrowserError::NotStarted { program: self.name.clone(), cause });
            }
            let step = deadline.left().min(Duration::from_millis(100));
            lines = match self.output.grown.wait_timeout(lines, step) {
                Ok((lines, _)) => lines,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
    }

    /// The lines after the first `seen`, of standard output and error in the order of arrival.
    pub(crate) fn lines_after(&self, seen: usize) -> Vec<String> {
        self.output.lock().iter().skip(seen).cloned().collect()
    }

    /// The process's id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        cleanup::end(self.child.id());
        let _ = self.child.wait();
    }
}

impl Output {
    fn lock(&self) -> MutexGuard<'_, Vec<String>> {
        self.lines.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn collect(pipe: impl Read + Send + 'static, output: Arc<Output>) {
    std::thread::spawn(move || {
        let mut reader = BufReader::new(pipe);
        let mut line = Vec::new();
        while matches!(reader.read_until(b'\n', &mut line), Ok(length) if length > 0) {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            output.lock().push(text);
            output.grown.notify_all();
            line.clear();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_process_takes_its_children_along() {
        let mut process =
            Process::start(Command::new("sh").args(["-c", "sleep 600 & echo $!; wait"])).unwrap();
        let sleeper: i32 =
            process.wait_for_line(Duration::from_secs(5), |line| line.parse().ok()).unwrap();
        assert!(process.is_running());
        drop(process);
        let gone = || {
            let stat = std::fs::read_to_string(format!("/proc/{sleeper}/stat")).unwrap_or_default();
            Ok((stat.is_empty() || stat.contains(") Z ")).then_some(()))
        };
        crate::poll("the end of the child", Duration::from_secs(5), gone).unwrap();
    }

    #[test]
    fn a_program_that_ends_at_once_is_not_waited_for() {
        let mut process = Process::start(Command::new("sh").args(["-c", "echo no luck"])).unwrap();
        let error = process.wait_for_line(Duration::from_secs(60), |_| None::<()>).unwrap_err();
        assert!(error.to_string().contains("did not start"), "{error}");
    }
}
