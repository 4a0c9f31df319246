//! How far a transfer has come by the words around the one that tells of it: under a contract, by a cabinet, not at all.

use super::draft::Draft;
use super::parties::{PartyRef, Spoken, clause_of, resolve};
use crate::frame::chain::{Chain, Node};
use crate::frame::lexicon::Lexicon;
use crate::frame::modality::modality;
use crate::frame::roles::prepositional;
use crate::frame::scene::{Scene, WordSort};
use crate::syntax::{Label, Tag};
use materiel_model::Stage;

/// The words that a draft was made from.
pub(super) struct Told<'c, 'f> {
    /// The whole way up.
    pub chain: &'c Chain<'f>,
    /// Its part as far as the word that tells.
    pub nodes: &'c [Node<'f>],
    /// The word that tells.
    pub trigger: &'c Node<'f>,
    /// True for the last outcome of the way up.
    pub last: bool,
}

/// Puts the stage of a draft, and whether it is denied, as the words around it say. `item` is the thing, where the sentence names it.
pub(super) fn put(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, item: Option<usize>, told: &Told<'_, '_>, draft: &mut Draft) {
    let trigger = told.trigger;
    if draft.stage.value == Stage::Delivered && trigger.modality.progressive && draft.quantity.is_some() {
        // "Is receiving two submarines": they are on their way.
        draft.stage.value = trigger.frame.ahead.unwrap_or(Stage::Delivered);
    }
    if draft.stage.value == Stage::Pledged
        && (0..scene.len()).any(|token| {
            lexicon.word_list("contract_nouns", scene.lemma(token)) && !modality(scene, lexicon, clause_of(scene, token)).hypothetical
        })
    {
        // A delivery still to come is contracted where the sentence states an order or a contract.
        draft.stage.value = Stage::Contracted;
    }
    // "Under the agreement, Kuwait will buy", "under the deal Croatia gets": agreed upon.
    let present = matches!(scene.tag(trigger.token), Tag::VBZ | Tag::VBP) && draft.stage.value == Stage::Delivered;
    let coming = draft.stage.value == Stage::Interest && trigger.modality.ahead;
    if (present || coming) && told.nodes.len() == 1 && under_contract(scene, lexicon) {
        draft.stage.value = Stage::Contracted;
    }
    // "The cabinet agreed to buy": it decides, others sign.
    let decides = || {
        let subject = scene.children(trigger.token).iter().copied().find(|child| scene.label(*child) == Label::Nsubj);
        subject.is_some_and(|subject| {
            let words = scene.item_at(subject).map_or(subject..subject + 1, |item| item.tokens.clone());
            words.into_iter().any(|token| lexicon.word_list("deciding_bodies", scene.lower(token)))
        })
    };
    if draft.stage.value == Stage::Contracted && trigger.frame.operator && decides() {
        draft.stage.value = Stage::Approved;
    }
    // "Will supply Russia no weapons".
    let none = item.is_some_and(|item| {
        let words = scene.items[item].tokens.clone().flat_map(|token| scene.children(token).iter().copied());
        words.filter(|child| scene.label(*child) == Label::Det).any(|no| lexicon.word_list("negating_determiners", scene.lower(no)))
            || (told.last && is_none_of(scene, item, told.chain))
    });
    draft.negated |= none;
    // "Will not sell": who could give refuses to.
    if draft.negated && draft.template == "give" && trigger.modality.ahead && matches!(draft.stage.value, Stage::Pledged | Stage::Offered) {
        draft.stage.value = Stage::Refused;
        draft.negated = false;
    }
    // "Has not ruled out buying".
    if draft.negated && draft.stage.value == Stage::Refused && scene.lemma(trigger.token) == "rule" {
        draft.stage.value = Stage::Interest;
        draft.negated = false;
    }
    // "Failed to get approval", "did not approve": refused, where it is not only "not yet".
    let yet = || scene.children(trigger.token).iter().any(|child| matches!(scene.lower(*child), "yet" | "still"));
    if draft.negated && !none && draft.stage.value == Stage::Approved && scene.word_sort(trigger.token) == WordSort::Verb && !yet() {
        draft.stage.value = Stage::Refused;
        draft.negated = false;
    }
    // "Is entering a new phase of procurement", "launched a round of purchases": what is to be bought.
    let entered = draft.stage.value == Stage::Contracted
        && told.nodes.len() > 1
        && told.nodes[0].frame.template == "get"
        && told.nodes[1..].iter().any(|node| node.frame.aspect && scene.word_sort(node.token) == WordSort::Noun)
        && told.chain.path.iter().any(|token| lexicon.word_list("entering_verbs", scene.lemma(*token)));
    if entered {
        draft.stage.value = Stage::Interest;
    }
    // "Agreed in principle to buy": nothing is signed.
    let in_principle = |token: usize| scene.lower(token) == "principle" && token > 0 && scene.lower(token - 1) == "in";
    if draft.stage.value == Stage::Contracted && trigger.frame.operator && (0..scene.len()).any(in_principle) {
        draft.stage.value = Stage::Interest;
    }
    // "Commissioned three vessels from a French company": ordered them.
    let ordered = draft.stage.value == Stage::InService
        && trigger.frame.id == "induct"
        && scene.word_sort(trigger.token) == WordSort::Verb
        && fillers_from(scene, lexicon, spoken, trigger.token).iter().any(|party| party.company.is_some());
    if ordered {
        draft.stage.value = Stage::Contracted;
    }
}

/// "Not one of the 66 jets", "none of the tanks", "not a single launcher": told of the thing itself, and not of a clause that describes it.
fn is_none_of(scene: &Scene<'_>, item: usize, chain: &Chain<'_>) -> bool {
    let item = &scene.items[item];
    if chain.nodes.iter().any(|node| scene.is_under(node.token, item.head)) {
        return false;
    }
    let start = item.tokens.start;
    let words: Vec<&str> = (start.saturating_sub(6)..start).map(|token| scene.lower(token)).collect();
    let after = |at: usize| words.get(at + 1..).unwrap_or_default();
    words.iter().enumerate().any(|(at, word)| match *word {
        "none" => after(at).first() == Some(&"of"),
        "not" => matches!(after(at), ["one", "of", ..] | ["a", "single", ..] | ["one"]),
        _ => false,
    })
}

/// "Under the contract": a phrase that puts what the sentence tells under a contract.
fn under_contract(scene: &Scene<'_>, lexicon: &Lexicon) -> bool {
    (0..scene.len()).any(|token| {
        // "An agreement under which": the agreement that the clause describes.
        let which = matches!(scene.tag(token), Tag::WDT | Tag::WP);
        let clause = which.then(|| clause_of(scene, token)).filter(|clause| scene.label(*clause) == Label::Relcl);
        let noun = clause.map_or(token, |clause| scene.head(clause));
        lexicon.word_list("contract_nouns", scene.lemma(noun))
            && scene.label(token) == Label::Pobj
            && lexicon.word_list("under_words", scene.lower(scene.head(token)))
            && scene.children_with(token, Label::Amod).all(|child| !lexicon.word_list("irrealis", scene.lower(child)))
    })
}

/// The parties that the words "from …" below a verb, or below its object, name.
fn fillers_from(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, verb: usize) -> Vec<PartyRef> {
    let objects = scene.children_with(verb, Label::Dobj);
    let from = std::iter::once(verb).chain(objects).flat_map(|token| prepositional(scene, token)).filter(|(word, _)| word == "from");
    from.flat_map(|(_, object)| resolve(scene, lexicon, spoken, object)).collect()
}
