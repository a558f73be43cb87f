//! The panel and the developer tools' Elements: what is selected there becomes
//! `S[0]`, and nodes of the tree are revealed there.

use crate::tree_link;
use morelia_protocol::{ElementReply, ElementRequest, PathDoor, PathStep};
use morelia_webext::{SelectionWatch, devtools_tab_id, inspected_eval};
use std::cell::RefCell;
use wasm_bindgen_futures::spawn_local;

/// In our own world of the page, where the browser lets us: hands the node over.
const HAND_OVER: &str = "(() => {
    const tools = globalThis[Symbol.for('morelia.elements')];
    return Boolean(tools && $0 && tools.select($0));
})()";

/// In the page's world: the way to the node, as JSON; empty where there is none.
const WAY_TO_SELECTED: &str = "(() => {
    const steps = [];
    let node = $0;
    while (node) {
        const parent = node.parentNode;
        if (parent) {
            steps.unshift(Array.prototype.indexOf.call(parent.childNodes, node));
            node = parent;
        } else if (node.nodeType === 11 && node.host) {
            steps.unshift(node.mode === 'closed' ? 'closed' : 'shadow');
            node = node.host;
        } else if (node === document) {
            return JSON.stringify(steps);
        } else {
            node = node.nodeType === 9 && node.defaultView && node.defaultView.frameElement;
            steps.unshift('frame');
        }
    }
    return '';
})()";

const REVEAL: &str = "inspect(globalThis[Symbol.for('morelia.elements')].revealed)";

thread_local! {
    static WATCH: RefCell<Option<SelectionWatch>> = const { RefCell::new(None) };
    /// The address of the session's document when it is not the tab's own.
    static FRAME: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Whether the panel is in the developer tools.
pub(crate) fn has_developer_tools() -> bool {
    devtools_tab_id().is_some()
}

/// A session is there: it gets to know what is selected, now and at each change.
pub(crate) fn attached(url: &str) {
    if !has_developer_tools() {
        return;
    }
    let in_frame = tree_link::console().is_some_and(|console| console.is_frame());
    FRAME.replace(in_frame.then(|| url.to_owned()));
    WATCH.with_borrow_mut(|watch| {
        if watch.is_none() {
            *watch = SelectionWatch::new(tell);
        }
    });
    tell();
}

/// The address of the session's document when it is not the tab's own.
pub(crate) fn frame() -> Option<String> {
    FRAME.with_borrow(Clone::clone)
}

fn tell() {
    spawn_local(async {
        let frame = FRAME.with_borrow(Clone::clone);
        let handed = inspected_eval(HAND_OVER, frame.as_deref(), true).await;
        if handed.is_ok_and(|done| done.is_truthy()) {
            return;
        }
        let Ok(way) = inspected_eval(WAY_TO_SELECTED, frame.as_deref(), false).await else {
            return;
        };
        let path = way.as_string().and_then(|way| serde_json::from_str(&way).ok());
        if let Some(path) = path {
            // What is selected in another frame is not for this session.
            let _ = tree_link::ask_elements(ElementRequest::Select { path }).await;
        }
    });
}

/// Shows a node of the tree in Elements.
///
/// # Errors
/// Cause and remedy, for a person.
pub(crate) async fn reveal(id: u64) -> Result<(), String> {
    let located = tree_link::ask_elements(ElementRequest::Locate { id }).await?;
    let frame = FRAME.with_borrow(Clone::clone);
    if inspected_eval(REVEAL, frame.as_deref(), true).await.is_ok() {
        return Ok(());
    }
    let ElementReply::Located { path: Some(path) } = located else {
        return Err("The node is not in the page (any more).".to_owned());
    };
    let Some(expression) = expression(&path) else {
        return Err("The node is in a closed shadow root, which this browser's developer tools \
                    cannot be told to show."
            .to_owned());
    };
    inspected_eval(&format!("inspect({expression})"), frame.as_deref(), false)
        .await
        .map(drop)
        .map_err(|error| format!("The developer tools refused: {error}"))
}

/// JavaScript for a node, in the page's world; `None` behind a closed door.
fn expression(path: &[PathStep]) -> Option<String> {
    let mut text = "document".to_owned();
    for step in path {
        match step {
            PathStep::Child(place) => text.push_str(&format!(".childNodes[{place}]")),
            PathStep::Into(PathDoor::Shadow) => text.push_str(".shadowRoot"),
            PathStep::Into(PathDoor::Frame) => text.push_str(".contentDocument"),
            PathStep::Into(PathDoor::Closed) => return None,
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_becomes_javascript() {
        let path = [PathStep::Child(1), PathStep::Into(PathDoor::Shadow), PathStep::Child(0)];
        let wanted = "document.childNodes[1].shadowRoot.childNodes[0]";
        assert_eq!(expression(&path).as_deref(), Some(wanted));
        assert_eq!(expression(&[PathStep::Into(PathDoor::Closed)]), None);
    }
}
