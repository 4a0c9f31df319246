//! Words compared without knowing their language: spelling variants and endings are let pass, figures are not.

/// The words of a phrase that carry meaning: lower case, two letters and less left out unless they hold a figure.
pub(super) fn words(phrase: &str) -> Vec<String> {
    let mut words: Vec<String> = phrase
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 2 || word.chars().any(|c| c.is_ascii_digit()))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The beginnings of some words as a set of bits: phrases without a bit in common have no word in common.
pub(super) fn signature(words: &[String]) -> u64 {
    let beginning = |word: &String| word.chars().take(3).fold(7_u64, |hash, c| hash.wrapping_mul(31).wrapping_add(u64::from(u32::from(c))));
    words.iter().fold(0, |bits, word| bits | 1 << (beginning(word).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58))
}

/// The phrase as it is compared for being the same: lower case, letters and figures only.
pub(super) fn key(phrase: &str) -> String {
    phrase.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How two phrases stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// No word in common.
    Apart,
    /// Some words in common, and on each side some that the other lacks.
    Overlap,
    /// One says all that the other says, and more.
    Within,
    /// The same words.
    Same,
}

/// Compares the words of two phrases.
pub(super) fn likeness(a: &[String], b: &[String]) -> Likeness {
    let found = |one: &[String], other: &[String]| one.iter().filter(|w| other.iter().any(|v| same_word(w, v))).count();
    let (of_a, of_b) = (found(a, b), found(b, a));
    if of_a == 0 || of_b == 0 {
        Likeness::Apart
    } else if of_a == a.len() && of_b == b.len() {
        Likeness::Same
    } else if of_a == a.len() || of_b == b.len() {
        Likeness::Within
    } else {
        Likeness::Overlap
    }
}

/// The share of words that two phrases have in common, in hundredths of all their words.
pub(super) fn overlap(a: &[String], b: &[String]) -> usize {
    let common = a.iter().filter(|w| b.iter().any(|v| same_word(w, v))).count();
    let all = a.len() + b.len() - common.min(b.len());
    (common * 100).checked_div(all).unwrap_or(0)
}

/// True when two words differ by an ending or one letter ("drone", "drones"; "armored", "armoured").
fn same_word(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    if a.bytes().chain(b.bytes()).any(|c| c.is_ascii_digit()) {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let short = a.len().min(b.len());
    let prefix = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let suffix = a.iter().rev().zip(b.iter().rev()).take(short - prefix).take_while(|(x, y)| x == y).count();
    a.len().abs_diff(b.len()) <= 2 && prefix >= 3 && prefix + suffix + 1 >= short && (prefix == short || suffix > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_and_spellings_are_let_pass() {
        for (a, b) in [("drone", "drones"), ("armored", "armoured"), ("defense", "defence"), ("tank", "tanks")] {
            assert!(same_word(a, b), "{a} {b}");
        }
        for (a, b) in [("transport", "transfer"), ("radar", "radio"), ("s400", "s300"), ("mi17", "mi171"), ("missile", "missing")] {
            assert!(!same_word(a, b), "{a} {b}");
        }
    }

    #[test]
    fn phrases_stand_to_each_other_as_their_words_do() {
        let compare = |a, b| likeness(&words(a), &words(b));
        assert_eq!(compare("armored vehicles", "armoured vehicle"), Likeness::Same);
        assert_eq!(compare("helicopters", "attack helicopters"), Likeness::Within);
        assert_eq!(compare("utility helicopters", "attack helicopters"), Likeness::Overlap);
        assert_eq!(compare("drones", "unmanned aerial systems"), Likeness::Apart);
    }
}
