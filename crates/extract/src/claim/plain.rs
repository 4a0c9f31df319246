//! A sentence in plainer words for the parser: the model has seen few designations and long names, and brackets throw it off.
//!
//! A name of several words is read as one word, a designation as a plain name, and what stands in brackets is read on its own and hung on the word
//! before it. The tree that comes of it is laid back over the sentence's own tokens.

use crate::frame::scene::What;
use crate::name::{How, Sort};
use crate::syntax::{Label, Syntax, Tag, Tree};
use crate::text::Token;
use materiel_model::Span;
use std::ops::Range;

/// A word that the parser sees: the tokens that it stands for, and how it is written.
struct Unit {
    tokens: Range<usize>,
    word: String,
    space_after: bool,
}

/// A sentence as the parser sees it: its own words, and apart from them what stands in each pair of brackets.
pub(super) struct Plain<'t> {
    text: &'t str,
    tokens: &'t [Token],
    brackets: Vec<Range<usize>>,
    main: Stretch,
    inside: Vec<Stretch>,
}

/// Words that are parsed together.
struct Stretch {
    units: Vec<Unit>,
    words: String,
    tokens: Vec<Token>,
}

impl<'t> Plain<'t> {
    /// Puts a sentence into plainer words. `found` is what was found in it, in the order of the text.
    pub(super) fn new(text: &'t str, tokens: &'t [Token], found: &[(Span, What)]) -> Self {
        let brackets = brackets(text, tokens, found);
        let mut main = Vec::with_capacity(tokens.len());
        let mut next = 0;
        for bracket in &brackets {
            main.extend(units(text, tokens, found, next..bracket.start));
            next = bracket.end;
        }
        main.extend(units(text, tokens, found, next..tokens.len()));
        let inside = brackets.iter().map(|bracket| Stretch::new(units(text, tokens, found, bracket.start + 1..bracket.end - 1)));
        Self { text, tokens, inside: inside.collect(), brackets, main: Stretch::new(main) }
    }

    fn stretches(&self) -> impl Iterator<Item = &Stretch> {
        std::iter::once(&self.main).chain(&self.inside).filter(|stretch| !stretch.units.is_empty())
    }

    /// The sentence's tree, from the next of the trees of its stretches.
    fn tree(&self, trees: &mut impl Iterator<Item = Tree>) -> Tree {
        let Self { text, tokens, .. } = self;
        let mut tree = Tree {
            tags: vec![Tag::XX; tokens.len()],
            lemmas: tokens.iter().map(|token| token.span.of(text).to_owned()).collect(),
            heads: (0..tokens.len()).collect(),
            labels: vec![Label::Root; tokens.len()],
        };
        self.lay(&self.main, trees, &mut tree);
        for (bracket, inside) in self.brackets.iter().zip(&self.inside) {
            let root = self.lay(inside, trees, &mut tree);
            let anchor = bracket.start - 1;
            for (token, tag) in [(bracket.start, Tag::LeftBracket), (bracket.end - 1, Tag::RightBracket)] {
                (tree.tags[token], tree.heads[token], tree.labels[token]) = (tag, anchor, Label::Punct);
            }
            if let Some(root) = root {
                let verb = matches!(tree.tags[root], Tag::VB | Tag::VBD | Tag::VBG | Tag::VBN | Tag::VBP | Tag::VBZ | Tag::MD);
                (tree.heads[root], tree.labels[root]) = (anchor, if verb { Label::Parataxis } else { Label::Appos });
            }
        }
        tree
    }

