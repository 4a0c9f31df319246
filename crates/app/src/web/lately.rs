//! Answers that were given lately: whoever asks the same while the register is the same gets the same.
//!
//! In: what was asked for, and the state of the register. Out: the answer that was worked out then. So many bytes of them are kept at most;
//! what was asked for longest ago goes first.

use lru::LruCache;
use std::sync::{Mutex, PoisonError};

/// Answers of one sort.
pub(crate) struct Lately<T> {
    most: usize,
    size: fn(&T) -> usize,
    held: Mutex<Held<T>>,
}

struct Held<T> {
    answers: LruCache<String, T>,
    bytes: usize,
}

impl<T: Clone> Lately<T> {
    /// Nothing yet. At most so many bytes of answers are kept, each as large as `size` says.
    pub(crate) fn new(most: usize, size: fn(&T) -> usize) -> Self {
        Self { most, size, held: Mutex::new(Held { answers: LruCache::unbounded(), bytes: 0 }) }
    }

    /// The answer to what is called like that, worked out if need be. Answers of which one would push out most others are not kept.
    pub(crate) fn or<E>(&self, called: String, answer: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        if let Some(answer) = self.held.lock().unwrap_or_else(PoisonError::into_inner).answers.get(&called) {
            return Ok(answer.clone());
        }
        let answer = answer()?;
        let weight = |called: &str, answer: &T| called.len() + (self.size)(answer);
        let bytes = weight(&called, &answer);
        if bytes <= self.most / 16 {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            held.bytes += bytes;
            if let Some((called, old)) = held.answers.push(called, answer.clone()) {
                held.bytes = held.bytes.saturating_sub(weight(&called, &old));
            }
            while held.bytes > self.most {
                let Some((called, old)) = held.answers.pop_lru() else { break };
                held.bytes = held.bytes.saturating_sub(weight(&called, &old));
            }
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_answered_is_not_worked_out_again_and_no_more_is_kept_than_allowed() {
        let lately: Lately<Vec<u8>> = Lately::new(1600, Vec::len);
        let ask = |called: &str, answer: usize| lately.or(called.to_owned(), || Ok::<_, ()>(vec![0; answer])).unwrap().len();
        assert_eq!((ask("a", 90), ask("a", 1)), (90, 90));
        assert!(lately.or("b".to_owned(), || Err(())).is_err());
        assert_eq!((ask("b", 90), ask("b", 2)), (90, 90));
        // Too large for itself.
        assert_eq!((ask("c", 1000), ask("c", 3)), (1000, 3));
        for one in 0..100 {
            ask(&format!("d{one}"), 90);
            ask("a", 4);
        }
        assert!(lately.held.lock().unwrap().bytes <= 1600);
        assert_eq!((ask("a", 5), ask("d99", 6), ask("b", 7)), (90, 90, 7));
    }
}
