//! Local time, by the browser's time zone.

use crate::{calendar::Moment, host};

const DAY: i64 = 86_400;

/// The broken-down local time of a moment. `None` where the calendar ends.
pub(crate) fn local(seconds: i64) -> Option<Moment> {
    let offset = host::utc_offset(seconds)?;
    let mut moment = Moment::from_seconds(seconds.checked_add(offset)?)?;
    moment.is_dst = i32::from(offset != standard_offset(moment.year).unwrap_or(offset));
    moment.offset = offset;
    moment.zone = host::zone_name(seconds);
    Some(moment)
}

/// The moment of a local time. `is_dst` decides where a time exists twice; a
/// time that a clock change skips is read by the clock before the change.
pub(crate) fn from_local(moment: &Moment) -> Option<i64> {
    let seconds = moment.to_seconds()?;
    let before = host::utc_offset(seconds.checked_sub(DAY)?)?;
    let after = host::utc_offset(seconds.checked_add(DAY)?)?;
    let standard = standard_offset(moment.year)?;
    let daylight = |offset: i64| offset != standard;
    let wanted = |offset: i64| moment.is_dst < 0 || (moment.is_dst > 0) == daylight(offset);
    let exists = |offset: i64| host::utc_offset(seconds - offset) == Some(offset);
    let candidates = [before, after];
    let found = candidates.into_iter().find(|offset| exists(*offset) && wanted(*offset));
    let named = || {
        let (_, daylight_offset) = offsets(moment.year)?;
        match moment.is_dst {
            0 => Some(standard),
            1.. if daylight_offset != standard => Some(daylight_offset),
            _ => None,
        }
    };
    let existing = || candidates.into_iter().find(|offset| exists(*offset));
    Some(seconds - found.or_else(named).or_else(existing).unwrap_or(before))
}

/// Offsets of standard time and of the other time (the same without one).
pub(crate) fn offsets(year: i64) -> Option<(i64, i64)> {
    let at = |month| {
        let moment = Moment { year, month, day: 1, ..Moment::default() };
        host::utc_offset(moment.to_seconds()?)
    };
    let (january, july) = (at(1)?, at(7)?);
    Some((january.min(july), january.max(july)))
}

/// Names of standard time and of the other time.
pub(crate) fn names(year: i64) -> (String, String) {
    let at = |month| {
        let moment = Moment { year, month, day: 1, ..Moment::default() };
        let seconds = moment.to_seconds().unwrap_or_default();
        (host::utc_offset(seconds).unwrap_or_default(), host::zone_name(seconds))
    };
    let (january, july) = (at(1), at(7));
    if january.0 <= july.0 { (january.1, july.1) } else { (july.1, january.1) }
}

fn standard_offset(year: i64) -> Option<i64> {
    offsets(year).map(|(standard, _)| standard)
}
