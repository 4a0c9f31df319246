//! Pledges, bans, embargoes, sanctions and conditions.

mod credit;
mod exports;
mod rules;
mod sanctions;

use super::super::parties::PartyRef;
use super::view::View;
use super::{Thread, phrase, status, when, who};
use crate::frame::lexicon::{Frame, Role};
use crate::frame::roles::fillers;
use crate::frame::scene::What;
use crate::name::Sort;
use crate::syntax::{Label, Tag};
use materiel_model::{Claim, Slot, Stated, Status, Value};

/// The commitment that the word at `token` names.
pub(super) fn claim(view: &View<'_, '_>, thread: &Thread, frame: &Frame, token: usize) -> Option<Claim> {
    // "Military aid" is goods by name, and still what is promised or stopped.
    let goods = matches!(view.scene.item_at(token).map(|item| &item.what), Some(What::Equipment(_)));
    let of_money = matches!(frame.id.as_str(), "credit" | "aid");
    if view.in_name(token) && !(of_money && goods) {
        return None;
    }
    let beside_deals = matches!(
        frame.id.as_str(),
        "sanction-verb"
            | "use-rule"
            | "not-permit"
            | "licences"
            | "sanctions-law"
            | "permission"
            | "suspend-ties"
            | "benchmark"
            | "no-exports"
            | "membership-consent"
            | "case-by-case"
    );
    // "Banned the export of armoured vehicles", "vowed never to seek such weapons".
    let beside_deals = beside_deals
        || (frame.id == "forbid" && exports::bans_exports(view, token))
        || (frame.id == "pledge-to" && clause(view, token).is_some_and(|clause| rules::is_refrained(view, clause)));
    if view.in_transfer(token) && !of_money && !beside_deals && !exports::bans(view, token) {
        return None;
    }
    // "CAATSA sanctions": the sanctions are what is told.
    let told_of_sanctions = |one: usize| view.scene.words(view.scene.tokens[one].span).starts_with("sanction");
    if frame.id == "sanctions-law" && (0..view.scene.len()).any(told_of_sanctions) {
        return None;
    }
    let scene = view.scene;
    let hit = sanctions::hit(view, frame, thread, token);
    if (frame.id == "sanction-verb" && hit.is_none()) || sanctions::is_to_be_voted(view, token) {
        return None;
    }
    if frame.id == "use-rule" {
        return rules::use_of_arms(view, frame, token);
    }
    if frame.id == "permission" {
        return exports::permission(view, thread, frame, token);
    }
    if frame.id == "membership-consent" {
        return rules::membership(view, frame, token);
    }
    if frame.id == "no-exports" && !rules::sends_nothing(view, token) {
        return None;
    }
    if frame.id == "case-by-case" && !rules::is_case_by_case(view, token) {
        return None;
    }
    let mut found = status::status(view, frame, token);
    // "The ability to restrict exports": a rule is told as one that is or will be.
    let decided = || {
        let lists = ["deciding_words", "pledge_words", "status_planned"];
        view.above(token, 2).into_iter().any(|one| lists.iter().any(|list| view.is(list, one)))
    };
    // "Joined Sweden in halting exports": done by both.
    let together =
        scene.label(token) == Label::Pcomp && view.above(token, 2).into_iter().any(|one| matches!(scene.lemma(one), "join" | "follow"));
    let only_able = !together
        && (frame.id == "forbid" || (frame.id == "stop-exports" && !decided()))
        && ((scene.tag(token) == Tag::VBG && scene.label(token) != Label::Acl)
            || crate::frame::modality::modality(scene, view.lexicon, token).infinitive);
    // "Could face sanctions": a threat, which is told as one that may come.
    let threatened = found.hypothetical && sanctions::is_threat(view, frame, token);
    if threatened {
        found = status::Found { status: Status::Planned, hypothetical: false, ..found };
    }
    // "A bill that would prohibit the transfer": what a bill would do is planned.
    if found.hypothetical && frame.id == "forbid" && law_of(view, token).is_some() {
        found = status::Found { status: Status::Planned, hypothetical: false, ..found };
    }
    let declined = matches!(frame.id.as_str(), "embargo" | "arms-embargo") && sanctions::is_declined(view, token);
    // "Must be suspended under the law", "it is not possible to export": how it is, and no guess.
    if frame.id == "no-exports"
        || frame.id == "case-by-case"
        || (found.hypothetical && frame.id == "stop-exports" && rules::under_law(view, token).is_some())
    {
        found = status::Found { status: Status::Ongoing, negated: false, hypothetical: false, ..found };
    }
    if found.hypothetical || only_able || (is_only_thought_of(view, token, found.status) && !declined) {
        return None;
    }
    if matches!(frame.id.as_str(), "embargo" | "arms-embargo") {
        found.status = sanctions::status(view, token, found.status);
        if declined {
            found = status::Found { status: Status::Refused, negated: false, ..found };
        }
    }
    // "Neutrality does not permit sending arms": a rule; what is permitted is none.
    if frame.id == "not-permit" {
        if !found.negated || !view.subject(token).is_some_and(|subject| view.is("law_nouns", subject)) || !is_of_arms(view, thread) {
            return None;
        }
        found = status::Found { status: Status::Ongoing, negated: false, ..found };
    }
    if frame.id == "licences" {
        found = licensing(view, token, found).filter(|_| !rules::is_reason(view, token))?;
    }
    // "Will not meet the alliance's benchmark for spending": refused; that it is or will be met is told by the figure.
    if frame.id == "benchmark" {
        if !(found.negated && view.anywhere("share_words")) {
            return None;
        }
        found = status::Found { status: Status::Refused, negated: false, ..found };
    }
    if frame.id == "suspend-ties" && !(told_as_deed(view, token) && is_of_forces(view, thread, token)) {
        return None;
    }
    if frame.id == "sanction-verb" {
        found.status = sanctions::told(view, token, &found);
    }
    if frame.id == "deadline" {
        found.status = Status::Ongoing;
    }
    // "Put the aid on hold", "delayed the ban".
    if matches!(frame.id.as_str(), "aid" | "embargo" | "arms-embargo")
        && view.above(token, 4).into_iter().any(|one| rules::puts_off(view, one))
    {
        found.status = Status::Suspended;
    }
    // "Halted exports": the stop is in force, while "resumed exports" ends it.
    if frame.id == "stop-exports" && matches!(found.status, Status::Done | Status::Suspended | Status::Refused | Status::Ended) {
        found.status = Status::Ongoing;
    }
    if frame.id == "stop-exports" && !exports::stops_exports(view, token) {
        return None;
    }
    if matches!(frame.id.as_str(), "credit" | "aid" | "stop-exports" | "export-law" | "condition" | "blacklist" | "benchmark")
        && !is_of_arms(view, thread)
    {
        return None;
    }
    let clause = clause(view, token);
    let content = match hit {
        Some(hit) => phrase::noun(view, hit)?,
        None => content(view, frame, token, clause)?,
    };
    // "Pledged to deliver ten tanks": what is promised is a transfer.
    let licences = matches!(frame.id.as_str(), "licences" | "stop-exports" | "no-exports" | "case-by-case");
    let named =
        |one: &usize| matches!(scene.item_at(*one).map(|item| &item.what), Some(What::Equipment(goods)) if goods.sort != Sort::VagueNoun);
    if licences && scene.subtree(token).iter().any(named) {
        return None;
    }
    // "A ban on supplying missiles", "vowed never to seek such weapons", "the law commits it to arming": no deal of its own.
    let rule = matches!(frame.id.as_str(), "condition" | "not-permit" | "embargo" | "arms-embargo")
        || (frame.id == "forbid" && law_of(view, token).is_some())
        || (frame.id == "pledge-to" && clause.is_some_and(|clause| rules::is_refrained(view, clause) || law_of(view, token).is_some()));
    if !licences
        && !rule
        && clause.is_some_and(|clause| {
            let used = |draft: &&super::super::draft::Draft| {
                // "Would not be used in Papua": told of nobody.
                !(draft.stage.value == materiel_model::Stage::InService && draft.recipients.is_empty())
            };
            view.drafts.iter().filter(used).any(|draft| draft.nodes.iter().any(|node| *node == clause || scene.is_under(*node, clause)))
        })
    {
        return None;
    }
    if frame.id == "pledge-to" && !(is_deed(view, thread, token, clause) && rules::is_assurance(view, token, clause)) {
        return None;
    }
    // "No new embargo was imposed" tells nothing of whom.
    if found.negated && view.is_noun(token) && frame.id != "pledge-to" && who::doer(view, token).is_none() {
        return None;
    }
    if frame.id == "forbid" && view.is_passive(token) && view.after(token, &["by"]).is_empty() {
        return None;
    }
    if !stands(view, thread, frame, token, clause) {
        return None;
    }
    let own = fillers(scene, view.lexicon, frame, token);
    let toward = own
        .iter()
        .filter(|filler| filler.role == Role::Toward)
        .find_map(|filler| who::parties(view, filler.token).into_iter().next())
        .or_else(|| toward_inside(view, frame, token).or_else(|| rules::toward(view, frame, token)))
        .filter(|_| hit.is_none())
        .or_else(|| hit.and_then(|hit| sanctions::state_of(view, hit)));
    let joiner = sanctions::joiner(view, token).filter(|_| matches!(frame.id.as_str(), "embargo" | "arms-embargo"));
    let actor = sanctions::union(view, joiner.or_else(|| actor(view, token, toward.as_ref()))?, token);
    let mut claim = status::begin(view, frame, &found);
    super::party(&mut claim, Slot::Actor, &actor);
    claim.slots.set(Slot::Content, content);
    if let Some(toward) = toward {
        super::party(&mut claim, Slot::Toward, &toward);
    }
    if let Some(date) = when::date(view, token, found.status == Status::Planned) {
        claim.slots.set(Slot::Date, date);
    }
    Some(claim)
}

