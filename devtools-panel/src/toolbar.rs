//! The buttons above the transcript, and the status line beside them.

use crate::PanelError;
use crate::dom::{self, Listening};
use crate::status::{Activity, Attachment, describe, elapsed_label, rung_explanation, rung_label};
use web_sys::{HtmlButtonElement, HtmlElement, MouseEvent};

/// What a button asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Stop what runs.
    Stop,
    /// Empty the transcript.
    Clear,
    /// Start a new interpreter.
    Restart,
}

/// The toolbar's elements.
pub(crate) struct Toolbar {
    stop: HtmlButtonElement,
    restart: HtmlButtonElement,
    page: HtmlElement,
    rung: HtmlElement,
    status: HtmlElement,
    status_text: HtmlElement,
    elapsed: HtmlElement,
    clear: HtmlButtonElement,
}

impl Toolbar {
    /// Finds the elements.
    ///
    /// # Errors
    /// When `panel.html` lacks one.
    pub(crate) fn find() -> Result<Self, PanelError> {
        Ok(Self {
            stop: dom::by_id("stop")?,
            clear: dom::by_id("clear")?,
            restart: dom::by_id("restart")?,
            page: dom::by_id("page")?,
            rung: dom::by_id("rung")?,
            status: dom::by_id("status")?,
            status_text: dom::by_id("status-text")?,
            elapsed: dom::by_id("elapsed")?,
        })
    }

    /// Calls `act` for each press.
    pub(crate) fn listen(&self, act: impl Fn(Command) + Clone + 'static) -> [Listening; 3] {
        let buttons = [
            (&self.stop, Command::Stop),
            (&self.clear, Command::Clear),
            (&self.restart, Command::Restart),
        ];
        buttons.map(|(button, command)| {
            let act = act.clone();
            Listening::new(button, "click", move |_: MouseEvent| act(command))
        })
    }

    /// Shows which page the session belongs to.
    pub(crate) fn show_page(&self, title: &str, url: &str) {
        self.page.set_text_content(Some(if title.trim().is_empty() { url } else { title }));
        self.page.set_title(url);
    }

    /// Shows the state of the session.
    pub(crate) fn show_state(&self, attachment: Attachment, activity: Activity) {
        let status = describe(attachment, activity);
        // Setting the same text again would make screen readers repeat it.
        if self.status_text.text_content().as_deref() != Some(status.text) {
            self.status_text.set_text_content(Some(status.text));
        }
        dom::attribute(&self.status, "data-tone", status.tone);
        self.rung.set_text_content(Some(rung_label(attachment)));
        self.rung.set_title(rung_explanation(attachment));
        self.restart.set_disabled(!matches!(attachment, Attachment::Ready(_)));
    }

    /// Whether Stop can be pressed.
    pub(crate) fn enable_stop(&self, enabled: bool) {
        self.stop.set_disabled(!enabled);
    }

    /// Shows for how long something has been running.
    pub(crate) fn show_elapsed(&self, seconds: f64) {
        self.elapsed.set_text_content(Some(&elapsed_label(seconds)));
    }
}
