//! Documents into claims: pure, total, the same for the same bytes.
//!
//! Layers, each using only those before it: [`knowledge`], [`text`], [`name`], [`syntax`], `frame`, `claim`, `notice`.

pub mod knowledge;
pub mod name;
pub mod syntax;
pub mod text;
