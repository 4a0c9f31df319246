//! The people who may sign in.
//!
//! In: names, roles, and tokens as people send them. Out: who they are. They stand in a file beside the register and not in it, so that a
//! register can be handed on, and backed up, without them.
//!
//! A token is 256 random bits. Its SHA-256 is kept and not an Argon2 hash: that would make each guess dear, which is needed for passwords, of
//! which there are few; nobody guesses one of 2^256, and a dear hash would let anybody keep the server busy with wrong tokens.

use crate::outcome::Failure;
use materiel_model::{Moment, sha256_hex};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};
use subtle::ConstantTimeEq;

/// What a token begins with, so that people and programs that look for leaked secrets know it.
const MARK: &str = "mt_";

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    /// Look at everything
    Reader,
    /// Look at everything, and decide about what the machine read
    Reviewer,
}

impl Role {
    /// `reader` or `reviewer`.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Reviewer => "reviewer",
        }
    }
}

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct User {
    /// The name, as decisions have it.
    pub(crate) name: String,
    pub(crate) role: Role,
    /// Since when.
    pub(crate) made: Moment,
    /// The SHA-256 of the token, in hexadecimal digits.
    pub(crate) token_sha256: String,
}

/// The file of those who may sign in.
#[derive(Clone, Debug)]
pub(crate) struct Users(PathBuf);

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    users: Vec<User>,
}

impl Users {
    /// Those of a register: the file beside it with `.users` after its name.
    pub(crate) fn of(register: &Path) -> Self {
        let mut name = register.as_os_str().to_owned();
        name.push(".users");
        Self(PathBuf::from(name))
    }

    /// All of them, by name.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub(crate) fn all(&self) -> Result<Vec<User>, Failure> {
        let text = match std::fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.wrong(&error)),
        };
        let kept: Kept = serde_json::from_str(&text).map_err(|error| self.wrong(&error))?;
        Ok(kept.users)
    }

    /// Adds somebody and gives the token, which is kept nowhere.
    ///
    /// # Errors
    /// A name that cannot be one or is taken; a file that cannot be read or written.
    pub(crate) fn add(&self, name: &str, role: Role, made: Moment) -> Result<String, Failure> {
        let name = sound(name)?;
        let _alone = self.alone()?;
        let mut users = self.all()?;
        if users.iter().any(|user| same(&user.name, &name)) {
            return Err(Failure::Other(format!("there is a user {name} already; `materiel user remove` first gives a new token")));
        }
        let token = format!("{MARK}{}", secret()?);
        users.push(User { name, role, made, token_sha256: sha256_hex(token.as_bytes()) });
        users.sort_by_key(|user| user.name.to_lowercase());
        self.write(Kept { users })?;
        Ok(token)
    }

    /// Takes somebody out; false when there is nobody of that name.
    ///
    /// # Errors
    /// A file that cannot be read or written.
    pub(crate) fn remove(&self, name: &str) -> Result<bool, Failure> {
        let _alone = self.alone()?;
        let mut users = self.all()?;
        let before = users.len();
        users.retain(|user| !same(&user.name, name.trim()));
        let gone = users.len() < before;
        if gone {
            self.write(Kept { users })?;
        }
        Ok(gone)
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub(crate) fn whose(&self, token: &str) -> Result<Option<User>, Failure> {
        let digest = sha256_hex(token.trim().as_bytes());
        // Every one is held against it, and each wholly, so that time tells nothing.
        let is = |user: &User| bool::from(user.token_sha256.as_bytes().ct_eq(digest.as_bytes()));
        Ok(self.all()?.into_iter().fold(None, |found, user| if is(&user) { Some(user) } else { found }))
    }

    /// Keeps other programs from changing the file meanwhile.
    fn alone(&self) -> Result<std::fs::File, Failure> {
        let mut name = self.0.as_os_str().to_owned();
        name.push(".lock");
        let open = || {
            let file = std::fs::OpenOptions::new().create(true).truncate(false).write(true).open(&name)?;
            file.lock()?;
            Ok(file)
        };
        open().map_err(|error: std::io::Error| self.wrong(&error))
    }

    /// Written aside and put in place, so that nobody ever reads half of it; only its owner may read it.
    fn write(&self, kept: Kept) -> Result<(), Failure> {
        let folder = self.0.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut text = serde_json::to_vec_pretty(&kept)?;
        text.push(b'\n');
        let write = || {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&text)?;
            file.as_file().sync_all()?;
            file.persist(&self.0).map_err(|error| error.error)
        };
        write().map(drop).map_err(|error| self.wrong(&error))
    }

    fn wrong(&self, error: &dyn std::fmt::Display) -> Failure {
        Failure::Other(format!("{}: {error}", self.0.display()))
    }
}

/// A name that can stand in the log and on a page.
fn sound(name: &str) -> Result<String, Failure> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let odd =
        |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    if name.is_empty() || name.chars().count() > 64 || name.chars().any(odd) {
        return Err(Failure::Other("a user's name has 1 to 64 characters, all of which can be seen".to_owned()));
    }
    Ok(name)
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// 256 random bits in hexadecimal digits.
///
/// # Errors
/// A system that gives no random numbers.
pub(super) fn secret() -> Result<String, Failure> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Other(format!("the system gives no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users() -> (tempfile::TempDir, Users) {
        let folder = tempfile::tempdir().unwrap();
        let users = Users::of(&folder.path().join("register.db"));
        (folder, users)
    }

    fn now() -> Moment {
        "2025-01-01T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_token_is_known_until_its_owner_is_removed_and_is_nowhere_in_the_file() {
        let (folder, users) = users();
        let one = users.add("A. Reviewer", Role::Reviewer, now()).unwrap();
        let other = users.add("Reader", Role::Reader, now()).unwrap();
        assert!(one.len() == 67 && one != other);
        let who = |token: &str| users.whose(token).unwrap().map(|user| (user.name, user.role));
        assert_eq!(who(&one), Some(("A. Reviewer".to_owned(), Role::Reviewer)));
        assert_eq!(who(&format!(" {other}\n")), Some(("Reader".to_owned(), Role::Reader)));
        for wrong in ["", "mt_", &one[..66], &format!("{one}0"), &sha256_hex(one.as_bytes())] {
            assert_eq!(who(wrong), None, "{wrong}");
        }
        let file = std::fs::read_to_string(folder.path().join("register.db.users")).unwrap();
        assert!(!file.contains(&one[3..]) && file.contains("A. Reviewer"));
        assert!(users.remove("a. reviewer").unwrap() && !users.remove("a. reviewer").unwrap());
        assert_eq!(who(&one), None);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, users) = users();
        users.add("x", Role::Reader, now()).unwrap();
        let mode = std::fs::metadata(folder.path().join("register.db.users")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }

    #[test]
    fn names_are_seen_whole_and_given_once() {
        let (_folder, users) = users();
        users.add(" Ana  B. ", Role::Reader, now()).unwrap();
        assert_eq!(users.all().unwrap()[0].name, "Ana B.");
        for name in ["ana b.", "", " ", "a\u{202e}b", "a\0b", &"x".repeat(65)] {
            assert!(users.add(name, Role::Reader, now()).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_and_lets_nobody_in() {
        let (folder, users) = users();
        std::fs::write(folder.path().join("register.db.users"), "{").unwrap();
        assert!(users.whose("x").unwrap_err().to_string().contains("register.db.users"));
    }
}
