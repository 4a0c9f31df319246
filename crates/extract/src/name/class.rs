//! Which class the words for a thing have together: "F-16 engines" are engines, "Javelin missiles" are what the Javelin is.

use super::page::Page;
use materiel_model::Class;
use std::ops::Range;

/// True for what is a part of something, or done to it, when its noun follows a name.
pub(super) const fn is_part(class: Class) -> bool {
    matches!(
        class,
        Class::Engine
            | Class::Radar
            | Class::Sensor
            | Class::Service
            | Class::Ammunition
            | Class::Other
            | Class::ElectronicWarfare
            | Class::Communications
    )
}

/// Classes between which the noun beside a name may choose.
pub(super) fn related(one: Class, other: Class) -> bool {
    group(one).is_some() && group(one) == group(other)
}

const fn group(class: Class) -> Option<u8> {
    match class {
        Class::CombatAircraft
        | Class::TransportAircraft
        | Class::TrainerAircraft
        | Class::SpecialAircraft
        | Class::Helicopter
        | Class::Uav => Some(0),
        Class::Tank | Class::ArmouredVehicle | Class::Vehicle | Class::Artillery => Some(1),
        Class::Warship | Class::Submarine | Class::PatrolCraft => Some(2),
        _ => None,
    }
}

/// The class of a name's family with the noun that follows it.
pub(super) fn together(name: Class, noun: Class, vague: bool) -> Class {
    if vague {
        return name;
    }
    if name == Class::Uav && noun == Class::LoiteringMunition {
        return noun;
    }
    let part = is_part(noun) && !is_part(name);
    if part || related(name, noun) { noun } else { name }
}

/// Whether a vague word may stand for the class; `None` for words that stand for anything.
pub(super) fn vague_suits(page: &Page<'_, '_>, noun: Range<usize>, class: Class) -> Option<bool> {
    let last = page.word(noun.end.checked_sub(1)?);
    let vague = &page.knowledge.language.vague;
    let singular = last.strip_suffix("ies").map_or_else(
        || vague.get(last).or_else(|| vague.get(last.strip_suffix('s').unwrap_or(last))),
        |stem| vague.get(&format!("{stem}y")),
    );
    singular.map(|classes| classes.contains(&class))
}
