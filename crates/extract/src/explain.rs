//! What each layer made of each sentence, as text for a person.

use crate::claim::parties::Spoken;
use crate::claim::{read, transfer};
use crate::frame::scene::{Scene, What};
use crate::{Knowledge, extract, text};
use materiel_model::{Document, claim_to_json};
use std::fmt::Write;

/// Every sentence worth reading with its tags, tree, names, figures and drafts, then the document's claims.
pub fn explain(knowledge: &Knowledge, document: &Document) -> String {
    let mut out = String::new();
    let tools = knowledge.tools();
    let layout = text::read(&document.text);
    let scenes = read::scenes(tools, &document.text, document.published, &layout);
    let mut spoken = Spoken::begin(&scenes, tools.facts);
    for scene in &scenes {
        let _ = writeln!(out, "[{}] {}", scene.span.start, scene.span.of(scene.text).replace('\n', " "));
        write_tree(&mut out, scene);
        for item in &scene.items {
            let _ = writeln!(out, "    {:?} {}", item.span.of(scene.text), describe(&item.what));
        }
        for draft in transfer::drafts(scene, tools.lexicon, &spoken) {
            let words: Vec<&str> = draft.nodes.iter().map(|node| scene.lower(*node)).collect();
            let ids = |parties: &[crate::claim::parties::PartyRef]| {
                parties.iter().map(|party| party.id.to_string()).collect::<Vec<_>>().join(", ")
            };
            let supplier = draft.supplier.as_ref().map_or_else(|| "?".to_owned(), |party| party.id.to_string());
            let _ = writeln!(
                out,
                "    => {} {} from {supplier} to [{}] by {words:?}",
                draft.stage.value,
                draft.equipment.value.name,
                ids(&draft.recipients)
            );
        }
        spoken.note(scene, tools.lexicon);
        out.push('\n');
    }
    for claim in extract(knowledge, document).claims {
        let _ = writeln!(out, "{}", claim_to_json(&claim, &document.label, &document.text));
    }
    out
}

fn write_tree(out: &mut String, scene: &Scene<'_>) {
    for token in 0..scene.len() {
        let _ = writeln!(
            out,
            "    {token:3} {:<18} {:<14} {:<5} {:<10} {}",
            scene.tokens[token].span.of(scene.text),
            scene.lemma(token),
            format!("{:?}", scene.tag(token)),
            format!("{:?}", scene.label(token)).to_lowercase(),
            scene.head(token),
        );
    }
}

fn describe(what: &What) -> String {
    match what {
        What::Party(party) => format!("party {} ({:?})", party.id, party.how),
        What::Equipment(thing) => {
            format!("equipment {} {} {:?}{}", thing.name, thing.class, thing.sort, if thing.about { " about" } else { "" })
        }
        What::Person(person) => format!("person {}", person.name),
        What::Number(number) => format!("number {number:?}"),
        What::Money(money) => format!("money {money:?}"),
        What::Percent(percent) => format!("percent {percent:?}"),
        What::Date(date) => format!("date {date:?}"),
    }
}
