//! What a person waits for, natively: loading, filtering, counting, searching and
//! exporting logs of 10,000, 100,000 and 1,000,000 records of the demo account.
//!
//! ```text
//! cargo bench -p audit-core                     # everything, some minutes
//! cargo bench -p audit-core -- filter/1000000   # one operation at one size
//! ```
//!
//! Machines differ: compare within one run, and with the same run before a change.

mod cases;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use cases::{
    EXPLORED, EXPORTS, Generation, ORDERS, VIEWS, about_accesses, body, explore, export, fold, loaded, order,
    questions, view, view_in,
};

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

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
            for key in ORDERS {
                let order = order(key);
                group.bench_function(format!("sort-{key}/{records}"), |bench| {
                    bench.iter(|| black_box(view_in(&mut engine, "", order)));
                });
            }
            for (filtered, query) in EXPLORED {
                view(&mut engine, query);
                // The view is timed too: it is what the folded list comes after.
                group.bench_function(format!("view-and-fold{filtered}/{records}"), |bench| {
                    bench.iter(|| black_box(fold(&mut engine, query)));
                });
                for (name, question) in questions(&mut engine) {
                    group.bench_function(format!("{name}{filtered}/{records}"), |bench| {
                        bench.iter(|| black_box(explore(&mut engine, &question)));
                    });
                }
            }
            view(&mut engine, "");
            for (operation, format) in EXPORTS {
                group.bench_function(format!("{operation}/{records}"), |bench| {
                    bench.iter(|| black_box(export(&mut engine, format)));
                });
            }
            for (name, question) in about_accesses(&mut engine) {
                group.bench_function(format!("{name}/{records}"), |bench| {
                    bench.iter(|| black_box(explore(&mut engine, &question)));
                });
            }
            group.finish();
        }
    }
}

criterion_group!(benches, engine);
criterion_main!(benches);
