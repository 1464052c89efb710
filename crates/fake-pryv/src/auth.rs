//! Who calls: the five ways to send a token, and what is wrong with one.

use crate::account::{Access, Gone, User};
use crate::error::ApiError;
use crate::params::Params;
use axum::http::HeaderMap;

/// What a request says about its caller.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials {
    pub(crate) token: Option<String>,
    /// The word after the token, or what is taken for one.
    pub(crate) caller: Option<String>,
}

/// Reads the credentials and takes `auth` out of the query, so that it is not recorded.
///
/// `bare` is a batch call without trailing slash: there the platform takes the header
/// literally and does not look at the query (captures 352 to 356).
pub(crate) fn credentials(headers: &HeaderMap, query: &mut Params, bare: bool) -> Credentials {
    let parameter = query.remove("auth");
    let header = headers.get("authorization").and_then(|v| v.to_str().ok());
    let Some(header) = header else {
        let token = parameter.and_then(|value| value.as_str().map(str::to_owned)).filter(|_| !bare);
        return Credentials { token, caller: None };
    };
    let (first, rest) = header.split_once(' ').unwrap_or((header, ""));
    match first {
        "Bearer" if !bare => words(rest),
        "Basic" if !bare => {
            let pair = base64(rest).unwrap_or_default();
            let token = pair.split(':').next().unwrap_or_default();
            words(token)
        }
        _ => words(header),
    }
}

fn words(text: &str) -> Credentials {
    let (token, caller) = text.split_once(' ').unwrap_or((text, ""));
    let some = |word: &str| (!word.is_empty()).then(|| word.to_owned());
    Credentials { token: some(token), caller: some(caller) }
}

/// Finds the access; the error comes with the access the call is recorded under, if any.
pub(crate) fn access<'a>(
    user: &'a User,
    credentials: &Credentials,
    now: f64,
) -> Result<&'a Access, (ApiError, Option<&'a Access>)> {
    let Some(token) = &credentials.token else {
        return Err((ApiError::missing_token(), None));
    };
    let found = user.accesses.iter().find(|access| access.token() == token);
    match found {
        None => Err((ApiError::unknown_token(), None)),
        Some(access) => match access.gone {
            Some(Gone::Deleted) => Err((ApiError::unknown_token(), None)),
            Some(Gone::LoggedOut) => Err((ApiError::session_expired(), Some(access))),
            None if access.expired(now) => Err((ApiError::access_expired(), Some(access))),
            None => Ok(access),
        },
    }
}

/// Decodes Base64; `None` if it is not.
fn base64(text: &str) -> Option<String> {
    let mut bytes = vec![];
    let mut bits = 0_u32;
    let mut held = 0;
    for letter in text.trim_end_matches('=').bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn credentials_are_read_as_the_platform_reads_them() {
        let check = |header: &'static str, bare: bool, token: Option<&str>, caller: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert("authorization", HeaderValue::from_static(header));
            let found = credentials(&headers, &mut Params::new(), bare);
            assert_eq!(found.token.as_deref(), token, "{header}");
            assert_eq!(found.caller.as_deref(), caller, "{header}");
        };
        check("abc", false, Some("abc"), None);
        check("abc viewer", false, Some("abc"), Some("viewer"));
        check("Bearer abc", false, Some("abc"), None);
        check("Bearer abc", true, Some("Bearer"), Some("abc"));
        check("Basic YWJjOg==", false, Some("abc"), None);
        check("Basic YWJjOg==", true, Some("Basic"), Some("YWJjOg=="));
        check("Basic !", false, None, None);
    }
}
