//! Writes a planned row as the JSON a server would send.
//!
//! The shapes are those of real records: field order, strings in `query`, integrity of what
//! was written, the scope and size of what was read.

use crate::cast::access_id;
use crate::rng::Rng;
use crate::story::{Act, Calendar, Row, Who};
use std::fmt::Write as _;

/// What a record says beside who and when.
#[derive(Default)]
struct Detail {
    action: &'static str,
    /// JSON of the query; empty for none recorded.
    query: String,
    caller: Option<&'static str>,
    /// Further members of the content, with a comma before each.
    more: String,
    error: Option<Failure>,
}

struct Failure {
    id: &'static str,
    message: &'static str,
    status: u16,
}

const TOKEN_UNKNOWN: Failure =
    Failure { id: "invalid-access-token", message: "Cannot find access from token.", status: 403 };

/// One event of the `:_audit:` store.
pub(crate) fn event(row: Row, seed: u64, calendar: &Calendar) -> String {
    let mut rng = Rng::of_record(seed, row.serial);
    let id = rng.cuid();
    let detail = detail(row, calendar, &mut rng);
    let mut out = String::with_capacity(420);
    let access = access_id(row.who);
    let time = Seconds(row.time);
    out.push_str("{\"streamIds\":[");
    let _ = write!(out, "\":_audit:access-{access}\",");
    if row.who == Who::Doctor && row.time >= calendar.doctor_changed {
        let _ = write!(out, "\":_audit:access-{access}:1\",");
    }
    let _ = write!(out, "\":_audit:action-{}\"],\"time\":{time},", detail.action);
    let oauth = detail.action.starts_with("oauth.");
    let kind = match (&detail.error, oauth) {
        (_, true) => "audit-log/oauth",
        (Some(_), _) => "audit-log/pryv-api-error",
        (None, _) => "audit-log/pryv-api",
    };
    let _ = write!(out, "\"type\":\"{kind}\",\"content\":{{");
    if oauth {
        let _ = write!(
            out,
            "\"action\":\"{}\",\"source\":{{\"name\":\"oauth2\",\"clientId\":\"sleep-study\"}}{}",
            detail.action, detail.more
        );
    } else {
        content(&mut out, row, &detail, calendar, &mut rng);
    }
    let _ = write!(
        out,
        "}},\"created\":{time},\"createdBy\":\"system\",\"modified\":{time},\
         \"modifiedBy\":\"system\",\"id\":\":_audit:{id}\"}}"
    );
    out
}

fn content(out: &mut String, row: Row, detail: &Detail, calendar: &Calendar, rng: &mut Rng) {
    // The account's own web page keeps a socket open; such calls have no query.
    let socket = row.who == Who::Alice && row.act == Act::Read && rng.one_in(4);
    let name = if socket { "socket.io" } else { "http" };
    let ip = address(row, calendar, rng);
    let _ = write!(out, "\"source\":{{\"name\":\"{name}\",\"ip\":\"{ip}\"}},\"action\":\"{}\"", detail.action);
    if !socket {
        let query = if detail.query.is_empty() { "{}" } else { &detail.query };
        let _ = write!(out, ",\"query\":{query}");
    }
    if let Some(caller) = detail.caller {
        let _ = write!(out, ",\"callerId\":\"{caller}\"");
    }
    out.push_str(&detail.more);
    if let Some(failure) = &detail.error {
        let _ = write!(out, ",\"id\":\"{}\",\"message\":{}", failure.id, quoted(failure.message));
    }
}

