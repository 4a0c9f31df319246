//! Rows of numbers and a matrix of weights in, their products out; the same to the last bit on every machine.
//!
//! Numbers and weights are made whole numbers of sixteen bits and their products are summed in thirty-two, which no order and no width of the
//! machine's registers changes: a claim must not depend on which machine of a cluster read the document. It takes little more than half the time
//! that sums of floating-point numbers take. No sum can be too large, since it is known how far the rows reach ([`Reach`]). The weights lie in panels of
//! columns, as the loops want them. `rten-gemm`, with eight bits and faster still, was the other candidate; it works on threads of its own.

use pulp::{Arch, NullaryFnOnce};

/// Columns of a panel.
const PANEL: usize = 32;
/// Columns of a line.
const WIDE: usize = LINE / 2;
/// Weights of a line of memory, as much as the machine takes at a time: those of two inputs, one behind the other, for each of its columns.
const LINE: usize = 32;
/// Lines of a panel for each two inputs.
const LINES: usize = PANEL / WIDE;
/// The greatest whole number that inputs and weights are made.
const MOST: f32 = i16::MAX as f32;
/// The greatest sum, with some room for what rounding adds.
const MOST_SUM: f32 = i32::MAX as f32 * 0.98;

/// How far the rows that a matrix is applied to reach, at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// The greatest number in them.
    pub(super) number: f32,
    /// The length of a row: the root of the sum of its squares.
    pub(super) row: f32,
}

impl Reach {
    /// That of these rows.
    pub(super) fn of(inputs: usize, rows: &[f32]) -> Self {
        let number = rows.iter().fold(0.0, |most: f32, value| most.max(value.abs()));
        Self { number, row: rows.chunks_exact(inputs).map(length).fold(0.0, f32::max) }
    }
}

fn length(row: &[f32]) -> f32 {
    row.iter().map(|value| value * value).sum::<f32>().sqrt()
}

/// Weights of a linear layer, in panels of [`PANEL`] columns; columns beyond the last are zero.
pub(super) struct Matrix {
    inputs: usize,
    lines: Vec<Line>,
    /// What inputs are multiplied by to become whole numbers: a power of two.
    scale: f32,
    /// What each column's sum is multiplied by to become a number again.
    scales: Vec<f32>,
    bias: Vec<f32>,
    /// How far the results reach.
    reach: Reach,
}

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([i16; LINE]);

impl Matrix {
    /// From weights that hold a row of `inputs` numbers, an even count, for each output, and a bias for each output.
    pub(super) fn new(inputs: usize, weights: &[f32], bias: &[f32], reach: Reach) -> Self {
        let width = (weights.len() / inputs).next_multiple_of(PANEL);
        let mut scale = 1.0;
        while scale * 2.0 * reach.number <= MOST && scale < MOST {
            scale *= 2.0;
        }
        let pairs = inputs / 2;
        let mut lines = vec![Line([0; LINE]); width / WIDE * pairs];
        let mut scales = vec![0.0; width];
        let mut most = Reach { number: 0.0, row: 0.0 };
        let mut padded = bias.to_vec();
        padded.resize(width, 0.0);
        for (output, row) in weights.chunks_exact(inputs).enumerate() {
            let length = length(row);
            let greatest = row.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
            let whole = (MOST / greatest).min(MOST_SUM / (scale * reach.row * length).max(1.0));
            scales[output] = 1.0 / (scale * whole);
            let panel = output / PANEL * pairs * LINES;
            let (line, column) = (output % PANEL / WIDE, output % WIDE);
            for (pair, weights) in row.as_chunks::<2>().0.iter().enumerate() {
                let line = &mut lines[panel + pair * LINES + line].0;
                for (place, weight) in weights.iter().enumerate() {
                    line[column * 2 + place] = (weight * whole).round() as i16;
                }
            }
            let result = length * reach.row + padded[output].abs();
            most = Reach { number: most.number.max(result), row: most.row.hypot(result) };
        }
        Self { inputs, lines, scale, scales, bias: padded, reach: most }
    }

    /// How many numbers a row of results has; a multiple of the panel's width, the last ones zero.
    pub(super) fn width(&self) -> usize {
        self.bias.len()
    }

