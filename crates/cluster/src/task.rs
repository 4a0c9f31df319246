//! What is asked of whoever reads a shard, and what comes back, as text that any engine can carry.

use crate::reader::{About, Reader};
use crate::store::{Source, place};
use materiel_shard::{Counts, Folder, Place, Receipt};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;

/// One shard to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Task {
    /// What to read.
    pub(crate) source: Source,
    /// Where to write.
    pub(crate) out: String,
    /// The program that must read it.
    pub(crate) program: String,
    /// The hash of the knowledge that it must be read with.
    pub(crate) knowledge: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// The input.
    pub(crate) place: String,
    /// How much of everything, or why it could not be read.
    pub(crate) read: Result<Counts, String>,
}

/// Has a shard read, and waits for it on the calling thread.
///
/// # Errors
/// When the reader beside this program must not read it: it is not there, is another version, or has other knowledge. The job ends.
pub(crate) fn work(task: &Task) -> Result<Answer, String> {
    let reader = Reader::find().map_err(|error| format!("an executor refuses: {error}"))?;
    refused(task, &reader.about)?;
    let answer = |read| Answer { place: task.source.place.clone(), read };
    Ok(answer(shard(task, &reader).map(|receipt| receipt.counts).map_err(|error| format!("{}: {error}", task.source.place))))
}

fn shard(task: &Task, reader: &Reader) -> io::Result<Receipt> {
    let place = place(&task.out)?;
    let before = Receipt::of(&*place, &task.source.name)?;
    if let Some(receipt) = before.as_ref().filter(|receipt| receipt.is_current(&task.source.as_input(), &task.knowledge)) {
        return Ok(receipt.clone());
    }
    let (input, _copy) = task.source.fetched()?;
    if !task.out.contains("://") {
        return reader.read(&input, Path::new(&task.out));
    }
    // Into a store it is put file by file, the receipt last.
    let folder = tempfile::tempdir()?;
    let receipt = reader.read(&input, folder.path())?;
    let local = Folder::new(folder.path());
    for output in &receipt.outputs {
        let bytes = local.get(&output.name)?.ok_or_else(|| io::Error::other(format!("{}: it was not written", output.name)))?;
        place.put(&output.name, bytes)?;
    }
    receipt.put(&*place)?;
    for old in before.into_iter().flat_map(|before| before.outputs).filter(|old| receipt.outputs.iter().all(|new| new.name != old.name)) {
        place.remove(&old.name)?;
    }
    Ok(receipt)
}

fn refused(task: &Task, own: &About) -> Result<(), String> {
    if task.program != own.program {
        return Err(format!("an executor refuses: its reader is {}, and the job wants {}", own.program, task.program));
    }
    if task.knowledge != own.knowledge {
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        return Err(format!(
            "an executor refuses: its knowledge is {}…, and the job wants {}…; build both from the same sources",
            short(&own.knowledge),
            short(&task.knowledge)
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_knowledge_and_other_versions_are_refused() {
        let source = Source { place: "a.warc".into(), name: "a".into(), bytes: 1, modified: None };
        let task = Task { source, out: "out".into(), program: "materiel 1".into(), knowledge: "1234".into() };
        let about = |program: &str, knowledge: &str| About { program: program.into(), knowledge: knowledge.into() };
        assert_eq!(refused(&task, &about("materiel 1", "1234")), Ok(()));
        assert!(refused(&task, &about("materiel 1", "4321")).unwrap_err().contains("1234"));
        assert!(refused(&task, &about("materiel 99", "1234")).unwrap_err().contains("materiel 99"));
    }
}