/// A pledge says what is pledged; a restriction is put in force, kept or ended, or is one on arms with its maker named.
fn stands(view: &View<'_, '_>, thread: &Thread, frame: &Frame, token: usize, clause: Option<usize>) -> bool {
    match frame.id.as_str() {
        // Money for arms is given, offered or promised by somebody.
        "credit" => {
            let below = view.scene.children_with(token, Label::Acl);
            return credit::received(view, token).is_some()
                || view.above(token, 2).into_iter().chain(below).any(|one| view.is("lending_verbs", one));
        }
        // Aid is promised, stopped or taken up again; aid that flows is no commitment.
        "aid" => {
            // "Put $742 million of military aid on hold".
            let put = |one: usize| rules::puts_off(view, one);
            let below = view.scene.children(token).iter().copied();
            let over = view.above(token, 5);
            let nearest = over.iter().position(|one| view.is_verb(*one)).map_or(over.len(), |verb| verb + 1).max(2).min(over.len());
            return over[..nearest].iter().copied().chain(below).any(|one| view.is("aid_stopping_verbs", one) || put(one));
        }
        "sanctions-law" => return true,
        "condition" if view.is_noun(token) => return view.above(token, 1).into_iter().any(|one| view.is("conditioning_verbs", one)),
        _ => {}
    }
    if view.is_verb(token) {
        return true;
    }
    if frame.id == "pledge-to" {
        return clause.is_some() || is_of_share(view, token) || view.above(token, 1).into_iter().any(|one| view.is("affirming_verbs", one));
    }
    if frame.id == "deadline" {
        return clause.is_some() && view.is("giving_verbs", view.scene.head(token));
    }
    let of_trade = view.phrase_tokens(token).into_iter().any(|one| view.is("trade_words", one));
    let hit = || toward_inside(view, frame, token).is_some();
    let against_state = || {
        hit()
            || view.after(token, &["on", "against"]).into_iter().any(|one| who::public(view, one).is_some_and(|party| party.id.is_state()))
    };
    let told_of_arms = thread.arms || (thread.military && against_state());
    if !(is_on_arms(view, token) || view.scene.lemma(token) == "sanction" && told_of_arms && !of_trade) {
        return false;
    }
    // "The sanctions legislation that Congress passed".
    let law = (view.scene.label(token) == Label::Compound).then(|| view.scene.head(token)).filter(|law| view.is("law_nouns", *law));
    let passed = law.is_some_and(|law| view.scene.children(law).iter().any(|child| view.is("imposing_verbs", *child)));
    // "A new round of sanctions": the verb stands a step higher.
    let steps = if view.above(token, 2).last().is_some_and(|one| view.is("set_nouns", *one)) { 3 } else { 2 };
    // "Before the ban came into force".
    let into_force = |verb: usize| {
        let objects = view.after(verb, &["into"]).into_iter().chain(view.scene.children_with(verb, Label::Dobj));
        matches!(view.scene.lemma(verb), "come" | "enter" | "go" | "take")
            && objects.into_iter().any(|object| matches!(view.scene.lower(object), "force" | "effect"))
    };
    let imposed = passed
        || view.above(token, 1).into_iter().any(into_force)
        || joining(view, token)
        || view.above(token, steps).into_iter().any(|one| view.is("imposing_verbs", one))
        || view.scene.children(token).iter().any(|child| view.is("imposing_verbs", *child));
    let on_arms = frame.id == "arms-embargo" || view.phrase_tokens(token).into_iter().any(|one| view.is("arms_words", one));
    // "Could face American sanctions under the law": by whom or by what law is said.
    let faced = view.scene.lemma(token) == "sanction"
        && (view.above(token, 2).into_iter().any(|one| view.is("facing_verbs", one)) || view.anywhere("sanctions_laws"))
        && (who::owner(view, token).is_some() || sanctions::warner(view, token).is_some());
    // "Has had an arms embargo on the country since 2002".
    let holds =
        view.scene.label(token) == Label::Dobj && matches!(view.scene.lemma(view.scene.head(token)), "have" | "maintain" | "operate");
    // "Export controls are meant to": told of as they stand.
    if matches!(view.scene.lemma(token), "control" | "curb") {
        return imposed;
    }
    imposed || faced || (on_arms && holds) || (on_arms && who::owner(view, token).is_some())
}

