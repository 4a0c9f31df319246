//! Official notices in our own words, in the styles of several years and offices, and what must come of them.

use materiel_extract::{Knowledge, extract};
use materiel_model::{Claim, Document, Kind, Slot};

fn read(text: &str) -> Vec<Claim> {
    let mut document = Document::new("test", text);
    document.published = "2016-05-04".parse().ok();
    let claims = extract(Knowledge::embedded(), &document).claims;
    for span in claims.iter().flat_map(Claim::spans) {
        assert!(!span.of(text).is_empty() && span.of(text).trim() == span.of(text), "{span:?} is {:?}", span.of(text));
    }
    claims
}

/// "stage recipient quantity name (class) value due" of each transfer; `-` for what is absent.
fn told(claims: &[Claim]) -> Vec<String> {
    let show = |claim: &Claim, slot: Slot| claim.slots.get(slot).map_or("-".to_owned(), |stated| stated.value.display());
    let transfers = claims.iter().filter(|claim| claim.kind == Kind::Transfer);
    transfers
        .map(|claim| {
            let class = claim.slots.equipment().map_or("-", |equipment| equipment.class.as_str());
            let slots = [Slot::Stage, Slot::Recipient, Slot::Quantity, Slot::Equipment].map(|slot| show(claim, slot));
            format!("{} ({class}) {} {}", slots.join(" "), show(claim, Slot::Value), show(claim, Slot::Due))
        })
        .collect()
}

#[test]
fn an_army_award_has_its_customers_in_brackets() {
    let claims = read(
        "Acme Missiles Inc., Dallas, Texas, was awarded a $12,345,678 modification (P00007) to foreign military sales contract \
         (Iraq, Jordan) W31P4Q-15-C-0099 for 400 Hellfire missiles and associated spares. Work will be performed in Orlando, Florida, with an \
         estimated completion date of June 30, 2018. Fiscal 2016 other procurement funds in the amount of $3,000,000 were obligated at the \
         time of the award. Army Contracting Command, Redstone Arsenal, Alabama, is the contracting activity.",
    );
    assert_eq!(
        told(&claims),
        [
            "contracted IQ 400 Hellfire missiles (air_to_ground_weapon) USD 12345678 2018-06-30",
            "contracted JO 400 Hellfire missiles (air_to_ground_weapon) USD 12345678 2018-06-30",
        ]
    );
    assert_eq!(claims[0].slots.get(Slot::Manufacturers).unwrap().value.display(), "Acme Missiles Inc.");
    let number = claims[0].slots.get(Slot::References).unwrap();
    assert_eq!((number.value.display().as_str(), number.inferred), ("W31P4Q-15-C-0099", false));
}

#[test]
fn a_navy_award_gives_each_customer_its_number_and_its_share() {
    let claims = read(
        "Sonar Works LLC,* Groton, Connecticut, is being awarded $9,000,000 for modification P00003 to a previously awarded firm-fixed-price \
         contract (N00019-14-C-0012) for the procurement of nine AN/SQS-53 sonar arrays for the Navy (6) and the government of Japan (3). Work \
         will be performed in Groton, Connecticut (80 percent); and Yokosuka, Japan (20 percent), and is expected to be completed in May 2019. \
         This contract combines purchases for the Navy ($6,000,000; 66 percent); and the government of Japan ($3,000,000; 34 percent) under \
         the Foreign Military Sales program. The Naval Air Systems Command, Patuxent River, Maryland, is the contracting activity.",
    );
    let mut told = told(&claims);
    told.sort();
    assert_eq!(
        told,
        [
            "contracted JP 3 AN/SQS-53 sonar arrays (sensor) USD 3000000 2019-05",
            "contracted US 6 AN/SQS-53 sonar arrays (sensor) USD 6000000 2019-05",
        ]
    );
}

#[test]
fn an_air_force_award_says_in_its_second_sentence_what_is_bought() {
    let claims = read(
        "Widget Engines Corp., Dayton, Ohio, has been awarded a not-to-exceed $70,000,000 undefinitized delivery order (0003) to previously \
         awarded contract FA8504-10-D-0001 for C-130J spare engines. Contractor will provide 20 AE2100D3 engines. Work will be performed at \
         Dayton, Ohio, and is expected to be complete by Dec. 31, 2017. This contract involves foreign military sales to Oman. Air Force Life \
         Cycle Management Center, Robins Air Force Base, Georgia, is the contracting activity.",
    );
    assert_eq!(told(&claims), ["contracted OM 20 AE2100D3 engines (engine) ≤USD 70000000 2017-12-31"]);
}

