//! Small slips that the parser often makes, put right before anything is read from a tree.

use crate::syntax::{Label, Tag, Tree};

/// Mends a tree; `lower` holds its words in small letters.
pub(super) fn mend(tree: &mut Tree, lower: &[String]) {
    for token in 0..tree.heads.len() {
        if tree.labels[token] == Label::Prep {
            subject_of_clause(tree, lower, token);
        }
    }
}

fn children(tree: &Tree, token: usize) -> impl Iterator<Item = usize> + '_ {
    (0..tree.heads.len()).filter(move |child| tree.heads[*child] == token && *child != token)
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
