//! Good and bad input to `add` and `extract`.

use crate::common::Place;

const SENTENCE: &str = "Turkey delivered 20 Bayraktar TB2 drones to Kosovo in July 2023.\n";

#[test]
fn the_same_bytes_again_change_nothing() {
    let place = Place::new();
    place.write("texts/a.txt", SENTENCE);
    place
        .write("texts/deep/b.jsonl", "{\"id\": \"b\", \"text\": \"Nothing of note.\", \"published\": null}\n\n{\"text\": \"Nor here.\"}\n");
    let first = place.run(&["add", "texts"]);
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(first.err.starts_with("3 documents stored with ") && first.out.is_empty(), "{first:?}");
    let again = place.run(&["add", "-v", "texts"]);
    assert_eq!((again.code, again.err.as_str()), (Some(0), "3 documents already there\n"));
    assert!(again.out.lines().all(|line| line.starts_with("already there ")) && again.out.contains(" b:3\n"), "{again:?}");
    // Another date makes another publication of the same text.
    let dated = place.run(&["add", "texts/a.txt", "--published", "2023-07-20", "--source", "A Paper", "--url", "https://example.org/a"]);
    assert!(dated.err.starts_with("1 document stored"), "{dated:?}");
}

#[test]
fn each_bad_input_is_named_and_the_rest_goes_on() {
    let place = Place::new();
    place.write("good.txt", SENTENCE);
    place.write("latin1.txt", b"line one\nK\xf6ln\n");
    place.write("empty.txt", " \n");
    place.write("bare/readme.md", "no document");
    place.write(
        "lines.jsonl",
        b"{\"text\": \"Good.\"}\n{\"text\": \n{\"id\": 7}\n{\"text\": \"x\", \"published\": \"2024-02-30\"}\n{\"text\": \"\xff\"}\n[1]\n{\"text\": 5}\n{\"text\": \"Also good.\"}\n",
    );
    let ran = place.run(&["add", "missing.txt", "latin1.txt", "empty.txt", "bare", "lines.jsonl", "good.txt"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    for line in [
        "missing.txt: there is no such file",
        "empty.txt: the file has no text",
        "bare: the folder has no file that may hold documents (text, JSONL, HTML, PDF, feeds, web archives, mails, tables, Parquet)",
        "lines.jsonl:2: the line is no JSON: EOF while parsing a value at column 8",
        "lines.jsonl:3: the document has no `text`",
        "lines.jsonl:4: `published`: `2024-02-30` is no date: write YYYY-MM-DD, YYYY-MM or YYYY",
        "lines.jsonl:5: byte 89 is not UTF-8; convert the file first",
        "lines.jsonl:6: the line is no JSON object",
        "lines.jsonl:7: `text` is no string",
    ] {
        assert!(ran.err.lines().any(|told| told == line), "no `{line}` in\n{}", ran.err);
    }
    assert!(ran.err.ends_with(", 9 inputs could not be read\n") && ran.err.contains("4 documents stored"), "{}", ran.err);
    assert_eq!(place.run(&["add", "good.txt"]).err, "1 document already there\n");
}

#[test]
fn standard_input_is_text_or_lines() {
    let place = Place::new();
    assert!(place.run_with_input(&["add", "-"], SENTENCE).err.starts_with("1 document stored"));
    let lines = "{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n";
    assert!(place.run_with_input(&["add", "-"], lines).err.starts_with("2 documents stored"));
    assert_eq!(place.run_with_input(&["extract"], "{\"text\": \n").code, Some(2));
    assert_eq!(place.run_with_input(&["add", "-"], "").code, Some(2));
}

#[test]
fn impossible_dates_on_the_command_line_are_refused() {
    let place = Place::new();
    place.write("a.txt", SENTENCE);
    let ran = place.run(&["add", "a.txt", "--published", "2023-13"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("`2023-13` is no date"), "{}", ran.err);
}

#[test]
fn files_that_are_no_register_are_told_apart() {
    let place = Place::new();
    let missing = place.run(&["list"]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.contains("there is no register here"), "{}", missing.err);
    place.write("register.db", SENTENCE);
    place.write("a.txt", SENTENCE);
    for args in [&["list"][..], &["add", "a.txt"], &["rebuild"]] {
        let ran = place.run(args);
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains("this is no register of Materiel"), "{}", ran.err);
    }
}

#[test]
fn an_empty_register_is_nothing_found() {
    let place = Place::new();
    place.write("a.txt", "Nothing of note.");
    place.run(&["add", "a.txt"]);
    assert_eq!(place.run(&["list"]).code, Some(1));
    assert_eq!(place.run(&["show", "t-1"]).code, Some(1));
    let rebuilt = place.run(&["rebuild"]);
    assert_eq!(rebuilt.code, Some(0), "{rebuilt:?}");
}

#[test]
fn claims_below_a_confidence_are_left_out_on_reading_out() {
    let place = Place::new();
    place.write("a.txt", SENTENCE);
    let all = place.run(&["extract", "a.txt"]);
    let claim: serde_json::Value = serde_json::from_str(all.out.lines().next().expect("a claim")).unwrap();
    let sure = claim["confidence"].as_f64().expect("a confidence");
    assert!(sure > 0.01 && sure < 0.999, "{sure}");
    assert_eq!(place.run(&["extract", "a.txt", "--min-confidence", &sure.to_string()]).out, all.out);
    let none = place.run(&["extract", "a.txt", "--min-confidence", &(sure + 0.001).to_string()]);
    assert_eq!((none.code, none.out.as_str()), (Some(0), ""));
    // The register keeps everything.
    place.run(&["add", "a.txt"]);
    assert_eq!(place.run(&["list", "--min-confidence", "0.9999"]).code, Some(1));
    assert_eq!(place.run(&["list", "--min-confidence", "0"]).out, place.run(&["list"]).out);
    for bad in ["1.5", "-0.1", "NaN", "80%", "", "high"] {
        for command in [&["extract", "a.txt"][..], &["list"], &["show", "t-1"], &["why", "t-1"]] {
            let ran = place.run(&[command, &[&format!("--min-confidence={bad}")]].concat());
            let told = format!("`{bad}` is no confidence: write a number from 0 to 1, such as 0.8");
            assert!(ran.code == Some(2) && ran.err.contains(&told), "{command:?} {bad}: {ran:?}");
        }
    }
}
