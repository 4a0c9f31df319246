//! Things that move, are moved or are kept where they are without being handed over: visits, exercises, shots, ships held in port.

use super::draft::Draft;
use super::list::is_goods;
use super::parties::named;
use crate::frame::chain::Node;
use crate::frame::lexicon::Lexicon;
use crate::frame::roles::prepositional;
use crate::frame::scene::{Item, Scene};
use crate::name::How;
use crate::syntax::Label;
use materiel_model::{Class, Stage};

/// True for a draft that only tells where something of a force's own is or comes down. `item` is the thing's, where the sentence names it.
pub(super) fn is_no_handover(scene: &Scene<'_>, lexicon: &Lexicon, item: Option<usize>, trigger: &Node<'_>, draft: &Draft) -> bool {
    is_exercise(scene, lexicon, draft)
        || is_posting(scene, lexicon, draft)
        || is_visit(scene, lexicon, item, draft)
        || is_impact(scene, lexicon, draft)
        || is_obstructed(scene, lexicon, trigger, draft)
        || is_joined_for_a_time(scene, lexicon, draft)
        || is_fired(scene, lexicon, draft)
        || is_own_test(scene, lexicon, trigger, draft)
        || is_sent_somewhere(scene, trigger)
        || is_bringer(scene, trigger)
        || is_carrier(scene, lexicon, item, draft)
        || is_moved_about(scene, trigger)
}

/// "India tested the Agni-5": what one makes is no wish to buy it.
fn is_own_test(scene: &Scene<'_>, lexicon: &Lexicon, trigger: &Node<'_>, draft: &Draft) -> bool {
    draft.stage.value == Stage::Interest
        && lexicon.word_list("testing_verbs", scene.lemma(trigger.token))
        && !draft.recipients.is_empty()
        && draft.recipients.iter().all(|party| draft.origin.contains(&party.id))
}

/// "Two bombers were deployed to a base in Spain": whose they are is not told.
fn is_sent_somewhere(scene: &Scene<'_>, trigger: &Node<'_>) -> bool {
    trigger.frame.id == "operate-there"
        && scene.children_with(trigger.token, Label::Nsubj).next().is_none()
        && prepositional(scene, trigger.token).iter().any(|(word, _)| word == "to")
}

/// "Aircraft flew in equipment": what they bring comes, and not they.
fn is_bringer(scene: &Scene<'_>, trigger: &Node<'_>) -> bool {
    trigger.frame.id == "arrive"
        && scene.children_with(trigger.token, Label::Dobj).next().is_some()
        && scene.children_with(trigger.token, Label::Prt).next().is_some()
}

/// "Planes carrying rockets landed": what they carry comes.
fn is_carrier(scene: &Scene<'_>, lexicon: &Lexicon, item: Option<usize>, draft: &Draft) -> bool {
    let Some(item) = item.map(|item| &scene.items[item]).filter(|_| draft.template == "arrive") else { return false };
    let carries = |clause: &usize| {
        matches!(scene.label(*clause), Label::Acl | Label::Relcl)
            && lexicon.word_list("carrying_verbs", scene.lemma(*clause))
            && scene.children_with(*clause, Label::Dobj).any(|object| is_goods(scene, object))
    };
    scene.children(item.head).iter().any(carries)
}

/// Moved out of a country or about in it, and not "from Slovakia to Ukraine".
fn is_moved_about(scene: &Scene<'_>, trigger: &Node<'_>) -> bool {
    let ends = prepositional(scene, trigger.token);
    let has = |one: &str| ends.iter().any(|(word, _)| word == one);
    trigger.frame.id == "move-across" && !(has("from") && (has("to") || has("into")))
}

/// "Has sent twelve jets for the exercise": its own forces on the move.
fn is_exercise(scene: &Scene<'_>, lexicon: &Lexicon, draft: &Draft) -> bool {
    let any = |list: &str| (0..scene.len()).any(|token| lexicon.word_list(list, scene.lemma(token)) && scene.item_at(token).is_none());
    draft.stage.value == Stage::Delivered
        && (draft.recipients.iter().all(|party| party.inferred || party.how == How::Place)
            || (0..scene.len()).any(|token| lexicon.word_list("rotation_nouns", scene.lemma(token))))
        && lexicon.word_list("movement_verbs", scene.lemma(draft.trigger))
        && any("exercise_nouns")
}

