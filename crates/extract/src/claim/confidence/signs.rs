//! A claim with its way in, what speaks for and against it out: a number from 0 to 1 for each name of a table.

use super::{Form, How, Reached, Route};
use crate::claim::draft::Way;
use crate::claim::finish::is_telling;
use crate::name::Sort;
use materiel_model::{Class, Kind, Mode, PartyId, Polarity, Slot, Stage, Stated, Status, Value};

/// Claims that are weighed by one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Transfers in running text.
    Transfer,
    /// Other kinds in running text.
    Other,
    /// Fields of official forms.
    Form,
}

/// What may speak for or against a claim.
#[derive(Clone, Copy)]
pub struct Sign {
    /// What the file of weights calls it.
    pub name: &'static str,
    of: fn(&Reached<'_>) -> f64,
}

impl std::fmt::Debug for Sign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Group {
    /// Every group.
    pub const ALL: [Self; 3] = [Self::Transfer, Self::Other, Self::Form];

    /// What the file of weights calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Other => "other",
            Self::Form => "form",
        }
    }

    /// The signs that are looked for, in their order.
    pub const fn signs(self) -> &'static [Sign] {
        match self {
            Self::Transfer => TRANSFER,
            Self::Other => OTHER,
            Self::Form => FORM,
        }
    }
}

impl Reached<'_> {
    /// The group to which the claim belongs.
    pub const fn group(&self) -> Group {
        match self.read.how {
            How::Transfer(_) => Group::Transfer,
            How::Other => Group::Other,
            How::Form(_) => Group::Form,
        }
    }

    /// What each sign of the group says, in the order of its table.
    pub fn signs(&self) -> Vec<f64> {
        self.group().signs().iter().map(|sign| (sign.of)(self)).collect()
    }

    fn slot(&self, slot: Slot) -> Option<&Stated<Value>> {
        self.read.claim.slots.get(slot)
    }

    /// The sentence itself says the slot outright.
    fn here(&self, slot: Slot) -> bool {
        self.slot(slot).is_some_and(|stated| !stated.inferred && self.in_sentence(stated))
    }

    /// The sentence names the slot's value by the way.
    fn by_the_way(&self, slot: Slot) -> bool {
        self.slot(slot).is_some_and(|stated| stated.inferred && self.in_sentence(stated))
    }

    /// Another sentence says the slot.
    fn elsewhere(&self, slot: Slot) -> bool {
        self.slot(slot).is_some_and(|stated| !self.in_sentence(stated))
    }

    /// Only a later sentence says the slot.
    fn later(&self, slot: Slot) -> bool {
        self.slot(slot).is_some_and(|stated| stated.at.start >= self.read.claim.evidence.end)
    }

    fn in_sentence(&self, stated: &Stated<Value>) -> bool {
        self.read.claim.evidence.contains(stated.at)
    }

    fn is_stage(&self, stage: Stage) -> bool {
        self.slot(Slot::Stage).is_some_and(|stated| stated.value == Value::Stage(stage))
    }

    fn is_status(&self, status: Status) -> bool {
        self.slot(Slot::Status).is_some_and(|stated| stated.value == Value::Status(status))
    }

    fn is_mode(&self, mode: Mode) -> bool {
        self.slot(Slot::Mode).is_some_and(|stated| stated.value == Value::Mode(mode))
    }

    fn party(&self, slot: Slot) -> Option<&PartyId> {
        match &self.slot(slot)?.value {
            Value::Party(id) => Some(id),
            _ => None,
        }
    }

    /// How many bytes lie between the sentence and the words of a slot.
    fn distance(&self, slot: Slot) -> usize {
        let evidence = self.read.claim.evidence;
        self.slot(slot).map_or(0, |stated| stated.at.start.saturating_sub(evidence.end) + evidence.start.saturating_sub(stated.at.end))
    }

    /// True when the slot's party is among those that are known to make the thing, false when others are; nothing where nobody is known.
    fn makes(&self, slot: Slot) -> Option<bool> {
        let How::Transfer(route) = &self.read.how else { return None };
        let party = self.party(slot)?;
        (!route.origin.is_empty()).then(|| route.origin.contains(party))
    }

    fn class(&self) -> Option<Class> {
        match &self.slot(Slot::Equipment)?.value {
            Value::Equipment(thing) => Some(thing.class),
            _ => None,
        }
    }

    fn by(&self, told: impl Fn(&Route) -> bool) -> bool {
        matches!(&self.read.how, How::Transfer(route) if told(route))
    }

    fn is_form(&self, form: Form) -> bool {
        self.read.how == How::Form(form)
    }
}

