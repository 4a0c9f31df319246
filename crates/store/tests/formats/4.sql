-- A register of format 4, as version 0.1.0 of the program wrote it.
PRAGMA application_id = 1299477100; PRAGMA user_version = 4;
CREATE TABLE document (
    id          TEXT PRIMARY KEY,               -- SHA-256 of address, source, date, title and text
    label       TEXT NOT NULL,
    url         TEXT,
    source      TEXT,
    title       TEXT,
    published   TEXT,
    text_sha256 TEXT NOT NULL,                  -- of the text alone
    text        TEXT NOT NULL
, packed BLOB) STRICT;
INSERT INTO document VALUES ('5589042273c82971ac24a5c2c6a93aa44add7c538b0022f03e35196c0a59516c','request',NULL,'Gazette',NULL,'2024-01-11','369bb1e88a4deecdfdff06b612b683bb2139a153865db328bf51503b1b3cbb4d','Kosovo has asked the United States for 246 Javelin anti-tank missiles, its government confirmed on Thursday.',NULL);
INSERT INTO document VALUES ('1d4f954aa71f69111843180e2ad9052dad2aae6490b3cab8dd98a7b973597c6c','notice','https://example.org/notice',NULL,'A notice','2024-01-12','24fd0547ac78b9332646730a4cbe54c60d26346be27434bb8ba6c4dbbe63b4e6','The State Department approved the sale of 246 Javelin anti-tank missiles to Kosovo for 75 million dollars.',NULL);
INSERT INTO document VALUES ('3b7d30207d335ba9011af7bfef5e48dedb653eb5896c413cccbb53b52aefd436','drones',NULL,NULL,NULL,'2023-07-20','f67414c08c9beb719278a47120d448478bae5c8bbfebfdf231ed3cd4bd09d362','Turkey delivered 20 Bayraktar TB2 drones to Kosovo in July 2023.',NULL);
INSERT INTO document VALUES ('6b751225cded41d049f684105760794f461cbc06d105d84efa97b7a62d412e51','undated',NULL,NULL,NULL,NULL,'4ad0d823d17a8b7b2b0323058b4d7a1a350c9b777edf479057315c5bad989039','Nothing of note was delivered to anybody.',NULL);
INSERT INTO document VALUES ('2743f49be5f828f46f7200fa6e9ab9a8b0a81892d51ee287496015f874749f8d','request',NULL,NULL,NULL,'2024-01-11','','',X'F3CE2FCE2FCB07E7B2C4E26C68A305DA7E02B7138AC1B9C42BB12C15D42883F5687414324B8A91CA49906B40F92C3505D4E985F5BFF500');
INSERT INTO document VALUES ('07a90b7b371c78e27b40def6dd01d271241eed54847c6d46163e9128137809a4','notice',NULL,NULL,NULL,'2024-01-12','','',X'6D984B0EC3200C44AFE203449152F5B3AEBA6ABAED056864A5484E2CE134BD7E3506852EB20681B1073C8FE79E1FD8753087E399FAB032BC59259D3F38A4879AAEEAB7EA72429EC50FAA2221594BF7C2C7379DC7C4E6128B0B20B9EBA8CFBF038DE7D5D17A79972A7A00D9E2405F41408E18D82AF90AE28F545147E231EA8C5B803925BE4127CE1591F081C507FA5A5311CB37AEEC9523C17278BF360DC062BB61FB2A5D274E7108807C20516423340E325EBD9B42E1D6FE00');
CREATE TABLE "log" (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    at       TEXT NOT NULL,                     -- when it was written down, RFC 3339 in UTC
    event    TEXT NOT NULL CHECK (event IN ('document_added', 'claims_read', 'fetched', 'decided', 'retracted')),
    document TEXT REFERENCES document (id),     -- for the first three
    body     TEXT,                              -- the event as JSON; for `document_added` the row of `document` has it all
    digest   BLOB,                              -- see format 2
    packed   BLOB                               -- see format 2
) STRICT;
INSERT INTO log VALUES (1,'2026-11-22T07:34:36.001033178Z','document_added','5589042273c82971ac24a5c2c6a93aa44add7c538b0022f03e35196c0a59516c',NULL,NULL,NULL);
INSERT INTO log VALUES (2,'2026-11-22T07:34:36.001033178Z','claims_read','5589042273c82971ac24a5c2c6a93aa44add7c538b0022f03e35196c0a59516c','{"reader":"materiel 0.1.0","knowledge_hash":"3fd4eb412030ae014a699d196cca7bcba58b05ba9155bf30853782323915eb77","claims":[{"kind":"transfer","polarity":"affirmed","slots":{"stage":[{"value":{"stage":"requested"},"at":{"start":11,"end":16}}],"supplier":[{"value":{"party":"US"},"at":{"start":21,"end":34},"inferred":true}],"recipient":[{"value":{"party":"XK"},"at":{"start":0,"end":6}}],"equipment":[{"value":{"equipment":{"name":"Javelin","class":"anti_tank_missile","id":"javelin"}},"at":{"start":43,"end":69}}],"quantity":[{"value":{"quantity":{"value":246,"qualifier":"exact"}},"at":{"start":39,"end":42}}]},"attribution":{"text":"its government","at":{"start":71,"end":85}},"evidence":{"start":0,"end":108},"confidence":0.9}]}',NULL,NULL);
INSERT INTO log VALUES (3,'2026-11-22T07:34:36.001033178Z','document_added','1d4f954aa71f69111843180e2ad9052dad2aae6490b3cab8dd98a7b973597c6c',NULL,NULL,NULL);
INSERT INTO log VALUES (4,'2026-11-22T07:34:36.001033178Z','claims_read','1d4f954aa71f69111843180e2ad9052dad2aae6490b3cab8dd98a7b973597c6c','{"reader":"materiel 0.1.0","knowledge_hash":"3fd4eb412030ae014a699d196cca7bcba58b05ba9155bf30853782323915eb77","claims":[{"kind":"transfer","polarity":"affirmed","slots":{"stage":[{"value":{"stage":"approved"},"at":{"start":21,"end":29}}],"mode":[{"value":{"mode":"sale"},"at":{"start":34,"end":38},"inferred":true}],"supplier":[{"value":{"party":"US"},"at":{"start":4,"end":20}}],"recipient":[{"value":{"party":"XK"},"at":{"start":76,"end":82}}],"equipment":[{"value":{"equipment":{"name":"Javelin","class":"anti_tank_missile","id":"javelin"}},"at":{"start":46,"end":72}}],"quantity":[{"value":{"quantity":{"value":246,"qualifier":"exact"}},"at":{"start":42,"end":45}}],"value":[{"value":{"money":{"amount":75000000,"currency":"USD","qualifier":"exact","scope":"total"}},"at":{"start":87,"end":105}}]},"evidence":{"start":0,"end":106},"confidence":0.943}]}',NULL,NULL);
INSERT INTO log VALUES (5,'2026-11-22T07:34:36.001033178Z','document_added','3b7d30207d335ba9011af7bfef5e48dedb653eb5896c413cccbb53b52aefd436',NULL,NULL,NULL);
INSERT INTO log VALUES (6,'2026-11-22T07:34:36.001033178Z','claims_read','3b7d30207d335ba9011af7bfef5e48dedb653eb5896c413cccbb53b52aefd436','{"reader":"materiel 0.1.0","knowledge_hash":"3fd4eb412030ae014a699d196cca7bcba58b05ba9155bf30853782323915eb77","claims":[{"kind":"transfer","polarity":"affirmed","slots":{"stage":[{"value":{"stage":"delivered"},"at":{"start":7,"end":16}}],"supplier":[{"value":{"party":"TR"},"at":{"start":0,"end":6}}],"recipient":[{"value":{"party":"XK"},"at":{"start":44,"end":50}}],"equipment":[{"value":{"equipment":{"name":"Bayraktar TB2","class":"uav","id":"bayraktar-tb2"}},"at":{"start":20,"end":40}}],"quantity":[{"value":{"quantity":{"value":20,"qualifier":"exact"}},"at":{"start":17,"end":19}}],"date":[{"value":{"date":"2023-07"},"at":{"start":54,"end":63}}]},"evidence":{"start":0,"end":64},"confidence":0.966}]}',NULL,NULL);
INSERT INTO log VALUES (7,'2026-11-22T07:34:36.001033178Z','document_added','6b751225cded41d049f684105760794f461cbc06d105d84efa97b7a62d412e51',NULL,NULL,NULL);
INSERT INTO log VALUES (8,'2026-11-22T07:34:36.001033178Z','claims_read','6b751225cded41d049f684105760794f461cbc06d105d84efa97b7a62d412e51','{"reader":"materiel 0.1.0","knowledge_hash":"3fd4eb412030ae014a699d196cca7bcba58b05ba9155bf30853782323915eb77","claims":[]}',NULL,NULL);
INSERT INTO log VALUES (9,'2026-11-22T08:00:00Z','decided',NULL,'{"verdict":{"verdict":"accept","claim":"3269d3a137216cd229d4c0e496560887"},"author":"A. Reviewer","reason":"says so"}',NULL,NULL);
INSERT INTO log VALUES (10,'2026-11-22T08:01:00Z','decided',NULL,'{"verdict":{"verdict":"reject","claim":"c3189166e8203de3c250ecf6b7023a0d"},"author":"A. Reviewer","reason":"misread"}',NULL,NULL);
INSERT INTO log VALUES (11,'2026-11-22T08:02:00Z','retracted',NULL,'{"entry":10,"author":"A. Reviewer","reason":"it was right"}',NULL,NULL);
INSERT INTO log VALUES (12,'2025-01-01T00:01:00Z','document_added','2743f49be5f828f46f7200fa6e9ab9a8b0a81892d51ee287496015f874749f8d',NULL,X'3CF32082E37BE797C25070823EC1BCFD',NULL);
INSERT INTO log VALUES (13,'2025-01-01T00:01:00Z','claims_read','2743f49be5f828f46f7200fa6e9ab9a8b0a81892d51ee287496015f874749f8d',NULL,X'59DC063C372351FCB96058CE4EEBA7DF',X'FE432A1A4B528B4B140CB1158979A0F61352B1485DD721AA18DC459E592D59F9C40866803124B911C81711DE38D32BC401242457AFC4B2D49CCC3CA4D48AD924D151CA048562165429463232B684A56350422690904C305292696D6C2D00');
INSERT INTO log VALUES (14,'2025-01-01T00:01:00Z','document_added','07a90b7b371c78e27b40def6dd01d271241eed54847c6d46163e9128137809a4',NULL,X'9F616C2F5A9BD9BAA4DECF65112CA76D',NULL);
INSERT INTO log VALUES (15,'2025-01-01T00:01:00Z','claims_read','07a90b7b371c78e27b40def6dd01d271241eed54847c6d46163e9128137809a4',NULL,X'3F94EC66DDFB879307451DD31C8AE5E9',X'FE432A1A4B528B4B140CB1158979A0F61352B1485DD7C1AB0F8C6C032F1B2C6BC9CA2626C82510C15C11E18D6180392C9F5918919A5CBD12CB527332F390522B669344472913148A5950A598C91866BD398945BE1148271165BE09AC5833213EA7989B129553607531C1BC6201CB2C8606A604B38BB1A909468631A5767681B79430AB6078756404A924477C924CC1DD923132D13530D435C4D2923186D5878626A0602427CA636B01');
INSERT INTO log VALUES (16,'2025-01-01T00:02:00Z','fetched','2743f49be5f828f46f7200fa6e9ab9a8b0a81892d51ee287496015f874749f8d','{"page":"https://example.org/request","address":"https://example.org/request","at":"2025-01-01T00:01:00Z","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}',X'6E5FF5824E5CADC1038B53942D3B51C1',NULL);
CREATE TABLE followed (
    address TEXT PRIMARY KEY,
    added   TEXT NOT NULL,                      -- RFC 3339 in UTC
    body    TEXT NOT NULL                       -- its name and how it is read, JSON
) STRICT, WITHOUT ROWID;
INSERT INTO followed VALUES ('https://example.org/feed','2025-01-01T00:02:00Z','{}');
CREATE TABLE visit (
    address TEXT PRIMARY KEY,
    at      TEXT NOT NULL,                      -- the last request, RFC 3339 in UTC
    via     TEXT,                               -- the followed address that named it
    body    TEXT NOT NULL                       -- what it answered, JSON
) STRICT, WITHOUT ROWID;
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
INSERT INTO record VALUES (X'749BCFE5B770C5EB7B81601F81103138A2',8,1662174221755647622,165327184528745807,X'000000584B00FE7817FEF4',0,1,5,6,7,19734,7,1,0,3,246,5591876,75000000,0,X'AB86072A66B644B72B25B1241549ABA1A1128ADB4C50E3CB2BB12C3527330F399AB21042589C89642A66C2CDC1E5014323B4C8C716D6D038323231ABC59ABC91D23F92A948615B905804AD5CC0D907296BA327598CE4606E8A257991902C6009C1B81600',X'BD56DDCA9C30107D1599EBA1E4578D8FD05E964221E422ABB19FCBEA7EB8EE5210DFBD4C5C77D3756F5B0485C49C3339336792197AA8ACE51299C3193A9A9322378DF45C1682E77523846954CD8232B9CE595916F00C092AD0BA344C0951C8BA14A6E0BE16CAEB5AD4B937D27BA57CD314B596E58131215A2683D4DCE435F3DA689ED780F02E30CED784773D69BBAFE4CFF3C98F31DFE0DBB61BFB58CA97D3998499B742B78F62780C25A6A75E1F0F84CBE4C7092ACE914E0BA878BE2C2E2DC714E7D38F91F6C7F71D80D800A45A10BAA10D6334FD345E03012605FF0EF1E7B71D22BB03AE01257E48D727C3330CBEA75D7EF5B770EA86C435FBBE8B6BBE8FF75F97577225377613E99F1E4BD9DF384FA8FCADF75E09A4B91328B12C2ECE4E6377B8C64E5ECD3085DF5462DD74C97E9D6F611CE2265F408A4DF4521341B8D155800EEB9D889C95CB6AA0ED17F6C52CA98928510847BA90C45E1D8669ECC886D6B86541CB35F9843EDCA155C89C43389283AC40E9D03A87D62A7A0984E9236417DF87EC99775A9C4C3C2ACCA195C9F8DAD9B2739B3D73EBF02FCCE1DA1FF60BD704B8180685F8DFC2888CA4CD3F602470B891CA517C8A80D4A7D10FA82C438E821E87D0ACA9FA03');
INSERT INTO record VALUES (X'74C3189166E8203DE3C250ECF6B7023A0D',8,762861155950513351,6095521334959656201,X'000000584B00FE7818F8FF',0,1,2,3,4,19569,5,0,0,1,20,NULL,NULL,0,X'AB86072A28ABA19B9E9258027593B1AE81397A42C6E62B68681819D4A2BB1B392E9D122B8B12B34B128B14429C8C9023320926A15B920496C0E21DB05B74C1DEC24CE0D83C8A508F9C4808B91E4B2E40CA264886A247012C8F21C20A25618333103C766B01','{"m":[[6,0]]}');
CREATE TABLE changed (through INTEGER NOT NULL, anchor BLOB NOT NULL, PRIMARY KEY (through, anchor)) STRICT, WITHOUT ROWID;
CREATE TABLE mark (
    key  INTEGER PRIMARY KEY,
    sort INTEGER NOT NULL,                      -- 0 to whom, 1 from whom (ids, one a line), 2 what it is about, 3 stage or status
    said TEXT NOT NULL,
    UNIQUE (sort, said)
) STRICT;
INSERT INTO mark VALUES (1,0,'XK');
INSERT INTO mark VALUES (2,1,'TR');
INSERT INTO mark VALUES (3,2,'bayraktar tb2 bayraktar-tb2 uav');
INSERT INTO mark VALUES (4,3,'delivered');
INSERT INTO mark VALUES (5,1,'US');
INSERT INTO mark VALUES (6,2,'javelin javelin anti_tank_missile');
INSERT INTO mark VALUES (7,3,'notified');
CREATE TABLE cell (
    key     INTEGER PRIMARY KEY,
    block   INTEGER NOT NULL,
    family  INTEGER NOT NULL,                   -- 1 for a family of equipment, 0 for a class or anything else
    classes INTEGER NOT NULL                    -- a set of bits
) STRICT;
INSERT INTO cell VALUES (762861155950513351,6506791597928520829,1,32);
INSERT INTO cell VALUES (1662174221755647622,6506791597928520829,1,128);
CREATE TABLE lies (
    cell     INTEGER NOT NULL,
    document INTEGER NOT NULL,
    said     BLOB,                              -- its groups of claims there, and those with official numbers: see `light.rs`; none where it is to be read as a whole
    PRIMARY KEY (cell, document)
) STRICT, WITHOUT ROWID;
INSERT INTO lies VALUES (762861155950513351,5,NULL);
INSERT INTO lies VALUES (1662174221755647622,1,NULL);
INSERT INTO lies VALUES (1662174221755647622,3,X'01000000B202B0F63D3414802A9AC43BC03C9356');
INSERT INTO lies VALUES (1662174221755647622,12,X'010000009BCFE5B770C5EB7B81601F81103138A2');
INSERT INTO lies VALUES (1662174221755647622,14,X'020000004FA7F4F9A6B7489A1EC08D297CB491EA01007EC5D1458C889C0ABB9B6425074A2B74');
CREATE TABLE joined (
    cell   INTEGER NOT NULL,                    -- of a class
    family INTEGER NOT NULL,                    -- the family's cell, whose records something joined from there
    digest INTEGER NOT NULL,                    -- of what did
    PRIMARY KEY (cell, family)
) STRICT, WITHOUT ROWID;
CREATE TABLE numbered (number INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (number, document)) STRICT, WITHOUT ROWID;
CREATE TABLE band (band INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (band, document)) STRICT, WITHOUT ROWID;
INSERT INTO band VALUES (350939138,3);
INSERT INTO band VALUES (454800700,14);
INSERT INTO band VALUES (723131843,14);
INSERT INTO band VALUES (842599864,14);
INSERT INTO band VALUES (851691801,14);
INSERT INTO band VALUES (1129382683,14);
INSERT INTO band VALUES (1176126641,14);
INSERT INTO band VALUES (1233487539,14);
INSERT INTO band VALUES (1250093647,12);
INSERT INTO band VALUES (1307375730,14);
INSERT INTO band VALUES (1325295594,14);
INSERT INTO band VALUES (1332831082,14);
INSERT INTO band VALUES (1357010450,5);
INSERT INTO band VALUES (1617503736,14);
INSERT INTO band VALUES (1682895890,14);
INSERT INTO band VALUES (1725650801,14);
INSERT INTO band VALUES (1727000525,14);
INSERT INTO band VALUES (1798899727,14);
INSERT INTO band VALUES (1885860581,14);
INSERT INTO band VALUES (1918704191,14);
INSERT INTO band VALUES (2129387600,14);
INSERT INTO band VALUES (3065027183,14);
INSERT INTO band VALUES (3727558207,14);
INSERT INTO band VALUES (3776983872,1);
INSERT INTO band VALUES (3809458406,14);
INSERT INTO band VALUES (4198648838,7);
CREATE TABLE voice (document INTEGER PRIMARY KEY, leader INTEGER NOT NULL) STRICT;
CREATE TABLE noted (
    key      INTEGER NOT NULL,                  -- the digest of a number, a name or a sum
    corrects INTEGER NOT NULL,                  -- 1 for a paragraph that may correct another
    day      INTEGER NOT NULL,                  -- of publication, counted from 1970
    document INTEGER NOT NULL,
    PRIMARY KEY (key, corrects, day, document)
) STRICT, WITHOUT ROWID;
CREATE TABLE link (
    correction INTEGER NOT NULL,                -- the document, and the paragraph in bytes
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    corrected INTEGER NOT NULL,                 -- likewise
    corrected_start INTEGER NOT NULL,
    corrected_end INTEGER NOT NULL,
    PRIMARY KEY (correction, start)
) STRICT, WITHOUT ROWID;
CREATE TABLE gist (
    document  INTEGER PRIMARY KEY,
    published TEXT,
    gist      BLOB NOT NULL                     -- where passages begin, with hashes of their words; official numbers
) STRICT;
INSERT INTO gist VALUES (1,'2024-01-11',X'0100000000000000403320E1');
INSERT INTO gist VALUES (3,'2024-01-12',X'010000000000000002E8EA14');
INSERT INTO gist VALUES (5,'2023-07-20',X'01000000000000001256E250');
INSERT INTO gist VALUES (7,NULL,X'00000000');
INSERT INTO gist VALUES (12,'2024-01-11',X'01000000000000004FEA824A');
INSERT INTO gist VALUES (14,'2024-01-12',X'030000000000000002E8EA146B0000009FCF7D24DC000000946E23E0');
CREATE TABLE page (
    page     INTEGER NOT NULL,                  -- a digest of its address; two pages with the same one are looked at together, and no worse comes of it
    document INTEGER NOT NULL,
    PRIMARY KEY (page, document)
) STRICT, WITHOUT ROWID;
INSERT INTO page VALUES (4309714232183061866,12);
CREATE TABLE projection (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    edition INTEGER NOT NULL,                   -- another number each time that it is made anew
    through INTEGER NOT NULL,                   -- the number of the last log entry that is in it
    since   INTEGER NOT NULL,                   -- what was changed by later entries than this one is told by `changed`
    rules   TEXT NOT NULL                       -- the digest of the rules that made it
) STRICT;
INSERT INTO projection VALUES (1,-7250006009547820350,16,16,'0bc7c051c1d44113 36c7da6ddbc0cd12');
CREATE TRIGGER document_is_not_updated BEFORE UPDATE ON document BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER document_is_not_deleted BEFORE DELETE ON document BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE INDEX log_document ON log (document) WHERE document IS NOT NULL;
CREATE INDEX log_fetched ON log (number) WHERE event = 'fetched';
CREATE TRIGGER log_is_not_updated BEFORE UPDATE ON log BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_is_not_deleted BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE INDEX visit_via ON visit (via) WHERE via IS NOT NULL;
CREATE VIEW readable AS
    SELECT log.number AS number, coalesce(document.title, '') AS title, text_of(document.text, document.packed) AS text
    FROM log JOIN document ON document.id = log.document WHERE log.event = 'document_added';
CREATE INDEX record_cell ON record (cell);
CREATE INDEX record_place ON record (place, anchor, kind, "to", "from", words, stage, day, class, seen, conflicts, voices, number, currency, amount, superseded);
CREATE INDEX cell_block ON cell (block);
CREATE INDEX lies_document ON lies (document);
CREATE INDEX numbered_document ON numbered (document);
CREATE INDEX link_corrected ON link (corrected);
CREATE INDEX page_document ON page (document);
CREATE INDEX log_decided ON log (number) WHERE event NOT IN ('document_added', 'claims_read', 'fetched');
