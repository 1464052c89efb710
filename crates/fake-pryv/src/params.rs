//! Query strings as the platform's parser reads them, and the checks of `events.get`.

use crate::error::ApiError;
use serde_json::{Map, Value, json};

/// Parameters by name.
pub(crate) type Params = Map<String, Value>;

/// Reads a query string: repeated names and `a[]` make arrays, `a[b]` makes objects.
pub(crate) fn parse_query(text: &str) -> Params {
    let mut params = Params::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decode(name), decode(value));
        let (head, path) = match name.split_once('[') {
            Some((head, rest)) if !head.is_empty() => (head.to_owned(), rest.to_owned()),
            _ => (name, String::new()),
        };
        let keys: Vec<&str> = if path.is_empty() { vec![] } else { path.trim_end_matches(']').split("][").collect() };
        insert(params.entry(head).or_insert(Value::Null), &keys, value);
    }
    params
}

fn insert(slot: &mut Value, keys: &[&str], value: String) {
    match keys.split_first() {
        None | Some((&"", _)) => match slot {
            Value::Null if keys.is_empty() => *slot = value.into(),
            Value::Null => *slot = json!([value]),
            Value::Array(items) => items.push(value.into()),
            single => {
                let first = single.take();
                *single = json!([first, value]);
            }
        },
        Some((key, rest)) => {
            if !slot.is_object() {
                *slot = json!({});
            }
            if let Some(map) = slot.as_object_mut() {
                insert(map.entry(*key).or_insert(Value::Null), rest, value);
            }
        }
    }
}

/// Undoes the encoding of a query string or a path.
pub(crate) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |offset: usize| {
            let digit = char::from(*bytes.get(at + offset)?).to_digit(16)?;
            u8::try_from(digit).ok()
        };
        match (bytes[at], hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high * 16 + low);
                at += 3;
            }
            (b'+', ..) => {
                out.push(b' ');
                at += 1;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// What `events.get` was asked for, beside its streams.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a parameter of its own")]
pub(crate) struct EventsParams {
    /// The value of `streams`, parsed but not yet understood.
    pub(crate) streams: Option<Value>,
    pub(crate) types: Option<Vec<String>>,
    pub(crate) from: Option<f64>,
    pub(crate) to: Option<f64>,
    pub(crate) limit: Option<f64>,
    pub(crate) skip: Option<f64>,
    pub(crate) ascending: bool,
    pub(crate) since: Option<f64>,
    pub(crate) deletions: bool,
    /// `running` or `state=trashed`: nothing in the audit store is either.
    pub(crate) never: bool,
    pub(crate) conditions: bool,
}

const KNOWN: [&str; 14] = [
    "streams",
    "tags",
    "types",
    "fromTime",
    "toTime",
    "sortAscending",
    "skip",
    "limit",
    "running",
    "state",
    "modifiedSince",
    "includeDeletions",
    "content",
    "clientData",
];

/// Refuses a parameter that a method does not have, as the server's schemas do.
pub(crate) fn refuse_unknown(params: &Params, known: &[&str]) -> Result<(), ApiError> {
    match params.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => Err(ApiError::parameter(
            "OBJECT_ADDITIONAL_PROPERTIES",
            &json!([name]),
            "must NOT have additional properties",
            "#",
        )),
    }
}

impl EventsParams {
    /// Checks the parameters. `text` says that they come from a query string, where numbers
    /// and booleans are text; in a batch they must have their own type (capture 358).
    pub(crate) fn read(params: &Params, text: bool) -> Result<Self, ApiError> {
        refuse_unknown(params, &KNOWN)?;
        Ok(Self {
            streams: params.get("streams").map(streams_value).transpose()?,
            types: types(params, text)?,
            from: number(params, "fromTime", text)?,
            to: number(params, "toTime", text)?,
            limit: number(params, "limit", text)?,
            skip: number(params, "skip", text)?,
            ascending: flag(params, "sortAscending", text)?,
            since: number(params, "modifiedSince", text)?,
            deletions: flag(params, "includeDeletions", text)?,
            never: flag(params, "running", text)? || params.get("state").is_some_and(|state| state == "trashed"),
            conditions: params.contains_key("content") || params.contains_key("clientData"),
        })
    }
}

