//! States, bodies, people, equipment, quantities, money and dates, found in the tokens of a text.

mod belief;
mod class;
mod company;
pub mod currency;
pub mod date;
mod defined;
mod equipment;
pub mod figure;
pub mod figures;
pub mod found;
mod hits;
mod lookalike;
pub mod money;
pub mod number;
mod organ;
mod page;
mod party;
pub mod percent;
mod person;
mod unknown;
mod version;

use crate::knowledge::Facts;
use crate::text::Text;
use materiel_model::{Class, PartyId, Span};
use page::Page;
use std::ops::Range;

/// All names of a text, in order of where they start.
pub fn names<'k>(knowledge: &'k Facts, text: &str, layout: &Text) -> Names<'k> {
    let mut page = Page::new(knowledge, text, layout);
    party::find(&mut page);
    person::find(&mut page);
    equipment::find(&mut page);
    defined::find(&mut page);
    let organs = organ::bare(&page);
    page.into_names(organs)
}

/// What [`names`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names<'k> {
    /// Sorted by where they start; no two overlap.
    pub mentions: Vec<Mention<'k>>,
    /// Forces and organs of government that are named without their state: "the ministry", "parliament". Sorted; none overlaps a mention.
    pub organs: Vec<Organ>,
}

impl<'k> Names<'k> {
    /// The mentions that start in a range of tokens, such as a sentence's.
    pub fn within(&self, tokens: Range<usize>) -> &[Mention<'k>] {
        let start = self.mentions.partition_point(|mention| mention.tokens.start < tokens.start);
        let end = self.mentions.partition_point(|mention| mention.tokens.start < tokens.end);
        self.mentions.get(start..end).unwrap_or_default()
    }

    /// The mention that holds a token.
    pub fn at(&self, token: usize) -> Option<&Mention<'k>> {
        let after = self.mentions.partition_point(|mention| mention.tokens.start <= token);
        self.mentions.get(after.checked_sub(1)?).filter(|mention| mention.tokens.contains(&token))
    }
}

/// A name in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention<'k> {
    /// Its bytes.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its sentence.
    pub sentence: usize,
    /// What it names.
    pub name: Name<'k>,
}

impl Mention<'_> {
    /// The party that this names: a party itself, or the state that a person speaks for.
    pub fn party(&self) -> Option<(&PartyId, How)> {
        match &self.name {
            Name::Party(party) => Some((&party.id, party.how)),
            Name::Person(person) => Some((person.state.as_ref()?, How::Leader)),
            Name::Equipment(_) => None,
        }
    }

    /// The equipment that this names.
    pub const fn equipment(&self) -> Option<&EquipmentName<'_>> {
        match &self.name {
            Name::Equipment(equipment) => Some(equipment),
            _ => None,
        }
    }
}

/// What a mention names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name<'k> {
    /// A state or body.
    Party(PartyName<'k>),
    /// Equipment or a service.
    Equipment(EquipmentName<'k>),
    /// A person.
    Person(PersonName),
}

/// A state or body by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyName<'k> {
    /// Which.
    pub id: PartyId,
    /// By what sort of name.
    pub how: How,
    /// True for a company.
    pub company: bool,
    /// Its id in `knowledge/bodies`, where it is there.
    pub body: Option<&'k str>,
    /// The state that it belongs to; of a state, itself.
    pub state: Option<PartyId>,
    /// The tokens of the state's own words inside the mention ("Polish" of "Polish Air Force"); else the whole mention.
    pub core: Range<usize>,
}

/// By what sort of name a party is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum How {
    /// A state's own name.
    Name,
    /// An adjective or people.
    Demonym,
    /// A capital that may stand for its state.
    Capital,
    /// A seat of power.
    Metonym,
    /// An organ of government.
    Government,
    /// An armed force or service.
    Force,
    /// An office or its holder.
    Leader,
    /// A place on the state's soil: no actor.
    Place,
    /// A company.
    Company,
    /// An alliance.
    Alliance,
    /// A mission.
    Mission,
    /// An agency.
    Agency,
    /// An armed group.
    Group,
}

/// Equipment by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EquipmentName<'k> {
    /// The family in `knowledge/equipment`.
    pub family: Option<&'k str>,
    /// The designation as the text writes it, without a plural's `s`; else the noun phrase.
    pub name: String,
    /// The class of the whole: of "F-16 engines", `engine`.
    pub class: Class,
    /// How it is named.
    pub sort: Sort,
    /// The states that make it.
    pub origin: &'k [PartyId],
    /// Who makes it.
    pub maker: &'k [String],
    /// True for a family that others than forces buy too.
    pub civil: bool,
    /// The tokens of the designation inside the mention.
    pub designation: Option<Range<usize>>,
    /// A shorter name in brackets: "(ATGM)".
    pub alias: Option<Span>,
    /// True when the words are about the equipment without being it: "F-16 pilots".
    pub about: bool,
}

/// How equipment is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sort {
    /// By a name in `knowledge/equipment`.
    Family,
    /// By a name that is not there, told by its shape and the noun beside it.
    Designation,
    /// By a generic noun.
    Noun,
    /// By a noun that says next to nothing: "weapons".
    VagueNoun,
}

/// A person by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName {
    /// The name as the document gives it in full.
    pub name: String,
    /// The office or rank as written.
    pub office: Option<String>,
    /// The state that the office belongs to.
    pub state: Option<PartyId>,
}

/// A force or organ of government without its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organ {
    /// Its bytes.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its sentence.
    pub sentence: usize,
    /// [`How::Force`] or [`How::Government`].
    pub how: How,
}

#[cfg(test)]
mod tests;