    /// Lays the next tree over the tokens that its words stand for; gives the root's token.
    fn lay(&self, stretch: &Stretch, trees: &mut impl Iterator<Item = Tree>, tree: &mut Tree) -> Option<usize> {
        let units = &stretch.units;
        if units.is_empty() {
            return None;
        }
        let mut plain = trees.next()?;
        mend(&mut plain);
        let head_of = |unit: usize| units[unit].tokens.end - 1;
        let mut root = None;
        for (place, unit) in units.iter().enumerate() {
            let head = head_of(place);
            for token in unit.tokens.clone() {
                (tree.tags[token], tree.heads[token], tree.labels[token]) = (Tag::NNP, head, Label::Compound);
            }
            tree.tags[head] = plain.tags[place];
            tree.heads[head] = head_of(plain.heads[place]);
            tree.labels[head] = plain.labels[place];
            let own = self.tokens[head].span.of(self.text);
            if unit.word == own || unit.word == own.to_lowercase() {
                tree.lemmas[head] = std::mem::take(&mut plain.lemmas[place]);
            }
            if plain.heads[place] == place {
                root = root.or(Some(head));
            }
        }
        root
    }
}

impl Stretch {
    fn new(units: Vec<Unit>) -> Self {
        let mut words = String::new();
        let mut tokens = Vec::with_capacity(units.len());
        for unit in &units {
            let start = words.len();
            words.push_str(&unit.word);
            tokens.push(Token { span: Span::new(start, words.len()), space_after: unit.space_after });
            if unit.space_after {
                words.push(' ');
            }
        }
        Self { units, words, tokens }
    }
}

