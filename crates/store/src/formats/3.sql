-- Format 3: the log says what was fetched, and beside it stand the addresses that are followed and what is known of each address.

CREATE TABLE log_3 (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    at       TEXT NOT NULL,                     -- when it was written down, RFC 3339 in UTC
    event    TEXT NOT NULL CHECK (event IN ('document_added', 'claims_read', 'fetched', 'decided', 'retracted')),
    document TEXT REFERENCES document (id),     -- for the first three
    body     TEXT,                              -- the event as JSON; for `document_added` the row of `document` has it all
    digest   BLOB,                              -- see format 2
    packed   BLOB                               -- see format 2
) STRICT;
INSERT INTO log_3 (number, at, event, document, body, digest, packed)
    SELECT number, at, event, document, body, digest, packed FROM log ORDER BY number;
DROP TABLE log;
ALTER TABLE log_3 RENAME TO log;
CREATE INDEX log_document ON log (document) WHERE document IS NOT NULL;
CREATE INDEX log_fetched ON log (number) WHERE event = 'fetched';
CREATE TRIGGER log_is_not_updated BEFORE UPDATE ON log BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_not_deleted BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

-- What `materiel follow` remembers. No part of the log: it says what is to be asked, not what is known.
CREATE TABLE followed (
    address TEXT PRIMARY KEY,
    added   TEXT NOT NULL,                      -- RFC 3339 in UTC
    body    TEXT NOT NULL                       -- its name and how it is read, JSON
) STRICT, WITHOUT ROWID;

-- What is known of each address that was asked for, so that it is asked for no more often than it has to be.
CREATE TABLE visit (
    address TEXT PRIMARY KEY,
    at      TEXT NOT NULL,                      -- the last request, RFC 3339 in UTC
    via     TEXT,                               -- the followed address that named it
    body    TEXT NOT NULL                       -- what it answered, JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_via ON visit (via) WHERE via IS NOT NULL;
