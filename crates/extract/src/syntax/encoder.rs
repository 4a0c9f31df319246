//! The keys of some sentences' tokens in, a vector for each token out: hashed embeddings, a mixing layer, four windowed layers.
//!
//! What the first two of these layers make of a word does not depend on the words around it but for a sum, so it is kept for the words that
//! come again ([`Words`]).

use super::ModelError;
use super::feature::{Keys, rows};
use super::matrix::{Matrix, Reach, add};
use super::tensor::Tensors;
use super::words::{Desk, Words};
use pulp::{Arch, NullaryFnOnce};

/// The length of a token's vector.
pub(super) const WIDTH: usize = 96;
/// Each number of a layer is the greatest of so many.
const PIECES: usize = 3;
pub(super) const MIXED: usize = WIDTH * PIECES;
const LAYERS: usize = 4;
/// The tables, in the order of [`Keys`]; the sixth says whether a token is white space, which none of ours is.
const TABLES: [&str; 6] = ["norm", "prefix", "suffix", "shape", "space", "blank"];

/// The shared layers of the model.
pub(super) struct Encoder {
    tables: Vec<Table>,
    /// What the mixing layer adds for every token: its bias, and its part of the table for white space.
    base: Vec<f32>,
    /// What a token adds to the first windowed layer's sums for the token behind it, for itself, and for the token before it.
    first: Matrix,
    first_bias: Vec<f32>,
    /// The first windowed layer's row where neither the token nor its neighbours are there.
    blank: Vec<f32>,
    norms: Vec<Norm>,
    /// The other windowed layers.
    windows: Vec<Matrix>,
    reach: Reach,
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
            Matrix::new(WIDTH, &part, &[], Reach::of(WIDTH, &table.values)).apply_to_all(arch, &table.values, &mut mixed);
            tables.push(Table { seed, rows: mixed });
        }
        if let Some(blank) = tables.pop() {
            blank.add(0, &mut base);
        }
        let mut norms = Vec::new();
        let mut layers = Vec::new();
        for layer in 0..=LAYERS {
            norms.push(Norm {
                gain: tensors.values(&format!("layer.{layer}.gain"), &[WIDTH])?,
                shift: tensors.values(&format!("layer.{layer}.shift"), &[WIDTH])?,
            });
            if layer > 0 {
                let weights = tensors.values(&format!("layer.{layer}.weight"), &[PIECES, WIDTH, 3 * WIDTH])?;
                layers.push((weights, tensors.values(&format!("layer.{layer}.bias"), &[PIECES, WIDTH])?));
            }
        }
        let (weights, first_bias) = layers.remove(0);
        let parts = (0..3).flat_map(|part| weights.chunks_exact(3 * WIDTH).flat_map(move |row| &row[part * WIDTH..(part + 1) * WIDTH]));
        // What goes into a layer is what went into the one before and what that made of it.
        let reaches: Vec<Reach> = norms
            .iter()
            .scan(Reach { number: 0.0, row: 0.0 }, |so_far, norm| {
                let more = norm.reach();
                *so_far = Reach { number: so_far.number + more.number, row: so_far.row + more.row };
                Some(*so_far)
            })
            .collect();
        let first = Matrix::new(WIDTH, &parts.copied().collect::<Vec<f32>>(), &[], reaches[0]);
        let mut blank = vec![0.0; WIDTH];
        norms[1].greatest(&first_bias, &mut blank);
        let window = |((weights, bias), reach): (&(Vec<f32>, Vec<f32>), &Reach)| {
            Matrix::new(3 * WIDTH, weights, bias, Reach { number: reach.number, row: reach.row * 3.0f32.sqrt() })
        };
        let windows = layers.iter().zip(&reaches[1..]).map(window).collect();
        Ok(Self { tables, base, first, first_bias, blank, norms, windows, reach: reaches[LAYERS] })
    }

    /// How far the vectors reach.
    pub(super) fn reach(&self) -> Reach {
        self.reach
    }

    /// A vector of [`WIDTH`] numbers for each token of sentences of these lengths, which follow one another. The desk may have them back as room for others.
    pub(super) fn encode(&self, arch: Arch, desk: &mut Desk, keys: &[Keys], lengths: &[usize]) -> Vec<f32> {
        // The model was trained with four empty rows around a text, and they change from layer to layer as tokens do. A layer sees one
        // row to each side, so a layer needs one row less of them than the layer before it, and the last needs none.
        let around = LAYERS - 1;
        let Desk { words, sums, values, .. } = desk;
        let mut values = std::mem::take(values);
        let places = words.places(keys, |missing, rows| self.work_out(arch, missing, rows));
        // Every number is written, whatever stood there.
        values.resize((keys.len() + 2 * around * lengths.len()) * WIDTH, 0.0);
        arch.dispatch(First { encoder: self, words, places: &places, lengths, out: &mut values });
        let mut starts = Vec::with_capacity(values.len() / WIDTH);
        for (layer, (window, norm)) in self.windows.iter().zip(&self.norms[2..]).enumerate() {
            starts.clear();
            let mut next = 0;
            for length in lengths {
                let rows = length + 2 * (around - layer);
                starts.extend((next..next + rows - 2).map(|row| row * WIDTH));
                next += rows;
            }
            window.apply(arch, &values, &starts, sums);
            arch.dispatch(Change { norm, sums, starts: &starts, values: &mut values });
            values.truncate(starts.len() * WIDTH);
        }
        values
    }

    /// A row of the first windowed layer from its sums and its own word, if it has one.
    #[inline(always)]
    fn first_row(&self, sums: &[f32; MIXED], own: Option<&[f32]>, out: Option<&mut [f32]>) {
        let Some(out) = out else { return };
        self.norms[1].greatest(sums, out);
        if let Some(own) = own {
            add(out, &own[..WIDTH]);
        }
    }

    /// The vector of each of these tokens by itself, and its part of the first windowed layer's sums, one behind the other.
    fn work_out(&self, arch: Arch, keys: &[Keys], rows: &mut Vec<f32>) {
        let mut vectors = vec![0.0; keys.len() * WIDTH];
        arch.dispatch(Mix { encoder: self, keys, out: &mut vectors });
        let mut parts = Vec::new();
        self.first.apply_to_all(arch, &vectors, &mut parts);
        for (vector, parts) in vectors.chunks_exact(WIDTH).zip(parts.chunks_exact(3 * MIXED)) {
            rows.extend_from_slice(vector);
            rows.extend_from_slice(parts);
        }
    }
}

