use super::*;

fn read(text: &str) -> Vec<String> {
    // A Wednesday.
    let published = "2024-01-17".parse().ok();
    dates(text, published).iter().map(|found| shown(&found.value)).collect()
}

fn shown(date: &DateFound) -> String {
    let value = date.value.map_or("-".to_owned(), |value| value.to_string());
    let end = date.end.map(|end| format!("..{end}")).unwrap_or_default();
    let mut out = format!("{value}{end} {:?}", date.kind);
    for (is, name) in
        [(date.deadline, " deadline"), (date.approximate, " about"), (date.fiscal, " fiscal"), (date.inferred_year, " inferred")]
    {
        out.push_str(if is { name } else { "" });
    }
    out
}

#[test]
fn dates_are_read_in_every_form() {
    for row in include_str!("forms.txt").lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
        let (text, wanted) = row.split_once(" => ").unwrap_or((row, ""));
        let wanted: Vec<_> = wanted.split(" | ").filter(|one| !one.is_empty()).collect();
        assert_eq!(read(&text.replace("\\n", "\n")), wanted, "{text}");
    }
}

#[test]
fn without_a_publication_the_words_are_found_and_the_value_is_not() {
    for text in [
        "Thursday",
        "yesterday",
        "last month",
        "December 13",
        "in June",
        "two years ago",
        "next June",
        "later this year",
        "the end of the decade",
        "this summer",
    ] {
        let found = dates(text, None);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!((found[0].value.value, found[0].value.end, found[0].value.future_value), (None, None, None), "{text}");
    }
    assert_eq!(dates("June and July 2023", None)[0].value.value, PartialDate::month_of(2023, 6));
}

#[test]
fn a_publication_that_is_only_a_month_resolves_months_and_years() {
    let published = "2024-01".parse().ok();
    let value = |text| dates(text, published)[0].value.value.map(|date| date.to_string());
    assert_eq!(value("last month").as_deref(), Some("2023-12"));
    assert_eq!(value("last year").as_deref(), Some("2023"));
    assert_eq!(value("in December").as_deref(), Some("2023-12"));
    assert_eq!(value("yesterday"), None);
    assert_eq!(value("Thursday"), None);
}

#[test]
fn a_weekday_and_a_date_without_a_year_also_say_what_they_mean_ahead() {
    let published = "2024-01-17".parse().ok();
    let future = |text| dates(text, published)[0].value.future_value.map(|date| date.to_string());
    assert_eq!(future("on Thursday").as_deref(), Some("2024-01-18"));
    assert_eq!(future("on Wednesday").as_deref(), Some("2024-01-24"));
    assert_eq!(future("December 13").as_deref(), Some("2024-12-13"));
    assert_eq!(future("last Thursday"), None);
}

#[test]
fn quarters_and_halves_name_their_months() {
    let months = |text| dates(text, None)[0].value.months.map(|(from, to)| format!("{from}..{to}"));
    assert_eq!(months("the third quarter of 2024").as_deref(), Some("2024-07..2024-09"));
    assert_eq!(months("H1 2025").as_deref(), Some("2025-01..2025-06"));
    assert_eq!(months("the third quarter of fiscal 2024"), None);
}

#[test]
fn the_wider_span_holds_the_prepositions() {
    let text = "delivered by the end of 2025, they";
    let found = dates(text, None)[0];
    assert_eq!((found.span.of(text), found.value.with_lead.of(text)), ("the end of 2025", "by the end of 2025"));
}
