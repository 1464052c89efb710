//! Addresses that people paste, parsed once; and the requests made to them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::form;
use crate::record::Generation;

/// The parts of an address, as the browser's own parser (WHATWG) tells them apart:
/// a parser of ours could disagree with it about the host that a token is sent to.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// `https`.
    pub scheme: String,
    /// What stands before the `@`, percent-encoded: the user, here the token.
    pub username: String,
    /// And the password behind it.
    pub password: String,
    /// The host, in small ASCII letters, or an IP address; empty for none.
    pub hostname: String,
    /// The host with its port, where that is not the usual one.
    pub host: String,
    /// The path, percent-encoded.
    pub path: String,
}

/// What takes an address apart; `None` when it is no address.
pub type Parser = fn(&str) -> Option<Address>;

/// Where an account lives, and the token to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    address: String,
    host: String,
    user: String,
    token: String,
    obtained: Obtained,
}

/// How a token came here: who made it may also end it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obtained {
    /// Somebody handed it over: typed, pasted, or by a link.
    #[default]
    Pasted,
    /// Of an access for this app alone, which a person gave on a page of the platform.
    /// It lives until it is withdrawn (`DELETE accesses/ID`).
    Access,
    /// Of a personal session, which this app began with a password. It lives until it is
    /// ended (`POST auth/logout`), or was not used for long.
    Password,
}

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressError {
    /// Nothing was typed.
    Empty,
    /// It is no address of the form `https://TOKEN@host/user/`.
    NotAnAddress,
    /// Plain `http` to another machine: the token would travel readable.
    NotSecure,
    /// No token in it.
    NoToken,
    /// No user: neither in the path nor in the host name.
    NoUser,
    /// More than one `@`: programs disagree about what such an address means.
    TwoAts,
    /// A token in an address whose token comes apart.
    KeyInAddress,
    /// A password behind the token.
    Password,
    /// A scheme other than `https` and `http`.
    Unsupported,
    /// The token that comes apart is empty.
    NoKey,
    /// The token that comes apart has characters that none has.
    BadKey,
}

/// What is wrong with another key to the same account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyError {
    /// It is no key, and no address with one.
    Unusable(AddressError),
    /// It is the address of another account, or of another host.
    OtherAccount,
}

impl AddressError {
    /// Whether it is about the token that comes apart, not about the address.
    pub fn is_about_key(self) -> bool {
        matches!(self, Self::NoKey | Self::BadKey)
    }
}

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// It reads.
    Get,
    /// It says something, in its body.
    Post,
    /// It deletes.
    Delete,
}

/// One request to make; never with cookies, and what it carries never goes to another
/// address.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// What it does.
    pub method: Method,
    /// The address, without the token.
    pub url: String,
    /// The value of the `Authorization` header.
    pub authorization: Option<String>,
    /// JSON to send.
    pub body: Option<String>,
}

impl Request {
    /// Reads what needs no token.
    pub(super) fn open(url: &str) -> Self {
        Self { method: Method::Get, url: url.to_owned(), authorization: None, body: None }
    }
}

/// Sent beside the token: the platform records it, so that the account's owner
/// sees which calls came from this product.
pub(crate) const CALLER_ID: &str = "audit-viewer";

