//! The language of a text.

use crate::names::names;
use whichlang::Lang;

/// The ISO 639-1 code of the language of a text; `None` for texts too short to tell.
///
/// The guesser knows sixteen languages and gives one of them for any other; a text that it calls English must have English words, and a text with
/// many of them is English whatever it says.
pub fn language(text: &str) -> Option<&'static str> {
    let text = crate::begin(text, 4_000);
    let letters = text.chars().filter(|letter| is_letter(*letter)).count();
    if letters < 60 {
        return None;
    }
    let (mut words, mut english) = (0usize, 0usize);
    for word in text.split(|letter: char| !is_letter(letter)).filter(|word| !word.is_empty()) {
        words += 1;
        english += usize::from(names().english.has(word));
    }
    // Running English text has more than a fifth of them, lists and tables far fewer.
    if english * 12 >= words || words < 25 && english > 0 {
        return Some("en");
    }
    let guessed = code(whichlang::detect_language(text));
    match guessed {
        "en" if english * 40 >= words || words < 40 => Some("en"),
        "en" => None,
        // Albanian, Serbian and others are called Dutch or the like: what they are is not known, but that they are not English is.
        other => Some(other),
    }
}

/// [`char::is_alphabetic`], at once for the dashes and quotation marks that English texts have.
fn is_letter(letter: char) -> bool {
    !matches!(letter, '\u{2000}'..='\u{206f}') && letter.is_alphabetic()
}

/// True for the code of a language that the program can read.
pub fn language_is_readable(code: &str) -> bool {
    code == "en"
}

fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        for (text, wanted) in [
            ("Turkey delivered 20 Bayraktar TB2 drones to Kosovo in July 2023, the ministry of defence said.", Some("en")),
            ("Das Verteidigungsministerium hat gestern die Lieferung von zwölf Panzerhaubitzen an die Ukraine bestätigt.", Some("de")),
            ("Le ministère des Armées a annoncé la livraison de douze canons Caesar supplémentaires à l'Ukraine.", Some("fr")),
            ("Министерство обороны сообщило о поставке танков и ракет в войска на этой неделе.", Some("ru")),
            ("Short.", None),
        ] {
            assert_eq!(language(text), wanted, "{text}");
        }
        let albanian = "Ministria e Mbrojtjes njoftoi se Turqia ka dorëzuar njëzet dronë Bayraktar TB2 për Forcën e Sigurisë së Kosovës.";
        assert!(language(albanian).is_some_and(|code| !language_is_readable(code)));
    }
}
