//! What a person is looking at, as the fragment of the address says it:
//! `#/v1/log?q=status%3A403&from=90d&z=utc&o=-address&v=groups&g=access.status&sel=…`.
//! Host, user and token are never in it. Unknown keys are ignored, so that older links
//! keep working.

use crate::explore::{Dimension, GroupColumn};
use crate::form;
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
    /// What the table of groups tells apart.
    pub grouping: Grouping,
    /// What the chart tells apart.
    pub chart: Chart,
    /// The id of the opened record.
    pub selected: Option<String>,
    /// What is asked of the log.
    pub topic: Topic,
    /// The access that is looked at, by its id without a version.
    pub access: Option<String>,
}

/// What a person asks of a log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Topic {
    /// Its records.
    #[default]
    Records,
    /// Who can see the data; with [`ViewState::access`], one of them.
    Accesses,
    /// What looks odd in it.
    Findings,
}

/// The pages of the app.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Page {
    /// Choose a source.
    #[default]
    Open,
    /// The log of a server or a file.
    Log,
    /// The log of the demo account, which needs nothing to reopen.
    Demo,
}

/// Which period is loaded, counted back from now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Window {
    /// 30 days.
    #[default]
    Month,
    /// 90 days.
    Quarter,
    /// 365 days.
    Year,
    /// Everything.
    Everything,
}

/// In which zone times are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ZoneChoice {
    /// The zone of this device.
    #[default]
    Local,
    /// Coordinated Universal Time.
    Utc,
    /// A zone by its IANA name, such as `Europe/Zurich`; the browser may not know it.
    Named(String),
}

/// How the records are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// One after the other.
    #[default]
    List,
    /// A table of groups.
    Groups,
}

/// What the chart tells apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Chart {
    /// Bars over time, by how calls ended.
    #[default]
    Outcome,
    /// Bars over time, by what kind of act they were.
    Operation,
    /// Bars over time, by who made them.
    Access,
    /// Hours of the week.
    Heat,
}

/// A table of groups: what they are told apart by, and their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grouping {
    /// By what.
    pub by: Dimension,
    /// By what else, inside of each.
    pub then: Option<Dimension>,
    /// By which column they are sorted.
    pub column: GroupColumn,
    /// From the greatest to the smallest.
    pub descending: bool,
}

impl Default for Grouping {
    fn default() -> Self {
        Self { by: Dimension::Action, then: Some(Dimension::Status), column: GroupColumn::Count, descending: true }
    }
}

impl Grouping {
    /// The dimensions to choose from.
    pub const DIMENSIONS: [Dimension; 8] = [
        Dimension::Action,
        Dimension::Status,
        Dimension::Access,
        Dimension::Address,
        Dimension::Day,
        Dimension::Hour,
        Dimension::Error,
        Dimension::Operation,
    ];

    /// This table sorted by a column: the greatest first but for names, or the other way
    /// round where it is sorted by that column.
    #[must_use]
    pub fn sorted(self, column: GroupColumn) -> Self {
        let descending = if self.column == column { !self.descending } else { column != GroupColumn::Value };
        Self { column, descending, ..self }
    }

    /// This table of something else. Where that is told apart inside, they change places.
    #[must_use]
    pub fn grouped_by(self, by: Dimension) -> Self {
        let then = if self.then == Some(by) { Some(self.by) } else { self.then };
        Self { by, then: then.filter(|then| *then != by), ..self }
    }

    /// This table with something else inside of each group, or nothing.
    #[must_use]
    pub fn then_by(self, then: Option<Dimension>) -> Self {
        Self { then: then.filter(|then| *then != self.by), ..self }
    }

    /// As the address writes it: `access.status.-count`; `none` for one dimension alone.
    fn key(self) -> String {
        let then = self.then.map_or("none", Dimension::key);
        let way = if self.descending { "-" } else { "" };
        format!("{}.{then}.{way}{}", self.by.key(), self.column.key())
    }

    /// Reads what [`Grouping::key`] wrote; a part that is missing is at its default.
    fn from_key(key: &str) -> Option<Self> {
        let mut parts = key.split('.');
        let named = |key: &str| Self::DIMENSIONS.into_iter().find(|dimension| dimension.key() == key);
        let by = named(parts.next()?)?;
        let then = parts.next().and_then(named).filter(|then| *then != by);
        let mut grouping = Self { by, then, ..Self::default() };
        if let Some(order) = parts.next() {
            let (descending, name) = order.strip_prefix('-').map_or((false, order), |name| (true, name));
            grouping.column = GroupColumn::from_key(name)?;
            grouping.descending = descending;
        }
        Some(grouping)
    }
}

impl Chart {
    /// All of them, as they stand beside each other.
    pub const ALL: [Self; 4] = [Self::Outcome, Self::Operation, Self::Access, Self::Heat];

