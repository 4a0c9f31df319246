//! Words into the letters that names are compared by: folded to plain lower-case letters and digits, with what stood between them.

use std::ops::Range;

/// What stands between two runs of letters or digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nothing: a letter meets a digit.
    Glued,
    /// A hyphen, a dot or the like, without white space.
    Hyphen,
    /// A slash without white space.
    Slash,
    /// White space.
    Space,
    /// A possessive `'s` and white space.
    Possessive,
    /// White space and a quotation mark.
    Quote,
    /// An opening bracket.
    Bracket,
    /// Anything that no name reaches across.
    Break,
}

/// A run of letters or a run of digits.
#[derive(Clone, Copy, Debug)]
pub struct Atom {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte in the text.
    pub end: usize,
    /// Where its letters start in [`Spelled::letters`].
    pub from: usize,
    /// Where its letters end.
    pub to: usize,
    /// What stands before it.
    pub gap: Gap,
    /// True for a run of digits.
    pub digits: bool,
}

/// A text as letters.
#[derive(Clone, Debug, Default)]
pub struct Spelled {
    /// The folded letters and digits of all atoms in a row; a `|` parts two runs of digits.
    pub letters: String,
    /// For each byte of `letters`, whether the text has a capital there.
    pub upper: Vec<bool>,
    /// The runs in order.
    pub atoms: Vec<Atom>,
}

impl Spelled {
    /// The folded letters of atom `i`.
    pub fn word(&self, i: usize) -> &str {
        self.atoms.get(i).and_then(|atom| self.letters.get(atom.from..atom.to)).unwrap_or_default()
    }

    /// The folded letters of several atoms in a row.
    pub fn words(&self, atoms: Range<usize>) -> &str {
        let (Some(first), Some(last)) = (self.atoms.get(atoms.start), atoms.end.checked_sub(1).and_then(|i| self.atoms.get(i))) else {
            return "";
        };
        self.letters.get(first.from..last.to).unwrap_or_default()
    }

    /// True when atom `i` starts with a capital.
    pub fn is_capital(&self, i: usize) -> bool {
        self.atoms.get(i).is_some_and(|atom| self.upper.get(atom.from).copied().unwrap_or(false))
    }

    /// True when atom `i` is letters and all of them are capitals.
    pub fn is_upper(&self, i: usize) -> bool {
        self.atoms.get(i).is_some_and(|atom| !atom.digits && self.upper.get(atom.from..atom.to).is_some_and(|all| all.iter().all(|u| *u)))
    }

    /// True when atom `i` is letters and none of them is a capital.
    pub fn is_lower(&self, i: usize) -> bool {
        self.atoms.get(i).is_some_and(|atom| !atom.digits && self.upper.get(atom.from..atom.to).is_some_and(|all| !all.contains(&true)))
    }
}

/// Spells a text.
pub fn spell(text: &str) -> Spelled {
    let mut spelled = Spelled {
        letters: String::with_capacity(text.len()),
        upper: Vec::with_capacity(text.len()),
        atoms: Vec::with_capacity(text.len() / 6 + 2),
    };
    spell_into(text, &mut spelled);
    spelled
}

