//! Where a document speaks of forces and arms: lorries, airliners and "systems" are read as transfers only there.

use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Goods, Scene, What};
use crate::name::{How, Sort};
use crate::text::Text;
use materiel_model::Class;

/// The sentences that speak of forces or arms.
#[derive(Debug, Default)]
pub struct Setting {
    /// For each sentence, whether it does.
    martial: Vec<bool>,
    /// True when the document as a whole does.
    throughout: bool,
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
        Self { throughout: telling >= 2 && telling * 4 >= martial.len(), martial }
    }

    /// True when the sentence, one beside it, or the document as a whole speaks of forces or arms.
    pub fn is_martial(&self, sentence: usize) -> bool {
        self.throughout || (sentence.saturating_sub(1)..=sentence + 1).any(|near| self.martial.get(near).copied().unwrap_or(false))
    }
}

fn is_martial(what: &What) -> bool {
    match what {
        What::Party(party) => party.how == How::Force,
        What::Equipment(goods) => !may_be_civil(goods),
        _ => false,
    }
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
