//! Documents without their texts, and claims out of readings: what is needed to work out anew the cells that they lie in.
//!
//! In: the projection and the log. Out: what a register takes of a document. Nothing of it is held against its digest: that was done when the
//! projection was made, and is done by `materiel check`.

use crate::StoreError;
use crate::asked::Reading;
use crate::log::unpacked;
use materiel_model::{Claim, ClaimId, DocumentId, Entry, Moment, PartialDate};
use materiel_register::reconcile::{About, Outline};
use materiel_register::{CellKey, CellView, Gist, PartGroup, Register, Said, SaidGroup, in_turn};
use rusqlite::{Connection, OptionalExtension};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// A document without its text.
pub(crate) struct Light {
    pub(crate) id: DocumentId,
    /// The entries that added it, and when.
    pub(crate) added: Vec<(u64, Moment)>,
    pub(crate) published: Option<PartialDate>,
    pub(crate) gist: Gist,
    /// Its readings as they are stored: entry, and body or packed body.
    readings: Vec<(u64, Option<String>, Option<Vec<u8>>)>,
    /// When it was fetched.
    fetched: Vec<Entry>,
}

/// Of which documents what lies in some cells, see [`in_part`] and [`outlines`]; none for what is to be read as a whole and has not even outlines.
pub(crate) type Lying = BTreeMap<i64, Option<Vec<u8>>>;

/// What a document says in some cells, as the table has it, each with what of it is wanted.
pub(crate) type Told = Vec<(Wish, Vec<u8>)>;

/// Which groups of a document in a cell are wanted.
#[derive(Clone, Debug)]
pub(crate) enum Wish {
    /// All of them.
    All,
    /// Those that official numbers bring together with others'.
    Numbered,
    /// Some, by the places of their first claims, each with whether it is placed anew; and the numbered ones, which stay where they lie.
    Some(BTreeMap<usize, bool>),
}

impl Wish {
    /// True when a group is placed anew.
    pub(crate) fn is_anew(&self, group: &SaidGroup) -> bool {
        self.of(group) == Some(true)
    }

    /// Whether a group is wanted, and then whether it is placed anew.
    fn of(&self, group: &SaidGroup) -> Option<bool> {
        match self {
            Self::All => Some(true),
            Self::Numbered => group.is_numbered().then_some(true),
            Self::Some(some) => some.get(&group.first()?).copied().or(group.is_numbered().then_some(false)),
        }
    }
}

/// The documents of a cell with what they say there, as the table has it.
pub(crate) fn lying(view: &CellView, numbers: &HashMap<DocumentId, i64>) -> Lying {
    let known = view.documents.iter().filter_map(|(id, said)| Some((*numbers.get(id)?, said)));
    let row = |said: &Result<Said, Said>| match said {
        Ok(said) => to_row(said, false),
        Err(said) => to_row(said, true),
    };
    known.map(|(number, said)| (number, row(said))).collect()
}

