//! A document through all layers: names and figures, trees of the sentences worth reading closely, frames, claims.

use super::confidence::{How, Read};
use super::gate::Gate;
use super::glance;
use super::parties::Spoken;
use super::plain::{self, Plain};
use super::purse::Purses;
use super::setting::Setting;
use super::{context, finish, others, transfer};
use crate::frame::lexicon::Lexicon;
use crate::frame::scene::{Goods, Party, Person, Scene, What};
use crate::knowledge::Facts;
use crate::name;
use crate::syntax::Syntax;
use crate::text::{self, Text};
use materiel_model::{Claim, Document, PartialDate, PartyId, Qualifier, Span, Stage};

/// What reading needs: facts, frames and the syntax model.
#[derive(Clone, Copy, Debug)]
pub struct Tools<'k> {
    /// Names of states, bodies and equipment.
    pub facts: &'k Facts,
    /// Frames.
    pub lexicon: &'k Lexicon,
    /// Tagger and parser.
    pub syntax: &'k Syntax,
}

/// The claims of a running text, in its order. Where few of its sentences speak of arms or forces, these are looked at first, and the others only
/// where something comes of them ([`glance`]).
pub fn claims(tools: Tools<'_>, gate: &Gate, document: &Document) -> Vec<Read> {
    let layout = text::read(&document.text);
    let names = name::names(tools.facts, &document.text, &layout);
    let sentences = Sentences::new(tools, &document.text, document.published, &layout, &names);
    let scenes = match glance::near_arms(gate, &document.text, &layout, &names) {
        Some(near) => {
            let first = sentences.scenes(|index| near[index]);
            let (spoken, thread) = glance::supposed(tools, &first, &document.text, &names);
            if claims_after(tools, document, &layout, &first, spoken, thread).is_empty() {
                return Vec::new();
            }
            let beside = glance::beside(&near);
            let lends = |index: usize, tokens: &[text::Token], found: &[(Span, What)], names: &[name::Mention<'_>]| {
                is_named(found, names) || (beside[index] && opens(tools.lexicon, &document.text, tokens))
            };
            glance::together(first, sentences.scenes_where(|index| !near[index], lends))
        }
        None => sentences.scenes(|_| true),
    };
    claims_of(tools, document, &layout, &scenes)
}

/// The same with every sentence parsed, whatever the gates say: what they are held against.
pub fn claims_without_gate(tools: Tools<'_>, document: &Document) -> Vec<Read> {
    let layout = text::read(&document.text);
    let names = name::names(tools.facts, &document.text, &layout);
    let sentences = Sentences::new(tools, &document.text, document.published, &layout, &names);
    claims_of(tools, document, &layout, &sentences.scenes_where(|_| true, |_, _, _, _| true))
}

fn claims_of(tools: Tools<'_>, document: &Document, layout: &Text, scenes: &[Scene<'_>]) -> Vec<Read> {
    claims_after(tools, document, layout, scenes, Spoken::begin(scenes, tools.facts), others::Thread::default())
}

/// The claims of some sentences, where this was spoken of before them.
fn claims_after(
    tools: Tools<'_>,
    document: &Document,
    layout: &Text,
    scenes: &[Scene<'_>],
    mut spoken: Spoken,
    mut thread: others::Thread,
) -> Vec<Read> {
    let lexicon = tools.lexicon;
    let mut drafts = Vec::new();
    let mut other = Vec::new();
    for scene in scenes {
        let first = drafts.len();
        drafts.extend(transfer::drafts(scene, lexicon, &spoken));
        let others = thread.claims(scene, lexicon, &spoken, &drafts[first..]);
        // "Is to halt all arms sales to Oman": a rule, and no deal that is stopped.
        let rule = |draft: &super::draft::Draft| {
            let words = |claim: &Claim| if draft.equipment.inferred { claim.evidence } else { draft.equipment.at };
            draft.vague && is_stopped(draft.stage.value) && others.iter().any(|claim| others::is_rule_on(claim, words(claim)))
        };
        let kept = drafts.split_off(first).into_iter().filter(|draft| !rule(draft)).collect::<Vec<_>>();
        drafts.extend(kept);
        other.extend(others);
        spoken.note_deals(scene, &drafts[first..]);
        spoken.note(scene, lexicon);
    }
    context::complete(scenes, lexicon, &mut drafts);
    if let Some(published) = document.published {
        context::settle_dues(scenes, lexicon, &mut drafts, published);
        context::settle_future(&mut drafts, published);
        context::settle_past(&mut drafts, published);
    }
    if drafts.is_empty() && other.is_empty() {
        return Vec::new();
    }
    let setting = Setting::of(lexicon, &document.text, layout, scenes);
    let mut out = finish::claims(&drafts, &setting, lexicon);
    let others = others::once(other, lexicon).into_iter().filter(|claim| {
        let sentence = layout.sentences.partition_point(|sentence| sentence.span.end <= claim.evidence.start);
        setting.bears(claim.kind, sentence)
    });
    out.extend(others.map(|claim| Read { claim, how: How::Other }));
    out.sort_by_key(|read| (read.claim.evidence.start, read.claim.kind));
    out
}

const fn is_stopped(stage: Stage) -> bool {
    matches!(stage, Stage::Suspended | Stage::Refused | Stage::Cancelled)
}

/// Every sentence that could hold a claim or that later sentences may go back to, with its tree and what was found in it.
pub fn scenes<'t>(tools: Tools<'_>, text: &'t str, published: Option<PartialDate>, layout: &'t Text) -> Vec<Scene<'t>> {
    let names = name::names(tools.facts, text, layout);
    Sentences::new(tools, text, published, layout, &names).scenes(|_| true)
}

