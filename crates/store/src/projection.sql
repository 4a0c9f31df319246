-- The projection: what the log comes to. It is made anew whenever this file or the rules of the register change.
-- Documents are called by the numbers of the log entries that added them, cells by hashes of their names.
DROP TABLE IF EXISTS record;
CREATE TABLE record (
    anchor TEXT PRIMARY KEY,                    -- the initial of the kind and the id of the earliest claim
    id     TEXT NOT NULL UNIQUE,                -- the initial and as many of the digits as no other record begins with
    cell   INTEGER NOT NULL,
    row    TEXT NOT NULL,                       -- the record as one row of a list, JSON; the id is that of the column
    body   BLOB NOT NULL                        -- the record with its claims, JSON, deflated; likewise
) STRICT;
CREATE INDEX record_cell ON record (cell);

-- What the records of a cell depend on.
DROP TABLE IF EXISTS cell;
CREATE TABLE cell (
    key     INTEGER PRIMARY KEY,
    block   INTEGER NOT NULL,
    family  INTEGER NOT NULL,                   -- 1 for a family of equipment, 0 for a class or anything else
    classes INTEGER NOT NULL                    -- a set of bits
) STRICT;
CREATE INDEX cell_block ON cell (block);
DROP TABLE IF EXISTS lies;
CREATE TABLE lies (cell INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (cell, document)) STRICT, WITHOUT ROWID;
CREATE INDEX lies_document ON lies (document);
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
CREATE INDEX numbered_document ON numbered (document);
-- Cells with claims that people or corrections tie to others or keep apart.
DROP TABLE IF EXISTS tied;
CREATE TABLE tied (cell INTEGER PRIMARY KEY) STRICT;

-- Who may be a copy of whom, and who speaks with whose voice; a document that is not here speaks with its own.
DROP TABLE IF EXISTS band;
CREATE TABLE band (band INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (band, document)) STRICT, WITHOUT ROWID;
DROP TABLE IF EXISTS voice;
CREATE TABLE voice (document INTEGER PRIMARY KEY, leader INTEGER NOT NULL) STRICT;

-- The documents with paragraphs that may correct another: the day of publication, and the official numbers (0 for none).
DROP TABLE IF EXISTS correcting;
CREATE TABLE correcting (day INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (day, number)) STRICT, WITHOUT ROWID;
CREATE INDEX correcting_number ON correcting (number);

-- The entries that are about no single document.
DROP INDEX IF EXISTS log_decided;
CREATE INDEX log_decided ON log (number) WHERE event NOT IN ('document_added', 'claims_read');

DROP TABLE IF EXISTS projection;
CREATE TABLE projection (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    through INTEGER NOT NULL,                   -- the number of the last log entry that is in it
    rules   TEXT NOT NULL                       -- the digest of the rules that made it
) STRICT;
