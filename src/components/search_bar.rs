//! The search text, and what is wrong with it.

use audit_core::query::{Diagnostic, DiagnosticKind};
use leptos::prelude::*;

use super::offers::{OFFERS, OfferList, Offers, offer_id};
use crate::browser::before::BeforeDecisions;
use crate::browser::clock::Timer;
use crate::browser::document;
use crate::failure;
use crate::i18n::{fill, use_i18n};
use crate::lasting::Memo;
use crate::state::use_state;

/// How long after the last key what was typed becomes a step of the address, and
/// its mistakes are told: half a word is no mistake. Sooner where somebody decides
/// something else: a click on a filter adds to what was typed, whole.
const PAUSE_MS: i32 = 250;

pub(super) const FIELD: &str = "search";

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
    let offers = Offers::of(field);
    let problems = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.diagnostics.clone()));
    // Half a word is no mistake, nor is a field whose values are being offered.
    let told = Memo::new(move |_| {
        state.draft.with(Option::is_none) && !offers.are_there() && problems.with(|it| !it.is_empty())
    });
    let wrong = Memo::new(move |_| told.get() && problems.with(|it| it.iter().any(Diagnostic::is_mistake)));
    view! {
        <form
            role="search"
            class="search"
            on:submit=move |event| {
                event.prevent_default();
                offers.close();
                if let Some(field) = field.get() {
                    entered(field.value());
                }
            }
        >
            <label for=FIELD>{move || i18n.texts().search_label}</label>
            <div class="search-field">
                <input
                    id=FIELD
                    type="search"
                    node_ref=field
                    role="combobox"
                    aria-autocomplete="list"
                    aria-expanded=move || if offers.are_there() { "true" } else { "false" }
                    aria-controls=OFFERS
                    aria-activedescendant=move || offers.at().map(offer_id)
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    enterkeyhint="search"
                    placeholder=move || i18n.texts().search_hint
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby="search-problems"
                    prop:value=move || text.get()
                    on:input=move |event| {
                        typed(event_target_value(&event));
                        offers.typed();
                    }
                    on:keydown=move |event| {
                        if let Some(text) = offers.key(&event) {
                            typed(text);
                        }
                    }
                    on:blur=move |_| offers.close()
                />
                <OfferList offers on_text=typed/>
            </div>
            <Problems problems text told wrong/>
        </form>
    }
}

/// What is to be said of the filter, and what mends it.
#[component]
fn Problems(
    problems: Memo<Vec<Diagnostic>>,
    /// The text that they are about.
    text: Memo<String>,
    /// It is time to say it.
    told: Memo<bool>,
    /// There is a mistake among it.
    wrong: Memo<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    // The suggestion at one click.
    let mend = move |(written, text): (String, String)| {
        view! {
            <button
                type="button"
                class="link"
                on:click=move |_| {
                    state.go(|view| view.query.clone_from(&text));
                    document::focus(FIELD);
                }
            >
                {move || fill(i18n.texts().write_instead, &[("text", &written)])}
            </button>
        }
    };
    view! {
        <div id="search-problems" class="problem" role="alert">
            <Show when=move || told.get()>
                {move || {
                    problems
                        .get()
                        .iter()
                        .map(|problem| {
                            let mended = text.with(|text| mended(text, problem));
                            view! {
                                <p>
                                    {failure::search(i18n, problem)}
                                    {mended.map(|mended| view! { " " {mend(mended)} })}
                                </p>
                            }
                        })
                        .collect_view()
                }}
                <Show when=move || wrong.get()>
                    <p class="hint">{move || i18n.texts().last_good_result}</p>
                </Show>
            </Show>
        </div>
    }
}

/// What was probably meant, and the text with it in the place of the mistake.
fn mended(text: &str, problem: &Diagnostic) -> Option<(String, String)> {
    let (wrong, meant) = match &problem.kind {
        DiagnosticKind::UnknownField { name, suggestion } => (name.as_str(), suggestion.as_deref()?),
        DiagnosticKind::BadValue { value, suggestion, .. } => (value.as_str(), suggestion.as_deref()?),
        DiagnosticKind::OperatorMeant { word, operator } => (word.as_str(), operator.word()),
        _ => return None,
    };
    let (before, place) = (text.get(..problem.start)?, text.get(problem.start..problem.end)?);
    // A value may stand among others, or in quotes.
    let (around, after) = place.split_once(wrong)?;
    let mended = format!("{before}{around}{meant}{after}{}", text.get(problem.end..)?);
    Some((meant.to_owned(), mended))
}
