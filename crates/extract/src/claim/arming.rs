//! "Refused to arm the rebels", "is considering arming the Kurds": arms that are told by the verb alone.

use super::draft::Draft;
use super::parties::{Spoken, named};
use super::transfer::{Thing, from_chain};
use crate::frame::chain;
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Goods, Scene, What, WordSort};
use crate::frame::start::Start;
use crate::name::Sort;
use crate::syntax::Label;
use materiel_model::{Class, Kind};

/// A transfer for every verb of arming whose object is a party, where the sentence does not tell with what.
pub(super) fn without_thing(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken) -> Vec<Draft> {
    if scene.items.iter().any(|item| matches!(item.what, What::Equipment(_))) {
        return Vec::new();
    }
    let goods = Goods {
        name: "arms".to_owned(),
        class: Class::Other,
        sort: Sort::VagueNoun,
        family: None,
        origin: Vec::new(),
        civil: false,
        about: false,
    };
    let arms = |token: &usize| {
        scene.word_sort(*token) == WordSort::Verb
            && scene.item_at(*token).is_none()
            && lexicon.word_list("arming_verbs", scene.lemma(*token))
            && scene.children_with(*token, Label::Dobj).any(|object| named(scene, object).is_some_and(|party| party.company.is_none()))
            && !scene.children_with(*token, Label::Prep).any(|prep| scene.lower(prep) == "with")
    };
    let tokens: Vec<usize> = (0..scene.len()).filter(arms).collect();
    let of = |token: usize| {
        let chain = chain::climb(scene, lexicon, &Start::Event(token), Kind::Transfer);
        let armed: Vec<_> = scene.children_with(token, Label::Dobj).filter_map(|object| named(scene, object)).collect();
        let drafts = from_chain(scene, lexicon, spoken, &Thing::in_verb(&goods, scene.span_of(token..token + 1)), &chain);
        drafts.into_iter().filter_map(move |mut draft| {
            let giver = draft.supplier.as_ref()?;
            draft.civil = false;
            draft.recipients = armed.iter().filter(|party| party.id != giver.id).cloned().collect();
            (!draft.recipients.is_empty()).then_some(draft)
        })
    };
    tokens.into_iter().flat_map(of).collect()
}
