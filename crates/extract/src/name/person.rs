//! People: by office or rank and name, by a leader's name that the tables have, and later in the document by surname.

use super::hits::Hit;
use super::page::Page;
use super::party::is_heading;
use super::{How, Name, PartyName, PersonName};
use crate::knowledge::spelling::{Gap, key};
use crate::knowledge::{Leader, Owner, Role, State};
use materiel_model::PartyId;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Settles every person.
pub(super) fn find(page: &mut Page<'_, '_>) {
    let others = borne_by_others(page);
    let mut people = HashMap::new();
    titled(page, &others, &mut people);
    leaders(page, &others, &mut people);
    again(page, &people);
}

/// Titles with what stands around them.
fn titled(page: &mut Page<'_, '_>, others: &HashSet<String>, people: &mut HashMap<String, PersonName>) {
    let parties = settled_parties(page);
    let mut at = 0;
    while at < page.len() {
        let Some(title) = title(page, at) else {
            at += 1;
            continue;
        };
        at = read_title(page, &parties, others, title, people);
    }
}

/// Settled parties by where they start and by where they end.
struct Parties {
    starts: HashMap<usize, (Range<usize>, PartyId)>,
    ends: HashMap<usize, (Range<usize>, PartyId)>,
}

fn settled_parties(page: &Page<'_, '_>) -> Parties {
    let mut parties = Parties { starts: HashMap::new(), ends: HashMap::new() };
    for (atoms, mention) in page.settled() {
        let Name::Party(party) = &mention.name else { continue };
        if !party.company {
            if !matches!(party.how, How::Place | How::Capital | How::Demonym) {
                parties.starts.insert(atoms.start, (atoms.clone(), party.id.clone()));
            }
            parties.ends.insert(atoms.end, (atoms.clone(), party.id.clone()));
        }
    }
    parties
}

/// An office or rank, with those that follow it: "Army Chief of Staff Gen.".
fn title(page: &Page<'_, '_>, start: usize) -> Option<(Range<usize>, bool)> {
    let here = |at: usize| {
        let hit = page.hit_at(at, |owner| matches!(owner, Owner::Title(_)))?;
        let free = hit.atoms.clone().all(|atom| !page.is_taken(atom)) && page.holder(at).is_none();
        free.then(|| (hit.atoms.end, hit.owners.contains(&Owner::Title(Role::Name))))
    };
    let (mut end, mut office) = here(start)?;
    loop {
        let next = if page.follows(end, &[Gap::Space]) && page.word(end) == "and" { end + 1 } else { end };
        match here(next).filter(|_| page.follows(next, &[Gap::Space])) {
            Some((further, is_office)) => {
                end = further;
                office |= is_office;
            }
            None => return Some((start..end, office)),
        }
    }
}

/// Reads what stands around a title, and gives the atom to go on from.
fn read_title(
    page: &mut Page<'_, '_>,
    parties: &Parties,
    others: &HashSet<String>,
    (title, office): (Range<usize>, bool),
    people: &mut HashMap<String, PersonName>,
) -> usize {
    let mut start = title.start;
    while page.follows(start, &[Gap::Space, Gap::Hyphen]) && title.start - start < 3 && page.has("before_title", start - 1) {
        start -= 1;
    }
    let (mut state, mut beside) = (None, None);
    if let Some((atoms, id)) = parties.ends.get(&start).filter(|_| page.follows(start, &[Gap::Space, Gap::Possessive])) {
        start = atoms.start;
        state = Some(id.clone());
        beside = Some(atoms.clone());
    }
    let mut end = title.end;
    if page.follows(end, &[Gap::Space]) && page.has("title_of", end) {
        let after = if page.word(end + 1) == "the" { end + 2 } else { end + 1 };
        if let Some((atoms, id)) = parties.starts.get(&after).filter(|_| page.follows(after, &[Gap::Space])) {
            end = atoms.end;
            if state.is_none() && page.word(title.end) != "to" {
                state = Some(id.clone());
                beside = Some(atoms.clone());
            }
        }
    }
    let words = page.words(start..end);
    let after_comma = page.sentence(end) == page.sentence(title.start) && page.between(end) == ", ";
    let name = if page.follows(end, &[Gap::Space, Gap::Quote]) {
        person_name(page, end)
    } else if after_comma && office {
        person_name(page, end).filter(|name| name.end - name.start > 1 && page.after(name.end - 1).starts_with([',', '.', ' ']))
    } else {
        None
    };
    let office_words = Some(words);
    if let Some(name) = name {
        // A leader whom the tables have needs no state beside the title.
        let leader = name
            .clone()
            .filter(|atom| !others.contains(page.word(*atom)))
            .find_map(|atom| page.leader(atom))
            .and_then(|state| page.knowledge.states.get(state));
        let state = state.or_else(|| leader.map(|state| state.id.clone()));
        let written = page.words(name.clone());
        let full = leader.and_then(|state| full_name(state, &written)).unwrap_or(written);
        let person = PersonName { name: full, office: office_words, state };
        remember(page, people, &name, &person);
        page.unsettle(&(start..name.end));
        page.settle(start..name.end, Name::Person(person));
        return name.end;
    }
    if let Some(name) = name_before(page, start) {
        let person = PersonName { name: page.words(name.clone()), office: office_words, state: state.clone() };
        remember(page, people, &name, &person);
        page.settle(name, Name::Person(person));
    }
    // "The Serbian president" speaks for Serbia; a Serbian analyst does not.
    let last = title.end - 1;
    if let (Some(id), true) = (state, office && !page.has("not_leader", last) && !page.has("not_leader", title.start)) {
        page.unsettle(&(start..end));
        let core = beside.unwrap_or(start..end);
        let name = PartyName { state: Some(id.clone()), id, how: How::Leader, company: false, body: None, core: page.tokens(core) };
        page.settle(start..end, Name::Party(name));
    }
    end.max(title.end)
}

