//! Small files that an operator puts beside the page.

/// What a file beside the page says. `None` where there is none, which some hosts tell by
/// their own page in its place.
pub(crate) async fn text(path: &str) -> Option<String> {
    let request = gloo_net::http::Request::get(path)
        .credentials(web_sys::RequestCredentials::Omit)
        .cache(web_sys::RequestCache::NoCache)
        .referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
    let response = request.send().await.ok()?;
    let is_page = response.headers().get("content-type").is_some_and(|kind| kind.contains("html"));
    if !response.ok() || is_page { None } else { response.text().await.ok() }
}
