//! Actions: the names that platforms give to API calls, in one normal form.
//!
//! Today's platforms write a method id (`events.get`), those before 1.7 an HTTP
//! verb and a path (`GET /events`). The set is open: what is not known keeps its
//! own name and is an [`Operation::Other`].

use crate::record::Operation;

/// The normal form of an action: `GET /events` becomes `events.get`; a method id
/// and anything not known stay as they are.
pub fn normal_form(action: &str) -> String {
    from_http(action).unwrap_or_else(|| action.to_owned())
}

/// The two halves of an action: for `GET /events` the verb `GET` and the
/// resource `/events`, for `events.get` the verb `get` and the resource `events`.
pub fn verb_and_resource(action: &str) -> (&str, &str) {
    if let Some((verb, path)) = http_halves(action) {
        return (verb, path);
    }
    action.rsplit_once('.').map_or((action, ""), |(resource, verb)| (verb, resource))
}

/// The HTTP verb and the path of an action: of `GET /events/ck1` its own, of a method id
/// those of the route that calls it, with `{id}` for what a path names. `None` for
/// what no single route calls.
pub fn verb_and_path(action: &str) -> Option<(&str, &str)> {
    http_halves(action).or_else(|| {
        let (_, route) = ROUTES.iter().find(|(method, _)| method.eq_ignore_ascii_case(action))?;
        route.split_once(' ')
    })
}

/// The routes of methods: what [`normal_form`] makes of each is its method.
pub(crate) const ROUTES: [(&str, &str); 56] = [
    ("callBatch", "POST /"),
    ("getAccessInfo", "GET /access-info"),
    ("service.info", "GET /service/info"),
    ("auth.login", "POST /auth/login"),
    ("auth.logout", "POST /auth/logout"),
    ("events.get", "GET /events"),
    ("events.getOne", "GET /events/{id}"),
    ("events.create", "POST /events"),
    ("events.update", "PUT /events/{id}"),
    ("events.delete", "DELETE /events/{id}"),
    ("events.start", "POST /events/start"),
    ("events.stop", "POST /events/stop"),
    ("events.getAttachment", "GET /events/{id}/{id}"),
    ("events.deleteAttachment", "DELETE /events/{id}/{id}"),
    ("series.get", "GET /events/{id}/series"),
    ("series.add", "POST /events/{id}/series"),
    ("streams.get", "GET /streams"),
    ("streams.getOne", "GET /streams/{id}"),
    ("streams.create", "POST /streams"),
    ("streams.update", "PUT /streams/{id}"),
    ("streams.delete", "DELETE /streams/{id}"),
    ("accesses.get", "GET /accesses"),
    ("accesses.getOne", "GET /accesses/{id}"),
    ("accesses.create", "POST /accesses"),
    ("accesses.update", "PUT /accesses/{id}"),
    ("accesses.delete", "DELETE /accesses/{id}"),
    ("accesses.checkApp", "POST /accesses/check-app"),
    ("webhooks.get", "GET /webhooks"),
    ("webhooks.getOne", "GET /webhooks/{id}"),
    ("webhooks.create", "POST /webhooks"),
    ("webhooks.update", "PUT /webhooks/{id}"),
    ("webhooks.delete", "DELETE /webhooks/{id}"),
    ("webhooks.test", "POST /webhooks/{id}/test"),
    ("followedSlices.get", "GET /followed-slices"),
    ("followedSlices.getOne", "GET /followed-slices/{id}"),
    ("followedSlices.create", "POST /followed-slices"),
    ("followedSlices.update", "PUT /followed-slices/{id}"),
    ("followedSlices.delete", "DELETE /followed-slices/{id}"),
    ("account.get", "GET /account"),
    ("account.update", "PUT /account"),
    ("account.changePassword", "POST /account/change-password"),
    ("account.changeUsername", "POST /account/change-username"),
    ("account.requestPasswordReset", "POST /account/request-password-reset"),
    ("account.resetPassword", "POST /account/reset-password"),
    ("profile.getPublic", "GET /profile/public"),
    ("profile.getApp", "GET /profile/app"),
    ("profile.updateApp", "PUT /profile/app"),
    ("profile.get", "GET /profile/private"),
    ("profile.update", "PUT /profile/private"),
    ("audit.getLogs", "GET /audit/logs"),
    ("mfa.activate", "POST /mfa/activate"),
    ("mfa.confirm", "POST /mfa/confirm"),
    ("mfa.challenge", "POST /mfa/challenge"),
    ("mfa.verify", "POST /mfa/verify"),
    ("mfa.deactivate", "POST /mfa/deactivate"),
    ("mfa.recover", "POST /mfa/recover"),
];

