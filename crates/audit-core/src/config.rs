//! What an operator may set, in a file `config.json` beside the page.
//!
//! A file that is missing, or is no JSON, leaves everything as it is; a value that cannot
//! be used leaves its own setting as it is. Each such mistake is told.

use crate::decode::Fields;
use crate::pryv::{Link, PAGE, Parser, RetryTimes, Rules, ServiceAddress};

/// The settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// What the page calls itself on its first screen.
    pub name: Option<String>,
    /// The path of a picture beside the page.
    pub logo: Option<String>,
    /// The platform that is offered to sign in at.
    pub service: Option<String>,
    /// No other platform may be opened.
    pub is_locked: bool,
    /// Where people withdraw what they gave, at the platform; `https` alone.
    pub account_page: Option<String>,
    /// Which servers are asked, and how.
    pub rules: Rules,
    /// When a log is closed by itself.
    pub lock: LockTimes,
    /// How often a log that is looked at live asks for newer records, in milliseconds.
    pub live_ms: i64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            name: None,
            logo: None,
            service: None,
            is_locked: false,
            account_page: None,
            rules: Rules::default(),
            lock: LockTimes::default(),
            live_ms: LIVE_MS,
        }
    }
}

/// When a log is closed by itself, in milliseconds; 0 never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockTimes {
    /// After so long without a key or a pointer.
    pub idle_ms: i64,
    /// After so long, used or not.
    pub longest_ms: i64,
    /// A warning stands for so long before.
    pub warning_ms: i64,
}

impl Default for LockTimes {
    /// A quarter of an hour, eight hours, and a minute.
    fn default() -> Self {
        Self { idle_ms: 900_000, longest_ms: 28_800_000, warning_ms: 60_000 }
    }
}

/// Something in the file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigMistake {
    /// Where, as `lock.idleSeconds`; empty for the whole file.
    pub key: String,
    /// What is wrong.
    pub kind: ConfigMistakeKind,
}

/// What is wrong with a part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigMistakeKind {
    /// It is no JSON object.
    NotAnObject,
    /// There is no such setting.
    UnknownKey,
    /// It is no text, an empty one, or one of more than 100 characters.
    NotAText,
    /// It is no path of a picture beside the page.
    NotAPicture,
    /// It is no address of a platform, or none that a key may travel to.
    NotAPlatform,
    /// It is no number of seconds from 0 to a week.
    NotSeconds,
    /// It is no list of addresses of platforms, or of hosts.
    NotPlatforms,
    /// It is neither true nor false.
    NotYesOrNo,
    /// It is no whole number from the one to the other.
    NotBetween(u32, u32),
    /// It is no `https` address of a page.
    NotAPage,
    /// It needs a platform, and there is none.
    NoPlatform,
}

use ConfigMistakeKind::{
    NoPlatform, NotAPage, NotAPicture, NotAPlatform, NotAText, NotAnObject, NotBetween, NotPlatforms, NotSeconds,
    NotYesOrNo, UnknownKey,
};

/// How many records may be asked for at a time.
const PAGES: (u32, u32) = (100, PAGE);
/// How many seconds a wait for a server may have.
const WAITS_S: (u32, u32) = (1, 300);
/// How often a server may be asked before a person is.
const ATTEMPTS: (u32, u32) = (1, 20);
/// Every key of the first level.
const KEYS: [&str; 11] = [
    "$schema",
    "name",
    "logo",
    "service",
    "allowedServices",
    "lockService",
    "accountPage",
    "pageSize",
    "retries",
    "lock",
    "live",
];

/// How often newer records are asked for: each time is a record more in the log.
const LIVE_MS: i64 = 30_000;

/// The most that a time may be, in seconds: timers of browsers hold three weeks.
const WEEK_S: u64 = 604_800;

