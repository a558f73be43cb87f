//! The comparison as text.

use super::Measured;
use crate::BrowserKind;
use std::collections::BTreeMap;
use std::fmt::Write as _;

type Column = fn(&Measured) -> &BTreeMap<String, f64>;

/// A table with a ratio in each row: how many times faster Morelia is.
pub(super) fn render(kind: BrowserKind, peers: &BTreeMap<String, Measured>) -> String {
    let empty = Measured::default();
    let morelia = peers.get("morelia").unwrap_or(&empty);
    let pyodide = peers.get("pyodide").unwrap_or(&empty);
    let mut text =
        format!("{:<26} {:>12} {:>12} {:>9}\n", kind.name(), "Morelia", "Pyodide", "ratio");
    let groups: [(&str, &str, Column); 3] = [
        ("start to 1+1", "ms", |it| &it.start_ms),
        ("CPU", "ms", |it| &it.cpu_ms),
        ("bridge, each", "us", |it| &it.bridge_us),
    ];
    for (title, unit, column) in groups {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{title} ({unit})");
        for (name, ours) in column(morelia) {
            let theirs = column(pyodide).get(name).copied().unwrap_or(f64::NAN);
            let _ =
                writeln!(text, "  {name:<24} {ours:>12.2} {theirs:>12.2} {:>8.2}x", theirs / ours);
        }
    }
    if let Some(restores) = &morelia.restores {
        text.push_str(&restores.to_string());
    }
    text.push_str("ratio: Pyodide's time divided by Morelia's; above 1 Morelia is faster\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_theirs_over_ours() {
        let of = |time| Measured {
            cpu_ms: BTreeMap::from([("json".to_owned(), time)]),
            ..Measured::default()
        };
        let peers =
            BTreeMap::from([("morelia".to_owned(), of(10.0)), ("pyodide".to_owned(), of(5.0))]);
        assert!(render(BrowserKind::Chromium, &peers).contains("0.50x"));
    }
}
