//! One sentence with everything the lower layers found in it: tokens, tree, and names and figures laid over the tokens.

use super::lexicon::mark;
use super::mend::Named;
use crate::name::date::DateFound;
use crate::name::money::MoneyFound;
use crate::name::number::NumberFound;
use crate::name::percent::PercentFound;
use crate::name::{How, Sort};
use crate::syntax::{Label, Tag, Tree};
use crate::text::Token;
use materiel_model::{Class, PartyId, Span};
use std::cell::OnceCell;
use std::ops::Range;

/// A state or body, as a sentence names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Which.
    pub id: PartyId,
    /// By what sort of name.
    pub how: How,
    /// True for a company.
    pub company: bool,
    /// The state that it belongs to.
    pub state: Option<PartyId>,
}

/// A piece of equipment, as a sentence names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goods {
    /// Its designation, else the noun phrase.
    pub name: String,
    /// Its class.
    pub class: Class,
    /// How it is named.
    pub sort: Sort,
    /// The family in `knowledge/equipment`.
    pub family: Option<String>,
    /// The states that make it.
    pub origin: Vec<PartyId>,
    /// True for a family that others than forces buy too.
    pub civil: bool,
    /// True when the words are about it without being it: "F-16 pilots".
    pub about: bool,
}

/// A person who may speak or act for a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name in full.
    pub name: String,
    /// The state that the office belongs to.
    pub state: Option<PartyId>,
}

/// What an item is.
#[derive(Clone, Debug)]
pub enum What {
    /// A state or body.
    Party(Party),
    /// A piece of equipment.
    Equipment(Goods),
    /// A person.
    Person(Person),
    /// A number.
    Number(NumberFound),
    /// Money.
    Money(MoneyFound),
    /// A percentage.
    Percent(PercentFound),
    /// A date.
    Date(DateFound),
}

/// Something found in a sentence.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its bytes in the stored text.
    pub span: Span,
    /// Its tokens, counted within the sentence.
    pub tokens: Range<usize>,
    /// The token by which the rest of the sentence holds it.
    pub head: usize,
    /// What it is.
    pub what: What,
}

/// The coarse sort of a word, as frames ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordSort {
    /// A verb.
    Verb,
    /// A noun.
    Noun,
    /// An adjective.
    Adjective,
    /// Anything else.
    Other,
}

/// A sentence, ready to be read.
#[derive(Debug)]
pub struct Scene<'t> {
    /// The stored text of the whole document.
    pub text: &'t str,
    /// The place among the scenes of the document.
    pub index: usize,
    /// The sentence's place among the document's sentences, read or not.
    pub sentence: usize,
    /// The sentence's paragraph.
    pub paragraph: usize,
    /// True for a headline, a caption and the like.
    pub headline: bool,
    /// The state of the place that stands before the sentence as a dateline ("KAMPALA –"), and its words.
    pub dateline: Option<(PartyId, Span)>,
    /// The sentence's bytes.
    pub span: Span,
    /// The sentence's tokens.
    pub tokens: &'t [Token],
    /// Tags, heads and labels.
    pub tree: Tree,
    /// What was found in it, in the order of the text.
    pub items: Vec<Item>,
    item_at: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
    lower: Vec<String>,
    /// For each token, whether its word in lower case serves as its base form.
    as_lower: Vec<bool>,
    /// For each token, whether it may stand in a list of words, by its form or its base form.
    listed: Vec<bool>,
    /// For each token, the marks of its form and its base form ([`mark`]).
    marks: Vec<u64>,
    /// For each token, the frames that it opens, by their numbers, once they have been asked for.
    opened: Vec<OnceCell<Vec<usize>>>,
}

/// With straight apostrophes.
fn straight(word: String) -> String {
    if word.is_ascii() { word } else { word.replace('’', "'") }
}

/// The tokens that a span touches.
fn words_of(tokens: &[Token], span: Span) -> Range<usize> {
    let start = tokens.partition_point(|token| token.span.end <= span.start);
    start..tokens.partition_point(|token| token.span.start < span.end).max(start)
}

/// "Will ship 24 howitzers", "plans to arm the navy": one word that may be a piece of equipment, where it is a verb.
fn is_verb(tree: &Tree, words: &Range<usize>, what: &What) -> bool {
    let plain = |goods: &Goods| matches!(goods.sort, Sort::Noun | Sort::VagueNoun);
    let behind = || words.start > 0 && matches!(tree.tags[words.start - 1], Tag::MD | Tag::TO);
    words.len() == 1 && matches!(what, What::Equipment(goods) if plain(goods)) && tree.tags[words.start] == Tag::VB && behind()
}

/// What something that was found tells of how its words hang together.
const fn sort_of(what: &What) -> Option<Named> {
    match what {
        What::Equipment(_) => Some(Named::Thing),
        What::Party(_) => Some(Named::Party),
        What::Number(_) => Some(Named::Number),
        _ => None,
    }
}

