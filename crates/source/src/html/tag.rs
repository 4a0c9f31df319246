//! The elements and attributes of HTML that matter for reading a page.

macro_rules! tags {
    ($($tag:ident $name:literal),* $(,)?) => {
        /// An element's name, or that a node is text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Tag { Text, Other, $($tag),* }

        impl Tag {
            /// How many there are.
            pub(crate) const COUNT: usize = [$($name),*].len() + 2;
        }

        /// Every name at the place that its letters lead to, or at the first free one behind.
        static PLACES: [(u128, Tag); 512] = {
            let mut places = [(0, Tag::Other); 512];
            $({
                let name = letters($name.as_bytes());
                let mut at = place(name);
                while places[at].0 != 0 {
                    at = (at + 1) % places.len();
                }
                places[at] = (name, Tag::$tag);
            })*
            places
        };
    };
}

/// A short name as a number: its letters, small, and how many.
const fn letters(name: &[u8]) -> u128 {
    let mut letters = [0; 16];
    letters[15] = name.len() as u8;
    let mut at = 0;
    while at < name.len() && at < 15 {
        letters[at] = name[at].to_ascii_lowercase();
        at += 1;
    }
    u128::from_le_bytes(letters)
}

/// Where the letters of a name lead to.
const fn place(name: u128) -> usize {
    let letters = (name as u64) ^ (name >> 64) as u64;
    (letters.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55) as usize
}

tags! {
    Div "div", Span "span", A "a", P "p", Li "li", Script "script", Meta "meta", Link "link", Img "img", Ul "ul", Br "br", I "i", B "b",
    Strong "strong", Em "em", Style "style", Input "input", Button "button", H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6",
    Section "section", Article "article", Svg "svg", Path "path", Td "td", Tr "tr", Th "th", Table "table", Tbody "tbody", Thead "thead",
    Tfoot "tfoot", Figure "figure", Figcaption "figcaption", Picture "picture", Source "source", Noscript "noscript", Option "option",
    Select "select", Label "label", Form "form", Header "header", Footer "footer", Nav "nav", Aside "aside", Main "main", Time "time",
    Blockquote "blockquote", Q "q", Cite "cite", Ol "ol", Dl "dl", Dt "dt", Dd "dd", Iframe "iframe", Html "html", Head "head", Body "body",
    Title "title", Hr "hr", Textarea "textarea", Template "template", Address "address", Pre "pre", Code "code", Center "center",
    Font "font", Small "small", Sub "sub", Sup "sup", U "u", Caption "caption", Col "col", Colgroup "colgroup", Video "video", Audio "audio",
    Object "object", Embed "embed", Canvas "canvas", Base "base", Area "area", Map "map", Wbr "wbr", Param "param", Track "track",
    Noembed "noembed", Noframes "noframes", Xmp "xmp", Details "details", Summary "summary", Fieldset "fieldset", Dialog "dialog",
    Menu "menu", Hgroup "hgroup", Abbr "abbr", Mark "mark", Del "del", S "s", Strike "strike", Ins "ins", Big "big", Tt "tt",
    Math "math",
}

impl Tag {
    /// The tag of a name as written.
    pub(crate) fn of(name: &str) -> Self {
        if name.len() > 10 {
            return Self::Other;
        }
        let name = letters(name.as_bytes());
        let mut at = place(name);
        while PLACES[at].0 != name && PLACES[at].0 != 0 {
            at = (at + 1) % PLACES.len();
        }
        PLACES[at].1
    }

    /// True for what has no end tag.
    pub(crate) const fn is_void(self) -> bool {
        matches!(
            self,
            Self::Meta
                | Self::Link
                | Self::Img
                | Self::Br
                | Self::Input
                | Self::Hr
                | Self::Source
                | Self::Col
                | Self::Embed
                | Self::Base
                | Self::Area
                | Self::Wbr
                | Self::Param
                | Self::Track
        )
    }

    /// True for what holds no elements, whatever stands in it.
    pub(crate) const fn is_raw(self) -> bool {
        matches!(
            self,
            Self::Script | Self::Style | Self::Title | Self::Textarea | Self::Iframe | Self::Noembed | Self::Noframes | Self::Xmp
        )
    }

