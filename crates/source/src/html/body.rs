//! Which part of a page is its article, and which blocks of that part are its text.

use super::blocks::{Block, Sort, blocks};
use super::dom::Id;
use super::page::Page;
use super::patterns::patterns;
use super::tag::Tag;

/// Prose of fewer bytes is no article where there is more.
const ENOUGH: u32 = 250;

/// The blocks of the page's main text. `title` is left out where it stands above the text.
pub(crate) fn body(page: Page<'_>, title: Option<&str>) -> Vec<Block> {
    let strict = within(&page, title);
    // Some builders of pages call everything a widget. What names speak against comes back where they leave little of the page.
    let rest = page.named_prose();
    if size(&strict) > 400 && rest < size(&strict) {
        return strict;
    }
    let lenient = within(&page.lenient(), title);
    if size(&lenient) > 3 * size(&strict).max(100) || strict.is_empty() { lenient } else { strict }
}

fn within(page: &Page<'_>, title: Option<&str>) -> Vec<Block> {
    let root = root(page);
    let found = filter(blocks(page, root), title);
    if size(&found) < 200 {
        let whole = filter(blocks(page, 0), title);
        if size(&whole) > 2 * size(&found) {
            return whole;
        }
    }
    found
}

fn size(blocks: &[Block]) -> usize {
    blocks.iter().map(|block| block.text.len()).sum()
}

/// The element that holds the article.
fn root(page: &Page<'_>) -> Id {
    let all = page.weight(0).prose;
    let readable = by_paragraphs(page);
    let wanted = page.weight(readable).prose.min(all);
    let enough = |id: Id| {
        let weight = page.weight(id);
        weight.prose >= ENOUGH && weight.prose.saturating_mul(10) >= wanted.saturating_mul(4)
    };
    for group in 0..patterns().body_groups() {
        let article = |id| page.dom.get(id, "itemprop").is_some_and(|prop| prop.eq_ignore_ascii_case("articleBody"));
        let named = |id: Id, _: Tag| patterns().is_body(group, page.names(id)) || group == 0 && article(id);
        if let Some(found) = best(page, named).map(|id| with_siblings(page, id, named)).filter(|id| enough(*id)) {
            return found;
        }
        if group == 0
            && let Some(found) = best(page, |_, tag| tag == Tag::Article).filter(|id| enough(*id))
        {
            return found;
        }
    }
    let main = |id: Id, tag: Tag| tag == Tag::Main || page.names(id).role.eq_ignore_ascii_case("main");
    if let Some(found) = best(page, main).filter(|id| enough(*id)) {
        return found;
    }
    readable
}

/// The element that `is` picks with the most prose; of those within one another the outermost.
fn best(page: &Page<'_>, is: impl Fn(Id, Tag) -> bool) -> Option<Id> {
    let mut found: Option<(u32, Id)> = None;
    let mut id = 1;
    while id < page.dom.nodes.len() {
        let node = &page.dom.nodes[id];
        let holder = matches!(node.tag, Tag::Div | Tag::Article | Tag::Main | Tag::Section | Tag::Td | Tag::Span | Tag::Other);
        if page.cut[id] {
            id = node.end;
        } else if holder && is(id, node.tag) {
            let prose = page.weight(id).prose;
            if found.is_none_or(|(most, _)| prose > most) {
                found = Some((prose, id));
            }
            id += 1;
        } else {
            id += 1;
        }
    }
    found.map(|(_, id)| id)
}

/// The element around one, if what it holds beside that one is of the same sort: some pages part an article into several bodies.
fn with_siblings(page: &Page<'_>, found: Id, is: impl Fn(Id, Tag) -> bool) -> Id {
    let mut out = found;
    for above in page.dom.above(found).take(8).collect::<Vec<_>>() {
        let mut sum = 0u32;
        let mut id = above + 1;
        while id < page.dom.nodes[above].end {
            let tag = page.dom.nodes[id].tag;
            if !page.cut[id] && tag.is_block() && is(id, tag) {
                sum = sum.saturating_add(page.weight(id).prose);
                id = page.dom.nodes[id].end;
            } else {
                id += 1;
            }
        }
        let (here, whole) = (page.weight(out).prose, page.weight(above).prose);
        let (more, other) = (sum.saturating_sub(here), whole.saturating_sub(sum));
        if more > other && sum.saturating_mul(10) >= whole.saturating_mul(8) {
            out = above;
        }
    }
    out
}

