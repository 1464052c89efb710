//! Back to longer times than those that are filtered by.

use audit_core::chart::wider;
use audit_core::query::{Field, times_of};
use audit_core::time::write_range;
use leptos::prelude::*;

use super::bars::BARS;
use super::heat_cells::CURRENT;
use crate::browser::document;
use crate::components::periods::range_in_words;
use crate::i18n::{fill, use_i18n};
use crate::lasting::Memo;
use crate::state::{AppState, use_state};

/// One step wider, and all times; where times are filtered by.
#[component]
pub(super) fn Wider() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let narrowed = Memo::new(move |_| state.query.with(|query| !query.values(Field::Time).is_empty()));
    let next = Memo::new(move |_| next(state));
    let spoken = move || {
        let words = next.get().and_then(|range| state.zone.with(|zone| range_in_words(i18n, zone, &range)));
        let texts = i18n.texts();
        words.map_or_else(|| texts.chart_widen_all.to_owned(), |it| fill(texts.chart_widen_to, &[("period", &it)]))
    };
    // The buttons go when there is nothing wider, with the view that comes of it; the focus
    // does not go with them.
    let used = StoredValue::new(false);
    Effect::new(move |_| {
        if !narrowed.get() && used.get_value() {
            used.set_value(false);
            request_animation_frame(|| {
                document::focus_if_lost(BARS);
                document::focus_if_lost(CURRENT);
            });
        }
    });
    let go = move |range: Option<String>| {
        used.set_value(range.is_none());
        state.filter(|query| query.with_field(Field::Time, range.as_slice()));
    };
    view! {
        <Show when=move || narrowed.get()>
            <div class="wider">
                <button
                    class="button compact"
                    aria-label=spoken
                    title=spoken
                    on:click=move |_| go(next.get_untracked())
                >
                    {move || i18n.texts().chart_widen}
                </button>
                <button class="button compact" on:click=move |_| go(None)>
                    {move || i18n.texts().chart_all_times}
                </button>
            </div>
        </Show>
    }
}

/// The next wider range as the filter writes it; `None` where that is everything.
fn next(state: AppState) -> Option<String> {
    let held = state.viewed.with(|viewed| viewed.snapshot.span)?;
    let now = state.now_ms();
    state.zone.with(|zone| {
        let times = state.query.with(|query| times_of(query, zone, now))?;
        let (from, to) = wider(times, held, zone)?;
        write_range(Some(from), Some(to), zone)
    })
}
