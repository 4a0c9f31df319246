//! Whether a word's event is told as a fact, as ahead, as possible or as not so.

use super::lexicon::Lexicon;
use super::scene::{Scene, WordSort};
use crate::syntax::{Label, Tag};

/// How a sentence puts an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modality {
    /// "Did not", "never", "no".
    pub negated: bool,
    /// "Will", "is to", a bare infinitive.
    pub ahead: bool,
    /// "May", "could", "a possible sale".
    pub possible: bool,
    /// "If", "whether", a question.
    pub hypothetical: bool,
    /// True for an infinitive: what stands over it decides.
    pub infinitive: bool,
    /// "Is receiving": under way and not done.
    pub progressive: bool,
    /// "Are still being prepared": the same of what is done to the subject.
    pub being: bool,
    /// "Is armed with", "armed with": a participle that tells what is, and not who did it.
    pub stative: bool,
}

impl Modality {
    /// True when the event is told as having happened or happening.
    pub const fn is_fact(self) -> bool {
        !(self.negated || self.ahead || self.possible || self.hypothetical || self.infinitive)
    }
}

/// How the sentence puts the event of the word at `token`.
pub fn modality(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Modality {
    match scene.word_sort(token) {
        WordSort::Noun => of_noun(scene, lexicon, token),
        WordSort::Adjective => of_verb(scene, lexicon, scene.head(token)),
        _ => of_verb(scene, lexicon, token),
    }
}

fn of_noun(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Modality {
    let mut out = Modality::default();
    for child in scene.children(token).iter().copied() {
        let word = scene.lower(child);
        match scene.label(child) {
            Label::Det | Label::Neg if lexicon.word_list("negating_determiners", word) => out.negated = true,
            Label::Amod | Label::Compound | Label::Nmod if lexicon.word_list("irrealis", word) => out.possible = true,
            Label::Amod | Label::Compound | Label::Nmod if lexicon.word_list("upcoming", word) => out.ahead = true,
            _ => {}
        }
    }
    // "Would become the second foreign buyer".
    let copula = scene.head(token);
    if scene.label(token) == Label::Attr && matches!(scene.lemma(copula), "become" | "be") {
        let mut put = Modality::default();
        apply_dependents(scene, lexicon, copula, &mut put);
        out.ahead |= put.ahead;
        out.possible |= put.possible;
        out.negated |= put.negated;
    }
    out
}

fn of_verb(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> Modality {
    let mut out = Modality::default();
    // A verb joined to another shares its auxiliaries: "will buy and operate".
    let mut at = token;
    for _ in 0..8 {
        let own = apply_dependents(scene, lexicon, at, &mut out);
        if own || scene.label(at) != Label::Conj || scene.word_sort(scene.head(at)) != WordSort::Verb || has_subject(scene, at) {
            break;
        }
        at = scene.head(at);
    }
    if out.infinitive && lexicon.word_list("ranking_words", scene.lower(scene.head(at))) {
        // "The first to order": told as a fact.
        out.infinitive = false;
    }
    let perfect = scene.children_with(at, Label::Aux).any(|child| scene.lemma(child) == "have");
    let above = scene.lemma(scene.head(at));
    let failed = lexicon.word_list("failing_verbs", above);
    if out.infinitive
        && (failed || lexicon.word_list("implicative_verbs", above) || (perfect && lexicon.word_list("belief_verbs", above)))
        && matches!(scene.label(at), Label::Xcomp | Label::Ccomp | Label::Advcl)
    {
        // "Managed to buy", "is believed to have bought": bought. "Failed to deliver": not delivered.
        let mut above = Modality::default();
        apply_dependents(scene, lexicon, scene.head(at), &mut above);
        out = Modality {
            infinitive: above.infinitive,
            ahead: above.ahead,
            possible: above.possible,
            negated: (out.negated || above.negated) != failed,
            ..out
        };
    }
    // "A ceremony to hand over", "a ceremony held on Monday to hand over": it is done there.
    let occasion = |noun: usize| lexicon.word_list("ceremony_nouns", scene.lemma(noun));
    if out.infinitive && (occasion(scene.head(at)) || (scene.label(scene.head(at)) == Label::Acl && occasion(scene.head(scene.head(at))))) {
        out.infinitive = false;
    }
    // "Decided against buying", "was discouraged from buying", "avoided buying": it does not come to it.
    if scene.tag(at) == Tag::VBG && is_kept_from(scene, lexicon, at) {
        out.negated = !out.negated;
        out.infinitive = true;
    }
    if out.infinitive && is_going(scene, scene.head(at)) && scene.label(at) == Label::Xcomp {
        // "Is going to receive".
        let mut above = Modality::default();
        apply_dependents(scene, lexicon, scene.head(at), &mut above);
        out = Modality { infinitive: false, ahead: true, negated: out.negated || above.negated, ..out };
    }
    if out.infinitive {
        let head = scene.head(at);
        // "Is to receive", and headlines: "Zambia to receive".
        if head == at || (scene.lemma(head) == "be" && scene.label(at) == Label::Xcomp) {
            out.ahead = true;
            out.infinitive = head != at && !is_finite(scene, head);
        }
    }
    // "May have received": over, if it was so at all.
    let may = |child: usize| lexicon.word_list("doubting_auxiliaries", scene.lower(child));
    if out.possible
        && scene.tag(token) == Tag::VBN
        && scene.children_with(token, Label::Aux).any(may)
        && scene.children_with(token, Label::Aux).any(|child| scene.lemma(child) == "have")
    {
        out.possible = false;
    }
    // "Is receiving", and headlines: "Egypt receiving".
    if scene.tag(token) == Tag::VBG {
        let aux =
            scene.children_with(token, Label::Aux).any(|child| matches!(scene.lower(child), "is" | "are" | "'s" | "'re" | "am" | "be"));
        out.progressive = aux || (scene.head(token) == token && has_subject(scene, token));
    }
    out.being = scene.children(token).iter().any(|child| scene.lower(*child) == "being");
    out.stative = scene.tag(token) == Tag::VBN
        && !scene.children_with(token, Label::Agent).any(|_| true)
        && !scene.children_with(token, Label::Aux).any(|_| true)
        && (scene.children_with(token, Label::Auxpass).any(|be| matches!(scene.lower(be), "is" | "are" | "was" | "were" | "'s" | "'re"))
            || (matches!(scene.label(token), Label::Acl | Label::Advcl) && !scene.children_with(token, Label::Dobj).any(|_| true)));
    // "There is no evidence that China supplied", "denied any proof that": nobody says that it is so.
    // "Should the jet be selected": a condition without its "if".
    let inverted = |aux: usize| {
        matches!(scene.lower(aux), "should" | "were" | "had")
            && aux < token
            && (aux == 0 || matches!(scene.lower(aux - 1), "," | ";" | "–" | "—"))
            && scene.children(token).iter().any(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass) && *child > aux)
    };
    if scene.children(token).iter().copied().any(|child| matches!(scene.label(child), Label::Aux | Label::Auxpass) && inverted(child)) {
        out.hypothetical = true;
    }
    let clause = matches!(scene.label(token), Label::Acl | Label::Ccomp) && scene.children_with(token, Label::Mark).next().is_some();
    let unproven = |noun: usize| {
        lexicon.word_list("proof_nouns", scene.lemma(noun))
            && scene.children_with(noun, Label::Det).any(|no| lexicon.word_list("negating_determiners", scene.lower(no)))
    };
    if clause && unproven(scene.head(token)) {
        out.hypothetical = true;
    }
    // "Would have received": it did not come to it.
    let aux = |word: &str| scene.children_with(token, Label::Aux).any(|child| scene.lower(child) == word);
    if scene.tag(token) == Tag::VBN && aux("would") && aux("have") {
        out.hypothetical = true;
    }
    if is_refuted(scene, lexicon, token) {
        out.negated = true;
    }
    if !scene.is_empty() && scene.lower(scene.len() - 1) == "?" {
        out.hypothetical = true;
    }
    out
}

/// "The claim that Oman had bought them was rejected", "reports that it had are false".
fn is_refuted(scene: &Scene<'_>, lexicon: &Lexicon, token: usize) -> bool {
    let noun = scene.head(token);
    if !matches!(scene.label(token), Label::Acl | Label::Ccomp | Label::Relcl) || !lexicon.word_list("claim_nouns", scene.lemma(noun)) {
        return false;
    }
    let verb = scene.head(noun);
    let wrong = |word: usize| lexicon.word_list("refuting_words", scene.lower(word));
    match scene.label(noun) {
        Label::Nsubjpass => wrong(verb),
        Label::Nsubj => scene.lemma(verb) == "be" && scene.children(verb).iter().copied().any(wrong),
        _ => false,
    }
}

/// Reads the auxiliaries of one verb; true when it has any of its own.
fn apply_dependents(scene: &Scene<'_>, lexicon: &Lexicon, token: usize, out: &mut Modality) -> bool {
    let mut own = false;
    for child in scene.children(token).iter().copied() {
        let word = scene.lower(child);
        match scene.label(child) {
            Label::Aux | Label::Auxpass => {
                // "Will cost a million and be delivered": a bare "be" leaves the time to the verb before.
                own |= !(scene.label(child) == Label::Auxpass && scene.tag(child) == Tag::VB);
                out.ahead |= lexicon.word_list("future_auxiliaries", word);
                out.possible |= lexicon.word_list("possible_auxiliaries", word);
                out.infinitive |= scene.tag(child) == Tag::TO;
            }
            // "Will not arrive until next year": it will then.
            Label::Neg
                if scene.children_with(token, Label::Prep).any(|until| matches!(scene.lower(until), "until" | "till" | "before")) =>
            {
                out.ahead = true;
            }
            Label::Neg => out.negated = true,
            // "Nor does it plan to".
            Label::Cc if word == "nor" => out.negated = true,
            Label::Advmod if lexicon.word_list("negating_adverbs", word) => out.negated = true,
            // "No longer".
            Label::Advmod
                if word == "longer"
                    && scene.children(child).iter().any(|no| lexicon.word_list("negating_determiners", scene.lower(*no))) =>
            {
                out.negated = true;
            }
            // "Until the F-35s come": they have not.
            Label::Mark | Label::Advmod
                if matches!(word, "until" | "till" | "before") && matches!(scene.tag(token), Tag::VBP | Tag::VBZ | Tag::VB) =>
            {
                out.ahead = true;
            }
            Label::Mark | Label::Advmod if lexicon.word_list("conditional_words", word) => out.hypothetical = true,
            _ => {}
        }
    }
    own
}

/// A deed behind "against", or one that a verb keeps somebody from.
fn is_kept_from(scene: &Scene<'_>, lexicon: &Lexicon, verb: usize) -> bool {
    let head = scene.head(verb);
    let hinders = |token: usize| scene.word_sort(token) == WordSort::Verb && lexicon.word_list("hindering_verbs", scene.lemma(token));
    match scene.label(verb) {
        Label::Pcomp => match scene.lower(head) {
            "against" => scene.word_sort(scene.head(head)) == WordSort::Verb,
            "from" => hinders(scene.head(head)),
            _ => false,
        },
        Label::Xcomp => hinders(head),
        _ => false,
    }
}

/// "Is going", as an auxiliary of what comes.
fn is_going(scene: &Scene<'_>, token: usize) -> bool {
    scene.lower(token) == "going" && scene.children_with(token, Label::Aux).any(|aux| scene.lemma(aux) == "be")
}

fn has_subject(scene: &Scene<'_>, token: usize) -> bool {
    scene.children(token).iter().any(|child| matches!(scene.label(*child), Label::Nsubj | Label::Nsubjpass))
}

fn is_finite(scene: &Scene<'_>, token: usize) -> bool {
    matches!(scene.tag(token), Tag::VBD | Tag::VBP | Tag::VBZ | Tag::MD)
}
