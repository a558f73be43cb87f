//! Pictures of a tab, for the Python of a page in it.
//!
//! A page's Python gets to see its own tab only, and only while the person sees
//! it too: what is captured is what is on the screen, whichever tab that is.

use crate::authority::Frame;
use crate::edge;
use morelia_protocol::Area;
use morelia_webext::tabs;
use serde::Serialize;

/// Chromium allows two pictures in a second.
const TRIES: u32 = 5;
const TRY_AGAIN_MS: u32 = 400;
/// Browsers make no larger pictures.
const MAX_PIXELS: f64 = 16_000.0;

/// A taken picture.
#[derive(Debug, Serialize)]
pub(crate) struct Picture {
    /// A PNG as a data address.
    url: String,
    /// It shows the area only, not the whole window.
    cut: bool,
}

/// Takes a picture of the tab that a content script is in.
///
/// # Errors
/// Why there is none, for a person.
pub(crate) async fn take(frame: &Frame, area: Area, scale: f64) -> Result<Picture, String> {
    if !edge::is_used(frame) {
        return Err("no console or script uses Python in this page".to_owned());
    }
    let scale = if scale.is_finite() && scale > 0.0 { scale.min(8.0) } else { 1.0 };
    let sides = [area.width, area.height];
    if !sides.iter().all(|side| side.is_finite() && (0.0..=MAX_PIXELS).contains(&(side * scale))) {
        return Err(format!("the element is too large: at most {MAX_PIXELS} pixels a side"));
    }
    let tab = in_front(frame).await?;
    if let Some(taken) =
        tabs::capture_area(tab.id, [area.x, area.y, area.width, area.height], scale)
    {
        let url = taken.await.map_err(|error| error.to_string())?;
        return Ok(Picture { url, cut: true });
    }
    let mut tries = 1;
    let url = loop {
        match tabs::capture_visible(tab.window_id).await {
            Ok(url) => break url,
            Err(error) if tries >= TRIES || !error.0.contains("QUOTA") => {
                return Err(format!("the browser refuses it: {error}"));
            }
            Err(_) => {}
        }
        tries += 1;
        gloo_timers::future::TimeoutFuture::new(TRY_AGAIN_MS).await;
    };
    // The person may have gone to another tab meanwhile, and the picture shows that one.
    in_front(frame).await?;
    Ok(Picture { url, cut: false })
}

/// The frame's tab, when it is the one that its window shows.
async fn in_front(frame: &Frame) -> Result<tabs::Tab, String> {
    let tab = tabs::get(frame.target.tab_id).await.map_err(|error| error.to_string())?;
    if tab.active {
        return Ok(tab);
    }
    Err("the page's tab is not in front: only what is in sight can be captured. \
         Bring the tab to the front and try again"
        .to_owned())
}
