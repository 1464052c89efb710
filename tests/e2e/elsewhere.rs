//! Accounts that live at another core than the one that was asked.

use fake_pryv::{FakePryv, Fault};
use serde_json::json;

use crate::connect::{connect, load_everything, options, typed};
use crate::password::{PASSWORD, log_in, open_form, server as with_password};
use crate::support::App;

/// Two cores that hold the same account.
async fn cores() -> (FakePryv, FakePryv) {
    let options = options();
    let start = || FakePryv::builder().demo(options).start();
    (start().await.unwrap(), start().await.unwrap())
}

fn host(server: &FakePryv) -> String {
    server.url().trim_start_matches("http://").trim_end_matches('/').to_owned()
}

/// Lets one core say that accounts are at the other.
fn is_of_its_platform(core: &FakePryv, other: &FakePryv) {
    core.service_says("api", json!(format!("{}{{username}}/", other.url())));
}

/// How many requests carried a key.
fn with_key(server: &FakePryv) -> usize {
    server.requests().iter().filter(|request| request.authorization.is_some()).count()
}

#[tokio::test]
async fn a_key_follows_to_its_own_platform() {
    let (here, there) = cores().await;
    here.moved_to("alice", &there.url());
    is_of_its_platform(&here, &there);
    let app = App::open("").await;
    typed(&app, &here.api_endpoint("alice")).await;
    app.find("heading", &format!("Audit log of alice on {}", host(&there))).await;
    let described = here.requests().into_iter().find(|request| request.path.ends_with("/service/info")).unwrap();
    assert_eq!(described.authorization, None, "the description is asked for without a key");
    app.says("all loaded").await;
    // What is loaded again is asked of the core that holds it.
    let before = here.requests().len();
    load_everything(&app).await;
    assert_eq!(here.requests().len(), before);
    app.finish().await;
}

#[tokio::test]
async fn to_any_other_host_a_key_goes_only_when_the_person_says_so() {
    let (here, there) = cores().await;
    here.moved_to("alice", &there.url());
    let app = App::open("").await;
    let question = format!("{} sends you on to {}", host(&here), host(&there));
    typed(&app, &here.api_endpoint("alice")).await;
    app.says(&question).await;
    app.audit_everywhere().await;
    // To be online again is no answer.
    app.run("dispatchEvent(new Event('online'))", vec![]).await;
    app.says(&question).await;
    assert_eq!(there.requests().len(), 0, "nothing is asked there unasked");
    app.click("button", "Cancel").await;
    app.gone("button", "Go on at").await;
    assert_eq!(there.requests().len(), 0);
    typed(&app, &here.api_endpoint("alice")).await;
    app.says(&question).await;
    app.click("button", &format!("Go on at {}", host(&there))).await;
    app.find("heading", &format!("Audit log of alice on {}", host(&there))).await;
    app.says("all loaded").await;
    app.finish().await;
}

#[tokio::test]
async fn in_the_middle_of_a_log_nothing_is_lost() {
    for is_known in [true, false] {
        let (here, there) = cores().await;
        if is_known {
            is_of_its_platform(&here, &there);
        }
        let app = App::open("#/v1/log?from=all").await;
        here.inject(Fault::TruncateAfter(1_000));
        here.inject(Fault::WrongCore(there.url()));
        connect(&app, &here.api_endpoint("alice")).await;
        if !is_known {
            app.says(&format!("{} sends you on to {}", host(&here), host(&there))).await;
            app.find("grid", "Records").await;
            assert_eq!(with_key(&there), 0);
            app.audit().await;
            app.click("button", &format!("Go on at {}", host(&there))).await;
        }
        app.says("all loaded").await;
        let count = app.run("return document.querySelector('.count-line strong').innerText", vec![]).await;
        // All that is held; what the page itself asked in the same millisecond may be among it.
        let held = count.as_str().unwrap().split(" of ").nth(1).unwrap().split(' ').next().unwrap().replace(',', "");
        let held: usize = held.parse().unwrap();
        assert!((options().records..options().records + 3).contains(&held), "{held}");
        // From where it stood: newer records are not asked for again.
        let newest = here.records("alice")[0]["time"].as_f64().unwrap();
        let first = there.requests().into_iter().find(|request| request.path.contains("toTime=")).unwrap();
        let to_time: f64 = first.path.split("toTime=").nth(1).unwrap().split('&').next().unwrap().parse().unwrap();
        assert!(to_time < newest - 60.0, "{to_time} {newest}");
        app.finish().await;
    }
}

#[tokio::test]
async fn a_password_follows_by_the_same_rule() {
    let (here, there) = (with_password().await, with_password().await);
    here.moved_to("alice", &there.url());
    let app = App::open("").await;
    open_form(&app).await;
    let platform = format!("{}reg/", here.url());
    log_in(&app, &platform, "alice", PASSWORD).await;
    // The platform's accounts are where it says: there it is not.
    app.says(&format!("sends you on to {}", host(&there))).await;
    assert_eq!(there.requests().len(), 0, "no password goes there unasked");
    app.audit().await;
    app.click("button", &format!("Go on at {}", host(&there))).await;
    app.find("heading", &format!("Audit log of alice on {}", host(&there))).await;
    app.finish().await;
}
