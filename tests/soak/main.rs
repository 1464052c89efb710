//! Whether the page stays as large as it is when somebody works with it for a long time:
//! `cargo xtask check soak`. docs/reliability.md has the figures.
//!
//! One browser, one log on a server, and again and again: load it anew, filter, open a
//! record, scroll, group, export. Once a minute, after the collection of garbage, everything
//! that could grow is measured. What is there at the end may differ by a tenth from what was
//! there after the warm-up.

#![expect(clippy::unwrap_used, reason = "a measurement stops at what it did not expect")]
#![expect(clippy::print_stdout, reason = "the figures are for a terminal")]

#[path = "../bench/process.rs"]
#[expect(dead_code, reason = "the benchmark uses more of it")]
mod process;
#[path = "../e2e/support.rs"]
#[expect(dead_code, reason = "the browser tests use more of it")]
mod support;

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use demo_account::Options;
use fake_pryv::FakePryv;
use process::Renderer;
use serde_json::{Value, json};
use support::App;

/// So many that the rows which the page's own reads add do not count.
const RECORDS: usize = 60_000;
/// From one round to the next: a person is no faster.
const PACE: Duration = Duration::from_secs(4);
const SAMPLE: Duration = Duration::from_mins(1);
/// How long the page has for one answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How far the end may be from the beginning, and what no rounding falls below.
const TENTH: f64 = 0.1;

/// What is measured, and what it may differ by although it is little.
const FIGURES: [(&str, f64); 7] = [
    ("page wasm, MB", 0.0),
    ("worker wasm, MB", 0.0),
    ("page JS heap, MB", 0.5),
    ("renderer, MB", 0.0),
    ("DOM nodes", 200.0),
    ("listeners", 20.0),
    // A file that was saved a moment ago is still there for the browser to take.
    ("blob URLs", 30.0),
];

type Sample = [f64; FIGURES.len()];

#[tokio::main]
async fn main() {
    let minutes = match minutes(std::env::args().skip(1)) {
        Ok(minutes) => minutes,
        Err(mistake) => {
            eprintln!("{mistake}");
            std::process::exit(2);
        }
    };
    let samples = soak(Duration::from_secs(minutes * 60)).await;
    if !is_steady(&samples) {
        std::process::exit(1);
    }
}

fn minutes(mut words: impl Iterator<Item = String>) -> Result<u64, String> {
    let mut minutes = 30;
    while let Some(word) = words.next() {
        match word.as_str() {
            // Cargo says so to every benchmark.
            "--bench" => {}
            "--minutes" => {
                let value = words.next().unwrap_or_default();
                minutes = value.parse().ok().filter(|it| *it >= 3).ok_or("--minutes takes a number from 3 on")?;
            }
            other => return Err(format!("soak does not know {other}")),
        }
    }
    Ok(minutes)
}

async fn soak(length: Duration) -> Vec<Sample> {
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    let options = Options { records: RECORDS, ..Options::new(i64::try_from(now_ms).unwrap()) };
    let server = FakePryv::builder().demo(options).start().await.unwrap();
    let app = App::open_with_worker(include_str!("worker.js")).await;
    app.open_after(include_str!("counters.js")).await;
    app.fill("textbox", "Address with key", &server.api_endpoint("alice")).await;
    app.click("button", "Connect").await;
    app.says("all loaded").await;
    let renderer = Renderer::below(app.chromedriver.id());
    app.driver.cdp().send_raw("Performance.enable", json!({})).await.unwrap();

    println!("minute  rounds{}", FIGURES.map(|(name, _)| format!("{name:>18}")).concat());
    let (begun, mut samples, mut rounds) = (Instant::now(), Vec::new(), 0u32);
    while begun.elapsed() < length {
        let round = Instant::now();
        one_round(&app, rounds).await;
        rounds += 1;
        tokio::time::sleep(PACE.saturating_sub(round.elapsed())).await;
        if begun.elapsed() >= SAMPLE * u32::try_from(samples.len() + 1).unwrap() {
            let sample = measure(&app, renderer).await;
            println!("{:>6}  {rounds:>6}{}", samples.len() + 1, sample.map(|value| format!("{value:>18.1}")).concat());
            samples.push(sample);
        }
    }
    assert_eq!(app.trouble().await, Vec::<String>::new());
    samples
}

