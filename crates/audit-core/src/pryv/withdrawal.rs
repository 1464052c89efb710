//! Withdrawing the access that a token stands for, by that token itself.

use serde::{Deserialize, Serialize};

use super::endpoint::{Endpoint, Method, Obtained, Request};
use super::{AccessInfo, ErrorReply, Problem};
use crate::decode::Fields;

/// How the token in use can be made worthless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Withdrawal {
    /// It is a person's own: its session ends (`auth.logout`).
    Session {
        /// Whether this app began it, with a password.
        own: bool,
    },
    /// It is an app's, or was shared: the access is deleted (`accesses.delete`), and the
    /// platform deletes those with it that it has made.
    Access {
        /// Its base id.
        id: String,
        /// Whether it was made for this app: a person gave it here, or it has the name under
        /// which this app asks for one. All browsers of a person share that one.
        own: bool,
    },
    /// Not by itself: who made it forbade that (feature `selfRevoke`).
    NotByItself,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// It had been withdrawn before, or had expired: there was nothing left to do.
    pub before: bool,
    /// How many other accesses ended with it: those that it had made.
    pub others: u32,
}

impl Withdrawal {
    /// What can be done about the access that a token's description is of.
    pub fn of(info: &AccessInfo, obtained: Obtained) -> Self {
        match info.kind.as_str() {
            "personal" => Self::Session { own: obtained == Obtained::Password },
            _ if info.keeps_itself => Self::NotByItself,
            kind => {
                let named = kind == "app" && info.name == super::sign_in::APP_ID;
                Self::Access { id: info.id.clone(), own: named || obtained == Obtained::Access }
            }
        }
    }

    /// The request that does it, by the token that is withdrawn.
    pub fn request(&self, endpoint: &Endpoint) -> Option<Request> {
        match self {
            Self::Session { .. } => {
                let body = Some("{}".to_owned());
                Some(Request { method: Method::Post, body, ..endpoint.get("auth/logout", &[]) })
            }
            Self::Access { id, .. } => {
                Some(Request { method: Method::Delete, ..endpoint.get(&format!("accesses/{}", form_of(id)), &[]) })
            }
            Self::NotByItself => None,
        }
    }
}

impl Withdrawn {
    /// Reads the reply to [`Withdrawal::request`].
    ///
    /// # Errors
    /// Why the access may be there still.
    pub fn read(status: u16, body: &[u8]) -> Result<Self, Problem> {
        let before = Self { before: true, others: 0 };
        if status != 200 {
            return match Problem::from_reply(status, ErrorReply::of_body(body)) {
                // A key that no longer opens anything cannot be told from one that never did.
                Problem::WrongToken | Problem::SessionEnded | Problem::AccessExpired => Ok(before),
                problem => Err(problem),
            };
        }
        let text = String::from_utf8_lossy(body);
        let fields = Fields::read(&text).ok_or(Problem::NotPryv)?;
        // A page of a proxy's with status 200 withdrew nothing.
        if fields.object("meta").is_none() && fields.object("accessDeletion").is_none() {
            return Err(Problem::NotPryv);
        }
        let others = fields.objects("relatedDeletions").len();
        Ok(Self { before: false, others: u32::try_from(others).unwrap_or(u32::MAX) })
    }
}

/// An id as a part of a path: what is no plain letter is escaped, `/` and `.` among them.
fn form_of(id: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => out.push(char::from(byte)),
            // A text can always be written to.
            other => write!(out, "%{other:02X}").unwrap_or_default(),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pryv::test_parser;

    fn withdrawal(kind: &str, name: &str, permissions: &str) -> Withdrawal {
        let body = format!(r#"{{"id":"x/1","type":"{kind}","name":"{name}","permissions":{permissions}}}"#);
        Withdrawal::of(&AccessInfo::read(200, body.as_bytes()).unwrap(), Obtained::Pasted)
    }

    #[test]
    fn each_kind_of_access_ends_in_its_own_way() {
        let endpoint = Endpoint::parse("https://s3cret@pryv.example/alice/", test_parser).unwrap();
        let no = r#"[{"feature":"selfRevoke","setting":"forbidden"}]"#;
        let yes = r#"[{"feature":"selfRevoke","setting":"allowed"}]"#;
        let cases = [
            ("personal", "pryv-browser", no, Some((Method::Post, "auth/logout"))),
            ("app", "diet", "[]", Some((Method::Delete, "accesses/x%2F1"))),
            ("app", "diet", yes, Some((Method::Delete, "accesses/x%2F1"))),
            ("shared", "for my doctor", "[]", Some((Method::Delete, "accesses/x%2F1"))),
            ("shared", "for my doctor", no, None),
        ];
        for (kind, name, permissions, expected) in cases {
            let request = withdrawal(kind, name, permissions).request(&endpoint);
            let seen = request.as_ref().map(|request| (request.method, request.url.as_str()));
            let url = expected.map(|(method, path)| (method, format!("https://pryv.example/alice/{path}")));
            assert_eq!(seen, url.as_ref().map(|(method, url)| (*method, url.as_str())), "{kind} {permissions}");
            if let Some(request) = request {
                assert_eq!(request.authorization.as_deref(), Some("s3cret audit-viewer"));
            }
        }
    }

    #[test]
    fn only_an_app_of_that_name_is_this_one() {
        let own = |withdrawal| matches!(withdrawal, Withdrawal::Access { own: true, .. });
        assert!(own(withdrawal("app", "audit-viewer", "[]")));
        assert!(!own(withdrawal("app", "diet", "[]")));
        // Anybody may give a shared access any name.
        assert!(!own(withdrawal("shared", "audit-viewer", "[]")));
        let of = |kind: &str, obtained| {
            let body = format!(r#"{{"id":"x","type":"{kind}","name":"any"}}"#);
            Withdrawal::of(&AccessInfo::read(200, body.as_bytes()).unwrap(), obtained)
        };
        assert!(own(of("app", Obtained::Access)));
        assert_eq!(of("personal", Obtained::Password), Withdrawal::Session { own: true });
        assert_eq!(of("personal", Obtained::Pasted), Withdrawal::Session { own: false });
    }

    #[test]
    fn replies() {
        let done = |before, others| Ok(Withdrawn { before, others });
        let forbidden = r#"{"error":{"id":"forbidden","message":"Your access token has insufficient permissions to delete this access."}}"#;
        let cases = [
            (200, r#"{"accessDeletion":{"id":"x"},"meta":{}}"#, done(false, 0)),
            (200, r#"{"accessDeletion":{"id":"x"},"relatedDeletions":[{"id":"y"},{"id":"z"}]}"#, done(false, 2)),
            (200, r#"{"meta":{"serverTime":1}}"#, done(false, 0)),
            (200, "<html>Sign in to the network</html>", Err(Problem::NotPryv)),
            (200, "{}", Err(Problem::NotPryv)),
            (
                403,
                r#"{"error":{"id":"invalid-access-token","message":"Cannot find access from token."}}"#,
                done(true, 0),
            ),
            (403, r#"{"error":{"id":"forbidden","message":"Access has expired."}}"#, done(true, 0)),
            (403, r#"{"error":{"id":"invalid-access-token","message":"Access session has expired."}}"#, done(true, 0)),
            (403, forbidden, Err(Problem::Forbidden)),
            (502, "", Err(Problem::Server { status: 502 })),
        ];
        for (status, body, expected) in cases {
            assert_eq!(Withdrawn::read(status, body.as_bytes()), expected, "{status} {body}");
        }
    }
}
