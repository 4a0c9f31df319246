//! `knowledge/sources/*.toml` in, the known sources out: who publishes what, where, and on what terms.

use materiel_extract::knowledge::Files;
use materiel_model::PartyId;
use serde::{Deserialize, Serialize};

/// What a source publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SourceKind {
    /// Notices of sales, by the seller's government.
    SaleNotice,
    /// Announcements of contracts and awards.
    ContractAnnouncement,
    /// An official gazette or register of rules and notices.
    Gazette,
    /// The record of a legislature.
    Legislature,
    /// News of a ministry, its forces or its procurement agency.
    Ministry,
    /// A body that licenses exports, and its reports and lists.
    ExportControl,
    /// An organisation of states.
    Organisation,
    /// News of the press.
    Press,
}

impl SourceKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::SaleNotice => "sale-notice",
            Self::ContractAnnouncement => "contract-announcement",
            Self::Gazette => "gazette",
            Self::Legislature => "legislature",
            Self::Ministry => "ministry",
            Self::ExportControl => "export-control",
            Self::Organisation => "organisation",
            Self::Press => "press",
        }
    }

    /// True for what a state or an organisation of states publishes.
    pub(crate) const fn is_official(self) -> bool {
        !matches!(self, Self::Press)
    }
}

/// A known source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub(crate) struct KnownSource {
    /// The name of its file.
    pub(crate) id: String,
    pub(crate) name: String,
    /// Who publishes it, where that is not its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) publisher: Option<String>,
    pub(crate) kind: SourceKind,
    /// The state that it is of or sits in, or NATO, EU, UN.
    pub(crate) state: String,
    /// The languages that it is published in, ISO 639-1.
    pub(crate) language: Vec<String>,
    /// The page where people begin.
    pub(crate) home: String,
    /// Licence or terms, in short.
    pub(crate) terms: String,
    pub(crate) notes: String,
    /// True when its addresses answered when somebody last looked; false for those that nobody has tried.
    pub(crate) checked: bool,
    /// What can be followed.
    pub(crate) follow: Vec<Surface>,
}

/// An address of a source that can be followed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Surface {
    pub(crate) address: String,
    /// Of a page: its links that are like one of these lead to documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) links: Vec<String>,
    /// Of a JSON answer: where its list is, and where in an item the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) items: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: String,
    publisher: Option<String>,
    kind: SourceKind,
    state: String,
    language: Vec<String>,
    home: String,
    terms: String,
    #[serde(default)]
    notes: String,
    #[serde(default)]
    checked: bool,
    #[serde(default)]
    follow: Vec<Surface>,
}

impl KnownSource {
    /// True when some letters, small ones, are in what is said of it.
    pub(crate) fn has(&self, word: &str) -> bool {
        let all = [&self.id, &self.name, &self.state, &self.notes, &self.home];
        let official = if self.kind.is_official() { "official" } else { "" };
        all.into_iter().chain(&self.publisher).chain(&self.language).any(|text| text.to_lowercase().contains(word))
            || self.kind.as_str().contains(word)
            || official == word
    }
}

/// The sources in the order of their ids, and what is wrong with them.
pub(crate) fn sources(files: &Files) -> (Vec<KnownSource>, Vec<String>) {
    let (files, mut wrong) = super::read::<Raw>(files, "sources/");
    let mut out: Vec<KnownSource> = Vec::new();
    for (path, raw) in files {
        let id = path.trim_start_matches("sources/").trim_end_matches(".toml").to_owned();
        let problems = problems(&id, &raw, &out);
        wrong.extend(problems.into_iter().map(|what| format!("{path}: {what}")));
        let Raw { name, publisher, kind, state, language, home, terms, notes, checked, follow } = raw;
        out.push(KnownSource { id, name, publisher, kind, state, language, home, terms, notes, checked, follow });
    }
    (out, wrong)
}

fn problems(id: &str, raw: &Raw, others: &[KnownSource]) -> Vec<String> {
    let mut out = Vec::new();
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        out.push("the file's name is the source's id: small letters, digits and hyphens".to_owned());
    }
    for (field, words) in [("name", &raw.name), ("terms", &raw.terms)] {
        if words.trim().is_empty() {
            out.push(format!("`{field}` is empty"));
        }
    }
    if PartyId::new(&raw.state).is_none() {
        out.push(format!("`{}` is no id of a state or body: write the ISO 3166-1 code in capitals, or NATO, EU, UN", raw.state));
    }
    if raw.language.is_empty() || raw.language.iter().any(|code| code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_lowercase())) {
        out.push("`language` is a list of ISO 639-1 codes: [\"en\"]".to_owned());
    }
    for text in raw.follow.iter().map(|surface| &surface.address).chain([&raw.home]) {
        if let Err(refused) = crate::fetch::address(text) {
            out.push(refused.to_string());
        }
    }
    for surface in &raw.follow {
        if surface.items.is_some() != surface.link.is_some() {
            out.push(format!("{}: `items` and `link` go together", surface.address));
        }
        if surface.items.iter().chain(&surface.link).any(|pointer| !pointer.is_empty() && !pointer.starts_with('/')) {
            out.push(format!("{}: `items` and `link` are JSON pointers, such as /results", surface.address));
        }
        let there = |other: &&KnownSource| other.follow.iter().any(|one| one.address == surface.address);
        if let Some(other) = others.iter().find(there) {
            out.push(format!("{}: the source `{}` has this address, too", surface.address, other.id));
        }
    }
    if let Some(other) = others.iter().find(|other| other.name == raw.name) {
        out.push(format!("the source `{}` has the same name", other.id));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_sources_of_the_program_are_sound_and_from_all_continents() {
        let (sources, wrong) = sources(Files::embedded());
        assert!(wrong.is_empty(), "{wrong:#?}");
        let official: Vec<&KnownSource> = sources.iter().filter(|source| source.kind.is_official()).collect();
        let press = sources.len() - official.len();
        assert!(official.len() >= 30 && press >= 30, "{} official, {press} of the press", official.len());
        let states: BTreeSet<&str> = official.iter().map(|source| source.state.as_str()).collect();
        for continent in [
            &["US", "CA"][..],
            &["BR", "CL", "CO", "PE"],
            &["GB", "FR", "DE", "PL"],
            &["JP", "KR", "IN"],
            &["ZA", "KE", "NG"],
            &["AU", "NZ"],
        ] {
            assert!(continent.iter().any(|state| states.contains(state)), "{continent:?}");
        }
        let kinds: BTreeSet<SourceKind> = sources.iter().map(|source| source.kind).collect();
        assert_eq!(kinds.len(), 8, "{kinds:?}");
        // Nobody has tried these addresses from here, and none says otherwise.
        assert!(sources.iter().all(|source| !source.checked));
    }

    #[test]
    fn what_is_wrong_with_a_source_is_named() {
        let raw = Raw {
            name: String::new(),
            publisher: None,
            kind: SourceKind::Press,
            state: "Utopia".into(),
            language: vec!["english".into()],
            home: "example.org".into(),
            terms: "own".into(),
            notes: String::new(),
            checked: false,
            follow: vec![Surface { address: "ftp://example.org/".into(), links: Vec::new(), items: Some("results".into()), link: None }],
        };
        let found = problems("A B", &raw, &[]).join("\n");
        for part in ["file's name", "`name` is empty", "Utopia", "ISO 639-1", "example.org", "only http", "go together", "JSON pointers"] {
            assert!(found.contains(part), "{part}: {found}");
        }
    }
}
