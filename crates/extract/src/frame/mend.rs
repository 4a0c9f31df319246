//! Small slips that the parser often makes, put right before anything is read from a tree.

use super::headline::{subject_of_headline, subject_of_plan};
use super::receiver::{receiver, receiver_of_plain};
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
/// `listed` looks a word up in a list of words.
pub(super) fn by_names(tree: &mut Tree, lower: &[String], found: &[(Range<usize>, Named)], listed: &impl Fn(&str, &str) -> bool) {
    for (run, named) in found {
        match named {
            Named::Thing => {
                sought_for_help(tree, lower, run);
                list_of_verb(tree, lower, run);
                talks_about(tree, lower, run);
            }
            Named::Party => {
                subject_of_headline(tree, run);
                subject_of_plan(tree, lower, run);
                subject_behind_year(tree, lower, run);
                tested_in_headline(tree, lower, run);
            }
            Named::Number => {}
        }
    }
    super::made::participles(tree, lower, found);
    for (index, pair) in found.windows(2).enumerate() {
        let comma = pair[0].0.end + 1 == pair[1].0.start && lower[pair[0].0.end] == ",";
        if comma && pair.iter().all(|(_, named)| *named == Named::Party) {
            list_of_parties(
                tree,
                &pair[0].0,
                &pair[1].0,
                found.get(index + 2).filter(|(_, named)| *named == Named::Party).map(|(run, _)| run),
            );
        }
    }
    for pair in found.windows(2) {
        let adjacent = pair[0].0.end == pair[1].0.start;
        match (pair[0].1, pair[1].1) {
            (Named::Party, Named::Number) if adjacent => receiver(tree, lower, &pair[0].0, &pair[1].0),
            (Named::Party, Named::Thing) if adjacent => receiver_of_plain(tree, lower, &pair[0].0, &pair[1].0, listed),
            (Named::Thing, Named::Party) if adjacent => contact_clause(tree, &pair[0].0, &pair[1].0),
            (Named::Party, Named::Number)
                if pair[0].0.end + 1 == pair[1].0.start && lower.get(pair[0].0.end).is_some_and(|word| word == "over") =>
            {
                talks_over(tree, lower, &pair[0].0, &pair[1].0);
            }
            _ => {}
        }
    }
}

/// "Japan, Philippines sign", "Mali, Burkina Faso and Niger have formed": the second of several who act, taken for another name of the first or for
/// a subject beside it.
fn list_of_parties(tree: &mut Tree, one: &Range<usize>, two: &Range<usize>, three: Option<&Range<usize>>) {
    let (Some(first), Some(second)) = (head_of(tree, one), head_of(tree, two)) else { return };
    let both = tree.labels[first] == Label::Nsubj && tree.labels[second] == Label::Nsubj && tree.heads[first] == tree.heads[second];
    let joined =
        three.and_then(|three| head_of(tree, three)).is_some_and(|third| tree.heads[third] == second && tree.labels[third] == Label::Conj);
    let explained = tree.labels[second] == Label::Appos && tree.heads[second] == first && tree.labels[first] == Label::Nsubj;
    if both || (explained && joined) {
        (tree.heads[second], tree.labels[second]) = (first, Label::Conj);
    }
}

/// "In 2016 New Delhi and Washington signed": who acts, taken for what the year counts.
fn subject_behind_year(tree: &mut Tree, lower: &[String], party: &Range<usize>) {
    let Some(mut head) = head_of(tree, party) else { return };
    // "In 2014 NATO members agreed".
    if matches!(tree.labels[head], Label::Compound | Label::Nmod | Label::Amod) && tree.heads[head] <= party.end + 1 {
        head = tree.heads[head];
    }
    let preposition = tree.heads[head];
    let verb = tree.heads[preposition];
    let year = preposition + 1;
    let told = tree.labels[head] == Label::Pobj
        && lower[preposition] == "in"
        && year + 1 == party.start
        && tree.tags[year] == Tag::CD
        && lower[year].len() == 4
        && matches!(tree.tags[verb], Tag::VBD | Tag::VBZ | Tag::VBP)
        && verb > party.start;
    if told && !children(tree, verb).any(|child| matches!(tree.labels[child], Label::Nsubj | Label::Nsubjpass | Label::Expl)) {
        (tree.heads[year], tree.labels[year]) = (preposition, Label::Pobj);
        (tree.heads[head], tree.labels[head]) = (verb, Label::Nsubj);
    }
}

