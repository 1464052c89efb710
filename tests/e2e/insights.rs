//! What a log tells beside its records.

use crate::support::App;

#[tokio::test]
async fn who_can_see_the_data_is_told_access_by_access() {
    let app = App::open("#/v1/demo").await;
    app.says("all loaded").await;
    app.click("button", "Accesses").await;
    app.find("heading", "Who can see your data").await;
    app.find("heading", "Watch sync").await;
    // Whose time is over is told with the day, and so is what nobody was given.
    let card = |name: &str| {
        format!(
            "[...document.querySelectorAll('.access-card')].find(card => card.innerText.startsWith('{name}'))?.innerText"
        )
    };
    for (name, told) in [
        ("Dr. Weber", "Deleted on "),
        ("Fitness challenge", "Expired on "),
        ("Diet app", "Can be used until somebody withdraws it"),
        ("Mum (shared)", "Shared with somebody"),
        ("Somebody without a valid key", " call"),
    ] {
        app.holds(&format!("{}?.includes('{told}')", card(name))).await;
    }
    app.audit().await;
    app.click("button", "Show the records Fitness challenge").await;
    app.find("button", "Remove access").await;
    app.says(" of 60,000 records").await;
    app.driver.back().await.unwrap();
    app.find("heading", "Who can see your data").await;
    // The filter that was there stays for the records.
    app.click("button", "Records").await;
    app.says("60,000 of 60,000 records").await;
    app.finish().await;
}

#[tokio::test]
async fn the_chosen_topic_is_in_sight_on_a_narrow_page() {
    let app = App::open("").await;
    app.resize(320, 900).await;
    app.visit("#/v1/demo?t=report").await;
    app.find("heading", "Report on an audit log").await;
    app.holds(
        "(chosen => chosen.textContent === 'Report' && chosen.getBoundingClientRect().right <= innerWidth) \
         (document.querySelector('.topics [aria-current=page]'))",
    )
    .await;
    app.visit("#/v1/demo").await;
    app.find("button", "Export").await;
    app.holds("document.querySelector('.topics [aria-current=page]').getBoundingClientRect().left >= 0").await;
    app.finish().await;
}
