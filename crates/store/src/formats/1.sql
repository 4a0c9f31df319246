-- Format 1.

-- The log: what happened, in order. Documents are kept whole in a table of their own; claims, decisions and retractions as JSON.
CREATE TABLE log (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    at       TEXT NOT NULL,                     -- when it was written down, RFC 3339 in UTC
    event    TEXT NOT NULL CHECK (event IN ('document_added', 'claims_read', 'decided', 'retracted')),
    document TEXT REFERENCES document (id),     -- for the first two
    body     TEXT                               -- the event as JSON; for `document_added` the row of `document` has it all
) STRICT;
CREATE INDEX log_document ON log (document) WHERE document IS NOT NULL;

CREATE TABLE document (
    id          TEXT PRIMARY KEY,               -- SHA-256 of address, source, date, title and text
    label       TEXT NOT NULL,
    url         TEXT,
    source      TEXT,
    title       TEXT,
    published   TEXT,
    text_sha256 TEXT NOT NULL,                  -- of the text alone
    text        TEXT NOT NULL
) STRICT;

CREATE TRIGGER log_is_not_updated BEFORE UPDATE ON log BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_not_deleted BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER document_is_not_updated BEFORE UPDATE ON document BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER document_is_not_deleted BEFORE DELETE ON document BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

-- The projection: what the log comes to. It may be dropped at any time.
CREATE TABLE record (
    id   TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    row  TEXT NOT NULL,                         -- the record as one row of a list, JSON
    body TEXT NOT NULL                          -- the record with its claims, JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE projection (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    through INTEGER NOT NULL,                   -- the number of the last log entry that is in it
    rules   TEXT NOT NULL                       -- the digest of the rules that made it
) STRICT;