/// "India test-fires a missile": the hyphened verb of a headline, taken for a part of the thing's name. `party` opens the sentence.
fn tested_in_headline(tree: &mut Tree, lower: &[String], party: &Range<usize>) {
    let verb = party.end + 2;
    let Some(name) = head_of(tree, party).filter(|_| party.start == 0 && verb + 1 < lower.len()) else { return };
    let tested = matches!(lower[party.end].as_str(), "test" | "flight") && lower[party.end + 1] == "-";
    if !tested
        || !matches!(lower[verb].as_str(), "fires" | "launches" | "flies" | "fired" | "launched")
        || tree.labels[verb] != Label::Compound
    {
        return;
    }
    let thing = tree.heads[verb];
    if thing <= verb || tree.labels[thing] != Label::Root {
        return;
    }
    (tree.heads[verb], tree.labels[verb], tree.tags[verb]) = (verb, Label::Root, Tag::VBZ);
    (tree.heads[name], tree.labels[name]) = (verb, Label::Nsubj);
    (tree.heads[thing], tree.labels[thing]) = (verb, Label::Dobj);
    tree.lemmas[verb] = if lower[verb].starts_with("fire") {
        "fire"
    } else if lower[verb].starts_with("launch") {
        "launch"
    } else {
        "fly"
    }
    .into();
}

/// The word of a run by which the tree holds it.
pub(super) fn head_of(tree: &Tree, run: &Range<usize>) -> Option<usize> {
    run.clone().rev().find(|token| !run.contains(&tree.heads[*token]) || tree.heads[*token] == *token)
}

