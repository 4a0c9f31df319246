//! What a notice is about: a stretch that lists goods into items, each with its own words and quantity.

use super::class::{self, Sorted};
use super::figure::{self, Count, counts};
use super::forms::Forms;
use crate::knowledge::Facts;
use materiel_model::{Class, Equipment, Mode, Quantity, Span, Stated};
use std::cell::OnceCell;

/// One kind of goods; spans are into the folded text.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// What it is.
    pub(super) equipment: Stated<Equipment>,
    /// How many, with the words that introduce the number.
    pub(super) quantity: Option<Stated<Quantity>>,
    /// What is done, where it is no plain sale.
    pub(super) mode: Option<Stated<Mode>>,
    /// True for goods that are taken out of an order.
    pub(super) reduced: bool,
    /// True when the words name something military.
    pub(super) military: bool,
    /// What stands behind the phrase up to the next item: who it is for.
    pub(super) behind: Span,
}

/// What goods are read with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    /// Wording.
    pub(super) forms: &'a Forms,
    /// Names.
    pub(super) facts: &'a Facts,
    /// The folded text.
    pub(super) text: &'a str,
}

/// The stretch that lists the goods, with the class that it gives to goods of no class of their own, once somebody asked.
struct Zone {
    span: Span,
    class: OnceCell<Option<Class>>,
}

impl Zone {
    const fn new(span: Span) -> Self {
        Self { span, class: OnceCell::new() }
    }
}

