//! Text to all its figures at once: numbers, money, percentages and dates that do not overlap one another.

use super::currency::CURRENCIES;
use super::date::{DateFound, ENGLISH_DATES, dates, dates_in};
use super::figure::ENGLISH_NUMBERS;
use super::figure::piece::Pieces;
use super::found::Found;
use super::money::{MoneyFound, amounts, amounts_in};
use super::number::{NumberFound, numbers_beside, numbers_in};
use super::percent::{PercentFound, percentages, percentages_in};
use materiel_model::{PartialDate, Span};

/// The figures of a text, each list in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// What is no money, percentage or date.
    pub numbers: Vec<Found<NumberFound>>,
    /// Money.
    pub amounts: Vec<Found<MoneyFound>>,
    /// Percentages.
    pub percentages: Vec<Found<PercentFound>>,
    /// Dates.
    pub dates: Vec<Found<DateFound>>,
}

/// Every figure of `text`.
pub fn figures(text: &str, published: Option<PartialDate>) -> Figures {
    let amounts = amounts(text);
    let mut taken: Vec<Span> = amounts.iter().map(|found| found.span).collect();
    let percentages = beside(&taken, percentages(text));
    taken.extend(percentages.iter().map(|found| found.span));
    taken.sort_unstable();
    let dates = beside(&taken, dates(text, published));
    taken.extend(dates.iter().map(|found| found.span));
    Figures { numbers: numbers_beside(text, &ENGLISH_NUMBERS, taken), amounts, percentages, dates }
}

/// The figures of `text` as each reading finds them by itself, so that money, percentages and dates may overlap one another; numbers are what
/// none of them is.
pub fn by_themselves(text: &str, published: Option<PartialDate>) -> Figures {
    let pieces = Pieces::of(text);
    let amounts = amounts_in(&pieces, &ENGLISH_NUMBERS, &CURRENCIES);
    let percentages = percentages_in(&pieces, &ENGLISH_NUMBERS);
    let dates_by = |published| dates_in(&pieces, published, &ENGLISH_NUMBERS, &ENGLISH_DATES);
    let dates = dates_by(published);
    let mut taken: Vec<Span> = amounts.iter().map(|found| found.span).collect();
    taken.extend(percentages.iter().map(|found| found.span));
    // Which words are no numbers must not depend on the day of publication; where a date stands does not, but how far it reaches may.
    if published.is_some() && !dates.is_empty() {
        taken.extend(dates_by(None).iter().map(|found| found.span));
    } else {
        taken.extend(dates.iter().map(|found| found.span));
    }
    Figures { numbers: numbers_in(&pieces, &ENGLISH_NUMBERS, taken), amounts, percentages, dates }
}