/// "Plans to send a squadron of jets to the base": its own forces on the move, where nobody is named who would get them.
fn is_posting(scene: &Scene<'_>, lexicon: &Lexicon, draft: &Draft) -> bool {
    let verb = draft.nodes.first().copied().unwrap_or(draft.trigger);
    let place = |(word, object): (String, usize)| {
        matches!(word.as_str(), "to" | "into" | "at")
            && lexicon.word_list("posting_places", scene.lemma(object))
            && named(scene, object).is_none()
    };
    // "To an airfield in Ukraine", "to the region for Ukraine": who may get them after all.
    let gets = |item: &Item| {
        item.tokens.start > verb
            && matches!(scene.lower(scene.head(item.head)), "in" | "for" | "to")
            && named(scene, item.head).is_some_and(|party| draft.supplier.as_ref().is_none_or(|giver| *giver.home() != party.id))
    };
    draft.template == "give"
        && draft.recipients.iter().all(|party| party.inferred || party.how == How::Place)
        && lexicon.word_list("movement_verbs", scene.lemma(verb))
        && prepositional(scene, verb).into_iter().any(place)
        && !scene.items.iter().any(gets)
}

/// "Two Chinese submarines docked in Colombo", "the USS Reagan arrived in Busan": a force's own, where no word tells of anything new or bought.
fn is_visit(scene: &Scene<'_>, lexicon: &Lexicon, item: Option<usize>, draft: &Draft) -> bool {
    let classes = [Class::Warship, Class::Submarine, Class::CombatAircraft, Class::SpecialAircraft];
    let Some(item) = item.map(|item| &scene.items[item]) else { return false };
    if draft.template != "arrive" || draft.stage.value != Stage::Delivered || !classes.contains(&draft.equipment.value.class) {
        return false;
    }
    let owned = item.tokens.clone().any(|token| {
        lexicon.word_list("ship_prefixes", scene.lower(token))
            || scene.children(token).iter().any(|child| {
                matches!(scene.label(*child), Label::Amod | Label::Compound | Label::Nmod)
                    && named(scene, *child)
                        .is_some_and(|party| party.company.is_none() && draft.recipients.iter().all(|held| held.id != party.id))
            })
    });
    owned && !(0..scene.len()).any(|token| lexicon.word_list("arrival_words", scene.lower(token)))
}

/// "Mortar shells landed in Israel", "vessels came within 600 yards", "a drone that came too close": nothing that is handed over.
fn is_impact(scene: &Scene<'_>, lexicon: &Lexicon, draft: &Draft) -> bool {
    let shot = matches!(
        draft.equipment.value.class,
        Class::Ammunition | Class::SurfaceToSurfaceMissile | Class::RocketArtillery | Class::AirToGroundWeapon | Class::LoiteringMunition
    );
    let near = scene.children_with(draft.trigger, Label::Prep).any(|child| matches!(scene.lower(child), "within" | "near"))
        || scene.children_with(draft.trigger, Label::Advmod).any(|child| matches!(scene.lower(child), "close" | "closer" | "near"));
    draft.template == "arrive"
        && draft.stage.value == Stage::Delivered
        && ((shot && lexicon.word_list("impact_verbs", scene.lemma(draft.trigger))) || near)
}

/// "Are blocking two warships in the port": what is blocked is the ship, and no deal.
fn is_obstructed(scene: &Scene<'_>, lexicon: &Lexicon, trigger: &Node<'_>, draft: &Draft) -> bool {
    draft.nodes.len() == 1
        && draft.stage.value == Stage::Refused
        && matches!(trigger.function.as_str(), "object" | "passive")
        && lexicon.word_list("obstructing_verbs", scene.lemma(trigger.token))
        && draft.recipients.is_empty()
}

/// "Joined Task Force 50".
fn is_joined_for_a_time(scene: &Scene<'_>, lexicon: &Lexicon, draft: &Draft) -> bool {
    draft.frame == "enter-service"
        && scene.lemma(draft.trigger) == "join"
        && scene.children_with(draft.trigger, Label::Dobj).any(|joined| {
            let words = scene.children(joined).iter().copied().chain([joined]);
            !is_goods(scene, joined) && words.into_iter().any(|token| lexicon.word_list("joint_force_words", scene.lower(token)))
        })
}

/// "Launched 40 drones": fired, where it is no ship that is launched.
fn is_fired(scene: &Scene<'_>, lexicon: &Lexicon, draft: &Draft) -> bool {
    let ship = matches!(draft.equipment.value.class, Class::Warship | Class::Submarine | Class::PatrolCraft | Class::Other);
    !ship && lexicon.word_list("sent_off_verbs", scene.lemma(draft.trigger))
}
