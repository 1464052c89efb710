//! Texts to send to a platform, or to an authority: what all of them say in the same way.

use audit_core::time::{iso_local, iso_utc};

use super::findings::Telling;
use super::visible;
use crate::i18n::fill;

impl Telling<'_> {
    /// From when until when, in the zone and in UTC.
    pub(super) fn span_line(self, from: i64, until: i64) -> String {
        let zone = self.zone;
        let span = [
            ("from", &*iso_local(from, zone)),
            ("until", &*iso_local(until, zone)),
            ("zone", &*zone.name),
            ("from_utc", &*iso_utc(from)),
            ("until_utc", &*iso_utc(until)),
        ];
        fill(self.locale.messages().letter_span, &span)
    }

    /// One record: its id, and when it was, in the zone and in UTC.
    pub(super) fn record_line(self, id: &str, time_ms: i64) -> String {
        format!("- {} · {} · {}", visible(id), iso_local(time_ms, self.zone), iso_utc(time_ms))
    }

    /// What begins a text about something that cannot be explained.
    pub(super) fn opening(self, account: Option<(&str, &str)>) -> String {
        let texts = self.locale.messages();
        match account {
            Some((user, host)) => fill(texts.letter_server, &[("user", user), ("host", host)]),
            None => texts.letter_file.to_owned(),
        }
    }

    /// Reported addresses, without the person's own words for them.
    pub(super) fn addresses_line(self, addresses: &[String]) -> Option<String> {
        let shown = addresses.iter().map(|it| visible(it)).collect::<Vec<_>>().join(", ");
        (!addresses.is_empty()).then(|| fill(self.locale.messages().letter_addresses, &[("addresses", &shown)]))
    }
}
