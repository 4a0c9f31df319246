//! Whose money a bare name means: of "52 billion crowns" in a report about Prague, Czech ones.

use crate::frame::scene::What;
use crate::name::currency::{CURRENCIES, CurrencyTable};
use crate::name::{Mention, Names};
use materiel_model::{Currency, PartyId, Span};

/// The states that a document names, with how often.
pub(super) struct Purses<'n> {
    table: &'static CurrencyTable,
    states: Vec<(&'n PartyId, usize)>,
}

impl<'n> Purses<'n> {
    pub(super) fn of(names: &'n Names<'_>) -> Self {
        let mut states: Vec<(&PartyId, usize)> = Vec::new();
        for (party, _) in names.mentions.iter().filter_map(Mention::party) {
            match states.iter_mut().find(|(state, _)| *state == party) {
                Some((_, count)) => *count += 1,
                None => states.push((party, 1)),
            }
        }
        Self { table: &CURRENCIES, states }
    }

    /// Gives sums under a shared name the currency of the one state of the sentence that has such a currency; where the sentence names none,
    /// that of the state which the document names most among those that have one. Everywhere else the usual one stays.
    pub(super) fn settle(&self, found: &mut [(Span, What)], sentence: &[Mention<'_>]) {
        for (_, what) in found {
            let What::Money(money) = what else { continue };
            let Some(family) = money.family else { continue };
            let mut here: Vec<Currency> = sentence.iter().filter_map(|mention| self.currency(family, mention.party()?.0)).collect();
            here.sort_unstable_by_key(|currency| currency.to_string());
            here.dedup();
            let meant = match here.as_slice() {
                [] => self.most_named(family),
                [one] => Some(*one),
                _ => None,
            };
            money.money.currency = meant.unwrap_or(money.money.currency);
        }
    }

    fn most_named(&self, family: usize) -> Option<Currency> {
        let mut own = self.states.iter().filter_map(|(state, count)| Some((self.currency(family, state)?, *count))).collect::<Vec<_>>();
        own.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        match own.as_slice() {
            [(one, _)] => Some(*one),
            [(first, most), (_, next), ..] if most > next => Some(*first),
            _ => None,
        }
    }

    fn currency(&self, family: usize, party: &PartyId) -> Option<Currency> {
        self.table.of_state(family, party.as_str())
    }
}
