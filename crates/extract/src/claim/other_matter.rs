//! What moves no arms although arms and a word of a frame stand together: treaties that do away with them, ships that are sent on a mission.

use crate::frame::chain::Chain;
use crate::frame::lexicon::{Lexicon, Role};
use crate::frame::roles::fillers;
use crate::frame::scene::{Goods, Scene, What, WordSort};
use crate::name::Sort;
use crate::syntax::Label;
use materiel_model::Class;

/// True when the chain above a thing tells of something else than its transfer.
pub fn is_other_matter(scene: &Scene<'_>, lexicon: &Lexicon, thing: &Goods, chain: &Chain<'_>) -> bool {
    is_arms_control(scene, lexicon, thing, chain) || is_mission(scene, lexicon, thing, chain)
}

/// "Talks on cutting missiles", "an agreement on medium-range missiles".
fn is_arms_control(scene: &Scene<'_>, lexicon: &Lexicon, thing: &Goods, chain: &Chain<'_>) -> bool {
    let Some(first) = chain.nodes.first() else { return false };
    let missiles = thing.class == Class::SurfaceToSurfaceMissile && matches!(thing.sort, Sort::Noun | Sort::VagueNoun);
    let done_away = |token: usize| scene.word_sort(token) == WordSort::Verb && lexicon.word_list("arms_control", scene.lemma(token));
    chain.path.iter().take_while(|token| **token != first.token).any(|token| done_away(*token))
        || (missiles && (done_away(first.token) || matches!(first.function.as_str(), "on" | "over") && first.frame.template != "get"))
}

/// "Sent two frigates to escort tankers": a ship or a plane that goes to do something stays its owner's.
fn is_mission(scene: &Scene<'_>, lexicon: &Lexicon, thing: &Goods, chain: &Chain<'_>) -> bool {
    use Class as C;
    let goes = matches!(
        thing.class,
        C::Warship | C::Submarine | C::PatrolCraft | C::CombatAircraft | C::SpecialAircraft | C::TransportAircraft | C::Helicopter | C::Uav
    );
    let Some(first) = chain.nodes.first().filter(|node| goes && node.frame.template == "give") else { return false };
    // "Sent HMS Trent to Guyana": a ship by its own navy's prefix goes on a mission.
    let prefix = thing.name.split_whitespace().next().unwrap_or_default().to_lowercase();
    let commissioned = || lexicon.words_of("ship_states").any(|entry| entry.split_once(':').is_some_and(|(word, _)| word == prefix));
    if lexicon.word_list("sending_verbs", scene.lemma(first.token)) && commissioned() {
        return true;
    }
    let purpose = scene.subtree(first.token).into_iter().any(|token| {
        matches!(scene.label(token), Label::Xcomp | Label::Advcl | Label::Acl | Label::Relcl | Label::Ccomp)
            && lexicon.word_list("mission_verbs", scene.lemma(token))
            && scene.children(token).iter().any(|aux| scene.lower(*aux) == "to")
    });
    // "Gave two boats to the Philippines to patrol its waters" names who gets them.
    let got = fillers(scene, lexicon, first.frame, first.token).iter().any(|filler| {
        filler.role == Role::Recipient && scene.item_at(filler.token).is_some_and(|item| matches!(item.what, What::Party(_)))
    });
    !got && purpose
}
