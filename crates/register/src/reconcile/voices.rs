//! Texts that are copies of one another: however many publish it, a text is one voice.
//!
//! In: texts. Out: for each document the one whose voice it is. A [`Sketch`] is a small digest of a text's words (the smallest hashes of
//! its runs of four words); two sketches tell how much of the texts is the same. Which sketches are compared at all is found by locality-sensitive
//! hashing: MinHash in bands, with one permutation for all of them.

use materiel_model::{DocumentId, Span};
use rustc_hash::FxHashMap;
use std::collections::{BTreeSet, HashMap};

/// Runs of this many words are compared.
const RUN: usize = 4;
/// A sketch keeps so many hashes of runs, the smallest ones.
const KEPT: usize = 96;
/// Texts of fewer runs than this are copies only when they are the same word for word: one other figure makes them another report.
const SHORT: usize = 24;
/// Copies share at least so many hundredths of their runs.
const COPY: usize = 60;
/// And so many hundredths of the figures of the one that has fewer: the same form filled in with other figures is another report.
const SAME_FIGURES: usize = 67;
/// A sketch keeps so many hashes of figures, the smallest ones.
const FIGURES: usize = 32;
/// Two texts are compared when all hashes of at least one band are the same: at [`COPY`] that finds 94 in 100, at 80 hundredths all but one in 10,000.
const BANDS: usize = 20;
/// So many hashes make a band.
const ROWS: usize = 4;
/// Words of fewer than these in a row are nobody's own.
const PASSAGE: usize = 8;

/// The words of a text, digested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// Hash of all words in order.
    whole: u64,
    /// The smallest hashes of the runs of words, sorted.
    runs: Box<[u32]>,
    /// How many different runs there are, up to one more than are kept.
    many: bool,
    /// The smallest hashes of the figures ("246", "6-3/16", "12.5"), sorted.
    figures: Box<[u32]>,
    /// What texts have in common that are worth comparing.
    bands: Box<[u32]>,
    /// Where passages begin (up to the next full stop, line end or quotation mark), with the hashes of their words.
    passages: Box<[(u32, u32)]>,
}

