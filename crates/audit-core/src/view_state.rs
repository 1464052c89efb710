//! What a person is looking at, as the fragment of the address says it:
//! `#/v1/log?q=status%3A403&from=90d&z=utc&o=-address&v=groups&g=access.status&sel=…`.
//! Host, user and token are never in it. Unknown keys are ignored, so that older links
//! keep working.

mod choices;
mod grouping;

pub use self::choices::{Chart, Layout, Page, Topic, Window, ZoneChoice};
pub use self::grouping::Grouping;
use crate::form;
use crate::insights::{ChangeKind, ItemRef};
use crate::sorting::Order;

/// The state of the page. What is at its default is left out of the address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewState {
    /// Which page.
    pub page: Page,
    /// The filter, as text.
    pub query: String,
    /// Which period is loaded; `None` leaves it to what the device remembers.
    pub window: Option<Window>,
    /// In which zone times are shown.
    pub zone: ZoneChoice,
    /// How the records are shown.
    pub layout: Layout,
    /// The order of the list.
    pub order: Order,
    /// Calls of one kind are folded into one line of the list.
    pub folded: bool,
    /// What the page itself asked of the platform is shown too.
    pub own_reads: bool,
    /// Ids, addresses, names and values of queries are replaced, for somebody who must not
    /// know them. The filter and the rest then speak of pseudonyms.
    pub support: bool,
    /// What the table of groups tells apart.
    pub grouping: Grouping,
    /// What the chart tells apart.
    pub chart: Chart,
    /// The id of the opened record.
    pub selected: Option<String>,
    /// The item whose history is looked at, among the changes.
    pub item: Option<ItemRef>,
    /// Changes of one kind alone.
    pub changes: Option<ChangeKind>,
    /// What is asked of the log.
    pub topic: Topic,
    /// The access that is looked at, by its id without a version.
    pub access: Option<String>,
    /// The entry of the topic's page that is looked at, by its key.
    pub entry: Option<String>,
}

impl ViewState {
    /// Turns to another topic: what the page of the one before was about goes, the filter and
    /// all else of the list of records stays for later.
    pub fn turn_to(&mut self, topic: Topic) {
        *self = Self { topic, access: None, item: None, entry: None, ..std::mem::take(self) };
    }

    /// The fragment, with its `#`. The inverse of [`ViewState::parse`].
    pub fn fragment(&self) -> String {
        let mut pairs = String::new();
        if !self.query.is_empty() {
            form::push(&mut pairs, "q", &self.query);
        }
        if let Some(window) = self.window {
            form::push(&mut pairs, "from", window.key());
        }
        if self.zone != ZoneChoice::Local {
            form::push(&mut pairs, "z", self.zone.key());
        }
        if self.layout == Layout::Groups {
            form::push(&mut pairs, "v", "groups");
        }
        if self.order != Order::default() {
            form::push(&mut pairs, "o", &self.order.key());
        }
        if self.folded {
            form::push(&mut pairs, "fold", "1");
        }
        if self.own_reads {
            form::push(&mut pairs, "own", "1");
        }
        if self.support {
            form::push(&mut pairs, "p", "1");
        }
        if self.grouping != Grouping::default() {
            form::push(&mut pairs, "g", &self.grouping.key());
        }
        if self.chart != Chart::default() {
            form::push(&mut pairs, "c", self.chart.key());
        }
        if let Some(selected) = &self.selected {
            form::push(&mut pairs, "sel", selected);
        }
        if let Some(item) = &self.item {
            form::push(&mut pairs, "i", &item.key());
        }
        if let Some(kind) = self.changes {
            form::push(&mut pairs, "k", kind.key());
        }
        if self.topic != Topic::default() {
            form::push(&mut pairs, "t", self.topic.key());
        }
        if let Some(access) = &self.access {
            form::push(&mut pairs, "a", access);
        }
        if let Some(entry) = &self.entry {
            form::push(&mut pairs, "e", entry);
        }
        let separator = if pairs.is_empty() { "" } else { "?" };
        format!("#/v1/{}{separator}{pairs}", self.page.key())
    }

