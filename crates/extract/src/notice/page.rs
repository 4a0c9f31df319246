//! Which stretches of a document are official forms: awards, releases, transmittals.

use super::flat::Flat;
use super::forms::Forms;
use materiel_model::{Diagnostic, Severity, Span};

/// A remark that something was left unread.
pub(super) fn diagnostic(at: Span, message: &str) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, at, message: message.to_owned() }
}

/// The awards of a text, one stretch each, in order.
///
/// An award is a line with a contractor, a verb of award and an amount or contract, and with the further fields of the form. A line that was
/// broken off goes on in the next ones; a second award glued to a line starts anew.
pub(super) fn awards(forms: &Forms, text: &str) -> Vec<Span> {
    let pattern = &forms.pattern;
    let mut out = Vec::new();
    let mut open: Option<Span> = None;
    let lines = lines(text).collect::<Vec<_>>();
    for (i, line) in lines.iter().copied().enumerate() {
        let words = line.of(text);
        let short = words.len() < 160;
        let heading = short && pattern.heading.find(words).is_some_and(|found| found.end() == words.len());
        let starts = pattern.award.is_match(words)
            || pattern.correction.is_match(words)
            || (open.is_none() && opens_wrapped(forms, text, lines.get(i..i + 4).unwrap_or_default()));
        let carries_on =
            open.is_some_and(|open| !finished(forms, open.of(text)) && !heading && (!starts || words.starts_with(char::is_lowercase)));
        if carries_on {
            open = open.map(|open| open.join(line));
            continue;
        }
        out.extend(open.take().filter(|open| is_award(forms, open.of(text))));
        if starts && !heading {
            open = Some(line);
        }
    }
    out.extend(open.filter(|open| is_award(forms, open.of(text))));
    out.into_iter().flat_map(|block| unglued(forms, text, block)).collect()
}

fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split('\n').filter_map(move |line| {
        let span = Span::new(start, start + line.len()).trim(text);
        start += line.len() + 1;
        (!span.is_empty()).then_some(span)
    })
}

/// True when a hard-wrapped award starts here: the verb stands in one of the next lines, which follow without a blank one.
fn opens_wrapped(forms: &Forms, text: &str, lines: &[Span]) -> bool {
    let Some(first) = lines.first().filter(|first| first.len() < 200 && first.of(text).starts_with(char::is_uppercase)) else {
        return false;
    };
    let wraps = |pair: &&[Span]| matches!(pair, [one, next] if !one.of(text).ends_with('.') && Span::new(one.end, next.start).of(text).matches('\n').count() == 1);
    let end = lines.windows(2).take_while(wraps).filter_map(|pair| pair.get(1)).last();
    end.is_some_and(|end| {
        let joined = first.join(*end).of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        forms.pattern.award.find(&joined).is_some_and(|found| found.start() < 300)
    })
}

/// The longest award, in bytes; there are some with the names of a hundred contractors.
const LONGEST: usize = 50_000;

/// True when an award has its last field.
fn finished(forms: &Forms, words: &str) -> bool {
    words.contains("contracting activity")
        || words.contains("contracting office")
        || words.len() > 12_000
        || forms.pattern.correction.is_match(words)
}

fn is_award(forms: &Forms, words: &str) -> bool {
    let pattern = &forms.pattern;
    if words.len() > LONGEST {
        return false;
    }
    if pattern.correction.is_match(words) {
        return pattern.contract_number.is_match(words) || pattern.award_sign.is_match(words) || pattern.award.is_match(words);
    }
    let words = &words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut signs: Vec<&str> = pattern.award_sign.find_iter(words).map(|sign| sign.as_str()).collect();
    signs.sort_unstable();
    signs.dedup();
    signs.len() + usize::from(pattern.contract_number.is_match(words)) >= 2 && pattern.award.is_match(words)
}

/// One stretch for each award of a block. A new one starts with a contractor and a verb of award behind the end of the one before.
fn unglued(forms: &Forms, text: &str, block: Span) -> Vec<Span> {
    let words = block.of(text);
    let mut starts = vec![block.start];
    let mut ends = words.match_indices("contracting activity").map(|(at, _)| at).peekable();
    while let Some(end) = ends.next() {
        let Some(behind) = words.get(end..) else { continue };
        let Some(stop) = behind.find(['.', '\n']) else { continue };
        let next = ends.peek().map_or(words.len(), |next| *next);
        let rest = words.get((end + stop + 1).min(next)..next).unwrap_or_default();
        let opening = rest.len() - rest.trim_start().len();
        if forms.pattern.award.is_match(rest)
            && rest.trim_start().starts_with(|letter: char| letter.is_uppercase() || letter == '*' || letter == '(')
        {
            starts.push(block.start + end + stop + 1 + opening);
        }
    }
    starts.push(block.end);
    starts.windows(2).filter_map(|pair| if let [start, end] = *pair { Some(Span::new(start, end).trim(text)) } else { None }).collect()
}

/// A stretch folded and divided, without page marks.
pub(super) fn flat(forms: &Forms, text: &str, within: Span, paragraphs: bool) -> Flat {
    let marks = forms.pattern.page_mark.find_iter(within.of(text)).map(|mark| Span::new(mark.start(), mark.end()).shift(within.start));
    let mut flat = Flat::new(text, within, &marks.collect::<Vec<_>>());
    flat.divide(paragraphs, |word| forms.pattern.short.is_match(word), |word| forms.pattern.opens.is_match(word));
    flat
}
