//! Words with tags and labels in, their parts of speech and some of their base forms out, by the model's table of rules.

use super::{Label, ModelError, Tag};
use rustc_hash::FxHashMap as HashMap;

pub(super) const NOUN: u8 = 1;
pub(super) const VERB: u8 = 2;
pub(super) const ADJ: u8 = 3;
pub(super) const ADV: u8 = 4;
pub(super) const PUNCT: u8 = 5;
pub(super) const PROPN: u8 = 6;
const OTHER: u8 = 7;

/// The features that tell a base form, one bit each.
const FEATURES: [(&str, u8); 7] = [
    ("Number=Sing", SINGULAR | NUMBER),
    ("Number=Plur", NUMBER),
    ("VerbForm=Inf", INFINITIVE),
    ("VerbForm=Fin", FINITE),
    ("Tense=Pres", PRESENT),
    ("Degree=Pos", POSITIVE),
    ("VerbForm=None", INFINITIVE),
];
const SINGULAR: u8 = 1;
const NUMBER: u8 = 1 << 1;
const INFINITIVE: u8 = 1 << 2;
const FINITE: u8 = 1 << 3;
const PRESENT: u8 = 1 << 4;
const POSITIVE: u8 = 1 << 5;

/// A word as the rules look at it.
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) lower: String,
    pub(super) tag: Tag,
    pub(super) label: Label,
}

/// What the rules say of a word.
#[derive(Clone, Copy)]
pub(super) struct Attribute<'a> {
    pub(super) part: u8,
    features: u8,
    pub(super) lemma: Option<&'a str>,
}

impl Attribute<'_> {
    /// True when the word's own small letters are its base form.
    pub(super) fn is_base_form(self) -> bool {
        let has = |features: u8| self.features & features == features;
        match self.part {
            NOUN if has(SINGULAR) => true,
            VERB if has(FINITE | PRESENT) && !has(NUMBER) => true,
            _ => has(INFINITIVE) || has(POSITIVE),
        }
    }
}

/// The rules in their order.
pub(super) struct Attributes {
    rules: Vec<Rule>,
    /// Rules whose first word is given, by that word.
    by_word: HashMap<String, Vec<usize>>,
    /// The other rules, by the tag of the first word.
    by_tag: Vec<Vec<usize>>,
}

struct Rule {
    conditions: Vec<Condition>,
    /// Which word of the pattern it is about.
    about: usize,
    part: Option<u8>,
    features: Option<u8>,
    lemma: Option<String>,
}

#[derive(Default)]
struct Condition {
    tags: Option<Vec<Tag>>,
    tags_not: Vec<Tag>,
    words: Option<Vec<String>>,
    labels: Option<Vec<Label>>,
    labels_not: Vec<Label>,
}

impl Condition {
    fn holds(&self, word: &Word<'_>) -> bool {
        self.tags.as_ref().is_none_or(|tags| tags.contains(&word.tag))
            && !self.tags_not.contains(&word.tag)
            && self.words.as_ref().is_none_or(|words| words.contains(&word.lower))
            && self.labels.as_ref().is_none_or(|labels| labels.contains(&word.label))
            && !self.labels_not.contains(&word.label)
    }
}

impl Attributes {
    pub(super) fn parse(source: &str) -> Result<Self, ModelError> {
        let mut attributes = Self { rules: Vec::new(), by_word: HashMap::default(), by_tag: Vec::new() };
        attributes.by_tag.resize(Tag::ALL.iter().map(|tag| *tag as usize + 1).max().unwrap_or_default(), Vec::new());
        for line in source.lines() {
            let rule = parse_rule(line).ok_or_else(|| ModelError::Name(line.to_owned()))?;
            let index = attributes.rules.len();
            match rule.conditions.first() {
                Some(Condition { words: Some(words), .. }) => {
                    for word in words {
                        attributes.by_word.entry(word.clone()).or_default().push(index);
                    }
                }
                Some(Condition { tags, tags_not, .. }) => {
                    let fits = |tag: &&Tag| tags.as_ref().is_none_or(|tags| tags.contains(tag)) && !tags_not.contains(tag);
                    for &tag in Tag::ALL.iter().filter(fits) {
                        attributes.by_tag[tag as usize].push(index);
                    }
                }
                None => {}
            }
            attributes.rules.push(rule);
        }
        Ok(attributes)
    }

    /// What the rules say of each word; later rules win.
    pub(super) fn of(&self, words: &[Word<'_>]) -> Vec<Attribute<'_>> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let by_word = self.by_word.get(&word.lower).into_iter().flatten();
            for &index in self.by_tag.get(word.tag as usize).into_iter().flatten().chain(by_word) {
                let rule = &self.rules[index];
                let stretch = words.get(at..at + rule.conditions.len());
                if stretch.is_some_and(|words| rule.conditions.iter().zip(words).all(|(condition, word)| condition.holds(word))) {
                    found.push((index, at + rule.about));
                }
            }
        }
        found.sort_unstable();
        let mut attributes = vec![Attribute { part: OTHER, features: 0, lemma: None }; words.len()];
        for (index, at) in found {
            let (rule, attribute) = (&self.rules[index], &mut attributes[at]);
            attribute.part = rule.part.unwrap_or(attribute.part);
            attribute.features = rule.features.unwrap_or(attribute.features);
            attribute.lemma = rule.lemma.as_deref().or(attribute.lemma);
        }
        attributes
    }
}

/// Cells: which word of the pattern, part of speech, morphology, base form, then a cell for each word of the pattern.
fn parse_rule(line: &str) -> Option<Rule> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [about, part, features, lemma, ref conditions @ ..] = cells[..] else { return None };
    let part = match part {
        "" => None,
        "NOUN" => Some(NOUN),
        "VERB" => Some(VERB),
        "ADJ" => Some(ADJ),
        "ADV" => Some(ADV),
        "PUNCT" => Some(PUNCT),
        "PROPN" => Some(PROPN),
        _ => Some(OTHER),
    };
    let bits = |name: &str| FEATURES.iter().find(|(known, _)| *known == name).map_or(0, |&(_, bits)| bits);
    let features = Some(features).filter(|features| !features.is_empty()).map(|list| list.split('|').map(bits).fold(0, |a, b| a | b));
    let conditions: Vec<Condition> = conditions.iter().map(|cell| parse_condition(cell)).collect::<Option<_>>()?;
    let about = about.parse().ok().filter(|&about: &usize| about < conditions.len())?;
    Some(Rule { conditions, about, part, features, lemma: Some(lemma.to_owned()).filter(|lemma| !lemma.is_empty()) })
}

fn parse_condition(cell: &str) -> Option<Condition> {
    let mut condition = Condition::default();
    for part in cell.split(';') {
        let (key, values) = part.split_once('=')?;
        let values = values.split('|');
        // Tags that the model never gives stand in the table as well; a rule about them never holds.
        match key {
            "TAG" => condition.tags = Some(values.filter_map(Tag::from_name).collect()),
            "TAG!" => condition.tags_not = values.filter_map(Tag::from_name).collect(),
            "LOWER" => condition.words = Some(values.map(str::to_owned).collect()),
            "DEP" => condition.labels = Some(values.filter_map(Label::from_name).collect()),
            "DEP!" => condition.labels_not = values.filter_map(Label::from_name).collect(),
            _ => return None,
        }
    }
    Some(condition)
}