/// The first windowed layer: for each sentence three rows more on either side than it has tokens.
struct First<'a> {
    encoder: &'a Encoder,
    words: &'a Words,
    places: &'a [usize],
    lengths: &'a [usize],
    out: &'a mut [f32],
}

impl NullaryFnOnce for First<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let First { encoder, words, mut places, lengths, out } = self;
        let mut out = out.chunks_exact_mut(WIDTH);
        let around = LAYERS - 1;
        // The sums of the rows before, at and behind a word: all that it adds lies together and is read at once.
        let mut sums = [[0.0; MIXED]; 3];
        for length in lengths {
            let (sentence, rest) = places.split_at(*length);
            places = rest;
            let beyond = if sentence.is_empty() { 2 * around } else { around - 1 };
            out.by_ref().take(beyond).for_each(|out| out.copy_from_slice(&encoder.blank));
            let [mut before, mut here, mut behind] = [0, 1, 2];
            sums[before].copy_from_slice(&encoder.first_bias);
            sums[here].copy_from_slice(&encoder.first_bias);
            let mut own: Option<&[f32]> = None;
            for place in sentence {
                let word = words.row(*place);
                let part = |part: usize| &word[WIDTH + part * MIXED..WIDTH + (part + 1) * MIXED];
                sums[behind].copy_from_slice(&encoder.first_bias);
                add(&mut sums[behind], part(0));
                add(&mut sums[here], part(1));
                add(&mut sums[before], part(2));
                encoder.first_row(&sums[before], own, out.next());
                own = Some(word);
                (before, here, behind) = (here, behind, before);
            }
            if !sentence.is_empty() {
                encoder.first_row(&sums[before], own, out.next());
                encoder.first_row(&sums[here], None, out.next());
                out.by_ref().take(beyond).for_each(|out| out.copy_from_slice(&encoder.blank));
            }
        }
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
    /// Where the window of each row began.
    starts: &'a [usize],
    values: &'a mut [f32],
}

impl NullaryFnOnce for Change<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Change { norm, sums, starts, values } = self;
        let mut changed = [0.0; WIDTH];
        for (row, (sums, start)) in sums.chunks_exact(MIXED).zip(starts).enumerate() {
            norm.greatest(sums, &mut changed);
            // The row, the second of its window, moves to the front, since a sentence has two rows less now; the old values are read no more.
            let (front, own) = values.split_at_mut(start + WIDTH);
            for ((out, own), changed) in front[row * WIDTH..(row + 1) * WIDTH].iter_mut().zip(&own[..WIDTH]).zip(&changed) {
                *out = own + changed;
            }
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
    /// How far its rows reach: before gain and shift a row has the length of the root of [`WIDTH`].
    fn reach(&self) -> Reach {
        let root = (WIDTH as f32).sqrt();
        let gain = self.gain.iter().fold(0.0, |most: f32, gain| most.max(gain.abs()));
        let numbers = self.gain.iter().zip(&self.shift).map(|(gain, shift)| root * gain.abs() + shift.abs());
        let shift = self.shift.iter().map(|shift| shift * shift).sum::<f32>().sqrt();
        Reach { number: numbers.fold(0.0, f32::max), row: root * gain + shift }
    }

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