/// Spells a text into the room of what was spelled before.
pub fn spell_into(text: &str, spelled: &mut Spelled) {
    spelled.letters.clear();
    spelled.upper.clear();
    spelled.atoms.clear();
    let bytes = text.as_bytes();
    let letter = |at: usize| text.get(at..).and_then(|rest| rest.chars().next());
    let mut at = 0;
    let mut last_end = 0;
    let mut possessive = false;
    while let Some(&byte) = bytes.get(at) {
        let Some(c) = (if byte.is_ascii() { Some(char::from(byte)) } else { letter(at) }) else { break };
        let start = at;
        at += c.len_utf8();
        if !is_alphanumeric(c) {
            continue;
        }
        let digits = c.is_ascii_digit();
        let between = text.get(last_end..start).unwrap_or_default();
        let mut gap = if spelled.atoms.is_empty() { Gap::Break } else { gap_of(between, possessive) };
        // A sentence may end without white space after it.
        if between == "."
            && c.is_uppercase()
            && spelled.atoms.last().is_some_and(|atom| atom.to - atom.from > 1 && !spelled.upper[atom.to - 1])
        {
            gap = Gap::Break;
        }
        if digits && spelled.atoms.last().is_some_and(|atom| atom.digits) {
            push(spelled, '|');
        }
        let from = spelled.letters.len();
        let mut end = at;
        push(spelled, c);
        possessive = false;
        while let Some(&byte) = bytes.get(at) {
            // Nearly all that follows is plain, and goes on in one step.
            if byte.is_ascii_alphanumeric() {
                if byte.is_ascii_digit() != digits {
                    break;
                }
                push(spelled, char::from(byte));
                at += 1;
                end = at;
                continue;
            }
            let Some(next) = letter(at) else { break };
            let behind = at + next.len_utf8();
            if is_mark(next) || (is_alphanumeric(next) && next.is_ascii_digit() == digits) {
                push(spelled, next);
                at = behind;
                end = at;
            } else if is_apostrophe(next) {
                let mut after = text.get(behind..).unwrap_or_default().chars();
                match (after.next(), after.next()) {
                    (Some('s' | 'S'), follow) if !follow.is_some_and(char::is_alphanumeric) => {
                        at = behind + 1;
                        possessive = true;
                        break;
                    }
                    (Some(letter), _) if letter.is_alphabetic() && !digits => at = behind,
                    _ => break,
                }
            } else {
                break;
            }
        }
        let to = spelled.letters.len();
        spelled.atoms.push(Atom { start, end, from, to, gap, digits });
        last_end = end;
    }
}

fn gap_of(between: &str, possessive: bool) -> Gap {
    let mut kind = if between.is_empty() { Gap::Glued } else { Gap::Hyphen };
    let mut dash = false;
    for c in between.chars().skip(if possessive { 2 } else { 0 }) {
        match c {
            _ if c.is_whitespace() => {
                if !matches!(kind, Gap::Quote | Gap::Bracket) {
                    kind = Gap::Space;
                }
            }
            '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' => dash = true,
            '/' if kind == Gap::Hyphen && between.len() == 1 => kind = Gap::Slash,
            '.' | '&' | '+' | '·' | '\u{ad}' | '®' | '™' => {}
            '"' | '\u{201c}' | '\u{201d}' | '«' | '»' | '„' => kind = Gap::Quote,
            '(' | '[' if kind == Gap::Space || kind == Gap::Hyphen => kind = Gap::Bracket,
            _ if is_apostrophe(c) => {}
            _ => return Gap::Break,
        }
    }
    match kind {
        Gap::Space | Gap::Quote | Gap::Bracket if dash => Gap::Break,
        Gap::Space if possessive => Gap::Possessive,
        _ => kind,
    }
}

fn push(spelled: &mut Spelled, c: char) {
    if c.is_ascii() {
        spelled.letters.push(c.to_ascii_lowercase());
        spelled.upper.push(c.is_ascii_uppercase());
        return;
    }
    let before = spelled.letters.len();
    fold(c, &mut spelled.letters);
    spelled.upper.resize(spelled.letters.len(), is_uppercase(c));
    debug_assert!(spelled.upper.len() >= before);
}

/// [`char::is_alphanumeric`], at once for what texts have most: dashes and quotation marks, letters with diacritics, Cyrillic.
fn is_alphanumeric(c: char) -> bool {
    match c {
        '\u{2000}'..='\u{206f}' => false,
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' | 'А'..='я' => true,
        _ => c.is_alphanumeric(),
    }
}

/// [`char::is_uppercase`], likewise.
fn is_uppercase(c: char) -> bool {
    match c {
        'ß'..='ö' | 'ø'..='ÿ' | 'а'..='я' => false,
        _ => c.is_uppercase(),
    }
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´')
}

/// Combining marks and invisible characters, which belong to the letter before them.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{feff}')
}

