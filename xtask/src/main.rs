//! Chores of the repository: converting the language model, measuring accuracy.

fn main() {}
