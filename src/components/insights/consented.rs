//! How consent was given and taken back: asked once for all parts of the page.

use std::sync::Arc;

use audit_core::engine::{Answer, Question};
use audit_core::insights::consent::{Consent, Transition};
use audit_core::view_state::Topic;
use leptos::prelude::*;

use crate::explored::answered;
use crate::i18n::I18n;
use crate::lasting::Memo;
use crate::phrases::consent::happened;
use crate::state::{AppState, use_state};
use crate::worker_protocol::LoadStatus;

/// Consent; nothing while the log loads, since of a part it is not known what came before.
pub(crate) type Consented = Memo<Option<Arc<Consent>>>;

/// Asks where it is shown: on its own page, and beneath the chart.
pub(crate) fn look_for_consent() {
    let state = use_state();
    let shown = Memo::new(move |_| {
        let is_shown = state.view.with(|view| matches!(view.topic, Topic::Records | Topic::Consent));
        is_shown && !state.load.with(LoadStatus::is_busy)
    });
    let question = Memo::new(move |_| shown.get().then_some(Question::Consent));
    let consented: Consented = answered(question, |answer| match answer {
        Answer::Consent(consent) => Some(&**consent),
        _ => None,
    });
    provide_context(consented);
}

/// What [`look_for_consent`] finds.
pub(crate) fn use_consent() -> Consented {
    expect_context()
}

/// What happened to whom, in a line.
pub(crate) fn in_a_line(i18n: I18n, state: AppState, it: &Transition) -> String {
    state.words.with(|words| happened(i18n.texts(), words, it))
}