impl Endpoint {
    /// Reads an apiEndpoint, `https://TOKEN@host/user/` or
    /// `https://TOKEN@user.host/`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str, parser: Parser) -> Result<Self, AddressError> {
        let address = checked(text, parser)?;
        // In an address a token's special characters stand percent-encoded.
        let token = form::percent_decode(&address.username);
        if token.is_empty() {
            return Err(AddressError::NoToken);
        }
        Self::new(address, token)
    }

    /// An address without a token, and the token.
    ///
    /// # Errors
    /// What is wrong with the address, or else with the token.
    pub fn from_parts(address: &str, token: &str, parser: Parser) -> Result<Self, AddressError> {
        let address = checked(address, parser)?;
        if !address.username.is_empty() {
            return Err(AddressError::KeyInAddress);
        }
        let token = token.trim();
        if token.is_empty() {
            return Err(AddressError::NoKey);
        }
        // Visible ASCII alone: anything else cannot stand in a header. An
        // address escapes the rest by itself.
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(AddressError::BadKey);
        }
        Self::new(address, token.to_owned())
    }

    fn new(address: Address, token: String) -> Result<Self, AddressError> {
        let user = user(&address).ok_or(AddressError::NoUser)?;
        let Address { scheme, host, mut path, .. } = address;
        if !path.ends_with('/') {
            path.push('/');
        }
        Ok(Self { address: format!("{scheme}://{host}{path}"), host, user, token, obtained: Obtained::default() })
    }

    /// The same, with a token that came in this way.
    #[must_use]
    pub fn obtained_by(self, obtained: Obtained) -> Self {
        Self { obtained, ..self }
    }

    /// The same account and token at another core, whose address was checked.
    pub(super) fn at(&self, address: String, host: String) -> Self {
        Self { address, host, ..self.clone() }
    }

    /// How its token came here.
    pub fn obtained(&self) -> Obtained {
        self.obtained
    }

    /// The same account with another key, pasted alone or as an address with the key in it.
    ///
    /// # Errors
    /// What is wrong with what was pasted, or that it is the address of another account.
    pub fn with_key(&self, pasted: &str, parser: Parser) -> Result<Self, KeyError> {
        if !pasted.contains("://") {
            return Self::from_parts(&self.address, pasted, parser).map_err(KeyError::Unusable);
        }
        let other = Self::parse(pasted, parser).map_err(KeyError::Unusable)?;
        if other.address == self.address { Ok(other) } else { Err(KeyError::OtherAccount) }
    }

    /// The host, with its port where it is not the usual one.
    pub fn host(&self) -> String {
        self.host.clone()
    }

    /// The user: the last part of the path, else the first part of a host name
    /// of at least three.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The address without the token.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The address with the token in it, as [`Endpoint::parse`] reads it: for the one place
    /// where a person asked for it to be kept, and for nobody to see.
    pub fn with_token(&self) -> String {
        let (scheme, rest) = self.address.split_once("://").unwrap_or(("https", &self.address));
        let mut text = format!("{scheme}://");
        form::encode(&mut text, &self.token);
        format!("{text}@{rest}")
    }

    /// Whose token this is and what it may see.
    pub fn access_info(&self) -> Request {
        self.get("access-info", &[])
    }

    /// Names of accesses, deleted and expired ones among them.
    pub fn accesses(&self) -> Request {
        self.get("accesses", &[("includeExpired", "true"), ("includeDeletions", "true")])
    }

    /// The tree of streams, those in the trash among them.
    pub fn streams(&self) -> Request {
        self.get("streams", &[("state", "all")])
    }

    /// What an access was before it was changed, version by version. Of an id that could
    /// be read as another path, none.
    pub fn access_history(&self, base: &str) -> Option<Request> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (!base.is_empty() && base.bytes().all(is_plain))
            .then(|| self.get(&format!("accesses/{base}"), &[("includeHistory", "true")]))
    }

    /// The smallest request that only one generation answers.
    pub fn probe(&self, generation: Generation) -> Request {
        match generation {
            Generation::Events => self.get(
                "events",
                &[("streams", AUDIT), ("fromTime", "0"), ("toTime", "1"), ("limit", "1"), ("sortAscending", "false")],
            ),
            Generation::Legacy => self.get("audit/logs", &[("fromTime", "0"), ("toTime", "1")]),
        }
    }

    /// The service's own description; needs no token.
    pub fn service_info(&self) -> Request {
        Request { authorization: None, ..self.get("service/info", &[]) }
    }

    pub(super) fn get(&self, path: &str, query: &[(&str, &str)]) -> Request {
        let mut pairs = String::new();
        for (name, value) in query {
            form::push(&mut pairs, name, value);
        }
        let separator = if pairs.is_empty() { "" } else { "?" };
        let url = format!("{}{path}{separator}{pairs}", self.address);
        let authorization = Some(format!("{} {CALLER_ID}", self.token));
        Request { method: Method::Get, url, authorization, body: None }
    }
}

/// Every audit stream that the token may read.
pub(super) const AUDIT: &str = r#"[":_audit:"]"#;

