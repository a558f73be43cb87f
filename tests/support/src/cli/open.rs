//! `./x open`.

use super::arguments::OpenOptions;
use super::default_page::Source;
use super::fail;
use crate::{Browser, BrowserError, LaunchOptions};
use std::path::Path;

pub(super) fn open(options: &OpenOptions, extension: &Path) -> u8 {
    let source = match Source::of_open(options) {
        Ok(source) => source,
        Err(error) => return fail(&error),
    };
    match show(options, source, extension) {
        Ok(()) => 0,
        Err(error) => fail(&error),
    }
}

fn show(options: &OpenOptions, source: Source, extension: &Path) -> Result<(), BrowserError> {
    let page = source.serve()?;
    let mut launch =
        LaunchOptions::new(options.browser).with_extension(extension.join(options.browser.name()));
    launch.headed = true;
    let browser = Browser::launch(&launch)?;
    browser.goto(&page.url)?;
    println!("{} shows {}. Close its window to end.", options.browser, page.url);
    println!("Open DevTools (F12) and choose the panel Python.");
    browser.wait_until_closed();
    Ok(())
}
