//! A text on its way to names: its words, the names that its letters spell, and what has been settled.

use super::hits::{self, Hit};
use super::{Mention, Name, Names, Organ};
use crate::knowledge::spelling::{Atom, Gap, Spelled, spell};
use crate::knowledge::{Facts, Family, Owner, Role};
use crate::text::Text;
use materiel_model::Span;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

pub(super) struct Page<'k, 't> {
    pub(super) knowledge: &'k Facts,
    pub(super) text: &'t str,
    pub(super) spelled: Spelled,
    /// For each atom its token and its sentence.
    places: Vec<(usize, usize)>,
    /// Every name that the letters spell, by start, longest first.
    pub(super) hits: Vec<Hit>,
    /// For each atom, where its hits start in `hits`; one more at the end.
    starts: Vec<usize>,
    /// The hits of states, bodies and families that are left when the longest leftmost counts.
    pub(super) chosen: Vec<usize>,
    /// For each atom, the chosen hit that holds it.
    holder: Vec<Option<usize>>,
    /// Families that some name in the text means and no other.
    evident: HashSet<&'k str>,
    /// For each atom, whether a mention holds it.
    taken: Vec<bool>,
    /// Mentions by their first atom, with the atom after their last.
    found: BTreeMap<usize, (usize, Mention<'k>)>,
}

impl<'k, 't> Page<'k, 't> {
    pub(super) fn new(knowledge: &'k Facts, text: &'t str, layout: &Text) -> Self {
        let spelled = spell(text);
        let places = places(&spelled.atoms, layout);
        let atoms = spelled.atoms.len();
        let mut page = Self {
            knowledge,
            text,
            spelled,
            places,
            hits: Vec::new(),
            starts: Vec::new(),
            chosen: Vec::new(),
            holder: vec![None; atoms],
            evident: HashSet::new(),
            taken: vec![false; atoms],
            found: BTreeMap::new(),
        };
        page.hits = hits::all(&page);
        page.index();
        hits::believe(&mut page);
        page.index();
        page.choose();
        page
    }