/// "Joined the sanctions", "aligned itself with them".
fn joining(view: &View<'_, '_>, token: usize) -> bool {
    sanctions::joiner(view, token).is_some()
}

/// Restrictions on arms, or told in a sentence about them; others are politics or trade.
fn is_on_arms(view: &View<'_, '_>, token: usize) -> bool {
    let of_trade = view.phrase_tokens(token).into_iter().any(|one| view.is("trade_words", one));
    let goods = |one: usize| matches!(view.scene.item_at(one).map(|item| &item.what), Some(What::Equipment(_)));
    let said = (0..view.scene.len()).any(|one| one != token && (view.is("weapon_words", one) || goods(one)));
    !of_trade && (view.scene.lemma(token) == "embargo" || said)
}

/// "A project that would require lifting the sanctions", "discussed lifting the ban": told as nobody's deed.
fn is_only_thought_of(view: &View<'_, '_>, token: usize, status: Status) -> bool {
    let scene = view.scene;
    let verb = scene.head(token);
    let ends = view.is_noun(token) && view.is_verb(verb) && matches!(status, Status::Ended | Status::Planned | Status::Suspended);
    let put = crate::frame::modality::modality(scene, view.lexicon, verb);
    let loose = scene.tag(verb) == Tag::VBG && matches!(scene.label(verb), Label::Xcomp | Label::Pcomp | Label::Csubj | Label::Ccomp);
    // "A plan for lifting sanctions", where the tree takes the verb for an adjective.
    let described =
        scene.children(token).iter().any(|child| *child < token && scene.tag(*child) == Tag::VBG && view.is("status_ended", *child));
    described
        || ends
            && (loose || put.infinitive)
            && !view.above(verb, 2).into_iter().any(|one| view.is("status_planned", one) || view.is("deciding_words", one))
}

