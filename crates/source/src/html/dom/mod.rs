//! HTML into a flat tree: nodes in the order of the source, each with its parent and the end of its subtree.
//!
//! Never fails, never recurses, and takes time that grows with the length of the source alone: what is nested deeper than [`build::DEPTH`] is put beside its
//! parent, what a tag has more than [`build::ATTRIBUTES`] attributes is passed over. Scripts and styles are skipped, save JSON-LD. It is no browser's tree
//! (formatting is not reconstructed, nothing is moved out of tables), but the words of a page come out in their order and in their blocks.

mod build;

use super::tag::Tag;
use build::Builder;
use std::borrow::Cow;

/// The number of a node.
pub(crate) type Id = usize;

#[derive(Debug)]
pub(crate) struct Dom<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    attributes: Vec<(&'static str, Cow<'a, str>)>,
}

#[derive(Debug)]
pub(crate) struct Node<'a> {
    /// [`Tag::Text`] for text.
    pub(crate) tag: Tag,
    pub(crate) parent: Id,
    /// One past the last node of its subtree.
    pub(crate) end: Id,
    first_attribute: u32,
    attribute_count: u32,
    /// The words of a text; of a script, its source.
    pub(crate) text: Cow<'a, str>,
}

impl<'a> Dom<'a> {
    /// Reads a page. Node 0 is its root.
    pub(crate) fn parse(source: &'a str) -> Self {
        Builder::new(source).run()
    }

    /// False for text, and for elements of which no attribute is kept.
    pub(crate) fn has_attributes(&self, id: Id) -> bool {
        self.nodes[id].attribute_count > 0
    }