pub(super) fn user(address: &Address) -> Option<String> {
    let in_path = address.path.rsplit('/').find(|part| !part.is_empty());
    let in_host = || {
        let is_name = !address.hostname.ends_with(|last: char| last == ']' || last.is_ascii_digit());
        let labels = address.hostname.split('.');
        (is_name && labels.clone().count() >= 3).then(|| labels.into_iter().next())?
    };
    in_path.or_else(in_host).map(str::to_owned)
}

pub(super) fn checked(text: &str, parser: Parser) -> Result<Address, AddressError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    if text.matches('@').count() > 1 {
        return Err(AddressError::TwoAts);
    }
    // Browsers drop line ends and tabs inside an address, and take `\` for `/`.
    if text.contains(|character: char| character.is_control() || character.is_whitespace() || character == '\\') {
        return Err(AddressError::NotAnAddress);
    }
    let address = parser(text).ok_or(AddressError::NotAnAddress)?;
    if !address.password.is_empty() {
        return Err(AddressError::Password);
    }
    if address.hostname.is_empty() {
        return Err(AddressError::NotAnAddress);
    }
    match address.scheme.as_str() {
        "https" => Ok(address),
        "http" if matches!(address.hostname.as_str(), "127.0.0.1" | "localhost") => Ok(address),
        "http" => Err(AddressError::NotSecure),
        // `user.example.com:443/` reads as a scheme of its own.
        _ => Err(AddressError::Unsupported),
    }
}

/// Without the token: this may end in a log or a message.
impl fmt::Debug for Endpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Endpoint({})", self.address)
    }
}

/// Without the token: this may end in a log or a message.
impl fmt::Debug for Request {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Request({})", self.url)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// As a browser does it, too.
    pub(crate) fn parser(text: &str) -> Option<Address> {
        let url = url::Url::parse(text).ok()?;
        let hostname = url.host_str().unwrap_or_default().to_owned();
        Some(Address {
            scheme: url.scheme().to_owned(),
            username: url.username().to_owned(),
            password: url.password().unwrap_or_default().to_owned(),
            host: url.port().map_or_else(|| hostname.clone(), |port| format!("{hostname}:{port}")),
            hostname,
            path: url.path().to_owned(),
        })
    }

    #[test]
    fn addresses() {
        let cases = [
            ("https://tok@pryv.example/alice/", Ok(("https://pryv.example/alice/", "pryv.example", "alice"))),
            ("https://tok@pryv.example/alice", Ok(("https://pryv.example/alice/", "pryv.example", "alice"))),
            (" https://tok@alice.pryv.example ", Ok(("https://alice.pryv.example/", "alice.pryv.example", "alice"))),
            ("http://tok@127.0.0.1:3000/alice/", Ok(("http://127.0.0.1:3000/alice/", "127.0.0.1:3000", "alice"))),
            ("http://tok@localhost:3000/alice/", Ok(("http://localhost:3000/alice/", "localhost:3000", "alice"))),
            ("https://tok@pryv.example/alice/?a=b#c", Ok(("https://pryv.example/alice/", "pryv.example", "alice"))),
            ("", Err(AddressError::Empty)),
            ("   ", Err(AddressError::Empty)),
            ("alice", Err(AddressError::NotAnAddress)),
            ("https://", Err(AddressError::NotAnAddress)),
            ("https://tok@pry v.example/alice/", Err(AddressError::NotAnAddress)),
            ("https://tok@pryv.example\\alice/", Err(AddressError::NotAnAddress)),
            ("http://tok@pryv.example/alice/", Err(AddressError::NotSecure)),
            ("http://tok@127.0.0.1.evil.example/alice/", Err(AddressError::NotSecure)),
            ("https://pryv.example/alice/", Err(AddressError::NoToken)),
            ("https://tok@pryv.example/", Err(AddressError::NoUser)),
            ("http://tok@127.0.0.1:3000/", Err(AddressError::NoUser)),
            ("https://tok@127.0.0.1/x@evil.example/", Err(AddressError::TwoAts)),
            ("https://tok:pass@pryv.example/alice/", Err(AddressError::Password)),
            ("ftp://tok@pryv.example/alice/", Err(AddressError::Unsupported)),
            ("javascript:alert(1)", Err(AddressError::NotAnAddress)),
        ];
        for (text, expected) in cases {
            let read = Endpoint::parse(text, parser);
            let seen = read.map(|e| (e.address().to_owned(), e.host(), e.user().to_owned()));
            let expected = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
            assert_eq!(seen, expected, "{text}");
        }
    }

