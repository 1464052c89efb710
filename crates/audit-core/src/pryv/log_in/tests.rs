use super::super::endpoint::tests::parser;
use super::*;

const SERVICE: &str = r#"{"access":"https://reg.a.example/access","api":"https://{username}.a.example/"}"#;

fn begin(service: &str, says: &str) -> LogIn {
    let service = ServiceAddress::parse(service, parser).unwrap();
    let mut log_in = LogIn::new(service, " Alice ", "hunter2 ".to_owned());
    assert_eq!(sent(&log_in).body, None, "the password is not in the first request");
    log_in.took(Ok((200, says.as_bytes())), parser);
    log_in
}

/// One that asked for a session at `alice.a.example`, and what came of it.
fn answered(status: u16, body: &str) -> LogIn {
    let mut log_in = begin("https://reg.a.example/", SERVICE);
    log_in.took(Ok((status, body.as_bytes())), parser);
    log_in
}

fn sent(log_in: &LogIn) -> Request {
    match log_in.next() {
        LogInNext::Send(request) => request,
        _ => panic!("nothing is sent"),
    }
}

/// How it stands, in a form that can be compared.
fn stands(log_in: &LogIn) -> Result<String, SignInProblem> {
    match log_in.next() {
        LogInNext::Accepted(endpoint) => Ok(endpoint.access_info().url),
        LogInNext::Code(asked) => Ok(format!("{:?} {:?}", asked.by, asked.problem)),
        LogInNext::Send(request) => Ok(request.url),
        LogInNext::Ask(host) => Ok(format!("ask {host}")),
        LogInNext::Failed(problem) => Err(problem),
    }
}

#[test]
fn a_recorded_session_from_a_password_to_the_account() {
    let service = include_str!("../../../tests/fixtures/sign-in/service-info.json");
    let mut log_in = begin("http://127.0.0.1:3000/reg/", service);
    let request = sent(&log_in);
    assert_eq!(request.url, "http://127.0.0.1:3000/alice/auth/login");
    assert_eq!(request.authorization, None);
    let body: serde_json::Value = serde_json::from_str(&request.body.unwrap()).unwrap();
    // Spaces belong to a password, and not to a name.
    let expected = serde_json::json!({"username": "alice", "password": "hunter2 ", "appId": "audit-viewer"});
    assert_eq!(body, expected);
    let recorded = include_str!("../../../tests/fixtures/sign-in/logged-in.json");
    log_in.took(Ok((200, recorded.as_bytes())), parser);
    let LogInNext::Accepted(endpoint) = log_in.next() else { panic!("there is a session") };
    let expected = Endpoint::parse("http://rioa9lqseaf7gis5p6cvf9aw@127.0.0.1:3000/alice/", parser).unwrap();
    assert_eq!(endpoint, expected);
}

