//! From a thing up the tree: the words that say what happened to it, innermost first.

use super::beside::{
    below_copula, below_preposition, deal_of_copula, due_for, has_thing, inner_event, is_named_group, is_told_beside, noun_of_clause,
    participle_before, participle_beside, passed_field, talks_of, wanted_for, whole_before,
};
use super::fleet::grown;
pub use super::governor::governor;
use super::hang::hangs;
use super::included::{focused, over_link};
use super::lexicon::{Frame, Lexicon, Role};
use super::modality::{Modality, modality};
use super::scene::{Scene, WordSort};
use super::start::Start;
use super::sum::{is_count, is_date, is_money, is_party, is_worth, over_the_sum};
use crate::syntax::{Label, Tag};
use materiel_model::{Kind, Stage};

/// A word that opens a frame, on the way up.
#[derive(Clone, Debug)]
pub struct Node<'f> {
    /// The word.
    pub token: usize,
    /// What it opens.
    pub frame: &'f Frame,
    /// The function in which the thing, or the event below, hangs on it.
    pub function: String,
    /// How the sentence puts it.
    pub modality: Modality,
}

/// The way up from a thing.
#[derive(Clone, Debug, Default)]
pub struct Chain<'f> {
    /// The words that open frames, innermost first.
    pub nodes: Vec<Node<'f>>,
    /// The verb of saying under which it all stands.
    pub speech: Option<usize>,
    /// Every token passed on the way, frames or not.
    pub path: Vec<usize>,
}

const STEPS: usize = 24;

