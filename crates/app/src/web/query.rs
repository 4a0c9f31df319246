//! What an address asks for.
//!
//! In: the part of an address after `?`. Out: which records are meant, when they are looked at and which part of them is shown. The words are
//! those of `materiel list` without their strokes (`?recipient=XK&known-by=2023-12-31&page=2`), read by the same grammar. What is empty, as
//! forms send it, is passed by.

use super::Trouble;
use crate::cli::{TodayArgs, ViewArgs};
use crate::outcome::Failure;
use crate::reading::Reader;
use clap::Parser;
use materiel_register::Cut;
use materiel_register::view::Filter;
use materiel_store::Part;
use url::form_urlencoded;

/// The grammar.
#[derive(Debug, Default, Parser)]
#[command(name = "", no_binary_name = true, disable_help_flag = true, disable_version_flag = true)]
struct Grammar {
    #[command(flatten)]
    view: ViewArgs,
    #[command(flatten)]
    today: TodayArgs,
}

/// What is asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    view: ViewArgs,
    today: TodayArgs,
    /// What was given, name and value, in order and without what is empty.
    pub(crate) given: Link,
    /// What only this page understands.
    extra: Vec<(String, String)>,
}

impl Asked {
    /// Reads a query. `extra` are names that only this page understands, see [`Asked::extra`].
    pub(crate) fn read(query: Option<&str>, extra: &[&str]) -> Result<Self, Trouble> {
        /// More than any page can mean.
        const MOST: usize = 200;
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let given: Vec<(String, String)> =
            pairs.map(|(name, value)| (name.into_owned(), value.trim().to_owned())).filter(|(_, value)| !value.is_empty()).collect();
        if given.len() > MOST {
            return Err(Trouble::Asked(format!(
                "the address asks for {} things, and at most {MOST} can be asked for at once",
                given.len()
            )));
        }
        let (own, common): (Vec<_>, Vec<_>) = given.iter().cloned().partition(|(name, _)| extra.contains(&name.as_str()));
        if let Some((name, _)) = common.iter().find(|(name, _)| !is_name(name)) {
            return Err(Trouble::Asked(format!("`{name}` is nothing that can be asked for here")));
        }
        let grammar = Grammar::try_parse_from(common.iter().map(|(name, value)| format!("--{name}={value}")));
        let Grammar { view, today } = grammar.map_err(|error| Trouble::Asked(plain(&error)))?;
        Ok(Self { view, today, given: Link(given), extra: own })
    }

    /// The first value that was given for a name that only this page understands.
    pub(crate) fn extra(&self, name: &str) -> Option<&str> {
        self.extra.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// Which records are meant.
    pub(crate) fn filter(&self, reader: &Reader) -> Filter {
        self.view.filter.filter(reader)
    }

    /// Up to when the register is looked at.
    pub(crate) fn cut(&self) -> Cut {
        self.view.cut.cut()
    }

    /// The day from which "how long" and "overdue" are counted.
    pub(crate) fn today(&self) -> Result<jiff::civil::Date, Failure> {
        self.today.day(&self.view.cut)
    }

    /// Which part of the list is shown, `many` records where nothing is said; `None` for all that are left.
    pub(crate) fn part(&self, many: Option<usize>) -> Part {
        let many = self.view.limit.map_or(many, |limit| (limit > 0).then_some(limit));
        Part { skip: many.unwrap_or(0).saturating_mul(self.page() - 1), many, order: self.view.sort.order() }
    }

    /// The number of the page, from 1.
    pub(crate) fn page(&self) -> usize {
        self.view.page.max(1)
    }
}

/// What an address asks for, to be written into another address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link(pub(crate) Vec<(String, String)>);

impl Link {
    /// The same with only this value of a name, and from the first page on.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut out = self.without(name);
        out.0.push((name.to_owned(), value.to_owned()));
        out
    }

    /// The same with this value of a name, too, and from the first page on.
    pub(crate) fn and(&self, name: &str, value: &str) -> Self {
        let mut out = self.but(name, value);
        out.0.push((name.to_owned(), value.to_owned()));
        out
    }

    /// The same without a name, and from the first page on.
    pub(crate) fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(given, _)| given != name && given != "page").cloned().collect())
    }

    /// The same without one value of a name, and from the first page on.
    pub(crate) fn but(&self, name: &str, value: &str) -> Self {
        Self(self.0.iter().filter(|(given, one)| !(given == name && one == value) && given != "page").cloned().collect())
    }

    /// Only these names.
    pub(crate) fn only(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(given, _)| names.contains(&given.as_str())).cloned().collect())
    }

    /// True when a value of a name was given.
    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(given, one)| given == name && one == value)
    }

    /// The first value of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// An address: the path, and what is asked for where there is any.
    pub(crate) fn at(&self, path: &str) -> String {
        if self.0.is_empty() {
            return path.to_owned();
        }
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish();
        format!("{path}?{query}")
    }
}

fn is_name(name: &str) -> bool {
    name.len() <= 40
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

/// What the grammar says is wrong, in one line and in the words of addresses.
fn plain(error: &clap::Error) -> String {
    let all = error.to_string();
    let first = all.lines().next().unwrap_or_default().trim_start_matches("error: ").replace("argument '--", "'").replace("'--", "'");
    if error.kind() == clap::error::ErrorKind::UnknownArgument {
        return format!("{}: nothing of this name can be asked for here", first.replace("unexpected ", "").replace(" found", ""));
    }
    let possible = all.lines().map(str::trim).find(|line| line.starts_with("[possible values"));
    possible.map_or_else(|| first.clone(), |possible| format!("{first} {possible}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use materiel_model::Kind;

    #[test]
    fn an_address_is_read_with_the_grammar_of_the_command_line() {
        let asked = Asked::read(Some("kind=transfer&kind=budget&recipient=&known-by=2023-12-31&page=3&q=two+words"), &["q"]).unwrap();
        let reader = Reader::new(None).unwrap();
        assert_eq!(asked.filter(&reader).kinds, [Kind::Transfer, Kind::Budget]);
        assert_eq!(asked.cut().known_by, Some(jiff::civil::date(2023, 12, 31)));
        assert_eq!(asked.extra("q"), Some("two words"));
        assert_eq!(asked.part(Some(50)), Part { skip: 100, many: Some(50), ..Part::default() });
        assert_eq!(asked.given.without("kind").at("/register"), "/register?known-by=2023-12-31&q=two+words");
        assert_eq!(asked.given.with("known-by", "2024 & more").only(&["known-by"]).at("/x"), "/x?known-by=2024+%26+more");
    }

    #[test]
    fn what_cannot_be_asked_for_is_told() {
        for (query, told) in [
            ("db=/etc/passwd", "'db': nothing of this name"),
            ("kind=tank", "kind"),
            ("page=0", "is no page"),
            ("known-by=yesterday", "yesterday"),
            ("limit=x", "limit"),
            ("--help=1", "--help"),
            ("=1", "``"),
            ("help=1", "help"),
        ] {
            let Err(Trouble::Asked(words)) = Asked::read(Some(query), &[]) else { panic!("{query} is read") };
            assert!(words.contains(told) && !words.contains('\n'), "{query}: {words}");
        }
    }
}
