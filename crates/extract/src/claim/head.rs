//! By which word a sentence holds a thing.

use super::list::is_goods;
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Scene, What, WordSort};
use crate::name::Sort;
use crate::syntax::{Label, Tag};
use materiel_model::Class;

/// True for a thing under an "of" that the sentence opens a clause with, where a number alone is the clause's subject.
pub(super) fn is_whole_of_number(scene: &Scene<'_>, token: usize) -> bool {
    let of = scene.head(token);
    let verb = scene.head(of);
    scene.label(token) == Label::Pobj
        && scene.lower(of) == "of"
        && scene.word_sort(verb) == WordSort::Verb
        && of < verb
        && scene.children(verb).iter().any(|child| {
            matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass)
                && scene.item_at(*child).is_some_and(|item| matches!(item.what, What::Number(_)))
        })
}

/// The token by which the sentence holds a thing: of two names with a stroke between them ("Strela-3/SA-14 missiles"), the second one's.
pub(super) fn name_head(scene: &Scene<'_>, lexicon: &Lexicon, index: usize) -> usize {
    let item = &scene.items[index];
    let end = item.tokens.end;
    // "Gripen fighters from Sweden": the noun behind the name may be too plain a word to belong to it.
    let noun = scene.head(item.head);
    if matches!(scene.label(item.head), Label::Compound | Label::Nmod)
        && noun == end
        && scene.item_at(noun).is_none()
        && lexicon.word_list("platform_nouns", scene.lemma(noun))
    {
        return noun;
    }
    // "The first of five S-400 squadrons it ordered": counted by the unit.
    let counted = || {
        let of = scene.head(noun);
        lexicon.word_list("holdings", scene.lemma(noun))
            && scene.children_with(noun, Label::Nummod).next().is_some()
            && scene.label(noun) == Label::Pobj
            && scene.lower(of) == "of"
    };
    if matches!(scene.label(item.head), Label::Compound | Label::Nmod) && noun == end && scene.item_at(noun).is_none() && counted() {
        return noun;
    }
    // "The patrol boat Rio Aguan": the ship's own name behind its class.
    let proper = |token: usize| scene.item_at(token).is_none() && matches!(scene.tag(token), Tag::NNP | Tag::NNPS);
    let ship =
        matches!(&item.what, What::Equipment(goods) if matches!(goods.class, Class::Warship | Class::PatrolCraft | Class::Submarine));
    if ship && matches!(scene.label(item.head), Label::Compound | Label::Nmod) && noun >= end && noun - end < 4 && (end..=noun).all(proper)
    {
        return noun;
    }
    // "Two AT-6E Wolverines": a designation with a name behind it that no table has.
    let coded = matches!(&item.what, What::Equipment(goods) if goods.sort == Sort::Family)
        && item.span.of(scene.text).contains(|c: char| c.is_ascii_digit());
    if coded && matches!(scene.label(item.head), Label::Compound | Label::Nmod) && noun == end && proper(noun) {
        return noun;
    }
    let second = (end + 1 < scene.len() && scene.lower(end) == "/" && is_goods(scene, end + 1)).then(|| scene.item_at(end + 1)).flatten();
    second.filter(|second| scene.is_under(item.head, second.head)).map_or(item.head, |second| second.head)
}