#[test]
fn an_award_may_say_for_whom_before_it_says_what() {
    let claims = read(
        "Widget Missiles Inc., Mesa, Arizona, is awarded a $2,000,000 contract for fiscal 2019 Navy and foreign military sales (FMS) to Greece \
         for the Evolved Seasparrow Missile (ESSM) Block 2. It combines purchases for the Navy (70 percent) and the government of Greece (30 \
         percent). Work will be performed in Mesa, Arizona. The Naval Sea Systems Command, Washington, is the contracting activity.",
    );
    let goods: Vec<&str> = claims.iter().filter_map(|claim| claim.slots.equipment()).map(|equipment| equipment.name.as_str()).collect();
    assert!(!goods.is_empty() && goods.iter().all(|name| name.contains("Seasparrow")), "{goods:?}");
}

#[test]
fn an_award_to_recapitalise_counts_each_of_its_goods() {
    let claims = read(
        "Wagon Works LLC, Peoria, Illinois, was awarded a $7,000,000 contract to recapitalize 1,250 Medium Tactical Trucks (MTTs) and 310 \
         Armored Recovery Vehicles (ARVs). Three bids came in. Army Contracting Command, Warren, Michigan, is the contracting activity.",
    );
    let told = told(&claims);
    assert!(told.iter().any(|claim| claim.contains("US 1250 ")) && told.iter().any(|claim| claim.contains("US 310 ")), "{told:?}");
}

#[test]
fn a_system_with_a_name_of_its_own_is_goods() {
    let claims = read(
        "Tester Co., Reno, Nevada, was awarded a $2,000,000 contract for full rate production of the Common Remote Bench Check System. Work will \
         be performed in Reno, Nevada. Army Contracting Command, Newark, New Jersey, is the contracting activity.",
    );
    assert!(told(&claims).iter().any(|claim| claim.contains("Common Remote Bench Check System")), "{:?}", told(&claims));
}

#[test]
fn a_day_of_awards_is_read_award_by_award() {
    let claims = read(
        "CONTRACTS\n \nNAVY\n \nClean Sweep Co., Norfolk, Virginia, is being awarded a $7,000,000 contract for custodial services at Naval \
         Station Norfolk. Work will be performed in Norfolk, Virginia, and is expected to be completed by May 2017. Naval Facilities \
         Engineering Command, Norfolk, Virginia, is the contracting activity (N40085-16-C-0001).\n \nTank Works,\u{a0} Lima, Ohio, is being awarded a \
         $8,500,000\ncontract for 12 M1A2 Abrams tanks.  Work will be performed in Lima, Ohio, and is expected to be completed by May 2018.  \
         The Naval Sea Systems Command, Washington, District of Columbia, is the contracting activity (N00024-16-C-0002). ARMY Fuel \
         Brothers Inc., Houston, Texas, was awarded a $9,000,000 contract for jet fuel. Bids were solicited via the Internet with two \
         received. Army Contracting Command, Warren, Michigan, is the contracting activity (W56HZV-16-C-0003).\n",
    );
    assert_eq!(told(&claims), ["contracted US 12 M1A2 Abrams tanks (tank) USD 8500000 2018-05"]);
}

#[test]
fn goods_taken_out_of_an_order_are_cancelled() {
    let claims = read(
        "Acme Missiles Inc., Dallas, Texas, was awarded a $5,000,000 modification (P00009) to foreign military sales contract (Qatar) \
         W31P4Q-15-C-0099 adding 20 Hellfire missiles and deleting 30 Javelin missiles. Work will be performed in Dallas, Texas, with an \
         estimated completion date of June 30, 2018. Army Contracting Command, Redstone Arsenal, Alabama, is the contracting activity.",
    );
    let stages: Vec<_> = told(&claims).iter().map(|line| line.split(' ').take(4).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(stages, ["contracted QA 20 Hellfire", "cancelled QA 30 Javelin"]);
}

#[test]
fn a_conversion_is_an_upgrade_of_its_platform() {
    let claims = read(
        "Tank Works, Lima, Ohio, was awarded a $50,000,000 firm-fixed-price foreign military sales contract (Kuwait) for conversion of 40 M1A2 \
         tanks to the M1A2K configuration. Bids were solicited via the Internet with one received. Work will be performed in Lima, Ohio, with \
         an estimated completion date of July 31, 2019. Army Contracting Command, Warren, Michigan, is the contracting activity \
         (W56HZV-16-C-0004).",
    );
    assert_eq!(told(&claims), ["contracted KW 40 M1A2 tanks (tank) USD 50000000 2019-07-31"]);
    assert_eq!(claims[0].slots.get(Slot::Mode).unwrap().value.display(), "upgrade");
}

#[test]
fn an_award_that_was_not_made_is_denied() {
    let claims = read(
        "CORRECTION: A foreign military sales contract (Lebanon) for Radio House Inc., Rochester, New York (W91CRB-16-D-5001), to procure \
         tactical radios, was mistakenly announced on May 2, 2016. The contract has not yet been awarded.",
    );
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].polarity.as_str(), "denied");
    assert_eq!(claims[0].slots.party(Slot::Recipient).unwrap().as_str(), "LB");
}

