//! What looks odd in the log that is open: asked once for all parts of the page.

use std::sync::Arc;

use audit_core::engine::{Answer, Question};
use audit_core::insights::findings::Finding;
use leptos::prelude::*;

use crate::explored::explored;
use crate::i18n::use_i18n;
use crate::lasting::Memo;
use crate::state::{AppState, use_state};
use crate::worker_protocol::LoadStatus;

/// What looks odd; nothing while the log loads, since a part of it has no habits.
#[derive(Clone, Copy)]
pub(super) struct Odd {
    found: Memo<Option<Arc<Vec<Arc<Finding>>>>>,
}

/// Looks for what is odd in the log, for all that is on the page.
pub(crate) fn look_for_odd() {
    let state = use_state();
    let loaded = Memo::new(move |_| !state.load.with(LoadStatus::is_busy));
    let answer = explored(Memo::new(move |_| loaded.get().then_some(Question::Findings)));
    let found = Memo::new(move |_| {
        answer.with(|it| match it.as_ref().map(|it| &it.answer) {
            Some(Answer::Findings(found)) => Some(Arc::new(found.iter().cloned().map(Arc::new).collect())),
            _ => None,
        })
    });
    provide_context(Odd { found });
}

impl Odd {
    /// Whether it is known what looks odd.
    pub(super) fn is_told(self) -> bool {
        self.found.with(Option::is_some)
    }

    /// Findings that the person knows, or all others.
    pub(super) fn of(self, state: AppState, is_known: bool) -> Vec<Arc<Finding>> {
        let known = state.known_here.get();
        self.found.with(|found| {
            let all = found.iter().flat_map(|found| found.iter());
            all.filter(|finding| known.contains(&finding.key) == is_known).cloned().collect()
        })
    }
}

/// What [`look_for_odd`] finds.
pub(super) fn use_odd() -> Odd {
    expect_context()
}

/// How many findings the person does not know yet, beside the name of their page.
#[component]
pub(crate) fn NotKnownYet() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let odd = use_odd();
    let count = Memo::new(move |_| odd.of(state, false).len() as u64);
    view! {
        <Show when=move || { count.get() > 0 }>
            <span class="badge" aria-hidden="true">{move || i18n.number(count.get())}</span>
            <span class="hidden">": " {move || i18n.plural(|texts| texts.findings_badge, count.get())}</span>
        </Show>
    }
}
