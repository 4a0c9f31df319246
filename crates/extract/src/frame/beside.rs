//! What stands beside the way up from a thing: the participle, adjective or noun that says what the governing word does not.

use super::chain::{Node, takes};
use super::lexicon::{Frame, Lexicon};
use super::modality::{Modality, modality};
use super::scene::{Scene, WordSort};
use super::sum::{is_money, is_party, over_the_sum};
use crate::name::Sort;
use crate::syntax::{Label, Tag};
use materiel_model::{Kind, Stage};

/// True for an adjective under a copula that takes its subject as the thing, and has nothing "for" which the thing is due.
pub(super) fn is_due(scene: &Scene<'_>, lexicon: &Lexicon, token: usize, kind: Kind) -> bool {
    scene.word_sort(token) == WordSort::Adjective
        && scene.label(token) == Label::Acomp
        && lexicon.at(scene, token).into_iter().any(|frame| frame.kind == kind && frame.template == "arrive")
        && !scene.children_with(token, Label::Prep).any(|child| scene.lower(child) == "for")
}

/// True for a clause before a verb that has a content of its own, or with a semicolon between.
pub(super) fn is_told_beside(scene: &Scene<'_>, clause: usize, verb: usize) -> bool {
    let own = |child: &usize| *child != clause && matches!(scene.label(*child), Label::Xcomp | Label::Ccomp | Label::Dobj);
    scene.children(verb).iter().any(own) || (clause..verb).any(|between| scene.lower(between) == ";")
}

/// The deal that is the subject of a copula: "the contract is for".
pub(super) fn deal_of_copula<'f>(scene: &Scene<'_>, lexicon: &'f Lexicon, copula: usize, kind: Kind) -> Option<(usize, &'f Frame)> {
    let complement = |child: &usize| matches!(scene.label(*child), Label::Acomp | Label::Attr | Label::Xcomp);
    if scene.children(copula).iter().any(complement) {
        return None;
    }
    let subject = scene.children_with(copula, Label::Nsubj).next().filter(|subject| scene.item_at(*subject).is_none())?;
    let frame = lexicon.one(scene, subject, kind).filter(|frame| matches!(frame.template.as_str(), "deal" | "award" | "ask" | "get"))?;
    takes(lexicon, frame, "for", true).then_some((subject, frame))
}

/// True for an infinitive that the tree takes for a relative clause of a noun which opens a frame over events: "talks to supply".
pub(super) fn is_infinitive_of(scene: &Scene<'_>, lexicon: &Lexicon, clause: usize, noun: usize, kind: Kind) -> bool {
    let own = |child: &usize| {
        matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass)
            || matches!(scene.tag(*child), Tag::WDT | Tag::WP | Tag::WPS | Tag::WRB)
    };
    scene.item_at(noun).is_none()
        && scene.children_with(clause, Label::Aux).any(|child| scene.tag(child) == Tag::TO)
        && !scene.children(clause).iter().any(own)
        && lexicon.one(scene, noun, kind).is_some_and(|frame| frame.operator)
}

/// "Countries like France and Sweden": a plain noun that stands for the parties behind it.
pub(super) fn is_named_group(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    (lexicon.word_list("state_nouns", scene.lemma(token)) || lexicon.word_list("company_nouns", scene.lemma(token)))
        && scene
            .children_with(token, Label::Prep)
            .filter(|child| matches!(scene.lower(*child), "like" | "including" | "as"))
            .flat_map(|child| scene.children_with(child, Label::Pobj))
            .any(|object| is_party(scene, object))
}

/// The handing over that something is due, scheduled or slated for.
pub(super) fn due_for<'f>(scene: &Scene<'_>, lexicon: &'f Lexicon, token: usize, kind: Kind) -> Option<(usize, &'f Frame)> {
    if !lexicon.word_list("due_words", scene.lower(token)) {
        return None;
    }
    let preposition = scene.children_with(token, Label::Prep).find(|child| scene.lower(*child) == "for")?;
    let noun = scene.children_with(preposition, Label::Pobj).find(|noun| lexicon.word_list("handover_nouns", scene.lemma(*noun)))?;
    let frame = lexicon.one(scene, noun, kind).filter(|frame| takes(lexicon, frame, "of", true))?;
    Some((noun, frame))
}

