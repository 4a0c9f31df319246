//! The figures of a fit in, the weights' file and a section of `docs/accuracy.md` out.

use super::fit::count;
use super::gold::{Set, root};
use super::judge::Score;
use super::reliability::{bins, calibration_error, loss, ranking};
use super::{FOLDS, Judged};
use materiel_extract::claim::confidence::Group;
use materiel_extract::claim::confidence::weights::{FILE, Model};
use std::collections::BTreeMap;
use std::fmt::Write;

const BEGIN: &str = "<!-- confidence: begin (written by `cargo xtask fit-confidence`) -->";
const END: &str = "<!-- confidence: end -->";

/// What the section is made of.
pub(super) struct Figures<'f> {
    pub(super) sets: &'f [Set],
    pub(super) judged: &'f [Judged],
    /// The probability of each judged claim, by weights fitted without its tenth of the documents.
    pub(super) held_out: &'f [f64],
    /// The same by weights fitted without its set.
    pub(super) by_set: &'f [f64],
    pub(super) press: &'f [Score],
    pub(super) official: &'f [Score],
}

/// The section, in Markdown.
pub(super) fn section(figures: &Figures<'_>) -> String {
    let told = |given: &[f64], take: &dyn Fn(&Judged) -> bool| -> Vec<(f64, bool)> {
        figures.judged.iter().zip(given).filter(|(one, _)| take(one)).map(|(one, given)| (*given, one.example.right)).collect()
    };
    let mut out = String::from("## How far confidence can be trusted\n\n");
    let documents: usize = figures.sets.iter().map(|set| set.documents).sum();
    let right = figures.judged.iter().filter(|one| one.example.right).count();
    let _ = write!(
        out,
        "Each claim's confidence is a probability, fitted by logistic regression to {} claims of {documents} documents, of which {right} \
         were right: a claim is right when `score.py` finds the fact that it makes. What counts for and against a claim are named signs; \
         their weights stand in `knowledge/{FILE}`. All figures here are of claims from documents that the weights were *not* fitted to \
         ({FOLDS} parts, split by document).\n\n",
        figures.judged.len(),
    );
    out.push_str("| confidence | claims | mean confidence | right |\n| --- | ---: | ---: | ---: |\n");
    let all = told(figures.held_out, &|_| true);
    for bin in bins(&all) {
        let _ = writeln!(
            out,
            "| {:.1} to {:.1} | {} | {:.3} | {:.3} ({}) |",
            bin.from,
            bin.to,
            bin.claims,
            bin.predicted,
            bin.observed(),
            bin.right
        );
    }
    let _ = write!(
        out,
        "\nExpected calibration error {:.3}; mean log loss {:.3} ({:.3} if every claim had the mean confidence); a right claim is held for \
         surer than a wrong one in {} of pairs.\n\n",
        calibration_error(&all),
        loss(&all),
        loss(&all.iter().map(|(_, was)| (count(right) / count(all.len()), *was)).collect::<Vec<_>>()),
        percent(ranking(&all)),
    );
    out.push_str(
        "| claims | number | mean confidence | right | calibration error | ranking |\n| --- | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for group in Group::ALL {
        row(&mut out, sort_of(group), &told(figures.held_out, &|one| one.group == group));
    }
    for (number, set) in figures.sets.iter().enumerate() {
        row(&mut out, &set.name, &told(figures.held_out, &|one| one.set == number));
    }
    out.push_str(
        "\nHow it fares with another sort of text: each set under weights that were fitted without *any* document of that set.\n\n\
         | set | number | mean confidence | right | calibration error | ranking |\n| --- | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for (number, set) in figures.sets.iter().enumerate() {
        row(&mut out, &set.name, &told(figures.by_set, &|one| one.set == number));
    }
    out.push_str(
        "\nThe reader itself was developed while looking at these sets, so that it is right more often in them than in texts that nobody has \
         tried; there, confidence promises too much until rounds of fresh text are among the sets (`--set DOCS GOLD`).\n\n",
    );
    out.push_str(
        "`--min-confidence` trades recall for precision. Facts and slots, P / R / F1, of what is left from a confidence on:\n\n\
         | at least | press: facts | press: slots | official: facts | official: slots |\n| ---: | --- | --- | --- | --- |\n",
    );
    for (press, official) in figures.press.iter().zip(figures.official) {
        let _ = writeln!(
            out,
            "| {:.1} | {} | {} | {} | {} |",
            press.least,
            prf(press.facts),
            prf(press.slots),
            prf(official.facts),
            prf(official.slots)
        );
    }
    out.push_str(
        "\nThe command (`DIR` holds the gold sets and `score.py`, `FILE` the clippings' texts; further sets may follow):\n\n\
         ```sh\ncargo xtask fit-confidence --score DIR --clippings FILE [--set DOCS GOLD]...\n```\n",
    );
    out
}

