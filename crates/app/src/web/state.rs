//! What all handlers share: where the register is, the reader's knowledge, and registers that are open already.

use super::api::answers::Reply;
use super::guard::Names;
use super::lately::Lately;
use super::sign::Sign;
use super::{Answer, Trouble};
use crate::command::library;
use crate::outcome::{Failure, say};
use crate::reading::Reader;
use materiel_register::Cut;
use materiel_register::view::{DecisionRow, Facets, Filter, QueueRow, Snapshot, decisions, queue};
use materiel_store::{Overview, Store};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// So many open registers are kept for the next requests.
const KEPT: usize = 8;
/// So many counts are remembered.
const COUNTED: usize = 64;
/// So many states of the register are kept to be held against one another.
const SNAPSHOTS: usize = 3;
/// So many requests read the register at once; the others wait.
const AT_ONCE: usize = 8;
/// So many of them work through the whole log, which takes time and memory.
const FOLDING: usize = 1;
/// So many bytes of answers to programs, and as many of pages, are remembered.
const ANSWERS: usize = 24 << 20;

/// What all handlers share. Cheap to clone.
#[derive(Clone)]
pub(crate) struct State(Arc<Shared>);

/// Counts, and of what: the last entry of the log, whether the projection had it, what was asked for.
type Counted = ((u64, bool, Filter, Cut), Facets);

/// A state of the register, and of when: the last entry of the log, the cut.
type Kept = ((u64, Cut), Arc<Snapshot>);

struct Shared {
    database: PathBuf,
    reader: Reader,
    knowledge_hash: String,
    names: Names,
    sign: Sign,
    /// What lists and counts are answered from.
    overview: Arc<Overview>,
    idle: Mutex<Vec<Store>>,
    replies: Lately<Reply>,
    pages: Lately<Answer>,
    counted: Mutex<std::collections::VecDeque<Counted>>,
    snapshots: Mutex<std::collections::VecDeque<Kept>>,
    review: Mutex<Option<Arc<Review>>>,
    places: Arc<Semaphore>,
    folding: Arc<Semaphore>,
    /// True while a thread brings the projection up to date.
    keeping_up: AtomicBool,
    /// Held by who writes: decisions are taken one after the other.
    writing: tokio::sync::Mutex<()>,
}

/// What waits for a look, and what was decided.
pub(crate) struct Review {
    /// The last entry of the log that it knows.
    entry: u64,
    /// The weightiest first.
    pub(crate) queue: Vec<QueueRow>,
    /// The earliest first.
    pub(crate) decisions: Vec<DecisionRow>,
}

/// What is offered beside looking.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Offer {
    /// People who sign in may decide.
    pub(crate) review: bool,
    /// Nothing is shown to whoever has not signed in.
    pub(crate) private: bool,
}

impl State {
    /// Opens the register and brings its projection up to date, so that an error is told before anybody asks for a page.
    pub(crate) fn open(database: PathBuf, reader: Reader, names: Names, offer: Offer) -> Result<Self, Failure> {
        let sign = Sign::new(&database, &names, offer)?;
        let mut store = Store::open(&database)?;
        // Somebody who writes at this moment, or a file that must not be written, is no reason not to read.
        match store.project() {
            Ok(_) => {}
            Err(error) if error.is_passing() => {}
            Err(error) => return Err(error.into()),
        }
        drop(store);
        let state = Self(Arc::new(Shared {
            knowledge_hash: reader.knowledge_hash(),
            database,
            reader,
            names,
            sign,
            overview: Arc::default(),
            idle: Mutex::default(),
            replies: Lately::new(ANSWERS, |reply| reply.body.len()),
            pages: Lately::new(ANSWERS, |page| page.body.len()),
            counted: Mutex::default(),
            snapshots: Mutex::default(),
            review: Mutex::default(),
            places: Arc::new(Semaphore::new(AT_ONCE)),
            folding: Arc::new(Semaphore::new(FOLDING)),
            keeping_up: AtomicBool::new(false),
            writing: tokio::sync::Mutex::default(),
        }));
        // The overview is made before anybody asks, too.
        state.give_back(state.take().map_err(|trouble| Failure::Other(trouble.words().to_owned()))?);
        Ok(state)
    }