/// Growing with a count: nothing 0, one a half, many near 1.
fn many(count: usize) -> f64 {
    let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    count / (count + 1.0)
}

/// How much a length fills of a full one, at most 1.
fn share(length: usize, full: f64) -> f64 {
    (f64::from(u32::try_from(length).unwrap_or(u32::MAX)) / full).min(1.0)
}

macro_rules! signs {
    ($($name:ident: |$claim:ident| $told:expr;)+) => {
        &[$(Sign { name: stringify!($name), of: |$claim| f64::from($told) }),+]
    };
}

/// Signs of transfers told in running text.
const TRANSFER: &[Sign] = signs! {
    stage_interest: |c| c.is_stage(Stage::Interest);
    stage_requested: |c| c.is_stage(Stage::Requested);
    stage_offered: |c| c.is_stage(Stage::Offered);
    stage_pledged: |c| c.is_stage(Stage::Pledged);
    stage_approved: |c| c.is_stage(Stage::Approved);
    stage_notified: |c| c.is_stage(Stage::Notified);
    stage_contracted: |c| c.is_stage(Stage::Contracted);
    stage_delivered: |c| c.is_stage(Stage::Delivered);
    stage_in_service: |c| c.is_stage(Stage::InService);
    stage_stopped: |c| c.is_stage(Stage::Refused) || c.is_stage(Stage::Suspended) || c.is_stage(Stage::Cancelled);
    denied: |c| c.read.claim.polarity == Polarity::Denied;
    ahead: |c| c.by(|route| route.ahead);
    attributed: |c| c.read.claim.attribution.is_some();
    // How the sentence led to it.
    way_owned: |c| c.by(|route| route.way == Way::Owned);
    way_list: |c| c.by(|route| route.way == Way::List);
    way_back: |c| c.by(|route| route.way == Way::Back);
    way_notified: |c| c.by(|route| route.way == Way::Notified);
    steps: |c| match &c.read.how { How::Transfer(route) => share(route.steps, 12.0), _ => 0.0 };
    several_frames: |c| c.by(|route| route.frames > 1);
    by_noun: |c| c.by(|route| route.by_noun);
    frame_give: |c| c.by(|route| route.template == "give");
    frame_get: |c| c.by(|route| route.template == "get");
    frame_deal: |c| c.by(|route| matches!(route.template.as_str(), "deal" | "award"));
    frame_decide: |c| c.by(|route| matches!(route.template.as_str(), "decide" | "ask"));
    frame_want: |c| c.by(|route| route.template == "want");
    frame_operate: |c| c.by(|route| matches!(route.template.as_str(), "operate" | "equip"));
    // What moves.
    thing_designation: |c| c.by(|route| route.thing == Some(Sort::Designation));
    thing_noun: |c| c.by(|route| route.thing == Some(Sort::Noun));
    thing_vague: |c| c.by(|route| route.thing == Some(Sort::VagueNoun));
    thing_back: |c| c.by(|route| route.thing.is_none());
    service: |c| c.class() == Some(Class::Service);
    part: |c| match c.class() {
        Some(Class::Engine) => true,
        Some(Class::Other) => !c.by(|route| route.thing == Some(Sort::VagueNoun)),
        _ => false,
    };
    thing_told: |c| c.by(|route| route.thing == Some(Sort::VagueNoun)) && c.slot(Slot::Equipment).is_some_and(|thing| is_telling(&thing.value.display()));
    // Who gets it.
    recipient_here: |c| c.here(Slot::Recipient);
    recipient_by_the_way: |c| c.by_the_way(Slot::Recipient);
    recipient_elsewhere: |c| c.elsewhere(Slot::Recipient) && !c.by(|route| route.by_topic);
    recipient_topic: |c| c.by(|route| route.by_topic);
    recipient_body: |c| c.party(Slot::Recipient).is_some_and(|party| !party.is_state());
    recipient_far: |c| share(c.distance(Slot::Recipient), 1500.0);
    recipient_later: |c| c.later(Slot::Recipient);
    recipient_usual: |c| c.around.usual;
    recipient_main: |c| c.around.main;
    recipient_makes: |c| c.makes(Slot::Recipient) == Some(true);
    recipients_of_document: |c| many(c.around.recipients.saturating_sub(1));
    recipients_many: |c| c.by(|route| route.recipients > 1);
    // Who gives it.
    supplier_here: |c| c.here(Slot::Supplier);
    supplier_by_the_way: |c| c.by_the_way(Slot::Supplier);
    supplier_elsewhere: |c| c.elsewhere(Slot::Supplier);
    supplier_far: |c| share(c.distance(Slot::Supplier), 1500.0);
    supplier_later: |c| c.later(Slot::Supplier);
    supplier_makes: |c| c.makes(Slot::Supplier) == Some(true);
    supplier_does_not_make: |c| c.makes(Slot::Supplier) == Some(false);
    own_supply: |c| c.party(Slot::Supplier).is_some() && c.party(Slot::Supplier) == c.party(Slot::Recipient);
    maker: |c| c.slot(Slot::Manufacturers).is_some();
    // How many, for how much, when.
    quantity_here: |c| c.here(Slot::Quantity);
    quantity_elsewhere: |c| c.slot(Slot::Quantity).is_some() && !c.here(Slot::Quantity);
    value: |c| c.slot(Slot::Value).is_some();
    date: |c| c.slot(Slot::Date).is_some();
    due: |c| c.slot(Slot::Due).is_some();
    upgrade: |c| c.is_mode(Mode::Upgrade) || c.is_mode(Mode::Service);
    // Where it stands.
    opening: |c| c.around.opening;
    long_sentence: |c| share(c.read.claim.evidence.len(), 400.0);
    crowded_sentence: |c| many(c.around.crowd.saturating_sub(1));
    told_again: |c| many(c.around.again);
    told_otherwise: |c| many(c.around.otherwise);
    rival: |c| c.around.rival;
    // What the document is about.
    between: |c| super::around::is_between(&c.read.claim);
    bare: |c| [Slot::Quantity, Slot::Value, Slot::Date, Slot::Due].iter().all(|slot| c.slot(*slot).is_none());
    dense_document: |c| (c.around.dense / 4.0).min(1.0);
    between_in_document: |c| c.around.between;
};