    fn index(&mut self) {
        self.starts = vec![0; self.len() + 1];
        for hit in &self.hits {
            if let Some(count) = self.starts.get_mut(hit.atoms.start + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut self.starts {
            sum += *count;
            *count = sum;
        }
    }

    fn choose(&mut self) {
        let mut end = 0;
        for (i, hit) in self.hits.iter().enumerate() {
            let named = hit.owners.iter().any(|owner| matches!(owner, Owner::State(..) | Owner::Body(..) | Owner::Family(..)));
            if named && hit.atoms.start >= end && !self.is_maker_and_name(hit) {
                end = hit.atoms.end;
                self.chosen.push(i);
                let mut families = hit.owners.iter().filter_map(|owner| if let Owner::Family(i, _) = owner { Some(*i) } else { None });
                let only = families.next().filter(|first| families.all(|other| other == *first));
                self.evident.extend(only.and_then(|i| Some(self.knowledge.families.get(i)?.id.as_str())));
                if let Some(holders) = self.holder.get_mut(hit.atoms.clone()) {
                    holders.fill(Some(i));
                }
            }
        }
    }

    /// "Lockheed Martin F-16" is a company and a name that stands by itself too.
    fn is_maker_and_name(&self, hit: &Hit) -> bool {
        let family = |owner: &Owner| matches!(owner, Owner::Family(..));
        hit.owners.iter().all(family)
            && self.hits_at(hit.atoms.start).iter().filter(|maker| maker.atoms.end < hit.atoms.end).any(|maker| {
                let company = maker.owners.iter().any(|owner| matches!(owner, Owner::Body(..)));
                let same = |rest: &Hit| {
                    rest.atoms.end == hit.atoms.end
                        && rest.owners.iter().any(|owner| hit.owners.iter().any(|one| one.whole() == owner.whole()))
                };
                company && self.hits_at(maker.atoms.end).iter().any(same)
            })
    }

    /// True when some name in the text means this family and no other.
    pub(super) fn is_evident(&self, family: &Family) -> bool {
        self.evident.contains(family.id.as_str())
    }

    /// How many atoms there are.
    pub(super) fn len(&self) -> usize {
        self.spelled.atoms.len()
    }

    pub(super) fn gap(&self, atom: usize) -> Gap {
        self.spelled.atoms.get(atom).map_or(Gap::Break, |atom| atom.gap)
    }

    pub(super) fn word(&self, atom: usize) -> &str {
        self.spelled.word(atom)
    }

    pub(super) fn is_digits(&self, atom: usize) -> bool {
        self.spelled.atoms.get(atom).is_some_and(|atom| atom.digits)
    }

    pub(super) fn is_capital(&self, atom: usize) -> bool {
        self.spelled.is_capital(atom)
    }

    /// A capital followed by small letters.
    pub(super) fn is_titlecase(&self, atom: usize) -> bool {
        self.spelled.is_capital(atom) && !self.spelled.is_upper(atom)
    }

    pub(super) fn sentence(&self, atom: usize) -> usize {
        self.places.get(atom).map_or(usize::MAX, |place| place.1)
    }

    pub(super) fn token(&self, atom: usize) -> usize {
        self.places.get(atom).map_or(usize::MAX, |place| place.0)
    }

    /// True when the atom is the first of its sentence.
    pub(super) fn opens_sentence(&self, atom: usize) -> bool {
        atom == 0 || self.sentence(atom) != self.sentence(atom - 1)
    }

    /// True when the atom exists and stands in the same sentence as the one before, with one of these gaps between.
    pub(super) fn follows(&self, atom: usize, gaps: &[Gap]) -> bool {
        atom > 0 && atom < self.len() && !self.opens_sentence(atom) && gaps.contains(&self.gap(atom))
    }

    /// The text between an atom and the one before.
    pub(super) fn between(&self, atom: usize) -> &'t str {
        let (Some(before), Some(this)) = (atom.checked_sub(1).and_then(|i| self.spelled.atoms.get(i)), self.spelled.atoms.get(atom)) else {
            return "";
        };
        self.text.get(before.end..this.start).unwrap_or_default()
    }

    /// The text right after an atom.
    pub(super) fn after(&self, atom: usize) -> &'t str {
        self.spelled.atoms.get(atom).and_then(|atom| self.text.get(atom.end..)).unwrap_or_default()
    }

    pub(super) fn has(&self, list: &str, atom: usize) -> bool {
        self.knowledge.language.has(list, self.word(atom))
    }

    /// The hits that start at an atom, longest first.
    pub(super) fn hits_at(&self, atom: usize) -> &[Hit] {
        let (Some(start), Some(end)) = (self.starts.get(atom), self.starts.get(atom + 1)) else { return &[] };
        self.hits.get(*start..*end).unwrap_or_default()
    }

    /// The longest hit at an atom of which an owner is wanted.
    pub(super) fn hit_at(&self, atom: usize, wanted: impl Fn(Owner) -> bool) -> Option<&Hit> {
        self.hits_at(atom).iter().find(|hit| hit.owners.iter().any(|owner| wanted(*owner)))
    }

    /// The chosen hit that holds an atom.
    pub(super) fn holder(&self, atom: usize) -> Option<&Hit> {
        self.holder.get(atom).copied().flatten().and_then(|i| self.hits.get(i))
    }

    /// The name of a state's head or minister that holds an atom.
    pub(super) fn leader(&self, atom: usize) -> Option<usize> {
        self.holder(atom)?.owners.iter().find_map(|owner| match owner {
            Owner::State(state, Role::Leader) => Some(*state),
            _ => None,
        })
    }

    pub(super) fn is_taken(&self, atom: usize) -> bool {
        self.taken.get(atom).copied().unwrap_or(true)
    }

