//! Section 36(b) notices as the Federal Register and the Congressional Record print them, by their numbered fields.

use super::deal::{Buyer, Deal};
use super::figure::{amounts, dates};
use super::flat::Flat;
use super::forms::Forms;
use super::goods::{Item, Reader};
use super::page::{self, diagnostic};
use super::release::Release;
use crate::knowledge::Facts;
use materiel_model::{Claim, Class, Diagnostic, Equipment, Money, PartyId, Polarity, Qualifier, Span, Stage, Stated};

type Found = (Span, Vec<Claim>, Vec<Diagnostic>);

/// Every transmittal, letter and report of a text with its claims.
pub(super) fn read(forms: &Forms, facts: &Facts, text: &str) -> Vec<Found> {
    let pattern = &forms.pattern;
    if !pattern.transmittal_number.is_match(text) {
        return Vec::new();
    }
    let flat = page::flat(forms, text, Span::new(0, text.len()), true);
    let notice = Notice { forms, facts, flat: &flat, text: &flat.text };
    let purchasers = pattern.purchaser.find_iter(notice.text).map(|found| Span::new(found.start(), found.end())).collect::<Vec<_>>();
    let mut out: Vec<Found> = Vec::new();
    let mut start = 0;
    for (i, purchaser) in purchasers.iter().enumerate() {
        let end = purchasers.get(i + 1).map_or(notice.text.len(), |next| notice.opening(purchaser.end, next.start));
        let block = Span::new(start, end);
        start = end;
        let (claims, diagnostics) = notice.claims(block, *purchaser);
        out.push((flat.restore(block), claims, diagnostics));
    }
    if out.is_empty() {
        let whole = Span::new(0, notice.text.len());
        let claims = notice.letters(whole);
        if !claims.is_empty() {
            out.push((flat.restore(whole), claims, Vec::new()));
        }
    }
    out
}

#[derive(Clone, Copy)]
struct Notice<'a> {
    forms: &'a Forms,
    facts: &'a Facts,
    flat: &'a Flat,
    text: &'a str,
}

