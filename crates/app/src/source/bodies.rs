//! FollowTheMoney entities as bodies of a folder of knowledge.
//!
//! In: JSON lines of entities. Out: the `[[body]]` tables of a file below `bodies/`, for companies and organisations that are not known yet. Names that
//! mean somebody else already are left out, so that nothing that was read before is read otherwise.

use super::{Problem, not_utf8};
use crate::reading::Reader;
use serde::Serialize;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// What came of a file.
#[derive(Default)]
pub(crate) struct Bodies {
    pub(crate) bodies: Vec<Body>,
    /// How many were known already.
    pub(crate) known: usize,
    /// How many entities were no companies or organisations.
    pub(crate) others: usize,
    /// Names that mean somebody else.
    pub(crate) taken: Vec<String>,
    pub(crate) problems: Vec<Problem>,
}

/// A body, as a file of knowledge has it.
#[derive(Serialize)]
pub(crate) struct Body {
    id: String,
    kind: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    names: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    former: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
}

/// The file of knowledge.
pub(crate) fn toml(bodies: &[Body]) -> Result<String, toml::ser::Error> {
    #[derive(Serialize)]
    struct File<'a> {
        body: &'a [Body],
    }
    Ok(format!("# Imported from FollowTheMoney entities by `materiel import`.\n\n{}", toml::to_string(&File { body: bodies })?))
}

/// True for what looks like entities and not like a table.
pub(crate) fn is_entities(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xef | 0xbb | 0xbf)) == Some(&b'{')
}

/// Reads a file.
pub(crate) fn bodies(place: &str, bytes: &[u8], reader: &Reader) -> Bodies {
    let mut out = Bodies::default();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(error) => {
            out.problems.push(Problem { place: place.to_owned(), line: None, what: not_utf8(error.valid_up_to() as u64) });
            return out;
        }
    };
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Json>(line) {
            Ok(entity) => match kind(&entity) {
                Ok(Some(kind)) => one(&entity, kind, reader, &mut names, &mut ids, &mut out),
                Ok(None) => out.others += 1,
                Err(what) => out.problems.push(Problem { place: place.to_owned(), line: Some(at + 1), what: what.to_owned() }),
            },
            Err(error) => {
                let what = format!("the line is no JSON object: {error}");
                out.problems.push(Problem { place: place.to_owned(), line: Some(at + 1), what });
            }
        }
    }
    out
}

/// The sort of body; `None` for anything else.
fn kind(entity: &Json) -> Result<Option<&'static str>, &'static str> {
    let schema = entity.get("schema").and_then(Json::as_str).ok_or("the entity has no `schema`")?;
    entity.get("properties").and_then(Json::as_object).ok_or("the entity has no `properties`")?;
    Ok(match schema {
        "Company" => Some("company"),
        "Organization" | "PublicBody" | "LegalEntity" => Some("agency"),
        _ => None,
    })
}

fn one(entity: &Json, kind: &'static str, reader: &Reader, taken: &mut BTreeSet<String>, ids: &mut BTreeSet<String>, out: &mut Bodies) {
    let values = |property: &str| -> Vec<String> {
        let values = entity["properties"][property].as_array().into_iter().flatten().filter_map(Json::as_str);
        values.map(|words| words.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|words| !words.is_empty()).collect()
    };
    let mut all = values("name").into_iter();
    let Some(name) = all.next() else {
        out.others += 1;
        return;
    };
    let folded = |name: &str| crate::subject::folded(name);
    if reader.party_of(&name).is_some() || reader.id_of(&name).is_some() || taken.contains(&folded(&name)) {
        out.known += 1;
        return;
    }
    let mut free = |names: Vec<String>| -> Vec<String> {
        let mut free = Vec::new();
        for one in names {
            let short = one.chars().filter(|c| c.is_alphanumeric()).count() < 3;
            let known = reader.party_of(&one).is_some() || reader.id_of(&one).is_some() || reader.is_equipment(&one);
            if short || known || !taken.insert(folded(&one)) {
                if folded(&one) != folded(&name) {
                    out.taken.push(one);
                }
            } else {
                free.push(one);
            }
        }
        free
    };
    if free(vec![name.clone()]).is_empty() {
        out.taken.push(name);
        return;
    }
    let names = free(all.chain(values("alias")).chain(values("abbreviation")).collect());
    let former = free(values("previousName"));
    let states = ["mainCountry", "country", "jurisdiction"].into_iter().flat_map(values);
    let state = states.map(|code| code.to_uppercase()).find(|code| reader.is_state(code));
    let slug: String = name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let id = (1..).map(|number| if number == 1 { format!("ftm-{slug}") } else { format!("ftm-{slug}-{number}") });
    let Some(id) = id.take(10_000).find(|id| ids.insert(id.clone())) else { return };
    out.bodies.push(Body { id, kind, name, names, former, state });
}
