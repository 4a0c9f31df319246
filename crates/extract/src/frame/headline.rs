//! Slips that the parser makes in headlines, put right before anything is read from a tree.

use super::mend::{children, head_of};
use crate::syntax::{Label, Tag, Tree};
use std::ops::Range;

/// "Estonia eyes air defence systems": the verb of a headline, taken for a part of the name behind it. `party` opens the sentence.
pub(super) fn headline(tree: &mut Tree, party: &Range<usize>, is_verb: impl Fn(usize) -> bool) {
    let verb = party.end;
    let Some(name) = head_of(tree, party) else { return };
    if verb + 1 >= tree.heads.len() || !matches!(tree.labels[verb], Label::Compound | Label::Root) || !is_verb(verb) {
        return;
    }
    if tree.labels[verb] == Label::Root && tree.tags[verb] == Tag::NNS && tree.heads[name] == verb && tree.labels[name] == Label::Compound {
        // "Djibouti hosts French and American forces": what it hosts, taken for another name of it.
        let thing = children(tree, verb).find(|child| *child > verb && tree.labels[*child] == Label::Appos);
        if let Some(thing) = thing.filter(|_| is_verb(verb)) {
            (tree.labels[verb], tree.tags[verb]) = (Label::Root, Tag::VBZ);
            tree.labels[name] = Label::Nsubj;
            tree.labels[thing] = Label::Dobj;
        }
        return;
    }
    let thing = tree.heads[verb];
    let noun = matches!(tree.tags[verb], Tag::NN | Tag::NNS | Tag::NNP | Tag::NNPS);
    let inside =
        (tree.heads[name] == thing || tree.heads[name] == verb) && matches!(tree.labels[name], Label::Compound | Label::Nmod | Label::Amod);
    if !noun || !inside || thing <= verb || tree.labels[thing] != Label::Root {
        return;
    }
    let stops: Vec<usize> = children(tree, thing).filter(|child| tree.labels[*child] == Label::Punct && *child > thing).collect();
    for stop in stops {
        tree.heads[stop] = verb;
    }
    (tree.heads[verb], tree.labels[verb], tree.tags[verb]) = (verb, Label::Root, Tag::VBZ);
    (tree.heads[name], tree.labels[name]) = (verb, Label::Nsubj);
    (tree.heads[thing], tree.labels[thing]) = (verb, Label::Dobj);
}

/// "Norway donates howitzers": who does it, taken for a part of the verb.
pub(super) fn subject_of_headline(tree: &mut Tree, party: &Range<usize>) {
    let Some(head) = head_of(tree, party) else { return };
    let verb = tree.heads[head];
    let finite = matches!(tree.tags[verb], Tag::VBD | Tag::VBP | Tag::VBZ);
    if tree.labels[head] == Label::Compound
        && finite
        && verb == party.end
        && !children(tree, verb).any(|child| matches!(tree.labels[child], Label::Nsubj | Label::Nsubjpass))
    {
        tree.labels[head] = Label::Nsubj;
    }
}

/// "Dutch to hand Ukraine two ships": who is to do it in a headline, taken for an adjective that the infinitive hangs on.
pub(super) fn subject_of_plan(tree: &mut Tree, lower: &[String], party: &Range<usize>) {
    let Some(head) = head_of(tree, party).filter(|_| party.start == 0) else { return };
    let verb = party.end + 1;
    if verb >= tree.heads.len()
        || lower[party.end] != "to"
        || tree.tags[verb] != Tag::VB
        || tree.heads[verb] != head
        || !matches!(tree.labels[verb], Label::Xcomp | Label::Acl | Label::Advcl | Label::Relcl | Label::Ccomp)
        || !matches!(tree.labels[head], Label::Advcl | Label::Ccomp | Label::Amod | Label::Acomp | Label::Root | Label::Dep | Label::Advmod)
    {
        return;
    }
    let above = tree.heads[head];
    let moved: Vec<usize> = children(tree, head).filter(|child| *child > verb).collect();
    for child in moved {
        tree.heads[child] = verb;
    }
    // Beside another headline it is a sentence of its own.
    (tree.heads[verb], tree.labels[verb]) = if above == head { (verb, Label::Root) } else { (above, Label::Parataxis) };
    (tree.heads[head], tree.labels[head]) = (verb, Label::Nsubj);
}
