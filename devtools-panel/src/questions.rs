//! Questions and answers: Python asks the person for a line, the editor asks the
//! session about code.

use crate::completeness::{looks_complete, next_indent};
use crate::console::Console;
use crate::input_view::{InputAction, InputView};
use crate::status::Attachment;
use morelia_protocol::{Completions, Reply, Request, SignatureHelp};
use std::rc::Rc;

/// Whether Enter runs a cell.
pub(crate) struct Verdict {
    pub(crate) runs: bool,
    /// For the next line, when it does not.
    pub(crate) indent: String,
}

impl Console {
    pub(crate) fn close_input(&self) {
        let input = self.input.replace(None);
        let had_focus = input.as_ref().is_some_and(InputView::has_focus);
        drop(input);
        if had_focus {
            self.focus_editor();
        }
    }

    /// Opens a field in the transcript.
    pub(crate) fn ask(&self, prompt: &str, password: bool) {
        let act: Rc<dyn Fn(InputAction)> =
            Rc::new(self.weakly(|console, action| console.answer(action)));
        let active = self.runs.borrow().active();
        let mut view = None;
        self.transcript.change(active.as_ref(), |section| {
            view = Some(InputView::new(section.end(), prompt, password, act));
        });
        if let Some(view) = &view {
            view.focus();
        }
        drop(self.input.replace(view));
        self.refresh();
    }

    fn answer(&self, action: InputAction) {
        match action {
            InputAction::Interrupt => {
                self.interrupt();
            }
            InputAction::Answer(text) => {
                if let Some(input) = self.input.replace(None) {
                    input.answer(text.as_deref());
                }
                self.send(Request::ReplyInput { text });
                self.focus_editor();
                self.refresh();
            }
        }
    }

    /// Whether Enter runs the cell: the runtime's word, or a guess when it
    /// cannot be asked.
    pub(crate) async fn is_complete(&self, code: String) -> Verdict {
        let guess = || Verdict { runs: looks_complete(&code), indent: next_indent(&code) };
        match self.ask_session(Request::IsComplete { code: code.clone() }).await {
            Some(Reply::IsComplete { status, indent }) => {
                Verdict { runs: status != "incomplete", indent }
            }
            _ => guess(),
        }
    }

    /// The ways to go on from a position in code points.
    pub(crate) async fn complete(&self, code: String, cursor: u32) -> Option<Completions> {
        match self.ask_session(Request::Complete { code, cursor }).await {
            Some(Reply::Complete(completions)) => Some(completions),
            _ => None,
        }
    }

    /// How the call around a position in code points is called.
    pub(crate) async fn signature(&self, code: String, cursor: u32) -> Option<SignatureHelp> {
        match self.ask_session(Request::Signature { code, cursor }).await {
            Some(Reply::Signature(help)) if help.found => Some(help),
            _ => None,
        }
    }

    /// A description of what is at a position in code points.
    pub(crate) async fn inspect(&self, code: String, cursor: u32) -> Option<String> {
        match self.ask_session(Request::Inspect { code, cursor, detail: 0 }).await {
            Some(Reply::Inspect(inspection)) if inspection.found => Some(inspection.text),
            _ => None,
        }
    }

    /// The value of an expression that can be told without effects.
    pub(crate) async fn preview(&self, code: String) -> Option<String> {
        match self.ask_session(Request::Preview { code }).await {
            Some(Reply::Preview(preview)) if preview.found => Some(preview.text),
            _ => None,
        }
    }

    /// The answer of a session that is there.
    pub(crate) async fn ask_session(&self, request: Request) -> Option<Reply> {
        if !matches!(self.attachment.get(), Attachment::Ready(_)) {
            return None;
        }
        self.client.get()?.request(request).await.ok()
    }
}