impl Config {
    /// Reads the file, as far as it can be used, and what in it cannot.
    pub fn read(text: &str, parser: Parser) -> (Self, Vec<ConfigMistake>) {
        let mut reading = Reading::default();
        let mut config = Self::default();
        if let Some(fields) = reading.object("", text.trim_start_matches('\u{feff}')) {
            reading.known("", &fields, &KEYS);
            config.name = reading.value("", &fields, "name", NotAText, short);
            config.logo = reading.value("", &fields, "logo", NotAPicture, picture);
            config.service = reading.value("", &fields, "service", NotAPlatform, |fields, key| {
                fields.text(key).filter(|text| ServiceAddress::parse(text, parser).is_ok())
            });
            config.account_page = reading.value("", &fields, "accountPage", NotAPage, |fields, key| {
                Some(Link::page(&fields.text(key)?, parser)?.url().to_owned())
            });
            config.rules = rules(&mut reading, &fields, parser);
            config.is_locked = reading.value("", &fields, "lockService", NotYesOrNo, yes_or_no).unwrap_or(false);
            if config.is_locked {
                // Without a platform nothing may be opened, rather than everything.
                config.rules.only = Some(config.service.clone().unwrap_or_default());
                if config.service.is_none() {
                    reading.note("", "lockService", NoPlatform);
                }
            }
            if let Some(lock) = fields.raw("lock").and_then(|lock| reading.object("lock", lock)) {
                reading.known("lock", &lock, &["idleSeconds", "longestSeconds", "warningSeconds"]);
                let mut time = |key: &str, usual_ms: i64| {
                    reading.value("lock", &lock, key, NotSeconds, milliseconds).unwrap_or(usual_ms)
                };
                let usual = LockTimes::default();
                config.lock = LockTimes {
                    idle_ms: time("idleSeconds", usual.idle_ms),
                    longest_ms: time("longestSeconds", usual.longest_ms),
                    warning_ms: time("warningSeconds", usual.warning_ms),
                };
            }
            if let Some(live) = fields.raw("live").and_then(|live| reading.object("live", live)) {
                reading.known("live", &live, &["seconds"]);
                let often = |fields: &Fields, key: &str| milliseconds(fields, key).filter(|often_ms| *often_ms > 0);
                config.live_ms = reading.value("live", &live, "seconds", NotSeconds, often).unwrap_or(LIVE_MS);
            }
        }
        (config, reading.mistakes)
    }
}

fn rules(reading: &mut Reading, fields: &Fields, parser: Parser) -> Rules {
    let mut rules = Rules::default();
    let hosts = |fields: &Fields, key: &str| hosts(fields, key, parser);
    rules.allowed = reading.value("", fields, "allowedServices", NotPlatforms, hosts).unwrap_or_default();
    rules.page = reading.number("", fields, "pageSize", PAGES).unwrap_or(rules.page);
    if let Some(retries) = fields.raw("retries").and_then(|retries| reading.object("retries", retries)) {
        reading.known("retries", &retries, &["firstWaitSeconds", "longestWaitSeconds", "attempts"]);
        let usual = RetryTimes::default();
        let mut wait_ms = |key: &str| reading.number("retries", &retries, key, WAITS_S).map(|seconds| seconds * 1_000);
        rules.retries = RetryTimes {
            first_ms: wait_ms("firstWaitSeconds").unwrap_or(usual.first_ms),
            longest_ms: wait_ms("longestWaitSeconds").unwrap_or(usual.longest_ms),
            attempts: reading.number("retries", &retries, "attempts", ATTEMPTS).unwrap_or(usual.attempts),
        };
    }
    rules
}

/// Collects what is wrong.
#[derive(Default)]
struct Reading {
    mistakes: Vec<ConfigMistake>,
}

impl Reading {
    fn note(&mut self, place: &str, key: &str, kind: ConfigMistakeKind) {
        let dot = if place.is_empty() || key.is_empty() { "" } else { "." };
        self.mistakes.push(ConfigMistake { key: format!("{place}{dot}{key}"), kind });
    }

