//! Equipment: known designations with their versions, generic nouns with what describes them, and the phrases that both make together.

use super::hits::Hit;
use super::page::Page;
use super::{EquipmentName, Name, Sort, class, unknown, version};
use crate::knowledge::spelling::Gap;
use crate::knowledge::{Family, Owner, Role};
use materiel_model::Class;
use std::ops::Range;

/// Settles all equipment.
pub(super) fn find(page: &mut Page<'_, '_>) {
    unknown::ships(page);
    let items = items(page);
    let mut phrases = Vec::new();
    let mut rest = items.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let mut phrase = Phrase::new(page, first);
        rest = after;
        while let Some((next, after)) = rest.split_first() {
            if !phrase.join(page, next) {
                break;
            }
            rest = after;
        }
        phrases.push(phrase);
    }
    for phrase in &mut phrases {
        phrase.reach_left(page);
        if phrase.designation.is_none() {
            phrase.designate(page);
        }
    }
    for phrase in &phrases {
        let name = phrase.name(page);
        page.settle(phrase.atoms.clone(), Name::Equipment(name));
    }
    let found = phrases.iter().filter_map(|phrase| Some((phrase.learnt(page)?, phrase.name(page))));
    unknown::again(page, found.collect());
    unknown::listed(page);
}

/// A designation or a noun.
struct Item {
    atoms: Range<usize>,
    /// The atoms without a noun at the end.
    name: Range<usize>,
    plural: bool,
    kind: Kind,
}

enum Kind {
    /// Families that it may name.
    Designation(Vec<usize>),
    /// A group of nouns.
    Noun(usize),
}

/// Designations and nouns in order; none overlaps another or a settled mention.
fn items(page: &Page<'_, '_>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut end = 0;
    let mut atom = 0;
    while atom < page.len() {
        if let Some(item) = designation(page, atom, end).or_else(|| noun(page, atom)) {
            end = item.atoms.end;
            atom = end.max(atom + 1);
            items.push(item);
        } else {
            atom += 1;
        }
    }
    items
}

fn designation(page: &Page<'_, '_>, atom: usize, from: usize) -> Option<Item> {
    let hit = page.holder(atom).filter(|hit| hit.atoms.start == atom)?;
    let families = hit.owners.iter().filter_map(|owner| if let Owner::Family(i, _) = owner { Some(*i) } else { None }).collect::<Vec<_>>();
    if families.is_empty() || is_other_number(page, hit) || hit.atoms.clone().any(|atom| page.is_taken(atom)) {
        return None;
    }
    let start = version::before(page, atom).max(from);
    // Some names stand in the tables in both numbers.
    let is_plural = page.hits_at(atom).iter().any(|other| {
        other.plural
            && other.atoms == hit.atoms
            && other.owners.iter().any(|owner| hit.owners.iter().any(|one| one.whole() == owner.whole()))
    });
    let (end, plural) = if is_plural { (hit.atoms.end, true) } else { version::extend(page, hit.atoms.clone()) };
    let name = if end == hit.atoms.end { start..without_noun(page, hit) } else { start..end };
    Some(Item { atoms: start..end, name, plural, kind: Kind::Designation(families) })
}

/// A name without a number is another thing with one: Grom, Grom-2.
fn is_other_number(page: &Page<'_, '_>, hit: &Hit) -> bool {
    let end = hit.atoms.end;
    let number = page.follows(end, &[Gap::Hyphen]) && page.between(end) == "-" && page.is_digits(end);
    number && !hit.atoms.clone().any(|atom| page.is_digits(atom))
}

/// Where the name ends when the noun is left out that some names of the tables have: "Spike missile", "Mi-17 helicopter".
fn without_noun(page: &Page<'_, '_>, hit: &Hit) -> usize {
    let end = hit.atoms.end;
    let noun = |atom: &usize| {
        let noun = |hit: &Hit| hit.atoms.end == end && hit.owners.iter().any(|owner| matches!(owner, Owner::Noun(..)));
        page.hits_at(*atom).iter().any(noun)
    };
    let Some(start) = (hit.atoms.start + 1..end).find(noun) else { return end };
    let same =
        |rest: &Hit| rest.atoms.end == start && rest.owners.iter().any(|owner| hit.owners.iter().any(|one| one.whole() == owner.whole()));
    if page.spelled.is_lower(start) || page.hits_at(hit.atoms.start).iter().any(same) { start } else { end }
}

