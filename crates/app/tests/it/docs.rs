//! `docs/reference/commands.md` is made from the grammar of the command line. `MATERIEL_BLESS=1 cargo test` writes it anew.

use std::fmt::Write;
use std::path::Path;

#[test]
fn the_reference_of_commands_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/commands.md");
    let made = reference();
    if std::env::var_os("MATERIEL_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "docs/reference/commands.md is not what the program's grammar says; write it anew with MATERIEL_BLESS=1");
}

fn reference() -> String {
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