/// Climbs from `start` through frames of one kind.
pub fn climb<'f>(scene: &Scene<'_>, lexicon: &'f Lexicon, start: &Start, kind: Kind) -> Chain<'f> {
    let mut chain = Chain::default();
    let mut next = match start {
        Start::At(token) => {
            chain.path.push(*token);
            governor(scene, *token).map(|above| wanted_for(scene, lexicon, above, kind))
        }
        Start::Into(governor, function) => Some((*governor, function.clone())),
        Start::Deal(token) => {
            let Some(frame) = lexicon.one(scene, *token, kind) else { return chain };
            chain.path.push(*token);
            chain.nodes.push(Node { token: *token, frame, function: String::new(), modality: modality(scene, lexicon, *token) });
            adjective_over(scene, lexicon, governor(scene, *token), kind)
        }
        Start::Event(token) => {
            let Some(frame) = lexicon.one(scene, *token, kind) else { return chain };
            if scene.label(*token) == Label::Pobj && !lexicon.word_list("state_of_service", scene.lemma(*token)) {
                return chain;
            }
            chain.path.push(*token);
            chain.nodes.push(Node { token: *token, frame, function: String::new(), modality: modality(scene, lexicon, *token) });
            adjective_over(scene, lexicon, governor(scene, *token), kind)
        }
    };
    for _ in 0..STEPS {
        let Some((token, function)) = next else { break };
        if chain.path.contains(&token) {
            break;
        }
        let first = chain.nodes.is_empty();
        let function = hangs(scene, lexicon, &chain, token, function, kind);
        // "Is close to a deal for 32 jets": what hangs on the copula hangs on what is said of the subject.
        if first
            && matches!(function.as_str(), "for" | "on" | "over" | "about")
            && scene.lemma(token) == "be"
            && let Some((complement, _)) = below_copula(scene, lexicon, token, kind)
            && lexicon.one(scene, complement, kind).is_some_and(|frame| takes(lexicon, frame, &function, true))
        {
            chain.path.push(token);
            next = Some((complement, function));
            continue;
        }
        // "The contract is for two corvettes": what the copula tells of the contract.
        if first
            && matches!(function.as_str(), "for" | "on")
            && scene.lemma(token) == "be"
            && let Some((deal, frame)) = deal_of_copula(scene, lexicon, token, kind)
        {
            chain.path.extend([deal, token]);
            chain.nodes.push(Node { token: deal, frame, function: function.clone(), modality: modality(scene, lexicon, token) });
            next = governor(scene, token);
            continue;
        }
        // "Two are due for delivery", "scheduled for transfer": the noun says for what.
        if first
            && matches!(function.as_str(), "clause" | "subject" | "passive")
            && let Some((noun, frame)) = due_for(scene, lexicon, token, kind)
        {
            chain.path.extend([noun, token]);
            let put = Modality { ahead: true, negated: modality(scene, lexicon, token).negated, ..modality(scene, lexicon, noun) };
            chain.nodes.push(Node { token: noun, frame, function: "of".into(), modality: put });
            next = governor(scene, token);
            continue;
        }
        // "India bought 12 jets; the ministry declined to comment": what is told beside is no content of a verb that has its own.
        if function == "clause"
            && let Some(last) = chain.path.last()
            && *last < token
            && scene.label(*last) == Label::Ccomp
            && is_told_beside(scene, *last, token)
        {
            break;
        }
        // "A deal worth €108 million to purchase", "$7 billion for vehicles": what the tree hangs on a sum belongs to what the sum is the price of.
        if matches!(function.as_str(), "clause" | "of" | "for" | "on")
            && (is_money(scene, token) || is_worth(scene, lexicon, token))
            && !(function == "of" && scene.word_sort(scene.head(token)) == WordSort::Verb)
            && let Some(above) = over_the_sum(scene, lexicon, token)
        {
            chain.path.push(token);
            next = Some((above, function.clone()));
            continue;
        }
        // "Announced that the government had approved": told, not promised.
        let told = function == "clause"
            && chain.path.last().is_some_and(|last| scene.label(*last) == Label::Ccomp)
            && lexicon.word_list("speech", scene.lemma(token));
        if told && !lexicon.at(scene, token).iter().any(|frame| frame.denies) {
            chain.path.push(token);
            // "Dismissed reports claiming that": what becomes of the reports.
            let noun = scene.head(token);
            if scene.label(token) == Label::Acl && lexicon.word_list("claim_nouns", scene.lemma(noun)) {
                chain.path.push(noun);
                next = governor(scene, noun);
                continue;
            }
            chain.speech = Some(token);
            break;
        }
        if first && let Some((inner, role)) = inner_event(scene, lexicon, token, &function, kind) {
            let frame = lexicon.one(scene, inner, kind);
            if let Some(frame) = frame.filter(|_| !chain.path.contains(&inner)) {
                chain.path.push(inner);
                chain.nodes.push(Node { token: inner, frame, function: role, modality: modality(scene, lexicon, inner) });
                let above = if scene.word_sort(inner) == WordSort::Verb { "clause" } else { "object" };
                next = Some((token, above.to_owned()));
                continue;
            }
        }
        chain.path.push(token);
        // "A ship carrying tanks docked at": what is carried goes where its carrier goes.
        if first
            && function == "object"
            && lexicon.word_list("carrying_verbs", scene.lemma(token))
            && matches!(scene.label(token), Label::Acl | Label::Relcl)
        {
            let carrier = scene.head(token);
            chain.path.push(carrier);
            next = governor(scene, carrier);
            continue;
        }
        // "Docked with a submarine on board": what is carried goes where its carrier goes.
        if first && function == "with" && is_on_board(scene, chain.path[0]) && scene.word_sort(token) == WordSort::Verb {
            let Some(frame) = lexicon.one(scene, token, kind).filter(|frame| frame.template == "arrive") else { break };
            chain.nodes.push(Node { token, frame, function: "subject".into(), modality: modality(scene, lexicon, token) });
            next = governor(scene, token);
            continue;
        }
        // "Has two more on order": the phrase says what the verb does not.
        if first && function == "object" && lexicon.word_list("having_verbs", scene.lemma(token)) {
            let noun = below_preposition(scene, lexicon, token, kind).filter(|noun| scene.lower(scene.head(*noun)) == "on");
            if let Some((noun, frame)) = noun.and_then(|noun| Some((noun, lexicon.one(scene, noun, kind)?))) {
                chain.path.push(noun);
                chain.nodes.push(Node { token: noun, frame, function: "of".into(), modality: modality(scene, lexicon, token) });
                next = governor(scene, token);
                continue;
            }
        }
        // "The agreement foresees the purchase": agreed upon is what an agreement says.
        if !first && matches!(function.as_str(), "object" | "passive" | "for") && lexicon.word_list("stipulating_verbs", scene.lemma(token))
        {
            let subject = scene.children(token).iter().copied().find(|c| matches!(scene.label(*c), Label::Nsubj));
            let agreed = subject.and_then(|subject| Some((subject, lexicon.one(scene, subject, kind)?)));
            if let Some((subject, frame)) = agreed.filter(|(_, frame)| frame.template == "deal" && frame.factive) {
                chain.path.push(subject);
                chain.nodes.push(Node { token: subject, frame, function: "for".into(), modality: modality(scene, lexicon, subject) });
                next = governor(scene, token);
                continue;
            }
        }
        let fielded = first
            && matches!(function.as_str(), "in" | "for")
            && scene.word_sort(token) == WordSort::Verb
            && passed_field(scene, lexicon, &chain.path);
        // "Enhancements are expected, including missile systems": what is included shares the subject's fate.
        if first && function == "including" && scene.word_sort(token) == WordSort::Verb {
            // "Spent a billion on weapons since 2005, including 24 jets": part of what the verb is about.
            if let Some(whole) = whole_before(scene, chain.path[0], token) {
                chain.path.pop();
                chain.path.push(whole);
                next = governor(scene, whole);
                continue;
            }
            let subject = scene.children(token).iter().copied().find(|c| matches!(scene.label(*c), Label::Nsubj | Label::Nsubjpass));
            let Some(subject) = subject else { break };
            chain.path.pop();
            chain.path.push(subject);
            next = governor(scene, subject);
            continue;
        }
        // "Brings the fleet of jets to 12": what the force then has.
        if first
            && let Some(thing) = chain.path.first().copied()
            && let Some((noun, _)) = grown(scene, lexicon, thing).filter(|(noun, _)| *noun == token)
            && let Some(frame) = lexicon.named("operate").filter(|frame| frame.kind == kind)
        {
            chain.nodes.push(Node { token: noun, frame, function: "of".into(), modality: modality(scene, lexicon, scene.head(noun)) });
            break;
        }
        // "Bids for a fleet of 88 jets": a fleet to come is only how many.
        if first && matches!(function.as_str(), "of" | "modifier") && lexicon.word_list("holdings", scene.lemma(token)) {
            // "Three of the five S-400 squadrons".
            let above = governor(scene, token);
            let counted = above.as_ref().filter(|(above, function)| {
                let number = scene.item_at(*above).is_some_and(|item| matches!(item.what, super::scene::What::Number(_)));
                function == "of" && (number || lexicon.is_ordinal(scene.lower(*above)))
            });
            let above = counted.and_then(|(count, _)| governor(scene, *count)).or(above);
            let above = above.filter(|(above, function)| {
                let frame = lexicon.at(scene, *above).into_iter().find(|frame| frame.kind == kind);
                frame.is_some_and(|frame| frame.template != "operate" && takes(lexicon, frame, function, true))
            });
            if above.is_some() {
                chain.path.push(token);
                next = above;
                continue;
            }
        }
        let mut frames = lexicon.at(scene, token);
        // "Denied having sold" says that it is not so; "denied the sale" that it was not allowed.
        frames.sort_by_key(|frame| frame.denies != (function == "clause"));
        // "A Turkish bid to buy": who bids would buy; "a bid by Saab" offers.
        if function == "clause" && scene.lemma(token) == "bid" && chain.nodes.last().is_some_and(|node| node.frame.template == "get") {
            frames.sort_by_key(|frame| frame.template != "want");
        }
        // "Operates a fleet of": both say the same.
        let held = chain.nodes.last().is_some_and(|node| node.frame.template == "operate") && matches!(function.as_str(), "object" | "in");
        // "Chosen for many aircraft": what the chosen thing is for is not what was chosen.
        let purpose = first && function == "for" && has_thing(scene, token);
        // "Bought tank upgrades": work on a thing is bought like the thing.
        let work =
            chain.nodes.len() == 1 && chain.nodes[0].frame.template == "work" && scene.word_sort(chain.nodes[0].token) == WordSort::Noun;
        // "Delivered a shipment of rockets": both say the same.
        let given = chain.nodes.last().is_some_and(|node| node.frame.template == "give" && scene.word_sort(node.token) == WordSort::Noun)
            && matches!(function.as_str(), "object" | "passive");
        // "A consignment of rifles reached Manila": what is sent comes.
        let came = chain.nodes.last().is_some_and(|node| node.frame.template == "give" && scene.word_sort(node.token) == WordSort::Noun)
            && function == "subject"
            && scene.item_at(token).is_none();
        frames.sort_by_key(|frame| came && frame.template != "arrive");
        let fits = |frame: &&Frame| {
            (came && frame.template == "arrive")
                || (takes(lexicon, frame, &function, first) && !(purpose && frame.template == "get"))
                || (held && frame.template == "operate")
                || (given && chain.nodes.last().is_some_and(|node| node.frame.id == frame.id || is_handed(node, frame)))
                || (work && takes(lexicon, frame, &function, true))
        };
        let frame = frames.into_iter().find(|frame| !fielded && frame.kind == kind && fits(frame));
        // "Negotiations are under way for the purchase", "talks have begun on the delivery": what hangs on the verb is what its subject is about.
        if matches!(function.as_str(), "for" | "on" | "about" | "over")
            && frame.is_none_or(|frame| frame.aspect)
            && let Some((subject, frame)) = talks_of(scene, lexicon, token, kind)
            && takes(lexicon, frame, &function, first)
            && !chain.path.contains(&subject)
        {
            chain.path.push(subject);
            chain.nodes.push(Node { token: subject, frame, function: function.clone(), modality: modality(scene, lexicon, token) });
            next = governor(scene, token);
            continue;
        }
        // "Has its eye on", "took charge of": the verb and its noun are one word, which takes what hangs on the noun.
        if frame.is_none()
            && matches!(function.as_str(), "of" | "on" | "for" | "to" | "in" | "clause")
            && scene.word_sort(token) == WordSort::Noun
            && let Some((verb, frame)) = lexicon.idiom(scene, token, kind)
            && takes(lexicon, frame, "object", first)
            && !chain.path.contains(&verb)
        {
            chain.path.push(verb);
            chain.nodes.push(Node { token: verb, frame, function: "object".into(), modality: modality(scene, lexicon, verb) });
            next = governor(scene, verb);
            next = adjective_over(scene, lexicon, next, kind);
            continue;
        }
        // "Signed a contract with BMC for the production of": the contract stands between.
        if !first
            && frame.is_none_or(|frame| frame.light)
            && (matches!(function.as_str(), "for" | "on" | "over") || (function == "clause" && frame.is_some()))
            && scene.word_sort(token) == WordSort::Verb
        {
            let noun = scene.children_with(token, Label::Dobj).find(|noun| scene.item_at(*noun).is_none());
            let event = noun.and_then(|noun| Some((noun, lexicon.one(scene, noun, kind)?)));
            let contract = |frame: &Frame| function == "clause" && frame.template == "deal" && frame.factive;
            let fits = |(noun, frame): &(usize, &Frame)| {
                (contract(frame) || (function != "clause" && takes(lexicon, frame, &function, false))) && !chain.path.contains(noun)
            };
            if let Some((noun, frame)) = event.filter(fits) {
                chain.path.pop();
                chain.path.push(noun);
                chain.nodes.push(Node { token: noun, frame, function: function.clone(), modality: modality(scene, lexicon, noun) });
                next = Some((token, "object".to_owned()));
                continue;
            }
        }
        // "Has taken delivery of": the verb and its noun are one word.
        let supported = chain
            .nodes
            .last()
            .filter(|_| matches!(function.as_str(), "object" | "passive"))
            .map(|node| (node.token, node.function.clone()));
        if let Some((noun, role)) = supported
            && let Some(frame) = lexicon.support(scene, token, noun, kind)
        {
            chain.nodes.pop();
            chain.nodes.push(Node { token, frame, function: role, modality: modality(scene, lexicon, token) });
            next = governor(scene, token);
            next = adjective_over(scene, lexicon, next, kind);
            continue;
        }
        if let Some(frame) = frame {
            chain.nodes.push(Node { token, frame, function, modality: modality(scene, lexicon, token) });
            if let Some(before) = participle_beside(scene, lexicon, token, kind) {
                chain.nodes.push(before);
            }
            next = governor(scene, token);
            next = adjective_over(scene, lexicon, next, kind);
            continue;
        }
        // "Approved a budget for the purchase": what becomes of the money.
        let money =
            !first && function == "for" && scene.label(token) == Label::Dobj && lexicon.word_list("funding_nouns", scene.lemma(token));
        if money && scene.item_at(token).is_none() {
            next = governor(scene, token);
            continue;
        }
        // "Will deliver and maintain 12 radars": the first verb has the second one's object.
        if first && function == "object" && shares_object(scene, token) {
            next = Some((scene.head(token), function));
            continue;
        }
        // A phrase that the tree hangs on a party's name belongs to the event above: "the sale to Egypt of missiles".
        let on_party = first
            && matches!(function.as_str(), "of" | "for" | "with" | "from" | "to")
            && (is_party(scene, token) || is_date(scene, token) || is_named_group(scene, lexicon, token));
        if on_party {
            next = governor(scene, token).map(|(above, _)| (above, function.clone()));
            continue;
        }
        // "The sale failed to win approval": what the sale did not come to.
        if !first
            && function == "subject"
            && frame.is_none()
            && (lexicon.word_list("failing_verbs", scene.lemma(token)) || lexicon.word_list("implicative_verbs", scene.lemma(token)))
            && let Some(clause) = scene.children_with(token, Label::Xcomp).next()
        {
            next = Some((clause, function.clone()));
            continue;
        }
        // "Licences that have been issued for the export of arms": licences for the export.
        if !first
            && function == "for"
            && frame.is_none()
            && let Some(noun) = noun_of_clause(scene, lexicon, token, kind)
        {
            next = Some((noun, function.clone()));
            continue;
        }
        // "The procurement from Seoul, particularly the K2 tank": what the tree takes for another name of the party is what was procured.
        if first && function == "appos" && is_party(scene, token) && scene.label(token) == Label::Pobj {
            next = governor(scene, token).map(|(above, _)| (above, "of".to_owned()));
            continue;
        }
        // "Offered New Delhi the Su-57": what the tree takes for another name of who is offered it is what is offered.
        if first
            && function == "appos"
            && is_party(scene, token)
            && matches!(scene.label(token), Label::Dative | Label::Dobj)
            && lexicon.one(scene, scene.head(token), kind).is_some_and(|frame| frame.template == "give")
        {
            next = Some((scene.head(token), "object".to_owned()));
            continue;
        }
        let passes = match function.as_str() {
            "conj" => !first || scene.word_sort(token) != WordSort::Verb,
            // "In talks about 24 jets": a word that the tree takes for part of the number leaves the thing beside the noun.
            "appos"
                if first
                    && scene.item_at(token).is_none()
                    && lexicon.one(scene, token, kind).is_some_and(|frame| takes(lexicon, frame, "about", true)) =>
            {
                let Some(frame) = lexicon.one(scene, token, kind) else { break };
                chain.nodes.push(Node { token, frame, function: "about".into(), modality: modality(scene, lexicon, token) });
                next = governor(scene, token);
                continue;
            }
            "appos" => true,
            "attribute" if !first => scene.lemma(token) == "be",
            "relative" => break,
            "object" | "attribute" if lexicon.word_list("links", scene.lemma(token)) => {
                next = over_link(scene, lexicon, &mut chain, (token, &function), kind);
                continue;
            }
            // "A phase of procurement focused on air defence", "purchases will concentrate on drones": what is procured.
            "on" if first && lexicon.word_list("focus_verbs", scene.lemma(token)) => {
                next = focused(scene, lexicon, &mut chain, token, kind);
                continue;
            }
            // "Procurements are expected in the field of air defence": the field tells what is procured.
            "in" | "for" if fielded => {
                let subject = scene.children(token).iter().copied().find(|c| matches!(scene.label(*c), Label::Nsubj | Label::Nsubjpass));
                let Some(subject) = subject else { break };
                let Some(frame) = lexicon.one(scene, subject, kind).filter(|frame| takes(lexicon, frame, "of", true)) else { break };
                chain.path.push(subject);
                chain.nodes.push(Node { token: subject, frame, function: "of".into(), modality: modality(scene, lexicon, subject) });
                chain.path.retain(|passed| *passed != token);
                next = governor(scene, subject);
                continue;
            }
            // "Chosen by the Netherlands, the helicopter carries 55 troops": the participle before the clause tells of its subject.
            "subject" | "passive" if first && participle_before(scene, lexicon, token, kind).is_some() => {
                let Some(node) = participle_before(scene, lexicon, token, kind) else { break };
                chain.path.push(node.token);
                chain.nodes.push(node);
                break;
            }
            "subject" | "passive" | "object" if first && below_preposition(scene, lexicon, token, kind).is_some() => {
                // "It is in service with", "seen in use by": the phrase says what the verb does not.
                let Some(noun) = below_preposition(scene, lexicon, token, kind) else { break };
                let Some(frame) = lexicon.one(scene, noun, kind) else { break };
                let mut put = modality(scene, lexicon, token);
                put.negated |= modality(scene, lexicon, noun).negated;
                chain.path.push(noun);
                chain.nodes.push(Node { token: noun, frame, function: "in".into(), modality: put });
                next = governor(scene, token);
                continue;
            }
            "clause" => {
                if lexicon.word_list("speech", scene.lemma(token)) {
                    chain.speech = Some(token);
                    break;
                }
                scene.lemma(token) == "be" || lexicon.word_list("transparent_verbs", scene.lemma(token))
            }
            "subject" | "passive" | "object" => lexicon.word_list("transparent_verbs", scene.lemma(token)) || scene.lemma(token) == "be",
            "including" | "like" => scene.word_sort(token) == WordSort::Noun,
            "of" | "modifier" | "as" | "with" => {
                scene.word_sort(token) != WordSort::Verb
                    && (lexicon.word_list("transparent_nouns", scene.lemma(token)) || (function == "of" && is_count(scene, token)))
            }
            // "Bought a billion dollars in weapons", "approved a billion in arms sales": worth that much.
            "in" if scene.item_at(token).is_some_and(|item| matches!(item.what, super::scene::What::Money(_))) => true,
            // "By investing in": what stands over the verb decides whether it happened.
            "by" | "through" | "in" if !first => {
                scene.word_sort(token) == WordSort::Verb && scene.tag(chain.path[chain.path.len() - 2]) == Tag::VBG
            }
            _ => false,
        };
        if !passes {
            break;
        }
        // "There will be orders for six aircraft".
        if scene.lemma(token) == "be"
            && matches!(function.as_str(), "attribute" | "subject")
            && let Some(node) = chain.nodes.last_mut()
        {
            let put = modality(scene, lexicon, token);
            node.modality.ahead |= put.ahead;
            node.modality.possible |= put.possible;
            node.modality.negated |= put.negated;
        }
        next = adjective_over(scene, lexicon, governor(scene, token), kind);
        if function == "subject" && scene.lemma(token) == "be" {
            next = below_copula(scene, lexicon, token, kind).or(next);
        }
    }
    if chain.speech.is_none() {
        chain.speech = speech_above(scene, lexicon, chain.path.last().copied());
    }
    chain
}

