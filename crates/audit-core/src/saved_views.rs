//! Views that a person gave a name, as this device keeps them: a list for each account.
//! Pure text in, text out; where it is kept is the shell's.

use serde::{Deserialize, Serialize};

use crate::view_state::ViewState;

/// The most views of all accounts together: what a browser keeps is small.
const MOST: usize = 200;

/// All views that are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SavedViews(Vec<SavedView>);

/// A view with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Whose log it is a view of; empty for files and the demo.
    pub account: String,
    /// What the person calls it.
    pub name: String,
    /// The view, as the fragment of the address says it.
    pub view: String,
}

impl From<Vec<SavedView>> for SavedViews {
    fn from(views: Vec<SavedView>) -> Self {
        Self(views)
    }
}

impl SavedViews {
    /// Reads what [`SavedViews::text`] wrote. What is none of it is no view: another
    /// program may have written there.
    pub fn parse(text: &str) -> Self {
        let mut views: Self = serde_json::from_str(text).unwrap_or_default();
        views.0.truncate(MOST);
        views
    }

    /// As text, to be kept or saved.
    pub fn text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// The views of an account, in the order of their names.
    pub fn of(&self, account: &str) -> Vec<SavedView> {
        let mut views: Vec<SavedView> = self.0.iter().filter(|view| view.account == account).cloned().collect();
        views.sort_by_cached_key(|view| (view.name.to_lowercase(), view.name.clone()));
        views
    }

    /// Keeps a view under a name, in the place of one of that name. The record that is
    /// open is no part of it. A name without a letter keeps nothing, nor does one more
    /// than the device has room for; says whether it was kept.
    pub fn keep(&mut self, account: &str, name: &str, view: &ViewState) -> bool {
        let name = name.trim();
        self.forget(account, name);
        if name.is_empty() || self.0.len() >= MOST {
            return false;
        }
        let view = ViewState { selected: None, ..view.clone() }.fragment();
        self.0.push(SavedView { account: account.to_owned(), name: name.to_owned(), view });
        true
    }

    /// Forgets the view of a name.
    pub fn forget(&mut self, account: &str, name: &str) {
        self.0.retain(|view| view.account != account || view.name != name);
    }

    /// Adds views that were saved to a file, for the account that is open: what a file
    /// holds of another account has no place here. Says how many.
    pub fn add(&mut self, account: &str, text: &str) -> usize {
        let coming = Self::parse(text).of(account);
        coming.iter().filter(|view| self.keep(account, &view.name, &ViewState::parse(&view.view))).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(query: &str) -> ViewState {
        ViewState { query: query.to_owned(), selected: Some("a".to_owned()), ..ViewState::default() }
    }

    fn names(views: &SavedViews, account: &str) -> Vec<String> {
        views.of(account).into_iter().map(|view| view.name).collect()
    }

    #[test]
    fn views_are_kept_for_their_account_and_come_back() {
        let mut views = SavedViews::default();
        assert!(views.keep("alice@x", "nights", &view("hour:22..6")));
        assert!(views.keep("alice@x", " Errors ", &view("status:4xx")));
        assert!(views.keep("bob@x", "other", &view("")));
        let again = SavedViews::parse(&views.text());
        assert_eq!(again, views);
        assert_eq!(names(&again, "alice@x"), ["Errors", "nights"]);
        let kept = ViewState::parse(&again.of("alice@x")[0].view);
        assert_eq!((kept.query.as_str(), kept.selected), ("status:4xx", None));
    }

    #[test]
    fn a_name_stands_for_one_view() {
        let mut views = SavedViews::default();
        views.keep("a", "x", &view("1"));
        views.keep("a", "x", &view("2"));
        assert_eq!(views.of("a").len(), 1);
        assert_eq!(ViewState::parse(&views.of("a")[0].view).query, "2");
        assert!(!views.keep("a", "  ", &view("3")));
        views.forget("b", "x");
        assert_eq!(names(&views, "a"), ["x"]);
        views.forget("a", "x");
        assert_eq!(views, SavedViews::default());
    }

    #[test]
    fn nothing_that_is_kept_breaks_the_page_and_a_file_adds_its_own_account() {
        for text in ["", "null", "[1]", "{\"a\":1}", "[{\"account\":\"a\"}]", "not json"] {
            assert_eq!(SavedViews::parse(text), SavedViews::default(), "{text}");
        }
        let mut file = SavedViews::default();
        file.keep("a", "mine", &view("1"));
        file.keep("b", "not mine", &view("2"));
        let mut views = SavedViews::default();
        assert_eq!(views.add("a", &file.text()), 1);
        assert_eq!(names(&views, "a"), ["mine"]);
        for number in 0..2 * MOST {
            views.keep("a", &number.to_string(), &view(""));
        }
        assert_eq!(views.of("a").len(), MOST);
    }
}
