//! The object tree: values that unfold one level at a time.
//!
//! It follows the ARIA pattern of a tree view. The values stay in the session;
//! a row knows their handles.

use crate::dom::{self, Listening};
use crate::tree_actions;
use crate::tree_keys::{self, Move};
use crate::{tree_highlight, tree_link, tree_row};
use gloo_timers::future::TimeoutFuture;
use morelia_protocol::{TreeNode, TreeReply, TreeRequest};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent, MouseEvent};

/// A getter that needs a moment is asked so often, with so long a wait.
const TRIES: u32 = 20;
const TRY_AGAIN_MS: u32 = 30;

/// A value and what is shown below it.
pub(crate) struct Row {
    number: u32,
    pub(crate) node: RefCell<TreeNode>,
    /// `role="treeitem"`; the line and the group are in it.
    pub(crate) item: HtmlElement,
    line: HtmlElement,
    group: HtmlElement,
    level: u32,
    parent: Option<u32>,
    children: RefCell<Vec<u32>>,
    expanded: Cell<bool>,
    asking: Cell<bool>,
}

/// One tree.
pub(crate) struct Tree {
    pub(crate) element: HtmlElement,
    rows: RefCell<BTreeMap<u32, Rc<Row>>>,
    newest: Cell<u32>,
    /// The row that has, or had, the focus.
    current: Cell<u32>,
    /// Shown while a row has the focus or the pointer.
    actions: RefCell<Option<HtmlElement>>,
    this: Weak<Self>,
}

/// Shows a tree; `json` is its root.
pub(crate) fn render(parent: &HtmlElement, json: &str) -> Vec<Listening> {
    let Ok(node) = serde_json::from_str::<TreeNode>(json) else {
        dom::append(parent, &dom::text_element("div", "note", "A value that cannot be shown."));
        return Vec::new();
    };
    let element = dom::element("div", "tree");
    dom::attribute(&element, "role", "tree");
    dom::attribute(&element, "aria-label", "Value");
    dom::append(parent, &element);
    let tree = Rc::new_cyclic(|this| Tree {
        element,
        rows: RefCell::default(),
        newest: Cell::new(0),
        current: Cell::new(0),
        actions: RefCell::default(),
        this: this.clone(),
    });
    let root = tree.add(None, node, &tree.element.clone());
    tree.current.set(root.number);
    dom::attribute(&root.item, "tabindex", "0");
    tree.listen()
}