/// "Sent Kosovo a package of rifles": a package is handed over like what is in it.
fn is_handed(package: &Node<'_>, frame: &Frame) -> bool {
    package.frame.id == "pledge" && frame.template == "give" && frame.stage == Some(Stage::Delivered) && !frame.operator
}

/// "A submarine on board", "with two jets aboard".
fn is_on_board(scene: &Scene<'_>, thing: usize) -> bool {
    let near =
        || scene.children(thing).iter().chain(scene.children(scene.head(thing))).chain(scene.children(scene.head(scene.head(thing))));
    near().copied().any(|child| {
        let on = scene.lower(child) == "on" && scene.children_with(child, Label::Pobj).any(|board| scene.lower(board) == "board");
        child > thing && (on || matches!(scene.lower(child), "aboard" | "onboard"))
    })
}

/// "The deliveries are due to begin": from the copula to the adjective that says how far.
fn adjective_over(scene: &Scene<'_>, lexicon: &Lexicon, next: Option<(usize, String)>, kind: Kind) -> Option<(usize, String)> {
    let (token, function) = next?;
    if scene.lemma(token) == "be"
        && function == "subject"
        && let Some(below) = below_copula(scene, lexicon, token, kind)
    {
        return Some(below);
    }
    Some((token, function))
}

