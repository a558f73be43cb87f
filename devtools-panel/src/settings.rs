//! What a person can choose, and how it is kept: JSON that is checked when it
//! is read, so that no stored value can break the console.

use morelia_protocol::{Execute, ExecuteMode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The smallest and the largest size of the font, in pixels.
pub(crate) const FONT_SIZES: std::ops::RangeInclusive<u32> = 8..=32;

/// The colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Theme {
    /// Those of the developer tools, elsewhere of the system.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The keys of the editor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyMap {
    /// As in browsers.
    #[default]
    Default,
    /// As in Vim.
    Vim,
    /// As in Emacs.
    Emacs,
}

impl KeyMap {
    /// The name that `editor.js` knows it by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Vim => "vim",
            Self::Emacs => "emacs",
        }
    }
}

/// Python that runs in each new session of some sites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StartupScript {
    /// Hosts and match patterns, see [`crate::site_pattern`].
    pub(crate) sites: Vec<String>,
    pub(crate) code: String,
    pub(crate) enabled: bool,
}

/// All that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Settings {
    pub(crate) theme: Theme,
    /// A CSS font family; empty: the console's own.
    pub(crate) font_family: String,
    /// In pixels.
    pub(crate) font_size: u32,
    pub(crate) key_map: KeyMap,
    /// Long lines of the editor go on in the next.
    pub(crate) soft_wrap: bool,
    /// New panels show when each cell was run.
    pub(crate) timestamps: bool,
    /// The completions open while one types, not only at Tab.
    pub(crate) complete_while_typing: bool,
    /// The parameters of a call are shown while it is typed.
    pub(crate) signature_help: bool,
    /// The value of what is typed is shown below it.
    pub(crate) eager_preview: bool,
    /// The transcript stays when the page navigates.
    pub(crate) preserve_log: bool,
    /// Modules that are imported in new sessions.
    pub(crate) preload_modules: Vec<String>,
    pub(crate) startup_scripts: Vec<StartupScript>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            font_family: String::new(),
            font_size: 12,
            key_map: KeyMap::default(),
            soft_wrap: true,
            timestamps: false,
            complete_while_typing: true,
            signature_help: true,
            eager_preview: true,
            preserve_log: true,
            preload_modules: Vec::new(),
            startup_scripts: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads what was stored. What is missing or bad is as if never chosen.
    pub(crate) fn from_json(text: &str) -> Self {
        let stored: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
        let mut settings = Self::default();
        take(&stored, "theme", &mut settings.theme);
        take(&stored, "font_family", &mut settings.font_family);
        take(&stored, "font_size", &mut settings.font_size);
        take(&stored, "key_map", &mut settings.key_map);
        take(&stored, "soft_wrap", &mut settings.soft_wrap);
        take(&stored, "timestamps", &mut settings.timestamps);
        take(&stored, "complete_while_typing", &mut settings.complete_while_typing);
        take(&stored, "signature_help", &mut settings.signature_help);
        take(&stored, "eager_preview", &mut settings.eager_preview);
        take(&stored, "preserve_log", &mut settings.preserve_log);
        let list = |name: &str| stored.get(name).and_then(Value::as_array).into_iter().flatten();
        settings.preload_modules =
            list("preload_modules").filter_map(Value::as_str).map(str::to_owned).collect();
        settings.startup_scripts = list("startup_scripts")
            .filter_map(|script| serde_json::from_value(script.clone()).ok())
            .collect();
        settings.checked()
    }

    /// The text to store.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same with all values within their bounds.
    pub(crate) fn checked(mut self) -> Self {
        if !FONT_SIZES.contains(&self.font_size) {
            self.font_size = Self::default().font_size;
        }
        self.font_family = self.font_family.trim().to_owned();
        if !is_font_family(&self.font_family) {
            self.font_family = String::new();
        }
        self.preload_modules.retain(|name| is_module(name));
        for script in &mut self.startup_scripts {
            script.sites.retain(|site| crate::site_pattern::parse(site).is_ok());
        }
        self
    }

    /// What runs in a new session on a page: the preloads, then the scripts of its site.
    pub(crate) fn startup_cells(&self, url: &str) -> Vec<Execute> {
        let mut cells = Vec::new();
        if !self.preload_modules.is_empty() {
            let lines = self.preload_modules.iter().map(|name| format!("import {name}"));
            cells.push(format!("# startup: preloaded modules\n{}", joined(lines)));
        }
        let scripts = self.startup_scripts.iter().filter(|script| script.enabled);
        for script in scripts.filter(|script| !script.code.trim().is_empty()) {
            if let Some(site) = script.sites.iter().find(|site| matches(site, url)) {
                cells.push(format!("# startup: {site}\n{}", script.code.trim_end()));
            }
        }
        cells
            .into_iter()
            .map(|code| Execute {
                code,
                mode: ExecuteMode::Cell,
                filename: Some("<startup>".to_owned()),
                ..Execute::default()
            })
            .collect()
    }
}

