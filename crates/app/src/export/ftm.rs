//! FollowTheMoney: entities and statements.
//!
//! In: records. Out: parties (`PublicBody` for states, `Company`, `Organization`), a transfer as `EconomicActivity` from sender to receiver, with a
//! `Contract` and its `ContractAward` from the order on, anything else as `Event`; and as proof of each an `Article` for every document, with the quotes as
//! its text and the address of the page. Values are in the form that FollowTheMoney gives them when it cleans them.

use super::gather::{Entry, Gathered, Source, place};
use super::parts::Part;
use crate::outcome::Failure;
use crate::page::words;
use materiel_extract::knowledge::BodyKind;
use materiel_model::{Kind, Polarity, Slot, sha256_hex};
use serde_json::{Value as Json, json};
use sha1::{Digest, Sha1};
use std::collections::{BTreeMap, BTreeSet};

/// What statements name as the set of data that they are from.
const DATASET: &str = "materiel";

/// An entity: what it is, and its values by property, each once and in order.
struct Thing {
    id: String,
    schema: &'static str,
    values: BTreeMap<&'static str, BTreeSet<String>>,
    /// The first and the last day of publication of what tells of it.
    seen: Option<(String, String)>,
}

impl Thing {
    fn new(id: String, schema: &'static str) -> Self {
        Self { id, schema, values: BTreeMap::new(), seen: None }
    }

    /// Adds values; what is empty is none.
    fn add<T: Into<String>>(&mut self, property: &'static str, values: impl IntoIterator<Item = T>) {
        for value in values {
            let value: String = value.into().split_whitespace().collect::<Vec<_>>().join(" ");
            let value: String = value.chars().filter(|c| !c.is_control()).collect();
            if !value.is_empty() {
                self.values.entry(property).or_default().insert(value);
            }
        }
    }
}

/// One entity a line.
pub(super) fn entities(all: &Gathered<'_>) -> Result<Vec<Part>, Failure> {
    let lines: Vec<Json> =
        things(all).into_iter().map(|thing| json!({"id": thing.id, "schema": thing.schema, "properties": thing.values})).collect();
    Part::one("register.ftm.jsonl", |out| super::jsonl(&lines, out))
}

