//! What a person waits for, natively: loading, filtering, counting, searching and
//! exporting logs of 10,000, 100,000 and 1,000,000 records of the demo account.
//!
//! ```text
//! cargo bench -p audit-core                     # everything, some minutes
//! cargo bench -p audit-core -- filter/1000000   # one operation at one size
//! ```
//!
//! Machines differ: compare within one run, and with the same run before a change.

use std::hint::black_box;
use std::time::Duration;

use audit_core::engine::{Command, Engine, ExportFormat, ExportRequest, Origin, Reply, ViewRequest};
use audit_core::sorting::Order;
use audit_core::store::Source;
use audit_core::time::Zone;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use demo_account::{DemoAccount, Generation, Options};

const NOW_MS: i64 = 1_795_000_000_000;
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
/// Bytes are fed as a browser hands them over.
const CHUNK: usize = 1 << 20;

/// A body as a server sends it.
fn body(records: usize, generation: Generation) -> Vec<u8> {
    let account = DemoAccount::new(Options { seed: 42, now_ms: NOW_MS, records, generation });
    let key = if generation == Generation::Events { "events" } else { "auditLogs" };
    let records: Vec<String> = account.records().collect();
    format!("{{\"{key}\":[{}],\"meta\":{{}}}}", records.join(",")).into_bytes()
}

#[derive(Debug)]
struct File(&'static [u8]);

impl Source for File {
    fn read(&self, start: u64, length: usize) -> Option<Vec<u8>> {
        let start = usize::try_from(start).ok()?;
        Some(self.0.get(start..(start + length).min(self.0.len()))?.to_vec())
    }
}

/// A log read from a file, or from the network.
fn loaded(body: &'static [u8], from_file: bool) -> Engine {
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::File));
    if from_file {
        engine.read_from(Box::new(File(body)));
    }
    engine.handle(Command::BodyStart);
    for chunk in body.chunks(CHUNK) {
        engine.feed(chunk);
    }
    engine.handle(Command::BodyEnd);
    engine
}

fn view(engine: &mut Engine, query: &str) -> u32 {
    view_in(engine, query, Order::default())
}

fn view_in(engine: &mut Engine, query: &str, order: Order) -> u32 {
    let request =
        ViewRequest { query: query.to_owned(), draft: false, order, zone: Zone::utc(), bars: 90, now_ms: NOW_MS };
    match engine.handle(Command::View(request)) {
        Reply::View(snapshot) => snapshot.matched,
        other => panic!("{other:?}"),
    }
}

fn export(engine: &mut Engine, format: ExportFormat) -> usize {
    let request = ExportRequest {
        format,
        subject: String::new(),
        account: String::new(),
        complete: true,
        period: None,
        now_ms: NOW_MS,
    };
    let Reply::ExportStarted { export, .. } = engine.handle(Command::ExportStart(request)) else { panic!() };
    let mut length = 0;
    loop {
        match engine.handle(Command::ExportNext { export }) {
            Reply::Slice { bytes, .. } if bytes.is_empty() => return length,
            Reply::Slice { bytes, .. } => length += bytes.len(),
            other => panic!("{other:?}"),
        }
    }
}

const VIEWS: [(&str, &str); 4] = [
    ("group", ""),
    ("text", "diary"),
    (
        "filter",
        "action:events.get,events.create,callBatch,streams.get,getAccessInfo status:4xx time:2026-01-01..2026-10-01 diary",
    ),
    ("status", "status:4xx"),
];

fn engine(criterion: &mut Criterion) {
    for records in SIZES {
        for (generation, name) in [(Generation::Events, "events"), (Generation::Legacy, "legacy")] {
            let body: &'static [u8] = body(records, generation).leak();
            let mut group = criterion.benchmark_group(name);
            group.sample_size(10).measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_millis(500));
            group.throughput(Throughput::Bytes(body.len() as u64));
            group.bench_function(format!("load-file/{records}"), |bench| {
                bench.iter_with_large_drop(|| loaded(body, true));
            });
            group.bench_function(format!("load-network/{records}"), |bench| {
                bench.iter_with_large_drop(|| loaded(body, false));
            });
            group.throughput(Throughput::Elements(records as u64));
            let mut engine = loaded(body, true);
            for (operation, query) in VIEWS {
                group.bench_function(format!("{operation}/{records}"), |bench| {
                    bench.iter(|| black_box(view(&mut engine, query)));
                });
            }
            // The order is on top of "group": the whole log is counted as well.
            for key in ["time", "access", "address"] {
                let order = Order::from_key(key).unwrap_or_default();
                group.bench_function(format!("sort-{key}/{records}"), |bench| {
                    bench.iter(|| black_box(view_in(&mut engine, "", order)));
                });
            }
            view(&mut engine, "");
            for (operation, format) in [("csv", ExportFormat::Csv), ("json-lines", ExportFormat::JsonLines)] {
                group.bench_function(format!("{operation}/{records}"), |bench| {
                    bench.iter(|| black_box(export(&mut engine, format)));
                });
            }
            group.finish();
        }
    }
}

criterion_group!(benches, engine);
criterion_main!(benches);
