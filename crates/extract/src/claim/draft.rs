//! A transfer in the making: what one sentence says of one piece of equipment, before the document fills what it leaves out.

use super::parties::PartyRef;
use materiel_model::{Attribution, Equipment, Mode, Money, PartialDate, PartyId, Quantity, Span, Stage, Stated};

/// A transfer claim in the making.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The sentence, as an index into the scenes.
    pub scene: usize,
    /// The sentence's number in the document.
    pub sentence: usize,
    /// The item that names the equipment, where the sentence names it.
    pub item: Option<usize>,
    /// What moves.
    pub equipment: Stated<Equipment>,
    /// True when the equipment is named by a generic noun only.
    pub generic: bool,
    /// True for nouns that may mean anything ("equipment", "vehicles").
    pub vague: bool,
    /// True for goods that others than forces buy too; see [`super::setting`].
    pub civil: bool,
    /// True for some of what was spoken of, of which no number is said: "the rest", "a second batch".
    pub part: bool,
    /// States that make it.
    pub origin: Vec<PartyId>,
    /// How far it has come, at the word that says so.
    pub stage: Stated<Stage>,
    /// The token of that word.
    pub trigger: usize,
    /// The tokens of all words that open frames on the way to it.
    pub nodes: Vec<usize>,
    /// For each of them, whether the sentence puts it ahead.
    pub nodes_ahead: Vec<bool>,
    /// The topmost token passed.
    pub path_top: Option<usize>,
    /// The id of the innermost frame.
    pub frame: String,
    /// The name of its template.
    pub template: String,
    /// True when it is put as ahead.
    pub ahead: bool,
    /// True when it is said not to be so.
    pub negated: bool,
    /// By what arrangement.
    pub mode: Option<Stated<Mode>>,
    /// Who gives.
    pub supplier: Option<PartyRef>,
    /// Who gets; one claim each.
    pub recipients: Vec<PartyRef>,
    /// Parties whose side is not yet known, with the function in which they stood.
    pub sides: Vec<PartyRef>,
    /// Those of them that stand after "with".
    pub with: Vec<PartyId>,
    /// Who makes it.
    pub makers: Vec<PartyRef>,
    /// How many.
    pub quantity: Option<Stated<Quantity>>,
    /// For how much.
    pub value: Option<Stated<Money>>,
    /// When.
    pub date: Option<Stated<PartialDate>>,
    /// How far off the date's words stand.
    pub date_distance: usize,
    /// True where the date names no year and its verb is told as past: it lies before the publication.
    pub date_is_past: bool,
    /// When delivery is due.
    pub due: Option<Stated<PartialDate>>,
    /// True where the due day is one only because its verb is put as ahead, and not by a word of its own ("by 2026").
    pub due_by_verb: bool,
    /// Who says so.
    pub attribution: Option<Attribution>,
    /// The sentence's bytes.
    pub evidence: Span,
    /// How the sentence led to it; see [`super::confidence`].
    pub signs: Signs,
}

/// By what in the sentence a draft was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// By the frames over the thing.
    #[default]
    Frames,
    /// By whose the thing is.
    Owned,
    /// By the member of a list before it.
    List,
    /// By going back to a thing that was named before.
    Back,
    /// By a legislature that hears of it.
    Notified,
}

/// What is noted of a draft on the way, for what is believed and how surely.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signs {
    /// The way from the thing to the trigger went through the tree, not by nearness.
    pub by_tree: bool,
    /// Its sentence tells a party, by name or by a phrase that goes back to one.
    pub party_told: bool,
    /// By what it was found.
    pub way: Way,
    /// How many tokens were passed on the way up.
    pub steps: usize,
    /// The trigger is a noun.
    pub by_noun: bool,
    /// The recipient is only the state that the document is about.
    pub recipient_by_topic: bool,
    /// The recipient stands in the sentence.
    pub recipient_here: bool,
    /// The supplier stands in the sentence.
    pub supplier_here: bool,
    /// The sentence puts it as a condition or a question.
    pub hypothetical: bool,
    /// The equipment is a known family or a designation.
    pub designated: bool,
}
