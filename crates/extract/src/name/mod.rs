//! States, bodies, people, equipment, quantities, money and dates, found in the tokens of a text.