    /// An answer to a program, as it was given lately where the register has not changed since.
    pub(crate) fn reply(
        &self,
        store: &mut Store,
        called: &str,
        answer: impl FnOnce(&mut Store) -> Result<Reply, Trouble>,
    ) -> Result<Reply, Trouble> {
        let called = now(store, called)?;
        self.0.replies.or(called, || answer(store))
    }

    /// The same for a page.
    pub(crate) fn page(
        &self,
        store: &mut Store,
        called: &str,
        answer: impl FnOnce(&mut Store) -> Result<Answer, Trouble>,
    ) -> Result<Answer, Trouble> {
        let called = now(store, called)?;
        self.0.pages.or(called, || answer(store))
    }

    /// The reader, for names and knowledge.
    pub(crate) fn reader(&self) -> &Reader {
        &self.0.reader
    }

    /// The register's file.
    pub(crate) fn database(&self) -> &Path {
        &self.0.database
    }

    /// True when people who sign in may decide.
    pub(crate) fn allows_review(&self) -> bool {
        self.0.sign.takes_decisions()
    }

    /// The digest of the knowledge that documents are read with.
    pub(crate) fn knowledge_hash(&self) -> &str {
        &self.0.knowledge_hash
    }

    /// What the server is called.
    pub(crate) fn names(&self) -> &Names {
        &self.0.names
    }

    /// Who may sign in, and who has.
    pub(crate) fn sign(&self) -> &Sign {
        &self.0.sign
    }