fn noun(page: &Page<'_, '_>, atom: usize) -> Option<Item> {
    if page.is_taken(atom) || (page.gap(atom) == Gap::Hyphen && atom > 0 && page.has("against", atom - 1)) {
        return None;
    }
    let whole = |hit: &&Hit| {
        let end = hit.atoms.end;
        let compound = page.follows(end, &[Gap::Hyphen]) && page.between(end) == "-" && page.spelled.is_lower(end);
        let free = hit.atoms.clone().all(|atom| !page.is_taken(atom) && page.holder(atom).is_none_or(|held| held.atoms.end <= end));
        free && !compound && hit.owners.iter().any(|owner| matches!(owner, Owner::Noun(..)))
    };
    let hit = page.hits_at(atom).iter().find(whole)?;
    let nouns = hit.owners.iter().filter_map(|owner| if let Owner::Noun(i, role) = owner { Some((*i, *role)) } else { None });
    let vague = |i: usize| page.knowledge.nouns.get(i).is_none_or(|noun| noun.vague);
    let (noun, _) = nouns.clone().min_by_key(|(i, role)| (*role == Role::Plural, vague(*i)))?;
    // "Helicopter fleet" is vague only about how many.
    let shorter = page.hits_at(atom).iter().filter(|other| other.atoms.end < hit.atoms.end).flat_map(|other| &other.owners);
    let precise = shorter.filter_map(|owner| if let Owner::Noun(i, _) = owner { Some(*i) } else { None }).find(|i| !vague(*i));
    let noun = precise.filter(|_| vague(noun)).unwrap_or(noun);
    let plural = hit.plural || nouns.clone().all(|(_, role)| role == Role::Plural);
    Some(Item { atoms: hit.atoms.clone(), name: hit.atoms.clone(), plural, kind: Kind::Noun(noun) })
}

/// What one piece of equipment is called.
struct Phrase {
    atoms: Range<usize>,
    designation: Option<Range<usize>>,
    /// True when the designation ends in a plural's `s`.
    plural_name: bool,
    families: Vec<usize>,
    /// The class and vagueness of the nouns together.
    noun: Option<(Class, bool)>,
    /// The last noun.
    last_noun: Range<usize>,
    /// True when nothing more may follow: the head is a plural.
    closed: bool,
    alias: Option<Range<usize>>,
    /// True when no table has the designation.
    unknown: bool,
}

impl Phrase {
    fn new(page: &Page<'_, '_>, item: &Item) -> Self {
        let mut phrase = Self {
            atoms: item.atoms.clone(),
            designation: None,
            plural_name: false,
            families: Vec::new(),
            noun: None,
            last_noun: 0..0,
            closed: item.plural,
            alias: None,
            unknown: false,
        };
        match &item.kind {
            Kind::Designation(families) => {
                phrase.designation = Some(item.name.clone());
                phrase.plural_name = item.plural && item.name.end == item.atoms.end;
                phrase.families.clone_from(families);
                phrase.head(page);
            }
            Kind::Noun(noun) => phrase.add_noun(page, *noun, item),
        }
        phrase
    }

    fn add_noun(&mut self, page: &Page<'_, '_>, noun: usize, item: &Item) {
        let Some(noun) = page.knowledge.nouns.get(noun) else { return };
        self.noun = Some(match self.noun {
            None => (noun.class, noun.vague),
            Some((class, true)) if noun.vague => (class, true),
            Some((class, _)) if noun.vague => (class, false),
            Some((_, true)) => (noun.class, false),
            Some((class, false)) => (class::together(class, noun.class, false), false),
        });
        self.last_noun = item.atoms.clone();
        self.atoms.end = item.atoms.end;
        self.closed = item.plural;
    }