/// "Three of the six jets Portugal ordered have arrived": a clause without its pronoun, whose subject took the place of the thing.
fn contact_clause(tree: &mut Tree, thing: &Range<usize>, party: &Range<usize>) {
    let (Some(head), Some(subject)) = (head_of(tree, thing), head_of(tree, party)) else { return };
    clause_before_verb(tree, head, subject, party.end);
    whole_before_clause(tree, head, subject);
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

/// "Of the sixty jets France sold Taiwan, 56 remain": a thing under "of", taken for a part of the name of who sold it.
fn whole_before_clause(tree: &mut Tree, thing: usize, party: usize) {
    let verb = tree.heads[party];
    if tree.heads[thing] != party
        || !matches!(tree.labels[thing], Label::Compound | Label::Nmod)
        || tree.labels[party] != Label::Nsubj
        || !matches!(tree.labels[verb], Label::Ccomp | Label::Advcl)
        || tree.tags[verb] != Tag::VBD
    {
        return;
    }
    let bare = |prep: &usize| *prep < thing && tree.labels[*prep] == Label::Prep && children(tree, *prep).next().is_none();
    let Some(of) = children(tree, verb).find(bare) else { return };
    let above = tree.heads[verb];
    let moved: Vec<usize> = children(tree, party).filter(|child| *child < thing).collect();
    for child in moved {
        tree.heads[child] = thing;
    }
    (tree.heads[of], tree.labels[of]) = (above, Label::Prep);
    (tree.heads[thing], tree.labels[thing]) = (of, Label::Pobj);
    (tree.heads[verb], tree.labels[verb]) = (thing, Label::Relcl);
}

/// "Deliveries of the howitzers Belgium ordered will start": the verb of a clause without its pronoun, taken for the sentence's own.
fn clause_before_verb(tree: &mut Tree, thing: usize, party: usize, end: usize) {
    if tree.labels[party] != Label::Appos || tree.heads[party] != thing || end >= tree.heads.len() {
        return;
    }
    let verb = end;
    if !matches!(tree.tags[verb], Tag::VBD | Tag::VBZ | Tag::VBP | Tag::VBN) {
        return;
    }
    // "The first of the 24 jets Chile bought is due": the party beside the thing is the subject of the clause.
    let told = |child: usize| matches!(tree.labels[child], Label::Nsubj | Label::Nsubjpass | Label::Agent | Label::Dobj);
    if tree.heads[verb] == thing && matches!(tree.labels[verb], Label::Acl | Label::Relcl) && tree.tags[verb] == Tag::VBD {
        if !children(tree, verb).any(told) {
            (tree.heads[party], tree.labels[party]) = (verb, Label::Nsubj);
            tree.labels[verb] = Label::Relcl;
        }
        return;
    }
    let subject = children(tree, verb).find(|child| *child < thing && matches!(tree.labels[*child], Label::Nsubj | Label::Nsubjpass));
    let own = children(tree, verb).find(|child| {
        let plain = |token: usize| matches!(tree.labels[token], Label::Aux | Label::Auxpass | Label::Advmod | Label::Neg);
        *child > verb
            && matches!(tree.labels[*child], Label::Ccomp | Label::Advcl | Label::Conj | Label::Xcomp)
            && (verb + 1..*child).all(plain)
            && !children(tree, *child).any(|below| matches!(tree.labels[below], Label::Nsubj | Label::Nsubjpass | Label::Mark))
    });
    let (Some(subject), Some(own)) = (subject, own) else { return };
    let passive = children(tree, own).any(|child| tree.labels[child] == Label::Auxpass);
    let (above, label) = (tree.heads[verb], tree.labels[verb]);
    let moved: Vec<usize> = children(tree, verb).filter(|child| *child < thing || *child > own).collect();
    for child in moved {
        tree.heads[child] = own;
    }
    tree.labels[subject] = if passive { Label::Nsubjpass } else { Label::Nsubj };
    (tree.heads[own], tree.labels[own]) = (if above == verb { own } else { above }, label);
    (tree.heads[verb], tree.labels[verb]) = (thing, Label::Relcl);
    (tree.heads[party], tree.labels[party]) = (verb, Label::Nsubj);
}

/// Mends a tree; `lower` holds its words in small letters.
pub(super) fn mend(tree: &mut Tree, lower: &[String]) {
    for token in 0..tree.heads.len() {
        if tree.labels[token] == Label::Prep {
            subject_of_clause(tree, lower, token);
            replaced_with(tree, lower, token);
        }
        if lower[token] == "over" && tree.labels[token] == Label::Quantmod {
            particle(tree, token);
        }
        if tree.tags[token] == Tag::TO && lower[token] == "to" {
            noun_behind_to(tree, token);
        }
        if tree.tags[token] == Tag::PRP && tree.labels[token] == Label::Nsubj {
            pronoun_before_thing(tree, token);
        }
        if tree.lemmas[token] == "be" && matches!(tree.tags[token], Tag::VBD | Tag::VBZ | Tag::VBP) {
            parted_passive(tree, token);
        }
        if tree.lemmas[token] == "be" {
            passive_as_adjective(tree, lower, token);
        }
        if tree.tags[token] == Tag::VBN && token > 0 {
            participle_as_verb(tree, token);
        }
    }
    // After the clauses have their subjects back.
    let root = (0..tree.heads.len()).find(|token| tree.labels[*token] == Label::Root);
    if let Some(root) = root.filter(|root| matches!(tree.tags[*root], Tag::VBD | Tag::VBN)) {
        reduced_clause(tree, lower, root);
    }
}

/// "Will devote 20 billion to defence": a noun behind "to", taken for a clause.
fn noun_behind_to(tree: &mut Tree, to: usize) {
    let noun = tree.heads[to];
    let nominal = matches!(tree.tags[noun], Tag::NN | Tag::NNS | Tag::NNP | Tag::NNPS) && noun > to;
    let clause = matches!(tree.labels[noun], Label::Advcl | Label::Xcomp) && tree.labels[to] == Label::Aux;
    let own = children(tree, noun).any(|child| matches!(tree.labels[child], Label::Dobj | Label::Nsubj | Label::Ccomp | Label::Xcomp));
    if nominal && clause && !own {
        let verb = tree.heads[noun];
        (tree.heads[to], tree.labels[to], tree.tags[to]) = (verb, Label::Prep, Tag::IN);
        (tree.heads[noun], tree.labels[noun]) = (to, Label::Pobj);
    }
}

pub(super) fn children(tree: &Tree, token: usize) -> impl Iterator<Item = usize> + '_ {
    (0..tree.heads.len()).filter(move |child| tree.heads[*child] == token && *child != token)
}