/// "Suspended the licences", "will grant no licence": a rule that is in force. Granting one is none.
fn licensing(view: &View<'_, '_>, token: usize, found: status::Found) -> Option<status::Found> {
    let scene = view.scene;
    let none = || {
        let objects = scene.children(token).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass));
        objects.into_iter().any(|object| scene.children_with(object, Label::Det).any(|det| scene.lower(det) == "no"))
    };
    let grants = view.is("granting_verbs", token);
    if grants && !(found.negated || none()) {
        return None;
    }
    let status = match found.status {
        _ if grants => Status::Ongoing,
        Status::Done | Status::Suspended | Status::Refused => Status::Ongoing,
        other => other,
    };
    Some(status::Found { status, negated: !grants && found.negated, ..found })
}

/// What is pledged is a deed of forces or arms: not money, which is a budget, nor an agreement, nor anything at large.
fn is_deed(view: &View<'_, '_>, thread: &Thread, token: usize, clause: Option<usize>) -> bool {
    let scene = view.scene;
    if clause.is_none() && view.is_noun(token) && is_of_share(view, token) {
        return thread.military;
    }
    let Some(clause) = clause else {
        let objects = scene.children(token).iter().copied().filter(|child| scene.label(*child) == Label::Dobj);
        // "Committed to the defence of Taiwan".
        let given = view.after(token, &["to"]);
        // "Reaffirmed its commitment to the security of the country".
        let affirmed = view.above(token, 1).into_iter().any(|one| view.is("affirming_verbs", one));
        return (!view.is_noun(token) || affirmed) && objects.into_iter().chain(given).any(|object| view.is("promised_nouns", object));
    };
    let near = || scene.subtree(clause).into_iter().filter(|one| one.abs_diff(clause) <= 12);
    if scene.lemma(token) == "offer" && !view.is("paying_verbs", clause) {
        return false;
    }
    if scene.lemma(token) == "agree" && !view.is("deed_verbs", clause) {
        return false;
    }
    let agreement = near().any(|one| view.is_noun(one) && view.is("framework_words", one));
    let share = near().any(|one| matches!(scene.item_at(one).map(|item| &item.what), Some(What::Percent(_))))
        && (view.anywhere("military_words") || thread.military);
    // "Vowed to retaliate", "committed to defending": a deed of forces by its own meaning, in a text about them.
    let answers =
        (is_of_arms(view, thread) && view.is("answering_verbs", clause)) || (thread.military && view.is("defending_verbs", clause));
    let territory = thread.military && near().any(|one| view.is("pledged_words", one));
    let about = answers || share || territory || near().any(|one| view.is_military(one) || view.is("weapon_words", one));
    about && !agreement
}

