//! The word over a word, and the function in which it stands under it.

use super::roles::is_absolute;
use super::scene::Scene;
use crate::syntax::{Label, Tag};

/// The word that governs `token`, past prepositions, and the function in which it does.
pub fn governor(scene: &Scene<'_>, token: usize) -> Option<(usize, String)> {
    let head = scene.head(token);
    if head == token {
        return None;
    }
    let function = match scene.label(token) {
        Label::Nsubj if is_absolute(scene, head) => "passive",
        Label::Nsubj | Label::Csubj => "subject",
        Label::Nsubjpass | Label::Csubjpass => "passive",
        Label::Dobj | Label::Oprd => "object",
        Label::Dative => "dative",
        Label::Attr | Label::Acomp => "attribute",
        Label::Pobj | Label::Pcomp => {
            let mut preposition = head;
            let word = scene.lower(preposition).to_owned();
            // "Out of", "because of": the outer preposition governs.
            while matches!(scene.label(preposition), Label::Prep | Label::Pcomp)
                // "Contracts, including for helicopters".
                && (matches!(scene.tag(scene.head(preposition)), Tag::IN | Tag::TO) || scene.lower(scene.head(preposition)) == "including")
                && scene.head(preposition) != preposition
            {
                preposition = scene.head(preposition);
            }
            let mut above = scene.head(preposition);
            // "Walked away from the deal": the adverb belongs to the verb.
            if scene.tag(above) == Tag::RB && matches!(scene.label(above), Label::Advmod | Label::Prt) {
                above = scene.head(above);
            }
            // "Has 40 F-16s besides 17 F-5s": beside the verb's own object.
            let beside = || scene.children_with(above, Label::Dobj).any(|object| object < preposition);
            if matches!(word.as_str(), "besides" | "alongside" | "plus") && scene.label(token) == Label::Pobj {
                if beside() {
                    return Some((above, "object".to_owned()));
                }
                if scene.label(above) == Label::Dobj {
                    return Some((scene.head(above), "object".to_owned()));
                }
            }
            // "Committed to giving": the verb below is the content of the one above.
            let content = scene.label(token) == Label::Pcomp && scene.tag(token) == Tag::VBG && word == "to";
            let word = if content { "clause".to_owned() } else { word };
            return (above != preposition).then_some((above, if scene.label(preposition) == Label::Agent { "by".into() } else { word }));
        }
        Label::Poss => "possessor",
        Label::Compound | Label::Nmod | Label::Npadvmod => "modifier",
        Label::Amod | Label::Nummod | Label::Quantmod => "adjective",
        // "Chose the jet, ordering 48": what is told beside a verb is no content of it.
        Label::Advcl if scene.tag(token) == Tag::VBG => "beside",
        // "Was excluded after it bought": when, and not what.
        Label::Advcl
            if scene.children_with(token, Label::Mark).any(|mark| matches!(scene.lower(mark), "after" | "before" | "since" | "while")) =>
        {
            "beside"
        }
        Label::Xcomp | Label::Ccomp | Label::Acl | Label::Advcl => "clause",
        Label::Conj => "conj",
        Label::Appos => "appos",
        Label::Relcl if scene.is_purpose(token) => "clause",
        Label::Relcl => "relative",
        Label::Dep => "object",
        _ => "other",
    };
    Some((head, function.to_owned()))
}
