//! Common filters, and views that a person keeps under a name.

use serde_json::json;

use crate::connect::{connect, server};
use crate::log_page::{event, with_records};
use crate::support::App;

#[tokio::test]
async fn a_common_filter_adds_its_terms_and_takes_them_away() {
    let app = with_records(&[
        event("a", "events.get", &json!({})),
        event("b", "events.create", &json!({"id": "forbidden"})),
        event("c", "events.create", &json!({})),
    ])
    .await;
    app.click("button", "Changes to my data").await;
    app.says("2 of 3 records").await;
    app.click("button", "Refused calls").await;
    app.says("1 of 3 record").await;
    assert!(app.address().await.contains("operation%3Acreate%2Cmodify%2Cremove+status%3A4xx"));
    let preset = app.find("button", "Changes to my data").await;
    assert_eq!(preset.attr("aria-pressed").await.unwrap().as_deref(), Some("true"));
    app.audit().await;
    preset.click().await.unwrap();
    app.says("1 of 3 record").await;
    app.click("button", "Refused calls").await;
    app.says("3 of 3 records").await;
    app.finish().await;
}

#[tokio::test]
async fn a_browser_that_keeps_nothing_says_so_and_works() {
    for blocked in [
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    ] {
        let app = App::open("#/v1/demo").await;
        app.open_after(blocked).await;
        app.says("all loaded").await;
        app.click("button", "My views").await;
        app.says("This browser keeps nothing for this page.").await;
        app.audit().await;
        // They last as long as the page.
        for name in ["one", "two"] {
            app.fill("textbox", "Keep this view as", &format!("{name}\u{e007}")).await;
            app.find("button", &format!("Forget the view {name}")).await;
        }
        app.find("button", "Forget the view one").await;
        app.finish().await;
    }
}

#[tokio::test]
async fn not_me_leaves_out_who_signed_in_with_a_password() {
    let server = server(fake_pryv::Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    // The name stands above the log as well: there it is the key's.
    let listed =
        "[...document.querySelectorAll('.groups-column button')].some(it => it.innerText.includes('Pryv account'))";
    app.holds(listed).await;
    app.click("button", "Not me").await;
    app.find("button", "Remove -is:mine").await;
    app.holds(&format!("!{listed}")).await;
    app.find("button", "Watch sync").await;
    app.finish().await;
}

#[tokio::test]
async fn a_view_is_kept_on_this_device_under_its_name() {
    let app = App::open("#/v1/demo?q=status%3A4xx&z=utc").await;
    app.says("all loaded").await;
    app.click("button", "My views").await;
    app.says("You have kept no view of this log yet.").await;
    app.audit().await;
    app.fill("textbox", "Keep this view as", "refused, <b>all</b>\u{e007}").await;
    app.find("button", "Forget the view refused, <b>all</b>").await;
    app.audit().await;
    app.click("button", "Save views and labels to a file").await;
    let (_, file) = app.download(".json").await;
    let saved: serde_json::Value = serde_json::from_slice(&file).unwrap();
    assert_eq!(saved["views"][0]["name"], "refused, <b>all</b>");
    // It survives a reload, and brings all of the view back.
    app.visit("?#/v1/demo").await;
    app.says("60,000 of 60,000 records").await;
    app.click("button", "My views").await;
    app.click("button", "refused, <b>all</b>").await;
    app.find("button", "Remove status:4xx").await;
    assert!(app.address().await.ends_with("#/v1/demo?q=status%3A4xx&z=utc"), "{}", app.address().await);
    app.click("button", "My views").await;
    app.click("button", "Forget the view").await;
    app.says("You have kept no view of this log yet.").await;
    app.finish().await;
}