/// "Our commitment to 2 percent", "the pledge of two percent": a share that somebody means to spend.
fn is_of_share(view: &View<'_, '_>, token: usize) -> bool {
    let after = view.after(token, &["to", "of", "on"]);
    let shares = || view.scene.items.iter().filter(|item| matches!(item.what, What::Percent(_)));
    view.is_noun(token) && after.into_iter().any(|one| shares().any(|item| item.tokens.contains(&one) || item.head == one))
}

/// Done, or to be done: no bare participle, and no habit.
fn told_as_deed(view: &View<'_, '_>, verb: usize) -> bool {
    let put = crate::frame::modality::modality(view.scene, view.lexicon, verb);
    let past = matches!(view.scene.tag(verb), Tag::VBD | Tag::VBN) && view.scene.label(verb) != Label::Amod;
    put.ahead || put.progressive || past || (view.scene.headline && matches!(view.scene.tag(verb), Tag::VBZ | Tag::VBP))
}

/// What is stopped or taken up again is between forces: "military cooperation", or an exercise in a text about them.
fn is_of_forces(view: &View<'_, '_>, thread: &Thread, verb: usize) -> bool {
    let scene = view.scene;
    let things = scene.children(verb).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass));
    things.into_iter().any(|thing| {
        let phrase = view.phrase_tokens(thing);
        let forces = phrase.iter().any(|one| view.is_military(*one) || view.is("pact_words", *one));
        let drills = view.is("exercise_words", thing) && thread.military;
        view.is("tie_nouns", thing) && (forces || drills) || (drills && view.is("tie_nouns", thing))
    })
}

