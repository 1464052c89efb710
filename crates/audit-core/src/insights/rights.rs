//! Records of a person who uses their rights, or of a platform that serves them.
//!
//! A record shows that a call was made, and how it ended: not that a right was honored, and
//! where there is none, not that one was denied. What is asked for by letter leaves none.
//! Webhooks are left out: they say that something changed, and carry no data.

use serde::{Deserialize, Serialize};

use super::activity::{Activity, Calls};
use super::owner::{Parties, Party};
use crate::engine::Row;
use crate::query::{Clause, Field, Filter, Query, Test, streams_of};
use crate::store::{Selection, Store};

/// Most records of a right that are told one by one.
const MOST_LATEST: usize = 20;
/// Most accesses that a filter lists: of ids of some 25 letters, in a text of at most 2,000.
const MOST_ACCESSES: usize = 50;
/// What streams of the log itself begin with, and what a filter asks for them.
const AUDIT: &str = ":_audit";
const OF_THE_LOG: &str = ":_audit*";
/// What the scope of a call holds that could read all that its access may.
const EVERYTHING: &str = "[\"*\"]";

/// What a person is owed, as the General Data Protection Regulation and the Swiss Federal Act
/// on Data Protection have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Right {
    /// To see what is held and who got it, and to take a copy (GDPR art. 15 and 20, FADP
    /// art. 25 and 28).
    Access,
    /// To have it put right (GDPR art. 16, FADP art. 32 par. 1).
    Rectification,
    /// To have it removed (GDPR art. 17, FADP art. 32 par. 2).
    Erasure,
    /// To agree or not, and to take that back (GDPR art. 7, FADP art. 6 and 30).
    Consent,
    /// To have it kept safe (GDPR art. 32, FADP art. 8): what people do for that themselves.
    Security,
    /// To object, and to have a use restricted (GDPR art. 18 and 21, FADP art. 30). No call
    /// of the platform does so: the log never shows it.
    Objection,
}

impl Right {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 6] =
        [Self::Access, Self::Rectification, Self::Erasure, Self::Consent, Self::Security, Self::Objection];
}

/// What was done that belongs to a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Exercise {
    /// The owner read with the whole account in the scope: a copy, or a page that shows it.
    WholeRead,
    /// Somebody read the log.
    LogRead,
    /// The owner read which accesses there are.
    AccessesRead,
    /// Somebody read what the platform holds of the person: address, language, settings.
    AccountRead,
    /// The same was changed.
    AccountChanged,
    /// The owner changed entries or streams.
    DataChanged,
    /// Somebody removed entries, attachments or streams.
    DataRemoved,
    /// The account was removed.
    AccountRemoved,
    /// An access was given.
    AccessGiven,
    /// An access was changed.
    AccessChanged,
    /// An access was taken back.
    AccessWithdrawn,
    /// A password was set.
    PasswordChanged,
    /// A new password was asked for.
    PasswordAsked,
    /// An e-mail address was confirmed.
    EmailConfirmed,
    /// A second factor was set up, or switched off.
    SecondFactor,
}

impl Exercise {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 15] = [
        Self::WholeRead,
        Self::LogRead,
        Self::AccessesRead,
        Self::AccountRead,
        Self::AccountChanged,
        Self::DataChanged,
        Self::DataRemoved,
        Self::AccountRemoved,
        Self::AccessGiven,
        Self::AccessChanged,
        Self::AccessWithdrawn,
        Self::PasswordChanged,
        Self::PasswordAsked,
        Self::EmailConfirmed,
        Self::SecondFactor,
    ];

    /// To which right it belongs.
    pub fn right(self) -> Right {
        match self {
            Self::WholeRead | Self::LogRead | Self::AccessesRead | Self::AccountRead => Right::Access,
            Self::AccountChanged | Self::DataChanged => Right::Rectification,
            Self::DataRemoved | Self::AccountRemoved => Right::Erasure,
            Self::AccessGiven | Self::AccessChanged | Self::AccessWithdrawn => Right::Consent,
            Self::PasswordChanged | Self::PasswordAsked | Self::EmailConfirmed | Self::SecondFactor => Right::Security,
        }
    }

    /// The methods that do it: of `events.get`, some calls.
    fn methods(self) -> &'static [&'static str] {
        match self {
            Self::WholeRead => &["events.get"],
            Self::LogRead => &["events.get", "audit.getLogs"],
            Self::AccessesRead => &["accesses.get", "accesses.getOne"],
            Self::AccountRead => &["account.get", "account.usernameChanges", "profile.get"],
            Self::AccountChanged => &["account.update", "account.changeUsername", "profile.update"],
            Self::DataChanged => &["events.update", "streams.update"],
            Self::DataRemoved => &["events.delete", "events.deleteAttachment", "streams.delete"],
            Self::AccountRemoved => &["auth.delete", "system.deleteUser"],
            Self::AccessGiven => &["accesses.create", "oauth.consent.granted"],
            Self::AccessChanged => &["accesses.update"],
            Self::AccessWithdrawn => &["accesses.delete", "oauth.token.revoked"],
            Self::PasswordChanged => &["account.changePassword", "account.resetPassword"],
            Self::PasswordAsked => &["account.requestPasswordReset"],
            Self::EmailConfirmed => &["account.verifyEmail"],
            Self::SecondFactor => {
                &["mfa.activate", "mfa.confirm", "mfa.deactivate", "mfa.recover", "system.deactivateMfa"]
            }
        }
    }

    /// Whether it is one only where the account's owner does it: apps read and change data
    /// all day, and that is nobody's right.
    fn is_of_owner(self) -> bool {
        matches!(self, Self::WholeRead | Self::AccessesRead | Self::DataChanged)
    }
}

