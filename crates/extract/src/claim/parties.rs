//! From a token to the state or body that it stands for: by name, through the phrase around it, or by what was spoken of last.

use crate::frame::lexicon::Lexicon;
use crate::frame::roles::prepositional;
use crate::frame::scene::Goods;
use crate::frame::scene::{Scene, What};
use crate::knowledge::Facts;
use crate::name::How;
use crate::syntax::{Label, Tag};
use materiel_model::{PartyId, Span};

/// A party that fills a role, and the words that name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyRef {
    /// The state or body.
    pub id: PartyId,
    /// Its words.
    pub at: Span,
    /// True when the words name it only by the way.
    pub inferred: bool,
    /// For a company: its name as written and the state it belongs to.
    pub company: Option<Company>,
    /// How it is named.
    pub how: How,
}

/// A company that takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// Its name as written.
    pub name: String,
    /// The state that it belongs to, where the knowledge has it.
    pub state: Option<PartyId>,
}

impl PartyRef {
    /// The state of a company, where it is known; the party itself otherwise.
    pub fn home(&self) -> &PartyId {
        self.company.as_ref().and_then(|company| company.state.as_ref()).unwrap_or(&self.id)
    }

    /// The same party, marked as inferred.
    pub fn by_the_way(mut self) -> Self {
        self.inferred = true;
        self
    }
}

/// What has been spoken of so far, for pronouns and definite phrases.
#[derive(Clone, Debug, Default)]
pub struct Spoken {
    /// States and forces in subject position, the latest last.
    pub subjects: Vec<PartyRef>,
    /// Companies, the latest last.
    pub companies: Vec<PartyRef>,
    /// States that the latest sentence named, in its order.
    pub latest: Vec<PartyRef>,
    /// The state that the document is mostly about.
    pub topic: Option<PartyRef>,
    /// The states that it names, the most named first.
    pub states: Vec<PartyRef>,
    /// Equipment named so far, the latest last.
    pub things: Vec<Thing>,
    /// Equipment that a transfer was told of, the latest last; of one sentence, the main thing first.
    pub deals: Vec<Thing>,
    /// What was told of the main thing of the latest such sentence.
    pub told: Vec<super::draft::Draft>,
    /// How many families of equipment each state makes.
    pub industries: std::sync::Arc<std::collections::HashMap<PartyId, usize>>,
}

/// A piece of equipment that was spoken of.
#[derive(Clone, Debug)]
pub struct Thing {
    /// Its sentence's number.
    pub sentence: usize,
    /// Its words.
    pub at: Span,
    /// What it is.
    pub name: Goods,
}

