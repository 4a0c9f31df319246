//! `materiel export`: every format, from a register whose claims are given by the test and not read. All facts are made up for the test.

use crate::common::Place;
use crate::words::{claim, document};
use materiel_store::{Reading, Store};
use serde_json::{Value as Json, json};

/// A register with deals at every stage, a doubtful number, a contradiction, words that a spreadsheet would take for a formula, and a base.
pub(crate) fn filled() -> Place {
    let place = Place::new();
    let mut readings = Vec::new();
    let mut tell = |label: &str, published: &str, text: &str, json: Json| {
        let mut report = document(label, published, text);
        report.url = Some(format!("https://news.example.org/{label}"));
        report.source = Some("The Example".to_owned());
        report.title = Some(format!("Report {label}: “50% & more_”"));
        let claims = vec![claim(&report, json)];
        readings.push(Reading { document: report, reader: "test".into(), knowledge_hash: "none".into(), claims });
    };
    let deal = |stage: &str, supplier: (&str, &str), equipment: (&str, &str, &str), number: Json, date: (&str, &str)| {
        json!({"kind": "transfer", "stage": stage, "recipient": {"id": "PL", "text": "Poland"}, "supplier": {"id": supplier.0, "text": supplier.1},
            "equipment": {"name": equipment.0, "class": equipment.1, "id": equipment.2, "text": equipment.0},
            "quantity": number, "date": {"value": date.0, "text": date.1}})
    };
    let exactly = |number: u64| json!({"value": number, "text": number.to_string()});
    let (k2, himars) = (("K2", "tank", "k2-black-panther"), ("HIMARS", "rocket_artillery", "himars"));
    let korea = ("KR", "Korea");
    let mut ordered = deal("contracted", korea, k2, exactly(180), ("2022-08-26", "26 August 2022"));
    ordered["value"] = json!({"amount": 3_370_000_000_u64, "currency": "USD", "text": "$3.37 billion"});
    tell("a", "2022-08-27", "Poland ordered 180 K2 from Korea on 26 August 2022 for $3.37 billion.", ordered);
    tell(
        "b",
        "2022-12-07",
        "Poland got 10 K2 from Korea on 6 December 2022.",
        deal("delivered", korea, k2, exactly(10), ("2022-12-06", "6 December 2022")),
    );
    tell(
        "c",
        "2023-06-20",
        "Poland got 18 K2 from Korea on 18 June 2023.",
        deal("delivered", korea, k2, exactly(18), ("2023-06-18", "18 June 2023")),
    );
    tell(
        "d",
        "2019-02-14",
        "Poland ordered about 20 HIMARS from America on 13 February 2019.",
        deal(
            "contracted",
            ("US", "America"),
            himars,
            json!({"value": 20, "qualifier": "about", "text": "about 20"}),
            ("2019-02-13", "13 February 2019"),
        ),
    );
    tell(
        "e",
        "2021-03-02",
        "Poland wants 96 Apache from America since 1 March 2021.",
        deal("interest", ("US", "America"), ("Apache", "helicopter", "ah-64"), exactly(96), ("2021-03-01", "1 March 2021")),
    );
    tell(
        "f",
        "2020-05-02",
        "The firm =HYPERLINK(\"x\") sold Poland 5 \"+Thunder, Mk 2\" on 1 May 2020.",
        json!({"kind": "transfer", "stage": "contracted", "recipient": {"id": "PL", "text": "Poland"},
            "supplier": {"id": "org:=HYPERLINK(\"x\")", "text": "=HYPERLINK(\"x\")"},
            "equipment": {"name": "+Thunder, Mk 2", "class": "vehicle", "text": "+Thunder, Mk 2"},
            "quantity": exactly(5), "date": {"value": "2020-05-01", "text": "1 May 2020"}}),
    );
    tell(
        "g",
        "2021-07-02",
        "Poland opened a base in Kosovo on 1 July 2021.",
        json!({"kind": "facility", "status": "done", "actor": {"id": "PL", "text": "Poland"}, "facility_type": {"text": "base"},
            "location": {"id": "XK", "text": "Kosovo"}, "date": {"value": "2021-07-01", "text": "1 July 2021"}}),
    );
    let mut store = Store::create(&place.db()).unwrap();
    store.add(&readings, "2025-01-01T00:00:00Z".parse().unwrap()).unwrap();
    place
}

