//! The keys of a sentence's tokens in, a vector for each token out: hashed embeddings, a mixing layer, four windowed layers.

use super::ModelError;
use super::feature::{Keys, rows};
use super::matrix::{Matrix, add};
use super::tensor::Tensors;
use pulp::{Arch, NullaryFnOnce};

/// The length of a token's vector.
pub(super) const WIDTH: usize = 96;
/// Each number of a layer is the greatest of so many.
const PIECES: usize = 3;
const MIXED: usize = WIDTH * PIECES;
const LAYERS: usize = 4;
/// The tables, in the order of [`Keys`]; the sixth says whether a token is white space, which none of ours is.
const TABLES: [&str; 6] = ["norm", "prefix", "suffix", "shape", "space", "blank"];

/// The shared layers of the model.
pub(super) struct Encoder {
    tables: Vec<Table>,
    /// What the mixing layer adds for every token: its bias, and its part of the table for white space.
    base: Vec<f32>,
    norms: Vec<Norm>,
    windows: Vec<Matrix>,
}

/// An embedding table, already multiplied by its part of the mixing layer: a row is what the key adds to that layer's sums.
struct Table {
    seed: u32,
    rows: Vec<f32>,
}

struct Norm {
    gain: Vec<f32>,
    shift: Vec<f32>,
}

impl Encoder {
    pub(super) fn new(tensors: &mut Tensors) -> Result<Self, ModelError> {
        let arch = Arch::new();
        let mixer = tensors.values("layer.0.weight", &[PIECES, WIDTH, TABLES.len() * WIDTH])?;
        let mut base = tensors.values("layer.0.bias", &[PIECES, WIDTH])?;
        let mut tables = Vec::new();
        for (index, name) in TABLES.iter().enumerate() {
            let table = tensors.take(&format!("embed.{name}"), &[0, WIDTH])?;
            let seed = tensors.values(&format!("embed.{name}.seed"), &[1])?[0] as u32;
            let part: Vec<f32> =
                mixer.chunks_exact(TABLES.len() * WIDTH).flat_map(|row| &row[index * WIDTH..(index + 1) * WIDTH]).copied().collect();
            let mut mixed = Vec::new();
            Matrix::new(WIDTH, &part, &[]).apply(arch, &table.values, WIDTH, table.sizes[0], &mut mixed);
            tables.push(Table { seed, rows: mixed });
        }
        if let Some(blank) = tables.pop() {
            blank.add(0, &mut base);
        }
        let mut norms = Vec::new();
        let mut windows = Vec::new();
        for layer in 0..=LAYERS {
            norms.push(Norm {
                gain: tensors.values(&format!("layer.{layer}.gain"), &[WIDTH])?,
                shift: tensors.values(&format!("layer.{layer}.shift"), &[WIDTH])?,
            });
            if layer > 0 {
                let weights = tensors.values(&format!("layer.{layer}.weight"), &[PIECES, WIDTH, 3 * WIDTH])?;
                let bias = tensors.values(&format!("layer.{layer}.bias"), &[PIECES, WIDTH])?;
                windows.push(Matrix::new(3 * WIDTH, &weights, &bias));
            }
        }
        Ok(Self { tables, base, norms, windows })
    }

    /// A vector of [`WIDTH`] numbers for each token.
    pub(super) fn encode(&self, arch: Arch, keys: &[Keys]) -> Vec<f32> {
        // The model was trained with four empty rows around a text, and they change from layer to layer as tokens do. A layer sees one
        // row to each side, so a layer needs one row less of them than the layer before it, and the last needs none.
        let mut values = vec![0.0; (keys.len() + 2 * LAYERS) * WIDTH];
        arch.dispatch(Mix { encoder: self, keys, out: &mut values[LAYERS * WIDTH..] });
        let mut sums = Vec::new();
        for (window, norm) in self.windows.iter().zip(&self.norms[1..]) {
            let rows = values.len() / WIDTH - 2;
            window.apply(arch, &values, WIDTH, rows, &mut sums);
            arch.dispatch(Change { norm, sums: &sums, values: &mut values });
            values.truncate(rows * WIDTH);
        }
        values
    }
}

/// The mixing layer, for all tokens.
struct Mix<'a> {
    encoder: &'a Encoder,
    keys: &'a [Keys],
    out: &'a mut [f32],
}

impl NullaryFnOnce for Mix<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Mix { encoder, keys, out } = self;
        let mut sums = [0.0; MIXED];
        for (keys, out) in keys.iter().zip(out.chunks_exact_mut(WIDTH)) {
            sums.copy_from_slice(&encoder.base);
            for (table, &key) in encoder.tables.iter().zip(keys) {
                table.add(key, &mut sums);
            }
            encoder.norms[0].greatest(&sums, out);
        }
    }
}

/// What a windowed layer does with its sums: it changes each row, rather than making a new one.
struct Change<'a> {
    norm: &'a Norm,
    sums: &'a [f32],
    values: &'a mut [f32],
}

impl NullaryFnOnce for Change<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Change { norm, sums, values } = self;
        let mut changed = [0.0; WIDTH];
        for (row, sums) in sums.chunks_exact(MIXED).enumerate() {
            norm.greatest(sums, &mut changed);
            // The row moves one place to the front, since the layer has one row less there; the old values are read no more.
            values.copy_within((row + 1) * WIDTH..(row + 2) * WIDTH, row * WIDTH);
            add(&mut values[row * WIDTH..(row + 1) * WIDTH], &changed);
        }
    }
}

impl Table {
    #[inline(always)]
    fn add(&self, key: u64, sums: &mut [f32]) {
        for row in rows(key, self.seed, self.rows.len() / MIXED) {
            add(sums, &self.rows[row * MIXED..(row + 1) * MIXED]);
        }
    }
}

impl Norm {
    /// Takes the greatest piece of each number, then scales the row to mean 0 and variance 1, and by the layer's own measures.
    #[inline(always)]
    fn greatest(&self, pieces: &[f32], out: &mut [f32]) {
        let (a, rest) = pieces.split_at(WIDTH);
        let (b, c) = rest.split_at(WIDTH);
        for (out, ((a, b), c)) in out.iter_mut().zip(a.iter().zip(b).zip(c)) {
            let greater = if a > b { *a } else { *b };
            *out = if greater > *c { greater } else { *c };
        }
        let mean = sum(out, |value| value) / WIDTH as f32;
        let variance = sum(out, |value| (value - mean) * (value - mean)) / WIDTH as f32 + 1e-8;
        let scale = 1.0 / variance.sqrt();
        for ((out, gain), shift) in out.iter_mut().zip(&self.gain).zip(&self.shift) {
            *out = (*out - mean) * scale * gain + shift;
        }
    }
}

/// Sums in sixteen lanes, in an order that does not depend on the machine.
#[inline(always)]
fn sum(values: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0f32; 16];
    for chunk in values.as_chunks::<16>().0 {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += of(value);
        }
    }
    lanes.iter().sum()
}