/// The words of a name that starts at an atom.
fn person_name(page: &Page<'_, '_>, at: usize) -> Option<Range<usize>> {
    let start = if page.has("honorifics", at) && page.is_capital(at) && page.follows(at + 1, &[Gap::Space]) { at + 1 } else { at };
    let mut end = start;
    let mut telling = start;
    while end - start < 7 && end < page.len() && (end == start || page.follows(end, &[Gap::Space, Gap::Hyphen, Gap::Quote])) {
        let particle = page.has("particles", end) && page.spelled.is_lower(end) && page.follows(end + 1, &[Gap::Space, Gap::Hyphen]);
        if !particle && !is_part_of_name(page, end, end > start) {
            break;
        }
        end += 1;
        if !particle && page.word(end - 1).len() > 1 {
            telling = end;
        }
    }
    let office =
        (start..telling).any(|atom| page.has("agency_words", atom) || page.has("company_words", atom) || page.has("no_names", atom));
    // "ADM Premium" is no admiral.
    let doubtful = telling == start + 1 && page.spelled.is_upper(at - 1) && page.word(at - 1).len() > 2;
    (telling > start && !office && !doubtful).then_some(start..telling)
}

fn is_part_of_name(page: &Page<'_, '_>, atom: usize, inside: bool) -> bool {
    if !page.is_capital(atom) || page.is_digits(atom) || page.is_taken(atom) && !is_given_name(page, atom) {
        return false;
    }
    // Months and titles that are surnames too: "Theresa May", "Hun Sen".
    if inside && page.has("also_names", atom) && !page.is_digits(atom + 1) && page.word(atom) != page.word(atom - 1) {
        return true;
    }
    let held = page.holder(atom).is_some() && page.leader(atom).is_none() && !is_given_name(page, atom);
    let title = page.hits_at(atom).iter().any(|hit| matches!(hit.owners.first(), Some(Owner::Title(_) | Owner::Organ(_))));
    let shouted = page.spelled.is_upper(atom) && page.word(atom).len() > 1 && !inside;
    !held && !title && !shouted && !page.has("common", atom)
}

fn is_given_name(page: &Page<'_, '_>, atom: usize) -> bool {
    page.has("given_names", atom) && page.holder(atom).is_none_or(|hit| hit.atoms.len() == 1) && !page.is_taken(atom)
}

/// "Ejup Maqedonci, Kosovo's defence minister": the name in front of the comma.
fn name_before(page: &Page<'_, '_>, title: usize) -> Option<Range<usize>> {
    let mut at = title;
    if page.follows(at, &[Gap::Space]) && page.word(at - 1) == "the" {
        at -= 1;
    }
    if at == 0 || page.opens_sentence(at) || page.between(at) != ", " {
        return None;
    }
    let mut start = at;
    while at - start < 4 && (start == at || page.follows(start, &[Gap::Space, Gap::Hyphen])) && start > 0 {
        let before = start - 1;
        if page.sentence(before) != page.sentence(title)
            || !is_part_of_name(page, before, true)
            || page.spelled.is_upper(before) && page.word(before).len() > 1
        {
            break;
        }
        start = before;
    }
    if page.has("honorifics", start) {
        start += 1;
    }
    let office = (start..at).any(|atom| page.has("agency_words", atom) || page.has("company_words", atom) || page.has("no_names", atom));
    (at - start >= 2 && !office).then_some(start..at)
}

