//! Reads the cells of a Jupyter notebook: nbformat 3 and 4.

use serde_json::Value;

/// Why a text is no notebook.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotebookError {
    /// It is not JSON at all, or cut off.
    #[error(
        "This is no notebook: it is not JSON ({0}). Save it again in Jupyter and try that file."
    )]
    NotJson(String),
    /// It has neither `cells` nor `worksheets`.
    #[error("This is no notebook: it has no cells. Open a .ipynb file of nbformat 3 or 4.")]
    NoCells,
    /// Another version of the format.
    #[error(
        "This notebook has nbformat {0}; 3 and 4 can be read. Convert it with `jupyter nbconvert --to notebook`."
    )]
    Version(i64),
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotebookCell {
    /// To be run.
    Code(String),
    /// To be read.
    Markdown(String),
}

/// The code and markdown cells of a notebook, in order; raw cells are left out.
///
/// # Errors
/// When the text is no notebook.
pub(crate) fn open_notebook(text: &str) -> Result<Vec<NotebookCell>, NotebookError> {
    let text = text.trim_start_matches('\u{feff}');
    let notebook: Value =
        serde_json::from_str(text).map_err(|error| NotebookError::NotJson(error.to_string()))?;
    let version = notebook.get("nbformat").and_then(Value::as_i64);
    let list = |from: &Value| from.get("cells").and_then(Value::as_array).cloned();
    let cells = match (version, notebook.get("worksheets").and_then(Value::as_array)) {
        (Some(other), _) if !matches!(other, 3 | 4) => return Err(NotebookError::Version(other)),
        (Some(3) | None, Some(sheets)) => sheets.iter().filter_map(list).flatten().collect(),
        _ => list(&notebook).ok_or(NotebookError::NoCells)?,
    };
    Ok(cells.iter().filter_map(cell).collect())
}

fn cell(cell: &Value) -> Option<NotebookCell> {
    let text = |name: &str| cell.get(name).and_then(joined);
    match cell.get("cell_type").and_then(Value::as_str)? {
        "code" => text("source").or_else(|| text("input")).map(NotebookCell::Code),
        "markdown" => text("source").map(NotebookCell::Markdown),
        "heading" => {
            let level = cell.get("level").and_then(Value::as_u64).unwrap_or(1).clamp(1, 6);
            let marks = "#".repeat(usize::try_from(level).unwrap_or(1));
            text("source").map(|words| NotebookCell::Markdown(format!("{marks} {words}")))
        }
        _ => None,
    }
}

/// Multi-line text: one string, or a list of lines that have their ends.
fn joined(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => Some(lines.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use NotebookCell::{Code, Markdown};

    #[track_caller]
    fn check(text: &str, expected: &[NotebookCell]) {
        assert_eq!(open_notebook(text).unwrap(), expected);
    }

    #[test]
    fn nbformat_4() {
        check(
            r##"{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
                {"cell_type": "markdown", "source": ["# Title\n", "text"], "metadata": {}},
                {"cell_type": "code", "source": "x = 1\nx", "outputs": [], "execution_count": 1},
                {"cell_type": "raw", "source": "left out"},
                {"cell_type": "code", "source": []}
            ]}"##,
            &[
                Markdown("# Title\ntext".to_owned()),
                Code("x = 1\nx".to_owned()),
                Code(String::new()),
            ],
        );
    }

    #[test]
    fn nbformat_3() {
        check(
            r#"{"nbformat": 3, "worksheets": [
                {"cells": [{"cell_type": "heading", "level": 2, "source": ["Begin"]},
                           {"cell_type": "code", "input": ["a\n", "b"], "language": "python"}]},
                {"cells": [{"cell_type": "code", "input": "c"}]}
            ]}"#,
            &[Markdown("## Begin".to_owned()), Code("a\nb".to_owned()), Code("c".to_owned())],
        );
    }

    #[test]
    fn bad_files_are_explained() {
        let error = |text| open_notebook(text).unwrap_err();
        assert!(matches!(error("print(1)"), NotebookError::NotJson(_)));
        assert!(matches!(error(r#"{"nbformat": 4, "cells": [{"#), NotebookError::NotJson(_)));
        assert_eq!(error("{}"), NotebookError::NoCells);
        assert_eq!(error(r#"{"nbformat": 4, "cells": 5}"#), NotebookError::NoCells);
        assert_eq!(error(r#"{"nbformat": 2}"#), NotebookError::Version(2));
        check("\u{feff}{\"cells\": [5, {}, {\"cell_type\": \"code\"}]}", &[]);
    }
}
