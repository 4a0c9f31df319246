//! The carried knowledge has no fault: what cannot be used would be left out without a word.

use materiel_extract::Knowledge;

#[test]
fn the_carried_knowledge_is_sound() {
    let (_, problems) = Knowledge::with(std::iter::empty());
    let shown: Vec<String> = problems.iter().take(20).map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), shown.join("\n"));
}
