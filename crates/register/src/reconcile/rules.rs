//! The rules by which two groups of claims are taken to speak of the same thing, with their weights. All of them stand here.
//!
//! Each rule that applies adds its points; [`ENOUGH`] points make one thing. [`compare`] gives `None` where they cannot be one thing.

use super::profile::Profile;
use super::wording::{Likeness, likeness, overlap};
use materiel_model::{Class, Kind, PartialDate, Quantity, Reason, Scope, Slot, Stage};

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
    SameRecipient = 2, "the same recipient";
    NoRecipient = -2, "no recipient is named on either side";
    SameSupplier = 1, "the same supplier";
    OtherCompany = -1, "other bodies are named as the supplier";
    SameFamily = 3, "the same family of equipment";
    SameName = 2, "the same name of equipment";
    NameWithin = 1, "one name of equipment says more than the other";
    PlainName = 1, "a general word for the same class of equipment";
    SameQuantity = 2, "the same number";
    NearQuantity = -1, "numbers within a fifth of one another";
    OtherQuantity = -3, "other numbers";
    SameValue = 3, "the same value";
    NearValue = -1, "values within a half of one another";
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

/// The rules that apply to two groups of one block, or `None` where the two cannot be one thing.
pub(super) fn compare(a: &Profile, b: &Profile) -> Option<Vec<Sign>> {
    let mut signs = Vec::new();
    if !a.documents.is_disjoint(&b.documents) {
        signs.push(Sign::SameDocument);
    }
    if a.kind == Kind::Transfer {
        transfer(a, b, &mut signs)?;
    } else {
        other(a, b, &mut signs)?;
    }
    Some(signs)
}

fn transfer(a: &Profile, b: &Profile, signs: &mut Vec<Sign>) -> Option<()> {
    match (a.party(Slot::Recipient), b.party(Slot::Recipient)) {
        (Some(x), Some(y)) if x.is_disjoint(y) => return None,
        (Some(_), Some(_)) => signs.push(Sign::SameRecipient),
        (None, None) => signs.push(Sign::NoRecipient),
        _ => {}
    }
    if let (Some(x), Some(y)) = (a.party(Slot::Supplier), b.party(Slot::Supplier)) {
        let body = |name: &String| name.starts_with("org:");
        if !x.is_disjoint(y) {
            signs.push(Sign::SameSupplier);
        } else if x.iter().all(body) && y.iter().all(body) {
            signs.push(Sign::OtherCompany);
        } else if !x.iter().any(body) && !y.iter().any(body) {
            // Two states that supply the same equipment are two deals; a company may be the state's own.
            return None;
        }
    }
    signs.push(equipment(a, b)?);
    quantity(a, b, signs);
    value(a, b, signs);
    dates(a, b, signs);
    Some(())
}

