//! What money is for: forces, their ministry, arms in general.

use super::super::view::View;
use crate::frame::scene::What;
use crate::name::Sort;
use crate::syntax::Label;

/// Forces, a defence ministry, or arms in general; equipment with a name of its own is what a deal is about.
pub(super) fn is_military(view: &View<'_, '_>, object: usize) -> bool {
    let phrase = view.phrase_tokens(object);
    phrase.iter().any(|token| (view.is_military(*token) || view.is("purpose_words", *token)) && !is_designated(view, *token))
}

/// Equipment by a name of its own; "air defence" says itself that it is military.
fn is_designated(view: &View<'_, '_>, token: usize) -> bool {
    let Some(item) = view.scene.item_at(token) else { return false };
    let What::Equipment(goods) = &item.what else { return false };
    let defence =
        || view.scene.words(item.span).split_whitespace().any(|word| view.lexicon.word_list("defence_words", &word.to_lowercase()));
    // "The missile programme".
    let programme = || token + 1 < view.scene.len() && view.is("programme_nouns", item.tokens.end.min(view.scene.len() - 1));
    goods.sort != Sort::VagueNoun && !(goods.sort == Sort::Noun && (defence() || programme()))
}

/// "For the armed forces", "on defence", "to the ministry of defence", "to strengthen the navy": what the word at `token` says that the money is for.
pub(super) fn of(view: &View<'_, '_>, token: usize) -> bool {
    let given = view.after(token, &["for", "to", "on", "in", "into", "towards", "toward"]);
    given.into_iter().any(|object| is_military(view, object)) || by_clause_after(view, token, token)
}

/// "For the icebreaker", "to the purchase of helicopters": equipment of any sort.
pub(super) fn is_for_goods(view: &View<'_, '_>, token: usize) -> bool {
    view.after(token, &["for", "to", "towards", "toward"]).into_iter().any(|object| is_goods(view, object))
}

/// "To procure two helicopters": a clause of the word, behind another, whose object is equipment.
pub(super) fn is_to_buy(view: &View<'_, '_>, token: usize, behind: usize) -> bool {
    let scene = view.scene;
    let clauses = scene.children(token).iter().copied().filter(|child| {
        *child > behind && view.is_verb(*child) && matches!(scene.label(*child), Label::Advcl | Label::Acl | Label::Xcomp | Label::Relcl)
    });
    clauses
        .into_iter()
        .flat_map(|clause| scene.children(clause).to_vec())
        .any(|object| scene.label(object) == Label::Dobj && is_goods(view, object))
}

fn is_goods(view: &View<'_, '_>, object: usize) -> bool {
    let goods = |one: &usize| matches!(view.scene.item_at(*one).map(|item| &item.what), Some(What::Equipment(_)));
    view.phrase_tokens(object).iter().any(goods)
}

/// "To support the deployment of the army", "on renovating buildings of the military": a clause that says so.
pub(super) fn by_clause_after(view: &View<'_, '_>, token: usize, behind: usize) -> bool {
    let scene = view.scene;
    let own = scene.children(token).iter().copied();
    let clauses = own.flat_map(|child| match scene.label(child) {
        Label::Advcl | Label::Acl | Label::Xcomp if view.is_verb(child) => vec![child],
        Label::Prep if matches!(scene.lower(child), "for" | "on" | "in" | "into" | "towards") => {
            scene.children_with(child, Label::Pcomp).collect()
        }
        _ => Vec::new(),
    });
    let says = |clause: usize| {
        let near = scene.subtree(clause).into_iter().take_while(|token| *token <= clause + 12);
        let object = scene.children(clause).iter().copied().filter(|child| scene.label(*child) == Label::Dobj);
        object.into_iter().any(|object| is_military(view, object))
            || (scene.tag(clause) == crate::syntax::Tag::VBG && near.into_iter().any(|token| view.is("military_words", token)))
    };
    clauses.filter(|clause| *clause > behind).collect::<Vec<_>>().into_iter().any(says)
}
