//! A table in the document: only the rows in sight are there, so that a hundred
//! thousand are no more work than a hundred.

use crate::control_pictures::pictured;
use crate::copying::{copy_with, download, say};
use crate::dom::{self, Listening};
use crate::table::{Format, Order, Table, shown};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::{Event, HtmlElement, MouseEvent};

/// The height of a row, which the style sheet has as well (`--row`).
const ROW_PIXELS: i32 = 21;

/// Rows above and below those in sight.
const SPARE_ROWS: i32 = 30;

/// Columns are between so many characters wide.
const WIDTHS: (usize, usize) = (4, 48);

/// So many rows decide how wide the columns are.
const MEASURED_ROWS: usize = 1000;

/// Longer cells are cut in the document; copies have them whole.
const CELL_BYTES: usize = 300;

/// Shows a table.
pub(crate) fn table(parent: &HtmlElement, json: &str) -> Vec<Listening> {
    let table: Table = match serde_json::from_str(json) {
        Ok(table) => table,
        Err(error) => {
            let text = format!("The console cannot read this table: {error}.");
            dom::append(parent, &dom::text_element("div", "note bad", &text));
            return Vec::new();
        }
    };
    let view = Rc::new(TableView::new(parent, table));
    view.fill(true);
    view.listen()
}

struct TableView {
    table: Table,
    rows: RefCell<Vec<u32>>,
    order: Cell<Order>,
    scroller: HtmlElement,
    headings: Vec<HtmlElement>,
    body: HtmlElement,
    above: HtmlElement,
    below: HtmlElement,
    /// The rows that are in the document.
    window: Cell<(i32, i32)>,
    /// With what each does to the table.
    buttons: Vec<(HtmlElement, Action)>,
}

#[derive(Clone, Copy)]
enum Action {
    Copy(Format),
    Download,
}

impl TableView {
    fn new(parent: &HtmlElement, table: Table) -> Self {
        let view = dom::element("div", "table-view keeps-focus");
        let scroller = dom::element("div", "table-scroller");
        let count = count_words(&table);
        dom::attribute(&scroller, "tabindex", "0");
        dom::attribute(&scroller, "role", "region");
        dom::attribute(&scroller, "aria-label", &format!("Table, {count}"));
        let element = dom::element("table", "table");
        dom::attribute(&element, "aria-rowcount", &(table.rows.len() + 1).to_string());
        let columns = dom::element("colgroup", "");
        let (head, heading_row) = (dom::element("thead", ""), dom::element("tr", ""));
        let mut headings = Vec::new();
        for (at, column) in table.columns.iter().enumerate() {
            let measure = dom::element("col", "");
            let width = format!("{}ch", width_of(&table, at) + 3);
            measure.style().set_property("width", &width).unwrap_or_default();
            dom::append(&columns, &measure);
            let heading = dom::element("th", if table.is_numeric(at) { "number" } else { "" });
            dom::attribute(&heading, "scope", "col");
            dom::attribute(&heading, "aria-sort", "none");
            let button = dom::text_element("button", "heading", &pictured(&column.name));
            dom::attribute(&button, "type", "button");
            button.set_title(&format!("{}: sort", column.name));
            dom::append(&heading, &button);
            dom::append(&heading_row, &heading);
            headings.push(heading);
        }
        dom::append(&head, &heading_row);
        let part = || dom::element("tbody", "");
        let (above, body, below) = (part(), part(), part());
        for spacer in [&above, &below] {
            spacer.set_class_name("spacer");
            dom::attribute(spacer, "aria-hidden", "true");
            let row = dom::element("tr", "");
            let cell = dom::element("td", "");
            dom::attribute(&cell, "colspan", &table.columns.len().max(1).to_string());
            dom::append(&row, &cell);
            dom::append(spacer, &row);
        }
        for child in [&columns, &head, &above, &body, &below] {
            dom::append(&element, child);
        }
        dom::append(&scroller, &element);
        dom::append(&view, &scroller);
        let buttons = foot(&view, &count);
        dom::append(parent, &view);
        let rows = RefCell::new(table.ordered(Order::Given));
        Self {
            table,
            rows,
            order: Cell::default(),
            scroller,
            headings,
            body,
            above,
            below,
            window: Cell::new((0, 0)),
            buttons,
        }
    }

    fn listen(self: &Rc<Self>) -> Vec<Listening> {
        let this = self.clone();
        let mut all =
            vec![Listening::new(&self.scroller, "scroll", move |_: Event| this.fill(false))];
        for (column, heading) in self.headings.iter().enumerate() {
            let this = self.clone();
            all.push(Listening::new(heading, "click", move |_: MouseEvent| this.sort(column)));
        }
        for (button, action) in &self.buttons {
            let (this, pressed, action) = (self.clone(), button.clone(), *action);
            all.push(Listening::new(button, "click", move |_: MouseEvent| {
                this.act(&pressed, action);
            }));
        }
        all
    }

    fn act(&self, button: &HtmlElement, action: Action) {
        let rows = self.rows.borrow();
        match action {
            Action::Copy(format) => copy_with(button, &self.table.export(format, &rows)),
            Action::Download => {
                let csv = self.table.export(Format::Csv, &rows);
                if download("table.csv", "text/csv;charset=utf-8", &csv).is_err() {
                    say(button, "The browser did not let the console save a file.");
                }
            }
        }
    }