/// Whether a frame takes what hangs on it in this function: the thing itself first, an event after that.
pub(super) fn takes(lexicon: &Lexicon, frame: &Frame, function: &str, first: bool) -> bool {
    if first {
        let role = match function {
            "passive" => lexicon.role(frame, "object"),
            name => lexicon.role(frame, name),
        };
        // "Opted for", "paid for": what a verb of getting is for is the thing, where it is no party.
        let sought = function == "for" && role == Some(Role::Recipient) && frame.template == "get" && frame.stage != Some(Stage::Delivered);
        // "An air force with six Alpha Jets".
        let held = matches!(function, "with" | "including") && frame.template == "operate";
        return (sought || held || matches!(role, Some(Role::Equipment | Role::Thing))) && !frame.aspect;
    }
    let over = frame.operator || frame.light || frame.aspect || frame.factive;
    match function {
        "clause" | "object" | "passive" | "subject" | "modifier" => over,
        "possessor" | "adjective" | "by" | "conj" | "appos" | "relative" | "dative" | "other" => false,
        // "Gave the nod to the sale".
        "to" if frame.template == "decide" && frame.operator => true,
        // An event in a prepositional phrase: "approval for", "talks on", "plans for", "contract for the delivery of".
        name => over && matches!(lexicon.role(frame, name), Some(Role::Equipment | Role::Event | Role::Thing)),
    }
}