    /// Takes in the words that the family's table allows after its name.
    fn head(&mut self, page: &Page<'_, '_>) {
        let end = self.atoms.end;
        if !page.follows(end, &[Gap::Space]) || page.hits_at(end).iter().any(|hit| matches!(hit.owners.first(), Some(Owner::Noun(..)))) {
            return;
        }
        let heads = self.families.iter().filter_map(|i| page.knowledge.families.get(*i)).flat_map(|family| &family.head);
        let lengths = heads.filter_map(|head| {
            let key = crate::knowledge::spelling::key(head);
            let atoms = crate::knowledge::spelling::spell(head).atoms.len();
            super::belief::spells(page, end, &key.letters).then_some(atoms)
        });
        if let Some(atoms) = lengths.max() {
            self.atoms.end = (end + atoms).min(page.len());
        }
    }

    /// Takes in the next item if both name one thing.
    fn join(&mut self, page: &Page<'_, '_>, next: &Item) -> bool {
        let start = next.atoms.start;
        if start >= page.len() || page.sentence(start) != page.sentence(self.atoms.start) {
            return false;
        }
        if start == self.atoms.end && page.gap(start) == Gap::Bracket && page.after(next.atoms.end - 1).starts_with(')') {
            return self.join_alias(page, next);
        }
        let joined = |atom: usize| page.follows(atom, &[Gap::Space, Gap::Hyphen, Gap::Quote, Gap::Glued]) && page.between(atom) != "&";
        let between = self.atoms.end..start;
        let described =
            between.len() <= 3 && between.clone().all(|atom| joined(atom) && (page.has("modifiers", atom) || page.word(atom) == "class"));
        if !described || !joined(start) || page.between(start).trim_start().starts_with('.') {
            return false;
        }
        match &next.kind {
            Kind::Noun(noun) if !self.closed => {
                self.add_noun(page, *noun, next);
                true
            }
            Kind::Designation(families) if between.is_empty() => self.join_designation(page, next, families),
            _ => false,
        }
    }

    fn join_designation(&mut self, page: &Page<'_, '_>, next: &Item, families: &[usize]) -> bool {
        let class = |i: &usize| page.knowledge.families.get(*i).map(|family| family.class);
        match (&self.designation, self.noun) {
            (Some(designation), None) if !self.closed => {
                let common = self.families.iter().filter(|i| families.contains(i)).copied().collect::<Vec<_>>();
                let nickname = !next.atoms.clone().any(|atom| page.is_digits(atom)) && designation.clone().any(|atom| page.is_digits(atom));
                let alike = nickname && self.families.iter().any(|one| families.iter().any(|other| class(one) == class(other)));
                if common.is_empty() && !alike {
                    return false;
                }
                if !common.is_empty() {
                    self.families = common;
                }
                self.designation = Some(designation.start..next.name.end);
            }
            (None, Some((noun, vague))) => {
                let suits = |i: &usize| {
                    class(i).is_some_and(|class| {
                        if vague {
                            class::vague_suits(page, self.last_noun.clone(), class) == Some(true)
                        } else {
                            class == noun || class::related(class, noun)
                        }
                    })
                };
                let fitting = families.iter().copied().filter(suits).collect::<Vec<_>>();
                if fitting.is_empty() {
                    return false;
                }
                self.families = fitting;
                self.designation = Some(next.name.clone());
            }
            _ => return false,
        }
        self.plural_name = next.plural && next.name.end == next.atoms.end;
        self.closed = next.plural;
        self.atoms.end = next.atoms.end;
        self.head(page);
        true
    }

    /// "anti-tank guided missiles (ATGMs)", "anti-tank missiles (Javelin)".
    fn join_alias(&mut self, page: &Page<'_, '_>, next: &Item) -> bool {
        let class = |i: &usize| page.knowledge.families.get(*i).map(|family| family.class);
        match &next.kind {
            Kind::Designation(families) => {
                let (Some((noun, vague)), None) = (self.noun, &self.designation) else { return false };
                if !vague && !families.iter().any(|i| class(i) == Some(noun)) {
                    return false;
                }
                self.families.clone_from(families);
                self.designation = Some(next.name.clone());
                self.plural_name = next.plural && next.name.end == next.atoms.end;
            }
            Kind::Noun(_) => self.alias = Some(next.atoms.clone()),
        }
        self.closed = true;
        self.atoms.end = next.atoms.end;
        true
    }