/// What a log shows of a person's rights.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rights {
    /// Each of [`Right::ALL`], in that order.
    pub rights: Vec<OfRight>,
    /// Some access is known as the owner's, by its name or by what it did. Where none is, any
    /// may be, and what is told of the owner alone is told of all.
    pub knows_owner: bool,
}

/// What a log shows of one right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfRight {
    /// Which.
    pub right: Right,
    /// All its calls.
    pub calls: Calls,
    /// What was done, where anything was, in the order of [`Exercise::ALL`].
    pub exercises: Vec<Exercised>,
    /// The newest of its records, newest first, at most 20.
    pub latest: Vec<Row>,
    /// A filter that lists just its records. `None` where no text can say it.
    pub query: Option<String>,
}

/// What was done of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exercised {
    /// What.
    pub exercise: Exercise,
    /// The calls.
    pub calls: Calls,
    /// By whom.
    pub by: ByWhom,
    /// A filter that lists just their records. `None` where no text can say it.
    pub query: Option<String>,
}

/// Calls by whose access made them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByWhom {
    /// The account's owner, as an access is known by its name or by what it did.
    pub owner: u32,
    /// The platform's own people.
    pub platform: u32,
    /// Apps, and other people.
    pub others: u32,
    /// Nobody knows.
    pub unknown: u32,
}

impl ByWhom {
    fn add(&mut self, party: Party) {
        *match party {
            Party::Owner => &mut self.owner,
            Party::Platform => &mut self.platform,
            Party::Other => &mut self.others,
            Party::Unknown => &mut self.unknown,
        } += 1;
    }
}

/// What is found of one kind, while rows are walked.
#[derive(Debug)]
struct Found {
    exercise: Exercise,
    calls: Calls,
    by: ByWhom,
    rows: Selection,
    /// Base ids of accesses, as far as they have one.
    bases: Vec<String>,
    last_access: Option<u32>,
}

/// What tells the calls apart that count.
#[derive(Debug)]
struct Told {
    /// By the code of an action.
    exercises: Vec<Option<Exercise>>,
    /// By the code of a query, a list of scoped streams: it names the log.
    asks_log: Vec<bool>,
    reaches_log: Vec<bool>,
    /// By the code of a list of scoped streams.
    whole: Vec<bool>,
}

impl Told {
    fn new(store: &Store) -> Self {
        let of = |method: &str| Exercise::ALL.into_iter().find(|it| it.methods().contains(&method));
        Self {
            exercises: store.methods().iter().map(|method| of(&method.name)).collect(),
            asks_log: store.queries.texts.matching(|query| {
                let query = query.filter(|query| query.contains(AUDIT));
                query.is_some_and(|query| streams_of(query).iter().any(|id| id.starts_with(AUDIT)))
            }),
            reaches_log: store.scoped_streams.texts.matching(|list| list.is_some_and(|list| list.contains(AUDIT))),
            whole: store.scoped_streams.texts.matching(|list| list == Some(EVERYTHING)),
        }
    }

    /// What a row is.
    fn exercise(&self, activity: &Activity, row: u32) -> Option<Exercise> {
        let store = activity.store;
        let exercise = self.exercises[store.actions.codes.get(row) as usize]?;
        if exercise != Exercise::WholeRead {
            return Some(exercise);
        }
        let scope = store.scoped_streams.codes.get(row) as usize;
        let is_of_log = self.asks_log[store.queries.codes.get(row) as usize] || self.reaches_log[scope];
        if is_of_log {
            return Some(Exercise::LogRead);
        }
        (self.whole[scope] && activity.succeeded(row)).then_some(Exercise::WholeRead)
    }
}

