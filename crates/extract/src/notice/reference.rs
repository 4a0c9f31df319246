//! The numbers that offices know a contract or a notice by, into the claims of its form.

use super::forms::Forms;
use crate::claim::confidence::Form;
use materiel_model::{Claim, Kind, Slot, Span, Stated, Value};

/// The official numbers of one form, in the order of the text.
pub(super) struct Numbers {
    form: Form,
    found: Vec<Span>,
}

impl Numbers {
    /// The contract numbers of an award, the transmittal numbers of a release or notice.
    pub(super) fn of(forms: &Forms, form: Form, text: &str, region: Span) -> Self {
        let pattern = match form {
            Form::Award => &forms.pattern.contract_number,
            Form::Transmittal | Form::Release => &forms.pattern.transmittal_reference,
        };
        let found = pattern.find_iter(region.of(text)).map(|found| Span::new(found.start(), found.end()).shift(region.start)).collect();
        Self { form, found }
    }

    /// Puts into a claim the numbers that it is known by.
    ///
    /// An award has those of all its contracts. A notice has one of its own, which stands first; what it retells of an older one has the
    /// number that its own sentence gives.
    pub(super) fn put(&self, text: &str, claim: &mut Claim) {
        if !matches!(claim.kind, Kind::Transfer | Kind::Facility) {
            return;
        }
        let all = self.found.iter().copied();
        let own: Vec<Span> = match self.form {
            Form::Award => all.collect(),
            Form::Transmittal | Form::Release => {
                let within = all.clone().find(|at| claim.evidence.contains(*at));
                within.or_else(|| all.clone().next()).into_iter().collect()
            }
        };
        for at in own {
            let words = at.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
            let inferred = !claim.evidence.contains(at);
            claim.slots.push(Slot::References, Stated { value: Value::Text(words), at, inferred });
        }
    }
}