fn sort_of(group: Group) -> &'static str {
    match group {
        Group::Transfer => "transfers in running text",
        Group::Other => "other kinds in running text",
        Group::Form => "fields of official forms",
    }
}

fn row(out: &mut String, name: &str, told: &[(f64, bool)]) {
    if told.is_empty() {
        let _ = writeln!(out, "| {name} | 0 | | | | |");
        return;
    }
    let mean = told.iter().map(|one| one.0).sum::<f64>() / count(told.len());
    let right = count(told.iter().filter(|one| one.1).count()) / count(told.len());
    let _ = writeln!(
        out,
        "| {name} | {} | {mean:.3} | {right:.3} | {:.3} | {} |",
        told.len(),
        calibration_error(told),
        ranking(told).map_or_else(String::new, |one| format!("{one:.3}"))
    );
}

fn percent(part: Option<f64>) -> String {
    part.map_or_else(|| "?".to_owned(), |part| format!("{:.0} %", part * 100.0))
}

fn prf([right, given, gold]: [f64; 3]) -> String {
    let part = |whole: f64| if whole > 0.0 { right / whole } else { 0.0 };
    let (precision, recall) = (part(given), part(gold));
    let both = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    format!("{precision:.3} / {recall:.3} / {both:.3}")
}

/// Writes the file of weights.
pub(super) fn write_weights(sets: &[Set], judged: &[Judged], models: &BTreeMap<Group, (Model, f64)>) -> Result<(), String> {
    let mut out = String::from(
        "# What speaks for and against a claim, and how much, on the scale of log odds. Written by `cargo xtask fit-confidence`; do not edit.\n\
         # A claim's confidence is 1 / (1 + exp(-(start + the sum of weight times sign))), each sign being a number from 0 to 1.\n\
         # What the signs mean: crates/extract/src/claim/confidence/signs.rs. How far it can be trusted: docs/accuracy.md.\n\n[fit]\n",
    );
    let right = judged.iter().filter(|one| one.example.right).count();
    let names: Vec<String> = sets.iter().map(|set| format!("{:?}", format!("{} ({} documents)", set.name, set.documents))).collect();
    let _ = write!(
        out,
        "date = {:?}\nclaims = {}\nright = {right}\nsets = [\n  {},\n]\n",
        jiff::Zoned::now().date().to_string(),
        judged.len(),
        names.join(",\n  ")
    );
    for (group, (model, penalty)) in models {
        let own = judged.iter().filter(|one| one.group == *group).count();
        let _ = write!(out, "\n# {}: {own} claims; penalty {penalty}\n[{}]\nstart = {:.4}\n", sort_of(*group), group.name(), model.start);
        for (sign, weight) in group.signs().iter().zip(&model.weights) {
            // Without this a weight that rounds to nothing would be written as -0.
            let weight = (weight * 1e4).round() / 1e4 + 0.0;
            let _ = writeln!(out, "{} = {weight:.4}", sign.name);
        }
    }
    let path = root().join("knowledge").join(FILE);
    std::fs::write(&path, out).map_err(|error| format!("{}: {error}", path.display()))
}

/// Puts the section in the place of the former one; without one, at the end of the page.
pub(super) fn write_section(section: &str) -> Result<(), String> {
    let path = root().join("docs/accuracy.md");
    let page = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let new = format!("{BEGIN}\n\n{section}\n{END}");
    let page = match (page.find(BEGIN), page.find(END)) {
        (Some(begin), Some(end)) if begin < end => format!("{}{new}{}", &page[..begin], &page[end + END.len()..]),
        _ => format!("{}\n\n{new}\n", page.trim_end()),
    };
    std::fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))
}
