//! The process that reads pages for others: the library's, as a command of this program.

use crate::outcome::{Failure, Outcome};
pub(crate) use materiel_shard::worker::announce;
pub(crate) use materiel_shard::worker::open;

/// Reads pages from standard input for another process of the program.
pub(crate) fn serve() -> Result<Outcome, Failure> {
    materiel_shard::worker::serve()?;
    Ok(Outcome::Done)
}