/// One row of the older `GET audit/logs`.
pub(crate) fn legacy(row: Row, seed: u64, calendar: &Calendar) -> String {
    let mut rng = Rng::of_record(seed, row.serial);
    let id = rng.cuid();
    let detail = detail(row, calendar, &mut rng);
    let ip = address(row, calendar, &mut rng);
    let (action, query) = legacy_request(row.act, detail.action, &detail.query, &mut rng);
    let status = match (&detail.error, row.act) {
        (Some(failure), _) => failure.status,
        (None, Act::Create | Act::Grant(_) | Act::StreamCreate) => 201,
        (None, _) => 200,
    };
    let mut out = String::with_capacity(260);
    let _ = write!(
        out,
        "{{\"id\":\"{id}\",\"type\":\"audit/core\",\"time\":{},\"forwardedFor\":\"{ip}\",\
         \"action\":\"{action}\",\"query\":{},\"accessId\":\"{}\",\"status\":{status}",
        Seconds(row.time),
        quoted(&query),
        access_id(row.who),
    );
    if let Some(failure) = &detail.error {
        let _ = write!(out, ",\"errorMessage\":{},\"errorId\":\"{}\"", quoted(failure.message), failure.id);
    }
    out.push('}');
    out
}

/// The verb, path and query string behind a method.
fn legacy_request(act: Act, method: &str, query: &str, rng: &mut Rng) -> (String, String) {
    let path = match method {
        "callBatch" => "POST /".to_owned(),
        "getAccessInfo" => "GET /access-info".to_owned(),
        "events.getOne" => format!("GET /events/{}", rng.cuid()),
        "events.update" => format!("PUT /events/{}", rng.cuid()),
        "events.delete" => format!("DELETE /events/{}", rng.cuid()),
        "events.getAttachment" => format!("GET /events/{}/{}", rng.cuid(), rng.cuid()),
        "events.create" => "POST /events".to_owned(),
        "streams.get" => "GET /streams".to_owned(),
        "streams.create" => "POST /streams".to_owned(),
        "streams.update" => "PUT /streams/steps".to_owned(),
        "streams.delete" => "DELETE /streams/lunches".to_owned(),
        "accesses.get" => "GET /accesses".to_owned(),
        "accesses.create" => "POST /accesses".to_owned(),
        "accesses.update" => format!("PUT /accesses/{}", access_id(Who::Doctor)),
        "accesses.delete" => format!("DELETE /accesses/{}", access_id(Who::Doctor)),
        "accesses.checkApp" => "POST /accesses/check-app".to_owned(),
        "auth.login" => "POST /auth/login".to_owned(),
        "auth.logout" => "POST /auth/logout".to_owned(),
        "account.changePassword" => "POST /account/change-password".to_owned(),
        _ => "GET /events".to_owned(),
    };
    let query = match act {
        Act::Attachment => String::new(),
        _ => query
            .trim_matches(|c| c == '{' || c == '}')
            .replace("\\\"", "")
            .replace("\":\"", "=")
            .replace("\",\"", "&")
            .replace('"', ""),
    };
    (path, query)
}

/// Where the call came from: only addresses kept for documentation.
fn address(row: Row, calendar: &Calendar, rng: &mut Rng) -> &'static str {
    const HOME: &str = "203.0.113.24";
    const MOBILE: &str = "2001:db8:4a:7::21";
    match (row.who, row.act) {
        (Who::Invalid, Act::LoginFailed | Act::GuessedToken) => "198.51.100.77",
        (Who::Invalid | Who::Doctor, _) => "192.0.2.40",
        // One afternoon, somebody else calls with the watch's key while it goes on.
        (Who::Watch, _) if calendar.is_used_elsewhere(row) => "192.0.2.150",
        (Who::Watch, _) => "198.51.100.20",
        (Who::Mum, _) => "203.0.113.118",
        (Who::Fitness, _) => "198.51.100.61",
        // Behind a proxy, which adds itself.
        (Who::Study, _) => "192.0.2.200, 10.0.0.1",
        (Who::Diet, _) if rng.one_in(3) => MOBILE,
        (Who::Alice, Act::AccessInfo) if rng.one_in(2) => MOBILE,
        _ => HOME,
    }
}

