//! Archives into shards with `extract --out`, shards into a register with `add`, and Parquet as any other input.

use crate::common::Place;

/// An archive in which two of three pages tell of a deal.
fn archive() -> String {
    let page = |at: usize, text: &str| {
        let body = format!(
            "<html><head><title>Report {at}</title><meta property=\"article:published_time\" content=\"2024-01-1{at}\"></head><body><article><p>{text}</p></article></body></html>"
        );
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
        let length = answer.len();
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.org/{at}\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\n{answer}\r\n\r\n"
        )
    };
    page(1, "Turkey delivered 20 Bayraktar TB2 drones to Kosovo in July 2023, the ministry of defence said on Monday.")
        + &page(2, &"Profits rose by 16 pct in the first quarter, the bank said on Monday. ".repeat(6))
        + &page(3, "Poland ordered 32 F-35A fighter jets from the United States, the minister of defence said on Tuesday.")
}

#[test]
fn shards_bring_the_same_into_a_register_as_their_archive() {
    let place = Place::new();
    place.write("crawl/a.warc", archive());
    place.write("crawl/deep/b.warc", archive().replace("a.org", "b.org"));
    let read = place.run(&["extract", "crawl", "--out", "out", "--threads", "3"]);
    assert_eq!(read.code, Some(0), "{read:?}");
    assert!(
        read.out.is_empty() && read.err.contains("2 shards in out: 4 documents with 4 claims, of 6 records, 2 that cannot concern arms"),
        "{read:?}"
    );
    // Started again, it reads what has no receipt.
    assert!(place.run(&["extract", "crawl", "--out", "out"]).err.starts_with("2 inputs read before"));
    let added = place.run(&["add", "out"]);
    assert_eq!((added.code, added.err.as_str()), (Some(0), "4 documents stored with 4 claims\n"));
    assert_eq!(place.run(&["add", "out"]).err, "0 documents stored with 0 claims, 4 documents already there\n");
    let list = place.run(&["list", "--format", "csv"]).out;
    // The archive itself has nothing new but the page that tells of no arms.
    let whole = place.run(&["add", "crawl"]);
    assert_eq!(whole.err, "2 documents stored with 0 claims, 4 documents already there\n");
    assert_eq!(place.run(&["list", "--format", "csv"]).out, list);
    // And the claims are those of the reader without shards.
    let plain = place.run(&["extract", "crawl/a.warc"]).out;
    assert_eq!(plain.lines().count(), 2, "{plain}");
}

#[test]
fn a_broken_shard_is_told_and_the_rest_is_added() {
    let place = Place::new();
    place.write("crawl/a.warc", archive());
    place.write("crawl/b.warc", archive().replace("a.org", "b.org"));
    assert_eq!(place.run(&["extract", "crawl", "--out", "out"]).code, Some(0));
    let claims = place.path().join("out/claims/day=2024-01-11");
    let first = std::fs::read_dir(claims).unwrap().map(|entry| entry.unwrap().path()).min().unwrap();
    std::fs::write(&first, b"PAR1").unwrap();
    let added = place.run(&["add", "out"]);
    assert_eq!(added.code, Some(2), "{added:?}");
    assert!(
        added.err.contains("its bytes are not those that its receipt tells of") && added.err.contains("1 shard could not be read"),
        "{added:?}"
    );
    assert!(added.err.contains("2 documents stored"), "{added:?}");
}

#[test]
fn what_makes_no_shards_is_named() {
    let place = Place::new();
    place.write("texts/a.txt", "Turkey delivered 20 Bayraktar TB2 drones to Kosovo.");
    let none = place.run(&["extract", "texts", "--out", "out"]);
    assert!(none.code == Some(2) && none.err.contains("texts: no web archive"), "{none:?}");
    let other = place.run(&["extract", "texts/a.txt", "--out", "out"]);
    assert!(
        other.code == Some(2) && other.err.contains("texts/a.txt: it is text; web archives (WARC, ARC) and Parquet files are read here"),
        "{other:?}"
    );
    assert_eq!(place.run(&["extract", "texts", "--out", "out", "--published", "2024-01-01"]).code, Some(2));
}

#[test]
fn parquet_is_read_row_by_row() {
    let place = Place::new();
    place.write("crawl/a.warc", archive());
    assert_eq!(place.run(&["extract", "crawl", "--out", "out"]).code, Some(0));
    // The documents that a shard kept are a table with the columns of the JSON lines.
    let folder = place.path().join("out/documents/day=2024-01-11");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let table = std::fs::read(&file).unwrap();
    place.write("tables/t.parquet", &table);
    let added = place.run(&["add", "-v", "tables"]);
    assert_eq!(added.code, Some(0), "{added:?}");
    assert!(added.err.starts_with("1 document stored with 1 claim"), "{added:?}");
    assert_eq!(place.run(&["extract", "tables/t.parquet"]).out.lines().count(), 1);
    place.write("bad.parquet", &table[..table.len() - 9]);
    let bad = place.run(&["add", "bad.parquet"]);
    assert!(bad.code == Some(2) && bad.err.starts_with("bad.parquet: the Parquet file cannot be read"), "{bad:?}");
    let named = place.run(&["add", "tables/t.parquet", "--columns", "text=body"]);
    assert!(named.code == Some(2) && named.err.contains("no column `body`") && named.err.contains("`text`"), "{named:?}");
}

#[test]
fn the_cluster_s_program_is_named_where_it_is_missing() {
    let place = Place::new();
    for args in [["cluster", "read"], ["sql", "SELECT 1"]] {
        let ran = place.program(&args).env("PATH", place.path()).output().unwrap();
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        // Built beside it, it answers itself.
        let beside = std::path::Path::new(env!("CARGO_BIN_EXE_materiel")).with_file_name("materiel-cluster").exists();
        assert!(ran.status.code() == Some(2) && (beside || told.contains("cargo install --path crates/cluster")), "{told}");
    }
}
