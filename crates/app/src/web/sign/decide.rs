//! Decisions from forms and programs.
//!
//! In: the fields of a form, or the same as JSON. Out: entries of the log, made by what `materiel review` does, and what they change.

use super::super::guard::Refusal;
use super::super::{State, Trouble};
use super::Visitor;
use super::forms::{own_form, path};
use crate::cli::ReviewCommand;
use crate::command::decide;
use axum::extract::{Extension, Path};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Json, Router, extract};
use clap::Parser;
use materiel_register::view::DiffRow;
use schemars::JsonSchema;
use serde::Serialize;
use url::form_urlencoded;

pub(super) fn routes() -> Router<State> {
    Router::new().route("/decide/{what}", post(from_form))
}

/// What a decision came to.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Decided")]
pub(crate) struct Answer {
    /// The entries of the log; none where nothing was to be stored.
    pub(crate) entries: Vec<u64>,
    /// What it changes, as `materiel diff` has it.
    pub(crate) changes: Vec<DiffRow>,
}

/// The grammar of `materiel review`.
#[derive(Debug, Parser)]
#[command(name = "decide", no_binary_name = true, disable_help_flag = true, disable_help_subcommand = true, disable_version_flag = true)]
struct Grammar {
    #[command(subcommand)]
    what: ReviewCommand,
}

async fn from_form(
    extract::State(state): extract::State<State>,
    Extension(visitor): Extension<Visitor>,
    Path(what): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Refusal> {
    let mut fields: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let mut own = |name: &str| {
        let found = fields.iter().position(|(given, _)| given == name)?;
        Some(fields.remove(found).1)
    };
    let (csrf, back) = (own("csrf").unwrap_or_default(), own("back").unwrap_or_default());
    own_form(&state, &headers, &csrf)?;
    let answer = take(&state, &visitor, &what, fields).await?;
    let wants_json =
        headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("application/json"));
    if wants_json || answer.entries.is_empty() {
        return Ok(Json(answer).into_response());
    }
    let back = path(&back);
    let back = back.split_once('#').map_or(back, |(before, _)| before);
    Ok(Redirect::to(&format!("{back}#decided")).into_response())
}

/// Takes a decision from whoever may decide. `fields` are those of the module above, in any order.
///
/// # Errors
/// Whoever asks may not decide; what cannot be decided, in words.
pub(crate) async fn take(state: &State, visitor: &Visitor, what: &str, fields: Vec<(String, String)>) -> Result<Answer, Refusal> {
    let author = visitor.reviewer(state)?.to_owned();
    let Grammar { what } = grammar(what, &fields, &author)?;
    let decided = state.write(move |store, state| {
        let who = what.who().ok_or_else(|| Trouble::Asked("to look is no decision".to_owned()))?;
        Ok(decide(&what, who, store, state.reader())?)
    });
    let decided = decided.await?;
    Ok(Answer { entries: decided.entries, changes: decided.rows })
}

/// A decision with the names of its fields.
type Fields = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// Which fields each decision has: those that stand in a row without names, in order; those with names; and marks that are there or not.
const FIELDS: &[Fields] = &[
    ("accept", &["claim"], &[], &[]),
    ("reject", &["claim"], &[], &[]),
    ("correct", &["claim", "slot", "value"], &["words", "at", "class"], &["empty"]),
    ("join", &["claim"], &[], &[]),
    ("split", &["claim", "from"], &[], &[]),
    ("rename", &["from", "to"], &["class"], &["equipment"]),
    ("pin", &["claim", "slot"], &[], &[]),
    ("undo", &["entry"], &[], &[]),
];

/// The names of all decisions.
pub(crate) fn whats() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|(name, ..)| *name)
}

