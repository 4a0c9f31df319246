//! What a user may mean by a name: states, bodies, people, equipment, by what `knowledge/` calls them.

use materiel_extract::knowledge::{Body, BodyKind, Facts, Family, State};
use materiel_model::{Class, PartyId};
use materiel_register::view::{ListRow, Sort, Subject};
use std::collections::BTreeMap;

/// Letters and digits in lower case: what two spellings of a name have in common.
pub(crate) fn folded(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// True when [`folded`] makes that of some words, without making it.
pub(crate) fn is_folded(words: &str, folded: &str) -> bool {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).eq(folded.chars())
}

/// Everything that a name or id may mean, the likeliest first. `rows` have the bodies that `knowledge/` does not know.
pub(crate) fn subjects(asked: &str, facts: &Facts, rows: &[ListRow]) -> Vec<Subject> {
    let (sort, name) = match asked.split_once(':') {
        Some((word, name)) => (sort(word.trim()), name.trim()),
        None => (None, asked.trim()),
    };
    let name = if sort.is_none() { asked.trim() } else { name };
    let wanted = folded(name.strip_prefix("org:").unwrap_or(name));
    if wanted.is_empty() {
        return Vec::new();
    }
    let is = |other: &String| is_folded(other, &wanted);
    let one_of_many = wanted.strip_suffix('s').unwrap_or(&wanted);
    let mut out: Vec<Subject> = Vec::new();
    out.extend(facts.states.iter().filter(|one| one.id.as_str() == name).map(state));
    let named = |one: &&State| {
        is(&one.name)
            || one.id.as_str().eq_ignore_ascii_case(name)
            || one.names.iter().chain(&one.demonyms).any(is)
            || one.former.iter().any(|former| is(&former.name))
    };
    out.extend(facts.states.iter().filter(named).map(state));
    out.extend(facts.bodies.iter().filter(|one| is(&one.id) || is(&one.name) || one.names.iter().chain(&one.former).any(is)).map(body));
    out.extend(facts.families.iter().filter(|one| is(&one.id) || is(&one.name)).map(family));
    out.extend(facts.families.iter().filter(|one| one.names.iter().chain(&one.variants).any(is)).map(family));
    out.extend(people(facts, &wanted));
    let noun = |noun: &String| is(noun) || folded(noun) == one_of_many;
    let called = |class: &Class| {
        let nouns = facts.nouns.iter().filter(|group| group.class == *class && !group.vague);
        folded(class.as_str()) == wanted || nouns.flat_map(|group| group.nouns.iter().chain(&group.plurals)).any(noun)
    };
    out.extend(Class::ALL.iter().copied().filter(called).map(whole_class));
    out.extend(unknown_bodies(rows, &wanted));
    let mut seen: Vec<(Sort, String)> = Vec::new();
    out.retain(|one| {
        let key = (one.sort, folded(&one.id));
        let fresh = sort.is_none_or(|sort| sort == one.sort || sort == Sort::Equipment && one.sort == Sort::Class) && !seen.contains(&key);
        seen.push(key);
        fresh
    });
    out
}

fn sort(word: &str) -> Option<Sort> {
    match word {
        "state" => Some(Sort::State),
        "body" => Some(Sort::Body),
        "person" => Some(Sort::Person),
        "equipment" => Some(Sort::Equipment),
        "class" => Some(Sort::Class),
        _ => None,
    }
}

/// What is known beforehand, without what is empty.
fn known<const N: usize>(facts: [(&str, Vec<String>); N]) -> BTreeMap<String, Vec<String>> {
    facts.into_iter().filter(|(_, words)| !words.is_empty()).map(|(what, words)| (what.to_owned(), words)).collect()
}

fn ids(parties: &[PartyId]) -> Vec<String> {
    parties.iter().map(ToString::to_string).collect()
}

fn state(one: &State) -> Subject {
    let former = one.former.iter().map(|former| former.name.clone()).collect();
    Subject {
        sort: Sort::State,
        id: one.id.to_string(),
        name: one.name.clone(),
        names: one.names.clone(),
        known: known([("capital", one.capitals.clone()), ("currency", vec![one.currency.to_string()]), ("former", former)]),
    }
}

