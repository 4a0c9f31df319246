//! Dates as pages write them, in figures and in words of several languages.

use jiff::civil::Date;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::OnceLock;

/// A date in a text and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dated {
    pub(crate) date: Date,
    /// Bytes of the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// True when day and month could be the other way round.
    pub(crate) unsure: bool,
}

/// The first date of a text.
pub(crate) fn first(text: &str) -> Option<Dated> {
    dates(text, 1).pop()
}

/// The dates of a text, at most `most`.
pub(crate) fn dates(text: &str, most: usize) -> Vec<Dated> {
    let tokens = tokens(text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() && out.len() < most {
        match date_at(text, &tokens, at) {
            Some((date, unsure, next)) => {
                out.push(Dated { date, unsure, start: tokens[at].start, end: tokens[next - 1].end });
                at = next;
            }
            None => at += 1,
        }
    }
    out
}

/// The date in an attribute that holds one: ISO 8601 with what may follow, seconds since 1970, or words.
pub(crate) fn value(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() >= 10 && text.len() <= 13 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = text.get(..10)?.parse().ok()?;
        return jiff::Timestamp::from_second(seconds).ok().map(|stamp| jiff::tz::Offset::UTC.to_datetime(stamp).date()).filter(sensible);
    }
    first(crate::begin(text, 60)).map(|found| found.date)
}

/// A moment as ISO 8601 writes it, with its offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The day where it was written.
    pub(crate) day: Date,
    /// Seconds since 1970.
    pub(crate) at: i64,
    /// Seconds that the clock there is ahead.
    pub(crate) offset: i64,
}

impl Moment {
    /// The moment that a text begins with; `None` where it names no offset.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim_start();
        let number = |range: std::ops::Range<usize>| {
            let digits = text.get(range)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok()).flatten()
        };
        let bytes = text.as_bytes();
        let parted = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')].iter().all(|(at, mark)| bytes.get(*at) == Some(mark));
        if !parted || !matches!(bytes.get(10), Some(b'T' | b' ')) {
            return None;
        }
        let day = date(i16::try_from(number(0..4)?).ok(), i8::try_from(number(5..7)?).ok(), i8::try_from(number(8..10)?).ok())?;
        let clock = number(11..13)? * 3600 + number(14..16)? * 60 + number(17..19)?;
        let rest = text[19..].trim_start_matches('.').trim_start_matches(|letter: char| letter.is_ascii_digit());
        let from = text.len() - rest.len();
        let offset = match rest.bytes().next()? {
            b'Z' => 0,
            sign @ (b'+' | b'-') => {
                let minutes =
                    number(from + 4..from + 6).filter(|_| bytes.get(from + 3) == Some(&b':')).or_else(|| number(from + 3..from + 5))?;
                let ahead = number(from + 1..from + 3)? * 3600 + minutes * 60;
                if sign == b'-' { -ahead } else { ahead }
            }
            _ => return None,
        };
        let days = i64::from((day - Date::constant(1970, 1, 1)).get_days());
        Some(Self { day, at: days * 86_400 + clock - offset, offset })
    }

    /// The minutes that clocks of other zones show: most are whole hours away, some a half more.
    pub(crate) fn minutes(self) -> [i64; 2] {
        let minute = self.at.div_euclid(60).rem_euclid(60);
        [minute, (minute + 30) % 60]
    }

    pub(crate) fn second(self) -> i64 {
        self.at.rem_euclid(60)
    }
}