fn equipment(a: &Profile, b: &Profile) -> Option<Sign> {
    if !a.families.is_disjoint(&b.families) {
        return Some(Sign::SameFamily);
    }
    if !a.families.is_empty() && !b.families.is_empty() {
        return None;
    }
    // "Spare parts" and "military equipment" are both `other`, which says nothing.
    let classed = !a.classes.iter().any(|class| matches!(class, Class::Other | Class::Service));
    let mut best = None;
    for x in &a.names {
        for y in &b.names {
            let sign = match likeness(&x.words, &y.words) {
                _ if x.key == y.key => Some(Sign::SameName),
                Likeness::Same => Some(Sign::SameName),
                Likeness::Within => Some(Sign::NameWithin),
                Likeness::Apart if classed && x.plain && y.plain => Some(Sign::PlainName),
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
    (familied && classed && unnamed.names.iter().all(|name| name.plain)).then_some(Sign::PlainName)
}

fn quantity(a: &Profile, b: &Profile, signs: &mut Vec<Sign>) {
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

fn value(a: &Profile, b: &Profile, signs: &mut Vec<Sign>) {
    let pairs = || a.money.iter().flat_map(|x| b.money.iter().map(move |y| (x, y)));
    let mut pairs_of_a_kind = pairs().filter(|(x, y)| x.currency == y.currency && x.scope == y.scope).peekable();
    if pairs_of_a_kind.peek().is_none() {
        return;
    }
    if pairs().any(|(x, y)| x.currency == y.currency && near(x.amount, y.amount, 50)) {
        signs.push(Sign::SameValue);
    } else if pairs_of_a_kind.all(|(x, y)| x.scope == Scope::Unit || !near(x.amount, y.amount, 3)) {
        signs.push(Sign::OtherValue);
    } else {
        signs.push(Sign::NearValue);
    }
}

/// True when two figures differ by at most one part in `parts` of the greater.
fn near(a: u64, b: u64, parts: u64) -> bool {
    a.abs_diff(b) <= a.max(b) / parts
}

fn dates(a: &Profile, b: &Profile, signs: &mut Vec<Sign>) {
    let pairs = || a.dates.iter().flat_map(|x| b.dates.iter().map(move |y| (*x, *y)));
    let once = |stage: Option<Stage>| matches!(stage, Some(Stage::Requested | Stage::Approved | Stage::Notified | Stage::Contracted));
    if pairs().any(|((s, x), (t, y))| s == t && (x.covers(y) || y.covers(x))) {
        signs.push(Sign::SameDate);
    } else if pairs().any(|((s, x), (t, y))| s == t && once(s) && days_apart(x, y) > 550) {
        signs.push(Sign::OtherDate);
    }
    let delivered = |stage: Option<Stage>| stage == Some(Stage::Delivered);
    let after = |(s, x): (Option<Stage>, PartialDate), (t, y): (Option<Stage>, PartialDate)| {
        delivered(s) && once(t) && y > x && days_apart(x, y) > 550
    };
    if pairs().any(|(x, y)| after(x, y) || after(y, x)) {
        signs.push(Sign::Backwards);
    }
    if pairs().next().is_some() && pairs().all(|((_, x), (_, y))| days_apart(x, y) > 3650) {
        signs.push(Sign::YearsApart);
    }
    published(a, b, signs);
}

fn published(a: &Profile, b: &Profile, signs: &mut Vec<Sign>) {
    let mut pairs = a.published.iter().flat_map(|x| b.published.iter().map(move |y| (*x, *y))).peekable();
    if pairs.peek().is_some() && pairs.all(|(x, y)| days_apart(x, y) > 1096) {
        signs.push(Sign::PublishedApart);
    }
}

/// The days between two dates, as few as their precision allows.
fn days_apart(a: PartialDate, b: PartialDate) -> i32 {
    let (first, second) = if a.first_day() <= b.first_day() { (a, b) } else { (b, a) };
    first.last_day().until(second.first_day()).map_or(0, |span| span.get_days().max(0))
}

/// Everything that is no transfer: the same actor and the same thing.
fn other(a: &Profile, b: &Profile, signs: &mut Vec<Sign>) -> Option<()> {
    match a.kind {
        Kind::Agreement => {
            parties(a, b, Slot::Parties, Sign::SameParties, signs)?;
            thing(a, b, Slot::Subject, signs);
            figures(a, b, signs);
            times(a, b, 730, signs);
        }
        Kind::Budget | Kind::ForceLevel => {
            parties(a, b, Slot::Actor, Sign::SameActor, signs)?;
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
            parties(a, b, Slot::Actor, Sign::SameActor, signs)?;
            parties(a, b, Slot::Destination, Sign::SamePlace, signs)?;
            partner(a, b, Slot::Partner, signs);
            times(a, b, 730, signs);
        }
        Kind::Facility => {
            parties(a, b, Slot::Actor, Sign::SameActor, signs)?;
            thing(a, b, Slot::FacilityType, signs);
            partner(a, b, Slot::Location, signs);
            times(a, b, 1830, signs);
        }
        Kind::Milestone => {
            parties(a, b, Slot::Actor, Sign::SameActor, signs)?;
            thing(a, b, Slot::Target, signs);
            times(a, b, 1830, signs);
        }
        Kind::Commitment => {
            parties(a, b, Slot::Actor, Sign::SameActor, signs)?;
            thing(a, b, Slot::Content, signs);
            partner(a, b, Slot::Toward, signs);
            times(a, b, 730, signs);
        }
        Kind::Incident => {
            parties(a, b, Slot::Actor, Sign::SameActor, signs);
            parties(a, b, Slot::Location, Sign::SamePlace, signs)?;
            let placed = |p: &Profile| p.parties.contains_key(&Slot::Location) || p.phrases.contains_key(&Slot::Location);
            if !placed(a) && !placed(b) {
                signs.push(Sign::NoPlace);
            }
            thing(a, b, Slot::IncidentType, signs);
            thing(a, b, Slot::Target, signs);
            times(a, b, 30, signs);
        }
        Kind::Transfer => {}
    }
    published(a, b, signs);
    Some(())
}

/// The same ids, or the same words where there is no id. `None` where both are given and differ.
fn parties(a: &Profile, b: &Profile, slot: Slot, sign: Sign, signs: &mut Vec<Sign>) -> Option<()> {
    let same = match (a.party(slot), b.party(slot), a.phrases.get(&slot), b.phrases.get(&slot)) {
        (Some(x), Some(y), ..) => Some(!x.is_disjoint(y)),
        (None, None, Some(x), Some(y)) => Some(x.iter().any(|x| y.iter().any(|y| likeness(x, y) >= Likeness::Within))),
        (Some(_), None, _, Some(_)) | (None, Some(_), Some(_), _) => Some(false),
        _ => None,
    };
    if same == Some(true) {
        signs.push(sign);
    }
    (same != Some(false)).then_some(())
}

/// A party that may differ between two reports of one thing.
fn partner(a: &Profile, b: &Profile, slot: Slot, signs: &mut Vec<Sign>) {
    if let (Some(x), Some(y)) = (a.party(slot), b.party(slot))
        && !x.is_disjoint(y)
    {
        signs.push(Sign::SamePartner);
    }
}

/// What the thing is, in words.
fn thing(a: &Profile, b: &Profile, slot: Slot, signs: &mut Vec<Sign>) {
    let (x, y) = match (a.phrases.get(&slot), b.phrases.get(&slot)) {
        (Some(x), Some(y)) => (x, y),
        (None, None) => return,
        _ => {
            signs.push(Sign::UnnamedThing);
            return;
        }
    };
    let pairs = || x.iter().flat_map(|x| y.iter().map(move |y| (x, y)));
    let like = pairs().map(|(x, y)| likeness(x, y)).max();
    signs.push(match like {
        Some(Likeness::Same) => Sign::SameThing,
        Some(Likeness::Within) => Sign::LikeThing,
        _ if pairs().any(|(x, y)| overlap(x, y) >= 40) => Sign::LikeThing,
        _ => Sign::OtherThing,
    });
}

fn figures(a: &Profile, b: &Profile, signs: &mut Vec<Sign>) {
    let money = a.money.iter().flat_map(|x| b.money.iter().filter(|y| y.currency == x.currency).map(|y| (x.amount, y.amount)));
    let counts = a.quantities.iter().flat_map(|(_, x)| b.quantities.iter().map(|(_, y)| (x.value, y.value)));
    let figures: Vec<(u64, u64)> = money.chain(counts).collect();
    let same_percent = !a.percents.is_disjoint(&b.percents);
    let other_percent = !a.percents.is_empty() && !b.percents.is_empty() && !same_percent;
    if same_percent || figures.iter().any(|(x, y)| x == y) {
        signs.push(Sign::SameFigure);
    } else if figures.iter().any(|(x, y)| near(*x, *y, 5)) {
        // Two figures for one thing: left to the period to decide, and shown as a conflict if it does.
    } else if other_percent || !figures.is_empty() {
        signs.push(Sign::OtherFigure);
    }
}

fn times(a: &Profile, b: &Profile, within_days: i32, signs: &mut Vec<Sign>) {
    let all = |p: &Profile| p.dates.iter().map(|(_, date)| *date).chain(p.periods.iter().copied()).collect::<Vec<_>>();
    let (x, y) = (all(a), all(b));
    if x.is_empty() || y.is_empty() {
        return;
    }
    let pairs = || x.iter().flat_map(|x| y.iter().map(move |y| (*x, *y)));
    if pairs().any(|(x, y)| x.covers(y) || y.covers(x)) {
        signs.push(Sign::SamePeriod);
    } else if pairs().all(|(x, y)| days_apart(x, y) > within_days) {
        signs.push(Sign::OtherPeriod);
    }
}
