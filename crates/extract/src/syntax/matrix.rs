//! Rows of numbers and a matrix of weights in, their products out; the same to the last bit on every machine.
//!
//! Each product is summed in one order, with one rounding a step (fused), whatever the width of the machine's registers: a claim must
//! not depend on which machine of a cluster read the document. The loops run eight or more numbers at a time because the weights lie in
//! panels of columns. `gemm` was the other candidate; it needs `unsafe`, and it packs the weights anew for every sentence.

use pulp::Arch;

/// Columns of a panel.
const PANEL: usize = 16;
/// Rows that are worked on together.
const ROWS: usize = 6;

/// Weights of a linear layer, in panels of [`PANEL`] columns; columns beyond the last are zero.
pub(super) struct Matrix {
    inputs: usize,
    panels: Vec<f32>,
    bias: Vec<f32>,
}

impl Matrix {
    /// From weights that hold a row of `inputs` numbers for each output, and a bias for each output.
    pub(super) fn new(inputs: usize, weights: &[f32], bias: &[f32]) -> Self {
        let outputs = weights.len() / inputs.max(1);
        let width = outputs.next_multiple_of(PANEL);
        let mut panels = vec![0.0; inputs * width];
        for (output, row) in weights.chunks_exact(inputs).enumerate() {
            let panel = output / PANEL * PANEL * inputs;
            for (input, &weight) in row.iter().enumerate() {
                panels[panel + input * PANEL + output % PANEL] = weight;
            }
        }
        let mut padded = bias.to_vec();
        padded.resize(width, 0.0);
        Self { inputs, panels, bias: padded }
    }

    /// How many numbers a row of results has; a multiple of the panel's width, the last ones zero.
    pub(super) fn width(&self) -> usize {
        self.bias.len()
    }

    /// Sets `out` to one row of results for each of `count` rows; row `r` is the `inputs` numbers of `rows` from `r * step` on, so
    /// that rows may overlap, as the windows of neighbouring words do.
    pub(super) fn apply(&self, arch: Arch, rows: &[f32], step: usize, count: usize, out: &mut Vec<f32>) {
        out.clear();
        out.resize(count * self.width(), 0.0);
        arch.dispatch(Product { matrix: self, rows, step, count, out });
    }
}

struct Product<'a> {
    matrix: &'a Matrix,
    rows: &'a [f32],
    step: usize,
    count: usize,
    out: &'a mut [f32],
}

impl pulp::NullaryFnOnce for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Product { matrix, rows, step, count, out } = self;
        let panels = matrix.panels.chunks_exact(matrix.inputs * PANEL).zip(matrix.bias.as_chunks::<PANEL>().0);
        for (index, (panel, bias)) in panels.enumerate() {
            let (panel, _) = panel.as_chunks::<PANEL>();
            let mut row = 0;
            while row < count {
                let out = &mut out[row * matrix.width() + index * PANEL..];
                let rows = &rows[row * step..];
                row += match count - row {
                    ROWS.. => block::<ROWS>(panel, bias, rows, step, out, matrix.width()),
                    4.. => block::<4>(panel, bias, rows, step, out, matrix.width()),
                    2.. => block::<2>(panel, bias, rows, step, out, matrix.width()),
                    _ => block::<1>(panel, bias, rows, step, out, matrix.width()),
                };
            }
        }
    }
}

#[inline(always)]
fn block<const N: usize>(panel: &[[f32; PANEL]], bias: &[f32; PANEL], rows: &[f32], step: usize, out: &mut [f32], width: usize) -> usize {
    let mut sums = [[0.0f32; PANEL]; N];
    let rows: [&[f32]; N] = std::array::from_fn(|row| &rows[row * step..row * step + panel.len()]);
    for (input, weights) in panel.iter().enumerate() {
        for (sum, row) in sums.iter_mut().zip(&rows) {
            let value = row[input];
            for (sum, weight) in sum.iter_mut().zip(weights) {
                *sum = value.mul_add(*weight, *sum);
            }
        }
    }
    for (row, sum) in sums.iter().enumerate() {
        for ((out, sum), bias) in out[row * width..row * width + PANEL].iter_mut().zip(sum).zip(bias) {
            *out = sum + bias;
        }
    }
    N
}

/// Adds `from` to `to`.
#[inline(always)]
pub(super) fn add(to: &mut [f32], from: &[f32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}
