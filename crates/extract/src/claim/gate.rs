//! A document's text in, whether it speaks of arms or forces at all out: the gate before everything that costs time.
//!
//! A document makes no claims that has no word of the list `gate_words` and no name of military equipment that could be nothing else. Only
//! letters are compared, word by word, so that general news passes by about as fast as it can be read from memory.

use crate::frame::lexicon::Lexicon;
use crate::knowledge::{Facts, Family, spelling};
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

/// Hashes in open addressing.
#[derive(Clone, Debug)]
struct Slots(Vec<u64>);

/// No word has this hash.
const EMPTY: u64 = 0;
/// So many parts of a name are compared.
const PARTS: usize = 3;
/// Texts of less than so many bytes pass.
const SHORT: usize = 320;

impl Gate {
    /// From the word list and the families of equipment. A word that `syntax` knows as everyday English is no name.
    pub fn new(facts: &Facts, lexicon: &Lexicon, syntax: &Syntax) -> Self {
        let mut hashes: Vec<u64> = lexicon.words_of("gate_words").map(|word| word.bytes().fold(0, step)).collect();
        for family in &facts.families {
            let told = is_telling(family);
            let names = std::iter::once(&family.name).chain(&family.names).chain(&family.variants);
            hashes.extend(names.filter(|name| told || is_designation(name)).flat_map(|name| keys(name, syntax)));
        }
        let arms = Slots::of(&hashes);
        hashes.extend(lexicon.words_of("glance_words").map(|word| word.bytes().fold(0, step)));
        Self { arms, wider: Slots::of(&hashes) }
    }

    /// True when some word of the text, or a few in a row, are of arms or forces.
    ///
    /// A text of less than 320 bytes, a headline or a sentence, always passes: it costs little to read, and has little room for such a word.
    pub fn lets_through(&self, text: &str) -> bool {
        text.len() < SHORT || self.speaks_of_arms(text)
    }

    /// The same of however short a text.
    pub fn speaks_of_arms(&self, text: &str) -> bool {
        self.arms.speak(text)
    }

    /// True when some word of a sentence, in a document that was let through, is of arms or forces, of ships, bases, treaties or attacks.
    pub fn may_speak_of_arms(&self, sentence: &str) -> bool {
        self.wider.speak(sentence)
    }
}

impl Slots {
    fn of(hashes: &[u64]) -> Self {
        let mut slots = vec![EMPTY; (hashes.len() * 4).next_power_of_two()];
        for &hash in hashes {
            let at = slot(&slots, hash);
            slots[at] = hash;
        }
        Self(slots)
    }

    /// True when some word, or a few in a row, are among them.
    fn speak(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        // What a name that began so many parts before has come to; nothing where no capital began it.
        let mut begun = [None; PARTS];
        let (mut last_end, mut last_digits, mut last_length) = (0, false, 0);
        let mut at = 0;
        let mut folded = String::new();
        while let Some(byte) = bytes.get(at) {
            let digits = byte.is_ascii_digit();
            let same = |byte: &&u8| byte.is_ascii_digit() == digits && (byte.is_ascii_alphanumeric() || !(digits || byte.is_ascii()));
            let end = at + bytes[at..].iter().take_while(same).count();
            if end == at {
                at += 1;
                continue;
            }
            let raw = &bytes[at..end];
            let word = if raw.is_ascii() {
                raw
            } else {
                // Letters beyond ASCII lose their marks, as they do in names.
                folded = spelling::spell(text.get(at..end).unwrap_or_default()).letters;
                folded.as_bytes()
            };
            let reaches = joins(&bytes[last_end..at], (last_digits, last_length), (digits, word.len()));
            begun.rotate_right(1);
            if !reaches {
                begun.fill(None);
            }
            begun[0] = text.get(at..end).filter(|word| !word.starts_with(char::is_lowercase)).map(|_| 0);
            if self.knows(word, &mut begun) {
                return true;
            }
            (last_end, last_digits, last_length, at) = (end, digits, word.len(), end);
        }
        drop(folded);
        false
    }