fn detail(row: Row, calendar: &Calendar, rng: &mut Rng) -> Detail {
    let plain = |action| Detail { action, ..Detail::default() };
    match row.act {
        Act::Read | Act::BigRead | Act::Export | Act::AuditRead => read(row, calendar, rng),
        Act::ReadOne => Detail { more: ",\"recordCount\":1".into(), ..plain("events.getOne") },
        Act::Create | Act::Update => Detail {
            caller: (row.who == Who::Diet && rng.one_in(2)).then_some("phone"),
            more: record("EVENT", &rng.cuid(), row.time - 11, rng),
            ..plain(if row.act == Act::Create { "events.create" } else { "events.update" })
        },
        Act::Grant(whom) => {
            Detail { more: record("ACCESS", access_id(whom), row.time - 14, rng), ..plain("accesses.create") }
        }
        Act::Attachment => Detail {
            query: format!("{{\"username\":\"alice\",\"id\":\"{}\",\"fileId\":\"{}\"}}", rng.cuid(), rng.cuid()),
            ..plain("events.getAttachment")
        },
        Act::StreamsGet if row.who == Who::Diet => {
            Detail { query: "{\"parentId\":\"nutrition\"}".into(), ..plain("streams.get") }
        }
        Act::StreamDelete => Detail { query: "{\"mergeEventsWithParent\":\"true\"}".into(), ..plain("streams.delete") },
        Act::AccessesGet => Detail {
            query: "{\"includeExpired\":\"true\",\"includeDeletions\":\"true\"}".into(),
            ..plain("accesses.get")
        },
        Act::Delete => plain("events.delete"),
        Act::Batch => plain("callBatch"),
        Act::AccessInfo => plain("getAccessInfo"),
        Act::StreamsGet => plain("streams.get"),
        Act::StreamCreate => plain("streams.create"),
        Act::StreamUpdate => plain("streams.update"),
        Act::Login => plain("auth.login"),
        Act::Logout => plain("auth.logout"),
        Act::ChangePassword => plain("account.changePassword"),
        Act::CheckApp => plain("accesses.checkApp"),
        Act::Change => plain("accesses.update"),
        Act::Withdraw => plain("accesses.delete"),
        Act::OauthConsent => oauth("oauth.consent.granted"),
        Act::OauthToken => oauth("oauth.token.issued.authorization_code"),
        Act::OauthRefresh => oauth("oauth.token.refreshed"),
        _ => failed(row),
    }
}

/// What went wrong, in the platform's words.
fn failed(row: Row) -> Detail {
    let (action, query, id, message, status) = match row.act {
        Act::LoginFailed => {
            ("auth.login", "", "invalid-credentials", "The given username/password pair is invalid.", 401)
        }
        Act::GuessedToken => ("getAccessInfo", "", TOKEN_UNKNOWN.id, TOKEN_UNKNOWN.message, 403),
        Act::RefusedToken => (
            "events.get",
            "{\"streams\":\"[\\\"health\\\"]\",\"limit\":\"200\"}",
            TOKEN_UNKNOWN.id,
            TOKEN_UNKNOWN.message,
            403,
        ),
        Act::Expired => {
            ("events.get", "{\"streams\":\"[\\\"steps\\\"]\",\"limit\":\"1\"}", "forbidden", "Access has expired.", 403)
        }
        Act::SessionExpired => ("getAccessInfo", "", "invalid-access-token", "Access session has expired.", 403),
        Act::NotFound => ("events.getOne", "", "unknown-resource", "Unknown event \"c7k2mz9q4tx0hb5wyn3rv8sl\"", 404),
        Act::BadParameters => (
            "events.get",
            "{\"fromTime\":\"yesterday\"}",
            "invalid-parameters-format",
            "The parameters' format is invalid.",
            400,
        ),
        Act::UnknownStream => {
            ("events.create", "", "unknown-referenced-resource", "Unknown referenced stream \"lunches\"", 400)
        }
        Act::Forbidden => (
            "events.get",
            "{\"streams\":\"[\\\"diary\\\"]\"}",
            "forbidden",
            "stream [diary] has not sufficent permission to get events",
            403,
        ),
        _ => ("events.create", "", "unexpected-error", "Unexpected error: connection to the database timed out", 500),
    };
    Detail { action, query: query.into(), error: Some(Failure { id, message, status }), ..Detail::default() }
}

