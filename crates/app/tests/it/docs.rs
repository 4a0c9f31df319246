//! The pages of `docs/reference` are made from the program and its sources. `MATERIEL_BLESS=1 cargo test` writes them anew.

use crate::common::Place;
use crate::export::{filled, formats, out};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Variables of the environment that the program reads, and what each says.
const SETTINGS: &[(&str, &str)] = &[
    ("MATERIEL_ASSIST_KEY", "The key of the server that `--assist` asks; it is shown and kept nowhere"),
    ("MATERIEL_AUTHOR", "Who decides, where `--by` is not given"),
    ("MATERIEL_DB", "The register's file, where `--db` is not given"),
    ("MATERIEL_PROGRAM", "The program `materiel` that `materiel-cluster` has shards read by, where it is not the one beside it"),
    ("MATERIEL_TODAY", "The day from which \"how long\" and \"overdue\" are counted, where `--today` is not given"),
    ("NO_COLOR", "Anything but nothing: no bold letters"),
    ("PATH", "Where `materiel` and `materiel-cluster` look for one another when they do not lie side by side"),
    ("TERM", "`dumb`: no bold letters"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Holds a page against what was made, or writes it anew.
fn hold(name: &str, made: &str) {
    let path = root().join("docs/reference").join(name);
    if std::env::var_os("MATERIEL_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "docs/reference/{name} is not what the program says; write it anew with MATERIEL_BLESS=1");
}

#[test]
fn the_reference_of_commands_is_up_to_date() {
    hold("commands.md", &commands());
}

fn commands() -> String {
    let mut grammar = materiel_app::grammar().term_width(100);
    grammar.build();
    let mut out = String::from(
        "# Commands\n\nMade from the program's own grammar; do not edit (`MATERIEL_BLESS=1 cargo test -p materiel --test it`).\n\n\
        stdout is data, stderr is talk. Exit codes: 0 done; 1 nothing found, or fell short of what was asked; 2 could not run, or part\n\
        of the input was bad.\n",
    );
    section(&mut out, &mut grammar.clone(), "materiel");
    for command in grammar.get_subcommands_mut() {
        if command.get_name() != "help" && !command.is_hide_set() {
            let name = format!("materiel {}", command.get_name());
            section(&mut out, command, &name);
            for below in command.get_subcommands_mut().filter(|below| below.get_name() != "help") {
                let name = format!("{name} {}", below.get_name());
                section(&mut out, below, &name);
            }
        }
    }
    out
}

fn section(out: &mut String, command: &mut clap::Command, name: &str) {
    let help = command.clone().term_width(100).render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(out, "\n## {name}\n\n```text\n{}\n```\n", help.join("\n").trim_end());
}

#[test]
fn the_reference_of_formats_is_up_to_date() {
    let place = filled();
    let mut made = String::from(
        "# Formats\n\nMade from the program's own table and from what it writes; do not edit (`MATERIEL_BLESS=1 cargo test -p materiel --test it`).\n\
        The [guide](../guide/exchange.md) says what each holds.\n",
    );
    let grammar = materiel_app::grammar();
    let export = grammar.find_subcommand("export").unwrap();
    let format = export.get_arguments().find(|argument| argument.get_id() == "format").unwrap();
    let told: BTreeMap<String, String> = format
        .get_possible_values()
        .iter()
        .map(|value| (value.get_name().to_owned(), value.get_help().map(ToString::to_string).unwrap_or_default()))
        .collect();
    for name in formats() {
        let _ = write!(made, "\n## {name}\n\n{}.\n", told[&name]);
        let extra: &[&str] = if name == "unroca" { &["--state", "Poland", "--year", "2022"] } else { &[] };
        let columns = match name.as_str() {
            "csv" | "unroca" => Some(0),
            "sipri" | "sipri-years" => Some(2),
            _ => None,
        };
        if let Some(before) = columns {
            let text = out(&place, &[&[name.as_str()], extra].concat());
            let _ = write!(made, "\nColumns: {}\n", header(&text, before));
        }
        if name == "parquet" {
            let _ = write!(made, "\nColumns: {}\n", crate::parquet::columns(&place));
        }
        if name == "csv" {
            let _ = write!(made, "\nWith `--editable`: {}\n", header(&out(&place, &["csv", "--editable"]), 0));
        }
        if matches!(name.as_str(), "datapackage" | "ro-crate") {
            assert_eq!(place.run(&["export", "--format", &name, "--to", &name]).code, Some(0));
            let _ = write!(made, "\nFiles: {}\n", files(&place, &name));
        }
    }
    hold("formats.md", &made);
}

/// The names of columns, each as code; one without a name marks the figure before it.
fn header(text: &str, before: usize) -> String {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let row = reader.records().nth(before).unwrap().unwrap();
    row.iter().map(|name| if name.is_empty() { "(a mark)".to_owned() } else { format!("`{name}`") }).collect::<Vec<_>>().join(", ")
}

/// The files of a folder; those whose names are digests, once.
fn files(place: &Place, name: &str) -> String {
    let mut out = BTreeSet::new();
    let mut folders = vec![place.path().join(name)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(place.path().join(name)).unwrap().to_str().unwrap().to_owned();
                out.insert(if below.starts_with("texts/") { "texts/DOCUMENT.txt".to_owned() } else { below });
            }
        }
    }
    out.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Every source file of the program with its text.
fn sources() -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut folders = vec![root().join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && !matches!(name.as_str(), "tests" | "target" | "node_modules") {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let below = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
                out.push((below, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    out.sort();
    out
}

#[test]
fn every_setting_is_told() {
    let read = regex::Regex::new(r#"(?:env::var(?:_os)?\(|\benv = )"([A-Z][A-Z0-9_]+)""#).unwrap();
    let of_program = |path: &str| path.starts_with("crates/app/src") || path.contains("/src/") && !path.contains("build.rs");
    let found: BTreeSet<String> = sources()
        .iter()
        .filter(|(path, _)| of_program(path))
        .flat_map(|(_, text)| read.captures_iter(text).map(|found| found[1].to_owned()).collect::<Vec<_>>())
        .collect();
    let told: BTreeSet<String> = SETTINGS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, told, "what the program reads of its environment, and what this test tells of it");
    let mut made = String::from(
        "# Settings\n\nMade from the program's sources; do not edit (`MATERIEL_BLESS=1 cargo test -p materiel --test it`).\n\n\
        There is no file of settings: everything is an option of a command, see [commands](commands.md). Some can stand in the environment.\n\n\
        | variable | what it says |\n| --- | --- |\n",
    );
    for (name, words) in SETTINGS {
        let _ = writeln!(made, "| `{name}` | {words} |");
    }
    hold("settings.md", &made);
}

#[test]
fn every_error_is_told() {
    let error =
        regex::Regex::new(r#"(?s)((?:[ \t]*///[^\n]*\n)*)[ \t]*#\[error\("((?:[^"\\]|\\.)*)"[^\]]*\)\]\s*(?:pub )?(?:struct )?(\w+)"#)
            .unwrap();
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut made = String::from(
        "# Errors\n\nMade from the program's sources; do not edit (`MATERIEL_BLESS=1 cargo test -p materiel --test it`).\n\n\
        An error goes to standard error in one line, behind `materiel:` or the file and line that it is about, and the exit code is 2. Over HTTP it is a page, or for\n\
        programs a problem (RFC 9457). Words in braces stand for what is named.\n\n| error | what is said | when |\n| --- | --- | --- |\n",
    );
    let mut rows = BTreeSet::new();
    for (path, text) in sources() {
        for found in error.captures_iter(&text) {
            let said = words(&found[2].replace("\\\n", " ").replace("\\\"", "\""));
            let about = words(&found[1].replace("///", " "));
            if said != "{0}" {
                rows.insert(format!(
                    "| `{}` ({}) | {} | {} |\n",
                    &found[3],
                    path.split('/').nth(1).unwrap(),
                    said.replace('|', "\\|"),
                    about
                ));
            }
        }
    }
    assert!(rows.len() > 20, "{rows:?}");
    made.extend(rows);
    hold("errors.md", &made);
}

#[test]
fn shells_and_man_know_every_command() {
    let place = Place::new();
    let grammar = materiel_app::grammar();
    let shown: Vec<&str> = grammar.get_subcommands().filter(|one| !one.is_hide_set()).map(clap::Command::get_name).collect();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = place.run(&["completions", shell]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        for name in &shown {
            assert!(ran.out.contains(name), "{shell} does not know {name}");
        }
        assert!(ran.out.contains("ftm-statements") || shell == "elvish" || shell == "powershell", "{shell} does not know the formats");
        if shell == "bash" {
            place.write("complete.bash", &ran.out);
            let sound = Command::new("bash").args(["-n", "complete.bash"]).current_dir(place.path()).status().unwrap();
            assert!(sound.success());
        }
    }
    assert_eq!(place.run(&["manual", "--to", "man"]).code, Some(0));
    for name in &shown {
        let page =
            std::fs::read_to_string(place.path().join(format!("man/materiel-{name}.1"))).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{page}");
    }
    assert!(place.path().join("man/materiel.1").exists() && place.path().join("man/materiel-review-accept.1").exists());
    assert!(!place.path().join("man/materiel-read-pages.1").exists());
}
