//! Gold and claims in, what the scorer counts out.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// Precision, recall and their harmonic mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) precision: f64,
    pub(super) recall: f64,
    pub(super) f1: f64,
}

impl Figures {
    pub(super) fn of(right: u32, given: u32, gold: u32) -> Self {
        let share = |whole: u32| if whole == 0 { 0.0 } else { f64::from(right) / f64::from(whole) };
        let (precision, recall) = (share(given), share(gold));
        let f1 = if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
        Self { precision, recall, f1 }
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3} / {:.3} / {:.3}", self.precision, self.recall, self.f1)
    }
}

/// What the scorer counts of facts and slots.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Counts {
    pub(super) gold: u32,
    pub(super) given: u32,
    pub(super) found: u32,
    pub(super) right: u32,
    pub(super) slots_gold: u32,
    pub(super) slots_given: u32,
    /// Facts of which no claim tells.
    pub(super) missed: u32,
    /// Facts that a claim tells with a wrong stage, side or polarity.
    pub(super) nearly: u32,
    /// Claims that tell of no fact.
    pub(super) extra: u32,
}

impl Counts {
    pub(super) fn facts(&self) -> Figures {
        Figures::of(self.found, self.given, self.gold)
    }

    pub(super) fn slots(&self) -> Figures {
        Figures::of(self.right, self.slots_given, self.slots_gold)
    }

    const fn and(self, other: &Self) -> Self {
        Self {
            gold: self.gold + other.gold,
            given: self.given + other.given,
            found: self.found + other.found,
            right: self.right + other.right,
            slots_gold: self.slots_gold + other.slots_gold,
            slots_given: self.slots_given + other.slots_given,
            missed: self.missed + other.missed,
            nearly: self.nearly + other.nearly,
            extra: self.extra + other.extra,
        }
    }
}

/// What the scorer counts of one set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tally {
    /// By kind of fact.
    pub(super) kinds: BTreeMap<String, Counts>,
    /// Facts `missed`, `nearly` found, `found` with a flaw, and claims that are `extra`.
    pub(super) misses: BTreeMap<String, u32>,
    /// Slots `wrong` and `missed` in facts that were found or nearly found.
    pub(super) slots: BTreeMap<String, BTreeMap<String, u32>>,
    /// Every miss as `score.py --show` prints it.
    pub(super) shown: Vec<String>,
}

impl Tally {
    /// All kinds together.
    pub(super) fn all(&self) -> Counts {
        self.kinds.values().fold(Counts::default(), |sum, one| sum.and(one))
    }

    /// Adds what was counted of another set.
    pub(super) fn add(&mut self, other: &Self) {
        for (kind, counts) in &other.kinds {
            let own = self.kinds.entry(kind.clone()).or_default();
            *own = own.and(counts);
        }
        for (what, count) in &other.misses {
            *self.misses.entry(what.clone()).or_default() += count;
        }
        for (slot, states) in &other.slots {
            let own = self.slots.entry(slot.clone()).or_default();
            for (state, count) in states {
                *own.entry(state.clone()).or_default() += count;
            }
        }
        self.shown.extend_from_slice(&other.shown);
    }
}

/// Has `score.py` of the folder judge the claims (the interchange form, one a line).
pub(super) fn score(folder: &Path, gold: &Path, claims: &str) -> Result<Tally, String> {
    let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    file.write_all(claims.as_bytes()).map_err(|error| error.to_string())?;
    let out = Command::new("python3")
        .args(["-c", include_str!("tally.py")])
        .args([folder, gold, file.path()])
        .output()
        .map_err(|error| format!("cannot run python3: {error}"))?;
    if !out.status.success() {
        return Err(format!("{} did not score: {}", folder.join("score.py").display(), String::from_utf8_lossy(&out.stderr)));
    }
    serde_json::from_slice(&out.stdout).map_err(|error| format!("what the scorer printed: {error}"))
}
