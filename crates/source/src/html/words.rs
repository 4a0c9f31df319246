//! The source of a page in, all words out that its text could be made of: fast, and without a tree.
//!
//! Whatever [`super::read`] makes the text of, is among these words, in the same order and joined in the same way: elements within a line join
//! what they part, blocks and line breaks part it. The title, scripts and styles are left out, but not the article's body in the data from which some
//! pages make their text; and so are lines that are a link and nothing else, as those of menus.

use super::dom::{push_words, unescape};
use super::tag::Tag;

/// Whoever wants to know early is asked about so many bytes of words, or a few more.
const PIECE: usize = 2048;

/// A link of more bytes than this is text, or was never closed.
const LINK: usize = 200;

/// Appends the words of a page's source to `out`.
pub fn words(source: &str, out: &mut String) {
    words_until(source, out, |_| false);
}

/// The same until enough is known: `is_enough` is asked of one stretch of lines after the other, and what it has been asked of comes no more. True
/// when it said so.
pub fn words_until(source: &str, out: &mut String, mut is_enough: impl FnMut(&str) -> bool) -> bool {
    let bytes = source.as_bytes();
    let (mut at, mut asked) = (0, out.len());
    let mut lines = Lines { begun: out.len(), out, link: None, plain: false };
    while at < bytes.len() {
        if lines.begun >= asked + PIECE {
            if is_enough(&lines.out[asked..lines.begun]) {
                return true;
            }
            asked = lines.begun;
        }
        // Where one tag follows another there is nothing between them.
        if bytes[at] != b'<' {
            let (text, references) = text_end(bytes, at);
            lines.push(source, at, text, references);
            at = text;
        }
        match bytes.get(at + 1) {
            Some(letter) if letter.is_ascii_alphabetic() => at = start_tag(source, at, &mut lines),
            Some(b'/') if bytes.get(at + 2).is_some_and(u8::is_ascii_alphabetic) => {
                let name = name(source, at + 2);
                let tag = Tag::of(name);
                if parts(tag) {
                    lines.end();
                } else if tag == Tag::A {
                    lines.link = None;
                }
                let end = at + 2 + name.len();
                at = if bytes.get(end) == Some(&b'>') { end + 1 } else { after_tag(bytes, end) };
            }
            Some(b'!') if bytes[at..].starts_with(b"<!--") => at = after(bytes, b"-->", at + 2),
            // A section's text is text.
            Some(b'!') if bytes[at..].starts_with(b"<![CDATA[") => {
                let end = after(bytes, b"]]>", at + 9);
                lines.push(source, at + 9, end.saturating_sub(3), true);
                at = end;
            }
            Some(b'!' | b'?' | b'/') => at = after_tag(bytes, at + 1),
            Some(_) => {
                lines.out.push('<');
                at += 1;
            }
            None => break,
        }
    }
    lines.end();
    asked < out.len() && is_enough(&out[asked..])
}

/// The lines so far, and the one that is being written.
struct Lines<'o> {
    out: &'o mut String,
    /// Where the line began.
    begun: usize,
    /// How many bytes have been read of the link that is open.
    link: Option<usize>,
    /// True once the line has anything outside links.
    plain: bool,
}

impl Lines<'_> {
    /// Adds a text, which has no character references unless it says so.
    fn push(&mut self, source: &str, from: usize, to: usize, references: bool) {
        let Some(text) = source.get(from..to).filter(|text| !text.is_empty()) else { return };
        let before = self.out.len();
        if references {
            push_words(self.out, &unescape(text));
        } else {
            push_words(self.out, text);
        }
        match &mut self.link {
            Some(read) => {
                *read += self.out.len() - before;
                self.plain |= *read > LINK;
            }
            None => self.plain = self.plain || self.out[before..].contains(char::is_alphanumeric),
        }
    }

    /// Ends the line, and takes it back where it is a link and nothing else.
    fn end(&mut self) {
        if self.plain {
            self.out.push('\n');
        } else {
            self.out.truncate(self.begun);
        }
        self.begun = self.out.len();
        self.plain = false;
    }
}

