//! The keys of a tree view.

use crate::tree_actions::Action;
use web_sys::KeyboardEvent;

/// Where a key leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// The row above.
    Up,
    /// The row below.
    Down,
    /// To the parent, or fold.
    Left,
    /// To the first child, or unfold.
    Right,
    /// The first row.
    First,
    /// The last row that can be seen.
    Last,
    /// Fold, unfold, or run a getter.
    Activate,
}

/// What an unmodified key asks for.
pub(crate) fn movement(event: &KeyboardEvent) -> Option<Move> {
    if is_modified(event) {
        return None;
    }
    Some(match event.key().as_str() {
        "ArrowUp" => Move::Up,
        "ArrowDown" => Move::Down,
        "ArrowLeft" => Move::Left,
        "ArrowRight" => Move::Right,
        "Home" => Move::First,
        "End" => Move::Last,
        "Enter" | " " => Move::Activate,
        _ => return None,
    })
}

/// The action that Alt and a letter stand for. A letter alone is the beginning
/// of a line for the editor.
pub(crate) fn action(event: &KeyboardEvent) -> Option<Action> {
    if !event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    Action::of_key(&event.key().to_lowercase())
}

fn is_modified(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key()
}
