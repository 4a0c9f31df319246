//! Participles that describe a thing, taken for verbs with it as their object: "18 used Leopards", "Israeli and Chinese made drones".

use super::mend::{Named, children, head_of};
use crate::syntax::{Label, Tag, Tree};
use std::ops::Range;

/// Puts them right in a tree; `found` holds what was found in the sentence, in order.
pub(super) fn participles(tree: &mut Tree, lower: &[String], found: &[(Range<usize>, Named)]) {
    for pair in found.windows(2) {
        let between = pair[0].0.end;
        if pair[1].1 != Named::Thing || between + 1 != pair[1].0.start || !matches!(tree.tags[between], Tag::VBN | Tag::VBD) {
            continue;
        }
        let Some(thing) = head_of(tree, &pair[1].0) else { continue };
        // "To procure Turkish made drones": a participle before its noun has no subject.
        let maker = pair[0].0.end - 1;
        if tree.heads[between] == thing && tree.heads[maker] == between && tree.labels[maker] == Label::Nsubj {
            (tree.labels[maker], tree.labels[between], tree.tags[between]) = (Label::Npadvmod, Label::Amod, Tag::VBN);
        }
        if tree.heads[thing] != between {
            continue;
        }
        if tree.labels[thing] != Label::Dobj {
            continue;
        }
        match pair[0].1 {
            Named::Number => described(tree, &pair[0].0, between, thing),
            Named::Party if is_making(&lower[between]) => made_by(tree, pair[0].0.end - 1, between, thing),
            _ => {}
        }
    }
}

fn is_making(word: &str) -> bool {
    matches!(word, "made" | "built" | "manufactured" | "produced" | "designed" | "supplied")
}

/// "Is buying 18 used Leopards": the number and the participle describe the thing, which takes the number's place.
fn described(tree: &mut Tree, number: &Range<usize>, participle: usize, thing: usize) {
    let Some(count) = head_of(tree, number) else { return };
    let (above, label) = (tree.heads[count], tree.labels[count]);
    if above == participle || above == count || tree.heads[participle] != above && tree.heads[participle] != count {
        return;
    }
    let moved: Vec<usize> = children(tree, participle).filter(|child| *child != thing).collect();
    for child in moved {
        tree.heads[child] = above;
    }
    (tree.heads[thing], tree.labels[thing]) = (above, label);
    (tree.heads[count], tree.labels[count]) = (thing, Label::Nummod);
    (tree.heads[participle], tree.labels[participle]) = (thing, Label::Amod);
}

/// "Chad has Israeli and Chinese made drones", "plans to procure Turkish made drones": who makes the thing, taken for the subject of a clause.
fn made_by(tree: &mut Tree, maker: usize, participle: usize, thing: usize) {
    let subject = children(tree, participle).filter(|child| *child <= maker && tree.labels[*child] == Label::Nsubj).last();
    let Some(subject) = subject.filter(|subject| *subject + 3 > maker) else { return };
    let aux = children(tree, participle).find(|child| *child + 1 == subject && matches!(tree.labels[*child], Label::Aux));
    // The verb before it, as which the tree took an auxiliary, or the one that has the clause for its object.
    let (verb, above, label) = match aux {
        Some(aux) if matches!(tree.tags[aux], Tag::VBZ | Tag::VBP | Tag::VBD) => {
            let above = tree.heads[participle];
            (aux, if above == participle { aux } else { above }, tree.labels[participle])
        }
        None if matches!(tree.labels[participle], Label::Ccomp | Label::Xcomp | Label::Dobj | Label::Acl) => {
            let verb = tree.heads[participle];
            (verb, tree.heads[verb], tree.labels[verb])
        }
        _ => return,
    };
    let moved: Vec<usize> =
        children(tree, participle).filter(|child| !matches!(*child, own if own == thing || own == subject || own == verb)).collect();
    for child in moved {
        tree.heads[child] = verb;
    }
    (tree.heads[verb], tree.labels[verb]) = (above, label);
    (tree.heads[thing], tree.labels[thing]) = (verb, Label::Dobj);
    (tree.heads[participle], tree.labels[participle], tree.tags[participle]) = (thing, Label::Amod, Tag::VBN);
    (tree.heads[subject], tree.labels[subject]) = (participle, Label::Npadvmod);
}