/// Reads fields with the grammar of the command line. Nothing that is sent can be taken for an option that it is not.
fn grammar(what: &str, fields: &[(String, String)], author: &str) -> Result<Grammar, Refusal> {
    /// More than anybody decides at once.
    const MOST: usize = 500;
    let Some((what, in_a_row, with_names, marks)) = FIELDS.iter().find(|(name, ..)| *name == what) else {
        let all: Vec<&str> = FIELDS.iter().map(|(name, ..)| *name).collect();
        return Err(Refusal::missing(&format!("there is no such decision; there are {}", all.join(", "))));
    };
    let wrong = |words: String| Err(Refusal::bad(&words));
    if fields.len() > MOST {
        return wrong(format!("a decision has at most {MOST} fields"));
    }
    let mut words: Vec<String> = vec![(*what).to_owned(), format!("--by={author}")];
    let given = || fields.iter().filter(|(_, value)| !value.trim().is_empty());
    for (name, value) in given() {
        let name = name.as_str();
        let is_mark = marks.contains(&name) || name == "dry-run";
        if is_mark && value != "yes" {
            return wrong(format!("`{name}` is `yes` or is left out"));
        } else if is_mark {
            words.push(format!("--{name}"));
        } else if name == "why" || with_names.contains(&name) {
            words.push(format!("--{name}={value}"));
        } else if !in_a_row.contains(&name) {
            return wrong(format!("`{what}` has no field `{name}`"));
        }
    }
    words.push("--".to_owned());
    for name in *in_a_row {
        words.extend(given().filter(|(given, _)| given == name).map(|(_, value)| value.clone()));
    }
    Grammar::try_parse_from(words).map_err(|error| {
        let all = error.to_string();
        let told =
            all.lines().take_while(|line| !line.starts_with("Usage")).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
        Refusal::bad(told.join(" ").trim_start_matches("error: "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(what: &str, fields: &[(&str, &str)]) -> Result<ReviewCommand, String> {
        let fields: Vec<(String, String)> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        grammar(what, &fields, "A. Reviewer").map(|grammar| grammar.what).map_err(|refusal| refusal.words().to_owned())
    }

    #[test]
    fn fields_are_read_as_the_command_line_reads_them() {
        let fields =
            [("why", "read it"), ("value", "at least 240"), ("at", "10..13"), ("claim", "abcd"), ("slot", "quantity"), ("words", "")];
        let Ok(ReviewCommand::Correct { claim, values, at, words, who, .. }) = read("correct", &fields) else { panic!("not read") };
        assert_eq!((claim.as_str(), values[0].as_str(), words, who.by.as_str()), ("abcd", "at least 240", None, "A. Reviewer"));
        assert_eq!(at.map(|span| (span.start, span.end)), Some((10, 13)));
        let joined = read("join", &[("claim", "abcd"), ("claim", "t-12"), ("why", "one deal"), ("dry-run", "yes")]);
        assert!(matches!(joined, Ok(ReviewCommand::Join { claims, who }) if claims.len() == 2 && who.dry_run));
    }

    #[test]
    fn nothing_that_is_sent_becomes_an_option() {
        for (what, fields) in
            [("accept", &[("claim", "--by=Somebody"), ("why", "x")][..]), ("accept", &[("claim", "-h"), ("why", "--dry-run")])]
        {
            let Ok(ReviewCommand::Accept { claims, who }) = read(what, fields) else { panic!("{fields:?}") };
            assert!(claims[0].starts_with('-') && who.by == "A. Reviewer" && !who.dry_run);
        }
        for (what, fields, told) in [
            ("accept", &[("claim", "abcd")][..], "--why"),
            ("accept", &[("claim", "abcd"), ("why", "x"), ("by", "Somebody")], "no field `by`"),
            ("accept", &[("claim", "abcd"), ("why", "x"), ("format", "json")], "no field `format`"),
            ("accept", &[("why", "x")], "CLAIM"),
            ("correct", &[("claim", "abcd"), ("slot", "colour"), ("value", "x"), ("why", "x")], "colour"),
            ("correct", &[("claim", "abcd"), ("slot", "quantity"), ("value", "x"), ("why", "x"), ("at", "9..3")], "is no place"),
            ("undo", &[("entry", "first"), ("why", "x")], "first"),
            ("log", &[], "no such decision"),
            ("help", &[], "no such decision"),
        ] {
            let refused = read(what, fields).unwrap_err();
            assert!(refused.contains(told) && !refused.contains('\n'), "{what} {fields:?}: {refused}");
        }
    }
}
