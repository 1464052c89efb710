//! An account that lives at another host than the one that was asked. A key follows by
//! itself only to a host of the same platform, or to one that the operator of this page
//! named; to any other, only when the person says so.

use super::endpoint::{checked, user};
use super::service_info::ApiTemplate;
use super::{Endpoint, Parser};

/// A load follows so many times, or two hosts could send it to and fro for ever.
pub(super) const MOST: u32 = 3;

/// Where an account lives, by another host's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Core {
    /// The account's address there, with a `/` at its end.
    pub(super) account: String,
    /// The host there.
    pub(super) host: String,
}

impl Core {
    /// Reads where a core says that an account of its platform lives (`error.coreUrl`,
    /// with status 421); `None` where it must not be asked, or is where it was asked.
    pub(super) fn parse(account: &str, core_url: &str, parser: Parser) -> Option<Self> {
        let (here, there) = (checked(account, parser).ok()?, checked(core_url, parser).ok()?);
        // What is asked over https names nothing on this device.
        let as_safe = there.scheme == "https" || here.scheme == "http";
        if !as_safe || !there.username.is_empty() || there.host == here.host {
            return None;
        }
        let user = user(&here)?;
        let path = there.path.trim_end_matches('/');
        // A core is named without its accounts; some name the account itself.
        let of_user = path.rsplit('/').next() == Some(&user)
            || there.hostname.strip_prefix(&user).is_some_and(|rest| rest.starts_with('.'));
        let below = if of_user { String::new() } else { format!("/{user}") };
        Some(Self { account: format!("{}://{}{path}{below}/", there.scheme, there.host), host: there.host })
    }

    /// Whether what opens the account may go there without a word.
    pub(super) fn is_known(&self, api: Option<&ApiTemplate>, allowed: &[String]) -> bool {
        is_allowed(&self.host, allowed) || api.is_some_and(|api| api.holds(&self.host))
    }
}

/// Whether the operator of this page named a host. With its port where it has one.
pub(super) fn is_allowed(host: &str, allowed: &[String]) -> bool {
    allowed.iter().any(|known| known == host)
}

/// A load that may be sent on to other hosts.
#[derive(Debug, Default)]
pub struct Moves {
    followed: u32,
}

/// Where an account is to be asked for now.
#[derive(Debug, PartialEq, Eq)]
pub enum Move {
    /// There, at a host of its platform.
    Follow(Endpoint),
    /// There, if the person says so.
    Ask(Endpoint),
}