impl<'a> Notice<'a> {
    const fn release(&self) -> Release<'a> {
        Release { forms: self.forms, facts: self.facts, flat: self.flat, text: self.text }
    }

    const fn reader(&self) -> Reader<'a> {
        Reader { forms: self.forms, facts: self.facts, text: self.text }
    }

    /// Where the notice starts whose purchaser stands at `purchaser`: at its letter or number, behind the notice before.
    fn opening(&self, from: usize, purchaser: usize) -> usize {
        let pattern = &self.forms.pattern;
        let between = Span::new(from, purchaser).of(self.text);
        let letter = pattern.letter.find_iter(between).last().map(|found| found.start());
        let number = pattern.transmittal.find_iter(between).last().map(|found| found.start());
        from + letter.or(number).unwrap_or(between.len())
    }

    /// The claims of one notice with numbered fields.
    fn claims(&self, block: Span, purchaser: Span) -> (Vec<Claim>, Vec<Diagnostic>) {
        let pattern = &self.forms.pattern;
        let fields = Span::new(purchaser.end, block.end);
        let of_purchaser = Span::new(fields.start, self.end_of_field(fields, purchaser.end));
        let Some(buyer) = self.buyer(of_purchaser) else {
            return (
                Vec::new(),
                vec![diagnostic(self.flat.restore(purchaser), "the purchaser of a section 36(b) notice could not be read")],
            );
        };
        if pattern.enhancement.is_match(block.of(self.text)) {
            return (self.history(block, &buyer), Vec::new());
        }
        let Some(found) = pattern.description.find(fields.of(self.text)) else {
            return (Vec::new(), vec![diagnostic(self.flat.restore(purchaser), "a section 36(b) notice has no description of articles")]);
        };
        let start = fields.start + found.end();
        let rest = Span::new(start, block.end);
        let end = pattern.description_end.find(rest.of(self.text)).map_or(rest.end, |end| start + end.start());
        let goods = Span::new(start, end).trim(self.text);
        let goods =
            pattern.mde.find(goods.of(self.text)).map_or(goods, |lead| Span::new(goods.start + lead.end(), goods.end).trim(self.text));
        let listed_end = pattern.non_mde.find(goods.of(self.text)).map_or(goods.end, |found| goods.start + found.start());
        let listed = Span::new(goods.start, listed_end);
        let mut items = self.release().items(listed);
        if items.is_empty() {
            items.extend(self.reader().single(if listed.is_empty() { goods } else { listed }));
        }
        if items.is_empty() {
            return (Vec::new(), vec![diagnostic(self.flat.restore(goods), "the goods of a section 36(b) notice could not be read")]);
        }
        let opening = pattern
            .transmittal
            .find(block.of(self.text))
            .map_or(purchaser, |found| Span::new(found.start(), found.end()).shift(block.start));
        let value = self.total(Span::new(of_purchaser.end, start));
        let date = pattern
            .delivered_on
            .find(rest.of(self.text))
            .and_then(|found| dates(self.forms, self.text, Span::new(found.start(), found.end()).shift(rest.start)).into_iter().next());
        let deal = Deal {
            stage: Stated::new(Stage::Notified, opening),
            evidence: Span::new(goods.start, listed.end.max(goods.start)),
            polarity: Polarity::Affirmed,
            supplier: opening,
            makers: Vec::new(),
            value,
            date,
            due: None,
        };
        let mut claims = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let evidence = self.flat.sentence_at(item.equipment.at.start);
            let deal = Deal { evidence, ..deal.clone() };
            claims.push(deal.claim(self.flat, item, &buyer, i == 0));
        }
        claims.extend(self.requested(rest, &deal, &items, &buyer));
        (claims, Vec::new())
    }

    /// The request, as the policy justification retells it.
    fn requested(&self, rest: Span, deal: &Deal, items: &[Item], buyer: &Buyer) -> Option<Claim> {
        let (words, _) = self.release().request(rest)?;
        let evidence = self.flat.sentence_at(words.start);
        let deal = Deal { stage: Stated::new(Stage::Requested, words), evidence, date: None, ..deal.clone() };
        Some(deal.claim(self.flat, items.first()?, buyer, true))
    }

    /// The end of a numbered field: where the next number stands.
    fn end_of_field(&self, fields: Span, from: usize) -> usize {
        let rest = Span::new(from, fields.end);
        let end = self.forms.pattern.total_value.find(rest.of(self.text)).map_or(from + rest.len().min(400), |found| from + found.start());
        let mut end = end.min(from + 400).min(fields.end);
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        end
    }

    /// The purchaser: a state or alliance, else the body as it is named.
    fn buyer(&self, field: Span) -> Option<Buyer> {
        if let Some(buyer) = self.release().party(field) {
            return Some(buyer);
        }
        let words = field.of(self.text).trim();
        let end = words.find([',', ';', '(']).unwrap_or(words.len());
        let at = Span::new(field.start, field.end).trim(self.text);
        let at = Span::new(at.start, at.start + end);
        let party = PartyId::body(at.of(self.text).trim_end_matches('.'))?;
        Some(Buyer { party: Some(Stated::new(party, at)), share: None })
    }

    /// The amount of the total line.
    fn total(&self, field: Span) -> Option<Stated<Money>> {
        let found = self.forms.pattern.total_amount.captures(field.of(self.text))?.name("amount")?;
        let at = Span::new(found.start(), found.end()).shift(field.start);
        // The sign is often left out of the table.
        let amount = format!("${}", at.of(self.text).trim_start_matches(['$', ' ']));
        let money = amounts(self.forms, &amount, Span::new(0, amount.len())).into_iter().next()?;
        Some(Stated::new(Money { qualifier: Qualifier::About, ..money.value }, at))
    }

    /// A report retells older steps: the first notification, the request behind it, later additions, and the fleet.
    fn history(&self, block: Span, buyer: &Buyer) -> Vec<Claim> {
        let pattern = &self.forms.pattern;
        let mut claims = Vec::new();
        let reader = self.reader();
        let base = |stage: Stage, words: Span, evidence: Span| Deal {
            stage: Stated::new(stage, words),
            evidence,
            polarity: Polarity::Affirmed,
            supplier: words,
            makers: Vec::new(),
            value: None,
            date: None,
            due: None,
        };
        let first = self.flat.sentences.partition_point(|sentence| sentence.start < block.start);
        let inside = self.flat.sentences.iter().enumerate().skip(first).take_while(|(_, sentence)| sentence.end <= block.end);
        for (i, sentence) in inside {
            let words = sentence.of(self.text);
            if let Some(found) = pattern.congress_notified.find(words) {
                let at = Span::new(found.start(), found.end()).shift(sentence.start);
                let behind = Span::new(at.end, sentence.end);
                let Some(goods) = self.retold(behind) else { continue };
                let listed = self.release().items(goods);
                let items = if listed.is_empty() { reader.single(goods).into_iter().collect() } else { listed };
                let next = self.flat.sentences.get(i + 1).map_or(*sentence, |next| sentence.join(*next));
                let value =
                    pattern.estimated_cost.find(next.of(self.text)).and_then(|_| amounts(self.forms, self.text, next).into_iter().next());
                let date = dates(self.forms, self.text, Span::new(sentence.start, at.end)).into_iter().next();
                let deal = Deal { value, date, ..base(Stage::Notified, at, *sentence) };
                for (i, item) in items.iter().enumerate() {
                    claims.push(deal.claim(self.flat, item, buyer, i == 0));
                }
                if let (Some(item), Some(request)) = (items.first(), pattern.history_more.find(behind.of(self.text))) {
                    let at = Span::new(request.start(), request.end()).shift(behind.start);
                    let deal = Deal { stage: Stated::new(Stage::Requested, at), date: None, ..deal.clone() };
                    claims.push(deal.claim(self.flat, item, buyer, true));
                }
            } else if let Some(found) = pattern.addition.find(words) {
                let at = Span::new(found.start(), found.end()).shift(sentence.start);
                let goods = Span::new(at.end, sentence.end);
                let listed = self.release().items(goods);
                let items = if listed.is_empty() { reader.single(goods).into_iter().collect() } else { listed };
                claims.extend(items.iter().map(|item| base(Stage::Notified, at, *sentence).claim(self.flat, item, buyer, false)));
            }
            claims.extend(self.fleet(*sentence, buyer));
        }
        claims
    }

    /// The goods of an older sale: behind its buyer, or behind the words for a request.
    fn retold(&self, behind: Span) -> Option<Span> {
        let pattern = &self.forms.pattern;
        let buyer = self.release().party(behind).and_then(|buyer| buyer.party);
        let sold = buyer.and_then(|buyer| {
            let rest = Span::new(buyer.at.end, behind.end);
            let lead = pattern.goods_lead.find(rest.of(self.text))?;
            Some(Span::new(rest.start + lead.end(), rest.end))
        });
        sold.or_else(|| pattern.history_goods.find(behind.of(self.text)).map(|lead| Span::new(behind.start + lead.end(), behind.end)))
    }

    /// A stated fleet, and the number to which it has grown.
    fn fleet(&self, sentence: Span, buyer: &Buyer) -> Vec<Claim> {
        let pattern = &self.forms.pattern;
        let words = sentence.of(self.text);
        let Some(fleet) = pattern.fleet.find(words) else { return Vec::new() };
        let at = Span::new(fleet.start(), fleet.end()).shift(sentence.start);
        let zone = Span::new(at.end, sentence.end);
        let counted = self
            .reader()
            .counted(zone)
            .into_iter()
            .next()
            .filter(|item| item.quantity.is_some_and(|quantity| quantity.at.start <= zone.start + 24));
        let item = counted.or_else(|| {
            let mut item = self.reader().single(zone)?;
            let grown = pattern.grown.captures(words)?.name("number")?;
            let number = Span::new(grown.start(), grown.end()).shift(sentence.start);
            item.quantity = super::figure::counts(self.forms, self.text, number).first().map(|count| count.quantity);
            Some(item)
        });
        let Some(mut item) = item.filter(|item| item.quantity.is_some() && item.equipment.value.class != Class::Service) else {
            return Vec::new();
        };
        item.mode = None;
        let deal = Deal {
            stage: Stated::new(Stage::InService, at),
            evidence: sentence,
            polarity: Polarity::Affirmed,
            supplier: at,
            makers: Vec::new(),
            value: None,
            date: None,
            due: None,
        };
        let mut claim = deal.claim(self.flat, &item, buyer, false);
        claim.slots.remove(materiel_model::Slot::Mode);
        vec![claim]
    }

    /// Letters of transmittal whose transmittal is missing.
    fn letters(&self, within: Span) -> Vec<Claim> {
        let pattern = &self.forms.pattern;
        let mut claims = Vec::new();
        for found in pattern.letter.find_iter(within.of(self.text)) {
            let words = Span::new(found.start(), found.end()).shift(within.start);
            let sentence = self.flat.sentence_at(words.end.saturating_sub(1));
            let rest = Span::new(words.end, sentence.end);
            let Some(buyer) = self.release().party(rest) else { continue };
            let Some(at) = buyer.party.as_ref().map(|party| party.at) else { continue };
            let behind = Span::new(at.end, sentence.end);
            let Some(lead) = pattern.goods_lead.find(behind.of(self.text)) else { continue };
            let goods = Span::new(behind.start + lead.end(), behind.end);
            let end = pattern.estimated_cost.find(goods.of(self.text)).map_or(goods.end, |cost| goods.start + cost.start());
            let phrase = Span::new(goods.start, end).trim(self.text);
            let name = phrase.of(self.text).trim_end_matches([',', '.']).to_owned();
            let item = self.reader().single(phrase).unwrap_or(Item {
                equipment: Stated::new(Equipment { name, class: Class::Other, id: None }, phrase),
                quantity: None,
                mode: None,
                reduced: false,
                military: true,
                behind: Span::new(phrase.end, phrase.end),
            });
            let deal = Deal {
                stage: Stated::new(Stage::Notified, words),
                evidence: Span::new(words.start.max(sentence.start), sentence.end),
                polarity: Polarity::Affirmed,
                supplier: words,
                makers: Vec::new(),
                value: amounts(self.forms, self.text, goods).into_iter().next(),
                date: None,
                due: None,
            };
            claims.push(deal.claim(self.flat, &item, &buyer, true));
        }
        claims
    }
}
