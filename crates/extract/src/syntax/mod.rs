//! A sentence's tokens in, tags, lemmas and dependencies out.
//!
//! The numbers are those of spaCy's small English model (see `knowledge/languages/en/model/`); the arithmetic is ours. A sentence is read
//! by itself: what stands before and after it in the document does not matter.

mod attribute;
mod encoder;
mod feature;
mod hash;
mod label;
mod lemma;
mod lift;
mod matrix;
mod parser;
mod tensor;
mod words;

use crate::text::Token;
use attribute::{Attributes, Word};
use encoder::{Encoder, WIDTH};
use feature::Lexicon;
use lemma::{KnownLemmas, Lemmas};
use matrix::{Matrix, greatest};
use parser::Parser;
use pulp::Arch;
use std::sync::OnceLock;
use tensor::Tensors;
use words::{Desk, Kept};

/// Sentences are worked on together until they have so many tokens: enough to fill the registers, and few enough for the nearest memory.
const TOGETHER: usize = 128;

/// A model that tags and parses.
pub struct Syntax {
    lexicon: Lexicon,
    encoder: Encoder,
    tagger: Matrix,
    tags: Vec<Tag>,
    /// What is added to the scores of tags so that none that is not there is the best.
    no_tag: Vec<f32>,
    parser: Parser,
    /// Label and second label of each of the parser's labels.
    labels: Vec<(Label, Option<Label>)>,
    lemmas: Lemmas,
    kept: Kept,
}

/// The files of a model, as `xtask convert-model` writes them.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each is named as its file")]
pub struct ModelFiles<'a> {
    pub weights: &'a [u8],
    pub tags: &'a str,
    pub moves: &'a str,
    pub norms: &'a str,
    pub symbols: &'a str,
    pub attributes: &'a str,
    pub lemma_rules: &'a str,
    pub lemma_exceptions: &'a str,
    /// `lemma-adj.txt`, `lemma-adv.txt`, `lemma-noun.txt`, `lemma-verb.txt`.
    pub lemma_lists: [&'a str; 4],
}

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The weights do not begin as they should, or their names and sizes make no sense.
    #[error("these are not the weights of a model")]
    NotAModel,
    /// The weights end too early.
    #[error("the weights of the model are cut short")]
    CutShort,
    /// An array is not there.
    #[error("the model lacks {0}")]
    Missing(String),
    /// An array has other dimensions than the program works with.
    #[error("{name} has the sizes {sizes:?}, which is not what this program works with")]
    Sizes {
        /// The array.
        name: String,
        /// Its sizes.
        sizes: Vec<usize>,
    },
    /// A tag, a label, a move or a rule of the model that the program does not know.
    #[error("the model speaks of {0:?}, which this program does not know")]
    Name(String),
}

