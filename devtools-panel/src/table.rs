//! A table's data: reading, sorting, and other formats.

use serde::Deserialize;
use serde_json::Value;
use std::cmp::Ordering;

/// A table as Python sends it.
#[derive(Debug, Deserialize)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Value>>,
    /// How many rows there are, of which `rows` may be the first.
    #[serde(default)]
    pub(crate) total: Option<u64>,
}

/// What a column is called and holds.
#[derive(Debug, Deserialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    #[serde(default)]
    kind: String,
}

/// How rows are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// As they came.
    #[default]
    Given,
    /// By a column, the smallest first.
    Up(usize),
    /// By a column, the largest first.
    Down(usize),
}

impl Order {
    /// What pressing a column's heading makes of it.
    pub(crate) fn pressed(self, column: usize) -> Self {
        match self {
            Self::Up(at) if at == column => Self::Down(column),
            Self::Down(at) if at == column => Self::Given,
            _ => Self::Up(column),
        }
    }
}

/// A text format for tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Tabs between cells: what spreadsheets take from the clipboard.
    Tsv,
    /// RFC 4180.
    Csv,
    /// A table of GitHub's Markdown.
    Markdown,
}

impl Table {
    /// Whether a column is aligned to the right.
    pub(crate) fn is_numeric(&self, column: usize) -> bool {
        match self.columns.get(column).map(|column| column.kind.as_str()) {
            Some("number" | "int" | "float" | "integer" | "decimal") => true,
            Some("") | None => {
                let mut cells = self.rows.iter().filter_map(|row| row.get(column)).take(1000);
                let is_number = |cell: &Value| cell.is_number() || cell.is_null();
                cells.clone().any(Value::is_number) && cells.all(is_number)
            }
            _ => false,
        }
    }

    /// The numbers of all rows in an order. Equal ones stay as they came, and
    /// nothing comes last.
    pub(crate) fn ordered(&self, order: Order) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..self.rows.len() as u32).collect();
        let (column, down) = match order {
            Order::Given => return rows,
            Order::Up(column) => (column, false),
            Order::Down(column) => (column, true),
        };
        let cell = |row: &u32| self.rows.get(*row as usize).and_then(|row| row.get(column));
        rows.sort_by(|a, b| compare(cell(a), cell(b), down));
        rows
    }

    /// The table as text, with its rows in this order.
    pub(crate) fn export(&self, format: Format, rows: &[u32]) -> String {
        let names = self.columns.iter().map(|column| column.name.clone());
        let mut text = line(format, names);
        if format == Format::Markdown {
            let marks =
                (0..self.columns.len()).map(|at| if self.is_numeric(at) { "---:" } else { "---" });
            text.push_str(&format!("| {} |\n", marks.collect::<Vec<_>>().join(" | ")));
        }
        for row in rows.iter().filter_map(|row| self.rows.get(*row as usize)) {
            let cells =
                (0..self.columns.len()).map(|at| row.get(at).map_or_else(String::new, shown));
            text.push_str(&line(format, cells));
        }
        text
    }
}

/// The text of a cell; nothing for None.
pub(crate) fn shown(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => other.to_string(),
    }
}

fn compare(a: Option<&Value>, b: Option<&Value>, down: bool) -> Ordering {
    let rank = |cell: Option<&Value>| match cell {
        Some(Value::Number(_) | Value::Bool(_)) => 0,
        Some(Value::Null) | None => 2,
        Some(_) => 1,
    };
    let (first, second) = (rank(a), rank(b));
    // What is not there comes last in both directions.
    if first == 2 || second == 2 || first != second {
        let order = first.cmp(&second);
        return if down && first != 2 && second != 2 { order.reverse() } else { order };
    }
    let order = match (a.and_then(number), b.and_then(number)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => compare_text(&a.map(shown).unwrap_or_default(), &b.map(shown).unwrap_or_default()),
    };
    if down { order.reverse() } else { order }
}

fn number(cell: &Value) -> Option<f64> {
    match cell {
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        other => other.as_f64(),
    }
}

/// Small and capital letters together; by code points where that leaves a tie.
fn compare_text(a: &str, b: &str) -> Ordering {
    let folded = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
    folded(a).cmp(&folded(b)).then_with(|| a.cmp(b))
}

fn line(format: Format, cells: impl Iterator<Item = String>) -> String {
    let cells = cells.map(|cell| match format {
        Format::Tsv => cell.replace(['\t', '\n', '\r'], " "),
        Format::Csv if cell.contains([',', '"', '\n', '\r']) => {
            format!("\"{}\"", cell.replace('"', "\"\""))
        }
        Format::Csv => cell,
        Format::Markdown => cell.replace('|', "\\|").replace('\n', "<br>"),
    });
    let cells: Vec<String> = cells.collect();
    match format {
        Format::Tsv => cells.join("\t") + "\n",
        Format::Csv => cells.join(",") + "\r\n",
        Format::Markdown => format!("| {} |\n", cells.join(" | ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let json = r#"{"columns": [{"name": "name", "kind": "string"}, {"name": "n"}], "rows":
            [["b", 10], ["A", null], ["a,\"x\"", 9.5], ["C|d", -1], [null, "text"]], "total": 7}"#;
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn orders() {
        let table = table();
        assert_eq!(table.ordered(Order::Given), [0, 1, 2, 3, 4]);
        assert_eq!(table.ordered(Order::Up(0)), [1, 2, 0, 3, 4]);
        assert_eq!(table.ordered(Order::Down(0)), [3, 0, 2, 1, 4]);
        assert_eq!(table.ordered(Order::Up(1)), [3, 2, 0, 4, 1]);
        assert_eq!(table.ordered(Order::Down(1)), [4, 0, 2, 3, 1]);
        assert_eq!(Order::Given.pressed(1).pressed(1).pressed(1), Order::Given);
        assert_eq!(Order::Up(0).pressed(1), Order::Up(1));
    }

    #[test]
    fn formats() {
        let table = table();
        assert_eq!(table.export(Format::Tsv, &[3, 1]), "name\tn\nC|d\t-1\nA\t\n");
        assert_eq!(table.export(Format::Csv, &[2]), "name,n\r\n\"a,\"\"x\"\"\",9.5\r\n");
        assert_eq!(
            table.export(Format::Markdown, &[3]),
            "| name | n |\n| --- | --- |\n| C\\|d | -1 |\n"
        );
    }

    #[test]
    fn numbers_are_told() {
        let table: Table = serde_json::from_str(
            r#"{"columns": [{"name": "a"}, {"name": "b", "kind": "int"}, {"name": "c"}],
                "rows": [[1, "x", "1"], [null, "y", 2]]}"#,
        )
        .unwrap();
        assert_eq!([0, 1, 2].map(|at| table.is_numeric(at)), [true, true, false]);
    }
}
