//! What a platform says of itself, as far as a sign-in needs it. A service may be named
//! by a link, so nothing of it is believed: no style sheet, no markup, no script of it
//! has a field here.

use serde::{Deserialize, Serialize};

use super::endpoint::checked;
use super::log_in::is_username;
use super::{Endpoint, ErrorReply, Link, Parser, Problem, ServiceAddress, SignInProblem};
use crate::decode::Fields;

/// The description of a platform (`GET service/info`). What a platform leaves out is
/// `None`; only a sign-in needs an address for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceInfo {
    /// What it calls itself.
    pub name: Option<String>,
    /// Where a sign-in is asked for.
    pub access: Link,
    /// How addresses of accounts are made.
    pub api: Option<ApiTemplate>,
    /// Its pages for people.
    pub pages: ServicePages,
}

/// Pages of a platform for people; each `None` where the platform names none, or one
/// that must not be opened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePages {
    /// Its home page.
    pub home: Option<String>,
    /// Where it helps.
    pub support: Option<String>,
    /// Its terms.
    pub terms: Option<String>,
}

impl ServiceInfo {
    /// Reads a reply.
    ///
    /// # Errors
    /// What the reply means when it describes no platform, or one that cannot be signed
    /// in to. A request goes nowhere but where the reply says in a way that is safe;
    /// pages that are not safe are only left out.
    pub fn read(status: u16, body: &[u8], service: &ServiceAddress, parser: Parser) -> Result<Self, SignInProblem> {
        if status != 200 {
            return Err(Problem::from_reply(status, ErrorReply::of_body(body)).into());
        }
        let text = String::from_utf8_lossy(body);
        let fields = Fields::read(&text).ok_or(Problem::NotPryv)?;
        // What is there and is no text is no address either.
        let named = |key: &str| fields.raw(key).map(|_| fields.text(key).unwrap_or_default());
        let link = |text: String| Link::parse(&text, service, parser);
        let asked = |text: String| link(text).ok_or(SignInProblem::Unsafe);
        let register = named("register").map(asked).transpose()?;
        let below = |register: &Link| asked(format!("{}/access", register.url().trim_end_matches('/')));
        let access = match named("access").map(asked).transpose()? {
            Some(access) => access,
            None => below(&register.ok_or(SignInProblem::NotOffered)?)?,
        };
        let api = named("api").map(|text| ApiTemplate::parse(text, service, parser).ok_or(SignInProblem::Unsafe));
        let page = |key| named(key).and_then(link).map(|link| link.url().to_owned());
        Ok(Self {
            name: fields.text("name").filter(|name| !name.trim().is_empty()),
            access,
            api: api.transpose()?,
            pages: ServicePages { home: page("home"), support: page("support"), terms: page("terms") },
        })
    }

    /// Whether an address is one of the platform's own: where sign-ins are asked for, or
    /// where its accounts are.
    pub(super) fn holds(&self, link: &Link) -> bool {
        link.host() == self.access.host() || self.has_accounts_at(link.host())
    }

    /// Whether a host holds accounts of the platform.
    pub fn has_accounts_at(&self, host: &str) -> bool {
        self.api.as_ref().is_some_and(|api| api.holds(host))
    }
}

/// How the addresses of a platform's accounts are made: `https://{username}.example.com/`
/// or `https://example.com/{username}/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiTemplate {
    text: String,
    /// The host of all accounts, or `.` and what the hosts of accounts end with.
    host: String,
}

const USERNAME: &str = "{username}";

impl ApiTemplate {
    fn parse(text: String, service: &ServiceAddress, parser: Parser) -> Option<Self> {
        let (before, after) = text.split_once(USERNAME)?;
        if after.contains(USERNAME) {
            return None;
        }
        let host = Link::parse(&format!("{before}x{after}"), service, parser)?.host;
        let in_host = before.ends_with("://");
        let host = if in_host { host.strip_prefix('x').filter(|rest| rest.starts_with('.'))?.to_owned() } else { host };
        Some(Self { text, host })
    }

    /// Reads that of an account's own description, which its server gave.
    pub(super) fn of_account(body: &[u8], account: &str, parser: Parser) -> Option<Self> {
        let text = String::from_utf8_lossy(body);
        let service = ServiceAddress::parse(account, parser).ok()?;
        Self::parse(Fields::read(&text)?.text("api")?, &service, parser)
    }

    /// Whether a host is one of those that hold accounts. Under a name of one part, such as
    /// `.com`, there is no platform.
    pub(super) fn holds(&self, host: &str) -> bool {
        match self.host.strip_prefix('.') {
            Some(below) => below.contains('.') && host.ends_with(&self.host),
            None => host == self.host,
        }
    }

    /// The account of a user, with a token to it; `None` where the name or the token is
    /// none.
    pub fn endpoint(&self, username: &str, token: &str, parser: Parser) -> Option<Endpoint> {
        Endpoint::from_parts(&self.filled(username)?, token, parser).ok()
    }

    /// The address of a user's account, with a `/` at its end; `None` where the name is none.
    pub fn account(&self, username: &str, parser: Parser) -> Option<String> {
        let address = checked(&self.filled(username)?, parser).ok()?;
        let path = address.path.trim_end_matches('/');
        Some(format!("{}://{}{path}/", address.scheme, address.host))
    }

    fn filled(&self, username: &str) -> Option<String> {
        // A name that is more than a name would make another address.
        is_username(username).then(|| self.text.replace(USERNAME, username))
    }
}

#[cfg(test)]
mod tests {
    use super::super::endpoint::tests::parser;
    use super::*;

