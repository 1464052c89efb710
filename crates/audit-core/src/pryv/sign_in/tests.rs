use super::super::endpoint::tests::parser;
use super::*;

const SERVICE: &str = r#"{"name":"Lab","access":"https://reg.a.example/access","api":"https://{username}.a.example/"}"#;
const ASKED: &str = r#"{"status":"NEED_SIGNIN","authUrl":"https://sw.a.example/access.html?key=k","poll":"https://reg.a.example/access/k","poll_rate_ms":1000}"#;

const ACCEPTED: &str = r#"{"status":"ACCEPTED","apiEndpoint":"https://tok@alice.a.example/"}"#;

macro_rules! recorded {
    ($name:literal) => {
        include_str!(concat!("../../../tests/fixtures/sign-in/", $name, ".json"))
    };
}

fn sign_in(service: &str) -> SignIn {
    SignIn::new(ServiceAddress::parse(service, parser).unwrap(), "fr")
}

/// One that waits for a person of `a.example` since `now_ms`.
fn waiting_since(now_ms: i64, asked: &str) -> SignIn {
    let mut sign_in = sign_in("https://reg.a.example/");
    sign_in.took(Ok((200, SERVICE.as_bytes())), now_ms, parser);
    sign_in.took(Ok((201, asked.as_bytes())), now_ms, parser);
    sign_in
}

fn waiting() -> SignIn {
    waiting_since(0, ASKED)
}

fn sent(next: Next) -> Request {
    match next {
        Next::Send(request) => request,
        other => panic!("nothing is sent: {other:?}"),
    }
}

#[test]
fn a_recorded_sign_in_from_the_address_to_the_account() {
    let mut sign_in = sign_in("http://127.0.0.1:3000/reg/");
    let service = sent(sign_in.next(0));
    assert_eq!((service.url.as_str(), service.body), ("http://127.0.0.1:3000/reg/service/info", None));
    sign_in.took(Ok((200, recorded!("service-info").as_bytes())), 0, parser);

    let access = sent(sign_in.next(0));
    assert_eq!(access.url, "http://127.0.0.1:3000/reg/access/");
    assert_eq!(access.authorization, None);
    let body: serde_json::Value = serde_json::from_str(&access.body.unwrap()).unwrap();
    // All of it: a right more, or a lifetime, would be another request.
    let expected = serde_json::json!({
        "requestingAppId": "audit-viewer",
        "requestedPermissions": [{"streamId": ":_audit:", "level": "read", "defaultName": "Audit logs"}],
        "languageCode": "fr",
        "returnURL": false,
    });
    assert_eq!(body, expected);
    assert_eq!(sign_in.page(), None);
    sign_in.took(Ok((201, recorded!("asked").as_bytes())), 5_000, parser);

    let page = sign_in.page().unwrap();
    assert!(page.url.starts_with("http://127.0.0.1:9000/access/access.html?lang=en&key=e9mBq32-aodyGW4o&"));
    assert_eq!((page.host.as_str(), page.platform.as_deref()), ("127.0.0.1:9000", Some("Pryv Lab")));
    assert_eq!(sign_in.next(5_000), Next::Wait(1_000));
    let poll = sent(sign_in.next(6_000));
    assert_eq!(poll.url, "http://127.0.0.1:3000/reg/access/e9mBq32-aodyGW4o");
    assert_eq!((poll.authorization, poll.body), (None, None));
    sign_in.took(Ok((201, recorded!("waiting").as_bytes())), 6_100, parser);
    assert_eq!(sign_in.next(6_100), Next::Wait(1_000));
    sign_in.took(Ok((200, recorded!("accepted").as_bytes())), 7_200, parser);

    let expected = Endpoint::parse("http://xtxoks4fo74e5pk21mpxtm9j@127.0.0.1:3000/alice-lab/", parser).unwrap();
    assert_eq!(sign_in.next(7_200), Next::Accepted(expected));
    assert!(!format!("{sign_in:?} {:?}", sign_in.next(7_200)).contains("xtxoks4fo74e5pk21mpxtm9j"));
}

