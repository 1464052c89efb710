//! Pictures of the log page for the README: `cargo xtask pictures`. They are of the demo,
//! and of the day on which they were taken.

use std::path::Path;

use serde_json::json;

use crate::support::App;

/// Name, width, height, colors, and what is looked at.
const PICTURES: [(&str, u32, u32, &str, &str); 5] = [
    ("log-desktop-light", 1440, 900, "light", ""),
    ("log-desktop-dark", 1440, 900, "dark", ""),
    ("log-phone-light", 360, 780, "light", ""),
    ("log-phone-dark", 360, 780, "dark", ""),
    ("groups-desktop-light", 1440, 900, "light", "&v=groups&g=access.status"),
];

#[tokio::test]
#[ignore = "takes pictures: cargo xtask pictures"]
async fn of_the_log_page() {
    let folder = std::env::var("AUDIT_VIEWER_PICTURES").expect("run by cargo xtask pictures");
    for (name, width, height, colors, view) in PICTURES {
        let app = App::open("").await;
        let cdp = app.driver.cdp();
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": if width > 1000 { 1 } else { 2 }, "mobile": false});
        cdp.send_raw("Emulation.setDeviceMetricsOverride", metrics).await.unwrap();
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": colors}]});
        cdp.send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
        app.visit(&format!("?{name}#/v1/demo?q=-operation%3Acreate{view}")).await;
        app.says("all loaded").await;
        app.find("button", "Remove").await;
        if width > 1000 {
            app.find("button", "Diet app").await;
        }
        app.holds("document.fonts.status === 'loaded'").await;
        app.driver.screenshot(&Path::new(&folder).join(format!("{name}.png"))).await.unwrap();
        app.finish().await;
    }
}
