//! Records of consent, found by what they say or by their time.

use super::{Circumstances, Evidence};
use crate::decode::Fields;
use crate::engine::Author;
use crate::insights::activity::Activity;
use crate::insights::versions::NEAR_MS;

/// How much earlier than the change a record may be: clocks of two machines, and times that
/// are cut to seconds.
const EARLIER_MS: i64 = 1000;
/// Characters of a client's id.
const LONGEST: usize = 200;

/// A record, until something that it tells of is found.
#[derive(Debug)]
struct Found {
    time_ms: i64,
    row: u32,
    /// The access that it says it is about.
    about: Option<String>,
    /// The access that did it.
    by: Option<String>,
    is_taken: bool,
}

/// Records of one kind, the oldest first.
#[derive(Debug)]
pub(super) struct Records(Vec<Found>);

impl Records {
    /// Calls of a method that succeeded.
    pub(super) fn of(activity: &Activity, method: &str) -> Self {
        let mut found = Vec::new();
        activity.of_method(method, |row| {
            if activity.succeeded(row) {
                let store = activity.store;
                let by = store.access(store.accesses.codes.get(row)).map(|(base, _)| base.to_owned());
                let about = if method.starts_with("oauth.") { by.clone() } else { about(activity, row) };
                found.push(Found { time_ms: activity.time(row), row, about, by, is_taken: false });
            }
        });
        found.sort_by_key(|found| (found.time_ms, found.row));
        Self(found)
    }

    /// The record that says it is about an access.
    pub(super) fn take_about(&mut self, base: &str) -> Option<u32> {
        let found = self.0.iter_mut().find(|found| !found.is_taken && found.about.as_deref() == Some(base))?;
        found.is_taken = true;
        Some(found.row)
    }

    /// The record of what happened to an access at a time: one that says so, or one that may
    /// be it, and the nearest of those. Who did it, where the list says that, must fit.
    pub(super) fn take_at(&mut self, base: &str, time_ms: i64, by: Option<&Author>) -> Option<(u32, Evidence)> {
        let from = self.0.partition_point(|found| found.time_ms < time_ms.saturating_sub(EARLIER_MS));
        let near = self.0[from..].iter_mut().take_while(|found| found.time_ms <= time_ms.saturating_add(NEAR_MS));
        let fits = |found: &&mut Found| {
            let is_about_it = found.about.as_deref().is_none_or(|about| about == base);
            let is_by_them = by.zip(found.by.as_deref()).is_none_or(|(by, access)| by.base == access);
            !found.is_taken && is_about_it && is_by_them
        };
        // A record is written when what it tells of is done.
        let distance = |found: &&mut Found| (found.time_ms < time_ms, found.time_ms.abs_diff(time_ms));
        let found = near.filter(fits).min_by_key(distance)?;
        found.is_taken = true;
        Some((found.row, if found.about.is_some() { Evidence::Record } else { Evidence::MatchedByTime }))
    }

    /// Whether more happened around a record, of that of which lists say these times, than
    /// there are records: then it may be the record of something else.
    pub(super) fn are_too_few(&self, activity: &Activity, row: u32, times: &[i64]) -> bool {
        let time = activity.time(row);
        let happened = times
            .iter()
            .filter(|it| (time.saturating_sub(NEAR_MS)..=time.saturating_add(EARLIER_MS)).contains(*it))
            .count();
        let recorded = self.0.iter().filter(|found| found.time_ms.abs_diff(time) <= NEAR_MS.unsigned_abs()).count();
        happened > recorded
    }

    /// The rows that nothing was found for, and the access that each says it is about.
    pub(super) fn rest(self) -> impl Iterator<Item = (u32, Option<String>)> {
        self.0.into_iter().filter(|found| !found.is_taken).map(|found| (found.row, found.about))
    }
}

/// The access that a row says it is about: the one that it made, or, in the older generation,
/// the one in its path.
fn about(activity: &Activity, row: u32) -> Option<String> {
    let in_path = || {
        let path = activity.store.actions.get(row)?.split_once(" /accesses/")?.1;
        let id = path.split(['/', '?', ':']).next().filter(|id| !id.is_empty())?;
        Some(id.to_owned())
    };
    activity.made_access(row).or_else(in_path)
}

/// What a record says of who did something, and from where.
pub(super) fn circumstances(activity: &Activity, row: u32) -> Circumstances {
    let record = activity.store.record(row).to_record();
    let client = record.method.starts_with("oauth.").then(|| client(activity, row)).flatten();
    let name = record.access.as_ref().and_then(|access| activity.names.get(&access.base)).map(str::to_owned);
    let caller = record.shown_caller().map(str::to_owned);
    Circumstances {
        record: record.id,
        time_ms: record.time_ms,
        addresses: record.addresses,
        source: record.source,
        access: record.access,
        name,
        caller,
        client,
    }
}

/// The client of an OAuth record, which stands in its bytes alone.
fn client(activity: &Activity, row: u32) -> Option<String> {
    let raw = activity.store.raw(row)?;
    let text = String::from_utf8_lossy(&raw);
    let fields = Fields::read(&text)?;
    // A backup can have the content as a text.
    let inner = fields.text("content");
    let content = inner.as_deref().map_or_else(|| fields.object("content"), Fields::read)?;
    let client = |key| content.object(key)?.text("clientId").filter(|client| !client.is_empty());
    client("source").or_else(|| client("record")).map(|client| client.chars().take(LONGEST).collect())
}
