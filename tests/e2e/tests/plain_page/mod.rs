//! A plain page with the runtime in it.

use morelia_browser::{Browser, BrowserKind, LaunchOptions, Server, Site};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A browser that shows `tests/pages/runtime.html` with the runtime started.
pub struct PlainPage {
    browser: Browser,
    _server: Server,
}

/// What an execution did.
#[derive(Debug)]
pub struct Ran {
    /// The JSON of `Reply::Execute`.
    pub reply: Value,
    /// How often the page's 10 ms timer fired meanwhile.
    pub ticks: u64,
    said: Vec<(String, String)>,
}

impl Ran {
    /// What was written to standard output.
    pub fn stdout(&self) -> String {
        self.said
            .iter()
            .filter(|(name, _)| name == "stdout")
            .map(|(_, text)| text.as_str())
            .collect()
    }

    /// `ok`, `error`, `exit` or `busy`.
    pub fn status(&self) -> &str {
        self.reply["status"].as_str().unwrap_or_default()
    }
}

/// Runs a check in a fresh page of each browser.
pub fn both(check: impl Fn(&mut PlainPage)) {
    for kind in [BrowserKind::Chromium, BrowserKind::Firefox] {
        eprintln!("in {}", kind.name());
        check(&mut PlainPage::open(kind));
    }
}

/// The repository's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("two folders above").to_owned()
}

impl PlainPage {
    /// Starts a browser and the runtime in it.
    pub fn open(kind: BrowserKind) -> Self {
        Self::open_with(kind, &json!({}))
    }

    /// Starts a browser and, with options, the runtime in it.
    pub fn open_with(kind: BrowserKind, options: &Value) -> Self {
        let extension = std::env::var_os("MORELIA_EXTENSION").expect("run this by ./x test page");
        let site = Site::new()
            .folder("/pages/", root().join("tests/pages"))
            .folder("/extension/", Path::new(&extension).join(kind.name()));
        let server = Server::start(site).expect("a server");
        let options_of_browser = LaunchOptions::new(kind).with_collection().with_devices();
        let browser = Browser::launch(&options_of_browser).expect("a browser");
        browser.goto(&server.url("/pages/runtime.html")).expect("the page");
        browser
            .execute_async("await startRuntime(arguments[0]);", &[options.clone()])
            .expect("the runtime starts");
        Self { browser, _server: server }
    }

    /// Leaves the interpreter and starts another. Gives the bytes of its memory.
    pub fn restart(&mut self) -> u64 {
        let bytes = self.browser.execute_async("return await startRuntime();", &[]);
        bytes.expect("the runtime starts").as_u64().expect("a number")
    }

    /// The browser.
    pub fn browser(&self) -> &Browser {
        &self.browser
    }

    /// Runs an `Execute` request.
    pub fn execute(&mut self, request: &Value) -> Ran {
        self.call(&[request.clone()])
    }

    /// Runs an `Execute` request with lines for `input()`.
    pub fn execute_with_input(&mut self, request: &Value, lines: &[&str]) -> Ran {
        self.call(&[request.clone(), json!(lines)])
    }

    /// Runs an `Execute` request and interrupts it after some milliseconds.
    pub fn execute_interrupted(&mut self, request: &Value, after: u32) -> Ran {
        self.call(&[request.clone(), json!([]), json!(after)])
    }

    /// Runs two `Execute` requests, the second while the first runs.
    pub fn two_at_once(&mut self, first: &Value, second: &Value) -> Value {
        self.browser
            .execute_async(
                "return await executeTwoAtOnce(...arguments);",
                &[first.clone(), second.clone()],
            )
            .expect("both are answered")
    }

    /// Copies the files of a folder of the repository into Python's file system.
    pub fn write_folder(&mut self, folder: &str, to: &str) {
        let mut code = format!("import os\nos.makedirs({to:?}, exist_ok=True)\n");
        for entry in std::fs::read_dir(root().join(folder)).expect("the folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".py") {
                let text = std::fs::read_to_string(entry.path()).expect("text");
                let literal = serde_json::to_string(&text).expect("JSON");
                code.push_str(&format!(
                    "open({:?}, 'w').write({literal})\n",
                    format!("{to}/{name}")
                ));
            }
        }
        let ran = self.execute(&json!({ "code": code, "mode": "exec" }));
        assert_eq!(ran.status(), "ok", "{ran:?}");
    }

    fn call(&mut self, arguments: &[Value]) -> Ran {
        let mut answer = self
            .browser
            .execute_async("return await executePython(...arguments);", arguments)
            .expect("Python answers");
        Ran {
            reply: answer["reply"].take(),
            ticks: answer["ticks"].as_u64().unwrap_or_default(),
            said: serde_json::from_value(answer["said"].take()).expect("pairs"),
        }
    }
}