pub(crate) fn http_halves(action: &str) -> Option<(&str, &str)> {
    let (verb, path) = action.split_once(' ')?;
    (path.starts_with('/') && verb.bytes().all(|byte| byte.is_ascii_uppercase())).then_some((verb, path))
}

fn from_http(action: &str) -> Option<String> {
    let (verb, path) = http_halves(action)?;
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let fixed = match (verb, parts.as_slice()) {
        ("POST", []) => "callBatch",
        ("GET", ["access-info"]) => "getAccessInfo",
        ("GET", ["service", "info" | "infos"]) => "service.info",
        ("POST", ["auth", "login"]) => "auth.login",
        ("POST", ["auth", "logout"]) => "auth.logout",
        ("POST", ["accesses", "check-app"]) => "accesses.checkApp",
        ("GET", ["account"]) => "account.get",
        ("PUT", ["account"]) => "account.update",
        ("POST", ["account", "change-password"]) => "account.changePassword",
        ("POST", ["account", "request-password-reset"]) => "account.requestPasswordReset",
        ("POST", ["account", "reset-password"]) => "account.resetPassword",
        ("GET", ["profile", "public"]) => "profile.getPublic",
        ("GET", ["profile", "app"]) => "profile.getApp",
        ("PUT", ["profile", "app"]) => "profile.updateApp",
        ("GET", ["profile", "private"]) => "profile.get",
        ("PUT", ["profile", ..]) => "profile.update",
        ("GET", ["audit", "logs"]) => "audit.getLogs",
        ("POST", ["webhooks", _, "test"]) => "webhooks.test",
        ("POST", ["account", "change-username"]) => "account.changeUsername",
        ("POST", ["events", "start"]) => "events.start",
        ("POST", ["events", "stop"]) => "events.stop",
        ("GET", ["events", _, "series"]) => "series.get",
        ("POST", ["events", _, "series"] | ["series", "batch"]) => "series.add",
        ("POST", ["mfa", "activate"]) => "mfa.activate",
        ("POST", ["mfa", "confirm"]) => "mfa.confirm",
        ("POST", ["mfa", "challenge"]) => "mfa.challenge",
        ("POST", ["mfa", "verify"]) => "mfa.verify",
        ("POST", ["mfa", "deactivate"]) => "mfa.deactivate",
        ("POST", ["mfa", "recover"]) => "mfa.recover",
        ("GET", ["events", _, _, ..]) => "events.getAttachment",
        ("DELETE", ["events", _, _]) => "events.deleteAttachment",
        // An attachment added to an existing event changes the event.
        ("POST", ["events", _]) => "events.update",
        _ => return from_collection(verb, &parts),
    };
    Some(fixed.to_owned())
}

fn from_collection(verb: &str, parts: &[&str]) -> Option<String> {
    let collection = match *parts.first()? {
        "followed-slices" => "followedSlices",
        known @ ("events" | "streams" | "accesses" | "webhooks") => known,
        _ => return None,
    };
    let verb = match (verb, parts.len()) {
        ("GET", 1) => "get",
        ("GET", 2) => "getOne",
        ("POST", 1) => "create",
        ("PUT", 2) => "update",
        ("DELETE", 2) => "delete",
        _ => return None,
    };
    Some(format!("{collection}.{verb}"))
}

/// What kind of act a method is, by its normal form (compared without case:
/// some servers lower the ids they list).
pub fn operation(method: &str) -> Operation {
    let lower = method.to_ascii_lowercase();
    match lower.as_str() {
        "getaccessinfo" | "service.info" | "audit.getlogs" | "sharedsecrets.retrieve" | "account.usernamechanges" => {
            Operation::Read
        }
        "accesses.create" | "accesses.update" | "accesses.delete" => Operation::Consent,
        "account.changepassword" | "account.requestpasswordreset" | "account.resetpassword" | "account.verifyemail" => {
            Operation::Auth
        }
        "account.changeusername" => Operation::Modify,
        "accesses.checkapp" | "callbatch" | "webhooks.test" => Operation::Other,
        _ => by_parts(&lower),
    }
}

