//! The commands that end in a browser: what they need is made ready here, the rest is `tests/support`.

use anyhow::Result;

use crate::layout::Layout;
use crate::needs::Need;
use crate::setup;

/// `./x run`: Python on a page.
pub(crate) fn run(layout: &Layout, arguments: &[String]) -> Result<u8> {
    setup::ensure(layout, &needs(arguments))?;
    anyhow::bail!("waiting for tests/support")
}

/// `./x open`: a browser with the extension, for use by hand.
pub(crate) fn open(layout: &Layout, arguments: &[String]) -> Result<u8> {
    run(layout, arguments)
}

/// `./x bench`: the comparison with Pyodide.
pub(crate) fn bench(layout: &Layout, arguments: &[String]) -> Result<u8> {
    run(layout, arguments)
}

/// What these arguments need: one browser, or none when it is somewhere else.
fn needs(arguments: &[String]) -> Vec<Need> {
    let value_of = |option: &str| {
        arguments.iter().enumerate().find_map(|(index, argument)| {
            if argument == option {
                return arguments.get(index + 1).map(String::as_str);
            }
            argument.strip_prefix(option)?.strip_prefix('=')
        })
    };
    let mut needs = setup::TO_BUILD.to_vec();
    if value_of("--webdriver").is_some() {
        return needs;
    }
    match value_of("--browser") {
        Some("firefox") => needs.extend(setup::FOR_FIREFOX),
        _ => needs.extend(setup::FOR_CHROMIUM),
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs_of(line: &str) -> Vec<Need> {
        needs(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn only_the_browser_that_is_asked_for_is_needed() {
        assert!(needs_of("-c 1").contains(&Need::Chromium));
        for line in ["--browser firefox", "--browser=firefox"] {
            assert!(needs_of(line).contains(&Need::Firefox), "{line}");
            assert!(!needs_of(line).contains(&Need::Chromium), "{line}");
        }
    }

    #[test]
    fn a_browser_elsewhere_needs_none_here() {
        assert_eq!(needs_of("--webdriver http://grid:4444"), setup::TO_BUILD);
    }
}
