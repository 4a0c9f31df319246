//! A word in, whether it is a web or mail address out, by the pattern that spaCy's tokenizer keeps whole.

use super::characters::{Characters, LOWER};

/// True for `example.org/page`, `https://10.1.2.3:80`, `name@example.org`; a host needs a dot and a top-level domain in small letters.
pub(super) fn is_address(characters: &Characters, word: &str) -> bool {
    // Without a dot there is no host, and nearly every word has none.
    if !word.contains('.') {
        return false;
    }
    let scheme = word
        .find("://")
        .filter(|&at| word[..at].chars().count() >= 2 && word[..at].chars().all(|c| c.is_alphanumeric() || "_+-.".contains(c)))
        .map(|at| at + 3);
    let logins = word.match_indices('@').filter(|&(at, _)| at > 0).map(|(at, _)| at + 1);
    std::iter::once(0).chain(scheme).chain(logins).any(|at| is_host_and_rest(characters, &word[at..]))
}

fn is_host_and_rest(characters: &Characters, rest: &str) -> bool {
    let end = rest.find(|c| !(is_host_character(c) || c == '.')).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    (is_domain(characters, host) || is_public_ip(host)) && is_port_and_path(rest)
}

fn is_host_character(c: char) -> bool {
    is_wide(c) || matches!(c, '-' | '_')
}

fn is_wide(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{a1}'..='\u{ffff}').contains(&c)
}

fn is_domain(characters: &Characters, host: &str) -> bool {
    let Some((labels, top)) = host.rsplit_once('.') else { return false };
    let is_label = |label: &str| label.starts_with(is_wide) && label.ends_with(is_wide) && label.chars().count() <= 64;
    (2..=63).contains(&top.chars().count()) && top.chars().all(|c| characters.of(c) & LOWER != 0) && labels.split('.').all(is_label)
}

/// Four numbers; private networks are left out, as in the pattern.
fn is_public_ip(host: &str) -> bool {
    let octets: Vec<Option<u8>> = host.splitn(5, '.').map(|octet| octet.parse().ok().filter(|_| !octet.starts_with('+'))).collect();
    let [Some(a), Some(b), Some(_), Some(d)] = octets[..] else { return false };
    let private = matches!((a, b), (10 | 127, _) | (169, 254) | (192, 168) | (172, 16..=31));
    !private && (1..=223).contains(&a) && (1..=254).contains(&d)
}

fn is_port_and_path(rest: &str) -> bool {
    let rest = match rest.strip_prefix(':') {
        Some(port) => {
            let path = port.trim_start_matches(|c: char| c.is_ascii_digit());
            if !(2..=5).contains(&(port.len() - path.len())) {
                return false;
            }
            path
        }
        None => rest,
    };
    rest.is_empty() || rest.starts_with(['/', '?', '#'])
}
