-- The projection: what the log comes to. It is made anew whenever this file or the rules of the register change.
-- Documents are called by the numbers of the log entries that added them, cells by hashes of their names. The indexes stand in `projection.indexes.sql`.
DROP TABLE IF EXISTS record;
CREATE TABLE record (
    anchor BLOB PRIMARY KEY,                    -- the initial of the kind and the bytes of the earliest claim's id
    digits INTEGER NOT NULL,                    -- so many hexadecimal digits of it are in the record's id, as no other record begins with
    cell   INTEGER NOT NULL,
    made   INTEGER NOT NULL,                    -- a digest of its claims and of why they lie together
    place  BLOB NOT NULL,                       -- where it stands in lists: see `ListRow::place`
    kind   INTEGER NOT NULL,                    -- by its place in the list of kinds
    "to"   INTEGER,                             -- marks; none for what says nothing
    "from" INTEGER,
    words  INTEGER,
    stage  INTEGER,
    day    INTEGER,                             -- the latest on which it was reported or happened, counted from 1970
    class  INTEGER,                             -- by its place in the list of classes
    seen   INTEGER NOT NULL,                    -- how much of it somebody looked at: 0 nothing, 1 part, 2 all
    conflicts INTEGER NOT NULL,
    voices INTEGER NOT NULL,
    number INTEGER,                             -- of items or people
    currency INTEGER,                           -- by its code
    amount INTEGER,                             -- for the whole, not for each item
    superseded INTEGER NOT NULL,                -- 1 where only earlier versions of pages tell it
    row    BLOB NOT NULL,                       -- the record as one row of a list without its id, JSON, deflated after `projection.dictionary`
    body   ANY NOT NULL                         -- the rest of it, with its claims by their places in the log: see `kept.rs`; long ones likewise
) STRICT, WITHOUT ROWID;

-- Which records came, went or were changed, by the last log entry that was in the projection then; for those who hold all records in memory.
DROP TABLE IF EXISTS changed;
CREATE TABLE changed (through INTEGER NOT NULL, anchor BLOB NOT NULL, PRIMARY KEY (through, anchor)) STRICT, WITHOUT ROWID;

-- What lists are picked out by; many records have the same.
DROP TABLE IF EXISTS mark;
CREATE TABLE mark (
    key  INTEGER PRIMARY KEY,
    sort INTEGER NOT NULL,                      -- 0 to whom, 1 from whom (ids, one a line), 2 what it is about, 3 stage or status
    said TEXT NOT NULL,
    UNIQUE (sort, said)
) STRICT;

-- What the records of a cell depend on.
DROP TABLE IF EXISTS cell;
CREATE TABLE cell (
    key     INTEGER PRIMARY KEY,
    block   INTEGER NOT NULL,
    family  INTEGER NOT NULL,                   -- 1 for a family of equipment, 0 for a class or anything else
    classes INTEGER NOT NULL                    -- a set of bits
) STRICT;
DROP TABLE IF EXISTS lies;
CREATE TABLE lies (
    cell     INTEGER NOT NULL,
    document INTEGER NOT NULL,
    said     BLOB,                              -- its groups of claims there, each with its pile and its outline; of what is to be read as a whole, more: see `light.rs`
    PRIMARY KEY (cell, document)
) STRICT, WITHOUT ROWID;
DROP TABLE IF EXISTS joined;
CREATE TABLE joined (
    cell   INTEGER NOT NULL,                    -- of a class
    family INTEGER NOT NULL,                    -- the family's cell, whose records something joined from there
    digest INTEGER NOT NULL,                    -- of what did
    PRIMARY KEY (cell, family)
) STRICT, WITHOUT ROWID;
-- The official numbers that bring documents together, whatever cells they lie in.
DROP TABLE IF EXISTS numbered;
CREATE TABLE numbered (number INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (number, document)) STRICT, WITHOUT ROWID;

-- Who may be a copy of whom, and who speaks with whose voice; a document that is not here speaks with its own.
DROP TABLE IF EXISTS band;
CREATE TABLE band (band INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (band, document)) STRICT, WITHOUT ROWID;
DROP TABLE IF EXISTS voice;
CREATE TABLE voice (document INTEGER PRIMARY KEY, leader INTEGER NOT NULL) STRICT;

-- What paragraphs that announce or correct something are found by, of documents whose day is known.
DROP TABLE IF EXISTS tied;
DROP TABLE IF EXISTS correcting;
DROP TABLE IF EXISTS noted;
CREATE TABLE noted (
    key      INTEGER NOT NULL,                  -- the digest of a number, a name or a sum
    corrects INTEGER NOT NULL,                  -- 1 for a paragraph that may correct another
    day      INTEGER NOT NULL,                  -- of publication, counted from 1970
    document INTEGER NOT NULL,
    PRIMARY KEY (key, corrects, day, document)
) STRICT, WITHOUT ROWID;
-- Which paragraph corrects which.
DROP TABLE IF EXISTS link;
CREATE TABLE link (
    correction INTEGER NOT NULL,                -- the document, and the paragraph in bytes
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    corrected INTEGER NOT NULL,                 -- likewise
    corrected_start INTEGER NOT NULL,
    corrected_end INTEGER NOT NULL,
    PRIMARY KEY (correction, start)
) STRICT, WITHOUT ROWID;

-- What is needed of a document to work out its records anew, without its text.
DROP TABLE IF EXISTS gist;
CREATE TABLE gist (
    document  INTEGER PRIMARY KEY,
    published TEXT,
    gist      BLOB NOT NULL                     -- where passages begin, with hashes of their words; official numbers: see `Gist`
) STRICT;

-- Which documents were ever fetched of which page: they are versions of it, and the newest one counts.
DROP TABLE IF EXISTS page;
CREATE TABLE page (
    page     INTEGER NOT NULL,                  -- a digest of its address; two pages with the same one are looked at together, and no worse comes of it
    document INTEGER NOT NULL,
    PRIMARY KEY (page, document)
) STRICT, WITHOUT ROWID;

-- The entries that are about no single document.
DROP INDEX IF EXISTS log_decided;
CREATE INDEX log_decided ON log (number) WHERE event NOT IN ('document_added', 'claims_read', 'fetched');

DROP TABLE IF EXISTS projection;
CREATE TABLE projection (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    edition INTEGER NOT NULL,                   -- another number each time that it is made anew
    through INTEGER NOT NULL,                   -- the number of the last log entry that is in it
    since   INTEGER NOT NULL,                   -- what was changed by later entries than this one is told by `changed`
    rules   TEXT NOT NULL                       -- the digest of the rules that made it
) STRICT;
