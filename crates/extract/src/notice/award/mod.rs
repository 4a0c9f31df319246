//! A contract announcement, one award, into claims.

mod correction;
mod facility;
mod fields;
mod parties;

use super::class;
use super::deal::{Buyer, Deal};
use super::flat::Flat;
use super::forms::Forms;
use super::goods::{Item, Reader};
use super::page::diagnostic;
use crate::knowledge::Facts;
use materiel_model::{Claim, Class, Diagnostic, Mode, Polarity, Span, Stage, Stated};

/// The claims of one award. `flat` starts where the award does.
pub(super) fn claims(forms: &Forms, facts: &Facts, flat: &Flat) -> (Vec<Claim>, Vec<Diagnostic>) {
    let award = Award { forms, facts, flat, text: &flat.text };
    if forms.pattern.correction.is_match(&flat.text)
        && let Some(read) = correction::claims(&award)
    {
        return read;
    }
    let Some(verb) = award.verb() else { return (Vec::new(), Vec::new()) };
    award.claims(verb)
}

/// The sentence and the words that award.
#[derive(Clone, Copy)]
struct Verb {
    sentence: Span,
    words: Span,
}

#[derive(Clone, Copy)]
struct Award<'a> {
    forms: &'a Forms,
    facts: &'a Facts,
    flat: &'a Flat,
    text: &'a str,
}

impl<'a> Award<'a> {
    const fn reader(&self) -> Reader<'a> {
        Reader { forms: self.forms, facts: self.facts, text: self.text }
    }

    fn verb(&self) -> Option<Verb> {
        self.flat.sentences.iter().find_map(|sentence| {
            let found = self.forms.pattern.award.captures(sentence.of(self.text))?;
            let found = found.name("verb").or_else(|| found.name("received"))?;
            let words = Span::new(found.start(), found.end()).shift(sentence.start);
            let opening = Span::new(sentence.start, words.start).of(self.text);
            // A long list of contractors divides into several sentences at its full stops.
            let before = self.flat.sentences.first().map_or(sentence.start, |first| first.start);
            let sentence = if self.forms.pattern.not_award.is_match(opening) { return None } else { Span::new(before, sentence.end) };
            Some(Verb { sentence, words })
        })
    }

    fn claims(&self, verb: Verb) -> (Vec<Claim>, Vec<Diagnostic>) {
        let pattern = &self.forms.pattern;
        let told = Span::new(verb.words.end, verb.sentence.end);
        let makers = fields::makers(self, Span::new(verb.sentence.start, verb.words.start));
        let due = fields::due(self, verb.words.end);
        let zones = self.zones(told);
        let mut found = facility::claims(self, verb, &zones, due, &makers);
        let buyers = parties::buyers(self, verb);
        let abroad = buyers.iter().any(|buyer| buyer.party.as_ref().is_none_or(|party| party.value.as_str() != "US"));
        let activity = self.activity();
        let items = if found.is_empty() { self.items(&zones, abroad, activity) } else { Vec::new() };
        let deal = Deal {
            stage: Stated::new(Stage::Contracted, verb.words),
            evidence: verb.sentence,
            polarity: Polarity::Affirmed,
            supplier: activity.unwrap_or(verb.words),
            makers,
            value: fields::value(self, verb),
            date: fields::awarded_on(self),
            due,
        };
        let mut diagnostics = Vec::new();
        if abroad && items.is_empty() && found.is_empty() {
            diagnostics
                .push(diagnostic(self.flat.restore(verb.sentence), "an award for a foreign customer names no goods that could be read"));
        }
        if deal.value.is_none() && !items.is_empty() {
            diagnostics.push(diagnostic(self.flat.restore(verb.sentence), "the amount of the award could not be read"));
        }
        let mut first = true;
        for item in &items {
            let evidence =
                if verb.sentence.contains(item.equipment.at) { verb.sentence } else { self.flat.sentence_at(item.equipment.at.start) };
            let deal = Deal { evidence, ..deal.clone() };
            for (buyer, item) in parties::of_item(self, item, &buyers) {
                found.push(deal.claim(self.flat, &item, buyer, first));
            }
            first &= item.reduced;
        }
        if !items.is_empty() && pattern.option_price.is_match(self.text) {
            found.extend(self.option(&deal, &items, &buyers));
        }
        (found, diagnostics)
    }

    /// An option that is priced and not exercised: stated goods, for the same buyers.
    fn option(&self, deal: &Deal, items: &[Item], buyers: &[Buyer]) -> Vec<Claim> {
        let Some(words) = self.forms.pattern.option_price.captures(self.text).and_then(|found| found.name("goods")) else {
            return Vec::new();
        };
        let zone = Span::new(words.start(), words.end());
        let counted = self.reader().counted(zone);
        if counted.is_empty() || items.iter().any(|item| zone.contains(item.equipment.at)) {
            return Vec::new();
        }
        let deal = Deal {
            stage: Stated::new(Stage::Interest, zone),
            evidence: self.flat.sentence_at(zone.start),
            value: None,
            due: None,
            date: None,
            ..deal.clone()
        };
        let kept = counted.iter().filter(|item| item.military);
        kept.flat_map(|item| buyers.iter().map(|buyer| deal.claim(self.flat, item, buyer, false)).collect::<Vec<_>>()).collect()
    }

    /// The command that buys.
    fn activity(&self) -> Option<Span> {
        let sentence = self.flat.sentences.iter().rev().find(|sentence| sentence.of(self.text).contains("contracting activity"))?;
        Some(*sentence)
    }

    /// The stretches that say what is bought: in the first sentence, and in later sentences of their own.
    fn zones(&self, told: Span) -> Vec<Span> {
        let pattern = &self.forms.pattern;
        let mut zones = Vec::new();
        for opener in pattern.opener.find_iter(told.of(self.text)) {
            let rest = Span::new(told.start + opener.end(), told.end).trim(self.text);
            let words = opener.as_str().trim_start();
            let work = pattern.service_lead.is_match(words) || pattern.upgrade_lead.is_match(words.strip_prefix("to ").unwrap_or_default());
            // "For the modification of 500 missiles" is about goods, "for modification of delivery order 12" is not.
            let modified = pattern.upgrade_lead.find(rest.of(self.text)).and_then(|lead| rest.of(self.text).get(lead.end()..));
            let of_goods = modified.is_some_and(|object| !pattern.contract_word.is_match(object));
            if pattern.contract_word.is_match(rest.of(self.text)) && !of_goods {
                continue;
            }
            // "To repair", "to support": the verb is part of what is bought.
            let verb = Span::new(told.start + opener.start(), told.end).trim(self.text);
            let start = if work { verb.start + usize::from(verb.of(self.text).starts_with("to ")) * 3 } else { rest.start };
            zones.push(self.until_work(Span::new(start, told.end)));
            break;
        }
        if zones.is_empty() {
            let supported = pattern.support_of.find(told.of(self.text)).map_or(told.end, |found| told.start + found.end());
            zones.push(self.until_work(Span::new(supported, told.end)));
        }
        for sentence in self.flat.sentences.iter().filter(|sentence| sentence.start >= told.end) {
            if let Some(lead) = pattern.goods_sentence.find(sentence.of(self.text)) {
                zones.push(self.until_work(Span::new(sentence.start + lead.end(), sentence.end)));
            }
        }
        zones
    }

    /// A stretch up to where it goes on to places of work and dates.
    fn until_work(&self, zone: Span) -> Span {
        let end = self.forms.pattern.place_of_work.find(zone.of(self.text)).map_or(zone.end, |found| zone.start + found.start());
        Span::new(zone.start, end)
    }

    /// The goods that make claims.
    fn items(&self, zones: &[Span], abroad: bool, activity: Option<Span>) -> Vec<Item> {
        let pattern = &self.forms.pattern;
        // "For flight tests in support of the MV-22": the system may stand before the zone that says what is done.
        let first = zones.first().map_or(Span::new(0, 0), |zone| self.until_work(self.flat.sentence_at(zone.start)));
        let support = self
            .forms
            .pattern
            .support_of
            .find(first.of(self.text))
            .map_or("", |found| first.of(self.text).get(found.end()..).unwrap_or_default());
        let told = zones.iter().map(|zone| zone.of(self.text)).chain([support]).collect::<Vec<_>>().join(" ");
        let activity = activity.map_or("", |activity| activity.of(self.text));
        let no_arms = pattern.not_arms_activity.is_match(activity);
        if !abroad && (no_arms || pattern.not_goods.is_match(zones.first().map_or("", |zone| zone.of(self.text)))) {
            return Vec::new();
        }
        let reader = self.reader();
        let system = class::names_a_system(self.forms, self.facts, &told);
        let wanted = |item: &Item| {
            let service = item.equipment.value.class == Class::Service;
            if pattern.not_goods.is_match(&item.equipment.value.name) {
                return abroad && service && system;
            }
            abroad || if service { system } else { item.military || system || pattern.arms_activity.is_match(activity) }
        };
        let mut items: Vec<Item> = Vec::new();
        for zone in zones {
            for item in reader.counted(*zone).into_iter().filter(|item| wanted(item) && item.equipment.value.class != Class::Service) {
                add(&mut items, item);
            }
        }
        if items.iter().any(|item| !item.reduced) {
            self.name_by_first(&mut items, zones);
            return items;
        }
        // Without numbers the first stretch that names something known speaks for the whole award.
        let singles = zones.iter().filter_map(|zone| reader.single(*zone)).filter(|item| wanted(item)).collect::<Vec<_>>();
        let best = singles.iter().find(|item| item.military || item.equipment.value.class == Class::Service).or_else(|| singles.first());
        items.extend(best.cloned().map(|mut item| {
            // A package of upgrades counts nothing of its own.
            item.mode = item.mode.filter(|mode| mode.value != Mode::Sale);
            item
        }));
        items
    }
}

