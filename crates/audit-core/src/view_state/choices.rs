//! What can be chosen on a page, and how the address writes it.

/// What a person asks of a log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Topic {
    /// Its records.
    #[default]
    Records,
    /// What looks odd in it.
    Findings,
    /// Who can see the data; with [`ViewState::access`](super::ViewState::access), one of them.
    Accesses,
    /// What was allowed to whom, when, and until when.
    Consent,
    /// What was created, modified and removed.
    Changes,
    /// What shows a person using their rights, or somebody serving them.
    Rights,
    /// What can be kept and shown to somebody else.
    Report,
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
    /// Files of evidence are checked.
    Check,
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
    pub(super) const ALL: [Self; 4] = [Self::Open, Self::Log, Self::Demo, Self::Check];

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Log => "log",
            Self::Demo => "demo",
            Self::Check => "check",
        }
    }
}

impl Topic {
    /// All of them, as they stand beside each other.
    pub const ALL: [Self; 7] =
        [Self::Records, Self::Findings, Self::Accesses, Self::Consent, Self::Changes, Self::Rights, Self::Report];

    /// As the address writes it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Findings => "findings",
            Self::Accesses => "accesses",
            Self::Consent => "consent",
            Self::Changes => "changes",
            Self::Rights => "rights",
            Self::Report => "report",
        }
    }

    /// Reads what [`Topic::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_nothing_longer_than_everything() {
        let longer: Vec<_> = Window::ALL.into_iter().map(Window::longer).collect();
        assert_eq!(longer, [Some(Window::Quarter), Some(Window::Year), Some(Window::Everything), None]);
    }
}
