use super::*;
use proptest::prelude::*;
use std::sync::OnceLock;

const XK: &str = r#"
id = "XK"
name = "Kosovo"
names = ["Republic of Kosovo"]
demonyms = ["Kosovar", "Kosovars"]
capitals = ["Pristina", "Prishtinë"]
forces = ["Kosovo Security Force", "KSF"]
not = ["Kosovo Polje", "Kosovo Force"]
currency = "EUR"
"#;

const US: &str = r#"
id = "US"
name = "United States"
names = ["US", "U.S.A.", "America"]
demonyms = ["American", "Americans"]
capitals = ["Washington"]
leaders = [{ name = "Joe Bidden", short = "Bidden", from = 2021 }]
places = ["Texas", "Fort Worth"]
not = ["Washington Post"]
currency = "USD"
"#;

const OTHER_STATES: &[(&str, &str, &str, &str)] = &[
    ("RS", "Serbia", "Serbian", "Belgrade"),
    ("PL", "Poland", "Polish", "Warsaw"),
    ("TR", "Turkey", "Turkish", "Ankara"),
    ("JO", "Jordan", "Jordanian", "Amman"),
    ("MV", "Maldives", "Maldivian", "Male"),
    ("DK", "Denmark", "Danish", "Copenhagen"),
];

const BODIES: &str = r#"
[[body]]
id = "NATO"
kind = "alliance"
name = "NATO"

[[body]]
id = "kfor"
kind = "mission"
name = "KFOR"
names = ["Kosovo Force"]
member_of = "NATO"

[[body]]
id = "lockheed-martin"
kind = "company"
name = "Lockheed Martin"
names = ["Lockheed"]
state = "US"
"#;

const FAMILIES: &str = r#"
[[family]]
id = "javelin"
name = "Javelin"
names = ["FGM-148"]
variants = ["FGM-148F"]
class = "anti_tank_missile"
origin = ["US"]
needs = true
not = ["Javelin throw"]

[[family]]
id = "f-16"
name = "F-16"
names = ["Fighting Falcon", "Lockheed Martin F-16"]
variants = ["F-16C", "F-16C/D"]
class = "combat_aircraft"
maker = ["Lockheed Martin"]

[[family]]
id = "as350"
name = "AS350"
class = "helicopter"

[[family]]
id = "leopard-2"
name = "Leopard 2"
variants = ["Leopard 2A4"]
class = "tank"

[[family]]
id = "spike"
name = "Spike missile"
class = "anti_tank_missile"

[[family]]
id = "tiger-tank"
name = "Tiger"
class = "tank"
needs = true

[[family]]
id = "kargul"
name = "Kargul"
names = ["KRG", "G-55"]
class = "artillery"
needs = ["G-55"]

[[family]]
id = "up-12"
name = "UP-12"
names = ["AT-350"]
class = "helicopter"

[[family]]
id = "lake"
name = "Lake class"
class = "warship"

[[family]]
id = "tiger-helicopter"
name = "Tiger"
class = "helicopter"
needs = true
"#;

const NOUNS: &str = r#"
[[noun]]
class = "anti_tank_missile"
nouns = ["anti-tank missile", "anti-tank guided missile", "anti-tank missile system", "ATGM"]

[[noun]]
class = "tank"
nouns = ["tank", "main battle tank"]
not = ["fuel tank"]

[[noun]]
class = "helicopter"
nouns = ["helicopter", "attack helicopter"]

[[noun]]
class = "combat_aircraft"
nouns = ["fighter jet", "fighter"]

[[noun]]
class = "engine"
nouns = ["engine"]

[[noun]]
class = "service"
nouns = ["training"]

[[noun]]
class = "artillery"
nouns = ["howitzer"]

[[noun]]
class = "patrol_craft"
nouns = ["patrol vessel", "cutter"]

[[noun]]
class = "warship"
nouns = ["corvette"]

[[noun]]
class = "uav"
nouns = ["drone"]

[[noun]]
class = "other"
vague = true
nouns = ["missile", "weapon", "equipment", "arms"]
plurals = ["arms", "equipment"]
not = ["arms control"]
"#;