    /// The bytes of a run of atoms, with the last dot of an abbreviation.
    pub(super) fn span(&self, atoms: Range<usize>) -> Span {
        let (Some(first), Some(last)) =
            (self.spelled.atoms.get(atoms.start), atoms.end.checked_sub(1).and_then(|i| self.spelled.atoms.get(i)))
        else {
            return Span::new(0, 0);
        };
        let letter = |atom: &Atom| atom.end - atom.start == 1;
        let dotted = atoms.len() > 1 && letter(last) && last.gap == Gap::Hyphen && self.between(atoms.end - 1) == ".";
        let dot = dotted && self.after(atoms.end - 1).starts_with('.');
        let words = self.text.get(first.start..last.end).unwrap_or_default();
        let open = words.contains('(') && !words.contains(')') && self.after(atoms.end - 1).starts_with(')');
        Span::new(first.start, last.end + usize::from(dot || open))
    }

    pub(super) fn tokens(&self, atoms: Range<usize>) -> Range<usize> {
        let start = self.token(atoms.start);
        let Some(last) = atoms.end.checked_sub(1) else { return start..start };
        let bracket = usize::from(self.span(atoms).of(self.text).ends_with(')'));
        start..(self.token(last) + bracket).max(start).saturating_add(1)
    }

    /// The words of a run of atoms with white space folded.
    pub(super) fn words(&self, atoms: Range<usize>) -> String {
        self.span(atoms).of(self.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Settles a name; what an earlier mention holds stays with it.
    pub(super) fn settle(&mut self, atoms: Range<usize>, name: Name<'k>) {
        if atoms.is_empty() || atoms.clone().any(|atom| self.is_taken(atom)) {
            return;
        }
        if let Some(taken) = self.taken.get_mut(atoms.clone()) {
            taken.fill(true);
        }
        let mention =
            Mention { span: self.span(atoms.clone()), tokens: self.tokens(atoms.clone()), sentence: self.sentence(atoms.start), name };
        self.found.insert(atoms.start, (atoms.end, mention));
    }

    /// Takes away the mentions inside a run of atoms, so that a longer one can be settled there.
    pub(super) fn unsettle(&mut self, atoms: &Range<usize>) {
        let inside = self.found.range(atoms.clone()).filter(|(_, (end, _))| *end <= atoms.end).map(|(start, (end, _))| *start..*end);
        for other in inside.collect::<Vec<_>>() {
            self.found.remove(&other.start);
            if let Some(taken) = self.taken.get_mut(other) {
                taken.fill(false);
            }
        }
    }

    /// What has been settled so far, with the atoms of each, in order.
    pub(super) fn settled(&self) -> impl Iterator<Item = (Range<usize>, &Mention<'k>)> {
        self.found.iter().map(|(start, (end, mention))| (*start..*end, mention))
    }

    /// The settled mention that ends right before an atom.
    pub(super) fn settled_before(&self, atom: usize) -> Option<(Range<usize>, &Mention<'k>)> {
        let (start, (end, mention)) = self.found.range(..atom).next_back()?;
        (*end == atom).then_some((*start..*end, mention))
    }

    pub(super) fn into_names(self, organs: Vec<Organ>) -> Names<'k> {
        Names { mentions: self.found.into_values().map(|(_, mention)| mention).collect(), organs }
    }
}

/// The token and the sentence of each atom. An atom outside all of them belongs to the ones before it.
fn places(atoms: &[Atom], layout: &Text) -> Vec<(usize, usize)> {
    let (mut token, mut sentence) = (0, 0);
    let place = |atom: &Atom| {
        while layout.tokens.get(token).is_some_and(|one| one.span.end <= atom.start) && token + 1 < layout.tokens.len() {
            token += 1;
        }
        while layout.sentences.get(sentence).is_some_and(|one| one.span.end <= atom.start) && sentence + 1 < layout.sentences.len() {
            sentence += 1;
        }
        (token, sentence)
    };
    atoms.iter().map(place).collect()
}