/// The same as the table has it now.
pub(crate) fn lying_now(connection: &Connection, cell: CellKey) -> rusqlite::Result<Lying> {
    let mut query = connection.prepare_cached("SELECT document, said FROM lies WHERE cell = ?1")?;
    query.query_map([cell], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// What begins a row of a document that is to be read as a whole.
const WHOLE: [u8; 2] = [u8::MAX; 2];

/// What a document says in a cell, unless it is to be read as a whole.
pub(crate) fn in_part(said: Option<Vec<u8>>) -> Option<Vec<u8>> {
    said.filter(|said| !said.starts_with(&WHOLE))
}

/// What a document says in a cell, group by group; what is to be read as a whole may have more than lie there, and groups without claims.
pub(crate) fn groups_in(said: &[u8]) -> Option<Vec<Rough<'_>>> {
    rough(said.strip_prefix(&WHOLE).unwrap_or(said))
}

/// The same with their claims, and whether it is to be read as a whole.
pub(crate) fn all_in(said: &[u8]) -> Option<(Said, bool)> {
    match said.strip_prefix(&WHOLE) {
        Some(said) => Some((from_bytes(said)?, true)),
        None => Some((from_bytes(said)?, false)),
    }
}

/// What [`all_in`] read.
pub(crate) fn to_row(said: &Said, whole: bool) -> Option<Vec<u8>> {
    let bytes = to_bytes(said)?;
    Some(if whole { [&WHOLE[..], &bytes].concat() } else { bytes })
}

/// The digits of a claim's id, two in a byte.
const ID: usize = 16;
/// Beside the number of a group's claims: the sorts of its official numbers, which bring it together with what others say; whether it lies in a pile that
/// began with another group; and what its features are about.
const SORTS: [u16; 2] = [1 << 14, 1 << 15];
const PILED: u16 = 1 << 13;
const ABOUT: [(About, u16); 3] = [(About::Transfer, 0), (About::Incident, 1 << 11), (About::Other, 2 << 11)];
const CLAIMS: u16 = (1 << 11) - 1;

/// For each group how many claims it has, and of each its place and its id; the mark of its pile; how many names, and of each its length and itself;
/// how many features, and these. `None` for what is too large for that.
fn to_bytes(said: &Said) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(said.iter().map(|group| 16 + group.claims.len() * (2 + ID)).sum());
    for SaidGroup { outline, pile, claims } in said {
        let many = u16::try_from(claims.len()).ok().filter(|many| *many < CLAIMS)?;
        let sorts = (0..).zip(SORTS).filter(|(at, _)| outline.sorts & 1 << at != 0).fold(0, |bits, (_, bit)| bits | bit);
        let (_, about) = ABOUT.iter().find(|(about, _)| *about == outline.about)?;
        out.extend((many | sorts | about | if pile.is_some() { PILED } else { 0 }).to_le_bytes());
        for (place, id) in claims {
            out.extend(u16::try_from(*place).ok()?.to_le_bytes());
            let digits = id.as_str().as_bytes().chunks(2);
            out.extend(digits.filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()));
        }
        out.extend(pile.iter().flat_map(|pile| pile.to_le_bytes()));
        out.push(u8::try_from(outline.names.len()).ok()?);
        for name in &outline.names {
            out.push(u8::try_from(name.len()).ok()?);
            out.extend(name.iter().flat_map(|word| word.to_le_bytes()));
        }
        out.push(u8::try_from(outline.features.len()).ok()?);
        out.extend(outline.features.iter().flat_map(|feature| feature.to_le_bytes()));
    }
    Some(out)
}

/// A group as the table has it: places and ids of claims, the pile, outline.
pub(crate) struct Rough<'a> {
    claims: &'a [u8],
    pile: Option<u64>,
    pub(crate) outline: Outline,
}

impl Rough<'_> {
    /// The places and ids of its claims.
    fn claims(&self) -> impl Iterator<Item = (usize, &[u8; ID])> {
        let (all, _) = self.claims.as_chunks::<{ 2 + ID }>();
        all.iter().filter_map(|claim| {
            let (place, id) = claim.split_first_chunk::<2>()?;
            Some((usize::from(u16::from_le_bytes(*place)), id.first_chunk()?))
        })
    }

    /// The ids of its claims, as the bytes that their digits stand for.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &[u8; ID]> {
        self.claims().map(|(_, id)| id)
    }

    /// See [`SaidGroup::first`].
    pub(crate) fn first(&self) -> Option<usize> {
        self.claims().next().map(|(place, _)| place)
    }

    /// What tells it from other groups, as [`SaidGroup::mark`] tells piles. None for one whose claims are not told.
    pub(crate) fn own(&self) -> Option<u64> {
        self.ids().next().and_then(|id| id.first_chunk()).map(|digits| u64::from_be_bytes(*digits))
    }

    /// See [`SaidGroup::pile`].
    pub(crate) const fn pile(&self) -> Option<u64> {
        self.pile
    }

    /// See [`SaidGroup::mark`]; none where that is not told.
    pub(crate) fn mark(&self) -> Option<u64> {
        self.pile.or_else(|| self.own())
    }
}