fn knowledge() -> &'static Facts {
    static READ: OnceLock<Facts> = OnceLock::new();
    READ.get_or_init(|| {
        let mut files =
            Facts::embedded().files.below("languages/").map(|(path, text)| (path.to_owned(), text.to_owned())).collect::<Vec<_>>();
        let mut add = |path: &str, text: &str| files.push((path.to_owned(), text.to_owned()));
        add("states/xk.toml", XK);
        add("states/us.toml", US);
        for (id, name, demonym, capital) in OTHER_STATES {
            let further = match *id {
                "PL" | "TR" => "forces = [\"XAF\"]\n",
                "MV" => "namesake = [\"D-Mold\"]\n",
                "RS" => "forces = [\"RTS\"]\n",
                _ => "",
            };
            let state = format!(
                "id = \"{id}\"\nname = \"{name}\"\ndemonyms = [\"{demonym}\"]\ncapitals = [\"{capital}\"]\n{further}currency = \"EUR\"\n"
            );
            add(&format!("states/{id}.toml"), &state);
        }
        add("bodies/bodies.toml", BODIES);
        add("equipment/mixed.toml", FAMILIES);
        add("equipment/nouns.toml", NOUNS);
        let (knowledge, errors) = Facts::load(files);
        assert!(errors.is_empty(), "{errors:?}");
        knowledge
    })
}

/// Each mention on a line: its words, and what it names.
fn read(text: &str) -> Vec<String> {
    let layout = crate::text::read(text);
    let names = names(knowledge(), text, &layout);
    let line = |mention: &Mention<'_>| {
        let what = match &mention.name {
            Name::Party(party) => format!("{:?} {}", party.how, party.id),
            Name::Person(person) => format!("{} of {}", person.name, person.state.as_ref().map_or("nowhere", PartyId::as_str)),
            Name::Equipment(thing) if thing.about => format!("about {}", thing.name),
            Name::Equipment(thing) => format!("{} {} {:?}", thing.name, thing.class, thing.sort),
        };
        format!("{} = {what}", mention.span.of(text))
    };
    names.mentions.iter().map(line).collect()
}

/// Checks the mentions of a text, written on lines.
#[track_caller]
fn reads(text: &str, expected: &str) {
    let expected = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    assert_eq!(read(text), expected, "{text}");
}

#[test]
fn a_sentence_names_its_parties_and_things() {
    reads(
        "The Kosovo Security Force (FSK) received 246 FGM-148F Javelin anti-tank missile systems from the US. The FSK trains in Pristina.",
        "Kosovo Security Force = Force XK
         FSK = Force XK
         FGM-148F Javelin anti-tank missile systems = FGM-148F Javelin anti_tank_missile Family
         US = Name US
         FSK = Force XK
         Pristina = Place XK",
    );
}

#[test]
fn hyphens_plurals_and_possessives_do_not_matter() {
    reads(
        "F-16s, F16s, an F 16, F-16C/D Block 52s and Kosovo’s F-16’s",
        "F-16s = F-16 combat_aircraft Family
         F16s = F16 combat_aircraft Family
         F 16 = F 16 combat_aircraft Family
         F-16C/D Block 52s = F-16C/D Block 52 combat_aircraft Family
         Kosovo = Name XK
         F-16 = F-16 combat_aircraft Family",
    );
    reads("The F-160, the AS3500 and the XF-16", "");
    reads("Leopard 2A7V and Leopard 2 A4s", "Leopard 2A7V = Leopard 2A7V tank Family\nLeopard 2 A4s = Leopard 2 A4 tank Family");
}

#[test]
fn everyday_words_need_a_word_of_their_class() {
    reads("He won the Javelin throw with his Javelin.", "");
    reads(
        "Javelins arrived. They are Javelin missiles.",
        "Javelins = Javelin anti_tank_missile Family\nJavelin missiles = Javelin anti_tank_missile Family",
    );
    reads(
        "A Tiger tank met a Tiger attack helicopter.",
        "Tiger tank = Tiger tank Family\nTiger attack helicopter = Tiger helicopter Family",
    );
    reads("Turkey eats no turkey.", "Turkey = Name TR");
}

#[test]
fn a_name_inside_another_name_is_not_meant() {
    reads(
        "Kargul Savings bought a bank. <Kargul Mining Inc> owns Kargul.",
        "Kargul Mining Inc = Company org:Kargul Mining Inc\nKargul = Company org:Kargul Mining Inc",
    );
    reads("They met in Robert Kargul Hall. Kargul went home.", "");
    reads("Poland bought two Karguls.", "Poland = Name PL\nKarguls = Kargul artillery Family");
}

#[test]
fn tickers_headlines_and_counts_are_no_designations() {
    reads("National Widgets <KRG> rose. It is up 12 and at 350 now.", "");
    reads("RAIN FELL IN KRG AND ELSEWHERE", "");
    reads("Four KRG and an AS 350B came.", "KRG = KRG artillery Family\nAS 350B = AS 350B helicopter Family");
}

#[test]
fn single_names_of_a_family_may_need_a_word_of_their_class() {
    reads("The G-55 ministers met.", "");
    reads("The G-55 howitzer came.", "G-55 howitzer = G-55 artillery Family");
}

