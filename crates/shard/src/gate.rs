//! Bytes of a page in, whether anything in it may concern arms out: before it is parsed.

use materiel_extract::{Knowledge, Said};
use materiel_source::{Raw, Sort};

/// False for pages and texts that make no claims whatever is read out of them, since their words do not speak enough of arms or forces, and name no equipment.
///
/// The words are those of the reader's own gate, so that nothing is lost here that would not be lost there; only they are asked of the
/// whole page, menus included, with neither tree nor main text made of it. What is neither a page nor plain text may always concern arms.
/// `scratch` is room that is used again.
pub fn may_concern(knowledge: &Knowledge, raw: &Raw<'_>, scratch: &mut String) -> bool {
    may_concern_as(knowledge, raw, materiel_source::sort(raw), scratch)
}

/// The same of bytes whose sort is known.
pub(crate) fn may_concern_as(knowledge: &Knowledge, raw: &Raw<'_>, sort: Sort, scratch: &mut String) -> bool {
    if !matches!(sort, Sort::Html | Sort::Text) || raw.bytes.starts_with(&[0x1f, 0x8b]) {
        return true;
    }
    let source = materiel_source::decode(raw.bytes, raw.content_type);
    if sort == Sort::Text {
        return knowledge.may_concern_arms(&source);
    }
    scratch.clear();
    // Many pages that pass have such words in their menus already; a page of few words passes whatever they are.
    let mut said = Said::default();
    materiel_source::html::words_until(&source, scratch, |words| knowledge.may_speak_of_arms(words, &mut said))
        || said.lets_through(scratch.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_with_a_word_of_arms_pass() {
        let knowledge = Knowledge::embedded();
        let filler = "<p>Profits rose by 16 pct in the first quarter, the bank said on Monday.</p>".repeat(10);
        for (more, passes) in [
            ("", false),
            ("<p>Norway ordered howi<b>tzers</b>.</p>", true),
            ("<p>Norway ordered F&#8209;35s and F-35s.</p>", true),
            ("<script>var tanks = 'missiles';</script><style>.army{}</style>", false),
            (r#"<script type="application/ld+json">{"articleBody": "The \u006dissiles left."}</script>"#, true),
            (r#"<script type="application/ld+json">{"headline": "The missiles left.", "keywords": ["tank", "army"]}</script>"#, false),
        ] {
            let page = format!("<html><body>{filler}{more}</body></html>");
            let raw = Raw { bytes: page.as_bytes(), place: "a.html", address: None, content_type: None };
            assert_eq!(may_concern(knowledge, &raw, &mut String::new()), passes, "{more}");
        }
        let pdf = Raw { bytes: b"%PDF-1.7", place: "a", address: None, content_type: None };
        assert!(may_concern(knowledge, &pdf, &mut String::new()));
    }

    #[test]
    fn no_report_of_the_corpus_is_lost() {
        let knowledge = Knowledge::embedded();
        let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/reports.jsonl");
        let mut seen = 0;
        for line in std::fs::read_to_string(corpus).unwrap().lines() {
            let json: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = json["text"].as_str().unwrap();
            let page = format!("<html><body><p>{}</p></body></html>", text.replace('&', "&amp;").replace('<', "&lt;"));
            let raw = Raw { bytes: page.as_bytes(), place: "a.html", address: None, content_type: None };
            let document = materiel_model::Document::new("a", text);
            let silent = materiel_extract::extract_all(knowledge, &document).claims.is_empty();
            assert!(silent || may_concern(knowledge, &raw, &mut String::new()), "{text}");
            seen += 1;
        }
        assert!(seen > 3, "{seen} reports");
    }
}