    fn object<'a>(&mut self, place: &str, text: &'a str) -> Option<Fields<'a>> {
        let fields = Fields::read(text);
        if fields.is_none() {
            self.note(place, "", NotAnObject);
        }
        fields
    }

    fn known(&mut self, place: &str, fields: &Fields, known: &[&str]) {
        for key in fields.keys().filter(|key| !known.contains(key)) {
            self.note(place, key, UnknownKey);
        }
    }

    fn number(&mut self, place: &str, fields: &Fields, key: &str, (least, most): (u32, u32)) -> Option<u32> {
        self.value(place, fields, key, NotBetween(least, most), |fields, key| {
            u32::try_from(fields.count(key)?).ok().filter(|number| (least..=most).contains(number))
        })
    }

    fn value<T>(
        &mut self,
        place: &str,
        fields: &Fields,
        key: &str,
        kind: ConfigMistakeKind,
        read: impl Fn(&Fields, &str) -> Option<T>,
    ) -> Option<T> {
        fields.raw(key)?;
        let value = read(fields, key);
        if value.is_none() {
            self.note(place, key, kind);
        }
        value
    }
}

fn short(fields: &Fields, key: &str) -> Option<String> {
    let text = fields.text(key)?.trim().to_owned();
    (1..=100).contains(&text.chars().count()).then_some(text)
}

/// A relative path that stays beside the page, as the page's policy asks for.
fn picture(fields: &Fields, key: &str) -> Option<String> {
    let path = fields.text(key)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    let (_, ending) = path.rsplit_once('.')?;
    let is_picture = ["svg", "png", "webp", "jpg", "jpeg"].contains(&ending.to_ascii_lowercase().as_str());
    let stays = !path.starts_with('/') && !path.contains("..") && !path.contains("//");
    (is_picture && stays && path.bytes().all(plain)).then_some(path)
}

/// The hosts of a list of platforms' addresses, or of bare hosts; all of them, or none.
fn hosts(fields: &Fields, key: &str, parser: Parser) -> Option<Vec<String>> {
    let list: Vec<String> = serde_json::from_str(fields.raw(key)?).ok()?;
    let host = |text: &String| {
        let bare = !text.contains('/');
        let address = if bare { format!("https://{text}/") } else { text.clone() };
        ServiceAddress::parse(&address, parser).ok().map(|service| service.host().to_owned())
    };
    list.iter().map(host).collect()
}

fn yes_or_no(fields: &Fields, key: &str) -> Option<bool> {
    fields.raw(key)?.trim().parse().ok()
}

fn milliseconds(fields: &Fields, key: &str) -> Option<i64> {
    let seconds = fields.count(key).filter(|seconds| *seconds <= WEEK_S)?;
    i64::try_from(seconds).ok().map(|seconds| seconds * 1_000)
}

/// How far it is to the end of a log that nobody uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// There is time: to be looked at again after so many milliseconds.
    Used(i64),
    /// It ends in so many milliseconds.
    Ends(i64),
    /// It is over.
    Over,
}

impl LockTimes {
    /// Where a log stands that was last used and opened so long ago, in milliseconds.
    pub fn after(self, unused_ms: i64, open_ms: i64) -> Idle {
        let left = |limit: i64, passed: i64| if limit == 0 { i64::MAX } else { limit.saturating_sub(passed) };
        let left_ms = left(self.idle_ms, unused_ms).min(left(self.longest_ms, open_ms));
        if left_ms <= 0 {
            Idle::Over
        } else if left_ms <= self.warning_ms {
            Idle::Ends(left_ms)
        } else {
            Idle::Used(left_ms - self.warning_ms)
        }
    }

