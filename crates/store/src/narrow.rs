//! Which part of a crowded cell something new bears on.
//!
//! In: a cell of a class that says nothing ("other", services), the families that it is held against, and what is new. Out: the documents in it,
//! and the families, whose groups could come to lie with what is new, with what lies with that, and so on. What is left out stays as it is: no rule
//! makes one thing of any of it and of what is found here, however the latter is placed (see [`Outline`]).

use crate::StoreError;
use crate::asked::Reading;
use crate::light::{in_part, outlines, rough};
use materiel_model::{DocumentId, Kind};
use materiel_register::reconcile::{Called, Outline, may_be_one};
use materiel_register::{CellKey, CellView, Register};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Cells to be worked out anew, and those that they are held against.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Cells {
    pub(crate) all: BTreeSet<CellKey>,
    /// Of these only a part.
    pub(crate) narrowed: Narrowed,
}

/// Cells of which only a part is worked out anew.
pub(crate) type Narrowed = BTreeMap<CellKey, Narrow>;

/// The part of a cell that is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Narrow {
    /// The documents with what they say there.
    pub(crate) documents: BTreeSet<i64>,
    /// The families that something of it may join.
    pub(crate) families: BTreeSet<CellKey>,
    /// The anchors that its records may have so far.
    pub(crate) anchors: Vec<Vec<u8>>,
}

impl Cells {
    /// True when what a document says in a cell is wanted.
    pub(crate) fn wants(&self, cell: CellKey, document: i64) -> bool {
        self.all.contains(&cell) && takes(&self.narrowed, cell, document)
    }
}

/// True unless only a part of a cell is worked out anew, and a document is not in it.
pub(crate) fn takes(narrowed: &Narrowed, cell: CellKey, document: i64) -> bool {
    narrowed.get(&cell).is_none_or(|narrow| narrow.documents.contains(&document))
}

/// What is new, and what hangs together with it.
#[derive(Default)]
pub(crate) struct Seeds {
    documents: BTreeSet<i64>,
    numbers: BTreeSet<i64>,
    /// What the new documents say, by where it would lie by itself.
    outlines: Vec<(CellKey, Outline)>,
}

impl Seeds {
    /// `fresh` holds the new documents alone. `None` where it does not tell of each what it says.
    pub(crate) fn of(fresh: &Register, new: &HashMap<DocumentId, i64>, documents: BTreeSet<i64>) -> Option<Self> {
        let mut out = Self { documents, ..Self::default() };
        out.numbers = new.keys().flat_map(|id| fresh.numbers(id)).map(u64::cast_signed).collect();
        for CellView { key, documents, .. } in fresh.cells() {
            for said in documents.into_values() {
                out.outlines.extend(said.ok()?.into_iter().map(|group| (key, group.outline)));
            }
        }
        Some(out)
    }
}

/// A document in the cell, or a family that it is held against.
#[derive(Default)]
struct Node {
    document: Option<i64>,
    family: Option<CellKey>,
    taken: bool,
    outlines: Vec<Outline>,
    /// The documents with official numbers.
    numbered: Vec<i64>,
}

/// What lies in the cell and in the families, and how far has been looked.
#[derive(Default)]
struct Search {
    nodes: Vec<Node>,
    /// By name: nodes, with the sorts of official numbers beside it.
    called: HashMap<Called, HashSet<(usize, u8)>>,
    by_document: HashMap<i64, Vec<usize>>,
    open: Vec<Outline>,
    looked: HashSet<(Called, u8)>,
    open_documents: Vec<i64>,
    numbers: BTreeSet<i64>,
}

impl Search {
    fn put(&mut self, node: Node) {
        let at = self.nodes.len();
        for outline in &node.outlines {
            for name in &outline.names {
                if !self.called.contains_key(name) {
                    self.called.insert(name.clone(), HashSet::new());
                }
                if let Some(there) = self.called.get_mut(name) {
                    there.insert((at, outline.sorts));
                }
            }
        }
        for document in &node.numbered {
            self.by_document.entry(*document).or_default().push(at);
        }
        self.nodes.push(node);
    }

    fn take(&mut self, at: usize) {
        let Some(node) = self.nodes.get_mut(at).filter(|node| !node.taken) else { return };
        node.taken = true;
        self.open.append(&mut node.outlines);
        self.open_documents.extend(&node.numbered);
    }

