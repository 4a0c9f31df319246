//! Signs of claims and whether they were right in, the weights of a logistic regression out.

use materiel_extract::claim::confidence::weights::Model;

/// A claim's signs, and whether it was right.
#[derive(Clone, Debug)]
pub(super) struct Example {
    pub(super) signs: Vec<f64>,
    pub(super) right: bool,
}

/// The penalties on the square of a weight that are tried.
const PENALTIES: [f64; 6] = [0.3, 1.0, 3.0, 10.0, 30.0, 100.0];
const INNER_FOLDS: usize = 5;
const STEPS: usize = 30;

/// The weights for some claims, with the penalty under which claims that were kept back were told best. `folds` says for each claim which
/// document it is of, so that no document is both learnt from and judged.
pub(super) fn fit(examples: &[Example], documents: &[usize]) -> (Model, f64) {
    let loss = |penalty: f64| -> f64 {
        (0..INNER_FOLDS)
            .map(|fold| {
                let (kept, learnt): (Vec<_>, Vec<_>) =
                    examples.iter().zip(documents).partition(|(_, document)| *document % INNER_FOLDS == fold);
                let learnt: Vec<&Example> = learnt.into_iter().map(|(example, _)| example).collect();
                let model = newton(&learnt, penalty);
                kept.into_iter().map(|(example, _)| log_loss(model.probability(&example.signs), example.right)).sum::<f64>()
            })
            .sum()
    };
    let penalty =
        PENALTIES.into_iter().map(|penalty| (loss(penalty), penalty)).min_by(|a, b| a.0.total_cmp(&b.0)).map_or(1.0, |best| best.1);
    (newton(&examples.iter().collect::<Vec<_>>(), penalty), penalty)
}

/// How badly a probability told what was so.
pub(super) fn log_loss(probability: f64, right: bool) -> f64 {
    let told = if right { probability } else { 1.0 - probability };
    -told.max(1e-9).ln()
}

/// Newton's method on the penalised likelihood. One right and one wrong claim with average signs stand beside the others, so that a group
/// in which everything was right is not believed for ever.
fn newton(examples: &[&Example], penalty: f64) -> Model {
    let width = examples.first().map_or(0, |example| example.signs.len());
    let mut mean = vec![0.0; width];
    for example in examples {
        mean.iter_mut().zip(&example.signs).for_each(|(sum, sign)| *sum += sign / count(examples.len()));
    }
    let extra = [Example { signs: mean.clone(), right: true }, Example { signs: mean, right: false }];
    let rows: Vec<&Example> = examples.iter().copied().chain(&extra).collect();
    // The first weight is that of the start, which bears no penalty.
    let mut weights = vec![0.0; width + 1];
    for _ in 0..STEPS {
        let mut slope = vec![0.0; width + 1];
        let mut bend = vec![vec![0.0; width + 1]; width + 1];
        for row in &rows {
            let signs: Vec<f64> = std::iter::once(1.0).chain(row.signs.iter().copied()).collect();
            let sum: f64 = weights.iter().zip(&signs).map(|(weight, sign)| weight * sign).sum();
            let probability = 1.0 / (1.0 + (-sum).exp());
            let off = f64::from(row.right) - probability;
            let sure = (probability * (1.0 - probability)).max(1e-6);
            for (one, sign) in signs.iter().enumerate().filter(|(_, sign)| **sign != 0.0) {
                slope[one] += off * sign;
                for (two, other) in signs.iter().enumerate().take(one + 1) {
                    bend[one][two] += sure * sign * other;
                }
            }
        }
        for one in 1..=width {
            slope[one] -= penalty * weights[one];
            bend[one][one] += penalty;
        }
        bend[0][0] += 1e-9;
        let step = solved(bend, slope);
        weights.iter_mut().zip(&step).for_each(|(weight, change)| *weight += change.clamp(-4.0, 4.0));
        if step.iter().all(|change| change.abs() < 1e-9) {
            break;
        }
    }
    Model { start: weights[0], weights: weights[1..].to_vec() }
}

/// Solves a symmetric positive system, of which the lower half is given, by Cholesky's method.
fn solved(mut lower: Vec<Vec<f64>>, mut side: Vec<f64>) -> Vec<f64> {
    let size = side.len();
    for row in 0..size {
        for column in 0..=row {
            let dot: f64 = (0..column).map(|k| lower[row][k] * lower[column][k]).sum();
            let rest = lower[row][column] - dot;
            lower[row][column] = if row == column { rest.max(1e-12).sqrt() } else { rest / lower[column][column] };
        }
    }
    for row in 0..size {
        let dot: f64 = (0..row).map(|k| lower[row][k] * side[k]).sum();
        side[row] = (side[row] - dot) / lower[row][row];
    }
    for row in (0..size).rev() {
        let dot: f64 = (row + 1..size).map(|k| lower[k][row] * side[k]).sum();
        side[row] = (side[row] - dot) / lower[row][row];
    }
    side
}

/// A number of things, for dividing by it.
pub(super) fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odds_of_a_sign_are_learnt() {
        // With the sign 90 of 100 are right, without it 20 of 100.
        let of = |sign: f64, right: usize| (0..100).map(move |at| Example { signs: vec![sign], right: at < right });
        let examples: Vec<Example> = of(1.0, 90).chain(of(0.0, 20)).collect();
        let documents: Vec<usize> = (0..examples.len()).collect();
        let (model, _) = fit(&examples, &documents);
        assert!((model.probability(&[1.0]) - 0.9).abs() < 0.02, "{model:?}");
        assert!((model.probability(&[0.0]) - 0.2).abs() < 0.02, "{model:?}");
    }

    #[test]
    fn where_everything_was_right_something_is_left_open() {
        let examples = vec![Example { signs: vec![1.0, 0.0], right: true }; 50];
        let (model, _) = fit(&examples, &(0..50).collect::<Vec<_>>());
        let sure = model.probability(&[1.0, 0.0]);
        assert!((0.95..0.999).contains(&sure), "{sure}");
    }
}
