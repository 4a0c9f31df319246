//! Calendar dates as precise as the text makes them: a day, a month or a year.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A day (`2024-01-11`), a month (`2024-01`) or a year (`2024`). Ordered by calendar, the vaguer first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i16,
    month: u8,
    day: u8,
}

/// A date that no calendar holds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date: write YYYY-MM-DD, YYYY-MM or YYYY")]
pub struct DateError(pub String);

impl PartialDate {
    /// A year from 1 to 9999.
    pub fn year_only(year: i16) -> Option<Self> {
        (1..=9999).contains(&year).then_some(Self { year, month: 0, day: 0 })
    }

    /// A month of a year.
    pub fn month_of(year: i16, month: u8) -> Option<Self> {
        Self::year_only(year)?;
        (1..=12).contains(&month).then_some(Self { year, month, day: 0 })
    }

    /// A day that the Gregorian calendar has.
    pub fn day_of(year: i16, month: u8, day: u8) -> Option<Self> {
        Self::month_of(year, month)?;
        let date = jiff::civil::Date::new(year, month.cast_signed(), day.cast_signed()).ok()?;
        Some(date.into())
    }

    /// The year.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, where it is known.
    pub const fn month(self) -> Option<u8> {
        if self.month == 0 { None } else { Some(self.month) }
    }

    /// The day of the month, where it is known.
    pub const fn day(self) -> Option<u8> {
        if self.day == 0 { None } else { Some(self.day) }
    }

    /// The day, where all of it is known.
    pub fn to_civil(self) -> Option<jiff::civil::Date> {
        jiff::civil::Date::new(self.year, self.month()?.cast_signed(), self.day()?.cast_signed()).ok()
    }

    /// The first day that this date may mean.
    pub fn first_day(self) -> jiff::civil::Date {
        jiff::civil::date(self.year, self.month.max(1).cast_signed(), self.day.max(1).cast_signed())
    }

    /// The last day that this date may mean.
    pub fn last_day(self) -> jiff::civil::Date {
        match (self.month(), self.day()) {
            (None, _) => jiff::civil::date(self.year, 12, 31),
            (Some(_), None) => self.first_day().last_of_month(),
            (Some(_), Some(_)) => self.first_day(),
        }
    }

    /// True when `other` is the same date or a more precise one inside this.
    pub fn covers(self, other: Self) -> bool {
        self.year == other.year && (self.month == 0 || self.month == other.month) && (self.day == 0 || self.day == other.day)
    }
}

impl From<jiff::civil::Date> for PartialDate {
    fn from(date: jiff::civil::Date) -> Self {
        Self { year: date.year(), month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month != 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day != 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let wrong = || DateError(text.chars().take(40).collect());
        let digits = |part: &str, len: usize| {
            (part.len() == len && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i16>().ok()).flatten()
        };
        let mut parts = text.splitn(3, '-');
        let year = parts.next().and_then(|p| digits(p, 4)).ok_or_else(wrong)?;
        let month = parts.next().map(|p| digits(p, 2).ok_or_else(wrong)).transpose()?;
        let day = parts.next().map(|p| digits(p, 2).ok_or_else(wrong)).transpose()?;
        let small = |n: i16| u8::try_from(n).unwrap_or(0);
        match (month, day) {
            (None, _) => Self::year_only(year),
            (Some(month), None) => Self::month_of(year, small(month)),
            (Some(month), Some(day)) => Self::day_of(year, small(month), small(day)),
        }
        .ok_or_else(wrong)
    }
}

impl TryFrom<String> for PartialDate {
    type Error = DateError;
    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_precision_prints_as_it_was_read() {
        for text in ["2024-01-11", "2024-01", "2024", "2024-02-29"] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn dates_that_no_calendar_holds_are_refused() {
        for text in ["2023-02-29", "2024-13", "2024-00", "2024-1-1", "24", "", "2024-01-11T00:00", "+024", "2024-01-32"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_year_covers_its_days_and_not_the_other_way_round() {
        let (year, day) = ("2024".parse::<PartialDate>().unwrap(), "2024-01-11".parse::<PartialDate>().unwrap());
        assert!(year.covers(day) && !day.covers(year));
        assert_eq!(year.last_day(), jiff::civil::date(2024, 12, 31));
    }
}
