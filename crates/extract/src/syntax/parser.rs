//! A sentence's vectors in, a head and a label for each token out: greedy arc-eager transitions, scored by a small network.
//!
//! A state is a stack of tokens and the buffer of those to come. At each step the network scores every move from eight tokens of the
//! state, and the best move that is allowed is made. What each token adds in each of the eight places is worked out beforehand.

use super::ModelError;
use super::encoder::WIDTH;
use super::matrix::{Matrix, Reach, add, greatest};
use super::tensor::Tensors;
use super::words::Desk;
use pulp::{Arch as Machine, NullaryFnOnce};

const INNER: usize = 64;
const PLACES: usize = 8;
/// The numbers of the hidden layer, before the greater of each pair is taken.
const PAIRS: usize = 2 * INNER;
/// Room for the scores of all moves; a multiple of the numbers that are compared at a time.
const SCORES: usize = 112;

/// The layers of the parser, and its moves.
pub(super) struct Parser {
    inner: Matrix,
    places: Matrix,
    empty: Vec<f32>,
    bias: Vec<f32>,
    out: Vec<[f32; SCORES]>,
    out_bias: [f32; SCORES],
    moves: Vec<Move>,
    /// For each choice of kinds, a bit each in the order of [`Kind`]: what is added to the score of every move so that no other kind is the best.
    allowed: Vec<[f32; SCORES]>,
    labels: Vec<String>,
}

#[derive(Clone, Copy)]
struct Move {
    kind: Kind,
    label: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Shift,
    Reduce,
    Left,
    Right,
    Break,
}

/// An arc of a finished parse: the head, and the label as an index into [`Parser::labels`]; none for a root.
pub(super) type Arc = Option<(usize, usize)>;

impl Parser {
    /// For vectors that reach no farther than `reach`.
    pub(super) fn new(tensors: &mut Tensors, moves: &str, reach: Reach) -> Result<Self, ModelError> {
        let weights = tensors.values("parser.in.weight", &[INNER, WIDTH])?;
        let inner = Matrix::new(WIDTH, &weights, &tensors.values("parser.in.bias", &[INNER])?, reach);
        let places = Matrix::new(INNER, &tensors.values("parser.hidden.weight", &[PLACES, 2, INNER, INNER])?, &[], inner.reach());
        let weights = tensors.take("parser.out.weight", &[0, INNER])?;
        let count = weights.sizes[0];
        let bias = tensors.values("parser.out.bias", &[count])?;
        let (moves, labels) = parse_moves(moves)?;
        if !moves.is_sorted_by_key(|transition| transition.kind as usize) {
            return Err(ModelError::Name("moves in another order".to_owned()));
        }
        let added = |kinds: usize| {
            let is_allowed = |index: usize| moves.get(index).is_some_and(|transition: &Move| kinds >> transition.kind as usize & 1 == 1);
            std::array::from_fn(|index| if is_allowed(index) { 0.0 } else { f32::NEG_INFINITY })
        };
        let allowed = (0..1 << 5).map(added).collect();
        if moves.len() != count || count > SCORES {
            return Err(ModelError::Sizes { name: "parser.out.weight".to_owned(), sizes: weights.sizes });
        }
        let mut out = vec![[0.0; SCORES]; INNER];
        for (index, row) in weights.values.chunks_exact(INNER).enumerate() {
            for (column, &weight) in out.iter_mut().zip(row) {
                column[index] = weight;
            }
        }
        let mut out_bias = [0.0; SCORES];
        out_bias[..count].copy_from_slice(&bias);
        Ok(Self {
            inner,
            places,
            empty: tensors.values("parser.hidden.pad", &[PLACES, 2, INNER])?,
            bias: tensors.values("parser.hidden.bias", &[2, INNER])?,
            out,
            out_bias,
            moves,
            allowed,
            labels,
        })
    }

    /// The names of the labels; `dobj||advcl` where the token belongs to a child that has the second label.
    pub(super) fn labels(&self) -> &[String] {
        &self.labels
    }