/// What [`to_bytes`] gave, group by group; `None` for anything else.
fn rough(mut bytes: &[u8]) -> Option<Vec<Rough<'_>>> {
    /// So many digests of two bytes.
    fn digests<'a>(bytes: &mut &'a [u8]) -> Option<impl Iterator<Item = u16> + use<'a>> {
        let (many, digests);
        (many, *bytes) = bytes.split_first()?;
        (digests, *bytes) = bytes.split_at_checked(usize::from(*many) * 2)?;
        Some(digests.as_chunks::<2>().0.iter().map(|digest| u16::from_le_bytes(*digest)))
    }
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let (many, claims, names);
        (many, bytes) = bytes.split_first_chunk::<2>()?;
        let many = u16::from_le_bytes(*many);
        let sorts = (0..).zip(SORTS).filter(|(_, bit)| many & bit != 0).fold(0, |bits, (at, _)| bits | 1 << at);
        let (about, _) = ABOUT.iter().find(|(_, about)| many & 3 << 11 == *about)?;
        (claims, bytes) = bytes.split_at_checked(usize::from(many & CLAIMS) * (2 + ID))?;
        let mut pile = None;
        if many & PILED != 0 {
            let mark;
            (mark, bytes) = bytes.split_first_chunk::<8>()?;
            pile = Some(u64::from_le_bytes(*mark));
        }
        (names, bytes) = bytes.split_first()?;
        let names = (0..*names).map(|_| Some(digests(&mut bytes)?.collect())).collect::<Option<_>>()?;
        let features = digests(&mut bytes)?.collect();
        out.push(Rough { claims, pile, outline: Outline { about: *about, sorts, names, features } });
    }
    Some(out)
}

/// The same with the claims' ids in digits.
fn from_bytes(bytes: &[u8]) -> Option<Said> {
    let claim = |(place, id): (usize, &[u8; ID])| Some((place, ClaimId::parse(&format!("{:032x}", u128::from_be_bytes(*id)))?));
    let group = |rough: Rough<'_>| {
        let claims = rough.claims().map(claim).collect::<Option<_>>()?;
        Some(SaidGroup { pile: rough.pile, claims, outline: rough.outline })
    };
    rough(bytes)?.into_iter().map(group).collect()
}

/// A document of which only what lies in some cells is wanted.
pub(crate) struct Part {
    /// The entry of its only reading.
    entry: u64,
    said: Vec<PartGroup>,
    /// When it was fetched.
    pub(crate) fetched: Vec<Entry>,
}

impl Part {
    /// Gives it to a register that has the document by its gist.
    pub(crate) fn apply(self, register: &mut Register, document: &DocumentId) {
        register.apply_part(self.entry, document, self.said);
    }
}

impl Light {
    /// Some claims of its only reading, as the table tells which. `None` where it has more readings.
    pub(crate) fn part(&self, told: &Told) -> Result<Option<Part>, Damaged> {
        let mut said: Vec<(SaidGroup, bool)> = Vec::new();
        for (wish, bytes) in told {
            let groups = from_bytes(bytes).ok_or(Damaged)?;
            said.extend(groups.into_iter().filter_map(|group| wish.of(&group).map(|anew| (group, anew))));
        }
        let [(entry, body, packed)] = &self.readings[..] else { return Ok(None) };
        let claims = said.iter().flat_map(|(group, _)| &group.claims);
        let mut claims: BTreeMap<usize, Option<Claim>> = claims.map(|(place, _)| (*place, None)).collect();
        let body = unpacked(body.clone(), packed.as_deref()).map_err(|_| Damaged)?;
        Body(&mut claims).deserialize(&mut serde_json::Deserializer::from_str(&body)).map_err(|_| Damaged)?;
        let mut out = Vec::with_capacity(said.len());
        for (group, anew) in said {
            let pile = (!anew).then(|| group.mark());
            let claim = |(place, id): (usize, ClaimId)| Some((place, id, claims.get(&place)?.clone()?));
            let claims = group.claims.into_iter().map(claim).collect::<Option<Vec<_>>>().ok_or(Damaged)?;
            out.push(PartGroup { pile, claims });
        }
        Ok(Some(Part { entry: *entry, said: out, fetched: self.fetched.clone() }))
    }
}

/// What a document says cannot be read.
#[derive(Debug)]
pub(crate) struct Damaged;

