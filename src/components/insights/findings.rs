//! What looks odd: each finding, most serious first, and what was looked for.

use std::sync::Arc;

use audit_core::insights::findings::{Finding, Rule};
use audit_core::view_state::Window;
use leptos::prelude::*;

use super::TITLE;
use super::finding_card::FindingCard;
use super::odd::use_odd;
use crate::components::load_names::NamesMissing;
use crate::components::periods::day;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::Memo;
use crate::phrases::findings::rule;
use crate::state::{AppState, Source, use_state};
use crate::ui::Each;
use crate::worker_protocol::{Identity, LoadStatus};

/// What most rules need to know what is usual, in milliseconds: two months.
const HABIT_MS: i64 = 60 * 86_400_000;

/// All of them.
#[component]
pub(super) fn FindingList() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let odd = use_odd();
    let told = Memo::new(move |_| odd.is_told());
    let loading = Memo::new(move |_| state.load.with(LoadStatus::is_busy));
    let known_count = Memo::new(move |_| odd.of(state, true).len() as u64);
    let nothing_left = Memo::new(move |_| told.get() && odd.of(state, false).is_empty());
    let short = Memo::new(move |_| told.get() && is_short(state));
    view! {
        <article class="insight" aria-labelledby=TITLE>
            <h2 id=TITLE tabindex="-1">{move || i18n.texts().findings_title}</h2>
            <p class="hint">{move || i18n.texts().findings_about}</p>
            <NamesMissing/>
            <Show when=move || !told.get()>
                <p>
                    {move || {
                        let texts = i18n.texts();
                        if loading.get() { texts.findings_loading } else { texts.row_loading }
                    }}
                </p>
            </Show>
            <Show when=move || told.get()>
                <p class="hint">{move || looked_at(i18n, state)}</p>
            </Show>
            <Show when=move || short.get()>
                <p class="notice">{move || i18n.texts().findings_short}</p>
            </Show>
            <Show when=move || nothing_left.get()>
                <div class="findings-none">
                    <p>
                        {move || {
                            let texts = i18n.texts();
                            if known_count.get() > 0 { texts.findings_none_left } else { texts.findings_none }
                        }}
                    </p>
                    <p>{move || i18n.texts().findings_proves}</p>
                </div>
            </Show>
            <ul class="findings">
                <Each each=move || odd.of(state, false) key=said let:finding>
                    <FindingCard finding known=false/>
                </Each>
            </ul>
            <Show when=move || { known_count.get() > 0 }>
                <details class="findings-folded">
                    <summary>
                        <h3>{move || i18n.plural(|texts| texts.findings_known, known_count.get())}</h3>
                    </summary>
                    <p class="hint">
                        {move || {
                            let texts = i18n.texts();
                            if state.views_are_kept.get() { texts.finding_note } else { texts.views_not_kept }
                        }}
                    </p>
                    <ul class="findings">
                        <Each each=move || odd.of(state, true) key=said let:finding>
                            <FindingCard finding known=true/>
                        </Each>
                    </ul>
                </details>
            </Show>
            <Show when=move || told.get()>
                <LookedFor open=nothing_left.get_untracked()/>
            </Show>
        </article>
    }
}

/// What all rules look for; open where that is all there is to say.
#[component]
fn LookedFor(open: bool) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <details class="findings-folded" open=open>
            <summary>
                <h3>{move || i18n.texts().findings_rules}</h3>
            </summary>
            <ul class="findings-rules">
                {Rule::ALL
                    .into_iter()
                    .map(|it| view! { <li>{move || rule(i18n.texts(), it).name}</li> })
                    .collect_view()}
            </ul>
        </details>
    }
}

/// What is drawn anew when anything of it changes.
fn said(finding: &Arc<Finding>) -> String {
    format!("{finding:?}")
}

/// In which records it was looked.
pub(super) fn looked_at(i18n: I18n, state: AppState) -> String {
    let (loaded, span) = state.aside.with(|viewed| (viewed.snapshot.loaded, viewed.snapshot.span));
    let records = i18n.plural(|texts| texts.records_count, u64::from(loaded));
    let Some((from, to)) = span else { return String::new() };
    let date = |time_ms| day(i18n, state, time_ms);
    fill(i18n.texts().findings_looked, &[("records", &records), ("from", &date(from)), ("to", &date(to))])
}

/// Whether less is loaded than most rules need, and there may be more.
fn is_short(state: AppState) -> bool {
    let of_server = state.source.with(|source| matches!(source, Source::Open(Identity::Server { .. })));
    let span = state.aside.with(|viewed| viewed.snapshot.span);
    of_server
        && state.window() != Window::Everything
        && span.is_some_and(|(from, to)| to.saturating_sub(from) < HABIT_MS)
}
