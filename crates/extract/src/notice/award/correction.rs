//! `CORRECTION:` and `UPDATE:` paragraphs: awards that were not made, and facts put right.

use super::{Award, parties};
use crate::notice::award::Verb;
use crate::notice::class::names_a_system;
use crate::notice::deal::Deal;
use crate::notice::figure::amounts;
use materiel_model::{Claim, Diagnostic, Polarity, Span, Stage, Stated};

/// The claims of a correction, or nothing where it announces an award of its own.
pub(super) fn claims(award: &Award<'_>) -> Option<(Vec<Claim>, Vec<Diagnostic>)> {
    let pattern = &award.forms.pattern;
    let whole = Span::new(0, award.text.len());
    let not_made = pattern.not_made.find(award.text).filter(|_| !pattern.made_after_all.is_match(award.text));
    if not_made.is_none() && award.verb().is_some() && pattern.award_sign.find_iter(award.text).count() > 1 {
        return None;
    }
    let stage_at = not_made.map_or(Span::new(0, award.text.find(':').unwrap_or(0)), |found| Span::new(found.start(), found.end()));
    let verb = Verb { sentence: award.flat.sentence_at(0), words: Span::new(0, 0) };
    let zones = goods_zones(award);
    let buyers = parties::buyers(award, verb);
    let abroad = buyers.iter().any(|buyer| buyer.party.as_ref().is_none_or(|party| party.value.as_str() != "US"));
    let mut items = award.items(&zones, abroad, award.activity());
    items.retain(|item| {
        let name = &item.equipment.value.name;
        !pattern.contract_number.is_match(name) && (abroad || item.military || names_a_system(award.forms, award.facts, name))
    });
    let deal = Deal {
        stage: Stated::new(Stage::Contracted, stage_at),
        evidence: award.flat.sentence_at(stage_at.start),
        polarity: if not_made.is_some() { Polarity::Denied } else { Polarity::Affirmed },
        supplier: stage_at,
        makers: Vec::new(),
        value: amounts(award.forms, award.text, whole).into_iter().last(),
        date: None,
        due: None,
    };
    let mut claims = Vec::new();
    for (i, item) in items.iter().enumerate() {
        claims.extend(buyers.iter().map(|buyer| deal.claim(award.flat, item, buyer, i == 0)));
    }
    Some((claims, Vec::new()))
}

/// What the corrected award was for. "For" before a company names the contractor.
fn goods_zones(award: &Award<'_>) -> Vec<Span> {
    let pattern = &award.forms.pattern;
    let mut zones = Vec::new();
    for opener in pattern.opener.find_iter(award.text) {
        let rest = Span::new(opener.end(), award.text.len()).trim(award.text);
        let words = rest.of(award.text);
        let company = pattern.contractor_place.find(words).is_some_and(|found| found.start() == 0 && found.end() < 120);
        if company || words.starts_with('$') || pattern.contract_word.is_match(words) || !zones.is_empty() {
            continue;
        }
        zones.push(Span::new(rest.start, award.flat.sentence_at(rest.start).end));
    }
    zones
}
