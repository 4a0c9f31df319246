//! "Brings the navy's fleet of frigates to seven": what a force then has, and how many.

use super::lexicon::Lexicon;
use super::scene::{Scene, What};
use crate::syntax::Label;

/// For a thing by its head: the noun that counts it and the number to which that grows.
pub fn grown(scene: &Scene<'_>, lexicon: &Lexicon, thing: usize) -> Option<(usize, usize)> {
    let above = scene.head(thing);
    let noun = match scene.label(thing) {
        Label::Pobj if scene.lower(above) == "of" => scene.head(above),
        Label::Compound | Label::Nmod | Label::Amod => above,
        _ => return None,
    };
    let lemma = scene.lemma(noun);
    if !lexicon.word_list("holdings", lemma) && !lexicon.word_list("fleet_numbers", lemma) {
        return None;
    }
    let verb = scene.head(noun);
    let fits = matches!(scene.label(noun), Label::Dobj | Label::Nsubj | Label::Nsubjpass);
    if !fits || !lexicon.word_list("growing_verbs", scene.lemma(verb)) {
        return None;
    }
    let to = [verb, noun].into_iter().flat_map(|over| scene.children_with(over, Label::Prep)).find(|token| scene.lower(*token) == "to")?;
    let number = scene.children_with(to, Label::Pobj).next()?;
    let counted = scene.item_at(number).is_some_and(|item| matches!(&item.what, What::Number(number) if number.quantity().is_some()));
    counted.then_some((noun, number))
}
