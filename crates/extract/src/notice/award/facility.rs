//! Construction at a named base: who builds what, where and until when.

use super::{Award, Verb};
use crate::notice::deal::Buyer;
use materiel_model::{Claim, Kind, PartialDate, PartyId, Slot, Span, Stated, Status, Value};

/// The building that an award is for, where it is a building at a named base.
pub(super) fn claims(
    award: &Award<'_>,
    verb: Verb,
    zones: &[Span],
    due: Option<Stated<PartialDate>>,
    makers: &[Stated<Value>],
) -> Vec<Claim> {
    let pattern = &award.forms.pattern;
    let Some(zone) = zones.iter().copied().find(|zone| !zone.is_empty()) else { return Vec::new() };
    let told = Span::new(verb.words.end, verb.sentence.end);
    let words = zone.of(award.text);
    if pattern.no_facility.is_match(words) || !builds(award, told, zone) {
        return Vec::new();
    }
    let Some(noun) = pattern.facility_noun.captures(words).and_then(|found| found.name("building")) else { return Vec::new() };
    let building = Span::new(zone.start + noun.start(), zone.start + noun.end()).trim(award.text);
    let lead = pattern.building_lead.find(building.of(award.text)).map_or(0, |lead| lead.end());
    let building = if lead < building.len() { Span::new(building.start + lead, building.end) } else { building };
    let Some(base) = base(award, zone).or_else(|| base(award, Span::new(zone.start, award.text.len()))) else { return Vec::new() };
    let Some(us) = PartyId::new("US") else { return Vec::new() };
    let mut claim = Claim::new(Kind::Facility, award.flat.restore(verb.sentence));
    let at = |span: Span| award.flat.restore(span);
    let folded = |span: Span| span.of(award.text).to_owned();
    let actor = Buyer { party: Some(Stated::inferred(us.clone(), award.activity().unwrap_or(verb.words))), share: None };
    if let Some(party) = actor.party {
        claim.slots.set(Slot::Actor, Stated::inferred(Value::Party(us), at(party.at)));
    }
    claim.slots.set(Slot::Status, Stated::inferred(Value::Status(Status::Planned), at(verb.words)));
    claim.slots.set(Slot::FacilityType, Stated::new(Value::Text(folded(building)), at(building)));
    claim.slots.set(Slot::Location, Stated::new(Value::Text(folded(base)), at(base)));
    if let Some(due) = due {
        claim.slots.set(Slot::Date, Stated { value: Value::Date(due.value), at: at(due.at), inferred: !verb.sentence.contains(due.at) });
    }
    if let Some(maker) = makers.first()
        && let Value::Text(name) = &maker.value
        && let Some(builder) = PartyId::body(name)
    {
        claim.slots.set(Slot::Partner, Stated::new(Value::Party(builder), at(maker.at)));
    }
    vec![claim]
}

/// Whether the words say that something is built, or a command that builds buys a building.
fn builds(award: &Award<'_>, told: Span, zone: Span) -> bool {
    let pattern = &award.forms.pattern;
    let until = Span::new(told.start, zone.end);
    pattern.facility.is_match(until.of(award.text))
        || award.activity().is_some_and(|activity| pattern.facility_sentence.is_match(activity.of(award.text)))
}

fn base(award: &Award<'_>, within: Span) -> Option<Span> {
    let found = award.forms.pattern.base.captures(within.of(award.text))?.name("base")?;
    let words = found.as_str().trim_end_matches(['.', ',', ' ']);
    Some(Span::new(within.start + found.start(), within.start + found.start() + words.len()))
}
