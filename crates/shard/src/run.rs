//! One shard from its input to its receipt.

use crate::input::{Input, InputError};
use crate::outputs::Outputs;
use crate::pieces::{self, Piece, Stop};
use crate::place::Place;
use crate::process::{Done, Opener, Reading};
use crate::receipt::{Counts, Digest, FORMAT, Receipt};
use materiel_extract::Knowledge;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// So many pieces, or so many bytes of them, are handed to a thread at once.
const PIECES: usize = 256;
const BYTES: usize = 2 << 20;

/// What a shard is read with.
pub struct Setup<'a> {
    /// The knowledge.
    pub knowledge: &'a Knowledge,
    /// What makes documents of pages.
    pub open: &'a Opener<'a>,
    /// How many threads read; with one, everything is done on the thread that calls.
    pub threads: usize,
}

/// Why a shard could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShardError {
    /// Its input.
    #[error(transparent)]
    Input(#[from] InputError),
    /// What was read could not be kept.
    #[error("{shard}: the output cannot be kept: {error}")]
    Output {
        /// Which shard.
        shard: String,
        /// Why.
        error: io::Error,
    },
    /// The counts do not add up, which is a fault of the program; the shard has no receipt.
    #[error("{shard}: {what}, which is a fault of this program; the shard was not kept")]
    Counts {
        /// Which shard.
        shard: String,
        /// What does not add up.
        what: String,
    },
}

/// Reads an input into its shard, and writes the receipt when all else is written.
///
/// A shard that has a receipt of the same input, reader and knowledge is left as it is. Files that an earlier receipt names and this one does not
/// are taken away at the end. Memory holds a few megabytes for each thread and one part of the output, whatever the input has.
///
/// # Errors
/// See [`ShardError`]; then the shard has no new receipt, and is read when it is asked for again.
pub fn read_shard(input: &Input, place: &dyn Place, setup: &Setup<'_>) -> Result<Receipt, ShardError> {
    let kept = |error| ShardError::Output { shard: input.name.clone(), error };
    let knowledge = setup.knowledge.hash();
    let before = Receipt::of(place, &input.name).map_err(kept)?;
    if let Some(receipt) = before.as_ref().filter(|receipt| receipt.is_current(input, &knowledge)) {
        return Ok(receipt.clone());
    }
    let mut outputs = Outputs::new(place, &input.name);
    let mut counts = Counts::default();
    let mut take = |done: Done| {
        counts.add(&done.counts);
        outputs.take(done)
    };
    let digest = if setup.threads <= 1 { alone(input, setup, &mut take) } else { together(input, setup, &mut take) };
    let digest = digest?.map_err(kept)?;
    let outputs = outputs.finish().map_err(kept)?;
    let receipt = Receipt {
        format: FORMAT,
        name: input.name.clone(),
        input: input.place.clone(),
        bytes: input.bytes,
        modified: input.modified.clone(),
        digest,
        program: crate::PROGRAM.to_owned(),
        reader: materiel_extract::READER.to_owned(),
        knowledge,
        counts,
        outputs,
    };
    receipt.adds_up().map_err(|what| ShardError::Counts { shard: input.name.clone(), what })?;
    receipt.put(place).map_err(kept)?;
    let stays = |name: &String| receipt.outputs.iter().any(|output| output.name == *name);
    for old in before.into_iter().flat_map(|before| before.outputs).filter(|old| !stays(&old.name)) {
        place.remove(&old.name).map_err(kept)?;
    }
    Ok(receipt)
}

/// Reads many inputs into their shards, on as many threads as the setup says: several shards side by side, each on one thread, and where there are fewer shards than
/// threads several threads on each. `told` hears how each ended, in whatever order that is; true goes before a receipt that was there already.
pub fn read_shards(inputs: &[Input], place: &dyn Place, setup: &Setup<'_>, told: &(dyn Fn(bool, Result<Receipt, ShardError>) + Sync)) {
    let knowledge = setup.knowledge.hash();
    // What is there already costs nothing and takes no thread's turn.
    let waiting: Vec<&Input> = inputs
        .iter()
        .filter(|input| match Receipt::of(place, &input.name) {
            Ok(Some(receipt)) if receipt.is_current(input, &knowledge) => {
                told(true, Ok(receipt));
                false
            }
            _ => true,
        })
        .collect();
    let threads = setup.threads.max(1);
    let abreast = threads.min(waiting.len()).max(1);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for at in 0..abreast {
            // Those that cannot be shared out evenly go to the first.
            let own = threads / abreast + usize::from(at < threads % abreast);
            let (next, waiting) = (&next, &waiting);
            scope.spawn(move || {
                let setup = Setup { knowledge: setup.knowledge, open: setup.open, threads: own };
                while let Some(input) = waiting.get(next.fetch_add(1, Ordering::Relaxed)) {
                    told(false, read_shard(input, place, &setup));
                }
            });
        }
    });
}