/// `streams` may be JSON in a string; any other string is one stream.
fn streams_value(value: &Value) -> Result<Value, ApiError> {
    match value {
        Value::String(text) if text.starts_with(['[', '{']) => serde_json::from_str(text).map_err(|error| {
            ApiError::structure_with(
                format!(
                    "Invalid \"streams\" parameter. It should be an array of streamIds or \
                         JSON logical query. Error while parsing JSON {}",
                    json_error(text, &error)
                ),
                text.clone().into(),
            )
        }),
        other => Ok(other.clone()),
    }
}

/// The wording of the platform's JSON parser, for the mistake tests make (capture 250).
fn json_error(text: &str, error: &serde_json::Error) -> String {
    let length = text.encode_utf16().count();
    if error.is_eof() && text.matches('"').count() % 2 == 1 {
        return format!("SyntaxError: Unterminated string in JSON at position {length} (line 1 column {})", length + 1);
    }
    "SyntaxError: Unexpected end of JSON input".into()
}

fn types(params: &Params, text: bool) -> Result<Option<Vec<String>>, ApiError> {
    const PATTERN: &str = "^(series:)?[a-z0-9-]+/(\\*|[a-z0-9-]+)$";
    let list = match params.get("types") {
        None => return Ok(None),
        Some(Value::String(one)) if text => vec![one.clone()],
        Some(Value::Array(items)) => items.iter().map(|item| item.as_str().unwrap_or_default().to_owned()).collect(),
        Some(_) => return Err(ApiError::wrong_type("array", "#/types")),
    };
    if let Some(place) = list.iter().position(|kind| !is_type(kind)) {
        return Err(ApiError::parameter(
            "PATTERN",
            &json!([PATTERN]),
            &format!("must match pattern \"{PATTERN}\""),
            &format!("#/types/{place}"),
        ));
    }
    Ok(Some(list))
}

fn is_type(text: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let text = text.strip_prefix("series:").unwrap_or(text);
    text.split_once('/').is_some_and(|(class, format)| word(class) && (format == "*" || word(format)))
}

fn number(params: &Params, name: &str, text: bool) -> Result<Option<f64>, ApiError> {
    let value = match params.get(name) {
        None => return Ok(None),
        Some(Value::String(digits)) if text => digits.parse().ok(),
        Some(value) => value.as_f64(),
    };
    match value {
        Some(number) if number.is_finite() => Ok(Some(number)),
        _ => Err(ApiError::wrong_type("number", &format!("#/{name}"))),
    }
}

fn flag(params: &Params, name: &str, text: bool) -> Result<bool, ApiError> {
    match params.get(name) {
        None => Ok(false),
        Some(Value::Bool(value)) => Ok(*value),
        Some(Value::String(word)) if text && word == "true" => Ok(true),
        Some(Value::String(word)) if text && word == "false" => Ok(false),
        Some(_) => Err(ApiError::wrong_type("boolean", &format!("#/{name}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_strings_are_read_as_the_platform_reads_them() {
        let check = |text: &str, expected: Value| {
            assert_eq!(Value::Object(parse_query(text)), expected, "{text}");
        };
        check("", json!({}));
        check("a=1&b=%5B%22x%22%5D+y", json!({"a": "1", "b": "[\"x\"] y"}));
        check("a=1&a=2", json!({"a": ["1", "2"]}));
        check("a[]=1", json!({"a": ["1"]}));
        check("a[]=1&a[]=2", json!({"a": ["1", "2"]}));
        check("foo[bar][baz]=1", json!({"foo": {"bar": {"baz": "1"}}}));
        check("a=%zz", json!({"a": "%zz"}));
    }
}
