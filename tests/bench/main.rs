//! How fast the built app is, in headless Chromium: `cargo xtask bench`.
//!
//! Files are made by `demo-account`, and what has to be found in them is counted
//! here, so that a wrong answer never counts as a fast one. docs/performance.md says
//! what each figure means.

#![expect(clippy::unwrap_used, reason = "a measurement stops at what it did not expect")]
#![expect(clippy::print_stdout, reason = "the figures are for a terminal")]

mod log;
mod process;
#[path = "../e2e/support.rs"]
#[expect(dead_code, reason = "the browser tests use more of it")]
mod support;
mod visit;

use std::fs;

use demo_account::Generation;
use serde_json::json;
use visit::Figures;

/// What is aimed at for a million records, beside the figures: (figure, events, legacy).
const TARGETS: [(&str, &str, &str); 17] = [
    ("first rows, ms", "200", "200"),
    ("load, page CPU ms", "with the worker 1600", "with the worker 750"),
    ("load, longest task, ms", "50", "50"),
    ("word, ms", "33", "33"),
    ("word, page CPU ms", "with the worker 20", "with the worker 20"),
    ("combined, ms", "33", "33"),
    ("combined, page CPU ms", "with the worker 20", "with the worker 20"),
    ("combined, worker CPU ms", "5", "5"),
    ("keystroke, p95 ms", "50", "50"),
    ("keystroke in text, p95 ms", "100", "100"),
    ("sort, page CPU ms", "with the worker 30", "with the worker 30"),
    ("later, longest task, ms", "50", "50"),
    ("export, worker CPU ms", "with the page 1100", "with the page 600"),
    ("memory settled, MB", "110", "110"),
    ("memory peak, MB", "200", "200"),
    ("scroll, frames over 50 ms", "0", "0"),
    ("scroll, blank paints", "0", "0"),
];

struct Options {
    sizes: Vec<usize>,
    generation: Generation,
    rounds: usize,
}

impl Options {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { sizes: vec![10_000, 100_000, 1_000_000], generation: Generation::Events, rounds: 5 };
        let number = |text: &str| {
            let number = text.replace('_', "").parse().ok().filter(|number| *number > 0);
            number.ok_or_else(|| format!("{text:?} is not a number of anything"))
        };
        while let Some(word) = words.next() {
            // Cargo says so to every benchmark.
            if word == "--bench" {
                continue;
            }
            let value = words.next().unwrap_or_default();
            match (word.as_str(), value.as_str()) {
                ("--sizes", sizes) => options.sizes = sizes.split(',').map(number).collect::<Result<_, _>>()?,
                ("--rounds", rounds) => options.rounds = number(rounds)?,
                ("--generation", "events") => options.generation = Generation::Events,
                ("--generation", "legacy") => options.generation = Generation::Legacy,
                _ => return Err(format!("bench does not know {word} {value}")),
            }
        }
        Ok(options)
    }
}

#[tokio::main]
async fn main() {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(mistake) => {
            eprintln!("{mistake}");
            std::process::exit(2);
        }
    };
    let folder = std::env::temp_dir().join(format!("audit-viewer-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let generation = match options.generation {
        Generation::Events => "events",
        Generation::Legacy => "legacy",
    };
    for records in options.sizes {
        let file = folder.join(format!("{generation}-{records}.json"));
        let expected = log::write(&file, records, options.generation);
        let megabytes = expected.bytes as f64 / 1e6;
        println!("\n{records} records, {generation}, {megabytes:.0} MB, {} rounds", options.rounds);
        let mut rounds = Vec::new();
        for round in 0..options.rounds {
            let figures = visit::round(&file, &expected).await;
            println!("{}", json!({"records": records, "generation": generation, "round": round, "figures": figures}));
            rounds.push(figures);
        }
        print_table(&rounds, records, options.generation);
        fs::remove_file(&file).unwrap();
    }
    drop(fs::remove_dir_all(folder));
}

fn print_table(rounds: &[Figures], records: usize, generation: Generation) {
    println!("\n{:<28}{:>10}{:>10}{:>10}  target", "", "median", "least", "most");
    for name in rounds.iter().flat_map(Figures::keys).collect::<std::collections::BTreeSet<_>>() {
        let mut values: Vec<f64> = rounds.iter().filter_map(|figures| figures.get(name).copied()).collect();
        values.sort_by(f64::total_cmp);
        let (least, median, most) = (values[0], values[values.len() / 2], values[values.len() - 1]);
        let target = TARGETS.iter().find(|(figure, ..)| figure == name && records >= 1_000_000);
        let target = target.map_or("", |(_, events, legacy)| match generation {
            Generation::Events => events,
            Generation::Legacy => legacy,
        });
        println!("{name:<28}{median:>10.1}{least:>10.1}{most:>10.1}  {target}");
    }
}
