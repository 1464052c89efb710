//! What an access may do beside what the log shows that it did, version by version, and what
//! it tried and was refused.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::activity::{Activity, Calls, MOST_VALUES};
use super::covering::{Covered, covering, lineage};
use super::reach::{Reach, reach};
use super::versions::{Giver, History, NotKnown, grant};
use crate::engine::{AccessName, Permission, PermissionOn};
use crate::names::Names;
use crate::query::{Field, streams_of};
use crate::record::Operation;
use crate::store::Method;

/// One version of an access: what it may do, and what it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionReport {
    /// Its number; the first one has none.
    pub serial: Option<u32>,
    /// What is known of it, its permissions and texts among that, or why nothing is. Of an
    /// access that only told itself what it is now, the number is not known
    /// ([`Grant::unnumbered`](crate::engine::Grant::unnumbered)).
    pub known: Result<AccessName, NotKnown>,
    /// When it was made, in milliseconds since 1970.
    pub from_ms: Option<i64>,
    /// When it ended: changed again, withdrawn or expired. That may be to come.
    pub until_ms: Option<i64>,
    /// By whom it was made, where known.
    pub by: Option<Giver>,
    /// Calls that were made with it.
    pub calls: Calls,
    /// Each permission in its order, and whether it was used.
    pub permissions: Vec<PermissionUse>,
}

/// A permission, and what the log shows of its use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionUse {
    /// The permission.
    pub permission: Permission,
    /// The name of the stream, where known.
    pub name: Option<String>,
    /// Calls that could read what it covers: at most, as records say what could be read, not
    /// what was.
    pub read: Calls,
    /// Calls that wrote, where no other permission lets that be done.
    pub written: Calls,
    /// Calls that may have used it, or another: their record does not say which stream they
    /// were about, or it is not known what that stream is in.
    pub perhaps: Calls,
    /// What follows.
    pub verdict: Verdict,
}

/// Whether a permission was used, as far as the log tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Some call could do what only it allows.
    Used,
    /// Some call may have used it, or another one.
    Perhaps,
    /// No call in the log can have used it.
    Never,
    /// It allows nothing by itself: the level `none`, a feature.
    NothingToUse,
}

/// Calls of one kind that an access may not make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The normal form of the action.
    pub method: String,
    /// The stream, where the record says that.
    pub stream: Option<String>,
    /// Its name, where known.
    pub name: Option<String>,
    /// The error's id.
    pub error_id: String,
    /// Why.
    pub reason: RefusalReason,
    /// The calls.
    pub calls: Calls,
    /// The id of the latest record.
    pub record: String,
    /// A filter that leaves them. Where the record names no stream, or an error has several
    /// reasons, others of the same method and error are among them.
    pub query: String,
}

/// Why a call was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RefusalReason {
    /// It has no permission for that.
    NoPermission,
    /// The access had expired.
    Expired,
    /// The session had ended, or the key was no longer known.
    KeyNotValid,
}

/// What calls that succeeded with one version may have used.
#[derive(Debug, Default)]
struct Seen {
    calls: Calls,
    /// By the codes of their scope and of their query.
    reads: HashMap<(u32, u32), Calls>,
    /// Reads whose record never says of what.
    other_reads: Calls,
    writes: Calls,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Which {
    Numbered(Option<u32>),
    /// What the access is now, of which the number is not known.
    Now,
}

/// The versions of an access, the first one first; those that are only known from records
/// among them.
pub(crate) fn versions(activity: &Activity, base: &str) -> Vec<VersionReport> {
    let history = History::new(activity.names, base);
    let mut seen: BTreeMap<Which, (Option<NotKnown>, Seen)> = BTreeMap::new();
    let uses: Vec<Use> = activity.store.methods().iter().map(Use::of).collect();
    let accesses = &activity.store.accesses;
    // Calls of one version follow each other.
    let (mut last, mut serial) = (0, None);
    activity.of_accesses(
        |it| it == base,
        |row| {
            let code = accesses.codes.get(row);
            if std::mem::replace(&mut last, code) != code {
                serial = activity.store.access(code).and_then(|(_, serial)| serial);
            }
            let (which, why) = which(&history, serial, activity.time(row));
            let (not_known, seen) = seen.entry(which).or_default();
            *not_known = why;
            note(activity, row, uses[activity.store.actions.codes.get(row) as usize], seen);
        },
    );
    let mut versions = Vec::new();
    for known in &history.versions {
        let which = Which::Numbered(known.serial);
        versions.push((which, report(activity, &history, known, &seen.remove(&which).unwrap_or_default().1)));
    }
    if let Some(known) = history.unnumbered {
        versions.push((Which::Now, report(activity, &history, known, &seen.remove(&Which::Now).unwrap_or_default().1)));
    }
    for (which, (why, seen)) in seen {
        let (Which::Numbered(serial), Some(why)) = (which, why) else { continue };
        let (calls, permissions) = (seen.calls, Vec::new());
        let (from_ms, until_ms, by) = (None, None, None);
        let unknown = VersionReport { serial, known: Err(why), from_ms, until_ms, by, calls, permissions };
        versions.push((which, unknown));
    }
    versions.sort_by_key(|(which, _)| *which);
    versions.truncate(MOST_VALUES);
    versions.into_iter().map(|(_, version)| version).collect()
}

/// The version that a call was made with; why it is not known, where it is not.
fn which(history: &History, serial: Option<u32>, time_ms: i64) -> (Which, Option<NotKnown>) {
    match history.in_force(serial, time_ms) {
        Ok((version, _)) if grant(version).is_some_and(|grant| grant.unnumbered) => (Which::Now, None),
        Ok((version, _)) => (Which::Numbered(version.serial), None),
        Err(why) => (Which::Numbered(serial), Some(why)),
    }
}

/// What a method needs a permission for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// To read events: its record can say of which streams.
    Events,
    /// To read something else.
    Read,
    Write,
    Nothing,
}