/// The sentences of a document, with the names in them.
struct Sentences<'a, 't> {
    tools: Tools<'a>,
    text: &'t str,
    published: Option<PartialDate>,
    layout: &'t Text,
    names: &'a name::Names<'a>,
    purses: Purses<'a>,
}

/// A sentence on its way to the parser.
struct Ready<'t> {
    index: usize,
    tokens: &'t [text::Token],
    found: Vec<(Span, What)>,
    dateline: Option<(PartyId, Span)>,
}

impl<'a, 't> Sentences<'a, 't> {
    fn new(tools: Tools<'a>, text: &'t str, published: Option<PartialDate>, layout: &'t Text, names: &'a name::Names<'a>) -> Self {
        Self { tools, text, published, layout, names, purses: Purses::of(names) }
    }

    /// Those of the wanted sentences that are worth it, with their trees.
    fn scenes(&self, wanted: impl Fn(usize) -> bool) -> Vec<Scene<'t>> {
        self.scenes_where(wanted, |_, tokens, found, names| is_named(found, names) || opens(self.tools.lexicon, self.text, tokens))
    }

    /// Those of the wanted sentences that a gate lets through.
    fn scenes_where(
        &self,
        wanted: impl Fn(usize) -> bool,
        gate: impl Fn(usize, &[text::Token], &[(Span, What)], &[name::Mention<'_>]) -> bool,
    ) -> Vec<Scene<'t>> {
        let ready: Vec<Ready<'t>> =
            (0..self.layout.sentences.len()).filter(|index| wanted(*index)).filter_map(|index| self.ready(index, &gate)).collect();
        let plain: Vec<Plain<'_>> = ready.iter().map(|sentence| Plain::new(self.text, sentence.tokens, &sentence.found)).collect();
        let trees = plain::parse(self.tools.syntax, &plain);
        let scene = |(place, (sentence, tree)): (usize, (Ready<'t>, _))| {
            let Ready { index, tokens, found, dateline } = sentence;
            let listed = |list: &str, word: &str| self.tools.lexicon.word_list(list, word);
            let mut scene = Scene::new(self.text, &self.layout.sentences[index], (place, index), tokens, tree, found, listed);
            scene.dateline = dateline;
            scene.note_lists(|word| self.tools.lexicon.is_in_lists(word));
            scene
        };
        ready.into_iter().zip(trees).enumerate().map(scene).collect()
    }

    /// What is found in a sentence, if the gate lets it through.
    fn ready(
        &self,
        index: usize,
        gate: &impl Fn(usize, &[text::Token], &[(Span, What)], &[name::Mention<'_>]) -> bool,
    ) -> Option<Ready<'t>> {
        let Self { tools, text, layout, .. } = *self;
        let sentence = &layout.sentences[index];
        let tokens = after_dateline(tools.lexicon, text, &layout.tokens[sentence.tokens.clone()]);
        let words = sentence.span.of(text);
        let mut found = figures(words, sentence.span.start, self.published);
        let here = self.names.within(sentence.tokens.clone());
        if !gate(index, tokens, &found, here) {
            return None;
        }
        self.purses.settle(&mut found, here);
        not_about(tools.lexicon, text, tokens, &mut found);
        found.extend(here.iter().map(|mention| (mention.span, what(&mention.name))));
        // Names come before figures where both claim the same words: "F-16" is no number.
        found.sort_by_key(|(span, what)| (is_figure(what), span.start));
        let sums: Vec<Span> = found.iter().filter(|(_, what)| matches!(what, What::Money(_))).map(|(span, _)| *span).collect();
        // "R44.5 billion" holds no helicopter of that name.
        found.retain(|(span, what)| !matches!(what, What::Equipment(_)) || !sums.iter().any(|sum| begins_inside(*span, *sum)));
        // "US$33.8 million" names no state.
        let glued = |span: Span| !text[span.end..].starts_with(char::is_whitespace);
        found.retain(|(span, what)| !matches!(what, What::Party(_)) || !glued(*span) || !sums.iter().any(|sum| begins_inside(*span, *sum)));
        for (span, what) in &mut found {
            give_way(text, span, what, &sums);
        }
        let mut kept: Vec<(Span, What)> = Vec::new();
        for (span, what) in found {
            if !kept.iter().any(|(other, _)| other.overlaps(span)) {
                kept.push((span, what));
            }
        }
        kept.sort_by_key(|(span, _)| span.start);
        one_name(text, &mut kept);
        Some(Ready { index, tokens, found: kept, dateline: dateline(tokens, here) })
    }
}

/// The state of the place before the tokens that are left of a sentence.
fn dateline(tokens: &[text::Token], here: &[name::Mention<'_>]) -> Option<(PartyId, Span)> {
    let start = tokens.first()?.span.start;
    let place = here.iter().take_while(|mention| mention.span.end <= start).filter_map(|mention| Some((mention.party()?, mention.span)));
    place.filter(|((party, _), _)| party.is_state()).map(|((party, _), span)| (party.clone(), span)).last()
}

/// "In talks about 28 jets": what is talked about, and no guess at a number.
fn not_about(lexicon: &Lexicon, text: &str, tokens: &[text::Token], found: &mut [(Span, What)]) {
    const BACK: usize = 6;
    for (span, what) in found {
        let What::Number(number) = what else { continue };
        let about = Span::new(number.with_qualifier.start, span.start);
        if !about.of(text).trim().eq_ignore_ascii_case("about") {
            continue;
        }
        let end = tokens.partition_point(|token| token.span.end <= about.start);
        let talk = |token: &text::Token| lexicon.word_list("about_words", &token.span.of(text).to_lowercase());
        if tokens[end.saturating_sub(BACK)..end].iter().any(talk) {
            number.with_qualifier = *span;
            number.qualifier = Qualifier::Exact;
        }
    }
}

/// "Kilo 877EKM submarines", "Meko A-200 frigates": a family's name and a designation right behind it are one name.
fn one_name(text: &str, found: &mut Vec<(Span, What)>) {
    let mut at = 0;
    while at + 1 < found.len() {
        let (first, second) = (found[at].0, found[at + 1].0);
        let between = text.get(first.end..second.start).is_some_and(|between| between == " ");
        let [(_, What::Equipment(family)), (_, What::Equipment(designation))] = &mut found[at..at + 2] else {
            at += 1;
            continue;
        };
        // "NASAMS batteries": a name in capitals that ends like a plural, with its noun.
        let letters = first.of(text);
        let capitals = letters.ends_with('S') && !letters.chars().any(char::is_lowercase);
        let plain = matches!(designation.sort, name::Sort::Noun | name::Sort::VagueNoun) && !designation.about;
        if between && capitals && plain && family.sort == name::Sort::Family && !family.about {
            found[at].0 = Span::new(first.start, second.end);
            found.remove(at + 1);
            continue;
        }
        let coded = |goods: &Goods| goods.sort == name::Sort::Designation && goods.name.contains(|c: char| c.is_ascii_digit());
        // A name that ends with its noun ("Kilo class submarines") is whole.
        let bare = first.of(text).split(' ').count() <= 2 && !first.of(text).ends_with('s');
        if !(between && bare && family.sort == name::Sort::Family && !family.about && coded(designation)) {
            at += 1;
            continue;
        }
        family.name = format!("{} {}", family.name, designation.name);
        family.about = designation.about;
        found[at].0 = Span::new(first.start, second.end);
        found.remove(at + 1);
    }
}

/// True for words that begin where a sum does and end before it.
fn begins_inside(span: Span, sum: Span) -> bool {
    span.start == sum.start && span.end < sum.end
}

/// A designation told only by its shape gives way to a sum: of "$26B frigate", "26B" is no name.
fn give_way(text: &str, span: &mut Span, what: &mut What, sums: &[Span]) {
    let What::Equipment(goods) = what else { return };
    let Some(sum) = sums.iter().find(|sum| sum.overlaps(*span) && sum.end < span.end) else { return };
    if goods.sort == name::Sort::Designation {
        *span = Span::new(sum.end, span.end).trim(text);
        goods.sort = name::Sort::Noun;
        goods.name = span.of(text).to_owned();
    }
}

/// The tokens behind a dateline ("WARSAW, Aug. 26 (own report) – "), which the parser would take for the subject.
fn after_dateline<'t>(lexicon: &Lexicon, text: &str, tokens: &'t [text::Token]) -> &'t [text::Token] {
    const LONGEST: usize = 16;
    let shouts = |word: &str| word.chars().count() >= 3 && word.chars().all(char::is_uppercase);
    let shouted = tokens.first().is_some_and(|token| shouts(token.span.of(text)));
    let dash =
        tokens.iter().take(LONGEST).position(|token| matches!(token.span.of(text), "-" | "–" | "—" | "--" | ":") && token.space_after);
    // "New Delhi, Feb 1 (PTI) India's budget": an agency in brackets, and no dash.
    let closing =
        tokens.iter().take(LONGEST).position(|token| token.span.of(text) == ")").filter(|close| *close >= 3 && close + 3 < tokens.len());
    if let Some(close) = closing.filter(|_| dash.is_none()) {
        let agency = tokens[close - 1].span.of(text);
        let named =
            tokens[close - 2].span.of(text) == "(" && (shouts(agency) || lexicon.word_list("news_agencies", &agency.to_lowercase()));
        let comma = tokens[..close].iter().any(|token| token.span.of(text) == ",");
        let begins = tokens[close + 1].span.of(text).starts_with(char::is_uppercase);
        if named && comma && begins && names_only(text, &tokens[..close]) {
            return &tokens[close + 1..];
        }
    }
    match dash {
        Some(dash)
            if dash + 3 < tokens.len()
                && (dash == 0 || tokens[dash - 1].space_after || tokens[dash].span.of(text) == ":")
                && names_only(text, &tokens[..dash])
                && (shouted || is_place_and_day(text, &tokens[..dash + 1])) =>
        {
            &tokens[dash + 1..]
        }
        _ => tokens,
    }
}

/// "Washington, June 29, SPA --": a place, a comma, and a day or an agency in brackets.
fn is_place_and_day(text: &str, tokens: &[text::Token]) -> bool {
    let has = |wanted: &dyn Fn(&str) -> bool| tokens.iter().any(|token| wanted(token.span.of(text)));
    let dashed = tokens.last().is_some_and(|token| token.span.of(text) != ":");
    dashed
        && tokens.len() >= 3
        && (has(&|word| word == ",") || has(&|word| word == "("))
        && has(&|word| word == "(" || word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// True for words of which none outside brackets begins small: "NATO keeps its own troops in the country:" is no dateline.
fn names_only(text: &str, tokens: &[text::Token]) -> bool {
    let mut depth = 0_usize;
    tokens.iter().all(|token| {
        let word = token.span.of(text);
        match word {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > 0 || !word.starts_with(char::is_lowercase)
    })
}

fn is_figure(what: &What) -> bool {
    !matches!(what, What::Party(_) | What::Equipment(_) | What::Person(_))
}

fn what(name: &name::Name<'_>) -> What {
    match name {
        name::Name::Party(party) => {
            What::Party(Party { id: party.id.clone(), how: party.how, company: party.company, state: party.state.clone() })
        }
        name::Name::Equipment(thing) => What::Equipment(Goods {
            name: thing.name.clone(),
            class: thing.class,
            sort: thing.sort,
            family: thing.family.map(str::to_owned),
            origin: thing.origin.to_vec(),
            civil: thing.civil,
            about: thing.about,
        }),
        name::Name::Person(person) => What::Person(Person { name: person.name.clone(), state: person.state.clone() }),
    }
}

/// Money, percentages, dates and numbers of a sentence, the more specific first where they overlap.
fn figures(words: &str, start: usize, published: Option<PartialDate>) -> Vec<(Span, What)> {
    let mut out: Vec<(Span, What)> = Vec::new();
    let mut add = |span: Span, what: What| {
        if !out.iter().any(|(other, _)| other.overlaps(span.shift(start))) {
            out.push((span.shift(start), what));
        }
    };
    let figures = name::figures::by_themselves(words, published);
    for found in figures.amounts {
        add(found.span, What::Money(found.value));
    }
    for found in figures.percentages {
        add(found.span, What::Percent(found.value));
    }
    for found in figures.dates {
        add(found.span, What::Date(found.value));
    }
    for mut found in figures.numbers {
        found.value.with_qualifier = found.value.with_qualifier.shift(start);
        add(found.span, What::Number(found.value));
    }
    out
}

/// True for a sentence with a name or a sum. One with neither can make a claim only if a word of it [`opens`] a frame.
fn is_named(found: &[(Span, What)], names: &[name::Mention<'_>]) -> bool {
    names.iter().any(|mention| mention.party().is_some() || mention.equipment().is_some())
        || found.iter().any(|(_, what)| matches!(what, What::Money(_) | What::Percent(_)))
}

fn opens(lexicon: &Lexicon, text: &str, tokens: &[text::Token]) -> bool {
    tokens.iter().any(|token| lexicon.may_open(token.span.of(text)))
}
