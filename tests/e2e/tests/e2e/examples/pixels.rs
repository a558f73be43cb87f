//! What of a picture is green, as pythons are.

use morelia_browser::Browser;
use morelia_e2e::Session;
use serde::Deserialize;
use serde_json::json;

/// The browser itself decodes the picture: no policy of a page forbids that.
const FIND_GREEN: &str = "
    const bytes = Uint8Array.from(atob(arguments[0]), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const data = context.getImageData(0, 0, width, height).data;
    let count = 0, x = 0, y = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
      if (green > 100 && green > 1.4 * red && green > 1.8 * blue) {
        count += 1;
        x += (at / 4) % width;
        y += Math.floor(at / 4 / width);
      }
    }
    return { count, x: x / count / width || 0, y: y / count / height || 0 };";

/// The green of a picture.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
pub(super) struct Green {
    /// How many pixels.
    pub(super) count: u64,
    /// Where its middle is: 0 at the left, 1 at the right.
    pub(super) x: f64,
    /// Where its middle is: 0 at the top, 1 at the bottom.
    pub(super) y: f64,
}

/// What the page looks like now.
pub(super) fn picture(session: &Session) -> Vec<u8> {
    session.automation.in_page(Browser::screenshot).unwrap()
}

/// The green that the page shows now.
pub(super) fn green(session: &Session) -> Green {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let encoded = json!(BASE64_STANDARD.encode(picture(session)));
    let found = session
        .automation
        .in_page(|browser| browser.execute_async(FIND_GREEN, &[encoded]))
        .unwrap();
    serde_json::from_value(found).unwrap()
}
