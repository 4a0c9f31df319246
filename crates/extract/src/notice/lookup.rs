//! Names of states, alliances and equipment in a field whose meaning is known, so that "Georgia" in a list of customers is the state.

use crate::knowledge::spelling::{Gap, Spelled, spell};
use crate::knowledge::{BodyKind, Facts, Family, Owner, Role, Shape};
use materiel_model::{Class, PartyId, Span};

/// What a stretch of words names.
#[derive(Clone, Debug)]
pub(super) enum Named<'k> {
    /// A state by its own name.
    State(PartyId),
    /// A state by an adjective.
    Demonym(PartyId),
    /// A force or organ of a state by a name of its own.
    Organ(PartyId),
    /// An alliance.
    Alliance(PartyId),
    /// A family of equipment.
    Family(&'k Family),
    /// A generic noun, and whether it says next to nothing.
    Noun(Class, bool),
}

impl Named<'_> {
    /// The state or alliance.
    pub(super) const fn party(&self) -> Option<&PartyId> {
        match self {
            Self::State(id) | Self::Demonym(id) | Self::Organ(id) | Self::Alliance(id) => Some(id),
            Self::Family(_) | Self::Noun(..) => None,
        }
    }
}

/// A name in a text.
#[derive(Clone, Debug)]
pub(super) struct Hit<'k> {
    /// Its bytes.
    pub(super) span: Span,
    /// What it names.
    pub(super) named: Named<'k>,
}

/// Every name in `text[within]`, by where it starts, of several at one place the longest first. Lookalikes hide what they look like.
pub(super) fn hits<'k>(facts: &'k Facts, text: &str, within: Span) -> Vec<Hit<'k>> {
    let spelled = spell(within.of(text));
    let mut found = Vec::new();
    let mut hidden: Vec<(Owner, Span)> = Vec::new();
    for start in 0..spelled.atoms.len() {
        if start == 0 || spelled.atoms.get(start).is_some_and(|atom| atom.gap != Gap::Glued) {
            at(facts, &spelled, start, |owner, end| {
                let (Some(first), Some(last)) = (spelled.atoms.get(start), spelled.atoms.get(end - 1)) else { return };
                let span = Span::new(first.start, last.end).shift(within.start);
                if owner.role() == Role::Not {
                    hidden.push((owner.whole(), span));
                } else {
                    found.push((owner, span));
                }
            });
        }
    }
    let seen = |owner: &Owner, span: &Span| {
        let near = hidden.partition_point(|(_, lookalike)| lookalike.start <= span.start);
        !hidden[..near]
            .iter()
            .rev()
            .take(8)
            .any(|(whole, lookalike)| *whole == owner.whole() && lookalike.contains(*span) && lookalike != span)
    };
    let mut hits = found
        .into_iter()
        .filter(|(owner, span)| seen(owner, span))
        .filter_map(|(owner, span)| Some(Hit { span, named: named(facts, owner)? }))
        .collect::<Vec<_>>();
    hits.sort_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end)));
    hits
}

fn named(facts: &Facts, owner: Owner) -> Option<Named<'_>> {
    Some(match owner {
        Owner::State(i, Role::Name) => Named::State(facts.states.get(i)?.id.clone()),
        Owner::State(i, Role::Other) => Named::State(facts.states.get(i)?.id.clone()),
        Owner::State(i, Role::Demonym) => Named::Demonym(facts.states.get(i)?.id.clone()),
        Owner::State(i, Role::Force | Role::Government) => Named::Organ(facts.states.get(i)?.id.clone()),
        Owner::Body(i, _) => {
            let body = facts.bodies.get(i)?;
            let is_buyer = matches!(body.kind, BodyKind::Alliance | BodyKind::Agency) && body.state.is_none();
            let own = PartyId::new(&body.id).or_else(|| PartyId::body(&body.name));
            Named::Alliance(own.filter(|_| is_buyer)?)
        }
        Owner::Family(i, _) => Named::Family(facts.families.get(i)?),
        Owner::Noun(i, _) => facts.nouns.get(i).map(|noun| Named::Noun(noun.class, noun.vague))?,
        _ => return None,
    })
}

/// Calls `found` with the owner of each name that starts at an atom and the atom behind its last.
fn at(facts: &Facts, spelled: &Spelled, start: usize, mut found: impl FnMut(Owner, usize)) {
    let atoms = &spelled.atoms;
    let reach = |gap: Gap| matches!(gap, Gap::Glued | Gap::Hyphen | Gap::Slash | Gap::Space | Gap::Possessive);
    let Some(first) = atoms.get(start) else { return };
    let stop = start + 1 + atoms.iter().skip(start + 1).take(24).take_while(|atom| reach(atom.gap)).count();
    let Some(letters) = atoms.get(stop - 1).and_then(|last| spelled.letters.get(first.from..last.to)) else { return };
    let upper = spelled.upper.get(first.from..(first.from + 64).min(first.from + letters.len())).unwrap_or_default();
    let upper = upper.iter().enumerate().fold(0_u64, |bits, (at, flag)| bits | (u64::from(*flag) << at));
    let (mut spaces, mut possessives) = (0_u64, 0_u64);
    for atom in atoms.get(start + 1..stop).unwrap_or_default().iter().take_while(|atom| atom.from - first.from < 64) {
        let bit = 1 << (atom.from - first.from);
        spaces |= if atom.gap == Gap::Space { bit } else { 0 };
        possessives |= if atom.gap == Gap::Possessive { bit } else { 0 };
    }
    let shape = Shape { upper, spaces, possessives };
    facts.lexicon.prefixes(letters, u16::MAX, |entries| {
        let Some(entry) = entries.first() else { return };
        let Some((end, exact)) = ending(spelled, start, first.from + entry.letters().len()) else { return };
        for entry in entries.iter().filter(|entry| entry.agrees(shape)) {
            let fits = match exact {
                Ending::Word => true,
                Ending::Plural => crate::knowledge::takes_plural(entry.owner),
                Ending::Version => matches!(entry.owner, Owner::Family(_, role) if role != Role::Not),
            };
            if fits {
                found(entry.owner, end);
            }
        }
    });
}

enum Ending {
    /// The word ends where the name does.
    Word,
    /// A plural's `s` follows.
    Plural,
    /// Letters and digits of a version follow.
    Version,
}

/// How the word goes on where a name's letters end, and the atom behind that word.
fn ending(spelled: &Spelled, start: usize, letter: usize) -> Option<(usize, Ending)> {
    let atoms = &spelled.atoms;
    let last = start + atoms.get(start..)?.partition_point(|atom| atom.to < letter);
    let atom = atoms.get(last)?;
    let glued = |i: usize| atoms.get(i).is_some_and(|atom| atom.gap == Gap::Glued);
    if atom.to == letter {
        if !glued(last + 1) {
            return Some((last + 1, Ending::Word));
        }
        if spelled.word(last + 1) == "s" && !glued(last + 2) {
            return Some((last + 2, Ending::Plural));
        }
        let version = atom.digits && spelled.word(last + 1).len() <= 3;
        let end = last + 1 + (last + 1..).take_while(|i| glued(*i)).count();
        return version.then_some((end, Ending::Version));
    }
    let rest = spelled.letters.get(letter..atom.to)?;
    (matches!(rest, "s" | "es") && !glued(last + 1)).then_some((last + 1, Ending::Plural))
}
