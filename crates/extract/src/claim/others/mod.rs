//! The eight kinds beside transfers. Agreements, deployments, plants, milestones, pledges and incidents open frames of their own;
//! budgets and force levels are made by a figure and the words that say what it measures.

mod agreement;
mod budget;
mod commitment;
mod deployment;
mod facility;
mod figure;
mod force;
mod incident;
mod milestone;
mod phrase;
mod status;
mod step;
mod view;
mod when;
mod who;

use super::draft::Draft;
use super::parties::{PartyRef, Spoken};
use crate::frame::lexicon::{Frame, Lexicon};
use crate::frame::scene::Scene;
use materiel_model::{Claim, Kind, Slot, Span, Stated, Status, Value};
use view::View;

/// What earlier sentences said that later ones may go back to.
#[derive(Clone, Debug, Default)]
pub struct Thread {
    /// The last budget.
    budget: Option<budget::Spent>,
    /// Where the last sentence ends that spoke of military spending without saying whose.
    spending: Option<usize>,
    /// The last head count of a force: where its sentence ends, and whose it is.
    force: Option<(usize, PartyRef)>,
    /// The last place where forces are or go: where its sentence ends, and the place.
    place: Option<(usize, deployment::Place)>,
    /// The last agreement: where its sentence ends, and whom it binds.
    pact: Option<(usize, Vec<PartyRef>)>,
    /// True once a transfer of arms was spoken of.
    arms: bool,
    /// True once forces or weapons were spoken of.
    military: bool,
    /// The states named so far, each once, the latest last.
    states: Vec<PartyRef>,
}

/// How many bytes back a figure may go for what it is of: some two sentences, and some four where it says itself that it goes back.
const NEAR: usize = 400;
const FAR: usize = 800;

impl Thread {
    /// A document that has spoken of forces or weapons before its first sentence.
    pub fn of_forces() -> Self {
        Self { military: true, ..Self::default() }
    }

    /// The claims of one sentence that are no transfers. `drafts` are the transfers read in the same sentence.
    pub fn claims(&mut self, scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, drafts: &[Draft]) -> Vec<Claim> {
        let view = View { scene, lexicon, spoken, drafts };
        let mut out = Vec::new();
        self.arms |= !drafts.is_empty();
        self.military |= self.arms || (0..scene.len()).any(|token| view.is_military(token));
        for token in 0..scene.len() {
            for frame in lexicon.at(scene, token) {
                for claim in framed(&view, self, frame, token) {
                    add(&mut out, claim);
                }
            }
        }
        out.extend(budget::claims(&view, self));
        // Those who are sent somewhere are no force level, nor are things that move.
        let counted: Vec<Span> = out.iter().filter_map(|claim| claim.slots.get(Slot::Count)).map(|count| count.at).collect();
        let moved = |at: Span| drafts.iter().any(|draft| draft.quantity.as_ref().is_some_and(|quantity| quantity.at.overlaps(at)));
        let levels = force::claims(&view, self).into_iter();
        out.extend(
            levels.filter(|claim| claim.slots.get(Slot::Count).is_none_or(|count| !counted.contains(&count.at) && !moved(count.at))),
        );
        out.retain(Claim::is_complete);
        self.note(scene);
        out
    }
}

impl Thread {
    fn note(&mut self, scene: &Scene<'_>) {
        for party in scene.items.iter().filter_map(|item| super::parties::named(scene, item.head)) {
            if party.id.is_state() && party.how != crate::name::How::Place {
                self.states.retain(|held| held.id != party.id);
                self.states.push(party);
            }
        }
    }

    /// "The two countries", "both governments", "the presidents": the states named last, before the sentence.
    fn sides(&self, view: &View<'_, '_>, token: usize) -> Option<Vec<PartyRef>> {
        let wanted = who::number_of_sides(view, token)?;
        // "The leaders of Slovakia and Slovenia announced that the two countries": named before in the same sentence.
        let here = view.scene.items.iter().filter(|item| item.tokens.end <= token);
        let mut sides: Vec<PartyRef> = Vec::new();
        for party in here.filter_map(|item| super::parties::named(view.scene, item.head)) {
            if party.id.is_state() && party.how != crate::name::How::Place && !sides.iter().any(|held| held.id == party.id) {
                sides.push(party.by_the_way());
            }
        }
        sides.drain(..sides.len().saturating_sub(wanted));
        if sides.len() != wanted {
            sides = self.states.iter().rev().take(wanted).cloned().map(PartyRef::by_the_way).collect();
        }
        (sides.len() == wanted).then_some(sides)
    }
}