    fn sort(&self, column: usize) {
        let order = self.order.get().pressed(column);
        self.order.set(order);
        self.rows.replace(self.table.ordered(order));
        for (at, heading) in self.headings.iter().enumerate() {
            let sort = match order {
                Order::Up(column) if column == at => "ascending",
                Order::Down(column) if column == at => "descending",
                _ => "none",
            };
            dom::attribute(heading, "aria-sort", sort);
        }
        self.scroller.set_scroll_top(0);
        self.fill(true);
    }

    /// Puts the rows in sight into the document.
    fn fill(&self, anew: bool) {
        let rows = self.rows.borrow();
        let count = rows.len() as i32;
        let top = self.scroller.scroll_top() / ROW_PIXELS;
        // Before the table is laid out, its height is not known.
        let seen = (self.scroller.client_height() / ROW_PIXELS).max(20) + 1;
        let (from, to) = self.window.get();
        let is_enough =
            from <= (top - SPARE_ROWS / 3).max(0) && to >= (top + seen + SPARE_ROWS / 3).min(count);
        if is_enough && !anew {
            return;
        }
        let from = (top - SPARE_ROWS).clamp(0, count);
        let to = (top + seen + SPARE_ROWS).clamp(from, count);
        self.window.set((from, to));
        self.body.set_text_content(None);
        for at in from..to {
            if let Some(row) = rows.get(at as usize) {
                dom::append(&self.body, &self.row(at, *row as usize));
            }
        }
        set_rows(&self.above, from);
        set_rows(&self.below, count - to);
    }

    fn row(&self, at: i32, row: usize) -> HtmlElement {
        let element = dom::element("tr", if at % 2 == 1 { "odd" } else { "" });
        dom::attribute(&element, "aria-rowindex", &(at + 2).to_string());
        let cells = self.table.rows.get(row);
        for (column, heading) in self.headings.iter().enumerate() {
            let value = cells.and_then(|cells| cells.get(column));
            let text = value.map(shown).unwrap_or_default();
            let short = text.get(..text.floor_char_boundary(CELL_BYTES)).unwrap_or_default();
            let class = match value {
                None | Some(serde_json::Value::Null) => "none",
                _ => &heading.class_name(),
            };
            let words = if class == "none" { "None" } else { short };
            let cell = dom::text_element("td", class, &pictured(words));
            if text.len() > 20 {
                cell.set_title(short);
            }
            dom::append(&element, &cell);
        }
        element
    }
}

/// The line below a table: how much there is, and what can be done with it.
fn foot(view: &HtmlElement, count: &str) -> Vec<(HtmlElement, Action)> {
    let foot = dom::element("div", "table-foot");
    dom::append(&foot, &dom::text_element("span", "count", count));
    let wanted = [
        ("TSV", "Copy as TSV, for a spreadsheet", Action::Copy(Format::Tsv)),
        ("CSV", "Copy as CSV", Action::Copy(Format::Csv)),
        ("Markdown", "Copy as Markdown", Action::Copy(Format::Markdown)),
        ("table.csv", "Save as table.csv", Action::Download),
    ];
    let buttons = wanted.map(|(words, label, action)| {
        let class = if matches!(action, Action::Download) { "icon save" } else { "icon copy" };
        let button = dom::text_element("button", class, words);
        dom::attribute(&button, "type", "button");
        dom::attribute(&button, "aria-label", label);
        button.set_title(label);
        dom::append(&foot, &button);
        (button, action)
    });
    dom::append(view, &foot);
    Vec::from(buttons)
}

fn count_words(table: &Table) -> String {
    let counted = |count: u64, word: &str| match count {
        1 => format!("1 {word}"),
        _ => format!("{} {word}s", grouped(count)),
    };
    let here = table.rows.len() as u64;
    let columns = counted(table.columns.len() as u64, "column");
    match table.total {
        Some(total) if total > here => {
            format!("the first {} of {}, {columns}", grouped(here), counted(total, "row"))
        }
        _ => format!("{}, {columns}", counted(here, "row")),
    }
}

/// A number with commas between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn width_of(table: &Table, column: usize) -> usize {
    let name = table.columns.get(column).map_or(0, |column| column.name.chars().count() + 1);
    let cells = table.rows.iter().take(MEASURED_ROWS).filter_map(|row| row.get(column));
    let widest = cells.map(|cell| shown(cell).chars().take(WIDTHS.1).count()).max().unwrap_or(0);
    name.max(widest).clamp(WIDTHS.0, WIDTHS.1)
}

fn set_rows(spacer: &HtmlElement, rows: i32) {
    let height = format!("{}px", rows.max(0).saturating_mul(ROW_PIXELS));
    spacer.set_hidden(rows <= 0);
    if let Ok(Some(cell)) = spacer.query_selector("td") {
        dom::attribute(&cell, "style", &format!("height:{height}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is() {
        let words = |json: &str| count_words(&serde_json::from_str(json).unwrap());
        assert_eq!(words(r#"{"columns": [{"name": "a"}], "rows": [[1]]}"#), "1 row, 1 column");
        assert_eq!(
            words(r#"{"columns": [], "rows": [[1], [2]], "total": 1234567}"#),
            "the first 2 of 1,234,567 rows, 0 columns"
        );
    }
}
