//! How exactly a figure is put, from the words before and after it: "up to", "an estimated total cost of", "or more".

use super::grammar::NumberGrammar;
use super::numeral::Place;
use super::piece::Pieces;
use super::spelled::words;
use materiel_model::Qualifier;

/// The qualifier of the figure at the pieces `first..end`, and the pieces of figure and qualifier together.
pub(crate) fn qualified(pieces: &Pieces<'_>, grammar: &NumberGrammar, place: Place, first: usize, end: usize) -> (Qualifier, usize, usize) {
    let mut qualifier = Qualifier::Exact;
    let (mut from, mut to) = (first, end);
    for _ in 0..3 {
        let Some((start, more)) = before(pieces, grammar, place, from) else { break };
        qualifier = combined(qualifier, more);
        from = start;
    }
    if let Some((behind, more)) = after(pieces, grammar, end) {
        qualifier = combined(more, qualifier);
        to = behind;
    }
    (qualifier, from, to)
}

/// A bound says more than "about", and the inner of two bounds counts.
fn combined(inner: Qualifier, outer: Qualifier) -> Qualifier {
    match (inner, outer) {
        (Qualifier::Exact, other) => other,
        (Qualifier::About, Qualifier::AtLeast | Qualifier::AtMost) => outer,
        _ => inner,
    }
}

fn before(pieces: &Pieces<'_>, grammar: &NumberGrammar, place: Place, first: usize) -> Option<(usize, Qualifier)> {
    let phrases = if place == Place::Money { &grammar.before_amounts } else { &grammar.before };
    let mut at = first;
    for _ in 0..3 {
        if let Some((start, qualifier)) = phrases.ends_at(pieces, at) {
            return (!is_particle(pieces, grammar, start, at)).then_some((start, qualifier));
        }
        match grammar.fillers.ends_at(pieces, at) {
            Some((start, ())) => at = start,
            None => break,
        }
    }
    adjective(pieces, grammar, first)
}

/// "Handed over 12 tanks": the word belongs to the verb.
fn is_particle(pieces: &Pieces<'_>, grammar: &NumberGrammar, start: usize, end: usize) -> bool {
    end == start + 1 && grammar.particles.contains(pieces.word(start)) && grammar.verbs.contains(pieces.word(start.wrapping_sub(1)))
}

/// "An estimated total cost of", "The maximum contract value is".
fn adjective(pieces: &Pieces<'_>, grammar: &NumberGrammar, first: usize) -> Option<(usize, Qualifier)> {
    let mut at = grammar.links.ends_at(pieces, first).map_or(first, |(start, ())| start);
    let mut nouns = 0;
    loop {
        if let Some((start, qualifier)) = grammar.adjectives.ends_at(pieces, at) {
            return Some((start, qualifier));
        }
        let noun = at.checked_sub(1).filter(|&noun| nouns < 6 && pieces.near(at) && grammar.qualified_nouns.contains(pieces.word(noun)))?;
        nouns += 1;
        at = noun;
    }
}

fn after(pieces: &Pieces<'_>, grammar: &NumberGrammar, end: usize) -> Option<(usize, Qualifier)> {
    if !pieces.near(end) {
        return None;
    }
    let at = end + usize::from(pieces.is_hyphen(end));
    let (behind, qualifier) = grammar.after.begins_at(pieces, at)?;
    let next = pieces.word(behind);
    let is_sign = pieces.is_mark(at, '+');
    let another = pieces.is_digits(behind) || words(pieces, grammar, behind).is_some() || grammar.not_after_plus.contains(next);
    // "12 plus two options", "12 + 4", and "at least" that belongs to the next number.
    let starts_another = pieces.near(behind) && another && at == end;
    let loose_sign = is_sign && !pieces.glued(at);
    let loose_odd = pieces.word(at) == "odd" && at == end && pieces.is_word(behind) && next == "numbers";
    (!starts_another && !loose_sign && !loose_odd).then_some((behind, qualifier))
}