/// True for a verb that keeps somebody from something: "bar", "block", "prevent".
pub(super) fn is_forbidding(scene: &Scene<'_>, lexicon: &Lexicon, token: usize, kind: Kind) -> bool {
    scene.word_sort(token) == WordSort::Verb
        && lexicon
            .one(scene, token, kind)
            .is_some_and(|frame| frame.operator && matches!(frame.stage, Some(Stage::Refused | Stage::Suspended)))
}

/// The talks, negotiations or wishes that are the subject of a verb which says no more than that they go on.
pub(super) fn talks_of<'f>(scene: &Scene<'_>, lexicon: &'f Lexicon, verb: usize, kind: Kind) -> Option<(usize, &'f Frame)> {
    let subject = scene.children_with(verb, Label::Nsubj).chain(scene.children_with(verb, Label::Nsubjpass)).next()?;
    let noun = scene.word_sort(verb) == WordSort::Verb && scene.item_at(subject).is_none();
    // "Approval was given for the purchase".
    let granted = |frame: &Frame| {
        frame.stage == Some(Stage::Approved) && frame.operator && scene.children_with(verb, Label::Nsubjpass).next().is_some()
    };
    let fits = |frame: &&Frame| noun && (matches!(frame.template.as_str(), "talk" | "want") || granted(frame));
    let frame = lexicon.one(scene, subject, kind).filter(fits)?;
    Some((subject, frame))
}

/// True for a verb of including whose subject is a budget, a bill or a plan.
pub(super) fn is_of_plan(scene: &Scene<'_>, lexicon: &Lexicon, verb: usize) -> bool {
    let subject = scene.children_with(verb, Label::Nsubj).next();
    let relative = |subject: usize| matches!(scene.tag(subject), Tag::WDT | Tag::WP) && scene.label(verb) == Label::Relcl;
    let Some(noun) = subject.map(|subject| if relative(subject) { scene.head(verb) } else { subject }) else { return false };
    // "A package worth a billion, which includes": what the sum is the price of.
    let whole = is_money(scene, noun).then(|| over_the_sum(scene, lexicon, noun)).flatten().map_or(noun, |above| object_of(scene, above));
    [noun, whole].into_iter().any(|noun| ["budget_plans", "aid_packages"].iter().any(|list| lexicon.word_list(list, scene.lemma(noun))))
}

/// A verb's object, else the word itself.
pub(super) fn object_of(scene: &Scene<'_>, token: usize) -> usize {
    scene.children_with(token, Label::Dobj).next().unwrap_or(token)
}

/// The permit, licence or request that a clause describes which says what it is for.
pub(super) fn noun_of_clause(scene: &Scene<'_>, lexicon: &Lexicon, verb: usize, kind: Kind) -> Option<usize> {
    let clause = matches!(scene.label(verb), Label::Acl | Label::Relcl) && scene.word_sort(verb) == WordSort::Verb;
    let noun = scene.head(verb);
    let operator = |frame: &Frame| frame.operator && takes(lexicon, frame, "for", false);
    (clause && scene.item_at(noun).is_none() && lexicon.one(scene, noun, kind).is_some_and(operator)).then_some(noun)
}

/// The vague thing ("weapons", "equipment") that a verb is about, below it and before `member`, which it includes.
pub(super) fn whole_before(scene: &Scene<'_>, member: usize, verb: usize) -> Option<usize> {
    let vague = |item: &&super::scene::Item| {
        matches!(&item.what, super::scene::What::Equipment(goods) if goods.sort == Sort::VagueNoun && !goods.about)
            && item.head > verb
            && item.tokens.end <= member
            && scene.is_under(item.head, verb)
            && matches!(scene.label(item.head), Label::Dobj | Label::Pobj)
    };
    scene.items.iter().rev().find(vague).map(|item| item.head)
}

