//! Equipment and the frames above it into drafts of transfers, one sentence at a time.

use super::arming;
use super::back::{by_pronoun, gapped_number, going_back, is_same_deal, notified, refused, without_thing};
use super::draft::{Draft, Signs, Way};
use super::figures;
use super::followers;
use super::head::{is_whole_of_number, name_head};
use super::list::{continued, is_goods, is_second_name, itemised, tells_the_kind, told_again, told_behind};
use super::other_matter::is_other_matter;
use super::parties::{PartyRef, Spoken, named, resolve};
use super::place::{around, conj_heads, place};
use super::reached::Told;
use super::setting::may_be_civil;
use super::together::{add, complete_each_other, named_by_parts, same_side, sourced};
use super::{gap, leftover, moved, origin, phrase, reached, respective, shares, sides, whom};
use crate::frame::chain::{self, Chain};
use crate::frame::lexicon::{Lexicon, Role};
use crate::frame::outcome::outcomes;
use crate::frame::roles::{fillers, prepositional};
use crate::frame::scene::{Goods, Scene, What, WordSort};
use crate::frame::start::{Start, of_kind, starts};
use crate::name::{How, Sort};
use crate::syntax::{Label, Tag};
use materiel_model::{Attribution, Equipment, Kind, Span, Stage, Stated};

/// The drafts of one sentence.
pub fn drafts(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken) -> Vec<Draft> {
    let mut out = Vec::new();
    for index in 0..scene.items.len() {
        let What::Equipment(equipment) = &scene.items[index].what else { continue };
        if equipment.about || is_second_name(scene, index) || is_not_meant(scene, index) {
            continue;
        }
        let head = name_head(scene, lexicon, index);
        let before = out.len();
        // "Missiles, a weapon provided to": what stands in apposition is the thing itself, told once more.
        let again = told_again(scene, index, equipment);
        let thing = match &again {
            Some((item, goods)) => Thing::here(scene, *item, goods),
            None => Thing::here(scene, index, equipment),
        };
        let of_thing = starts(scene, lexicon, head).into_iter().map(|start| (start, again.is_some() && tells_the_kind(scene, index)));
        let of_kind = of_kind(scene, lexicon, head).into_iter().map(|start| (start, true));
        for (start, is_kind) in of_thing.chain(of_kind) {
            if again.is_some() && matches!(start, Start::At(token) if token == head) {
                continue;
            }
            // "Of the 24 jets, 18 have been delivered": the 18 are told of by their number, see `by_pronoun`.
            if matches!(start, Start::At(token) if token == head && is_whole_of_number(scene, token)) {
                continue;
            }
            let chain = chain::climb(scene, lexicon, &start, Kind::Transfer);
            let part = matches!(start, Start::At(token) if token == head).then(|| figures::part(scene, index, head)).flatten();
            // "Four aircraft, the last of which arrived": only that one. "Six of which" is told by the number itself, see `by_pronoun`.
            let of_which = match start {
                Start::At(token) if token != head => figures::part_of_which(scene, lexicon, token),
                _ => None,
            };
            if matches!(of_which, Some(None)) {
                continue;
            }
            let part = of_which.flatten().or(part);
            for mut draft in from_chain(scene, lexicon, spoken, &thing, &chain) {
                let own = draft.quantity.filter(|_| !is_kind);
                draft.quantity = part.or(own);
                add(&mut out, draft);
            }
        }
        if again.is_some() {
            continue;
        }
        sourced(scene, &mut out, before);
        complete_each_other(&mut out[before..]);
        if out.len() == before {
            out.extend(phrase::in_service(scene, lexicon, spoken, index, equipment));
        }
        origin::behind(scene, lexicon, spoken, (index, equipment), &mut out);
    }
    for index in 0..scene.items.len() {
        if let Some(draft) = continued(scene, lexicon, spoken, index, &out) {
            out.extend(draft);
        }
    }
    let more = told_behind(scene, lexicon, &out);
    out.extend(more);
    same_side(&mut out);
    shares::share(scene, lexicon, &mut out);
    gap::fill(scene, lexicon, &mut out);
    let more = followers::followers(scene, lexicon, &out);
    out.extend(more);
    out.extend(by_pronoun(scene, lexicon, spoken));
    let more = gapped_number(scene, lexicon, &out);
    out.extend(more);
    out.extend(notified(scene, lexicon, spoken, &out));
    let more = refused(scene, lexicon, spoken, &out);
    out.extend(more);
    if out.is_empty() {
        out.extend(arming::without_thing(scene, lexicon, spoken));
    }
    if out.is_empty() {
        out.extend(without_thing(scene, lexicon, spoken));
    }
    let back = going_back(scene, lexicon, spoken, &out);
    out.extend(back);
    let more = itemised(scene, lexicon, spoken, &out);
    out.extend(more);
    figures::values(scene, lexicon, &mut out);
    named_by_parts(scene, &mut out);
    for draft in &mut out {
        figures::dates(scene, lexicon, draft);
    }
    respective::apart(scene, lexicon, &mut out);
    out
}