#[test]
fn ships_classes_need_their_noun_right_beside() {
    reads("The corvette left Lake Charles. The ship is on the Lakes.", "corvette = corvette warship Noun");
    reads("Two Lake-class corvettes came.", "Lake-class corvettes = Lake-class warship Family");
}

#[test]
fn the_head_noun_says_what_moves() {
    reads(
        "F-16 engines, F-16 training and F-16 pilots",
        "F-16 engines = F-16 engines engine Family
         F-16 training = F-16 training service Family
         F-16 = about F-16",
    );
    reads("the main battle tank Leopard 2A4", "main battle tank Leopard 2A4 = Leopard 2A4 tank Family");
    reads("anti-tank guided missiles (ATGMs)", "anti-tank guided missiles (ATGMs) = anti-tank guided missiles anti_tank_missile Noun");
    reads("anti-tank missiles (Javelin)", "anti-tank missiles (Javelin) = Javelin anti_tank_missile Family");
    reads(
        "Spike missiles came. The Spikes work.",
        "Spike missiles = Spike anti_tank_missile Family\nSpikes = Spike anti_tank_missile Family",
    );
}

#[test]
fn nouns_take_what_describes_them() {
    reads(
        "The 12 new offshore patrol vessels, 155mm self-propelled howitzers, GPS-guided missiles and Turkish-made drones under arms control",
        "offshore patrol vessels = offshore patrol vessels patrol_craft Noun
         155mm self-propelled howitzers = 155mm self-propelled howitzers artillery Noun
         GPS-guided missiles = GPS-guided missiles other VagueNoun
         Turkish = Demonym TR
         drones = drones uav Noun",
    );
}

#[test]
fn designations_are_told_by_shape_and_noun() {
    reads(
        "the new XK-9 howitzer, Kaplan MT tanks, Gowind-class corvettes and Grom-2 missiles. Later two Kaplan MTs came.",
        "XK-9 howitzer = XK-9 artillery Designation
         Kaplan MT tanks = Kaplan MT tank Designation
         Gowind-class corvettes = Gowind-class warship Designation
         Grom-2 missiles = Grom-2 other Designation
         Kaplan MTs = Kaplan MT tank Designation",
    );
    reads(
        "They have XK-9 howitzers, TK-12, MRV-16/9 and S600. XK-9 howitzers came in Q3, FY2020 and May, and COVID-19.",
        "XK-9 howitzers = XK-9 artillery Designation
         TK-12 = TK-12 artillery Designation
         MRV-16/9 = MRV-16/9 artillery Designation
         S600 = S600 artillery Designation
         XK-9 howitzers = XK-9 artillery Designation",
    );
    reads("New tanks came. Serbian tanks came in May.", "tanks = tanks tank Noun\nSerbian = Demonym RS\ntanks = tanks tank Noun");
    reads("Poland Buys New Tanks From Denmark", "Poland = Name PL\nTanks = Tanks tank Noun\nDenmark = Name DK");
}

#[test]
fn forces_and_organs_belong_to_their_state() {
    reads(
        "The Royal Danish Air Force, Serbia's Ministry of Defence, the Turkish defence ministry and the Ministry of Defence of the Republic of Kosovo",
        "Royal Danish Air Force = Force DK
         Serbia's Ministry of Defence = Government RS
         Turkish defence ministry = Government TR
         Ministry of Defence of the Republic of Kosovo = Government XK",
    );
    let text = "The ministry said so. Polish military drones flew.";
    let layout = crate::text::read(text);
    let names = names(knowledge(), text, &layout);
    assert_eq!(names.organs.iter().map(|organ| organ.span.of(text)).collect::<Vec<_>>(), ["ministry"]);
    assert_eq!(names.mentions[0].span.of(text), "Polish");
}

#[test]
fn letters_that_several_forces_go_by_are_those_of_the_state_that_the_text_speaks_of() {
    reads("Poland and its neighbour spoke. The XAF flew.", "Poland = Name PL\nXAF = Force PL");
    reads("Ankara, Turkish firms and Poland. The XAF flew.", "Ankara = Capital TR\nTurkish = Demonym TR\nPoland = Name PL\nXAF = Force TR");
    reads("The XAF flew.", "");
}

#[test]
fn people_speak_for_their_state() {
    reads(
        "Kosovo’s Minister of Defence, Ejup Shembulli, met US Ambassador to Serbia Christopher Hall. Shembulli thanked President Bidden.",
        "Kosovo’s Minister of Defence, Ejup Shembulli = Ejup Shembulli of XK
         US Ambassador to Serbia Christopher Hall = Christopher Hall of US
         Shembulli = Ejup Shembulli of XK
         President Bidden = Joe Bidden of US",
    );
    reads("Ana Primer, the Serbian defence minister, spoke.", "Ana Primer = Ana Primer of RS\nSerbian defence minister = Leader RS");
    reads("Jordan Smith and Michael Jordan went to Jordan.", "Jordan = Name JO");
}