impl Reading<'_> {
    /// The document that an entry added, without its text. `None` where the projection does not know it.
    pub(crate) fn light(&self, number: i64) -> Result<Option<Light>, StoreError> {
        self.light_of(number, "log.document = (SELECT document FROM log WHERE number = ?1)")
    }

    /// The same of a document that was read once, where no document was ever taken back, so that none was added twice: its reading mostly stands behind
    /// the entry that added it.
    pub(crate) fn light_read_once(&self, number: i64) -> Result<Option<Light>, StoreError> {
        let fetched = !self.integers("SELECT page FROM page WHERE document = ?1", &[&number])?.is_empty();
        let near = if fetched { None } else { self.light_of(number, "number IN (?1, ?1 + 1)")? };
        match near.filter(|light| light.readings.len() == 1) {
            Some(light) => Ok(Some(light)),
            None => self.light(number),
        }
    }

    fn light_of(&self, number: i64, entries: &str) -> Result<Option<Light>, StoreError> {
        let damaged = || self.store.unreadable(&format_args!("the gist of document {number}"));
        let ask = || {
            let mut query = self.store.connection.prepare_cached("SELECT published, gist FROM gist WHERE document = ?1")?;
            let gist = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Option<String>>(0)?, Gist::from_bytes(row.get_ref(1)?.as_blob()?)));
            let Some(found) = query.query_row([number], gist).optional()? else { return Ok(None) };
            let packed = if self.store.format < 2 { "NULL" } else { "packed" };
            let query = format!("SELECT number, event, document, at, body, {packed} FROM log WHERE {entries} ORDER BY number");
            let mut query = self.store.connection.prepare_cached(&query)?;
            let mut rows = query.query([number])?;
            let (mut id, mut added, mut readings, mut fetched) = (None, Vec::new(), Vec::new(), false);
            while let Some(row) = rows.next()? {
                let entry = row.get::<_, i64>(0)?;
                let document: Option<String> = row.get(2)?;
                if entry == number {
                    id.clone_from(&document);
                } else if id.is_some() && document != id {
                    continue;
                }
                let entry = u64::try_from(entry).unwrap_or(0);
                match row.get_ref(1)?.as_str()? {
                    "document_added" => added.push((entry, row.get::<_, String>(3)?)),
                    "fetched" => fetched = true,
                    _ => readings.push((entry, row.get(4)?, row.get(5)?)),
                }
            }
            Ok(id.map(|id| (found, id, added, readings, fetched)))
        };
        let Some(((published, gist), id, added, readings, fetched)) = ask().map_err(|error| self.store.error(error))? else {
            return Ok(None);
        };
        let fetched = if fetched { self.store.plain_entries("document = ?1 AND event = 'fetched'", &[&id])? } else { Vec::new() };
        let added = added.into_iter().map(|(entry, at): (u64, String)| Some((entry, at.parse().ok()?)));
        Ok(Some(Light {
            id: DocumentId::parse(&id).ok_or_else(damaged)?,
            added: added.collect::<Option<Vec<_>>>().ok_or_else(damaged)?,
            published: published.map(|date| date.parse()).transpose().map_err(|_| damaged())?,
            gist: gist.ok_or_else(damaged)?,
            readings,
            fetched,
        }))
    }

    /// What is wanted of some documents, worked out on all processors. `None` where one has more than one reading.
    pub(crate) fn parts_of<'b>(&self, some: &[(&'b Light, &Told)]) -> Result<Option<Vec<(&'b DocumentId, Part)>>, StoreError> {
        /// So many are worked out by one thread before it gets the next.
        const AT_ONCE: usize = 64;
        let mut out = Vec::with_capacity(some.len());
        let of = |some: &[(&'b Light, &Told)]| some.iter().map(|(light, told)| (&light.id, light.part(told))).collect::<Vec<_>>();
        let take = |parts: Vec<(&'b DocumentId, Result<Option<Part>, Damaged>)>| {
            for (id, part) in parts {
                let part = part.map_err(|Damaged| Some(self.store.unreadable(&format_args!("what document {} says", id.as_str()))))?;
                out.push((id, part.ok_or(None)?));
            }
            Ok(())
        };
        match in_turn(some.chunks(AT_ONCE), of, take) {
            Ok(()) => Ok(Some(out)),
            Err(None) => Ok(None),
            Err(Some(error)) => Err(error),
        }
    }

    /// The entries about a document but for those that added it.
    pub(crate) fn said_of(&self, id: &DocumentId) -> Result<Vec<Entry>, StoreError> {
        self.store.plain_entries("document = ?1 AND event <> 'document_added'", &[&id.as_str()])
    }

    /// Whose voice a document speaks with: the number of the entry that added that one.
    pub(crate) fn leader_of(&self, document: i64) -> Result<i64, StoreError> {
        Ok(self.integers("SELECT leader FROM voice WHERE document = ?1", &[&document])?.first().copied().unwrap_or(document))
    }

    /// Whose voice each of some documents speaks with, where `leaders` are those that have changed.
    pub(crate) fn told(
        &self,
        leaders: &HashMap<i64, i64>,
        numbers: &HashMap<DocumentId, i64>,
    ) -> Result<HashMap<DocumentId, DocumentId>, StoreError> {
        let mut out = HashMap::new();
        for (id, number) in numbers {
            let leader = match leaders.get(number) {
                Some(leader) => *leader,
                None => self.leader_of(*number)?,
            };
            let leader = if leader == *number { None } else { self.called(leader)? };
            out.insert(id.clone(), leader.unwrap_or_else(|| id.clone()));
        }
        Ok(out)
    }
}

/// The claims at some places of a reading; the others are passed by.
struct Body<'a>(&'a mut BTreeMap<usize, Option<Claim>>);

