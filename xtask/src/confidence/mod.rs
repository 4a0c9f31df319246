//! Documents with gold in, the weights of confidence and a page about how far they can be trusted out.

mod fit;
mod gold;
mod judge;
mod page;
mod reliability;

use fit::Example;
use gold::Set;
use materiel_extract::claim::confidence::Group;
use materiel_extract::claim::confidence::weights::Model;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// So many parts are the documents split into; each is judged by weights that were fitted without it.
const FOLDS: usize = 10;
/// The least confidences at which precision and recall are shown.
const LEAST: [f64; 9] = [0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder that holds `score.py`, `seeds`, `official` (each with `.docs.jsonl` and `.gold.jsonl`) and `clippings.gold.jsonl`
    #[arg(long, value_name = "DIR")]
    score: PathBuf,
    /// The texts of the clippings, as `arms_deals.py docs` writes them; without them they are left out
    #[arg(long, value_name = "FILE")]
    clippings: Option<PathBuf>,
    /// A further set: its texts and its gold; may be given several times
    #[arg(long, num_args = 2, value_names = ["DOCS", "GOLD"], action = clap::ArgAction::Append)]
    set: Vec<PathBuf>,
    /// Print the figures and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// A claim that was held against gold.
#[derive(Clone, Debug)]
struct Judged {
    /// The set and the document, by number; documents are numbered through all sets.
    set: usize,
    document: usize,
    /// The number of the claim in its set.
    claim: usize,
    group: Group,
    example: Example,
}

pub(crate) fn run(args: &Args) -> Result<(), String> {
    let mut sets = gold::sets(args)?;
    let judged = judged(&mut sets, &args.score)?;
    let models: BTreeMap<Group, (Model, f64)> =
        Group::ALL.into_iter().map(|group| (group, of_group(&judged.iter().collect::<Vec<_>>(), group))).collect();
    let held_out = held_out(&judged, |one| one.document % FOLDS);
    let by_set = self::held_out(&judged, |one| one.set);
    for (one, probability) in judged.iter().zip(&held_out) {
        sets[one.set].claims[one.claim].json["confidence"] = (*probability).into();
    }
    // What the gold leaves open has no verdict to learn from and none to be judged by; it is kept at every threshold.
    let scores = [true, false].map(|press| {
        let chosen: Vec<&Set> = sets.iter().filter(|set| set.press == press).collect();
        judge::scores(&args.score, &chosen, &LEAST)
    });
    let [press, official] = scores;
    let text = page::section(&page::Figures {
        sets: &sets,
        judged: &judged,
        held_out: &held_out,
        by_set: &by_set,
        press: &press?,
        official: &official?,
    });
    println!("{text}");
    for (group, (_, penalty)) in &models {
        println!("{}: penalty {penalty}", group.name());
    }
    if args.dry_run {
        return Ok(());
    }
    page::write_weights(&sets, &judged, &models)?;
    page::write_section(&text)
}

/// Every claim on which the gold has a verdict.
fn judged(sets: &mut [Set], score: &Path) -> Result<Vec<Judged>, String> {
    let verdicts = judge::verdicts(score, &sets.iter().collect::<Vec<_>>())?;
    let mut out = Vec::new();
    let mut first = 0;
    for (number, (set, verdicts)) in sets.iter().zip(verdicts).enumerate() {
        for (claim, (read, verdict)) in set.claims.iter().zip(verdicts).enumerate() {
            let Some(right) = verdict else { continue };
            let example = Example { signs: read.signs.clone(), right };
            out.push(Judged { set: number, document: first + read.document, claim, group: read.group, example });
        }
        first += set.documents;
    }
    if out.is_empty() { Err("no claim could be held against gold".to_owned()) } else { Ok(out) }
}

/// The weights of one group, fitted to some claims.
fn of_group(judged: &[&Judged], group: Group) -> (Model, f64) {
    let own: Vec<&&Judged> = judged.iter().filter(|one| one.group == group).collect();
    let examples: Vec<Example> = own.iter().map(|one| one.example.clone()).collect();
    let documents: Vec<usize> = own.iter().map(|one| one.document / FOLDS).collect();
    let (mut model, penalty) = fit::fit(&examples, &documents);
    model.weights.resize(group.signs().len(), 0.0);
    (model, penalty)
}

/// The probability of each claim by weights that were fitted without the part in which it is.
fn held_out(judged: &[Judged], part: impl Fn(&Judged) -> usize) -> Vec<f64> {
    let mut out = vec![0.0; judged.len()];
    let parts: std::collections::BTreeSet<usize> = judged.iter().map(&part).collect();
    for held in parts {
        let learnt: Vec<&Judged> = judged.iter().filter(|one| part(one) != held).collect();
        let models: BTreeMap<Group, Model> = Group::ALL.into_iter().map(|group| (group, of_group(&learnt, group).0)).collect();
        for (one, probability) in judged.iter().zip(&mut out).filter(|(one, _)| part(one) == held) {
            *probability = models[&one.group].probability(&one.example.signs);
        }
    }
    out
}