impl Use {
    fn of(method: &Method) -> Self {
        let is_of_data = ["events.", "streams.", "series."].iter().any(|start| method.name.starts_with(start));
        match method.operation {
            _ if !is_of_data => Self::Nothing,
            Operation::Read if method.name == "events.get" => Self::Events,
            Operation::Read => Self::Read,
            Operation::Create | Operation::Modify | Operation::Remove => Self::Write,
            Operation::Auth | Operation::Consent | Operation::Other => Self::Nothing,
        }
    }
}

fn note(activity: &Activity, row: u32, use_: Use, seen: &mut Seen) {
    let (store, time, succeeded) = (activity.store, activity.time(row), activity.succeeded(row));
    seen.calls.add(time, succeeded);
    match use_ {
        _ if !succeeded => {}
        Use::Events => {
            let key = (store.scoped_streams.codes.get(row), store.queries.codes.get(row));
            seen.reads.entry(key).or_default().add(time, true);
        }
        Use::Read => seen.other_reads.add(time, true),
        Use::Write => seen.writes.add(time, true),
        Use::Nothing => {}
    }
}

fn report(activity: &Activity, history: &History, version: &AccessName, seen: &Seen) -> VersionReport {
    let (from_ms, until_ms) = history.period(version);
    let permissions = grant(version).map_or(&[][..], |grant| &grant.permissions);
    let by = grant(version).and_then(|grant| grant.modified_by.as_ref().or(grant.created_by.as_ref()));
    VersionReport {
        by: Giver::of(activity.names, by),
        serial: version.serial,
        known: Ok(version.clone()),
        from_ms,
        until_ms,
        calls: seen.calls,
        permissions: uses(activity, permissions, seen),
    }
}

fn uses(activity: &Activity, permissions: &[Permission], seen: &Seen) -> Vec<PermissionUse> {
    let mut uses: Vec<_> = permissions.iter().map(|permission| unused(activity, permission)).collect();
    for ((scope, query), calls) in &seen.reads {
        for (use_, (certain, perhaps)) in uses.iter_mut().zip(read_by(activity, permissions, *scope, *query)) {
            if certain {
                use_.read.add_all(calls);
            } else if perhaps {
                use_.perhaps.add_all(calls);
            }
        }
    }
    let writers =
        permissions.iter().filter(|it| it.may_write() != Some(false) && it.on != PermissionOn::Feature).count();
    for use_ in &mut uses {
        let may = |may: Option<bool>| may != Some(false) && use_.permission.on != PermissionOn::Feature;
        let (may_read, may_write) = (may(use_.permission.may_read()), may(use_.permission.may_write()));
        if may_read {
            use_.perhaps.add_all(&seen.other_reads);
        }
        if may_write && writers == 1 {
            use_.written.add_all(&seen.writes);
        } else if may_write {
            use_.perhaps.add_all(&seen.writes);
        }
        use_.verdict = if !may_read && !may_write {
            Verdict::NothingToUse
        } else if use_.read.count + use_.written.count > 0 {
            Verdict::Used
        } else if use_.perhaps.count > 0 {
            Verdict::Perhaps
        } else {
            Verdict::Never
        };
    }
    uses
}

/// The name of the stream that a permission is about, where known.
pub(crate) fn stream_name<'a>(names: &'a Names, permission: &Permission) -> Option<&'a str> {
    names.stream(&permission.id).filter(|_| permission.on == PermissionOn::Stream)
}

fn unused(activity: &Activity, permission: &Permission) -> PermissionUse {
    PermissionUse {
        name: stream_name(activity.names, permission).map(str::to_owned),
        permission: permission.clone(),
        read: Calls::default(),
        written: Calls::default(),
        perhaps: Calls::default(),
        verdict: Verdict::Never,
    }
}

