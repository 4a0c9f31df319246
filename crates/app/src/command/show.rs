//! `materiel show`: one record with everything that is said of it.

use super::{find, library};
use crate::cli::{PageFormat, ShowArgs};
use crate::outcome::{Failure, Outcome};
use crate::reading::Reader;
use crate::{export, page};
use materiel_register::view::{Standpoint, record_view};
use materiel_store::Store;
use std::io::Write;

pub(crate) fn run(args: &ShowArgs, store: &mut Store, reader: &Reader, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let record = match find(store, &args.record, args.cut.cut())? {
        Ok(record) => record,
        Err(outcome) => return Ok(outcome),
    };
    let at = Standpoint { today: args.today.day(&args.cut)?, reviews: &reader.reviews() };
    let view = record_view(&record, &library(store), at);
    match args.format {
        PageFormat::Page => page::record(&view, reader, &page::Paper::of_stdout(), out)?,
        PageFormat::Json => export::object(&view, out)?,
    }
    Ok(Outcome::Done)
}