/// "Bought Rafales, not F-16s".
fn is_not_meant(scene: &Scene<'_>, index: usize) -> bool {
    let start = scene.items[index].tokens.start;
    // "Patria AMVs instead of Boxers", "rather than 20 Leopards".
    let passed = |at: usize| matches!((scene.lower(at), scene.lower(at + 1)), ("instead", "of") | ("rather", "than") | ("opposed", "to"));
    let plain = |token: usize| scene.item_at(token).is_some() || matches!(scene.tag(token), Tag::DT | Tag::JJ | Tag::CD | Tag::PRPS);
    let near = (start.saturating_sub(5)..start.saturating_sub(1)).find(|at| passed(*at));
    if near.is_some_and(|at| (at + 2..start).all(plain)) {
        return true;
    }
    let joined = |token: usize| matches!(scene.lower(token), "," | "and" | "but" | "–" | "—" | "-");
    start >= 2 && scene.lower(start - 1) == "not" && joined(start - 2)
}

/// "Beijing protested over the sale of 66 jets": told for the protest's sake.
fn is_protested(scene: &Scene<'_>, lexicon: &Lexicon, chain: &Chain<'_>) -> bool {
    let [node] = &chain.nodes[..] else { return false };
    let preposition = scene.head(node.token);
    scene.word_sort(node.token) == WordSort::Noun
        && scene.label(node.token) == Label::Pobj
        && matches!(scene.lower(preposition), "over" | "against" | "about" | "at" | "to" | "for")
        && lexicon.word_list("reacting_verbs", scene.lemma(scene.head(preposition)))
}

/// How many sentences back a package may have been spoken of.
pub(super) const PACKAGE: usize = 5;

/// The thing that a draft is about: an item of the sentence, or one named before.
pub(super) struct Thing<'n> {
    pub item: Option<usize>,
    name: &'n Goods,
    at: Span,
    pub inferred: bool,
}

impl<'n> Thing<'n> {
    pub(super) fn here(scene: &Scene<'_>, index: usize, name: &'n Goods) -> Self {
        Self { item: Some(index), name, at: scene.items[index].span, inferred: false }
    }

    /// A thing that was named in an earlier sentence, or earlier in this one.
    pub(super) fn before(name: &'n Goods, at: Span) -> Self {
        Self { item: None, name, at, inferred: true }
    }

    /// A thing that a verb of the sentence tells by itself.
    pub(super) const fn in_verb(name: &'n Goods, at: Span) -> Self {
        Self { item: None, name, at, inferred: false }
    }

    fn holds(&self, scene: &Scene<'_>, token: usize) -> bool {
        self.item.is_some_and(|item| scene.items[item].tokens.contains(&token))
    }
}