/// Signs of other kinds told in running text.
const OTHER: &[Sign] = signs! {
    agreement: |c| c.read.claim.kind == Kind::Agreement;
    budget: |c| c.read.claim.kind == Kind::Budget;
    force_level: |c| c.read.claim.kind == Kind::ForceLevel;
    deployment: |c| c.read.claim.kind == Kind::Deployment;
    facility: |c| c.read.claim.kind == Kind::Facility;
    milestone: |c| c.read.claim.kind == Kind::Milestone;
    commitment: |c| c.read.claim.kind == Kind::Commitment;
    incident: |c| c.read.claim.kind == Kind::Incident;
    denied: |c| c.read.claim.polarity == Polarity::Denied;
    attributed: |c| c.read.claim.attribution.is_some();
    planned: |c| c.is_status(Status::Planned);
    ongoing: |c| c.is_status(Status::Ongoing);
    actor_here: |c| c.here(Slot::Actor);
    actor_elsewhere: |c| c.elsewhere(Slot::Actor);
    actor_body: |c| c.party(Slot::Actor).is_some_and(|party| !party.is_state());
    partner: |c| c.slot(Slot::Partner).is_some() || c.slot(Slot::Toward).is_some();
    date: |c| c.slot(Slot::Date).is_some() || c.slot(Slot::Period).is_some();
    figure: |c| c.slot(Slot::Value).is_some() || c.slot(Slot::Count).is_some();
    percent: |c| c.slot(Slot::Percent).is_some();
    slots: |c| many(c.read.claim.slots.iter().count());
    opening: |c| c.around.opening;
    long_sentence: |c| share(c.read.claim.evidence.len(), 400.0);
    crowded_sentence: |c| many(c.around.crowd.saturating_sub(1));
    told_again: |c| many(c.around.again);
    told_otherwise: |c| many(c.around.otherwise);
};

/// Signs of what stands in official forms.
const FORM: &[Sign] = signs! {
    award: |c| c.is_form(Form::Award);
    transmittal: |c| c.is_form(Form::Transmittal);
    release: |c| c.is_form(Form::Release);
    no_transfer: |c| c.read.claim.kind != Kind::Transfer;
    denied: |c| c.read.claim.polarity == Polarity::Denied;
    known_family: |c| matches!(c.slot(Slot::Equipment).map(|stated| &stated.value), Some(Value::Equipment(thing)) if thing.id.is_some());
    recipient: |c| c.slot(Slot::Recipient).is_some();
    quantity: |c| c.slot(Slot::Quantity).is_some();
    value: |c| c.slot(Slot::Value).is_some();
    crowded_sentence: |c| many(c.around.crowd.saturating_sub(1));
};
