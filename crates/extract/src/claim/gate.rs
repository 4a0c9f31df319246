//! A document's text in, whether it speaks of arms or forces at all out: the gate before everything that costs time.
//!
//! A document makes no claims that has neither words of arms or forces (the list `gate_words`) nor names of military equipment that could be nothing
//! else. One of the list `telling_words`, or a designation, is enough; of the others, which general news has of other things too ("arms", "tank",
//! "defence"), there must be two, or one that comes again and again. Only letters are compared, word by word, so that general news passes by about as
//! fast as it can be read from memory.

use super::slots::{Slots, Sort, Term};
use crate::frame::lexicon::Lexicon;
use crate::knowledge::spelling::{self, Spelled};
use crate::knowledge::{Facts, Family};
use crate::syntax::Syntax;
use materiel_model::Class;

/// What the words of a text are looked up in: words of arms and forces, and names of equipment by their first parts.
#[derive(Clone, Debug)]
pub struct Gate {
    /// What lets a document through.
    arms: Slots,
    /// The same, and the words of `glance_words`.
    wider: Slots,
}

/// What some words have said of arms so far; of several pieces of a text, it is handed from one to the next.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said {
    /// The first word or name, where it is not enough by itself.
    first: Option<u64>,
    /// How often it came.
    times: usize,
    /// True once another came, or one that is enough by itself.
    enough: bool,
}

impl Said {
    /// True where a text of so many bytes that said this may make a claim, as [`Gate::lets_through`] tells it of a text.
    pub fn lets_through(&self, bytes: usize) -> bool {
        bytes < SHORT || self.enough || self.times * ONE_IN >= bytes
    }
}

/// So many parts of a name are compared.
pub(super) const PARTS: usize = 3;
/// Texts of less than so many bytes pass: a headline, or a sentence or two.
pub(super) const SHORT: usize = 320;
/// A single word is enough where it comes once in so many bytes.
const ONE_IN: usize = 600;

impl Gate {
    /// From the word list and the families of equipment. A word that `syntax` knows as everyday English is no name.
    pub fn new(facts: &Facts, lexicon: &Lexicon, syntax: &Syntax) -> Self {
        let word = |word: &str, tells| Term { letters: word.replace(' ', ""), sort: Sort::of(word), tells };
        let mut terms: Vec<Term> = lexicon.words_of("gate_words").map(|listed| word(listed, false)).collect();
        terms.extend(lexicon.words_of("telling_words").map(|listed| word(listed, true)));
        let mut spelled = Spelled::default();
        for family in &facts.families {
            let told = is_telling(family);
            let names = std::iter::once(&family.name).chain(&family.names).chain(&family.variants);
            names.filter(|name| told || is_designation(name)).for_each(|name| keys(name, syntax, &mut spelled, &mut terms));
        }
        let more: Vec<Term> = lexicon.words_of("glance_words").map(|listed| word(listed, false)).collect();
        let mut arms = Slots::new(terms.len() + more.len());
        arms.add(&terms);
        let mut wider = arms.clone();
        wider.add(&more);
        Self { arms, wider }
    }

    /// True when the text has words of arms or forces, or names of equipment, enough to make a claim.
    ///
    /// A text of less than 320 bytes, a headline or a sentence, always passes: it costs little to read, and has little room for such a word.
    pub fn lets_through(&self, text: &str) -> bool {
        let mut said = Said::default();
        text.len() < SHORT || self.listen(text, &mut said) || said.lets_through(text.len())
    }

    /// True where [`lets_through`](Self::lets_through) may be true of some of the lines so far: `said` is what was said in those before these.
    ///
    /// Nothing is known of how long that text is, so that a word that comes twice is enough.
    pub fn may_let_through(&self, lines: &str, said: &mut Said) -> bool {
        self.listen(lines, said) || said.times > 1
    }

    fn listen(&self, text: &str, said: &mut Said) -> bool {
        said.enough = said.enough
            || self.arms.any(text, |term, tells| {
                let first = *said.first.get_or_insert(term);
                said.times += 1;
                tells || first != term
            });
        said.enough
    }

    /// True when some word of a sentence, in a document that was let through, is of arms or forces, of ships, bases, treaties or attacks.
    pub fn may_speak_of_arms(&self, sentence: &str) -> bool {
        self.wider.any(sentence, |_, _| true)
    }
}

/// True for a family whose name by itself speaks of arms: no everyday word, and nothing that airlines and farmers buy too.
fn is_telling(family: &Family) -> bool {
    use Class as C;
    let civil = matches!(
        family.class,
        C::TransportAircraft | C::Engine | C::Other | C::Service | C::Vehicle | C::Communications | C::Sensor | C::Radar
    );
    !family.needs && !civil
}

