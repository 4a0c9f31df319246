//! From what is included, covered by an agreement or in the focus of purchases to the whole, the agreement or the purchases that tell its fate.
//!
//! In: the way up so far, and a verb ("include", "cover", "focus") that the thing hangs on. Out: where the way goes on.

use super::beside::{below_of, covered, described_by, is_of_plan, object_of};
use super::chain::{Chain, Node, takes};
use super::governor::governor;
use super::lexicon::Lexicon;
use super::modality::modality;
use super::scene::Scene;
use super::sum::{is_money, over_the_sum};
use crate::syntax::{Label, Tag};
use materiel_model::Kind;

/// Passes the linking verb `token`, on which the thing or the event below hangs as `function`, and gives the next word with the function there.
/// `None` where the way ends.
pub(super) fn over_link<'f>(
    scene: &Scene<'_>,
    lexicon: &'f Lexicon,
    chain: &mut Chain<'f>,
    (token, function): (usize, &str),
    kind: Kind,
) -> Option<(usize, String)> {
    let subject = scene.children(token).iter().copied().find(|c| matches!(scene.label(*c), Label::Nsubj | Label::Nsubjpass));
    if !chain.nodes.is_empty() {
        // "A budget that includes the purchase of": what is planned.
        if is_of_plan(scene, lexicon, token) {
            if let Some(node) = chain.nodes.last_mut() {
                node.modality.ahead = true;
            }
            return None;
        }
        // "The agreement covers the supply of": the agreement governs.
        let subject = subject?;
        let frame = lexicon.one(scene, subject, kind).filter(|frame| takes(lexicon, frame, "for", false))?;
        chain.path.push(subject);
        chain.nodes.push(Node { token: subject, frame, function: "for".into(), modality: modality(scene, lexicon, token) });
        return governor(scene, token);
    }
    // "A contract covering 13 radars", "signed a contract with Thales covering": the contract is for what it covers.
    if function == "object"
        && scene.tag(token) == Tag::VBG
        && let Some((noun, frame)) = covered(scene, lexicon, token, kind)
    {
        chain.path.push(noun);
        chain.nodes.push(Node { token: noun, frame, function: "for".into(), modality: modality(scene, lexicon, noun) });
        return governor(scene, noun);
    }
    // "Recent acquisitions include three boats": what is included shares its subject's fate.
    let subject = subject?;
    // "A package that includes rockets": what the package is told of.
    if matches!(scene.tag(subject), Tag::WDT | Tag::WP) && scene.label(token) == Label::Relcl {
        // "A package worth a billion, which includes rockets".
        let whole = scene.head(token);
        let sum = is_money(scene, whole).then(|| over_the_sum(scene, lexicon, whole)).flatten();
        let whole = sum.map_or(whole, |above| object_of(scene, above));
        chain.path.push(whole);
        return governor(scene, whole);
    }
    // "Some of its recent imports include".
    let subject = match lexicon.word_list("transparent_nouns", scene.lemma(subject)) {
        true => below_of(scene, subject).unwrap_or(subject),
        false => subject,
    };
    chain.path.push(subject);
    // "Equipment delivered to Egypt includes 14 helicopters": what is told of the whole in passing.
    if let Some(participle) = described_by(scene, lexicon, subject, kind) {
        return Some((participle, "passive".to_owned()));
    }
    let frame = lexicon.one(scene, subject, kind)?;
    if !takes(lexicon, frame, "of", true) && !takes(lexicon, frame, "for", true) {
        return None;
    }
    let (mut put, verb) = (modality(scene, lexicon, subject), modality(scene, lexicon, token));
    put.ahead |= verb.ahead;
    put.possible |= verb.possible;
    put.negated |= verb.negated;
    chain.nodes.push(Node { token: subject, frame, function: "of".into(), modality: put });
    governor(scene, token)
}

/// Passes a verb of focusing to the event that it tells of: the noun that it describes or its subject, or what that is a phase of. `None` where
/// the way ends.
pub(super) fn focused<'f>(
    scene: &Scene<'_>,
    lexicon: &'f Lexicon,
    chain: &mut Chain<'f>,
    verb: usize,
    kind: Kind,
) -> Option<(usize, String)> {
    let opens = |noun: &usize| lexicon.one(scene, *noun, kind).is_some_and(|frame| takes(lexicon, frame, "of", true));
    if matches!(scene.label(verb), Label::Acl | Label::Relcl) {
        let noun = scene.head(verb);
        return Some(noun).filter(opens).or_else(|| below_of(scene, noun).filter(opens)).map(|noun| (noun, "of".to_owned()));
    }
    // "Purchases will focus on drones": they are as much ahead as the focus.
    let subject = scene.children(verb).iter().copied().find(|c| matches!(scene.label(*c), Label::Nsubj | Label::Nsubjpass))?;
    let noun = Some(subject).filter(opens).or_else(|| below_of(scene, subject).filter(opens))?;
    let frame = lexicon.one(scene, noun, kind)?;
    chain.path.push(noun);
    chain.nodes.push(Node { token: noun, frame, function: "of".into(), modality: modality(scene, lexicon, verb) });
    governor(scene, verb)
}