    /// An arc for each token of each of the sentences of these lengths, whose vectors follow one another.
    pub(super) fn parse(&self, arch: Machine, desk: &mut Desk, vectors: &[f32], lengths: &[usize]) -> Vec<Vec<Arc>> {
        let Desk { inner, places, .. } = desk;
        self.inner.apply_to_all(arch, vectors, inner);
        self.places.apply_to_all(arch, inner, places);
        let mut rest = &places[..];
        let mut arcs = Vec::with_capacity(lengths.len());
        for &length in lengths {
            let (places, next) = rest.split_at(length * self.places.width());
            rest = next;
            arcs.push(arch.dispatch(Transitions { parser: self, places, length }));
        }
        arcs
    }

    #[inline(always)]
    fn scores(&self, places: &[f32], context: [Option<usize>; PLACES]) -> [f32; SCORES] {
        let mut pairs = [0.0; PAIRS];
        for (place, token) in context.iter().enumerate() {
            let row = token.map_or(&self.empty[..], |token| &places[token * PLACES * PAIRS..]);
            add(&mut pairs, &row[place * PAIRS..(place + 1) * PAIRS]);
        }
        add(&mut pairs, &self.bias);
        let (first, second) = pairs.split_at(INNER);
        let mut scores = [0.0f32; SCORES];
        for ((first, second), column) in first.iter().zip(second).zip(&self.out) {
            let value = if first > second { *first } else { *second };
            for (score, weight) in scores.iter_mut().zip(column) {
                *score = value.mul_add(*weight, *score);
            }
        }
        add(&mut scores, &self.out_bias);
        scores
    }

    /// The allowed move with the highest score; the first, of several.
    #[inline(always)]
    fn best(&self, scores: &[f32; SCORES], allowed: [bool; 5]) -> Option<Move> {
        let allowed = &self.allowed[allowed.iter().rev().fold(0, |kinds, allowed| kinds << 1 | usize::from(*allowed))];
        self.moves.get(greatest(scores, allowed)?).copied()
    }
}

/// All moves from the first to the last.
struct Transitions<'a> {
    parser: &'a Parser,
    places: &'a [f32],
    length: usize,
}

impl NullaryFnOnce for Transitions<'_> {
    type Output = Vec<Arc>;

    #[inline(always)]
    fn call(self) -> Vec<Arc> {
        let Transitions { parser, places, length } = self;
        let mut state = State::new(length);
        while !state.is_final() {
            let scores = parser.scores(places, state.context());
            match parser.best(&scores, state.allowed()) {
                Some(best) => state.make(best),
                None => break,
            }
        }
        state.arcs()
    }
}

/// `S`, `D`, `L-nsubj`, `R-prep||dobj`, `B-ROOT`: one move a line.
fn parse_moves(source: &str) -> Result<(Vec<Move>, Vec<String>), ModelError> {
    let mut labels: Vec<String> = Vec::new();
    let mut moves = Vec::new();
    for line in source.lines() {
        let (kind, label) = line.split_once('-').unwrap_or((line, ""));
        let kind = match kind {
            "S" => Kind::Shift,
            "D" => Kind::Reduce,
            "L" => Kind::Left,
            "R" => Kind::Right,
            "B" => Kind::Break,
            _ => return Err(ModelError::Name(line.to_owned())),
        };
        let label = labels.iter().position(|known| known == label).unwrap_or_else(|| {
            labels.push(label.to_owned());
            labels.len() - 1
        });
        moves.push(Move { kind, label });
    }
    Ok((moves, labels))
}

/// The stack, the buffer and the arcs so far.
struct State {
    stack: Vec<usize>,
    /// Tokens put back in front of the buffer, the first one last.
    again: Vec<usize>,
    /// The first token of the buffer that was never taken.
    next: usize,
    heads: Vec<Option<usize>>,
    /// The child to the left and to the right of each token that was attached last, as its place in `children`.
    left: Vec<Option<usize>>,
    right: Vec<Option<usize>>,
    children: Vec<Child>,
    /// Tokens that were put back and so may not be shifted again.
    unshiftable: Vec<bool>,
    starts: Vec<bool>,
}

/// A child of a token.
#[derive(Clone, Copy)]
struct Child {
    token: usize,
    label: usize,
    /// The one on the same side that was attached before it.
    before: Option<usize>,
}

impl State {
    fn new(length: usize) -> Self {
        let mut starts = vec![false; length];
        if let Some(first) = starts.first_mut() {
            *first = true;
        }
        Self {
            stack: Vec::new(),
            again: Vec::new(),
            next: 0,
            heads: vec![None; length],
            left: vec![None; length],
            right: vec![None; length],
            children: Vec::with_capacity(length),
            unshiftable: vec![false; length],
            starts,
        }
    }

