//! In what function a thing hangs on a word, where the tree says less than the words do.
//!
//! In: the way up so far, and the next word with the function that the tree gives. Out: the function that frames are asked for.

use super::beside::{is_due, is_forbidding, is_infinitive_of};
use super::chain::Chain;
use super::lexicon::{Frame, Lexicon};
use super::scene::{Scene, What};
use crate::syntax::Tag;
use materiel_model::{Kind, Stage};

/// The function in which what was passed last hangs on `token`.
pub(super) fn hangs(scene: &Scene<'_>, lexicon: &Lexicon, chain: &Chain<'_>, token: usize, function: String, kind: Kind) -> String {
    let first = chain.nodes.is_empty();
    // "In talks to supply jets": the clause is what the talks are about.
    let function = match chain.path.last() {
        Some(last) if function == "relative" && is_infinitive_of(scene, lexicon, *last, token, kind) => "clause".to_owned(),
        _ => function,
    };
    // "Approved the missile's export to Finland".
    let goods = |token: usize| scene.item_at(token).is_some_and(|item| matches!(item.what, What::Equipment(_)));
    let function = match chain.path.last() {
        Some(last) if first && function == "possessor" && goods(*last) => "modifier".to_owned(),
        _ => function,
    };
    // "Gave the green light to a package of 108 tanks": what is allowed.
    let allows = |frame: &Frame| frame.template == "decide" && frame.stage == Some(Stage::Approved);
    let granted = first
        && function == "to"
        && lexicon.word_list("granting_verbs", scene.lemma(token))
        && lexicon.one(scene, token, kind).is_some_and(allows);
    let function = if granted { "object".to_owned() } else { function };
    // "The donation consisted of 34 trucks".
    let function = if function == "of" && first && scene.lemma(token) == "consist" { "object".to_owned() } else { function };
    // "Will turn over 19 jets": the tree takes the particle for a preposition.
    let function = if first && lexicon.takes_particle(scene, token, &function, kind) { "object".to_owned() } else { function };
    // "Another six are due in June": the adjective tells of the subject, where it is not due for something.
    let function = if first && function == "clause" && is_due(scene, lexicon, token, kind) { "subject".to_owned() } else { function };
    // "Barred Spain from sending": what is barred.
    match chain.path.last() {
        Some(last) if function == "from" && scene.tag(*last) == Tag::VBG && is_forbidding(scene, lexicon, token, kind) => {
            "clause".to_owned()
        }
        _ => function,
    }
}