impl<'t> Scene<'t> {
    /// Puts a sentence together. Items that lie in no token of it are dropped. `listed` looks a word up in a list of words.
    pub fn new(
        text: &'t str,
        sentence: &crate::text::Sentence,
        (index, number): (usize, usize),
        tokens: &'t [Token],
        mut tree: Tree,
        found: Vec<(Span, What)>,
        listed: impl Fn(&str, &str) -> bool,
    ) -> Self {
        let lower: Vec<String> = tokens.iter().map(|token| straight(token.span.of(text).to_lowercase())).collect();
        super::mend::mend(&mut tree, &lower);
        let found: Vec<_> = found.into_iter().filter(|(span, what)| !is_verb(&tree, &words_of(tokens, *span), what)).collect();
        let named = found.iter().filter_map(|(span, what)| Some((words_of(tokens, *span), sort_of(what)?)));
        let mut named: Vec<_> = named.filter(|(words, _)| !words.is_empty()).collect();
        named.sort_by_key(|(words, _)| words.start);
        super::mend::by_names(&mut tree, &lower, &named, &listed);
        if let Some((party, Named::Party)) = named.first().filter(|(words, _)| words.start == 0) {
            super::headline::headline(&mut tree, party, |token| listed("headline_verbs", &lower[token]));
        }
        let mut children = vec![Vec::new(); tokens.len()];
        for (token, head) in tree.heads.iter().enumerate() {
            if *head != token && *head < children.len() {
                children[*head].push(token);
            }
        }
        // Headline capitals make names of plain nouns ("Sale"); their lower-case form opens the same frames. So does "Most" at the head of a sentence.
        let is_name = |tag: &Tag| matches!(tag, Tag::NNP | Tag::NNPS);
        let as_lower =
            tree.tags.iter().zip(&tree.lemmas).map(|(tag, lemma)| is_name(tag) || lemma.starts_with(char::is_uppercase)).collect();
        let mut scene = Self {
            text,
            index,
            sentence: number,
            paragraph: sentence.paragraph,
            headline: sentence.headline,
            dateline: None,
            span: sentence.span,
            tokens,
            tree,
            items: Vec::new(),
            item_at: vec![None; tokens.len()],
            children,
            listed: vec![true; lower.len()],
            marks: Vec::new(),
            opened: vec![OnceCell::new(); lower.len()],
            lower,
            as_lower,
        };
        scene.marks = (0..scene.len()).map(|token| mark(scene.lower(token)) | mark(scene.lemma(token))).collect();
        for (span, what) in found {
            scene.add(span, what);
        }
        scene
    }

    fn add(&mut self, span: Span, what: What) {
        let inside = words_of(self.tokens, span);
        if inside.is_empty() {
            return;
        }
        let end = inside.end;
        let head = inside
            .clone()
            .filter(|token| self.tree.labels[*token] != Label::Punct)
            .filter(|token| !inside.contains(&self.tree.heads[*token]) || self.tree.heads[*token] == *token)
            .min_by_key(|token| (self.depth(*token), std::cmp::Reverse(*token)))
            .unwrap_or(end - 1);
        let index = self.items.len();
        for token in inside.clone() {
            self.item_at[token].get_or_insert(index);
        }
        self.items.push(Item { span, tokens: inside, head, what });
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// True for a sentence without tokens.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The token's words in lower case, with straight apostrophes.
    pub fn lower(&self, token: usize) -> &str {
        &self.lower[token]
    }

    /// The token's base form; names keep their capital letters.
    pub fn lemma(&self, token: usize) -> &str {
        if self.as_lower[token] { self.lower(token) } else { &self.tree.lemmas[token] }
    }

    /// Notes which words may stand in a list at all: `is_in_lists` is false for those that stand in none.
    pub fn note_lists(&mut self, is_in_lists: impl Fn(&str) -> bool) {
        self.listed = (0..self.len()).map(|token| is_in_lists(self.lower(token)) || is_in_lists(self.lemma(token))).collect();
    }

    /// The marks of a token's form and its base form.
    pub(super) fn marks(&self, token: usize) -> u64 {
        self.marks[token]
    }

    /// The frames that a token opens, found by `find` when they are first asked for: a scene is read with the frames of one language.
    pub(super) fn opened(&self, token: usize, find: impl FnOnce() -> Vec<usize>) -> &[usize] {
        self.opened[token].get_or_init(find)
    }

    /// False where neither the token's form nor its base form stands in any list of words.
    pub fn may_be_listed(&self, token: usize) -> bool {
        self.listed[token]
    }

    /// The token's tag.
    pub fn tag(&self, token: usize) -> Tag {
        self.tree.tags[token]
    }

    /// The token's relation to its head.
    pub fn label(&self, token: usize) -> Label {
        self.tree.labels[token]
    }

    /// The token's head; a root is its own.
    pub fn head(&self, token: usize) -> usize {
        self.tree.heads[token]
    }

    /// The token's dependents, in order.
    pub fn children(&self, token: usize) -> &[usize] {
        &self.children[token]
    }

    /// The dependents with one label.
    pub fn children_with(&self, token: usize, label: Label) -> impl Iterator<Item = usize> {
        self.children[token].iter().copied().filter(move |child| self.label(*child) == label)
    }

    /// The words of a span.
    pub fn words(&self, span: Span) -> &'t str {
        span.of(self.text)
    }