/// A law on sanctions by its letters or its title.
fn is_named_law(view: &View<'_, '_>, token: usize) -> bool {
    view.is("sanctions_laws", token) || (view.scene.lemma(token) == "act" && view.is_noun(token))
}

/// The sentence is about arms or forces, or the text has told of arms before.
fn is_of_arms(view: &View<'_, '_>, thread: &Thread) -> bool {
    let goods = || view.scene.items.iter().any(|item| matches!(item.what, What::Equipment(_)));
    thread.arms || goods() || view.anywhere("military_words")
}

/// The law or clause that forbids: the verb's subject, or the noun that it hangs on ("legislation banning").
fn law_of(view: &View<'_, '_>, verb: usize) -> Option<usize> {
    let above = || (view.scene.label(verb) == Label::Acl).then(|| view.scene.head(verb));
    // "A bill that would prohibit".
    let relative = |subject: usize| {
        let stands_for = view.scene.label(verb) == Label::Relcl && matches!(view.scene.tag(subject), Tag::WDT | Tag::WP);
        if stands_for { view.scene.head(verb) } else { subject }
    };
    view.subject(verb).map(relative).or_else(above).filter(|law| view.is("law_nouns", *law))
}

/// The clause that says what is promised or forbidden.
fn clause(view: &View<'_, '_>, token: usize) -> Option<usize> {
    let scene = view.scene;
    let direct =
        scene.children(token).iter().copied().find(|child| {
            *child > token && matches!(scene.label(*child), Label::Xcomp | Label::Ccomp | Label::Acl) && view.is_verb(*child)
        });
    // "Banning the country to supply arms".
    let forbids = view.is_verb(token) && view.is("forbidding_verbs", token);
    let beside = || {
        scene
            .children_with(token, Label::Advcl)
            .find(|child| *child > token && scene.children_with(*child, Label::Aux).any(|aux| scene.tag(aux) == Tag::TO))
    };
    let direct = direct.or_else(|| beside().filter(|_| forbids));
    // "Signed a pledge in 2014 to work towards": the clause may hang on the verb.
    let direct = direct.or_else(|| {
        let verb = scene.head(token);
        let signed = scene.label(token) == Label::Dobj && view.is_noun(token) && view.is("pledging_verbs", verb);
        let beside = || {
            scene.children(verb).iter().copied().find(|child| {
                let clause = matches!(scene.label(*child), Label::Advcl | Label::Xcomp | Label::Acl);
                *child > token && clause && scene.children_with(*child, Label::Aux).any(|aux| scene.tag(aux) == Tag::TO)
            })
        };
        signed.then(beside).flatten()
    });
    // "The pledge of 2023 not to send": the clause may hang elsewhere.
    let direct = direct.or_else(|| {
        let near = (token + 1..(token + 7).min(scene.len())).filter(|_| view.is_noun(token));
        near.into_iter()
            .find(|one| scene.lower(*one) == "not")
            .and_then(|not| (not + 1..(not + 4).min(scene.len())).find(|one| view.is_verb(*one)))
    });
    // "Committed to supporting".
    direct.or_else(|| scene.children_with(token, Label::Prep).flat_map(|preposition| scene.children_with(preposition, Label::Pcomp)).next())
}