#[test]
fn construction_at_a_base_is_a_facility() {
    let claims = read(
        "Brick and Sons LLC, Tampa, Florida, is being awarded a $20,000,000 firm-fixed-price contract for the construction of a missile \
         magazine at Naval Air Station Jacksonville. Work will be performed in Jacksonville, Florida, and is expected to be completed by \
         April 2018. The Naval Facilities Engineering Command, Southeast, Jacksonville, Florida, is the contracting activity \
         (N69450-16-C-0001).",
    );
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].kind, Kind::Facility);
    assert_eq!(claims[0].slots.get(Slot::FacilityType).unwrap().value.display(), "missile magazine");
    assert_eq!(claims[0].slots.get(Slot::Location).unwrap().value.display(), "Naval Air Station Jacksonville");
}

#[test]
fn a_release_approves_notifies_and_requests() {
    let claims = read(
        "Norway – Sea Sparrow Launchers and AIM-120C AMRAAM Missiles\nTransmittal No. 24-77\n\nWASHINGTON, March 3, 2024 - The State Department \
         has made a determination approving a possible Foreign Military Sale to the Government of Norway of AIM-120C-8 AMRAAM missiles and \
         related equipment for an estimated cost of $90 million. The Defense Security Cooperation Agency delivered the required \
         certification notifying Congress of this possible sale today.\n\nThe Government of Norway has requested to buy up to sixty (60) \
         AIM-120C-8 AMRAAM missiles; four (4) AMRAAM guidance sections; and two (2) M299 launchers. The following non-MDE items will also be \
         included: 12 containers. The estimated total cost is $90 million.\n\nThe principal contractors will be RTX Corporation, located in \
         Arlington, VA, and Kit and Caboodle Company, located in Dallas, TX. There are no known offset agreements.\n\nThere will be no adverse \
         impact on U.S. defense readiness as a result of this proposed sale.\n",
    );
    let numbered =
        |claim: &Claim| claim.slots.get(Slot::References).is_some_and(|number| number.value.display() == "Transmittal No. 24-77");
    assert!(claims.iter().filter(|claim| claim.kind == Kind::Transfer).all(numbered));
    let main: Vec<_> = told(&claims).into_iter().filter(|line| line.contains("missiles")).collect();
    assert_eq!(
        main,
        [
            "approved NO ≤60 AIM-120C-8 AMRAAM missiles (air_to_air_missile) ~USD 90000000 -",
            "notified NO ≤60 AIM-120C-8 AMRAAM missiles (air_to_air_missile) ~USD 90000000 -",
            "requested NO ≤60 AIM-120C-8 AMRAAM missiles (air_to_air_missile) ~USD 90000000 -",
        ]
    );
    assert!(told(&claims).iter().any(|line| line.starts_with("requested NO 2 M299 launchers")));
    let makers = claims[0].slots.all(Slot::Manufacturers).iter().map(|maker| maker.value.display()).collect::<Vec<_>>();
    assert_eq!(makers, ["RTX Corporation", "Kit and Caboodle Company"]);
    let notified = claims.iter().find(|claim| claim.slots.stage().is_some_and(|stage| stage.as_str() == "notified")).unwrap();
    assert_eq!(notified.slots.date(Slot::Date).unwrap().to_string(), "2024-03-03");
}

#[test]
fn a_release_may_name_the_goods_before_the_buyer() {
    let claims = read(
        "The State Department has determined to approve a possible Foreign Military Sale of Javelin missiles and related equipment to the \
         Republic of Kosovo, for which the cost is estimated at $75 million. The Republic of Kosovo has requested to buy two hundred forty-six \
         (246) FGM-148F Javelin missiles (six (6) of them fly-to-buy missiles) and twenty-four (24) Javelin Command Launch Units. Also included \
         are training devices. The estimated total cost is $75 million. There will be no adverse impact on U.S. defense readiness. No offset \
         agreement is known.",
    );
    let main: Vec<_> = told(&claims).into_iter().filter(|line| line.contains("246")).collect();
    assert_eq!(
        main,
        [
            "approved XK 246 FGM-148F Javelin missiles (anti_tank_missile) ~USD 75000000 -",
            "requested XK 246 FGM-148F Javelin missiles (anti_tank_missile) ~USD 75000000 -",
        ]
    );
}

