//! A log that can be shown to somebody who must not know whose it is: ids, addresses, names
//! and values of queries become **pseudonyms** such as `access-k3f9x2m`, the same one for the
//! same value wherever it stands, and on this device every time.
//!
//! ```text
//! Record ─ record ─▶ Record of pseudonyms, and the bytes that say it
//! Name   ─ names  ─▶ Name of pseudonyms
//! ```
//!
//! What is made of a record is put together of what is known to be harmless (times, methods,
//! statuses, errors, numbers that a call was limited by) and of pseudonyms, and of nothing
//! else: what is not known is replaced or left out (`known` holds lists of what may pass,
//! never of what may not). Its bytes are written anew of that. So a record of a shape that
//! nobody thought of shows less, and never more.
//!
//! A pseudonym is a keyed hash (HMAC with SHA-256): without the key nobody can try whether it
//! stands for an address that they suspect. It is no anonymity: times and patterns stay.

mod known;
mod names;
mod query;
mod record;
mod write;

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Hasher, hex};
use crate::pryv::Scope;
use crate::query::network;
use crate::record::PSEUDO_ACCESSES;

/// Digits of pseudonyms: those of Crockford's base 32, of which none looks like another.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Digits of what there may be some thousands of; of two that would be equal one is longer.
const SHORT: usize = 7;
/// Digits of what every record may have one of. Nobody keeps a list of these: two of three
/// million are equal once in 250 logs.
const LONG: usize = 10;
/// Digits of a network, and of an address in it.
const PART: usize = 5;
/// The longest that a digest has digits for.
const MOST: usize = 50;
/// What SHA-256 takes at a time.
const BLOCK: usize = 64;
/// Stands in the place of an access where the platform itself did something.
const PLATFORM: &str = "system";

/// The key that pseudonyms are made with. It stays on the device: who has it can find out
/// what a pseudonym stands for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PseudonymKey([u8; 32]);

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PseudonymKey")
    }
}

impl PseudonymKey {
    /// A key of random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads what [`PseudonymKey::text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
        let mut bytes = [0; 32];
        if digits.len() != 2 * bytes.len() {
            return None;
        }
        for (byte, two) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = value(two[0])? << 4 | value(two[1])?;
        }
        Some(Self(bytes))
    }

    /// The key as a device keeps it.
    pub fn text(&self) -> String {
        hex(&self.0)
    }

    /// The key for one account: what is called so in one log is not found in another.
    #[must_use]
    pub fn of_account(&self, account: &str) -> Self {
        Self(Keyed::new(self).hash("account-key", account))
    }
}

/// Hashes with a key (HMAC, RFC 2104), of which the key is taken in already.
#[derive(Clone)]
struct Keyed {
    inner: Hasher,
    outer: Hasher,
}

impl Keyed {
    fn new(key: &PseudonymKey) -> Self {
        let padded = |pad: u8| {
            let mut block = [pad; BLOCK];
            block.iter_mut().zip(key.0).for_each(|(byte, key)| *byte ^= key);
            let mut hasher = Hasher::default();
            hasher.feed(&block);
            hasher
        };
        Self { inner: padded(0x36), outer: padded(0x5c) }
    }

    fn hash(&self, kind: &str, text: &str) -> Digest {
        self.of(&[kind.as_bytes(), b"\0", text.as_bytes()])
    }

    fn of(&self, parts: &[&[u8]]) -> Digest {
        let (mut inner, mut outer) = (self.inner.clone(), self.outer.clone());
        for part in parts {
            inner.feed(part);
        }
        outer.feed(&inner.finish());
        outer.finish()
    }
}

/// What a value is. Its label stands before the digits of its pseudonyms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Access,
    Account,
    Action,
    App,
    Caller,
    Device,
    Error,
    Event,
    File,
    Host,
    Key,
    Message,
    Personal,
    Query,
    Record,
    Shared,
    Source,
    Stream,
    Tag,
    Text,
    Type,
    Value,
    Webhook,
}

impl Kind {
    fn label(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Account => "account",
            Self::Action => "action",
            Self::App => "app",
            Self::Caller => "caller",
            Self::Device => "device",
            Self::Error => "error",
            Self::Event => "event",
            Self::File => "file",
            Self::Host => "host",
            Self::Key => "key",
            Self::Message => "message",
            Self::Personal => "personal",
            Self::Query => "query",
            Self::Record => "record",
            Self::Shared => "shared",
            Self::Source => "source",
            Self::Stream => "stream",
            Self::Tag => "tag",
            Self::Text => "text",
            Self::Type => "type",
            Self::Value => "value",
            Self::Webhook => "webhook",
        }
    }

    /// Whether every record may have one of its own.
    fn is_many(self) -> bool {
        matches!(self, Self::Record | Self::Event | Self::File | Self::Message | Self::Query | Self::Value | Self::Text)
    }
}

