//! What happened before and after a record, whatever the filter leaves of it.

use std::cmp::Reverse;

use crate::store::Store;

/// Rows around one, newest first: those after it in time, and those before it, at most
/// `count` of each; of the same access alone, or of all. The order of time is up to date.
pub(crate) fn around(store: &Store, row: u32, count: usize, same_access: bool) -> (Vec<u32>, Vec<u32>) {
    let oldest_first = store.oldest_first();
    let key = |row: u32| (store.times[row as usize], Reverse(row));
    let place = oldest_first.partition_point(|other| key(*other) < key(row));
    let base = |row: u32| store.access(store.accesses.codes.get(row)).map(|(base, _)| base);
    let (access, mut found) = (store.accesses.codes.get(row), Vec::new());
    // Versions of an access have codes of their own.
    let allowed: Vec<bool> = if same_access {
        let of_row = base(row);
        let codes = (0_u32..).take(store.accesses.texts.codes());
        codes.map(|code| code == access || (of_row.is_some() && store.access(code).map(|it| it.0) == of_row)).collect()
    } else {
        Vec::new()
    };
    let fits = |row: &&u32| !same_access || allowed[store.accesses.codes.get(**row) as usize];
    found.extend(oldest_first.iter().skip(place + 1).filter(fits).take(count));
    found.reverse();
    let older = oldest_first.iter().take(place).rev().filter(fits).take(count).copied().collect();
    (found, older)
}