/// The date in an address: `/2019/11/18/`, `2019-11-18`, `20191118`.
pub(crate) fn in_address(address: &str) -> Option<Date> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    for window in parts.windows(3) {
        let [year, month, day] = window else { continue };
        if year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len()) {
            let month = month.parse().ok().or_else(|| month_of(month));
            if let Some(date) = date(year.parse().ok(), month, day.parse().ok()) {
                return Some(date);
            }
        }
        if year.len() == 4
            && month.len() == 3
            && (1..=2).contains(&day.len())
            && let Some(date) = date(year.parse().ok(), month_of(&month.to_lowercase()), day.parse().ok())
        {
            return Some(date);
        }
    }
    let run = |part: &&&str| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_digit());
    let compacted = parts.iter().filter(run).find_map(|part| compact(part));
    // The day first only where nothing but dashes parts it.
    compacted.or_else(|| {
        path.split('/').find_map(|part| {
            let parts: Vec<&str> = part.split('-').collect();
            parts.windows(3).find_map(|window| match window {
                [day, month, year] if day.len() == 2 && month.len() == 2 && year.len() == 4 => {
                    date(year.parse().ok(), month.parse().ok(), day.parse().ok())
                }
                _ => None,
            })
        })
    })
}

fn compact(digits: &str) -> Option<Date> {
    date(digits.get(..4)?.parse().ok(), digits.get(4..6)?.parse().ok(), digits.get(6..8)?.parse().ok())
}

/// No page was published before there were pages, nor long after today: the year stands in the program, for it reads no clock.
fn sensible(date: &Date) -> bool {
    (1990..=2100).contains(&date.year())
}

fn date(year: Option<i16>, month: Option<i8>, day: Option<i8>) -> Option<Date> {
    Date::new(year?, month?, day?).ok().filter(sensible)
}

#[derive(Clone, Copy, Debug)]
struct Token {
    start: usize,
    end: usize,
    /// Its value if it is a number of at most eight digits.
    number: Option<u32>,
}

/// Numbers and words.
fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut open: Option<(usize, bool)> = None;
    let mut close = |start: usize, digits: bool, end: usize| {
        let number = (digits && end - start <= 8).then(|| text[start..end].parse().ok()).flatten();
        out.push(Token { start, end, number });
    };
    for (at, letter) in text.char_indices() {
        let digit = letter.is_ascii_digit();
        // Year, month and day in Chinese and Japanese part figures as points do.
        let word = digit || letter.is_alphanumeric() && !matches!(letter, '年' | '月' | '日');
        match open {
            Some((start, digits)) if !word || digits != digit => {
                close(start, digits, at);
                open = word.then_some((at, digit));
            }
            None if word => open = Some((at, digit)),
            _ => {}
        }
    }
    if let Some((start, digits)) = open {
        close(start, digits, text.len());
    }
    out
}

