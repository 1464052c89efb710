//! Addresses that a server names, and the address of a service that a person types:
//! checked once, and of use only as what they were found to be.

use super::endpoint::checked;
use super::{AddressError, Parser, Request};

/// An address that a server named and that may be asked or opened: `https`, or `http`
/// to this very device where the service itself is there. Never with a user, a
/// password, or a script in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    url: String,
    pub(super) host: String,
}

impl Link {
    /// Checks an address that `service` named; `None` when it may not be used. A service
    /// that is asked over `https` names no address of this device: others must not reach
    /// through the page what listens there.
    pub fn parse(text: &str, service: &ServiceAddress, parser: Parser) -> Option<Self> {
        let address = checked(text, parser).ok()?;
        let as_safe = address.scheme == "https" || !service.is_secure();
        let plain = as_safe && address.username.is_empty();
        // Its own words are kept, behind the `?` as well: what opens it reads them with
        // the parser that checked them.
        plain.then(|| Self { url: text.trim().to_owned(), host: address.host })
    }

    /// Checks the address of a page for people; `None` for one that is not of the web.
    pub fn page(text: &str, parser: Parser) -> Option<Self> {
        let address = checked(text, parser).ok()?;
        let plain = address.scheme == "https" && address.username.is_empty();
        plain.then(|| Self { url: text.trim().to_owned(), host: address.host })
    }

    /// The whole of it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The host, with its port where it is not the usual one.
    pub fn host(&self) -> &str {
        &self.host
    }
}

/// Where a platform describes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAddress {
    url: String,
    host: String,
}

/// What a pair in the address of the page is, by Pryv's conventions for apps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    /// The address of a platform's description: it comes before everything else.
    Service,
    /// The address of an account, with a key: taken out of the address at once.
    Endpoint,
    /// What a sign-in left there, a key maybe: taken out, and of no use here.
    OneShot,
    /// Somebody else's.
    Other,
}

impl Parameter {
    /// Of a name. Platforms have written `prYv` and `pryv` before what they leave.
    pub fn of(name: &str) -> Self {
        match name {
            "pryvServiceInfoUrl" => Self::Service,
            "pryvApiEndpoint" => Self::Endpoint,
            name if name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("pryv")) => Self::OneShot,
            _ => Self::Other,
        }
    }
}

/// The path of the description, below that of a platform's register (`reg.example.com`,
/// `example.com/reg`) and below that of every account.
const PATH: &str = "service/info";

impl ServiceAddress {
    /// Reads what a person typed, or a link handed over: the description's own address, or
    /// the address of the register or of an account, which it is below.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str, parser: Parser) -> Result<Self, AddressError> {
        let address = checked(text, parser)?;
        if !address.username.is_empty() {
            return Err(AddressError::KeyInAddress);
        }
        let path = address.path.trim_end_matches('/');
        let whole = path.ends_with("/service/info") || path.ends_with("/service/infos");
        let below = if whole { String::new() } else { format!("/{PATH}") };
        Ok(Self { url: format!("{}://{}{path}{below}", address.scheme, address.host), host: address.host })
    }

    /// The host, with its port where it is not the usual one.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Asks for the description. It needs no token.
    pub fn request(&self) -> Request {
        Request::open(&self.url)
    }

    pub(super) fn is_secure(&self) -> bool {
        self.url.starts_with("https:")
    }
}

#[cfg(test)]
mod tests {
    use super::super::endpoint::tests::parser;
    use super::*;

    fn service(text: &str) -> ServiceAddress {
        ServiceAddress::parse(text, parser).unwrap()
    }

    #[test]
    fn the_description_stands_below_a_register_and_below_an_account() {
        let cases = [
            ("https://reg.pryv.example/service/info", Ok("https://reg.pryv.example/service/info")),
            ("https://pryv.example/reg/service/info/", Ok("https://pryv.example/reg/service/info")),
            ("https://pryv.example/alice/service/infos", Ok("https://pryv.example/alice/service/infos")),
            (" https://reg.pryv.example ", Ok("https://reg.pryv.example/service/info")),
            ("https://pryv.example/reg/?a=b#c", Ok("https://pryv.example/reg/service/info")),
            ("http://127.0.0.1:3000/alice", Ok("http://127.0.0.1:3000/alice/service/info")),
            ("", Err(AddressError::Empty)),
            ("pryv", Err(AddressError::NotAnAddress)),
            ("http://pryv.example/reg/", Err(AddressError::NotSecure)),
            ("https://tok@pryv.example/alice/", Err(AddressError::KeyInAddress)),
            ("https://a:b@pryv.example/alice/", Err(AddressError::Password)),
            ("https://127.0.0.1/x@y@evil.example/", Err(AddressError::TwoAts)),
            ("javascript:alert(1)//service/info", Err(AddressError::NotAnAddress)),
            ("ftp://pryv.example/", Err(AddressError::Unsupported)),
        ];
        for (text, expected) in cases {
            let seen = ServiceAddress::parse(text, parser).map(|service| service.request().url);
            assert_eq!(seen, expected.map(str::to_owned), "{text}");
        }
        assert_eq!(service("https://pryv.example:8443/reg/").host(), "pryv.example:8443");
    }

    #[test]
    fn what_stands_in_the_address_of_the_page() {
        for (name, expected) in [
            ("pryvServiceInfoUrl", Parameter::Service),
            ("pryvApiEndpoint", Parameter::Endpoint),
            ("prYvkey", Parameter::OneShot),
            ("prYvtoken", Parameter::OneShot),
            ("prYvApiEndpoint", Parameter::OneShot),
            ("pryvKey", Parameter::OneShot),
            ("pryvPoll", Parameter::OneShot),
            ("pry", Parameter::Other),
            ("", Parameter::Other),
            ("lang", Parameter::Other),
            ("préf", Parameter::Other),
        ] {
            assert_eq!(Parameter::of(name), expected, "{name}");
        }
    }

    #[test]
    fn what_a_server_names_is_no_script_no_key_and_not_this_device() {
        let public = service("https://reg.pryv.example/service/info");
        let local = service("http://127.0.0.1:3000/reg/service/info");
        let cases = [
            ("https://sw.pryv.example/access.html?key=a&poll=https%3A%2F%2Fx#y", true, true),
            ("http://127.0.0.1:9000/access.html", false, true),
            ("http://localhost/access.html", false, true),
            ("http://pryv.example/access.html", false, false),
            ("javascript:alert(1)", false, false),
            ("JavaScript:alert(1)", false, false),
            ("\u{1}javascript:alert(1)", false, false),
            ("java\nscript:alert(1)", false, false),
            ("data:text/html,<script>alert(1)</script>", false, false),
            ("blob:https://pryv.example/1", false, false),
            ("file:///etc/passwd", false, false),
            ("//evil.example/", false, false),
            ("/access.html", false, false),
            ("https://user@evil.example/", false, false),
            ("https://pryv.example\\@evil.example/", false, false),
            ("https://pryv.example@evil.example@x/", false, false),
            ("", false, false),
        ];
        for (text, of_public, of_local) in cases {
            assert_eq!(Link::parse(text, &public, parser).is_some(), of_public, "{text:?}");
            assert_eq!(Link::parse(text, &local, parser).is_some(), of_local, "{text:?}");
        }
        let link = Link::parse(" https://a.example:444/b?c#d ", &public, parser).unwrap();
        assert_eq!((link.url(), link.host()), ("https://a.example:444/b?c#d", "a.example:444"));
    }
}