#[test]
fn how_it_ends_stands_in_the_body_whatever_the_status() {
    let account = |address: &str| Next::Accepted(Endpoint::parse(address, parser).unwrap());
    let alice = || account("https://tok@alice.a.example/");
    let failed = Next::Failed;
    let moved = |host: Option<&str>| failed(SignInProblem::Moved { host: host.map(str::to_owned) });
    let not_pryv = || failed(SignInProblem::Server(Problem::NotPryv));
    let cases = [
        (
            200,
            r#"{"status":"ACCEPTED","username":"x","token":"y","apiEndpoint":"https://tok@alice.a.example/"}"#,
            alice(),
        ),
        (403, r#"{"status":"ACCEPTED","apiEndpoint":"https://tok@alice.a.example/"}"#, alice()),
        // Older platforms.
        (200, r#"{"status":"ACCEPTED","username":"alice","token":"tok"}"#, alice()),
        (200, r#"{"status":"ACCEPTED","username":"../x","token":"tok"}"#, failed(SignInProblem::Unusable)),
        (200, r#"{"status":"ACCEPTED","username":"alice"}"#, failed(SignInProblem::Unusable)),
        (200, r#"{"status":"ACCEPTED","apiEndpoint":"http://tok@alice.a.example/"}"#, failed(SignInProblem::Unusable)),
        (200, r#"{"status":"ACCEPTED","apiEndpoint":"http://tok@127.0.0.1/alice/"}"#, failed(SignInProblem::Unusable)),
        (
            200,
            r#"{"status":"ACCEPTED","apiEndpoint":"https://tok@127.0.0.1/x@evil.example/"}"#,
            failed(SignInProblem::Unusable),
        ),
        (
            200,
            r#"{"status":"ACCEPTED","apiEndpoint":"javascript:1","username":"alice","token":"tok"}"#,
            failed(SignInProblem::Unusable),
        ),
        (403, recorded!("refused"), failed(SignInProblem::Refused)),
        (400, recorded!("unknown"), failed(SignInProblem::Unknown)),
        (
            403,
            r#"{"status":"ERROR","id":"X","message":"No"}"#,
            failed(SignInProblem::Failed { message: Some("No".into()) }),
        ),
        (403, r#"{"status":"ERROR"}"#, failed(SignInProblem::Failed { message: None })),
        (
            301,
            r#"{"status":"REDIRECTED","poll":"https://evil.example/access/k"}"#,
            Next::Ask("evil.example".to_owned()),
        ),
        (301, r#"{"status":"REDIRECTED","poll":"http://core.a.example/"}"#, failed(SignInProblem::Unsafe)),
        (301, r#"{"status":"REDIRECTED","poll":"javascript:alert(1)"}"#, failed(SignInProblem::Unsafe)),
        (301, r#"{"status":"REDIRECTED"}"#, moved(None)),
        (200, "<!doctype html>", not_pryv()),
        (200, r#"{"status":"DANCING"}"#, not_pryv()),
        (200, "[]", not_pryv()),
    ];
    for (status, body, expected) in cases {
        let mut sign_in = waiting();
        sign_in.took(Ok((status, body.as_bytes())), 1_000, parser);
        assert_eq!(sign_in.next(1_000), expected, "{status} {body}");
        // An end is an end.
        sign_in.took(Ok((201, ASKED.as_bytes())), 2_000, parser);
        assert_eq!(sign_in.next(2_000), expected, "{status} {body}");
    }
}

#[test]
fn the_platform_may_send_on_to_a_host_of_its_own() {
    let mut sign_in = waiting();
    let body = r#"{"status":"REDIRECTED","poll":"https://core2.a.example/reg/access/k"}"#;
    sign_in.took(Ok((301, body.as_bytes())), 1_000, parser);
    assert_eq!(sent(sign_in.next(2_000)).url, "https://core2.a.example/reg/access/k");
}

#[test]
fn what_is_to_be_opened_and_asked_is_safe_or_the_sign_in_ends() {
    let unsafe_ = Next::Failed(SignInProblem::Unsafe);
    let unreadable = Next::Failed(SignInProblem::Server(Problem::NotPryv));
    let poll = r#""poll":"https://reg.a.example/access/k""#;
    let cases = [
        (format!(r#"{{"status":"NEED_SIGNIN","authUrl":"javascript:alert(1)",{poll}}}"#), &unsafe_),
        (format!(r#"{{"status":"NEED_SIGNIN","authUrl":"http://sw.a.example/",{poll}}}"#), &unsafe_),
        (format!(r#"{{"status":"NEED_SIGNIN","authUrl":"http://127.0.0.1/",{poll}}}"#), &unsafe_),
        (format!(r#"{{"status":"NEED_SIGNIN","url":"data:text/html,x",{poll}}}"#), &unsafe_),
        (r#"{"status":"NEED_SIGNIN","authUrl":"https://a.example/","poll":"http://a.example/"}"#.into(), &unsafe_),
        (r#"{"status":"NEED_SIGNIN","authUrl":"https://a.example/","poll":"/access/k"}"#.into(), &unsafe_),
        (r#"{"status":"NEED_SIGNIN","authUrl":"https://a.example/"}"#.into(), &unreadable),
        (format!(r#"{{"status":"NEED_SIGNIN","authUrl":7,{poll}}}"#), &unreadable),
        ("{}".into(), &unreadable),
    ];
    for (asked, expected) in cases {
        let mut sign_in = waiting_since(0, &asked);
        assert_eq!(sign_in.next(0), *expected, "{asked}");
        assert_eq!(sign_in.page(), None, "{asked}");
    }
    // Older servers say `url`.
    let older = ASKED.replace("authUrl", "url");
    assert_eq!(waiting_since(0, &older).page().unwrap().url, "https://sw.a.example/access.html?key=k");
}

#[test]
fn a_service_that_cannot_be_asked_ends_it() {
    let rejected = recorded!("rejected").as_bytes();
    let problem = Problem::Rejected {
        status: 400,
        id: "invalid-parameters".into(),
        message: "Missing or invalid requestedPermissions".into(),
    };
    let mut refused = sign_in("https://reg.a.example/");
    refused.took(Ok((200, SERVICE.as_bytes())), 0, parser);
    refused.took(Ok((400, rejected)), 0, parser);
    assert_eq!(refused.next(0), Next::Failed(SignInProblem::Server(problem)));

    for (problem, expected) in [
        (Problem::Unreachable, SignInProblem::Server(Problem::Unreachable)),
        (Problem::Redirected { host: None }, SignInProblem::Moved { host: None }),
    ] {
        let mut sign_in = sign_in("https://reg.a.example/");
        sign_in.took(Err(problem), 0, parser);
        assert_eq!(sign_in.next(0), Next::Failed(expected));
    }
}

#[test]
fn the_rate_is_the_platforms_within_reason() {
    for (rate, expected) in
        [("1000", 1_000), ("1", 500), ("0", 500), ("99999999999", 10_000), ("-5", 1_000), ("\"2000\"", 1_000)]
    {
        let asked = ASKED.replace("1000", rate);
        assert_eq!(waiting_since(0, &asked).next(0), Next::Wait(expected), "{rate}");
    }
}

#[test]
fn a_clock_that_is_set_back_keeps_nobody_waiting() {
    assert_eq!(waiting_since(100_000_000, ASKED).next(0), Next::Wait(10_000));
}

#[test]
fn a_sign_in_outlives_a_moment_without_network() {
    let mut sign_in = waiting();
    let mut now_ms = 0;
    let mut waits = Vec::new();
    for _ in 1..MOST_FAILURES {
        sign_in.took(Err(Problem::Unreachable), now_ms, parser);
        let Next::Wait(ms) = sign_in.next(now_ms) else { panic!("it waits") };
        waits.push(ms);
        now_ms += ms;
    }
    assert_eq!(waits, [2_000, 4_000, 8_000, 10_000, 10_000]);
    // An answer in between, and all of it begins anew.
    sign_in.took(Ok((201, ASKED.as_bytes())), now_ms, parser);
    for _ in 1..MOST_FAILURES {
        sign_in.took(Ok((503, b"")), now_ms, parser);
        assert!(matches!(sign_in.next(now_ms), Next::Wait(_)));
    }
    sign_in.took(Err(Problem::Timeout), now_ms, parser);
    assert_eq!(sign_in.next(now_ms), Next::Failed(SignInProblem::Server(Problem::Timeout)));
}

#[test]
fn nobody_is_waited_for_longer_than_an_hour() {
    let mut sign_in = waiting_since(1_000, ASKED);
    assert!(matches!(sign_in.next(1_000 + 3_599_999), Next::Send(_)));
    assert_eq!(sign_in.next(1_000 + 3_600_000), Next::Failed(SignInProblem::Expired));
    assert_eq!(sign_in.next(0), Next::Failed(SignInProblem::Expired), "and stays ended");
}

#[test]
fn a_sign_in_goes_on_elsewhere_where_the_person_or_the_operator_says() {
    let redirected = br#"{"status":"REDIRECTED","poll":"https://other.example/access/k"}"#.as_slice();
    let mut sign_in = waiting();
    sign_in.took(Ok((301, redirected)), 5_000, parser);
    assert_eq!(sign_in.next(5_000), Next::Ask("other.example".to_owned()));
    assert!(sign_in.page().is_some(), "what the person has to open is still there");
    sign_in.took(Ok((200, ACCEPTED.as_bytes())), 5_000, parser);
    assert_eq!(sign_in.next(5_000), Next::Ask("other.example".to_owned()), "nothing was asked");
    sign_in.agree(6_000);
    assert_eq!(sent(sign_in.next(6_000)).url, "https://other.example/access/k");

    let mut sign_in = waiting();
    sign_in.allowed = vec!["other.example".to_owned()];
    sign_in.took(Ok((301, redirected)), 5_000, parser);
    assert_eq!(sent(sign_in.next(20_000)).url, "https://other.example/access/k");
}
