//! A first look at a document: the sentences that speak of arms or forces, before all others.
//!
//! Most news that has a word of arms somewhere says nothing of them that makes a claim. Where only some sentences have such words, these are
//! parsed and read as if the rest of the document lent them whatever it could. If no claim comes of that, nothing is read further; if any
//! does, the whole document is read, and its claims are those that it has without this look.

use super::gate::Gate;
use super::others;
use super::parties::{Company, PartyRef, Spoken};
use super::read::Tools;
use crate::frame::scene::Scene;
use crate::name::{How, Mention, Name, Names, Sort};
use crate::text::{Sentence, Text};

/// Where more than one sentence in so many is looked at, all are read at once.
const ONE_IN: usize = 2;
/// So many sentences away, a sentence without a name or a sum lends nothing to one that speaks of arms.
const BESIDE: usize = 3;
/// Documents of fewer sentences are read whole; they cost little.
const FEWEST: usize = 6;

/// Which sentences of a document have a word of arms or forces; nothing where these are so many, or none at all, that the document is to be read
/// whole.
pub(super) fn near_arms(gate: &Gate, text: &str, layout: &Text, names: &Names<'_>) -> Option<Vec<bool>> {
    if layout.sentences.len() < FEWEST {
        return None;
    }
    let speaks = |sentence: &Sentence| {
        gate.may_speak_of_arms(sentence.span.of(text))
            || names.within(sentence.tokens.clone()).iter().any(|mention| is_of_arms(&mention.name))
    };
    let near: Vec<bool> = layout.sentences.iter().map(speaks).collect();
    let count = near.iter().filter(|near| **near).count();
    (count > 0 && count * ONE_IN <= near.len()).then_some(near)
}

/// Which sentences stand so near to one of these that a pronoun may go from one to the other.
pub(super) fn beside(near: &[bool]) -> Vec<bool> {
    (0..near.len()).map(|at| near[at.saturating_sub(BESIDE)..(at + BESIDE + 1).min(near.len())].contains(&true)).collect()
}

/// True for equipment by a name or a noun that says what it is, and for forces.
fn is_of_arms(name: &Name<'_>) -> bool {
    match name {
        Name::Equipment(thing) => matches!(thing.sort, Sort::Family | Sort::Noun),
        Name::Party(party) => party.how == How::Force,
        Name::Person(_) => false,
    }
}

/// What these sentences are read with: all that the document names has been spoken of, and forces, if any equipment is named.
pub(super) fn supposed(tools: Tools<'_>, scenes: &[Scene<'_>], text: &str, names: &Names<'_>) -> (Spoken, others::Thread) {
    let mut spoken = Spoken::begin(scenes, tools.facts);
    spoken.suppose(names.mentions.iter().filter_map(|mention| named(text, mention)));
    let equipment = names.mentions.iter().any(|mention| mention.equipment().is_some());
    (spoken, if equipment { others::Thread::of_forces() } else { others::Thread::default() })
}

/// The party that a mention names, wherever it stands in its sentence.
fn named(text: &str, mention: &Mention<'_>) -> Option<PartyRef> {
    let (id, how) = mention.party()?;
    let company = match &mention.name {
        Name::Party(party) if party.company => Some(Company { name: mention.span.of(text).to_owned(), state: party.state.clone() }),
        _ => None,
    };
    (how != How::Place).then(|| PartyRef { id: id.clone(), at: mention.span, inferred: true, company, how })
}

/// The scenes of two lots in the order of the text.
pub(super) fn together<'t>(first: Vec<Scene<'t>>, rest: Vec<Scene<'t>>) -> Vec<Scene<'t>> {
    let mut scenes = first;
    scenes.extend(rest);
    scenes.sort_by_key(|scene| scene.sentence);
    for (index, scene) in scenes.iter_mut().enumerate() {
        scene.index = index;
    }
    scenes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::lexicon::Lexicon;
    use crate::syntax::Syntax;
    use crate::{Knowledge, name, text};

    #[test]
    fn only_where_few_sentences_speak_of_arms_are_they_looked_at_first() {
        let knowledge = Knowledge::embedded();
        let (lexicon, _) = Lexicon::load(knowledge.facts().files.below("languages/en/"));
        let gate = Gate::new(knowledge.facts(), &lexicon, Syntax::embedded());
        let near = |text: &str| {
            let layout = text::read(text);
            near_arms(&gate, text, &layout, &name::names(knowledge.facts(), text, &layout))
        };
        let other = "Rain is expected until the weekend. Prices of coffee fell. ".repeat(3);
        let only = |place: usize| Some((0..7).map(|at| at == place).collect::<Vec<bool>>());
        assert_eq!(near(&format!("{other}Norway ordered howitzers.")), only(6));
        assert_eq!(near(&format!("Norway ordered 24 K9s. {other}")), only(0));
        assert_eq!(near(&"Norway ordered howitzers. The army needs them. ".repeat(3)), None);
        assert_eq!(near("Norway ordered howitzers. Rain is expected. Prices of coffee fell."), None);
        assert_eq!(near(&other), None);
    }

    #[test]
    fn three_sentences_away_stand_beside() {
        let near = [false, false, false, false, true, false, false, false, false];
        assert_eq!(beside(&near), [false, true, true, true, true, true, true, true, false]);
        assert_eq!(beside(&[]), [false; 0]);
    }
}