    /// Takes what may be one thing with what was taken.
    fn look(&mut self, db: &Reading<'_>) -> Result<(), StoreError> {
        loop {
            if let Some(Outline { sorts, names }) = self.open.pop() {
                for name in names.into_iter().filter(|name| self.looked.insert((name.clone(), sorts))).collect::<Vec<_>>() {
                    let like = self.called.iter().filter(|(other, _)| may_be_one(&name, other));
                    // Other official numbers of a sort keep two things apart; the same ones are looked for below.
                    let near: Vec<usize> =
                        like.flat_map(|(_, there)| there).filter(|(_, others)| sorts & others == 0).map(|(at, _)| *at).collect();
                    near.into_iter().for_each(|at| self.take(at));
                }
            } else if let Some(document) = self.open_documents.pop() {
                for number in db.integers("SELECT number FROM numbered WHERE document = ?1", &[&document])? {
                    self.look_for_number(db, number)?;
                }
            } else {
                return Ok(());
            }
        }
    }

    fn look_for_number(&mut self, db: &Reading<'_>, number: i64) -> Result<(), StoreError> {
        if self.numbers.insert(number) {
            for document in db.integers("SELECT document FROM numbered WHERE number = ?1", &[&number])? {
                for at in self.by_document.get(&document).cloned().unwrap_or_default() {
                    self.take(at);
                }
            }
        }
        Ok(())
    }
}

impl Reading<'_> {
    /// The part of a cell that what is new bears on. `near` are the families that the cell is held against, `dirty` what is worked out anew.
    /// `None` where that is not known.
    pub(crate) fn narrow(
        &self,
        cell: CellKey,
        near: &BTreeSet<CellKey>,
        dirty: &BTreeSet<CellKey>,
        seeds: &Seeds,
    ) -> Result<Option<Narrow>, StoreError> {
        let wrong = |error| self.store.error(error);
        let damaged = || self.store.unreadable(&"what lies in a cell");
        let connection = &self.store.connection;
        let mut search = Search::default();
        let lying = self.lying(cell)?;
        for (document, said) in lying.iter() {
            let Some(said) = said else { return Ok(None) };
            let outlines = outlines(said).ok_or_else(damaged)?;
            let numbered = outlines.iter().any(|outline| outline.sorts != 0).then_some(*document).into_iter().collect();
            search.put(Node { document: Some(*document), outlines, numbered, ..Node::default() });
        }
        for family in near {
            let mut node = Node { family: Some(*family), ..Node::default() };
            for (document, said) in self.lying(*family)?.iter() {
                let Some(said) = said else { return Ok(None) };
                let before = node.outlines.len();
                node.outlines.extend(outlines(said).ok_or_else(damaged)?);
                if node.outlines.iter().skip(before).any(|outline| outline.sorts != 0) {
                    node.numbered.push(*document);
                }
            }
            search.put(node);
        }
        let new = seeds.outlines.iter().filter(|(at, outline)| *at == cell || near.contains(at) || outline.sorts != 0);
        search.open.extend(new.map(|(_, outline)| outline.clone()));
        for number in &seeds.numbers {
            search.look_for_number(self, *number)?;
        }
        for document in &seeds.documents {
            search.open_documents.push(*document);
            // What has official numbers may lie anywhere next.
            let query = "SELECT cell, said FROM lies WHERE document = ?1";
            let mut query = connection.prepare_cached(query).map_err(wrong)?;
            let rows = query.query_map([document], |row| Ok((row.get(0)?, row.get(1)?))).map_err(wrong)?;
            for row in rows {
                let (at, said): (CellKey, Option<Vec<u8>>) = row.map_err(wrong)?;
                let Some(said) = in_part(said) else { return Ok(None) };
                let groups = rough(&said).ok_or_else(damaged)?.into_iter().map(|group| group.outline);
                search.open.extend(groups.filter(|outline| at == cell || near.contains(&at) || outline.sorts != 0));
            }
        }
        let first = |node: &Node| {
            node.family.is_some_and(|family| dirty.contains(&family)) || node.document.is_some_and(|one| seeds.documents.contains(&one))
        };
        let begun: Vec<usize> = search.nodes.iter().enumerate().filter(|(_, node)| first(node)).map(|(at, _)| at).collect();
        begun.into_iter().for_each(|at| search.take(at));
        search.look(self)?;
        let taken = || search.nodes.iter().filter(|node| node.taken);
        let documents = taken().filter_map(|node| node.document).chain(seeds.documents.iter().copied()).collect();
        let mut out = Narrow { documents, families: taken().filter_map(|node| node.family).collect(), anchors: Vec::new() };
        let initial = u8::try_from(u32::from(materiel_model::RecordId::initial(Kind::Transfer))).unwrap_or(b'?');
        for said in out.documents.iter().filter_map(|document| lying.get(document)).flatten() {
            // What is tied to it is not known here.
            let Some(said) = in_part(Some(said.clone())) else { return Ok(None) };
            for group in rough(&said).ok_or_else(damaged)? {
                out.anchors.extend(group.ids().map(|id| std::iter::once(initial).chain(id.iter().copied()).collect()));
            }
        }
        Ok(Some(out))
    }
}
