-- Format 2: log entries have digests, readings take a third of the room, and the projection is made by `projection.sql`.

-- The first 16 bytes of the SHA-256 of the digest before it and of what the entry says, so that a changed or missing entry is noticed.
-- Entries of format 1 have none.
ALTER TABLE log ADD COLUMN digest BLOB;
-- The event as JSON, deflated, in place of `body` where that would be long.
ALTER TABLE log ADD COLUMN packed BLOB;

DROP TABLE record;
DROP TABLE projection;