/// The names of all formats, from the program's own grammar.
pub(crate) fn formats() -> Vec<String> {
    let grammar = materiel_app::grammar();
    let export = grammar.find_subcommand("export").unwrap();
    let format = export.get_arguments().find(|argument| argument.get_id() == "format").unwrap();
    format.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
}

pub(crate) fn out(place: &Place, args: &[&str]) -> String {
    let ran = place.run(&[&["export", "--format"], args].concat());
    assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.err);
    ran.out
}

pub(crate) fn lines(text: &str) -> Vec<Json> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A table's rows by the names of its columns, after some lines before the header.
pub(crate) fn table(text: &str, before: usize) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let header = rows[before].clone();
    let named = |row: &csv::StringRecord| {
        let mut last = "";
        let name = |name: &'_ str| name.to_owned();
        header
            .iter()
            .zip(row.iter())
            .map(|(column, cell)| {
                let key = if column.is_empty() { format!("{last}?") } else { name(column) };
                last = if column.is_empty() { last } else { column };
                (key, cell.to_owned())
            })
            .collect()
    };
    rows[before + 1..].iter().map(named).collect()
}

#[test]
fn every_format_is_written_to_stdout_to_a_file_and_at_its_address_and_is_documented() {
    let place = filled();
    let server = crate::web::Server::of(&place, &[]);
    let guide = include_str!("../../../../docs/guide/exchange.md");
    for format in formats() {
        let extra: &[&str] = if format == "unroca" { &["--state", "Poland", "--year", "2022"] } else { &[] };
        let args: Vec<&str> = ["export", "--format", format.as_str()].into_iter().chain(extra.iter().copied()).collect();
        let written = place.program(&args).output().unwrap();
        assert!(written.status.success() && !written.stdout.is_empty(), "{format}: {}", String::from_utf8_lossy(&written.stderr));
        assert!(guide.contains(&format!("`{format}`")), "the guide does not speak of {format}");
        let suffix = suffix(&format);
        let query = if format == "unroca" { "?state=Poland&year=2022&today=2025-01-01" } else { "?today=2025-01-01" };
        let (status, body) = server.bytes(&format!("/register.{suffix}{query}"));
        assert_eq!(status, 200, "{format}");
        assert!(body == written.stdout, "{format}: the address gives other bytes than the command");
        let to = format!("out-{format}");
        let ran = place.run(&[&args[..], &["--to", &to]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{format}: {}", ran.err);
        let again = place.run(&[&args[..], &["--to", &to]].concat());
        assert!(again.code == Some(2) && again.err.contains("not written over"), "{format}: {again:?}");
    }
}

/// The ending of a format's addresses, as the guide has it in its table.
fn suffix(format: &str) -> String {
    let guide = include_str!("../../../../docs/guide/exchange.md");
    let row = guide.lines().find(|line| line.starts_with(&format!("| `{format}` |"))).unwrap_or_else(|| panic!("{format} has no row"));
    row.split('|').nth(2).unwrap().trim().trim_matches('`').trim_start_matches('.').to_owned()
}

#[test]
fn a_format_about_a_state_is_written_of_a_record_and_of_parts_of_a_list() {
    let place = filled();
    let server = crate::web::Server::of(&place, &[]);
    let id = lines(&out(&place, &["jsonl", "--equipment", "K2"]))[0]["id"].as_str().unwrap().to_owned();
    let answer = server.get(&format!("/record/{id}.unroca.csv?state=Poland&year=2023&today=2025-01-01"));
    assert_eq!((answer.status, answer.body), (200, out(&place, &["unroca", "--state", "Poland", "--year", "2023", &id])));
    // Parts follow one another, and hold together what the whole holds. A part is one of what the state has a part in.
    let whole = lines(&out(&place, &["jsonl", "--state", "America"]));
    assert_eq!(whole.len(), 2, "{whole:?}");
    let mut next = Some("/register.jsonl?state=America&limit=1".to_owned());
    let mut parts = Vec::new();
    while let Some(path) = next {
        let answer = server.get(&path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert_eq!(out(&place, &["jsonl", "--state", "America", "--limit", "1", "--page", &(parts.len() + 1).to_string()]), answer.body);
        parts.extend(lines(&answer.body));
        next = answer.header("link").split_once(">; rel=\"next\"").map(|(path, _)| path.trim_start_matches('<').to_owned());
    }
    assert_eq!(parts, whole);
}

/// So many records at once would be in memory together, with their words: they are given in parts, and the refusal says how to ask for these.
#[test]
fn what_carries_words_is_given_in_parts_of_five_thousand() {
    let place = Place::new();
    let mut store = Store::create(&place.db()).unwrap();
    let mut readings = Vec::new();
    for number in 0..5_001_u32 {
        let name = format!("Thing {}", number + 10_000);
        let report = document(&format!("d{number}"), "2024-01-02", &format!("Poland ordered {name} from Korea."));
        let claims = vec![claim(
            &report,
            json!({"kind": "transfer", "stage": "contracted", "recipient": {"id": "PL", "text": "Poland"}, "supplier": {"id": "KR", "text": "Korea"},
                "equipment": {"name": name, "class": "vehicle", "id": format!("thing-{number}"), "text": name}}),
        )];
        readings.push(Reading { document: report, reader: "test".into(), knowledge_hash: "none".into(), claims });
    }
    store.add(&readings, "2025-01-01T00:00:00Z".parse().unwrap()).unwrap();
    drop(store);
    let server = crate::web::Server::of(&place, &[]);
    let refused = server.get("/register.bib");
    assert_eq!(refused.status, 400, "{refused:?}");
    let words = refused.problem();
    assert!(words.contains("5001 records") && words.contains("limit=5000&page=1 up to page=2"), "{words}");
    let last = server.get("/register.bib?limit=5000&page=2");
    assert_eq!((last.status, last.body.matches("@misc{").count(), last.header("link")), (200, 1, ""));
    // Rows alone are given all at once.
    assert_eq!(server.get("/register.jsonl").body.lines().count(), 5_001);
}

#[test]
fn rows_are_those_of_the_list() {
    let place = filled();
    for format in ["csv", "jsonl"] {
        assert_eq!(out(&place, &[format]), place.run(&["list", "--format", format]).out);
        assert_eq!(out(&place, &[format, "--equipment", "K2"]), place.run(&["list", "--format", format, "--equipment", "K2"]).out);
    }
    let cut = out(&place, &["jsonl", "--known-by", "2022-09-01", "--equipment", "K2"]);
    assert_eq!(lines(&cut)[0]["stage"], "contracted");
    assert_eq!(lines(&out(&place, &["jsonl", "--state", "Kosovo"])).len(), 1);
    let ran = place.run(&["export", "--format", "jsonl", "--as-we-had-it", "2024-01-01"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let ran = place.run(&["export", "--format", "jsonl", "--year", "2022"]);
    assert!(ran.code == Some(2) && ran.err.contains("--since"), "{ran:?}");
    let ran = place.run(&["export", "--format", "unroca"]);
    assert!(ran.code == Some(2) && ran.err.contains("--state WHO"), "{ran:?}");
    let ran = place.run(&["export", "--format", "csv", "t-ffffffff"]);
    assert!(ran.code == Some(2) && ran.err.contains("t-ffffffff"), "{ran:?}");
    let id = lines(&out(&place, &["jsonl", "--equipment", "HIMARS"]))[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(lines(&out(&place, &["jsonl", &id, &id])).len(), 1);
}

#[test]
fn nothing_in_a_table_is_a_formula() {
    let place = filled();
    for args in [&["csv"][..], &["sipri"], &["sipri-years"], &["unroca", "--state", "PL", "--year", "2020"]] {
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(std::io::Cursor::new(out(&place, args)));
        for row in reader.records() {
            let row = row.unwrap();
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
        }
    }
}

#[test]
fn the_trade_register_has_orders_with_flags_and_sources() {
    let place = filled();
    let rows = table(&out(&place, &["sipri"]), 2);
    let designations: Vec<&str> = rows.iter().map(|row| row["Weapon designation"].as_str()).collect();
    assert!(designations.contains(&"K2") && designations.contains(&"HIMARS") && !designations.contains(&"Apache"), "{designations:?}");
    let of = |name: &str| rows.iter().find(|row| row["Weapon designation"] == name).unwrap();
    let k2 = of("K2");
    assert_eq!((k2["Recipient"].as_str(), k2["Supplier"].as_str()), ("Poland", "South Korea"));
    assert_eq!((k2["Year of order"].as_str(), k2["Number ordered"].as_str(), k2["Number ordered?"].as_str()), ("2022", "180", ""));
    assert_eq!((k2["Number delivered"].as_str(), k2["Year(s) of delivery"].as_str()), ("28", "2022; 2023"));
    assert!(
        k2["Comments"].contains("https://news.example.org/a") && k2["Comments"].contains("The Example, 2022-08-27"),
        "{}",
        k2["Comments"]
    );
    let himars = of("HIMARS");
    assert_eq!(
        (himars["Number ordered"].as_str(), himars["Number ordered?"].as_str(), himars["Number delivered"].as_str()),
        ("20", "?", "")
    );
    let years = table(&out(&place, &["sipri-years", "--equipment", "K2"]), 2);
    let told: Vec<(&str, &str)> = years.iter().map(|row| (row["Delivery year"].as_str(), row["Numbers delivered"].as_str())).collect();
    assert_eq!(told, [("2022", "10"), ("2023", "18")]);
    // Held against itself, nothing differs.
    for form in ["sipri", "sipri-years"] {
        place.write(&format!("{form}.csv"), out(&place, &[form]));
        let ran = place.run(&["compare", &format!("{form}.csv"), "--format", "jsonl"]);
        for row in lines(&ran.out) {
            assert_eq!(row["status"], "match", "{form}: {row}");
        }
    }
}

#[test]
fn a_return_has_what_was_handed_over_in_its_year() {
    let place = filled();
    let rows = table(&out(&place, &["unroca", "--state", "Poland", "--year", "2023"]), 0);
    assert_eq!(rows.len(), 1, "{rows:?}");
    let row = &rows[0];
    assert_eq!((row["Transfer"].as_str(), row["Category"].as_str(), row["Number of items"].as_str()), ("import", "I. Battle tanks", "18"));
    assert_eq!((row["Exporter State(s)"].as_str(), row["Final importer State(s)"].as_str()), ("South Korea", "Poland"));
    let exports = table(&out(&place, &["unroca", "--state", "KR", "--year", "2022"]), 0);
    assert_eq!((exports[0]["Transfer"].as_str(), exports[0]["Number of items"].as_str()), ("export", "10"));
}

#[test]
fn a_map_has_lines_between_states_and_points() {
    let place = filled();
    let json: Json = serde_json::from_str(&out(&place, &["geojson"])).unwrap();
    let features = json["features"].as_array().unwrap();
    assert_eq!(features.len(), lines(&out(&place, &["jsonl"])).len());
    for feature in features {
        let transfer = feature["properties"]["kind"] == "transfer" && feature["properties"]["supplier_name"] != "=HYPERLINK(\"x\")";
        assert_eq!(feature["geometry"]["type"], if transfer { "LineString" } else { "Point" }, "{feature}");
    }
}

#[test]
fn sources_are_cited_for_bibtex_and_csl() {
    let place = filled();
    let bib = out(&place, &["bibtex"]);
    assert_eq!(bib.matches("@misc{").count(), 7);
    assert!(bib.contains("title = {{Report a: “50\\% \\& more\\_”}}") && bib.contains("url = {https://news.example.org/a}"), "{bib}");
    let csl: Json = serde_json::from_str(&out(&place, &["csl", "--equipment", "HIMARS"])).unwrap();
    assert_eq!(csl.as_array().unwrap().len(), 1);
    assert_eq!(csl[0]["issued"], json!({"date-parts": [[2019, 2, 14]]}));
    assert!(bib.contains(csl[0]["id"].as_str().unwrap()));
}

#[test]
fn a_crate_can_be_checked_by_itself() {
    let place = filled();
    assert_eq!(place.run(&["export", "--format", "ro-crate", "--to", "crate"]).code, Some(0));
    let at = place.path().join("crate");
    let read = |name: &str| std::fs::read(at.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let sums = String::from_utf8(read("checksums.sha256")).unwrap();
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        assert_eq!(materiel_model::sha256_hex(&read(name)), sum, "{name}");
    }
    let quotes = lines(&String::from_utf8(read("quotes.jsonl")).unwrap());
    assert!(quotes.len() > 20);
    for quote in quotes {
        let text = read(&format!("texts/{}.txt", quote["document"].as_str().unwrap()));
        let (start, end) = (quote["start"].as_u64().unwrap() as usize, quote["end"].as_u64().unwrap() as usize);
        assert_eq!(std::str::from_utf8(&text[start..end]).unwrap(), quote["quote"].as_str().unwrap());
        assert_eq!(materiel_model::sha256_hex(&text), quote["text_sha256"].as_str().unwrap());
    }
    let about: Json = serde_json::from_slice(&read("ro-crate-metadata.json")).unwrap();
    let ids: Vec<&str> = about["@graph"].as_array().unwrap().iter().map(|one| one["@id"].as_str().unwrap()).collect();
    for part in about["@graph"][1]["hasPart"].as_array().unwrap() {
        assert!(ids.contains(&part["@id"].as_str().unwrap()));
        read(part["@id"].as_str().unwrap());
    }
}

#[test]
fn a_dossier_has_every_quote_and_nothing_from_elsewhere() {
    let place = filled();
    let page = out(&place, &["dossier", "--state", "Poland"]);
    for row in lines(&out(&place, &["jsonl"])) {
        let cited = place.run(&["cite", row["id"].as_str().unwrap(), "--json"]).out;
        for quote in serde_json::from_str::<Vec<Json>>(&cited).unwrap() {
            let words = quote["quote"].as_str().unwrap().replace('&', "&amp;").replace('"', "&quot;");
            assert!(page.contains(&format!("<mark>{words}</mark>")), "{words}");
        }
    }
    assert!(page.contains("@media print") && page.contains("<h1>Poland</h1>") && page.contains("https://news.example.org/g"));
    assert!(!page.contains("<script") && !page.contains("<link") && !page.contains("src=") && !page.contains("@import"));
}

/// Formats that other people's programs read are read by these: `MATERIEL_EXCHANGE` names a Python that has them, or is `required`.
#[test]
fn the_programs_of_others_read_what_is_written() {
    let required = std::env::var("MATERIEL_EXCHANGE").unwrap_or_default();
    let Some(python) = crate::exchange::python(&required) else { return };
    let place = filled();
    let vague = crate::parquet::vague();
    for format in ["jsonl", "parquet"] {
        let to = place.path().join(format!("vague-{format}.out"));
        assert_eq!(vague.run(&["export", "--format", format, "--to", to.to_str().unwrap()]).code, Some(0), "{format}");
    }
    for format in ["ftm", "ftm-statements", "datapackage", "ro-crate", "jsonl", "parquet"] {
        assert_eq!(place.run(&["export", "--format", format, "--to", &format!("{format}.out")]).code, Some(0), "{format}");
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/exchange/check.py");
    let ran = std::process::Command::new(python).arg(script).arg(place.path()).output().unwrap();
    assert!(ran.status.success(), "{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
}