/// The noun after "of" below a word: "some of its imports".
pub(super) fn below_of(scene: &Scene<'_>, token: usize) -> Option<usize> {
    let of = scene.children_with(token, Label::Prep).find(|child| scene.lower(*child) == "of")?;
    scene.children_with(of, Label::Pobj).next()
}

pub(super) fn below_copula(scene: &Scene<'_>, lexicon: &Lexicon, copula: usize, kind: Kind) -> Option<(usize, String)> {
    let complement = scene.children(copula).iter().copied().find(|c| matches!(scene.label(*c), Label::Acomp | Label::Attr))?;
    lexicon.one(scene, complement, kind).map(|_| (complement, "clause".to_owned()))
}

/// True for a verb that has another thing as its object: in the passive as its subject.
pub(super) fn has_thing(scene: &Scene<'_>, verb: usize) -> bool {
    scene.children(verb).iter().any(|child| {
        scene.label(*child) == Label::Nsubjpass
            || (scene.label(*child) == Label::Dobj
                && scene.item_at(*child).is_some_and(|item| matches!(item.what, super::scene::What::Equipment(_))))
    })
}

/// The participle that says what happened to the equipment named by a noun: "weapons bought by Peru".
pub(super) fn described_by(scene: &Scene<'_>, lexicon: &Lexicon, noun: usize, kind: Kind) -> Option<usize> {
    match scene.item_at(noun) {
        Some(item) => matches!(item.what, super::scene::What::Equipment(_)).then_some(())?,
        // "The list of items given to Ukraine includes".
        None => lexicon.word_list("transparent_nouns", scene.lemma(noun)).then_some(())?,
    }
    let clauses = scene.children_with(noun, Label::Acl).chain(scene.children_with(noun, Label::Amod));
    clauses
        .filter(|child| matches!(scene.tag(*child), Tag::VBN | Tag::VBD))
        .find(|child| lexicon.one(scene, *child, kind).is_some_and(|frame| !frame.operator && takes(lexicon, frame, "passive", true)))
}

/// "The blocked sale", "a deal approved by": the participle says how far the event has come.
pub(super) fn participle_beside<'f>(scene: &Scene<'_>, lexicon: &'f Lexicon, noun: usize, kind: Kind) -> Option<Node<'f>> {
    if scene.word_sort(noun) != WordSort::Noun {
        return None;
    }
    let participle = scene
        .children(noun)
        .iter()
        .copied()
        .find(|child| matches!(scene.label(*child), Label::Amod | Label::Acl) && matches!(scene.tag(*child), Tag::VBN | Tag::VBD))?;
    let frame = lexicon.one(scene, participle, kind).filter(|frame| frame.operator)?;
    Some(Node { token: participle, frame, function: "object".into(), modality: Modality::default() })
}

/// "Chosen by the Netherlands, the helicopter …", "as sold to Chile, …": a passive participle without a subject that opens the clause of a verb.
pub(super) fn participle_before<'f>(scene: &Scene<'_>, lexicon: &'f Lexicon, verb: usize, kind: Kind) -> Option<Node<'f>> {
    let participle = scene.children_with(verb, Label::Advcl).find(|child| {
        let own = |below: &usize| matches!(scene.label(*below), Label::Nsubj | Label::Nsubjpass | Label::Auxpass | Label::Dobj);
        *child < verb && matches!(scene.tag(*child), Tag::VBN | Tag::VBD) && !scene.children(*child).iter().any(own)
    })?;
    let mark = scene.children_with(participle, Label::Mark).next();
    if mark.is_some_and(|mark| scene.lower(mark) != "as") {
        return None;
    }
    let frame = lexicon.one(scene, participle, kind).filter(|frame| takes(lexicon, frame, "object", true))?;
    Some(Node { token: participle, frame, function: "object".into(), modality: modality(scene, lexicon, participle) })
}

