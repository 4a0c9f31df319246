//! Reads pages, feeds, mails and PDF in another process, so that one that takes too long or too much costs its own time limit and nothing else.
//!
//! A program that calls [`announce`] starts itself with the hidden command `read-pages`, hands it bytes over a pipe and gets what they came to, a line of JSON each. A
//! process that does not answer in time, or that ends, is replaced. It may have no more than [`MEMORY`] bytes of addresses.

use materiel_source::{Columns, Given, Limits, Problem, Raw};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

/// How long one input may take. The slowest real page of our benchmarks takes a fiftieth of a second.
const PATIENCE: Duration = Duration::from_secs(20);
/// What the other process may use.
#[cfg(unix)]
const MEMORY: u64 = 3 << 30;
/// What is handed over at once; more than this only privileged programs may ask for.
#[cfg(target_os = "linux")]
const PIPE: usize = 1 << 20;
/// The stack that an input may use: libraries for PDF call themselves.
const STACK: usize = 64 << 20;

/// Where the program is, once it runs as a program. In tests of the library everything is read in place.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

thread_local! {
    static WORKER: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

/// Makes it known that this is a program that answers the command `read-pages` with [`serve`], and can be started again.
pub fn announce() {
    if let Ok(path) = std::env::current_exe() {
        // Only the first call counts.
        let _ = PROGRAM.set(path);
    }
}

/// What goes before the bytes.
#[derive(Serialize, Deserialize)]
struct Order {
    place: String,
    address: Option<String>,
    content_type: Option<String>,
    columns: Columns,
    length: usize,
}

struct Worker {
    process: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads some bytes in the other process.
pub fn open(raw: &Raw<'_>, columns: &Columns, take: &mut dyn FnMut(Given)) {
    let limits = Limits::default();
    let Some(program) = PROGRAM.get() else { return materiel_source::open(raw, columns, &limits, take) };
    if raw.bytes.len() > limits.bytes {
        return take(Given::Bad(Problem::new(raw.place, format!("it has more than {} bytes; at most so many are read", limits.bytes))));
    }
    WORKER.with_borrow_mut(|slot| {
        let worker = match slot.take().map_or_else(|| start(program), Ok) {
            Ok(worker) => worker,
            Err(error) => {
                return take(Given::Bad(Problem::new(raw.place, format!("the process that reads pages cannot be started: {error}"))));
            }
        };
        let (kept, problem) = ask(worker, raw, columns, take);
        *slot = kept;
        if let Some(what) = problem {
            take(Given::Bad(Problem::new(raw.place, what)));
        }
    });
}

fn start(program: &PathBuf) -> io::Result<Worker> {
    let mut process = Command::new(program).arg("read-pages").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let missing = || io::Error::other("it has no pipes");
    let input = process.stdin.take().ok_or_else(missing)?;
    widen(&input);
    let output = process.stdout.take().ok_or_else(missing)?;
    let (send, lines) = sync_channel(64);
    std::thread::Builder::new().spawn(move || {
        let mut output = BufReader::with_capacity(1 << 16, output);
        let mut line = String::new();
        while output.read_line(&mut line).is_ok_and(|read| read > 0) {
            if send.send(std::mem::take(&mut line)).is_err() {
                break;
            }
        }
    })?;
    Ok(Worker { process, input, lines })
}

/// Most pages fit into the pipe whole, so that handing one over is one step.
#[cfg(target_os = "linux")]
fn widen(pipe: &ChildStdin) {
    // Where it cannot be made wider, it takes more steps.
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, PIPE);
}

#[cfg(not(target_os = "linux"))]
fn widen(_: &ChildStdin) {}

/// Asks a worker, and gives it back if it is to be asked again, with what went wrong.
fn ask(mut worker: Worker, raw: &Raw<'_>, columns: &Columns, take: &mut dyn FnMut(Given)) -> (Option<Worker>, Option<String>) {
    let ended =
        || Some("reading it ended the process that reads pages (too much memory, or a fault of the program); it was left out".to_owned());
    let order = Order {
        place: raw.place.to_owned(),
        address: raw.address.map(str::to_owned),
        content_type: raw.content_type.map(str::to_owned),
        columns: columns.clone(),
        length: raw.bytes.len(),
    };
    let mut sent = serde_json::to_vec(&order).unwrap_or_default();
    sent.push(b'\n');
    if worker.input.write_all(&sent).and_then(|()| worker.input.write_all(raw.bytes)).and_then(|()| worker.input.flush()).is_err() {
        return (None, ended());
    }
    let end = Instant::now() + PATIENCE;
    loop {
        match worker.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) if line.trim_end() == "." => return (Some(worker), None),
            Ok(line) => match serde_json::from_str(&line) {
                Ok(given) => take(given),
                Err(_) => return (None, ended()),
            },
            Err(RecvTimeoutError::Timeout) => {
                return (None, Some(format!("reading it took more than {} seconds; it was left out", PATIENCE.as_secs())));
            }
            Err(RecvTimeoutError::Disconnected) => return (None, ended()),
        }
    }
}

/// The other process: reads orders from standard input until there are none.
///
/// # Errors
/// When standard input or output fails, or holds something else.
pub fn serve() -> io::Result<()> {
    limit_memory();
    let served = std::thread::Builder::new().stack_size(STACK).spawn(serve_all)?;
    served.join().unwrap_or_else(|_| Err(io::Error::other("reading a page failed")))
}

#[cfg(unix)]
fn limit_memory() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Where it cannot be limited, the other limits hold.
    let _ = setrlimit(Resource::As, Rlimit { current: Some(MEMORY), maximum: Some(MEMORY) });
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

#[cfg(not(unix))]
fn limit_memory() {}

fn serve_all() -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 16, std::io::stdin().lock());
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    let limits = Limits::default();
    let mut line = String::new();
    let mut bytes = Vec::new();
    loop {
        line.clear();
        bytes.clear();
        if (&mut input).take(1 << 20).read_line(&mut line)? == 0 {
            return Ok(());
        }
        let order: Order = serde_json::from_str(&line)?;
        (&mut input).take(order.length.min(limits.bytes) as u64).read_to_end(&mut bytes)?;
        let raw =
            Raw { bytes: &bytes, place: &order.place, address: order.address.as_deref(), content_type: order.content_type.as_deref() };
        let mut written = Ok(());
        materiel_source::open(&raw, &order.columns, &limits, &mut |given| {
            if written.is_ok() {
                written = serde_json::to_vec(&given).map_err(io::Error::from).and_then(|mut line| {
                    line.push(b'\n');
                    output.write_all(&line)
                });
            }
        });
        written?;
        output.write_all(b".\n")?;
        output.flush()?;
    }
}
