//! Texts that are copies of one another: however many publish it, a text is one voice.
//!
//! A [`Sketch`] is a small digest of a document's words; two sketches tell how much of their texts is the same.

use materiel_model::DocumentId;
use std::collections::BTreeMap;

/// Runs of this many words are compared.
const RUN: usize = 4;
/// A sketch keeps so many hashes of runs, the smallest ones.
const KEPT: usize = 96;
/// Texts of fewer runs than this are copies only when they are the same word for word: one other figure makes them another report.
const SHORT: usize = 24;
/// Copies share at least so many hundredths of their runs.
const COPY: usize = 60;

/// The words of a text, digested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// Hash of all words in order.
    whole: u64,
    /// The smallest hashes of the runs of words, sorted.
    runs: Vec<u64>,
    /// How many different runs there are, up to one more than are kept.
    many: bool,
}

impl Sketch {
    /// The sketch of a text. Case, punctuation and white space do not count.
    pub fn of(text: &str) -> Self {
        let words: Vec<u64> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(word_hash).collect();
        let mut runs: Vec<u64> = words.windows(RUN).map(hash_all).collect();
        runs.sort_unstable();
        runs.dedup();
        let many = runs.len() > KEPT;
        runs.truncate(KEPT);
        Self { whole: hash_all(&words), runs, many }
    }

    /// True when the two texts are copies of one another, at most lightly rewritten.
    pub fn is_copy_of(&self, other: &Self) -> bool {
        if self.whole == other.whole {
            return true;
        }
        if self.runs.len() < SHORT || other.runs.len() < SHORT {
            return false;
        }
        self.shared(other) >= COPY
    }

    /// The hundredths of runs that are in both, out of those in either: exact for short texts, estimated from the smallest hashes for others.
    fn shared(&self, other: &Self) -> usize {
        let (mut i, mut j, mut both, mut either) = (0, 0, 0, 0);
        // Past the end of a full sketch nothing is known of its text, so the comparison stops there.
        let limit = if self.many || other.many { KEPT } else { usize::MAX };
        while either < limit && (i < self.runs.len() || j < other.runs.len()) {
            let (a, b) = (self.runs.get(i), other.runs.get(j));
            either += 1;
            match (a, b) {
                (Some(a), Some(b)) if a == b => {
                    both += 1;
                    i += 1;
                    j += 1;
                }
                (Some(a), Some(b)) if a < b => i += 1,
                (Some(_), None) => i += 1,
                _ => j += 1,
            }
        }
        (both * 100usize).checked_div(either).unwrap_or(0)
    }
}

/// FNV-1a, which is the same on every machine and in every version.
fn word_hash(word: &str) -> u64 {
    let lower = word.chars().flat_map(char::to_lowercase);
    lower.fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3))
}

fn hash_all(words: &[u64]) -> u64 {
    let hash = words.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |hash, word| (hash.rotate_left(23) ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd));
    (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53)
}

/// Brings documents together by voice. `documents` come in the order in which they are to be listed; so do the voices, by their first document.
pub fn voices(documents: &[(DocumentId, &Sketch)]) -> Vec<Vec<DocumentId>> {
    let mut root: Vec<usize> = (0..documents.len()).collect();
    let find = |root: &[usize], mut i: usize| {
        while root[i] != i {
            i = root[i];
        }
        i
    };
    for i in 0..documents.len() {
        for j in 0..i {
            let (a, b) = (find(&root, i), find(&root, j));
            if a != b && documents[i].1.is_copy_of(documents[j].1) {
                root[a.max(b)] = a.min(b);
            }
        }
    }
    let mut voices: BTreeMap<usize, Vec<DocumentId>> = BTreeMap::new();
    for (i, (id, _)) in documents.iter().enumerate() {
        voices.entry(find(&root, i)).or_default().push(id.clone());
    }
    voices.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "The ministry said on Monday that the first battery of the new air-defence system had arrived at the base near the \
        capital, where crews will train for six months before it is handed over to the brigade that is to operate it. Officials gave no \
        figure for the cost of the programme, which parliament approved two years ago after a long debate about the budget.";

    #[test]
    fn a_lightly_rewritten_copy_is_a_copy() {
        let copy = REPORT.replace("on Monday ", "").replace("Officials", "OFFICIALS").replace("no \\", "no ");
        assert!(Sketch::of(REPORT).is_copy_of(&Sketch::of(&copy)));
        assert!(Sketch::of(&copy).is_copy_of(&Sketch::of(REPORT)));
    }

    #[test]
    fn another_report_of_the_same_news_is_no_copy() {
        let other = "A first battery of air-defence launchers has arrived, the ministry said. Training of the crews will take half a year, after \
            which the brigade takes it over. What the programme costs was not made public; lawmakers had voted for it two years earlier.";
        assert!(!Sketch::of(REPORT).is_copy_of(&Sketch::of(other)));
    }

    #[test]
    fn short_texts_with_another_figure_are_other_voices() {
        let (a, b) = (Sketch::of("Turkey delivered 20 drones to Kosovo."), Sketch::of("Turkey delivered 5 drones to Kosovo."));
        assert!(!a.is_copy_of(&b));
        assert!(a.is_copy_of(&Sketch::of("TURKEY delivered 20 drones to Kosovo")));
        assert!(Sketch::of("").is_copy_of(&Sketch::of(" - ")));
    }
}
