//! The program as processes: on this machine alone, on a cluster, with an executor killed and with the scheduler killed. Each gives the same files to the byte.

#[path = "../../app/tests/it/exchange.rs"]
mod exchange;

use materiel_shard::{Folder, Input, receipts, reconcile};
use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_materiel-cluster");

/// Archives of which every other page tells of a deal, and among them copies of one text.
fn crawl(folder: &Path, archives: usize, pages: usize) -> Vec<Input> {
    let inside = folder.join("crawl");
    fs::create_dir_all(&inside).unwrap();
    for archive in 0..archives {
        let mut out = String::new();
        for page in 0..pages {
            let told = if page % 2 == 0 {
                let number = 2 + page + 100 * archive;
                format!(
                    "Poland ordered {number} F-35A fighter jets from the United States on Monday, the ministry of defence said. The first will arrive in 2026."
                )
            } else {
                "Profits rose by 16 pct in the first quarter, the bank said on Monday, and would go on to rise. ".repeat(5)
            };
            let copied = "Turkey delivered 20 Bayraktar TB2 drones to Kosovo in July 2023, and the president thanked its people in a speech before the \
                parliament that went on for half an hour, while outside some hundreds of students stood in the rain and sang old songs until night fell.";
            let told = if page == 0 { copied.to_owned() } else { told };
            let body = format!(
                "<html><head><title>Report {archive} {page}</title><meta property=\"article:published_time\" content=\"2024-01-{:02}\"></head><body><article><p>{told}</p></article></body></html>",
                1 + page % 3
            );
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
            out += &format!(
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.org/{archive}/{page}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
                answer.len()
            );
        }
        fs::write(inside.join(format!("{archive:03}.warc")), out).unwrap();
    }
    Input::below(&[inside]).unwrap()
}