#[test]
fn a_transmittal_runs_over_hard_line_ends() {
    let claims = read(
        "[Federal Register Volume 85, Number 12]\n\nTransmittal No. 19-99\nNotice of Proposed Issuance of Letter of Offer Pursuant to Section\n\
         36(b)(1) of the Arms Export Control Act, as amended\n    (i) Prospective Purchaser: Taipei Economic and Cultural\n[[Page 3032]]\n\
         Representative Office in the United States\n    (ii) Total Estimated Value:\n\nMajor Defense Equipment *.....   $ .6 billion\nOther.....   $ .2 \
         billion\n  TOTAL.....   $ .8 billion\n\n    (iii) Description and Quantity or Quantities of Articles or\nServices under Consideration \
         for Purchase:\n    Major Defense Equipment (MDE):\n    Twelve (12) MH-60R Multi-Mission\nHelicopters\n    Thirty (30) T-700 GE 401 C Engines \
         (24 installed and 6\nspares)\n    Non-MDE:\n    Also included are 3 containers\n    (iv) Military Department: Navy\n    (viii) Date Report \
         Delivered to Congress: August 7, 2019\n",
    );
    assert_eq!(
        told(&claims),
        [
            "notified TW 12 MH-60R Multi-Mission Helicopters (helicopter) ~USD 800000000 -",
            "notified TW 30 T-700 GE 401 C Engines (engine) - -",
        ]
    );
}

#[test]
fn a_letter_speaks_for_itself_only_without_its_transmittal() {
    let letter = "Dear Mr. Chairman: Pursuant to the reporting requirements\n     of Section 36(b)(1) of the Arms Export Control Act, as\n     amended, \
                  we are forwarding herewith Transmittal No. 18-20\n     concerning the Navy's proposed Letter(s) of Offer and\n     Acceptance to the \
                  Government of Chile for defense articles\n     and services estimated to cost $140 million.\n";
    let told_alone = told(&read(letter));
    assert_eq!(told_alone, ["notified CL - defense articles and services (other) ~USD 140000000 -"]);
    let with_transmittal = format!(
        "{letter}\n       Transmittal No. 18-20\n       (i) Prospective Purchaser: Government of Chile\n       (ii) Total Estimated Value:\n       \
         Total $140 million.\n       (iii) Description and Quantity or Quantities of Articles or Services under Consideration for Purchase: \
         Eight (8) AN/SPY-1 radars.\n       (iv) Military Department: Navy\n"
    );
    let claims = read(&with_transmittal);
    assert_eq!(told(&claims), ["notified CL 8 AN/SPY-1 radars (radar) ~USD 140000000 -"]);
    let numbers: Vec<_> = claims[0].slots.all(Slot::References).iter().map(|number| number.value.display()).collect();
    assert_eq!(numbers, ["Transmittal No. 18-20"]);
}

#[test]
fn press_reports_are_left_to_the_general_reader() {
    let text =
        "Acme was awarded a $500 million contract to supply Poland with radars, officials said on Monday. Congress had been notified.";
    let regions =
        materiel_extract::notice::read(Knowledge::embedded().forms(), Knowledge::embedded().facts(), &Document::new("press", text)).regions;
    assert!(regions.is_empty());
}

#[test]
fn the_wording_compiles_without_a_fault() {
    let path = materiel_extract::notice::FILES;
    let contents = Knowledge::embedded().facts().files.below(path).next().map(|(_, contents)| contents).unwrap();
    let (_, errors) = materiel_extract::notice::Forms::load(path, contents);
    assert!(errors.is_empty(), "{errors:?}");
    let (_, errors) = materiel_extract::notice::Forms::load(path, "[pattern]\nmoney = '('\n");
    assert!(errors.iter().any(|error| error.to_string().starts_with("languages/en/notices.toml:2: pattern `money`")));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_stumble(words in proptest::collection::vec(proptest::sample::select(vec![
        "was awarded a", "$1,2", "$5,000,000", "contract", "for", "(", ")", "thirty (30)", "Iraq", "foreign military sales", "é", "\u{a0}", "\n\n", ";",
        "(i) Prospective Purchaser:", "(ii)", "(iii) Description:", "has requested to buy", "Transmittal No. 12-34", "completion date", "May 3, 2016",
        "contracting activity", ".", "CORRECTION:", "not awarded", "fleet of", "the State Department has made a determination approving a possible \
        Foreign Military Sale to", "36(b)(5)(C)", "Congress was notified by transmittal 12-34", "[[Page 3]]", "“", "999999999999999999999", "million",
    ]), 0..40)) {
        let text = words.join(" ");
        let document = Document::new("any", text.as_str());
        let reading = materiel_extract::notice::read(Knowledge::embedded().forms(), Knowledge::embedded().facts(), &document);
        for span in reading.claims.iter().flat_map(Claim::spans).chain(reading.regions.iter().copied()) {
            proptest::prop_assert!(text.get(span.start..span.end).is_some());
        }
    }
}
