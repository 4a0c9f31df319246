//! Small slips that the parser often makes, put right before anything is read from a tree.

use crate::syntax::{Label, Tag, Tree};
use std::ops::Range;

/// What a run of words names, as far as it tells how they hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// Equipment.
    Thing,
    /// A state or body.
    Party,
    /// A number.
    Number,
}

/// Mends a tree by what was found in the sentence: runs of words in their order, none of which overlaps another.
pub(super) fn by_names(tree: &mut Tree, lower: &[String], found: &[(Range<usize>, Named)]) {
    for pair in found.windows(2) {
        let adjacent = pair[0].0.end == pair[1].0.start;
        match (pair[0].1, pair[1].1) {
            (Named::Party, Named::Number) if adjacent => receiver(tree, lower, &pair[0].0, &pair[1].0),
            (Named::Thing, Named::Party) if adjacent => contact_clause(tree, &pair[0].0, &pair[1].0),
            _ => {}
        }
    }
}

/// The word of a run by which the tree holds it.
fn head_of(tree: &Tree, run: &Range<usize>) -> Option<usize> {
    run.clone().rev().find(|token| !run.contains(&tree.heads[*token]) || tree.heads[*token] == *token)
}

/// "Poland gave Ukraine 320 tanks", "bought from Russia six helicopters": a side of the deal, taken for a part of the thing's name.
fn receiver(tree: &mut Tree, lower: &[String], party: &Range<usize>, number: &Range<usize>) {
    let (Some(name), Some(count)) = (head_of(tree, party), head_of(tree, number)) else { return };
    let thing = tree.heads[name];
    let verb = tree.heads[thing];
    let inside = matches!(tree.labels[name], Label::Nmod | Label::Compound | Label::Amod | Label::Nummod);
    let counted = tree.heads[count] == thing && thing >= number.end;
    let verbal = matches!(tree.tags[verb], Tag::VB | Tag::VBD | Tag::VBN | Tag::VBG | Tag::VBP | Tag::VBZ);
    if inside && counted && verbal && tree.labels[thing] == Label::Dobj && verb < party.start {
        (tree.heads[name], tree.labels[name]) = (verb, Label::Dative);
        return;
    }
    let (preposition, above) = (verb, tree.heads[verb]);
    let above_verbal = matches!(tree.tags[above], Tag::VB | Tag::VBD | Tag::VBN | Tag::VBG | Tag::VBP | Tag::VBZ);
    let other = children(tree, above).any(|child| tree.labels[child] == Label::Dobj);
    if inside
        && counted
        && tree.labels[thing] == Label::Pobj
        && preposition + 1 == party.start
        && matches!(lower[preposition].as_str(), "from" | "to")
        && above_verbal
        && !other
    {
        (tree.heads[name], tree.labels[name]) = (preposition, Label::Pobj);
        (tree.heads[thing], tree.labels[thing]) = (above, Label::Dobj);
    }
}

/// "Three of the six jets Portugal ordered have arrived": a clause without its pronoun, whose subject took the place of the thing.
fn contact_clause(tree: &mut Tree, thing: &Range<usize>, party: &Range<usize>) {
    let (Some(head), Some(subject)) = (head_of(tree, thing), head_of(tree, party)) else { return };
    if tree.heads[head] != subject || !matches!(tree.labels[head], Label::Compound | Label::Nmod | Label::Amod) {
        return;
    }
    let told = |verb: &usize| {
        *verb >= party.end
            && *verb <= party.end + 2
            && matches!(tree.labels[*verb], Label::Acl | Label::Relcl)
            && matches!(tree.tags[*verb], Tag::VBD | Tag::VBN | Tag::VBZ | Tag::VBP | Tag::VB)
            && !children(tree, *verb)
                .any(|child| matches!(tree.labels[child], Label::Nsubj | Label::Nsubjpass | Label::Agent | Label::Dobj))
    };
    let Some(verb) = children(tree, subject).find(told) else { return };
    let (above, label) = (tree.heads[subject], tree.labels[subject]);
    let moved: Vec<usize> = children(tree, subject).filter(|child| *child < thing.start).collect();
    for child in moved {
        tree.heads[child] = head;
    }
    (tree.heads[head], tree.labels[head]) = (if above == subject { head } else { above }, label);
    (tree.heads[subject], tree.labels[subject]) = (verb, Label::Nsubj);
    (tree.heads[verb], tree.labels[verb]) = (head, Label::Relcl);
}