    fn read_of(service: &str, body: &str) -> Result<ServiceInfo, SignInProblem> {
        let service = ServiceAddress::parse(service, parser).unwrap();
        ServiceInfo::read(200, body.as_bytes(), &service, parser)
    }

    fn read(body: &str) -> Result<ServiceInfo, SignInProblem> {
        read_of("https://reg.pryv.example/", body)
    }

    #[test]
    fn a_recorded_description() {
        let body = include_str!("../../tests/fixtures/sign-in/service-info.json");
        let info = read_of("http://127.0.0.1:3000/reg/", body).unwrap();
        assert_eq!(info.name.as_deref(), Some("Pryv Lab"));
        assert_eq!(info.access.url(), "http://127.0.0.1:3000/reg/access/");
        assert_eq!(info.pages.support.as_deref(), Some("http://127.0.0.1:3000/support"));
        let endpoint = info.api.unwrap().endpoint("alice-lab", "tok", parser).unwrap();
        assert_eq!(endpoint.address(), "http://127.0.0.1:3000/alice-lab/");
        // A platform elsewhere names nothing on this device.
        assert_eq!(read(body), Err(SignInProblem::Unsafe));
    }

    #[test]
    fn a_part_of_a_description_works_with_what_it_has() {
        let cases = [
            (r#"{"access":"https://a.example/access/"}"#, Ok("https://a.example/access/")),
            (r#"{"register":"https://reg.a.example/"}"#, Ok("https://reg.a.example/access")),
            (r#"{"register":"https://a.example/reg"}"#, Ok("https://a.example/reg/access")),
            (r#"{"access":null,"register":"https://reg.a.example/"}"#, Ok("https://reg.a.example/access")),
            // No help page, and one that must not be opened, are the same.
            (r#"{"access":"https://a.example/","support":"javascript:alert(1)"}"#, Ok("https://a.example/")),
            (r#"{"name":"Lab"}"#, Err(SignInProblem::NotOffered)),
            ("{}", Err(SignInProblem::NotOffered)),
            ("[]", Err(SignInProblem::Server(Problem::NotPryv))),
            ("<!doctype html>", Err(SignInProblem::Server(Problem::NotPryv))),
            ("", Err(SignInProblem::Server(Problem::NotPryv))),
        ];
        for (body, expected) in cases {
            let info = read(body);
            let seen = info.as_ref().map(|info| info.access.url()).map_err(Clone::clone);
            assert_eq!(seen, expected, "{body}");
            assert_eq!(info.ok().and_then(|info| info.pages.support), None, "{body}");
        }
    }

    #[test]
    fn hostile_descriptions_are_refused() {
        for body in [
            r#"{"access":"javascript:alert(1)"}"#,
            r#"{"access":"http://a.example/access"}"#,
            r#"{"access":"http://127.0.0.1:9200/"}"#,
            r#"{"access":"https://user:pass@a.example/"}"#,
            r#"{"access":["https://a.example/"]}"#,
            r#"{"access":""}"#,
            r#"{"register":"data:text/html,x"}"#,
            r#"{"access":"https://a.example/","register":"http://b.example/"}"#,
            r#"{"access":"https://a.example/","api":"http://{username}.a.example/"}"#,
            r#"{"access":"https://a.example/","api":"javascript:{username}"}"#,
            r#"{"access":"https://a.example/","api":"https://a.example/"}"#,
            r#"{"access":"https://a.example/","api":"https://{username}/"}"#,
            r#"{"access":"https://a.example/","api":"https://{username}evil.example/"}"#,
            r#"{"access":"https://a.example/","api":"https://{username}@a.example/"}"#,
            r#"{"access":"https://a.example/","api":"https://{username}.a.example/{username}/"}"#,
        ] {
            assert_eq!(read(body), Err(SignInProblem::Unsafe), "{body}");
        }
    }

    #[test]
    fn accounts_of_a_platform() {
        let info = |api: &str| read(&format!(r#"{{"access":"https://reg.a.example/access","api":"{api}"}}"#)).unwrap();
        let cases = [
            ("https://{username}.a.example/", "alice", Some("https://alice.a.example/")),
            ("https://a.example/{username}/", "alice", Some("https://a.example/alice/")),
            ("https://a.example/{username}/", "../bob", None),
            ("https://{username}.a.example/", "evil.example/", None),
            ("https://{username}.a.example/", "evil.example#", None),
            ("https://{username}.a.example/", "a@evil", None),
            ("https://{username}.a.example/", "", None),
        ];
        for (api, user, expected) in cases {
            let endpoint = info(api).api.unwrap().endpoint(user, "tok", parser);
            assert_eq!(endpoint.as_ref().map(Endpoint::address), expected, "{api} {user}");
        }
        assert_eq!(info("https://{username}.a.example/").api.unwrap().endpoint("alice", "a b", parser), None);

        let service = ServiceAddress::parse("https://reg.a.example/", parser).unwrap();
        let cases = [
            ("https://{username}.a.example/", "https://core2.a.example/", true),
            ("https://{username}.a.example/", "https://a.example/", false),
            ("https://{username}.a.example/", "https://core.a.example.evil.example/", false),
            ("https://{username}.a.example/", "https://evila.example/", false),
            ("https://{username}.a.example/", "https://reg.a.example/x", true),
            ("https://a.example/{username}/", "https://a.example/reg/access/k", true),
            ("https://a.example/{username}/", "https://core2.a.example/", false),
            ("https://a.example/{username}/", "https://a.example:8443/", false),
        ];
        for (api, link, expected) in cases {
            let link = Link::parse(link, &service, parser).unwrap();
            assert_eq!(info(api).holds(&link), expected, "{api} {link:?}");
        }
    }
}
