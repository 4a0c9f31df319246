-- The indexes of the projection, made when all rows are there: sorted once, each is written in one go.
CREATE INDEX record_cell ON record (cell);
-- A list is read in this order, and what is not wanted is passed by without looking at its row.
CREATE INDEX record_place ON record (place, anchor, kind, "to", "from", words, stage, day, class, seen, conflicts, voices, number, currency, amount, superseded);
CREATE INDEX cell_block ON cell (block);
CREATE INDEX lies_document ON lies (document);
CREATE INDEX numbered_document ON numbered (document);
CREATE INDEX link_corrected ON link (corrected);
CREATE INDEX page_document ON page (document);