    /// False for what may be closed by `/>`: elements of drawings and of no known name.
    pub(crate) const fn is_html(self) -> bool {
        !matches!(self, Self::Other | Self::Svg | Self::Path | Self::Math)
    }

    /// True for what stands on lines of its own.
    pub(crate) const fn is_block(self) -> bool {
        matches!(
            self,
            Self::Div
                | Self::P
                | Self::Li
                | Self::Ul
                | Self::Ol
                | Self::Dl
                | Self::Dt
                | Self::Dd
                | Self::H1
                | Self::H2
                | Self::H3
                | Self::H4
                | Self::H5
                | Self::H6
                | Self::Section
                | Self::Article
                | Self::Table
                | Self::Tr
                | Self::Td
                | Self::Th
                | Self::Tbody
                | Self::Thead
                | Self::Tfoot
                | Self::Figure
                | Self::Figcaption
                | Self::Form
                | Self::Header
                | Self::Footer
                | Self::Nav
                | Self::Aside
                | Self::Main
                | Self::Blockquote
                | Self::Body
                | Self::Html
                | Self::Head
                | Self::Address
                | Self::Pre
                | Self::Center
                | Self::Caption
                | Self::Hr
                | Self::Details
                | Self::Summary
                | Self::Fieldset
                | Self::Dialog
                | Self::Menu
                | Self::Hgroup
                | Self::Template
                | Self::Noscript
                | Self::Select
                | Self::Option
        )
    }

    /// True for an opening tag that ends an open paragraph.
    pub(crate) const fn ends_paragraph(self) -> bool {
        self.is_block()
            && !matches!(
                self,
                Self::Td
                    | Self::Th
                    | Self::Tr
                    | Self::Tbody
                    | Self::Thead
                    | Self::Tfoot
                    | Self::Caption
                    | Self::Select
                    | Self::Option
                    | Self::Noscript
                    | Self::Template
            )
    }

    /// True for the parts of a table.
    pub(crate) const fn is_table(self) -> bool {
        matches!(self, Self::Table | Self::Tr | Self::Td | Self::Th | Self::Tbody | Self::Thead | Self::Tfoot)
    }

    /// True for headings.
    pub(crate) const fn is_heading(self) -> bool {
        matches!(self, Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6)
    }
}

/// The attributes of a name's length that are kept.
const fn attributes(length: usize) -> &'static [&'static str] {
    match length {
        2 => &["id"],
        3 => &["rel"],
        4 => &["href", "name", "type", "role", "lang"],
        5 => &["class", "style", "title"],
        6 => &["hidden"],
        7 => &["content", "pubdate", "colspan"],
        8 => &["property", "itemprop", "datetime", "itemtype", "xml:lang"],
        10 => &["http-equiv"],
        11 => &["aria-hidden", "data-testid"],
        13 => &["data-datetime"],
        14 => &["data-timestamp", "data-component"],
        _ => &[],
    }
}

/// The name of an attribute if it is one of those that are kept.
pub(crate) fn attribute(written: &[u8]) -> Option<&'static str> {
    attributes(written.len()).iter().find(|name| name.as_bytes().eq_ignore_ascii_case(written)).copied()
}

#[cfg(test)]
mod tests {
    use super::{Tag, attribute, attributes};

    #[test]
    fn attributes_stand_with_those_of_their_length() {
        for length in 0..20 {
            assert!(attributes(length).iter().all(|name| name.len() == length), "{length}");
        }
        assert_eq!((attribute(b"CLASS"), attribute(b"data-DATETIME"), attribute(b"onclick")), (Some("class"), Some("data-datetime"), None));
    }

    #[test]
    fn names_are_known_however_they_are_written() {
        for (name, tag) in [
            ("p", Tag::P),
            ("P", Tag::P),
            ("BlockQuote", Tag::Blockquote),
            ("figcaption", Tag::Figcaption),
            ("math", Tag::Math),
            ("s", Tag::S),
            ("", Tag::Other),
            ("p\0", Tag::Other),
            ("figcaptions", Tag::Other),
            ("my-element", Tag::Other),
            ("é", Tag::Other),
        ] {
            assert_eq!(Tag::of(name), tag, "{name:?}");
        }
    }
}