/// Adds what a tag stands for, and gives the place after it and after what must not be read of its element.
fn start_tag(source: &str, at: usize, lines: &mut Lines<'_>) -> usize {
    let bytes = source.as_bytes();
    let name = name(source, at + 1);
    let tag = Tag::of(name);
    let end = tag_end(bytes, at + 1 + name.len());
    if parts(tag) {
        lines.end();
    } else if tag == Tag::A {
        lines.link = Some(0);
    }
    if !tag.is_raw() {
        return end;
    }
    let close = raw_end(bytes, name, end);
    let data = || source.get(at..end).is_some_and(|tag| memchr::memmem::find(tag.to_ascii_lowercase().as_bytes(), b"ld+json").is_some());
    if tag == Tag::Script && data() {
        lines.end();
        bodies(source.get(end..close).unwrap_or_default(), lines.out);
        lines.plain = lines.begun < lines.out.len();
        lines.end();
    }
    after_tag(bytes, close)
}

/// The field of data that a page's text may be made of; the others tell of the page.
const BODY: &str = "\"articleBody\"";

/// The articles' bodies that some data hold.
fn bodies(data: &str, out: &mut String) {
    for (at, key) in data.match_indices(BODY) {
        let value = data[at + key.len()..].trim_start().strip_prefix(':').and_then(|rest| rest.trim_start().strip_prefix('"'));
        if let Some(value) = value {
            body(value, out);
            out.push('\n');
        }
    }
}

/// A string of data as text, from behind its first quotation mark: what it writes with a backslash is read.
fn body(data: &str, out: &mut String) {
    let mut text = String::new();
    let mut letters = data.chars();
    while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        match letters.next() {
            Some('u') => {
                let code: String = letters.by_ref().take(4).collect();
                text.push(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).unwrap_or(' '));
            }
            Some('n' | 'r' | 't' | 'b' | 'f') => text.push('\n'),
            Some(other) => text.push(other),
            None => {}
        }
    }
    // Some hold their text with tags and references in it.
    let mut rest = text.as_str();
    while let Some(tag) = rest.find('<') {
        push_words(out, &unescape(&rest[..tag]));
        out.push('\n');
        rest = rest[tag..].find('>').map_or("", |end| &rest[tag + end + 1..]);
    }
    push_words(out, &unescape(rest));
}

/// True for what stands between words that do not join.
fn parts(tag: Tag) -> bool {
    tag.is_block() || tag == Tag::Br
}

/// The name of a tag as written.
fn name(source: &str, from: usize) -> &str {
    let rest = source.get(from..).unwrap_or_default();
    let end = rest.bytes().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>')).unwrap_or(rest.len());
    &rest[..end]
}

/// Where a text ends that begins here, and whether an `&` is in it.
fn text_end(bytes: &[u8], from: usize) -> (usize, bool) {
    let next = |from: usize| memchr::memchr2(b'<', b'&', &bytes[from..]).map_or(bytes.len(), |found| from + found);
    let end = next(from);
    if bytes.get(end) != Some(&b'&') {
        return (end, false);
    }
    (memchr::memchr(b'<', &bytes[end..]).map_or(bytes.len(), |found| end + found), true)
}

/// The place after a tag's `>`; one within quotation marks does not end it.
fn tag_end(bytes: &[u8], mut at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let Some(first) = memchr::memchr(b'>', rest) else { return bytes.len() };
    // It stands in no value where nothing can have opened one, nor behind a double quotation mark that opens none, where there is no single one.
    let outside = match &rest[..first] {
        [] | [_] => true,
        [.., before, b'"'] => *before != b'=' && memchr::memchr(b'\'', &rest[..first]).is_none(),
        [one, two] => ![one, two].iter().any(|byte| matches!(byte, b'"' | b'\'')),
        _ => false,
    };
    if outside {
        return at + first + 1;
    }
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr3(b'>', b'"', b'\'', rest)) {
        at += found;
        // A quotation mark opens a value only where one begins.
        if bytes[at] != b'>' && bytes[..at].last() == Some(&b'=') {
            at = memchr::memchr(bytes[at], &bytes[at + 1..]).map_or(bytes.len(), |end| at + 1 + end);
        } else if bytes[at] == b'>' {
            return at + 1;
        }
        at += 1;
    }
    bytes.len()
}

