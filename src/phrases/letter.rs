//! Texts to send to a platform, or to an authority: what all of them say in the same way, and
//! the one about a single record.

use audit_core::engine::Row;
use audit_core::labels::Labeled;
use audit_core::time::{iso_local, iso_utc};

use super::findings::Telling;
use super::sentence::{bounded, told};
use super::{access_name, action_name, labeled, status_words, visible};
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

    /// A text about one record: what it says, and all that finds it again. Nothing that may be
    /// a key is in it.
    pub(crate) fn letter_of_record(self, row: &Row, account: Option<(&str, &str)>) -> String {
        let texts = self.locale.messages();
        let access = row.access.as_ref().map(|access| {
            let name = row.access_name.as_deref().map_or_else(|| access_name(texts, &access.base), bounded);
            let name = labeled(texts, &name, self.words.get(Labeled::Access, &access.base));
            let id = match access.serial {
                Some(serial) => format!("{}:{serial}", visible(&access.base)),
                None => visible(&access.base),
            };
            fill(texts.letter_access, &[("name", &name), ("id", &id)])
        });
        let mut lines = vec![
            self.opening(account),
            String::new(),
            told(self.locale, self.words, row),
            String::new(),
            self.locale.count(texts.letter_records, 1),
            self.record_line(&row.id, row.time_ms),
            fill(texts.letter_action, &[("action", &visible(action_name(texts, &row.method)))]),
            fill(texts.letter_status, &[("status", &status_words(texts, row.status))]),
        ];
        lines.extend(access);
        lines.extend(self.addresses_line(&row.addresses));
        lines.extend([String::new(), texts.letter_ask_one.to_owned()]);
        lines.join("\n")
    }
}