/// Whether calls with a scope and a query could read what each permission covers, and
/// whether they may have.
fn read_by(activity: &Activity, permissions: &[Permission], scope: u32, query: u32) -> Vec<(bool, bool)> {
    let may_read = |it: &Permission| it.may_read() != Some(false) && it.on != PermissionOn::Feature;
    let any: Vec<bool> = permissions.iter().map(may_read).collect();
    let all = |is: bool| any.iter().map(|may| (*may && is, *may)).collect::<Vec<_>>();
    let (ids, resolved) = match reach(activity.store, scope, query) {
        // Without a word about streams a call reads all that it may. A read of the log alone can
        // be recorded as one of everything, but not where everything was given.
        Reach::Everything => return all(permissions.iter().any(|it| it.id == "*" && may_read(it))),
        Reach::Untold => return all(false),
        Reach::Streams { ids, resolved } => (ids, resolved),
    };
    let mut read = vec![(false, false); permissions.len()];
    for id in &ids {
        match covering(activity.names, permissions, id) {
            Covered::By(place) => read[place].0 = true,
            Covered::Unknown => read.iter_mut().zip(&any).for_each(|(read, may)| read.1 |= *may),
            Covered::No => {}
        }
    }
    if !resolved {
        // Streams in those that were asked for are read with them.
        for (read, permission) in read.iter_mut().zip(permissions) {
            let within =
                || lineage(activity.names, &permission.id).0.iter().any(|around| ids.iter().any(|id| id == around));
            read.0 |= may_read(permission) && permission.on == PermissionOn::Stream && within();
        }
    }
    read
}

/// What an access tried and may not do, the most frequent first.
pub(crate) fn refused(activity: &Activity, base: &str) -> Vec<Refusal> {
    let store = activity.store;
    let reasons: Vec<bool> = store.errors.texts.matching(|id| id.is_some_and(is_about_rights));
    let mut by_code: HashMap<[u32; 4], (Calls, u32)> = HashMap::new();
    activity.of_accesses(
        |it| it == base,
        |row| {
            let error = store.errors.codes.get(row);
            if reasons[error as usize] {
                let [action, message, query] =
                    [&store.actions, &store.messages, &store.queries].map(|it| it.codes.get(row));
                let (calls, latest) = by_code.entry([action, error, message, query]).or_default();
                if calls.last_ms().is_none_or(|last| last <= activity.time(row)) {
                    *latest = row;
                }
                calls.add(activity.time(row), false);
            }
        },
    );
    let mut refusals: BTreeMap<_, (Calls, u32)> = BTreeMap::new();
    for ([action, error, message, query], (calls, latest)) in by_code {
        let message = store.messages.texts.get(message).unwrap_or_default();
        let asked = store.shown_query_of(query).map(|query| streams_of(&query)).unwrap_or_default();
        let method = &store.methods()[action as usize].name;
        let error = store.errors.texts.get(error).unwrap_or_default();
        let kind = (method.as_str(), refused_stream(asked, message), error, reason(error, message));
        let (sum, newest) = refusals.entry(kind).or_insert((Calls::default(), latest));
        if calls.last_ms() >= sum.last_ms() {
            *newest = latest;
        }
        sum.add_all(&calls);
    }
    let refusal = |((method, stream, error, reason), (calls, latest)): ((&str, Option<String>, &str, _), _)| {
        let mut terms = vec![(Field::Access, base), (Field::Action, method), (Field::Error, error)];
        terms.extend(stream.as_deref().map(|stream| (Field::Stream, stream)));
        Refusal {
            query: activity.query(&terms, None),
            method: method.to_owned(),
            name: stream.as_deref().and_then(|id| activity.names.stream(id)).map(str::to_owned),
            stream,
            error_id: error.to_owned(),
            reason,
            calls,
            record: store.id(latest).into_owned(),
        }
    };
    let mut refusals: Vec<_> = refusals.into_iter().map(refusal).collect();
    refusals.sort_by_key(|refusal| std::cmp::Reverse(refusal.calls.count));
    refusals.truncate(MOST_VALUES);
    refusals
}

fn is_about_rights(error: &str) -> bool {
    error.starts_with("forbidden")
        || ["invalid-access-token", "denied-stream-access", "too-high-access-for-account-stream"].contains(&error)
}

/// The platform tells an access that has expired from one that may not by its words alone.
pub(crate) fn reason(error: &str, message: &str) -> RefusalReason {
    match error {
        "invalid-access-token" => RefusalReason::KeyNotValid,
        _ if message.to_ascii_lowercase().contains("expired") => RefusalReason::Expired,
        _ => RefusalReason::NoPermission,
    }
}

/// The stream that was refused: of several that were asked for, the one that the message
/// names, which leaves out the store that it is in.
fn refused_stream(asked: Vec<String>, message: &str) -> Option<String> {
    let named = || message.split_once('[')?.1.split_once(']').map(|(id, _)| id).filter(|id| !id.is_empty());
    if asked.len() == 1 {
        return asked.into_iter().next();
    }
    let named = named()?;
    asked.into_iter().find(|id| id == named || id.strip_suffix(named).is_some_and(|store| store.ends_with(':')))
}
