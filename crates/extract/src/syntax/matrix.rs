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

/// Bytes of the widest register, and of what the machine takes from memory at a time.
const LINE: usize = 64;

/// Weights of a linear layer, in panels of [`PANEL`] columns; columns beyond the last are zero.
pub(super) struct Matrix {
    inputs: usize,
    panels: Vec<f32>,
    /// So many numbers stand before the first panel, for it to begin where a line of memory does.
    before: usize,
    bias: Vec<f32>,
}

impl Matrix {
    /// From weights that hold a row of `inputs` numbers for each output, and a bias for each output.
    pub(super) fn new(inputs: usize, weights: &[f32], bias: &[f32]) -> Self {
        let width = (weights.len() / inputs).next_multiple_of(PANEL);
        let mut panels = vec![0.0; inputs * width + LINE / size_of::<f32>()];
        let before = panels.as_ptr().align_offset(LINE).min(LINE / size_of::<f32>());
        for (output, row) in weights.chunks_exact(inputs).enumerate() {
            let panel = before + output / PANEL * PANEL * inputs;
            for (input, &weight) in row.iter().enumerate() {
                panels[panel + input * PANEL + output % PANEL] = weight;
            }
        }
        let mut padded = bias.to_vec();
        padded.resize(width, 0.0);
        Self { inputs, panels, before, bias: padded }
    }

    /// How many numbers a row of results has; a multiple of the panel's width, the last ones zero.
    pub(super) fn width(&self) -> usize {
        self.bias.len()
    }

    /// Sets `out` to one row of results for each of `starts`; the row is of the numbers of `rows` from there on, so that rows may overlap, as
    /// the windows of neighbouring words do.
    pub(super) fn apply(&self, arch: Arch, rows: &[f32], starts: &[usize], out: &mut Vec<f32>) {
        // Every number is written, whatever stood there.
        out.resize(starts.len() * self.width(), 0.0);
        arch.dispatch(Product { matrix: self, rows, starts, most: most_rows(arch), out });
    }

    /// The same for all rows of `rows`, which follow one another.
    pub(super) fn apply_to_all(&self, arch: Arch, rows: &[f32], out: &mut Vec<f32>) {
        let starts: Vec<usize> = (0..rows.len() / self.inputs).map(|row| row * self.inputs).collect();
        self.apply(arch, rows, &starts, out);
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
    rows: &'a [f32],
    /// Where each row begins.
    starts: &'a [usize],
    /// How many rows may be worked on together.
    most: usize,
    out: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Product { matrix, rows, starts, most, out } = self;
        let width = matrix.width();
        for (index, panel) in matrix.panels[matrix.before..].chunks_exact(matrix.inputs * PANEL).enumerate() {
            let columns = index * PANEL;
            let bias = &matrix.bias[columns..columns + PANEL];
            let mut left = starts;
            let mut row = 0;
            while !left.is_empty() {
                let height = block_height(left.len(), most);
                let (here, next) = left.split_at(height);
                let out = &mut out[row * width + columns..];
                let layer = Layer { panel, bias, inputs: matrix.inputs };
                match height {
                    ROWS => block::<S, ROWS>(simd, layer, rows, here, out, width),
                    FEWER_ROWS => block::<S, FEWER_ROWS>(simd, layer, rows, here, out, width),
                    4 => block::<S, 4>(simd, layer, rows, here, out, width),
                    2 => block::<S, 2>(simd, layer, rows, here, out, width),
                    _ => block::<S, 1>(simd, layer, rows, here, out, width),
                }
                row += height;
                left = next;
            }
        }
    }
}

/// A panel's weights.
#[derive(Clone, Copy)]
struct Layer<'a> {
    panel: &'a [f32],
    bias: &'a [f32],
    inputs: usize,
}

/// One panel's results for `N` rows. Each result starts at zero, adds its products in the order of the inputs, then the bias.
#[inline(always)]
fn block<S: Simd, const N: usize>(simd: S, layer: Layer<'_>, rows: &[f32], starts: &[usize], out: &mut [f32], width: usize) {
    let inputs = layer.inputs;
    let rows: [&[f32]; N] = std::array::from_fn(|row| &rows[starts[row]..][..inputs]);
    let (panel, _) = S::as_simd_f32s(layer.panel);
    let (bias, _) = S::as_simd_f32s(layer.bias);
    let registers = PANEL / S::F32_LANES;
    for first in (0..registers).step_by(TOGETHER) {
        let mut sums = [[simd.splat_f32s(0.0); TOGETHER]; N];
        for (input, weights) in (0..inputs).zip(panel.chunks_exact(registers)) {
            let weights: [S::f32s; TOGETHER] = std::array::from_fn(|register| weights[first + register]);
            for (sums, row) in sums.iter_mut().zip(&rows) {
                let value = simd.splat_f32s(row[input]);
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
            let starts: Vec<usize> = (0..rows).map(|row| row * step).collect();
            matrix.apply(arch, &values, &starts, &mut out);
            for (index, row) in out.chunks_exact(matrix.width()).enumerate() {
                assert_eq!(row[..outputs], plain(&weights, &bias, &values[index * step..][..inputs]));
            }
        }
    }
}
