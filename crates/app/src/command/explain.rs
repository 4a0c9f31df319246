//! `materiel explain`: what each layer of the reader makes of each sentence.

use super::extract::each;
use crate::cli::InputArgs;
use crate::outcome::{Failure, Outcome};
use crate::reading::Reader;
use std::io::Write;

pub(crate) fn run(args: &InputArgs, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    each(args, |document| Ok(out.write_all(reader.explain(&document).as_bytes())?))
}
