//! What a new document, reading or decision changes, into the tables of the projection.

use crate::incremental::Change;
use crate::light::{all_in, lying, lying_now, to_row};
use crate::narrow::{Narrow, Narrowed};
use crate::projection::made_with;
use crate::records::in_common;
use crate::written::{Ready, Written, anchor_of, band_key};
use materiel_model::{DocumentId, RecordId};
use materiel_register::reconcile::Sketch;
use materiel_register::{CellKey, CellView, Draft, Said, SaidGroup};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet, HashMap};

impl Change {
    /// Puts the new records in the place of the old ones, where they are others.
    pub(crate) fn write(&self, connection: &Connection, last: i64) -> rusqlite::Result<()> {
        let there = Records::of(connection, &self.dirty, self.narrowed.as_ref())?;
        // What is known of these may be something else than when the records were made that stand there.
        let disturbed: BTreeSet<&DocumentId> =
            self.numbers.iter().filter(|(_, number)| self.disturbed.contains(*number)).map(|(id, _)| id).collect();
        let mut ready = Vec::new();
        let mut same: BTreeSet<Vec<u8>> = BTreeSet::new();
        let blocks: HashMap<CellKey, i64> = self.views.iter().map(|view| (view.key, view.block)).collect();
        let here = |draft: &Draft<'_>| {
            let complete =
                |narrowed: &Narrowed| blocks.get(&draft.cell).is_some_and(|block| narrowed.complete.contains(&(*block, draft.mark())));
            self.narrowed.as_ref().is_none_or(complete)
        };
        let make = |draft: Draft<'_>| -> Option<Result<Ready, Vec<u8>>> {
            if !here(&draft) {
                return None;
            }
            let anchor = anchor_of(draft.kind(), &draft.anchor);
            if there.0.get(&anchor) == Some(&(draft.cell, draft.digest)) && draft.documents().all(|id| !disturbed.contains(id)) {
                return Some(Err(anchor));
            }
            Some(Ok(Ready::new(draft, &self.register).with_digits(32)))
        };
        let wanted = |key| self.dirty.contains(&key);
        let take = |made| {
            match made {
                Some(Ok(one)) => ready.push(one),
                Some(Err(anchor)) => _ = same.insert(anchor),
                None => {}
            }
            Ok::<(), std::convert::Infallible>(())
        };
        let Ok(()) = self.register.each_record_of(wanted, make, take);
        let mut moved: BTreeSet<Vec<u8>> = there.0.into_keys().filter(|anchor| !same.contains(anchor)).collect();
        for anchor in &moved {
            connection.prepare_cached("DELETE FROM record WHERE anchor = ?1")?.execute([anchor])?;
        }
        let mut out = Written::new(connection)?;
        match &self.narrowed {
            Some(narrowed) => self.write_parts(connection, narrowed, &mut out)?,
            None => self.write_cells(connection, &mut out)?,
        }
        // Its digits are counted when all are there.
        for one in ready {
            moved.insert(one.anchor.clone());
            out.record(one)?;
        }
        for (id, document) in &self.numbers {
            if self.new.contains(document) {
                for band in self.register.sketch(id).into_iter().flat_map(Sketch::bands) {
                    out.band(band_key(*band), *document)?;
                }
                if let Some(gist) = self.register.gist(id) {
                    out.gist(*document, self.published.get(document).copied(), &gist)?;
                }
            } else if self.touched.contains(document) {
                connection.prepare_cached("DELETE FROM numbered WHERE document = ?1")?.execute([document])?;
            } else {
                continue;
            }
            for number in self.register.numbers(id) {
                out.numbered(number, *document)?;
            }
        }
        for (document, leader) in &self.voices {
            connection.prepare_cached("DELETE FROM voice WHERE document = ?1")?.execute([document])?;
            out.voice(*document, *leader)?;
        }
        self.relinked.write(connection, &mut out)?;
        self.pages.write(&mut out)?;
        let since = tell(connection, last, &moved)?;
        out.through(last, since, made_with())?;
        drop(out);
        renumber(connection, &moved)
    }
}

impl Change {
    /// What lies in the cells that were worked out anew.
    fn write_cells(&self, connection: &Connection, out: &mut Written<'_>) -> rusqlite::Result<()> {
        let mut present = BTreeSet::new();
        for view in &self.views {
            present.insert(view.key);
            let (was, now) = (lying_now(connection, view.key)?, lying(view, &self.numbers));
            for document in was.keys().filter(|document| !now.contains_key(document)) {
                connection.prepare_cached("DELETE FROM lies WHERE cell = ?1 AND document = ?2")?.execute([view.key, *document])?;
            }
            for (document, said) in now.iter().filter(|(document, said)| was.get(document) != Some(said)) {
                out.lies(view.key, *document, said.as_deref())?;
            }
            connection.prepare_cached("DELETE FROM joined WHERE cell = ?1")?.execute([view.key])?;
            out.cell(view)?;
        }
        for cell in self.dirty.difference(&present) {
            for query in ["DELETE FROM lies WHERE cell = ?1", "DELETE FROM cell WHERE key = ?1", "DELETE FROM joined WHERE cell = ?1"] {
                connection.prepare_cached(query)?.execute([cell])?;
            }
        }
        Ok(())
    }

