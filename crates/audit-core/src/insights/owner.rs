//! Whose the accesses of a log are, as far as lists of accesses or their own calls tell.

use super::activity::Activity;
use crate::record::PSEUDO_ACCESSES;

/// Methods that only the account's owner can call (Pryv API notes: they take a personal
/// token), so that an access without a name is known by them.
pub(super) const PERSONAL: [&str; 12] = [
    "auth.logout",
    "accesses.checkApp",
    "account.get",
    "account.update",
    "account.changePassword",
    "account.changeUsername",
    "profile.get",
    "profile.update",
    "mfa.activate",
    "mfa.confirm",
    "mfa.deactivate",
    "mfa.recover",
];

/// What the platform records its own people under.
const ADMIN: &str = "admin";

/// Whose an access is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Party {
    /// A session of the account's owner.
    Owner,
    /// The platform's own.
    Platform,
    /// An app's, or another person's.
    Other,
    /// Nothing says, or nobody was known.
    Unknown,
}

/// Whose all accesses of a log are.
#[derive(Debug)]
pub(super) struct Parties {
    /// By the code of the access.
    of: Vec<Party>,
    /// Some access is known as the owner's.
    pub(super) knows_owner: bool,
}

impl Parties {
    pub(super) fn new(activity: &Activity) -> Self {
        let store = activity.store;
        let codes = u32::try_from(store.accesses.texts.codes()).unwrap_or(u32::MAX);
        let base = |code| store.access(code).map(|(base, _)| base);
        let mut owners: Vec<&str> = Vec::new();
        let mut rows = activity.rows.clone();
        let personal: Vec<bool> = store.methods().iter().map(|it| PERSONAL.contains(&&*it.name)).collect();
        rows.keep(&store.actions.codes, &personal);
        rows.for_each(|row| {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            let base = base(store.accesses.codes.get(row)).filter(|base| !owners.contains(base));
            owners.extend(base.filter(|_| activity.succeeded(row)));
        });
        let party = |base: &str| match activity.names.access(base) {
            _ if base == ADMIN => Party::Platform,
            _ if PSEUDO_ACCESSES.contains(&base) => Party::Unknown,
            Some(name) if name.kind == "personal" => Party::Owner,
            Some(name) if !name.kind.is_empty() => Party::Other,
            _ if owners.contains(&base) => Party::Owner,
            _ => Party::Unknown,
        };
        let of: Vec<Party> = (0..codes).map(|code| base(code).map_or(Party::Unknown, party)).collect();
        let knows_owner = of.contains(&Party::Owner);
        Self { of, knows_owner }
    }

    /// Whose the access of a row is.
    pub(super) fn of(&self, activity: &Activity, row: u32) -> Party {
        self.of[activity.store.accesses.codes.get(row) as usize]
    }
}