/// The element whose paragraphs weigh most, each for its parent and half for the one above.
fn by_paragraphs(page: &Page<'_>) -> Id {
    let dom = &page.dom;
    let mut scores = vec![0f32; dom.nodes.len()];
    let mut id = 1;
    while id < dom.nodes.len() {
        let node = &dom.nodes[id];
        if page.cut[id] {
            id = node.end;
            continue;
        }
        let unit = match node.tag {
            Tag::P | Tag::Pre | Tag::Blockquote | Tag::Td => Some(id),
            Tag::Text if !matches!(dom.nodes[node.parent].tag, Tag::P | Tag::Pre | Tag::A) && node.text.len() >= 80 => Some(id),
            _ => None,
        };
        if let Some(unit) = unit {
            let weight = page.weight(unit);
            let own = weight.text.saturating_sub(weight.links) as f32;
            if own >= 25.0 && weight.links.saturating_mul(2) < weight.text {
                let score = 1.0 + (own / 100.0).min(5.0);
                for (above, share) in
                    dom.above(unit).filter(|above| dom.nodes[*above].tag.is_block() || *above == node.parent).zip([1.0, 0.6, 0.3])
                {
                    scores[above] += score * share;
                }
            }
        }
        id += 1;
    }
    let mut found = (0, 0f32);
    for (id, score) in scores.iter().enumerate() {
        if *score > 0.0 {
            let weight = page.weight(id);
            let score = score * (1.0 - weight.links as f32 / weight.text.max(1) as f32);
            if score > found.1 {
                found = (id, score);
            }
        }
    }
    let mut id = found.0;
    // Paragraphs that stand beside the best element belong to it where they are many.
    for above in dom.above(found.0).take(4).collect::<Vec<_>>() {
        let (here, there) = (page.weight(id).prose, page.weight(above).prose);
        if there.saturating_mul(10) > here.saturating_mul(13) && page.weight(above).links.saturating_mul(3) < page.weight(above).text {
            id = above;
        }
    }
    id
}

/// The blocks that belong to an article.
fn filter(found: Vec<Block>, title: Option<&str>) -> Vec<Block> {
    let prose: usize = found.iter().filter(|block| block.sort == Sort::Paragraph).map(|block| block.text.len()).sum();
    let key = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let title = title.map(key).filter(|title| !title.is_empty());
    let mut out: Vec<Block> = Vec::new();
    // True below the heading of something else.
    let mut passing = false;
    for block in found {
        let length = block.text.len();
        let share = block.link_share();
        if block.sort == Sort::Heading {
            let words = block.text.trim_end_matches([':', '.', '…']).to_lowercase();
            passing = patterns().headings.contains(words.as_str());
            // The headline is the title, not the text.
            if passing || block.headline && !out.iter().any(|block| matches!(block.sort, Sort::Paragraph | Sort::Loose)) {
                continue;
            }
        }
        let keep = !passing
            && match block.sort {
                Sort::Paragraph | Sort::Quote => !(share > 0.8 || is_furniture(&block.text) || share > 0.5 && length < 200),
                Sort::Loose => {
                    let floor = if prose > 500 { 60 } else { 20 };
                    share < 0.4 && length >= floor && !is_furniture(&block.text)
                }
                Sort::Heading => share < 0.9 && !is_furniture(&block.text) && title.as_ref().is_none_or(|title| key(&block.text) != *title),
                Sort::List => !(share > 0.7 || share > 0.5 && length / block.items.max(1) < 25 || block.items == 1 && length < 20),
                Sort::Table => share < 0.5,
                Sort::Caption => share < 0.5 && length >= 20 && !is_furniture(&block.text),
            };
        if keep {
            out.push(block);
        }
    }
    // A heading with nothing below it heads what was left out.
    let mut kept: Vec<Block> = Vec::with_capacity(out.len());
    for block in out.into_iter().rev() {
        let alone = block.sort == Sort::Heading && kept.last().is_none_or(|below| below.sort == Sort::Heading);
        if !alone {
            kept.push(block);
        }
    }
    kept.reverse();
    kept
}