/// What overlaps none of the `taken` spans, which are in order.
fn beside<T>(taken: &[Span], mut found: Vec<Found<T>>) -> Vec<Found<T>> {
    found.retain(|one| {
        let next = taken.partition_point(|other| other.end <= one.span.start);
        !taken.get(next).is_some_and(|other| other.overlaps(one.span))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::{Duration, Instant};

    fn spans(found: &Figures) -> Vec<Span> {
        let mut all: Vec<Span> = found.numbers.iter().map(|one| one.span).collect();
        all.extend(found.amounts.iter().map(|one| one.span));
        all.extend(found.percentages.iter().map(|one| one.span));
        all.extend(found.dates.iter().map(|one| one.span));
        all
    }

    /// The four readings side by side find what each finds when it is asked alone.
    fn check_alone(text: &str, published: Option<PartialDate>) {
        let found = by_themselves(text, published);
        assert_eq!(found.amounts, amounts(text), "{text}");
        assert_eq!(found.percentages, percentages(text), "{text}");
        assert_eq!(found.dates, dates(text, published), "{text}");
        assert_eq!(found.numbers, crate::name::number::numbers(text), "{text}");
    }

    fn check(text: &str, published: Option<PartialDate>) {
        let found = figures(text, published);
        let mut all = spans(&found);
        for list in [
            found.numbers.iter().map(|one| (one.span, one.value.with_qualifier)).collect::<Vec<_>>(),
            found.amounts.iter().map(|one| (one.span, one.value.with_qualifier)).collect(),
            found.percentages.iter().map(|one| (one.span, one.value.with_qualifier)).collect(),
            found.dates.iter().map(|one| (one.span, one.value.with_lead)).collect(),
        ] {
            assert!(
                list.iter().all(|(own, wide)| wide.contains(*own) && !own.of(text).is_empty() && !wide.of(text).is_empty()),
                "{text:?}"
            );
            assert!(list.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start), "{text:?}");
        }
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| !pair[0].overlaps(pair[1])), "{text:?} {all:?}");
    }

    const PIECES: &[&str] = &[
        "$",
        "US$",
        "€",
        "Rs.",
        "12",
        "1,200",
        "2024",
        "2024-25",
        "05",
        "1.2",
        "million",
        "bn",
        "crore",
        "two",
        "hundred",
        "and",
        "a",
        "half",
        "dozen",
        "thirty (30)",
        "twenty",
        "-",
        "–",
        "/",
        ".",
        ",",
        ",000",
        "(",
        ")",
        "%",
        "per cent",
        "percentage points",
        "January",
        "May",
        "Jan.",
        "11th",
        "of",
        "by",
        "the end of",
        "in",
        "ago",
        "years",
        "weeks",
        "last",
        "next",
        "Thursday",
        "this year",
        "quarter",
        "first",
        "Q3",
        "FY",
        "fiscal",
        "1990s",
        "to",
        "between",
        "from",
        "or more",
        "+",
        "up to",
        "about",
        "an estimated total cost of",
        "F-16",
        "155mm",
        "km",
        "Block",
        "No.",
        "each",
        "per unit",
        "dollars",
        "pounds",
        "kroner",
        "Danish",
        "\n\n",
        "\n",
        "\u{a0}",
        "½",
        "'",
        "’s",
        "99999999999999999999",
        "tanks",
        "one",
        "third",
        "yesterday",
        "summer",
        "~",
        "×",
        "0",
    ];

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic_and_without_overlaps(text in any::<String>(), year in 1_i16..=9999) {
            check(&text, PartialDate::day_of(year, 2, 28));
            check(&text, None);
            check_alone(&text, PartialDate::day_of(year, 2, 28));
        }

        #[test]
        fn pieces_of_the_grammar_in_any_order_are_too(
            words in prop::collection::vec((prop::sample::select(PIECES), prop::sample::select(&["", " ", " "][..])), 0..24),
            year in prop::sample::select(&[1_i16, 2024, 9999][..]),
        ) {
            let text: String = words.iter().flat_map(|(word, gap)| [*word, *gap]).collect();
            check(&text, PartialDate::day_of(year, 12, 31));
            check(&text, PartialDate::year_only(year));
            check_alone(&text, PartialDate::day_of(year, 12, 31));
        }
    }

    #[test]
    fn an_amount_wins_over_a_percentage_and_both_over_a_date() {
        check("$12% in 2018", None);
        assert_eq!(figures("$12%", None).percentages, []);
    }

    #[test]
    fn the_time_grows_with_the_length_and_no_faster() {
        let repeated = [
            "1",
            "1 ",
            "1,",
            "1,234,",
            "100 ",
            "million ",
            "two hundred and ",
            "A-1-",
            "1-",
            "$",
            "$1 to ",
            "(",
            "a ",
            "2024, ",
            "May ",
            "Monday, ",
            "by the end of ",
            "a1",
            "x",
        ];
        for piece in repeated {
            let time = |times| {
                let text = piece.repeat(times);
                let start = Instant::now();
                let _ = figures(&text, None);
                start.elapsed()
            };
            let (short, long) = (time(10_000), time(80_000));
            assert!(long < short * 32 + Duration::from_millis(400), "{piece:?}: {short:?}, eight times as long: {long:?}");
        }
    }
}
