//! Where a document speaks of forces and arms: lorries, airliners and "systems" are read as transfers only there.

use super::gate::SHORT;
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Goods, Scene, What};
use crate::name::{How, Sort};
use crate::text::Text;
use materiel_model::{Class, Kind};
use std::cell::OnceCell;

/// So many sentences before and behind a claim of another kind than transfers may tell that it is a matter of forces or arms.
const AROUND: usize = 3;

/// The sentences that speak of forces or arms. Each is asked when it is first wanted: few claims need to know of all.
#[derive(Debug)]
pub struct Setting<'a> {
    lexicon: &'a Lexicon,
    text: &'a str,
    layout: &'a Text,
    /// For each sentence, whether it names a force or equipment that is nothing but military.
    named: Vec<bool>,
    /// For each sentence, whether it has one of the words.
    told: Vec<OnceCell<bool>>,
    throughout: OnceCell<bool>,
    private: OnceCell<bool>,
    /// True for a headline or a sentence or two, which have little room to say that they are of forces.
    short: bool,
}

/// The words that tell of forces or arms, one or two in a row.
const WORDS: &str = "military_context";

impl<'a> Setting<'a> {
    /// Of a document with these scenes.
    pub fn of(lexicon: &'a Lexicon, text: &'a str, layout: &'a Text, scenes: &[Scene<'_>]) -> Self {
        let mut named = vec![false; layout.sentences.len()];
        for scene in scenes {
            if let Some(here) = named.get_mut(scene.sentence) {
                *here |= scene.items.iter().any(|item| is_martial(&item.what));
            }
        }
        let told = vec![OnceCell::new(); named.len()];
        Self { lexicon, text, layout, named, told, throughout: OnceCell::new(), private: OnceCell::new(), short: text.len() < SHORT }
    }

    /// True when a claim of another kind than transfers is a matter of forces or arms where it stands: police, courts and markets have attacks,
    /// bans, tests and launches too. Of agreements, budgets and works their own words tell.
    pub fn bears(&self, kind: Kind, sentence: usize) -> bool {
        !matches!(kind, Kind::Incident | Kind::Commitment | Kind::Milestone | Kind::Deployment)
            || (self.short || self.speaks_near(sentence, AROUND) || self.is_throughout()) && !self.is_private()
    }

    /// True where a plain drone may be a force's.
    pub fn has_drones(&self, sentence: usize) -> bool {
        self.short || self.is_martial(sentence)
    }

    fn speaks(&self, sentence: usize) -> bool {
        let (Some(named), Some(told)) = (self.named.get(sentence), self.told.get(sentence)) else { return false };
        *named
            || *told.get_or_init(|| {
                let mut words = String::new();
                self.layout.sentences[sentence].tokens.clone().any(|at| self.tells(at, &mut words))
            })
    }

    /// True when a word stands in the list, by itself or with the next.
    fn tells(&self, at: usize, words: &mut String) -> bool {
        words.clear();
        self.push(at, words);
        if self.lexicon.word_list(WORDS, words) {
            return true;
        }
        words.push(' ');
        self.push(at + 1, words);
        self.lexicon.word_list(WORDS, words)
    }

    /// Adds a token in lower case.
    fn push(&self, at: usize, words: &mut String) {
        let word = self.layout.tokens.get(at).map(|token| token.span.of(self.text)).unwrap_or_default();
        if word.is_ascii() {
            words.extend(word.chars().map(|letter| letter.to_ascii_lowercase()));
        } else {
            words.push_str(&word.to_lowercase());
        }
    }

    fn speaks_near(&self, sentence: usize, around: usize) -> bool {
        (sentence.saturating_sub(around)..=sentence + around).any(|near| self.speaks(near))
    }

    /// True when the document as a whole speaks of forces or arms.
    fn is_throughout(&self) -> bool {
        *self.throughout.get_or_init(|| {
            let telling = (0..self.named.len()).filter(|sentence| self.speaks(*sentence)).count();
            telling >= 2 && telling * 4 >= self.named.len()
        })
    }

    /// True when the document speaks of laws on the guns of private people, so that guns are not a force's.
    pub fn is_private(&self) -> bool {
        *self.private.get_or_init(|| self.lexicon.speaks_of_private_arms(self.text))
    }

    /// True when the sentence, one beside it, or the document as a whole speaks of forces or arms.
    pub fn is_martial(&self, sentence: usize) -> bool {
        self.speaks_near(sentence, 1) || self.is_throughout()
    }
}

fn is_martial(what: &What) -> bool {
    match what {
        What::Party(party) => party.how == How::Force,
        What::Equipment(goods) => !may_be_civil(goods) && !may_carry_parcels(goods),
        _ => false,
    }
}

/// Plain drones, which carry parcels and spray fields too.
fn may_carry_parcels(goods: &Goods) -> bool {
    goods.class == Class::Uav && goods.sort == Sort::Noun
}

/// True for things that others than forces buy too: a frigate is a frigate, but a tank may hold water.
pub fn may_be_civil(goods: &Goods) -> bool {
    match goods.sort {
        Sort::Family => goods.civil,
        Sort::VagueNoun => goods.class == Class::Warship || is_civil(goods.class),
        Sort::Noun | Sort::Designation => is_civil(goods.class),
    }
}

/// Classes whose plain nouns do not name arms alone.
pub(super) const fn is_civil(class: Class) -> bool {
    use Class as C;
    matches!(
        class,
        C::Tank
            | C::Vehicle
            | C::Other
            | C::Service
            | C::Engine
            | C::SmallArms
            | C::Ammunition
            | C::CombatAircraft
            | C::TransportAircraft
            | C::Sensor
            | C::Communications
            | C::Helicopter
    )
}
