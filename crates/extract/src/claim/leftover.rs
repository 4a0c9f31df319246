//! A party that the frames left without a side, where the sentence leaves only one side open: "placed an order for six aircraft with Spain".
//!
//! The tree often hangs "with Spain" on the aircraft or on another noun of the phrase. Which word it hangs on matters little where one side is
//! told, the other is not, and one party of the same clause is left.

use super::draft::Draft;
use super::parties::{PartyRef, clause_of, named};
use super::place::{get, give};
use crate::frame::chain::Chain;
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Scene, What};
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::Kind;

/// Gives the open side of a deal to the one party of its clause that no side has, or, to receive, to the parties of one list.
pub(super) fn fill(scene: &Scene<'_>, lexicon: &Lexicon, chain: &Chain<'_>, draft: &mut Draft) {
    let Some(event) = chain.nodes.first() else { return };
    let open_supplier = draft.supplier.is_none() && !draft.recipients.is_empty();
    let open_recipient = draft.recipients.is_empty() && draft.supplier.is_some();
    if !open_supplier && !open_recipient {
        return;
    }
    let list = if open_supplier { "leftover_supplier" } else { "leftover_recipient" };
    let mut clauses: Vec<usize> = chain.nodes.iter().map(|node| clause_of(scene, node.token)).collect();
    // "Is in talks with Spain to buy": a clause without a subject goes with the one above it.
    for clause in clauses.clone() {
        let own = scene.children(clause).iter().any(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass));
        if !own && matches!(scene.label(clause), Label::Advcl | Label::Ccomp) {
            clauses.push(clause_of(scene, scene.head(clause)));
        }
    }
    let taken = |party: &PartyRef| {
        draft.supplier.iter().chain(&draft.recipients).any(|held| held.id == party.id)
            || (draft.supplier.iter().chain(&draft.recipients))
                .any(|held| held.company.as_ref().is_some_and(|company| company.state.as_ref() == Some(&party.id)))
            || (open_recipient && draft.origin.contains(&party.id))
    };
    let mut left: Vec<(PartyRef, usize)> = Vec::new();
    for item in scene.items.iter().filter(|item| matches!(item.what, What::Party(_))) {
        let Some(party) = named(scene, item.head) else { continue };
        if party.how == How::Place || !(party.company.is_some() || party.id.is_state()) || taken(&party) {
            continue;
        }
        let Some(preposition) = introduced_by(scene, lexicon, item.head) else { continue };
        let word = scene.lower(preposition);
        let clause = clause_of(scene, scene.head(preposition));
        // "For countering vehicles used by Russian forces": the doer of another verb.
        let above = scene.head(preposition);
        let of_other = scene.label(preposition) == Label::Agent && chain.nodes.iter().all(|node| node.token != above);
        if word == "by" && of_other {
            continue;
        }
        // "Asked for howitzers, a system delivered to Ukraine": a side of what is told beside.
        let own_event = matches!(scene.label(above), Label::Acl | Label::Relcl)
            && !chain.path.contains(&above)
            && lexicon.one(scene, above, Kind::Transfer).is_some_and(|frame| frame.template == "give");
        if own_event {
            continue;
        }
        // Under the event itself, and behind it: "talks with Spain on", "an order with Spain".
        let near = clauses.contains(&clause)
            && (preposition > event.token.min(chain.nodes.last().map_or(event.token, |node| node.token)) || word == "with");
        let fits = lexicon.word_list(list, word)
            && !(word == "with" && matches!(draft.template.as_str(), "give" | "operate" | "equip" | "arrive"))
            && !(word == "to" && open_supplier && draft.template != "ask")
            // "Jointly with Spain".
            && !(word == "with" && preposition > 0 && lexicon.word_list("jointly_words", scene.lower(preposition - 1)))
            // "Arrived in Yerevan via Iran": the way, and not who gives.
            && !(draft.template == "arrive" && matches!(word, "via" | "through"));
        if near && fits && !left.iter().any(|(held, _)| held.id == party.id) {
            left.push((party.by_the_way(), preposition));
        }
    }
    match &left[..] {
        [(party, _)] if open_supplier => give(draft, party.clone()),
        // "For Norway and the Netherlands": one list.
        [(_, first), rest @ ..] if open_recipient && rest.iter().all(|(_, preposition)| preposition == first) => {
            left.into_iter().for_each(|(party, _)| get(draft, party));
        }
        _ => {}
    }
}

/// The preposition before a party, past what its phrase has before its name ("with the government of Spain").
fn introduced_by(scene: &Scene<'_>, lexicon: &Lexicon, head: usize) -> Option<usize> {
    let mut at = head;
    for _ in 0..4 {
        let above = scene.head(at);
        if above == at {
            return None;
        }
        match scene.label(at) {
            Label::Pobj if scene.lower(above) != "of" && matches!(scene.tag(above), Tag::IN | Tag::TO) => return Some(above),
            Label::Pobj | Label::Prep | Label::Conj => at = above,
            // "With the Spanish navy", but not "with Rolls-Royce engines".
            Label::Poss | Label::Amod | Label::Compound | Label::Nmod if lexicon.word_list("organ_nouns", scene.lemma(above)) => at = above,
            _ => return None,
        }
    }
    None
}
