//! A labeled text field with a hint and a problem.

use leptos::prelude::*;

use crate::lasting::RwSignal;

/// A text field. What is typed stays when something is wrong with it.
#[component]
pub(crate) fn TextField(
    /// Its id; the hint's and the problem's ids follow from it.
    id: &'static str,
    /// What it is for.
    #[prop(into)]
    label: Signal<String>,
    /// An example or a help.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong with the text in it.
    #[prop(into)]
    problem: Signal<Option<String>>,
    /// The text.
    value: RwSignal<String>,
    /// Do not show what is typed.
    #[prop(optional)]
    secret: bool,
    /// It says something that cannot be changed.
    #[prop(optional, into)]
    readonly: Signal<bool>,
    /// What a browser, or a keeper of passwords, may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
) -> impl IntoView {
    let wrong = move || problem.with(Option::is_some);
    let described = move || {
        let hint = hint.with(|hint| (!hint.is_empty()).then(|| format!("{id}-hint")));
        let problem = wrong().then(|| format!("{id}-problem"));
        let ids: Vec<String> = problem.into_iter().chain(hint).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                type=if secret { "password" } else { "text" }
                readonly=readonly
                autocomplete=autocomplete
                autocapitalize="off"
                spellcheck="false"
                aria-describedby=described
                aria-invalid=move || wrong().then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            <p class="problem" id=format!("{id}-problem") role="alert">
                {move || problem.get()}
            </p>
            <Show when=move || hint.with(|hint| !hint.is_empty())>
                <p class="hint" id=format!("{id}-hint")>{hint}</p>
            </Show>
        </div>
    }
}
