//! Mails: the text of a message with its subject, sender and date, and what is attached to it.

use crate::html;
use crate::{Columns, Given, Limits, Problem, Raw, Sort, document, open, sort};
use mail_parser::{MessageParser, MimeHeaders};
use materiel_model::{Found, Metadata, Origin};

/// At most so many attachments are looked at.
const ATTACHMENTS: usize = 50;

pub(crate) fn read(raw: &Raw<'_>, columns: &Columns, limits: &Limits, take: &mut dyn FnMut(Given)) {
    let Some(message) = MessageParser::default().parse(raw.bytes) else {
        return take(Given::Bad(Problem::new(raw.place, "the mail has no headers")));
    };
    let plain =
        message.body_text(0).filter(|_| message.text_body_count() > 0 && !message.text_part(0).is_some_and(|part| part.is_text_html()));
    let text = match plain {
        Some(text) => without_quotes(&text),
        None => message.body_html(0).map(|page| html::plain(&page)).unwrap_or_default(),
    };
    let found = |value: Option<String>| value.map(|value| Found::new(value, Origin::Header));
    let sender = message.from().and_then(|from| from.first()).and_then(|from| from.name().or_else(|| from.address()).map(str::to_owned));
    let day = message.date().and_then(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day).parse().ok());
    let metadata = Metadata {
        medium: "mail".to_owned(),
        title: found(message.subject().map(str::to_owned)),
        author: found(sender),
        published: day.map(|value| Found::new(value, Origin::Header)),
        ..Metadata::default()
    };
    let mut any = false;
    if !text.trim().is_empty() {
        any = true;
        take(Given::Document(document(raw, text, metadata)));
    }
    for attachment in message.attachments().take(ATTACHMENTS) {
        let name = attachment.attachment_name().unwrap_or("attachment");
        let place = format!("{}/{name}", raw.place);
        let inner = Raw { bytes: attachment.contents(), place: &place, address: None, content_type: None };
        // Pictures and the like are no problem, and mails within mails are one level deep.
        if matches!(sort(&inner), Sort::Html | Sort::Pdf | Sort::Text) && inner.bytes.len() > 40 {
            any = true;
            open(&inner, columns, limits, take);
        }
    }
    if !any {
        take(Given::Bad(Problem::new(raw.place, "the mail has no text")));
    }
}

/// A mail's text without the lines that it quotes from an earlier one, and without its signature.
fn without_quotes(text: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for line in text.lines() {
        if line == "-- " || line == "--" {
            break;
        }
        if !line.starts_with('>') {
            out.push(line.trim_end());
        }
    }
    out.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_its_text_with_its_headers() {
        let source = b"From: Press Office <press@example.org>\r\nTo: list@example.org\r\nSubject: =?utf-8?Q?Delivery_to_K=C3=B6ln?=\r\nDate: Thu, 11 Jan 2024 10:00:00 +0100\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nK=F6ln received ten tanks.\r\n> an older mail\r\n-- \r\nA name\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--b--\r\n";
        let mut out = Vec::new();
        read(
            &Raw { bytes: source, place: "a.eml", address: None, content_type: None },
            &Columns::default(),
            &Limits::default(),
            &mut |one| out.push(one),
        );
        let [Given::Document(document)] = out.as_slice() else { panic!("{out:?}") };
        assert_eq!((document.text.as_str(), document.title.as_deref()), ("Köln received ten tanks.", Some("Delivery to Köln")));
        assert_eq!(document.published.map(|date| date.to_string()).as_deref(), Some("2024-01-11"));
        assert_eq!(
            document.metadata.as_ref().and_then(|metadata| metadata.author.as_ref()).map(|author| author.value.as_str()),
            Some("Press Office")
        );
    }
}