pub(super) fn from_chain(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, thing: &Thing<'_>, chain: &Chain<'_>) -> Vec<Draft> {
    if is_other_matter(scene, lexicon, thing.name, chain) || is_protested(scene, lexicon, chain) {
        return Vec::new();
    }
    // "The sale also includes eight radars": with the stage of the sale that was spoken of, see `itemised`.
    if let [node] = &chain.nodes[..]
        && node.function == "of"
        && scene.word_sort(node.token) == WordSort::Noun
        && scene.label(node.token) == Label::Nsubj
        && lexicon.word_list("links", scene.lemma(scene.head(node.token)))
        && is_same_deal(scene, lexicon, node.token)
        && spoken.told.iter().any(|draft| scene.sentence - draft.sentence <= PACKAGE)
    {
        return Vec::new();
    }
    let outcomes = outcomes(chain);
    let mut out = Vec::new();
    let count = outcomes.len();
    for (which, outcome) in outcomes.into_iter().enumerate() {
        if outcome.hypothetical || is_only_wanted(scene, lexicon, &chain.nodes[outcome.node], outcome.stage) {
            continue;
        }
        let last = which + 1 == count;
        let nodes = if last { &chain.nodes[..] } else { &chain.nodes[..=outcome.node] };
        let trigger = &chain.nodes[outcome.node];
        let mut draft = blank(scene, lexicon, thing);
        draft.stage = Stated::new(outcome.stage, scene.tokens[trigger.token].span);
        draft.trigger = trigger.token;
        draft.nodes = nodes.iter().map(|node| node.token).collect();
        // "Is due in December": still to come by its own meaning.
        let to_come = |node: &chain::Node<'_>| matches!(node.frame.id.as_str(), "schedule" | "due");
        draft.nodes_ahead =
            nodes.iter().map(|node| node.modality.ahead || node.modality.infinitive || node.modality.possible || to_come(node)).collect();
        draft.path_top = chain.path.last().copied();
        draft.frame.clone_from(&chain.nodes[0].frame.id);
        draft.template.clone_from(&chain.nodes[0].frame.template);
        draft.ahead = trigger.modality.ahead || trigger.modality.infinitive;
        let told = Told { chain, nodes, trigger, last };
        draft.negated = outcome.negated;
        reached::put(scene, lexicon, spoken, thing.item, &told, &mut draft);
        draft.signs.by_tree = true;
        draft.signs.steps = chain.path.len();
        draft.signs.by_noun = scene.word_sort(trigger.token) == WordSort::Noun;
        draft.mode = nodes.iter().find_map(|node| node.frame.mode.map(|mode| Stated::inferred(mode, scene.tokens[node.token].span)));
        draft.attribution = chain.speech.and_then(|verb| speaker(scene, verb));
        let mut described = false;
        // "Won an order from Egypt": who gave the order buys.
        let wins = |node: &chain::Node<'_>| node.frame.template == "win" || lexicon.word_list("waiting_verbs", scene.lemma(node.token));
        let won = nodes.iter().any(|node| wins(node) && subject_is_company(scene, node.token));
        let mut givers: Vec<PartyRef> = Vec::new();
        // All that give or offer by any of the words, who share its subject and companies among them.
        let mut offering: Vec<PartyRef> = Vec::new();
        for node in nodes {
            for filler in fillers(scene, lexicon, node.frame, node.token) {
                if thing.holds(scene, filler.token) {
                    continue;
                }
                // "The fighter is armed with a gun": equipment that has equipment is a description.
                let owns = matches!(node.frame.template.as_str(), "equip" | "operate" | "give")
                    && matches!(scene.label(filler.token), Label::Nsubj | Label::Nsubjpass);
                // "It can be armed with machine guns", "this is armed with twelve missiles", "the type": a thing, and no force.
                let plain = node.frame.template == "equip"
                    && matches!(scene.label(filler.token), Label::Nsubj | Label::Nsubjpass)
                    && (lexicon.word_list("thing_subjects", scene.lower(filler.token))
                        || lexicon.word_list("thing_subjects", scene.lemma(filler.token)));
                // "Two vessels have delivered the missiles to China": carriers.
                let carrier = owns
                    && node.frame.template == "give"
                    && scene.children(node.token).iter().any(|child| {
                        scene.lower(*child) == "to" && scene.children_with(*child, Label::Pobj).any(|to| named(scene, to).is_some())
                    });
                if carrier && is_goods(scene, filler.token) {
                    continue;
                }
                if plain || (owns && matches!(filler.role, Role::Supplier | Role::Recipient) && is_goods(scene, filler.token)) {
                    described = true;
                }
                // "Georgia's T-55s are to be replaced by T-72s": whose the old ones are gets the new ones.
                if node.frame.id == "replace" && filler.role == Role::Place && is_goods(scene, filler.token) {
                    let owners = scene.children_with(filler.token, Label::Poss).flat_map(|owner| resolve(scene, lexicon, spoken, owner));
                    let owners = owners.map(PartyRef::by_the_way).collect();
                    place(&mut draft, Role::Recipient, owners, false, false);
                }
                // "Bought with EU money": who pays for it does not supply it.
                if filler.role == Role::Supplier && lexicon.word_list("funding_nouns", scene.lemma(filler.token)) {
                    continue;
                }
                let mut parties = resolve(scene, lexicon, spoken, filler.token);
                // "Sourced from India's traditional supplier": whose supplier it is buys.
                if filler.role == Role::Supplier && lexicon.word_list("supplier_nouns", scene.lemma(filler.token)) {
                    let owners = scene.children_with(filler.token, Label::Poss).filter_map(|owner| named(scene, owner)).collect::<Vec<_>>();
                    parties.retain(|party| owners.iter().all(|owner| owner.id != party.id));
                    place(&mut draft, Role::Recipient, owners, false, false);
                }
                if filler.role == Role::Recipient {
                    not_the_maker(scene, spoken, filler.token, &draft, &mut parties);
                }
                // "Bought nine aircraft jointly with Austria": another buyer.
                let preposition = scene.head(filler.token);
                let beside = preposition > 0 && lexicon.word_list("jointly_words", scene.lower(preposition - 1));
                if filler.role == Role::Supplier && scene.lower(preposition) == "with" && beside {
                    continue;
                }
                if filler.role == Role::Side && scene.lower(scene.head(filler.token)) == "with" {
                    draft.with.extend(parties.iter().map(|party| party.id.clone()));
                }
                // "Supply Indonesia with jets": the object is who gets.
                let supplied = filler.role == Role::Equipment && node.function == "with" && node.frame.template == "give";
                // "In the inventory of the army": who has it.
                let holds = filler.role == Role::Equipment
                    && node.frame.template == "operate"
                    && scene.item_at(filler.token).is_none_or(|item| !matches!(item.what, What::Equipment(_)));
                let role = match filler.role {
                    _ if supplied || holds => Role::Recipient,
                    // "Its budget provides for the purchase": whose promise it is buys.
                    Role::Supplier if node.frame.operator && node.frame.template == "give" && chain.nodes[0].frame.template == "get" => {
                        Role::Recipient
                    }
                    // "France's next Rafale customer": whose customer it is sells.
                    Role::Recipient
                        if scene.label(filler.token) == Label::Poss
                            && scene.head(filler.token) == node.token
                            && lexicon.word_list("customer_nouns", scene.lemma(node.token)) =>
                    {
                        Role::Supplier
                    }
                    // "The army has 100 vehicles, delivered in 2010": who has them got them.
                    Role::Supplier if filler.shared && whom::is_reduced(scene, node) => match whom::has_above(scene, lexicon, node.token) {
                        true => Role::Recipient,
                        false => continue,
                    },
                    Role::Supplier if won && parties.iter().all(|party| party.company.is_none()) => Role::Recipient,
                    // "Boeing hopes to win a contract": whoever wins it sells.
                    Role::Recipient
                        if chain.nodes.iter().any(|node| node.frame.template == "win")
                            && parties.iter().all(|party| party.company.is_some()) =>
                    {
                        Role::Supplier
                    }
                    role => role,
                };
                // "Plans to deliver": who gives is not who gets, though it is its own plan.
                let own_plan = role == Role::Recipient
                    && node.frame.operator
                    && chain.nodes[0].frame.template == "give"
                    && (offering.iter().chain(&draft.supplier).any(|held| parties.iter().any(|party| party.at == held.at))
                        || offers_beside(scene, filler.token, &offering));
                if own_plan {
                    offering.extend(parties.into_iter().filter(|party| party.how != How::Place));
                    continue;
                }
                if role == Role::Supplier {
                    offering.extend(parties.iter().filter(|party| party.how != How::Place).cloned());
                }
                // "Argentina and Colombia refused to give arms": each of them.
                let refuses = role == Role::Side && node.frame.template == "decide";
                if (role == Role::Supplier || refuses) && !filler.shared && node.token == trigger.token {
                    givers.extend(parties.iter().filter(|party| party.company.is_none() && party.id.is_state()).cloned());
                }
                place(&mut draft, role, parties, filler.shared, node.frame.template == "arrive");
            }
        }
        // Named outright by the deciding word, though another word shares it.
        if let Some(held) = draft.supplier.as_mut() {
            held.inferred &= !givers.iter().any(|giver| giver.at == held.at && !giver.inferred);
        }
        if let Some(index) = thing.item {
            let ordered = lexicon.role(chain.nodes[0].frame, "by") == Some(Role::Recipient)
                && scene.word_sort(chain.nodes[0].token) == crate::frame::scene::WordSort::Noun;
            around(scene, lexicon, spoken, index, (won, ordered), &mut draft);
        }
        if draft.recipients.is_empty() && nodes.iter().any(|node| node.frame.template == "give") {
            // "Covers the supply of aircraft to Senegal": the tree may hang the receiver on a verb passed on the way.
            // "Congress was notified of the planned sale of 40 jets to Greece": or on the verb of the decision.
            let passed: Vec<usize> = chain.path.iter().copied().filter(|token| draft.nodes.first() != Some(token)).collect();
            for token in passed {
                let decides = draft.nodes.contains(&token);
                for (word, object) in prepositional(scene, token) {
                    // "Thanks to a Norwegian gift of": the event itself is nobody that gets.
                    if word == "to" && !chain.path.contains(&object) {
                        for below in scene.coordinated(object) {
                            let mut parties = resolve(scene, lexicon, spoken, below);
                            parties.retain(|party| !decides || party.how != How::Government);
                            place(&mut draft, Role::Recipient, parties, false, false);
                        }
                    }
                }
            }
        }
        // "Algeria and Russia are considering a deal": which of the two buys is not told by the verb.
        if chain.nodes[0].frame.template == "deal"
            && draft.supplier.is_none()
            && draft.sides.is_empty()
            && let [one, other] = draft.recipients.as_slice()
            && other.at.start > one.at.end
            && other.at.start - one.at.end < 10
        {
            draft.sides = std::mem::take(&mut draft.recipients);
        }
        sides::won(scene, lexicon, spoken, chain, &mut draft);
        sides::settle(scene, lexicon, &mut draft, chain, spoken);
        sides::sought(scene, trigger, &mut draft);
        // "Taiwan began to upgrade its jets": a state's own.
        if draft.recipients.is_empty()
            && chain.nodes[0].frame.template == "work"
            && let Some(own) = draft.supplier.clone().filter(|supplier| supplier.company.is_none())
        {
            draft.recipients.push(own);
            draft.supplier = None;
        }
        // "India is in talks with Russia for": who the sentence is about.
        if draft.recipients.is_empty() && matches!(chain.nodes[0].frame.template.as_str(), "get" | "want" | "talk" | "ask" | "deal" | "pay")
        {
            let subject = chain.path.last().and_then(|top| subject_above(scene, *top));
            let parties = subject.map(|subject| resolve(scene, lexicon, spoken, subject)).unwrap_or_default();
            let supplier = draft.supplier.as_ref().map(|supplier| supplier.id.clone());
            let fits = |party: &PartyRef| {
                party.company.is_none() && party.how != How::Place && party.id.is_state() && Some(&party.id) != supplier.as_ref()
            };
            draft.recipients.extend(parties.into_iter().filter(fits).map(PartyRef::by_the_way));
        }
        whom::financed(scene, nodes, &mut draft);
        // "Turkey is building a landing ship": for itself, unless a buyer is named or it only offers to.
        if draft.recipients.is_empty() && chain.nodes[0].frame.template == "build" && draft.stage.value != Stage::Offered {
            let own = draft.supplier.clone().filter(|supplier| {
                supplier.company.is_none()
                    && supplier.how != How::Place
                    && scene.word_sort(chain.nodes[0].token) == crate::frame::scene::WordSort::Verb
                    // "Howitzers made in Korea": where they are from, and not who has them.
                    && (scene.label(chain.nodes[0].token) != Label::Acl
                        || scene.tag(chain.nodes[0].token) != Tag::VBN
                        || scene.children_with(chain.nodes[0].token, Label::Advmod).any(|child| scene.lower(child) == "here"))
            });
            draft.recipients.extend(own.map(PartyRef::by_the_way));
            // "Pakistan and Egypt assemble the K-8": each for itself.
            let built = draft.recipients.first().map(|own| own.at);
            if built.is_some_and(|own| givers.iter().any(|giver| giver.at == own)) {
                let others = givers.iter().filter(|giver| Some(giver.at) != built && giver.how != How::Place);
                draft.recipients.extend(others.cloned().map(PartyRef::by_the_way));
            }
        }
        whom::approving_maker(scene, chain, &mut draft);
        if whom::refused_leave(scene, chain, &mut draft) {
            givers.clear();
        }
        whom::going_on(scene, spoken, thing, &chain.nodes[0], &mut draft);
        whom::built_in(scene, &chain.nodes[0], &mut draft);
        whom::of_tender(scene, lexicon, &mut draft);
        whom::under_licence(scene, lexicon, spoken, &mut draft);
        leftover::fill(scene, lexicon, chain, &mut draft);
        let needs_met = chain.nodes[0].frame.needs.iter().all(|role| match role {
            Role::Recipient => !draft.recipients.is_empty(),
            Role::Supplier => draft.supplier.is_some(),
            _ => true,
        });
        // "The F-35 programme" alone is nobody's wish.
        let only_named = nodes.len() == 1
            && trigger.function == "modifier"
            && draft.signs.designated
            && lexicon.word_list("undertakings", scene.lemma(trigger.token));
        let moved = moved::is_no_handover(scene, lexicon, thing.item, trigger, &draft);
        let believed = !moved && (needs_met || chain.nodes.len() > 1) && !described && !only_named;
        if believed {
            finish_signs(&mut draft, scene.span);
            // "Saab, Lockheed Martin and Dassault are bidding to sell": an offer of each.
            let more = whom::further_givers(&draft, if draft.stage.value == Stage::Offered { &offering } else { &givers });
            // "Pitched the F-35 and the Typhoon": each its own.
            let makers = |one: &&Draft| one.supplier.as_ref().is_some_and(|giver| one.origin.first() == Some(&giver.id));
            let own = || std::iter::once(&draft).chain(&more).find(makers).cloned();
            if draft.stage.value == Stage::Offered
                && !more.is_empty()
                && let Some(own) = own()
            {
                out.push(own);
                continue;
            }
            let also = thing.item.map(|index| whom::by_adjectives(scene, &scene.items[index], &mut draft)).unwrap_or_default();
            out.push(draft);
            out.extend(more);
            out.extend(also);
        }
    }
    out
}