/// Parses sentences by way of their plainer form, all together; a tree for each.
pub(super) fn parse(syntax: &Syntax, sentences: &[Plain<'_>]) -> Vec<Tree> {
    let stretches: Vec<(&str, &[Token])> =
        sentences.iter().flat_map(Plain::stretches).map(|stretch| (stretch.words.as_str(), &stretch.tokens[..])).collect();
    let mut trees = syntax.parse_all(&stretches).into_iter();
    sentences.iter().map(|sentence| sentence.tree(&mut trees)).collect()
}

/// Pairs of brackets with something before and between them, each with its tokens; those inside a name belong to the name.
fn brackets(text: &str, tokens: &[Token], found: &[(Span, What)]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    for (index, token) in tokens.iter().enumerate() {
        match token.span.of(text) {
            "(" | "[" => open = Some(index),
            ")" | "]" => {
                if let Some(start) = open.take() {
                    let span = Span::new(tokens[start].span.start, token.span.end);
                    let in_name = found.iter().any(|(other, _)| other.overlaps(span) && (other.start < span.start || other.end > span.end));
                    if start > 0 && index > start + 1 && !in_name {
                        out.push(start..index + 1);
                    }
                }
            }
            _ => {}
        }
    }
    // One right behind another hangs on the same word; the parser has no use for either.
    out.dedup_by(|next, before| next.start == before.end);
    out
}

/// The words that the parser sees in place of some tokens.
fn units(text: &str, tokens: &[Token], found: &[(Span, What)], within: Range<usize>) -> Vec<Unit> {
    let mut out = Vec::with_capacity(within.len());
    let mut at = within.start;
    while at < within.end {
        let token = &tokens[at];
        // "Up to 40", "at least twelve": the number alone.
        if let Some((number, words)) = qualified(found, token.span) {
            let last = (at..within.end).take_while(|token| tokens[*token].span.start < words.end).last().unwrap_or(at);
            let first = (at..=last).find(|token| tokens[*token].span.start >= number.start);
            if let Some(first) = first.filter(|first| *first > at && *first == last && tokens[last].span == number) {
                out.push(Unit {
                    tokens: at..last + 1,
                    word: tokens[first].span.of(text).to_owned(),
                    space_after: tokens[last].space_after,
                });
                at = last + 1;
                continue;
            }
        }
        let holder = found.iter().find(|(span, _)| span.overlaps(token.span));
        let mut end = at + 1;
        let mut word = None;
        if let Some((span, what)) = holder {
            let last = (at..within.end).take_while(|token| tokens[*token].span.start < span.end).last().unwrap_or(at);
            let whole = span.start == token.span.start && span.end == tokens[last].span.end;
            let before = (at > within.start).then(|| tokens[at - 1].span.of(text));
            word = whole.then(|| plainer(text, &tokens[at..=last], what, before)).flatten();
            if word.is_some() {
                end = last + 1;
            } else if matches!(what, What::Equipment(_)) {
                word = Some(plain_name(token.span.of(text)).to_owned());
            }
        }
        let word = word.unwrap_or_else(|| token.span.of(text).to_owned());
        out.push(Unit { tokens: at..end, word, space_after: tokens[end - 1].space_after });
        at = end;
    }
    out
}

/// A number whose qualifier begins with this token: the number's words and both together.
fn qualified(found: &[(Span, What)], token: Span) -> Option<(Span, Span)> {
    found.iter().find_map(|(span, what)| match what {
        What::Number(number)
            if number.with_qualifier.start < span.start && token.start >= number.with_qualifier.start && token.end <= span.start =>
        {
            (token.start == number.with_qualifier.start).then_some((*span, Span::new(number.with_qualifier.start, span.end)))
        }
        _ => None,
    })
}

/// One plain word for a name of several; none where the model knows the words as they are.
fn plainer(text: &str, tokens: &[Token], what: &What, before: Option<&str>) -> Option<String> {
    let words: Vec<&str> = tokens.iter().map(|token| token.span.of(text)).collect();
    let last = *words.last()?;
    match what {
        What::Equipment(goods) if tokens.len() > 1 => {
            let noun = matches!(goods.sort, Sort::Noun | Sort::VagueNoun);
            let plain = last.chars().all(char::is_lowercase) || (noun && last.chars().skip(1).all(char::is_lowercase));
            let many = last.ends_with('s') && !last.ends_with("ss") && last.len() > 2;
            let name = if many { "Falcons" } else { "Falcon" };
            Some(if plain && last.len() > 2 { last.to_lowercase() } else { name.to_owned() })
        }
        What::Party(party) if tokens.len() > 2 => {
            let definite = before.is_some_and(|word| matches!(word.to_lowercase().as_str(), "the" | "its" | "their" | "a" | "an" | "this"));
            Some(
                match party.how {
                    How::Demonym => "French",
                    How::Company if !definite => "Boeing",
                    _ if definite => "Army",
                    _ => "France",
                }
                .to_owned(),
            )
        }
        _ => None,
    }
}

/// Mends what the parser gets wrong in one known way: a verb with a subject and an auxiliary taken for an adjective of its object ("which have supplied
/// vehicles").
fn mend(tree: &mut Tree) {
    for token in 0..tree.heads.len() {
        let noun = tree.heads[token];
        if tree.labels[token] != Label::Amod || noun <= token || !matches!(tree.tags[token], Tag::VBN | Tag::VBD | Tag::VBG) {
            continue;
        }
        let child = |label: Label| (0..token).find(|child| tree.heads[*child] == token && tree.labels[*child] == label);
        let (Some(subject), Some(_)) = (child(Label::Nsubj), child(Label::Aux)) else { continue };
        let relative = matches!(tree.tags[subject], Tag::WDT | Tag::WP);
        let above = tree.heads[noun];
        let (head, label) = if above == noun {
            (token, Label::Root)
        } else if relative {
            (above, Label::Relcl)
        } else {
            (above, tree.labels[noun])
        };
        // What the subject stands for lies before it.
        if relative && above >= subject {
            continue;
        }
        (tree.heads[token], tree.labels[token]) = (head, label);
        (tree.heads[noun], tree.labels[noun]) = (token, Label::Dobj);
    }
}

/// A plain name for a designation: a word that mixes letters and digits, or is written in capitals.
fn plain_name(word: &str) -> &str {
    let digits = word.bytes().any(|byte| byte.is_ascii_digit());
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
    if letters == 0 || !(digits || (capitals >= 2 && capitals + 1 >= letters)) {
        word
    } else if word.ends_with('s') {
        "Falcons"
    } else {
        "Falcon"
    }
}
