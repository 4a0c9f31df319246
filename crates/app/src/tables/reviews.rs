//! `knowledge/reviews.toml` in, how long legislatures review notices out.

use jiff::civil::Date;
use materiel_extract::knowledge::Files;
use materiel_model::{PartialDate, PartyId};
use materiel_register::view::ReviewPeriod;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    review: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    supplier: String,
    days: i64,
    source: String,
    #[serde(default)]
    recipients: Vec<RawRecipient>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRecipient {
    id: String,
    since: Option<PartialDate>,
}

/// The periods in the order of the files, and what is wrong in them.
pub(crate) fn reviews(files: &Files) -> (Vec<ReviewPeriod>, Vec<String>) {
    let (files, mut wrong) = super::read::<File>(files, "reviews");
    let mut out = Vec::new();
    for (path, raw) in files.into_iter().flat_map(|(path, file)| file.review.into_iter().map(move |raw| (path.clone(), raw))) {
        let strange = std::iter::once(&raw.supplier).chain(raw.recipients.iter().map(|one| &one.id)).find(|id| PartyId::new(id).is_none());
        if let Some(id) = strange {
            wrong.push(format!("{path}: `{id}` is no id of a state or body: write the ISO 3166-1 code in capitals, or NATO, EU, UN"));
        } else if !(1..=3660).contains(&raw.days) {
            wrong.push(format!("{path}: a review of {} days is none", raw.days));
        } else {
            let since = |one: RawRecipient| (one.id, one.since.map(PartialDate::first_day));
            let recipients: Vec<(String, Option<Date>)> = raw.recipients.into_iter().map(since).collect();
            out.push(ReviewPeriod { supplier: raw.supplier, recipients, days: raw.days, source: raw.source });
        }
    }
    (out, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn us_notices_are_reviewed_for_15_days_or_30() {
        let (periods, wrong) = reviews(Files::embedded());
        assert!(wrong.is_empty(), "{wrong:?}");
        let days = |id: &str| {
            periods.iter().find(|one| one.recipients.is_empty() || one.recipients.iter().any(|(other, _)| other == id)).unwrap().days
        };
        for (id, expected) in
            [("AU", 15), ("IL", 15), ("JP", 15), ("KR", 15), ("NZ", 15), ("NATO", 15), ("GB", 15), ("TW", 30), ("SA", 30), ("XK", 30)]
        {
            assert_eq!(days(id), expected, "{id}");
        }
        let members = periods[0].recipients.iter().filter(|(id, _)| !["NATO", "AU", "IL", "JP", "KR", "NZ"].contains(&id.as_str())).count();
        // Thirty-two, of which one is the supplier.
        assert_eq!(members, 31);
    }
}
