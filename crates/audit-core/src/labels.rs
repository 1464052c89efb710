//! Labels: a person's own words for accesses and addresses, as this device keeps them, for
//! each account. Pure text in, text out; where it is kept is the shell's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::known_findings::KnownFindings;
use crate::saved_views::SavedViews;

/// The most labels of all accounts together: what a browser keeps is small.
const MOST: usize = 1_000;
/// The most characters of a label.
pub const LONGEST: usize = 60;

/// What a label is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Labeled {
    /// An access, by its id without its version.
    Access,
    /// A reported address.
    Address,
}

/// All labels that are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Labels(Vec<Label>);

/// A label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Label {
    /// Whose log it is about; empty for files and the demo.
    account: String,
    of: Labeled,
    value: String,
    #[serde(rename = "label")]
    words: String,
}

/// The labels of one account, to look up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnWords {
    accesses: BTreeMap<String, String>,
    addresses: BTreeMap<String, String>,
}

impl Labels {
    /// Reads what [`Labels::text`] wrote. What is none of it is no label: another program
    /// may have written there.
    pub fn parse(text: &str) -> Self {
        let mut labels: Self = serde_json::from_str(text).unwrap_or_default();
        labels.0.truncate(MOST);
        labels
    }

    /// As text, to be kept.
    pub fn text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// The labels of an account.
    pub fn of(&self, account: &str) -> OwnWords {
        let mut words = OwnWords::default();
        for Label { of, value, words: label, .. } in self.0.iter().filter(|label| label.account == account) {
            words.all_mut(*of).insert(value.clone(), label.clone());
        }
        words
    }

    /// Keeps a label, in the place of the one before; an empty one removes that. Says
    /// whether it is as it was wanted: there is room for so many, and no more.
    pub fn set(&mut self, account: &str, of: Labeled, value: &str, label: &str) -> bool {
        self.0.retain(|held| held.account != account || held.of != of || held.value != value);
        let words: String = label.trim().chars().take(LONGEST).collect();
        if words.is_empty() {
            return true;
        }
        let has_room = self.0.len() < MOST;
        if has_room {
            self.0.push(Label { account: account.to_owned(), of, value: value.to_owned(), words });
        }
        has_room
    }

    /// The same labels, of one account alone.
    fn only(&self, account: &str) -> Self {
        Self(self.0.iter().filter(|label| label.account == account).cloned().collect())
    }
}

impl OwnWords {
    fn all_mut(&mut self, of: Labeled) -> &mut BTreeMap<String, String> {
        match of {
            Labeled::Access => &mut self.accesses,
            Labeled::Address => &mut self.addresses,
        }
    }

    /// All labels of one kind: the value, and the label.
    pub fn all(&self, of: Labeled) -> impl Iterator<Item = (&str, &str)> {
        let all = match of {
            Labeled::Access => &self.accesses,
            Labeled::Address => &self.addresses,
        };
        all.iter().map(|(value, label)| (value.as_str(), label.as_str()))
    }

    /// The label of a value.
    pub fn get(&self, of: Labeled, value: &str) -> Option<&str> {
        match of {
            Labeled::Access => &self.accesses,
            Labeled::Address => &self.addresses,
        }
        .get(value)
        .map(String::as_str)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.accesses.is_empty() && self.addresses.is_empty()
    }
}

/// What a person said about an account, as one file holds it: views, labels, and findings that
/// they know.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Kept {
    #[serde(default)]
    views: SavedViews,
    #[serde(default)]
    labels: Labels,
    #[serde(default)]
    known: KnownFindings,
}

impl Kept {
    /// What there is of one account.
    pub fn of(account: &str, views: &SavedViews, labels: &Labels, known: &KnownFindings) -> Self {
        Self { views: SavedViews::from(views.of(account)), labels: labels.only(account), known: known.only(account) }
    }

    /// Reads a file; also one that holds a list of views and nothing else. What is none of
    /// it is empty.
    pub fn parse(text: &str) -> Self {
        let of_list = || Self { views: SavedViews::parse(text), ..Self::default() };
        serde_json::from_str(text).ok().filter(|_| text.trim_start().starts_with('{')).unwrap_or_else(of_list)
    }

