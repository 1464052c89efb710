//! Why a call was allowed: the permission and the consent in force at that moment.

use serde::{Deserialize, Serialize};

use super::activity::{Activity, MOST_VALUES};
use super::covering::{Covered, covering};
use super::granted::stream_name;
use super::reach::{Reach, of};
use super::versions::{History, NEAR_MS, NotKnown, VersionBy, grant};
use crate::engine::{AccessName, AccessState};
use crate::query::streams_of;
use crate::record::{Form, Operation, PSEUDO_ACCESSES, Record};

/// What allowed a call, or would have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    /// The record's id.
    pub id: String,
    /// The base id of its access, where it names one.
    pub base: Option<String>,
    /// What was in force.
    pub because: Because,
}

/// What was in force when a call was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Because {
    /// The account's owner was signed in: everything is allowed.
    Owner,
    /// It was made with no access, so nothing was given: its id is one of the platform's own.
    NoAccess,
    /// The record names no access.
    Nameless,
    /// This version of the access.
    Grant(Box<InForce>),
    /// That cannot be known, and why.
    NotKnown(NotKnown),
}

/// A version of an access that was in force at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InForce {
    /// The version, with its permissions and with what was said when they were agreed to.
    pub version: AccessName,
    /// The name of the stream of each of its permissions, where known.
    pub permission_names: Vec<Option<String>>,
    /// How it is known that it was this one.
    pub by: VersionBy,
    /// Since when it was in force, in milliseconds since 1970.
    pub from_ms: Option<i64>,
    /// Until when.
    pub until_ms: Option<i64>,
    /// The access had ended at that moment.
    pub over: Option<Over>,
    /// A read of all that it may read: no stream is named.
    pub everything: bool,
    /// The streams that the record names, at most 500: of a read that succeeded, those that
    /// it could read at most; of a refused one, those that it asked for.
    pub streams: Vec<StreamAllowed>,
    /// How many more it names.
    pub more_streams: u32,
}

/// An access had ended, at a time in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Over {
    /// It had expired.
    Expired(i64),
    /// It had been taken away.
    Withdrawn(i64),
}

/// A stream that a record names, and what let it be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamAllowed {
    /// Its id.
    pub id: String,
    /// Its name, where known.
    pub name: Option<String>,
    /// What let it be read.
    pub by: AllowedBy,
}

/// What lets a stream be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AllowedBy {
    /// The permission with this place in the version's grant.
    Permission(u32),
    /// No permission does.
    Nothing,
    /// It is not known which streams this one is in, or what a level means.
    NotKnown,
}

/// What allowed the call of a record; `None` where no record has the id.
pub(crate) fn allowed(activity: &Activity, id: &str) -> Option<Allowed> {
    let record = activity.store.record(activity.store.row(id)?).to_record();
    let base = record.access.as_ref().map(|access| access.base.clone());
    let because = match base.as_deref() {
        None => Because::Nameless,
        Some(base) if PSEUDO_ACCESSES.contains(&base) => Because::NoAccess,
        Some(base) if activity.names.is_personal(base) => Because::Owner,
        Some(base) => of_access(activity, base, &record),
    };
    Some(Allowed { id: record.id, base, because })
}

fn of_access(activity: &Activity, base: &str, record: &Record) -> Because {
    let history = History::new(activity.names, base);
    let serial = record.access.as_ref().and_then(|access| access.serial);
    match history.in_force(serial, record.time_ms) {
        Ok((version, by)) => Because::Grant(Box::new(in_force(activity, &history, record, version, by))),
        Err(NotKnown::EarlierVersion) if record.form == Form::Legacy => Because::NotKnown(NotKnown::OlderGeneration),
        Err(why) => Because::NotKnown(why),
    }
}

fn in_force(activity: &Activity, history: &History, record: &Record, version: &AccessName, by: VersionBy) -> InForce {
    let (from_ms, until_ms) = history.period(version);
    let (mut ids, everything) = read(record);
    let most = ids.len().min(MOST_VALUES);
    let more_streams = u32::try_from(ids.split_off(most).len()).unwrap_or(u32::MAX);
    let permissions = grant(version).map_or(&[][..], |grant| &grant.permissions);
    let stream = |id: String| StreamAllowed {
        name: activity.names.stream(&id).map(str::to_owned),
        by: match covering(activity.names, permissions, &id) {
            Covered::By(place) => AllowedBy::Permission(u32::try_from(place).unwrap_or(u32::MAX)),
            Covered::No => AllowedBy::Nothing,
            Covered::Unknown => AllowedBy::NotKnown,
        },
        id,
    };
    InForce {
        version: version.clone(),
        permission_names: permissions.iter().map(|it| stream_name(activity.names, it).map(str::to_owned)).collect(),
        by,
        from_ms,
        until_ms,
        over: over(activity.names.access(&version.base), version, record.time_ms),
        everything,
        streams: ids.into_iter().map(stream).collect(),
        more_streams,
    }
}

/// The streams that a read names, and whether it was one of everything. What was written
/// where is in no record.
fn read(record: &Record) -> (Vec<String>, bool) {
    if record.operation != Operation::Read {
        return (Vec::new(), false);
    }
    let query = record.query.as_deref().map(crate::secrets::mask_query);
    match of(record.scoped_streams.clone(), || query.as_deref().map(streams_of).unwrap_or_default()) {
        Reach::Everything => (Vec::new(), true),
        Reach::Untold => (Vec::new(), false),
        Reach::Streams { ids, .. } => (ids, false),
    }
}

/// Whether an access had ended at a time, as it is now or as the version says.
fn over(now: Option<&AccessName>, version: &AccessName, time_ms: i64) -> Option<Over> {
    let deleted = now.and_then(|now| if let AccessState::Deleted(time) = now.state { time } else { None });
    let expired = grant(version).and_then(|grant| grant.expires_ms).filter(|end| *end <= time_ms);
    // A call that was under way when the access was taken away is recorded after that.
    let withdrawn = deleted.filter(|end| end.saturating_add(NEAR_MS) < time_ms);
    expired.map(Over::Expired).or(withdrawn.map(Over::Withdrawn))
}