    /// Takes in what describes a noun: "offshore patrol vessels", "155mm self-propelled howitzers".
    fn reach_left(&mut self, page: &Page<'_, '_>) {
        if self.designation.as_ref().is_some_and(|designation| designation.start == self.atoms.start) {
            return;
        }
        let mut start = self.atoms.start;
        // "Light, wheeled armoured vehicles".
        let listed = |start: usize| {
            start >= 2
                && page.between(start).trim_end() == ","
                && page.has("modifiers", start)
                && page.has("modifiers", start - 1)
                && page.spelled.is_lower(start - 1)
        };
        while self.atoms.start - start < 8 && (page.follows(start, &[Gap::Space, Gap::Hyphen, Gap::Glued]) || listed(start)) {
            if listed(start) {
                start -= 1;
                continue;
            }
            let Some(before) = described_by(page, start) else { break };
            start = before;
            if page.is_digits(start) {
                break;
            }
        }
        self.atoms.start = start;
    }

    /// Finds a designation by its shape beside the noun.
    fn designate(&mut self, page: &Page<'_, '_>) {
        let found = unknown::beside(page, &self.atoms).filter(|designation| self.may_be_called(page, designation));
        if let Some(designation) = found {
            self.atoms = self.atoms.start.min(designation.start)..self.atoms.end.max(designation.end);
            self.unknown = true;
            self.designation = Some(designation);
        }
    }

    /// "Planning System" is no system called Planning; and only ships have classes.
    fn may_be_called(&self, page: &Page<'_, '_>, designation: &Range<usize>) -> bool {
        let Some((class, vague)) = self.noun else { return false };
        let coded = designation.clone().any(|atom| page.is_digits(atom) || page.spelled.is_upper(atom));
        let class_name = designation.clone().skip(1).any(|atom| page.word(atom) == "class" && page.spelled.is_lower(atom));
        let ship = matches!(class, Class::Warship | Class::Submarine | Class::PatrolCraft);
        (coded || !vague || !page.is_titlecase(self.last_noun.start)) && (ship || !class_name)
    }

    /// The letters of a name that the document gives and no table has, to know it by later: "Kargu", or "Spike" of "Spike missiles".
    fn learnt(&self, page: &Page<'_, '_>) -> Option<String> {
        let designation = self.designation.clone()?;
        let known = !self.unknown && page.holder(designation.start).is_some_and(|hit| designation.end >= hit.atoms.end);
        (!known && designation.end > designation.start).then(|| page.spelled.words(designation).to_owned())
    }

