//! Sending JSON to an address that somebody gave, which may be anywhere, this machine too.

use crate::outcome::Failure;
use std::time::Duration;

/// How long the other side may take altogether.
const PATIENCE: Duration = Duration::from_secs(30);

/// Posts a JSON text. Anything but a 2xx answer is a failure.
pub(crate) fn post(address: &str, json: &str) -> Result<(), Failure> {
    let wrong = |what: &str| Failure::Other(format!("{address}: {what}"));
    let is = |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if !is("http://") && !is("https://") {
        return Err(wrong("only http:// and https:// addresses can be posted to"));
    }
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("materiel/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let answer = agent.post(address).header("Content-Type", "application/json").send(json).map_err(|error| wrong(&error.to_string()))?;
    let status = answer.status();
    if status.is_success() { Ok(()) } else { Err(wrong(&format!("the answer was {status}; the news will be told again at the next look"))) }
}
