//! A phrase for goods into what it names: the class of the whole, the family, and whether it is military at all.

use super::forms::Forms;
use super::lookup::{Hit, Named, hits};
use crate::knowledge::{Facts, Family};
use materiel_model::{Class, Span};

/// What a phrase for goods amounts to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sorted<'k> {
    /// The class of the whole: of "F-16 engines", `engine`.
    pub(super) class: Class,
    /// The family that the phrase names.
    pub(super) family: Option<&'k Family>,
    /// True when the phrase names a weapon, a military system or a designation.
    pub(super) military: bool,
    /// True when the phrase ends with a part of something.
    pub(super) part: bool,
    /// True when some noun or name of the phrase was known.
    pub(super) known: bool,
}

/// The head of a phrase: the class that its last known noun gives.
#[derive(Clone, Copy)]
struct Noun {
    class: Class,
    part: bool,
    plain: bool,
    weak: bool,
    vague: bool,
    end: usize,
}

/// Sorts a phrase; `wider` gives the class of the text around it, for a phrase without one of its own ("kits" in a notice about the F-16).
pub(super) fn sort<'k>(forms: &Forms, facts: &'k Facts, phrase: &str, wider: impl Fn() -> Option<Class>) -> Sorted<'k> {
    let named = hits(facts, phrase, Span::new(0, phrase.len()));
    let family = first_family(forms, phrase, &named);
    // "Support of littoral combat ships" is support.
    let before_of = phrase.split(" of ").next().unwrap_or(phrase);
    let noun = head(forms, &named, before_of).or_else(|| head(forms, &named, phrase));
    let shape = forms.designations.iter().find(|(_, shape)| shape.is_match(phrase)).map(|(class, _)| *class);
    let upgrade = forms.pattern.upgrade_noun.is_match(phrase);
    // "All-up-round missiles": a noun that does not end the phrase says less than the family's name.
    let ends = noun.is_some_and(|noun| {
        noun.weak || phrase.get(noun.end..).is_none_or(|rest| rest.trim().is_empty() || rest.starts_with(" of ") || only_weak(forms, rest))
    });
    let class = match (noun, family.map(|family| family.class).or(shape)) {
        (Some(noun), _) if noun.class == Class::Service => Class::Service,
        (Some(noun), Some(family)) if noun.weak || noun.vague || (noun.part && upgrade) => family,
        (Some(noun), None) if noun.vague => wider().filter(|class| is_whole(*class)).unwrap_or(Class::Other),
        (Some(noun), Some(family)) if ends && !noun.part && !is_whole(noun.class) && is_whole(family) => noun.class,
        (Some(noun), Some(family)) if noun.part && family == Class::Engine => {
            if upgrade {
                Class::Engine
            } else {
                noun.class
            }
        }
        (Some(noun), _) if noun.part => part_class(noun, upgrade, wider),
        (_, Some(family)) => family,
        (Some(noun), None) if noun.class == Class::Other && upgrade => part_class(noun, true, wider),
        (Some(noun), None) => noun.class,
        (None, None) => wider().unwrap_or(Class::Other),
    };
    let military = family.is_some()
        || shape.is_some()
        || noun.is_some_and(|noun| !noun.plain && noun.class != Class::Service)
        || forms.pattern.designated.is_match(phrase)
        || forms.pattern.named_system.is_match(phrase);
    Sorted {
        class,
        family,
        military,
        part: noun.is_some_and(|noun| noun.part),
        known: family.is_some() || shape.is_some() || noun.is_some(),
    }
}

/// True when a text is nothing but words that another noun outweighs.
fn only_weak(forms: &Forms, text: &str) -> bool {
    text.split_whitespace().all(|word| forms.heads.iter().any(|head| head.weak && head.last(word).is_some()))
}

/// Things that are fielded by themselves, whose name before "engines" or "radar" only says where those belong.
const fn is_whole(class: Class) -> bool {
    !matches!(
        class,
        Class::Engine
            | Class::Radar
            | Class::Sensor
            | Class::ElectronicWarfare
            | Class::Communications
            | Class::Ammunition
            | Class::Other
            | Class::Service
    )
}