/// "Fought to halt the sale", "has 30 days to block it": an infinitive of undoing that no word says to have come about.
fn is_only_wanted(scene: &Scene<'_>, lexicon: &Lexicon, node: &chain::Node<'_>, stage: Stage) -> bool {
    let above = scene.head(node.token);
    // "Asked why the army bought tanks": no request.
    let asks = node.frame.template == "ask" && scene.word_sort(node.token) == crate::frame::scene::WordSort::Verb;
    if asks && asks_a_question(scene, node.token) {
        return true;
    }
    node.modality.infinitive
        && matches!(stage, Stage::Refused | Stage::Suspended | Stage::Cancelled)
        && above != node.token
        && !lexicon.word_list("effecting_verbs", scene.lemma(above))
        && !lexicon.word_list("implicative_verbs", scene.lemma(above))
        && matches!(scene.label(node.token), Label::Xcomp | Label::Advcl | Label::Acl | Label::Relcl | Label::Ccomp)
        && scene.word_sort(node.token) == crate::frame::scene::WordSort::Verb
}

/// A verb of asking with a question under it: "asked why", "asked whether", "asked how many".
fn asks_a_question(scene: &Scene<'_>, verb: usize) -> bool {
    let clauses = scene.children_with(verb, Label::Ccomp).chain(scene.children_with(verb, Label::Advcl));
    clauses.into_iter().any(|clause| {
        let asking = |word: usize| matches!(scene.tag(word), Tag::WRB | Tag::WP) || matches!(scene.lower(word), "whether" | "if");
        (verb + 1..clause).any(|word| asking(word) && scene.is_under(word, clause))
    })
}