/// "While Washington proposed refurbished jets": a participle before its noun, taken for the verb of the clause.
fn participle_as_verb(tree: &mut Tree, participle: usize) {
    let verb = participle - 1;
    let finite = matches!(tree.tags[verb], Tag::VBD | Tag::VBZ | Tag::VBP);
    if !finite || tree.heads[verb] != participle || !matches!(tree.labels[verb], Label::Advcl | Label::Ccomp) {
        return;
    }
    let own = |child: usize| {
        matches!(tree.labels[child], Label::Nsubj | Label::Nsubjpass | Label::Aux | Label::Auxpass) && child < participle && child != verb
    };
    let object = children(tree, participle).find(|child| tree.labels[*child] == Label::Dobj && *child > participle);
    let subject = children(tree, verb).any(|child| tree.labels[child] == Label::Nsubj);
    let told = children(tree, verb).any(|child| tree.labels[child] == Label::Dobj);
    let Some(object) = object.filter(|_| subject && !told && !children(tree, participle).any(own)) else { return };
    let (above, label) = (tree.heads[participle], tree.labels[participle]);
    let moved: Vec<usize> = children(tree, participle).filter(|child| *child != verb).collect();
    for child in moved {
        tree.heads[child] = verb;
    }
    (tree.heads[verb], tree.labels[verb]) = (if above == participle { verb } else { above }, label);
    (tree.heads[participle], tree.labels[participle]) = (object, Label::Amod);
}

/// "Boats that will be gifted to Fiji": a participle that the parser took for an adjective.
fn passive_as_adjective(tree: &mut Tree, lower: &[String], copula: usize) {
    let participle = |child: &usize| tree.labels[*child] == Label::Acomp && tree.tags[*child] == Tag::VBN && *child > copula;
    let Some(verb) = children(tree, copula).find(participle) else { return };
    let given = |child: usize| {
        let named = || children(tree, child).any(|below| matches!(tree.tags[below], Tag::NNP | Tag::NNPS));
        tree.labels[child] == Label::Agent || (tree.labels[child] == Label::Prep && lower[child] == "to" && named())
    };
    let below: Vec<usize> = children(tree, verb).collect();
    if !below.into_iter().any(given) {
        return;
    }
    let (above, label) = (tree.heads[copula], tree.labels[copula]);
    let moved: Vec<usize> = children(tree, copula).filter(|child| *child != verb).collect();
    for child in moved {
        tree.heads[child] = verb;
        if tree.labels[child] == Label::Nsubj {
            tree.labels[child] = Label::Nsubjpass;
        }
    }
    (tree.heads[verb], tree.labels[verb]) = (if above == copula { verb } else { above }, label);
    (tree.heads[copula], tree.labels[copula]) = (verb, Label::Auxpass);
}