    /// How far rows of results reach.
    pub(super) fn reach(&self) -> Reach {
        self.reach
    }

    /// Sets `out` to one row of results for each of `starts`; the row is of the numbers of `rows` from there on, so that rows may overlap, as
    /// the windows of neighbouring words do.
    pub(super) fn apply(&self, arch: Arch, rows: &[f32], starts: &[usize], out: &mut Vec<f32>) {
        // Every number is written, whatever stood there.
        out.resize(starts.len() * self.width(), 0.0);
        let mut whole = vec![0; rows.len()];
        arch.dispatch(Wholes { rows, scale: self.scale, out: &mut whole });
        let product = Product { matrix: self, rows: &whole, starts, out };
        match arch {
            #[cfg(target_arch = "x86_64")]
            Arch::V4(simd) => arch.dispatch(On { lanes: simd, product }),
            #[cfg(target_arch = "x86_64")]
            Arch::V3(simd) => arch.dispatch(On { lanes: simd, product }),
            _ => arch.dispatch(On { lanes: Plain, product }),
        }
    }

    /// The same for all rows of `rows`, which follow one another.
    pub(super) fn apply_to_all(&self, arch: Arch, rows: &[f32], out: &mut Vec<f32>) {
        let starts: Vec<usize> = (0..rows.len() / self.inputs).map(|row| row * self.inputs).collect();
        self.apply(arch, rows, &starts, out);
    }
}

/// Makes numbers whole.
struct Wholes<'a> {
    rows: &'a [f32],
    scale: f32,
    out: &'a mut [i16],
}

impl NullaryFnOnce for Wholes<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        // A number that is added to this loses what comes behind the point, and its last bits are then those of the whole number.
        const POINT: f32 = 1.5 * (1u32 << 23) as f32;
        for (whole, value) in self.out.iter_mut().zip(self.rows) {
            *whole = (value * self.scale + POINT).to_bits() as i16;
        }
    }
}

/// What a machine sums with.
trait Lanes: Copy {
    /// A register of sums.
    type Sums: Copy;
    /// A register of results.
    type Numbers: Copy;
    /// A register of inputs or weights, two for each sum.
    type Pairs: Copy;
    /// How many sums a register has.
    const WIDTH: usize;
    /// How many rows are worked on together: as many as there are registers for, with two for each.
    const ROWS: usize;

    fn zero(self) -> Self::Sums;

    /// The same two inputs for all sums.
    fn splat(self, inputs: [i16; 2]) -> Self::Pairs;

    /// The weights of the register's columns, which are part `part` of a line.
    fn weights(self, line: &Line, part: usize) -> Self::Pairs;

    fn add(self, sums: Self::Sums, inputs: Self::Pairs, weights: Self::Pairs) -> Self::Sums;

    /// Numbers for the register's columns.
    fn numbers(self, numbers: &[f32]) -> Self::Numbers;

    /// Sets `out` to the sums as numbers, each times its scale and more by its bias.
    fn store(self, sums: Self::Sums, measures: [Self::Numbers; 2], out: &mut [f32]);
}

#[cfg(target_arch = "x86_64")]
impl Lanes for pulp::x86::V4 {
    type Sums = pulp::i32x16;
    type Numbers = pulp::f32x16;
    type Pairs = pulp::i16x32;
    const WIDTH: usize = 16;
    const ROWS: usize = 12;

    #[inline(always)]
    fn zero(self) -> Self::Sums {
        self.splat_i32x16(0)
    }

    #[inline(always)]
    fn splat(self, inputs: [i16; 2]) -> Self::Pairs {
        pulp::cast(self.splat_i32x16(pulp::cast(inputs)))
    }

    #[inline(always)]
    fn weights(self, line: &Line, _: usize) -> Self::Pairs {
        pulp::cast(line.0)
    }

    #[inline(always)]
    fn add(self, sums: Self::Sums, inputs: Self::Pairs, weights: Self::Pairs) -> Self::Sums {
        self.wrapping_add_i32x16(sums, self.multiply_wrapping_add_adjacent_i16x32(inputs, weights))
    }