impl Syntax {
    /// The English model that comes with the program; made ready when it is first asked for, which takes some hundredths of a second.
    pub fn embedded() -> &'static Self {
        static SYNTAX: OnceLock<Syntax> = OnceLock::new();
        SYNTAX.get_or_init(|| match Self::load(ModelFiles::ENGLISH) {
            Ok(syntax) => syntax,
            Err(error) => unreachable!("the embedded model is loaded by a test: {error}"),
        })
    }

    /// A model from its files.
    pub fn load(files: ModelFiles<'_>) -> Result<Self, ModelError> {
        let mut tensors = Tensors::parse(files.weights)?;
        let tag = |name| Tag::from_name(name).ok_or_else(|| ModelError::Name(str::to_owned(name)));
        let tags = files.tags.lines().map(tag).collect::<Result<Vec<_>, _>>()?;
        let encoder = Encoder::new(&mut tensors)?;
        let weights = tensors.values("tagger.weight", &[tags.len(), WIDTH])?;
        let tagger = Matrix::new(WIDTH, &weights, &tensors.values("tagger.bias", &[tags.len()])?, encoder.reach());
        let no_tag = (0..tagger.width()).map(|tag| if tag < tags.len() { 0.0 } else { f32::NEG_INFINITY }).collect();
        let parser = Parser::new(&mut tensors, files.moves, encoder.reach())?;
        let labels = parser.labels().iter().map(|name| read_label(name)).collect::<Result<Vec<_>, _>>()?;
        let attributes = Attributes::parse(files.attributes)?;
        Ok(Self {
            lexicon: Lexicon::parse(files.norms, files.symbols),
            encoder,
            tagger,
            tags,
            no_tag,
            parser,
            labels,
            lemmas: Lemmas::parse(attributes, files.lemma_rules, files.lemma_exceptions, files.lemma_lists),
            kept: Kept::default(),
        })
    }

    /// True for the base form of an everyday word, in lower case.
    pub fn knows_word(&self, word: &str) -> bool {
        self.lemmas.knows(word)
    }

    /// The tag of each token of one sentence. Half the work of [`parse`](Self::parse).
    pub fn tag(&self, text: &str, tokens: &[Token]) -> Vec<Tag> {
        let arch = Arch::new();
        let mut desk = self.kept.lend(tokens.len());
        let mut keys = Vec::with_capacity(tokens.len());
        self.lexicon.keys(&mut desk.known, text, tokens, &mut keys);
        let vectors = self.encoder.encode(arch, &mut desk, &keys, &[tokens.len()]);
        self.kept.give_back(desk);
        self.tag_vectors(arch, &vectors)
    }

    /// The tree of one sentence. A heading or a list may have several roots; a root is its own head.
    pub fn parse(&self, text: &str, tokens: &[Token]) -> Tree {
        self.parse_all(&[(text, tokens)]).pop().unwrap_or_default()
    }

    /// The trees of some sentences, each as [`parse`](Self::parse) gives it: faster for many short ones together.
    pub fn parse_all(&self, sentences: &[(&str, &[Token])]) -> Vec<Tree> {
        let arch = Arch::new();
        let mut trees = Vec::with_capacity(sentences.len());
        let longest = sentences.iter().map(|(_, tokens)| tokens.len()).max().unwrap_or_default();
        let mut desk = self.kept.lend(TOGETHER + longest);
        let mut rest = sentences;
        while !rest.is_empty() {
            let mut tokens = 0;
            let enough = |(_, sentence): &(&str, &[Token])| {
                tokens += sentence.len();
                tokens >= TOGETHER
            };
            let (now, later) = rest.split_at(rest.iter().position(enough).map_or(rest.len(), |last| last + 1));
            self.parse_together(arch, &mut desk, now, &mut trees);
            rest = later;
        }
        self.kept.give_back(desk);
        trees
    }

    fn parse_together(&self, arch: Arch, desk: &mut Desk, sentences: &[(&str, &[Token])], trees: &mut Vec<Tree>) {
        let mut keys = Vec::with_capacity(sentences.iter().map(|(_, tokens)| tokens.len()).sum());
        sentences.iter().for_each(|(text, tokens)| self.lexicon.keys(&mut desk.known, text, tokens, &mut keys));
        let lengths: Vec<usize> = sentences.iter().map(|(_, tokens)| tokens.len()).collect();
        let vectors = self.encoder.encode(arch, desk, &keys, &lengths);
        let mut tags = self.tag_vectors(arch, &vectors).into_iter();
        let arcs = self.parser.parse(arch, desk, &vectors, &lengths);
        desk.values = vectors;
        for ((text, tokens), arcs) in sentences.iter().zip(arcs) {
            trees.push(self.tree(&mut desk.lemmas, text, tokens, tags.by_ref().take(tokens.len()).collect(), &arcs));
        }
    }

    fn tree(&self, known: &mut KnownLemmas, text: &str, tokens: &[Token], tags: Vec<Tag>, arcs: &[parser::Arc]) -> Tree {
        let mut heads: Vec<usize> = arcs.iter().enumerate().map(|(token, arc)| arc.map_or(token, |(head, _)| head)).collect();
        let (labels, second): (Vec<Label>, Vec<Option<Label>>) =
            arcs.iter().map(|arc| arc.map_or((Label::Root, None), |(_, label)| self.labels[label])).unzip();
        lift::lower_lifted(&mut heads, &labels, &second);
        let words: Vec<Word<'_>> = tokens
            .iter()
            .zip(tags.iter().zip(&labels))
            .map(|(token, (&tag, &label))| {
                let text = token.span.of(text);
                Word { text, lower: text.to_lowercase(), tag, label }
            })
            .collect();
        let lemmas = self.lemmas.lemmatize(known, &words);
        Tree { tags, lemmas, heads, labels }
    }

    fn tag_vectors(&self, arch: Arch, vectors: &[f32]) -> Vec<Tag> {
        let mut scores = Vec::new();
        self.tagger.apply_to_all(arch, vectors, &mut scores);
        let mut tags = Vec::with_capacity(scores.len() / self.tagger.width());
        arch.dispatch(|| {
            let best = |row| greatest(row, &self.no_tag).and_then(|best| self.tags.get(best)).copied();
            tags.extend(scores.chunks_exact(self.tagger.width()).map(|row| best(row).unwrap_or(Tag::XX)));
        });
        tags
    }
}