impl Moves {
    /// Decides where to go on with an account whose server named another core. `service` is
    /// the status and the body of the account's own description, as its server gave it;
    /// nobody else's word counts.
    pub fn next(
        &mut self,
        endpoint: &Endpoint,
        core_url: &str,
        service: Option<(u16, &[u8])>,
        allowed: &[String],
        parser: Parser,
    ) -> Option<Move> {
        let core = Core::parse(endpoint.address(), core_url, parser).filter(|_| self.followed < MOST)?;
        self.followed += 1;
        let api = service.filter(|(status, _)| *status == 200);
        let api = api.and_then(|(_, body)| ApiTemplate::of_account(body, endpoint.address(), parser));
        let known = core.is_known(api.as_ref(), allowed);
        let there = endpoint.at(core.account, core.host);
        Some(if known { Move::Follow(there) } else { Move::Ask(there) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::endpoint::tests::parser;
    use super::*;

    fn moved(endpoint: &str, core_url: &str, api: &str, allowed: &[&str]) -> Option<(bool, String)> {
        let endpoint = Endpoint::parse(endpoint, parser).unwrap();
        let allowed: Vec<String> = allowed.iter().map(ToString::to_string).collect();
        let service = format!(r#"{{"api":"{api}"}}"#);
        let found = Moves::default().next(&endpoint, core_url, Some((200, service.as_bytes())), &allowed, parser)?;
        let (Move::Follow(there) | Move::Ask(there)) = &found;
        assert_eq!(there.access_info().authorization, endpoint.access_info().authorization);
        Some((matches!(found, Move::Follow(_)), there.address().to_owned()))
    }

    #[test]
    fn a_key_follows_to_its_own_platform_alone() {
        let (of_host, of_path) = ("https://{username}.pryv.me/", "https://pryv.me/{username}/");
        let silently = |address: &str| Some((true, address.to_owned()));
        let ask = |address: &str| Some((false, address.to_owned()));
        let cases = [
            ("https://co2.pryv.me/", of_host, silently("https://co2.pryv.me/alice/")),
            ("https://co2.pryv.me", of_host, silently("https://co2.pryv.me/alice/")),
            ("https://CO2.Pryv.ME/", of_host, silently("https://co2.pryv.me/alice/")),
            ("https://co2.pryv.me:443/a/", of_host, silently("https://co2.pryv.me/a/alice/")),
            ("https://co2.pryv.me/alice/", of_host, silently("https://co2.pryv.me/alice/")),
            ("https://alice.co2.pryv.me/", of_host, silently("https://alice.co2.pryv.me/")),
            ("https://pryv.me/", of_path, silently("https://pryv.me/alice/")),
            // Other hosts that look like it.
            ("https://co2.pryv.me/", of_path, ask("https://co2.pryv.me/alice/")),
            ("https://pryv.me/", of_host, ask("https://pryv.me/alice/")),
            ("https://evilpryv.me/", of_host, ask("https://evilpryv.me/alice/")),
            ("https://co2.pryv.me.evil.example/", of_host, ask("https://co2.pryv.me.evil.example/alice/")),
            ("https://evil.example/.pryv.me/", of_host, ask("https://evil.example/.pryv.me/alice/")),
            ("https://evil.example?.pryv.me", of_host, ask("https://evil.example/alice/")),
            ("https://evil.example#.pryv.me", of_host, ask("https://evil.example/alice/")),
            ("https://co2.pryv.me:8443/", of_host, ask("https://co2.pryv.me:8443/alice/")),
            ("https://co2.pryv.me./", of_host, ask("https://co2.pryv.me./alice/")),
            // A template that would hold everything holds nothing.
            ("https://evil.me/", "https://{username}.me/", ask("https://evil.me/alice/")),
            ("https://evil.me/", "https://{username}/", ask("https://evil.me/alice/")),
            ("https://evil.me/", "https://{username}{username}.me/", ask("https://evil.me/alice/")),
            ("https://evil.me/", "javascript:{username}", ask("https://evil.me/alice/")),
            // What must not be asked, and what leads nowhere.
            ("http://co2.pryv.me/", of_host, None),
            ("http://127.0.0.1/", of_host, None),
            ("http://localhost:3000/", of_host, None),
            ("https://co1.pryv.me@evil.example/", of_host, None),
            ("https://evil.example\\@co2.pryv.me/", of_host, None),
            ("https://user:pass@co2.pryv.me/", of_host, None),
            ("javascript:alert(1)//co2.pryv.me", of_host, None),
            ("//co2.pryv.me/", of_host, None),
            ("co2.pryv.me", of_host, None),
            ("ftp://co2.pryv.me/", of_host, None),
            ("https://co2.pr\nyv.me/", of_host, None),
            ("https://co1.pryv.me/", of_host, None),
            ("", of_host, None),
        ];
        for (core_url, api, expected) in cases {
            assert_eq!(moved("https://tok@co1.pryv.me/alice/", core_url, api, &[]), expected, "{core_url} {api}");
        }
        let local =
            moved("http://tok@127.0.0.1:1/alice/", "http://127.0.0.1:2/", "http://127.0.0.1:2/{username}/", &[]);
        assert_eq!(local, silently("http://127.0.0.1:2/alice/"));
    }

    #[test]
    fn an_operator_may_name_hosts() {
        let moved = |core_url: &str| {
            let allowed = ["co2.example.com", "co3.example.com:8443"];
            moved("https://tok@example.com/alice/", core_url, "https://example.com/{username}/", &allowed)
                .map(|(silently, _)| silently)
        };
        for (core_url, silently) in [
            ("https://co2.example.com/", true),
            ("https://CO2.example.com:443/", true),
            ("https://co3.example.com:8443/", true),
            ("https://co3.example.com/", false),
            ("https://co2.example.com:8443/", false),
            ("https://x.co2.example.com/", false),
            ("https://co2.example.com.evil.example/", false),
        ] {
            assert_eq!(moved(core_url), Some(silently), "{core_url}");
        }
    }

    #[test]
    fn without_a_description_the_person_is_asked_and_not_for_ever() {
        let endpoint = Endpoint::parse("https://tok@co1.pryv.me/alice/", parser).unwrap();
        let api = br#"{"api":"https://{username}.pryv.me/"}"#.as_slice();
        for service in [None, Some((404, api)), Some((200, b"<html>".as_slice()))] {
            let next = Moves::default().next(&endpoint, "https://co2.pryv.me/", service, &[], parser);
            assert!(matches!(next, Some(Move::Ask(_))), "{service:?}");
        }
        let mut moves = Moves::default();
        let mut next = || moves.next(&endpoint, "https://co2.pryv.me/", Some((200, api)), &[], parser);
        for _ in 0..MOST {
            assert!(matches!(next(), Some(Move::Follow(_))));
        }
        assert_eq!(next(), None);
    }
}
