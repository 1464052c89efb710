//! After signing out: what is left of it, and withdrawing the access.

use audit_core::pryv::{Problem, Withdrawal, Withdrawn};
use leptos::prelude::*;

use crate::browser::document;
use crate::failure;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::Memo;
use crate::state::{Left, LeftStep, use_state};
use crate::ui::Elsewhere;
use crate::worker_protocol::Failure;

const TITLE: &str = "left-title";

/// Says it, and offers to withdraw the access, as long as there is one.
#[component]
pub(crate) fn SignedOut() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    // The buttons stay the same while the platform is asked: the focus stays on them.
    let left = Memo::new(move |_| state.left.get().filter(|left| left.step != LeftStep::Ending));
    let shown = Memo::new(move |_| left.with(Option::is_some));
    let words = move || left.with(|left| left.as_ref().map(|left| what_it_ends(i18n, left)));
    let news = move || left.with(|left| left.as_ref().and_then(|left| what_became(i18n, left)));
    let withdrawal = Memo::new(move |_| left.with(|left| left.as_ref().map(|left| left.withdrawal.clone())));
    let is_done = Memo::new(move |_| left.with(|left| matches!(left, Some(Left { step: LeftStep::Withdrawn(_), .. }))));
    let is_asking = Memo::new(move |_| left.with(|left| matches!(left, Some(Left { step: LeftStep::Asking, .. }))));
    let can_be_withdrawn =
        move || !is_done.get() && withdrawal.with(|withdrawal| *withdrawal != Some(Withdrawal::NotByItself));
    let end = move |_| {
        state.leave_it();
        document::focus("title");
    };
    let withdraw = move |_| {
        if !is_asking.get_untracked() {
            state.withdraw();
        }
    };
    view! {
        <div role="status">
            <Show when=move || shown.get()>
                <section class="notice offered" aria-labelledby=TITLE>
                    <h2 id=TITLE>{move || i18n.texts().left_title}</h2>
                    <Show when=move || !is_done.get()>
                        <p><bdi>{words}</bdi></p>
                    </Show>
                    {move || news().map(|news| view! { <p>{news}</p> })}
                    {move || {
                        let url = state.config.with(|config| config.account_page.clone());
                        url.map(|url| view! { <p><Elsewhere url>{move || i18n.texts().left_page}</Elsewhere></p> })
                    }}
                    <div class="buttons">
                        <Show when=can_be_withdrawn>
                            <button
                                class="button"
                                aria-disabled=move || is_asking.get().then_some("true")
                                on:click=withdraw
                            >
                                {move || {
                                    let texts = i18n.texts();
                                    if matches!(withdrawal.get(), Some(Withdrawal::Session { .. })) {
                                        texts.left_end_session
                                    } else {
                                        texts.left_withdraw
                                    }
                                }}
                            </button>
                        </Show>
                        <button class="button" on:click=end>
                            {move || {
                                let texts = i18n.texts();
                                if can_be_withdrawn() { texts.left_keep } else { texts.left_close }
                            }}
                        </button>
                    </div>
                </section>
            </Show>
        </div>
    }
}

/// What there still is, and what withdrawing it would end.
fn what_it_ends(i18n: I18n, left: &Left) -> String {
    let texts = i18n.texts();
    let ends = match left.withdrawal {
        Withdrawal::Session { own: true } => texts.left_session_own,
        Withdrawal::Session { own: false } => texts.left_session,
        Withdrawal::Access { own: true, .. } => texts.left_own,
        Withdrawal::Access { own: false, .. } => texts.left_other,
        Withdrawal::NotByItself => texts.left_not_by_itself,
    };
    fill(ends, &[("user", &left.user), ("host", &left.host), ("access", &left.access)])
}

/// What became of it, once something did.
fn what_became(i18n: I18n, left: &Left) -> Option<String> {
    let texts = i18n.texts();
    let host = [("host", left.host.as_str())];
    Some(match &left.step {
        LeftStep::Ending | LeftStep::Offered => return None,
        LeftStep::Asking => fill(texts.left_asking, &host),
        LeftStep::Failed(Problem::Forbidden) => fill(texts.left_forbidden, &host),
        LeftStep::Failed(problem) => {
            let reason = failure::load(i18n, &Failure::Server(problem.clone()), &left.host);
            fill(texts.left_failed, &[("reason", &reason)])
        }
        LeftStep::Withdrawn(Withdrawn { before: true, .. }) => texts.left_before.to_owned(),
        LeftStep::Withdrawn(Withdrawn { others: 0, .. }) => fill(texts.left_done, &host),
        LeftStep::Withdrawn(Withdrawn { others, .. }) => {
            i18n.plural_with(|texts| texts.left_done_others, u64::from(*others), &host)
        }
    })
}
