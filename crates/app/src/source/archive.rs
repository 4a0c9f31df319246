//! Web archives: every record of a WARC stream, and of the WARC files in a WACZ, as documents.

use super::{Given, Raw, problem};
use crate::cli::About;
use materiel_source::Limits;
use materiel_source::warc::{Records, Step};
use std::io::{BufRead, BufReader, Read, Seek, Write};

/// The most files of a packed folder that are looked at.
const FILES: usize = 10_000;

/// Hands what every record holds to `take`.
pub(super) fn read<E>(
    input: &mut dyn BufRead,
    place: &str,
    about: &About,
    take: &mut dyn FnMut(Given, u64) -> Result<(), E>,
) -> Result<(), E> {
    let mut records = Records::new(input, Limits::default().bytes);
    let mut any = false;
    while let Some(step) = records.next() {
        any = true;
        match step {
            Step::Bad(number, what) => take(Given::Bad(problem(place, None, format!("record {number}: {what}"))), 0)?,
            Step::Record(record) => {
                // The record's own address names the document; the archive and the number name the record.
                let address = record.address.as_deref().filter(|address| address.starts_with("http"));
                let named = record.address.as_deref().unwrap_or(place);
                let raw = Raw { bytes: &record.body, place: named, address, content_type: record.content_type.as_deref() };
                if is_passed_by(&raw) {
                    continue;
                }
                let mut given = Vec::new();
                let about = About { url: None, ..about.clone() };
                super::open(&raw, &about, &mut |one| given.push(one));
                let mut size = record.body.len() as u64;
                for mut one in given {
                    if let Given::Bad(problem) = &mut one {
                        problem.what = format!("record {} ({}): {}", record.number, problem.place, problem.what);
                        place.clone_into(&mut problem.place);
                    }
                    take(one, std::mem::take(&mut size))?;
                }
            }
        }
    }
    if any { Ok(()) } else { take(Given::Bad(problem(place, None, "the archive has no record of a document".to_owned())), 0) }
}

/// Pictures, styles, scripts and data of pages are no documents, and archives within archives are not opened.
fn is_passed_by(raw: &Raw<'_>) -> bool {
    use materiel_source::Sort;
    let kind = raw.content_type.unwrap_or_default().to_ascii_lowercase();
    let other = ["image/", "video/", "audio/", "font/", "css", "javascript", "json", "octet-stream", "wasm", "dns"]
        .iter()
        .any(|word| kind.contains(word));
    let sort = materiel_source::sort(raw);
    raw.bytes.is_empty()
        || matches!(sort, Sort::Binary | Sort::Warc | Sort::Zip)
        || other && !matches!(sort, Sort::Html | Sort::Pdf | Sort::Feed | Sort::Sitemap)
}

/// Hands what every WARC file of a packed folder holds to `take`.
pub(super) fn unpack<E>(
    file: impl Read + Seek,
    place: &str,
    about: &About,
    take: &mut dyn FnMut(Given, u64) -> Result<(), E>,
) -> Result<(), E> {
    let bad = |what: String| Given::Bad(problem(place, None, what));
    let mut folder = match zip::ZipArchive::new(file) {
        Ok(folder) => folder,
        Err(error) => return take(bad(format!("the packed folder cannot be read: {error}")), 0),
    };
    let mut any = false;
    for number in 0..folder.len().min(FILES) {
        let inner = match folder.by_index(number) {
            Ok(inner) => inner,
            Err(error) => {
                take(bad(format!("file {} in it cannot be read: {error}", number + 1)), 0)?;
                continue;
            }
        };
        let name = inner.name().to_owned();
        if !name.ends_with(".warc.gz") && !name.ends_with(".warc") {
            continue;
        }
        any = true;
        let named = format!("{place}/{name}");
        if name.ends_with(".gz") {
            read(&mut BufReader::new(flate2::read::MultiGzDecoder::new(BufReader::new(inner))), &named, about, take)?;
        } else {
            read(&mut BufReader::new(inner), &named, about, take)?;
        }
    }
    if any {
        Ok(())
    } else {
        take(bad("the packed folder has no web archive (.warc or .warc.gz) in it; other packed files are not read".to_owned()), 0)
    }
}

/// A stream as a file, which a packed folder must be.
pub(super) fn spooled(input: &mut dyn BufRead) -> std::io::Result<std::fs::File> {
    let mut file = tempfile::tempfile()?;
    std::io::copy(input, &mut file)?;
    file.flush()?;
    file.rewind()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::super::Problem;
    use super::*;

    #[test]
    fn an_archive_without_documents_says_so() {
        let mut out: Vec<Problem> = Vec::new();
        let done: Result<(), std::convert::Infallible> = read(&mut std::io::empty(), "a.warc", &About::default(), &mut |given, _| {
            if let Given::Bad(problem) = given {
                out.push(problem);
            }
            Ok(())
        });
        assert!(done.is_ok() && out[0].to_string() == "a.warc: the archive has no record of a document", "{out:?}");
    }
}