impl ModelFiles<'static> {
    /// The English model that comes with the program.
    pub const ENGLISH: Self = Self {
        weights: include_bytes!("../../../../knowledge/languages/en/model/weights.bin"),
        tags: include_str!("../../../../knowledge/languages/en/model/tags.txt"),
        moves: include_str!("../../../../knowledge/languages/en/model/moves.txt"),
        norms: include_str!("../../../../knowledge/languages/en/model/norms.tsv"),
        symbols: include_str!("../../../../knowledge/languages/en/model/symbols.tsv"),
        attributes: include_str!("../../../../knowledge/languages/en/model/attributes.tsv"),
        lemma_rules: include_str!("../../../../knowledge/languages/en/model/lemma-rules.tsv"),
        lemma_exceptions: include_str!("../../../../knowledge/languages/en/model/lemma-exceptions.tsv"),
        lemma_lists: [
            include_str!("../../../../knowledge/languages/en/model/lemma-adj.txt"),
            include_str!("../../../../knowledge/languages/en/model/lemma-adv.txt"),
            include_str!("../../../../knowledge/languages/en/model/lemma-noun.txt"),
            include_str!("../../../../knowledge/languages/en/model/lemma-verb.txt"),
        ],
    };
}

impl std::fmt::Debug for Syntax {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Syntax").finish_non_exhaustive()
    }
}

/// `dobj`, or `dobj||advcl`: a label, and that of the child it belongs to. The empty label of a shift is never looked at.
fn read_label(name: &str) -> Result<(Label, Option<Label>), ModelError> {
    let read = |name: &str| Label::from_name(name).ok_or_else(|| ModelError::Name(name.to_owned()));
    match name.split_once("||") {
        Some((label, second)) => Ok((read(label)?, Some(read(second)?))),
        None if name.is_empty() => Ok((Label::Dep, None)),
        None => Ok((read(name)?, None)),
    }
}

/// A sentence's tokens with their tags, lemmas, heads and labels; all five lists have one entry a token.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Penn Treebank tags.
    pub tags: Vec<Tag>,
    /// Base forms, lower case except for names.
    pub lemmas: Vec<String>,
    /// The index of each token's head within the sentence; a root is its own head.
    pub heads: Vec<usize>,
    /// The relation of each token to its head.
    pub labels: Vec<Label>,
}

/// Part-of-speech tags of the Penn Treebank, as the model writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the standard's own")]
#[rustfmt::skip]
pub enum Tag {
    CC, CD, DT, EX, FW, IN, JJ, JJR, JJS, LS, MD, NN, NNP, NNPS, NNS, PDT, POS, PRP, PRPS, RB, RBR, RBS, RP, SYM, TO, UH,
    VB, VBD, VBG, VBN, VBP, VBZ, WDT, WP, WPS, WRB, ADD, AFX, GW, HYPH, NFP, XX, SP,
    Comma, Stop, Colon, OpenQuote, CloseQuote, LeftBracket, RightBracket, Dollar,
}

/// Dependency labels of the ClearNLP scheme, as the model writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the standard's own")]
#[rustfmt::skip]
pub enum Label {
    Root, Acl, Acomp, Advcl, Advmod, Agent, Amod, Appos, Attr, Aux, Auxpass, Case, Cc, Ccomp, Compound, Conj, Csubj, Csubjpass,
    Dative, Dep, Det, Dobj, Expl, Intj, Mark, Meta, Neg, Nmod, Npadvmod, Nsubj, Nsubjpass, Nummod, Oprd, Parataxis, Pcomp, Pobj,
    Poss, Preconj, Predet, Prep, Prt, Punct, Quantmod, Relcl, Xcomp,
}
