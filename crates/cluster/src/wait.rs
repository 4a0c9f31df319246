//! Where asynchronous work runs: one runtime for the engine, and one for stores of objects that functions of the engine wait for.

use crate::Failure;
use std::future::Future;
use std::io;
use std::sync::OnceLock;
use tokio::runtime::{Builder, Runtime};

/// Plans are worked on by functions that call themselves.
const STACK: usize = 16 << 20;

/// Runs a command to its end.
pub(crate) fn run(work: impl Future<Output = Result<bool, Failure>>) -> Result<bool, Failure> {
    Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build()?.block_on(work)
}

/// Waits for a store of objects, on any thread, also on one of the engine's.
pub(crate) fn wait_for<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> io::Result<T> {
    static STORES: OnceLock<Option<Runtime>> = OnceLock::new();
    let make = || Builder::new_multi_thread().worker_threads(2).enable_all().build().ok();
    let Some(runtime) = STORES.get_or_init(make) else { return Err(io::Error::other("no threads can be started")) };
    let (send, answer) = std::sync::mpsc::sync_channel(1);
    runtime.spawn(async move {
        // Whoever asked may have gone.
        let _ = send.send(work.await);
    });
    answer.recv().map_err(|_| io::Error::other("the store's answer was lost"))
}
