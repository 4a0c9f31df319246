//! The program `materiel`.

fn main() {}
