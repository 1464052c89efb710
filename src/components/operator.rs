//! What an operator set.

use audit_core::config::{ConfigMistake, ConfigMistakeKind};
use leptos::prelude::*;

use crate::i18n::{fill, use_i18n};
use crate::phrases::visible;
use crate::state::use_state;

/// Whose page this is, and what of their settings cannot be used.
#[component]
pub(crate) fn Operator() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let mistake = move |mistake: &ConfigMistake| {
        let texts = i18n.texts();
        let (least, most) = match mistake.kind {
            ConfigMistakeKind::NotBetween(least, most) => (least.to_string(), most.to_string()),
            _ => Default::default(),
        };
        let what = match mistake.kind {
            ConfigMistakeKind::NotAnObject => texts.config_not_object,
            ConfigMistakeKind::UnknownKey => texts.config_unknown,
            ConfigMistakeKind::NotAText => texts.config_not_text,
            ConfigMistakeKind::NotAPicture => texts.config_not_picture,
            ConfigMistakeKind::NotAPlatform => texts.config_not_platform,
            ConfigMistakeKind::NotSeconds => texts.config_not_seconds,
            ConfigMistakeKind::NotPlatforms => texts.config_not_platforms,
            ConfigMistakeKind::NotYesOrNo => texts.config_not_yes_or_no,
            ConfigMistakeKind::NotBetween(..) => texts.config_not_between,
            ConfigMistakeKind::NotAPage => texts.config_not_page,
            ConfigMistakeKind::NoPlatform => texts.config_no_platform,
        };
        let key = if mistake.key.is_empty() { "config.json" } else { &mistake.key };
        view! { <li><bdi>{fill(what, &[("key", &visible(key)), ("least", &least), ("most", &most)])}</bdi></li> }
    };
    view! {
        {move || state.config.with(|config| {
            let name = config.name.clone();
            let logo = config.logo.clone().map(|logo| view! { <img class="logo" src=logo alt=""/> });
            let name = name.map(|name| view! { <bdi>{visible(&name)}</bdi> });
            (logo.is_some() || name.is_some()).then(|| view! { <p class="operator">{logo} {name}</p> })
        })}
        {move || state.config_mistakes.with(|mistakes| {
            (!mistakes.is_empty()).then(|| view! {
                <div class="notice warning">
                    <p>{i18n.texts().config_mistakes}</p>
                    <ul>{mistakes.iter().map(mistake).collect_view()}</ul>
                </div>
            })
        })}
    }
}
