//! Every name of the tables by its letters, and the names that a text's letters start with.

use super::load::Named;
use super::spelling::{Spelled, key_in};
use rustc_hash::FxHashMap;

/// So many bytes of a name are looked up at once; few words of a text begin with those of a name.
const START: usize = 8;

/// What part of its owner a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The name in common use; of a state, any name of the state itself.
    Name,
    /// Another name.
    Other,
    /// What is left of a name when its generic noun is taken away: "Aster" of "Aster missile".
    Stem,
    /// A plural that no rule makes.
    Plural,
    /// An adjective or people.
    Demonym,
    /// A capital.
    Capital,
    /// A seat of power.
    Metonym,
    /// An organ of government.
    Government,
    /// An armed force.
    Force,
    /// A person who stands for the state.
    Leader,
    /// A place.
    Place,
    /// A longer name that holds one of the owner's and is not the owner.
    Not,
}

/// Whose name it is; the numbers count through the lists of [`Facts`](super::Facts).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A state.
    State(usize, Role),
    /// A body.
    Body(usize, Role),
    /// A family of equipment.
    Family(usize, Role),
    /// A group of nouns.
    Noun(usize, Role),
    /// A kind of force or office, whose state another word names.
    Organ(Role),
    /// An office (`Role::Name`) or a rank (`Role::Other`).
    Title(Role),
}

impl Owner {
    /// What part of the owner it names.
    pub const fn role(self) -> Role {
        match self {
            Self::State(_, role) | Self::Body(_, role) | Self::Family(_, role) | Self::Noun(_, role) => role,
            Self::Organ(role) | Self::Title(role) => role,
        }
    }

    /// The same owner for every part: what a lookalike is kept apart from.
    pub const fn whole(self) -> Self {
        match self {
            Self::State(i, _) => Self::State(i, Role::Name),
            Self::Body(i, _) => Self::Body(i, Role::Name),
            Self::Family(i, _) => Self::Family(i, Role::Name),
            Self::Noun(i, _) => Self::Noun(i, Role::Name),
            other => other,
        }
    }
}

/// A name in the lexicon.
#[derive(Clone, Debug)]
pub struct Entry {
    letters: Box<str>,
    capitals: u64,
    gaps: u64,
    possessives: u64,
    /// True for an abbreviation that papers write as a word: `Nato`, `Himars`.
    titled: bool,
    /// Whose name it is.
    pub owner: Owner,
}

impl Entry {
    /// The folded letters.
    pub fn letters(&self) -> &str {
        &self.letters
    }

    /// True when the text has capitals wherever the name needs them, and no gaps where the name has none.
    pub const fn agrees(&self, text: Shape) -> bool {
        let mask = self.mask();
        let spaced = text.spaces & mask & !self.gaps == 0 && text.possessives & mask & !self.possessives == 0;
        spaced && (self.capitals & !text.upper == 0 || (self.titled && text.upper & mask == 1))
    }

    /// True when the text is in capitals throughout and the name is not.
    pub const fn is_shouted(&self, text: Shape) -> bool {
        let mask = self.mask();
        text.upper & mask == mask && self.capitals & mask != mask
    }

    const fn mask(&self) -> u64 {
        if self.letters.len() < 64 { (1 << self.letters.len()) - 1 } else { u64::MAX }
    }
}

/// What the letters of a text do not show, a bit for each of the first 64 bytes of a match.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Where the text has capitals.
    pub upper: u64,
    /// Before which bytes it has white space.
    pub spaces: u64,
    /// Before which bytes it has a possessive `'s`.
    pub possessives: u64,
}

/// All names, sorted by their letters.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    entries: Vec<Entry>,
    /// For the first bytes that occur, where their entries start and end.
    starts: FxHashMap<u64, (usize, usize)>,
    /// The same for names that have fewer bytes than that, filled up with zeros.
    short: FxHashMap<u64, (usize, usize)>,
    /// For the first two bytes, a bit for each length of the names that begin with them; that of [`START`] for all that are as long or longer.
    lengths: Vec<u16>,
    /// A bit for each key of the two tables, which others may share: it tells of nearly all words that they begin no name, and lies near.
    bits: Vec<u64>,
}

/// So many bits tell which keys there are.
const BITS: u32 = 18;

/// Where a key's bit is.
const fn bit(key: u64) -> (usize, u64) {
    let place = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS);
    ((place >> 6) as usize, 1 << (place & 63))
}