    /// The item that covers a token.
    pub fn item_at(&self, token: usize) -> Option<&Item> {
        self.item_at[token].map(|index| &self.items[index])
    }

    /// The number of the item that covers a token.
    pub fn item_index(&self, token: usize) -> Option<usize> {
        self.item_at[token]
    }

    /// True for a proper noun.
    pub fn is_name(&self, token: usize) -> bool {
        matches!(self.tag(token), Tag::NNP | Tag::NNPS)
    }

    /// The word's sort by its tag.
    pub fn word_sort(&self, token: usize) -> WordSort {
        match self.tag(token) {
            Tag::VB | Tag::VBD | Tag::VBG | Tag::VBN | Tag::VBP | Tag::VBZ => WordSort::Verb,
            Tag::NN | Tag::NNS | Tag::NNP | Tag::NNPS => WordSort::Noun,
            Tag::JJ | Tag::JJR | Tag::JJS => WordSort::Adjective,
            _ => WordSort::Other,
        }
    }

    /// True when `token` hangs below `ancestor`.
    pub fn is_under(&self, token: usize, ancestor: usize) -> bool {
        let mut at = token;
        for _ in 0..self.len() {
            let head = self.head(at);
            if head == ancestor {
                return token != ancestor;
            }
            if head == at {
                return false;
            }
            at = head;
        }
        false
    }

    /// How many heads stand above a token.
    pub fn depth(&self, token: usize) -> usize {
        let mut at = token;
        for depth in 0..self.len() {
            let head = self.head(at);
            if head == at {
                return depth;
            }
            at = head;
        }
        self.len()
    }

    /// The token with all that hangs below it.
    pub fn subtree(&self, token: usize) -> Vec<usize> {
        let mut out = vec![token];
        let mut next = 0;
        while next < out.len() {
            out.extend(self.children[out[next]].iter().copied());
            next += 1;
        }
        out.sort_unstable();
        out
    }

    /// The bytes of a run of tokens.
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        match (self.tokens.get(tokens.start), self.tokens.get(tokens.end.saturating_sub(1))) {
            (Some(first), Some(last)) if tokens.start < tokens.end => Span::new(first.span.start, last.span.end),
            _ => Span::new(self.span.start, self.span.start),
        }
    }

    /// The noun phrase around a head: the run of tokens below it without clauses and, past the head, without what follows a preposition.
    pub fn phrase(&self, head: usize) -> Range<usize> {
        let mut start = head;
        let mut end = head + 1;
        for child in self.children(head).iter().copied() {
            let clause = matches!(
                self.label(child),
                Label::Relcl | Label::Acl | Label::Appos | Label::Advcl | Label::Conj | Label::Cc | Label::Punct
            );
            if clause || (child > head && self.label(child) == Label::Prep) {
                continue;
            }
            for below in self.subtree(child) {
                start = start.min(below);
                end = end.max(below + 1);
            }
        }
        start..end
    }

    /// "A deal to buy jets was signed": an infinitive that says what a plain noun is about, which the parser tells now as a clause of the noun, now
    /// as a relative one.
    pub fn is_purpose(&self, clause: usize) -> bool {
        let noun = self.head(clause);
        let infinitive = self.children_with(clause, Label::Aux).any(|child| self.tag(child) == Tag::TO);
        let own = self.children(clause).iter().copied().any(|child| {
            matches!(self.label(child), Label::Nsubj | Label::Nsubjpass | Label::Auxpass)
                || matches!(self.tag(child), Tag::WDT | Tag::WP | Tag::WPS | Tag::WRB)
        });
        // "Ships to patrol the coast": the noun does what the clause tells.
        let plain = noun < clause && self.tag(noun) == Tag::NN && self.item_at(noun).is_none();
        self.label(clause) == Label::Relcl && infinitive && !own && plain && self.children_with(clause, Label::Dobj).next().is_some()
    }

    /// A head and everything joined to it by "and", "or" and commas.
    pub fn coordinated(&self, head: usize) -> Vec<usize> {
        let mut out = vec![head];
        let mut next = 0;
        let is_party = |item: &Item| matches!(item.what, What::Party(_));
        // "Fiji, Tonga and Samoa": the tree may take the second of a list for another name of the first.
        let listed = |child: &usize| {
            self.item_at(*child).is_some_and(is_party)
                && self.children_with(*child, Label::Conj).any(|next| self.item_at(next).is_some_and(is_party))
        };
        while next < out.len() && out.len() < 64 {
            out.extend(self.children_with(out[next], Label::Conj));
            if self.item_at(out[next]).is_some_and(is_party) {
                out.extend(self.children_with(out[next], Label::Appos).filter(listed));
            }
            next += 1;
        }
        // "To the Iraqi air force and US company Draken": the tree may hang the first of two parties on the second.
        let joined = |child: &usize| self.children_with(*child, Label::Cc).next().is_some() && self.item_at(*child).is_some_and(is_party);
        if self.item_at(head).is_some_and(is_party) {
            out.extend(self.children_with(head, Label::Nmod).filter(joined));
        }
        out
    }
}
