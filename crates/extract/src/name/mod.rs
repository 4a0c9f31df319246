//! States, bodies, people, equipment, quantities, money and dates, found in the tokens of a text.

pub mod currency;
pub mod date;
pub mod figure;
pub mod figures;
pub mod found;
pub mod money;
pub mod number;
pub mod percent;
