//! What colors mean, with counts; a part is also a filter.

use audit_core::record::Outcome;
use leptos::prelude::*;

use super::shown::{Drawn, Heat, Part};
use crate::i18n::{fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::phrases::{mark, outcome_class};
use crate::state::use_state;
use crate::ui::Each;

/// The parts of the bars, in the order in which they stand on each other.
#[component]
pub(super) fn Legend(drawn: Memo<Drawn>, missing: Memo<usize>, lit: RwSignal<Option<usize>>) -> impl IntoView {
    let i18n = use_i18n();
    let parts = Memo::new(move |_| drawn.with(|drawn| drawn.parts.clone()));
    let sums = Memo::new(move |_| drawn.with(|drawn| drawn.sums(0, drawn.bars.len())));
    // Entries stay where they are while only their counts change: one has the focus.
    let entries = move || parts.get().into_iter().enumerate();
    view! {
        <ul class="legend" aria-label=move || i18n.texts().chart_legend>
            <Each each=entries key=|(place, part)| (*place, format!("{part:?}")) let:entry>
                <Entry place=entry.0 part=entry.1 sums lit/>
            </Each>
            <NotLoaded missing/>
        </ul>
    }
}

#[component]
fn Entry(place: usize, part: Part, sums: Memo<Vec<u32>>, lit: RwSignal<Option<usize>>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let count = Memo::new(move |_| i18n.number(sums.with(|sums| sums.get(place).copied().unwrap_or(0))));
    let class = part.class(place);
    let of_outcome = match &part {
        Part::Outcome(kind) => Some(*kind),
        _ => None,
    };
    let term = part.term();
    let words = Memo::new(move |_| part.words(i18n.texts(), &state.words.get()));
    let look = view! {
        <span class=format!("swatch {class}") aria-hidden="true"></span>
        {of_outcome.map(sign)}
        <bdi class="name" translate="no" aria-hidden="true">{move || words.get()}</bdi>
        <span class="count" aria-hidden="true">{move || count.get()}</span>
    };
    let Some((field, value)) = term else {
        let spoken = move || fill(i18n.texts().chart_part, &[("part", &words.get()), ("count", &count.get())]);
        return view! {
            <li>
                <span class="legend-part">
                    <span class="hidden">{spoken}</span>
                    {look}
                </span>
            </li>
        }
        .into_any();
    };
    let spoken = move || fill(i18n.texts().chart_only, &[("part", &words.get()), ("count", &count.get())]);
    let chosen = {
        let value = value.clone();
        Memo::new(move |_| state.query.with(|query| query.values(field) == [value.as_str()]))
    };
    let choose = move |_| {
        let values = if chosen.get_untracked() { Vec::new() } else { vec![value.clone()] };
        state.filter(|query| query.with_field(field, &values));
    };
    view! {
        <li>
            <button
                class="legend-part"
                aria-pressed=move || if chosen.get() { "true" } else { "false" }
                on:click=choose
                on:pointerenter=move |_| lit.set(Some(place))
                on:pointerleave=move |_| lit.set(None)
                on:focus=move |_| lit.set(Some(place))
                on:blur=move |_| lit.set(None)
            >
                <span class="hidden">{spoken}</span>
                {look}
            </button>
        </li>
    }
    .into_any()
}

/// The mark that an outcome has wherever it is named.
fn sign(kind: Outcome) -> impl IntoView {
    view! {
        <span class=format!("outcome {}", outcome_class(kind)) aria-hidden="true">
            {mark(kind)}
        </span>
    }
}

/// The shades of the map, with the counts that they stand for.
#[component]
pub(super) fn Shades(heat: Memo<Heat>, missing: Memo<usize>) -> impl IntoView {
    let i18n = use_i18n();
    let shades = move || {
        let bounds: Vec<(u32, u32)> = heat.with(|heat| std::iter::once((0, 0)).chain(heat.scale.bounds()).collect());
        let shade = |(shade, (from, to)): (usize, (u32, u32))| {
            let words =
                if from == to { i18n.number(from) } else { format!("{}–{}", i18n.number(from), i18n.number(to)) };
            view! {
                <li class="legend-part">
                    <span class=format!("swatch shade-{shade}") aria-hidden="true"></span>
                    {words}
                </li>
            }
        };
        bounds.into_iter().enumerate().map(shade).collect_view()
    };
    view! {
        <ul class="legend" aria-label=move || i18n.texts().chart_scale>
            {shades}
            <NotLoaded missing/>
        </ul>
    }
}

#[component]
fn NotLoaded(missing: Memo<usize>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Show when=move || { missing.get() > 0 }>
            <li class="legend-part">
                <span class="swatch not-loaded" aria-hidden="true"></span>
                {move || i18n.texts().not_loaded}
            </li>
        </Show>
    }
}