fn body(one: &Body) -> Subject {
    let id = PartyId::new(&one.id).map_or_else(|| format!("org:{}", one.name), |id| id.to_string());
    let kind = match one.kind {
        BodyKind::Company => "company",
        BodyKind::Alliance => "alliance",
        BodyKind::Mission => "mission",
        BodyKind::Agency => "agency",
        BodyKind::Force => "force",
        BodyKind::Group => "armed group",
    };
    let states: Vec<PartyId> = one.state.iter().chain(&one.states).cloned().collect();
    Subject {
        sort: Sort::Body,
        id,
        name: one.name.clone(),
        names: one.names.iter().chain(&one.former).cloned().collect(),
        known: known([("kind", vec![kind.to_owned()]), ("state", ids(&states)), ("led by", one.member_of.iter().cloned().collect())]),
    }
}

fn family(one: &Family) -> Subject {
    let class = vec![one.class.as_str().replace('_', " ")];
    Subject {
        sort: Sort::Equipment,
        id: one.id.clone(),
        name: one.name.clone(),
        names: one.names.clone(),
        known: known([("class", class), ("maker", one.maker.clone()), ("origin", ids(&one.origin)), ("versions", one.variants.clone())]),
    }
}

fn whole_class(class: Class) -> Subject {
    let name = class.as_str().replace('_', " ");
    Subject { sort: Sort::Class, id: class.to_string(), name, names: Vec::new(), known: BTreeMap::new() }
}

/// Heads of state and government, and ministers: whoever has the name in full, then whoever has it for short.
fn people(facts: &Facts, wanted: &str) -> Vec<Subject> {
    let leaders = || facts.states.iter().flat_map(|state| state.leaders.iter().map(move |leader| (state, leader)));
    let mut found: Vec<(&str, Vec<String>, Vec<String>)> = Vec::new();
    let full = leaders().filter(|(_, leader)| folded(&leader.name) == wanted);
    let short = leaders().filter(|(_, leader)| leader.short.as_ref().is_some_and(|short| folded(short) == wanted));
    for (state, leader) in full.chain(short) {
        let years = match (leader.from, leader.until) {
            (None, None) => String::new(),
            (from, until) => {
                let year = |year: Option<i16>| year.map(|year| year.to_string()).unwrap_or_default();
                format!(" ({}–{})", year(from), year(until))
            }
        };
        let office = format!("{}{years}", state.name);
        match found.iter_mut().find(|(name, ..)| *name == leader.name) {
            Some((_, _, offices)) if offices.contains(&office) => {}
            Some((_, _, offices)) => offices.push(office),
            None => found.push((leader.name.as_str(), leader.short.iter().cloned().collect(), vec![office])),
        }
    }
    let person = |(name, names, offices): (&str, Vec<String>, Vec<String>)| Subject {
        sort: Sort::Person,
        id: name.to_owned(),
        name: name.to_owned(),
        names,
        known: known([("speaks for", offices)]),
    };
    found.into_iter().map(person).collect()
}

/// Bodies that only the documents name.
fn unknown_bodies(rows: &[ListRow], wanted: &str) -> Option<Subject> {
    let parties = |row: &ListRow| -> Vec<String> {
        row.recipient
            .iter()
            .chain(&row.supplier)
            .chain(&row.actors)
            .chain(&row.others)
            .filter(|id| id.starts_with("org:"))
            .cloned()
            .collect()
    };
    let id = rows.iter().flat_map(parties).find(|id| folded(id.strip_prefix("org:").unwrap_or(id)) == wanted)?;
    let name = id.strip_prefix("org:").unwrap_or(&id).to_owned();
    Some(Subject { sort: Sort::Body, id, name, names: Vec::new(), known: BTreeMap::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_find_what_they_mean() {
        let facts = Facts::embedded();
        let first = |asked: &str| subjects(asked, facts, &[]).first().map(|one| (one.sort, one.id.clone()));
        for (asked, sort, id) in [
            ("XK", Sort::State, "XK"),
            ("kosovo", Sort::State, "XK"),
            ("Turkish", Sort::State, "TR"),
            ("NATO", Sort::Body, "NATO"),
            ("lockheed martin", Sort::Body, "org:Lockheed Martin"),
            ("Bayraktar TB-2", Sort::Equipment, "bayraktar-tb2"),
            ("FGM-148", Sort::Equipment, "javelin"),
            ("tank", Sort::Class, "tank"),
            ("main battle tanks", Sort::Class, "tank"),
            ("Albin Kurti", Sort::Person, "Albin Kurti"),
        ] {
            assert_eq!(first(asked), Some((sort, id.to_owned())), "{asked}");
        }
        assert_eq!(first("no such thing at all"), None);
        assert_eq!(first("person:Kosovo"), None);
        assert_eq!(first(""), None);
    }
}