fn content(view: &View<'_, '_>, frame: &Frame, token: usize, clause: Option<usize>) -> Option<Stated<Value>> {
    let scene = view.scene;
    if frame.id == "deadline" {
        return phrase::noun_and_clause(view, token);
    }
    // "A loan of 100 million", "CAATSA": the noun itself is what is granted or in force.
    if view.is_noun(token) && matches!(frame.id.as_str(), "credit" | "sanctions-law") {
        return phrase::noun(view, token);
    }
    let has = |tokens: Vec<usize>| frame.words.is_empty() || tokens.into_iter().any(|one| one != token && view.frame_word(frame, one));
    // "The sanctions imposed on the country": the participle only says that they are.
    let imposed = |clause: &usize| {
        let told = scene.tag(*clause) == Tag::VBN && view.is("imposing_verbs", *clause);
        // "Sanctions targeting Russia", "designed to punish": whom they are for.
        let aimed =
            scene.lemma(token) == "sanction" && matches!(scene.tag(*clause), Tag::VBN | Tag::VBG) && scene.label(*clause) == Label::Acl;
        view.is_noun(token) && (told || aimed)
    };
    if let Some(clause) =
        clause.filter(|clause| !imposed(clause)).filter(|clause| has(scene.subtree(*clause).into_iter().take(40).collect()))
    {
        return phrase::clause(view, clause);
    }
    if view.is_noun(token) {
        let after = view.after(token, &["on", "of", "to", "against", "for"]);
        let after = after.into_iter().chain(sanctions::imposed_on(view, token));
        let near = view.phrase_tokens(token).into_iter().chain(after.into_iter().flat_map(|object| view.phrase_tokens(object))).collect();
        return (sanctions::is_on_arms_by_sentence(view, token) || has(near)).then(|| phrase::noun(view, token)).flatten();
    }
    let own = fillers(scene, view.lexicon, frame, token);
    let thing = own
        .iter()
        .filter(|filler| filler.role == Role::Thing && !filler.shared)
        .map(|filler| filler.token)
        .find(|thing| has(view.phrase_tokens(*thing)));
    let given = || view.after(token, &["to"]).into_iter().find(|object| frame.id == "pledge-to" && view.is("promised_nouns", *object));
    thing.or_else(given).and_then(|thing| phrase::noun(view, thing))
}

/// "Licences for arms sales to Oman", "gave Oman a deadline": whom a licence or a deadline is for.
fn toward_inside(view: &View<'_, '_>, frame: &Frame, token: usize) -> Option<PartyRef> {
    let scene = view.scene;
    match frame.id.as_str() {
        "suspend-ties" => {
            let things =
                scene.children(token).iter().copied().filter(|child| matches!(scene.label(*child), Label::Dobj | Label::Nsubjpass));
            things.flat_map(|thing| view.after(thing, &["with"])).find_map(|object| who::public(view, object))
        }
        "licences" | "stop-exports" => {
            let mut near = scene.subtree(token).into_iter().filter(|one| *one > token && *one <= token + 16);
            near.find_map(|one| super::super::parties::named(scene, one)).filter(|party| party.id.is_state())
        }
        "embargo" | "arms-embargo" => {
            // "Extends Russia sanctions": whom they hit stands before them.
            let named =
                |child: usize| super::super::parties::named(scene, child).filter(|party| party.id.is_state() && party.company.is_none());
            let before = scene.children(token).iter().copied().filter(|child| *child < token && scene.label(*child) == Label::Compound);
            let hit = before.into_iter().find_map(named).filter(|_| scene.lemma(token) == "sanction");
            if hit.is_some() {
                return hit;
            }
            let imposed =
                sanctions::imposed_on(view, token).into_iter().find_map(|one| who::public(view, one)).filter(|party| party.id.is_state());
            if imposed.is_some() {
                return imposed;
            }
            if let Some(warned) = sanctions::warned(view, token).or_else(|| sanctions::under(view, token)) {
                return Some(warned);
            }
            let verb = scene.head(token);
            let faced = (scene.label(token) == Label::Dobj && view.is("facing_verbs", verb)).then(|| view.subject(verb)).flatten();
            faced.and_then(|subject| who::parties(view, subject).into_iter().find(|party| party.id.is_state()))
        }
        "aid" => {
            let near = view
                .after(token, &["to", "for"])
                .into_iter()
                .chain(view.above(token, 4).into_iter().flat_map(|one| view.after(one, &["to", "from"])));
            near.into_iter().find_map(|one| who::public(view, one)).filter(|party| party.id.is_state())
        }
        "credit" if credit::received(view, token).is_some() => credit::received(view, token)?.1,
        "credit" | "deadline" => {
            let verb = scene.head(token);
            let given = scene.children_with(verb, Label::Dative).next().or_else(|| view.after(verb, &["to"]).into_iter().next());
            given.and_then(|given| who::parties(view, given).into_iter().next())
        }
        _ => None,
    }
}

