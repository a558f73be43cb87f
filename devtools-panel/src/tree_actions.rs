//! What can be done with a value of the object tree: copy, name, reveal.

use crate::dom;
use crate::tree::{Row, Tree};
use crate::{clipboard, selection, tree_highlight, tree_link};
use morelia_protocol::{ElementRequest, TreeReply, TreeRequest};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, MouseEvent};

/// An action on a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Put its text into the clipboard.
    CopyValue,
    /// Put a Python expression for it into the clipboard.
    CopyPath,
    /// Make a variable of it.
    Store,
    /// Scroll it into sight in the page.
    Scroll,
    /// Show it in the developer tools' Elements.
    Reveal,
}

impl Action {
    const ALL: [Self; 5] =
        [Self::Reveal, Self::Scroll, Self::CopyValue, Self::CopyPath, Self::Store];

    /// The action of a letter.
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.key() == key)
    }

    const fn key(self) -> &'static str {
        match self {
            Self::CopyValue => "c",
            Self::CopyPath => "p",
            Self::Store => "s",
            Self::Scroll => "v",
            Self::Reveal => "r",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::CopyValue => "Copy value",
            Self::CopyPath => "Copy as Python expression",
            Self::Store => "Store as variable",
            Self::Scroll => "Scroll into view",
            Self::Reveal => "Reveal in Elements",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::CopyValue => "copy-value",
            Self::CopyPath => "copy-path",
            Self::Store => "store",
            Self::Scroll => "scroll",
            Self::Reveal => "reveal",
        }
    }

    fn fits(self, row: &Row) -> bool {
        let node = row.node.borrow();
        if matches!(node.kind.as_str(), "getter" | "range" | "remark") {
            return matches!(self, Self::CopyPath) && node.path.is_some();
        }
        match self {
            Self::CopyValue | Self::Store => true,
            Self::CopyPath => node.path.is_some(),
            Self::Scroll => node.markup.is_some(),
            Self::Reveal => node.markup.is_some() && selection::has_developer_tools(),
        }
    }
}

/// The buttons for a row.
pub(crate) fn bar(tree: &Rc<Tree>, row: &Rc<Row>) -> HtmlElement {
    let bar = dom::element("span", "tree-actions");
    for action in Action::ALL.into_iter().filter(|action| action.fits(row)) {
        let button = dom::element("button", action.name());
        dom::attribute(&button, "type", "button");
        dom::attribute(&button, "tabindex", "-1");
        dom::attribute(&button, "aria-label", action.label());
        button.set_title(&format!("{} (Alt+{})", action.label(), action.key().to_uppercase()));
        let (tree, row) = (Rc::downgrade(tree), Rc::downgrade(row));
        let pressed = Closure::<dyn FnMut(MouseEvent)>::new(move |event: MouseEvent| {
            event.stop_propagation();
            if let (Some(tree), Some(row)) = (tree.upgrade(), row.upgrade()) {
                perform(&tree, &row, action);
            }
        });
        // The browser drops the listener with the button.
        button.set_onclick(Some(pressed.into_js_value().unchecked_ref()));
        dom::append(&bar, &button);
    }
    bar
}

/// Does it.
pub(crate) fn perform(tree: &Rc<Tree>, row: &Rc<Row>, action: Action) {
    if !action.fits(row) {
        return;
    }
    tree.focus(row);
    let row = row.clone();
    spawn_local(async move {
        match carry_out(&row, action).await {
            Ok(Some(words)) => row.tell(&words, false),
            Ok(None) => {}
            Err(message) => row.tell(&message, true),
        }
    });
}

/// Gives what to say about it.
async fn carry_out(row: &Row, action: Action) -> Result<Option<String>, String> {
    let (id, path) = {
        let node = row.node.borrow();
        (node.id, node.path.clone())
    };
    match action {
        Action::CopyValue => match tree_link::ask(TreeRequest::Text { id }).await? {
            TreeReply::Text { text } => copied(&text).await,
            _ => Ok(None),
        },
        Action::CopyPath => copied(&path.unwrap_or_default()).await,
        Action::Store => match tree_link::ask(TreeRequest::Store { id }).await? {
            TreeReply::Text { text } => {
                if let Some(console) = tree_link::console() {
                    console.insert(&text);
                }
                Ok(Some(format!("stored as {text}")))
            }
            _ => Ok(None),
        },
        Action::Scroll => {
            tree_link::ask_elements(ElementRequest::Scroll { id }).await?;
            tree_highlight::again(id);
            Ok(None)
        }
        Action::Reveal => selection::reveal(id).await.map(|()| None),
    }
}

async fn copied(text: &str) -> Result<Option<String>, String> {
    if clipboard::copy(text).await {
        Ok(Some("copied".to_owned()))
    } else {
        Err("The browser refused the clipboard.".to_owned())
    }
}