impl Tree {
    /// The listeners own the tree.
    fn listen(self: Rc<Self>) -> Vec<Listening> {
        let on = |name: &'static str, act: fn(&Rc<Self>, &MouseEvent)| {
            let tree = self.clone();
            Listening::new(&self.element, name, move |event: MouseEvent| act(&tree, &event))
        };
        let (keyed, focused, blurred) = (self.clone(), self.clone(), self.clone());
        vec![
            on("click", Self::clicked),
            on("mouseover", |tree, event| {
                if let Some(row) = tree.row_at(event.target()) {
                    tree.look_at(&row);
                }
            }),
            on("mouseleave", |tree, _| tree.look_away()),
            Listening::new(&self.element, "keydown", move |event: KeyboardEvent| {
                keyed.key(&event);
            }),
            Listening::new(&self.element, "focusin", move |event: FocusEvent| {
                if let Some(row) = focused.row_at(event.target()) {
                    focused.make_current(&row);
                    focused.look_at(&row);
                }
            }),
            Listening::new(&self.element, "focusout", move |_: FocusEvent| blurred.look_away()),
        ]
    }

    fn add(&self, parent: Option<&Rc<Row>>, node: TreeNode, place: &HtmlElement) -> Rc<Row> {
        let number = self.newest.get() + 1;
        self.newest.set(number);
        let item = dom::element("div", "tree-item");
        dom::attribute(&item, "role", "treeitem");
        dom::attribute(&item, "tabindex", "-1");
        dom::attribute(&item, "data-row", &number.to_string());
        dom::attribute(&item, "aria-keyshortcuts", "Alt+C Alt+P Alt+S Alt+V Alt+R");
        let level = parent.map_or(1, |parent| parent.level + 1);
        dom::attribute(&item, "aria-level", &level.to_string());
        let line = dom::element("div", "tree-line");
        dom::append(&item, &line);
        let group = dom::element("div", "tree-group");
        dom::attribute(&group, "role", "group");
        let row = Rc::new(Row {
            number,
            node: RefCell::new(node),
            item,
            line,
            group,
            level,
            parent: parent.map(|parent| parent.number),
            children: RefCell::default(),
            expanded: Cell::new(false),
            asking: Cell::new(false),
        });
        row.draw();
        dom::append(place, &row.item);
        self.rows.borrow_mut().insert(number, row.clone());
        row
    }

    fn row(&self, number: u32) -> Option<Rc<Row>> {
        self.rows.borrow().get(&number).cloned()
    }

    fn row_at(&self, target: Option<web_sys::EventTarget>) -> Option<Rc<Row>> {
        let element = target?.dyn_into::<Element>().ok()?;
        let item = element.closest("[data-row]").ok()??;
        self.row(item.get_attribute("data-row")?.parse().ok()?)
    }

    fn clicked(self: &Rc<Self>, event: &MouseEvent) {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        if target.is_some_and(|it| it.closest("button").is_ok_and(|found| found.is_some())) {
            return;
        }
        let Some(row) = self.row_at(event.target()) else { return };
        // The person selects text to copy it.
        if dom::has_selection() {
            return;
        }
        self.focus(&row);
        self.activate(&row);
    }

    fn key(self: &Rc<Self>, event: &KeyboardEvent) {
        let Some(row) = self.row_at(event.target()) else { return };
        if let Some(action) = tree_keys::action(event) {
            event.prevent_default();
            event.stop_propagation();
            return tree_actions::perform(self, &row, action);
        }
        let Some(movement) = tree_keys::movement(event) else { return };
        event.prevent_default();
        event.stop_propagation();
        match movement {
            Move::Activate => self.activate(&row),
            Move::Right if row.expanded.get() => self.step(&row, 1),
            Move::Right => self.expand(&row),
            Move::Left if row.expanded.get() => self.collapse(&row),
            Move::Left => {
                if let Some(parent) = row.parent.and_then(|number| self.row(number)) {
                    self.focus(&parent);
                }
            }
            Move::Down => self.step(&row, 1),
            Move::Up => self.step(&row, -1),
            Move::First => self.focus_at(|visible| visible.first().copied()),
            Move::Last => self.focus_at(|visible| visible.last().copied()),
        }
    }

    /// The rows that can be seen, from top to bottom.
    fn visible(&self) -> Vec<u32> {
        let mut found = Vec::new();
        let mut left: Vec<u32> = self.rows.borrow().keys().next().copied().into_iter().collect();
        while let Some(number) = left.pop() {
            found.push(number);
            if let Some(row) = self.row(number).filter(|row| row.expanded.get()) {
                left.extend(row.children.borrow().iter().rev());
            }
        }
        found
    }

    fn step(&self, row: &Row, by: isize) {
        self.focus_at(|visible| {
            let at = visible.iter().position(|number| *number == row.number)?;
            visible.get(at.checked_add_signed(by)?).copied()
        });
    }

    fn focus_at(&self, choose: impl Fn(&[u32]) -> Option<u32>) {
        if let Some(row) = choose(&self.visible()).and_then(|number| self.row(number)) {
            self.focus(&row);
        }
    }

    /// Puts the focus on a row.
    pub(crate) fn focus(&self, row: &Row) {
        self.make_current(row);
        // A panel that is being closed refuses the focus; nobody would see it.
        row.item.focus().unwrap_or_default();
    }

    fn make_current(&self, row: &Row) {
        if let Some(before) = self.row(self.current.replace(row.number)) {
            dom::attribute(&before.item, "tabindex", "-1");
        }
        dom::attribute(&row.item, "tabindex", "0");
    }

    fn look_at(self: &Rc<Self>, row: &Rc<Row>) {
        let node = row.node.borrow();
        tree_highlight::want(node.markup.as_ref().map(|_| node.id));
        let bar = tree_actions::bar(self, row);
        dom::append(&row.line, &bar);
        if let Some(before) = self.actions.replace(Some(bar)) {
            before.remove();
        }
    }

    fn look_away(&self) {
        tree_highlight::want(None);
        if let Some(bar) = self.actions.take() {
            bar.remove();
        }
    }

    fn activate(self: &Rc<Self>, row: &Rc<Row>) {
        let kind = row.node.borrow().kind.clone();
        if kind == "getter" {
            self.evaluate(row);
        } else if row.expanded.get() {
            self.collapse(row);
        } else {
            self.expand(row);
        }
    }

    fn collapse(&self, row: &Rc<Row>) {
        row.expanded.set(false);
        let mut left = row.children.take();
        let mut released = Vec::new();
        while let Some(number) = left.pop() {
            let Some(child) = self.rows.borrow_mut().remove(&number) else { continue };
            left.extend(child.children.take());
            released.push(child.node.borrow().id);
        }
        if !self.rows.borrow().contains_key(&self.current.get()) {
            self.current.set(row.number);
            dom::attribute(&row.item, "tabindex", "0");
        }
        row.group.set_text_content(None);
        row.group.remove();
        if let Some(end) = row.end() {
            end.remove();
        }
        row.draw();
        release(released);
    }

    fn expand(self: &Rc<Self>, row: &Rc<Row>) {
        if !row.node.borrow().expandable || row.asking.replace(true) {
            return;
        }
        let id = row.node.borrow().id;
        let (this, row) = (self.this.clone(), row.clone());
        spawn_local(async move {
            let reply = tree_link::ask(TreeRequest::Expand { id }).await;
            row.asking.set(false);
            let Some(tree) = this.upgrade() else { return };
            match reply {
                Ok(TreeReply::Children { children }) => tree.unfold(&row, children),
                Ok(_) => {}
                Err(message) => row.tell(&message, true),
            }
        });
    }

    fn unfold(&self, row: &Rc<Row>, children: Vec<TreeNode>) {
        if row.expanded.replace(true) {
            return release(children.into_iter().map(|child| child.id).collect());
        }
        row.draw();
        let count = children.len();
        let added: Vec<_> =
            children.into_iter().map(|child| self.add(Some(row), child, &row.group)).collect();
        for (place, child) in added.iter().enumerate() {
            dom::attribute(&child.item, "aria-posinset", &(place + 1).to_string());
            dom::attribute(&child.item, "aria-setsize", &count.to_string());
        }
        if added.is_empty() {
            dom::append(&row.group, &dom::text_element("div", "tree-line tree-remark", "(empty)"));
        }
        row.children.replace(added.iter().map(|child| child.number).collect());
        dom::append(&row.item, &row.group);
        if let Some(markup) = row.node.borrow().markup.as_ref().filter(|it| it.form == "element") {
            let end = dom::element("div", "tree-line tree-end");
            dom::attribute(&end, "aria-hidden", "true");
            let text = dom::element("span", "tree-markup");
            tree_row::close_tag(&text, markup);
            dom::append(&end, &text);
            dom::append(&row.item, &end);
        }
    }

    fn evaluate(self: &Rc<Self>, row: &Rc<Row>) {
        if row.asking.replace(true) {
            return;
        }
        let (id, name, role, path) = {
            let node = row.node.borrow();
            (node.id, node.name.clone(), node.role.clone(), node.path.clone())
        };
        let row = row.clone();
        spawn_local(async move {
            let mut tries = 0;
            let reply = loop {
                let request = TreeRequest::Evaluate { id, name: name.clone() };
                match tree_link::ask(request).await {
                    Ok(TreeReply::Later) if tries < TRIES => tries += 1,
                    other => break other,
                }
                TimeoutFuture::new(TRY_AGAIN_MS).await;
            };
            row.asking.set(false);
            match reply {
                Ok(TreeReply::Value { node }) => {
                    row.node.replace(TreeNode { role, path, ..*node });
                    row.draw();
                }
                Ok(_) => row.tell("(pending)", false),
                Err(message) => row.tell(&message, true),
            }
        });
    }
}