    /// As the address writes it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Operation => "operation",
            Self::Access => "access",
            Self::Heat => "heat",
        }
    }

    /// Reads what [`Chart::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|chart| chart.key() == key)
    }
}

impl Window {
    /// All of them, shortest first.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::Everything];

    /// As the address writes it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Month => "30d",
            Self::Quarter => "90d",
            Self::Year => "365d",
            Self::Everything => "all",
        }
    }

    /// Reads what [`Window::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|window| window.key() == key)
    }

    /// The next longer one.
    pub fn longer(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|known| *known == self)?;
        Self::ALL.get(at + 1).copied()
    }

    /// Length in days; `None` for everything.
    pub fn days(self) -> Option<u32> {
        match self {
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::Year => Some(365),
            Self::Everything => None,
        }
    }
}

impl ZoneChoice {
    /// Longer than any name of a zone.
    const MAX_LEN: usize = 64;

    /// As the address writes it; nothing for the device's own.
    pub fn key(&self) -> &str {
        match self {
            Self::Local => "",
            Self::Utc => "utc",
            Self::Named(name) => name,
        }
    }

    /// Reads what [`ZoneChoice::key`] wrote. `None` for what can be no name of a zone.
    pub fn from_key(key: &str) -> Option<Self> {
        let named = |key: &str| {
            let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
            key.len() <= Self::MAX_LEN && key.bytes().all(in_name)
        };
        match key {
            "" => Some(Self::Local),
            _ if key.eq_ignore_ascii_case("utc") => Some(Self::Utc),
            _ => named(key).then(|| Self::Named(key.to_owned())),
        }
    }
}

impl Page {
    const ALL: [Self; 3] = [Self::Open, Self::Log, Self::Demo];

    fn key(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Log => "log",
            Self::Demo => "demo",
        }
    }
}

impl Topic {
    /// All of them, as they stand beside each other.
    pub const ALL: [Self; 3] = [Self::Records, Self::Accesses, Self::Findings];

    /// As the address writes it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Accesses => "accesses",
            Self::Findings => "findings",
        }
    }

    /// Reads what [`Topic::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.key() == key)
    }
}

impl ViewState {
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
        if self.grouping != Grouping::default() {
            form::push(&mut pairs, "g", &self.grouping.key());
        }
        if self.chart != Chart::default() {
            form::push(&mut pairs, "c", self.chart.key());
        }
        if let Some(selected) = &self.selected {
            form::push(&mut pairs, "sel", selected);
        }
        if self.topic != Topic::default() {
            form::push(&mut pairs, "t", self.topic.key());
        }
        if let Some(access) = &self.access {
            form::push(&mut pairs, "a", access);
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
                "g" => state.grouping = Grouping::from_key(&value).unwrap_or_default(),
                "c" => state.chart = Chart::from_key(&value).unwrap_or_default(),
                "o" => state.order = Order::from_key(&value).unwrap_or_default(),
                "t" => state.topic = Topic::from_key(&value).unwrap_or_default(),
                "a" if !value.is_empty() => state.access = Some(value),
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
            grouping: Grouping { by: Dimension::Access, then: None, column: GroupColumn::Last, descending: false },
            chart: Chart::Heat,
            selected: Some(":_audit:cjdsds9fzjy41uktk5aw4u62".to_owned()),
            topic: Topic::Accesses,
            access: Some("ck1".to_owned()),
        };
        let cases = [
            (ViewState::default(), "#/v1/"),
            (ViewState { page: Page::Demo, ..ViewState::default() }, "#/v1/demo"),
            (ViewState { page: Page::Demo, topic: Topic::Findings, ..ViewState::default() }, "#/v1/demo?t=findings"),
            (
                ViewState { order: Order { column: Column::Time, descending: false }, ..ViewState::default() },
                "#/v1/?o=time",
            ),
            (
                full,
                "#/v1/log?q=action%3Aevents.get+%22a%26b%3Dc+%23%C3%BC%22&from=90d&z=utc&v=groups&o=-address&fold=1&own=1&g=access.none.last&c=heat&sel=%3A_audit%3Acjdsds9fzjy41uktk5aw4u62&t=accesses&a=ck1",
            ),
        ];
        for (state, fragment) in cases {
            assert_eq!(state.fragment(), fragment);
            assert_eq!(ViewState::parse(fragment), state);
        }
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
    fn there_is_nothing_longer_than_everything() {
        let longer: Vec<_> = Window::ALL.into_iter().map(Window::longer).collect();
        assert_eq!(longer, [Some(Window::Quarter), Some(Window::Year), Some(Window::Everything), None]);
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
            "#/v1/?t=weather&a=",
        ] {
            let state = ViewState::parse(text);
            assert_eq!(state, ViewState { query: state.query.clone(), ..ViewState::default() }, "{text}");
        }
    }
}