/// The event that stands between a thing and the verb that the tree hangs it on: "the ship is planned to be delivered" (the delivery), "signed a
/// contract with Poland for 48 aircraft" (the contract). With it the function in which it takes the thing.
pub(super) fn inner_event(scene: &Scene<'_>, lexicon: &Lexicon, verb: usize, function: &str, kind: Kind) -> Option<(usize, String)> {
    if scene.word_sort(verb) != WordSort::Verb {
        return None;
    }
    match function {
        "passive" | "subject" => {
            // "Is planned to be delivered", and "are due to arrive".
            let adjective = || scene.children_with(verb, Label::Acomp).find_map(|below| scene.children_with(below, Label::Xcomp).next());
            let inner = scene.children_with(verb, Label::Xcomp).next().or_else(adjective)?;
            let passive = scene.children_with(inner, Label::Auxpass).next().is_some();
            let role = if passive { "passive" } else { "subject" };
            let frame = lexicon.one(scene, inner, kind)?;
            takes(lexicon, frame, role, true).then(|| (inner, role.to_owned()))
        }
        "for" | "of" | "on" | "over" => {
            let noun = scene
                .children_with(verb, Label::Dobj)
                .chain(scene.children_with(verb, Label::Nsubjpass))
                // "Was followed by an order for".
                .chain(scene.children_with(verb, Label::Agent).flat_map(|by| scene.children_with(by, Label::Pobj)))
                .find(|noun| scene.item_at(*noun).is_none() && lexicon.one(scene, *noun, kind).is_some())?;
            let frame = lexicon.one(scene, noun, kind)?;
            takes(lexicon, frame, function, true).then(|| (noun, function.to_owned()))
        }
        _ => None,
    }
}

/// The deal that a participle says what it covers: the noun that it hangs on, or the object of the verb that it hangs on.
pub(super) fn covered<'f>(scene: &Scene<'_>, lexicon: &'f Lexicon, participle: usize, kind: Kind) -> Option<(usize, &'f Frame)> {
    let noun = match scene.label(participle) {
        Label::Acl | Label::Relcl => Some(scene.head(participle)),
        Label::Advcl => scene.children_with(scene.head(participle), Label::Dobj).next(),
        _ => None,
    }?;
    let frame = lexicon.one(scene, noun, kind).filter(|frame| frame.template == "deal" && scene.item_at(noun).is_none())?;
    Some((noun, frame))
}

/// True when the way up passed a noun such as "field" or "area".
pub(super) fn passed_field(scene: &Scene<'_>, lexicon: &Lexicon, path: &[usize]) -> bool {
    path.iter().any(|token| lexicon.word_list("field_nouns", scene.lemma(*token)))
}

/// The noun of a phrase such as "in service", "into use", "on order" that hangs on a verb or a thing and opens a frame.
pub(super) fn below_preposition(scene: &Scene<'_>, lexicon: &Lexicon, token: usize, kind: Kind) -> Option<usize> {
    // "Added two ships to its fleet".
    let joins = lexicon.word_list("fleet_verbs", scene.lemma(token));
    let prepositions = scene.children(token).iter().copied().filter(|child| {
        let word = scene.lower(*child);
        scene.label(*child) == Label::Prep && (matches!(word, "in" | "into" | "on" | "under") || (joins && word == "to"))
    });
    prepositions
        .flat_map(|preposition| scene.children_with(preposition, Label::Pobj))
        .find(|noun| lexicon.word_list("state_of_service", scene.lemma(*noun)) && lexicon.one(scene, *noun, kind).is_some())
}

/// "Wants new tanks to replace its old ones": the tree makes the tanks the subject of what they are wanted for; they are what is wanted.
pub(super) fn wanted_for(scene: &Scene<'_>, lexicon: &Lexicon, (token, function): (usize, String), kind: Kind) -> (usize, String) {
    let purpose = function == "subject"
        && matches!(scene.label(token), Label::Ccomp | Label::Xcomp)
        && scene.children_with(token, Label::Aux).any(|child| scene.tag(child) == Tag::TO);
    let above = scene.head(token);
    let wants = |frame: &Frame| matches!(frame.template.as_str(), "want" | "get" | "ask");
    if purpose && lexicon.one(scene, above, kind).is_some_and(wants) { (above, "object".to_owned()) } else { (token, function) }
}
