//! `materiel completions` and `materiel manual`: what shells and `man` show, made from the grammar of the command line.

use crate::outcome::{Failure, Outcome};
use std::io::Write;
use std::path::Path;

/// What a shell needs to complete commands.
pub(super) fn completions(shell: clap_complete::Shell, out: &mut dyn Write) -> Result<Outcome, Failure> {
    // The generator ends the program where writing fails; writing to memory does not.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut crate::grammar(), "materiel", &mut script);
    out.write_all(&script)?;
    Ok(Outcome::Done)
}

/// A page for the program and one for each command that is shown: `materiel.1`, `materiel-list.1`.
pub(super) fn pages(to: &Path) -> Result<Outcome, Failure> {
    let wrong = |error: std::io::Error| Failure::Other(format!("{}: {error}", to.display()));
    std::fs::create_dir_all(to).map_err(wrong)?;
    let mut grammar = crate::grammar().disable_help_subcommand(true);
    grammar.build();
    below(&grammar, "materiel", to).map_err(wrong)?;
    Ok(Outcome::Done)
}

fn below(command: &clap::Command, name: &str, to: &Path) -> std::io::Result<()> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).title(name.to_uppercase()).render(&mut page)?;
    std::fs::write(to.join(format!("{name}.1")), page)?;
    let shown = command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help");
    shown.into_iter().try_for_each(|one| below(one, &format!("{name}-{}", one.get_name()), to))
}
