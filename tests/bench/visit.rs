//! One round: a fresh browser, one file, every operation once.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::log::{COMBINED, Expected, KEYSTROKES, WORD};
use crate::process::{Cpu, Renderer};
use crate::support::App;

/// What was measured, by name.
pub(crate) type Figures = BTreeMap<&'static str, f64>;

struct Visit {
    app: App,
    renderer: Renderer,
    figures: Figures,
}

/// Opens the file and does everything that is measured.
pub(crate) async fn round(file: &Path, expected: &Expected) -> Figures {
    let app = App::open("").await;
    app.open_after(include_str!("stopwatch.js")).await;
    app.says("Open a file").await;
    let renderer = Renderer::below(app.chromedriver.id());
    let mut visit = Visit { app, renderer, figures: Figures::new() };
    visit.load(file, expected.records).await;
    visit.searches(expected).await;
    visit.keystrokes(expected).await;
    visit.sort().await;
    visit.scroll().await;
    visit.export(expected).await;
    visit.figures
}

impl Visit {
    async fn load(&mut self, file: &Path, records: usize) {
        self.collect_garbage().await;
        let (empty, _) = self.renderer.memory();
        self.renderer.reset_peak();
        let (_, floor) = self.renderer.memory();
        let input = self.app.driver.find(By::Css("input[type=file]")).await.unwrap();
        self.arm("change", json!([["rows"], ["loaded", records]])).await;
        let before = self.renderer.cpu();
        input.send_keys(file.to_string_lossy()).await.unwrap();
        let times = self.times("load", before).await;
        self.figures.insert("first rows, ms", times[0]);
        self.figures.insert("load, ms", times[1]);
        let (_, peak) = self.renderer.memory();
        self.figures.insert("memory peak, MB", peak - floor);
        self.collect_garbage().await;
        self.figures.insert("memory settled, MB", self.renderer.memory().0 - empty);
    }

    async fn searches(&mut self, expected: &Expected) {
        let all = expected.records;
        let field = self.app.driver.find(By::Id("search")).await.unwrap();
        self.arm("input", json!([["matched", expected.word, all]])).await;
        let before = self.renderer.cpu();
        field.send_keys(WORD).await.unwrap();
        let times = self.times("word", before).await;
        self.figures.insert("word, ms", times[0]);
        for (name, wall, text, matched) in [
            ("clear word", "clear word, ms", "", all),
            ("combined", "combined, ms", COMBINED, expected.combined),
            ("clear", "clear, ms", "", all),
        ] {
            self.arm("submit", json!([["matched", matched, all]])).await;
            let before = self.renderer.cpu();
            self.submit(text).await;
            let times = self.times(name, before).await;
            self.figures.insert(wall, times[0]);
        }
    }

    /// From a key to the picture of what matches with it, for many keys.
    async fn keystrokes(&mut self, expected: &Expected) {
        let (mut structured, mut texts) = (Vec::new(), Vec::new());
        let field = self.app.driver.find(By::Id("search")).await.unwrap();
        for (keystroke, matched) in KEYSTROKES.iter().zip(expected.keystrokes).cycle().take(3 * KEYSTROKES.len()) {
            self.arm("submit", json!([["matched", expected.records, expected.records]])).await;
            self.submit("").await;
            self.wait().await;
            field.send_keys(keystroke.before).await.unwrap();
            // What the text before it brought is there, and the pause after typing over.
            self.app.holds("decodeURIComponent(location.hash.replaceAll('+', ' ')).includes('=')").await;
            self.arm("input", json!([["matched", matched, expected.records]])).await;
            field.send_keys(keystroke.key).await.unwrap();
            let times = self.wait().await;
            if keystroke.is_text { &mut texts } else { &mut structured }.push(times[0]);
        }
        self.figures.insert("keystroke, p95 ms", p95(&mut structured));
        self.figures.insert("keystroke in text, p95 ms", p95(&mut texts));
        self.arm("submit", json!([["matched", expected.records, expected.records]])).await;
        self.submit("").await;
        self.wait().await;
    }

    /// Enters a search as one step: no pause after the last key, no half of it.
    async fn submit(&self, text: &str) {
        let script = "const field = document.getElementById('search'); field.value = arguments[0]; \
            field.dispatchEvent(new Event('input', { bubbles: true })); field.form.requestSubmit();";
        self.app.run(script, vec![json!(text)]).await;
    }

    async fn sort(&mut self) {
        let head = self.app.driver.find(By::XPath("//*[@role='columnheader']/button[starts-with(., 'Address')]"));
        let head = head.await.unwrap();
        self.arm("click", json!([["sorted"]])).await;
        let before = self.renderer.cpu();
        head.click().await.unwrap();
        let times = self.times("sort", before).await;
        self.figures.insert("sort, ms", times[0]);
        // Back to the usual order.
        self.app.run("document.querySelector('[role=columnheader] button').click()", vec![]).await;
    }