fn read(row: Row, calendar: &Calendar, rng: &mut Rng) -> Detail {
    let changed = row.time >= calendar.doctor_changed;
    let (scope, total, count): (&[&str], usize, u64) = match (row.who, row.act) {
        (Who::Alice, Act::Export) => (&["*"], 9, 3_000 + days(calendar.start, row.time) * 31),
        (Who::Viewer, _) => (&["*"], 2, 500 + rng.below(4_500)),
        (Who::Doctor, Act::BigRead) => {
            (&["health", "heart", "sleep", "steps", "weight", "medication", "diary"], 7, 2_400 + rng.below(2_500))
        }
        (Who::Doctor, _) if !changed => (&["heart"], 1, 20 + rng.below(60)),
        (Who::Doctor, _) => (&["health", "heart", "sleep", "steps", "weight", "medication"], 6, 40 + rng.below(160)),
        (Who::Mum, _) => (&["health", "heart", "sleep", "steps", "weight", "medication"], 6, 1 + rng.below(25)),
        (Who::Fitness, _) => (&["steps"], 1, 1),
        (Who::Study, _) => (&["sleep"], 1, 28 + rng.below(4)),
        (Who::Diet, _) => (&["diary", "nutrition"], 2, rng.below(30)),
        _ => (&["*"], 9, rng.below(60)),
    };
    let query = match (row.who, row.act) {
        (Who::Alice, Act::Export) => "{\"fromTime\":\"0\",\"limit\":\"100000\"}".into(),
        (Who::Viewer, _) => "{\"streams\":\"[\\\":_audit:\\\"]\",\"limit\":\"5000\"}".into(),
        (Who::Doctor, Act::BigRead) => "{\"streams\":\"[\\\"health\\\",\\\"diary\\\"]\",\"limit\":\"5000\"}".into(),
        (Who::Alice, _) => format!("{{\"limit\":\"{}\"}}", rng.pick(&["20", "60", "100"])),
        _ => format!("{{\"streams\":\"[\\\"{}\\\"]\",\"limit\":\"{}\"}}", scope[0], rng.pick(&["30", "60", "200"])),
    };
    let mut more = format!(",\"recordCount\":{count},\"scopedStreamIds\":[");
    for (place, stream) in scope.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        let _ = write!(more, "{comma}\"{stream}\"");
    }
    let _ = write!(more, "],\"scopedStreamCount\":{total}");
    Detail {
        action: "events.get",
        query,
        caller: match row.who {
            Who::Viewer => Some("audit-viewer"),
            Who::Diet if rng.one_in(2) => Some("phone"),
            _ => None,
        },
        more,
        error: None,
    }
}

fn oauth(action: &'static str) -> Detail {
    let access = access_id(Who::Study);
    Detail {
        action,
        more: format!(
            ",\"record\":{{\"clientId\":\"sleep-study\",\"userId\":\"ua5c2nq8x1wz7k4hmv0tyb93\",\
             \"grantedScope\":[\"read\"],\"accessId\":\"{access}\"}}"
        ),
        ..Detail::default()
    }
}

/// The integrity entry of something that was written.
fn record(class: &str, id: &str, modified: i64, rng: &mut Rng) -> String {
    format!(
        ",\"record\":{{\"key\":\"{class}:0:{id}:{}\",\"integrity\":\"{class}:0:sha256-{}\"}}",
        Seconds(modified),
        rng.digest()
    )
}

fn days(from: i64, to: i64) -> u64 {
    u64::try_from((to - from) / crate::story::DAY).unwrap_or(0)
}

/// A JSON string; the texts here hold nothing to escape but quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Seconds with at most three decimals, as JavaScript prints them.
struct Seconds(i64);

impl std::fmt::Display for Seconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, millis) = (self.0.div_euclid(1000), self.0.rem_euclid(1000));
        match millis {
            0 => write!(f, "{whole}"),
            m if m % 100 == 0 => write!(f, "{whole}.{}", m / 100),
            m if m % 10 == 0 => write!(f, "{whole}.{:02}", m / 10),
            m => write!(f, "{whole}.{m:03}"),
        }
    }
}