#[test]
fn a_leaders_surname_may_be_somebody_elses() {
    reads("Michael Bidden praised it. BIDDEN HAILS BILL. Bidden voted.", "");
    reads(
        "Bidden praised it. Joe Bidden met Michael Bidden.",
        "Bidden = Joe Bidden of US\nJoe Bidden = Joe Bidden of US\nBidden = Joe Bidden of US",
    );
}

#[test]
fn a_senators_party_and_state_are_no_name() {
    reads("Ana Marlow (R-TS) met the RTS.", "RTS = Force RS");
}

#[test]
fn a_namesake_is_told_by_its_own_words() {
    reads("Ana Marlow, D-Mold., said that Maldives wins. Jobs come to Maldives.", "");
    reads("Ana Marlow, D-Mold., met a Maldivian in Maldives.", "Maldivian = Demonym MV\nMaldives = Name MV");
}

#[test]
fn places_are_no_actors() {
    reads(
        "WASHINGTON (AP) - Washington agreed. In Washington, the Washington Post wrote.",
        "WASHINGTON = Place US\nWashington = Capital US\nWashington = Place US",
    );
    reads("A MALE drone flew over Kosovo Polje.", "MALE drone = MALE uav Designation");
}

#[test]
fn bodies_have_their_own_ids() {
    reads(
        "Nato and KFOR, also called Kosovo Force, bought Lockheed Martin F-16s.",
        "Nato = Alliance NATO
         KFOR = Mission org:KFOR
         Kosovo Force = Mission org:Kosovo Force
         Lockheed Martin = Company org:Lockheed Martin
         F-16s = F-16 combat_aircraft Family",
    );
    reads(
        "International Golden Group (IGG) and the Polar Security Cutter (PSC). IGG sold two PSCs.",
        "International Golden Group = Company org:International Golden Group
         IGG = Company org:International Golden Group
         Polar Security Cutter = Polar Security Cutter patrol_craft Designation
         PSC = Polar Security Cutter patrol_craft Designation
         IGG = Company org:International Golden Group
         PSCs = Polar Security Cutter patrol_craft Designation",
    );
    reads(
        "Example Dynamics GmbH sells. Example delivered.",
        "Example Dynamics GmbH = Company org:Example Dynamics GmbH\nExample = Company org:Example Dynamics GmbH",
    );
}

#[test]
fn mentions_can_be_looked_up_by_token() {
    let text = "Poland bought F-16s.";
    let layout = crate::text::read(text);
    let names = names(knowledge(), text, &layout);
    assert_eq!(names.at(0).map(|mention| mention.span.of(text)), Some("Poland"));
    assert_eq!(names.at(1), None);
    assert_eq!(names.within(1..4).len(), 1);
    assert_eq!(names.mentions[1].party(), None);
    assert_eq!(names.mentions[0].party().map(|(id, how)| (id.as_str(), how)), Some(("PL", How::Name)));
}

proptest! {
    #[test]
    fn any_text_gives_mentions_in_order(text in any_text()) {
        let layout = crate::text::read(&text);
        let names = names(knowledge(), &text, &layout);
        let mut end = 0;
        for mention in &names.mentions {
            prop_assert!(mention.span.start >= end, "{mention:?}");
            prop_assert!(!mention.span.of(&text).is_empty());
            prop_assert!(mention.tokens.start < mention.tokens.end && mention.tokens.end <= layout.tokens.len(), "{mention:?}");
            end = mention.span.end;
        }
    }
}

/// Words of this file's tables and marks in any order, and any characters at all.
fn any_text() -> impl Strategy<Value = String> {
    let words = [
        "F-16",
        "Javelin",
        "missiles",
        "Kosovo",
        "’s",
        "Ministry of Defence",
        "of",
        "the",
        "US",
        "President",
        "(",
        ")",
        "ABC",
        "Tiger",
        "-",
        "/",
        ".",
        ", ",
        "\n\n",
        "Mk 2",
        "C/D",
        "II",
        "tanks",
        "12",
        "mm",
        "Group",
        "Jordan",
        "Smith",
        "to",
        "Royal",
        "\u{301}",
        "ë",
        "HMS",
        "class",
        "İ",
        "U.S.",
    ];
    let mixed = proptest::collection::vec((proptest::sample::select(words.to_vec()), proptest::sample::select(vec!["", " ", "-"])), 0..40);
    prop_oneof![mixed.prop_map(|parts| parts.into_iter().map(|(word, gap)| format!("{word}{gap}")).collect()), "\\PC{0,80}",]
}
