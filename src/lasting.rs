//! Signals and memos whose readers come and go. The page's own take the place of the
//! library's everywhere.
//!
//! Of its own, `reactive_graph` 0.2 keeps a reader in the list of what it read until that
//! changes, and in that of a memo for ever, although it was dropped long ago (0.3 drops
//! them): a page that is used for an hour would grow all the while. A rule of the
//! repository (`tests/tidy.rs`) finds files that use the library's.

use std::ops::Deref;

use leptos::prelude::{
    DefinedAt, Get, Memo as LibraryMemo, ReadUntracked, RwSignal as LibraryRwSignal, Signal, Track, on_cleanup,
};
use leptos::reactive::computed::ArcMemo;
use leptos::reactive::graph::{AnySource, AnySubscriber, Observer, Source, ToAnySource};

/// A signal or a memo that forgets who read it as soon as they are gone.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lasting<S>(S);

/// A memo, as the library's.
pub(crate) type Memo<T> = Lasting<LibraryMemo<T>>;
/// A signal, as the library's.
pub(crate) type RwSignal<T> = Lasting<LibraryRwSignal<T>>;

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// A value that follows from others.
    #[track_caller]
    pub(crate) fn new(of: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        Self(LibraryMemo::new(of))
    }
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// A value that is set.
    #[track_caller]
    pub(crate) fn new(value: T) -> Self {
        Self(LibraryRwSignal::new(value))
    }
}

/// What can be lasting.
pub(crate) trait Readable: Track + ReadUntracked {
    /// What keeps the list of readers.
    fn source(&self) -> AnySource;
}

impl<T: Send + Sync + 'static> Readable for LibraryRwSignal<T> {
    fn source(&self) -> AnySource {
        self.to_any_source()
    }
}

impl<T: Send + Sync + 'static> Readable for LibraryMemo<T> {
    fn source(&self) -> AnySource {
        ArcMemo::from(*self).to_any_source()
    }
}

impl<S: Readable> Track for Lasting<S> {
    fn track(&self) {
        self.0.track();
        if let Some(reader) = Observer::get() {
            forget_with(reader, self.0.source());
        }
    }
}

/// Whoever reads runs in an owner of its own, which is cleaned before it runs again and
/// when it goes.
fn forget_with(reader: AnySubscriber, source: AnySource) {
    on_cleanup(move || source.remove_subscriber(&reader));
}

impl<S: Readable> ReadUntracked for Lasting<S> {
    type Value = S::Value;

    fn try_read_untracked(&self) -> Option<Self::Value> {
        self.0.try_read_untracked()
    }
}

impl<S: DefinedAt> DefinedAt for Lasting<S> {
    fn defined_at(&self) -> Option<&'static std::panic::Location<'static>> {
        self.0.defined_at()
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::derive(move || memo.get())
    }
}

/// To write it.
impl<S> Deref for Lasting<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
    use std::sync::{Arc, Weak};

    use leptos::prelude::{GetUntracked, Owner, Set};
    use leptos::reactive::graph::{ReactiveNode, Subscriber, WithObserver};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    /// Counts how often it is told that something changed.
    #[derive(Default)]
    struct Reader(AtomicU32);

    impl ReactiveNode for Reader {
        fn mark_dirty(&self) {
            self.0.fetch_add(1, Relaxed);
        }

        fn mark_check(&self) {
            self.mark_dirty();
        }

        fn mark_subscribers_check(&self) {}

        fn update_if_necessary(&self) -> bool {
            false
        }
    }

    impl Subscriber for Reader {
        fn add_source(&self, _source: AnySource) {}

        fn clear_sources(&self, _subscriber: &AnySubscriber) {}
    }

    fn check<S: Readable + Copy>(number: RwSignal<u32>, lasting: Lasting<S>)
    where
        Lasting<S>: Get<Value = u32>,
    {
        let (part, reader) = (Owner::new(), Arc::new(Reader::default()));
        let weak = Arc::downgrade(&reader) as Weak<dyn Subscriber + Send + Sync>;
        let before = number.get_untracked();
        // Twice, as a part that is drawn again.
        for _ in 0..2 {
            let subscriber = AnySubscriber(Arc::as_ptr(&reader) as usize, weak.clone());
            let read = || subscriber.with_observer(|| lasting.get() + lasting.get());
            assert_eq!(part.with_cleanup(read), 2 * before);
        }
        drop(weak);
        number.set(before + 1);
        assert_eq!(reader.0.load(Relaxed), 1);
        let subscriber = AnySubscriber(Arc::as_ptr(&reader) as usize, Arc::downgrade(&reader) as Weak<_>);
        part.with_cleanup(|| subscriber.with_observer(|| lasting.track()));
        drop(subscriber);
        assert_ne!(Arc::weak_count(&reader), 0);
        part.cleanup();
        assert_eq!(Arc::weak_count(&reader), 0);
        number.set(before);
        assert_eq!(reader.0.load(Relaxed), 1);
    }

    #[wasm_bindgen_test]
    fn readers_are_told_of_changes_and_forgotten_when_they_are_gone() {
        Owner::new().with(|| {
            let number = RwSignal::new(1);
            check(number, number);
            check(number, Memo::new(move |_| number.get()));
        });
    }
}
