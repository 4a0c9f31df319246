//! Who an award is for: foreign customers by name, and the services of the United States.

use super::{Award, Verb};
use crate::notice::deal::Buyer;
use crate::notice::figure::{self, amounts};
use crate::notice::goods::Item;
use crate::notice::lookup::{Hit, Named, hits};
use materiel_model::{Money, PartyId, Qualifier, Quantity, Span, Stated};

/// Everyone that an award is for, in the order of the text; each party once.
pub(super) fn buyers(award: &Award<'_>, verb: Verb) -> Vec<Buyer> {
    let mut buyers: Vec<Buyer> = Vec::new();
    let mut users: Vec<Buyer> = Vec::new();
    let mut unnamed = None;
    for sentence in &award.flat.sentences {
        if sentence.end <= verb.words.end || award.activity() == Some(*sentence) {
            continue;
        }
        let segment = award.until_work(Span::new(sentence.start.max(verb.words.end), sentence.end));
        foreign(award, segment, &mut buyers);
        users.extend(services(award, segment));
        if unnamed.is_none() {
            unnamed = award
                .forms
                .pattern
                .fms
                .find(segment.of(award.text))
                .map(|found| Span::new(found.start(), found.end()).shift(segment.start));
        }
    }
    let ours = users.first().and_then(|first| first.party.clone());
    let stated = users.iter().filter_map(|user| user.share).collect::<Vec<_>>();
    let share = match stated.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let nobody = buyers.is_empty();
    if let Some(party) = ours {
        buyers.retain(|buyer| buyer.party.as_ref().is_none_or(|other| other.value != party.value));
        buyers.insert(0, Buyer { party: Some(party), share });
    } else if nobody {
        match unnamed.filter(|_| award.forms.pattern.combines.is_match(award.text)) {
            Some(_) => buyers.push(Buyer { party: None, share: None }),
            None => buyers.extend(commander(award)),
        }
    }
    buyers
}

/// The buyers that one item is for, each with its own number of it: those that the words behind it name, else all.
pub(super) fn of_item<'b>(award: &Award<'_>, item: &Item, buyers: &'b [Buyer]) -> Vec<(&'b Buyer, Item)> {
    let mut own: Vec<(&Buyer, Item)> = Vec::new();
    let mut named = Vec::new();
    foreign(award, item.behind, &mut named);
    named.extend(services(award, item.behind));
    for one in &named {
        let Some(party) = &one.party else { continue };
        let Some(buyer) = buyers.iter().find(|buyer| buyer.party.as_ref().is_some_and(|other| other.value == party.value)) else {
            continue;
        };
        let number = own_number(award, Span::new(party.at.end, item.behind.end));
        match own.iter_mut().find(|(other, _)| other.party == buyer.party) {
            // Services of one state are one buyer; the largest of their numbers counts.
            Some((_, item)) => {
                let larger = number.filter(|number| item.quantity.is_none_or(|quantity| quantity.value.value < number.value.value));
                item.quantity = larger.or(item.quantity);
            }
            None => own.push((buyer, Item { quantity: number.or(item.quantity), ..item.clone() })),
        }
    }
    if own.is_empty() && award.forms.pattern.organisation.is_match(item.behind.of(award.text)) && item.quantity.is_some() {
        return Vec::new();
    }
    // Whoever is named with the goods is the buyer of the goods with a number; a package is everybody's.
    if own.is_empty() || item.quantity.is_none() { buyers.iter().map(|buyer| (buyer, item.clone())).collect() } else { own }
}

/// "(14)" right behind a buyer.
fn own_number(award: &Award<'_>, behind: Span) -> Option<Stated<Quantity>> {
    let digits = award.forms.pattern.own_number.captures(behind.of(award.text))?.name("number")?;
    let value = digits.as_str().replace(',', "").parse().ok()?;
    let at = Span::new(digits.start(), digits.end()).shift(behind.start);
    Some(Stated::new(Quantity { value, qualifier: Qualifier::Exact }, at))
}

/// Without any customer's name the command itself buys.
fn commander(award: &Award<'_>) -> Option<Buyer> {
    let at = award.activity().unwrap_or(Span::new(0, award.text.len().min(1)));
    Some(Buyer { party: Some(Stated::inferred(PartyId::new("US")?, at)), share: None })
}

/// Foreign customers in a stretch.
fn foreign(award: &Award<'_>, segment: Span, buyers: &mut Vec<Buyer>) {
    let pattern = &award.forms.pattern;
    let words = segment.of(award.text);
    let customers = pattern.customer_sentence.is_match(words);
    let mut end_of_last = None;
    let mut end_of_hit = segment.start;
    for hit in hits(award.facts, award.text, segment) {
        if hit.span.start < end_of_hit {
            continue;
        }
        let Some(party) = hit.named.party() else { continue };
        end_of_hit = hit.span.end;
        let before = figure::tail(Span::new(segment.start, hit.span.start).of(award.text));
        let behind = Span::new(hit.span.end, segment.end).of(award.text);
        let listed = end_of_last.is_some_and(|end| pattern.also.is_match(Span::new(end, hit.span.start).of(award.text)));
        let accepted = match &hit.named {
            Named::State(_) | Named::Alliance(_) => {
                (listed || !pattern.place_name.is_match(before))
                    && (customers || listed || pattern.customer_lead.is_match(before) || pattern.demonym_force.is_match(behind))
            }
            Named::Demonym(_) => pattern.demonym_force.is_match(behind),
            Named::Organ(_) => true,
            Named::Family(_) | Named::Noun(..) => false,
        };
        if !accepted || party.as_str() == "US" {
            continue;
        }
        end_of_last = Some(hit.span.end);
        add(buyers, party, &hit, share(award, Span::new(hit.span.end, segment.end)));
    }
}

fn add(buyers: &mut Vec<Buyer>, party: &PartyId, hit: &Hit<'_>, share: Option<Stated<Money>>) {
    let same = |buyer: &&mut Buyer| buyer.party.as_ref().is_some_and(|other| other.value == *party);
    match buyers.iter_mut().find(same) {
        Some(buyer) => buyer.share = buyer.share.or(share),
        None => buyers.push(Buyer { party: Some(Stated::new(party.clone(), hit.span)), share }),
    }
}

/// "($4,187,292; 44.95 percent)" right behind a customer.
fn share(award: &Award<'_>, behind: Span) -> Option<Stated<Money>> {
    let found = award.forms.pattern.share.find(behind.of(award.text))?;
    amounts(award.forms, award.text, Span::new(found.start(), found.end()).shift(behind.start)).into_iter().next()
}

/// Services of the United States that are named as users, each with its share.
fn services(award: &Award<'_>, segment: Span) -> Vec<Buyer> {
    let pattern = &award.forms.pattern;
    let found = pattern.us_user.captures_iter(segment.of(award.text)).filter_map(|found| found.name("service"));
    found
        .filter_map(|found| {
            let at = Span::new(found.start(), found.end()).shift(segment.start);
            let party = Stated::new(PartyId::new("US")?, at);
            Some(Buyer { party: Some(party), share: share(award, Span::new(at.end, segment.end)) })
        })
        .collect()
}
