//! The nine kinds of claims and the slots that each has.

use crate::vocabulary::words;

words! {
    /// What a claim or a record is about.
    Kind, "kind":
    /// Equipment or a service moving, or meant to move, from a supplier to a recipient.
    Transfer = "transfer",
    /// A treaty, framework, memorandum or programme.
    Agreement = "agreement",
    /// Military spending, or an arms-purchase envelope.
    Budget = "budget",
    /// How many people or units a force has, may have or wants.
    ForceLevel = "force_level",
    /// A force going, meant to go, or barred from going, somewhere.
    Deployment = "deployment",
    /// A plant, base, range or centre.
    Facility = "facility",
    /// A capability or membership that someone means to reach, or has reached.
    Milestone = "milestone",
    /// A pledge, restriction or condition.
    Commitment = "commitment",
    /// An attack, seizure, explosion, diversion or investigation.
    Incident = "incident",
}

words! {
    /// A named place in a claim that holds a value and its words.
    Slot, "slot":
    /// See [`crate::Stage`].
    Stage = "stage",
    /// See [`crate::Status`].
    Status = "status",
    /// See [`crate::Mode`].
    Mode = "mode",
    /// Who sells or gives.
    Supplier = "supplier",
    /// Who buys or gets.
    Recipient = "recipient",
    /// Who makes it.
    Manufacturers = "manufacturers",
    /// What it is.
    Equipment = "equipment",
    /// How many.
    Quantity = "quantity",
    /// For how much.
    Value = "value",
    /// Who makes the agreement.
    Parties = "parties",
    /// What the agreement is about.
    Subject = "subject",
    /// Who does it.
    Actor = "actor",
    /// With whom.
    Partner = "partner",
    /// Where to.
    Destination = "destination",
    /// What is built.
    FacilityType = "facility_type",
    /// Where it stands or happened.
    Location = "location",
    /// What is to be reached, or what was hit.
    Target = "target",
    /// What is pledged or forbidden.
    Content = "content",
    /// Whom the pledge concerns.
    Toward = "toward",
    /// What sort of incident.
    IncidentType = "incident_type",
    /// How many people or units.
    Count = "count",
    /// A percentage.
    Percent = "percent",
    /// See [`crate::Measure`].
    Measure = "measure",
    /// See [`crate::Component`].
    Component = "component",
    /// The span of time that a budget covers.
    Period = "period",
    /// When it happened or is to happen.
    Date = "date",
    /// When delivery or completion is expected.
    Due = "due",
    /// The numbers that offices know it by: of contracts ("W31P4Q-14-C-0034") and of transmittals ("Transmittal No. 25-101").
    References = "references",
}

/// What sort of value a slot takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueSort {
    /// A word of a closed list, written as a plain string.
    Word,
    /// One party.
    Party,
    /// A list of parties, or of names.
    Parties,
    /// Equipment.
    Equipment,
    /// A number of items or people.
    Quantity,
    /// Money.
    Money,
    /// A percentage.
    Percent,
    /// A date.
    Date,
    /// Words of the text.
    Text,
}

impl Slot {
    /// The sort of value that this slot takes.
    pub const fn sort(self) -> ValueSort {
        match self {
            Self::Stage | Self::Status | Self::Mode | Self::Measure | Self::Component => ValueSort::Word,
            Self::Supplier | Self::Recipient | Self::Actor | Self::Partner | Self::Destination | Self::Location | Self::Toward => {
                ValueSort::Party
            }
            Self::Manufacturers | Self::Parties | Self::References => ValueSort::Parties,
            Self::Equipment => ValueSort::Equipment,
            Self::Quantity | Self::Count => ValueSort::Quantity,
            Self::Value => ValueSort::Money,
            Self::Percent => ValueSort::Percent,
            Self::Period | Self::Date | Self::Due => ValueSort::Date,
            Self::Subject | Self::FacilityType | Self::Target | Self::Content | Self::IncidentType => ValueSort::Text,
        }
    }
}

impl Kind {
    /// The slots that a claim of this kind may fill, in the order in which they are shown.
    pub const fn slots(self) -> &'static [Slot] {
        use Slot as S;
        match self {
            Self::Transfer => &[
                S::Stage,
                S::Supplier,
                S::Recipient,
                S::Equipment,
                S::Quantity,
                S::Value,
                S::Mode,
                S::Manufacturers,
                S::Date,
                S::Due,
                S::References,
            ],
            Self::Agreement => &[S::Status, S::Parties, S::Subject, S::Value, S::Date],
            Self::Budget => &[S::Actor, S::Value, S::Percent, S::Measure, S::Period, S::Date],
            Self::ForceLevel => &[S::Actor, S::Count, S::Percent, S::Component, S::Measure, S::Date],
            Self::Deployment => &[S::Status, S::Actor, S::Destination, S::Partner, S::Count, S::Date],
            Self::Facility => &[S::Status, S::Actor, S::FacilityType, S::Location, S::Partner, S::Date, S::References],
            Self::Milestone => &[S::Status, S::Actor, S::Target, S::Date],
            Self::Commitment => &[S::Status, S::Actor, S::Content, S::Toward, S::Date],
            Self::Incident => &[S::Status, S::IncidentType, S::Target, S::Location, S::Actor, S::Date],
        }
    }

    /// The slots without which a sentence makes no claim of this kind. Where two are given in one group, either will do.
    pub const fn required(self) -> &'static [&'static [Slot]] {
        use Slot as S;
        match self {
            Self::Transfer => &[&[S::Stage], &[S::Equipment]],
            Self::Agreement => &[&[S::Parties], &[S::Status]],
            Self::Budget => &[&[S::Actor], &[S::Value, S::Percent]],
            Self::ForceLevel => &[&[S::Actor], &[S::Count, S::Percent]],
            Self::Deployment => &[&[S::Actor], &[S::Destination]],
            Self::Facility => &[&[S::Actor], &[S::FacilityType]],
            Self::Milestone => &[&[S::Actor], &[S::Target]],
            Self::Commitment => &[&[S::Actor], &[S::Content]],
            Self::Incident => &[&[S::IncidentType]],
        }
    }
}
