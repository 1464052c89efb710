//! How long reading a filter takes, by its length: twice as long a text has to take
//! twice as long, whatever is in it.
//!
//! ```text
//! cargo bench -p audit-core --bench query
//! ```

use std::hint::black_box;
use std::time::Duration;

use audit_core::query::Query;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Up to the most that is read.
const LENGTHS: [usize; 5] = [125, 250, 500, 1000, 2000];

/// What texts are made of, over and over: the usual, and what could make a reader look
/// at the rest of the text again and again.
const PIECES: [(&str, &str); 8] = [
    ("terms", "status:403 diary -ip:private "),
    ("groups", "(a OR b) -(c d) "),
    ("nested", "(-(a OR "),
    ("lists", "401,403,"),
    ("open-ranges", "time:[a status "),
    ("open-quotes", "\"\\\" "),
    ("comparisons", "status    > records "),
    ("unknown", "acton:x "),
];

fn parse(criterion: &mut Criterion) {
    for (name, piece) in PIECES {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10).measurement_time(Duration::from_secs(1)).warm_up_time(Duration::from_millis(200));
        for length in LENGTHS {
            let start = if name == "lists" { "status:" } else { "" };
            let text: String = start.chars().chain(piece.chars().cycle()).take(length).collect();
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::new("parse", length), &text, |bench, text| {
                bench.iter(|| black_box(Query::parse(text)));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, parse);
criterion_main!(benches);
