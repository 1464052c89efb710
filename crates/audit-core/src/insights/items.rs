//! Which records prove what was written of which item.
//!
//! A record is believed on its `record` where the action is one that sets it, the call
//! succeeded, and the key is of the kind of item that the action writes: in a batch, and on a
//! socket, servers repeat the last one on later rows.

use super::changes::ItemClass;
use crate::record::Outcome;
use crate::store::{Selection, Store, Texts, WrittenItem, sort_rows};

/// What two records about one item have in common.
type ItemKey = (u32, [u64; 2]);

/// The records of each item. Made when somebody asks, and again when records came.
#[derive(Debug, Default)]
pub(crate) struct ItemIndex {
    /// What stands before usual ids, and items with any other.
    texts: Texts,
    /// Rows that prove something, the oldest first.
    rows: Vec<u32>,
    keys: Vec<ItemKey>,
    /// Places in those, together by item, the oldest first.
    places: Vec<u32>,
    /// The places of each item, as a range; the item that was changed last comes first.
    groups: Vec<(u32, u32)>,
    /// Of how many records this was made, and how many had taken the place of others.
    made_of: (u32, u32),
}

impl ItemIndex {
    /// The index of all records of a sorted store.
    pub(crate) fn new(store: &Store) -> Self {
        let mut items = Self { made_of: state(store), ..Self::default() };
        let done: Vec<bool> = store.outcomes().into_iter().map(|outcome| outcome == Outcome::Done).collect();
        let classes: Vec<Option<ItemClass>> =
            store.methods().iter().map(|method| ItemClass::written_by(&method.name)).collect();
        for row in store.oldest_first().iter().copied() {
            let Some(class) = classes[store.actions.codes.get(row) as usize] else { continue };
            if !done[store.statuses.codes.get(row) as usize] {
                continue;
            }
            if let Some(item) = store.integrity.item(row)
                && class.begins(&item)
            {
                let key = items.key(&item);
                items.rows.push(row);
                items.keys.push(key);
            }
        }
        items.group();
        items
    }

    /// Whether no record came since.
    pub(crate) fn is_of(&self, store: &Store) -> bool {
        self.made_of == state(store)
    }

    fn key(&mut self, item: &WrittenItem) -> ItemKey {
        match item {
            WrittenItem::Packed { lead, id } => (self.texts.code(lead), *id),
            WrittenItem::Text(text) => (self.texts.code(text), [u64::MAX; 2]),
        }
    }

    fn group(&mut self) {
        let keys = &self.keys;
        self.places = (0..).take(keys.len()).collect();
        sort_rows(&mut self.places, &|a, b| keys[a as usize].cmp(&keys[b as usize]));
        let mut start = 0;
        let mut ranges = Vec::new();
        for group in self.places.chunk_by(|a, b| keys[*a as usize] == keys[*b as usize]) {
            let end = start + u32::try_from(group.len()).unwrap_or(u32::MAX);
            ranges.push((start, end));
            start = end;
        }
        let places = &self.places;
        let last = |group: u32| places[ranges[group as usize].1 as usize - 1];
        let mut order: Vec<u32> = (0..).take(ranges.len()).collect();
        sort_rows(&mut order, &|a, b| last(b).cmp(&last(a)));
        self.groups = order.into_iter().map(|group| ranges[group as usize]).collect();
    }

    /// Rows that prove something.
    pub(crate) fn selection(&self, store: &Store) -> Selection {
        let mut selection = Selection::none(store.len());
        self.rows.iter().for_each(|row| selection.insert(*row));
        selection
    }

    /// The rows of each item, the oldest first; the item that was changed last comes first.
    pub(crate) fn groups(&self) -> impl Iterator<Item = impl Iterator<Item = u32> + Clone + '_> + '_ {
        self.groups.iter().map(|range| self.rows_of(*range))
    }

    fn rows_of(&self, (start, end): (u32, u32)) -> impl Iterator<Item = u32> + Clone + '_ {
        self.places[start as usize..end as usize].iter().map(|place| self.rows[*place as usize])
    }

    /// The rows of one item, the oldest first.
    pub(crate) fn of(&self, class: ItemClass, id: &str) -> Vec<u32> {
        let (lead, id) = match WrittenItem::of(&format!("{}{id}", class.lead())) {
            WrittenItem::Packed { lead, id } => (lead.into_owned(), id),
            WrittenItem::Text(text) => (text, [u64::MAX; 2]),
        };
        let Some(code) = self.texts.known(&lead) else { return Vec::new() };
        let key = (code, id);
        let compare = |place: &u32| self.keys[*place as usize].cmp(&key);
        let start = self.places.partition_point(|place| compare(place).is_lt());
        let end = start + self.places[start..].partition_point(|place| compare(place).is_eq());
        self.places[start..end].iter().map(|place| self.rows[*place as usize]).collect()
    }

    /// Bytes of memory taken.
    pub(crate) fn bytes(&self) -> usize {
        let rows = self.rows.len() * (2 * size_of::<u32>() + size_of::<ItemKey>());
        rows + self.groups.len() * size_of::<(u32, u32)>() + self.texts.bytes()
    }
}

fn state(store: &Store) -> (u32, u32) {
    (store.len(), store.replaced())
}