/// What a log shows of a person's rights. The store is sorted; `select` gives the rows of a
/// filter, of those that count, and `row` one of them as it is told.
pub(crate) fn rights(activity: &Activity, select: &dyn Fn(&Query) -> Selection, row: &dyn Fn(u32) -> Row) -> Rights {
    let parties = Parties::new(activity);
    let told = Told::new(activity.store);
    let mut found: Vec<Found> = Exercise::ALL.into_iter().map(|it| Found::new(it, activity.store)).collect();
    let mut latest: [Vec<u32>; Right::ALL.len()] = Default::default();
    for row in activity.store.oldest_first().iter().rev().copied().filter(|row| activity.rows.holds(*row)) {
        let Some(exercise) = told.exercise(activity, row) else { continue };
        let party = parties.of(activity, row);
        let may_be_owner = party == Party::Owner || party == Party::Unknown && !parties.knows_owner;
        if exercise.is_of_owner() && !may_be_owner {
            continue;
        }
        found[exercise as usize].add(activity, row, party);
        let latest = &mut latest[exercise.right() as usize];
        if latest.len() < MOST_LATEST {
            latest.push(row);
        }
    }
    let of = |(right, latest): (Right, Vec<u32>)| {
        let of_right = || found.iter().filter(|it| it.exercise.right() == right && it.calls.count > 0);
        let queries: Vec<Option<Query>> = of_right().map(|it| it.query(activity.store, select)).collect();
        let exercised = |(it, query): (&Found, &Option<Query>)| Exercised {
            exercise: it.exercise,
            calls: it.calls,
            by: it.by,
            query: query.as_ref().and_then(text),
        };
        let mut calls = Calls::default();
        of_right().for_each(|it| calls.add_all(&it.calls));
        OfRight {
            right,
            calls,
            exercises: of_right().zip(&queries).map(exercised).collect(),
            latest: latest.into_iter().map(row).collect(),
            query: queries
                .into_iter()
                .collect::<Option<Vec<Query>>>()
                .filter(|it| !it.is_empty())
                .and_then(|queries| text(&Query::either(queries))),
        }
    };
    Rights { rights: Right::ALL.into_iter().zip(latest).map(of).collect(), knows_owner: parties.knows_owner }
}

impl Found {
    fn new(exercise: Exercise, store: &Store) -> Self {
        let rows = Selection::none(store.len());
        Self { exercise, calls: Calls::default(), by: ByWhom::default(), rows, bases: Vec::new(), last_access: None }
    }

    fn add(&mut self, activity: &Activity, row: u32, party: Party) {
        self.calls.add(activity.time(row), activity.succeeded(row));
        self.by.add(party);
        self.rows.insert(row);
        // Neighbors are mostly of one access.
        let access = activity.store.accesses.codes.get(row);
        if self.exercise.is_of_owner() && self.last_access.replace(access) != Some(access) {
            let base = activity.store.access(access).map(|(base, _)| base);
            let base = base.filter(|base| !self.bases.iter().any(|known| known == base));
            self.bases.extend(base.map(str::to_owned));
        }
    }

    /// The filter that leaves just these rows: of any access if that is enough, or else of
    /// those that are in it.
    fn query(&self, store: &Store, select: &dyn Fn(&Query) -> Selection) -> Option<Query> {
        let of_any = self.of_any(store)?;
        if select(&of_any) == self.rows {
            return Some(of_any);
        }
        let of = |base: &String| Filter::of_value(Field::Access, base)?.values.into_iter().next();
        let bases: Vec<String> = self.bases.iter().map(of).collect::<Option<_>>()?;
        if bases.is_empty() || bases.len() > MOST_ACCESSES {
            return None;
        }
        let of_these = of_any.only(&Filter::new(Field::Access, bases));
        (select(&of_these) == self.rows).then_some(of_these)
    }

    /// The filter for all calls of the kind, whoever made them.
    fn of_any(&self, store: &Store) -> Option<Query> {
        let held = |method: &&str| store.methods().iter().any(|it| it.name == **method);
        let methods: Vec<&str> = self.exercise.methods().iter().copied().filter(held).collect();
        let of = |methods: &[&str]| {
            let exact = |method: &&str| Filter::of_value(Field::Action, method)?.values.into_iter().next();
            let values = methods.iter().map(exact).collect::<Option<Vec<String>>>()?;
            Some(Query::default().only(&Filter::new(Field::Action, values)))
        };
        let of_the_log = Filter::new(Field::Stream, vec![OF_THE_LOG.to_owned()]);
        match self.exercise {
            Exercise::WholeRead => {
                let done = Filter::new(Field::Status, vec!["ok".to_owned()]);
                let whole = Filter::of_value(Field::Stream, "*")?;
                let mut query = of(&methods)?.only(&done).only(&whole);
                query.clauses.push(Clause { negated: true, test: Test::Field(of_the_log) });
                Some(query)
            }
            Exercise::LogRead => {
                let each = |method: &&str| {
                    let query = of(&[*method])?;
                    Some(if *method == "events.get" { query.only(&of_the_log) } else { query })
                };
                Some(Query::either(methods.iter().map(each).collect::<Option<_>>()?))
            }
            _ => of(&methods),
        }
    }
}

/// The text of a filter, if it is read as the same filter again.
fn text(query: &Query) -> Option<String> {
    let text = query.to_string();
    let (read, diagnostics) = Query::parse(&text);
    (read == *query && diagnostics.is_empty()).then_some(text)
}
