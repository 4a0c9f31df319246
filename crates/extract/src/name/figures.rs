//! Text to all its figures at once: numbers, money, percentages and dates that do not overlap one another.

use super::date::{DateFound, dates};
use super::figure::ENGLISH_NUMBERS;
use super::found::Found;
use super::money::{MoneyFound, amounts};
use super::number::{NumberFound, numbers_beside};
use super::percent::{PercentFound, percentages};
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
    let (amounts, percentages) = (amounts(text), percentages(text));
    let mut taken: Vec<Span> = amounts.iter().map(|found| found.span).collect();
    taken.extend(percentages.iter().map(|found| found.span));
    taken.sort_unstable();
    let is_free = |span: Span| {
        let next = taken.partition_point(|other| other.end <= span.start);
        !taken.get(next).is_some_and(|other| other.overlaps(span))
    };
    let dates: Vec<_> = dates(text, published).into_iter().filter(|found| is_free(found.span)).collect();
    taken.extend(dates.iter().map(|found| found.span));
    Figures { numbers: numbers_beside(text, &ENGLISH_NUMBERS, taken), amounts, percentages, dates }
}
