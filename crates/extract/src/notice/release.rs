//! Arms-sale releases: the determination, the certification and the request, whole or with their beginning missing.

use super::deal::{Buyer, Deal};
use super::figure::{amounts, dates};
use super::flat::Flat;
use super::forms::Forms;
use super::goods::{Item, Reader, without_brackets};
use super::lookup::{Named, hits};
use super::page::{self, diagnostic};
use crate::knowledge::Facts;
use materiel_model::{
    Claim, Diagnostic, Document, Kind, Money, PartialDate, Polarity, Qualifier, Slot, Span, Stage, Stated, Status, Value,
};

/// How many sorts of set sentences make a text a release.
const SIGNS: usize = 3;

/// Every release of a document with its claims.
pub(super) fn read(forms: &Forms, facts: &Facts, document: &Document) -> Vec<(Span, Vec<Claim>, Vec<Diagnostic>)> {
    let text = document.text.as_str();
    let mut out = Vec::new();
    for region in regions(forms, text) {
        let flat = page::flat(forms, text, region, true);
        let release = Release { forms, facts, flat: &flat, text: &flat.text };
        let (claims, diagnostics) = release.claims(document);
        out.push((region, claims, diagnostics));
    }
    out
}

/// The stretches of a text that are releases: from a determination or request to the next one's title.
fn regions(forms: &Forms, text: &str) -> Vec<Span> {
    let pattern = &forms.pattern;
    if !text.contains("oreign") && !text.contains("requested") {
        return Vec::new();
    }
    let mut starts: Vec<usize> = Vec::new();
    for found in pattern.title_line.find_iter(text) {
        starts.push(found.start());
    }
    let mut bounds = vec![0];
    bounds.extend(starts.iter().skip(1).copied());
    bounds.push(text.len());
    let stretches =
        bounds.windows(2).filter_map(|pair| if let [start, end] = *pair { Some(Span::new(start, end).trim(text)) } else { None });
    stretches
        .filter(|stretch| {
            let words = stretch.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
            let mut signs = pattern.release_sign.find_iter(&words).map(|sign| sign.as_str().to_owned()).collect::<Vec<_>>();
            signs.sort_unstable();
            signs.dedup();
            signs.len() >= SIGNS
        })
        .collect()
}

#[derive(Clone, Copy)]
pub(super) struct Release<'a> {
    pub(super) forms: &'a Forms,
    pub(super) facts: &'a Facts,
    pub(super) flat: &'a Flat,
    pub(super) text: &'a str,
}

/// A step of the sale and where it is told.
struct Step {
    stage: Stage,
    words: Span,
    evidence: Span,
}