fn joined(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

fn matches(site: &str, url: &str) -> bool {
    crate::site_pattern::parse(site).is_ok_and(|pattern| pattern.matches(url))
}

/// Replaces a value by a stored one, if that is of the same kind.
fn take<T: serde::de::DeserializeOwned>(stored: &Map<String, Value>, name: &str, into: &mut T) {
    if let Some(value) = stored.get(name).and_then(|value| T::deserialize(value).ok()) {
        *into = value;
    }
}

/// Whether a text can be the name of a module, as `os.path`.
pub(crate) fn is_module(name: &str) -> bool {
    let is_name = |part: &str| {
        let mut characters = part.chars();
        characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && characters.all(|next| next.is_alphanumeric() || next == '_')
    };
    !name.is_empty() && name.split('.').all(is_name)
}

/// Whether a text is a list of font names that CSS takes as a whole.
pub(crate) fn is_font_family(text: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || " ,-_\"'.".contains(c);
    text.len() <= 200
        && text.chars().all(allowed)
        && text.matches('"').count().is_multiple_of(2)
        && text.matches('\'').count().is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let settings = Settings {
            theme: Theme::Dark,
            font_family: "\"Fira Code\", monospace".to_owned(),
            font_size: 15,
            key_map: KeyMap::Vim,
            soft_wrap: false,
            preload_modules: vec!["os.path".to_owned()],
            startup_scripts: vec![StartupScript {
                sites: vec!["example.org".to_owned()],
                code: "x = 1".to_owned(),
                enabled: true,
            }],
            ..Settings::default()
        };
        assert_eq!(Settings::from_json(&settings.to_json()), settings);
    }

    /// Each bad value falls back alone.
    #[track_caller]
    fn check(stored: &str, change: impl FnOnce(&mut Settings)) {
        let mut expected = Settings::default();
        change(&mut expected);
        assert_eq!(Settings::from_json(stored), expected, "{stored}");
    }

    #[test]
    fn bad_values_fall_back() {
        for stored in ["", "null", "[]", "{", "{\"theme\": \"pink\"}", "{\"font_size\": \"big\"}"] {
            check(stored, |_| {});
        }
        check(r#"{"font_size": 3000, "theme": "dark"}"#, |it| it.theme = Theme::Dark);
        check(r#"{"font_size": 7.5, "soft_wrap": 1, "timestamps": true}"#, |it| {
            it.timestamps = true;
        });
        check(r#"{"font_family": "x; } body { color: red"}"#, |_| {});
        check(r#"{"font_family": "\"open"}"#, |_| {});
        check(r#"{"preload_modules": ["re", "a b", 7, "os.path", "x;y"]}"#, |it| {
            it.preload_modules = vec!["re".to_owned(), "os.path".to_owned()];
        });
        check(r#"{"startup_scripts": [{"code": "x"}, 5], "unknown": 1}"#, |_| {});
    }

    #[test]
    fn a_new_session_gets_what_its_site_asks_for() {
        let script = |sites: &[&str], code: &str, enabled| StartupScript {
            sites: sites.iter().map(|&site| site.to_owned()).collect(),
            code: code.to_owned(),
            enabled,
        };
        let settings = Settings {
            preload_modules: vec!["re".to_owned(), "json".to_owned()],
            startup_scripts: vec![
                script(&["example.org"], "a = 1\n", true),
                script(&["other.org", "*://*.example.org/*"], "b = 1", true),
                script(&["example.org"], "off", false),
                script(&["example.org"], " ", true),
            ],
            ..Settings::default()
        };
        let codes = |url| -> Vec<String> {
            settings.startup_cells(url).into_iter().map(|cell| cell.code).collect()
        };
        assert_eq!(
            codes("https://example.org/x"),
            [
                "# startup: preloaded modules\nimport re\nimport json",
                "# startup: example.org\na = 1",
                "# startup: *://*.example.org/*\nb = 1",
            ]
        );
        assert_eq!(codes("https://else.where/").len(), 1);
        assert!(Settings::default().startup_cells("https://example.org/").is_empty());
    }
}
