//! `materiel user`: who may sign in at `materiel serve`.

use crate::cli::{UserArgs, UserCommand};
use crate::outcome::{Failure, Outcome, say};
use crate::page;
use crate::web::{User, Users};
use serde_json::json;
use std::io::Write;
use std::path::Path;

pub(crate) fn run(args: &UserArgs, register: &Path, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let users = Users::of(register);
    match &args.what {
        UserCommand::Add { name, role } => {
            if !register.exists() {
                return Err(Failure::Other(format!("{}: there is no register there to sign in to", register.display())));
            }
            let token = users.add(name, *role, super::now())?;
            writeln!(out, "{token}")?;
            say("materiel: this token is shown only now; whoever has it signs in with it");
            Ok(Outcome::Done)
        }
        UserCommand::List { format } => {
            let all = users.all()?;
            let rows: Vec<_> = all.iter().map(|user| json!({"name": user.name, "role": user.role, "made": user.made})).collect();
            page::rows(&rows, *format, out, |_, out| list(&all, out))?;
            if all.is_empty() {
                say("materiel: nobody may sign in; `materiel user add NAME` lets somebody");
                return Ok(Outcome::FellShort);
            }
            Ok(Outcome::Done)
        }
        UserCommand::Remove { name } => {
            if users.remove(name)? {
                return Ok(Outcome::Done);
            }
            say(&format!("materiel: there is no user {name}; `materiel user list` shows who there is"));
            Ok(Outcome::FellShort)
        }
    }
}

fn list(users: &[User], out: &mut dyn Write) -> std::io::Result<()> {
    let widest = users.iter().map(|user| unicode_width::UnicodeWidthStr::width(user.name.as_str())).max().unwrap_or(0);
    for user in users {
        let gap = widest - unicode_width::UnicodeWidthStr::width(user.name.as_str());
        writeln!(out, "{}{}  {:8}  since {}", user.name, " ".repeat(gap), user.role.as_str(), user.made.day())?;
    }
    Ok(())
}
