use super::*;

fn load(files: &[(&str, &str)]) -> (Facts, Vec<KnowledgeError>) {
    Facts::load(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
}

#[test]
fn the_embedded_knowledge_can_be_used_whole() {
    let (_, errors) = Facts::read(Files::embedded().clone(), collisions);
    let errors = errors.iter().filter(|error| !error.is_collision()).map(ToString::to_string).collect::<Vec<_>>();
    assert!(errors.is_empty(), "{}", errors.join("\n\n"));
}

#[test]
fn an_error_names_its_place() {
    let family = "[[family]]\nid = \"a\"\nname = \"Alpha\"\nclass = \"tnak\"\n";
    let (_, errors) = load(&[("equipment/tank/a.toml", family), ("states/q.toml", "id = \"QQ\"\nnam = \"Q\"\n")]);
    let [class, key] = errors.as_slice() else { panic!("{errors:?}") };
    assert_eq!(class.to_string().lines().next(), Some("equipment/tank/a.toml:4:9: `tnak` is no equipment class"));
    assert!(class.to_string().contains("4 | class = \"tnak\"\n  |         ^^^^^^"), "{class}");
    assert_eq!((key.place().path.as_str(), key.place().line), ("states/q.toml", 2));
}

#[test]
fn a_name_with_two_owners_is_shown_with_both() {
    let two = "[[family]]\nid = \"a\"\nname = \"Alpha 1\"\n[[family]]\nid = \"b\"\nname = \"Alpha-1\"\n";
    let (_, errors) = load(&[("equipment/tank/a.toml", two)]);
    let [error] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(error.is_collision());
    let shown = error.to_string();
    assert!(shown.contains("the family b") && shown.contains("the family a") && shown.contains("equipment/tank/a.toml:3:8"), "{shown}");
    let rare = two.replace("name = \"Alpha-1\"", "name = \"Alpha-1\"\nneeds = true");
    assert_eq!(load(&[("equipment/tank/a.toml", &rare)]).1, []);
}

#[test]
fn ids_are_unique_and_states_known() {
    let bodies = "[[body]]\nid = \"a\"\nkind = \"company\"\nname = \"Alpha\"\nstate = \"QQ\"\n[[body]]\nid = \"a\"\nkind = \"group\"\nname = \"Beta\"\n";
    let state = "id = \"XK\"\nname = \"Kosovo\"\ncurrency = \"EUR\"\n";
    let (knowledge, errors) = load(&[("bodies/x.toml", bodies), ("states/xk.toml", state)]);
    let first_lines = errors.iter().map(|error| error.to_string().lines().next().unwrap_or_default().to_owned()).collect::<Vec<_>>();
    assert_eq!(first_lines, ["bodies/x.toml:7:6: the id `a` is taken", "bodies/x.toml:5:9: no state has the id `QQ`"]);
    assert_eq!(knowledge.states.len(), 1);
}

#[test]
fn the_hash_follows_paths_and_contents() {
    let hash = |files: &[(&str, &str)]| load(files).0.files.hash();
    assert_eq!(hash(&[("a", "1"), ("b", "2")]), hash(&[("b", "2"), ("a", "1")]));
    assert_ne!(hash(&[("a", "1")]), hash(&[("a", "2")]));
    assert_ne!(hash(&[("ab", "1")]), hash(&[("a", "b1")]));
}

#[test]
fn files_of_later_layers_are_kept() {
    let (knowledge, errors) = load(&[("languages/en/frames/give.frame", "any text"), ("sources/x.toml", "a = 1")]);
    assert_eq!(errors, []);
    assert_eq!(knowledge.files.below("languages/en/frames/").collect::<Vec<_>>(), [("languages/en/frames/give.frame", "any text")]);
}

#[test]
fn states_alone_are_those_of_the_whole() {
    let whole = &Facts::embedded().states;
    assert!(states().len() > 190, "{}", states().len());
    assert_eq!(format!("{:?}", states()), format!("{whole:?}"));
}