impl Sketch {
    /// The sketch of a text. Case, punctuation and white space do not count.
    pub fn of(text: &str) -> Self {
        let mut words: Vec<u64> = Vec::with_capacity(text.len() / 5);
        let mut passages = Vec::new();
        let mut first_word = 0;
        let mut passage_at = 0;
        let mut word_at = None;
        let mut hash = OFFSET;
        let mut stop = false;
        let mut figures = Vec::new();
        let mut figure_at = None;
        let mut close = |words: &[u64], first: usize, at: usize| {
            if words.len() - first >= PASSAGE {
                passages.push((u32::try_from(at).unwrap_or(u32::MAX), short(hash_all(&words[first..]))));
            }
        };
        for (at, c) in text.char_indices() {
            match figure_at {
                None if c.is_ascii_digit() && word_at.is_none() => figure_at = Some(at),
                Some(from) if !(c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '/')) => {
                    figures.push(figure(&text[from..at]));
                    figure_at = None;
                }
                _ => {}
            }
            if c.is_alphanumeric() {
                if word_at.is_none() {
                    word_at = Some(at);
                    // "3.5" and "U.S." go on; a passage ends where white space follows the stop.
                    if stop {
                        close(&words, first_word, passage_at);
                        (first_word, passage_at) = (words.len(), at);
                    }
                    stop = false;
                }
                for lower in c.to_lowercase() {
                    hash = (hash ^ u64::from(u32::from(lower))).wrapping_mul(PRIME);
                }
                continue;
            }
            if word_at.take().is_some() {
                words.push(hash);
                hash = OFFSET;
            }
            stop |= matches!(c, '\n' | '"' | '“' | '”' | '„' | '«' | '»');
            stop |= c.is_whitespace() && text[..at].ends_with(['.', '!', '?', ';', ':']);
        }
        if word_at.is_some() {
            words.push(hash);
        }
        figures.extend(figure_at.map(|from| figure(&text[from..])));
        figures.sort_unstable();
        figures.dedup();
        figures.truncate(FIGURES);
        close(&words, first_word, passage_at);
        let whole = hash_all(&words);
        let mut runs: Vec<u32> = words.windows(RUN).map(|run| short(hash_all(run))).collect();
        runs.sort_unstable();
        runs.dedup();
        let bands = bands(whole, &runs);
        let many = runs.len() > KEPT;
        runs.truncate(KEPT);
        Self { whole, runs: runs.into(), many, figures: figures.into(), bands, passages: passages.into() }
    }

    /// The sketch of a text of which nothing is known but its passages: it is no copy of anything.
    pub(crate) fn of_passages(passages: Box<[(u32, u32)]>) -> Self {
        Self { whole: 0, runs: Box::default(), many: false, figures: Box::default(), bands: Box::default(), passages }
    }

    /// Where its passages begin, with the hashes of their words.
    pub(crate) fn all_passages(&self) -> &[(u32, u32)] {
        &self.passages
    }

    /// True when the two texts are copies of one another, at most lightly rewritten.
    pub fn is_copy_of(&self, other: &Self) -> bool {
        if self.whole == other.whole {
            return true;
        }
        if self.runs.len() < SHORT || other.runs.len() < SHORT {
            return false;
        }
        self.shared(other) >= COPY && self.shared_figures(other) >= SAME_FIGURES
    }

    /// The hundredths of figures that are in both, out of those of the text that has fewer; 100 where one has none.
    fn shared_figures(&self, other: &Self) -> usize {
        // Past the end of a full list nothing is known of the figures of its text.
        let known = |figures: &[u32]| if figures.len() < FIGURES { u32::MAX } else { figures.last().copied().unwrap_or(u32::MAX) };
        let limit = known(&self.figures).min(known(&other.figures));
        let within = |figures: &[u32]| figures.partition_point(|figure| *figure <= limit);
        let (a, b) = (&self.figures[..within(&self.figures)], &other.figures[..within(&other.figures)]);
        let both = a.iter().filter(|figure| b.binary_search(figure).is_ok()).count();
        (both * 100).checked_div(a.len().min(b.len())).unwrap_or(100)
    }

    /// The hundredths of runs that are in both, out of those in either: exact for short texts, estimated from the smallest hashes for others.
    pub fn shared(&self, other: &Self) -> usize {
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

    /// What the text has in common with every text that is worth comparing with it. Copies nearly always share one of these, others hardly ever.
    pub fn bands(&self) -> &[u32] {
        &self.bands
    }

    /// The passages that lie in a stretch of the text, by their hashes.
    pub fn passages(&self, within: Span) -> impl Iterator<Item = u32> + '_ {
        let from = self.passages.partition_point(|(at, _)| (*at as usize) < within.start);
        self.passages[from..].iter().take_while(move |(at, _)| (*at as usize) < within.end).map(|(_, hash)| *hash)
    }
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// The hash of a figure, without the full stop or comma that may follow it.
fn figure(words: &str) -> u32 {
    short(hash_all(&[word_hash(words.trim_end_matches(|c: char| !c.is_alphanumeric()))]))
}

/// FNV-1a over the small letters of a word, which is the same on every machine and in every version.
pub(super) fn word_hash(word: &str) -> u64 {
    let lower = word.chars().flat_map(char::to_lowercase);
    lower.fold(OFFSET, |hash, c| (hash ^ u64::from(u32::from(c))).wrapping_mul(PRIME))
}

fn hash_all(words: &[u64]) -> u64 {
    let hash = words.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |hash, word| (hash.rotate_left(23) ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd));
    (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53)
}

