-- Format 4: texts and readings take half the room.

-- The text, deflated after `texts.dictionary`, in place of `text` and `text_sha256`, which are empty then; the id is of the text, too.
ALTER TABLE document ADD COLUMN packed BLOB;

-- What `log.packed` begins with is a byte that no deflated text begins with (254) where it is deflated after `readings.dictionary`.

-- The index of words reads titles and texts through this; `text_of` is a function of the program.
DROP VIEW IF EXISTS readable;
CREATE VIEW readable AS
    SELECT log.number AS number, coalesce(document.title, '') AS title, text_of(document.text, document.packed) AS text
    FROM log JOIN document ON document.id = log.document WHERE log.event = 'document_added';
