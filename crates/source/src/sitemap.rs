//! Sitemaps and indexes of sitemaps: a link for each address.

use crate::{Given, Link, Problem, Raw, address, charset};
use quick_xml::events::Event;

/// The most addresses that a sitemap may have.
const ADDRESSES: usize = 50_000;

pub(crate) fn read(raw: &Raw<'_>, take: &mut dyn FnMut(Given)) {
    let source = charset::decode(raw.bytes, raw.content_type);
    let mut reader = quick_xml::Reader::from_str(&source);
    reader.config_mut().check_end_names = false;
    let (mut link, mut text, mut field) = (Link::default(), String::new(), String::new());
    let mut count = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                field = tag.local_name().as_ref().to_ascii_lowercase();
                text.clear();
                if field == "url" || field == "sitemap" {
                    link = Link { list: field == "sitemap", ..Link::default() };
                }
            }
            Ok(Event::Text(part)) => text.push_str(&part),
            Ok(Event::CData(part)) => text.push_str(&part),
            Ok(Event::GeneralRef(part)) => text.push_str(&html_escape::decode_html_entities(&format!("&{};", &*part))),
            Ok(Event::End(tag)) => {
                let ended = tag.local_name().as_ref().to_ascii_lowercase();
                let value = text.trim();
                // An image or a video of a page has its own address below another prefix, which is not the page's.
                let own = tag.name().prefix().is_none();
                match ended.as_str() {
                    "loc" if own => link.address = address::resolve(raw.address, value).unwrap_or_default(),
                    "lastmod" if own && !value.is_empty() => link.modified = Some(crate::begin(value, 40).to_owned()),
                    "publication_date" => link.published = crate::date::value(value).and_then(|date| date.to_string().parse().ok()),
                    "title" if link.title.is_none() && !value.is_empty() => link.title = Some(crate::begin(value, 1_000).to_owned()),
                    "url" | "sitemap" => {
                        let link = std::mem::take(&mut link);
                        if !link.address.is_empty() {
                            count += 1;
                            take(Given::Link(link));
                        }
                    }
                    _ => {}
                }
                text.clear();
                field.clear();
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let what = format!("the sitemap breaks off at byte {}: {error}", reader.error_position());
                take(Given::Bad(Problem::new(raw.place, what)));
                return;
            }
        }
        if count >= ADDRESSES {
            let what = format!("the sitemap has more than {ADDRESSES} addresses; the others were left out");
            return take(Given::Bad(Problem::new(raw.place, what)));
        }
    }
    if count == 0 {
        take(Given::Bad(Problem::new(raw.place, "the sitemap has no address")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_with_what_is_said_of_them() {
        let source = "<?xml version='1.0'?><urlset xmlns:news='n' xmlns:image='i'><url><loc>https://example.org/a?x=1&amp;y=2</loc><lastmod>2024-01-12T10:00:00Z</lastmod>\
            <news:news><news:publication_date>2024-01-11</news:publication_date><news:title>One</news:title></news:news><image:image><image:loc>https://example.org/i.png</image:loc></image:image></url>\
            <url><loc>mailto:x</loc></url></urlset>";
        let mut out = Vec::new();
        read(&Raw { bytes: source.as_bytes(), place: "s.xml", address: None, content_type: None }, &mut |one| out.push(one));
        let [Given::Link(link)] = out.as_slice() else { panic!("{out:?}") };
        assert_eq!(
            (link.address.as_str(), link.title.as_deref(), link.modified.as_deref()),
            ("https://example.org/a?x=1&y=2", Some("One"), Some("2024-01-12T10:00:00Z"))
        );
        assert_eq!(link.published.map(|date| date.to_string()).as_deref(), Some("2024-01-11"));
    }
}
