//! A web server on loopback that a test tells what to answer, and that remembers what it was asked.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    /// Names in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) at: Instant,
}

/// What is answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// How long the server thinks before it answers.
    pub(crate) after: Duration,
}

impl Reply {
    pub(crate) fn new(status: u16, sort: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("Content-Type".into(), sort.into())], body: body.into(), after: Duration::ZERO }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn to(address: &str) -> Self {
        Self::new(302, "text/plain", "").with("Location", address)
    }
}

type Answers = BTreeMap<String, Vec<Reply>>;

#[derive(Default)]
struct State {
    /// What each path answers, one after the other; the last one again and again.
    answers: Mutex<Answers>,
    asked: Mutex<Vec<Asked>>,
    busy: AtomicUsize,
    most: AtomicUsize,
}

/// A running server; it ends with the test.
pub(crate) struct Server {
    state: Arc<State>,
    port: u16,
}

impl Server {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = shared.clone();
                std::thread::spawn(move || serve(&state, stream));
            }
        });
        Self { state, port }
    }

    /// The address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// From now on a path answers so, one answer after the other, the last one again and again.
    pub(crate) fn answer(&self, path: &str, replies: impl IntoIterator<Item = Reply>) {
        let mut replies: Vec<Reply> = replies.into_iter().collect();
        replies.reverse();
        self.state.answers.lock().unwrap().insert(path.to_owned(), replies);
    }

    /// What was asked since this was last called, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state.asked.lock().unwrap())
    }

    /// How often each path was asked for since `asked` was last called.
    pub(crate) fn counted(&self) -> BTreeMap<String, usize> {
        let mut out = BTreeMap::new();
        for one in self.asked() {
            *out.entry(one.path).or_default() += 1;
        }
        out
    }

    /// The most requests that were ever being answered at once.
    pub(crate) fn most(&self) -> usize {
        self.state.most.load(Ordering::SeqCst)
    }
}

fn serve(state: &State, stream: TcpStream) {
    let Ok(copy) = stream.try_clone() else { return };
    let mut reader = BufReader::new(copy);
    let mut stream = stream;
    loop {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            match reader.read_line(&mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) if line == "\r\n" => break,
                Ok(_) => lines.push(line.trim_end().to_owned()),
            }
        }
        let Some(path) = lines.first().and_then(|line| line.split(' ').nth(1)).map(str::to_owned) else { return };
        let headers =
            lines[1..].iter().filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
        let asked = Asked { path: path.clone(), headers: headers.collect(), at: Instant::now() };
        let busy = state.busy.fetch_add(1, Ordering::SeqCst) + 1;
        state.most.fetch_max(busy, Ordering::SeqCst);
        let mut reply = {
            let mut answers = state.answers.lock().unwrap();
            match answers.get_mut(&path) {
                Some(replies) if replies.len() > 1 => replies.pop().unwrap(),
                Some(replies) => replies[0].clone(),
                None => Reply::new(404, "text/plain", "not here"),
            }
        };
        let tag = reply.headers.iter().find(|(name, _)| name == "ETag").map(|(_, value)| value.clone());
        if reply.status == 200 && tag.is_some() && asked.headers.get("if-none-match") == tag.as_ref() {
            (reply.status, reply.body) = (304, Vec::new());
        }
        state.asked.lock().unwrap().push(asked);
        std::thread::sleep(reply.after);
        let mut head = format!("HTTP/1.1 {} Said\r\nContent-Length: {}\r\n", reply.status, reply.body.len());
        reply.headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
        head.push_str("\r\n");
        // Another request may come as soon as this one is answered.
        state.busy.fetch_sub(1, Ordering::SeqCst);
        // Who asked may have lost patience.
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&reply.body)).is_err() {
            return;
        }
    }
}