/// The date that begins at a token, whether it is unsure, and the token after it.
fn date_at(text: &str, tokens: &[Token], at: usize) -> Option<(Date, bool, usize)> {
    let token = tokens[at];
    let word = |at: usize| tokens.get(at).map(|token| &text[token.start..token.end]);
    let number = |at: usize| tokens.get(at).and_then(|token| token.number);
    let width = |at: usize| tokens.get(at).map_or(0, |token| token.end - token.start);
    // What stands between two tokens.
    let gap = |at: usize| match (tokens.get(at), tokens.get(at + 1)) {
        (Some(one), Some(other)) => text[one.end..other.start].trim(),
        _ => "?",
    };
    let stands_alone = at == 0
        || !matches!(text[..token.start].chars().next_back(), Some(letter) if letter.is_alphanumeric() || letter == '.' && gap(at.wrapping_sub(1)) == ".");
    match token.number {
        Some(first) => {
            // 20191118
            if width(at) == 8 {
                return compact(word(at)?).map(|date| (date, false, at + 1));
            }
            let separator = gap(at);
            let same = matches!(separator, "-" | "/" | "." | "–" | "年")
                && (gap(at + 1) == separator || separator == "年" || separator == "." && gap(at + 1).starts_with('.'));
            if same && number(at + 1).is_some() && number(at + 2).is_some() && stands_alone {
                let (second, third) = (number(at + 1)?, number(at + 2)?);
                // A version has more figures.
                let rest = &text.as_bytes()[tokens[at + 2].end..];
                if rest.first() == Some(&b'.') && rest.get(1).is_some_and(u8::is_ascii_digit) {
                    return None;
                }
                if width(at) == 4 && width(at + 1) <= 2 && width(at + 2) <= 2 {
                    return Some((date(i16::try_from(first).ok(), small(second), small(third))?, false, at + 3));
                }
                let year = match width(at + 2) {
                    4 => i16::try_from(third).ok(),
                    2 => Some(if third < 70 { 2000 } else { 1900 } + i16::try_from(third).ok()?),
                    _ => None,
                };
                if width(at) <= 2 && width(at + 1) <= 2 && year.is_some() {
                    // The day first, as most of the world writes it, unless that cannot be.
                    let (day_first, month_first) = (date(year, small(second), small(first)), date(year, small(first), small(second)));
                    let unsure = day_first.is_some() && month_first.is_some() && first != second;
                    let found = if separator == "/" && day_first.is_none() { month_first } else { day_first.or(month_first) };
                    return Some((found?, unsure, at + 3));
                }
                return None;
            }
            // 11 January 2024, 11th of January, 2024, 11. Januar 2024, 11-Jan-2024
            if width(at) <= 2 && (1..=31).contains(&first) {
                let mut next = at + 1;
                while word(next).is_some_and(is_between) && next < at + 4 {
                    next += 1;
                }
                let month = word(next).and_then(|word| month_of(&word.to_lowercase()))?;
                let mut year = next + 1;
                while word(year).is_some_and(is_between) && year < next + 3 {
                    year += 1;
                }
                if width(year) == 4 || width(year) == 2 && gap(next) == "-" || width(year) == 2 && gap(year - 1) == "'" {
                    let value = i16::try_from(number(year)?).ok()?;
                    let value = if width(year) == 2 { 2000 + value } else { value };
                    return Some((date(Some(value), Some(month), small(first))?, false, year + 1));
                }
            }
            // 2024 January 11
            if width(at) == 4 {
                let month = word(at + 1).and_then(|word| month_of(&word.to_lowercase()))?;
                return Some((date(i16::try_from(first).ok(), Some(month), small(number(at + 2)?))?, false, at + 3));
            }
            None
        }
        None => {
            // January 11, 2024; Jan. 11th 2024
            let month = month_of(&word(at)?.to_lowercase())?;
            let mut day = at + 1;
            while word(day).is_some_and(is_between) && day < at + 3 {
                day += 1;
            }
            if width(day) > 2 {
                return None;
            }
            let value = small(number(day)?)?;
            let mut year = day + 1;
            while word(year).is_some_and(is_between) && year < day + 3 {
                year += 1;
            }
            if width(year) != 4 {
                return None;
            }
            Some((date(i16::try_from(number(year)?).ok(), Some(month), Some(value))?, false, year + 1))
        }
    }
}

fn small(number: u32) -> Option<i8> {
    i8::try_from(number).ok()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    month: Vec<Month>,
    words: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Month {
    names: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Words {
    published: Vec<String>,
    changed: Vec<String>,
    on: Vec<String>,
    between: Vec<String>,
}

struct Table {
    months: HashMap<String, i8>,
    words: Words,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let file: File = toml::from_str(include_str!("../../../knowledge/pages/dates.toml"))
            .unwrap_or_else(|_| File { month: Vec::new(), words: Words::default() });
        let months = file.month.into_iter().zip(1i8..).flat_map(|(month, number)| month.names.into_iter().map(move |name| (name, number)));
        Table { months: months.collect(), words: file.words }
    })
}

fn month_of(word: &str) -> Option<i8> {
    table().months.get(word).copied()
}

