//! Values to choose from. A value counts among the rows that everything in the filter
//! leaves but what it says of the same dimension: so what is excluded, and what is
//! beside a chosen value, still has a count.

use std::borrow::Cow;

use super::dimension::{Axis, example_time};
use super::{Dimension, Log};
use crate::engine::{Facet, FacetRequest, FacetValue, MAX_ROWS};
use crate::query::{Field, Mark, Query, Test};
use crate::record::{Form, Status};
use crate::record_ref::RecordRef;
use crate::store::{Selection, Store, sort_rows};
use crate::time::parse_extent;

/// What the last view left, and how to ask for what another filter would.
pub(crate) struct Seen<'a> {
    pub(crate) query: &'a Query,
    pub(crate) selection: &'a Selection,
    pub(crate) select: &'a dyn Fn(&Query, &Store) -> Selection,
}

/// One facet. Readings are up to date.
pub(crate) fn facet(log: Log, seen: &Seen, request: &FacetRequest) -> Facet {
    let own = Own::of(seen.query, request.dimension.field());
    let wider;
    let selection = if own.is_empty() {
        seen.selection
    } else {
        let mut selection = (seen.select)(&own.others, log.store);
        selection.truncate(seen.selection.rows());
        wider = selection;
        &wider
    };
    let axis = Axis::new(log, request.dimension);
    let by_code = axis.counts(selection);
    // What the filter names is there to be taken back, also when nothing has it.
    let named = own.named();
    let values = axis.values(|code| by_code[code] > 0 || !named.is_empty());
    let mut counts = vec![0_u32; values.texts.len()];
    for (code, text) in &values.pairs {
        counts[*text as usize] += by_code[*code as usize];
    }
    let name = |text: &str| log.name(request.dimension, text);
    let search = request.search.to_lowercase();
    let fits = |text: &str| text.to_lowercase().contains(&search);
    let mut order: Vec<u32> = (0_u32..)
        .zip(&values.texts)
        .filter(|(place, text)| counts[*place as usize] > 0 || is_named(&named, text, name(text)))
        .filter(|(_, text)| search.is_empty() || fits(text) || name(text).is_some_and(fits))
        .map(|(place, _)| place)
        .collect();
    sort_rows(&mut order, &|a, b| {
        let (a, b) = (a as usize, b as usize);
        counts[b].cmp(&counts[a]).then_with(|| values.texts[a].cmp(&values.texts[b]))
    });
    let window = order.iter().skip(request.first as usize).take(request.count.min(MAX_ROWS) as usize);
    let mut window: Vec<FacetValue> = window
        .map(|place| {
            let text = &values.texts[*place as usize];
            let name = name(text).map(str::to_owned);
            FacetValue { value: text.to_string(), name, count: counts[*place as usize], mark: Mark::None }
        })
        .collect();
    own.mark(log, seen.select, request.dimension, &mut window);
    let total = u32::try_from(order.len()).unwrap_or(u32::MAX);
    Facet { dimension: request.dimension, total, first: request.first, values: window }
}

fn is_named(named: &[&str], value: &str, name: Option<&str>) -> bool {
    named.iter().any(|named| *named == value || Some(*named) == name)
}

/// A filter, by what it says of one field.
#[derive(Default)]
struct Own {
    others: Query,
    /// What is wanted, and what is not.
    positive: Query,
    negated: Query,
}

impl Own {
    fn of(query: &Query, field: Option<Field>) -> Self {
        let mut own = Self::default();
        for clause in &query.clauses {
            let side = match &clause.test {
                Test::Field(filter) if Some(filter.field) == field && clause.negated => &mut own.negated,
                Test::Field(filter) if Some(filter.field) == field => &mut own.positive,
                _ => &mut own.others,
            };
            side.clauses.push(clause.clone());
        }
        own
    }

    fn is_empty(&self) -> bool {
        self.positive.clauses.is_empty() && self.negated.clauses.is_empty()
    }

    /// The values that it names, without what makes them exact.
    fn named(&self) -> Vec<&str> {
        let mut named = Vec::new();
        for clause in self.positive.clauses.iter().chain(&self.negated.clauses) {
            if let Test::Field(filter) = &clause.test {
                named.extend(filter.values.iter().map(|value| value.strip_prefix('=').unwrap_or(value)));
            }
        }
        named
    }

    /// Says what the filter says of values: it is tried on records that hold nothing
    /// else, so that what a value means is known in one place.
    fn mark(
        &self,
        log: Log,
        select: &dyn Fn(&Query, &Store) -> Selection,
        dimension: Dimension,
        values: &mut [FacetValue],
    ) {
        if self.is_empty() {
            return;
        }
        let mut store = Store::default();
        for (place, value) in values.iter().enumerate() {
            let _ = store.push(&sample(log, dimension, &value.value, place), b"", None);
        }
        store.sort();
        let (wanted, allowed) = (select(&self.positive, &store), select(&self.negated, &store));
        for (row, value) in (0_u32..).zip(values) {
            value.mark = match (allowed.holds(row), self.positive.clauses.is_empty()) {
                (false, _) => Mark::Excluded,
                (true, false) if wanted.holds(row) => Mark::Chosen,
                _ => Mark::None,
            };
        }
    }
}

/// A record with a value in one dimension, and nothing else.
fn sample<'a>(log: Log<'a>, dimension: Dimension, value: &'a str, number: usize) -> RecordRef<'a> {
    let mut record = RecordRef {
        id: number.to_string().into(),
        time_ms: 0,
        kind: "".into(),
        access: None,
        caller: None,
        action: "".into(),
        status: Status::Recorded(200),
        error_id: None,
        error_message: None,
        addresses: "".into(),
        source: None,
        query: None,
        record_count: None,
        record_count_incomplete: false,
        scoped_streams: "".into(),
        scoped_stream_count: None,
        integrity: None,
        stream_ids: "".into(),
        form: Form::Event,
    };
    let text = Cow::Borrowed(value);
    match dimension {
        Dimension::Action => record.action = text,
        Dimension::Operation => {
            let method = log.store.methods().iter().skip(1).find(|method| method.operation.label() == value);
            record.action = method.map_or_else(String::new, |method| method.name.clone()).into();
        }
        Dimension::Status => {
            let mut statuses = log.store.statuses.dictionary.values().iter();
            record.status = *statuses.find(|status| status.label() == value).unwrap_or(&record.status);
        }
        Dimension::Error => record.error_id = Some(text),
        Dimension::Access => record.access = Some((value, None)),
        Dimension::Address => record.addresses = text,
        Dimension::Source => record.source = Some(text),
        Dimension::Caller => record.caller = Some(text),
        Dimension::Stream => record.scoped_streams = serde_json::to_string(&[value]).unwrap_or_default().into(),
        Dimension::Day => record.time_ms = parse_extent(value, log.zone).map_or(0, |extent| extent.0),
        Dimension::Hour | Dimension::Weekday => {
            record.time_ms = example_time(dimension, value, log.zone);
        }
    }
    record
}
