//! What `benches/engine.rs` times, in WebAssembly under node, as the browser runs it:
//!
//! ```text
//! cargo xtask bench --wasm                  # everything, some minutes
//! cargo xtask bench --wasm events_100k      # one log
//! ```

#![cfg(target_arch = "wasm32")]

mod cases;

use std::hint::black_box;
use std::time::Duration;

use wasm_bindgen_test::{Criterion, wasm_bindgen_bench};

use cases::{
    EXPLORED, EXPORTS, Generation, ORDERS, VIEWS, about_accesses, body, explore, export, fold, loaded, order,
    questions, view, view_in,
};

fn operations(criterion: &mut Criterion, records: usize, generation: Generation) {
    let name = if generation == Generation::Events { "events" } else { "legacy" };
    // Memory of WebAssembly is never given back: one body, and one engine at a time.
    let body: &'static [u8] = body(records, generation).leak();
    let mut time = |operation: &str, work: &mut dyn FnMut() -> usize| {
        criterion.bench_function(&format!("{name}/{operation}/{records}"), |bench| bench.iter(|| black_box(work())));
    };
    for (operation, from_file) in [("load-file", true), ("load-network", false)] {
        time(operation, &mut || {
            drop(loaded(body, from_file));
            0
        });
    }
    let mut engine = loaded(body, true);
    for (operation, query) in VIEWS {
        time(operation, &mut || view(&mut engine, query) as usize);
    }
    for key in ORDERS {
        time(&format!("sort-{key}"), &mut || view_in(&mut engine, "", order(key)) as usize);
    }
    for (filtered, query) in EXPLORED {
        view(&mut engine, query);
        time(&format!("view-and-fold{filtered}"), &mut || {
            drop(fold(&mut engine, query));
            0
        });
        for (name, question) in questions(&mut engine) {
            time(&format!("{name}{filtered}"), &mut || {
                drop(explore(&mut engine, &question));
                0
            });
        }
    }
    view(&mut engine, "");
    for (operation, format) in EXPORTS {
        time(operation, &mut || export(&mut engine, format));
    }
    for (name, question) in about_accesses(&mut engine) {
        time(name, &mut || {
            drop(explore(&mut engine, &question));
            0
        });
    }
}

fn quick(criterion: Criterion) -> Criterion {
    criterion.sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(2))
}

macro_rules! logs {
    ($($name:ident: $records:expr, $generation:expr;)*) => {$(
        #[wasm_bindgen_bench]
        fn $name(criterion: &mut Criterion) {
            operations(&mut quick(std::mem::take(criterion)), $records, $generation);
        }
    )*};
}

logs! {
    events_10k: 10_000, Generation::Events;
    events_100k: 100_000, Generation::Events;
    events_1m: 1_000_000, Generation::Events;
    legacy_10k: 10_000, Generation::Legacy;
    legacy_100k: 100_000, Generation::Legacy;
    legacy_1m: 1_000_000, Generation::Legacy;
}
