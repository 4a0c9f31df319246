//! The folders of the sets in, every table of `docs/accuracy.md` that can be measured with them out.

use super::overview::Overview;
use super::page::Page;
use super::score::{Tally, score};
use super::{history, marks, news, reading, register};
use materiel_extract::Knowledge;
use materiel_model::{Document, Kind};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// So many of the worst sorts of the register are listed.
const WORST: usize = 12;

/// What is measured: every set whose folder or file is given. The others' tables stay as they are, and it says so.
#[derive(Debug, Default, clap::Args)]
#[group(id = "measured")]
pub(crate) struct Args {
    /// The folder that holds `score.py`, `arms_deals.py`, and the texts and gold of `seeds`, `official` and `clippings`
    #[arg(long, value_name = "DIR")]
    score: Option<PathBuf>,
    /// `data.json` of the public repository Hernqvist/arms-deals
    #[arg(long, value_name = "FILE")]
    clippings: Option<PathBuf>,
    /// The folder that holds the texts of the earlier rounds as `rN.docs.jsonl`
    #[arg(long, value_name = "DIR")]
    rounds: Option<PathBuf>,
    /// The folder of Reuters-21578: `data/` of the public repository MateuszKeller/KSR
    #[arg(long, value_name = "DIR")]
    news: Option<PathBuf>,
    /// `trade-register.csv` of the public repository Aditya-1711/SIPRI-Military-Data-Project
    #[arg(long, value_name = "FILE")]
    register: Option<PathBuf>,
    /// Write nothing; exit with 1 when docs/accuracy.md says something else than is measured
    #[arg(long)]
    check: bool,
    /// Print every miss too: facts, false alarms, designations
    #[arg(long)]
    show: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, String> {
    let mut page = Page::load()?;
    let mut overview = Overview::default();
    gold_sets(args, &mut page, &mut overview)?;
    rounds(args, &mut page)?;
    clippings(args, &mut page, &mut overview)?;
    near_misses(&mut overview)?;
    false_alarms(args, &mut page, &mut overview)?;
    designations(args, &mut page, &mut overview)?;
    let table = overview.table(&page)?;
    page.put("overview", &table)?;
    if args.check {
        return Ok(if page.holds() { ExitCode::SUCCESS } else { ExitCode::from(1) });
    }
    page.write()?;
    Ok(ExitCode::SUCCESS)
}

/// Seeds, official notices and our own reports.
fn gold_sets(args: &Args, page: &mut Page, overview: &mut Overview) -> Result<(), String> {
    let corpus = super::root().join("corpus");
    let Some(folder) = &args.score else {
        ["seeds", "official", "own"].into_iter().for_each(|name| page.leave(name, "--score DIR is not given"));
        return Ok(());
    };
    let below = |name: &str| folder.join(name);
    for (name, measure, docs, gold, commands) in [
        (
            "seeds",
            "seeds, facts / slots F1",
            below("seeds.docs.jsonl"),
            below("seeds.gold.jsonl"),
            "materiel extract DIR/seeds.docs.jsonl > claims.jsonl\npython3 DIR/score.py DIR/seeds.gold.jsonl claims.jsonl",
        ),
        (
            "official",
            "official notices, facts / slots F1",
            below("official.docs.jsonl"),
            below("official.gold.jsonl"),
            "materiel extract DIR/official.docs.jsonl > claims.jsonl\npython3 DIR/score.py DIR/official.gold.jsonl claims.jsonl",
        ),
        (
            "own",
            "own reports, facts / slots F1",
            corpus.join("reports.jsonl"),
            corpus.join("gold/expected.jsonl"),
            "materiel extract corpus/reports.jsonl > claims.jsonl\npython3 DIR/score.py corpus/gold/expected.jsonl claims.jsonl",
        ),
    ] {
        if let Some(absent) = [&docs, &gold].into_iter().find(|path| !path.exists()) {
            page.leave(name, &format!("{} is not there", absent.display()));
            continue;
        }
        let documents = reading::documents(&docs)?;
        let tally = score(folder, &gold, &reading::claims_jsonl(&documents))?;
        set(args, page, overview, name, measure, documents.len(), &tally, commands)?;
    }
    Ok(())
}

/// The section of one set with gold.
#[expect(clippy::too_many_arguments, reason = "each is another part of one section")]
fn set(
    args: &Args,
    page: &mut Page,
    overview: &mut Overview,
    name: &str,
    measure: &str,
    documents: usize,
    tally: &Tally,
    commands: &str,
) -> Result<(), String> {
    show(args, name, &tally.shown);
    let all = tally.all();
    overview.put(measure, format!("{:.3} / {:.3}", all.facts().f1, all.slots().f1));
    page.put(name, &format!("{documents} documents.\n\n{}\n```sh\n{commands}\n```", by_kind(tally)))
}

/// What was found and missed of each kind, and which slots were wrong.
fn by_kind(tally: &Tally) -> String {
    let mut out = String::from(
        "| kind | gold | given | facts P / R / F1 | slots P / R / F1 | missed | nearly | extra |\n| --- | ---: | ---: | --- | --- | ---: | ---: | ---: |\n",
    );
    let all = tally.all();
    let kinds = Kind::ALL.iter().filter_map(|kind| Some((kind.as_str(), *tally.kinds.get(kind.as_str())?)));
    for (kind, counts) in kinds.filter(|(_, counts)| counts.gold + counts.given > 0).chain([("all", all)]) {
        let _ = writeln!(
            out,
            "| {kind} | {} | {} | {} | {} | {} | {} | {} |",
            counts.gold,
            counts.given,
            counts.facts(),
            counts.slots(),
            counts.missed,
            counts.nearly,
            counts.extra
        );
    }
    let mut slots: Vec<(&String, u32, u32)> = tally
        .slots
        .iter()
        .map(|(slot, states)| {
            let count = |state: &str| states.get(state).copied().unwrap_or_default();
            (slot, count("wrong"), count("missed"))
        })
        .collect();
    slots.sort_by_key(|(slot, wrong, missed)| (std::cmp::Reverse(wrong + missed), *slot));
    if !slots.is_empty() {
        let told: Vec<String> = slots.iter().map(|(slot, wrong, missed)| format!("{slot} {wrong} / {missed}")).collect();
        let _ = writeln!(out, "\nSlots wrong / left out in facts that were found or nearly found: {}.", told.join(", "));
    }
    out
}

fn show(args: &Args, name: &str, misses: &[String]) {
    if args.show {
        println!("== {name}");
        misses.iter().for_each(|miss| println!("{miss}"));
    }
}

/// The rounds: their first readings, and the same texts read today.
fn rounds(args: &Args, page: &mut Page) -> Result<(), String> {
    let mut table = String::from(
        "| round | documents | facts P / R / F1, first reading | slots P / R / F1, first reading | facts F1 now | slots F1 now |\n| --- | ---: | --- | --- | --- | --- |\n",
    );
    let mut together = Tally::default();
    let mut whole = true;
    for reading in history::load()? {
        let now = match reread(args, reading.round)? {
            Ok(tally) => {
                show(args, &format!("round {}", reading.round), &tally.shown);
                together.add(&tally);
                let all = tally.all();
                format!("{:.3} | {:.3}", all.facts().f1, all.slots().f1)
            }
            Err(why) => {
                whole = false;
                page.leave(&format!("round {} read today", reading.round), &why);
                let old = page.row("rounds", &reading.round.to_string())?;
                let cells: Vec<&str> = old.trim_matches('|').split('|').map(str::trim).collect();
                if let [.., facts, slots] = cells[..]
                    && cells.len() == 6
                {
                    format!("{facts} | {slots}")
                } else {
                    "not measured | not measured".into()
                }
            }
        };
        let _ = writeln!(table, "| {} | {} | {} | {} | {now} |", reading.round, reading.documents, reading.facts, reading.slots);
    }
    page.put("rounds", &table)?;
    if whole {
        page.put("rounds by kind", &by_kind(&together))
    } else {
        page.leave("rounds by kind", "not all rounds could be read");
        Ok(())
    }
}

/// A round's texts read today, or why not.
fn reread(args: &Args, round: u32) -> Result<Result<Tally, String>, String> {
    let (Some(scorer), Some(folder)) = (&args.score, &args.rounds) else {
        return Ok(Err("--score DIR and --rounds DIR are not both given".into()));
    };
    let path = folder.join(format!("r{round}.docs.jsonl"));
    if !path.exists() {
        return Ok(Err(format!("{} is not there", path.display())));
    }
    let documents = reading::documents(&path)?;
    let gold = history::gold_path(round);
    // Gold says by a hash which text it was written for.
    for line in super::json_lines(&gold)? {
        let text = documents.iter().find(|document| Some(document.label.as_str()) == line["id"].as_str());
        if text.map(|document| materiel_model::sha256_hex(document.text.as_bytes())).as_deref() != line["sha256"].as_str() {
            return Ok(Err(format!("{} does not have the text of {}", path.display(), line["id"])));
        }
    }
    score(scorer, &gold, &reading::claims_jsonl(&documents)).map(Ok)
}

/// The clippings: their full gold, their own marks, and what a perfect coder would reach by the marks.
fn clippings(args: &Args, page: &mut Page, overview: &mut Overview) -> Result<(), String> {
    let (Some(folder), Some(data)) = (&args.score, &args.clippings) else {
        ["clippings", "marks"].into_iter().for_each(|name| page.leave(name, "--score DIR and --clippings FILE are not both given"));
        return Ok(());
    };
    let gold = folder.join("clippings.gold.jsonl");
    if let Some(absent) = [data, &gold].into_iter().find(|path| !path.exists()) {
        let why = format!("{} is not there", absent.display());
        ["clippings", "marks"].into_iter().for_each(|name| page.leave(name, &why));
        return Ok(());
    }
    let set = marks::load(folder, data)?;
    let claims = reading::claims_jsonl(&set.documents);
    let mut golds = super::json_lines(&gold)?;
    let ids: BTreeSet<&str> = golds.iter().filter_map(|line| line["id"].as_str()).collect();
    let tally = score(folder, &gold, &of_documents(&claims, &ids)?)?;
    let commands = "python3 DIR/arms_deals.py docs data.json > docs.jsonl\nmateriel extract docs.jsonl > claims.jsonl\npython3 DIR/score.py DIR/clippings.gold.jsonl claims.jsonl";
    self::set(args, page, overview, "clippings", "press clippings with full gold, facts / slots F1", ids.len(), &tally, commands)?;
    for reading in history::load()? {
        golds.extend(super::json_lines(&history::gold_path(reading.round))?);
    }
    let lines = marks::score(folder, data, &claims)?;
    let ceiling = set.ceiling(&golds, &claims)?;
    let f1 = |sort: &str| lines.iter().find(|line| line.sort == sort).map_or("?", |line| line.figures[2].as_str());
    overview.put("the clippings' own marks, deal / slots F1", format!("{} / {}", f1("deal"), f1("slots")));
    let mut out =
        format!("{} documents.\n\n| what is marked | marked | given | P / R / F1 |\n| --- | ---: | ---: | --- |\n", set.documents.len());
    for line in &lines {
        let _ = writeln!(out, "| {} | {} | {} | {} |", line.sort, line.gold, line.given, line.figures.join(" / "));
    }
    let _ = write!(
        out,
        "\nWhat a perfect coder by this project's rules would reach there, on the {} of these documents that have full gold:\n\n\
         | on these documents | deal P / R / F1 |\n| --- | --- |\n| the gold itself (a document with a transfer that must be told has a deal) | {} |\n\
         | the reader | {} |\n\n\
         | the gold's transfers there | number | in a marked passage | share |\n| --- | ---: | ---: | ---: |\n",
        ceiling.documents, ceiling.gold, ceiling.read
    );
    for (what, inside) in [("that must be told", ceiling.must), ("all, optional ones too", ceiling.all)] {
        let _ = writeln!(out, "| {what} | {} | {} | {:.3} |", inside.of, inside.marked, inside.share());
    }
    out.push_str(
        "\nA slot of a transfer that stands in no marked passage counts as wrong there, so these shares are about the most that a coder's slots \
         can reach in precision.\n\n```sh\npython3 DIR/arms_deals.py docs data.json > docs.jsonl\nmateriel extract docs.jsonl > claims.jsonl\n\
         python3 DIR/arms_deals.py score data.json claims.jsonl\n```\n",
    );
    page.put("marks", &out)
}

/// The lines of the claims of some documents.
fn of_documents(claims: &str, ids: &BTreeSet<&str>) -> Result<String, String> {
    let mut out = String::new();
    for line in claims.lines() {
        let claim: Json = serde_json::from_str(line).map_err(|error| error.to_string())?;
        if claim["doc"].as_str().is_some_and(|id| ids.contains(id)) {
            out.push_str(line);
            out.push('\n');
        }
    }
    Ok(out)
}

/// Our own texts out of which no transfer may be read.
fn near_misses(overview: &mut Overview) -> Result<(), String> {
    let documents = reading::documents(&super::root().join("corpus/gold/near-misses.jsonl"))?;
    let read = reading::claims(&documents);
    let transfers: usize = read.iter().map(|(_, claims)| claims.iter().filter(|claim| claim.kind == Kind::Transfer).count()).sum();
    overview.put("own near misses, transfers read out of them", format!("{transfers} in {} texts", documents.len()));
    Ok(())
}

/// Transfer claims in general news.
fn false_alarms(args: &Args, page: &mut Page, overview: &mut Overview) -> Result<(), String> {
    let Some(folder) = &args.news else {
        page.leave("news", "--news DIR is not given");
        return Ok(());
    };
    if !folder.exists() {
        page.leave("news", &format!("{} is not there", folder.display()));
        return Ok(());
    }
    let articles = news::articles(folder)?;
    let words = news::Words::of(Knowledge::embedded());
    let read = reading::claims(&articles);
    let transfers: BTreeMap<&str, usize> = read
        .iter()
        .map(|(document, claims)| (document.label.as_str(), claims.iter().filter(|claim| claim.kind == Kind::Transfer).count()))
        .collect();
    let without: Vec<&Document> = news::shuffled(&articles).into_iter().filter(|article| !words.are_in(article)).collect();
    let sample = &without[..without.len().min(news::SAMPLE)];
    let count = |some: &mut dyn Iterator<Item = &Document>| some.map(|article| transfers[article.label.as_str()]).sum::<usize>();
    let mut out = String::from("| articles | number | transfer claims | in 1,000 |\n| --- | ---: | ---: | ---: |\n");
    for (what, number, claims) in [
        ("the sample, without a word from the equipment list", sample.len(), count(&mut sample.iter().copied())),
        ("all without such a word", without.len(), count(&mut without.iter().copied())),
        ("all there are, also those about arms", articles.len(), count(&mut articles.iter())),
    ] {
        let share = claims as f64 * 1000.0 / number.max(1) as f64;
        if what.starts_with("the sample") {
            overview.put("general news, transfer claims in 1,000 articles", format!("{share:.1}"));
        }
        let _ = writeln!(out, "| {what} | {number} | {claims} | {share:.1} |");
    }
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    for (document, claims) in &read {
        for claim in claims.iter().filter(|claim| claim.kind == Kind::Transfer) {
            let class = claim.slots.equipment().map_or("no class", |equipment| equipment.class.as_str());
            *classes.entry(class).or_default() += 1;
            if args.show {
                let sentence = claim.evidence.of(&document.text).split_whitespace().collect::<Vec<_>>().join(" ");
                println!("{}\t{class}\t{:.2}\t{sentence}", document.label, f64::from(claim.confidence));
            }
        }
    }
    let mut classes: Vec<_> = classes.into_iter().collect();
    classes.sort_by_key(|(class, count)| (std::cmp::Reverse(*count), *class));
    let told: Vec<String> = classes.iter().map(|(class, count)| format!("{class} {count}")).collect();
    let _ = write!(out, "\nTransfer claims in all articles, right or wrong, by class: {}.\n", told.join(", "));
    page.put("news", &out)
}

/// The designations of the register of transfers.
fn designations(args: &Args, page: &mut Page, overview: &mut Overview) -> Result<(), String> {
    let Some(path) = &args.register else {
        page.leave("register", "--register FILE is not given");
        return Ok(());
    };
    if !path.exists() {
        page.leave("register", &format!("{} is not there", path.display()));
        return Ok(());
    }
    let coverage = register::coverage(path)?;
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let all = coverage.all;
    overview.put(
        "designations ordered since 2000: recognised / right class",
        format!("{} / {}", percent(all.known_share()), percent(all.right_share())),
    );
    let mut sorts: Vec<(&String, &register::Counts)> = coverage.by_sort.iter().collect();
    sorts.sort_by_key(|(sort, counts)| (std::cmp::Reverse(counts.rows - counts.known + counts.classed - counts.right), *sort));
    let mut out = String::from(
        "| description | rows | recognised | of those: right class | by the name alone |\n| --- | ---: | ---: | ---: | ---: |\n",
    );
    let row = |out: &mut String, sort: &str, counts: &register::Counts| {
        let [known, right, alone] = [counts.known_share(), counts.right_share(), counts.alone_share()].map(percent);
        let _ = writeln!(out, "| {sort} | {} | {known} | {right} | {alone} |", counts.rows);
    };
    row(&mut out, "all", &all);
    sorts.iter().take(WORST).for_each(|(sort, counts)| row(&mut out, sort, counts));
    let _ = write!(
        out,
        "\nThe {WORST} descriptions with the most rows missed are listed, of {}. {} rows more have no designation but their description \
         (\"vehicle engine\") and are not counted.\n",
        sorts.len(),
        coverage.nameless
    );
    if args.show {
        for ((sort, name), rows) in &coverage.unknown {
            println!("unknown\t{rows}\t{sort}\t{name}");
        }
        for ((sort, name, class), rows) in &coverage.wrong {
            println!("class\t{rows}\t{sort}\t{name}\t{}", class.as_str());
        }
    }
    page.put("register", &out)
}
