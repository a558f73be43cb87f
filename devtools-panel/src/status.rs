//! The words of the status line.

use morelia_protocol::Rung;

/// The state of the connection to the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Attachment {
    /// Nothing is known yet.
    #[default]
    Connecting,
    /// The content script is there, the interpreter is not.
    Starting,
    /// Python runs in the page.
    Ready(Rung),
    /// Python cannot run in the page.
    Failed,
    /// The page went away; the client tries to find it again.
    Lost,
}

/// What the session does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Activity {
    /// It waits for a cell.
    #[default]
    Idle,
    /// A cell runs.
    Running,
    /// It waits for a line of input.
    Asking,
    /// It was asked to stop.
    Stopping,
    /// It was asked to stop some seconds ago.
    NotStopping,
}

/// The words, and the colour of the dot before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) text: &'static str,
    /// `idle`, `busy` or `bad`.
    pub(crate) tone: &'static str,
}

/// Describes the state.
pub(crate) fn describe(attachment: Attachment, activity: Activity) -> Status {
    let (tone, text) = match (attachment, activity) {
        (Attachment::Failed, _) => ("bad", "No Python here"),
        (Attachment::Lost, _) => ("bad", "The page is gone"),
        (Attachment::Connecting, _) => ("busy", "Connecting…"),
        (Attachment::Starting, _) => ("busy", "Python is starting…"),
        (Attachment::Ready(_), Activity::Idle) => ("idle", "Ready"),
        (Attachment::Ready(_), Activity::Running) => ("busy", "Running"),
        (Attachment::Ready(_), Activity::Asking) => ("busy", "Waiting for input"),
        (Attachment::Ready(_), Activity::Stopping) => ("busy", "Stopping…"),
        (Attachment::Ready(_), Activity::NotStopping) => ("bad", "Does not stop: Restart ends it"),
    };
    Status { text, tone }
}

/// Where the interpreter stands, in short.
pub(crate) fn rung_label(attachment: Attachment) -> &'static str {
    match attachment {
        Attachment::Ready(Rung::Page) => "in page",
        Attachment::Ready(Rung::HelperRealm) => "helper realm",
        Attachment::Ready(Rung::ExtensionFrame) => "extension frame",
        _ => "",
    }
}

/// The same, explained.
pub(crate) fn rung_explanation(attachment: Attachment) -> &'static str {
    match attachment {
        Attachment::Ready(Rung::Page) => "Python runs beside the page's own scripts.",
        Attachment::Ready(Rung::HelperRealm) => {
            "Python runs beside the page's own scripts. The page's security policy forbids \
             WebAssembly, so it was taken from a helper frame."
        }
        Attachment::Ready(Rung::ExtensionFrame) => {
            "Python runs in a frame of the extension and reaches the page by messages."
        }
        _ => "",
    }
}

/// The running time, from one second on.
pub(crate) fn elapsed_label(seconds: f64) -> String {
    match seconds {
        ..1.0 => String::new(),
        1.0..60.0 => format!("{} s", seconds.floor()),
        _ => format!("{} min {} s", (seconds / 60.0).floor(), (seconds % 60.0).floor()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_connection_comes_before_the_activity() {
        assert_eq!(describe(Attachment::Starting, Activity::Running).text, "Python is starting…");
        assert_eq!(describe(Attachment::Ready(Rung::Page), Activity::Running).text, "Running");
        assert_eq!(describe(Attachment::Failed, Activity::Idle).tone, "bad");
    }

    #[test]
    fn elapsed() {
        assert_eq!(elapsed_label(0.9), "");
        assert_eq!(elapsed_label(1.9), "1 s");
        assert_eq!(elapsed_label(61.0), "1 min 1 s");
    }
}