/// What a person does, in a turn that changes.
async fn one_round(app: &App, round: u32) {
    // The log is loaded anew, the longer one or the shorter one.
    let days = ["90d", "30d"][round as usize % 2];
    run(app, &format!("soak.period('{days}')")).await;
    holds(app, &format!("location.hash.includes('from={days}') || {}", days == "30d")).await;
    says(app, "all loaded").await;

    let before = run(app, "soak.count()").await;
    let query = ["status:4xx", "events", "access:\"Diet app\" -action:events.get"][round as usize % 3];
    run(app, &format!("soak.submit('{query}')")).await;
    holds(app, &format!("soak.count() !== {before}")).await;

    // Keys of the browser itself: it lets nobody save a second file who did nothing between.
    run(app, "document.querySelector('[role=grid]').focus()").await;
    for (key, code) in [("Home", 36), ("Enter", 13)] {
        for kind in ["rawKeyDown", "keyUp"] {
            let event = json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            app.driver.cdp().send_raw("Input.dispatchKeyEvent", event).await.unwrap();
        }
    }
    holds(app, "document.querySelector('.around-list li') !== null").await;
    for _ in 0..3 {
        run(app, "soak.click('.detail-steps button:last-child')").await;
        holds(app, "document.querySelector('.around-list li') !== null").await;
    }
    run(app, "soak.click('.detail-bar > button')").await;

    run(app, "soak.submit('')").await;
    holds(app, &format!("soak.count() === {before}")).await;
    let place = run(
        app,
        "(box => [box.x + box.width / 2, box.y + Math.min(box.height, 300) / 2])\
        (document.querySelector('[role=grid]').getBoundingClientRect())",
    );
    let place = place.await;
    for distance in [300, 300, 2_000, 15_000, -15_000, -2_600] {
        let wheel = json!({"type": "mouseWheel", "x": place[0], "y": place[1], "deltaX": 0, "deltaY": distance});
        app.driver.cdp().send_raw("Input.dispatchMouseEvent", wheel).await.unwrap();
    }

    run(app, "soak.click('.list-bar .switch button:last-child')").await;
    holds(app, "document.querySelector('[role=treegrid] [role=row]') !== null").await;
    run(app, "soak.click('.list-bar .switch button:first-child')").await;
    holds(app, "document.querySelector('[role=grid]') !== null").await;

    run(app, "soak.click('#export-menu')").await;
    let format = ["CSV", "JSON Lines"][round as usize % 2];
    run(app, &format!("soak.button('{format}')")).await;
    says(app, "Saved ").await;
    let (_, file) = app.download([".csv", ".jsonl"][round as usize % 2]).await;
    assert!(file.len() > 10_000);
    run(app, "soak.click('.toast button')").await;
}

/// Evaluates an expression in the page, and waits for what it promises. Not as a script of
/// the driver: of each of those it keeps half a kilobyte in the page.
async fn run(app: &App, expression: &str) -> Value {
    let wanted = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
    let told = app.driver.cdp().send_raw("Runtime.evaluate", wanted).await.unwrap();
    assert_eq!(told["exceptionDetails"], Value::Null, "{expression}");
    told["result"]["value"].clone()
}

async fn holds(app: &App, condition: &str) {
    let held = run(app, &format!("soak.until(() => {condition}, {})", PATIENCE.as_millis())).await;
    assert_eq!(held, json!(true), "{condition}");
}

async fn says(app: &App, text: &str) {
    holds(app, &format!("soak.says('{text}')")).await;
}

async fn measure(app: &App, renderer: Renderer) -> Sample {
    for _ in 0..2 {
        app.driver.cdp().send_raw("HeapProfiler.collectGarbage", json!({})).await.unwrap();
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    let metrics = app.driver.cdp().send_raw("Performance.getMetrics", json!({})).await.unwrap();
    let metric = |name: &str| {
        let found = metrics["metrics"].as_array().unwrap().iter().find(|metric| metric["name"] == name);
        found.and_then(|metric| metric["value"].as_f64()).unwrap()
    };
    let counted = run(app, "soak.sample()").await;
    let counted = |at: usize| counted[at].as_f64().unwrap();
    let megabytes = |bytes: f64| bytes / 1e6;
    [
        megabytes(counted(0)),
        megabytes(counted(1)),
        megabytes(metric("JSHeapUsedSize")),
        renderer.memory().0,
        metric("Nodes"),
        metric("JSEventListeners"),
        counted(2),
    ]
}

/// Says of each figure whether it is steady: the middle of the last samples, beside that of
/// the first ones after the warm-up, which is a sixth of the time.
fn is_steady(samples: &[Sample]) -> bool {
    let warm = &samples[samples.len() / 6..];
    let some = (warm.len() / 3).max(1);
    let mut steady = true;
    println!("\n{:<18}{:>10}{:>10}", "", "then", "now");
    for (at, (name, slack)) in FIGURES.iter().enumerate() {
        let middle = |samples: &[Sample]| {
            let mut values: Vec<f64> = samples.iter().map(|sample| sample[at]).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let (then, now) = (middle(&warm[..some]), middle(&warm[warm.len() - some..]));
        let is_steady = (now - then).abs() <= (then * TENTH).max(*slack);
        steady &= is_steady;
        println!("{name:<18}{then:>10.1}{now:>10.1}  {}", if is_steady { "steady" } else { "NOT STEADY" });
    }
    steady
}