impl Release<'_> {
    fn claims(&self, document: &Document) -> (Vec<Claim>, Vec<Diagnostic>) {
        let pattern = &self.forms.pattern;
        let whole = Span::new(0, self.text.len());
        let mut steps = Vec::new();
        let determination = pattern.determination.find(self.text).map(|found| Span::new(found.start(), found.end()));
        if let Some(words) = determination {
            steps.push(self.step(Stage::Approved, words));
        }
        let certification = pattern.certification.find(self.text).map(|found| Span::new(found.start(), found.end()));
        if let Some(words) = certification {
            steps.push(self.step(Stage::Notified, words));
        }
        let request = self.request(whole);
        if let Some((words, _)) = request {
            steps.push(self.step(Stage::Requested, words));
        }
        let Some(buyer) = self.buyer(determination, request.map(|(words, _)| words)) else {
            return (Vec::new(), vec![diagnostic(self.flat.restore(whole), "the buyer of an arms-sale release could not be read")]);
        };
        let title = determination.or(certification).and_then(|words| self.goods_of(words));
        let listed = request.map(|(_, list)| self.items(list)).unwrap_or_default();
        let (main, others) = self.main(title, request.map(|(_, list)| list), listed);
        let Some(main) = main else {
            return (Vec::new(), vec![diagnostic(self.flat.restore(whole), "the goods of an arms-sale release could not be read")]);
        };
        let highest = pattern.highest.is_match(self.text);
        let value = self.cost(whole, highest);
        let makers = self.contractors();
        let dateline = self.dateline(document);
        let mut claims = Vec::new();
        for step in &steps {
            let deal = Deal {
                stage: Stated::new(step.stage, step.words),
                evidence: step.evidence,
                polarity: Polarity::Affirmed,
                supplier: step.words,
                makers: makers.clone(),
                value,
                date: self.date(step, dateline, document),
                due: None,
            };
            claims.push(deal.claim(self.flat, &ceiling(&main, highest), &buyer, true));
            for (item, titled) in &others {
                let wanted = step.stage == Stage::Requested || (*titled && step.stage == Stage::Approved);
                let only = steps.len() == 1;
                if wanted || only {
                    claims.push(deal.claim(self.flat, &ceiling(item, highest), &buyer, false));
                }
            }
        }
        claims.extend(self.facility(&main, title, &buyer));
        (claims, Vec::new())
    }

    fn step(&self, stage: Stage, words: Span) -> Step {
        let sentence = self.flat.sentence_at(words.end.saturating_sub(1));
        Step { stage, words, evidence: Span::new(words.start.min(sentence.end).max(sentence.start), sentence.end).join(words) }
    }

    /// The words of the request and the list that follows them.
    pub(super) fn request(&self, within: Span) -> Option<(Span, Span)> {
        let pattern = &self.forms.pattern;
        let found = pattern.request.find(within.of(self.text))?;
        let words = Span::new(found.start(), found.end()).shift(within.start);
        let rest = Span::new(words.end, within.end);
        let stop = pattern.request_end.find(rest.of(self.text)).map_or(rest.end, |stop| rest.start + stop.start());
        Some((words, Span::new(words.end, stop.min(words.end + 6000).min(within.end)).trim(self.text)))
    }

    /// The goods with numbers of a list, without floats and spares of goods that it has already.
    pub(super) fn items(&self, list: Span) -> Vec<Item> {
        let reader = self.reader();
        let end = self.forms.pattern.also_included.find(list.of(self.text)).map_or(list.end, |found| list.start + found.start());
        let mut items: Vec<Item> = Vec::new();
        for item in reader.counted(Span::new(list.start, end)) {
            let behind = item.behind.of(self.text);
            let near = behind.find([',', ';', '.']).unwrap_or(behind.len());
            let told = item.equipment.at.join(Span::new(item.behind.start, item.behind.start + near));
            let again = items.iter().any(|other| other.equipment.value.name.eq_ignore_ascii_case(&item.equipment.value.name));
            if !items.is_empty() && (again || self.forms.pattern.float.is_match(&without_brackets(told.of(self.text)))) {
                continue;
            }
            items.push(item);
        }
        items
    }

    pub(super) const fn reader(&self) -> Reader<'_> {
        Reader { forms: self.forms, facts: self.facts, text: self.text }
    }

    /// The main item, and the others with whether the title names them.
    fn main(&self, title: Option<Span>, list: Option<Span>, mut listed: Vec<Item>) -> (Option<Item>, Vec<(Item, bool)>) {
        let reader = self.reader();
        let titled = |item: &Item| title.is_some_and(|title| shares_name(title.of(self.text), &item.equipment.value.name));
        if listed.is_empty() {
            let single = title.and_then(|title| reader.single(title));
            let single = single.or_else(|| list.and_then(|list| reader.single(list)));
            return (single, Vec::new());
        }
        let place = listed.iter().position(titled);
        // A sale of services may count a thing or two by the way.
        let title_item = title.and_then(|title| reader.single(title));
        if place.is_none()
            && let Some(item) = title_item
        {
            let others = listed.into_iter().map(|item| (item, false)).collect();
            return (Some(item), others);
        }
        let main = listed.remove(place.unwrap_or(0));
        let others = listed
            .into_iter()
            .map(|item| {
                let titled = titled(&item);
                (item, titled)
            })
            .collect();
        (Some(main), others)
    }

    /// The buyer, as the determination or the request names it.
    pub(super) fn buyer(&self, determination: Option<Span>, request: Option<Span>) -> Option<Buyer> {
        let behind = determination.map(|words| Span::new(words.end, self.flat.sentence_at(words.end.saturating_sub(1)).end));
        let before = request.map(|words| Span::new(self.flat.sentence_at(words.start).start, words.end));
        [behind, before].into_iter().flatten().find_map(|within| self.party(within))
    }

    /// The first state or alliance of a stretch.
    pub(super) fn party(&self, within: Span) -> Option<Buyer> {
        let found = hits(self.facts, self.text, within).into_iter().find_map(|hit| {
            let party = hit.named.party().filter(|party| party.as_str() != "US")?.clone();
            Some(Stated::new(party, hit.span))
        });
        found.map(|party| Buyer { party: Some(party), share: None })
    }

    /// The goods that the determination names: behind the buyer, up to the cost.
    fn goods_of(&self, words: Span) -> Option<Span> {
        let sentence = self.flat.sentence_at(words.end.saturating_sub(1));
        let rest = Span::new(words.end, sentence.end);
        let buyer = hits(self.facts, self.text, rest)
            .into_iter()
            .find(|hit| matches!(hit.named, Named::State(_) | Named::Alliance(_) | Named::Organ(_)))?;
        // "Of missiles to Kosovo" or "to Kosovo of missiles".
        let before = Span::new(rest.start, buyer.span.start);
        let first = !words.of(self.text).ends_with("to");
        if let Some(goods) =
            self.forms.pattern.goods_first.captures(before.of(self.text)).and_then(|found| found.name("goods")).filter(|_| first)
        {
            return Some(Span::new(before.start + goods.start(), before.start + goods.end()).trim(self.text));
        }
        let behind = Span::new(buyer.span.end, sentence.end);
        let goods = self.forms.pattern.goods_lead.find(behind.of(self.text))?;
        let start = behind.start + goods.end();
        let rest = Span::new(start, sentence.end);
        let end = self.forms.pattern.estimated_cost.find(rest.of(self.text)).map_or(rest.end, |cost| rest.start + cost.start());
        Some(Span::new(start, end).trim(self.text)).filter(|goods| !goods.is_empty())
    }

    fn cost(&self, within: Span, highest: bool) -> Option<Stated<Money>> {
        let pattern = &self.forms.pattern;
        let mut costs = pattern.estimated_cost.find_iter(within.of(self.text)).filter_map(|found| {
            let behind = Span::new(found.start(), (found.end() + 40).min(within.len())).shift(within.start);
            let mut end = behind.end;
            while !self.text.is_char_boundary(end) {
                end += 1;
            }
            amounts(self.forms, self.text, Span::new(behind.start, end)).into_iter().next()
        });
        let mut cost = costs.next()?;
        cost.value.qualifier = if highest { Qualifier::AtMost } else { Qualifier::About };
        Some(cost)
    }

    /// The principal contractors, without their places.
    fn contractors(&self) -> Vec<Stated<Value>> {
        let pattern = &self.forms.pattern;
        let Some(found) = pattern.contractors.find(self.text) else { return Vec::new() };
        let sentence = self.flat.sentence_at(found.start());
        let list = Span::new(found.end(), sentence.end.max(found.end()));
        if pattern.contractor_end.find(list.of(self.text)).is_some_and(|end| end.start() == 0) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for part in self.companies(list) {
            let end = pattern.contractor_end.find(part.of(self.text)).map_or(part.end, |end| part.start + end.start());
            let name = Span::new(part.start, end).trim(self.text);
            let words = name.of(self.text).trim_end_matches(['.', ',', ' ']);
            let name = Span::new(name.start, name.start + words.len());
            if words.starts_with(|letter: char| letter.is_uppercase()) && words.len() > 2 {
                out.push(Stated::new(Value::Text(words.to_owned()), name));
            }
        }
        out
    }

    /// The stretches of a list of companies: "and" parts two of them only behind a place or the end of a company's name.
    fn companies(&self, list: Span) -> Vec<Span> {
        let pattern = &self.forms.pattern;
        let mut out = Vec::new();
        let mut start = list.start;
        for found in pattern.item_split.find_iter(list.of(self.text)) {
            let part = Span::new(start, list.start + found.start());
            let words = part.of(self.text);
            let placed = pattern.contractor_end.find(words).is_some_and(|end| end.start() > 0);
            let ends = match found.as_str().trim() {
                ";" | "; and" => true,
                "," => {
                    pattern.company_end.is_match(words)
                        && !placed
                        && Span::new(list.start + found.end(), list.end).of(self.text).split(' ').take(2).any(|word| word == "and")
                }
                _ => placed || pattern.company_end.is_match(words.trim_end_matches(',')),
            };
            if ends {
                out.push(part.trim(self.text));
                start = list.start + found.end();
            }
        }
        out.push(Span::new(start, list.end).trim(self.text));
        out
    }

    fn dateline(&self, document: &Document) -> Option<Stated<PartialDate>> {
        let found = self.forms.pattern.dateline.find(self.text)?;
        let date = dates(self.forms, self.text, Span::new(found.start(), found.end())).into_iter().next()?;
        let _ = document;
        Some(Stated::inferred(date.value, date.at))
    }

    /// A sentence with "today" has the dateline's day or the day of publication; the other steps of the sale are as of the dateline.
    fn date(&self, step: &Step, dateline: Option<Stated<PartialDate>>, document: &Document) -> Option<Stated<PartialDate>> {
        let today = self
            .forms
            .pattern
            .today
            .find(step.evidence.of(self.text))
            .map(|found| Span::new(found.start(), found.end()).shift(step.evidence.start));
        let day = dateline.map(|dateline| dateline.value).or(document.published);
        match today {
            Some(at) => day.map(|day| Stated::new(day, at)),
            None if step.stage != Stage::Requested => dateline,
            None => None,
        }
    }

    /// Construction is also a facility of the buyer.
    fn facility(&self, main: &Item, title: Option<Span>, buyer: &Buyer) -> Option<Claim> {
        let pattern = &self.forms.pattern;
        let title = title?;
        pattern.construction.find(title.of(self.text))?;
        let party = buyer.party.clone()?;
        let request = self.request(Span::new(0, self.text.len())).map(|(_, list)| list);
        let noun = request.and_then(|list| Some((list, pattern.building_abroad.captures(list.of(self.text))?.name("building")?)));
        let kind = noun.map_or(main.equipment.at, |(list, noun)| Span::new(noun.start(), noun.end()).shift(list.start).trim(self.text));
        let mut claim = Claim::new(Kind::Facility, self.flat.restore(self.flat.sentence_at(kind.start)));
        let put = |value: Value, span: Span| Stated::new(value, self.flat.restore(span));
        claim.slots.set(Slot::Actor, put(Value::Party(party.value), party.at));
        claim.slots.set(Slot::Status, Stated::inferred(Value::Status(Status::Planned), self.flat.restore(kind)));
        claim.slots.set(Slot::FacilityType, put(Value::Text(kind.of(self.text).to_owned()), kind));
        let zone = request.map_or(title, |list| list);
        let base = pattern
            .base
            .captures(zone.of(self.text))
            .and_then(|found| found.name("base"))
            .map(|base| Span::new(base.start(), base.end()).shift(zone.start));
        let base = base.or_else(|| {
            pattern
                .base
                .captures(title.of(self.text))
                .and_then(|found| found.name("base"))
                .map(|base| Span::new(base.start(), base.end()).shift(title.start))
        });
        if let Some(base) = base {
            claim.slots.set(Slot::Location, put(Value::Text(base.of(self.text).to_owned()), base));
        }
        Some(claim)
    }
}

/// The quantity as the most that may be bought, where the notice says that it gives the highest.
pub(super) fn ceiling(item: &Item, highest: bool) -> Item {
    let mut item = item.clone();
    if let Some(quantity) = item.quantity.as_mut().filter(|_| highest) {
        quantity.value.qualifier = Qualifier::AtMost;
    }
    item
}

/// Whether a title names an item: by a word with a digit, else by two words, or the only one.
fn shares_name(title: &str, name: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let parts = text.split(|letter: char| !letter.is_alphanumeric() && letter != '-' && letter != '/');
        parts.filter(|word| word.len() > 1).map(|word| word.to_lowercase().trim_end_matches('s').to_owned()).collect()
    };
    let (title, name) = (words(title), words(name));
    let digits = |word: &&String| word.contains(|letter: char| letter.is_ascii_digit());
    if name.iter().filter(digits).any(|word| title.contains(word)) {
        return true;
    }
    let plain = name.iter().filter(|word| !digits(word)).collect::<Vec<_>>();
    let shared = plain.iter().filter(|word| title.contains(word)).count();
    // Words like "system" recur; most of the item's own have to.
    shared * 5 >= plain.len() * 3 && shared > 0
}