/// "The jets were late last year sold to Chile": a passive with words between its parts, the second of which the parser took for a clause of its own.
fn parted_passive(tree: &mut Tree, copula: usize) {
    let own = |child: usize| {
        matches!(
            tree.labels[child],
            Label::Attr | Label::Acomp | Label::Xcomp | Label::Nsubj | Label::Nsubjpass | Label::Auxpass | Label::Mark
        )
    };
    let said = children(tree, copula).any(|child| child > copula && own(child));
    let has_subject = children(tree, copula).any(|child| child < copula && tree.labels[child] == Label::Nsubj);
    // The participle under the copula, or under the words of time between.
    let times: Vec<usize> = children(tree, copula).filter(|child| *child > copula && tree.labels[*child] == Label::Npadvmod).collect();
    let under = |child: usize| match tree.labels[child] {
        Label::Advcl => tree.heads[child] == copula,
        Label::Acl => times.contains(&tree.heads[child]),
        _ => false,
    };
    let participle = (copula + 1..tree.heads.len())
        .find(|child| tree.tags[*child] == Tag::VBN && under(*child))
        .filter(|verb| !children(tree, *verb).any(own));
    let Some(verb) = participle.filter(|_| has_subject && !said) else { return };
    // Nothing but adverbs and words of time stands between.
    let between = |token: usize| {
        !matches!(tree.labels[token], Label::Punct | Label::Cc | Label::Mark | Label::Prep)
            && !matches!(tree.tags[token], Tag::VB | Tag::VBD | Tag::VBG | Tag::VBN | Tag::VBP | Tag::VBZ)
    };
    if !(copula + 1..verb).all(between) {
        return;
    }
    let below: Vec<usize> = children(tree, copula).filter(|child| *child != verb).collect();
    for child in below {
        tree.heads[child] = verb;
        if tree.labels[child] == Label::Nsubj {
            tree.labels[child] = Label::Nsubjpass;
        }
    }
    let root = tree.heads[copula] == copula;
    (tree.heads[verb], tree.labels[verb]) = (if root { verb } else { tree.heads[copula] }, tree.labels[copula]);
    (tree.heads[copula], tree.labels[copula]) = (verb, Label::Auxpass);
}

/// "The deal struck in 2022 involved 928 tanks": a participle behind its noun, taken for the sentence's verb.
fn reduced_clause(tree: &mut Tree, lower: &[String], participle: usize) {
    let finite = |token: usize| matches!(tree.tags[token], Tag::VBD | Tag::VBZ | Tag::VBP);
    let Some(subject) = children(tree, participle).find(|child| tree.labels[*child] == Label::Nsubj && *child < participle) else { return };
    let told = children(tree, participle).any(|child| {
        matches!(tree.labels[child], Label::Dobj | Label::Aux | Label::Auxpass | Label::Xcomp | Label::Attr | Label::Acomp | Label::Prt)
    });
    let verb = children(tree, participle).find(|child| {
        *child > participle + 1
            && matches!(tree.labels[*child], Label::Advcl | Label::Ccomp | Label::Conj | Label::Dep)
            && finite(*child)
            && !children(tree, *child).any(|below| {
                matches!(tree.labels[below], Label::Nsubj | Label::Nsubjpass | Label::Mark | Label::Aux | Label::Auxpass | Label::Advmod)
            })
    });
    let Some(verb) = verb.filter(|_| !told) else { return };
    if (participle + 1..verb).any(|token| {
        matches!(lower[token].as_str(), "," | ";" | ":" | "and" | "but" | "or" | "that" | "which" | "who" | "as" | "-" | "–" | "—")
    }) {
        return;
    }
    let before: Vec<usize> = children(tree, participle).filter(|child| *child < subject || *child > verb).collect();
    for child in before {
        tree.heads[child] = verb;
    }
    let stops: Vec<usize> = children(tree, participle).filter(|child| *child > verb && tree.labels[*child] == Label::Punct).collect();
    for stop in stops {
        tree.heads[stop] = verb;
    }
    (tree.heads[verb], tree.labels[verb]) = (verb, Label::Root);
    (tree.heads[subject], tree.labels[subject]) = (verb, Label::Nsubj);
    (tree.heads[participle], tree.labels[participle]) = (subject, Label::Acl);
    tree.tags[participle] = Tag::VBN;
}

/// "Donates to Ukraine: 22 howitzers": a list behind a colon, taken for another name of the verb.
fn list_of_verb(tree: &mut Tree, lower: &[String], thing: &Range<usize>) {
    let Some(head) = head_of(tree, thing) else { return };
    let verb = tree.heads[head];
    let verbal = matches!(tree.tags[verb], Tag::VB | Tag::VBD | Tag::VBN | Tag::VBG | Tag::VBP | Tag::VBZ);
    let own = |child: usize| matches!(tree.labels[child], Label::Dobj | Label::Nsubjpass | Label::Attr);
    if tree.labels[head] == Label::Appos
        && verbal
        && verb < head
        && (verb..head).any(|token| lower[token] == ":")
        && !children(tree, verb).any(own)
    {
        tree.labels[head] = Label::Dobj;
    }
}

