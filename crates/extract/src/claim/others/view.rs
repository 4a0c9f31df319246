//! What a kind's reader sees of one sentence: its scene, the word lists, who was spoken of, and the transfers read in it.

use super::super::draft::Draft;
use super::super::parties::Spoken;
use crate::frame::lexicon::{Frame, Lexicon};
use crate::frame::scene::{Scene, What, WordSort};
use crate::name::How;
use crate::syntax::Label;
use materiel_model::Class;

/// One sentence, with all that its reading may ask.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'v, 't> {
    /// The sentence.
    pub scene: &'v Scene<'t>,
    /// Frames and word lists.
    pub lexicon: &'v Lexicon,
    /// Who was spoken of before.
    pub spoken: &'v Spoken,
    /// The transfers read in the sentence.
    pub drafts: &'v [Draft],
}

impl View<'_, '_> {
    /// True when the word's lemma or form stands in a list.
    pub(super) fn is(&self, list: &str, token: usize) -> bool {
        self.scene.may_be_listed(token)
            && (self.lexicon.word_list(list, self.scene.lemma(token)) || self.lexicon.word_list(list, self.scene.lower(token)))
    }

    /// True when any word of the sentence stands in a list.
    pub(super) fn anywhere(&self, list: &str) -> bool {
        (0..self.scene.len()).any(|token| self.is(list, token))
    }

    /// True when one of the dozen words behind a word and below it stands in a list.
    pub(super) fn subtree_has(&self, token: usize, list: &str) -> bool {
        self.scene.subtree(token).into_iter().filter(|one| *one > token && *one <= token + 12).any(|one| self.is(list, one))
    }

    /// True for a verb of saying.
    pub(super) fn in_speech(&self, token: usize) -> bool {
        self.is_verb(token) && self.lexicon.word_list("speech", self.scene.lemma(token))
    }

    /// True for a verb.
    pub(super) fn is_verb(&self, token: usize) -> bool {
        self.scene.word_sort(token) == WordSort::Verb
    }

    /// True for a noun.
    pub(super) fn is_noun(&self, token: usize) -> bool {
        self.scene.word_sort(token) == WordSort::Noun
    }

    /// The words above a token, nearest first, without itself; at most `steps`.
    pub(super) fn above(&self, token: usize, steps: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let mut at = token;
        while out.len() < steps && self.scene.head(at) != at {
            at = self.scene.head(at);
            out.push(at);
        }
        out
    }

    /// True when the word is of forces or their budget: by its form, by a service's or defence ministry's name, or as equipment.
    pub(super) fn is_military(&self, token: usize) -> bool {
        self.is("military_words", token)
            || match self.scene.item_at(token).map(|item| (&item.what, item.span)) {
                Some((What::Equipment(_), _)) => true,
                Some((What::Party(party), span)) => {
                    party.how == How::Force
                        || self
                            .scene
                            .words(span)
                            .split_whitespace()
                            .any(|word| self.lexicon.word_list("military_words", &word.to_lowercase()))
                }
                _ => false,
            }
    }

    /// The tokens of a word's own phrase: what hangs below it without clauses.
    pub(super) fn phrase_tokens(&self, head: usize) -> Vec<usize> {
        let mut out = vec![head];
        let mut next = 0;
        while next < out.len() && out.len() < 60 {
            for child in self.scene.children(out[next]).iter().copied() {
                let clause = matches!(
                    self.scene.label(child),
                    Label::Relcl | Label::Advcl | Label::Ccomp | Label::Conj | Label::Punct | Label::Parataxis
                );
                // "A security and defence partnership": joined before their noun.
                let before = child < head && matches!(self.scene.label(out[next]), Label::Compound | Label::Nmod | Label::Amod);
                let clause = clause && !(before && self.scene.label(child) == Label::Conj);
                if !clause {
                    out.push(child);
                }
            }
            next += 1;
        }
        out.sort_unstable();
        out
    }

    /// The subject of a verb, active or passive.
    pub(super) fn subject(&self, verb: usize) -> Option<usize> {
        self.scene.children(verb).iter().copied().find(|child| matches!(self.scene.label(*child), Label::Nsubj | Label::Nsubjpass))
    }

    /// True when the verb stands in the passive.
    pub(super) fn is_passive(&self, verb: usize) -> bool {
        self.scene.children(verb).iter().any(|child| matches!(self.scene.label(*child), Label::Nsubjpass | Label::Auxpass))
    }

    /// The objects of a preposition that hangs on a word.
    pub(super) fn after(&self, token: usize, prepositions: &[&str]) -> Vec<usize> {
        crate::frame::roles::prepositional(self.scene, token)
            .into_iter()
            .filter(|(word, _)| prepositions.contains(&word.as_str()))
            .flat_map(|(_, object)| self.scene.coordinated(object))
            .collect()
    }

    /// True for a word inside a name.
    pub(super) fn in_name(&self, token: usize) -> bool {
        self.scene.item_at(token).is_some_and(|item| matches!(item.what, What::Equipment(_) | What::Party(_) | What::Person(_)))
    }

    /// True for a word inside the name of a force: "Kenyan soldiers".
    pub(super) fn is_force_name(&self, token: usize) -> bool {
        matches!(self.scene.item_at(token).map(|item| &item.what), Some(What::Party(party)) if party.how == How::Force)
    }

    /// True when the word is one of those that the frame asks for; `*equipment`, `*state` and `*force` stand for
    /// names of such, `*troops` and `*ships` for the lists of words for those who and what can be sent.
    pub(super) fn frame_word(&self, frame: &Frame, token: usize) -> bool {
        let item = self.scene.item_at(token).map(|item| &item.what);
        frame.words.iter().any(|word| match word.as_str() {
            "*equipment" => matches!(item, Some(What::Equipment(_))),
            "*state" => matches!(item, Some(What::Party(_))),
            "*force" => matches!(item, Some(What::Party(party)) if party.how == How::Force),
            "*troops" => self.is("troop_words", token),
            "*ships" => self.is("ship_words", token) || matches!(item, Some(What::Equipment(goods)) if is_ship(goods.class)),
            word => self.scene.lemma(token) == word || self.scene.lower(token) == word,
        })
    }

    /// True when the phrase of `head` has a word that the frame asks for.
    pub(super) fn phrase_has(&self, frame: &Frame, head: usize) -> bool {
        frame.words.is_empty() || self.phrase_tokens(head).into_iter().any(|one| self.frame_word(frame, one))
    }

    /// True when such a word stands in the phrase of the frame's own word, beside that word itself; for a verb, in its whole clause.
    pub(super) fn has_word(&self, frame: &Frame, token: usize) -> bool {
        let near = if self.is_verb(token) { self.scene.subtree(token) } else { self.phrase_tokens(token) };
        frame.words.is_empty() || near.into_iter().any(|one| one != token && one.abs_diff(token) <= 30 && self.frame_word(frame, one))
    }

    /// True when a transfer was read by way of this word.
    pub(super) fn in_transfer(&self, token: usize) -> bool {
        self.drafts.iter().any(|draft| draft.nodes.contains(&token))
    }
}

const fn is_ship(class: Class) -> bool {
    matches!(class, Class::Warship | Class::Submarine | Class::PatrolCraft)
}