/// Makes pseudonyms, and remembers those of which there are few.
pub struct Pseudonyms {
    keyed: Keyed,
    made: HashMap<(Kind, String), String>,
    /// What was made, by itself.
    originals: HashMap<String, String>,
    addresses: HashMap<String, String>,
    /// A pseudonym that somebody asks about, and what it stands for once that is seen.
    wanted: Option<(String, Option<String>)>,
}

impl fmt::Debug for Pseudonyms {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Pseudonyms({})", self.made.len())
    }
}

impl Pseudonyms {
    /// Pseudonyms by a key.
    pub fn new(key: &PseudonymKey) -> Self {
        Self {
            keyed: Keyed::new(key),
            made: HashMap::new(),
            originals: HashMap::new(),
            addresses: HashMap::new(),
            wanted: None,
        }
    }

    /// The same, to find out what one of them stands for: see [`Pseudonyms::found`].
    pub fn looking_for(key: &PseudonymKey, pseudonym: &str) -> Self {
        Self { wanted: Some((pseudonym.trim().to_ascii_lowercase(), None)), ..Self::new(key) }
    }

    /// What the pseudonym stands for that is looked for, if it was made meanwhile.
    pub fn found(&self) -> Option<&str> {
        self.wanted.as_ref()?.1.as_deref()
    }

    /// Bytes of memory taken, about.
    pub fn bytes(&self) -> usize {
        const ENTRY: usize = 200;
        ENTRY * (self.made.len() + self.originals.len() + self.addresses.len())
    }

    /// Of the name of an account.
    pub fn account(&mut self, user: &str) -> String {
        self.of(Kind::Account, user)
    }

    /// Of a host.
    pub fn host(&mut self, host: &str) -> String {
        self.of(Kind::Host, host)
    }

    /// Of the name of a file.
    pub fn file(&mut self, name: &str) -> String {
        self.of(Kind::File, name)
    }

    /// Of the name of an app's access.
    pub fn app(&mut self, name: &str) -> String {
        self.of(Kind::App, name)
    }

    /// What a token sees, with the accesses replaced.
    pub fn scope(&mut self, scope: &Scope) -> Scope {
        match scope {
            Scope::Granted { own, accesses, actions } => Scope::Granted {
                own: *own,
                accesses: accesses.iter().map(|base| self.access(base)).collect(),
                actions: actions.iter().map(|action| self.action(action)).collect(),
            },
            scope => scope.clone(),
        }
    }

    /// Of the base id of an access. What stands for no access stays.
    pub fn access(&mut self, base: &str) -> String {
        if PSEUDO_ACCESSES.contains(&base) || base == PLATFORM {
            return base.to_owned();
        }
        self.of(Kind::Access, base)
    }

    /// Of an address. Addresses of one network begin alike, so that it can be seen when a
    /// call comes from elsewhere.
    fn address(&mut self, address: &str) -> String {
        if let Some(made) = self.addresses.get(address) {
            return made.clone();
        }
        let written = address.parse::<std::net::IpAddr>().map(|address| address.to_canonical().to_string());
        let written = written.as_deref().unwrap_or(address);
        let lead = match network(address) {
            Some(network) => format!("ip-{}-", digits(&self.keyed.hash("network", &network.to_string()), PART)),
            None => "ip-".to_owned(),
        };
        let made = self.distinct(&lead, &self.keyed.hash("address", written), PART, written);
        self.addresses.insert(address.to_owned(), made.clone());
        made
    }

    fn of(&mut self, kind: Kind, text: &str) -> String {
        let digest = |this: &Self| this.keyed.hash(kind.label(), text);
        if kind.is_many() {
            let made = format!("{}-{}", kind.label(), digits(&digest(self), LONG));
            self.look(&made, text);
            return made;
        }
        let entry = (kind, text.to_owned());
        if let Some(made) = self.made.get(&entry) {
            return made.clone();
        }
        let made = self.distinct(&format!("{}-", kind.label()), &digest(self), SHORT, text);
        self.made.insert(entry, made.clone());
        made
    }

    /// As many digits as make it another one than all that were made of other texts.
    fn distinct(&mut self, lead: &str, digest: &Digest, least: usize, text: &str) -> String {
        let mut made = format!("{lead}{}", digits(digest, least));
        for length in least + 1..=MOST {
            match self.originals.get(&made) {
                Some(other) if other != text => made = format!("{lead}{}", digits(digest, length)),
                _ => break,
            }
        }
        self.look(&made, text);
        self.originals.insert(made.clone(), text.to_owned());
        made
    }

    fn look(&mut self, made: &str, text: &str) {
        if let Some((wanted, found @ None)) = &mut self.wanted
            && wanted == made
        {
            *found = Some(text.to_owned());
        }
    }
}

fn digits(digest: &Digest, count: usize) -> String {
    let bit = |at: usize| digest.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    let digit = |nth: usize| (0..5).fold(0, |value, at| value << 1 | bit(5 * nth + at));
    (0..count.min(MOST)).map(|nth| char::from(DIGITS[usize::from(digit(nth))])).collect()
}

#[cfg(test)]
mod tests;
