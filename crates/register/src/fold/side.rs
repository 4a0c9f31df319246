//! Many things worked out side by side, on all processors.
//!
//! In: things, and what is to be made of each. Out: what was made, in the order of the things.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};

/// Fewer things than this are not worth a thread.
const FEW: usize = 64;
/// So many things a worker may be made ahead of what was taken.
const AHEAD: usize = 3;

fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Does the same to many things, on all processors when they are many. The answers come in the order of the things.
pub(super) fn side_by_side<T: Send, U: Send>(things: Vec<T>, work: impl Fn(T) -> U + Sync) -> Vec<U> {
    let workers = workers();
    if things.len() < FEW || workers < 2 {
        return things.into_iter().map(work).collect();
    }
    let queue = Mutex::new(things.into_iter().enumerate());
    let mut out: Vec<(usize, U)> = std::thread::scope(|scope| {
        let turn = || {
            let mut mine = Vec::new();
            loop {
                let next = queue.lock().map_or(None, |mut queue| queue.next());
                let Some((at, thing)) = next else { return mine };
                mine.push((at, work(thing)));
            }
        };
        let handles: Vec<_> = (0..workers).map(|_| scope.spawn(turn)).collect();
        let joined = handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| resume_unwind(panic)));
        joined.flatten().collect()
    });
    out.sort_by_key(|(at, _)| *at);
    out.into_iter().map(|(_, answer)| answer).collect()
}

/// Does two things at once.
pub fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    std::thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        (one, other.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Things that wait for a worker.
struct Waiting<T> {
    things: VecDeque<(usize, T)>,
    over: bool,
}

/// Ends the workers' wait, however the work ends.
struct End<'a, T>(&'a Mutex<Waiting<T>>, &'a Condvar);

impl<T> Drop for End<'_, T> {
    fn drop(&mut self) {
        let mut waiting = locked(self.0);
        waiting.over = true;
        waiting.things.clear();
        self.1.notify_all();
    }
}

fn locked<T>(queue: &Mutex<Waiting<T>>) -> MutexGuard<'_, Waiting<T>> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes something of each of many things on all processors, while this thread gets the things and hands on what was made of them, in the order of the
/// things. Only a few are made ahead. Stops at the first error of `take`. Best for things that take a while each.
///
/// # Errors
/// That of `take`.
pub fn in_turn<T: Send, U: Send, E>(
    things: impl Iterator<Item = T>,
    make: impl Fn(T) -> U + Sync,
    mut take: impl FnMut(U) -> Result<(), E>,
) -> Result<(), E> {
    let mut things = things.enumerate().peekable();
    let first = things.next();
    let (Some((_, first)), workers) = (first, workers()) else { return Ok(()) };
    if workers < 2 || things.peek().is_none() {
        return std::iter::once(first).chain(things.map(|(_, thing)| thing)).try_for_each(|thing| take(make(thing)));
    }
    let mut things = std::iter::once((0, first)).chain(things);
    let (queue, more) = (Mutex::new(Waiting { things: VecDeque::new(), over: false }), Condvar::new());
    std::thread::scope(|scope| {
        let end = End(&queue, &more);
        let (done, made) = mpsc::channel();
        for _ in 0..workers {
            let (done, queue, more, make) = (done.clone(), &queue, &more, &make);
            scope.spawn(move || {
                loop {
                    let mut waiting = locked(queue);
                    let (at, thing) = loop {
                        match waiting.things.pop_front() {
                            Some(next) => break next,
                            None if waiting.over => return,
                            None => waiting = more.wait(waiting).unwrap_or_else(PoisonError::into_inner),
                        }
                    };
                    drop(waiting);
                    // Who waits for it has to hear of it, too, when this goes wrong.
                    if done.send((at, catch_unwind(AssertUnwindSafe(|| make(thing))))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        let mut early = BTreeMap::new();
        let (mut sent, mut next) = (0, 0);
        loop {
            while sent < next + workers * AHEAD
                && let Some(thing) = things.next()
            {
                sent += 1;
                locked(&queue).things.push_back(thing);
                more.notify_one();
            }
            if next == sent {
                drop(end);
                return Ok(());
            }
            while !early.contains_key(&next) {
                let Ok((at, one)) = made.recv() else { break };
                early.insert(at, one);
            }
            match early.remove(&next) {
                Some(Ok(one)) => take(one)?,
                Some(Err(panic)) => resume_unwind(panic),
                None => return Ok(()),
            }
            next += 1;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_comes_in_the_order_of_the_things() {
        for many in [0, 1, 2, 1000] {
            let mut out = Vec::new();
            let take = |n| {
                out.push(n);
                Ok::<(), std::convert::Infallible>(())
            };
            let Ok(()) = in_turn(0..many, |n| n * 2, take);
            assert_eq!(out, (0..many).map(|n| n * 2).collect::<Vec<_>>());
        }
        assert_eq!(side_by_side((0..1000).collect(), |n| n + 1), (1..1001).collect::<Vec<_>>());
        assert_eq!(both(|| 1, || 2), (1, 2));
    }

    #[test]
    fn the_first_error_ends_it_and_so_does_a_panic() {
        let mut taken = 0;
        let take = |n| {
            taken += 1;
            if n == 7 { Err(n) } else { Ok(()) }
        };
        let found = in_turn(0.., |n| n, take);
        assert_eq!((found, taken), (Err(7), 8));
        let caught = catch_unwind(|| in_turn(0..100, |n| assert_ne!(n, 50), |()| Ok::<(), ()>(())));
        assert!(caught.is_err());
    }
}