    /// Reads a fragment, with or without its `#`. Anything that is not
    /// understood is left at its default: a link is never an error.
    pub fn parse(fragment: &str) -> Self {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let Some(rest) = fragment.strip_prefix("/v1/") else { return Self::default() };
        let (page, pairs) = rest.split_once('?').unwrap_or((rest, ""));
        let mut state = Self {
            page: Page::ALL.into_iter().find(|known| known.key() == page).unwrap_or_default(),
            ..Self::default()
        };
        for (key, value) in form::pairs(pairs) {
            match &*key {
                "q" => state.query = value,
                "from" => state.window = Window::from_key(&value),
                "z" => state.zone = ZoneChoice::from_key(&value).unwrap_or_default(),
                "v" if value == "groups" => state.layout = Layout::Groups,
                "fold" => state.folded = value == "1",
                "own" => state.own_reads = value == "1",
                "p" => state.support = value == "1",
                "g" => state.grouping = Grouping::from_key(&value).unwrap_or_default(),
                "c" => state.chart = Chart::from_key(&value).unwrap_or_default(),
                "o" => state.order = Order::from_key(&value).unwrap_or_default(),
                "i" => state.item = ItemRef::from_key(&value),
                "k" => state.changes = ChangeKind::from_key(&value),
                "t" => state.topic = Topic::from_key(&value).unwrap_or_default(),
                "a" if !value.is_empty() => state.access = Some(value),
                "e" if !value.is_empty() => state.entry = Some(value),
                "sel" if !value.is_empty() => state.selected = Some(value),
                _ => {}
            }
        }
        state
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::{Dimension, GroupColumn};
    use crate::insights::ItemClass;
    use crate::sorting::Column;

    #[test]
    fn fragment_and_parse_are_inverses() {
        let full = ViewState {
            page: Page::Log,
            query: "action:events.get \"a&b=c #ü\"".to_owned(),
            window: Some(Window::Quarter),
            zone: ZoneChoice::Utc,
            layout: Layout::Groups,
            order: Order { column: Column::Address, descending: true },
            folded: true,
            own_reads: true,
            support: true,
            grouping: Grouping { by: Dimension::Access, then: None, column: GroupColumn::Last, descending: false },
            chart: Chart::Heat,
            selected: Some(":_audit:cjdsds9fzjy41uktk5aw4u62".to_owned()),
            item: Some(ItemRef { class: ItemClass::Event, id: ":system:e.mail".to_owned() }),
            changes: Some(ChangeKind::NotDone),
            topic: Topic::Accesses,
            access: Some("ck1".to_owned()),
            entry: Some("given/ck1/7".to_owned()),
        };
        let cases = [
            (ViewState::default(), "#/v1/"),
            (ViewState { page: Page::Check, ..ViewState::default() }, "#/v1/check"),
            (ViewState { page: Page::Demo, ..ViewState::default() }, "#/v1/demo"),
            (ViewState { page: Page::Demo, topic: Topic::Findings, ..ViewState::default() }, "#/v1/demo?t=findings"),
            (
                ViewState { order: Order { column: Column::Time, descending: false }, ..ViewState::default() },
                "#/v1/?o=time",
            ),
            (
                full,
                "#/v1/log?q=action%3Aevents.get+%22a%26b%3Dc+%23%C3%BC%22&from=90d&z=utc&v=groups&o=-address&fold=1&own=1&p=1&g=access.none.last&c=heat&sel=%3A_audit%3Acjdsds9fzjy41uktk5aw4u62&i=event.%3Asystem%3Ae.mail&k=tried&t=accesses&a=ck1&e=given%2Fck1%2F7",
            ),
        ];
        for (state, fragment) in cases {
            assert_eq!(state.fragment(), fragment);
            assert_eq!(ViewState::parse(fragment), state);
        }
    }

    #[test]
    fn another_topic_is_not_about_what_the_one_before_was_about() {
        let mut state = ViewState::parse("#/v1/log?q=a&sel=r1&k=created&t=changes&i=event.e1&a=ck1&e=given%2Fck1%2F7");
        assert!(state.item.is_some() && state.access.is_some() && state.entry.is_some());
        state.turn_to(Topic::Report);
        assert_eq!(state.fragment(), "#/v1/log?q=a&sel=r1&k=created&t=report");
    }

    #[test]
    fn a_short_grouping_is_understood() {
        let grouping = |text: &str| ViewState::parse(&format!("#/v1/log?g={text}")).grouping;
        let expected = |by, then| Grouping { by, then, ..Grouping::default() };
        assert_eq!(grouping("access"), expected(Dimension::Access, None));
        assert_eq!(grouping("ip.hour"), expected(Dimension::Address, Some(Dimension::Hour)));
        assert_eq!(grouping("ip.ip"), expected(Dimension::Address, None), "one thing is told apart once");
        // Streams are counted, and no table of groups is made of them.
        assert_eq!(grouping("stream"), Grouping::default());
    }

    #[test]
    fn a_table_is_sorted_and_grouped_anew() {
        let table = Grouping::default();
        assert_eq!(table.key(), "action.status.-count");
        assert_eq!(table.sorted(GroupColumn::Count).key(), "action.status.count");
        assert_eq!(table.sorted(GroupColumn::Value).key(), "action.status.value");
        assert_eq!(table.sorted(GroupColumn::Value).sorted(GroupColumn::Value).key(), "action.status.-value");
        assert_eq!(table.grouped_by(Dimension::Status).key(), "status.action.-count");
        assert_eq!(table.grouped_by(Dimension::Day).key(), "day.status.-count");
        assert_eq!(table.grouped_by(Dimension::Action), table);
        assert_eq!(table.then_by(None).key(), "action.none.-count");
        assert_eq!(table.then_by(Some(Dimension::Action)).key(), "action.none.-count");
        assert_eq!(table.then_by(None).grouped_by(Dimension::Hour).key(), "hour.none.-count");
    }

    #[test]
    fn a_zone_is_named_as_people_write_it() {
        let named = |name: &str| Some(ZoneChoice::Named(name.to_owned()));
        let long = "a".repeat(65);
        for (key, choice) in [
            ("", Some(ZoneChoice::Local)),
            ("utc", Some(ZoneChoice::Utc)),
            ("UTC", Some(ZoneChoice::Utc)),
            ("Europe/Zurich", named("Europe/Zurich")),
            ("America/Argentina/Buenos_Aires", named("America/Argentina/Buenos_Aires")),
            ("Etc/GMT+5", named("Etc/GMT+5")),
            ("<b>", None),
            ("Europe/Zürich", None),
            (&long, None),
        ] {
            assert_eq!(ZoneChoice::from_key(key), choice, "{key}");
            let address = ViewState { zone: choice.clone().unwrap_or_default(), ..ViewState::default() }.fragment();
            assert_eq!(ViewState::parse(&address).zone, choice.unwrap_or_default(), "{address}");
        }
    }

    #[test]
    fn what_is_not_understood_is_ignored() {
        for text in [
            "",
            "#",
            "#/",
            "#/v2/log",
            "nonsense",
            "#/v1/elsewhere?q",
            "#/v1/?from=7d&z=nowhere%20at%20all&o=-size",
            "#/v1/?v=tiles&fold=2&g=moon&c=pie",
            "#/v1/?g=action.status.size",
            "#/v1/?t=weather&a=&e=",
            "#/v1/?t=weather&a=",
            "#/v1/?i=stream.a&k=eaten",
            "#/v1/?i=event.",
        ] {
            let state = ViewState::parse(text);
            assert_eq!(state, ViewState { query: state.query.clone(), ..ViewState::default() }, "{text}");
        }
    }
}
