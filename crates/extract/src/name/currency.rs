//! `knowledge/currencies.toml` to a table of signs and names.

use super::figure::FigureError;
use super::figure::phrase::Phrases;
use super::figure::piece::Pieces;
use materiel_model::Currency;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use serde::Deserialize;
use std::sync::LazyLock;

/// The signs and names by which texts know the world's currencies.
#[derive(Debug)]
pub struct CurrencyTable {
    symbols: HashMap<char, Vec<(String, Denoted)>>,
    names: Phrases<Denoted>,
    /// Whose a currency of a family is: "Canadian", "CAN".
    owners: Phrases<(Family, Currency)>,
    /// For each family the currencies that bear its name, none where it is always the usual one.
    members: Vec<Vec<Currency>>,
}

/// The place of a family in the file.
type Family = usize;

/// What a sign or a name denotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Denoted {
    pub(crate) currency: Currency,
    /// Set where other currencies bear the same sign or name.
    pub(crate) family: Option<Family>,
    /// True for what is a currency only beside a magnitude or grouped figures.
    pub(crate) shy: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "family")]
    families: Vec<FamilyEntry>,
    #[serde(default, rename = "currency")]
    currencies: Vec<CurrencyEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyEntry {
    id: String,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    symbols: Vec<String>,
    usual: String,
    #[serde(default)]
    fixed: bool,
    #[serde(default)]
    among: Vec<String>,
    #[serde(default)]
    shy: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrencyEntry {
    code: String,
    family: Option<String>,
    #[serde(default)]
    of: Vec<String>,
    #[serde(default)]
    symbols: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    shy: HashSet<String>,
}

/// The table that the program carries.
pub static CURRENCIES: LazyLock<CurrencyTable> = LazyLock::new(|| {
    let file = include_str!("../../../../knowledge/currencies.toml");
    CurrencyTable::parse(file).unwrap_or_else(|error| panic!("{error}"))
});

impl CurrencyTable {
    /// Reads a `currencies.toml`.
    pub fn parse(toml: &str) -> Result<Self, FigureError> {
        let file: File = toml::from_str(toml)?;
        let mut symbols: Vec<(String, Denoted)> = Vec::new();
        let mut names: Vec<(String, Denoted)> = Vec::new();
        let mut owners: Vec<(String, (Family, Currency))> = Vec::new();

        for (family, entry) in file.families.iter().enumerate() {
            let currency = code(&entry.usual)?;
            if !file.currencies.iter().any(|known| known.code == entry.usual) {
                return Err(FigureError::Unknown(entry.usual.clone()));
            }
            let denoted = |sign: &String| (sign.clone(), Denoted { currency, family: Some(family), shy: entry.shy.contains(sign) });
            symbols.extend(entry.symbols.iter().map(denoted));
            names.extend(entry.names.iter().map(denoted));
        }
        for entry in &file.currencies {
            let currency = code(&entry.code)?;
            let denoted = |sign: &String| (sign.clone(), Denoted { currency, family: None, shy: entry.shy.contains(sign) });
            symbols.extend(std::iter::once(&entry.code).chain(&entry.symbols).map(denoted));
            names.extend(entry.names.iter().map(denoted));
            let Some(id) = &entry.family else { continue };
            let family = file.families.iter().position(|family| &family.id == id).ok_or_else(|| FigureError::Unknown(id.clone()))?;
            owners.extend(entry.of.iter().map(|owner| (owner.clone(), (family, currency))));
            let with_owner = |owner: &String| file.families[family].names.iter().map(|name| format!("{owner} {name}")).collect::<Vec<_>>();
            names.extend(entry.of.iter().flat_map(with_owner).map(|name| (name, Denoted { currency, family: None, shy: false })));
        }
        unique(&symbols, Clone::clone)?;
        unique(&names, |name| name.to_lowercase())?;

        let members = file.families.iter().map(|family| members(family, &file.currencies)).collect::<Result<_, _>>()?;
        let mut by_first: HashMap<char, Vec<(String, Denoted)>> = HashMap::default();
        for (symbol, denoted) in symbols {
            by_first.entry(symbol.chars().next().unwrap_or_default()).or_default().push((symbol, denoted));
        }
        for list in by_first.values_mut() {
            list.sort_by_key(|(symbol, _)| std::cmp::Reverse(symbol.len()));
        }
        let names = Phrases::of(names.iter().map(|(name, denoted)| (name.as_str(), *denoted)));
        let owners = Phrases::of(owners.iter().map(|(owner, whose)| (owner.as_str(), *whose)));
        Ok(Self { symbols: by_first, names, owners, members })
    }

    /// The sign or code at piece `first`: the piece behind it, and what it denotes.
    pub(crate) fn symbol_at(&self, pieces: &Pieces<'_>, first: usize) -> Option<(usize, Denoted)> {
        let start = pieces.get(first)?.span.start;
        let rest = pieces.text.get(start..)?;
        let first_letter = rest.chars().next()?;
        let second = rest.as_bytes().get(first_letter.len_utf8());
        let (symbol, denoted) = self.symbols.get(&first_letter)?.iter().find(|(symbol, _)| {
            let may_be = symbol.as_bytes().get(first_letter.len_utf8()).is_none_or(|letter| Some(letter) == second);
            if !may_be {
                return false;
            }
            let Some(behind) = rest.strip_prefix(symbol.as_str()) else { return false };
            // "Rs" does not begin "Rssi".
            !(symbol.ends_with(char::is_alphabetic) && behind.starts_with(char::is_alphabetic))
        })?;
        let letters_before =
            symbol.starts_with(char::is_alphanumeric) && pieces.glued(first) && pieces.mark(first.wrapping_sub(1)).is_none();
        (!letters_before).then(|| (pieces.at_byte(first + 1, start + symbol.len()), *denoted))
    }

    /// The name at piece `first`, with its owner if it has one.
    pub(crate) fn name_at(&self, pieces: &Pieces<'_>, first: usize) -> Option<(usize, Denoted)> {
        self.names.begins_at(pieces, first)
    }

    /// The currency of a family that a state has: the first two letters of its code are the state's (ISO 4217).
    pub(crate) fn of_state(&self, family: Family, state: &str) -> Option<Currency> {
        self.members.get(family)?.iter().copied().find(|currency| currency.as_str().get(..2) == Some(state))
    }

    /// The owner at piece `first` of a currency of `family`.
    pub(crate) fn owner_at(&self, pieces: &Pieces<'_>, first: usize, family: Family) -> Option<(usize, Currency)> {
        self.owners.begins_at(pieces, first).filter(|(_, (of, _))| *of == family).map(|(end, (_, currency))| (end, currency))
    }
}

/// The currencies that bear a family's name: those that say so, and those that the family says.
fn members(family: &FamilyEntry, currencies: &[CurrencyEntry]) -> Result<Vec<Currency>, FigureError> {
    if family.fixed {
        return Ok(Vec::new());
    }
    if let Some(unknown) = family.among.iter().find(|code| !currencies.iter().any(|known| known.code == **code)) {
        return Err(FigureError::Unknown(unknown.clone()));
    }
    let belongs = |entry: &&CurrencyEntry| entry.family.as_ref() == Some(&family.id) || family.among.contains(&entry.code);
    currencies.iter().filter(belongs).map(|entry| code(&entry.code)).collect()
}

fn code(code: &str) -> Result<Currency, FigureError> {
    Currency::new(code).ok_or_else(|| FigureError::Code(code.to_owned()))
}

fn unique(list: &[(String, Denoted)], key: impl Fn(&String) -> String) -> Result<(), FigureError> {
    let mut seen: HashMap<String, Currency> = HashMap::default();
    for (sign, denoted) in list {
        if let Some(first) = seen.insert(key(sign), denoted.currency) {
            return Err(FigureError::Twice { sign: sign.clone(), first: first.to_string(), second: denoted.currency.to_string() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_is_sound() {
        let text = include_str!("../../../../knowledge/currencies.toml");
        if let Err(error) = CurrencyTable::parse(text) {
            panic!("{error}");
        }
    }

    #[test]
    fn a_sign_that_stands_twice_and_a_family_that_is_missing_are_refused() {
        let twice = "[[currency]]\ncode = \"USD\"\nsymbols = [\"$\"]\n[[currency]]\ncode = \"AUD\"\nsymbols = [\"$\"]\n";
        assert!(CurrencyTable::parse(twice).unwrap_err().to_string().contains("both USD and AUD"));
        let missing = "[[currency]]\ncode = \"USD\"\nfamily = \"dollar\"\n";
        assert!(CurrencyTable::parse(missing).unwrap_err().to_string().contains("dollar"));
        assert!(CurrencyTable::parse("[[currency]]\ncode = \"usd\"\n").is_err());
    }
}
