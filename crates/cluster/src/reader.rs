//! The program `materiel`, asked to read a shard: in a process of its own, which ends with this one.

use materiel_shard::{Input, Receipt};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// What a reader says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    /// The program and its version.
    pub(crate) program: String,
    /// The hash of its knowledge.
    pub(crate) knowledge: String,
}

/// A reader that was found.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    path: PathBuf,
    /// What it said of itself.
    pub(crate) about: About,
}

/// What is sent to it.
#[derive(Serialize)]
struct Order<'a> {
    input: &'a Input,
    out: &'a Path,
}

/// What it says at the end.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum End {
    Read(Box<Receipt>),
    Failed(String),
}

impl Reader {
    /// The reader that the environment names, else the one beside this program, else the first on the search path. It is asked anew for each shard, since it may
    /// have been exchanged.
    pub(crate) fn find() -> io::Result<Self> {
        let name = format!("materiel{}", std::env::consts::EXE_SUFFIX);
        let named = std::env::var_os("MATERIEL_PROGRAM").map(PathBuf::from);
        let beside = std::env::current_exe().ok().and_then(|own| Some(own.parent()?.join(&name)));
        let paths = std::env::var_os("PATH");
        let on_path = paths.iter().flat_map(std::env::split_paths).map(|folder| folder.join(&name));
        let path = named.or_else(|| beside.into_iter().chain(on_path).find(|file| file.is_file()));
        let path = path.ok_or_else(|| io::Error::other("the program `materiel`, which reads, is neither beside this one nor on PATH"))?;
        let asked = Command::new(&path).args(["read-shard", "--about"]).stdin(Stdio::null()).stderr(Stdio::null()).output();
        let told = asked.map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
        let about = serde_json::from_slice(&told.stdout);
        let about =
            about.map_err(|_| io::Error::other(format!("{}: it does not say what it is; is it of another version?", path.display())))?;
        Ok(Self { path, about })
    }

    /// Has an input read into a folder, and gives the receipt.
    pub(crate) fn read(&self, input: &Input, out: &Path) -> io::Result<Receipt> {
        let mut order = serde_json::to_vec(&Order { input, out })?;
        order.push(b'\n');
        let mut process =
            Ended(Command::new(&self.path).arg("read-shard").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?);
        let missing = || io::Error::other("the reader has no pipes");
        // Its standard input stays open while it is to go on: where this process ends, that one does, too.
        let mut orders = process.0.stdin.take().ok_or_else(missing)?;
        orders.write_all(&order)?;
        orders.flush()?;
        let mut told = Vec::new();
        process.0.stdout.take().ok_or_else(missing)?.read_to_end(&mut told)?;
        drop(orders);
        match serde_json::from_slice(&told) {
            Ok(End::Read(receipt)) => Ok(*receipt),
            Ok(End::Failed(why)) => Err(io::Error::other(why)),
            Err(_) => Err(io::Error::other(format!("the reader ended before it was done ({})", process.0.wait()?))),
        }
    }
}

/// A process that is ended when nobody waits for it any more.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
