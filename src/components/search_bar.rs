//! The search text, and what is wrong with it.

use audit_core::query::Diagnostic;
use leptos::prelude::*;

use crate::browser::before::BeforeDecisions;
use crate::browser::clock::Timer;
use crate::browser::document;
use crate::failure;
use crate::i18n::use_i18n;
use crate::state::use_state;

/// How long after the last key what was typed becomes a step of the address, and
/// its mistakes are told: half a word is no mistake. Sooner where somebody decides
/// something else: a click on a filter adds to what was typed, whole.
const PAUSE_MS: i32 = 250;

const FIELD: &str = "search";

/// The search field.
#[component]
pub(crate) fn SearchBar() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let text = Memo::new(move |_| state.view.with(|view| view.query.clone()));
    let timer = StoredValue::new_local(None::<Timer>);
    // What was typed, beside the filter that it was typed over.
    let waiting = StoredValue::new(None::<(String, String)>);
    // The filter as typing left it. Back returns to the one before somebody began
    // to type: the first letters are a step, the next take their place.
    let written = StoredValue::new(None::<String>);
    let now = move || state.view.with_untracked(|view| view.query.clone());
    let follow = move || {
        let Some((typed, over)) = waiting.try_update_value(Option::take).flatten() else { return };
        let now = now();
        // Something else changed the filter meanwhile; the field shows that now.
        if now != over {
            state.draft.set(None);
            return;
        }
        if written.with_value(|written| written.as_ref() == Some(&now)) {
            state.adjust(|view| view.query.clone_from(&typed));
        } else {
            state.go(|view| view.query.clone_from(&typed));
        }
        state.draft.set(None);
        written.set_value(Some(typed));
    };
    let typed = move |typed: String| {
        state.draft.set(Some(typed.clone()));
        waiting.set_value(Some((typed, now())));
        timer.set_value(Some(Timer::after(PAUSE_MS, follow)));
    };
    // Not when the field loses the focus: what is about to be clicked would move away.
    let before = BeforeDecisions::run(move |event| {
        if !document::is_inside(event, FIELD) {
            follow();
        }
    });
    let _before = StoredValue::new_local(before);
    // Enter ends what is one step: more typing is another.
    let entered = move |entered: String| {
        waiting.set_value(Some((entered, now())));
        follow();
        written.set_value(None);
    };
    let field = NodeRef::<leptos::html::Input>::new();
    let problems = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.diagnostics.clone()));
    let told = move || state.draft.with(Option::is_none) && problems.with(|problems| !problems.is_empty());
    let wrong = move || told() && problems.with(|problems| problems.iter().any(Diagnostic::is_mistake));
    view! {
        <form
            role="search"
            class="search"
            on:submit=move |event| {
                event.prevent_default();
                if let Some(field) = field.get() {
                    entered(field.value());
                }
            }
        >
            <label for=FIELD>{move || i18n.texts().search_label}</label>
            <input
                id=FIELD
                type="search"
                node_ref=field
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                enterkeyhint="search"
                placeholder=move || i18n.texts().search_hint
                aria-invalid=move || wrong().then_some("true")
                aria-describedby="search-problems"
                prop:value=move || text.get()
                on:input=move |event| typed(event_target_value(&event))
            />
            <div id="search-problems" class="problem" role="alert">
                <Show when=told>
                    {move || {
                        problems
                            .get()
                            .iter()
                            .map(|problem| view! { <p>{failure::search(i18n, problem)}</p> })
                            .collect_view()
                    }}
                    <Show when=wrong>
                        <p class="hint">{move || i18n.texts().last_good_result}</p>
                    </Show>
                </Show>
            </div>
        </form>
    }
}
