-- The projection: what the log comes to. It is made anew whenever this file or the rules of the register change.
DROP TABLE IF EXISTS record;
CREATE TABLE record (
    id   TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    row  TEXT NOT NULL,                         -- the record as one row of a list, JSON
    body TEXT NOT NULL                          -- the record with its claims, JSON
) STRICT, WITHOUT ROWID;

DROP TABLE IF EXISTS projection;
CREATE TABLE projection (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    through INTEGER NOT NULL,                   -- the number of the last log entry that is in it
    rules   TEXT NOT NULL                       -- the digest of the rules that made it
) STRICT;
