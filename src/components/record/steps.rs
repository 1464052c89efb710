//! What somebody can do about a record that they do not know or cannot explain.

use audit_core::engine::Row;
use audit_core::reason::Reason;
use audit_core::record::{Operation, PSEUDO_ACCESSES};
use leptos::prelude::*;

use crate::components::insights::show_access;
use crate::components::letter::{AccountPage, Letter};
use crate::i18n::use_i18n;
use crate::messages::Messages;
use crate::state::use_state;

/// All of it, folded.
#[component]
pub(super) fn Steps(row: Row) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let access = given_access(&row).map(|base| {
        let base = base.to_owned();
        view! {
            <li>
                <button class="link" on:click=move |_| show_access(state, &base)>
                    {move || i18n.texts().step_access}
                </button>
            </li>
        }
    });
    let step = step(i18n.texts(), &row).map(|_| {
        let (of, on_the_platform) = (row.clone(), !is_of_dead_key(&row));
        view! {
            <li>
                {move || step(i18n.texts(), &of)}
                {on_the_platform.then(|| view! { " " <AccountPage/> })}
            </li>
        }
    });
    view! {
        <details class="findings-folded record-steps">
            <summary>
                <h3>{move || i18n.texts().finding_next}</h3>
            </summary>
            <ul class="finding-steps">
                {access}
                {step}
                <li>
                    <details>
                        <summary>{move || i18n.texts().step_ask}</summary>
                        <Letter say=move |telling, account| telling.letter_of_record(&row, account)/>
                    </details>
                </li>
                <li>{move || i18n.texts().step_authority}</li>
            </ul>
        </details>
    }
}

/// The access whose page is worth a look: nobody was given a pseudo access.
fn given_access(row: &Row) -> Option<&str> {
    let base = row.access.as_ref().map(|access| access.base.as_str());
    base.filter(|base| !PSEUDO_ACCESSES.contains(base))
}

/// Whether it was called with a key that is no more, or never was one.
fn is_of_dead_key(row: &Row) -> bool {
    let is_dead = matches!(row.facts.reason, Some(Reason::Expired | Reason::KeyUnknown | Reason::KeyInvalid));
    is_dead && row.operation != Operation::Auth
}

/// What to do if it was nobody the person knows, where there is something.
fn step(texts: &Messages, row: &Row) -> Option<&'static str> {
    if row.operation == Operation::Auth {
        return Some(texts.step_password);
    }
    if is_of_dead_key(row) {
        return Some(texts.step_app);
    }
    given_access(row).map(|_| texts.step_withdraw)
}
