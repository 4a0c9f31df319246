//! The fields of a notice into claims.

use super::flat::Flat;
use super::goods::Item;
use materiel_model::{Claim, Kind, Mode, Money, PartialDate, PartyId, Polarity, Slot, Span, Stage, Stated, Value};

/// Who gets the goods.
#[derive(Clone, Debug)]
pub(super) struct Buyer {
    /// Who; nobody by name where the text says only "foreign customers".
    pub(super) party: Option<Stated<PartyId>>,
    /// The part of the sum that is the buyer's own.
    pub(super) share: Option<Stated<Money>>,
}

/// What a notice says about all its goods; spans are into the folded text.
#[derive(Clone, Debug)]
pub(super) struct Deal {
    /// How far the transfer has come, and the words that say so.
    pub(super) stage: Stated<Stage>,
    /// The sentence that says so.
    pub(super) evidence: Span,
    /// Whether it is said to be so.
    pub(super) polarity: Polarity,
    /// Where the text shows the supplier.
    pub(super) supplier: Span,
    /// Who makes the goods.
    pub(super) makers: Vec<Stated<Value>>,
    /// The sum for everything.
    pub(super) value: Option<Stated<Money>>,
    /// When it happened.
    pub(super) date: Option<Stated<PartialDate>>,
    /// When it is to be done.
    pub(super) due: Option<Stated<PartialDate>>,
}

impl Deal {
    /// The claim for one item and one buyer; `main` is true of the item that carries the sum.
    pub(super) fn claim(&self, flat: &Flat, item: &Item, buyer: &Buyer, main: bool) -> Claim {
        let mut claim = Claim::new(Kind::Transfer, flat.restore(self.evidence));
        claim.polarity = self.polarity;
        let at = |span: Span| flat.restore(span);
        let evidence = self.evidence;
        // A slot whose words stand in another sentence is inferred to bear on this claim.
        let put = |value: Value, span: Span, inferred: bool| Stated { value, at: at(span), inferred: inferred || !evidence.contains(span) };
        let stage = if item.reduced { Stage::Cancelled } else { self.stage.value };
        let slots = &mut claim.slots;
        slots.set(Slot::Stage, put(Value::Stage(stage), self.stage.at, self.stage.inferred));
        if let Some(us) = PartyId::new("US") {
            slots.set(Slot::Supplier, put(Value::Party(us), self.supplier, true));
        }
        slots.set(
            Slot::Equipment,
            put(Value::Equipment(Box::new(item.equipment.value.clone())), item.equipment.at, item.equipment.inferred),
        );
        if let Some(party) = &buyer.party {
            slots.set(Slot::Recipient, put(Value::Party(party.value.clone()), party.at, party.inferred));
        }
        for maker in &self.makers {
            slots.push(Slot::Manufacturers, put(maker.value.clone(), maker.at, maker.inferred));
        }
        if let Some(quantity) = &item.quantity {
            slots.set(Slot::Quantity, put(Value::Quantity(quantity.value), quantity.at, quantity.inferred));
        }
        let abroad = buyer.party.as_ref().is_some_and(|party| party.value.as_str() != "US");
        let mode = item.mode.or((abroad).then_some(Stated::inferred(Mode::Sale, self.stage.at)));
        if let Some(mode) = mode {
            slots.set(Slot::Mode, put(Value::Mode(mode.value), mode.at, mode.inferred));
        }
        let denied = self.polarity == Polarity::Denied;
        if let Some(value) = buyer.share.as_ref().or(self.value.as_ref()).filter(|_| main && !item.reduced && !denied) {
            slots.set(Slot::Value, put(Value::Money(value.value), value.at, value.inferred));
        }
        if let Some(due) = self.due.filter(|_| !item.reduced) {
            slots.set(Slot::Due, put(Value::Date(due.value), due.at, due.inferred));
        }
        if let Some(date) = &self.date {
            slots.set(Slot::Date, put(Value::Date(date.value), date.at, date.inferred));
        }
        claim
    }
}