    /// Whether using a log that was opened so long ago keeps it open: it must end now
    /// because of its age.
    pub fn is_too_old(self, open_ms: i64) -> bool {
        self.longest_ms != 0 && self.longest_ms.saturating_sub(open_ms) <= self.warning_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pryv::test_parser as parser;

    #[test]
    fn everything_that_can_be_set() {
        let (config, mistakes) = Config::read(
            r#"{"$schema": "config.schema.json", "name": " Example Health ", "logo": "brand/logo.svg",
                "live": {"seconds": 60}, "service": "https://reg.example.com/service/info", "lockService": true,
                "allowedServices": ["https://reg.other.example/service/info", "Co2.example.com:8443", "http://127.0.0.1:3000/reg/"],
                "accountPage": "https://example.com/account?x=1", "pageSize": 500,
                "retries": {"firstWaitSeconds": 2, "longestWaitSeconds": 60, "attempts": 7}, "lock": {"idleSeconds": 300, "longestSeconds": 0, "warningSeconds": 90}}"#,
            parser,
        );
        let lock = LockTimes { idle_ms: 300_000, longest_ms: 0, warning_ms: 90_000 };
        let logo = Some("brand/logo.svg".to_owned());
        let service = Some("https://reg.example.com/service/info".to_owned());
        let allowed = ["reg.other.example", "co2.example.com:8443", "127.0.0.1:3000"].map(str::to_owned).to_vec();
        let retries = RetryTimes { first_ms: 2_000, longest_ms: 60_000, attempts: 7 };
        let expected = Config {
            name: Some("Example Health".to_owned()),
            logo,
            service: service.clone(),
            is_locked: true,
            account_page: Some("https://example.com/account?x=1".to_owned()),
            rules: Rules { allowed, only: service, page: 500, retries },
            lock,
            live_ms: 60_000,
        };
        assert_eq!(config, expected);
        assert_eq!(mistakes, []);
        assert_eq!(Config::read("{}", parser), (Config::default(), Vec::new()));
    }