    async fn scroll(&mut self) {
        let place = self.app.run("return bench.watchFrames()", vec![]).await;
        let before = self.renderer.cpu();
        // A hand on the wheel, then one in a hurry.
        for distance in std::iter::repeat_n(300, 120).chain(std::iter::repeat_n(15_000, 120)) {
            let wheel = json!({"type": "mouseWheel", "x": place[0], "y": place[1], "deltaX": 0, "deltaY": distance});
            self.app.driver.cdp().send_raw("Input.dispatchMouseEvent", wheel).await.unwrap();
        }
        let seen = self.app.run("return bench.frames()", vec![]).await;
        self.spent("scroll", before);
        self.figures.insert("scroll, frames over 50 ms", number(&seen["slow"]));
        self.figures.insert("scroll, blank paints", number(&seen["blank"]));
        self.figures.insert("scroll, longest frame, ms", number(&seen["longest"]));
        assert!(number(&seen["frames"]) > 10.0, "the list was scrolled: {seen}");
    }

    async fn export(&mut self, expected: &Expected) {
        self.app.driver.find(By::Id("export-menu")).await.unwrap().click().await.unwrap();
        let csv = self.app.driver.find(By::Css("#export-menu-panel .menu-item")).await.unwrap();
        self.arm("click", json!([])).await;
        let (before, begun) = (self.renderer.cpu(), Instant::now());
        csv.click().await.unwrap();
        let file = loop {
            let finished = fs::read_dir(&self.app.downloads).unwrap().flatten().find(|entry| {
                entry.path().extension().is_some_and(|it| it == "csv") && entry.metadata().is_ok_and(|it| it.len() > 0)
            });
            if let Some(file) = finished {
                break file.path();
            }
            assert!(begun.elapsed() < Duration::from_mins(2), "no export arrives");
            tokio::time::sleep(Duration::from_millis(2)).await;
        };
        self.figures.insert("export, ms", begun.elapsed().as_secs_f64() * 1000.0);
        self.times("export", before).await;
        let mut rows = csv::Reader::from_path(file).unwrap();
        let mut ids = HashSet::with_capacity(expected.records);
        for row in rows.records() {
            assert!(ids.insert(row.unwrap()[0].to_owned()), "no record twice");
        }
        assert_eq!(ids.len(), expected.records, "every record is in the export");
        let ours = ids.iter().filter(|id| expected.ids.contains(*id)).count();
        assert_eq!(ours, expected.records, "the export holds the records of the file");
    }

    async fn collect_garbage(&self) {
        for _ in 0..2 {
            self.app.driver.cdp().send_raw("HeapProfiler.collectGarbage", json!({})).await.unwrap();
            // The worker's memory goes back at leisure.
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }

    async fn arm(&self, event: &str, conditions: Value) {
        self.app.run("bench.arm(...arguments)", vec![json!(event), conditions]).await;
    }

    /// Waits until all that was armed is painted.
    async fn lap(&self) -> Value {
        match self.app.driver.execute_async("bench.times(arguments[0])", vec![]).await {
            Ok(result) => result.json().clone(),
            Err(error) => panic!("{error}; the page says:\n{}", self.app.text().await),
        }
    }

    async fn wait(&self) -> Vec<f64> {
        self.lap().await["ms"].as_array().unwrap().iter().map(number).collect()
    }

    /// Waits until all that was armed is painted; the processor's part is noted.
    async fn times(&mut self, operation: &str, before: Cpu) -> Vec<f64> {
        let result = self.lap().await;
        self.spent(operation, before);
        let longest = number(&result["longest"]);
        if operation == "load" {
            self.figures.insert("load, longest task, ms", longest);
        } else {
            let later = self.figures.entry("later, longest task, ms").or_default();
            *later = later.max(longest);
        }
        result["ms"].as_array().unwrap().iter().map(number).collect()
    }

    fn spent(&mut self, operation: &str, before: Cpu) {
        let spent = self.renderer.cpu() - before;
        let (page, worker) = match operation {
            "load" => ("load, page CPU ms", "load, worker CPU ms"),
            "word" => ("word, page CPU ms", "word, worker CPU ms"),
            "clear word" => ("clear word, page CPU ms", "clear word, worker CPU ms"),
            "combined" => ("combined, page CPU ms", "combined, worker CPU ms"),
            "clear" => ("clear, page CPU ms", "clear, worker CPU ms"),
            "sort" => ("sort, page CPU ms", "sort, worker CPU ms"),
            "scroll" => ("scroll, page CPU ms", "scroll, worker CPU ms"),
            _ => ("export, page CPU ms", "export, worker CPU ms"),
        };
        self.figures.insert(page, spent.page);
        self.figures.insert(worker, spent.worker);
    }
}

/// The time within which 95 of 100 are, by the nearest rank.
fn p95(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() * 95).div_ceil(100) - 1]
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}
