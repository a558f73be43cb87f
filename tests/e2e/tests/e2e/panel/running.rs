//! The list of what is running.

use super::console::{Console, check, key};

const OPEN: &str = "document.querySelector('#running-list').matches(':popover-open')";

fn rows(console: &Console) -> Vec<String> {
    console.texts(".running-row .name")
}

#[test]
fn each_thread_task_and_cell_can_be_stopped_alone() {
    check("/plain.html", |console| {
        let code = "import threading, time, asyncio\n\
                    def work():\n    while True: time.sleep(0.01)\n\n\
                    threading.Thread(target=work, name='first', daemon=True).start()\n\
                    threading.Thread(target=work, name='second', daemon=True).start()\n\
                    async def nap(): await asyncio.sleep(1000)\n\n\
                    task = asyncio.create_task(nap(), name='a nap')\nawait asyncio.sleep(0)";
        let number = console.submit_pasted(code);
        assert_eq!(console.end(number).state, "ok");
        let number = console.submit_by("while True: pass", &[key::CONTROL, key::ENTER]);
        console.wait_for_state(number, "running");
        console.click("#running");
        console.wait_for(OPEN);
        console.wait_for("document.querySelectorAll('.running-row').length === 4");
        assert_eq!(rows(console), ["cell 2", "first", "second", "a nap: nap"]);
        let stop = |label: &str| {
            console.click(&format!(".stop-one[aria-label='Stop {label}']"));
        };
        stop("thread second");
        console.wait_for("document.querySelectorAll('.running-row').length === 3");
        assert_eq!(rows(console), ["cell 2", "first", "a nap: nap"]);
        stop("task a nap: nap");
        console.wait_for("document.querySelectorAll('.running-row').length === 2");
        stop("cell cell 2");
        assert!(console.end(number).error.contains("KeyboardInterrupt"));
        stop("thread first");
        console.wait_for_text("#running-empty", "Nothing is running");
        console.wait_for("!document.querySelector('#running-empty').hidden");
        console.press(key::ESCAPE);
        console.wait_for(&format!("!{OPEN}"));
        console.click(".cm-content");
        assert_eq!(console.run("task.cancelled(), threading.active_count()").result, "(True, 1)");
    });
}