    #[inline(always)]
    fn numbers(self, numbers: &[f32]) -> Self::Numbers {
        let mut out = [0.0f32; 16];
        out.copy_from_slice(&numbers[..16]);
        pulp::cast(out)
    }

    #[inline(always)]
    fn store(self, sums: Self::Sums, [scales, bias]: [Self::Numbers; 2], out: &mut [f32]) {
        let numbers = self.mul_add_f32x16(self.convert_i32x16_to_f32x16(sums), scales, bias);
        out.copy_from_slice(&pulp::cast::<_, [f32; 16]>(numbers));
    }
}

#[cfg(target_arch = "x86_64")]
impl Lanes for pulp::x86::V3 {
    type Sums = pulp::i32x8;
    type Numbers = pulp::f32x8;
    type Pairs = pulp::i16x16;
    const WIDTH: usize = 8;
    const ROWS: usize = 6;

    #[inline(always)]
    fn zero(self) -> Self::Sums {
        self.splat_i32x8(0)
    }

    #[inline(always)]
    fn splat(self, inputs: [i16; 2]) -> Self::Pairs {
        pulp::cast(self.splat_i32x8(pulp::cast(inputs)))
    }

    #[inline(always)]
    fn weights(self, line: &Line, part: usize) -> Self::Pairs {
        pulp::cast(line.0.as_chunks::<16>().0[part])
    }

    #[inline(always)]
    fn add(self, sums: Self::Sums, inputs: Self::Pairs, weights: Self::Pairs) -> Self::Sums {
        self.wrapping_add_i32x8(sums, self.multiply_wrapping_add_adjacent_i16x16(inputs, weights))
    }

    #[inline(always)]
    fn numbers(self, numbers: &[f32]) -> Self::Numbers {
        let mut out = [0.0f32; 8];
        out.copy_from_slice(&numbers[..8]);
        pulp::cast(out)
    }

    #[inline(always)]
    fn store(self, sums: Self::Sums, [scales, bias]: [Self::Numbers; 2], out: &mut [f32]) {
        let numbers = self.mul_add_f32x8(self.convert_i32x8_to_f32x8(sums), scales, bias);
        out.copy_from_slice(&pulp::cast::<_, [f32; 8]>(numbers));
    }
}

/// Loops from which the compiler makes what it can.
#[derive(Clone, Copy)]
struct Plain;

impl Lanes for Plain {
    type Sums = [i32; WIDE];
    type Numbers = [f32; WIDE];
    type Pairs = [[i16; 2]; WIDE];
    const WIDTH: usize = WIDE;
    const ROWS: usize = 2;

    #[inline(always)]
    fn zero(self) -> Self::Sums {
        [0; WIDE]
    }

    #[inline(always)]
    fn splat(self, inputs: [i16; 2]) -> Self::Pairs {
        [inputs; WIDE]
    }

    #[inline(always)]
    fn weights(self, line: &Line, _: usize) -> Self::Pairs {
        pulp::cast(line.0)
    }

    #[inline(always)]
    fn add(self, mut sums: Self::Sums, inputs: Self::Pairs, weights: Self::Pairs) -> Self::Sums {
        for (sum, (inputs, weights)) in sums.iter_mut().zip(inputs.iter().zip(&weights)) {
            let product = |which: usize| i32::from(inputs[which]) * i32::from(weights[which]);
            *sum = sum.wrapping_add(product(0)).wrapping_add(product(1));
        }
        sums
    }

    #[inline(always)]
    fn numbers(self, numbers: &[f32]) -> Self::Numbers {
        let mut out = [0.0; WIDE];
        out.copy_from_slice(&numbers[..WIDE]);
        out
    }

    #[inline(always)]
    fn store(self, sums: Self::Sums, [scales, bias]: [Self::Numbers; 2], out: &mut [f32]) {
        for ((out, sum), (scale, bias)) in out.iter_mut().zip(sums).zip(scales.iter().zip(bias)) {
            *out = (sum as f32).mul_add(*scale, bias);
        }
    }
}

struct Product<'a> {
    matrix: &'a Matrix,
    rows: &'a [i16],
    /// Where each row begins.
    starts: &'a [usize],
    out: &'a mut [f32],
}

struct On<'a, L> {
    lanes: L,
    product: Product<'a>,
}