fn by_parts(lower: &str) -> Operation {
    if lower.starts_with("oauth.consent.") {
        return Operation::Consent;
    }
    let (resource, verb) = lower.split_once('.').unwrap_or(("", lower));
    match (resource, verb) {
        ("auth" | "mfa" | "oauth", _) => Operation::Auth,
        ("" | "system", _) => Operation::Other,
        (_, verb) if verb.starts_with("get") => Operation::Read,
        (_, "create") => Operation::Create,
        (_, verb) if verb.starts_with("update") => Operation::Modify,
        // The event stays, without a part of it.
        ("events", "deleteattachment") => Operation::Modify,
        (_, "delete") => Operation::Remove,
        _ => Operation::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_forms() {
        let cases = [
            ("events.get", "events.get"),
            ("GET /events", "events.get"),
            ("GET /events?limit=2", "events.get"),
            ("GET /events/ck1", "events.getOne"),
            ("GET /events/ck1/ck2", "events.getAttachment"),
            ("POST /events/ck1", "events.update"),
            ("DELETE /events/ck1/ck2", "events.deleteAttachment"),
            ("PUT /streams/diary", "streams.update"),
            ("DELETE /accesses/ck1", "accesses.delete"),
            ("POST /accesses/check-app", "accesses.checkApp"),
            ("POST /", "callBatch"),
            ("GET /access-info", "getAccessInfo"),
            ("POST /auth/login", "auth.login"),
            ("GET /followed-slices", "followedSlices.get"),
            ("GET /audit/logs", "audit.getLogs"),
            ("GET /events/ck1/series", "series.get"),
            ("POST /events/ck1/series", "series.add"),
            ("POST /events/start", "events.start"),
            ("POST /mfa/activate", "mfa.activate"),
            ("POST /account/change-username", "account.changeUsername"),
            ("GET /something/new", "GET /something/new"),
            ("PATCH /events/ck1", "PATCH /events/ck1"),
            ("brand.new", "brand.new"),
            ("", ""),
            ("GET", "GET"),
            ("not a path", "not a path"),
        ];
        for (action, expected) in cases {
            assert_eq!(normal_form(action), expected, "{action}");
        }
    }

    #[test]
    fn operations() {
        let cases = [
            ("events.get", Operation::Read),
            ("events.getAttachment", Operation::Read),
            ("events.create", Operation::Create),
            ("profile.updateApp", Operation::Modify),
            ("events.deleteAttachment", Operation::Modify),
            ("events.delete", Operation::Remove),
            ("accesses.create", Operation::Consent),
            ("oauth.consent.granted", Operation::Consent),
            ("oauth.token.refreshed", Operation::Auth),
            ("auth.login", Operation::Auth),
            ("account.changePassword", Operation::Auth),
            ("accesses.checkapp", Operation::Other),
            ("callBatch", Operation::Other),
            ("GET /something/new", Operation::Other),
            ("brand.new", Operation::Other),
        ];
        for (method, expected) in cases {
            assert_eq!(operation(method), expected, "{method}");
        }
    }

    #[test]
    fn routes_lead_to_their_methods() {
        for (method, route) in ROUTES {
            assert_eq!(normal_form(&route.replace("{id}", "ck1")), method, "{route}");
        }
        assert_eq!(verb_and_path("GET /events/ck1"), Some(("GET", "/events/ck1")));
        assert_eq!(verb_and_path("events.getone"), Some(("GET", "/events/{id}")));
        assert_eq!(verb_and_path("oauth.token.refreshed"), None);
    }

    #[test]
    fn halves() {
        assert_eq!(verb_and_resource("GET /events/ck1"), ("GET", "/events/ck1"));
        assert_eq!(verb_and_resource("oauth.token.refreshed"), ("refreshed", "oauth.token"));
        assert_eq!(verb_and_resource("callBatch"), ("callBatch", ""));
    }
}