/// True for a name such as "AH-64E" or "KC-390", whatever else its family is called: one to three capitals, a hyphen, a number.
fn is_designation(name: &str) -> bool {
    let Some((letters, rest)) = name.split_once('-') else { return false };
    (1..=3).contains(&letters.len())
        && letters.bytes().all(|letter| letter.is_ascii_uppercase())
        && rest.starts_with(|c: char| c.is_ascii_digit())
}

/// Adds what a name is known by: its first parts, and its first part alone where no more than plain nouns follow ("Aster missile").
fn keys(name: &str, syntax: &Syntax, spelled: &mut Spelled, out: &mut Vec<Term>) {
    spelling::spell_into(name, spelled);
    let (first, count) = (spelled.word(0), spelled.atoms.len());
    let term = |parts: usize| {
        let letters: String = (0..parts).map(|part| spelled.word(part)).collect();
        Term { tells: letters.bytes().any(|letter| letter.is_ascii_digit()), letters, sort: Sort::Name }
    };
    let stem = count == 1 || (spelled.is_lower(1) && spelled.word(1) != "class" && first.len() > 3);
    if stem && first.len() > 2 && spelled.is_capital(0) && !syntax.knows_word(first) {
        out.push(term(1));
    }
    // "F-16" of "F-16 Fighting Falcon", but all of "Los Angeles class".
    let parts = if spelled.atoms.iter().take(2).any(|atom| atom.digits) { 2 } else { PARTS }.min(count);
    let length: usize = (0..parts).map(|part| spelled.word(part).len()).sum();
    if parts > 1 && length > 2 && (first.len() > 2 || spelled.atoms.iter().take(2).any(|atom| atom.digits)) {
        out.push(term(parts));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Knowledge;

    fn gate() -> Gate {
        let knowledge = Knowledge::embedded();
        let (lexicon, errors) = Lexicon::load(knowledge.facts().files.below("languages/en/"));
        assert!(errors.is_empty());
        Gate::new(knowledge.facts(), &lexicon, Syntax::embedded())
    }

    #[test]
    fn only_documents_about_arms_or_forces_pass() {
        let gate = gate();
        let filler =
            "Profits rose by 16 pct in the first quarter, the bank said. Sugar output fell to 4.5 mln tonnes in 1986/87. ".repeat(20);
        for (text, passes) in [
            ("Poland ordered 32 F-35A from the United States.", true),
            ("POLAND ORDERS F35 FROM US", true),
            ("The Leopard 2A7 reached Norway.", true),
            ("The Coast Guard asked the navy for more money.", true),
            ("The Coast Guard asked for more money.", false),
            ("Two FREMM and a patrol for Egypt.", true),
            ("Il a commandé des Rafale, the army said.", true),
            ("Troops left on Monday.", false),
            ("Troops and tanks left on Monday.", true),
            ("Troops left on Monday, and more troops will follow; troops of two states, other troops too.", true),
            ("The missile hit the house.", true),
            ("They asked for military aid.", true),
            ("They asked for military music.", false),
            ("Their defense held out; their defense is their strength.", false),
            ("A 10 pct rise, a 16 pct fall.", false),
            ("", false),
        ] {
            assert_eq!(gate.lets_through(&format!("{text} {filler}")), passes, "{text}");
            assert!(gate.lets_through(text), "{text} is short");
        }
    }

    #[test]
    fn what_one_piece_says_counts_for_the_next() {
        let (gate, mut said) = (gate(), Said::default());
        let pieces = ["The army left.", "Nothing is left of it.", "The army came back.", ""];
        assert_eq!(pieces.map(|piece| gate.may_let_through(piece, &mut said)), [false, false, true, true]);
        assert!(gate.may_let_through("The howitzers left.", &mut Said::default()));
        // Of a text that was asked piece by piece nothing is left to ask.
        let sugar = "Sugar output fell to 4.5 mln tonnes in 1986/87.\n".repeat(20);
        for text in [sugar.clone(), format!("{sugar}The tank left.\n"), format!("{sugar}{sugar}The tank left.\n"), "The tank.\n".to_owned()]
        {
            let mut said = Said::default();
            let enough = text.split_inclusive('\n').any(|piece| gate.may_let_through(piece, &mut said));
            assert_eq!(enough || said.lets_through(text.len()), gate.lets_through(&text), "{text}");
        }
    }
}
