//! Small slips that the parser often makes, put right before anything is read from a tree.

use crate::syntax::{Label, Tag, Tree};

/// Mends a tree. `named` is true for a token that belongs to something found by name (a party, equipment).
pub(super) fn mend(tree: &mut Tree, lower: &[String], named: impl Fn(usize) -> bool) {
    for token in 0..tree.heads.len() {
        match tree.labels[token] {
            Label::Relcl if is_purpose(tree, token, &named) => tree.labels[token] = Label::Acl,
            Label::Prep => subject_of_clause(tree, lower, token),
            _ => {}
        }
    }
}

fn children(tree: &Tree, token: usize) -> impl Iterator<Item = usize> + '_ {
    (0..tree.heads.len()).filter(move |child| tree.heads[*child] == token && *child != token)
}

/// "A deal to buy jets was signed": an infinitive says what a noun is about, which the parser tells now as a clause of the noun, now as a relative one.
fn is_purpose(tree: &Tree, clause: usize, named: &impl Fn(usize) -> bool) -> bool {
    let noun = tree.heads[clause];
    let infinitive = children(tree, clause).any(|child| tree.labels[child] == Label::Aux && tree.tags[child] == Tag::TO);
    let own = children(tree, clause).any(|child| {
        matches!(tree.labels[child], Label::Nsubj | Label::Nsubjpass | Label::Auxpass)
            || matches!(tree.tags[child], Tag::WDT | Tag::WP | Tag::WPS | Tag::WRB)
    });
    // "Ships to patrol the coast", "a company to build them": the noun does what the clause tells.
    let noun_is_plain = noun < clause && tree.tags[noun] == Tag::NN && !named(noun);
    infinitive && !own && noun_is_plain && children(tree, clause).any(|child| tree.labels[child] == Label::Dobj)
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
    fn an_infinitive_that_a_noun_is_about_is_its_clause() {
        let words = [
            ("deal", Tag::NN, Label::Nsubjpass, 5),
            ("to", Tag::TO, Label::Aux, 2),
            ("buy", Tag::VB, Label::Relcl, 0),
            ("jets", Tag::NNS, Label::Dobj, 2),
            ("was", Tag::VBD, Label::Auxpass, 5),
            ("signed", Tag::VBN, Label::Root, 5),
        ];
        let (mut plain, lower) = tree(&words);
        mend(&mut plain, &lower, |_| false);
        assert_eq!(plain.labels[2], Label::Acl);
        let (mut named, lower) = tree(&words);
        mend(&mut named, &lower, |token| token == 0);
        assert_eq!(named.labels[2], Label::Relcl);
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
        mend(&mut tree, &lower, |_| false);
        assert_eq!((tree.labels[3], tree.heads[3]), (Label::Nsubj, 4));
        assert_eq!((tree.labels[2], tree.heads[2]), (Label::Mark, 4));
    }
}