    fn is_final(&self) -> bool {
        self.stack.is_empty() && self.buffered() == 0
    }

    fn buffered(&self) -> usize {
        self.heads.len() - self.next + self.again.len()
    }

    fn stacked(&self, depth: usize) -> Option<usize> {
        self.stack.len().checked_sub(depth + 1).map(|index| self.stack[index])
    }

    fn buffer(&self, index: usize) -> Option<usize> {
        match self.again.len().checked_sub(index + 1) {
            Some(place) => Some(self.again[place]),
            None => Some(self.next + index - self.again.len()).filter(|&token| token < self.heads.len()),
        }
    }

    /// The tokens that the network looks at.
    fn context(&self) -> [Option<usize>; PLACES] {
        let last = |latest: &[Option<usize>], token: Option<usize>| Some(self.children[latest[token?]?].token);
        let (coming, top) = (self.buffer(0), self.stacked(0));
        [
            coming,
            self.buffer(1),
            top,
            self.stacked(1),
            self.stacked(2),
            last(&self.left, coming),
            last(&self.left, top),
            last(&self.right, top),
        ]
    }

    /// Which kinds of move are allowed, in the order of [`Kind`].
    fn allowed(&self) -> [bool; 5] {
        let coming = self.buffer(0);
        let starts = |token: Option<usize>| token.is_some_and(|token| self.starts[token]);
        let stacked = !self.stack.is_empty();
        let arc = stacked && coming.is_some() && !starts(coming);
        let shift = !stacked || (self.buffered() >= 2 && !starts(coming) && !coming.is_some_and(|token| self.unshiftable[token]));
        let breaks = match (coming, self.buffer(1)) {
            (Some(coming), Some(second)) => second == coming + 1 && !self.starts[second],
            _ => false,
        };
        [shift, stacked, arc, arc, breaks]
    }

    fn make(&mut self, transition: Move) {
        let (coming, top) = (self.buffer(0), self.stacked(0));
        match (transition.kind, coming, top) {
            (Kind::Shift, Some(_), _) => self.push(),
            (Kind::Reduce, _, Some(top)) => {
                self.stack.pop();
                if self.heads[top].is_none() && !self.stack.is_empty() {
                    self.unshiftable[top] = true;
                    self.again.push(top);
                }
            }
            (Kind::Left, Some(coming), Some(top)) => {
                self.attach(coming, top, transition.label);
                self.unshiftable[coming] = false;
                self.stack.pop();
            }
            (Kind::Right, Some(coming), Some(top)) => {
                self.attach(top, coming, transition.label);
                self.push();
            }
            (Kind::Break, ..) => {
                if let Some(second) = self.buffer(1) {
                    self.starts[second] = true;
                }
            }
            _ => {
                // A shift with nothing to come: not allowed by any state that is not final, and it must not go round for ever.
                self.stack.clear();
                self.next = self.heads.len();
                self.again.clear();
            }
        }
    }

    fn push(&mut self) {
        let token = self.again.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(token);
    }

    fn attach(&mut self, head: usize, child: usize, label: usize) {
        if let Some(old) = self.heads[child] {
            // spaCy forgets an arc only where it is its head's latest; the model has learnt with what stays behind.
            let latest = if old > child { &mut self.left[old] } else { &mut self.right[old] };
            if let Some(last) = latest.map(|last| self.children[last]).filter(|last| last.token == child) {
                *latest = last.before;
            }
        }
        let latest = if head > child { &mut self.left[head] } else { &mut self.right[head] };
        self.children.push(Child { token: child, label, before: *latest });
        *latest = Some(self.children.len() - 1);
        self.heads[child] = Some(head);
    }

    /// The arc of each token; where one stayed behind, the one to the right counts, as in spaCy.
    fn arcs(&self) -> Vec<Arc> {
        let mut arcs = vec![None; self.heads.len()];
        for latest in [&self.right, &self.left] {
            for (head, latest) in latest.iter().enumerate().rev() {
                let mut next = *latest;
                while let Some(child) = next.map(|at| self.children[at]) {
                    arcs[child.token].get_or_insert((head, child.label));
                    next = child.before;
                }
            }
        }
        arcs
    }
}
