//! A table that is changed in a spreadsheet and taken back as decisions.

use crate::common::{Place, Ran};
use crate::export::{filled, lines, out};

/// A table as somebody changes it.
struct Sheet(Vec<Vec<String>>);

impl Sheet {
    fn of(place: &Place, args: &[&str]) -> Self {
        let text = out(place, &[&["csv", "--editable"], args].concat());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        Self(reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect())
    }

    /// The cell of a column in the row that has some words.
    fn cell(&mut self, row: &str, column: &str) -> &mut String {
        let at = self.0[0].iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column} in {:?}", self.0[0]));
        let row = self.0.iter_mut().skip(1).find(|cells| cells.iter().any(|cell| cell.contains(row))).unwrap();
        &mut row[at]
    }

    fn text(&self, delimiter: u8) -> String {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
        self.0.iter().for_each(|row| writer.write_record(row).unwrap());
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }
}

fn decide(place: &Place, table: &str, more: &[&str]) -> Ran {
    place.write("changed.csv", table);
    place.run(&[&["decide", "--from", "changed.csv", "--by", "A. Editor", "--why", "checked by hand"], more].concat())
}

fn row(place: &Place, equipment: &str) -> serde_json::Value {
    lines(&place.run(&["list", "--format", "jsonl", "--equipment", equipment]).out)[0].clone()
}

#[test]
fn changed_cells_become_decisions() {
    let place = filled();
    let mut sheet = Sheet::of(&place, &[]);
    assert!(sheet.0.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "a formula");
    let ran = decide(&place, &sheet.text(b','), &[]);
    assert!(ran.code == Some(1) && ran.err.contains("no cell was changed"), "{ran:?}");
    *sheet.cell("HIMARS", "quantity") = "18".to_owned();
    *sheet.cell("Apache", "stage") = "requested".to_owned();
    *sheet.cell("K2", "value") = "USD 3.4 billion".to_owned();
    *sheet.cell("+Thunder", "supplier") = "Germany".to_owned();
    *sheet.cell("opened a base", "location") = "XK ".to_owned();
    let dry = decide(&place, &sheet.text(b','), &["--dry-run"]);
    assert!(dry.code == Some(0) && dry.err.contains("nothing was stored"), "{dry:?}");
    assert_eq!(row(&place, "HIMARS")["quantity"]["value"], 20);
    // As other spreadsheets save it: semicolons, and a mark before the first byte.
    let ran = decide(&place, &format!("\u{feff}{}", sheet.text(b';')), &[]);
    assert!(ran.code == Some(0) && ran.err.contains("stored 4 decisions"), "{ran:?}");
    let himars = row(&place, "HIMARS");
    assert_eq!(
        (himars["quantity"]["value"].as_u64(), himars["quantity"]["qualifier"].as_str(), himars["reviewed"].as_str()),
        (Some(18), Some("exact"), Some("part"))
    );
    assert_eq!(row(&place, "Apache")["stage"], "requested");
    assert_eq!(row(&place, "K2")["value"]["amount"], 3_400_000_000_u64);
    assert_eq!(row(&place, "Thunder")["supplier"], "DE");
    let log = place.run(&["review", "log", "--author", "A. Editor", "--format", "jsonl"]).out;
    assert_eq!(lines(&log).len(), 4, "{log}");
    // The same table again changes nothing: what it wants is there.
    let ran = decide(&place, &sheet.text(b','), &[]);
    assert!(ran.code == Some(1) && ran.err.contains("no cell was changed"), "{ran:?}");
}

#[test]
fn nothing_is_stored_unless_every_cell_can_be_taken() {
    let place = filled();
    let mut sheet = Sheet::of(&place, &["--kind", "transfer"]);
    let claims = place.run(&["show", row(&place, "HIMARS")["id"].as_str().unwrap(), "--format", "json"]).out;
    let claim = serde_json::from_str::<serde_json::Value>(&claims).unwrap()["claims"][0]["claim"].as_str().unwrap().to_owned();
    let ran = place.run(&["review", "correct", &claim, "quantity", "19", "--by", "B", "--why", "c"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    *sheet.cell("HIMARS", "quantity") = "18".to_owned();
    *sheet.cell("Apache", "quantity") = "many".to_owned();
    *sheet.cell("K2", "recipient") = "Nowhereland".to_owned();
    *sheet.cell("+Thunder", "due") = "2031".to_owned();
    *sheet.cell("K2", "value") = "USD 1".to_owned();
    let ran = decide(&place, &sheet.text(b','), &[]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let told: Vec<&str> = ran.err.lines().collect();
    for words in [
        "quantity: is `19` by now and was `~20`",
        "quantity: `many` is no number",
        "recipient: no state or body is called `Nowhereland`",
        "due: no sentence of the record has the words `2031`",
        "4 cells cannot be taken, so nothing was stored",
    ] {
        assert!(told.iter().any(|line| line.contains(words)), "{words}: {told:#?}");
    }
    let lines_named = told.iter().filter(|line| line.starts_with("changed.csv:")).count();
    assert_eq!(lines_named, 4, "{told:#?}");
    assert_eq!(row(&place, "K2")["value"]["amount"], 3_370_000_000_u64);
    assert_eq!(lines(&place.run(&["review", "log", "--format", "jsonl"]).out).len(), 1);
}

#[test]
fn what_is_no_such_table_is_refused_with_its_place() {
    let place = filled();
    let table = Sheet::of(&place, &[]).text(b',');
    let seen = Sheet::of(&place, &[]).0[1][1].clone();
    for (text, told) in [
        (String::new(), "the file is empty"),
        ("recipient,supplier\nPL,KR\n".to_owned(), "no column `record`"),
        ("record,seen,price\n".to_owned(), "`price` is no column"),
        ("record,seen,quantity,quantity\n".to_owned(), "two columns `quantity`"),
        (format!("record,seen\nt-1,{seen}\n"), "there was no record t-1"),
        ("record,seen\nt-1,yesterday\n".to_owned(), "`yesterday` is no time"),
        (table.replacen(",transfer,", ",budget,", 1), "kind: `budget` cannot be put in place"),
        (format!("{table}{}", table.lines().nth(1).unwrap()), "stands in two rows"),
    ] {
        let ran = decide(&place, &text, &[]);
        assert!(ran.code == Some(2) && ran.err.contains(told), "{told}: {ran:?}");
    }
    place.write("broken.csv", b"record,seen\n\xff\n");
    let ran = place.run(&["decide", "--from", "broken.csv", "--by", "A", "--why", "b"]);
    assert!(ran.code == Some(2) && ran.err.contains("byte 12 is not UTF-8"), "{ran:?}");
    let ran = place.run(&["export", "--format", "jsonl", "--editable"]);
    assert!(ran.code == Some(2) && ran.err.contains("--format csv"), "{ran:?}");
}