/// Mends a tree; `lower` holds its words in small letters.
pub(super) fn mend(tree: &mut Tree, lower: &[String]) {
    for token in 0..tree.heads.len() {
        if tree.labels[token] == Label::Prep {
            subject_of_clause(tree, lower, token);
        }
        if lower[token] == "over" && tree.labels[token] == Label::Quantmod {
            particle(tree, token);
        }
        if tree.tags[token] == Tag::PRP && tree.labels[token] == Label::Nsubj {
            pronoun_before_thing(tree, token);
        }
    }
}

fn children(tree: &Tree, token: usize) -> impl Iterator<Item = usize> + '_ {
    (0..tree.heads.len()).filter(move |child| tree.heads[*child] == token && *child != token)
}

/// "Will turn over 19 jets": the verb's own particle, taken for "more than".
fn particle(tree: &mut Tree, token: usize) {
    let Some(verb) = token.checked_sub(1) else { return };
    if matches!(tree.lemmas[verb].as_str(), "turn" | "hand" | "sign")
        && matches!(tree.tags[verb], Tag::VB | Tag::VBD | Tag::VBN | Tag::VBG | Tag::VBP | Tag::VBZ)
    {
        (tree.heads[token], tree.labels[token]) = (verb, Label::Prt);
    }
}

/// "Refused to sell it drones": who gets, taken for the subject of a noun.
fn pronoun_before_thing(tree: &mut Tree, pronoun: usize) {
    let thing = tree.heads[pronoun];
    let verb = tree.heads[thing];
    let noun = matches!(tree.tags[thing], Tag::NN | Tag::NNS | Tag::NNP | Tag::NNPS);
    let verbal = matches!(tree.tags[verb], Tag::VB | Tag::VBD | Tag::VBN | Tag::VBG | Tag::VBP | Tag::VBZ);
    if noun && verbal && tree.labels[thing] == Label::Dobj && verb + 1 == pronoun && pronoun < thing {
        (tree.heads[pronoun], tree.labels[pronoun]) = (verb, Label::Dative);
    }
}

/// "After Lithuania last week announced a purchase": a clause whose subject the parser took for the preposition's object.
fn subject_of_clause(tree: &mut Tree, lower: &[String], preposition: usize) {
    if !matches!(lower[preposition].as_str(), "after" | "before" | "since" | "until" | "as") {
        return;
    }
    let Some(subject) = children(tree, preposition).find(|child| tree.labels[*child] == Label::Pobj) else { return };
    let finite = |token: usize| matches!(tree.tags[token], Tag::VBD | Tag::VBZ | Tag::VBP);
    let head = tree.heads[preposition];
    let clause = children(tree, head).find(|verb| {
        *verb > subject
            && tree.labels[*verb] == Label::Advcl
            && finite(*verb)
            && !children(tree, *verb).any(|child| matches!(tree.labels[child], Label::Nsubj | Label::Nsubjpass | Label::Mark))
    });
    let Some(verb) = clause else { return };
    // Only words of the subject and of the verb may stand between.
    let below = |token: usize| {
        let mut at = token;
        (0..8).any(|_| {
            at = tree.heads[at];
            at == verb || at == subject
        })
    };
    if !(subject + 1..verb).all(|token| below(token) && tree.labels[token] != Label::Punct) {
        return;
    }
    let passive = children(tree, verb).any(|child| tree.labels[child] == Label::Auxpass);
    tree.heads[subject] = verb;
    tree.labels[subject] = if passive { Label::Nsubjpass } else { Label::Nsubj };
    tree.heads[preposition] = verb;
    tree.labels[preposition] = Label::Mark;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(words: &[(&str, Tag, Label, usize)]) -> (Tree, Vec<String>) {
        let lower: Vec<String> = words.iter().map(|word| word.0.to_lowercase()).collect();
        let tree = Tree {
            tags: words.iter().map(|word| word.1).collect(),
            lemmas: lower.clone(),
            heads: words.iter().map(|word| word.3).collect(),
            labels: words.iter().map(|word| word.2).collect(),
        };
        (tree, lower)
    }

    #[test]
    fn a_clause_gets_back_the_subject_that_a_preposition_took() {
        let words = [
            ("deal", Tag::NN, Label::Nsubj, 1),
            ("came", Tag::VBD, Label::Root, 1),
            ("after", Tag::IN, Label::Prep, 1),
            ("Latvia", Tag::NNP, Label::Pobj, 2),
            ("announced", Tag::VBD, Label::Advcl, 1),
            ("it", Tag::PRP, Label::Dobj, 4),
        ];
        let (mut tree, lower) = tree(&words);
        mend(&mut tree, &lower);
        assert_eq!((tree.labels[3], tree.heads[3]), (Label::Nsubj, 4));
        assert_eq!((tree.labels[2], tree.heads[2]), (Label::Mark, 4));
    }
}
