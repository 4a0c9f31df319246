//! Predicted probabilities and what was so in, how far the one can be trusted for the other out.

use super::fit::{count, log_loss};

/// Claims of about the same predicted probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bin {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) claims: usize,
    /// Their mean prediction.
    pub(super) predicted: f64,
    /// How many of them were right.
    pub(super) right: usize,
}

impl Bin {
    /// The part of them that was right.
    pub(super) fn observed(&self) -> f64 {
        count(self.right) / count(self.claims)
    }
}

/// Ten bins of equal width, without the empty ones.
pub(super) fn bins(told: &[(f64, bool)]) -> Vec<Bin> {
    let place = |probability: f64| (0..9).filter(|at| probability >= f64::from(at + 1) / 10.0).count();
    (0..10u32)
        .filter_map(|at| {
            let own: Vec<&(f64, bool)> = told.iter().filter(|(probability, _)| place(*probability) == at as usize).collect();
            (!own.is_empty()).then(|| Bin {
                from: f64::from(at) / 10.0,
                to: f64::from(at + 1) / 10.0,
                claims: own.len(),
                predicted: own.iter().map(|one| one.0).sum::<f64>() / count(own.len()),
                right: own.iter().filter(|one| one.1).count(),
            })
        })
        .collect()
}

/// The expected calibration error: how far prediction and observation lie apart, on the average over all claims.
pub(super) fn calibration_error(told: &[(f64, bool)]) -> f64 {
    bins(told).iter().map(|bin| (bin.predicted - bin.observed()).abs() * count(bin.claims)).sum::<f64>() / count(told.len())
}

/// The mean logarithmic loss.
pub(super) fn loss(told: &[(f64, bool)]) -> f64 {
    told.iter().map(|(probability, right)| log_loss(*probability, *right)).sum::<f64>() / count(told.len())
}

/// How often a right claim is held for surer than a wrong one: 0.5 is chance, 1 always.
pub(super) fn ranking(told: &[(f64, bool)]) -> Option<f64> {
    let of = |wanted: bool| told.iter().filter(|one| one.1 == wanted).map(|one| one.0).collect::<Vec<f64>>();
    let (right, wrong) = (of(true), of(false));
    let won = |a: f64, b: f64| match a.total_cmp(&b) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.0,
    };
    let sum: f64 = right.iter().flat_map(|one| wrong.iter().map(move |other| won(*one, *other))).sum();
    (!right.is_empty() && !wrong.is_empty()).then(|| sum / (count(right.len()) * count(wrong.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_what_belongs_to_them() {
        let told = [(0.05, false), (0.1, false), (0.19, true), (0.85, true), (1.0, true)];
        let bins = bins(&told);
        assert_eq!(bins.iter().map(|bin| (bin.claims, bin.right)).collect::<Vec<_>>(), [(1, 0), (2, 1), (1, 1), (1, 1)]);
        let off = calibration_error(&told);
        assert!((off - (0.05 + 2.0 * (0.5 - 0.145) + 0.15) / 5.0).abs() < 1e-9, "{off}");
        assert_eq!(ranking(&told), Some(1.0));
    }
}
