//! The fuzzers' corpus, as it is and mangled: whatever comes in, something comes out, in time and without a panic.
//!
//! `MATERIEL_MANGLE=1000` mangles each file so many times; `MATERIEL_MANGLE_SEED=2` does so in other ways.

#[path = "../../../fuzz/check.rs"]
mod check;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// No small input may take longer. Debug builds on busy machines are slow; what is quadratic is slower.
const PATIENCE: Duration = Duration::from_secs(10);

fn corpus() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/source");
    let mut out: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect();
    out.sort();
    out
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % end.max(1)
    }
}

/// What often stands where readers go wrong.
const WORDS: &[&[u8]] = &[
    b"<",
    b">",
    b"&",
    b"&#",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"\"",
    b"'",
    b"\0",
    b"\xff\xfe",
    b"\xc3",
    b"\xf0\x9f",
    b"\r\n\r\n",
    b"\n",
    b";",
    b"</p>",
    b"<table>",
    b"<td colspan=999999999>",
    b"<script>",
    b"<pre>",
    b"<br>",
    b"<a href=",
    b"<link>",
    b"<entry>",
    b"<item>",
    b"&nbsp;",
    b"endstream",
    b"endobj",
    b" 0 R",
    b"<<",
    b">>",
    b"[",
    b"(",
    b"stream\n",
    b"/Length 99999999999",
    b"-1",
    b"4294967296",
    b"9999999999999999999",
    b"2024-02-31",
    b"0000-00-00",
    b"31.12.99999",
    b"WARC/1.0\r\n",
    b"Content-Length: 5\r\n",
    b"--b\r\n",
    b"=?utf-8?b?",
    b"\x1b$B",
    b"\x1b(B",
    b"{",
    b"null",
    b"\\u",
];

fn mangle(numbers: &mut Numbers, bytes: &[u8], other: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=numbers.below(6) {
        let (at, until) = (numbers.below(out.len() + 1), numbers.below(out.len() + 1));
        let (at, until) = (at.min(until), at.max(until));
        match numbers.below(7) {
            0 if !out.is_empty() => {
                let at = at.min(out.len() - 1);
                out[at] ^= 1 << numbers.below(8);
            }
            1 => drop(out.drain(at..until.min(at + 40))),
            2 => out.truncate(at.max(1)),
            3 => {
                let again = out[at..until.min(at + 2_000)].repeat(1 + numbers.below(20));
                out.splice(at..at, again);
            }
            4 => {
                let from = numbers.below(other.len() + 1);
                out.splice(at..until.min(at + 200), other[from..other.len().min(from + 500)].to_vec());
            }
            _ => drop(out.splice(at..at, WORDS[numbers.below(WORDS.len())].to_vec())),
        }
        out.truncate(200_000);
    }
    out
}

fn checked(name: &Path, how: &str, bytes: &[u8]) -> usize {
    let start = Instant::now();
    let came = std::panic::catch_unwind(|| check::check(bytes));
    let slow = start.elapsed() > PATIENCE;
    if came.is_err() || slow {
        let kept = std::env::temp_dir().join(format!("materiel-{}-{how}", name.file_name().unwrap().to_string_lossy()));
        std::fs::write(&kept, bytes).unwrap();
        panic!("{} {how}: {}; the input is kept as {}", name.display(), if slow { "slow" } else { "panicked" }, kept.display());
    }
    came.unwrap_or_default()
}

#[test]
fn the_corpus_is_read_as_it_is_and_mangled() {
    // Libraries for PDF call themselves.
    let work = || {
        let (many, corpus) = (number("MATERIEL_MANGLE", 20), corpus());
        assert!(corpus.len() >= 20, "{} files", corpus.len());
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15 ^ number("MATERIEL_MANGLE_SEED", 1));
        for (path, bytes) in &corpus {
            assert!(bytes.first().is_some_and(u8::is_ascii_digit) && checked(path, "as-it-is", bytes) > 0, "{}", path.display());
            for at in 0..many {
                let other = &corpus[numbers.below(corpus.len())].1;
                checked(path, &format!("mangled-{at}"), &mangle(&mut numbers, bytes, other));
            }
        }
    };
    std::thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap();
}
