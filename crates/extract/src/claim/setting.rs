//! Where a document speaks of forces and arms: lorries, airliners and "systems" are read as transfers only there.

use super::gate::SHORT;
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Goods, Scene, What};
use crate::name::{How, Sort};
use crate::text::Text;
use materiel_model::{Class, Kind};

/// So many sentences before and behind a claim of another kind than transfers may tell that it is a matter of forces or arms.
const AROUND: usize = 3;

/// The sentences that speak of forces or arms.
#[derive(Debug, Default)]
pub struct Setting {
    /// For each sentence, whether it does.
    martial: Vec<bool>,
    /// True when the document as a whole does.
    throughout: bool,
    /// True when the document is about the arms of private people.
    private: bool,
    /// True for a headline or a sentence or two, which have little room to say that they are of forces.
    short: bool,
}

impl Setting {
    /// Looks for words of the list, forces, and equipment that is nothing but military.
    pub fn of(lexicon: &Lexicon, text: &str, layout: &Text, scenes: &[Scene<'_>]) -> Self {
        let word = |at: usize| layout.tokens.get(at).map(|token| token.span.of(text).to_lowercase()).unwrap_or_default();
        let tells = |at: usize| {
            let this = word(at);
            lexicon.word_list("military_context", &this) || lexicon.word_list("military_context", &format!("{this} {}", word(at + 1)))
        };
        let mut martial: Vec<bool> = layout.sentences.iter().map(|sentence| sentence.tokens.clone().any(tells)).collect();
        for scene in scenes {
            if let Some(here) = martial.get_mut(scene.sentence) {
                *here |= scene.items.iter().any(|item| is_martial(&item.what));
            }
        }
        let telling = martial.iter().filter(|martial| **martial).count();
        let lower = text.to_lowercase();
        let private = lexicon.words_of("private_arms").map(|words| lower.matches(words).count()).sum::<usize>() >= 2;
        Self { throughout: telling >= 2 && telling * 4 >= martial.len(), martial, private, short: text.len() < SHORT }
    }

    /// True when a claim of another kind than transfers is a matter of forces or arms where it stands: police, courts and markets have attacks,
    /// bans, tests and launches too. Of agreements, budgets and works their own words tell.
    pub fn bears(&self, kind: Kind, sentence: usize) -> bool {
        !matches!(kind, Kind::Incident | Kind::Commitment | Kind::Milestone | Kind::Deployment)
            || !self.private
                && (self.throughout || self.short || (sentence.saturating_sub(AROUND)..=sentence + AROUND).any(|near| self.speaks(near)))
    }

    /// True where a plain drone may be a force's.
    pub fn has_drones(&self, sentence: usize) -> bool {
        self.short || self.is_martial(sentence)
    }

    fn speaks(&self, sentence: usize) -> bool {
        self.martial.get(sentence).copied().unwrap_or(false)
    }

    /// True when the document speaks of laws on the guns of private people, so that guns are not a force's.
    pub const fn is_private(&self) -> bool {
        self.private
    }

    /// True when the sentence, one beside it, or the document as a whole speaks of forces or arms.
    pub fn is_martial(&self, sentence: usize) -> bool {
        self.throughout || (sentence.saturating_sub(1)..=sentence + 1).any(|near| self.speaks(near))
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