    /// The value of an attribute of those that are kept (see [`attribute`]).
    pub(crate) fn get(&self, id: Id, name: &str) -> Option<&str> {
        let node = &self.nodes[id];
        let from = node.first_attribute as usize;
        let own = &self.attributes[from..from + node.attribute_count as usize];
        own.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_ref())
    }

    /// The nodes below one.
    pub(crate) fn below(&self, id: Id) -> std::ops::Range<Id> {
        id + 1..self.nodes[id].end
    }

    /// The nodes above one, the nearest first, without the root.
    pub(crate) fn above(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let mut at = id;
        std::iter::from_fn(move || {
            at = self.nodes[at].parent;
            (at != 0).then_some(at)
        })
    }

    /// The words below a node that has at most `bytes` of them; `None` for more, without a look at all of a large part.
    pub(crate) fn few_words(&self, id: Id, bytes: usize) -> Option<String> {
        let inside = &self.nodes[id..self.nodes[id].end];
        let few = inside.len() <= 400 && inside.iter().map(|node| node.text.trim().len()).sum::<usize>() <= bytes * 4;
        few.then(|| self.words(id)).filter(|words| words.len() <= bytes)
    }

    /// All words below a node, runs of white space as one blank.
    pub(crate) fn words(&self, id: Id) -> String {
        let mut out = String::new();
        for node in id..self.nodes[id].end {
            if self.nodes[node].tag == Tag::Text {
                push_words(&mut out, &self.nodes[node].text);
            } else if self.nodes[node].tag.is_block() || self.nodes[node].tag == Tag::Br {
                push_words(&mut out, " ");
            }
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// Appends text, runs of white space as one blank and none at the beginning.
pub(crate) fn push_words(out: &mut String, text: &str) {
    let mut blank = out.is_empty() || out.ends_with([' ', '\n']);
    let bytes = text.as_bytes();
    // What stands between them is taken as it is. Nearly all bytes of nearly all texts are told by themselves, many at a time.
    let (mut from, mut at, mut looked) = (0, 0, 0);
    while let Some(byte) = bytes.get(at) {
        if at >= looked {
            if !blank && is_plain(&bytes[at..]) {
                at += STRETCH;
                blank = bytes[at - 1] == b' ';
                continue;
            }
            looked = at + STRETCH;
        }
        let letter = match byte {
            b'!'..=0x7f => {
                blank = false;
                at += 1;
                continue;
            }
            b' ' if !blank => {
                blank = true;
                at += 1;
                continue;
            }
            b' ' | b'\n' | b'\t' | b'\r' => {
                out.push_str(&text[from..at]);
                if !blank {
                    out.push(' ');
                }
                blank = true;
                at += bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r')).count();
                from = at;
                continue;
            }
            ..=b' ' => char::from(*byte),
            _ => text[at..].chars().next().unwrap_or(' '),
        };
        let end = at + letter.len_utf8();
        if is_blank(letter) {
            out.push_str(&text[from..at]);
            if !blank {
                out.push(' ');
            }
            from = end;
        }
        blank = is_blank(letter);
        at = end;
    }
    out.push_str(&text[from..]);
}

/// So many bytes are looked at together.
const STRETCH: usize = 32;

/// True for a stretch of ASCII in which all white space is single blanks, and a byte behind it.
fn is_plain(bytes: &[u8]) -> bool {
    let (Some(here), Some(next)) = (bytes.first_chunk::<STRETCH>(), bytes.get(1..).and_then(<[u8]>::first_chunk::<STRETCH>)) else {
        return false;
    };
    let odd = |(byte, next): (&u8, &u8)| !(b' '..=0x7f).contains(byte) | ((*byte == b' ') & (*next == b' '));
    !here.iter().zip(next).fold(false, |any, pair| any | odd(pair))
}

fn is_blank(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '\n'
            | '\t'
            | '\r'
            | '\u{c}'
            | '\u{a0}'
            | '\u{200b}'
            | '\u{feff}'
            | '\u{2003}'
            | '\u{2002}'
            | '\u{2009}'
            | '\u{202f}'
            | '\0'
            | '\u{ad}'
    ) && letter != '\u{ad}'
}

/// Text with its character references read.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() { Cow::Borrowed(text) } else { html_escape::decode_html_entities(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(source: &str) -> String {
        let dom = Dom::parse(source);
        let mut out = String::new();
        let mut ends: Vec<Id> = Vec::new();
        for (id, node) in dom.nodes.iter().enumerate().skip(1) {
            while ends.last().is_some_and(|end| *end <= id) {
                ends.pop();
                out.push(')');
            }
            match node.tag {
                Tag::Text => out.push_str(node.text.trim()),
                tag => {
                    out.push_str(&format!("{tag:?}("));
                    ends.push(node.end);
                }
            }
        }
        out + &")".repeat(ends.len())
    }

    #[test]
    fn blocks_end_paragraphs_and_items_end_items() {
        assert_eq!(shape("<p>a<p>b<div>c</div>"), "P(a)P(b)Div(c)");
        assert_eq!(shape("<ul><li>a<li>b<ul><li>c</ul></ul>"), "Ul(Li(a)Li(bUl(Li(c))))");
        assert_eq!(shape("<table><tr><td>a<td>b<tr><td>c</table>"), "Table(Tr(Td(a)Td(b))Tr(Td(c)))");
        assert_eq!(shape("<div><b>a</div>b</b>"), "Div(B(a))b");
    }

    #[test]
    fn scripts_are_skipped_and_references_read() {
        assert_eq!(
            shape("<script>if (a<b) '</p>'</script><p>A &amp; B&nbsp;&#8217;s</p><style>p{}</style>"),
            "Script()P(A & B\u{a0}’s)Style()"
        );
        assert_eq!(shape("<title>a <b> c</title><!-- <p> --> d"), "Title(a <b> c)d");
        assert_eq!(shape("a < b <3 </ x> c"), "a<b<3c");
    }

    #[test]
    fn all_sorts_of_blanks_are_one() {
        let mut out = String::new();
        for text in [" \u{a0}a\u{2003}\tb\u{1}", "c\0", " é\u{200b}ü", "\u{feff}", "x"] {
            push_words(&mut out, text);
        }
        assert_eq!(out, "a b\u{1}c é ü x");
    }

    #[test]
    fn long_texts_come_out_as_their_words() {
        let words = ["frigates", "of", "é", "a-very-long-word-that-goes-on-and-on", "12", "(x)"];
        for blanks in [&[" "][..], &[" ", "  "], &[" ", "\n\t\t\t\t   ", " "], &["\u{a0}", " ", " "]] {
            let text: String = (0..200).flat_map(|at| [words[at * 7 % words.len()], blanks[at % blanks.len()]]).collect();
            for begin in ["", "so ", "so"] {
                let mut out = begin.to_owned();
                push_words(&mut out, &text);
                let wanted = text.split([' ', '\n', '\t', '\u{a0}']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
                assert_eq!(out, format!("{begin}{wanted} "), "{blanks:?}");
            }
        }
    }

    #[test]
    fn attributes_are_read_however_they_are_written() {
        let dom = Dom::parse("<a HREF=x?a&amp;b class='c d' id = \"e\" onclick=\"f>g\" hidden>t</a>");
        assert_eq!(
            (dom.get(1, "href"), dom.get(1, "class"), dom.get(1, "id"), dom.get(1, "hidden")),
            (Some("x?a&b"), Some("c d"), Some("e"), Some(""))
        );
        assert_eq!(dom.words(1), "t");
    }

    #[test]
    fn nesting_and_attributes_have_limits() {
        let deep = "<div>".repeat(100_000) + "words";
        let dom = Dom::parse(&deep);
        assert!(dom.words(0) == "words" && dom.nodes.len() == 100_002);
        let wide = format!("<p {}>words", "class=a ".repeat(200_000));
        assert_eq!(Dom::parse(&wide).words(0), "words");
        for cut in ["<", "<a", "<a b", "<a b=", "<a b='", "</", "</a", "<!", "<!--", "<![CDATA[", "<script>", "<title>é", "&#x", "&"] {
            Dom::parse(cut);
        }
    }
}
