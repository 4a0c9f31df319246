//! What the rest of the document says of the same deal: names for plain nouns, parties, numbers and sums that a sentence leaves out.

use super::draft::Draft;
use super::named::{is_batch, thing_key};
use super::parties::PartyRef;
use super::whose;
use crate::frame::lexicon::Lexicon;
use crate::frame::roles::prepositional;
use crate::frame::scene::{Scene, What, WordSort};
use crate::syntax::{Label, Tag};
use materiel_model::{PartialDate, PartyId, Span, Stage, Stated};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Fills what single sentences leave out. Only words of the same document are used, and what they fill is marked as inferred.
pub fn complete(scenes: &[Scene<'_>], lexicon: &Lexicon, drafts: &mut [Draft]) {
    super::named::name_things(scenes, lexicon, drafts);
    super::again::told_before(scenes, lexicon, drafts);
    share_parties(drafts);
    let topics = topics(scenes, drafts);
    let told = drafts.iter().filter(|draft| draft.stage.value != Stage::InService).flat_map(|draft| &draft.recipients);
    let buyers: HashSet<PartyId> = told.filter(|party| !party.inferred && party.company.is_none()).map(|party| party.id.clone()).collect();
    // "The Netherlands will send 18, Denmark 19": who gives beside another gets nothing from it.
    let mut givers: HashMap<(usize, usize), HashSet<PartyId>> = HashMap::new();
    for draft in drafts.iter() {
        givers.entry((draft.scene, draft.trigger)).or_default().extend(draft.supplier.as_ref().map(|supplier| supplier.id.clone()));
    }
    for draft in drafts.iter_mut() {
        if draft.recipients.is_empty() {
            let beside = givers.get(&(draft.scene, draft.trigger));
            let taken = |party: &&PartyRef| beside.is_some_and(|givers| givers.contains(&party.id));
            // A company's own state buys from it where the document names no other buyer.
            let home = draft.supplier.as_ref().and_then(|supplier| supplier.company.as_ref()?.state.clone());
            let buys = |party: &&PartyRef| home.as_ref() != Some(&party.id) && buyers.contains(&party.id) && !taken(party);
            let others = || topics.iter().take(2).find(|party| !taken(party));
            let likely = home.as_ref().and_then(|_| topics.iter().take(2).find(buys)).or_else(others);
            draft.recipients.extend(likely.cloned().map(PartyRef::by_the_way));
            draft.signs.recipient_by_topic = !draft.recipients.is_empty();
        }
    }
    share_parties(drafts);
    whose::settle(scenes, drafts);
    loose_sums(scenes, lexicon, drafts);
    share_figures(scenes, lexicon, drafts);
}

/// "Deliveries are to be completed by 2029", "with deliveries due to begin in 2025": when what was ordered is to come, said without naming it again.
pub fn settle_dues(scenes: &[Scene<'_>], lexicon: &Lexicon, drafts: &mut [Draft], published: PartialDate) {
    for scene in scenes {
        for token in 0..scene.len() {
            if !is_bare_handover(scene, lexicon, drafts, token) {
                continue;
            }
            let Some(due) = date_over(scene, token).filter(|due| is_after(due.value, published)) else { continue };
            let open = |draft: &Draft| {
                !matches!(draft.stage.value, Stage::Delivered | Stage::InService | Stage::Refused | Stage::Suspended | Stage::Cancelled)
                    && !draft.negated
                    && draft.sentence <= scene.sentence
                    && scene.sentence - draft.sentence <= 3
            };
            let Some(nearest) = drafts.iter().filter(|draft| open(draft)).map(|draft| draft.sentence).max() else { continue };
            for draft in drafts.iter_mut().filter(|draft| draft.sentence == nearest && open(draft) && draft.due.is_none()) {
                // A day to come that stands beside the deal is that of the delivery.
                draft.date = draft.date.take().filter(|date| date.at != due.at);
                draft.due = Some(Stated { inferred: true, ..due });
            }
        }
    }
}

/// "Deliveries", "delivery", where no draft is told by them and no thing is named beside them.
fn is_bare_handover(scene: &Scene<'_>, lexicon: &Lexicon, drafts: &[Draft], token: usize) -> bool {
    let thing = |(word, object): &(String, usize)| {
        matches!(word.as_str(), "of" | "for") && scene.item_at(*object).is_some_and(|item| matches!(item.what, What::Equipment(_)))
    };
    lexicon.word_list("handover_nouns", scene.lemma(token))
        && scene.word_sort(token) == WordSort::Noun
        && matches!(scene.label(token), Label::Nsubj | Label::Nsubjpass | Label::Pobj | Label::Dobj)
        && !drafts.iter().any(|draft| draft.scene == scene.index && draft.nodes.contains(&token))
        && !prepositional(scene, token).iter().any(thing)
}

/// The first date under the verb of which a noun is the subject, or under the noun itself.
fn date_over(scene: &Scene<'_>, noun: usize) -> Option<Stated<PartialDate>> {
    let verb = scene.head(noun);
    let subject = matches!(scene.label(noun), Label::Nsubj | Label::Nsubjpass);
    scene.items.iter().find_map(|item| {
        let What::Date(found) = &item.what else { return None };
        let mut at = item.head;
        let under = (0..8).any(|_| {
            at = scene.head(at);
            at == noun || (subject && at == verb)
        });
        let value = found.future_value.or(found.value).filter(|_| under)?;
        Some(Stated::new(value, item.span))
    })
}

/// What is told with a day after publication has not happened yet: "with half of them delivered by 2025".
pub fn settle_future(drafts: &mut [Draft], published: PartialDate) {
    for draft in drafts.iter_mut() {
        let Some(date) = draft.date.as_ref().filter(|date| is_after(date.value, published)) else { continue };
        // "Was delivered in October", told in May: the October before.
        if draft.date_is_past
            && let Some(value) = year_before(date.value)
        {
            draft.date = Some(Stated { value, ..*date });
            continue;
        }
        match draft.stage.value {
            Stage::Delivered | Stage::InService => {
                draft.stage.value = Stage::Pledged;
                draft.due = draft.due.or(Some(*date));
                draft.date = None;
            }
            Stage::Contracted | Stage::Pledged => {
                draft.due = draft.due.or(Some(*date));
                draft.date = None;
            }
            _ => {}
        }
    }
}

/// "Germany tried to sell the jet to Japan in 2011", "sought to acquire in 2015": a wish whose day is over was made on that day.
pub fn settle_past(drafts: &mut [Draft], published: PartialDate) {
    for draft in drafts.iter_mut() {
        // "Agreed to buy drones in July 2023".
        let agreed = draft.template == "get" && matches!(draft.stage.value, Stage::Contracted | Stage::Approved | Stage::Pledged);
        let wish = matches!(draft.stage.value, Stage::Interest | Stage::Offered | Stage::Requested) || agreed;
        if !wish || !draft.due_by_verb || draft.date.is_some() {
            continue;
        }
        if draft.due.as_ref().is_some_and(|due| is_after(published, due.value)) {
            draft.date = draft.due.take();
        }
    }
}

/// The same day or month of the year before.
fn year_before(date: PartialDate) -> Option<PartialDate> {
    match (date.month(), date.day()) {
        (Some(month), Some(day)) => PartialDate::day_of(date.year() - 1, month, day),
        (Some(month), None) => PartialDate::month_of(date.year() - 1, month),
        _ => None,
    }
}

/// True for a date that lies wholly after another.
fn is_after(date: PartialDate, other: PartialDate) -> bool {
    let (year, month, day) = (date.year(), date.month(), date.day());
    if year != other.year() {
        return year > other.year();
    }
    match (month, other.month()) {
        (Some(month), Some(than)) if month != than => month > than,
        (Some(_), Some(_)) => matches!((day, other.day()), (Some(day), Some(than)) if day > than),
        _ => false,
    }
}

/// Parties that other sentences name for the same thing.
fn share_parties(drafts: &mut [Draft]) {
    // "China, Germany and Sweden submitted bids": which of them will supply is open.
    let mut offers: HashMap<(usize, usize), HashSet<PartyId>> = HashMap::new();
    for draft in drafts.iter().filter(|draft| draft.stage.value == Stage::Offered) {
        offers.entry((draft.scene, draft.trigger)).or_default().extend(draft.supplier.as_ref().map(|supplier| supplier.id.clone()));
    }
    let one_of_several = |draft: &Draft| {
        draft.stage.value == Stage::Offered && offers.get(&(draft.scene, draft.trigger)).is_some_and(|givers| givers.len() > 1)
    };
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        groups.entry(thing_key(draft)).or_default().push(index);
    }
    for members in groups.into_values() {
        // Who gets it, in drafts that can lend it; who gives it, by who gets it.
        let mut getting = Places::default();
        let mut giving: HashMap<Option<PartyId>, Places> = HashMap::new();
        for index in members.iter().copied() {
            let draft = &drafts[index];
            if !draft.recipients.is_empty() && draft.stage.value != Stage::InService {
                getting.add(draft.sentence, index);
            }
            if draft.supplier.is_some() && !one_of_several(draft) {
                giving.entry(first_recipient(draft)).or_default().add(draft.sentence, index);
            }
        }
        for index in members {
            let sentence = drafts[index].sentence;
            if drafts[index].recipients.is_empty()
                && drafts[index].stage.value != Stage::InService
                && let Some(near) = lender(&getting, drafts, index)
            {
                let taken = drafts[index].supplier.as_ref().map(|supplier| supplier.id.clone());
                let given = drafts[near].recipients.iter().filter(|party| Some(&party.id) != taken.as_ref()).cloned();
                drafts[index].recipients = given.map(PartyRef::by_the_way).collect();
                if !drafts[index].recipients.is_empty() {
                    getting.add(sentence, index);
                    if drafts[index].supplier.is_some() {
                        giving.entry(None).or_default().remove(sentence, index);
                        giving.entry(first_recipient(&drafts[index])).or_default().add(sentence, index);
                    }
                }
            }
            let mine = first_recipient(&drafts[index]);
            if drafts[index].supplier.is_none()
                && drafts[index].stage.value != Stage::InService
                && let Some(near) = giving.get(&mine).and_then(|places| places.nearest(sentence, index))
            {
                drafts[index].supplier = drafts[near].supplier.clone().map(PartyRef::by_the_way);
                if drafts[index].makers.is_empty() {
                    drafts[index].makers = drafts[near].makers.iter().cloned().map(PartyRef::by_the_way).collect();
                }
                giving.entry(mine).or_default().add(sentence, index);
            }
        }
    }
}

/// The nearest draft that can lend whom a thing is for; a list of several that comes only later ("the type was bought by Chile, Kenya and Oman")
/// lends less than one that came before.
fn lender(getting: &Places, drafts: &[Draft], index: usize) -> Option<usize> {
    let sentence = drafts.get(index)?.sentence;
    let near = getting.nearest(sentence, index)?;
    let later = drafts.get(near).is_some_and(|draft| draft.sentence > sentence && draft.recipients.len() > 1);
    if later { getting.before(sentence).or(Some(near)) } else { Some(near) }
}

fn first_recipient(draft: &Draft) -> Option<PartyId> {
    draft.recipients.first().map(|party| party.id.clone())
}

/// Where in the document some things stand, for finding the nearest without looking at all: by sentence (or scene), then by what tells
/// two of one sentence apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Places(BTreeMap<usize, BTreeSet<usize>>);

impl Places {
    pub(super) fn add(&mut self, sentence: usize, which: usize) {
        self.0.entry(sentence).or_default().insert(which);
    }

    fn remove(&mut self, sentence: usize, which: usize) {
        if let Some(here) = self.0.get_mut(&sentence) {
            here.remove(&which);
            if here.is_empty() {
                self.0.remove(&sentence);
            }
        }
    }

    /// The last one of the sentences before.
    fn before(&self, sentence: usize) -> Option<usize> {
        self.0.range(..sentence).next_back().and_then(|(_, there)| there.first().copied())
    }

    /// The one that stands the fewest sentences off, of two the earlier; never the one that asks.
    pub(super) fn nearest(&self, sentence: usize, asking: usize) -> Option<usize> {
        let here = self.0.get(&sentence).and_then(|here| here.iter().copied().find(|which| *which != asking));
        let first = |(at, there): (&usize, &BTreeSet<usize>)| Some((at.abs_diff(sentence), *there.first()?));
        let before = || self.0.range(..sentence).next_back().and_then(first);
        let after = || self.0.range(sentence + 1..).next().and_then(first);
        here.or_else(|| before().into_iter().chain(after()).min().map(|(_, which)| which))
    }
}

/// The states that the document's deals are mostly about, the likeliest recipient first: those that its sentences name as recipients, then those that
/// it names most.
fn topics(scenes: &[Scene<'_>], drafts: &[Draft]) -> Vec<PartyRef> {
    let mut counts: Vec<(PartyRef, usize)> = Vec::new();
    let mut count = |party: &PartyRef, weight: usize| match counts.iter_mut().find(|(held, _)| held.id == party.id) {
        Some((_, held)) => *held += weight,
        None => counts.push((party.clone(), weight)),
    };
    for party in drafts.iter().flat_map(|draft| &draft.recipients).filter(|party| party.company.is_none() && party.id.is_state()) {
        count(party, if party.inferred { 2 } else { 3 });
    }
    let ranking = super::parties::ranking(scenes);
    for (place, party) in ranking.iter().take(3).enumerate() {
        count(party, [3, 2, 1][place]);
    }
    counts.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    counts.into_iter().map(|(party, _)| party).collect()
}

/// Sums in sentences that name no thing: "The deal is worth $300 million."
fn loose_sums(scenes: &[Scene<'_>], lexicon: &Lexicon, drafts: &mut [Draft]) {
    let is_deal = |draft: &Draft| draft.stage.value != Stage::InService;
    let speaking: HashSet<usize> = drafts.iter().filter(|draft| is_deal(draft)).map(|draft| draft.scene).collect();
    let mut deals: Vec<(usize, usize)> =
        drafts.iter().enumerate().filter(|(_, draft)| is_deal(draft)).map(|(index, draft)| (draft.sentence, index)).collect();
    deals.sort_unstable();
    for scene in scenes.iter().filter(|scene| !speaking.contains(&scene.index)) {
        for item in &scene.items {
            let What::Money(money) = &item.what else { continue };
            if !stands_under_deal(scene, lexicon, item.head)
                || super::figures::is_budget(scene, lexicon, item.head)
                || is_of_other_thing(scene, lexicon, item.head)
            {
                continue;
            }
            let near = deals.partition_point(|(sentence, _)| sentence + 4 < scene.sentence);
            let main = deals[near..]
                .iter()
                .take_while(|(sentence, _)| *sentence <= scene.sentence + 4)
                .min_by_key(|(sentence, index)| (drafts[*index].scene > scene.index, sentence.abs_diff(scene.sentence), *index))
                .map(|(_, index)| *index);
            let Some(main) = main else { continue };
            // "Agreed to buy 46 tanks. The first will arrive in 2028. The order is worth": the order's.
            let count = |draft: &Draft| draft.quantity.map(|quantity| quantity.value.value);
            let whole = deals[near..].iter().map(|(_, index)| *index).filter(|index| drafts[*index].scene < scene.index).find(|index| {
                let draft = &drafts[*index];
                draft.stage.value == Stage::Contracted
                    && thing_key(draft) == thing_key(&drafts[main])
                    && count(draft).zip(count(&drafts[main])).is_some_and(|(whole, part)| part < whole)
            });
            let main = whole.filter(|_| matches!(drafts[main].stage.value, Stage::Pledged | Stage::Delivered)).unwrap_or(main);
            if drafts[main].value.is_none() && is_near(&drafts[main], item.span) {
                drafts[main].value = Some(Stated::inferred(money.money, item.span));
            }
        }
    }
}

/// "Will put up five bases at a cost of $100 million", "generated sales of $18 billion": the sum of what the verb is about.
fn is_of_other_thing(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    let mut at = token;
    for _ in 0..8 {
        let head = scene.head(at);
        if scene.word_sort(head) == WordSort::Verb {
            return scene.children_with(head, Label::Dobj).any(|object| {
                let own = object == at;
                let sales = scene.lower(object) == "sales";
                let deal = lexicon.word_list("deal_nouns", scene.lemma(object)) && !sales;
                let spoken = scene.item_at(object).is_some() || matches!(scene.tag(object), Tag::PRP | Tag::DT | Tag::CD);
                sales || !(own || deal || spoken)
            });
        }
        if head == at {
            return false;
        }
        at = head;
    }
    false
}

fn stands_under_deal(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    let mut at = token;
    for _ in 0..6 {
        let near = std::iter::once(at).chain(scene.children(at).iter().copied());
        if near.into_iter().any(|one| lexicon.word_list("deal_nouns", scene.lemma(one))) {
            return true;
        }
        let head = scene.head(at);
        if head == at {
            return false;
        }
        at = head;
    }
    false
}

/// How many bytes off a number or a sum may stand from the sentence that it is lent to: about a sentence. Farther off it is as often another deal's; on
/// 355 press reports and the seeds nothing gave better slots.
const LENT: usize = 200;

fn is_near(draft: &Draft, at: Span) -> bool {
    let after = at.start.saturating_sub(draft.evidence.end);
    let before = draft.evidence.start.saturating_sub(at.end);
    after.max(before) <= LENT
}

/// Numbers and sums that are said once for several steps of one deal.
fn share_figures(scenes: &[Scene<'_>], lexicon: &Lexicon, drafts: &mut [Draft]) {
    let mut deals: HashMap<(String, Option<PartyId>), Vec<usize>> = HashMap::new();
    for (index, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.stage.value != Stage::InService) {
        deals.entry((thing_key(draft), first_recipient(draft))).or_default().push(index);
    }
    for members in deals.into_values() {
        let mut quantities: Vec<_> = members.iter().filter_map(|index| drafts[*index].quantity).collect();
        quantities.dedup_by_key(|quantity| quantity.value.value);
        let mut sums: Vec<_> = members
            .iter()
            .filter_map(|index| Some((drafts[*index].value?, drafts[*index].date.map(|date| date.value.year()), drafts[*index].quantity)))
            .collect();
        sums.dedup_by_key(|(sum, ..)| sum.value.amount);
        for index in members {
            let draft = &mut drafts[index];
            // What a delivery does not say of itself may be of the whole order.
            if draft.stage.value == Stage::Delivered {
                continue;
            }
            // "The first jets are to arrive": not all that were ordered.
            let part = draft.part || draft.item.is_some_and(|item| is_batch(&scenes[draft.scene], lexicon, item));
            if let ([one], None, false) = (&quantities[..], draft.quantity, part)
                && is_near(draft, one.at)
            {
                draft.quantity = Some(Stated::inferred(one.value, one.at));
            }
            // "Ordered eight in 2019; it bought eight more in 2022 for a billion": each year's order has its own price.
            if let ([(one, year, counted)], None, false) = (&sums[..], draft.value, part)
                // "Four for a billion; eight more are planned": the four's.
                && counted.zip(draft.quantity).is_none_or(|(one, other)| one.value.value == other.value.value)
                && year.zip(draft.date.map(|date| date.value.year())).is_none_or(|(one, other)| one == other)
                && is_near(draft, one.at)
            {
                draft.value = Some(Stated::inferred(one.value, one.at));
            }
        }
    }
}