    /// The same where only parts of them were.
    fn write_parts(&self, connection: &Connection, narrowed: &Narrowed, out: &mut Written<'_>) -> rusqlite::Result<()> {
        let views: HashMap<CellKey, &CellView> = self.views.iter().map(|view| (view.key, view)).collect();
        for (cell, narrow) in &narrowed.cells {
            let view = views.get(cell).copied();
            let mut now: BTreeMap<i64, &Result<Said, Said>> = BTreeMap::new();
            for (id, said) in view.into_iter().flat_map(|view| &view.documents) {
                if let Some(document) = self.numbers.get(id) {
                    now.insert(*document, said);
                }
            }
            let documents: BTreeSet<i64> =
                narrow.groups.keys().copied().chain(now.keys().copied().filter(|one| self.new.contains(one))).collect();
            let mut emptied = false;
            for document in documents.into_iter().chain(self.arrived(narrow, &now)) {
                emptied |= self.write_part(connection, out, (*cell, document), narrow, now.get(&document).copied())?;
            }
            self.write_joined(connection, *cell, narrow, view)?;
            if let Some(view) = view.filter(|view| !view.family || narrow.all) {
                out.cell_itself(view)?;
            }
            if emptied && !connection.prepare_cached("SELECT 1 FROM lies WHERE cell = ?1")?.exists([cell])? {
                connection.prepare_cached("DELETE FROM cell WHERE key = ?1")?.execute([cell])?;
            }
        }
        Ok(())
    }

    /// The documents that lie in a cell now, and of which nothing did that was looked at: official numbers brought them.
    fn arrived(&self, narrow: &Narrow, now: &BTreeMap<i64, &Result<Said, Said>>) -> Vec<i64> {
        let here = |document: &&i64| self.disturbed.contains(*document) && !self.new.contains(*document);
        now.keys().filter(here).filter(|document| !narrow.groups.contains_key(*document)).copied().collect()
    }

    /// What a document says in a cell: what was looked at becomes another, the rest stays. True when nothing is left.
    fn write_part(
        &self,
        connection: &Connection,
        out: &mut Written<'_>,
        (cell, document): (CellKey, i64),
        narrow: &Narrow,
        now: Option<&Result<Said, Said>>,
    ) -> rusqlite::Result<bool> {
        let mut query = connection.prepare_cached("SELECT said FROM lies WHERE cell = ?1 AND document = ?2")?;
        let was: Option<Vec<u8>> = query.query_row([cell, document], |row| row.get(0)).optional()?.flatten();
        let looked = narrow.groups.get(&document);
        let looked_at = |place: Option<usize>| place.is_some_and(|place| looked.is_some_and(|groups| groups.contains_key(&place)));
        let (old, was_whole) = was.as_deref().and_then(all_in).unwrap_or_default();
        let (now, whole) = match now {
            Some(Ok(now)) => (&now[..], false),
            Some(Err(now)) => (&now[..], true),
            None => (&[][..], was_whole),
        };
        let mut said: Said = if was_whole || whole {
            // All of it is there; only what was not looked at may lie with less than it does.
            let stays = |group: &SaidGroup| group.first().is_some() && !looked_at(group.first()) && !self.disturbed.contains(&document);
            let before = |group: &SaidGroup| old.iter().find(|before| stays(group) && before.first() == group.first()).cloned();
            now.iter().map(|group| before(group).unwrap_or_else(|| group.clone())).collect()
        } else {
            let there: BTreeSet<Option<usize>> = old.iter().map(SaidGroup::first).collect();
            let new = now.iter().filter(|group| looked_at(group.first()) || !there.contains(&group.first()));
            old.iter().filter(|group| !looked_at(group.first())).chain(new).cloned().collect()
        };
        said.sort_by(|a, b| a.order().cmp(&b.order()));
        if said.is_empty() {
            connection.prepare_cached("DELETE FROM lies WHERE cell = ?1 AND document = ?2")?.execute([cell, document])?;
            return Ok(true);
        }
        let bytes = to_row(&said, whole);
        if bytes != was {
            out.lies(cell, document, bytes.as_deref())?;
        }
        Ok(false)
    }

