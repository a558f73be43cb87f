//! A Jupyter notebook, as nbformat 4.5 has it
//! (<https://nbformat.readthedocs.io/en/latest/format_description.html>).

use super::{Place, one_line};
use crate::record::{Output, RecordedCell};
use morelia_protocol::{MimeBundle, StreamName};
use serde_json::{Map, Value, json};

/// All cells with their outputs, as a notebook.
pub(crate) fn notebook<'a>(
    place: Place<'_>,
    cells: impl Iterator<Item = &'a RecordedCell>,
) -> String {
    let title = if place.title.trim().is_empty() { place.url } else { place.title };
    let heading = format!("Python console on [{}]({})", one_line(title), one_line(place.url));
    let mut all = vec![json!({
        "cell_type": "markdown",
        "id": "page",
        "metadata": {},
        "source": lines(&heading),
    })];
    all.extend(cells.enumerate().map(|(number, cell)| code_cell(number, cell)));
    let notebook = json!({
        "cells": all,
        "metadata": {
            "kernelspec": { "display_name": "Python (Morelia)", "language": "python", "name": "python3" },
            "language_info": { "name": "python", "file_extension": ".py", "mimetype": "text/x-python" },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    });
    // Jupyter writes them with one space, too.
    let mut text = serde_json::to_string_pretty(&notebook).unwrap_or_default();
    text.push('\n');
    text
}

fn code_cell(number: usize, cell: &RecordedCell) -> Value {
    let outputs = cell.outputs.iter().map(|output| shown(output, cell.count)).collect::<Vec<_>>();
    json!({
        "cell_type": "code",
        "id": format!("cell-{}", number + 1),
        "execution_count": cell.count,
        "metadata": {},
        "source": lines(&cell.code),
        "outputs": outputs,
    })
}

fn shown(output: &Output, count: Option<u32>) -> Value {
    match output {
        Output::Stream { name, text } => json!({
            "output_type": "stream",
            "name": match name {
                StreamName::Stdout => "stdout",
                StreamName::Stderr => "stderr",
            },
            "text": lines(text),
        }),
        Output::Display { data } => {
            json!({ "output_type": "display_data", "data": bundle(data), "metadata": {} })
        }
        Output::Result { data } => json!({
            "output_type": "execute_result",
            "execution_count": count,
            "data": bundle(data),
            "metadata": {},
        }),
        Output::Error { error } => json!({
            "output_type": "error",
            "ename": error.name,
            "evalue": error.message,
            "traceback": error.traceback.lines().collect::<Vec<_>>(),
        }),
    }
}

/// Text as a list of lines, JSON as itself. What only this console understands is left out: it names
/// objects of a session that is over.
fn bundle(data: &MimeBundle) -> Value {
    let mut found = Map::new();
    for (mime, text) in data {
        if mime.starts_with("application/vnd.morelia.") {
            continue;
        }
        let is_json = mime == "application/json" || mime.ends_with("+json");
        let value = match serde_json::from_str(text) {
            Ok(value) if is_json => value,
            _ if is_binary(mime) => Value::from(text.as_str()),
            _ => lines(text),
        };
        found.insert(mime.clone(), value);
    }
    Value::Object(found)
}

fn is_binary(mime: &str) -> bool {
    let of_images = mime.starts_with("image/") && mime != "image/svg+xml";
    of_images || ["audio/", "video/", "application/pdf"].iter().any(|kind| mime.starts_with(kind))
}

/// Text as Jupyter writes it: a list of lines with their ends.
fn lines(text: &str) -> Value {
    text.split_inclusive('\n').collect::<Vec<_>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use crate::record::tests::{ended, printed, started};
    use morelia_protocol::{ErrorReport, Event};

    fn example() -> Value {
        let mut record = Record::default();
        started(&mut record, "a", "print('x')\n6 * 7");
        printed(&mut record, "x\n");
        let data = [
            ("image/png", "AAAA"),
            ("application/json", "{\"a\": [1]}"),
            ("application/vnd.morelia.tree+json", "{}"),
            ("text/plain", "one\ntwo"),
        ];
        let data = data.map(|(mime, text)| (mime.to_owned(), text.to_owned()));
        record.note(&Event::Displayed { bundle: MimeBundle::from(data) });
        let error = ErrorReport {
            name: "ValueError".to_owned(),
            message: "no".to_owned(),
            traceback: "Traceback:\nValueError: no\n".to_owned(),
            hints: Vec::new(),
        };
        record.note(&Event::ErrorRaised { error });
        ended(&mut record, "a", 3, Some("42"));
        let place = Place { url: "https://a.example/", title: "" };
        serde_json::from_str(&notebook(place, record.cells())).unwrap()
    }

    #[test]
    fn a_notebook_has_code_and_outputs() {
        let notebook = example();
        assert_eq!((&notebook["nbformat"], &notebook["nbformat_minor"]), (&json!(4), &json!(5)));
        let cell = &notebook["cells"][1];
        assert_eq!(cell["source"], json!(["print('x')\n", "6 * 7"]));
        assert_eq!(cell["execution_count"], 3);
        let outputs = cell["outputs"].as_array().unwrap();
        let kinds: Vec<_> = outputs.iter().map(|output| &output["output_type"]).collect();
        assert_eq!(kinds, ["stream", "display_data", "error", "execute_result"]);
        assert_eq!(outputs[0]["text"], json!(["x\n"]));
        assert_eq!(
            outputs[1]["data"],
            json!({
                "image/png": "AAAA",
                "application/json": {"a": [1]},
                "text/plain": ["one\n", "two"],
            })
        );
        assert_eq!(outputs[2]["traceback"], json!(["Traceback:", "ValueError: no"]));
        assert_eq!(outputs[3]["data"]["text/plain"], json!(["42"]));
    }

    #[test]
    fn ids_are_unique_and_short() {
        let notebook = example();
        for cell in notebook["cells"].as_array().unwrap() {
            let id = cell["id"].as_str().unwrap();
            assert!(!id.is_empty() && id.len() <= 64, "{id}");
            assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'), "{id}");
        }
    }
}
