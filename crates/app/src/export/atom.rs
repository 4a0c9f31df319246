//! News as an Atom feed (RFC 4287).

use crate::outcome::Failure;
use materiel_model::sha256_hex;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io::Write;

/// A feed.
pub(crate) struct Feed<'a> {
    /// What it is about.
    pub(crate) title: &'a str,
    /// When it was last looked.
    pub(crate) updated: &'a str,
    /// The entries, the latest first.
    pub(crate) entries: Vec<FeedEntry<'a>>,
}

/// An entry of a feed.
pub(crate) struct FeedEntry<'a> {
    pub(crate) title: &'a str,
    pub(crate) updated: &'a str,
    /// Plain text.
    pub(crate) content: &'a str,
    /// Where the newest of the documents behind it was published.
    pub(crate) link: Option<&'a str>,
}

/// Writes the feed.
pub(crate) fn write(feed: &Feed<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let id = |of: &str| format!("urn:materiel:{}", &sha256_hex(of.as_bytes())[..32]);
    writer.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom")).write_inner_content(|writer| {
        text(writer, "title", feed.title)?;
        text(writer, "id", &id(feed.title))?;
        text(writer, "updated", feed.updated)?;
        writer.create_element("author").write_inner_content(|writer| text(writer, "name", "Materiel"))?;
        text(writer, "generator", "Materiel")?;
        for entry in &feed.entries {
            writer.create_element("entry").write_inner_content(|writer| {
                text(writer, "title", entry.title)?;
                text(writer, "id", &id(&[feed.title, entry.updated, entry.title, entry.content].join("\n")))?;
                text(writer, "updated", entry.updated)?;
                if let Some(address) = entry.link {
                    writer
                        .create_element("link")
                        .with_attribute(("rel", "related"))
                        .with_attribute(("href", clean(address).as_str()))
                        .write_empty()?;
                }
                let content = writer.create_element("content").with_attribute(("type", "text"));
                content.write_text_content(BytesText::new(&clean(entry.content)))?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    writeln!(writer.get_mut())?;
    Ok(())
}

fn text<W: Write>(writer: &mut Writer<W>, name: &str, words: &str) -> std::io::Result<()> {
    writer.create_element(name).write_text_content(BytesText::new(&clean(words)))?;
    Ok(())
}

/// What XML cannot hold is replaced.
fn clean(words: &str) -> String {
    let fits = |c: char| matches!(c, '\n' | '\t') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    words.chars().map(|c| if fits(c) { c } else { '\u{fffd}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_holds_any_words_and_its_ids_stay_the_same() {
        let entry = || FeedEntry {
            title: "A < B & \u{1}",
            updated: "2025-01-01T00:00:00Z",
            content: "“Words”\n]]>",
            link: Some("https://example.org/?a=1&b=\"2\""),
        };
        let made = |entries: Vec<FeedEntry<'_>>| {
            let mut out = Vec::new();
            write(&Feed { title: "javelin", updated: "2025-01-02T00:00:00Z", entries }, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let feed = made(vec![entry()]);
        assert_eq!(feed, made(vec![entry()]));
        assert!(feed.contains("<title>A &lt; B &amp; \u{fffd}</title>") && feed.contains("?a=1&amp;b=&quot;2&quot;"), "{feed}");
        let mut reader = quick_xml::Reader::from_str(&feed);
        let mut entries = 0;
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) if start.name().as_ref() == "entry" => entries += 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(entries, 1);
        assert!(made(Vec::new()).contains("<updated>2025-01-02T00:00:00Z</updated>"));
    }
}
