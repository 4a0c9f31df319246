//! Rows of numbers and a matrix of weights in, their products out; the same to the last bit on every machine.
//!
//! Each product is summed in one order, with one rounding a step (fused), whatever the width of the machine's registers: a claim must
//! not depend on which machine of a cluster read the document. The weights lie in panels of columns, as the loops want them. `gemm` was
//! the other candidate; its only entry is `unsafe`, and it packs the weights anew for every sentence.

use pulp::{Arch, Simd, WithSimd};

/// Columns of a panel: two of the widest registers.
const PANEL: usize = 32;
/// Registers of a panel that are worked on together.
const TOGETHER: usize = 2;
/// Rows that are worked on together where there are registers for their sums, and where there are fewer.
const ROWS: usize = 12;
const FEWER_ROWS: usize = 6;

/// Weights of a linear layer, in panels of [`PANEL`] columns; columns beyond the last are zero.
pub(super) struct Matrix {
    inputs: usize,
    panels: Vec<f32>,
    bias: Vec<f32>,
}

impl Matrix {
    /// From weights that hold a row of `inputs` numbers for each output, and a bias for each output.
    pub(super) fn new(inputs: usize, weights: &[f32], bias: &[f32]) -> Self {
        let width = (weights.len() / inputs).next_multiple_of(PANEL);
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
        // Every number is written, whatever stood there.
        out.resize(count * self.width(), 0.0);
        let most = most_rows(arch);
        let mut packed = vec![0.0; count * self.inputs];
        let mut row = 0;
        while row < count {
            let height = block_height(count - row, most);
            let block = &mut packed[row * self.inputs..(row + height) * self.inputs];
            for place in 0..height {
                let values = &rows[(row + place) * step..][..self.inputs];
                for (column, value) in block.chunks_exact_mut(height).zip(values) {
                    column[place] = *value;
                }
            }
            row += height;
        }
        arch.dispatch(Product { matrix: self, packed: &packed, count, most, out });
    }
}

/// How many rows may be worked on together at most: only the widest machines have registers for all sums.
fn most_rows(arch: Arch) -> usize {
    #[cfg(target_arch = "x86_64")]
    if let Arch::V4(_) = arch {
        return ROWS;
    }
    let _ = arch;
    FEWER_ROWS
}

/// How many of the rows that are left are worked on together.
const fn block_height(left: usize, most: usize) -> usize {
    match left {
        ROWS.. if most == ROWS => ROWS,
        FEWER_ROWS.. => FEWER_ROWS,
        4.. => 4,
        2.. => 2,
        _ => 1,
    }
}

struct Product<'a> {
    matrix: &'a Matrix,
    /// The rows block by block; in a block, first the first number of each row, then the second of each.
    packed: &'a [f32],
    count: usize,
    /// How many rows may be worked on together.
    most: usize,
    out: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Product { matrix, packed, count, most, out } = self;
        let width = matrix.width();
        for (index, panel) in matrix.panels.chunks_exact(matrix.inputs * PANEL).enumerate() {
            let columns = index * PANEL;
            let bias = &matrix.bias[columns..columns + PANEL];
            let mut row = 0;
            while row < count {
                let height = block_height(count - row, most);
                let rows = &packed[row * matrix.inputs..(row + height) * matrix.inputs];
                let out = &mut out[row * width + columns..];
                match height {
                    ROWS => block::<S, ROWS>(simd, panel, bias, rows, out, width),
                    FEWER_ROWS => block::<S, FEWER_ROWS>(simd, panel, bias, rows, out, width),
                    4 => block::<S, 4>(simd, panel, bias, rows, out, width),
                    2 => block::<S, 2>(simd, panel, bias, rows, out, width),
                    _ => block::<S, 1>(simd, panel, bias, rows, out, width),
                }
                row += height;
            }
        }
    }
}

/// One panel's results for `N` rows. Each result starts at zero, adds its products in the order of the inputs, then the bias.
#[inline(always)]
fn block<S: Simd, const N: usize>(simd: S, panel: &[f32], bias: &[f32], rows: &[f32], out: &mut [f32], width: usize) {
    let (rows, _) = rows.as_chunks::<N>();
    let (panel, _) = S::as_simd_f32s(panel);
    let (bias, _) = S::as_simd_f32s(bias);
    let registers = PANEL / S::F32_LANES;
    for first in (0..registers).step_by(TOGETHER) {
        let mut sums = [[simd.splat_f32s(0.0); TOGETHER]; N];
        for (weights, values) in panel.chunks_exact(registers).zip(rows) {
            let weights: [S::f32s; TOGETHER] = std::array::from_fn(|register| weights[first + register]);
            for (sums, &value) in sums.iter_mut().zip(values) {
                let value = simd.splat_f32s(value);
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum = simd.mul_add_f32s(value, weight, *sum);
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            let (out, _) = S::as_mut_simd_f32s(&mut out[row * width..row * width + PANEL]);
            for (register, sum) in sums.iter().enumerate() {
                out[first + register] = simd.add_f32s(*sum, bias[first + register]);
            }
        }
    }
}

/// Adds `from` to `to`.
#[inline(always)]
pub(super) fn add(to: &mut [f32], from: &[f32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

#[cfg(test)]
mod tests {
    use super::Matrix;
    use pulp::Arch;

    /// The sums of one row as the type's documentation promises them, one number at a time.
    fn plain(weights: &[f32], bias: &[f32], row: &[f32]) -> Vec<f32> {
        let sum = |weights: &[f32]| weights.iter().zip(row).fold(0.0, |sum, (weight, value)| f32::mul_add(*value, *weight, sum));
        weights.chunks_exact(row.len()).zip(bias).map(|(weights, bias)| sum(weights) + bias).collect()
    }

    #[test]
    fn every_machine_gives_the_same_bits() {
        let (inputs, outputs, rows, step) = (37, 50, 12 + 6 + 4 + 2 + 1, 5);
        let number = |index: usize| ((index * 7919 % 1009) as f32 - 504.0) / 311.0;
        let weights: Vec<f32> = (0..inputs * outputs).map(number).collect();
        let bias: Vec<f32> = (0..outputs).map(|index| number(index + 5)).collect();
        let values: Vec<f32> = (0..rows * step + inputs).map(|index| number(index * 3 + 1)).collect();
        let matrix = Matrix::new(inputs, &weights, &bias);
        for arch in [Arch::new(), Arch::Scalar] {
            let mut out = Vec::new();
            matrix.apply(arch, &values, step, rows, &mut out);
            for (index, row) in out.chunks_exact(matrix.width()).enumerate() {
                assert_eq!(row[..outputs], plain(&weights, &bias, &values[index * step..][..inputs]));
            }
        }
    }
}
