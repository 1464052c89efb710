//! An empty list: what is known, no more, and what may help.

use audit_core::engine::{Command, Reply};
use audit_core::pryv::{NothingSeen, Scope};
use audit_core::query::TermCounts;
use leptos::prelude::*;

use super::count_line::{COUNT_LINE, drop_term};
use super::filters::period_words;
use crate::browser::document;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::phrases::visible;
use crate::state::{AppState, use_state};
use crate::worker_protocol::{Identity, LoadStatus};

/// What says why there are no records, in the place of the list, which keeps its id.
const NO_RECORDS: &str = "no-records";

/// Puts the focus on the list, or on what says why there is none.
pub(crate) fn focus_records() {
    document::focus(NO_RECORDS);
    // One that is hidden takes none.
    document::focus("records");
}

/// Why the list is empty: a title and a sentence or two.
#[component]
pub(crate) fn Empty(identity: Identity) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let server = matches!(identity, Identity::Server { .. });
    let words = Memo::new(move |_| words(i18n, state, &identity));
    let busy = Memo::new(move |_| state.load.with(LoadStatus::is_busy));
    let wider = Memo::new(move |_| state.window().longer().filter(|_| server && !busy.get()));
    view! {
        <div class="empty" id=NO_RECORDS tabindex="-1">
            <p class="empty-title">{move || words.get().0}</p>
            <p>{move || words.get().1}</p>
            <Terms/>
            <div class="buttons">
                <Show when=move || state.view.with(|view| !view.query.is_empty())>
                    <button
                        class="button"
                        on:click=move |_| {
                            state.go(|view| view.query.clear());
                            document::focus(COUNT_LINE);
                        }
                    >
                        {move || i18n.texts().clear_filters}
                    </button>
                </Show>
                {move || {
                    wider
                        .get()
                        .map(|window| {
                            let texts = i18n.texts();
                            let period = period_words(texts, window);
                            view! {
                                <button class="button" on:click=move |_| state.choose_window(window)>
                                    {fill(texts.load_longer, &[("period", period)])}
                                </button>
                            }
                        })
                }}
            </div>
        </div>
    }
}

/// Each term of a filter that nothing fits: how many records fit it alone, and how many
/// would be left without it.
#[component]
fn Terms() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let terms = RwSignal::new(Vec::<(usize, TermCounts)>::new());
    let version = Memo::new(move |_| state.viewed.with(|viewed| viewed.version));
    Effect::new(move |_| {
        let asked = version.get();
        // Those of the filter before, whose places are not those of this one.
        terms.update(Vec::clear);
        // Every term is counted twice, while half a word seldom is what is meant, and the
        // next key would wait for it.
        if state.viewed.with_untracked(|viewed| viewed.draft) {
            return;
        }
        let query = state.query.with_untracked(ToString::to_string);
        let (zone, now_ms) = (state.zone.get_untracked(), state.now_ms());
        state.engine.ask(Command::Explain { query, zone, now_ms }, move |answer| {
            // By now another filter may be looked at, or something match.
            if let Reply::Explained(found) = answer.reply
                && version.try_get_untracked() == Some(asked)
            {
                terms.set(found.into_iter().enumerate().collect());
            }
        });
    });
    let term = move |(index, counts): (usize, TermCounts)| {
        let name = visible(&counts.term);
        let label = format!("{}: {name}", i18n.texts().term_drop);
        let alone = i18n.plural(|texts| texts.term_alone, u64::from(counts.alone));
        let without = match counts.without {
            0 => i18n.texts().term_not_alone.to_owned(),
            left => i18n.plural(|texts| texts.term_without, u64::from(left)),
        };
        view! {
            <li class:culprit={counts.without > 0}>
                <bdi class="term" translate="no">{name}</bdi>
                <span>{alone} " " {without}</span>
                <button
                    class="button compact"
                    aria-label=label
                    on:click=move |_| drop_term(state, index)
                >
                    {i18n.texts().term_drop}
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || terms.with(|terms| !terms.is_empty())>
            <ul class="terms" aria-label=move || i18n.texts().chips_label>
                {move || terms.get().into_iter().map(term).collect_view()}
            </ul>
        </Show>
    }
}

fn words(i18n: I18n, state: AppState, identity: &Identity) -> (&'static str, String) {
    let texts = i18n.texts();
    if let Identity::Server { scope, .. } = identity
        && let Some(found) = nothing_seen(i18n, state, scope)
    {
        return found;
    }
    let (busy, complete) = state.load.with(|load| (load.is_busy(), load.is_whole()));
    let loaded = state.viewed.with(|viewed| viewed.snapshot.loaded);
    if loaded > 0 {
        let mut text = i18n.plural(|texts| texts.no_match_text, u64::from(loaded));
        if !complete {
            text.push(' ');
            text.push_str(if busy { texts.still_loading } else { texts.no_match_partial });
        }
        return (texts.no_match_title, text);
    }
    let period = period_words(texts, state.window());
    let text = match identity {
        _ if busy => texts.still_loading,
        // Nothing is known about what did not arrive.
        Identity::Server { .. } if !complete => texts.empty_stopped,
        Identity::Server { scope: Scope::Everything, .. } => texts.empty_server,
        Identity::Server { .. } => texts.empty_server_own,
        Identity::File { .. } | Identity::Demo { .. } if !complete => texts.empty_file_cut,
        Identity::File { .. } | Identity::Demo { .. } => texts.empty_file,
    };
    (texts.empty_title, fill(text, &[("period", period)]))
}

/// Why a key sees nothing, where that is known and no filter is the reason.
fn nothing_seen(i18n: I18n, state: AppState, scope: &Scope) -> Option<(&'static str, String)> {
    let texts = i18n.texts();
    let (own_reads, filtered) = (
        state.viewed.with(|viewed| viewed.snapshot.own_reads.held),
        state.query.with(|query| !query.clauses.is_empty()),
    );
    let period = period_words(texts, state.window());
    match state.nothing_seen(scope)? {
        NothingSeen::SwitchedOff => Some((texts.empty_switched_off_title, texts.empty_switched_off.to_owned())),
        NothingSeen::NotYet if own_reads > 0 && !filtered => {
            Some((texts.empty_not_yet_title, fill(texts.empty_not_yet_but, &[("period", period)])))
        }
        NothingSeen::NotYet if own_reads == 0 && *scope != Scope::Everything => {
            Some((texts.empty_not_yet_title, fill(texts.empty_not_yet, &[("period", period)])))
        }
        NothingSeen::NotYet | NothingSeen::Forbidden => None,
    }
}