fn framed(view: &View<'_, '_>, thread: &mut Thread, frame: &Frame, token: usize) -> Vec<Claim> {
    let one = match frame.kind {
        Kind::Deployment => return deployment::claims(view, thread, frame, token),
        Kind::Agreement => agreement::claim(view, thread, frame, token),
        Kind::Facility => return facility::claims(view, frame, token, thread.military),
        // Told of politics as often as of forces.
        Kind::Milestone if matches!(frame.id.as_str(), "capability-of-union" | "own-means") && !thread.military => None,
        Kind::Milestone if frame.id.starts_with(step::PREFIX) => step::claim(view, frame, token, thread.military),
        Kind::Milestone => return milestone::claims(view, frame, token),
        Kind::Commitment => commitment::claim(view, thread, frame, token),
        Kind::Incident => incident::claim(view, thread, frame, token),
        Kind::Transfer | Kind::Budget | Kind::ForceLevel => None,
    };
    one.into_iter().collect()
}

/// Adds a claim unless the sentence has said the same by another word: the one with more slots stays.
fn add(out: &mut Vec<Claim>, claim: Claim) {
    let slot = match claim.kind {
        Kind::Agreement => Slot::Parties,
        Kind::Deployment => Slot::Destination,
        Kind::Facility => Slot::FacilityType,
        Kind::Milestone | Kind::Incident => Slot::Target,
        _ => Slot::Content,
    };
    let said_before = |other: &&mut Claim| {
        other.kind == claim.kind
            && match (other.slots.get(slot), claim.slots.get(slot)) {
                (Some(one), Some(two)) if matches!(claim.kind, Kind::Deployment | Kind::Milestone) => {
                    one.value == two.value && other.slots.party(Slot::Actor) == claim.slots.party(Slot::Actor)
                }
                (Some(one), Some(two)) => {
                    let elsewhere = other.slots.has(Slot::Location) && other.slots.get(Slot::Location) != claim.slots.get(Slot::Location);
                    let others = other.slots.party(Slot::Actor) != claim.slots.party(Slot::Actor);
                    (one.value == two.value || one.at.overlaps(two.at)) && !(claim.kind == Kind::Facility && (elsewhere || others))
                }
                _ => false,
            }
    };
    match out.iter_mut().find(said_before) {
        Some(other) if other.slots.iter().count() < claim.slots.iter().count() => *other = claim,
        Some(_) => {}
        None => out.push(claim),
    }
}

/// Puts a party into a slot; a body without an id of its own keeps its name.
fn party(claim: &mut Claim, slot: Slot, party: &PartyRef) {
    let value = Stated { value: Value::Party(party.id.clone()), at: party.at, inferred: party.inferred };
    if slot == Slot::Parties {
        claim.slots.push(slot, value);
    } else {
        claim.slots.fill(slot, value);
    }
}

/// True for a commitment that stops arms at large, or says what may be done with them, whose words hold the thing at `at`.
pub fn is_rule_on(claim: &Claim, at: Span) -> bool {
    let rules = ["sales", "exports", "deliveries", "applications", "use", "using", "used", "fire", "strike", "striking", "nuclear"];
    let of_exports = |words: &str| words.split_whitespace().any(|word| rules.contains(&word));
    claim.kind == Kind::Commitment
        && claim.slots.get(Slot::Content).is_some_and(|content| content.at.overlaps(at) && of_exports(&content.value.display()))
}

/// Leaves out what a document says of one plant, pledge or milestone for a second time in other words: the fuller claim stays.
pub fn once(claims: Vec<Claim>, lexicon: &Lexicon) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    for claim in claims {
        match out.iter_mut().find(|other| says_again(other, &claim, lexicon)) {
            Some(other) if other.slots.iter().count() < claim.slots.iter().count() => *other = claim,
            Some(_) => {}
            None => out.push(claim),
        }
    }
    out
}