    /// Runs `work` that needs no register, on a thread where it may take its time.
    pub(crate) async fn work<T, W>(&self, work: W) -> Result<T, Trouble>
    where
        T: Send + 'static,
        W: FnOnce(&State) -> Result<T, Trouble> + Send + 'static,
    {
        let place = Arc::clone(&self.0.places).acquire_owned().await;
        let state = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let out = work(&state);
            // Whoever asked may have gone; the place is taken until the work is done.
            drop(place);
            out
        });
        done.await.unwrap_or_else(|_| Err(Trouble::Fault("a part of the program failed".to_owned())))
    }

    /// Runs `work` with the register open to be written, after others who write, and has what follows from it shown when it returns.
    pub(crate) async fn write<T, W>(&self, work: W) -> Result<T, Trouble>
    where
        T: Send + 'static,
        W: FnOnce(&mut Store, &State) -> Result<T, Trouble> + Send + 'static,
    {
        let state = self.clone();
        let alone = state.0.writing.lock().await;
        let out = self
            .work(|state| {
                let mut store = Store::open(&state.0.database)?;
                let out = work(&mut store, state)?;
                match store.project() {
                    // It is written all the same, and shown with the next request.
                    Err(error) if error.is_passing() => {}
                    other => drop(other?),
                }
                Ok(out)
            })
            .await;
        drop(alone);
        out
    }

    /// The counts of what a list can be picked out by. Those that were counted lately are remembered until the register changes.
    pub(crate) fn facets(&self, store: &mut Store, filter: &Filter, cut: Cut) -> Result<Facets, Trouble> {
        let wanted = (store.last_entry()?, store.is_projected()?, filter.clone(), cut);
        let held = |counted: &mut std::collections::VecDeque<Counted>| {
            counted.iter().find(|(of, _)| *of == wanted).map(|(_, facets)| facets.clone())
        };
        if let Some(facets) = held(&mut self.0.counted.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(facets);
        }
        let facets = store.facets(filter, cut)?;
        let mut counted = self.0.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.push_front((wanted, facets.clone()));
        counted.truncate(COUNTED);
        Ok(facets)
    }

    /// The register up to a cut, to be held against another. The last ones are remembered until the log goes on.
    pub(crate) fn snapshot(&self, store: &Store, cut: Cut) -> Result<Arc<Snapshot>, Trouble> {
        let wanted = (store.last_entry()?, cut);
        let held =
            |kept: &std::collections::VecDeque<Kept>| kept.iter().find(|(of, _)| *of == wanted).map(|(_, snapshot)| Arc::clone(snapshot));
        if let Some(snapshot) = held(&self.0.snapshots.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(snapshot);
        }
        let snapshot = Arc::new(Snapshot::of(&store.fold(cut)?));
        let mut kept = self.0.snapshots.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|((entry, _), _)| *entry == wanted.0);
        kept.push_front((wanted, Arc::clone(&snapshot)));
        kept.truncate(SNAPSHOTS);
        Ok(snapshot)
    }

    /// What waits for a look, and what was decided. Remembered until the log goes on.
    pub(crate) fn review(&self, store: &Store) -> Result<Arc<Review>, Trouble> {
        let entry = store.last_entry()?;
        let kept = self.0.review.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(review) = kept.filter(|review| review.entry == entry) {
            return Ok(review);
        }
        let register = store.fold(Cut::default())?;
        let review = Arc::new(Review { entry, queue: queue(&register, &library(store)), decisions: decisions(&register) });
        *self.0.review.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&review));
        Ok(review)
    }

    /// Runs `work` with an open register, on a thread where it may take its time.
    pub(crate) async fn read<T, W>(&self, work: W) -> Result<T, Trouble>
    where
        T: Send + 'static,
        W: FnOnce(&mut Store, &State) -> Result<T, Trouble> + Send + 'static,
    {
        self.work(move |state| {
            let mut store = state.take()?;
            state.keep_up(&store);
            let out = work(&mut store, state);
            state.give_back(store);
            out
        })
        .await
    }

    /// The same for work that goes through the whole log.
    pub(crate) async fn fold<T, W>(&self, work: W) -> Result<T, Trouble>
    where
        T: Send + 'static,
        W: FnOnce(&mut Store, &State) -> Result<T, Trouble> + Send + 'static,
    {
        let place = Arc::clone(&self.0.folding).acquire_owned().await;
        self.read(move |store, state| {
            let out = work(store, state);
            drop(place);
            out
        })
        .await
    }

    /// Brings the projection up to date on a thread of its own where the log has gone on, unless that is being done. What is read meanwhile is
    /// what the projection had.
    fn keep_up(&self, store: &Store) {
        use std::sync::atomic::Ordering;
        if store.is_projected().unwrap_or(true) || self.0.keeping_up.swap(true, Ordering::AcqRel) {
            return;
        }
        let state = self.clone();
        std::thread::spawn(move || {
            let done = Store::open(&state.0.database).and_then(|mut store| {
                store.wait_for_others(std::time::Duration::ZERO)?;
                store.project()
            });
            // Whoever writes at this moment does it when done, or the next request does.
            if let Some(error) = done.err().filter(|error| !error.is_passing()) {
                say(&format!("materiel: {error}"));
            }
            state.0.keeping_up.store(false, Ordering::Release);
        });
    }

    fn take(&self) -> Result<Store, Trouble> {
        let idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(store) => Ok(store),
            None => {
                let mut store = Store::open_to_read(&self.0.database)?;
                store.share(&self.0.overview)?;
                Ok(store)
            }
        }
    }

    fn give_back(&self, store: Store) {
        let mut idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(store);
        }
    }
}

/// What is asked for, in the register's present state and on this day.
fn now(store: &Store, called: &str) -> Result<String, Trouble> {
    let [last, projected, indexed] = store.position()?;
    Ok(format!("{called}\n{last} {projected} {indexed} {}", crate::command::now().day()))
}
