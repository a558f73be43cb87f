//! `strftime` in the C locale.

use crate::calendar::Moment;
use std::fmt::Write;

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `asctime`: `Sun Nov 22 15:46:52 2026`.
pub(crate) fn asctime(moment: &Moment) -> String {
    format(moment, "%a %b %e %H:%M:%S %Y")
}

/// Replaces the directives of `strftime`, with glibc's flags `-`, `_`, `0`,
/// `^` and `#`. What is no directive stays.
pub(crate) fn format(moment: &Moment, pattern: &str) -> String {
    let mut text = String::new();
    let mut rest = pattern.chars();
    while let Some(character) = rest.next() {
        if character != '%' {
            text.push(character);
            continue;
        }
        let mut directive = String::from('%');
        let mut flag = None;
        let expanded = loop {
            let Some(next) = rest.next() else { break None };
            directive.push(next);
            match next {
                '-' | '_' | '0' | '^' | '#' => flag = Some(next),
                'E' | 'O' => {}
                _ => break expand(moment, next, flag),
            }
        };
        match (expanded, flag) {
            (Some(value), Some('^')) => text.push_str(&value.to_uppercase()),
            (Some(value), Some('#')) => text.push_str(&swap_case(&value)),
            (Some(value), _) => text.push_str(&value),
            (None, _) => text.push_str(&directive),
        }
    }
    text
}

fn expand(moment: &Moment, directive: char, flag: Option<char>) -> Option<String> {
    let number = |value: i64, width: usize, fill: char| {
        let fill = match flag {
            Some('-') => return value.to_string(),
            Some('_') => ' ',
            Some('0') => '0',
            _ => fill,
        };
        let digits = value.unsigned_abs().to_string();
        let sign = if value < 0 { "-" } else { "" };
        let padding: String =
            std::iter::repeat_n(fill, width.saturating_sub(digits.len())).collect();
        if fill == '0' {
            format!("{sign}{padding}{digits}")
        } else {
            format!("{padding}{sign}{digits}")
        }
    };
    let day_name = |short: bool| name(&DAYS, moment.weekday, short);
    let month_name = |short: bool| name(&MONTHS, moment.month - 1, short);
    let hour = if moment.hour % 12 == 0 { 12 } else { moment.hour % 12 };
    Some(match directive {
        'a' => day_name(true),
        'A' => day_name(false),
        'b' | 'h' => month_name(true),
        'B' => month_name(false),
        'c' => format(moment, "%a %b %e %H:%M:%S %Y"),
        'C' => number(moment.year.div_euclid(100), 2, '0'),
        'd' => number(moment.day, 2, '0'),
        'D' | 'x' => format(moment, "%m/%d/%y"),
        'e' => number(moment.day, 2, ' '),
        'F' => format(moment, "%Y-%m-%d"),
        'g' => number(moment.iso_week().0.rem_euclid(100), 2, '0'),
        'G' => number(moment.iso_week().0, 1, '0'),
        'H' => number(moment.hour, 2, '0'),
        'I' => number(hour, 2, '0'),
        'j' => number(moment.year_day, 3, '0'),
        'k' => number(moment.hour, 2, ' '),
        'l' => number(hour, 2, ' '),
        'm' => number(moment.month, 2, '0'),
        'M' => number(moment.minute, 2, '0'),
        'n' => String::from("\n"),
        'p' => String::from(if moment.hour < 12 { "AM" } else { "PM" }),
        'P' => String::from(if moment.hour < 12 { "am" } else { "pm" }),
        'r' => format(moment, "%I:%M:%S %p"),
        'R' => format(moment, "%H:%M"),
        's' => crate::calendar::zone::from_local(moment)?.to_string(),
        'S' => number(moment.second, 2, '0'),
        't' => String::from("\t"),
        'T' | 'X' => format(moment, "%H:%M:%S"),
        'u' => number(moment.weekday + 1, 1, '0'),
        'U' => number((moment.year_day + 6 - (moment.weekday + 1) % 7) / 7, 2, '0'),
        'V' => number(moment.iso_week().1, 2, '0'),
        'w' => number((moment.weekday + 1) % 7, 1, '0'),
        'W' => number((moment.year_day + 6 - moment.weekday) / 7, 2, '0'),
        'y' => number(moment.year.rem_euclid(100), 2, '0'),
        'Y' => number(moment.year, 1, '0'),
        'z' => {
            let minutes = moment.offset.abs() / 60;
            let sign = if moment.offset < 0 { '-' } else { '+' };
            let mut text = String::new();
            // Writing to a string does not fail.
            let _ = write!(text, "{sign}{:02}{:02}", minutes / 60, minutes % 60);
            text
        }
        'Z' => moment.zone.clone(),
        '%' => String::from("%"),
        _ => return None,
    })
}

fn name(names: &[&str], index: i64, short: bool) -> String {
    let name = usize::try_from(index).ok().and_then(|index| names.get(index)).unwrap_or(&"?");
    name.get(..3).filter(|_| short).unwrap_or(name).to_owned()
}

fn swap_case(text: &str) -> String {
    if text.chars().any(char::is_lowercase) && text.len() > 2 || text == "am" || text == "pm" {
        text.to_uppercase()
    } else {
        text.to_lowercase()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Moment, asctime, format};

    #[test]
    fn formats_as_c_does() {
        let moment = Moment::from_seconds(1_700_000_000).unwrap();
        for (pattern, text) in [
            ("%Y-%m-%dT%H:%M:%S%z", "2023-11-14T22:13:20+0000"),
            ("%a %A %b %B", "Tue Tuesday Nov November"),
            ("%-d/%-m, %e, %j, %I %p", "14/11, 14, 318, 10 PM"),
            ("%U %V %W %u %w %G %y %C", "46 46 46 2 2 2023 23 20"),
            ("%c|%x|%X|%r|%R", "Tue Nov 14 22:13:20 2023|11/14/23|22:13:20|10:13:20 PM|22:13"),
            ("100%% %Q %", "100% %Q %"),
            ("%^a %#p é", "TUE pm é"),
        ] {
            assert_eq!(format(&moment, pattern), text);
        }
        assert_eq!(asctime(&Moment::from_seconds(0).unwrap()), "Thu Jan  1 00:00:00 1970");
    }
}
