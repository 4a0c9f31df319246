//! Words compared without knowing their language: spelling variants and endings are let pass, figures are not.

/// The words of a phrase that carry meaning, each with its [`beginning`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words(Box<[(u64, Box<str>)]>);

/// Lower case, words of two letters and less left out unless they hold a figure.
pub(super) fn words(phrase: &str) -> Words {
    let mut words: Vec<(u64, Box<str>)> = phrase
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 2 || word.chars().any(|c| c.is_ascii_digit()))
        .map(|word| (beginning(&word), word.into()))
        .collect();
    words.sort_unstable();
    words.dedup();
    Words(words.into())
}

/// The first three letters of a word as one number: words with other beginnings are never the same.
fn beginning(word: &str) -> u64 {
    word.chars().take(3).fold(0, |packed, c| packed << 21 | u64::from(u32::from(c)))
}

impl Words {
    /// How many words.
    pub(super) fn many(&self) -> usize {
        self.0.len()
    }

    /// The beginnings of the words, each once.
    pub(super) fn beginnings(&self) -> impl Iterator<Item = u64> {
        self.0.chunk_by(|a, b| a.0 == b.0).filter_map(|words| words.first()).map(|(beginning, _)| *beginning)
    }

    /// How many of the words the other phrase has too.
    fn found(&self, other: &Self) -> usize {
        let has = |(beginning, word): &&(u64, Box<str>)| other.0.iter().any(|(b, w)| b == beginning && same_word(word, w));
        self.0.iter().filter(has).count()
    }
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
pub(super) fn likeness(a: &Words, b: &Words) -> Likeness {
    let (of_a, of_b) = (a.found(b), b.found(a));
    if of_a == 0 || of_b == 0 {
        Likeness::Apart
    } else if of_a == a.0.len() && of_b == b.0.len() {
        Likeness::Same
    } else if of_a == a.0.len() || of_b == b.0.len() {
        Likeness::Within
    } else {
        Likeness::Overlap
    }
}

/// The share of words that two phrases have in common, in hundredths of all their words.
pub(super) fn overlap(a: &Words, b: &Words) -> usize {
    let common = a.found(b);
    let all = a.0.len() + b.0.len() - common.min(b.0.len());
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