#[test]
fn a_token_goes_where_it_came_from() {
    let elsewhere = answered(200, r#"{"token":"tok","apiEndpoint":"https://tok@evil.example/alice/"}"#);
    assert_eq!(stands(&elsewhere), Ok("https://alice.a.example/access-info".to_owned()));
}

#[test]
fn a_session_that_there_will_not_be() {
    let error = |id: &str, message: &str| format!(r#"{{"error":{{"id":"{id}","message":"{message}"}},"meta":{{}}}}"#);
    let untrusted = include_str!("../../../tests/fixtures/sign-in/untrusted.json");
    let wrong = include_str!("../../../tests/fixtures/sign-in/wrong-password.json");
    let slow = r#"{"error":{"id":"too-many-attempts","message":"Slow","data":{"retryAfterSeconds":7}}}"#;
    let rejected = Problem::Rejected { status: 400, id: "invalid-operation".into(), message: "What".into() };
    let cases = [
        (401, wrong.to_owned(), SignInProblem::Credentials),
        (401, untrusted.to_owned(), SignInProblem::Untrusted),
        (401, error("invalid-credentials", ""), SignInProblem::Credentials),
        (404, error("unknown-resource", "Unknown user \\\"alice\\\""), Problem::UnknownUser.into()),
        (404, error("unknown-resource", "Unknown resource "), SignInProblem::NoPasswords),
        (410, error("removed-method", "Gone"), SignInProblem::NoPasswords),
        (451, error("unavailable-method", "Not here"), SignInProblem::NoPasswords),
        (501, error("api-unavailable", "Not here"), SignInProblem::NoPasswords),
        (404, "<!doctype html>".to_owned(), Problem::NotPryv.into()),
        (200, "<!doctype html>".to_owned(), Problem::NotPryv.into()),
        (200, r#"{"meta":{}}"#.to_owned(), Problem::NotPryv.into()),
        (200, r#"{"token":"a b"}"#.to_owned(), SignInProblem::Unusable),
        (200, r#"{"mfaToken":"a\nb"}"#.to_owned(), SignInProblem::Unusable),
        (400, error("invalid-operation", "What"), rejected.into()),
        (429, slow.to_owned(), Problem::Busy { status: 429, wait_s: Some(7) }.into()),
        (500, String::new(), Problem::Server { status: 500 }.into()),
    ];
    for (status, body, expected) in cases {
        assert_eq!(stands(&answered(status, &body)), Err(expected), "{status} {body}");
    }
    let mut unreached = begin("https://reg.a.example/", SERVICE);
    unreached.took(Err(Problem::Unreachable), parser);
    assert_eq!(stands(&unreached), Err(Problem::Unreachable.into()));
    assert!(matches!(unreached.step, Step::Failed(_)), "the password is forgotten");
}

#[test]
fn where_a_password_does_not_go() {
    let cases = [
        (r#"{"access":"https://reg.a.example/access"}"#, SignInProblem::NoPasswords),
        (r#"{"access":"https://reg.a.example/access","api":"http://{username}.a.example/"}"#, SignInProblem::Unsafe),
        (r#"{"access":"https://reg.a.example/access","api":"http://127.0.0.1/{username}/"}"#, SignInProblem::Unsafe),
        (r#"{"access":"https://reg.a.example/access","api":"https://a.example/"}"#, SignInProblem::Unsafe),
        (r#"{"name":"A"}"#, SignInProblem::NotOffered),
        ("[]", Problem::NotPryv.into()),
    ];
    for (says, expected) in cases {
        assert_eq!(stands(&begin("https://reg.a.example/", says)), Err(expected), "{says}");
    }
    // A name that is more than a name makes no address.
    for name in ["evil.example/", "a.b", "a@b", "", "../x", "é"] {
        assert!(!is_username(name), "{name}");
        let service = ServiceAddress::parse("https://reg.a.example/", parser).unwrap();
        let mut log_in = LogIn::new(service, name, "p".to_owned());
        log_in.took(Ok((200, SERVICE.as_bytes())), parser);
        assert_eq!(stands(&log_in), Err(SignInProblem::Unsafe), "{name}");
    }
    assert!(is_username("alice-lab_7"));
}

const ASKED: &str = r#"{"mfaToken":"m-f-a"}"#;

#[test]
fn a_code_is_asked_for_until_it_is_right() {
    let mut log_in = answered(200, ASKED);
    let challenge = sent(&log_in);
    assert_eq!(challenge.url, "https://alice.a.example/mfa/challenge");
    // Without a caller: the platform takes the whole header for the token.
    assert_eq!((challenge.authorization.as_deref(), challenge.body.as_deref()), (Some("m-f-a"), Some("{}")));
    log_in.took(Ok((200, br#"{"message":"Please verify","method":"totp"}"#)), parser);
    assert_eq!(stands(&log_in), Ok("Authenticator None".to_owned()));
    log_in.typed("  ");
    assert_eq!(stands(&log_in), Ok("Authenticator None".to_owned()), "no code is no code");
    log_in.typed(" 123 456 ");
    let verify = sent(&log_in);
    assert_eq!(verify.url, "https://alice.a.example/mfa/verify");
    assert_eq!(
        (verify.authorization.as_deref(), verify.body.as_deref()),
        (Some("m-f-a"), Some(r#"{"code":"123456"}"#))
    );
    let wrong = br#"{"error":{"id":"invalid-parameters-format","message":"No","data":{"id":"invalid-mfa-code"}}}"#;
    log_in.took(Ok((400, wrong)), parser);
    assert_eq!(stands(&log_in), Ok("Authenticator Some(Wrong)".to_owned()));
    log_in.typed("1");
    log_in.took(Err(Problem::CutOff), parser);
    assert_eq!(stands(&log_in), Ok("Authenticator Some(Server(CutOff))".to_owned()));
    log_in.typed("654321");
    log_in.took(Ok((200, br#"{"token":"tok"}"#)), parser);
    assert_eq!(stands(&log_in), Ok("https://alice.a.example/access-info".to_owned()));
}

#[test]
fn a_code_can_come_too_late() {
    let gone = br#"{"error":{"id":"invalid-access-token","message":"Invalid or expired MFA session token."}}"#;
    let mut log_in = answered(200, ASKED);
    log_in.took(Ok((403, gone)), parser);
    assert_eq!(stands(&log_in), Err(SignInProblem::CodeTooLate));
    let mut log_in = answered(200, ASKED);
    // Older platforms answer a text; one that sends no code may have given one before.
    log_in.took(Ok((200, b"Please verify MFA challenge.")), parser);
    assert_eq!(stands(&log_in), Ok("Message None".to_owned()));
    log_in.typed("1");
    log_in.took(Ok((401, gone)), parser);
    assert_eq!(stands(&log_in), Err(SignInProblem::CodeTooLate));
    let mut log_in = answered(200, ASKED);
    log_in.took(Ok((500, b"")), parser);
    assert_eq!(stands(&log_in), Ok("Message Some(Server(Server { status: 500 }))".to_owned()));
}

#[test]
fn a_password_follows_to_its_own_platform_or_where_the_person_says() {
    let core = |url: &str| format!(r#"{{"error":{{"id":"wrong-core","message":"","coreUrl":"{url}"}}}}"#);
    let mut log_in = answered(421, &core("https://co2.a.example/"));
    let request = sent(&log_in);
    assert_eq!(request.url, "https://co2.a.example/alice/auth/login");
    assert!(request.body.unwrap().contains("hunter2 "));
    log_in.took(Ok((200, br#"{"token":"tok"}"#)), parser);
    assert_eq!(stands(&log_in), Ok("https://co2.a.example/alice/access-info".to_owned()));

    let mut log_in = answered(421, &core("https://evil.example/"));
    assert_eq!(stands(&log_in), Ok("ask evil.example".to_owned()));
    log_in.took(Ok((200, br#"{"token":"tok"}"#)), parser);
    assert_eq!(stands(&log_in), Ok("ask evil.example".to_owned()), "nothing was asked");
    log_in.agree();
    assert_eq!(sent(&log_in).url, "https://evil.example/alice/auth/login");

    let service = ServiceAddress::parse("https://reg.a.example/", parser).unwrap();
    let mut log_in = LogIn::new(service, "alice", "p".to_owned()).allowing(&["evil.example".to_owned()]);
    log_in.took(Ok((200, SERVICE.as_bytes())), parser);
    log_in.took(Ok((421, core("https://evil.example/").as_bytes())), parser);
    assert_eq!(sent(&log_in).url, "https://evil.example/alice/auth/login");
    // To and fro is no way on.
    for host in ["co2", "co3", "co4"] {
        log_in.took(Ok((421, core(&format!("https://{host}.a.example/")).as_bytes())), parser);
    }
    assert_eq!(stands(&log_in), Err(SignInProblem::Moved { host: Some("co4.a.example".to_owned()) }));
    for url in ["http://evil.example/", "javascript:alert(1)", "https://x@evil.example/", ""] {
        assert!(matches!(stands(&answered(421, &core(url))), Err(SignInProblem::Moved { .. })), "{url}");
    }
}