    /// Which families something joined from a cell, as far as their piles were looked at.
    fn write_joined(&self, connection: &Connection, cell: CellKey, narrow: &Narrow, view: Option<&CellView>) -> rusqlite::Result<()> {
        let now = view.map(CellView::joined_families).unwrap_or_default();
        for family in now.keys().chain(narrow.joined.keys()).collect::<BTreeSet<_>>() {
            let [was, now] = [&narrow.joined, &now].map(|joined| joined.get(family).copied().unwrap_or_default());
            if was == now {
                continue;
            }
            let mut query = connection.prepare_cached("SELECT digest FROM joined WHERE cell = ?1 AND family = ?2")?;
            let stored: i64 = query.query_row([cell, *family], |row| row.get(0)).optional()?.unwrap_or_default();
            match stored.wrapping_sub(was).wrapping_add(now) {
                0 => connection.prepare_cached("DELETE FROM joined WHERE cell = ?1 AND family = ?2")?.execute([cell, *family])?,
                digest => {
                    let query = "INSERT OR REPLACE INTO joined (cell, family, digest) VALUES (?1, ?2, ?3)";
                    connection.prepare_cached(query)?.execute([cell, *family, digest])?
                }
            };
        }
        Ok(())
    }
}

/// The records of some cells, by their anchors: cell and digest.
struct Records(HashMap<Vec<u8>, (CellKey, i64)>);

impl Records {
    fn of(connection: &Connection, cells: &BTreeSet<CellKey>, narrowed: Option<&Narrowed>) -> rusqlite::Result<Self> {
        let mut out = HashMap::new();
        if let Some(Narrowed { anchors, .. }) = narrowed {
            let mut query = connection.prepare_cached("SELECT cell, made FROM record WHERE anchor = ?1")?;
            for anchor in anchors {
                if let Some(found) = query.query_row([anchor], |row| Ok((row.get(0)?, row.get(1)?))).optional()? {
                    out.insert(anchor.clone(), found);
                }
            }
            return Ok(Self(out));
        }
        let mut query = connection.prepare_cached("SELECT anchor, made FROM record WHERE cell = ?1")?;
        for cell in cells {
            let mut rows = query.query([cell])?;
            while let Some(row) = rows.next()? {
                out.insert(row.get(0)?, (*cell, row.get(1)?));
            }
        }
        Ok(Self(out))
    }
}

/// Tells which records came, went or were changed, and gives the entry from which on that is known.
fn tell(connection: &Connection, last: i64, moved: &BTreeSet<Vec<u8>>) -> rusqlite::Result<i64> {
    /// Who has not looked for so many entries looks at everything.
    const LATELY: i64 = 1000;
    let since: i64 = connection.query_row("SELECT since FROM projection", [], |row| row.get(0))?;
    let since = since.max(last - LATELY);
    connection.prepare_cached("DELETE FROM changed WHERE through <= ?1")?.execute([since])?;
    let mut changed = connection.prepare_cached("INSERT OR IGNORE INTO changed (through, anchor) VALUES (?1, ?2)")?;
    for anchor in moved {
        changed.execute(params![last, anchor])?;
    }
    Ok(since)
}

/// Gives the records at some places in the order of ids, and their neighbours, as many digits as they need now.
fn renumber(connection: &Connection, moved: &BTreeSet<Vec<u8>>) -> rusqlite::Result<()> {
    let near =
        |query: &str, anchor: &[u8]| connection.prepare_cached(query)?.query_row([anchor], |row| row.get::<_, Vec<u8>>(0)).optional();
    let before = |anchor: &[u8]| near("SELECT anchor FROM record WHERE anchor < ?1 ORDER BY anchor DESC LIMIT 1", anchor);
    let after = |anchor: &[u8]| near("SELECT anchor FROM record WHERE anchor > ?1 ORDER BY anchor LIMIT 1", anchor);
    let mut places: BTreeSet<Vec<u8>> = BTreeSet::new();
    for anchor in moved {
        places.extend(before(anchor)?);
        places.extend(after(anchor)?);
        places.extend(near("SELECT anchor FROM record WHERE anchor = ?1", anchor)?);
    }
    for anchor in places {
        let shared = |other: Option<Vec<u8>>| in_common(&other?, &anchor);
        let common = shared(before(&anchor)?).max(shared(after(&anchor)?)).unwrap_or(0);
        let digits = u8::try_from(RecordId::digits(common).min(2 * anchor.len().saturating_sub(1))).unwrap_or(u8::MAX);
        connection.prepare_cached("UPDATE record SET digits = ?2 WHERE anchor = ?1 AND digits <> ?2")?.execute(params![anchor, digits])?;
    }
    Ok(())
}
