//! Where the way up from a thing begins: at the thing, and in the clauses and phrases that describe it.

use super::lexicon::Lexicon;
use super::scene::{Scene, WordSort};
use crate::syntax::{Label, Tag};
use materiel_model::Kind;

/// Where a climb begins: at a token, or already at a governor with a function.
#[derive(Clone, Debug)]
pub enum Start {
    /// At the thing's own head.
    At(usize),
    /// At a clause that describes the thing.
    Into(usize, String),
    /// At the word that names the event itself, where the sentence names no thing.
    Event(usize),
    /// At a noun that goes back to a deal spoken of before: "the sale".
    Deal(usize),
}

/// Every place from which the thing headed by `head` can be reached: itself, and the clauses that describe it.
pub fn starts(scene: &Scene<'_>, lexicon: &Lexicon, head: usize) -> Vec<Start> {
    let mut out = vec![Start::At(head)];
    // "Rolled off the line and were handed over": the second verb of one subject.
    if matches!(scene.label(head), Label::Nsubj | Label::Nsubjpass) {
        let verb = scene.head(head);
        for joined in scene.coordinated(verb).into_iter().filter(|joined| *joined != verb) {
            let own = scene.children(joined).iter().any(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass));
            if !own && scene.word_sort(joined) == WordSort::Verb {
                // "Were ordered but blocked": one auxiliary for both.
                let shared = || {
                    scene.tag(joined) == Tag::VBN
                        && scene.label(head) == Label::Nsubjpass
                        && scene.children_with(joined, Label::Aux).chain(scene.children_with(joined, Label::Dobj)).next().is_none()
                };
                let passive = scene.children_with(joined, Label::Auxpass).next().is_some() || shared();
                out.push(Start::Into(joined, if passive { "passive" } else { "subject" }.into()));
            }
        }
        // "Were commissioned after being delivered by": both are told of the subject.
        let prepositions = scene
            .children_with(verb, Label::Prep)
            .filter(|prep| matches!(scene.lower(*prep), "after" | "before" | "since" | "on" | "upon"));
        for clause in prepositions.flat_map(|prep| scene.children_with(prep, Label::Pcomp)) {
            if scene.children_with(clause, Label::Auxpass).next().is_some() {
                out.push(Start::Into(clause, "passive".into()));
            }
        }
    }
    // A clause after a list describes its last member as the tree has it; it may speak of the whole list.
    for child in scene.children(head).iter().copied() {
        match scene.label(child) {
            // "Fighters, whose number was not released": what the clause tells is not told of the thing.
            Label::Relcl if scene.subtree(child).into_iter().any(|token| token < child && scene.tag(token) == Tag::WPS) => {}
            Label::Relcl => match relativizer(scene, child) {
                Some(token) => out.push(Start::At(token)),
                None => {
                    out.push(Start::Into(child, "object".into()));
                    // "With six more to follow".
                    if scene.children_with(child, Label::Aux).any(|to| scene.tag(to) == Tag::TO) {
                        out.push(Start::Into(child, "subject".into()));
                    }
                }
            },
            Label::Acl => {
                let function = match scene.tag(child) {
                    Tag::VBN | Tag::VBD => "passive",
                    Tag::VBG => "subject",
                    _ if scene.children_with(child, Label::Auxpass).next().is_some() => "passive",
                    _ => "object",
                };
                out.push(Start::Into(child, function.into()));
            }
            // "Its newly acquired howitzers".
            Label::Amod
                if matches!(scene.tag(child), Tag::VBN | Tag::VBD)
                    && child > 0
                    && child < head
                    && scene.lower(child - 1) != "-"
                    && lexicon
                        .one(scene, child, Kind::Transfer)
                        .is_some_and(|frame| !frame.operator && matches!(frame.template.as_str(), "get" | "give")) =>
            {
                out.push(Start::Into(child, "passive".into()));
            }
            // "The S-300PMU-2 (sold to Iran)".
            Label::Parataxis if matches!(scene.tag(child), Tag::VBN | Tag::VBD) => out.push(Start::Into(child, "passive".into())),
            // "Tanks in service with the Greek army", "jets on order".
            Label::Prep if matches!(scene.lower(child), "in" | "on" | "under") => {
                out.extend(
                    scene.children_with(child, Label::Pobj).filter(|noun| scene.word_sort(*noun) == WordSort::Noun).map(Start::Event),
                );
            }
            _ => {}
        }
    }
    out
}

/// "Bought two frigates, a class already exported to Indonesia": the clauses that tell of the kind of thing, and not of these.
pub fn of_kind(scene: &Scene<'_>, lexicon: &Lexicon, head: usize) -> Vec<Start> {
    // Right behind the thing, wherever the tree hangs it.
    let behind = scene.item_at(head).map_or(head + 1, |item| item.tokens.end);
    let is_kind = |token: usize| token < scene.len() && lexicon.word_list("kind_nouns", scene.lower(token));
    let article = |token: usize| token < scene.len() && matches!(scene.lower(token), "a" | "an" | "the");
    if behind >= scene.len() || scene.lower(behind) != "," || !article(behind + 1) {
        return Vec::new();
    }
    let kind = (behind + 2..behind + 5).find(|token| is_kind(*token));
    kind.map(|noun| starts(scene, lexicon, noun).into_iter().skip(1).collect()).unwrap_or_default()
}

/// The "which", "that" or "whom" of a relative clause.
fn relativizer(scene: &Scene<'_>, clause: usize) -> Option<usize> {
    scene.subtree(clause).into_iter().take_while(|token| *token <= clause).find(|token| {
        matches!(scene.tag(*token), Tag::WDT | Tag::WP)
            && matches!(scene.label(*token), Label::Nsubj | Label::Nsubjpass | Label::Dobj | Label::Pobj)
    })
}