impl Award<'_> {
    /// "Will provide 12 aircraft" behind "for the production of the F-16": the number counts what the first stretch names.
    fn name_by_first(&self, items: &mut [Item], zones: &[Span]) {
        let Some(named) = zones.first().and_then(|zone| self.reader().single(*zone)) else { return };
        let Some(first) = items.iter_mut().find(|item| !item.reduced) else { return };
        let plain = !first.equipment.value.name.contains(|letter: char| letter.is_uppercase() || letter.is_ascii_digit());
        let nameless = first.equipment.value.id.is_none() && plain && first.equipment.value.name.split(' ').count() <= 3;
        let known = named.equipment.value.id.is_some() && named.equipment.value.class != Class::Service;
        if nameless
            && known
            && first.equipment.at.start > named.equipment.at.end
            && !self.forms.pattern.upgrade_noun.is_match(&first.equipment.value.name)
        {
            first.equipment = Stated::inferred(named.equipment.value, named.equipment.at);
        }
    }
}

/// Adds goods; of several numbers for the same goods, the largest counts.
fn add(items: &mut Vec<Item>, item: Item) {
    let same =
        |other: &&mut Item| other.equipment.value.name.eq_ignore_ascii_case(&item.equipment.value.name) && other.reduced == item.reduced;
    match items.iter_mut().find(same) {
        Some(other) if item.quantity.map(|one| one.value.value) > other.quantity.map(|one| one.value.value) => *other = item,
        Some(_) => {}
        None => items.push(item),
    }
}