    fn family<'k>(&self, page: &Page<'k, '_>) -> Option<&'k Family> {
        let knowledge = page.knowledge;
        let families = || self.families.iter().filter_map(|i| knowledge.families.get(*i));
        let fits = |family: &&'k Family| match self.noun {
            Some((_, true)) => class::vague_suits(page, self.last_noun.clone(), family.class) == Some(true),
            Some((class, false)) => family.class == class || class::related(family.class, class),
            None => !family.needs,
        };
        let exact = |family: &&'k Family| self.noun.is_some_and(|(class, _)| class == family.class);
        let evident = |family: &&'k Family| page.is_evident(family);
        let both = |family: &&'k Family| evident(family) && fits(family);
        families()
            .find(exact)
            .or_else(|| families().find(both))
            .or_else(|| families().find(evident).filter(|_| self.noun.is_none()))
            .or_else(|| families().find(fits).filter(|_| self.noun.is_some()))
            // Nothing tells: the family with the most names is the best known.
            .or_else(|| families().max_by_key(|family| family.names.len() + family.variants.len()))
    }

    fn class(&self, page: &Page<'_, '_>) -> Class {
        match (self.family(page), self.noun) {
            (Some(family), Some((noun, vague))) => class::together(family.class, noun, vague),
            (Some(family), None) => family.class,
            (None, Some((noun, _))) => noun,
            (None, None) => Class::Other,
        }
    }

    fn name<'k>(&self, page: &Page<'k, '_>) -> EquipmentName<'k> {
        let family = self.family(page);
        let class = self.class(page);
        let part = family.is_some_and(|family| class::is_part(class) && !class::is_part(family.class));
        let name = match &self.designation {
            Some(designation) if !part => {
                let words = page.words(designation.clone());
                // The tables have names in the singular.
                let stem = words.strip_suffix('s').filter(|_| self.plural_name).map(str::to_owned);
                stem.unwrap_or(words)
            }
            _ => page.words(self.atoms.start..self.alias.as_ref().map_or(self.atoms.end, |alias| alias.start)),
        };
        let sort = match (&self.designation, family, self.noun) {
            (Some(_), Some(_), _) => Sort::Family,
            (Some(_), None, _) => Sort::Designation,
            (None, _, Some((_, true))) => Sort::VagueNoun,
            (None, ..) => Sort::Noun,
        };
        let end = self.atoms.end;
        let unit = class == Class::AirDefence && page.has("unit_words", end);
        // "Russia's arms export agency".
        let trader =
            end + 1 < page.len() && page.has("trading", end) && page.follows(end + 1, &[Gap::Space]) && page.has("traders", end + 1);
        let about = page.follows(end, &[Gap::Space]) && (page.has("about", end) || trader) && !unit;
        EquipmentName {
            family: family.map(|family| family.id.as_str()),
            name,
            class,
            sort,
            origin: family.map_or(&[], |family| &family.origin),
            maker: family.map_or(&[], |family| &family.maker),
            civil: family.is_some_and(|family| family.civil),
            designation: self.designation.clone().map(|atoms| page.tokens(atoms)),
            alias: self.alias.clone().map(|atoms| page.span(atoms)),
            about,
        }
    }
}

/// Where the word before `start` begins, if it describes equipment: a word of the list, a hyphenated compound, a calibre.
fn described_by(page: &Page<'_, '_>, start: usize) -> Option<usize> {
    let last = start - 1;
    if page.is_taken(last) || page.holder(last).is_some() || !page.between(start).chars().all(|c| c == '-' || c.is_whitespace()) {
        return None;
    }
    if page.gap(start) == Gap::Hyphen && page.spelled.is_upper(last) && page.gap(last) != Gap::Hyphen {
        // "GPS-guided".
        return Some(last);
    }
    let mut first = last;
    while page.follows(first, &[Gap::Hyphen, Gap::Glued])
        && !page.is_taken(first - 1)
        && (page.between(first) == "-" || page.between(first).is_empty())
    {
        first -= 1;
    }
    let word = first..start;
    let calibre = page.has("calibre_units", last) && (first < last || page.follows(last, &[Gap::Space])) && page.is_digits(last - 1);
    if calibre {
        let mut number = last - 1;
        // "7.62mm" has a dot between its digits, "2,000-pound" a comma.
        while number > 0 && (page.follows(number, &[Gap::Hyphen, Gap::Slash]) || page.between(number) == ",") && page.is_digits(number - 1)
        {
            number -= 1;
        }
        return Some(number);
    }
    if word.len() == 1 || page.gap(start) == Gap::Hyphen {
        let known = page.has("modifiers", last) && (!page.is_capital(last) || !page.opens_sentence(last)) && !page.is_digits(last);
        let prefix = page.gap(start) == Gap::Hyphen && page.spelled.is_lower(last);
        return (known || prefix).then_some(last).map(|last| if word.len() > 1 { first } else { last });
    }
    let lower = |atom: usize| page.spelled.is_lower(atom) || page.is_digits(atom);
    let compound = word.clone().all(|atom| {
        (lower(atom) || (atom == first && page.spelled.is_upper(atom))) && !page.has("not_modifiers", atom) && page.holder(atom).is_none()
    });
    let ordinal = word.len() == 2 && page.is_digits(first) && matches!(page.word(last), "st" | "nd" | "rd" | "th");
    let drive = page.words(word.clone()).len() == 3 && page.is_digits(first) && page.word(first + 1) == "x";
    (compound && !ordinal && !page.is_digits(last) || drive).then_some(first)
}
