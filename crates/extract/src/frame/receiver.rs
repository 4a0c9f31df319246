//! Who gets a thing, where the parser took the name for a part of the thing's, put right before anything is read from a tree.

use super::mend::{children, head_of};
use crate::syntax::{Label, Tag, Tree};
use std::ops::Range;

/// "Poland gave Ukraine 320 tanks", "bought from Russia six helicopters": a side of the deal, taken for a part of the thing's name.
pub(super) fn receiver(tree: &mut Tree, lower: &[String], party: &Range<usize>, number: &Range<usize>) {
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

/// "Has given Moldova missiles", "is selling Israel bombs": who gets, taken for a part of the name of a thing without a number.
/// `listed` looks a word up in a list of words.
pub(super) fn receiver_of_plain(
    tree: &mut Tree,
    lower: &[String],
    party: &Range<usize>,
    thing: &Range<usize>,
    listed: &impl Fn(&str, &str) -> bool,
) {
    let (Some(name), Some(head)) = (head_of(tree, party), head_of(tree, thing)) else { return };
    let verb = tree.heads[head];
    let inside = tree.heads[name] == head && matches!(tree.labels[name], Label::Nmod | Label::Compound);
    // "Sells US weapons" says whose they are, and so does "sold Czech jets".
    let named = tree.tags[name] == Tag::NNP && !party.clone().any(|token| listed("states_as_adjectives", &lower[token]));
    let beside = verb + 1 == party.start && listed("handing_verbs", &tree.lemmas[verb]);
    let object = tree.labels[head] == Label::Dobj
        || tree.labels[head] == Label::Dative && !children(tree, verb).any(|child| tree.labels[child] == Label::Dobj);
    let to = children(tree, verb)
        .any(|child| child > thing.start && matches!(tree.labels[child], Label::Prep | Label::Dative) && lower[child] == "to");
    let plain = tree.tags[head] == Tag::NNS || tree.tags[head] == Tag::NNPS;
    if inside && named && beside && object && plain && !to {
        (tree.heads[name], tree.labels[name]) = (verb, Label::Dative);
        tree.labels[head] = Label::Dobj;
    }
}
