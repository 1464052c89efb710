//! Findings of which a person said "I know this", as this device keeps them, for each
//! account: their keys alone. Pure text in, text out; where it is kept is the shell's.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The most of all accounts together: what a browser keeps is small. Beyond, the oldest go.
const MOST: usize = 1_000;
/// The longest key that is kept, in bytes; a finding's own are far shorter.
const LONGEST: usize = 200;

/// All that are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KnownFindings(Vec<Known>);

/// A finding that somebody knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    /// In whose log; empty for files and the demo.
    account: String,
    /// Its key.
    finding: String,
}

impl KnownFindings {
    /// Reads what [`KnownFindings::text`] wrote. What is none of it is nothing: another
    /// program may have written there.
    pub fn parse(text: &str) -> Self {
        let mut known: Self = serde_json::from_str(text).unwrap_or_default();
        known.0.truncate(MOST);
        known
    }

    /// As text, to be kept.
    pub fn text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// The keys of an account.
    pub fn of(&self, account: &str) -> BTreeSet<String> {
        self.0.iter().filter(|held| held.account == account).map(|held| held.finding.clone()).collect()
    }

    /// Takes a finding as known, or no longer.
    pub fn set(&mut self, account: &str, finding: &str, known: bool) {
        self.0.retain(|held| held.account != account || held.finding != finding);
        if known && finding.len() <= LONGEST {
            let first = (self.0.len() + 1).saturating_sub(MOST);
            self.0.drain(..first);
            self.0.push(Known { account: account.to_owned(), finding: finding.to_owned() });
        }
    }

    /// The same, of one account alone.
    pub(crate) fn only(&self, account: &str) -> Self {
        Self(self.0.iter().filter(|held| held.account == account).cloned().collect())
    }

    /// Takes all of another's that are of an account; says how many those are.
    pub(crate) fn add(&mut self, account: &str, coming: &Self) -> usize {
        let keys = coming.of(account);
        for key in &keys {
            self.set(account, key, true);
        }
        keys.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_of_its_account_and_can_be_undone() {
        let mut known = KnownFindings::default();
        known.set("alice@x", "new-place/cka/1", true);
        known.set("alice@x", "new-place/cka/1", true);
        known.set("alice@x", "woke-up/ckb/2", true);
        known.set("bob@x", "new-place/cka/1", true);
        let again = KnownFindings::parse(&known.text());
        assert_eq!(again, known);
        assert_eq!(again.of("alice@x").into_iter().collect::<Vec<_>>(), ["new-place/cka/1", "woke-up/ckb/2"]);
        known.set("alice@x", "new-place/cka/1", false);
        known.set("alice@x", "never there", false);
        assert_eq!(known.of("alice@x").len(), 1);
        assert_eq!(known.of("bob@x").len(), 1);
        assert!(known.of("carol@x").is_empty());
    }

    #[test]
    fn nothing_that_is_kept_breaks_the_page() {
        for text in ["", "null", "[1]", "{}", "no", r#"[{"account":"a"}]"#, r#"[{"account":1,"finding":"x"}]"#] {
            assert_eq!(KnownFindings::parse(text), KnownFindings::default(), "{text}");
        }
        let mut known = KnownFindings::default();
        known.set("a", &"x".repeat(LONGEST + 1), true);
        assert!(known.of("a").is_empty());
        for number in 0..2 * MOST {
            known.set("a", &number.to_string(), true);
        }
        let kept = known.of("a");
        assert!(kept.len() == MOST && kept.contains("1999") && !kept.contains("999"));
    }
}
