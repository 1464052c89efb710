//! The language of the page: choosing it, and saying texts, counts and dates in it.

use audit_core::text::visible;
use leptos::prelude::*;

use crate::browser::storage::{self, Preference};
use crate::browser::{document, intl};
use crate::lasting::RwSignal;
use crate::messages::{Messages, Plural};

#[path = "../locales/de.rs"]
mod de;
#[path = "../locales/en.rs"]
mod en;
#[path = "../locales/fr.rs"]
mod fr;
#[path = "../locales/it.rs"]
mod it;

/// The languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locale {
    /// English.
    English,
    /// French.
    French,
    /// German.
    German,
    /// Italian.
    Italian,
}

impl Locale {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::German, Self::English, Self::French, Self::Italian];

    /// Its texts.
    pub(crate) fn messages(self) -> &'static Messages {
        match self {
            Self::English => &en::CATALOGUE,
            Self::French => &fr::CATALOGUE,
            Self::German => &de::CATALOGUE,
            Self::Italian => &it::CATALOGUE,
        }
    }

    /// Its name in itself.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
            Self::German => "Deutsch",
            Self::Italian => "Italiano",
        }
    }

    /// Its code, as the document and the device's storage hold it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::German => "de",
            Self::Italian => "it",
        }
    }

    /// How its dates and numbers are written.
    fn region(self) -> &'static str {
        match self {
            Self::English => "en-GB",
            Self::French => "fr-CH",
            Self::German => "de-CH",
            Self::Italian => "it-CH",
        }
    }

    /// The language of a tag such as `fr-CH`.
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let code = tag.split('-').next()?;
        Self::ALL.into_iter().find(|locale| locale.code() == code)
    }

    /// `Mon, 23 Nov 2026`.
    pub(crate) fn medium_date(self, zone: &str, time_ms: i64) -> String {
        intl::medium_date(self.region(), zone, time_ms)
    }

    fn plural(self, text: Plural, count: u64) -> &'static str {
        let one = match self {
            Self::English | Self::German | Self::Italian => count == 1,
            Self::French => count <= 1,
        };
        if one { text.one } else { text.other }
    }

    /// A number.
    pub(crate) fn number(self, value: impl Into<u64>) -> String {
        intl::number(self.region(), value.into())
    }

    /// A text that depends on a count.
    pub(crate) fn count(self, text: Plural, count: u64) -> String {
        self.count_with(text, count, &[])
    }

    /// A text that depends on a count, and has other placeholders too.
    pub(crate) fn count_with(self, text: Plural, count: u64, others: &[(&str, &str)]) -> String {
        let number = self.number(count);
        let values: Vec<_> = others.iter().copied().chain([("count", &*number)]).collect();
        fill(self.plural(text, count), &values)
    }
}

/// Puts values in the place of `{names}`. A value may come from a log, a link or a
/// server: what cannot be seen in it is written out.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    // In one pass: a value that looks like a placeholder stays as it is.
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            rest = after;
            break;
        };
        if let Some((_, value)) = values.iter().find(|(key, _)| *key == name) {
            filled.push_str(&visible(value));
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The language in use; everything said through it follows a change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct I18n(RwSignal<Locale>);

impl I18n {
    /// Starts with the language that is remembered, or else the browser's.
    pub(crate) fn start() -> Self {
        let remembered = storage::read(Preference::Language);
        let locale = remembered
            .or_else(intl::preferred_language)
            .and_then(|tag| Locale::from_tag(&tag))
            .unwrap_or(Locale::English);
        document::set_language(locale.code());
        Self(RwSignal::new(locale))
    }

    /// The language.
    pub(crate) fn locale(self) -> Locale {
        self.0.get()
    }

    /// Changes the language, and remembers it.
    pub(crate) fn choose(self, locale: Locale) {
        storage::write(Preference::Language, locale.code());
        document::set_language(locale.code());
        self.0.set(locale);
    }

    /// The texts.
    pub(crate) fn texts(self) -> &'static Messages {
        self.0.get().messages()
    }

    /// A text that depends on a count.
    pub(crate) fn plural(self, text: impl Fn(&'static Messages) -> Plural, count: u64) -> String {
        self.plural_with(text, count, &[])
    }

    /// A text that depends on a count, and has other placeholders too.
    pub(crate) fn plural_with(
        self,
        text: impl Fn(&'static Messages) -> Plural,
        count: u64,
        others: &[(&str, &str)],
    ) -> String {
        let locale = self.0.get();
        locale.count_with(text(locale.messages()), count, others)
    }

    /// A number.
    pub(crate) fn number(self, value: impl Into<u64>) -> String {
        self.0.get().number(value)
    }

    /// A size in bytes.
    pub(crate) fn bytes(self, bytes: u64) -> String {
        let (text, count) =
            if bytes < 1 << 20 { (self.texts().bytes_kb, bytes >> 10) } else { (self.texts().bytes_mb, bytes >> 20) };
        fill(text, &[("count", &self.number(count))])
    }

    /// `Monday 23 November 2026`.
    pub(crate) fn long_date(self, zone: &str, time_ms: i64) -> String {
        intl::long_date(self.0.get().region(), zone, time_ms)
    }

    /// `Mon, 23 Nov 2026`.
    pub(crate) fn medium_date(self, zone: &str, time_ms: i64) -> String {
        self.0.get().medium_date(zone, time_ms)
    }

    /// `23 Nov 2026`.
    pub(crate) fn short_date(self, zone: &str, time_ms: i64) -> String {
        intl::short_date(self.0.get().region(), zone, time_ms)
    }

    /// `Monday`, or `Mon`; days are counted from Monday.
    pub(crate) fn weekday(self, day: usize, short: bool) -> String {
        intl::weekday(self.0.get().region(), day, short)
    }

    /// `November 2026`.
    pub(crate) fn month(self, zone: &str, time_ms: i64) -> String {
        intl::month(self.0.get().region(), zone, time_ms)
    }
}

/// The language in use.
pub(crate) fn use_i18n() -> I18n {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn placeholders_are_filled_once() {
        let values = [("a", "{b}"), ("b", "2"), ("d", "x\u{202e}y")];
        let cases = [
            ("{a} and {b}", "{b} and 2"),
            ("plain", "plain"),
            ("{c}.", "."),
            ("open {", "open "),
            ("{d}", "x⟨U+202E⟩y"),
        ];
        for (text, expected) in cases {
            assert_eq!(fill(text, &values), expected, "{text}");
        }
    }

    #[wasm_bindgen_test]
    fn none_is_singular_in_french_only() {
        let text = Plural { one: "one", other: "other" };
        let cases = [(0, "other", "one"), (1, "one", "one"), (2, "other", "other")];
        for (count, english, french) in cases {
            for locale in Locale::ALL {
                let expected = if locale == Locale::French { french } else { english };
                assert_eq!(locale.plural(text, count), expected, "{locale:?}");
            }
        }
    }
}