/// How much has come since the last time that it was worth a thread's while, or the output's.
#[derive(Default)]
struct Gathered {
    pieces: usize,
    bytes: usize,
}

impl Gathered {
    fn is_enough(&mut self, piece: &Piece) -> bool {
        self.pieces += 1;
        self.bytes += match piece {
            Piece::Record(record) => record.body.len(),
            Piece::Document(_, document) => document.text.len(),
            Piece::Bad(..) => 0,
        };
        let enough = self.pieces >= PIECES || self.bytes >= BYTES;
        if enough {
            *self = Self::default();
        }
        enough
    }
}

impl<'a> Setup<'a> {
    fn reading(&self, input: &'a Input) -> Reading<'a> {
        Reading { place: &input.place, knowledge: self.knowledge, open: self.open }
    }
}

type Taken = Result<Result<Digest, io::Error>, InputError>;

/// Every piece is read as soon as it comes, while it is near.
fn alone(input: &Input, setup: &Setup<'_>, take: &mut dyn FnMut(Done) -> io::Result<()>) -> Taken {
    let reading = setup.reading(input);
    let (mut gathered, mut done, mut scratch) = (Gathered::default(), Done::default(), String::new());
    let mut broken = None;
    let read = pieces::each(input, &mut |piece| {
        let enough = gathered.is_enough(&piece);
        let room = reading.process(piece, &mut scratch, &mut done);
        let taken = if enough { take(std::mem::take(&mut done)) } else { Ok(()) };
        taken.map(|()| room).map_err(|error| {
            broken = Some(error);
            Stop
        })
    })?;
    match read {
        Ok(digest) => Ok(take(done).map(|()| digest)),
        Err(Stop) => Ok(Err(broken.unwrap_or_else(|| io::Error::other("the reading was broken off")))),
    }
}

/// What a thread is to do, and where the answer goes.
type Job = (Vec<Piece>, SyncSender<Done>);

/// One thread reads the input, others read what is in it; this one takes what it came to, in the order of the input.
fn together(input: &Input, setup: &Setup<'_>, take: &mut dyn FnMut(Done) -> io::Result<()>) -> Taken {
    let ahead = setup.threads + 1;
    let (jobs, queue) = sync_channel::<Job>(1);
    let (order, answers) = sync_channel::<Receiver<Done>>(ahead);
    let queue = Mutex::new(queue);
    let reading = setup.reading(input);
    let work = || {
        let mut scratch = String::new();
        loop {
            let Ok((pieces, answer)) = queue.lock().map_or(Err(()), |queue| queue.recv().map_err(|_| ())) else { return };
            let mut done = Done::default();
            pieces.into_iter().for_each(|piece| drop(reading.process(piece, &mut scratch, &mut done)));
            // Nobody waits for it where the reading was broken off.
            let _ = answer.send(done);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..setup.threads {
            scope.spawn(work);
        }
        let input_read = scope.spawn(move || {
            let (mut gathered, mut pieces) = (Gathered::default(), Vec::new());
            let hand = |pieces: Vec<Piece>| {
                let (answer, wait) = sync_channel(1);
                order
                    .send(wait)
                    .and_then(|()| jobs.send((pieces, answer)).map_err(|_| std::sync::mpsc::SendError(sync_channel(1).1)))
                    .map_err(|_| Stop)
            };
            let read = pieces::each(input, &mut |piece| {
                let enough = gathered.is_enough(&piece);
                pieces.push(piece);
                let handed = if enough { hand(std::mem::take(&mut pieces)) } else { Ok(()) };
                handed.map(|()| Vec::new())
            })?;
            Ok::<_, InputError>(read.and_then(|digest| hand(pieces).map(|()| digest)))
        });
        let mut kept = Ok(());
        for answer in answers {
            let done = answer.recv().map_err(|_| io::Error::other("a thread of the reader ended"));
            kept = done.and_then(&mut *take);
            if kept.is_err() {
                break;
            }
        }
        let read = input_read.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        Ok(kept.and_then(|()| read.map_err(|Stop| io::Error::other("the reading was broken off"))))
    })
}
