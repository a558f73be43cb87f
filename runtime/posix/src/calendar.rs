//! The proleptic Gregorian calendar.

pub(crate) mod format;
pub(crate) mod zone;

/// A broken-down time, as C's `struct tm` but with real years and months.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Moment {
    pub(crate) year: i64,
    /// 1 to 12.
    pub(crate) month: i64,
    /// 1 to 31.
    pub(crate) day: i64,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    /// 0 to 61.
    pub(crate) second: i64,
    /// Monday is 0.
    pub(crate) weekday: i64,
    /// 1 to 366.
    pub(crate) year_day: i64,
    pub(crate) is_dst: i32,
    pub(crate) zone: String,
    /// Seconds ahead of UTC.
    pub(crate) offset: i64,
}

/// Years that fit C's `int`.
const YEARS: std::ops::RangeInclusive<i64> = -2_147_481_748..=2_147_485_547;

impl Moment {
    /// From seconds since 1970, in UTC. `None` when the year does not fit.
    pub(crate) fn from_seconds(seconds: i64) -> Option<Self> {
        let days = seconds.div_euclid(86_400);
        let rest = seconds.rem_euclid(86_400);
        let (year, month, day) = civil(days);
        YEARS.contains(&year).then(|| Self {
            year,
            month,
            day,
            hour: rest / 3600,
            minute: rest / 60 % 60,
            second: rest % 60,
            weekday: (days + 3).rem_euclid(7),
            year_day: days - days_before(year, 1, 1) + 1,
            is_dst: 0,
            zone: String::from("UTC"),
            offset: 0,
        })
    }

    /// Seconds since 1970, reading the fields as UTC. Fields may be out of
    /// their range, as `mktime` allows.
    pub(crate) fn to_seconds(&self) -> Option<i64> {
        let months = self.month - 1;
        let year = self.year.checked_add(months.div_euclid(12))?;
        if !YEARS.contains(&year) {
            return None;
        }
        let days = days_before(year, months.rem_euclid(12) + 1, 1).checked_add(self.day)? - 1;
        days.checked_mul(86_400)?
            .checked_add(self.hour.checked_mul(3600)?)?
            .checked_add(self.minute.checked_mul(60)?)?
            .checked_add(self.second)
    }

    /// Year and week by ISO 8601.
    pub(crate) fn iso_week(&self) -> (i64, i64) {
        let week = (self.year_day - 1 - self.weekday + 10) / 7;
        if week < 1 {
            (self.year - 1, weeks_in(self.year - 1))
        } else if week > weeks_in(self.year) {
            (self.year + 1, 1)
        } else {
            (self.year, week)
        }
    }
}

fn weeks_in(year: i64) -> i64 {
    let first = (days_before(year, 1, 1) + 3).rem_euclid(7);
    let days = days_before(year + 1, 1, 1) - days_before(year, 1, 1);
    if first == 3 || (first == 2 && days == 366) { 53 } else { 52 }
}

/// Days from 1970-01-01 to a date (Howard Hinnant's `days_from_civil`).
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date that lies `days` after 1970-01-01 (`civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Moment;

    #[test]
    fn breaks_down_and_puts_together() {
        for (seconds, date) in [
            (0, (1970, 1, 1, 3, 1)),
            (951_782_400, (2000, 2, 29, 1, 60)),
            (-86_400, (1969, 12, 31, 2, 365)),
            (1_700_000_000, (2023, 11, 14, 1, 318)),
            (-62_135_596_800, (1, 1, 1, 0, 1)),
        ] {
            let moment = Moment::from_seconds(seconds).unwrap();
            assert_eq!(
                (moment.year, moment.month, moment.day, moment.weekday, moment.year_day),
                date
            );
            assert_eq!(moment.to_seconds(), Some(seconds));
        }
        assert_eq!(Moment::from_seconds(i64::MAX), None);
    }

    #[test]
    fn normalises_as_mktime_does() {
        let moment = Moment { year: 2024, month: 14, day: 0, hour: 25, ..Moment::default() };
        let normal = Moment::from_seconds(moment.to_seconds().unwrap()).unwrap();
        assert_eq!((normal.year, normal.month, normal.day, normal.hour), (2025, 2, 1, 1));
    }

    #[test]
    fn counts_weeks_by_iso_8601() {
        for (date, week) in [
            ((2021, 1, 3), (2020, 53)),
            ((2021, 1, 4), (2021, 1)),
            ((2018, 12, 31), (2019, 1)),
            ((2026, 11, 22), (2026, 47)),
        ] {
            let moment = Moment { year: date.0, month: date.1, day: date.2, ..Moment::default() };
            let moment = Moment::from_seconds(moment.to_seconds().unwrap()).unwrap();
            assert_eq!(moment.iso_week(), week);
        }
    }
}