fn is_between(word: &str) -> bool {
    table().words.between.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// True for text that ends with a word that stands before the day of publication.
pub(crate) fn announces(before: &str) -> bool {
    ends_with_one(before, &table().words.published)
}

/// True for text that ends with a word that stands before the day of the last change.
pub(crate) fn announces_change(before: &str) -> bool {
    ends_with_one(before, &table().words.changed)
}

/// True for text that ends with a word that stands before any day.
pub(crate) fn is_on(before: &str) -> bool {
    without_one(&tail(before), &table().words.on).is_some()
}

fn ends_with_one(before: &str, words: &[String]) -> bool {
    let text = tail(before);
    let text = without_one(&text, &table().words.on).unwrap_or(&text);
    without_one(text, words).is_some()
}

/// The end of a text in lower case, without what parts it from a date.
fn tail(text: &str) -> String {
    let parts = |letter: char| letter.is_whitespace() || matches!(letter, ':' | ',' | '-' | '|' | '(' | '$');
    crate::end(text.trim_end_matches(parts), 60).to_lowercase()
}

/// What stands before the word that a text ends with.
fn without_one<'a>(text: &'a str, words: &[String]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_suffix(word.as_str()).filter(|rest| !rest.ends_with(char::is_alphanumeric))).map(str::trim_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_load() {
        let file: Result<File, _> = toml::from_str(include_str!("../../../knowledge/pages/dates.toml"));
        assert_eq!(file.map(|file| file.month.len()).map_err(|error| error.to_string()), Ok(12));
    }

    #[test]
    fn dates_are_read_however_they_are_written() {
        for text in [
            "2024-01-11",
            "2024-01-11T09:30:00Z",
            "11 January 2024",
            "January 11, 2024",
            "Jan. 11th, 2024",
            "11. Januar 2024",
            "le 11 janvier 2024",
            "11 de enero de 2024",
            "20240111",
            "2024/01/11",
            "11.01.2024",
            "Thursday, 11 Jan 2024 05:00",
            "11-Jan-2024",
            "2024年01月11日",
            "Posted on 11th of January 2024 by a",
            "11 января 2024 г.",
            "الخميس، 11 يناير 2024 - 12:09 م",
            "11 січня 2024",
            "11 tammikuuta 2024",
        ] {
            assert_eq!(first(text).map(|found| found.date.to_string()).as_deref(), Some("2024-01-11"), "{text}");
        }
        for text in ["1.2.3.4", "January 2024", "11 January", "2024-13-11", "31.02.2024", "v 2.11.2024.5 x", "1011-01-11", ""] {
            assert_eq!(first(text), None, "{text}");
        }
        assert_eq!(first("3/4/2024").map(|found| (found.date.to_string(), found.unsure)), Some(("2024-04-03".into(), true)));
        assert_eq!(first("1/31/2024").map(|found| (found.date.to_string(), found.unsure)), Some(("2024-01-31".into(), false)));
        assert_eq!(value("1704963600").map(|date| date.to_string()).as_deref(), Some("2024-01-11"));
    }

    #[test]
    fn moments_carry_their_offset() {
        let read = |text: &str| Moment::read(text).map(|moment| (moment.day.to_string(), moment.at, moment.offset));
        assert_eq!(read("2024-01-11T00:00:01Z"), Some(("2024-01-11".into(), 1_704_931_201, 0)));
        for text in ["2024-01-11T01:30:01+01:30", "2024-01-11 01:30:01.123+0130 and on", "2024-01-10T22:00:01-02:00"] {
            assert_eq!(read(text).map(|(_, at, _)| at), Some(1_704_931_201), "{text}");
        }
        for text in ["2024-01-11", "2024-01-11T00:00:01", "2024-01-11T00:00:01+", "2024-13-11T00:00:01Z", "2024-01-11T00:00:01+0é", ""] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_carry_dates() {
        for (address, wanted) in [
            ("https://a.org/2024/01/11/x", Some("2024-01-11")),
            ("https://a.org/news/2024-01-11-x.html", Some("2024-01-11")),
            ("https://a.org/x_20240111", Some("2024-01-11")),
            ("https://a.org/2024/jan/11/x", Some("2024-01-11")),
            ("https://a.org/2024/01/x", None),
            ("https://a.org/a?d=2024-01-11", None),
        ] {
            assert_eq!(in_address(address).map(|date| date.to_string()).as_deref(), wanted, "{address}");
        }
    }
}
