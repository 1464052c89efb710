//! The search text, and what is wrong with it.

use leptos::prelude::*;

use crate::browser::clock::Timer;
use crate::failure;
use crate::i18n::use_i18n;
use crate::state::use_state;

/// How long after the last key the search follows.
const PAUSE_MS: i32 = 250;

/// The search field.
#[component]
pub(crate) fn SearchBar() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let text = Memo::new(move |_| state.view.with(|view| view.query.clone()));
    let timer = StoredValue::new_local(None::<Timer>);
    // While somebody types, the address follows without a step for each letter;
    // Enter makes a step.
    let typed = move |typed: String| {
        timer.set_value(Some(Timer::after(PAUSE_MS, move || {
            state.adjust(|view| typed.clone_into(&mut view.query));
        })));
    };
    let entered = move |entered: String| {
        timer.set_value(None);
        state.go(|view| view.query = entered);
    };
    let field = NodeRef::<leptos::html::Input>::new();
    let problems = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.diagnostics.clone()));
    let wrong = move || problems.with(|problems| !problems.is_empty());
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
            <label for="search">{move || i18n.texts().search_label}</label>
            <input
                id="search"
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
                <Show when=wrong>
                    {move || {
                        problems
                            .get()
                            .iter()
                            .map(|problem| view! { <p>{failure::search(i18n, problem)}</p> })
                            .collect_view()
                    }}
                    <p class="hint">{move || i18n.texts().last_good_result}</p>
                </Show>
            </div>
        </form>
    }
}
