//! Bytes into characters: by a byte-order mark, by UTF-8 itself, by what a header or the page says, else by how the bytes look.

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// So far into a page its own word on its characters is looked for.
const HEAD: usize = 4_096;

/// The characters of some bytes. What is no character of its set becomes U+FFFD.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Some(encoding) = wide(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    let said = || content_type.and_then(|value| after(value.as_bytes(), b"charset=")).or_else(|| declared(&bytes[..bytes.len().min(HEAD)]));
    // Text that is valid UTF-8 is UTF-8, whatever it says; only one set says everything with the same bytes as ASCII.
    if let Ok(text) = std::str::from_utf8(bytes) {
        return match memchr::memchr(0x1b, bytes).and_then(|_| said()) {
            Some(encoding) if encoding == ISO_2022_JP => encoding.decode_without_bom_handling(bytes).0,
            _ => Cow::Borrowed(text),
        };
    }
    let said = said();
    if let Some(encoding) = said.filter(|encoding| *encoding != UTF_8) {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    // A few bad bytes in UTF-8 are no other set.
    let text = UTF_8.decode_without_bom_handling(bytes).0;
    let bad = text.matches('\u{fffd}').count();
    let good = text.chars().filter(|letter| !letter.is_ascii()).count() - bad;
    if said.is_some() && bad < good || bad * 20 < good {
        return text;
    }
    guess(bytes).decode_without_bom_handling(bytes).0
}

/// UTF-16 without a mark, of what begins with a tag.
pub(crate) fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, b'!'..=b'~', 0, ..] => Some(UTF_16LE),
        [0, b'<', 0, b'!'..=b'~', ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// The set that bytes look like.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    let found = detector.guess(None, chardetng::Utf8Detection::Deny);
    if found == UTF_8 { WINDOWS_1252 } else { found }
}

/// What the head of a page or an XML file says of its characters.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    after(&lower, b"charset=")
        .or_else(|| lower.starts_with(b"<?xml").then(|| after(&lower[..lower.len().min(200)], b"encoding=")).flatten())
}

/// The set named after a word.
fn after(text: &[u8], word: &[u8]) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let at = memchr::memmem::find(&lower, word)? + word.len();
    let rest = &text[at..];
    let start = rest.iter().position(|byte| !matches!(byte, b'"' | b'\'' | b' '))?;
    let rest = &rest[start..];
    let end =
        rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_' | b':' | b'.')).unwrap_or(rest.len());
    Encoding::for_label(&rest[..end.min(40)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_read_as_they_were_meant() {
        assert_eq!(decode("Köln".as_bytes(), Some("text/html; charset=ISO-8859-1")), "Köln");
        assert_eq!(decode(b"K\xf6ln", Some("text/html; charset=\"iso-8859-1\"")), "Köln");
        assert_eq!(decode(b"<meta charset='windows-1251'>\xd2\xe0\xed\xea", None), "<meta charset='windows-1251'>Танк");
        assert_eq!(
            decode(b"<?xml version='1.0' encoding=\"iso-8859-2\"?><a>\xb3</a>", None),
            "<?xml version='1.0' encoding=\"iso-8859-2\"?><a>ł</a>"
        );
        assert_eq!(decode(b"\xff\xfeA\x00", None), "A");
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let wide: Vec<u8> = "<?xml version='1.0'?><a>Köln</a>".encode_utf16().flat_map(order).collect();
            assert_eq!(decode(&wide, None), "<?xml version='1.0'?><a>Köln</a>");
        }
        let japanese = encoding_rs::ISO_2022_JP.encode("防衛省").0.into_owned();
        assert_eq!(decode(&japanese, Some("text/html; charset=iso-2022-jp")), "防衛省");
        assert_eq!(decode(b"\x1b[0m plain", Some("text/plain; charset=utf-8")), "\x1b[0m plain");
        assert_eq!(decode(b"\xef\xbb\xbfA", None), "A");
        let russian = encoding_rs::WINDOWS_1251.encode("Министерство обороны сообщило о поставке танков и ракет в войска").0.into_owned();
        assert!(decode(&russian, None).starts_with("Министерство"));
        assert_eq!(decode("Zażółć gęślą jaźń \u{fffd}".as_bytes(), None), "Zażółć gęślą jaźń \u{fffd}");
        assert!(decode(b"\xc5\x82\xc5\x82\xc5\x82 caf\xff", Some("text/html; charset=utf-8")).starts_with("łłł"));
        decode(b"\xff", None);
    }
}
