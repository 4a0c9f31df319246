//! The rules by which two groups of claims are taken to speak of the same thing, with their weights. All of them stand here.
//!
//! Each rule that applies adds its points; [`ENOUGH`] points make one thing. [`compare`] gives `None` where they cannot be one thing.

use super::corrections::same_sort;
use super::profile::{Days, Lexicon, Profile, meet, nearest};
use super::wording::Likeness;
use materiel_model::{Kind, Quantity, Reason, Scope, Slot, Stage};

/// So many points make two groups of claims one record.
pub const ENOUGH: i32 = 4;

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $points:literal, $words:literal;)+) => {
        /// A rule that speaks for or against two groups being one thing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Sign { $(#[doc = $words] $rule),+ }

        impl Sign {
            /// Every rule, in the order in which they are tried.
            pub const ALL: &'static [Self] = &[$(Self::$rule),+];

            /// How much it weighs.
            pub const fn points(self) -> i32 {
                match self { $(Self::$rule => $points),+ }
            }

            /// The rule in words.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$rule => $words),+ }
            }
        }
    };
}

rules! {
    SameDocument = 1, "the same document speaks of both";
    SameNumber = 4, "the same official number";
    OtherNumber = -10, "other official numbers";
    SameRecipient = 2, "the same recipient";
    NoRecipient = -2, "no recipient is named on either side";
    SameSupplier = 1, "the same supplier";
    OtherCompany = -1, "other bodies are named as the supplier";
    OtherSort = -1, "only one of them is a service";
    SameMaker = 1, "the same maker";
    OtherMaker = -2, "other makers";
    SameFamily = 3, "the same family of equipment";
    SameName = 2, "the same name of equipment";
    NameWithin = 1, "one name of equipment says more than the other";
    PlainName = 1, "a general word for the same class of equipment";
    SameQuantity = 2, "the same number";
    NearQuantity = -1, "numbers within a fifth of one another";
    OtherQuantity = -3, "other numbers";
    SameValue = 3, "the same value";
    NearValue = -1, "values within a third of one another";
    OtherValue = -3, "other values";
    SameDate = 1, "the same stage at the same date";
    OtherDate = -3, "the same stage more than a year and a half apart";
    Backwards = -3, "ordered long after the other was delivered";
    YearsApart = -4, "ten years apart";
    PublishedApart = -2, "published more than three years apart";
    SameActor = 2, "the same actor";
    SameParties = 3, "the same parties";
    SameThing = 3, "the same words for the thing";
    LikeThing = 2, "mostly the same words for the thing";
    UnnamedThing = 1, "one side leaves the thing unnamed";
    OtherThing = -2, "other words for the thing";
    SamePlace = 2, "the same place";
    OtherPlace = -3, "another place";
    NoPlace = -2, "no place is named on either side";
    SamePartner = 1, "the same partner";
    SameFigure = 2, "the same figure";
    OtherFigure = -2, "other figures";
    SamePeriod = 1, "the same time";
    OtherPeriod = -3, "other times";
}

impl From<Sign> for Reason {
    fn from(sign: Sign) -> Self {
        Self { points: sign.points(), words: sign.words().to_owned() }
    }
}

/// Rules that apply, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs(pub(super) u64);

impl Signs {
    fn push(&mut self, sign: Sign) {
        self.0 |= 1 << sign as u32;
    }

