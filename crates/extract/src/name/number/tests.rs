use super::*;

fn read(text: &str) -> Vec<(String, String)> {
    let show = |found: &Found<NumberFound>| {
        let NumberFound { value, upper, qualifier, role, unit, .. } = found.value;
        let upper = upper.map(|upper| format!("..{}", upper.normalize())).unwrap_or_default();
        let unit = unit.map(|unit| format!(" {unit:?}")).unwrap_or_default();
        let qualifier = if qualifier == Qualifier::Exact { String::new() } else { format!(" {qualifier}") };
        let role = if role == NumberRole::Count { String::new() } else { format!(" {role:?}") };
        (found.span.of(text).to_owned(), format!("{}{upper}{qualifier}{role}{unit}", value.normalize()))
    };
    numbers(text).iter().map(show).collect()
}

#[test]
fn numbers_are_read_in_every_form() {
    for (text, words, value) in [
        ("1,200 troops", "1,200", "1200"),
        ("35 000 men", "35 000", "35000"),
        ("1'200 rifles", "1'200", "1200"),
        ("1.200.000 shells", "1.200.000", "1200000"),
        ("1.2 million shells", "1.2 million", "1200000"),
        ("2,95,511 shells", "2,95,511", "295511"),
        ("35k rounds", "35k", "35000"),
        ("twelve tanks", "twelve", "12"),
        ("two dozen jets", "two dozen", "24"),
        ("a dozen jets", "a dozen", "12"),
        ("half a dozen jets", "half a dozen", "6"),
        ("a half-dozen jets", "a half-dozen", "6"),
        ("a hundred tanks", "a hundred", "100"),
        ("two hundred and forty-six missiles", "two hundred and forty-six", "246"),
        ("Two Hundred Forty Six missiles", "Two Hundred Forty Six", "246"),
        ("five thousand three hundred men", "five thousand three hundred", "5300"),
        ("half a million shells", "half a million", "500000"),
        ("a quarter of a million shells", "a quarter of a million", "250000"),
        ("one and a half million shells", "one and a half million", "1500000"),
        ("a million and a half shells", "a million and a half", "1500000"),
        ("a pair of frigates", "a pair of", "2"),
        ("a couple of frigates", "a couple of", "2"),
        ("thirty (30) AH-64E", "thirty (30)", "30"),
        ("forty-eight (48) radars", "forty-eight (48)", "48"),
        ("30 (thirty) radars", "30 (thirty)", "30"),
        ("20-30 tanks", "20-30", "20..30 at_least"),
        ("between 20 and 30 tanks", "20 and 30", "20..30 at_least"),
        ("two to three dozen tanks", "two to three dozen", "24..36 at_least"),
        ("1.2 to 1.5 million shells", "1.2 to 1.5 million", "1200000..1500000 at_least"),
        ("some 40 tanks", "40", "40 about"),
        ("up to another 12 jets", "12", "12 at_most"),
        ("as many as a further 12 jets", "12", "12 at_most"),
        ("no fewer than 12 jets", "12", "12 at_least"),
        ("not more than 12 jets", "12", "12 at_most"),
        ("more than 12 jets", "12", "12 at_least"),
        ("12 or more jets", "12", "12 at_least"),
        ("30-odd jets", "30", "30 about"),
        ("up to about 30 jets", "30", "30 at_most"),
        ("a minimum of 30 jets", "30", "30 at_least"),
        ("handed over 12 helicopters", "12", "12"),
        ("12 plus two options", "12", "12"),
        ("twenty two-seat trainers", "twenty", "20"),
        ("one third-generation tank", "one", "1"),
        ("12 second-hand jets", "12", "12"),
        ("2x patrol boats", "2", "2"),
        ("a 20,000-strong army", "20,000", "20000"),
        ("2000 rifles", "2000", "2000"),
    ] {
        assert_eq!(read(text).first(), Some(&(words.to_owned(), value.to_owned())), "{text}");
    }
}

#[test]
fn what_is_no_count_says_why() {
    for (text, words, value) in [
        ("a 155mm gun", "155", "155 Measure Length"),
        ("12 155 mm guns", "12", "12"),
        ("70 km away", "70", "70 Measure Length"),
        ("a 60-ton tank", "60", "60 Measure Mass"),
        ("500 square kilometres", "500", "500 Measure Length"),
        ("a 24-hour watch", "24", "24 Measure Time"),
        ("a four-wheel drive", "four", "4 Compound"),
        ("a 12-aircraft order", "12", "12 Compound"),
        ("Block 70", "70", "70 Label"),
        ("Mk 82", "82", "82 Label"),
        ("Mk. 82", "82", "82 Label"),
        ("No. 5", "5", "5 Label"),
        ("a 24-year-old man", "24", "24 Age Time"),
        ("aged 24", "24", "24 Age"),
        ("one of the frigates", "one", "1 Pronoun"),
        ("no one knows", "one", "1 Pronoun"),
        ("at 5 p.m. sharp", "5", "5 Clock"),
    ] {
        assert_eq!(read(text).first(), Some(&(words.to_owned(), value.to_owned())), "{text}");
    }
    let lots: Vec<_> = numbers("Lots 12 and 13 for 14 jets").iter().map(|found| found.value.role).collect();
    assert_eq!(lots, [NumberRole::Label, NumberRole::Label, NumberRole::Count]);
    assert_eq!(numbers("Block 70 jets")[0].value.quantity(), None);
    for text in ["Transmittal No. 25-101", "Public Law 104-164", "section 47(6)", "Pages 44424-44426"] {
        assert!(numbers(text).iter().all(|found| found.value.role == NumberRole::Label), "{text}");
    }
    let names: Vec<_> =
        numbers("the Leopard 2 and Spice 2000 bombs; 14 tanks").iter().map(|found| (found.value.after_name, found.value.role)).collect();
    assert_eq!(names, [(true, NumberRole::Count), (true, NumberRole::Year), (false, NumberRole::Count)]);
}

#[test]
fn these_are_no_numbers() {
    for text in [
        "dozens of tanks",
        "hundreds",
        "several hundred",
        "the third",
        "a twenty-first century",
        "1st Brigade",
        "the 12th",
        "both",
        "two-thirds",
        "one third of",
        "F-16s",
        "AIM-120C-7",
        "T-72",
        "W31P4Q-14-C-0034",
        "36(b)(1)",
        "2S19",
        "9x19mm",
        "AN/TPQ-53",
        "a 767-2C",
        "Boeing 737-800",
        "703-697-5737",
        "1.2.3",
        "$75 million",
        "80 percent",
        "May 31, 2016",
        "two years ago",
        "in 2018",
        "a couple",
        "the 1990s",
        "24/7",
    ] {
        assert_eq!(read(text), [], "{text}");
    }
}

#[test]
fn a_change_is_two_numbers_and_no_range() {
    assert_eq!(numbers("from 20 to 30 tanks").len(), 2);
}
