//! The history: search, sites, and panels that run at the same time.

use super::console::{Console, check, key};

fn clear_editor(console: &Console) {
    console.chord(&[key::CONTROL, 'a']);
    console.press(key::BACKSPACE);
    console.wait_for_editor("");
}

#[test]
fn ctrl_r_searches_like_a_shell() {
    check("/plain.html", |console| {
        for cell in ["alpha = 1", "beta = alpha + 1", "gamma = alpha * 3"] {
            console.run(cell);
        }
        console.type_text("draft");
        console.press(key::ESCAPE);
        console.chord(&[key::CONTROL, 'r']);
        console.wait_for("document.activeElement.matches('.history-field')");
        console.wait_for_text(".history-found", "gamma = alpha * 3");
        console.type_text("alpha");
        console.wait_for_text(".history-found mark", "alpha");
        console.wait_for_text(".history-place", "1 of 3");
        console.chord(&[key::CONTROL, 'r']);
        console.wait_for_text(".history-found", "beta = alpha + 1");
        console.chord(&[key::CONTROL, 'r']);
        console.wait_for_text(".history-found", "alpha = 1");
        console.press(key::DOWN);
        console.wait_for_text(".history-place", "2 of 3");
        console.press(key::ENTER);
        console.wait_for_editor("beta = alpha + 1");
        console.wait_for("document.activeElement.matches('.cm-content')");
        assert!(console.texts(".history-search").is_empty());
        assert_eq!(console.cells().len(), 3, "taking runs nothing");
        // Escape leaves what was there.
        console.chord(&[key::CONTROL, 'r']);
        console.wait_for("document.activeElement.matches('.history-field')");
        console.type_text("no such cell");
        console.wait_for_text(".history-found", "Nothing found");
        console.press(key::ESCAPE);
        console.wait_for("!document.querySelector('.history-search')");
        assert_eq!(console.editor(), "beta = alpha + 1");
    });
}

#[test]
fn the_search_can_keep_to_the_site() {
    check("/plain.html", |console| {
        // As a panel on another site would have written it.
        let write = r#"
            const open = indexedDB.open("console", 1);
            await new Promise((done, failed) => { open.onsuccess = done; open.onerror = failed; });
            const entry = { code: "elsewhere = 1", time: Date.now() / 1000 - 7200, site: "example.org" };
            const adding = open.result.transaction("history", "readwrite").objectStore("history").add(JSON.stringify(entry));
            await new Promise((done, failed) => { adding.onsuccess = done; adding.onerror = failed; });
            open.result.close();"#;
        console.run("here = 1");
        console.browser.execute_async(write, &[]).unwrap();
        let address = console.browser.url().unwrap();
        console.browser.goto(&address).unwrap();
        console.wait_for_status("Ready");
        console.wait_for("document.activeElement.matches('.cm-content')");
        console.chord(&[key::CONTROL, 'r']);
        console.wait_for("document.activeElement.matches('.history-field')");
        console.type_text("= 1");
        console.wait_for_text(".history-found", "elsewhere = 1");
        console.wait_for_text(".history-place", "1 of 2 · 2 h ago · example.org");
        console.click(".history-site");
        console.wait_for_text(".history-found", "here = 1");
        console.wait_for_text(".history-place", "1 of 1");
        assert_eq!(console.texts(".history-site[aria-pressed=true]").len(), 1);
        console.press(key::ESCAPE);
    });
}

#[test]
fn two_panels_lose_no_cell_of_each_other() {
    check("/plain.html", |console| {
        console.run("first = 1");
        let address = console.browser.url().unwrap();
        let first = console.browser.window().unwrap();
        let second = console.browser.new_window().unwrap();
        console.browser.switch_to(&second).unwrap();
        console.browser.goto(&address).unwrap();
        console.wait_for_status("Ready");
        console.wait_for("document.activeElement.matches('.cm-content')");
        console.run("second = 2");
        console.browser.switch_to(&first).unwrap();
        console.run("third = 3");
        console.browser.goto(&address).unwrap();
        console.wait_for_status("Ready");
        console.wait_for("document.activeElement.matches('.cm-content')");
        for cell in ["third = 3", "second = 2", "first = 1"] {
            console.press(key::UP);
            console.wait_for_editor(cell);
        }
        clear_editor(console);
    });
}

#[test]
fn ten_thousand_cells_are_searched_at_once() {
    check("/plain.html", |console| {
        let write = r#"
            const open = indexedDB.open("console", 1);
            await new Promise((done, failed) => { open.onsuccess = done; open.onerror = failed; });
            const transaction = open.result.transaction("history", "readwrite");
            const store = transaction.objectStore("history");
            for (let number = 0; number < 10800; number += 1) {
              store.add(JSON.stringify({ code: `value_${number} = compute(${number})`, time: 1, site: "x.org" }));
            }
            await new Promise((done, failed) => { transaction.oncomplete = done; transaction.onerror = failed; });
            open.result.close();"#;
        console.browser.execute_async(write, &[]).unwrap();
        let address = console.browser.url().unwrap();
        console.browser.goto(&address).unwrap();
        console.wait_for_status("Ready");
        console.wait_for("document.activeElement.matches('.cm-content')");
        console.chord(&[key::CONTROL, 'r']);
        console.wait_for("document.activeElement.matches('.history-field')");
        console.wait_for_text(".history-place", "1 of 10000");
        let timed = r#"
            const field = document.querySelector(".history-field");
            field.value = "compute(5000)";
            const begin = performance.now();
            field.dispatchEvent(new Event("input", { bubbles: true }));
            return performance.now() - begin;"#;
        let milliseconds = console.browser.execute(timed, &[]).unwrap().as_f64().unwrap();
        println!("  search in 10,000 cells: {milliseconds:.1} ms");
        console.wait_for_text(".history-found", "value_5000");
        // A machine that is busy may take ten times as long.
        assert!(milliseconds < 160.0, "{milliseconds} ms");
        console.press(key::ESCAPE);
    });
}
