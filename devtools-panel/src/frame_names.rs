//! What the frame picker calls a frame; pure.

use morelia_protocol::FrameInfo;

/// A longer address is cut in its middle.
const MOST_CHARACTERS: usize = 60;

/// An entry of the picker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) frame_id: i64,
    pub(crate) label: String,
}

/// The entries, frames behind the one that they are in, with its depth before them.
pub(crate) fn entries(frames: &[FrameInfo]) -> Vec<Entry> {
    let mut found = Vec::with_capacity(frames.len());
    let top = frames.iter().find(|frame| frame.frame_id == 0);
    let page = top.map_or("", |frame| origin(&frame.url));
    add_below(frames, -1, 0, page, &mut found);
    // A parent may be missing: the list is no picture of one moment.
    for frame in frames {
        if !found.iter().any(|entry| entry.frame_id == frame.frame_id) {
            found.push(Entry { frame_id: frame.frame_id, label: name(frame, page) });
        }
    }
    found
}

fn add_below(frames: &[FrameInfo], parent: i64, depth: usize, page: &str, found: &mut Vec<Entry>) {
    for frame in frames.iter().filter(|frame| frame.parent_id == parent) {
        if found.iter().any(|entry| entry.frame_id == frame.frame_id) {
            continue;
        }
        let indent = "\u{2003}".repeat(depth);
        found.push(Entry {
            frame_id: frame.frame_id,
            label: format!("{indent}{}", name(frame, page)),
        });
        add_below(frames, frame.frame_id, depth + 1, page, found);
    }
}

/// `top`, the path of a frame of the page's own origin, or the whole address.
fn name(frame: &FrameInfo, page: &str) -> String {
    if frame.frame_id == 0 {
        return "top".to_owned();
    }
    let own = origin(&frame.url) == page && !page.is_empty();
    let text = match &frame.url[..] {
        "" | "about:blank" => "(no address)",
        "about:srcdoc" => "(srcdoc)",
        url if own => url.get(page.len()..).unwrap_or(url),
        url => url.split_once("://").map_or(url, |(_, rest)| rest),
    };
    shortened(text)
}

fn shortened(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let half = MOST_CHARACTERS / 2;
    match (characters.get(..half), characters.get(characters.len().saturating_sub(half)..)) {
        (Some(begin), Some(end)) if characters.len() > MOST_CHARACTERS => {
            begin.iter().chain(&['…']).chain(end).collect()
        }
        _ => text.to_owned(),
    }
}

/// The address up to its path: `https://a.example`.
fn origin(url: &str) -> &str {
    let Some(host) = url.find("://").map(|at| at + 3) else { return "" };
    let path = url.get(host..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| host + at);
    url.get(..path).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(frame_id: i64, parent_id: i64, url: &str) -> FrameInfo {
        FrameInfo { frame_id, parent_id, url: url.to_owned() }
    }

    #[track_caller]
    fn check(frames: &[FrameInfo], expected: &[(i64, &str)]) {
        let found = entries(frames);
        let found: Vec<_> =
            found.iter().map(|entry| (entry.frame_id, entry.label.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn frames_stand_below_their_parents() {
        check(
            &[
                frame(0, -1, "https://a.example/x"),
                frame(4, 0, "https://a.example/one?q"),
                frame(5, 0, "https://b.example/two"),
                frame(9, 4, "about:srcdoc"),
                frame(10, 77, "about:blank"),
            ],
            &[
                (0, "top"),
                (4, "\u{2003}/one?q"),
                (9, "\u{2003}\u{2003}(srcdoc)"),
                (5, "\u{2003}b.example/two"),
                (10, "(no address)"),
            ],
        );
    }

    #[test]
    fn a_long_address_is_cut() {
        let url = format!("https://b.example/{}", "x".repeat(100));
        let found = entries(&[frame(0, -1, "https://a.example/"), frame(1, 0, &url)]);
        assert_eq!(found.last().map(|entry| entry.label.chars().count()), Some(62));
    }

    #[test]
    fn frames_that_contain_each_other_end() {
        check(
            &[frame(1, 2, "about:blank"), frame(2, 1, "about:blank")],
            &[(1, "(no address)"), (2, "(no address)")],
        );
        check(&[frame(-1, -1, "data:,")], &[(-1, "data:,")]);
    }
}
