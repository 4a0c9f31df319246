//! Tags, lemmas and dependencies of the sentences worth reading closely.

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
