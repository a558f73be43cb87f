//! The chart that the page's D3 draws of what Python computed.

use super::pixels::{green, picture};
use super::{project, source};
use crate::panel::pictures::keep_picture;
use morelia_browser::{BrowserKind, Server};
use morelia_e2e::{Session, in_both};
use morelia_protocol::Status;
use serde_json::json;

#[test]
fn the_pages_d3_draws_a_chart_that_answers_the_mouse() {
    in_both(|kind| {
        let server = Server::start(project()).unwrap();
        let mut session = Session::start(kind, server, "/examples/chart.html", None);
        let size = json!({ "width": 960, "height": 820 });
        session.automation.in_page(|browser| browser.post("window/rect", &size)).unwrap();
        let ground = green(&session);
        let cell = session.script(&source("d3_chart.py"), &[]);
        assert_eq!(cell.status(), Status::Ok, "{kind}: {cell:?}");
        assert_eq!(
            cell.stdout, "rats: from 6.5 to 22.4\npythons: from 4.8 to 10.6\n",
            "{kind}: {cell:?}"
        );
        let found = session.page(
            "const all = (css) => [...document.querySelectorAll(css)];
             return {
               lines: all('#chart path.line').map((it) => it.getAttribute('stroke-dashoffset')),
               corners: all('#chart path.line').map((it) => it.getAttribute('d').split('L').length),
               years: all('#chart .tick text').map((it) => it.textContent).includes('35'),
               legend: all('#chart .legend text').map((it) => it.textContent),
             };",
        );
        let wanted = json!({
            "lines": ["0", "0"], "corners": [401, 401], "years": true,
            "legend": ["Rats, in hundreds", "Pythons"],
        });
        assert_eq!(found, wanted, "{kind}");

        move_mouse_to_the_middle(&session);
        let numbers = "return [...document.querySelectorAll('#chart text')].map((it) => \
                       it.textContent).find((it) => it.startsWith('year 19.')) ?? null";
        session.wait_for_page(numbers);
        let text = session.page(numbers);
        // What Python computed for the year in the middle of the chart, 19.2.
        assert_eq!(text, "year 19.2: 1424 rats, 4.9 pythons", "{kind}");
        assert!(green(&session).count > ground.count + 500, "{kind}");
        let picture = picture(&session);
        if kind == BrowserKind::Chromium {
            keep_picture(&picture, "d3-chart.png");
        }

        for wanted in ["0", "1"] {
            session
                .automation
                .in_page(|browser| browser.click("#chart .legend.pythons text"))
                .unwrap();
            session.wait_for_page(&format!(
                "return document.querySelector('#chart .pythons:not(.legend)').getAttribute('opacity') === '{wanted}'"
            ));
        }
        session.check_console();
    });
}

fn move_mouse_to_the_middle(session: &Session) {
    let middle = session.page(
        "const { left, top, width, height } = document.querySelector('#chart svg').getBoundingClientRect();
         return [Math.round(left + width / 2), Math.round(top + height / 2)];",
    );
    let to = json!({ "type": "pointerMove", "x": middle[0], "y": middle[1], "duration": 50 });
    let mouse = json!({
        "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": [to],
    });
    session
        .automation
        .in_page(|browser| browser.post("actions", &json!({ "actions": [mouse] })))
        .unwrap();
}
