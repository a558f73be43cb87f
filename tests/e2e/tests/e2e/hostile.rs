//! A page that overrides every built-in: Python works, and the page sees nothing of it.

use morelia_browser::{LaunchOptions, Server};
use morelia_e2e::{Session, in_both, site};

/// What a script does on any page.
const WORK: &str = "\
import js, asyncio\n\
from pyodide.ffi import to_js, create_proxy, run_sync, JsArray\n\
from pyscript import when\n\
def work():\n\
\x20   done = []\n\
\x20   items = js.document.querySelectorAll('.item')\n\
\x20   done.append([item.textContent for item in items])\n\
\x20   done.append(len(items) + sum(1 for _ in js.document.querySelector('ul').children))\n\
\x20   done.append(to_js({'a': [1, {2: b'x'}]}).to_py()['a'][0])\n\
\x20   done.append(js.Array.of(3, 1, 2).sort(lambda a, b: a - b).to_py())\n\
\x20   done.append(js.JSON.stringify({'a': [1]}))\n\
\x20   done.append(run_sync(js.Promise.resolve(5).then(lambda value: value + 1)))\n\
\x20   made = js.document.createElement('p')\n\
\x20   made.textContent = 'made'\n\
\x20   made.classList.add('k')\n\
\x20   js.document.body.append(made)\n\
\x20   heard = []\n\
\x20   when('click', made)(lambda event: heard.append(event.type))\n\
\x20   made.click()\n\
\x20   made.dispatchEvent(js.MouseEvent.new('click', {'bubbles': True}))\n\
\x20   made.remove()\n\
\x20   done.append(heard)\n\
\x20   done.append(isinstance(made, js.HTMLElement) and isinstance(to_js([1]), JsArray))\n\
\x20   proxy = create_proxy([1, 2])\n\
\x20   done.append(js.Reflect.get(proxy, 'length'))\n\
\x20   proxy.destroy()\n\
\x20   try:\n\
\x20       js.JSON.parse('{')\n\
\x20   except Exception as error:\n\
\x20       done.append(error.name)\n\
\x20   run_sync(asyncio.sleep(0.001))\n\
\x20   return done\n";

const DONE: &str = "[['one', 'two', 'three'], 6, 1, [1, 2, 3], '{\"a\":[1]}', 6, ['click', 'click'], True, 2, 'SyntaxError']";

#[test]
fn python_works_and_the_page_sees_nothing_of_it() {
    in_both(|kind| {
        let server = Server::start(site()).unwrap();
        let browser = Session::browser_for(LaunchOptions::new(kind));
        browser.goto(&server.url("/hostile.html")).unwrap();
        browser.execute("overrideSoon()", &[]).unwrap();
        let mut session = Session::beside(browser, server, None);
        let touched = "hasattr(js.document.documentElement.dataset, 'touched')";
        let overridden = "import js\njs.document.documentElement.dataset.overridden";
        assert_eq!(session.cell(overridden).shown(), "'yes'");
        assert_eq!(session.cell(&format!("{WORK}print(work(), end='')")).shown(), DONE);
        assert_eq!(session.cell(touched).shown(), "False");
        // Once more, after us.
        session.cell("js.document.querySelector('#again').click()");
        assert_eq!(session.cell("print(work(), end='')").shown(), DONE);
        assert_eq!(session.cell(touched).shown(), "False");
        // The page would have noticed.
        session.cell("js.document.querySelector('#probe').click()");
        let touched = "js.document.documentElement.dataset.touched";
        assert_eq!(session.cell(touched).shown(), "' JSON.stringify'");
        session.check_console();
    });
}