fn raw_end(bytes: &[u8], name: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        at += found;
        let closes = || bytes.get(at + 2..at + 2 + name.len()).is_some_and(|written| written.eq_ignore_ascii_case(name.as_bytes()));
        if bytes.get(at + 1) == Some(&b'/') && closes() {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// The place after the next `>`.
fn after_tag(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    memchr::memchr(b'>', rest).map_or(bytes.len(), |found| from + found + 1)
}

fn after(bytes: &[u8], mark: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    memchr::memmem::find(rest, mark).map_or(bytes.len(), |found| from + found + mark.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> String {
        let mut out = String::new();
        words(source, &mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_join_and_part_as_they_do_in_the_text() {
        for (source, wanted) in [
            ("<p>An F<b>-16</b>&nbsp;flew.<br>It</p>landed", "An F-16 flew. It landed"),
            ("<td>Tank</td><td>s</td>", "Tank s"),
            ("<script>var tank = '</p>';</script>no<style>p{}</style>thing", "nothing"),
            ("<a href=x>A title in a link</a><p>Jets</p>", "Jets"),
            ("<title>Jets &amp; guns</title>land<textarea>Tanks</textarea>", "land"),
            ("<p><a title='5 > 4' href=x>Tanks</a> and <a href=y>guns</a></p>", "Tanks and guns"),
            ("<ul><li><a href=x>Jets</a><li><a href=y>Guns</a></ul><p>News</p><a href=z>More</a> | <a>less</a>", "News"),
            ("<a><h2>Jets</h2><p>land</p></a>", ""),
            ("<a href=x>never closed<p>Jets</p>", ""),
            (r#"<script type="application/ld+json">{"articleBody": "Five \u0066rigates\nsail"}</script>"#, "Five frigates sail"),
            (
                r#"<script type="application/ld+json">{"headline": "Jets", "articleBody" : "<p>\"Guns\"</p>", "keywords": "Tanks", "@graph":
                [{"articleBody":"Mines &amp; shells"}, {"articleBody": 5}]}</script>"#,
                "\"Guns\" Mines & shells",
            ),
            (r#"<script type="application/ld+json">{"headline": "Jets"}</script>land"#, "land"),
            (r#"<script type="application/ld+json">{"articleBody": "Jets la\"#, "Jets la"),
            ("1 < 2", "1 < 2"),
            ("<!-- tank --><![CDATA[gun]]>", "gun"),
            ("<p", ""),
            ("<", ""),
        ] {
            assert_eq!(of(source), wanted, "{source}");
        }
    }

    #[test]
    fn a_tag_ends_where_no_value_is_open() {
        for (tag, wanted) in [
            (">", 1),
            ("/>x>", 2),
            (" />", 3),
            ("\">x>", 2),
            ("=\">x\">", 6),
            (" a=\"1\">x", 7),
            (" a=\">\">x", 7),
            (" a=\"1\" b=\">\">x", 13),
            (" a='\">'>x", 8),
            (" a='1' b=\"2\">x>", 13),
            (" a=\"'\">x", 7),
            (" a=\"b'>x\">", 10),
            (" hidden>x>", 8),
            (" a=\"1>", 6),
            (" a", 2),
            ("", 0),
        ] {
            assert_eq!(tag_end(tag.as_bytes(), 0), wanted, "{tag}");
        }
    }

    #[test]
    fn stretches_of_lines_come_one_after_the_other() {
        let page = "<p>Three <b>jets</b> &amp; a tank</p><td>x</td>".repeat(500);
        let (mut all, mut parts, mut count) = (String::new(), String::new(), 0);
        words(&page, &mut all);
        let keep = |part: &str| {
            assert!(part.ends_with('\n'));
            parts.push_str(part);
            count += 1;
            false
        };
        assert!(!words_until(&page, &mut String::new(), keep));
        assert!(parts == all && count > 3, "{count} stretches");
        let mut begun = String::new();
        assert!(words_until(&page, &mut begun, |part| part.contains("tank")) && begun.len() < 2 * PIECE);
    }

    /// What the reader makes the text of is among the words.
    #[test]
    fn no_word_of_the_text_is_missing() {
        let article = "<html><head><title>Norway buys</title></head><body><nav><a href=/>Home</a></nav><article><h1>Norway buys</h1>\
            <p>Norway ordered <b>24</b> K9 howitzers from Hanwha&nbsp;Defense, it&rsquo;s said, on Monday after long talks in Seoul.</p>\
            <ul><li>the K9</li><li>the K10</li></ul><table><tr><th>Item</th><td>24</td></tr></table></article></body></html>";
        let text = super::super::read(article, None).text;
        let all = of(article);
        assert!(text.len() > 100, "{text}");
        // Marks of lists and tables are the reader's own.
        for word in text.split_whitespace().filter(|word| !matches!(*word, "-" | "|")) {
            assert!(all.contains(word), "{word} in {all}");
        }
    }
}