/// One value of one property of one entity a line.
pub(super) fn statements(all: &Gathered<'_>) -> Result<Vec<Part>, Failure> {
    let origin = crate::reading::Reader::version();
    let mut lines: Vec<Json> = Vec::new();
    for thing in things(all) {
        let (first, last) = thing.seen.clone().unzip();
        let mut state = |property: &str, value: &str| {
            lines.push(json!({
                "canonical_id": thing.id, "entity_id": thing.id, "prop": property, "schema": thing.schema, "value": value, "dataset": DATASET,
                "lang": null, "original_value": null, "first_seen": first, "last_seen": last, "external": false, "origin": origin,
                "id": hex(&Sha1::digest(format!("{DATASET}.{}.{property}.{value}", thing.id))),
            }));
        };
        state("id", &thing.id);
        thing.values.iter().for_each(|(property, values)| values.iter().for_each(|value| state(property, value)));
    }
    Part::one("register.ftm-statements.jsonl", |out| super::jsonl(&lines, out))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn things(all: &Gathered<'_>) -> Vec<Thing> {
    let mut parties: BTreeMap<String, Thing> = BTreeMap::new();
    let mut proofs: BTreeMap<String, Thing> = BTreeMap::new();
    let mut out: Vec<Thing> = Vec::new();
    for entry in &all.entries {
        let row = &entry.view.row;
        let seen = row.first_published.zip(row.last_published).map(|(first, last)| (first.to_string(), last.to_string()));
        let mut party = |id: &str| {
            let thing = parties.entry(id.to_owned()).or_insert_with(|| party(id, all));
            if let Some((first, last)) = &seen {
                let (a, b) = thing.seen.get_or_insert_with(|| (first.clone(), last.clone()));
                *a = first.clone().min(std::mem::take(a));
                *b = last.clone().max(std::mem::take(b));
            }
            thing.id.clone()
        };
        let mut made = if row.kind == Kind::Transfer { transfer(entry, all, &mut party) } else { vec![event(entry, all, &mut party)] };
        let quotes = || entry.view.history.iter().flat_map(|step| &step.quotes).chain(all_quotes(entry));
        let mut proven: BTreeSet<String> = BTreeSet::new();
        for quote in quotes() {
            let Some(source) = all.source(&quote.document) else { continue };
            let proof = proofs.entry(quote.document.clone()).or_insert_with(|| article(source));
            proof.add("bodyText", [format!("{}{}{}", quote.before, quote.words, quote.after)]);
            proven.insert(proof.id.clone());
        }
        for thing in &mut made {
            thing.add("proof", proven.iter().cloned());
            thing.add("sourceUrl", quotes().filter_map(|quote| address(quote.url.as_deref())));
            thing.seen.clone_from(&seen);
        }
        out.append(&mut made);
    }
    proofs.into_values().chain(parties.into_values()).chain(out).collect()
}

fn all_quotes(entry: &Entry) -> impl Iterator<Item = &materiel_register::view::Quote> {
    entry.view.slots.iter().flat_map(|slot| slot.shown.iter().chain(&slot.others)).flat_map(|value| &value.quotes)
}

/// Each value with its words and where they stand.
fn told(entry: &Entry) -> Vec<String> {
    let quote = |what: String, quote: &materiel_register::view::Quote| {
        format!("{what}: “{}{}{}” ({})", quote.before, quote.words, quote.after, place(quote))
    };
    let step = |step: &materiel_register::view::StepRow| {
        let denied = if step.polarity == Polarity::Denied { "not " } else { "" };
        let what = format!("{denied}{}", words(&step.stage));
        step.quotes.iter().map(move |one| quote(what.clone(), one)).collect::<Vec<_>>()
    };
    let slot = |slot: &materiel_register::view::SlotRow| {
        let name = words(slot.slot.as_str());
        let shown = slot.shown.iter().map(|value| (value, ""));
        let others = slot.others.iter().map(|value| (value, if value.conflict { ", contradicted" } else { ", also told" }));
        let one = |(value, how): (&materiel_register::view::ValueRow, &str)| {
            let what = format!("{name} {}{how}", value.written.strip_prefix("org:").unwrap_or(&value.written));
            value.quotes.iter().map(|one| quote(what.clone(), one)).collect::<Vec<_>>()
        };
        shown.chain(others).flat_map(one).collect::<Vec<_>>()
    };
    entry.view.history.iter().flat_map(step).chain(entry.view.slots.iter().flat_map(slot)).collect()
}

/// A transfer, and from the order on its contract and award.
fn transfer(entry: &Entry, all: &Gathered<'_>, party: &mut dyn FnMut(&str) -> String) -> Vec<Thing> {
    let row = &entry.view.row;
    let mut flow = Thing::new(record_id(entry), "EconomicActivity");
    let (supplier, recipient) = (row.supplier.as_deref().map(&mut *party), row.recipient.as_deref().map(&mut *party));
    flow.add("sender", supplier.clone());
    flow.add("receiver", recipient.clone());
    let quantity = row.quantity.map(crate::page::number);
    let goods: Vec<&str> = [quantity.as_deref(), row.equipment.as_deref()].into_iter().flatten().collect();
    flow.add("goodsDescription", [goods.join(" ")]);
    flow.add("departureCountry", row.supplier.as_deref().and_then(|id| country(id, all)));
    flow.add("destinationCountry", row.recipient.as_deref().and_then(|id| country(id, all)));
    flow.add("recordId", [row.id.to_string()]);
    flow.add("description", [crate::page::title(row, all.reader)]);
    flow.add("summary", told(entry));
    flow.add("invoiceAmount", row.value.map(|money| format!("{} {}", money.currency, money.amount)));
    let affirmed = || entry.view.history.iter().filter(|step| step.polarity == Polarity::Affirmed && !step.corrected);
    flow.add("startDate", affirmed().filter_map(|step| step.date.or(step.reported)).min().map(|date| date.to_string()));
    flow.add("date", row.date.map(|date| date.to_string()));
    let order = affirmed().find(|step| step.stage == "contracted");
    let mut out = Vec::new();
    if let Some(order) = order {
        let mut contract = Thing::new(format!("{}-contract", flow.id), "Contract");
        contract.add("title", [crate::page::title(row, all.reader)]);
        contract.add("authority", recipient);
        contract.add("contractDate", order.date.map(|date| date.to_string()));
        contract.add("amount", row.value.map(|money| money.amount.to_string()));
        contract.add("currency", row.value.map(|money| money.currency.to_string()));
        contract.add("status", row.stage.as_deref().map(words));
        flow.add("contract", [contract.id.clone()]);
        // The makers get the contract where they are named, else who supplies.
        let makers = entry.slot(Slot::Manufacturers).map(|slot| slot.shown.as_slice()).unwrap_or_default();
        let makers: Vec<String> = makers
            .iter()
            .map(|maker| party(&all.reader.party_of(&maker.written).unwrap_or_else(|| format!("org:{}", maker.written))))
            .collect();
        let awarded = if makers.is_empty() { supplier.into_iter().collect() } else { makers };
        for (at, supplier) in awarded.into_iter().enumerate() {
            let mut award = Thing::new(format!("{}-award-{}", flow.id, at + 1), "ContractAward");
            award.add("supplier", [supplier]);
            award.add("contract", [contract.id.clone()]);
            award.add("date", order.date.map(|date| date.to_string()));
            award.add("recordId", [row.id.to_string()]);
            out.push(award);
        }
        out.push(contract);
    }
    out.push(flow);
    out
}

fn event(entry: &Entry, all: &Gathered<'_>, party: &mut dyn FnMut(&str) -> String) -> Thing {
    let row = &entry.view.row;
    let mut event = Thing::new(record_id(entry), "Event");
    event.add("name", [crate::page::title(row, all.reader)]);
    event.add("keywords", [words(row.kind.as_str())]);
    event.add("keywords", row.stage.as_deref().map(words));
    event.add("involved", row.actors.iter().map(|id| party(id)));
    let place = row.place.as_deref().filter(|_| entry.shown(Slot::Location).or_else(|| entry.shown(Slot::Destination)).is_some());
    event.add("location", place.map(|id| all.reader.name_of(id)));
    event.add("country", row.place.as_deref().and_then(|id| country(id, all)));
    event.add("date", row.date.or(row.reported).map(|date| date.to_string()));
    event.add("recordId", [row.id.to_string()]);
    event.add("description", row.value.map(crate::page::money));
    event.add("description", row.quantity.map(crate::page::number));
    event.add("summary", told(entry));
    event
}

fn record_id(entry: &Entry) -> String {
    format!("{DATASET}-{}", entry.view.row.id)
}

fn article(source: &Source) -> Thing {
    let mut article = Thing::new(format!("{DATASET}-doc-{}", source.id.as_str().get(..24).unwrap_or_default()), "Article");
    article.add("title", [source.name()]);
    article.add("fileName", [source.document.label.as_str()]);
    article.add("publisher", source.document.source.as_deref());
    article.add("publishedAt", source.document.published.map(|date| date.to_string()));
    article.add("sourceUrl", address(source.address()));
    article.add("retrievedAt", source.fetch.as_ref().map(|fetch| fetch.at.day().to_string()));
    article.seen = source.document.published.map(|date| (date.to_string(), date.to_string()));
    article
}

fn party(id: &str, all: &Gathered<'_>) -> Thing {
    let body = all.reader.body(id);
    let schema = match body.map(|body| body.kind) {
        Some(BodyKind::Company) => "Company",
        None if country(id, all).is_some() => "PublicBody",
        Some(_) | None => "Organization",
    };
    let bare = id.strip_prefix("org:").unwrap_or(id);
    let key = if bare.len() == id.len() { id.to_owned() } else { sha256_hex(bare.as_bytes()).get(..24).unwrap_or_default().to_owned() };
    let mut thing = Thing::new(format!("{DATASET}-party-{key}"), schema);
    thing.add("name", [all.reader.name_of(id)]);
    thing.add("country", country(id, all));
    if let Some(body) = body {
        thing.add("alias", body.names.iter().cloned());
        thing.add("previousName", body.former.iter().cloned());
        thing.add("country", body.state.iter().chain(&body.states).filter_map(|state| country(state.as_str(), all)));
    }
    thing
}

/// The code of a state, as FollowTheMoney writes it.
fn country(id: &str, all: &Gathered<'_>) -> Option<String> {
    all.reader.is_state(id).then(|| id.to_lowercase())
}

/// An address of the web; others are none here.
fn address(of: Option<&str>) -> Option<String> {
    let url = url::Url::parse(of?).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| host.contains('.'))).then(|| url.to_string())
}
