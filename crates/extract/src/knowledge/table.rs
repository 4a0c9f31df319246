//! The typed tables of `knowledge/`: states, bodies, families of equipment, generic nouns.

use materiel_model::{Class, Currency, PartyId};
use serde::Deserialize;

/// A state or territory.
#[derive(Clone, Debug)]
pub struct State {
    /// ISO 3166-1 alpha-2, `XK` for Kosovo.
    pub id: PartyId,
    /// The short name in common use.
    pub name: String,
    /// Other names of the state.
    pub names: Vec<String>,
    /// Adjectives and people.
    pub demonyms: Vec<String>,
    /// Capitals.
    pub capitals: Vec<String>,
    /// Seats of power that stand for the state.
    pub metonyms: Vec<String>,
    /// Ministries, parliaments and agencies with a name of their own.
    pub government: Vec<String>,
    /// Armed forces and services with a name of their own.
    pub forces: Vec<String>,
    /// People who are named without their state.
    pub leaders: Vec<Leader>,
    /// Names that it had.
    pub former: Vec<Former>,
    /// Places on its soil.
    pub places: Vec<String>,
    /// Longer names that hold one of the above and are not the state.
    pub not: Vec<String>,
    /// Words of a namesake: where a text has one of them, and of the state nothing but its name, the namesake is meant.
    pub namesake: Vec<String>,
    /// Its currency.
    pub currency: Currency,
}

/// A head of state or government, or a minister.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leader {
    /// In full.
    pub name: String,
    /// As the news names them for short.
    pub short: Option<String>,
    /// First year in office.
    pub from: Option<i16>,
    /// Last year in office.
    pub until: Option<i16>,
}

/// A name that a state had.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Former {
    /// The name.
    pub name: String,
    /// First year of the name.
    pub from: Option<i16>,
    /// Last year of the name.
    pub until: Option<i16>,
}

/// What sort of body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// Makes or sells.
    Company,
    /// States joined by treaty.
    Alliance,
    /// A force or office sent somewhere.
    Mission,
    /// An office of states or alliances.
    Agency,
    /// Armed forces of something that is no state in the tables.
    Force,
    /// An armed group.
    Group,
}

/// An alliance, mission, agency, company or armed group.
#[derive(Clone, Debug)]
pub struct Body {
    /// Unique among bodies.
    pub id: String,
    /// What sort.
    pub kind: BodyKind,
    /// The name in common use.
    pub name: String,
    /// Other names.
    pub names: Vec<String>,
    /// Names that it had.
    pub former: Vec<String>,
    /// The state that it belongs to.
    pub state: Option<PartyId>,
    /// Further states that it belongs to.
    pub states: Vec<PartyId>,
    /// The alliance that leads it.
    pub member_of: Option<String>,
    /// True when the name is an everyday word.
    pub needs: bool,
    /// Longer names that hold one of the above and are not it.
    pub not: Vec<String>,
}

/// A family of equipment.
#[derive(Clone, Debug)]
pub struct Family {
    /// Unique among families.
    pub id: String,
    /// The name in common use.
    pub name: String,
    /// Designations, reporting names, other spellings.
    pub names: Vec<String>,
    /// Names of its versions.
    pub variants: Vec<String>,
    /// Its class.
    pub class: Class,
    /// Who makes it.
    pub maker: Vec<String>,
    /// The states that make it.
    pub origin: Vec<PartyId>,
    /// True when the name is an everyday word.
    pub needs: bool,
    /// Those of its names that are something else too, by their folded letters, where not all are.
    pub everyday: Vec<String>,
    /// True when others than forces buy it too.
    pub civil: bool,
    /// Further words that may follow the name and keep the class.
    pub head: Vec<String>,
    /// Lookalikes.
    pub not: Vec<String>,
}

/// A group of generic nouns of one class.
#[derive(Clone, Debug)]
pub struct Noun {
    /// The class of all of them.
    pub class: Class,
    /// Singular forms.
    pub nouns: Vec<String>,
    /// Plurals that no rule makes.
    pub plurals: Vec<String>,
    /// True for "weapons", "equipment": a thing only where nothing better is said.
    pub vague: bool,
    /// Longer phrases that hold a noun and mean something else.
    pub not: Vec<String>,
}
