//! Words of time against the day of publication, and two dates into one range.

use super::{Core, DateFound, DateKind};
use jiff::civil::{Date, Weekday};
use jiff::{Span as Length, ToSpan};
use materiel_model::PartialDate;

/// The nearest date to `published` that has this month and day, and the first one not before it.
pub(super) fn without_year(
    published: PartialDate,
    month: u8,
    day: Option<u8>,
    weekday: Option<i8>,
) -> (Option<PartialDate>, Option<PartialDate>) {
    let Some(published_month) = published.month() else { return (None, None) };
    let date = |year| match day {
        Some(day) => PartialDate::day_of(year, month, day),
        None => PartialDate::month_of(year, month),
    };
    let years = (published.year() - 1..=published.year() + 1).filter_map(date);
    let on_weekday = |date: &PartialDate| match (weekday, date.to_civil()) {
        (Some(offset), Some(civil)) => civil.weekday().to_monday_zero_offset() == offset,
        _ => true,
    };
    // A weekday that none of the years has is a slip somewhere: no year is chosen then.
    let exact: Vec<PartialDate> = years.filter(on_weekday).collect();
    let distance = |date: &PartialDate| match (date.to_civil(), published.to_civil()) {
        (Some(date), Some(published)) => days_between(date, published),
        _ => months_between(*date, published.year(), published_month).unsigned_abs().into(),
    };
    // Of two that are equally far, the past one comes first.
    let nearest = exact.iter().copied().min_by_key(distance);
    let next = exact.iter().copied().find(|date| date.last_day() >= published.first_day());
    (nearest, next)
}

fn days_between(one: Date, other: Date) -> u64 {
    one.until(other).map_or(u64::MAX, |length| length.get_days().unsigned_abs().into())
}

fn months_between(date: PartialDate, year: i16, month: u8) -> i32 {
    (i32::from(date.year()) - i32::from(year)) * 12 + i32::from(date.month().unwrap_or(1)) - i32::from(month)
}

/// The last day on or before `published` that is so many days after a Monday, and the first one after it.
pub(super) fn weekday(published: PartialDate, offset: i8) -> (Option<PartialDate>, Option<PartialDate>) {
    let Some(day) = published.to_civil() else { return (None, None) };
    let Ok(weekday) = Weekday::from_monday_zero_offset(offset) else { return (None, None) };
    let past = if day.weekday() == weekday { Some(day) } else { day.nth_weekday(-1, weekday).ok() };
    (past.map(Into::into), day.nth_weekday(1, weekday).ok().map(Into::into))
}

/// The day so many days from `published`.
pub(super) fn days_from(published: PartialDate, days: i64) -> Option<PartialDate> {
    moved(published.to_civil()?, Length::new().try_days(days).ok()?).map(Into::into)
}

/// The month, or else the year, that holds the whole week so many weeks from that of `published`.
pub(super) fn week_from(published: PartialDate, weeks: i64) -> Option<PartialDate> {
    let day = published.to_civil()?;
    let monday = moved(day, Length::new().try_days(weeks.checked_mul(7)? - i64::from(day.weekday().to_monday_zero_offset())).ok()?)?;
    let sunday = moved(monday, 6.days())?;
    if (monday.year(), monday.month()) == (sunday.year(), sunday.month()) {
        PartialDate::month_of(monday.year(), monday.month().unsigned_abs())
    } else {
        (monday.year() == sunday.year()).then(|| PartialDate::year_only(monday.year()))?
    }
}

/// The month that a day so many weeks from `published` lies in.
pub(super) fn month_of_day(published: PartialDate, days: i64) -> Option<PartialDate> {
    let day = days_from(published, days)?;
    PartialDate::month_of(day.year(), day.month()?)
}

/// The month so many months from that of `published`.
pub(super) fn months_from(published: PartialDate, months: i64) -> Option<PartialDate> {
    let count = (i64::from(published.year()) * 12 + i64::from(published.month()?) - 1).checked_add(months)?;
    PartialDate::month_of(i16::try_from(count.div_euclid(12)).ok()?, u8::try_from(count.rem_euclid(12)).ok()? + 1)
}

/// The year so many years from that of `published`.
pub(super) fn years_from(published: PartialDate, years: i64) -> Option<PartialDate> {
    PartialDate::year_only(i16::try_from(i64::from(published.year()).checked_add(years)?).ok()?)
}

fn moved(day: Date, by: Length) -> Option<Date> {
    day.checked_add(by).ok()
}

/// The month or day in the last year in which it lies before `upper`.
pub(super) fn before(upper: PartialDate, (month, day): (u8, Option<u8>)) -> Option<PartialDate> {
    let in_year = |year| match day {
        Some(day) => PartialDate::day_of(year, month, day),
        None => PartialDate::month_of(year, month),
    };
    in_year(upper.year()).filter(|date| *date < upper).or_else(|| in_year(upper.year() - 1))
}

/// Two dates of one kind into a range, where the first is the earlier.
pub(super) fn range(lower: &Core, upper: &Core) -> Option<Core> {
    let same = lower.date.kind == upper.date.kind
        && !matches!(upper.date.kind, DateKind::Weekday | DateKind::Week | DateKind::Relative | DateKind::Decade);
    if !same || upper.date.end.is_some() {
        return None;
    }
    let date = borrow_year(lower, upper).unwrap_or(lower.date);
    if let (Some(from), Some(to)) = (date.value, upper.date.value)
        && from >= to
        && date.months.is_none()
    {
        return None;
    }
    let months = date.months.zip(upper.date.months).map(|((from, _), (_, to))| (from, to));
    let date = DateFound { end: upper.date.value, months, fiscal: date.fiscal || upper.date.fiscal, ..date };
    Some(Core { date, end: upper.end, yearless: lower.yearless.and(upper.yearless) })
}

/// "June and July 2023": the first date takes the year of the second.
pub(super) fn borrow_year(lower: &Core, upper: &Core) -> Option<DateFound> {
    let same = lower.date.kind == upper.date.kind && upper.yearless.is_none();
    let value = before(upper.date.value.filter(|_| same)?, lower.yearless?)?;
    Some(DateFound { value: Some(value), inferred_year: false, future_value: None, past_value: None, ..lower.date })
}