    /// As the text of a file.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Adds what is in here about an account to what is kept of it, in the place of what
    /// has the same name; says how many there were.
    pub fn add_to(
        &self,
        account: &str,
        views: &mut SavedViews,
        labels: &mut Labels,
        known: &mut KnownFindings,
    ) -> usize {
        let coming = self.labels.only(account).0;
        let added = coming.iter().filter(|it| labels.set(account, it.of, &it.value, &it.words)).count();
        added + known.add(account, &self.known) + views.add(account, &self.views.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::ViewState;

    #[test]
    fn labels_are_kept_for_their_account_and_come_back() {
        let mut labels = Labels::default();
        assert!(labels.set("alice@x", Labeled::Access, "cka", " My phone "));
        assert!(labels.set("alice@x", Labeled::Address, "cka", "an address called so"));
        assert!(labels.set("alice@x", Labeled::Address, "203.0.113.9", "Home"));
        assert!(labels.set("alice@x", Labeled::Address, "203.0.113.9", "Office"));
        assert!(labels.set("bob@x", Labeled::Address, "203.0.113.9", "Shop"));
        let again = Labels::parse(&labels.text());
        assert_eq!(again, labels);
        let words = again.of("alice@x");
        assert_eq!(words.get(Labeled::Access, "cka"), Some("My phone"));
        assert_eq!(words.get(Labeled::Address, "203.0.113.9"), Some("Office"));
        assert_eq!(words.all(Labeled::Address).count(), 2);
        assert_eq!(words.get(Labeled::Access, "203.0.113.9"), None);
        // An empty label removes the one before.
        assert!(labels.set("bob@x", Labeled::Address, "203.0.113.9", "  "));
        assert!(labels.of("bob@x").is_empty() && !labels.of("alice@x").is_empty());
    }

    #[test]
    fn nothing_that_is_kept_breaks_the_page() {
        for text in [
            "",
            "null",
            "[1]",
            "{}",
            r#"[{"account":"a"}]"#,
            "no",
            r#"[{"account":"a","of":"x","value":"","label":""}]"#,
        ] {
            assert_eq!(Labels::parse(text), Labels::default(), "{text}");
        }
        let mut labels = Labels::default();
        labels.set("a", Labeled::Access, "x", &"é".repeat(100));
        assert_eq!(labels.of("a").get(Labeled::Access, "x").map(|label| label.chars().count()), Some(LONGEST));
        for number in 0..2 * MOST {
            labels.set("a", Labeled::Access, &number.to_string(), "many");
        }
        assert_eq!(labels.of("a").all(Labeled::Access).count(), MOST);
        assert!(!labels.set("a", Labeled::Access, "one more", "many"));
    }

    #[test]
    fn one_file_takes_all_along() {
        let view = ViewState { query: "status:4xx".to_owned(), ..ViewState::default() };
        let (mut views, mut labels) = (SavedViews::default(), Labels::default());
        views.keep("a", "errors", &view);
        views.keep("b", "of others", &view);
        labels.set("a", Labeled::Access, "cka", "My phone");
        labels.set("b", Labeled::Access, "cka", "of others");
        let mut known = KnownFindings::default();
        known.set("a", "woke-up/cka/1", true);
        known.set("b", "woke-up/of others/1", true);
        let file = Kept::of("a", &views, &labels, &known).text();
        assert!(!file.contains("of others"), "{file}");
        let (mut other_views, mut other_labels) = (SavedViews::default(), Labels::default());
        other_labels.set("a", Labeled::Access, "cka", "before");
        let mut other_known = KnownFindings::default();
        let mut add = |text: &str, account: &str| {
            Kept::parse(text).add_to(account, &mut other_views, &mut other_labels, &mut other_known)
        };
        assert_eq!(add(&file, "a"), 3);
        assert_eq!(add(&file, "b"), 0);
        // A list of views is a file of theirs, and so is one from before findings could be known.
        assert_eq!(add(&views.text(), "a"), 1);
        assert_eq!(add(r#"{"labels":[{"account":"a","of":"access","value":"ckb","label":"x"}]}"#, "a"), 1);
        for text in ["", "null", "[1]", "{}", "{\"views\":1}", "no"] {
            assert_eq!(add(text, "a"), 0, "{text}");
        }
        assert_eq!(other_labels.of("a").get(Labeled::Access, "cka"), Some("My phone"));
        assert_eq!(other_views.of("a").len(), 1);
        assert_eq!(other_known.of("a").len(), 1);
    }
}
