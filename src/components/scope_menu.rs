//! What the key that is in use sees of the log: a line near the account's name, and behind
//! it what that means, and what shows more.

use audit_core::pryv::{NothingSeen, Scope};
use audit_core::record::Generation;
use leptos::prelude::*;

use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::Memo;
use crate::phrases::visible;
use crate::state::use_state;
use crate::ui::{Menu, MenuState};

/// The line, which opens the rest.
#[component]
pub(super) fn ScopeMenu(
    /// The name of the access whose key is used.
    access: String,
    /// What it sees.
    scope: Scope,
    /// Which generation the server speaks.
    generation: Generation,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let menu = MenuState::new("scope-menu");
    let scope = StoredValue::new(scope);
    let nothing = Memo::new(move |_| scope.with_value(|scope| state.nothing_seen(scope)));
    let label = Memo::new(move |_| {
        let texts = i18n.texts();
        let sees = scope.with_value(|scope| sees(i18n, scope, generation));
        let line = fill(sees.0, &[("access", &access), ("what", &sees.1)]);
        let more = match nothing.get() {
            Some(NothingSeen::SwitchedOff) => texts.scope_switched_off,
            Some(NothingSeen::NotYet) => texts.scope_not_yet,
            Some(NothingSeen::Forbidden) | None => return line,
        };
        format!("{line}: {more}")
    });
    view! {
        <Menu menu label>
            <div class="scope">
                {move || {
                    let lines = scope.with_value(|scope| details(i18n, scope, generation));
                    lines.into_iter().map(|line| view! { <p><bdi>{line}</bdi></p> }).collect_view()
                }}
                <Show when=move || nothing.get() == Some(NothingSeen::SwitchedOff)>
                    <p>{move || i18n.texts().empty_switched_off}</p>
                </Show>
                {scope
                    .with_value(|scope| *scope != Scope::Everything)
                    .then(|| view! { <p>{move || i18n.texts().scope_to_see_more}</p> })}
            </div>
        </Menu>
    }
}

/// A sentence about an `{access}`, and `{what}` it sees.
pub(super) fn sees(i18n: I18n, scope: &Scope, generation: Generation) -> (&'static str, String) {
    let texts = i18n.texts();
    let text = match scope {
        // The older log knows no call without an access, such as a failed sign-in.
        Scope::Everything if generation == Generation::Legacy => texts.sees_accesses,
        Scope::Everything => texts.sees_everything,
        Scope::Own { .. } => texts.sees_own,
        Scope::Granted { own, accesses, actions } => {
            let count = |list: &[String]| u64::try_from(list.len()).unwrap_or(u64::MAX);
            let parts = [
                own.then(|| texts.scope_own.to_owned()),
                (!accesses.is_empty()).then(|| i18n.plural(|texts| texts.scope_accesses, count(accesses))),
                (!actions.is_empty()).then(|| i18n.plural(|texts| texts.scope_actions, count(actions))),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            return (texts.sees_granted, parts.join(texts.scope_and));
        }
        Scope::Nothing => texts.sees_nothing,
    };
    (text, String::new())
}

/// What that means.
pub(super) fn details(i18n: I18n, scope: &Scope, generation: Generation) -> Vec<String> {
    let texts = i18n.texts();
    match scope {
        Scope::Everything if generation == Generation::Legacy => {
            vec![texts.limit_accesses.to_owned(), texts.limit_legacy_sign_in.to_owned()]
        }
        Scope::Everything => vec![texts.scope_everything.to_owned()],
        Scope::Own { .. } => vec![texts.scope_own_only.to_owned()],
        Scope::Granted { own, accesses, actions } => {
            let mut lines = vec![texts.scope_granted_only.to_owned()];
            lines.extend(own.then(|| texts.scope_list_own.to_owned()));
            lines.extend(accesses.iter().map(|id| fill(texts.scope_list_access, &[("id", &visible(id))])));
            lines.extend(actions.iter().map(|it| fill(texts.scope_list_action, &[("action", &visible(it))])));
            lines
        }
        Scope::Nothing => vec![texts.problem_self_audit.to_owned()],
    }
}