fn actor(view: &View<'_, '_>, token: usize, toward: Option<&PartyRef>) -> Option<PartyRef> {
    let fits = |party: &PartyRef| toward.is_none_or(|toward| toward.id != party.id);
    if let Some(told) = sanctions::imposed_by(view, token).or_else(|| Some(credit::received(view, token)?.0)).filter(fits) {
        return Some(told);
    }
    // "Credit provided by the bank": the one who gives it, or nobody.
    let lent =
        view.scene.children_with(token, Label::Acl).find(|verb| view.is("lending_verbs", *verb) && !view.after(*verb, &["by"]).is_empty());
    if let Some(verb) = lent {
        return view.after(verb, &["by"]).into_iter().find_map(|object| who::public(view, object)).filter(fits);
    }
    // A law by its name is whose it is said to be, or of those who passed it.
    if view.scene.item_at(token).is_none() && is_named_law(view, token) {
        let passed = view.is("imposing_verbs", view.scene.head(token)).then(|| who::doer(view, token)).flatten();
        return who::owner(view, token).or(passed).filter(fits);
    }
    // "Turkey could face American sanctions": whose they are, and not who faces them.
    if view.is_noun(token)
        && view.scene.lemma(token) == "sanction"
        && view.above(token, 2).into_iter().any(|one| view.is("facing_verbs", one))
    {
        return who::owner(view, token).or_else(|| sanctions::warner(view, token)).filter(fits);
    }
    // "Suffered from the sanctions imposed on the country": by whom is not said.
    let imposed = |clause: &usize| view.scene.tag(*clause) == Tag::VBN && view.is("imposing_verbs", *clause);
    if view.is_noun(token)
        && let Some(clause) = view.scene.children_with(token, Label::Acl).find(imposed)
        && view.above(token, 2).into_iter().all(|one| !view.is("imposing_verbs", one))
    {
        let by = view.after(clause, &["by"]).into_iter().find_map(|object| who::public(view, object));
        return by.or_else(|| who::owner(view, token)).filter(fits);
    }
    let law = law_of(view, token).filter(|_| view.is_verb(token)).and_then(|law| who::owner(view, law));
    // "The act commits Canada to": whom it binds.
    let bound = || {
        let objects = view.scene.children(token).iter().copied().filter(|child| view.scene.label(*child) == Label::Dobj);
        let commits = view.scene.lemma(token) == "commit" && law_of(view, token).is_some();
        objects.filter(|_| commits).find_map(|object| who::public(view, object))
    };
    let under = || rules::under_law(view, token).filter(|_| view.is_passive(token)).and_then(|law| who::owner(view, law));
    bound()
        .or(law)
        .or_else(under)
        .or_else(|| who::doer(view, token))
        .filter(fits)
        .or_else(|| {
            // A law or a clause is its state's.
            let law = law_of(view, token).filter(|_| view.is_verb(token))?;
            who::owner(view, law).or_else(|| rules::lawgiver(view, law)).or_else(|| who::topic(view)).filter(fits)
        })
        .or_else(|| view.is_noun(token).then(|| who::topic(view)).flatten().filter(fits))
}