/// The verb of saying whose content the token stands in.
fn speech_above(scene: &Scene<'_>, lexicon: &Lexicon, from: Option<usize>) -> Option<usize> {
    let mut at = from?;
    for _ in 0..STEPS {
        let head = scene.head(at);
        if head == at {
            // "…, the minister said": the saying may hang below what is said.
            return scene.children(at).iter().copied().find(|child| {
                matches!(scene.label(*child), Label::Parataxis | Label::Ccomp | Label::Advcl)
                    && lexicon.word_list("speech", scene.lemma(*child))
            });
        }
        if scene.label(at) == Label::Ccomp && lexicon.word_list("speech", scene.lemma(head)) {
            return Some(head);
        }
        at = head;
    }
    None
}

/// "Deliver and maintain radars": a verb with an object, joined to the verb before it, which has none.
fn shares_object(scene: &Scene<'_>, verb: usize) -> bool {
    let first = scene.head(verb);
    scene.label(verb) == Label::Conj
        && first < verb
        && verb - first <= 3
        && scene.word_sort(first) == WordSort::Verb
        && scene.word_sort(verb) == WordSort::Verb
        && scene.children_with(first, Label::Dobj).next().is_none()
        && (first + 1..verb).all(|between| matches!(scene.label(between), Label::Cc | Label::Punct | Label::Advmod | Label::Prt))
}