    pub(super) const fn has(self, sign: Sign) -> bool {
        self.0 & (1 << sign as u32) != 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Sign> {
        Sign::ALL.iter().copied().filter(move |sign| self.has(*sign))
    }

    pub(super) fn points(self) -> i32 {
        let mut left = self.0;
        let mut points = 0;
        while left != 0 {
            points += Sign::ALL[left.trailing_zeros() as usize].points();
            left &= left - 1;
        }
        points
    }
}

/// The rules that apply to two groups of one block, or `None` where the two cannot be one thing.
pub(super) fn compare(a: &Profile, b: &Profile, lexicon: &Lexicon) -> Option<Signs> {
    let mut signs = Signs::default();
    if a.kind == Kind::Transfer {
        transfer(a, b, lexicon, &mut signs)?;
    } else {
        other(a, b, lexicon, &mut signs)?;
    }
    if meet(&a.documents, &b.documents) {
        signs.push(Sign::SameDocument);
    }
    Some(signs)
}

fn transfer(a: &Profile, b: &Profile, lexicon: &Lexicon, signs: &mut Signs) -> Option<()> {
    let same_number = numbers(a, b, signs);
    let families = !a.families.is_empty() && !b.families.is_empty();
    match equipment(a, b, lexicon) {
        Some(sign) => signs.push(sign),
        // What one contract is about is put in other words by its next modification.
        None if same_number && !families => {}
        None => return None,
    }
    match (a.party(Slot::Recipient), b.party(Slot::Recipient)) {
        ([], []) => signs.push(Sign::NoRecipient),
        ([], _) | (_, []) => {}
        (x, y) if meet(x, y) => signs.push(Sign::SameRecipient),
        _ => return None,
    }
    let (x, y) = (a.party(Slot::Supplier), b.party(Slot::Supplier));
    if !x.is_empty() && !y.is_empty() {
        let body = |(_, _, body): &(Slot, u32, bool)| *body;
        if meet(x, y) {
            // Who buys from its own industry is named once, whatever it buys.
            let own = |p: &Profile| p.party(Slot::Recipient).iter().any(|(_, buyer, _)| x.iter().any(|(_, seller, _)| seller == buyer));
            if !own(a) && !own(b) {
                signs.push(Sign::SameSupplier);
            }
        } else if x.iter().all(body) && y.iter().all(body) {
            signs.push(Sign::OtherCompany);
        } else if !x.iter().any(body) && !y.iter().any(body) {
            // Two states that supply the same equipment are two deals; a company may be the state's own.
            return None;
        }
    }
    makers(a, b, lexicon, signs);
    if a.is_service() != b.is_service() {
        signs.push(Sign::OtherSort);
    }
    // Each modification of a contract has its own number, sum and day.
    if !same_number {
        quantity(a, b, signs);
        value(a, b, signs);
        dates(a, b, signs);
    }
    Some(())
}

/// Whether the makers are the same, by the words of their names.
fn makers(a: &Profile, b: &Profile, lexicon: &Lexicon, signs: &mut Signs) {
    let (x, y) = (a.phrase(Slot::Manufacturers), b.phrase(Slot::Manufacturers));
    if x.is_empty() || y.is_empty() {
        return;
    }
    let alike = |x: u32, y: u32| match lexicon.likeness(x, y) {
        Likeness::Same | Likeness::Within => true,
        Likeness::Overlap => lexicon.overlap(x, y) >= 40,
        Likeness::Apart => false,
    };
    let same = x.iter().any(|(_, x)| y.iter().any(|(_, y)| alike(*x, *y)));
    signs.push(if same { Sign::SameMaker } else { Sign::OtherMaker });
}

/// Whether both have an official number in common. Two numbers of one sort speak against their being one thing.
fn numbers(a: &Profile, b: &Profile, signs: &mut Signs) -> bool {
    let same = meet(&a.numbers, &b.numbers);
    if same {
        signs.push(Sign::SameNumber);
    } else if a.numbers.iter().any(|x| b.numbers.iter().any(|y| same_sort(*x, *y))) {
        signs.push(Sign::OtherNumber);
    }
    same
}

fn equipment(a: &Profile, b: &Profile, lexicon: &Lexicon) -> Option<Sign> {
    if meet(&a.families, &b.families) {
        return Some(Sign::SameFamily);
    }
    if !a.families.is_empty() && !b.families.is_empty() {
        return None;
    }
    // What official numbers bring together need not be of one class.
    let classed = a.has_plain_class() && a.classes & b.classes != 0;
    let mut best = None;
    for x in &a.names {
        for y in &b.names {
            let sign = match lexicon.likeness(*x, *y) {
                Likeness::Same => Some(Sign::SameName),
                _ if lexicon.same_key(*x, *y) => Some(Sign::SameName),
                Likeness::Within => Some(Sign::NameWithin),
                Likeness::Apart if classed && lexicon.is_plain(*x) && lexicon.is_plain(*y) => Some(Sign::PlainName),
                // "Attack helicopters" and "transport helicopters" are not the same thing.
                _ => None,
            };
            best = best.max(sign.map(|sign| (sign.points(), sign)));
        }
    }
    if let Some((_, sign)) = best {
        return Some(sign);
    }
    // One side names a family, the other only what sort of thing it is.
    let unnamed = if a.families.is_empty() { a } else { b };
    let familied = !(a.families.is_empty() && b.families.is_empty());
    (familied && classed && unnamed.names.iter().all(|name| lexicon.is_plain(*name))).then_some(Sign::PlainName)
}

fn quantity(a: &Profile, b: &Profile, signs: &mut Signs) {
    if a.quantities.is_empty() || b.quantities.is_empty() {
        return;
    }
    let pairs = || a.quantities.iter().flat_map(|x| b.quantities.iter().map(move |y| (x, y)));
    if pairs().any(|((_, x), (_, y))| x.value == y.value) {
        signs.push(Sign::SameQuantity);
    } else if pairs().any(|(x, y)| is_part(*x, *y) || is_part(*y, *x)) {
        // A batch that was delivered says nothing against the number ordered.
    } else if pairs().any(|((_, x), (_, y))| near(x.value, y.value, 5)) {
        signs.push(Sign::NearQuantity);
    } else {
        signs.push(Sign::OtherQuantity);
    }
}

fn is_part(part: (Option<Stage>, Quantity), whole: (Option<Stage>, Quantity)) -> bool {
    let handed = matches!(part.0, Some(Stage::Delivered | Stage::InService));
    handed && whole.0 != part.0 && part.1.value <= whole.1.value
}

fn value(a: &Profile, b: &Profile, signs: &mut Signs) {
    let pairs = || a.money.iter().flat_map(|x| b.money.iter().map(move |y| (x, y)));
    let mut pairs_of_a_kind = pairs().filter(|(x, y)| x.currency == y.currency && x.scope == y.scope).peekable();
    if pairs_of_a_kind.peek().is_none() {
        return;
    }
    // Two sums that are told to the last figure are the same or they are not.
    let same = |x: u64, y: u64| x == y || (near(x, y, 50) && (is_rough(x) || is_rough(y)));
    if pairs().any(|(x, y)| x.currency == y.currency && same(x.amount, y.amount)) {
        signs.push(Sign::SameValue);
    } else if pairs_of_a_kind.all(|(x, y)| x.scope == Scope::Unit || !near(x.amount, y.amount, 3)) {
        signs.push(Sign::OtherValue);
    } else {
        signs.push(Sign::NearValue);
    }
}

/// True when a sum is told in at most three figures ("$75 million").
const fn is_rough(amount: u64) -> bool {
    let mut figures = amount;
    while figures >= 1000 && figures.is_multiple_of(10) {
        figures /= 10;
    }
    figures < 1000
}

/// True when two figures differ by at most one part in `parts` of the greater.
fn near(a: u64, b: u64, parts: u64) -> bool {
    a.abs_diff(b) <= a.max(b) / parts
}

fn dates(a: &Profile, b: &Profile, signs: &mut Signs) {
    let pairs = || a.dates.iter().flat_map(|x| b.dates.iter().map(move |y| (*x, *y)));
    let once = |stage: Option<Stage>| matches!(stage, Some(Stage::Requested | Stage::Approved | Stage::Notified | Stage::Contracted));
    if pairs().any(|((s, x), (t, y))| s == t && x.agrees(y)) {
        signs.push(Sign::SameDate);
    } else if pairs().any(|((s, x), (t, y))| s == t && once(s) && x.apart(y) > 550) {
        signs.push(Sign::OtherDate);
    }
    let delivered = |stage: Option<Stage>| stage == Some(Stage::Delivered);
    let after = |(s, x): (Option<Stage>, Days), (t, y): (Option<Stage>, Days)| delivered(s) && once(t) && y > x && x.apart(y) > 550;
    if pairs().any(|(x, y)| after(x, y) || after(y, x)) {
        signs.push(Sign::Backwards);
    }
    if pairs().next().is_some() && pairs().all(|((_, x), (_, y))| x.apart(y) > 3650) {
        signs.push(Sign::YearsApart);
    }
    published(a, b, signs);
}

fn published(a: &Profile, b: &Profile, signs: &mut Signs) {
    if nearest(&a.published, &b.published).is_some_and(|days| days > 1096) {
        signs.push(Sign::PublishedApart);
    }
}

/// Everything that is no transfer: the same actor and the same thing.
fn other(a: &Profile, b: &Profile, lexicon: &Lexicon, signs: &mut Signs) -> Option<()> {
    let mut parties = |slot, sign| {
        parties(a, b, slot, lexicon).map(|same| {
            if same {
                signs.push(sign)
            }
        })
    };
    match a.kind {
        Kind::Agreement => {
            parties(Slot::Parties, Sign::SameParties)?;
            thing(a, b, Slot::Subject, lexicon, signs);
            figures(a, b, signs);
            times(a, b, 730, signs);
        }
        Kind::Budget | Kind::ForceLevel => {
            parties(Slot::Actor, Sign::SameActor)?;
            if a.measures != b.measures && !a.measures.is_empty() && !b.measures.is_empty() {
                return None;
            }
            if a.components != b.components && !a.components.is_empty() && !b.components.is_empty() {
                return None;
            }
            figures(a, b, signs);
            times(a, b, 366, signs);
        }
        Kind::Deployment => {
            parties(Slot::Actor, Sign::SameActor)?;
            parties(Slot::Destination, Sign::SamePlace)?;
            partner(a, b, Slot::Partner, signs);
            times(a, b, 730, signs);
        }
        Kind::Facility => {
            parties(Slot::Actor, Sign::SameActor)?;
            numbers(a, b, signs);
            thing(a, b, Slot::FacilityType, lexicon, signs);
            match parties_in(a, b, Slot::Location, lexicon) {
                Some(true) => signs.push(Sign::SamePlace),
                Some(false) => signs.push(Sign::OtherPlace),
                None => {}
            }
            times(a, b, 1830, signs);
        }
        Kind::Milestone => {
            parties(Slot::Actor, Sign::SameActor)?;
            thing(a, b, Slot::Target, lexicon, signs);
            times(a, b, 1830, signs);
        }
        Kind::Commitment => {
            parties(Slot::Actor, Sign::SameActor)?;
            thing(a, b, Slot::Content, lexicon, signs);
            partner(a, b, Slot::Toward, signs);
            times(a, b, 730, signs);
        }
        Kind::Incident => {
            parties(Slot::Actor, Sign::SameActor);
            parties(Slot::Location, Sign::SamePlace)?;
            let placed = |p: &Profile| !p.party(Slot::Location).is_empty() || !p.phrase(Slot::Location).is_empty();
            if !placed(a) && !placed(b) {
                signs.push(Sign::NoPlace);
            }
            thing(a, b, Slot::IncidentType, lexicon, signs);
            thing(a, b, Slot::Target, lexicon, signs);
            times(a, b, 30, signs);
        }
        Kind::Transfer => {}
    }
    published(a, b, signs);
    Some(())
}

/// Whether both name the same ids, or use the same words where there is no id. `None` where both are given and differ.
fn parties(a: &Profile, b: &Profile, slot: Slot, lexicon: &Lexicon) -> Option<bool> {
    let same = parties_in(a, b, slot, lexicon);
    (same != Some(false)).then_some(same == Some(true))
}

/// The same, told apart from where one side leaves it out.
fn parties_in(a: &Profile, b: &Profile, slot: Slot, lexicon: &Lexicon) -> Option<bool> {
    let (x, y) = (a.party(slot), b.party(slot));
    let (words, others) = (a.phrase(slot), b.phrase(slot));
    match (x.is_empty(), y.is_empty()) {
        (false, false) => Some(meet(x, y)),
        (true, true) if !words.is_empty() && !others.is_empty() => {
            Some(words.iter().any(|(_, x)| others.iter().any(|(_, y)| lexicon.likeness(*x, *y) >= Likeness::Within)))
        }
        (false, true) if !others.is_empty() => Some(false),
        (true, false) if !words.is_empty() => Some(false),
        _ => None,
    }
}

/// A party that may differ between two reports of one thing.
fn partner(a: &Profile, b: &Profile, slot: Slot, signs: &mut Signs) {
    if meet(a.party(slot), b.party(slot)) {
        signs.push(Sign::SamePartner);
    }
}

/// What the thing is, in words.
fn thing(a: &Profile, b: &Profile, slot: Slot, lexicon: &Lexicon, signs: &mut Signs) {
    let (x, y) = match (a.phrase(slot), b.phrase(slot)) {
        ([], []) => return,
        ([], _) | (_, []) => {
            signs.push(Sign::UnnamedThing);
            return;
        }
        both => both,
    };
    let pairs = || x.iter().flat_map(|(_, x)| y.iter().map(move |(_, y)| (*x, *y)));
    let like = pairs().map(|(x, y)| lexicon.likeness(x, y)).max();
    signs.push(match like {
        Some(Likeness::Same) => Sign::SameThing,
        Some(Likeness::Within) => Sign::LikeThing,
        Some(Likeness::Overlap) if pairs().any(|(x, y)| lexicon.overlap(x, y) >= 40) => Sign::LikeThing,
        _ => Sign::OtherThing,
    });
}

fn figures(a: &Profile, b: &Profile, signs: &mut Signs) {
    let money = || a.money.iter().flat_map(|x| b.money.iter().filter(|y| y.currency == x.currency).map(|y| (x.amount, y.amount)));
    let counts = || a.quantities.iter().flat_map(|(_, x)| b.quantities.iter().map(|(_, y)| (x.value, y.value)));
    let figures = || money().chain(counts());
    let same_percent = meet(&a.percents, &b.percents);
    let other_percent = !a.percents.is_empty() && !b.percents.is_empty() && !same_percent;
    if same_percent || figures().any(|(x, y)| x == y) {
        signs.push(Sign::SameFigure);
    } else if figures().any(|(x, y)| near(x, y, 5)) {
        // Two figures for one thing: left to the period to decide, and shown as a conflict if it does.
    } else if other_percent || figures().next().is_some() {
        signs.push(Sign::OtherFigure);
    }
}

fn times(a: &Profile, b: &Profile, within_days: i32, signs: &mut Signs) {
    let all = |p: &'_ Profile| p.dates.iter().map(|(_, date)| *date).chain(p.periods.iter().copied()).collect::<Vec<_>>();
    if (a.dates.is_empty() && a.periods.is_empty()) || (b.dates.is_empty() && b.periods.is_empty()) {
        return;
    }
    let (x, y) = (all(a), all(b));
    let pairs = || x.iter().flat_map(|x| y.iter().map(move |y| (*x, *y)));
    if pairs().any(|(x, y)| x.agrees(y)) {
        signs.push(Sign::SamePeriod);
    } else if pairs().all(|(x, y)| x.apart(y) > within_days) {
        signs.push(Sign::OtherPeriod);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_official_numbers_outweigh_all_that_two_things_without_a_family_can_have_in_common() {
        use Sign::{SameDate, SameDocument, SameMaker, SameName, SameQuantity, SameRecipient, SameSupplier, SameValue};
        let same = [SameDocument, SameRecipient, SameSupplier, SameMaker, SameName, SameQuantity, SameValue, SameDate];
        assert!(same.iter().map(|sign| sign.points()).sum::<i32>() + Sign::OtherNumber.points() < ENOUGH);
    }
}