impl Spoken {
    /// Begins a document: the state that is named most often, the earlier of two equals.
    pub fn begin(scenes: &[Scene<'_>], facts: &Facts) -> Self {
        let states = ranking(scenes);
        Self { topic: states.first().cloned(), states, industries: facts.industries.clone(), ..Self::default() }
    }

    /// Takes these for spoken of before the first sentence: whoever might be lent to a sentence by others that are not read.
    pub fn suppose(&mut self, parties: impl Iterator<Item = PartyRef>) {
        for party in parties {
            if party.company.is_some() {
                self.companies.push(party);
            } else if party.id.is_state() && self.states.iter().all(|held| held.id != party.id) {
                self.topic.get_or_insert_with(|| party.clone());
                self.subjects.push(party.clone());
                self.states.push(party);
            }
        }
    }

    /// Takes note of the transfers that a sentence told of.
    pub fn note_deals(&mut self, scene: &Scene<'_>, drafts: &[super::draft::Draft]) {
        let moves = || drafts.iter().filter(|draft| draft.stage.value != materiel_model::Stage::InService);
        if let Some(first) = moves().next() {
            self.told = moves().filter(|draft| draft.equipment.at == first.equipment.at).cloned().collect();
        }
        for draft in moves() {
            let Some(item) = draft.item.and_then(|item| scene.items.get(item)) else { continue };
            if let What::Equipment(name) = &item.what {
                self.deals.push(Thing { sentence: scene.sentence, at: item.span, name: name.clone() });
            }
        }
    }

    /// What a pronoun in this sentence may go back to: the thing of the latest transfer, else the latest thing named; two sentences back at most.
    pub fn before(&self, sentence: usize) -> Option<&Thing> {
        self.last_deal(sentence, 2).or_else(|| self.things.last().filter(|thing| sentence - thing.sentence <= 2))
    }

    /// The main thing of the latest sentence that told of a transfer, at most `back` sentences before `sentence`.
    pub fn last_deal(&self, sentence: usize, back: usize) -> Option<&Thing> {
        let last = self.deals.last()?;
        (sentence - last.sentence <= back).then(|| self.deals.iter().find(|deal| deal.sentence == last.sentence)).flatten()
    }

    /// Takes note of the parties of a sentence that has been read.
    pub fn note(&mut self, scene: &Scene<'_>, lexicon: &Lexicon) {
        let mut first = None;
        self.latest.clear();
        // The subject of the main clause is what the next sentence goes back to first, a subject of another clause only after it.
        let mut main: Vec<PartyRef> = Vec::new();
        // "The government in Bucharest announced".
        for token in (0..scene.len()).filter(|token| matches!(scene.label(*token), Label::Nsubj | Label::Nsubjpass)) {
            if scene.item_at(token).is_none() && lexicon.word_list("organ_nouns", scene.lemma(token)) {
                self.subjects
                    .extend(within(scene, lexicon, token).into_iter().filter(|party| party.company.is_none() && party.how != How::Place));
            }
        }
        for item in &scene.items {
            if let What::Equipment(name) = &item.what {
                if !name.about {
                    self.things.push(Thing { sentence: scene.sentence, at: item.span, name: name.clone() });
                }
                continue;
            }
            let Some(party) = named(scene, item.head) else { continue };
            if party.company.is_some() {
                self.companies.push(party);
            } else if party.how != How::Place {
                if party.id.is_state() && self.latest.iter().all(|held| held.id != party.id) {
                    self.latest.push(party.clone());
                }
                // "American offers" are no America that acts.
                let describes = party.how == How::Demonym
                    && matches!(scene.label(item.head), Label::Amod | Label::Compound | Label::Nmod)
                    && !lexicon.word_list("state_nouns", scene.lemma(scene.head(item.head)));
                let subject = is_subject(scene, item.head) && !describes;
                if subject && is_main(scene, item.head) {
                    main.push(party);
                } else if subject {
                    self.subjects.push(party);
                } else if first.is_none() {
                    first = Some(party);
                }
            }
        }
        // "It ordered": whom the pronoun stands for is spoken of, too.
        let pronoun = |token: &usize| {
            matches!(scene.label(*token), Label::Nsubj)
                && matches!(scene.lower(*token), "it" | "they")
                && is_main(scene, *token)
                && main.is_empty()
        };
        if let Some(token) = (0..scene.len()).find(pronoun) {
            main.extend(refer_back(scene, lexicon, self, token).filter(|party| party.company.is_none()));
        }
        self.subjects.extend(main);
        if self.subjects.is_empty() {
            self.subjects.extend(first);
        }
    }
}

/// What a dateline counts among the states of a document: a little more than one mention in its first sentences.
const DATELINE: usize = 4;

/// The states that a document names, those named most often and earliest first.
pub fn ranking(scenes: &[Scene<'_>]) -> Vec<PartyRef> {
    let mut counts: Vec<(PartyRef, usize)> = Vec::new();
    for scene in scenes {
        // Where a report is from tells whom it is about, unless it names others more.
        if let Some((id, at)) = scene.dateline.clone().filter(|_| scene.sentence < 4) {
            let party = PartyRef { id, at, inferred: true, company: None, how: How::Capital };
            match counts.iter_mut().find(|(held, _)| held.id == party.id) {
                Some((_, held)) => *held += DATELINE,
                None => counts.push((party, DATELINE)),
            }
        }
        for item in &scene.items {
            let Some(party) =
                named(scene, item.head).filter(|party| party.company.is_none() && party.how != How::Place && party.id.is_state())
            else {
                continue;
            };
            let weight = if scene.sentence < 4 { 3 } else { 1 } + usize::from(is_subject(scene, item.head));
            match counts.iter_mut().find(|(held, _)| held.id == party.id) {
                Some((_, held)) => *held += weight,
                None => counts.push((party, weight)),
            }
        }
    }
    counts.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    counts.into_iter().map(|(party, _)| party).collect()
}

/// True for a word whose clause is the sentence's own: it hangs on the root, or on a verb joined to it, or on what a verb of saying says.
fn is_main(scene: &Scene<'_>, token: usize) -> bool {
    let mut at = token;
    for _ in 0..scene.len() {
        let head = scene.head(at);
        if head == at {
            return true;
        }
        if matches!(scene.label(at), Label::Advcl | Label::Relcl | Label::Acl | Label::Parataxis | Label::Pcomp) {
            return false;
        }
        at = head;
    }
    false
}

fn is_subject(scene: &Scene<'_>, token: usize) -> bool {
    let mut at = token;
    for _ in 0..4 {
        match scene.label(at) {
            Label::Nsubj | Label::Nsubjpass => return true,
            Label::Poss | Label::Compound | Label::Amod | Label::Nmod | Label::Appos => at = scene.head(at),
            _ => return false,
        }
    }
    false
}

/// The party that the item at a token names outright.
pub fn named(scene: &Scene<'_>, token: usize) -> Option<PartyRef> {
    let item = scene.item_at(token)?;
    match &item.what {
        // Institutes that watch the trade are sources, not sides.
        What::Party(party)
            if party.how == How::Agency && party.id.body_name().is_some_and(|name| name.contains("Institute") || name == "SIPRI") =>
        {
            None
        }
        What::Party(party) => {
            let company =
                (party.how == How::Company).then(|| Company { name: scene.words(item.span).to_owned(), state: party.state.clone() });
            Some(PartyRef { id: party.id.clone(), at: item.span, inferred: false, company, how: party.how })
        }
        What::Person(person) => {
            let id = person.state.clone()?;
            Some(PartyRef { id, at: item.span, inferred: true, company: None, how: How::Leader })
        }
        _ => None,
    }
}

/// The parties that the phrase headed by `token` stands for; empty when it stands for none.
pub fn resolve(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, token: usize) -> Vec<PartyRef> {
    if let Some(party) = named(scene, token) {
        return vec![party];
    }
    if scene.item_at(token).is_some_and(|item| matches!(item.what, What::Equipment(_) | What::Money(_) | What::Date(_))) {
        return Vec::new();
    }
    // "By way of Greece": where it passes.
    if scene.lower(token) == "way" {
        return Vec::new();
    }
    let inside = within(scene, lexicon, token);
    if !inside.is_empty() {
        return inside;
    }
    let listed = listed_behind(scene, lexicon, token);
    if !listed.is_empty() {
        return listed;
    }
    // "The sixth country in the region whose army operates": of whom it is said.
    let whose = scene.children_with(token, Label::Poss).any(|child| scene.lower(child) == "whose");
    let described = whose.then(|| clause_of(scene, token)).filter(|clause| scene.label(*clause) == Label::Relcl);
    if let Some(subject) = predicate_subject(scene, described.map_or(token, |clause| scene.head(clause))) {
        let parties: Vec<PartyRef> = scene.coordinated(subject).into_iter().filter_map(|one| named(scene, one)).collect();
        if !parties.is_empty() {
            return parties;
        }
    }
    let mut out: Vec<PartyRef> = refer_back(scene, lexicon, spoken, token).into_iter().collect();
    if out.is_empty() {
        // "Its navy", "their government".
        let owner = scene.children_with(token, Label::Poss).find(|child| matches!(scene.tag(*child), Tag::PRPS));
        out.extend(owner.and_then(|owner| refer_back(scene, lexicon, spoken, owner)));
    }
    out
}

/// "Thirty countries, among them Poland and Morocco", "several customers including Norway": the list that says who they are.
fn listed_behind(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Vec<PartyRef> {
    let many = scene.tag(token) == Tag::NNS
        && ["state_nouns", "customer_nouns", "supplier_nouns", "company_nouns"]
            .iter()
            .any(|list| lexicon.word_list(list, scene.lemma(token)));
    if !many {
        return Vec::new();
    }
    let comma = usize::from(token + 1 < scene.len() && scene.lower(token + 1) == ",");
    let word = |at: usize| if at < scene.len() { scene.lower(at) } else { "" };
    let first = token + 1 + comma;
    let start = match (word(first), word(first + 1)) {
        ("among", "them" | "which") | ("such", "as") => first + 2,
        ("including" | "namely" | "notably" | "like", _) => first + 1,
        _ => return Vec::new(),
    };
    let start = start + usize::from(word(start) == "the");
    let Some(item) = scene.items.iter().find(|item| item.tokens.start == start) else { return Vec::new() };
    // "Including France's Naval Group".
    let owned = scene.label(item.head) == Label::Poss && named(scene, scene.head(item.head)).is_some();
    let first = if owned { scene.head(item.head) } else { item.head };
    scene.coordinated(first).into_iter().filter_map(|one| named(scene, one)).collect()
}

/// "Albania is one of several countries that …": the subject of which the phrase is said.
fn predicate_subject(scene: &Scene<'_>, token: usize) -> Option<usize> {
    let mut at = token;
    for _ in 0..4 {
        match scene.label(at) {
            Label::Attr => {
                let copula = scene.head(at);
                return scene.children_with(copula, Label::Nsubj).next();
            }
            Label::Pobj | Label::Prep => {
                let above = scene.head(at);
                // "Chad and Togo are among the countries that have bought".
                if scene.lower(at) == "among" && scene.lemma(above) == "be" {
                    return scene.children_with(above, Label::Nsubj).next();
                }
                at = above;
            }
            _ => return None,
        }
    }
    None
}

/// Parties named inside a phrase: its possessor, its adjectives, what stands in apposition, and the "of" below it.
fn within(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Vec<PartyRef> {
    let mut out: Vec<PartyRef> = Vec::new();
    for child in scene.children(token).iter().copied() {
        match scene.label(child) {
            Label::Poss | Label::Amod | Label::Compound | Label::Nmod | Label::Appos => {
                // "NATO member countries" are not the alliance.
                let members = scene.tag(token) == Tag::NNS && lexicon.word_list("state_nouns", scene.lemma(token))
                    || lexicon.word_list("single_state_nouns", scene.lemma(token));
                if let Some(party) = named(scene, child) {
                    // "Seven countries: Egypt, India and Qatar".
                    let others = match scene.label(child) {
                        // "The Danish and Dutch governments".
                        Label::Appos | Label::Amod if scene.tag(token) == Tag::NNS => scene.coordinated(child),
                        _ => vec![child],
                    };
                    if !(members && party.company.is_none() && !party.id.is_state()) {
                        out.extend(others.into_iter().filter_map(|one| named(scene, one)).map(PartyRef::by_the_way));
                    }
                } else if matches!(scene.label(child), Label::Poss | Label::Compound) {
                    out.extend(scene.children(child).iter().filter_map(|below| named(scene, *below)).map(PartyRef::by_the_way));
                }
            }
            Label::Prep if matches!(scene.lower(child), "of" | "in" | "for" | "as" | "including" | "like") && out.is_empty() => {
                // "The government in Bucharest": the place tells whose it is.
                let organ = scene.lower(child) == "in" && lexicon.word_list("organ_nouns", scene.lemma(token));
                for object in scene.children_with(child, Label::Pobj) {
                    // "Other aircraft in Niger's fleet".
                    let owner = |below: usize| scene.children_with(below, Label::Poss).find_map(|child| named(scene, child));
                    let found = scene.coordinated(object).into_iter().filter_map(|below| named(scene, below).or_else(|| owner(below)));
                    // "Countries such as China and Canada": named outright.
                    let outright = matches!(scene.lower(child), "as" | "including" | "like");
                    out.extend(found.map(|party| {
                        let how = if organ && party.how == How::Place { How::Government } else { party.how };
                        PartyRef { how, inferred: !outright || party.inferred, ..party }
                    }));
                }
            }
            // "A consortium led by Saab", "a team headed by".
            Label::Acl if lexicon.word_list("team_nouns", scene.lemma(token)) && out.is_empty() => {
                let by = prepositional(scene, child).into_iter().filter(|(word, _)| word == "by");
                out.extend(by.filter_map(|(_, leader)| named(scene, leader)).map(PartyRef::by_the_way));
            }
            _ => {}
        }
    }
    // A company beside its state ("the Turkish company Baykar") is the more telling of the two.
    if out.iter().any(|party| party.company.is_some()) {
        out.retain(|party| party.company.is_some() || party.how == How::Force);
    }
    out
}

/// What a pronoun or a definite phrase ("the country", "the company") goes back to.
fn refer_back(scene: &Scene<'_>, lexicon: &Lexicon, spoken: &Spoken, token: usize) -> Option<PartyRef> {
    let word = scene.lower(token);
    let lemma = scene.lemma(token);
    let pronoun = lexicon.word_list("party_pronouns", word);
    let organ = lexicon.word_list("organ_nouns", lemma);
    let definite = pronoun || scene.children_with(token, Label::Det).any(|det| lexicon.word_list("definite_determiners", scene.lower(det)));
    let state = pronoun || (definite && lexicon.word_list("state_nouns", lemma));
    let company = definite && !pronoun && lexicon.word_list("company_nouns", lemma);
    let at = scene.tokens[token].span;
    let back = |party: &PartyRef| PartyRef { at: party.at, inferred: true, ..party.clone() };
    // "Oman's minister was confident that he would get": a person, where the sentence has named one.
    if pronoun && lexicon.word_list("person_pronouns", word) {
        let mut before = scene.items.iter().filter(|item| item.tokens.end <= token).filter_map(|item| named(scene, item.head));
        if let Some(leader) = before.rfind(|party| party.how == How::Leader) {
            return Some(back(&leader));
        }
    }
    if company {
        let earlier = spoken.companies.iter().rev().find(|party| party.at.end <= at.start);
        return earlier.map(back);
    }
    if !state {
        return None;
    }
    if organ && !pronoun {
        // "The ministry", "the air force": of the state that the document is about.
        if let Some(topic) = spoken.topic.as_ref() {
            return Some(back(topic));
        }
    }
    // "Niger's last Hercules (the country bought two)": the state named last before the phrase.
    if !pronoun && !organ && definite {
        let subject = |item: &crate::frame::scene::Item| scene.head(item.head) == scene.head(token) && is_subject(scene, item.head);
        // "Bought by Congo from China have arrived in the country": not the one that they come from.
        let source =
            |item: &crate::frame::scene::Item| scene.label(item.head) == Label::Pobj && scene.lower(scene.head(item.head)) == "from";
        // "Australia imposed an embargo on the country": not on itself.
        let against = scene.label(token) == Label::Pobj && matches!(scene.lower(scene.head(token)), "on" | "upon" | "against");
        let doer =
            |item: &crate::frame::scene::Item| against && is_subject(scene, item.head) && scene.head(item.head) == clause_of(scene, token);
        let last = scene.items.iter().filter(|item| item.tokens.end <= token && !subject(item) && !source(item) && !doer(item));
        let last = last
            .filter_map(|item| named(scene, item.head))
            .rfind(|party| party.how != How::Place && party.company.is_none() && party.id.is_state());
        if let Some(last) = last {
            return Some(back(&last));
        }
    }
    // "The country separately bought": the one whose purchases were told just before.
    if !pronoun && !organ && definite && is_subject(scene, token) {
        let buyer = spoken
            .told
            .iter()
            .filter(|draft| scene.sentence.saturating_sub(draft.sentence) <= 3)
            .find_map(|draft| draft.recipients.first());
        if let Some(buyer) = buyer.filter(|buyer| buyer.company.is_none() && buyer.id.is_state()) {
            return Some(back(buyer));
        }
    }
    let own_verb = clause_of(scene, token);
    let owns = matches!(scene.tag(token), Tag::PRPS) && !is_subject(scene, token);
    // "The navy, which is to replace its fleets": of the clause's own subject.
    if owns && let Some(party) = clause_subject(scene, own_verb) {
        return Some(back(&party));
    }
    // "Negotiating with Armenia on supplying it": an object is not its own verb's subject.
    if pronoun && matches!(scene.label(token), Label::Dobj | Label::Dative | Label::Pobj) {
        // "Riyadh turned to Ankara after the US refused to sell it drones": the one that the sentence is about.
        if let Some(party) = above_other_subject(scene, token) {
            return Some(back(&party));
        }
        let last = scene
            .items
            .iter()
            .filter(|item| item.tokens.end <= token && !is_subject(scene, item.head))
            .filter_map(|item| named(scene, item.head))
            .rfind(|party| party.how != How::Place && party.company.is_none());
        if let Some(last) = last {
            return Some(back(&last));
        }
    }
    // In the same sentence first: the subject before the word, but not a party of the clause's own verb.
    // "The government in Bucharest said that it planned".
    let organ_subject = scene.children(scene.head(own_verb)).iter().copied().find(|child| {
        *child < token
            && matches!(scene.label(*child), Label::Nsubj)
            && scene.item_at(*child).is_none()
            && lexicon.word_list("organ_nouns", scene.lemma(*child))
    });
    if let Some(party) = organ_subject.and_then(|subject| within(scene, lexicon, subject).into_iter().find(|party| party.how != How::Place))
    {
        return Some(back(&party));
    }
    let mut here = scene.items.iter().filter(|item| item.tokens.end <= token).filter_map(|item| {
        let party = named(scene, item.head)?;
        // "Russia said it sold …" goes past its own clause; "Latvia announced its intention" does not.
        let reaches = owns || clause_of(scene, item.head) != own_verb;
        (party.how != How::Place && is_subject(scene, item.head) && reaches).then_some(party)
    });
    here.next_back().as_ref().map(back).or_else(|| spoken.subjects.last().map(back)).or_else(|| spoken.topic.as_ref().map(back))
}

/// The subject of the main clause, for a word in a clause beside it that has another party as its own subject.
fn above_other_subject(scene: &Scene<'_>, token: usize) -> Option<PartyRef> {
    let subject_of = |verb: usize| scene.children_with(verb, Label::Nsubj).find_map(|subject| named(scene, subject));
    let mut at = token;
    let mut own: Option<PartyRef> = None;
    for _ in 0..scene.len() {
        if let Some(subject) = subject_of(at) {
            match &own {
                None => own = Some(subject),
                Some(other) if other.id != subject.id && subject.how != How::Place => return Some(subject),
                Some(_) => {}
            }
        }
        let head = scene.head(at);
        if head == at {
            return None;
        }
        // What a verb says or wants is no clause beside it.
        if own.is_some() && matches!(scene.label(at), Label::Ccomp | Label::Relcl | Label::Conj) {
            return None;
        }
        at = head;
    }
    None
}

/// The party that a relative clause's subject stands for.
fn clause_subject(scene: &Scene<'_>, verb: usize) -> Option<PartyRef> {
    let subject = scene.children(verb).iter().copied().find(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass))?;
    let relative = matches!(scene.tag(subject), Tag::WDT | Tag::WP) && scene.label(verb) == Label::Relcl;
    relative.then(|| named(scene, scene.head(verb))).flatten().filter(|party| party.how != How::Place)
}

/// The verb (or root) of the clause that a token stands in.
pub fn clause_of(scene: &Scene<'_>, token: usize) -> usize {
    let mut at = token;
    for _ in 0..scene.len() {
        let head = scene.head(at);
        if head == at || matches!(scene.label(at), Label::Ccomp | Label::Advcl | Label::Relcl | Label::Parataxis) {
            return at;
        }
        at = head;
    }
    at
}