/// Every file of an output but what lies aside, by its path.
fn files(out: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![out.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // What a killed process was writing stays aside, and nobody reads it.
                folders.extend((!path.ends_with("_aside")).then_some(path));
            } else {
                found.insert(path.strip_prefix(out).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The program that reads: the one that the environment names, else the one that `cargo build -p materiel` made.
fn reader() -> PathBuf {
    let built = Path::new(PROGRAM).parent().unwrap().with_file_name("debug").join(format!("materiel{}", std::env::consts::EXE_SUFFIX));
    let reader = std::env::var_os("MATERIEL_PROGRAM").map_or(built, PathBuf::from);
    assert!(reader.is_file(), "{}: build it first (`cargo build -p materiel`), or name another with MATERIEL_PROGRAM", reader.display());
    reader
}

/// What the reader on one machine, without any engine, makes of the inputs.
fn local(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let out = folder.join("local");
    let ran = Command::new(reader()).arg("extract").arg(folder.join("crawl")).arg("--out").arg(&out).output().unwrap();
    assert!(ran.status.success(), "{}", told(&ran));
    files(&out)
}

/// A process that ends with the test.
struct Running(Child);

impl Running {
    fn kill(&mut self) {
        // SIGKILL: it has no time to tell anybody.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

fn start(args: &[String], reader: PathBuf) -> Running {
    Running(
        Command::new(PROGRAM)
            .args(args)
            .env("MATERIEL_PROGRAM", reader)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    )
}

/// A port of this machine that is free, and the one after it.
fn port() -> u16 {
    loop {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = first.local_addr().unwrap().port();
        if port < u16::MAX && TcpListener::bind((Ipv4Addr::LOCALHOST, port + 1)).is_ok() {
            return port;
        }
    }
}

fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(120);
    while !done() {
        assert!(Instant::now() < end, "waited too long for {what}");
        sleep(Duration::from_millis(20));
    }
}

fn scheduler(port: u16) -> Running {
    let running = start(&["scheduler".into(), "--bind".into(), format!("127.0.0.1:{port}"), "--patience".into(), "6".into()], reader());
    wait_for("the scheduler", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
    running
}

fn executor(scheduler: u16) -> Running {
    executor_with(scheduler, reader())
}

fn executor_with(scheduler: u16, reader: PathBuf) -> Running {
    let own = port();
    let scheduler = format!("df://127.0.0.1:{scheduler}");
    let running = start(
        &["executor".into(), "--scheduler".into(), scheduler, "--bind".into(), format!("127.0.0.1:{own}"), "--threads".into(), "1".into()],
        reader,
    );
    wait_for("an executor", || TcpStream::connect((Ipv4Addr::LOCALHOST, own)).is_ok());
    running
}

fn read(folder: &Path, out: &str, scheduler: Option<u16>) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(["read", "--in"])
        .arg(folder.join("crawl"))
        .arg("--out")
        .arg(folder.join(out))
        .env("MATERIEL_PROGRAM", reader())
        .stdin(Stdio::null());
    if let Some(port) = scheduler {
        command.args(["--scheduler", &format!("df://127.0.0.1:{port}")]);
    }
    command
}

fn told(output: &Output) -> String {
    format!("{:?} {} {}", output.status.code(), String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn same(one: &BTreeMap<PathBuf, Vec<u8>>, other: &BTreeMap<PathBuf, Vec<u8>>) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in one {
        // Receipts name the input by its path, which the test writes in one way only.
        assert!(*bytes == other[name], "{}", name.display());
    }
}

#[test]
fn the_engine_on_this_machine_gives_the_same_as_the_reader() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    crawl(&root, 5, 8);
    let wanted = local(&root);
    let ran = read(&root, "out", None).output().unwrap();
    assert!(ran.status.success(), "{}", told(&ran));
    same(&wanted, &files(&root.join("out")));
    let again = read(&root, "out", None).output().unwrap();
    assert!(told(&again).contains("5 inputs, 5 of them read before"), "{}", told(&again));

    // And what was read can be asked.
    let ask = |query: &str| {
        let ran = Command::new(PROGRAM)
            .args(["sql", query, "--format", "csv", "--shards"])
            .arg(root.join("out"))
            .env_remove("MATERIEL_DB")
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", told(&ran));
        String::from_utf8_lossy(&ran.stdout).into_owned()
    };
    assert_eq!(
        ask("SELECT recipient, count(*) AS many FROM claims WHERE kind = 'transfer' AND recipient = 'XK' GROUP BY recipient"),
        "recipient,many\nXK,5\n"
    );
    assert_eq!(ask("SELECT count(*) AS failures FROM failures"), "failures\n0\n");
    // Of a register, too, beside the shards.
    let register = root.join("register.db");
    let added = Command::new(reader()).arg("--db").arg(&register).arg("add").arg(root.join("out")).output().unwrap();
    assert!(added.status.success(), "{}", told(&added));
    let both = "SELECT r.supplier, count(*) AS records, (SELECT count(*) FROM claims WHERE recipient = 'XK') AS claims FROM records r WHERE r.recipient = 'XK' GROUP BY r.supplier";
    let ran = Command::new(PROGRAM)
        .args(["sql", both, "--format", "jsonl", "--db"])
        .arg(&register)
        .arg("--shards")
        .arg(root.join("out"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stdout), "{\"supplier\":\"TR\",\"records\":1,\"claims\":5}\n", "{}", told(&ran));
    let written = Command::new(PROGRAM).args(["sql", "CREATE TABLE a AS SELECT 1", "--shards"]).arg(root.join("out")).output().unwrap();
    assert_eq!(written.status.code(), Some(2), "{}", told(&written));

    // The same text in five archives is one voice.
    let mut voices: BTreeMap<String, usize> = BTreeMap::new();
    for row in copies(&root, None).lines().skip(1) {
        *voices.entry(row.split(',').nth(1).unwrap_or_default().to_owned()).or_default() += 1;
    }
    assert!(voices.values().any(|many| *many == 5), "{voices:?}");
}

/// Which documents are copies, as CSV.
fn copies(root: &Path, scheduler: Option<u16>) -> String {
    let mut command = Command::new(PROGRAM);
    command.arg("copies").arg(root.join("out")).args(["--format", "csv"]);
    if let Some(port) = scheduler {
        command.args(["--scheduler", &format!("df://127.0.0.1:{port}")]);
    }
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{}", told(&ran));
    String::from_utf8(ran.stdout).unwrap()
}

/// Puts a folder into the bucket of a store, which it makes, or gets what is there below a prefix.
const STORE: &str = r#"
import boto3, pathlib, sys
how, port, folder, prefix = sys.argv[1:]
store = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
if how == "put":
    store.create_bucket(Bucket="press")
    for file in pathlib.Path(folder).iterdir():
        store.upload_file(str(file), "press", f"{prefix}/{file.name}")
else:
    for page in store.get_paginator("list_objects_v2").paginate(Bucket="press", Prefix=f"{prefix}/"):
        for found in page["Contents"]:
            file = pathlib.Path(folder, found["Key"].removeprefix(f"{prefix}/"))
            file.parent.mkdir(parents=True, exist_ok=True)
            store.download_file("press", found["Key"], str(file))
"#;

#[test]
fn a_store_of_objects_is_read_from_and_written_into() {
    let Some(python) = exchange::python(&std::env::var("MATERIEL_EXCHANGE").unwrap_or_default()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    crawl(&root, 3, 8);
    let wanted = local(&root);
    let port = port();
    let server =
        Command::new(&python).args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]).stderr(Stdio::null()).spawn();
    let _server = Running(server.unwrap());
    wait_for("the store of objects", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
    let store = |how: &str, folder: &Path, prefix: &str| {
        let ran = Command::new(&python).args(["-c", STORE, how, &port.to_string()]).arg(folder).arg(prefix).output().unwrap();
        assert!(ran.status.success(), "{how}: {}", told(&ran));
    };
    store("put", &root.join("crawl"), "crawl");
    let run = |args: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.args(args).env("MATERIEL_PROGRAM", reader()).env_remove("MATERIEL_DB").stdin(Stdio::null());
        command.envs([("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"), ("AWS_REGION", "us-east-1"), ("AWS_ALLOW_HTTP", "true")]);
        let ran = command.env("AWS_ENDPOINT", format!("http://127.0.0.1:{port}")).output().unwrap();
        assert!(ran.status.success(), "{args:?}: {}", told(&ran));
        (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap())
    };
    let read = ["read", "--in", "s3://press/crawl", "--out", "s3://press/shards"];
    assert!(run(&read).1.contains("3 inputs, 0 of them read before"));
    assert!(run(&read).1.contains("3 inputs, 3 of them read before"));
    store("get", &root.join("fetched"), "shards");
    // Receipts name the input by its address.
    let but_receipts = |files: BTreeMap<PathBuf, Vec<u8>>| files.into_iter().filter(|(name, _)| !name.starts_with("receipts")).collect();
    same(&but_receipts(wanted), &but_receipts(files(&root.join("fetched"))));
    let asked = "SELECT count(DISTINCT document) AS documents FROM claims WHERE recipient = 'XK'";
    assert_eq!(run(&["sql", asked, "--format", "csv", "--shards", "s3://press/shards"]).0, "documents\n3\n");
}

#[test]
fn a_killed_executor_costs_time_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let inputs = crawl(&root, 24, 40);
    let wanted = local(&root);
    let port = port();
    let _scheduler = scheduler(port);
    let mut lost = executor(port);
    let _stays = executor(port);
    let job = read(&root, "out", Some(port)).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let place = Folder::new(root.join("out"));
    wait_for("the first shards", || receipts(&place).unwrap().len() > 2);
    lost.kill();
    assert!(receipts(&place).unwrap().len() < inputs.len(), "the job was over before the executor was killed");
    let ran = job.wait_with_output().unwrap();
    assert!(ran.status.success(), "{}", told(&ran));
    same(&wanted, &files(&root.join("out")));
    // The one that stays finds the same copies as this machine.
    let found = copies(&root, Some(port));
    assert!(found.lines().count() > inputs.len(), "{found}");
    assert_eq!(found, copies(&root, None));
}

#[test]
fn a_killed_scheduler_ends_the_job_and_the_next_one_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let inputs = crawl(&root, 24, 40);
    let wanted = local(&root);
    let first = port();
    let mut killed = scheduler(first);
    let mut executors = [executor(first), executor(first)];
    let job = read(&root, "out", Some(first)).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let place = Folder::new(root.join("out"));
    wait_for("the first shards", || receipts(&place).unwrap().len() > 2);
    killed.kill();
    executors.iter_mut().for_each(Running::kill);
    let ran = job.wait_with_output().unwrap();
    assert_eq!(ran.status.code(), Some(2), "{}", told(&ran));
    assert!(told(&ran).contains("the same command goes on with the rest"), "{}", told(&ran));
    let done = receipts(&place).unwrap().len();
    assert!(done < inputs.len(), "the job was over before the scheduler was killed");
    let second = port();
    let _scheduler = scheduler(second);
    let _executors = [executor(second), executor(second)];
    let ran = read(&root, "out", Some(second)).output().unwrap();
    assert!(ran.status.success(), "{}", told(&ran));
    assert!(told(&ran).contains(&format!("24 inputs, {done} of them read before")), "{done}: {}", told(&ran));
    same(&wanted, &files(&root.join("out")));
    let names: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
    assert_eq!(reconcile(&place, &names).unwrap().1, Vec::new());
}

#[test]
#[cfg(unix)]
fn an_executor_with_other_knowledge_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    crawl(&root, 2, 4);
    let about = Command::new(reader()).args(["read-shard", "--about"]).output().unwrap();
    let about = String::from_utf8(about.stdout).unwrap();
    let other = root.join("other");
    let knowledge = about.split("\"knowledge\":\"").nth(1).unwrap().split('"').next().unwrap();
    fs::write(&other, format!("#!/bin/sh\nprintf '%s' '{}'\n", about.replace(knowledge, &"0".repeat(64)))).unwrap();
    fs::set_permissions(&other, fs::Permissions::from_mode(0o755)).unwrap();
    let port = port();
    let _scheduler = scheduler(port);
    let _executor = executor_with(port, other);
    let ran = read(&root, "out", Some(port)).output().unwrap();
    assert_eq!(ran.status.code(), Some(2), "{}", told(&ran));
    assert!(told(&ran).contains("an executor refuses: its knowledge is 000000000000"), "{}", told(&ran));
    assert!(receipts(&Folder::new(root.join("out"))).unwrap().is_empty());
}