/// True for a short paragraph that says where to go on or whose picture it is.
fn is_furniture(text: &str) -> bool {
    if text.len() > 120 {
        return false;
    }
    let lower = text.to_lowercase();
    patterns().begins.iter().any(|begin| lower.strip_prefix(begin.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
}

#[cfg(test)]
mod tests {
    use crate::html::read;

    const WORDS: &str = "Norway ordered howitzers, said the ministry in Oslo, and the first of them are to come in the spring. ";

    /// A paragraph that begins with a word.
    fn told(begin: &str) -> String {
        format!("<p>{begin} {}</p>", WORDS.repeat(3))
    }

    /// Those of some words that the main text of such a body has.
    fn kept<'a>(body: &str, words: &[&'a str]) -> Vec<&'a str> {
        let page = format!("<html><head><title>Howitzers</title></head><body><h1>Howitzers</h1>{body}</body></html>");
        let text = read(&page, None).text;
        words.iter().copied().filter(|word| text.contains(word)).collect()
    }

    #[test]
    fn several_bodies_are_one_article_and_what_stands_around_one_is_not() {
        let part = |begin: &str| {
            format!(
                r#"<div class="block"><div><section><div><div><div class="article-text">{}</div></div></div></section></div></div>"#,
                told(begin)
            )
        };
        let several = format!("<div>{}{}{}</div>", part("First"), part("Second"), part("Third"));
        assert_eq!(kept(&several, &["First", "Second", "Third"]), ["First", "Second", "Third"]);
        let one = format!(
            r#"<div><div class="article-text">{}{}{}{}</div><p>Around: {WORDS}</p></div>"#,
            told("One"),
            told("Two"),
            told("Three"),
            told("Four")
        );
        assert_eq!(kept(&one, &["One", "Four", "Around"]), ["One", "Four"]);
    }

    #[test]
    fn what_a_part_has_does_not_make_it_clutter() {
        let others = format!("<div>{}</div>", told("Other").repeat(3));
        for (class, words) in [("prose has-image-links", vec!["Article"]), ("image-links", vec![])] {
            let page = format!(r#"<article><div class="{class}">{}</div></article>{others}"#, told("Article"));
            assert_eq!(kept(&page, &["Article"]), words, "{class}");
        }
    }

    #[test]
    fn items_are_read_as_headings_and_with_links() {
        let list = r#"<ul><li><h3>Archer of Sweden</h3></li><li><h3>Caesar of France</h3></li></ul>
            <ul><li><a href="/1">Panzerhaubitze 2000</a> of Germany, wheels none</li><li><a href="/2">K9 Thunder</a> of Korea, wheels none</li></ul>
            <ul><li><a href="/3">Frigates for Greece are late again</a></li><li><a href="/4">Submarines for Poland are not</a></li></ul>"#;
        let page = format!("<article>{}{list}{}</article>", told("First"), told("Last"));
        let words = ["Archer", "Caesar", "Panzerhaubitze", "K9", "Frigates", "Submarines"];
        assert_eq!(kept(&page, &words), ["Archer", "Caesar", "Panzerhaubitze", "K9"]);
    }

    #[test]
    fn whole_articles_that_are_related_are_passed_by() {
        let own = format!(r#"<div class="rich-text">{}</div>"#, told("Own").repeat(4));
        let other = format!(r#"<div class="related-item"><div class="rich-text">{}</div></div>"#, told("Other").repeat(6));
        let page = format!(r#"<main>{own}<section>{}</section></main>"#, other.repeat(3));
        assert_eq!(kept(&page, &["Own", "Other"]), ["Own"]);
    }
}