impl Lexicon {
    pub(super) fn new(named: &[Named]) -> Self {
        let mut entries: Vec<(u64, Entry)> = Vec::with_capacity(named.len());
        let mut spelled = Spelled::default();
        for named in named {
            let key = key_in(&named.name, &mut spelled);
            if key.letters.len() < 2 {
                continue;
            }
            let long_enough = match named.owner {
                Owner::Body(_, Role::Name) => key.letters.len() > 3,
                Owner::Family(..) => key.letters.len() > 5,
                _ => false,
            };
            let titled = long_enough && named.name.chars().all(char::is_uppercase);
            let entry = Entry {
                letters: key.letters.into(),
                capitals: key.capitals,
                gaps: key.gaps,
                possessives: key.possessives,
                titled,
                owner: named.owner,
            };
            if let Some(stem) =
                entry.letters.strip_suffix('y').filter(|stem| takes_plural(named.owner) && !stem.ends_with(['a', 'e', 'o', 'u']))
            {
                let letters: Box<str> = format!("{stem}ies").into();
                entries.push((filled(letters.as_bytes()).swap_bytes(), Entry { letters, ..entry.clone() }));
            }
            entries.push((filled(entry.letters.as_bytes()).swap_bytes(), entry));
        }
        // A stable sort keeps the order of the files among owners of the same name. The first bytes tell most of them apart.
        entries.sort_by(|(first, one), (second, other)| first.cmp(second).then_with(|| one.letters.cmp(&other.letters)));
        let entries: Vec<Entry> = entries.into_iter().map(|(_, entry)| entry).collect();
        let (mut starts, mut short) = (FxHashMap::default(), FxHashMap::default());
        let (mut lengths, mut bits) = (vec![0; 1 << 16], vec![0; 1 << (BITS - 6)]);
        for (i, entry) in entries.iter().enumerate() {
            let bytes = entry.letters.as_bytes();
            let table = if bytes.len() < START { &mut short } else { &mut starts };
            let first = filled(bytes);
            table.entry(first).or_insert((i, i)).1 = i + 1;
            lengths[usize::from(first as u16)] |= 1 << bytes.len().min(START);
            let (at, bit) = bit(first);
            bits[at] |= bit;
        }
        Self { entries, starts, short, lengths, bits }
    }

    /// Every entry.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// False for a key that no table has.
    fn may_have(&self, key: u64) -> bool {
        let (at, bit) = bit(key);
        self.bits.get(at).is_some_and(|bits| bits & bit != 0)
    }

    /// Calls `found` with each group of entries whose letters `letters` starts with, shortest first. Of entries of less than eight bytes only those
    /// are looked up whose length has its bit in `ends`.
    pub fn prefixes(&self, letters: &str, ends: u16, mut found: impl FnMut(&[Entry])) {
        let bytes = letters.as_bytes();
        let first = filled(bytes);
        let Some(&lengths) = self.lengths.get(usize::from(first as u16)) else { return };
        for length in (2..START.min(bytes.len() + 1)).filter(|length| lengths & ends & 1 << length != 0) {
            let start = first & ((1 << (8 * length)) - 1);
            if !self.may_have(start) {
                continue;
            }
            let group = self.short.get(&start).and_then(|&(low, high)| self.entries.get(low..high));
            group.into_iter().for_each(&mut found);
        }
        if bytes.len() < START || lengths >> START & 1 == 0 || !self.may_have(first) {
            return;
        }
        let Some(&(mut low, mut high)) = self.starts.get(&first) else { return };
        let mut depth = START;
        while let Some(entries) = self.entries.get(low..high).filter(|entries| !entries.is_empty()) {
            let whole = entries.iter().take_while(|entry| entry.letters.len() == depth).count();
            if let Some(group) = entries.get(..whole).filter(|group| !group.is_empty()) {
                found(group);
            }
            low += whole;
            let (Some(next), Some(rest)) = (bytes.get(depth), entries.get(whole..)) else { return };
            let at = |entry: &Entry| entry.letters.as_bytes().get(depth).copied().unwrap_or(0);
            high = low + rest.partition_point(|entry| at(entry) <= *next);
            low += rest.partition_point(|entry| at(entry) < *next);
            depth += 1;
        }
    }
}

/// The first [`START`] bytes, and zeros where there are fewer; the first is the lowest.
fn filled(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<START>() {
        Some(first) => u64::from_le_bytes(*first),
        None => bytes.iter().rev().fold(0, |first, byte| first << 8 | u64::from(*byte)),
    }
}

/// Names of things take a plural by rule; names of states and people do not.
pub const fn takes_plural(owner: Owner) -> bool {
    matches!(owner, Owner::Family(..) | Owner::Noun(..))
}