impl<L: Lanes> NullaryFnOnce for On<'_, L> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let On { lanes, product: Product { matrix, rows, starts, out } } = self;
        let width = matrix.width();
        let pairs = matrix.inputs / 2;
        for (index, lines) in matrix.lines.chunks_exact(pairs * LINES).enumerate() {
            let columns = index * PANEL;
            let layer = Layer {
                lines,
                scales: &matrix.scales[columns..columns + PANEL],
                bias: &matrix.bias[columns..columns + PANEL],
                inputs: matrix.inputs,
            };
            let mut left = starts;
            let mut row = 0;
            while !left.is_empty() {
                let height = match left.len() {
                    12.. if L::ROWS == 12 => 12,
                    6.. if L::ROWS >= 6 => 6,
                    4.. if L::ROWS >= 4 => 4,
                    2.. => 2,
                    _ => 1,
                };
                let (here, next) = left.split_at(height);
                let out = &mut out[row * width + columns..];
                match height {
                    12 => block::<L, 12>(lanes, layer, rows, here, out, width),
                    6 => block::<L, 6>(lanes, layer, rows, here, out, width),
                    4 => block::<L, 4>(lanes, layer, rows, here, out, width),
                    2 => block::<L, 2>(lanes, layer, rows, here, out, width),
                    _ => block::<L, 1>(lanes, layer, rows, here, out, width),
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
    lines: &'a [Line],
    scales: &'a [f32],
    bias: &'a [f32],
    inputs: usize,
}

/// One panel's results for `N` rows.
#[inline(always)]
fn block<L: Lanes, const N: usize>(lanes: L, layer: Layer<'_>, rows: &[i16], starts: &[usize], out: &mut [f32], width: usize) {
    let lines = layer.lines.as_chunks::<LINES>().0;
    let mut inputs: [&[[i16; 2]]; N] = [&[]; N];
    for (inputs, start) in inputs.iter_mut().zip(starts) {
        *inputs = &rows[*start..][..layer.inputs].as_chunks::<2>().0[..lines.len()];
    }
    // Two registers at a time, of the same line where it has two.
    for column in (0..PANEL).step_by(2 * L::WIDTH) {
        let mut sums = [[lanes.zero(); 2]; N];
        for (pair, lines) in lines.iter().enumerate() {
            let first = lanes.weights(&lines[column / WIDE], column % WIDE / L::WIDTH);
            let second = lanes.weights(&lines[(column + L::WIDTH) / WIDE], (column + L::WIDTH) % WIDE / L::WIDTH);
            for (sums, inputs) in sums.iter_mut().zip(&inputs) {
                let inputs = lanes.splat(inputs[pair]);
                sums[0] = lanes.add(sums[0], inputs, first);
                sums[1] = lanes.add(sums[1], inputs, second);
            }
        }
        let next = column + L::WIDTH;
        let first_measures = [lanes.numbers(&layer.scales[column..]), lanes.numbers(&layer.bias[column..])];
        let second_measures = [lanes.numbers(&layer.scales[next..]), lanes.numbers(&layer.bias[next..])];
        for (row, sums) in sums.iter().enumerate() {
            let out = &mut out[row * width + column..][..2 * L::WIDTH];
            lanes.store(sums[0], first_measures, &mut out[..L::WIDTH]);
            lanes.store(sums[1], second_measures, &mut out[L::WIDTH..]);
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

/// So many scores are compared at a time.
const LANES: usize = 16;

/// Where the greatest score stands, the first of several; to each score its number of `added` is added first, and where all are minus infinity then, none is
/// the greatest. There are as many of both, a multiple of sixteen.
#[inline(always)]
pub(super) fn greatest(scores: &[f32], added: &[f32]) -> Option<usize> {
    // In lanes, each with its own greatest score, which is several times as fast as one after the other.
    let chunks = || scores.as_chunks::<LANES>().0.iter().zip(added.as_chunks::<LANES>().0);
    let mut most = [f32::NEG_INFINITY; LANES];
    for (scores, added) in chunks() {
        for (most, (score, added)) in most.iter_mut().zip(scores.iter().zip(added)) {
            let score = score + added;
            *most = if score > *most { score } else { *most };
        }
    }
    let most = most.iter().fold(f32::NEG_INFINITY, |most, &score| if score > most { score } else { most });
    let mut first = [u32::MAX; LANES];
    for (chunk, (scores, added)) in (0..).step_by(LANES).zip(chunks()) {
        for (lane, (first, (score, added))) in (0..).zip(first.iter_mut().zip(scores.iter().zip(added))) {
            let place = if score + added == most { chunk + lane } else { u32::MAX };
            *first = (*first).min(place);
        }
    }
    let first = first.iter().fold(u32::MAX, |first, &place| first.min(place));
    (most > f32::NEG_INFINITY).then_some(first as usize)
}

#[cfg(test)]
mod tests {
    use super::{Matrix, Reach, greatest};
    use pulp::Arch;

    /// The sums of one row, as they would be of numbers that are not made whole.
    fn plain(weights: &[f32], bias: &[f32], row: &[f32]) -> Vec<f64> {
        let sum = |weights: &[f32]| weights.iter().zip(row).map(|(weight, value)| f64::from(*weight) * f64::from(*value)).sum::<f64>();
        weights.chunks_exact(row.len()).zip(bias).map(|(weights, bias)| sum(weights) + f64::from(*bias)).collect()
    }

    fn number(index: usize) -> f32 {
        ((index * 7919 % 1009) as f32 - 504.0) / 311.0
    }

    #[test]
    fn every_machine_gives_the_same_bits() {
        let (inputs, outputs, rows, step) = (38, 50, 12 + 6 + 4 + 2 + 1, 6);
        let weights: Vec<f32> = (0..inputs * outputs).map(number).collect();
        let bias: Vec<f32> = (0..outputs).map(|index| number(index + 5)).collect();
        let values: Vec<f32> = (0..rows * step + inputs).map(|index| number(index * 3 + 1)).collect();
        let starts: Vec<usize> = (0..rows).map(|row| row * step).collect();
        let matrix = Matrix::new(inputs, &weights, &bias, Reach { number: 2.0, row: 12.0 });
        let on = |arch| {
            let mut out = Vec::new();
            matrix.apply(arch, &values, &starts, &mut out);
            out
        };
        let scalar = on(Arch::Scalar);
        for (index, row) in scalar.chunks_exact(matrix.width()).enumerate() {
            let wanted = plain(&weights, &bias, &values[index * step..][..inputs]);
            assert!(row.iter().zip(&wanted).all(|(ours, wanted)| (f64::from(*ours) - wanted).abs() < 5e-3), "{row:?} {wanted:?}");
        }
        assert_eq!(on(Arch::new()), scalar);
        #[cfg(target_arch = "x86_64")]
        if let Some(simd) = pulp::x86::V3::try_new() {
            assert_eq!(on(Arch::V3(simd)), scalar);
        }
    }

    #[test]
    fn rows_that_reach_as_far_as_they_may_make_no_sum_too_large() {
        let inputs = 96;
        for (number, weight) in [(5.0, 0.3), (7.25, -2.0), (0.01, 100.0)] {
            let row = vec![number; inputs];
            let matrix = Matrix::new(inputs, &vec![weight; inputs], &[0.0], Reach::of(inputs, &row));
            let mut out = Vec::new();
            matrix.apply_to_all(Arch::new(), &row, &mut out);
            let wanted = number * weight * inputs as f32;
            assert!((out[0] / wanted - 1.0).abs() < 1e-3, "{} instead of {wanted}", out[0]);
            assert!(out[0].abs() <= matrix.reach().number * 1.001);
        }
    }

    #[test]
    fn the_greatest_is_the_first_of_several() {
        let none = f32::NEG_INFINITY;
        let mut scores = vec![-3.0; 48];
        let mut added = vec![0.0; 48];
        assert_eq!(greatest(&scores, &added), Some(0));
        (scores[20], scores[37], scores[40]) = (1.0, 1.0, 2.0);
        assert_eq!(greatest(&scores, &added), Some(40));
        added[40] = none;
        assert_eq!(greatest(&scores, &added), Some(20));
        added[20] = none;
        assert_eq!(greatest(&scores, &added), Some(37));
        assert_eq!(greatest(&scores, &[none; 48]), None);
    }
}