/// "Negotiations about three submarines continue": what they are about, taken for a second subject.
fn talks_about(tree: &mut Tree, lower: &[String], thing: &Range<usize>) {
    let Some(head) = head_of(tree, thing) else { return };
    let verb = tree.heads[head];
    if tree.labels[head] != Label::Nsubj || verb <= head {
        return;
    }
    let about = (thing.start.saturating_sub(3)..thing.start)
        .find(|token| lower[*token] == "about" && matches!(tree.labels[*token], Label::Advmod | Label::Quantmod));
    let noun = children(tree, verb).find(|child| *child < thing.start && tree.labels[*child] == Label::Nsubj && *child != head);
    let (Some(about), Some(noun)) = (about, noun) else { return };
    if noun >= about || !matches!(tree.tags[noun], Tag::NN | Tag::NNS) {
        return;
    }
    (tree.heads[about], tree.labels[about]) = (noun, Label::Prep);
    (tree.heads[head], tree.labels[head]) = (about, Label::Pobj);
}

/// "In talks with Pakistan over 12 jets": what the talks are over, taken for "more than", and the party for a part of the thing's name.
fn talks_over(tree: &mut Tree, lower: &[String], party: &Range<usize>, number: &Range<usize>) {
    let over = party.end;
    let (Some(head), Some(count)) = (head_of(tree, party), head_of(tree, number)) else { return };
    let article = usize::from(party.start > 0 && lower[party.start - 1] == "the");
    let Some(with) = party.start.checked_sub(1 + article).filter(|with| lower[*with] == "with") else { return };
    let noun = tree.heads[with];
    let talks = matches!(tree.tags[noun], Tag::NN | Tag::NNS) && noun < with && tree.labels[over] != Label::Prep;
    let thing = tree.heads[count];
    if !talks || thing <= count || !matches!(tree.tags[thing], Tag::NN | Tag::NNS | Tag::NNP | Tag::NNPS) {
        return;
    }
    (tree.heads[head], tree.labels[head]) = (with, Label::Pobj);
    (tree.heads[over], tree.labels[over]) = (noun, Label::Prep);
    (tree.heads[thing], tree.labels[thing]) = (over, Label::Pobj);
}

/// "Rejected a request for batteries to help Ukraine": what is asked for, taken for who helps.
fn sought_for_help(tree: &mut Tree, lower: &[String], thing: &Range<usize>) {
    let Some(head) = head_of(tree, thing) else { return };
    let verb = tree.heads[head];
    if tree.labels[head] != Label::Nsubj || tree.tags[verb] != Tag::VB || verb <= head {
        return;
    }
    let noun = tree.heads[verb];
    let Some(mark) = children(tree, verb).find(|child| tree.labels[*child] == Label::Mark && lower[*child] == "for" && *child < head)
    else {
        return;
    };
    if !matches!(tree.tags[noun], Tag::NN | Tag::NNS) || noun + 1 != mark {
        return;
    }
    (tree.heads[mark], tree.labels[mark]) = (noun, Label::Prep);
    (tree.heads[head], tree.labels[head]) = (mark, Label::Pobj);
    (tree.heads[verb], tree.labels[verb]) = (noun, Label::Acl);
}

/// "Will replace its fleet of MiG-29s with Gripens": what comes in their place, hung on the fleet.
fn replaced_with(tree: &mut Tree, lower: &[String], preposition: usize) {
    if lower[preposition] != "with" {
        return;
    }
    let mut at = tree.heads[preposition];
    for _ in 0..4 {
        let above = tree.heads[at];
        if matches!(tree.labels[at], Label::Dobj | Label::Nsubjpass) && tree.lemmas[above] == "replace" && above < preposition {
            tree.heads[preposition] = above;
            return;
        }
        if above == at || !matches!(tree.labels[at], Label::Pobj | Label::Prep | Label::Conj | Label::Dobj) {
            return;
        }
        at = above;
    }
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
