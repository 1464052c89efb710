//! From page to page of a table, and which page it is.

use leptos::prelude::*;

use super::paging::Paging;
use crate::i18n::{I18n, use_i18n};
use crate::lasting::{Memo, RwSignal};

/// The buttons, where there is more than one page, and what is shown.
#[component]
pub(super) fn Pager(
    /// Which page.
    paging: RwSignal<Paging>,
    /// How many lines there are.
    total: Memo<u32>,
    /// What is shown, in words: the first, the last, and out of how many.
    words: impl Fn(u32, u32, u32) -> String + Copy + Send + Sync + 'static,
    /// Another page is shown.
    on_page: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let steps = Memo::new(move |_| paging.get().steps(total.get()));
    let several = Memo::new(move |_| steps.get().iter().any(Option::is_some));
    let step = move |at: usize| {
        view! {
            // At an end it says so and does nothing; disabled, it would lose the focus.
            <button
                class="button compact"
                aria-disabled=move || steps.get()[at].is_none().then_some("true")
                on:click=move |_| {
                    if let Some(first) = steps.get_untracked()[at] {
                        paging.update(|paging| *paging = paging.at(first));
                        on_page();
                    }
                }
            >
                {move || {
                    let texts = i18n.texts();
                    [texts.page_first, texts.step_previous, texts.step_next, texts.page_last][at]
                }}
            </button>
        }
    };
    view! {
        <Show when=move || several.get()>
            <nav class="buttons" aria-label=move || i18n.texts().pages_label>
                {[0, 1, 2, 3].map(step)}
            </nav>
        </Show>
        <span class="count">
            {move || {
                let window = paging.get().window(total.get());
                words(window.start.saturating_add(1).min(window.end), window.end, total.get())
            }}
        </span>
    }
}

/// `1–50 of 1,204`, of rows.
pub(super) fn rows_in_words(i18n: I18n, from: u32, to: u32, of: u32) -> String {
    let (from, to) = (i18n.number(from), i18n.number(to));
    i18n.plural_with(|texts| texts.page_rows, u64::from(of), &[("from", &from), ("to", &to)])
}
