//! Claims and gold in, what `score.py` says of each out, by way of `judge.py`.

use super::gold::Set;
use serde::Deserialize;
use serde_json::json;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const JUDGE: &str = include_str!("judge.py");

#[derive(Deserialize)]
struct Answer {
    verdicts: Vec<Vec<Option<bool>>>,
    scores: Vec<Score>,
}

/// What is left of the claims from a confidence on, over some sets together: how many were right, given, and wanted.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Score {
    pub(super) least: f64,
    pub(super) facts: [f64; 3],
    pub(super) slots: [f64; 3],
}

/// For every claim of every set whether it is right; nothing where the gold leaves it open.
pub(super) fn verdicts(score: &Path, sets: &[&Set]) -> Result<Vec<Vec<Option<bool>>>, String> {
    ask(score, sets, &[]).map(|answer| answer.verdicts)
}

/// Precision and recall of the claims from each confidence on.
pub(super) fn scores(score: &Path, sets: &[&Set], least: &[f64]) -> Result<Vec<Score>, String> {
    ask(score, sets, least).map(|answer| answer.scores)
}

fn ask(score: &Path, sets: &[&Set], least: &[f64]) -> Result<Answer, String> {
    if !score.join("score.py").is_file() {
        return Err(format!("{}: there is no score.py", score.display()));
    }
    let claims = |set: &Set| set.claims.iter().map(|claim| claim.json.clone()).collect::<Vec<_>>();
    let asked = json!({
        "sets": sets.iter().map(|set| json!({"gold": set.gold, "claims": claims(set)})).collect::<Vec<_>>(),
        "least": least,
    });
    let mut child = Command::new("python3")
        .args(["-c", JUDGE])
        .arg(score)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run python3: {error}"))?;
    let mut input = child.stdin.take().ok_or("python3 takes no input")?;
    let bytes = serde_json::to_vec(&asked).map_err(|error| error.to_string())?;
    // The script reads all before it writes, so that neither waits for the other.
    input.write_all(&bytes).map_err(|error| format!("python3 went away: {error}"))?;
    drop(input);
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("the judge failed: {}", output.status));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("the judge's answer: {error}"))
}