/// The upper half of a hash, which is the better mixed.
const fn short(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// The bands of a text: one for all its words, and of texts that are not short those of its MinHash.
///
/// Every run falls into one of [`BANDS`] × [`ROWS`] bins, and each bin keeps its smallest hash; empty bins borrow from others by a fixed
/// sequence (one permutation hashing with optimal densification, Shrivastava 2017).
fn bands(whole: u64, runs: &[u32]) -> Box<[u32]> {
    const BINS: usize = BANDS * ROWS;
    let mut out = vec![short(whole)];
    if runs.len() >= SHORT {
        let mut bins = [u32::MAX; BINS];
        for run in runs {
            let mixed = run.wrapping_mul(0x9e37_79b1);
            let bin = &mut bins[(mixed >> 8) as usize % BINS];
            *bin = (*bin).min(mixed.rotate_left(16).wrapping_mul(0x85eb_ca6b));
        }
        let filled = bins;
        for (at, bin) in bins.iter_mut().enumerate() {
            let mut turn = 0_u32;
            while *bin == u32::MAX && turn < 4096 {
                turn += 1;
                let place = u64::try_from(at).unwrap_or(0).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(u64::from(turn));
                *bin = filled[(hash_all(&[place]) >> 33) as usize % BINS];
            }
        }
        for (at, rows) in bins.chunks(ROWS).enumerate() {
            let seed = at as u64 + 1;
            out.push(short(
                rows.iter().fold(seed, |hash, row| (hash.rotate_left(23) ^ u64::from(*row)).wrapping_mul(0xff51_afd7_ed55_8ccd)),
            ));
        }
    }
    out.into()
}

/// Documents by voice, brought up to date one by one.
///
/// A document speaks with the voice of the first document, in the order of ids, that has a voice of its own and is a copy of it. The order of ids is
/// as good as random, so that a new document changes the voices of few others, and the same documents have the same voices in whatever
/// order they came.
#[derive(Clone, Debug, Default)]
pub struct Voices {
    nodes: Vec<Node>,
    places: FxHashMap<DocumentId, u32>,
    /// For each band those who have it: one, or a crowd.
    who: FxHashMap<u32, u32>,
    crowds: Vec<Crowd>,
    /// Those whose voice is to be found anew.
    pending: BTreeSet<(DocumentId, u32)>,
    /// Whose voice it is, where that was told and need not be found.
    told: HashMap<DocumentId, DocumentId>,
}

#[derive(Clone, Debug)]
struct Node {
    id: DocumentId,
    sketch: Sketch,
    counts: bool,
    /// Whose voice it speaks with; `NOBODY` while that is not known.
    voice: u32,
}

#[derive(Clone, Debug, Default)]
struct Crowd {
    leaders: Vec<u32>,
    followers: Vec<u32>,
}

const NOBODY: u32 = u32::MAX;
/// Marks an entry of `who` that is the place of a crowd.
const CROWD: u32 = 1 << 31;

impl Voices {
    /// Says whose voice some documents speak with, whatever is found.
    pub(crate) fn tell(&mut self, told: HashMap<DocumentId, DocumentId>) {
        self.told = told;
    }

    /// Adds a document.
    pub fn add(&mut self, id: &DocumentId, sketch: Sketch) {
        if self.places.contains_key(id) {
            return;
        }
        let place = u32::try_from(self.nodes.len()).unwrap_or(NOBODY - 1);
        self.places.insert(id.clone(), place);
        self.nodes.push(Node { id: id.clone(), sketch, counts: true, voice: NOBODY });
        self.pending.insert((id.clone(), place));
    }

    /// Says whether a document counts: one that was taken back is nobody's voice.
    pub fn count(&mut self, id: &DocumentId, counts: bool) {
        let Some(place) = self.places.get(id) else { return };
        if self.nodes[*place as usize].counts != counts {
            self.nodes[*place as usize].counts = counts;
            self.pending.insert((id.clone(), *place));
        }
    }

    /// The document whose voice a document speaks with, which may be itself. As of the last [`Voices::settle`].
    pub fn of(&self, id: &DocumentId) -> Option<&DocumentId> {
        if let Some(leader) = self.told.get(id) {
            return Some(leader);
        }
        let node = &self.nodes[*self.places.get(id)? as usize];
        self.nodes.get(node.voice as usize).map(|leader| &leader.id)
    }

    /// The sketch of a document.
    pub fn sketch(&self, id: &DocumentId) -> Option<&Sketch> {
        Some(&self.nodes[*self.places.get(id)? as usize].sketch)
    }

    /// True when finding the voices of what was added since takes a while.
    pub(crate) fn has_many_pending(&self) -> bool {
        const MANY: usize = 1000;
        self.pending.len() > MANY
    }

    /// Finds the voices of what was added since, and gives every document whose voice is another now.
    pub fn settle(&mut self) -> Vec<DocumentId> {
        let mut changed = Vec::new();
        while let Some((id, place)) = self.pending.pop_first() {
            let was = self.nodes[place as usize].voice;
            let now = if self.nodes[place as usize].counts { self.leader(place).unwrap_or(place) } else { NOBODY };
            if now == was {
                continue;
            }
            self.nodes[place as usize].voice = now;
            self.enter(place, was, now);
            changed.push(id);
            let mut touched = Vec::new();
            if was == place {
                touched.extend(self.near(place, false).filter(|other| self.nodes[*other as usize].voice == place));
            }
            if now == place {
                // Those behind it in the order may have to follow it now.
                let behind = |other: &u32| {
                    let node = &self.nodes[*other as usize];
                    node.id > self.nodes[place as usize].id
                        && self.nodes.get(node.voice as usize).is_none_or(|leader| leader.id > self.nodes[place as usize].id)
                        && node.sketch.is_copy_of(&self.nodes[place as usize].sketch)
                };
                touched.extend(self.near(place, false).filter(behind));
            }
            self.pending.extend(touched.into_iter().map(|other| (self.nodes[other as usize].id.clone(), other)));
        }
        changed
    }

    /// The first document before this one that has a voice of its own and is a copy of it.
    fn leader(&self, place: u32) -> Option<u32> {
        let node = &self.nodes[place as usize];
        let mut seen: Vec<u32> = Vec::new();
        let mut best: Option<u32> = None;
        for other in self.near(place, true) {
            let leader = &self.nodes[other as usize];
            if other == place || leader.voice != other || leader.id >= node.id || seen.contains(&other) {
                continue;
            }
            seen.push(other);
            if best.is_none_or(|best| leader.id < self.nodes[best as usize].id) && leader.sketch.is_copy_of(&node.sketch) {
                best = Some(other);
            }
        }
        best
    }

    /// Those who share a band with a document: all of them, or those with a voice of their own.
    fn near(&self, place: u32, leaders_only: bool) -> impl Iterator<Item = u32> + '_ {
        let entries = self.nodes[place as usize].sketch.bands.iter().filter_map(|band| self.who.get(band));
        entries.flat_map(move |entry| {
            let crowd = (entry & CROWD != 0).then(|| &self.crowds[(entry & !CROWD) as usize]);
            let single = crowd.is_none().then_some(*entry);
            let leaders = crowd.map_or(&[][..], |crowd| &crowd.leaders);
            let followers = crowd.filter(|_| !leaders_only).map_or(&[][..], |crowd| &crowd.followers);
            single.into_iter().chain(leaders.iter().copied()).chain(followers.iter().copied())
        })
    }

    /// Puts a document among those who have its bands, or moves it to where it belongs now.
    fn enter(&mut self, place: u32, was: u32, now: u32) {
        for band in self.nodes[place as usize].sketch.bands.clone() {
            match self.who.get(&band).copied() {
                None if now != NOBODY => {
                    self.who.insert(band, place);
                }
                Some(entry) if entry & CROWD != 0 => {
                    let crowd = &mut self.crowds[(entry & !CROWD) as usize];
                    let old = if was == place { &mut crowd.leaders } else { &mut crowd.followers };
                    if was != NOBODY {
                        old.retain(|other| *other != place);
                    }
                    let new = if now == place { &mut crowd.leaders } else { &mut crowd.followers };
                    if now != NOBODY {
                        new.push(place);
                    }
                }
                Some(other) if other == place && now == NOBODY => {
                    self.who.remove(&band);
                }
                Some(other) if other != place && now != NOBODY => {
                    let mut crowd = Crowd::default();
                    for one in [other, place] {
                        let leads = self.nodes[one as usize].voice == one;
                        if leads { crowd.leaders.push(one) } else { crowd.followers.push(one) }
                    }
                    self.who.insert(band, CROWD | u32::try_from(self.crowds.len()).unwrap_or(0));
                    self.crowds.push(crowd);
                }
                _ => {}
            }
        }
    }
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

    fn voices_of(texts: &[String]) -> Vec<usize> {
        let id = |text: &String| materiel_model::Document::new("a", text.as_str()).id();
        let ids: Vec<DocumentId> = texts.iter().map(id).collect();
        let mut voices = Voices::default();
        for (id, text) in ids.iter().zip(texts) {
            voices.add(id, Sketch::of(text));
            voices.settle();
        }
        let mut together = Voices::default();
        ids.iter().zip(texts).rev().for_each(|(id, text)| together.add(id, Sketch::of(text)));
        together.settle();
        let place = |leader: Option<&DocumentId>| ids.iter().position(|id| Some(id) == leader).unwrap();
        let found: Vec<usize> = ids.iter().map(|id| place(voices.of(id))).collect();
        assert_eq!(found, ids.iter().map(|id| place(together.of(id))).collect::<Vec<_>>(), "the order of adding makes no difference");
        found
    }

    #[test]
    fn copies_are_found_among_many_texts_and_one_that_is_taken_back_leads_nobody() {
        let letter = |at: u8| char::from(b'a' + at % 26);
        let mut texts: Vec<String> =
            (0..60).map(|at| format!("{REPORT} It was report {0}{1} of page {1}{0}.", letter(at / 26), letter(at))).collect();
        texts.extend(
            (0..40).map(|at| (0..60).map(|word| format!("w{}", (word * 7919 + at * 104_729) % 65_521)).collect::<Vec<_>>().join(" ")),
        );
        let found = voices_of(&texts);
        assert!(found[..60].iter().all(|leader| *leader == found[0]), "{found:?}");
        assert!((60..100).all(|at| found[at] == at), "{found:?}");
        let (one, mut two) = (materiel_model::Document::new("1", REPORT), materiel_model::Document::new("2", REPORT));
        two.source = Some("another paper".to_owned());
        let mut voices = Voices::default();
        [&one, &two].into_iter().for_each(|document| voices.add(&document.id(), Sketch::of(&document.text)));
        voices.settle();
        let leader = voices.of(&one.id()).unwrap().clone();
        assert_eq!(voices.of(&two.id()), Some(&leader));
        voices.count(&leader, false);
        voices.settle();
        let other = if leader == one.id() { two.id() } else { one.id() };
        assert_eq!((voices.of(&leader), voices.of(&other)), (None, Some(&other)));
    }

    #[test]
    fn a_form_filled_in_with_other_figures_is_no_copy() {
        let form = |sum: &str, rate: &str| {
            format!(
                "The bank entered the market to arrange {sum} billion crowns of agreements with its customers, a spokesman said. Funds were \
                traded at {rate} per cent when it began its supply of reserves to the banks of the country, dealers said on the same day."
            )
        };
        let one = Sketch::of(&form("1.5", "6-3/16"));
        assert!(one.shared(&Sketch::of(&form("2.5", "6-1/8"))) >= COPY && !one.is_copy_of(&Sketch::of(&form("2.5", "6-1/8"))));
        assert!(one.is_copy_of(&Sketch::of(&form("1.5", "6-3/16").replace("a spokesman", "its spokesman"))));
        // A figure is as long as its signs go on, without the stop or comma behind it.
        let figures = |text: &str| Sketch::of(text).figures.len();
        assert_eq!((figures("In 1,250.5, (and 7.) by 6-3/16, of F-16s"), figures("no figure")), (4, 0));
    }

    #[test]
    fn a_passage_that_is_quoted_is_found_in_the_text_that_quotes_it() {
        let notice = "First. The proposed sale will not alter the basic military balance in the region. Last.";
        let article = "He said: “The proposed sale will not alter the basic military balance in the region.” Nobody replied to that.";
        let of = |text: &str| Sketch::of(text).passages(Span::new(0, text.len())).collect::<Vec<_>>();
        assert_eq!(of(notice), of(article));
        assert_eq!(of(notice).len(), 1);
    }

    #[test]
    fn short_texts_with_another_figure_are_other_voices() {
        let (a, b) = (Sketch::of("Turkey delivered 20 drones to Kosovo."), Sketch::of("Turkey delivered 5 drones to Kosovo."));
        assert!(!a.is_copy_of(&b));
        assert!(a.is_copy_of(&Sketch::of("TURKEY delivered 20 drones to Kosovo")));
        assert!(Sketch::of("").is_copy_of(&Sketch::of(" - ")));
    }
}