    #[test]
    fn another_key_is_of_the_same_account() {
        let log = Endpoint::parse("https://tok@pryv.example/alice/", parser).unwrap();
        let key = |pasted: &str| log.with_key(pasted, parser);
        let same = Endpoint::parse("https://other@pryv.example/alice/", parser).unwrap();
        assert_eq!(key(" other "), Ok(same.clone()));
        assert_eq!(key("https://other@pryv.example/alice"), Ok(same));
        for (pasted, expected) in [
            ("https://other@pryv.example/bob/", KeyError::OtherAccount),
            ("https://other@elsewhere.example/alice/", KeyError::OtherAccount),
            ("https://other@pryv.example:8443/alice/", KeyError::OtherAccount),
            ("https://pryv.example/alice/", KeyError::Unusable(AddressError::NoToken)),
            ("https://a@b@pryv.example/alice/", KeyError::Unusable(AddressError::TwoAts)),
            ("", KeyError::Unusable(AddressError::NoKey)),
            ("two words", KeyError::Unusable(AddressError::BadKey)),
        ] {
            assert_eq!(key(pasted), Err(expected), "{pasted}");
        }
        for base in ["", "..", "a/b", "a?b", "a:2"] {
            assert!(log.access_history(base).is_none(), "{base}");
        }
        let history = log.access_history("ck1").map(|request| request.url);
        assert_eq!(history.as_deref(), Some("https://pryv.example/alice/accesses/ck1?includeHistory=true"));
        assert_eq!(log.streams().url, "https://pryv.example/alice/streams?state=all");
    }

    #[test]
    fn parts() {
        assert!(Endpoint::from_parts("https://pryv.example/alice/", " tok ", parser).is_ok());
        assert_eq!(
            Endpoint::parse("https://a%2Fb%25@pryv.example/alice/", parser),
            Endpoint::from_parts("https://pryv.example/alice/", "a/b%", parser)
        );
        let cases = [
            ("https://pryv.example/alice/", " ", AddressError::NoKey),
            ("https://pryv.example/alice/", "a b", AddressError::BadKey),
            ("https://pryv.example/alice/", "clé", AddressError::BadKey),
            ("https://x@pryv.example/alice/", "tok", AddressError::KeyInAddress),
            ("https://x@y@pryv.example/alice/", "tok", AddressError::TwoAts),
            ("ftp://pryv.example/alice/", "", AddressError::Unsupported),
        ];
        for (address, token, expected) in cases {
            assert_eq!(Endpoint::from_parts(address, token, parser), Err(expected), "{address} {token}");
        }
        for (error, about_key) in [(AddressError::BadKey, true), (AddressError::NoToken, false)] {
            assert_eq!(error.is_about_key(), about_key, "{error:?}");
        }
    }

    #[test]
    fn how_a_token_came_stays_with_it() {
        let endpoint = Endpoint::parse("https://tok@pryv.example/alice/", parser).unwrap();
        assert_eq!(endpoint.obtained(), Obtained::Pasted);
        assert_eq!(endpoint.obtained_by(Obtained::Password).clone().obtained(), Obtained::Password);
    }

    #[test]
    fn the_token_is_in_the_header_alone() {
        let endpoint = Endpoint::parse("https://s3cret@pryv.example/alice/", parser).unwrap();
        let request = endpoint.access_info();
        assert_eq!(request.url, "https://pryv.example/alice/access-info");
        assert_eq!(request.authorization.as_deref(), Some("s3cret audit-viewer"));
        assert!(!format!("{endpoint:?} {request:?}").contains("s3cret"));
        assert_eq!(endpoint.service_info().authorization, None);
    }

    #[test]
    fn an_address_with_its_token_is_read_again() {
        for token in ["s3cret", "a/b%", "x+y=z@w:v", "!$&'()*,;~"] {
            let endpoint = Endpoint::from_parts("http://127.0.0.1:3000/alice", token, parser).unwrap();
            assert_eq!(Endpoint::parse(&endpoint.with_token(), parser), Ok(endpoint), "{token}");
        }
    }
}