/// "It received six fighters" after "Russia delivered to customers such as Algeria": a pronoun that went back to the maker of the thing goes back to
/// the one other state of the sentence before.
fn not_the_maker(scene: &Scene<'_>, spoken: &Spoken, token: usize, draft: &Draft, parties: &mut [PartyRef]) {
    let [party] = parties else { return };
    if scene.tag(token) != Tag::PRP || draft.origin.first() != Some(&party.id) {
        return;
    }
    let mut others = spoken.latest.iter().filter(|other| other.id != party.id);
    if let (Some(other), None) = (others.next(), others.next()) {
        *party = other.clone().by_the_way();
    }
}

pub(super) fn blank(scene: &Scene<'_>, lexicon: &Lexicon, thing: &Thing<'_>) -> Draft {
    let equipment = thing.name;
    let named = Equipment { name: equipment.name.clone(), class: equipment.class, id: equipment.family.clone() };
    Draft {
        scene: scene.index,
        sentence: scene.sentence,
        item: thing.item,
        equipment: Stated { value: named, at: thing.at, inferred: thing.inferred },
        generic: matches!(equipment.sort, Sort::Noun | Sort::VagueNoun),
        vague: equipment.sort == Sort::VagueNoun,
        civil: may_be_civil(equipment),
        part: false,
        origin: equipment.origin.clone(),
        stage: Stated::new(Stage::Interest, thing.at),
        trigger: 0,
        nodes: Vec::new(),
        nodes_ahead: Vec::new(),
        path_top: None,
        frame: String::new(),
        template: String::new(),
        ahead: false,
        negated: false,
        mode: None,
        supplier: None,
        recipients: Vec::new(),
        sides: Vec::new(),
        with: Vec::new(),
        makers: Vec::new(),
        quantity: thing.item.and_then(|index| figures::quantity(scene, lexicon, index)),
        value: None,
        date: None,
        date_distance: usize::MAX,
        date_is_past: false,
        due: None,
        due_by_verb: false,
        attribution: None,
        evidence: scene.span,
        signs: Signs {
            designated: matches!(equipment.sort, Sort::Family | Sort::Designation),
            way: if thing.item.is_some() { Way::Frames } else { Way::Back },
            ..Signs::default()
        },
    }
}