/// Adds a letter without its diacritics and in lower case.
fn fold(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    if is_mark(c) {
        return;
    }
    let lower = match c {
        'ß'..='ö' | 'ø'..='ÿ' | 'а'..='я' => c,
        _ => c.to_lowercase().next().unwrap_or(c),
    };
    let plain = match lower {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ'..='ặ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ə' | 'ẹ'..='ệ' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'ǧ' => "g",
        'ĥ' | 'ħ' | 'ḥ' | 'ḫ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ỉ' | 'ị' => "i",
        'ĵ' => "j",
        'ķ' | 'ḳ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ'..='ợ' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṣ' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' | 'ṭ' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ'..='ự' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ'..='ỹ' => "y",
        'ź' | 'ż' | 'ž' | 'ẓ' => "z",
        _ => {
            out.push(lower);
            return;
        }
    };
    out.push_str(plain);
}

/// A name as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its folded letters.
    pub letters: String,
    /// A bit for each of the first 64 bytes of `letters` that must be a capital in the text.
    pub capitals: u64,
    /// A bit for each of the first 64 bytes of `letters` before which the text may have white space.
    pub gaps: u64,
    /// A bit for each of the first 64 bytes of `letters` before which the name has a possessive `'s`.
    pub possessives: u64,
}

/// The key of a name: a word that starts with a capital needs it, a word all in capitals needs all of them.
pub fn key(name: &str) -> Key {
    key_in(name, &mut Spelled::default())
}

/// The same in the room of what was spelled before.
pub fn key_in(name: &str, spelled: &mut Spelled) -> Key {
    spell_into(name, spelled);
    let (mut capitals, mut gaps, mut possessives) = (0, 0, 0);
    let mut word_start = 0;
    for (i, atom) in spelled.atoms.iter().enumerate() {
        if atom.gap != Gap::Glued {
            word_start = i;
        }
        let abbreviation = spelled.is_upper(i) && (atom.to - atom.from > 1 || word_start == i);
        for at in atom.from..atom.to.min(64) {
            let capital = spelled.upper.get(at).copied().unwrap_or(false);
            if capital && (at == atom.from || abbreviation) {
                capitals |= 1 << at;
            }
        }
        if atom.from < 64 {
            gaps |= 1 << atom.from;
            possessives |= u64::from(atom.gap == Gap::Possessive) << atom.from;
        }
    }
    Key { letters: spelled.letters.clone(), capitals, gaps, possessives }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_that_differ_only_in_marks_have_one_key() {
        for (one, other) in [
            ("F-16", "F16"),
            ("F-16", "F 16"),
            ("anti-tank missile", "antitank missile"),
            ("U.A.E.", "UAE"),
            ("Türkiye", "Turkiye"),
            ("Ra'am", "Ra’am"),
            ("Kosovë", "Kosove"),
        ] {
            assert_eq!(key(one).letters, key(other).letters, "{one} and {other}");
        }
        assert_ne!(key("Mirage 2000-5").letters, key("Mirage 20005").letters);
    }

    #[test]
    fn a_possessive_is_no_part_of_a_word() {
        let spelled = spell("Kosovo’s F-16's and tanks'");
        let words = (0..spelled.atoms.len()).map(|i| spelled.word(i)).collect::<Vec<_>>();
        assert_eq!(words, ["kosovo", "f", "16", "and", "tanks"]);
        assert_eq!(spelled.atoms[1].gap, Gap::Possessive);
        assert_eq!(spelled.atoms[2].gap, Gap::Hyphen);
    }

    proptest! {
        #[test]
        fn every_text_can_be_spelled(text in "\\PC{0,60}") {
            let spelled = spell(&text);
            prop_assert_eq!(spelled.letters.len(), spelled.upper.len());
            for atom in &spelled.atoms {
                prop_assert!(text.get(atom.start..atom.end).is_some());
                prop_assert!(spelled.letters.get(atom.from..atom.to).is_some());
            }
        }
    }
}