impl Reader<'_> {
    /// The goods with numbers of their own in a list.
    pub(super) fn counted(&self, zone: Span) -> Vec<Item> {
        let counts = self.heads_of_items(zone);
        let whole = Zone::new(zone);
        let mut items = Vec::new();
        for (i, count) in counts.iter().enumerate() {
            let until = counts.get(i + 1).map_or(zone.end, |next| next.start);
            let rest = Span::new(count.quantity.at.end, until.max(count.quantity.at.end));
            // "6,272, 120mm cartridges": a comma may stand behind a number that has one itself.
            let comma = if count.quantity.at.of(self.text).contains(',') {
                rest.len() - rest.of(self.text).trim_start_matches([',', ' ']).len()
            } else {
                0
            };
            let rest = Span::new(rest.start + comma, rest.end);
            let before = figure::tail(Span::new(zone.start, count.start).of(self.text));
            let reduced = self.forms.pattern.reducing.is_match(before);
            let Some(mut item) = self.item(rest, &whole, true) else { continue };
            let work = self
                .forms
                .pattern
                .upgrade_before
                .find(before)
                .map(|found| Span::new(count.start - (before.len() - found.start()), count.start).trim(self.text));
            item.mode = item.mode.or(work.map(|work| Stated::new(Mode::Upgrade, work)));
            item.quantity = Some(count.quantity);
            item.reduced = reduced;
            items.push(item);
        }
        items
    }

    /// The goods of a stretch that counts nothing: its first phrase.
    pub(super) fn single(&self, zone: Span) -> Option<Item> {
        self.item(zone, &Zone::new(zone), false)
    }

    /// The numbers that open an item of a list.
    fn heads_of_items(&self, zone: Span) -> Vec<Count> {
        let opens = |count: &Count| {
            let before = Span::new(zone.start, count.start).of(self.text).trim_end();
            let tail = figure::tail(before);
            before.is_empty()
                || self.forms.pattern.clause_start.is_match(tail)
                || (count.formal && !self.forms.pattern.no_item_before.is_match(tail))
        };
        // "(24 installed and 6 spares)" counts nothing new.
        let (mut at, mut depth) = (zone.start, 0_i32);
        let mut outside = |count: &Count| {
            for letter in Span::new(at, count.start.max(at)).of(self.text).bytes() {
                depth += i32::from(letter == b'(') - i32::from(letter == b')');
            }
            at = count.start.max(at);
            depth <= 0
        };
        counts(self.forms, self.text, zone).into_iter().filter(|count| outside(count)).filter(opens).collect()
    }

    /// The item whose phrase a stretch starts with.
    fn item(&self, rest: Span, zone: &Zone, counted: bool) -> Option<Item> {
        self.item_within(rest, zone, counted, 0)
    }

    fn item_within(&self, rest: Span, zone: &Zone, counted: bool, depth: usize) -> Option<Item> {
        let pattern = &self.forms.pattern;
        let mut rest = rest.trim(self.text);
        let mut upgrade: Option<Span> = None;
        let mut service: Option<Span> = None;
        for _ in 0..6 {
            let words = rest.of(self.text);
            let lead = [&pattern.lead_in, &pattern.upgrade_lead, &pattern.service_lead, &pattern.long_lead].into_iter().enumerate();
            let Some((kind, end)) =
                lead.filter_map(|(kind, lead)| lead.find(words).filter(|found| !found.is_empty()).map(|found| (kind, found.end()))).next()
            else {
                break;
            };
            let lead = Span::new(rest.start, rest.start + end);
            match kind {
                1 => upgrade = upgrade.or(Some(lead.trim(self.text))),
                2 => service = service.or(Some(lead.trim(self.text))),
                _ => {}
            }
            rest = Span::new(lead.end, rest.end).trim(self.text);
        }
        if let Some(lead) = service.filter(|_| !counted) {
            return self.service(lead, zone);
        }
        // "Converting 42 tanks": the number stands behind the verb.
        let inner = counts(self.forms, self.text, rest).first().copied().filter(|count| count.start == rest.start);
        if let Some(count) = inner {
            rest = Span::new(count.quantity.at.end, rest.end).trim(self.text);
        }
        let phrase = self.phrase(rest);
        let sorted = self.sorted(phrase, zone);
        let phrase = if counted { phrase } else { self.service_phrase(rest, phrase, sorted).unwrap_or(phrase) };
        let sorted = self.sorted(phrase, zone);
        let name = self.name(phrase);
        if name.chars().filter(|letter| letter.is_alphanumeric()).count() < 2
            || !name.contains(char::is_alphabetic)
            || pattern.generic.is_match(&name)
        {
            // "Spares for the F110 engines": the words alone name nothing.
            if let Some(item) = self.part(rest, phrase, &name, zone, counted) {
                return Some(item);
            }
            // "The configuration of the EA-6B": the thing stands behind "of".
            let behind = Span::new(phrase.end, rest.end)
                .of(self.text)
                .strip_prefix(" of ")
                .map(|behind| Span::new(rest.end - behind.len(), rest.end));
            return behind
                .filter(|_| depth < 4 && !phrase.is_empty())
                .and_then(|behind| self.item_within(behind, zone, counted, depth + 1));
        }
        let mode = if sorted.class == Class::Service {
            Some(Stated::inferred(Mode::Service, phrase))
        } else if let Some(lead) = upgrade {
            Some(Stated::new(Mode::Upgrade, lead))
        } else {
            pattern
                .upgrade_noun
                .find(phrase.of(self.text))
                .map(|noun| Stated::new(Mode::Upgrade, Span::new(noun.start(), noun.end()).shift(phrase.start)))
        };
        let equipment = Equipment { name, class: sorted.class, id: sorted.family.map(|family| family.id.clone()) };
        Some(Item {
            equipment: Stated::new(equipment, phrase),
            quantity: inner.map(|count| count.quantity),
            mode,
            reduced: false,
            military: sorted.military,
            behind: Span::new(phrase.end, rest.end.max(phrase.end)),
        })
    }

    /// Parts of something, or work for it, that have no name without it.
    fn part(&self, rest: Span, phrase: Span, name: &str, zone: &Zone, counted: bool) -> Option<Item> {
        let pattern = &self.forms.pattern;
        let behind = Span::new(phrase.end, rest.end);
        let lead = pattern.part_for.find(behind.of(self.text)).filter(|_| pattern.part_of.is_match(name) && !counted)?;
        let object = self.phrase(Span::new(behind.start + lead.end(), behind.end));
        let named = class::names_a_system(self.forms, self.facts, object.of(self.text)).then_some(object)?;
        let whole = phrase.join(named);
        let class = self.sorted(phrase, zone).class;
        let class = if class == Class::Service { class } else { Class::Other };
        let id = self.sorted(named, zone).family.map(|family| family.id.clone());
        Some(Item {
            equipment: Stated::new(Equipment { name: self.name(whole), class, id }, whole),
            quantity: None,
            mode: (class == Class::Service).then(|| Stated::inferred(Mode::Service, phrase)),
            reduced: false,
            military: true,
            behind: Span::new(named.end, rest.end.max(named.end)),
        })
    }

    /// Work on something: "repair of the AN/SPY-1 radar", named by its words.
    fn service(&self, lead: Span, zone: &Zone) -> Option<Item> {
        let rest = Span::new(lead.start, zone.span.end.max(lead.end));
        let behind = Span::new(lead.end, zone.span.end.max(lead.end)).trim(self.text);
        let object = self.phrase(behind);
        let phrase = if object.is_empty() { lead } else { lead.join(object) };
        let name = self.name(phrase);
        let sorted = self.sorted(phrase, zone);
        (!name.is_empty()).then(|| Item {
            equipment: Stated::new(Equipment { name, class: Class::Service, id: sorted.family.map(|family| family.id.clone()) }, phrase),
            quantity: None,
            mode: Some(Stated::new(Mode::Service, lead)),
            reduced: false,
            military: false,
            behind: Span::new(phrase.end, rest.end.max(phrase.end)),
        })
    }

    fn sorted(&self, phrase: Span, zone: &Zone) -> Sorted<'_> {
        let wider = || *zone.class.get_or_init(|| class::wider(self.forms, self.facts, zone.span.of(self.text)));
        class::sort(self.forms, self.facts, &self.name(phrase), wider)
    }

    /// The noun phrase that a stretch starts with.
    pub(super) fn phrase(&self, rest: Span) -> Span {
        let words = without_brackets(rest.of(self.text));
        let mut end = words.len();
        // The full stop of "U.S." ends nothing.
        let abbreviation = |at: usize| words.get(..at).unwrap_or_default().ends_with("U.S");
        if let Some(cut) =
            self.forms.pattern.cut.find_iter(&words).find(|cut| !(cut.as_str().starts_with('.') && abbreviation(cut.start())))
        {
            end = cut.start();
        }
        // "And" joins two things unless both sides belong to one name: "Target Acquisition and Designation Sight".
        if let Some(and) = self.forms.pattern.and_on.find(words.get(..end).unwrap_or_default()) {
            end = and.start();
        }
        let phrase = Span::new(rest.start, rest.start + end).trim(self.text);
        let words = phrase.of(self.text).trim_end_matches([',', ';', ':', '.', '"', ' ', '\'']);
        Span::new(phrase.start, phrase.start + words.len())
    }

    /// Where the work is named by several words ("program management, logistics and engineering services"), all of them.
    fn service_phrase(&self, rest: Span, phrase: Span, sorted: Sorted<'_>) -> Option<Span> {
        if sorted.known && sorted.class != Class::Service && !sorted.part {
            return None;
        }
        let words = without_brackets(rest.of(self.text));
        let found = self.forms.pattern.service_noun.captures(&words)?.name("services")?;
        let longer = Span::new(rest.start + found.start(), rest.start + found.end()).trim(self.text);
        let own = Span::new(phrase.end.min(longer.end), longer.end).of(self.text);
        let one_name = !self.forms.pattern.service_apart.is_match(&without_brackets(own));
        (one_name && (longer.end > phrase.end || sorted.class == Class::Service)).then_some(longer)
    }

    /// A phrase without what stands in brackets, as a name.
    pub(super) fn name(&self, phrase: Span) -> String {
        let words = without_brackets(phrase.of(self.text));
        let name = words.split_whitespace().collect::<Vec<_>>().join(" ");
        name.trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned()
    }
}

/// The text with everything in brackets as spaces, byte for byte as long. A bracket that nothing closes within reach stays.
pub(super) fn without_brackets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let close = rest.get(open..).and_then(|inner| {
            inner
                .char_indices()
                .take(160)
                .scan(0_i32, |depth, (at, letter)| {
                    match letter {
                        '(' => *depth += 1,
                        ')' => *depth -= 1,
                        _ => {}
                    }
                    Some((at, *depth))
                })
                .find(|(_, depth)| *depth == 0)
                .map(|(at, _)| open + at + 1)
        });
        let end = close.unwrap_or(open + 1);
        out.push_str(rest.get(..open).unwrap_or_default());
        // "AN/ALQ-231(V)3" is one name.
        let short = close.is_some()
            && end - open <= 4
            && rest.get(..open).is_some_and(|before| before.ends_with(|letter: char| letter.is_alphanumeric()));
        if close.is_none() || short {
            out.push_str(rest.get(open..end).unwrap_or_default());
        } else {
            out.extend(std::iter::repeat_n(' ', end - open));
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}