/// The subject of the nearest clause above a token that has one.
fn subject_above(scene: &Scene<'_>, token: usize) -> Option<usize> {
    let mut at = token;
    for _ in 0..6 {
        let subject = scene.children(at).iter().copied().find(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass));
        if subject.is_some() {
            return subject;
        }
        let head = scene.head(at);
        if head == at {
            return None;
        }
        at = head;
    }
    None
}

fn subject_is_company(scene: &Scene<'_>, verb: usize) -> bool {
    let subject = scene.children(verb).iter().copied().find(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass));
    subject.and_then(|subject| super::parties::named(scene, subject)).is_some_and(|party| party.company.is_some())
}

/// True for a party that gives, or that stands in one list with one that does.
fn offers_beside(scene: &Scene<'_>, token: usize, offering: &[PartyRef]) -> bool {
    let list = scene.coordinated(conj_heads(scene, token).last().copied().unwrap_or(token));
    list.into_iter().any(|one| offering.iter().any(|held| named(scene, one).is_some_and(|party| party.at == held.at)))
}

/// Who says so: the subject of the verb of saying.
fn speaker(scene: &Scene<'_>, verb: usize) -> Option<Attribution> {
    let subject = scene.children(verb).iter().copied().find(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass))?;
    if matches!(scene.tag(subject), Tag::PRP | Tag::WP | Tag::WDT) {
        return None;
    }
    let at: Span = scene.span_of(scene.phrase(subject)).trim(scene.text);
    let text = at.of(scene.text).split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(Attribution { text, at })
}

fn finish_signs(draft: &mut Draft, sentence: Span) {
    draft.signs.party_told = draft.supplier.is_some() || !draft.recipients.is_empty();
    draft.signs.recipient_here = draft.recipients.iter().any(|party| sentence.contains(party.at) && !party.inferred);
    draft.signs.supplier_here = draft.supplier.as_ref().is_some_and(|party| sentence.contains(party.at) && !party.inferred);
}
