//! The log page in every state that it has, in both colors, at 320 and at 1,280 pixels:
//! nothing that axe-core finds, and no scrolling sideways.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::support::App;

/// Views by their address, and what tells that they are there: a role and a name.
const VIEWS: [(&str, &str, &str); 9] = [
    ("", "grid", "Records"),
    ("?q=status%3A403", "button", "Remove status:403"),
    ("?q=zzzzqqqq+status%3A403", "button", "Drop it: zzzzqqqq"),
    ("?q=acton%3Ax", "button", "Write action"),
    ("?c=operation", "slider", "Activity over time"),
    ("?c=access", "slider", "Activity over time"),
    ("?c=heat&q=op%3Aread", "grid", "Activity by hour and weekday"),
    ("?v=groups&g=access.status", "treegrid", ""),
    ("?fold=1&q=-status%3Aok", "treegrid", ""),
];

async fn look(app: &App, state: &str) {
    app.audit().await;
    let fits = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    assert_eq!(app.run(fits, vec![]).await, json!(true), "no scrolling sideways: {state}");
}

async fn states(colors: &str) {
    let app = App::open("#/v1/demo").await;
    app.says("all loaded").await;
    app.prefer(colors).await;
    for width in [1280, 320] {
        app.resize(width, 900).await;
        for (view, role, name) in VIEWS {
            app.run("location.hash = arguments[0]", vec![json!(format!("#/v1/demo{view}"))]).await;
            app.find(role, name).await;
            look(&app, &format!("{view} at {width}")).await;
        }
        app.run("location.hash = '#/v1/demo'", vec![]).await;
        let list = app.find("grid", "Records").await;
        // What opens over or beside the list.
        list.send_keys(Key::Enter + "").await.unwrap();
        app.find("heading", "Around this call").await;
        look(&app, "a record").await;
        app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
        app.gone("heading", "Around this call").await;
        app.driver.action_chain().send_keys("?").perform().await.unwrap();
        app.find("dialog", "").await;
        look(&app, "the keys").await;
        app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
        app.gone("dialog", "").await;
        app.click("button", "My views").await;
        look(&app, "views").await;
        app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
        app.fill("combobox", "Search", "status:").await;
        app.find("option", "403").await;
        look(&app, "offers").await;
        app.fill("combobox", "Search", "").await;
        app.says("60,000 of 60,000").await;
        // Nothing is told of a mistake while something is offered.
        app.run("document.activeElement.blur()", vec![]).await;
        app.run("document.querySelector('.limits > summary').click()", vec![]).await;
        look(&app, "what cannot be shown").await;
        app.run("document.querySelector('.limits > summary').click()", vec![]).await;
        if width < 900 {
            app.run("document.querySelector('.filters-frame > summary').click()", vec![]).await;
            app.find("heading", "Narrow by").await;
            look(&app, "filters").await;
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn in_light_colors() {
    states("light").await;
}

#[tokio::test]
async fn in_dark_colors() {
    states("dark").await;
}