    /// True for a word of the list, and where it ends a name; adds the word to the names that have begun.
    fn knows(&self, word: &[u8], begun: &mut [Option<u64>; PARTS]) -> bool {
        let Some((last, rest)) = word.split_last() else { return false };
        let last = last.to_ascii_lowercase();
        let rest = |from: u64| rest.iter().fold(from, |hash, letter| step(hash, letter.to_ascii_lowercase()));
        if self.has(step(rest(0), last)) {
            return true;
        }
        begun.iter_mut().enumerate().any(|(parts, hash)| {
            let Some(hash) = hash else { return false };
            let singular = rest(*hash);
            *hash = step(singular, last);
            // "Coast Guard" is the list's "coastguard".
            self.has(named(*hash)) || (parts > 0 && self.has(*hash)) || (last == b's' && self.has(named(singular)))
        })
    }

    fn has(&self, hash: u64) -> bool {
        self.0[slot(&self.0, hash)] == hash
    }
}

/// Where a hash stands, or would.
fn slot(slots: &[u64], hash: u64) -> usize {
    let mask = slots.len() - 1;
    let mut at = (hash >> 20) as usize & mask;
    while slots[at] != EMPTY && slots[at] != hash {
        at = (at + 1) & mask;
    }
    at
}

/// True when a name may go on from one part to the next: "F-16", "Leopard 2", "Black Hawk"; not "a 10" or "4.5".
fn joins(between: &[u8], (digits, length): (bool, usize), (next_digits, _): (bool, usize)) -> bool {
    match between {
        b"" | b"-" => !(digits && next_digits),
        b" " => !digits && (!next_digits || length > 2),
        _ => false,
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

/// What a name is known by: its first parts, and its first part alone where no more than plain nouns follow ("Aster missile").
fn keys(name: &str, syntax: &Syntax) -> Vec<u64> {
    let spelled = spelling::spell(name);
    let letters = |parts: usize| (0..parts).flat_map(|part| spelled.word(part).bytes()).fold(0, step);
    let (first, count) = (spelled.word(0), spelled.atoms.len());
    let mut out = Vec::new();
    let stem = count == 1 || (spelled.is_lower(1) && spelled.word(1) != "class" && first.len() > 3);
    if stem && first.len() > 2 && spelled.is_capital(0) && !syntax.knows_word(first) {
        out.push(named(letters(1)));
    }
    // "F-16" of "F-16 Fighting Falcon", but all of "Los Angeles class".
    let parts = if spelled.atoms.iter().take(2).any(|atom| atom.digits) { 2 } else { PARTS }.min(count);
    let length: usize = (0..parts).map(|part| spelled.word(part).len()).sum();
    if parts > 1 && length > 2 && (first.len() > 2 || spelled.atoms.iter().take(2).any(|atom| atom.digits)) {
        out.push(named(letters(parts)));
    }
    out
}

/// One letter more. The parts of a name in a row have the hash of all their letters.
const fn step(hash: u64, letter: u8) -> u64 {
    (hash.rotate_left(5) ^ (letter as u64 + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The hash of letters as a name, apart from that of the same letters as a word.
const fn named(hash: u64) -> u64 {
    hash ^ 0x5555_5555_5555_5555
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Knowledge;

    #[test]
    fn only_documents_about_arms_or_forces_pass() {
        let knowledge = Knowledge::embedded();
        let (lexicon, errors) = Lexicon::load(knowledge.facts().files("languages/en/"));
        assert!(errors.is_empty());
        let gate = Gate::new(knowledge.facts(), &lexicon, Syntax::embedded());
        for (text, passes) in [
            ("Poland ordered 32 F-35A from the United States.", true),
            ("POLAND ORDERS F35 FROM US", true),
            ("The Leopard 2A7 reached Norway.", true),
            ("The Coast Guard asked for more money.", true),
            ("Two FREMM for Egypt.", true),
            ("Il a commandé des Rafale.", true),
            ("Troops left on Monday.", true),
            ("Profits rose by 16 pct in the first quarter, the bank said.", false),
            ("Sugar output fell to 4.5 mln tonnes in 1986/87.", false),
            ("A 10 pct rise, a 16 pct fall.", false),
            ("", false),
        ] {
            assert_eq!(gate.speaks_of_arms(text), passes, "{text}");
            assert!(gate.lets_through(text), "{text} is short");
        }
    }
}
