//! A program: the code of the cells, between `# %%` as editors know it.

use super::{Place, as_program, one_line, worked};
use crate::record::RecordedCell;

/// Begins a cell, as in VS Code, Spyder and Jupytext.
const MARK: &str = "# %%";

/// The cells that worked, as a program.
pub(crate) fn python_file<'a>(
    place: Place<'_>,
    cells: impl Iterator<Item = &'a RecordedCell>,
) -> String {
    let mut text = format!("# From the Python console on {}\n", one_line(place.url));
    if !place.title.trim().is_empty() {
        text += &format!("# {}\n", one_line(place.title));
    }
    for cell in worked(cells) {
        text += &format!("\n{MARK}\n{}\n", as_program(&cell.code));
    }
    text
}

/// The cells of a program: between its marks, or all of it.
pub(crate) fn cells_of(text: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    for line in text.lines() {
        if line.trim_end() == MARK || line.starts_with("# %% ") {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            cell.push_str(line);
            cell.push('\n');
        }
    }
    let is_code = |cell: &String| {
        cell.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
    };
    cells.into_iter().filter(is_code).map(|cell| cell.trim_matches('\n').to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use crate::record::tests::{ended, started};

    #[test]
    fn a_program_gives_its_cells_back() {
        let mut record = Record::default();
        for (number, code) in ["x = 1", "def f():\n    return x\n\nf()"].iter().enumerate() {
            let id = number.to_string();
            started(&mut record, &id, code);
            ended(&mut record, &id, 1, None);
        }
        started(&mut record, "never ended", "while True: pass");
        let place = Place { url: "https://a.example/", title: "A\nB" };
        let text = python_file(place, record.cells());
        assert_eq!(
            text,
            "# From the Python console on https://a.example/\n# A B\n\n# %%\nx = 1\n\n# %%\n\
             def f():\n    return x\n\nf()\n"
        );
        assert_eq!(cells_of(&text), ["x = 1", "def f():\n    return x\n\nf()"]);
    }

    #[test]
    fn a_program_without_marks_is_one_cell() {
        assert_eq!(cells_of("import js\n\nprint(1)\n"), ["import js\n\nprint(1)"]);
        assert!(cells_of("# nothing\n").is_empty());
        assert_eq!(cells_of("# %% title\nx\n# %%\ny"), ["x", "y"]);
    }
}