fn remember(page: &Page<'_, '_>, people: &mut HashMap<String, PersonName>, name: &Range<usize>, person: &PersonName) {
    let full = page.spelled.words(name.clone()).to_owned();
    let surname = page.word(name.end - 1).to_owned();
    for key in [full, surname] {
        let known = people.entry(key).or_insert_with(|| person.clone());
        if known.state.is_none() {
            known.state.clone_from(&person.state);
        }
        if known.name.len() < person.name.len() {
            known.name.clone_from(&person.name);
        }
    }
}

/// Heads of state and ministers whom the tables have.
fn leaders(page: &mut Page<'_, '_>, others: &HashSet<String>, people: &mut HashMap<String, PersonName>) {
    for i in 0..page.chosen.len() {
        let Some(hit) = page.chosen.get(i).and_then(|i| page.hits.get(*i)) else { continue };
        let Some(state) = hit_leader(hit).and_then(|state| page.knowledge.states.get(state)) else { continue };
        let atoms = hit.atoms.clone();
        if others.contains(page.spelled.words(atoms.clone())) {
            continue;
        }
        let written = page.words(atoms.clone());
        let full = full_name(state, &written).unwrap_or(written);
        let person = PersonName { name: full, office: None, state: Some(state.id.clone()) };
        remember(page, people, &atoms, &person);
        page.settle(atoms, Name::Person(person));
    }
}

/// Surnames of leaders that the document gives to somebody else: "Jane Modi", and nowhere "Narendra Modi".
fn borne_by_others(page: &Page<'_, '_>) -> HashSet<String> {
    let (mut others, mut own) = (HashSet::new(), HashSet::new());
    for hit in page.chosen.iter().filter_map(|i| page.hits.get(*i)) {
        let Some(state) = hit_leader(hit).and_then(|state| page.knowledge.states.get(state)) else { continue };
        let (start, end) = (hit.atoms.start, hit.atoms.end);
        if hit.atoms.len() > 1 && full_name(state, &page.words(hit.atoms.clone())).is_some() {
            own.insert(page.word(end - 1).to_owned());
            continue;
        }
        let before = start.checked_sub(1).filter(|_| page.follows(start, &[Gap::Space]) && page.between(start).trim().is_empty());
        let stranger = before.is_some_and(|atom| {
            let said = |list| page.has(list, atom);
            let given = page.is_titlecase(atom) && !["common", "honorifics", "before_title", "modifiers"].into_iter().any(said);
            let known = page.holder(atom).is_some() || !page.hits_at(atom).is_empty();
            let theirs = state.leaders.iter().any(|leader| leader.name.split_whitespace().any(|part| key(part).letters == page.word(atom)));
            given && !known && !theirs && page.sentence(atom) == page.sentence(start) && !is_heading(page, start)
        });
        if stranger {
            others.insert(page.spelled.words(hit.atoms.clone()).to_owned());
        }
    }
    others.retain(|surname| !own.contains(surname));
    others
}

/// The full name of a leader who is named in full or for short.
fn full_name(state: &State, written: &str) -> Option<String> {
    let named = |leader: &&Leader| leader.name == written || leader.short.as_deref() == Some(written);
    state.leaders.iter().find(named).map(|leader| leader.name.clone())
}

fn hit_leader(hit: &Hit) -> Option<usize> {
    let leader = hit.owners.iter().find_map(|owner| if let Owner::State(i, Role::Leader) = owner { Some(*i) } else { None });
    leader.filter(|_| hit.owners.iter().all(|owner| !matches!(owner, Owner::State(_, Role::Name | Role::Demonym))))
}

/// The same people by full name or surname alone.
fn again(page: &mut Page<'_, '_>, people: &HashMap<String, PersonName>) {
    if people.is_empty() {
        return;
    }
    for start in 0..page.len() {
        if !page.is_capital(start) || page.is_taken(start) || page.holder(start).is_some() {
            continue;
        }
        let mut end = start + 1;
        while end - start < 5 && page.follows(end, &[Gap::Space, Gap::Hyphen]) && !page.is_taken(end) && page.holder(end).is_none() {
            end += 1;
        }
        let found = (start + 1..=end).rev().find_map(|end| Some((end, people.get(page.spelled.words(start..end))?)));
        let Some((end, person)) = found else { continue };
        if page.word(end - 1).len() > 2 && page.is_capital(end - 1) {
            page.settle(start..end, Name::Person(person.clone()));
        }
    }
}