fn says_again(one: &Claim, two: &Claim, lexicon: &Lexicon) -> bool {
    if one.kind == Kind::Agreement {
        return two.kind == Kind::Agreement && is_same_pact(one, two, lexicon);
    }
    let slot = match one.kind {
        Kind::Facility => Slot::FacilityType,
        Kind::Commitment => Slot::Content,
        Kind::Milestone | Kind::Incident => Slot::Target,
        _ => return false,
    };
    let words = |claim: &Claim| long_words(claim, slot);
    let agree = |slot: Slot| match (one.slots.get(slot), two.slots.get(slot)) {
        (Some(a), Some(b)) => a.value == b.value,
        _ => true,
    };
    // What is begun is planned too, and a day lies in its year.
    let same_step = || match (one.slots.get(Slot::Status), two.slots.get(Slot::Status)) {
        (Some(a), Some(b)) => a.value == b.value || [a, b].iter().all(|status| status.value != Value::Status(Status::Done)),
        _ => true,
    };
    let same_day = || match (one.slots.get(Slot::Date), two.slots.get(Slot::Date)) {
        (Some(a), Some(b)) => {
            let (a, b) = (a.value.display(), b.value.display());
            a.starts_with(&b) || b.starts_with(&a)
        }
        _ => true,
    };
    if one.kind == Kind::Milestone && two.kind == Kind::Milestone {
        let designated = |words: &[String]| words.iter().any(|word| word.chars().any(|c| c.is_ascii_digit()));
        let (first, second) = (words(one), words(two));
        let both = designated(&first) && designated(&second);
        let shared = first.iter().any(|word| {
            !lexicon.word_list("common_words", word) && second.contains(word) && (!both || word.chars().any(|c| c.is_ascii_digit()))
        });
        return one.polarity == two.polarity && agree(Slot::Actor) && same_step() && same_day() && shared;
    }
    one.kind == two.kind
        && one.polarity == two.polarity
        && [Slot::Actor, Slot::Status, Slot::Date, Slot::Toward, Slot::Location].into_iter().all(agree)
        && words(one).iter().any(|word| !lexicon.word_list("common_words", word) && words(two).contains(word))
}

/// Two mentions of an agreement between the same parties, of which neither dates or measures it otherwise, are one agreement.
fn is_same_pact(one: &Claim, two: &Claim, lexicon: &Lexicon) -> bool {
    let parties = |claim: &Claim| {
        let mut ids: Vec<String> = claim.slots.all(Slot::Parties).iter().map(|party| party.value.display()).collect();
        ids.sort();
        ids
    };
    let compatible = |slot: Slot| match (one.slots.get(slot), two.slots.get(slot)) {
        (Some(a), Some(b)) => a.value == b.value,
        _ => true,
    };
    let (first, second) = (long_words(one, Slot::Subject), long_words(two, Slot::Subject));
    let telling = |word: &String| !lexicon.word_list("common_words", word) && !lexicon.word_list("framework_words", word);
    let alike = compatible(Slot::Date) && first.iter().any(|word| telling(word) && second.contains(word));
    // "The ministers inked the deal": no more than a way back.
    let back = |claim: &Claim, words: &[String]| words.len() <= 2 && claim.slots.all(Slot::Parties).iter().any(|party| party.inferred);
    let alike = alike || back(one, &first) || back(two, &second);
    // "The last agreement", "a new agreement": another than the one spoken of before.
    let another = |claim: &Claim| {
        let text = claim.slots.get(Slot::Subject).map(|stated| stated.value.display().to_lowercase()).unwrap_or_default();
        text.split_whitespace().take(3).any(|word| lexicon.word_list("ordering_words", word))
    };
    another(one) == another(two) && parties(one) == parties(two) && one.polarity == two.polarity && compatible(Slot::Status) && alike
}

/// The words of a slot that are long enough to tell something.
fn long_words(claim: &Claim, slot: Slot) -> Vec<String> {
    let text = claim.slots.get(slot).map(|stated| stated.value.display().to_lowercase()).unwrap_or_default();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).map(str::to_owned).collect()
}