/// A kit has the class of its platform, which may stand elsewhere in the notice; other parts are `other`.
fn part_class(noun: Noun, upgrade: bool, wider: impl Fn() -> Option<Class>) -> Class {
    if upgrade { wider().filter(|class| *class != Class::Service).unwrap_or(noun.class) } else { noun.class }
}

/// The class of the first family or designation of a wider text.
pub(super) fn wider(forms: &Forms, facts: &Facts, wider: &str) -> Option<Class> {
    let named = hits(facts, wider, Span::new(0, wider.len()));
    first_family(forms, wider, &named)
        .map(|family| family.class)
        .or_else(|| forms.designations.iter().find(|(_, shape)| shape.is_match(wider)).map(|(class, _)| *class))
}

/// The first family of equipment in a text.
fn first_family<'k>(forms: &Forms, text: &str, named: &[Hit<'k>]) -> Option<&'k Family> {
    let families = named.iter().filter_map(|hit| match hit.named {
        Named::Family(family) if !forms.pattern.shared_name.is_match(hit.span.of(text)) => Some((hit.span, family)),
        _ => None,
    });
    // What the United States make goes before a namesake, and a name that is no everyday word before one that is.
    let abroad = |family: &Family| !family.origin.is_empty() && !family.origin.iter().any(|state| state.as_str() == "US");
    families.min_by_key(|(span, family)| (abroad(family), family.needs, span.start, std::cmp::Reverse(span.end))).map(|(_, family)| family)
}

/// The last noun of a phrase that is known, of several at one place the longest.
fn head(forms: &Forms, named: &[Hit<'_>], phrase: &str) -> Option<Noun> {
    let listed = forms.heads.iter().filter_map(|head| {
        let place = head.last(phrase)?;
        let words = phrase.get(place.clone())?;
        // The pattern takes the letters on both sides with it.
        let end = place.end - usize::from(words.ends_with(|letter: char| !letter.is_alphanumeric()));
        Some((place.len() + 1, Noun { class: head.class, part: head.part, plain: head.plain, weak: head.weak, vague: head.vague, end }))
    });
    let generic = named.iter().filter_map(|hit| match hit.named {
        Named::Noun(class, false) if hit.span.end <= phrase.len() => {
            Some((hit.span.len(), Noun { class, part: false, plain: class == Class::Other, weak: false, vague: false, end: hit.span.end }))
        }
        _ => None,
    });
    let mut nouns = listed.chain(generic).collect::<Vec<_>>();
    nouns.sort_by_key(|(length, noun)| (noun.end, *length));
    let strong = nouns.iter().rev().find(|(_, noun)| !noun.weak);
    strong.or_else(|| nouns.last()).map(|(_, noun)| *noun)
}

/// True when a text names a weapon system: a family (with a word for a system behind it, if it is an everyday word), a designation, or a noun for something that is fielded.
pub(super) fn names_a_system(forms: &Forms, facts: &Facts, text: &str) -> bool {
    let named = hits(facts, text, Span::new(0, text.len()));
    let named_family = |hit: &Hit<'_>| match hit.named {
        Named::Family(family) if !forms.pattern.shared_name.is_match(hit.span.of(text)) => {
            !family.needs || forms.pattern.system_word.is_match(text.get(hit.span.end..).unwrap_or_default())
        }
        _ => false,
    };
    let fielded = |class: Class| is_whole(class) || matches!(class, Class::Radar | Class::ElectronicWarfare | Class::Engine);
    named.iter().any(named_family)
        || forms.pattern.designated.is_match(text)
        || forms.designations.iter().any(|(_, shape)| shape.is_match(text))
        || named.iter().any(|hit| matches!(hit.named, Named::Noun(class, false) if fielded(class) && class != Class::Vehicle))
        || forms.heads.iter().any(|head| !head.plain && fielded(head.class) && head.class != Class::Vehicle && head.last(text).is_some())
}