    #[test]
    fn what_cannot_be_used_is_told_and_changes_nothing() {
        let long = format!(r#"{{"name": "{}"}}"#, "x".repeat(101));
        for (text, key, kind) in [
            ("", "", NotAnObject),
            ("[1]", "", NotAnObject),
            ("<!doctype html>", "", NotAnObject),
            ("{\"name\": \"x\"", "", NotAnObject),
            (r#"{"title": "x"}"#, "title", UnknownKey),
            (r#"{"name": ""}"#, "name", NotAText),
            (r#"{"name": 7}"#, "name", NotAText),
            (&long, "name", NotAText),
            (r#"{"logo": "https://evil.example/x.svg"}"#, "logo", NotAPicture),
            (r#"{"logo": "//evil.example/x.svg"}"#, "logo", NotAPicture),
            (r#"{"logo": "../x.svg"}"#, "logo", NotAPicture),
            (r#"{"logo": "data:image/svg+xml,x.svg"}"#, "logo", NotAPicture),
            (r#"{"logo": "x.html"}"#, "logo", NotAPicture),
            (r#"{"service": "http://reg.example.com/service/info"}"#, "service", NotAPlatform),
            (r#"{"service": "javascript:alert(1)"}"#, "service", NotAPlatform),
            (r#"{"service": "https://key@reg.example.com/"}"#, "service", NotAPlatform),
            (r#"{"service": ["https://reg.example.com/"]}"#, "service", NotAPlatform),
            (r#"{"allowedServices": "co2.example.com"}"#, "allowedServices", NotPlatforms),
            (r#"{"allowedServices": ["co2.example.com", "*.example.com/x"]}"#, "allowedServices", NotPlatforms),
            (r#"{"allowedServices": ["http://co2.example.com/"]}"#, "allowedServices", NotPlatforms),
            (r#"{"allowedServices": ["key@co2.example.com"]}"#, "allowedServices", NotPlatforms),
            (r#"{"allowedServices": [7]}"#, "allowedServices", NotPlatforms),
            (r#"{"lockService": "true"}"#, "lockService", NotYesOrNo),
            (r#"{"lockService": 1}"#, "lockService", NotYesOrNo),
            (r#"{"accountPage": "http://example.com/"}"#, "accountPage", NotAPage),
            (r#"{"accountPage": "javascript:alert(1)"}"#, "accountPage", NotAPage),
            (r#"{"accountPage": "https://user@example.com/"}"#, "accountPage", NotAPage),
            (r#"{"accountPage": "account.html"}"#, "accountPage", NotAPage),
            (r#"{"pageSize": 0}"#, "pageSize", NotBetween(100, 10_000)),
            (r#"{"pageSize": 10001}"#, "pageSize", NotBetween(100, 10_000)),
            (r#"{"pageSize": 2.7e3}"#, "pageSize", NotBetween(100, 10_000)),
            (r#"{"retries": 3}"#, "retries", NotAnObject),
            (r#"{"retries": {"tries": 3}}"#, "retries.tries", UnknownKey),
            (r#"{"retries": {"firstWaitSeconds": 0}}"#, "retries.firstWaitSeconds", NotBetween(1, 300)),
            (r#"{"retries": {"longestWaitSeconds": 301}}"#, "retries.longestWaitSeconds", NotBetween(1, 300)),
            (r#"{"retries": {"attempts": 0}}"#, "retries.attempts", NotBetween(1, 20)),
            (r#"{"lock": 5}"#, "lock", NotAnObject),
            (r#"{"lock": {"idle": 5}}"#, "lock.idle", UnknownKey),
            (r#"{"lock": {"idleSeconds": -1}}"#, "lock.idleSeconds", NotSeconds),
            (r#"{"lock": {"idleSeconds": 1.5}}"#, "lock.idleSeconds", NotSeconds),
            (r#"{"lock": {"longestSeconds": 604801}}"#, "lock.longestSeconds", NotSeconds),
            (r#"{"lock": {"warningSeconds": "60"}}"#, "lock.warningSeconds", NotSeconds),
            (r#"{"live": {"seconds": 0}}"#, "live.seconds", NotSeconds),
            (r#"{"live": {"every": 5}}"#, "live.every", UnknownKey),
        ] {
            let mistakes = vec![ConfigMistake { key: key.to_owned(), kind }];
            assert_eq!(Config::read(text, parser), (Config::default(), mistakes), "{text}");
        }
        let (config, mistakes) = Config::read(r#"{"name": 7, "logo": "logo.png", "what": null}"#, parser);
        assert_eq!(config.logo.as_deref(), Some("logo.png"));
        assert_eq!(mistakes.len(), 2);
    }

    #[test]
    fn a_lock_without_a_platform_opens_nothing() {
        for text in [r#"{"lockService": true}"#, r#"{"lockService": true, "service": "http://example.com/"}"#] {
            let (config, mistakes) = Config::read(text, parser);
            assert_eq!((config.is_locked, config.rules.only.as_deref()), (true, Some("")), "{text}");
            assert_eq!(mistakes.last().map(|mistake| mistake.kind), Some(NoPlatform), "{text}");
        }
        let (config, _) = Config::read(r#"{"lockService": false, "service": "https://example.com/"}"#, parser);
        assert_eq!((config.is_locked, config.rules.only), (false, None));
    }

    #[test]
    fn a_log_that_nobody_uses_ends() {
        let times = LockTimes { idle_ms: 100, longest_ms: 1_000, warning_ms: 10 };
        for (unused, open, expected) in [
            (0, 0, Idle::Used(90)),
            (89, 89, Idle::Used(1)),
            (90, 90, Idle::Ends(10)),
            (99, 99, Idle::Ends(1)),
            (100, 100, Idle::Over),
            (i64::MAX, i64::MAX, Idle::Over),
            // Used all the time, it ends nevertheless.
            (0, 950, Idle::Used(40)),
            (0, 995, Idle::Ends(5)),
            (0, 1_000, Idle::Over),
        ] {
            assert_eq!(times.after(unused, open), expected, "{unused} {open}");
        }
        let never = LockTimes { idle_ms: 0, longest_ms: 0, warning_ms: 10 };
        assert_eq!(never.after(i64::MAX, i64::MAX), Idle::Used(i64::MAX - 10));
        assert!(times.is_too_old(990) && !times.is_too_old(989) && !never.is_too_old(i64::MAX));
        // Without a warning it ends at once.
        let sudden = LockTimes { warning_ms: 0, ..times };
        assert_eq!((sudden.after(99, 0), sudden.after(100, 0)), (Idle::Used(1), Idle::Over));
    }
}