impl<'de> DeserializeSeed<'de> for Body<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Body<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a reading")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<std::borrow::Cow<'_, str>>()? {
            if name == "claims" {
                map.next_value_seed(Claims(&mut *self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// The same of the list of claims.
struct Claims<'a>(&'a mut BTreeMap<usize, Option<Claim>>);

impl<'de> DeserializeSeed<'de> for Claims<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Claims<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("claims")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut claims: A) -> Result<(), A::Error> {
        for at in 0.. {
            match self.0.get_mut(&at) {
                Some(wanted) => match claims.next_element::<Claim>()? {
                    Some(claim) => *wanted = Some(claim),
                    None => break,
                },
                None => {
                    if claims.next_element::<IgnoredAny>()?.is_none() {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_back_and_anything_else_is_refused() {
        let id = |digit: &str| ClaimId::parse(&digit.repeat(32)).unwrap();
        let group = |sorts, names: &[&[u16]], claims| {
            let names = names.iter().map(|name| (*name).into()).collect();
            let about = if sorts == 0 { About::Incident } else { About::Transfer };
            SaidGroup {
                outline: Outline { about, sorts, names, features: vec![sorts.into(), 8192] },
                pile: (sorts == 2).then_some(77),
                claims,
            }
        };
        let said = vec![
            group(0, &[&[1, 65_535], &[]], vec![(0, id("a")), (65_535, id("0"))]),
            group(2, &[], vec![(3, id("9"))]),
            group(3, &[&[7, 8, 9]], vec![(4, id("8"))]),
        ];
        let bytes = to_bytes(&said).unwrap();
        assert_eq!(from_bytes(&bytes), Some(said));
        assert_eq!(from_bytes(&[]), Some(Vec::new()));
        assert_eq!(from_bytes(&bytes[..bytes.len() - 1]), None);
        assert_eq!(to_bytes(&vec![group(0, &[], vec![(65_536, id("1"))])]), None);
    }

    #[test]
    fn only_the_claims_that_are_wanted_are_read() {
        let claim = Claim::new(materiel_model::Kind::Budget, materiel_model::Span::new(1, 2));
        let one = serde_json::to_string(&claim).unwrap();
        let body = format!(r#"{{"reader":"a","knowledge_hash":"b","claims":[{{"no":["claim"]}},{one},7]}}"#);
        let mut claims = BTreeMap::from([(1, None)]);
        Body(&mut claims).deserialize(&mut serde_json::Deserializer::from_str(&body)).unwrap();
        assert_eq!(claims, BTreeMap::from([(1, Some(claim))]));
        let mut claims = BTreeMap::from([(9, None)]);
        Body(&mut claims).deserialize(&mut serde_json::Deserializer::from_str(&body)).unwrap();
        assert_eq!(claims, BTreeMap::from([(9, None)]));
    }
}
