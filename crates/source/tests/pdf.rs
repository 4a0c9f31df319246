//! Notices in PDF, made here: in two columns with words parted at the ends of lines and with the furniture of pages, and as a picture of a page.

use materiel_source::{Columns, Given, Limits, Raw, open};
use std::fmt::Write as _;

/// The objects of a PDF, numbered from 1, as a file.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    places.iter().for_each(|place| writeln!(end, "{place:010} 00000 n ").unwrap());
    write!(end, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).unwrap();
    out.extend_from_slice(end.as_bytes());
    out
}

fn stream(head: &str, bytes: &[u8]) -> Vec<u8> {
    [format!("<< {head} /Length {} >>\nstream\n", bytes.len()).as_bytes(), bytes, b"\nendstream"].concat()
}

/// A PDF with these contents of pages, each with the font `/F1` and the picture `/Im1`.
fn pdf(pages: &[String]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 5 + 2 * at)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()).into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
        stream("/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8", &[0x7f; 64 * 64]),
    ];
    for (at, page) in pages.iter().enumerate() {
        let content = 6 + 2 * at;
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {content} 0 R \
                /Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >> >>"
            )
            .into_bytes(),
        );
        objects.push(stream("", page.as_bytes()));
    }
    file(&objects)
}

fn line(x: u32, y: u32, size: u32, words: &str) -> String {
    let words = words.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
    format!("BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET\n")
}

/// Words in lines of a width, parted at hyphens where they do not fit.
fn lines(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for word in text.split(' ') {
        let last = out.last_mut().unwrap();
        if last.len() + word.len() < 42 {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        } else if word.len() > 7 && word.bytes().all(|byte| byte.is_ascii_lowercase()) && last.len() < 38 {
            let (front, back) = word.split_at(word.len() / 2);
            last.push(' ');
            last.push_str(front);
            last.push('-');
            out.push(back.to_owned());
        } else {
            out.push(word.to_owned());
        }
    }
    out
}

const LEFT: &str = "The Department has received a request from the Government of Kosovo to buy two hundred forty-six (246) Javelin missiles and \
    twenty-four launchers. Also included are missile simulators, battery coolant units, technical assistance, transportation of equipment \
    and other related elements of logistics and programme support. The estimated total cost is $75 million.";
const RIGHT: &str = "The proposed sale will improve the long-term defence capacity of the recipient and its ability to meet the requirements \
    of its national defence. Implementation of this proposed transaction will not require the assignment of any additional government or \
    contractor representatives to the recipient. The principal contractors will be named in the following announcement.";

fn notice() -> Vec<u8> {
    let page = |number: usize| {
        let mut out = line(72, 760, 8, "Register of Notices  /  Vol. 89, No. 12  /  Thursday, January 18, 2024")
            + &line(300, 30, 8, &format!("{}", 3_300 + number));
        if number == 1 {
            out += &line(72, 730, 16, "Arms Sales Notification");
        }
        for (x, text) in [(72, LEFT), (320, RIGHT)] {
            let text = format!("({number}) {text}");
            for (at, words) in (0u32..).zip(lines(&text)) {
                out += &line(x, 700 - 12 * at, 10, &words);
            }
        }
        out
    };
    pdf(&(1..=4).map(page).collect::<Vec<_>>())
}

fn read(bytes: &[u8]) -> Given {
    let mut given = Vec::new();
    let raw = Raw { bytes, place: "notice.pdf", address: None, content_type: None };
    open(&raw, &Columns::default(), &Limits::default(), &mut |one| given.push(one));
    assert_eq!(given.len(), 1, "{given:?}");
    given.remove(0)
}

#[test]
fn a_notice_in_two_columns_is_read_column_by_column_without_furniture() {
    assert!(lines(LEFT).iter().chain(&lines(RIGHT)).filter(|line| line.ends_with('-')).count() >= 4, "words are parted: {:?}", lines(LEFT));
    let Given::Document(document) = read(&notice()) else { panic!("a document") };
    let text = document.text.split_whitespace().collect::<Vec<_>>().join(" ");
    for number in 1..=4 {
        for column in [LEFT, RIGHT] {
            assert!(text.contains(&format!("({number}) {column}")), "{number}: {}", document.text);
        }
        assert!(!text.contains(&format!("{}", 3_300 + number)), "{}", document.text);
    }
    assert!(text.starts_with("Arms Sales Notification"), "{}", document.text);
    assert!(!text.contains("Vol. 89") && !text.contains("Register of Notices"), "{}", document.text);
}

#[test]
fn a_picture_of_a_page_is_refused_as_one() {
    let page = "q 612 0 0 792 0 0 cm /Im1 Do Q\n".to_owned();
    for pages in [vec![page.clone()], vec![page.clone(), page.clone() + &line(300, 30, 8, "2")]] {
        let Given::Bad(problem) = read(&pdf(&pages)) else { panic!("a problem") };
        assert!(
            problem.to_string().starts_with("notice.pdf: the PDF is a picture of its pages (a scan)") && problem.what.contains("OCR"),
            "{problem}"
        );
    }
}

#[test]
fn a_pdf_that_is_cut_off_anywhere_is_read_or_refused() {
    let whole = notice();
    for cut in (0..whole.len()).step_by(997) {
        let read = read(&whole[..cut]);
        if let Given::Bad(problem) = read {
            assert!(problem.what.len() > 10, "{problem}");
        }
    }
}
