//! What a panel asks about values and elements that a session has shown.

use serde::{Deserialize, Serialize};

/// The MIME type under which a value's [`TreeNode`] is in a bundle, as JSON.
pub const TREE_MIME: &str = "application/vnd.morelia.tree+json";

/// About a value in the object tree, by its handle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum TreeRequest {
    /// What is below it. Answered with [`TreeReply::Children`].
    Expand {
        /// The handle.
        id: u64,
    },
    /// The value of a getter, which runs it. Answered with [`TreeReply::Value`].
    Evaluate {
        /// The handle.
        id: u64,
        /// What stands before the value in the tree.
        name: Option<String>,
    },
    /// The whole value as text. Answered with [`TreeReply::Text`].
    Text {
        /// The handle.
        id: u64,
    },
    /// Make a variable of it. Answered with [`TreeReply::Text`]: its name.
    Store {
        /// The handle.
        id: u64,
    },
    /// These are no longer shown.
    Release {
        /// The handles.
        ids: Vec<u64>,
    },
}

/// The answer to a [`TreeRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum TreeReply {
    /// What is below a value.
    Children {
        /// In order.
        children: Vec<TreeNode>,
    },
    /// What a getter gave.
    Value {
        /// With the same handle.
        node: Box<TreeNode>,
    },
    /// It takes a moment: ask again.
    Later,
    /// A text.
    Text {
        /// The text.
        text: String,
    },
    /// Nothing to tell.
    Done,
}

/// A row of the object tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeNode {
    /// The handle.
    pub id: u64,
    /// What stands before the value; `None` for a result and for nodes.
    #[serde(default)]
    pub name: Option<String>,
    /// What the name is: `root`, `key`, `index`, `attribute`, `internal`, `range`, `page`, `markup`.
    pub role: String,
    /// The value in one line.
    pub preview: String,
    /// What the preview is: `python`, `js`, `string`, `node`, `getter`, `page`, `range`, `remark`.
    pub kind: String,
    /// Whether there is something below.
    pub expandable: bool,
    /// A Python expression that gives the value.
    #[serde(default)]
    pub path: Option<String>,
    /// How large it is.
    #[serde(default)]
    pub remark: Option<String>,
    /// For a node of a document.
    #[serde(default)]
    pub markup: Option<Markup>,
}

/// A node of a document as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Markup {
    /// `element`, `void` (an element without an end), `text`, `comment`, `doctype`, `document`, `shadow`.
    pub form: String,
    /// The tag of an element.
    #[serde(default)]
    pub tag: String,
    /// Names and values.
    #[serde(default)]
    pub attributes: Vec<(String, String)>,
    /// The text of what is no element; of an element that has nothing but a short text.
    #[serde(default)]
    pub text: Option<String>,
}

/// About elements of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum ElementRequest {
    /// Show where a node of the tree is in the page, for five seconds at most.
    Highlight {
        /// The handle; `None` ends it.
        id: Option<u64>,
    },
    /// Scroll a node of the tree into sight.
    Scroll {
        /// The handle.
        id: u64,
    },
    /// Where a node is. Answered with [`ElementReply::Located`].
    Locate {
        /// The handle.
        id: u64,
    },
    /// The developer tools have selected an element.
    Select {
        /// The way to it.
        path: Vec<PathStep>,
    },
    /// Let the person pick an element in the page.
    Pick,
    /// How picking goes on. Answered with `Picking`, `Picked` or `Cancelled`.
    Picked,
    /// End picking.
    Cancel,
}

/// A step from the session's document to a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PathStep {
    /// To a child, by its place among all nodes.
    Child(u32),
    /// `shadow` or `closed`: into the shadow root; `frame`: into a frame's document.
    Into(PathDoor),
}

/// From one tree of nodes into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PathDoor {
    /// An open shadow root.
    Shadow,
    /// A closed shadow root.
    Closed,
    /// A frame's document.
    Frame,
}

/// The answer to an [`ElementRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum ElementReply {
    /// Nothing to tell.
    Done,
    /// The person is picking.
    Picking,
    /// The person has picked.
    Picked {
        /// Python that finds the element.
        code: String,
    },
    /// Nothing was picked.
    Cancelled,
    /// Where a node is.
    Located {
        /// The way to it; `None` when it is in no document.
        path: Option<Vec<PathStep>>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Reply, Request};

    #[test]
    fn requests_and_replies_are_what_python_reads_and_writes() {
        let request = Request::Tree(TreeRequest::Expand { id: 7 });
        assert_eq!(
            serde_json::to_value(&request).unwrap(),
            serde_json::json!({"op": "tree", "ask": "expand", "id": 7})
        );
        let reply = r#"{"op": "elements", "answer": "located", "path": [1, "closed", 0, "frame"]}"#;
        let path = vec![
            PathStep::Child(1),
            PathStep::Into(PathDoor::Closed),
            PathStep::Child(0),
            PathStep::Into(PathDoor::Frame),
        ];
        assert_eq!(
            serde_json::from_str::<Reply>(reply).unwrap(),
            Reply::Elements(ElementReply::Located { path: Some(path) })
        );
    }

    #[test]
    fn a_path_has_only_numbers_and_doors() {
        assert!(serde_json::from_str::<PathStep>("\"; alert(1)\"").is_err());
        assert!(serde_json::from_str::<PathStep>("-1").is_err());
    }
}
