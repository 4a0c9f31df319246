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
    fn of(right: u32, given: u32, gold: u32) -> Self {
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
}

impl Counts {
    pub(super) fn facts(&self) -> Figures {
        Figures::of(self.found, self.given, self.gold)
    }

    pub(super) fn slots(&self) -> Figures {
        Figures::of(self.right, self.slots_given, self.slots_gold)
    }
}

/// What the scorer counts of one set.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Tally {
    /// By kind of fact.
    pub(super) kinds: BTreeMap<String, Counts>,
    /// Facts `missed`, `nearly` found, `found` with a flaw, and claims that are `extra`.
    pub(super) misses: BTreeMap<String, u32>,
    /// Slots `wrong` and `missed` in facts that were found or nearly found.
    pub(super) slots: BTreeMap<String, BTreeMap<String, u32>>,
}

impl Tally {
    /// All kinds together.
    pub(super) fn all(&self) -> Counts {
        self.kinds.values().fold(Counts::default(), |sum, one| Counts {
            gold: sum.gold + one.gold,
            given: sum.given + one.given,
            found: sum.found + one.found,
            right: sum.right + one.right,
            slots_gold: sum.slots_gold + one.slots_gold,
            slots_given: sum.slots_given + one.slots_given,
        })
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