impl Row {
    fn draw(&self) {
        let node = self.node.borrow();
        let bar = self.line.query_selector(".tree-actions").ok().flatten();
        tree_row::draw(&self.line, &node, self.expanded.get());
        // The pointer is still there.
        if let Some(bar) = bar {
            dom::append(&self.line, &bar);
        }
        if node.expandable {
            dom::attribute(&self.item, "aria-expanded", &self.expanded.get().to_string());
        } else {
            self.item.remove_attribute("aria-expanded").unwrap_or_default();
        }
    }

    fn end(&self) -> Option<Element> {
        self.item.last_element_child().filter(|last| last.class_list().contains("tree-end"))
    }

    /// Says something beside the value, until the next time.
    pub(crate) fn tell(&self, message: &str, bad: bool) {
        if let Ok(Some(before)) = self.line.query_selector(".tree-told") {
            before.remove();
        }
        let class = if bad { "tree-told bad" } else { "tree-told" };
        let told = dom::text_element("span", class, message);
        dom::attribute(&told, "role", "status");
        dom::append(&self.line, &told);
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        release(self.rows.borrow().values().map(|row| row.node.borrow().id).collect());
    }
}

/// Tells the session that values are no longer shown.
fn release(ids: Vec<u64>) {
    if ids.is_empty() {
        return;
    }
    spawn_local(async move {
        // A session that is gone keeps nothing.
        let _ = tree_link::ask(TreeRequest::Release { ids }).await;
    });
}
