//! The `streams` parameter: which audit streams a query names, and who may name them.

use crate::account::Access;
use crate::error::ApiError;
use serde_json::Value;

/// A stream of the audit store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Target {
    #[default]
    Root,
    Accesses,
    Actions,
    /// `access-…` or `action-…`, or a name nothing has.
    Id(String),
}

impl Target {
    fn of_audit(local: &str) -> Self {
        match local {
            "" | "*" => Self::Root,
            "accesses" => Self::Accesses,
            "actions" => Self::Actions,
            id => Self::Id(id.to_owned()),
        }
    }

    fn local(&self) -> &str {
        match self {
            Self::Root => "*",
            Self::Accesses => "accesses",
            Self::Actions => "actions",
            Self::Id(id) => id,
        }
    }

    /// Its identifier as clients see it.
    pub(crate) fn wire(&self) -> String {
        match self {
            Self::Root => ":_audit:".into(),
            other => format!(":_audit:{}", other.local()),
        }
    }
}

/// One logic object, or the plain stream names of one store.
#[derive(Clone, Debug, Default)]
pub(crate) struct StreamQuery<T> {
    pub(crate) any: Vec<T>,
    pub(crate) all: Vec<T>,
    pub(crate) not: Vec<T>,
}

/// What a `streams` parameter asks of each store.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams {
    pub(crate) audit: Vec<StreamQuery<Target>>,
    pub(crate) local: Vec<StreamQuery<String>>,
}

/// Understands the value of `streams`; without it every local stream is meant.
pub(crate) fn read(value: Option<&Value>) -> Result<Streams, ApiError> {
    let items = match value {
        None => vec![Value::from("*")],
        Some(Value::Array(items)) => items.clone(),
        Some(single) => vec![single.clone()],
    };
    let mut streams = Streams::default();
    let mut plain = StreamQuery::default();
    let mut plain_local = StreamQuery::default();
    for item in &items {
        match item {
            Value::String(id) => {
                check_characters(id, item)?;
                match store_of(id)? {
                    Store::Audit(local) => plain.any.push(Target::of_audit(local)),
                    Store::Local => plain_local.any.push(id.clone()),
                }
            }
            other => object(other, &mut streams)?,
        }
    }
    if !plain.any.is_empty() {
        streams.audit.insert(0, plain);
    }
    if !plain_local.any.is_empty() {
        streams.local.insert(0, plain_local);
    }
    Ok(streams)
}

enum Store<'a> {
    Audit(&'a str),
    Local,
}

fn store_of(id: &str) -> Result<Store<'_>, ApiError> {
    if id.starts_with(":_system:") || id.starts_with(":system:") {
        return Ok(Store::Local);
    }
    let Some((store, local)) = id.strip_prefix(':').and_then(|rest| rest.split_once(':')) else {
        return Ok(Store::Local);
    };
    if store == "_audit" { Ok(Store::Audit(local)) } else { Err(ApiError::unknown_store(store)) }
}

fn object(item: &Value, streams: &mut Streams) -> Result<(), ApiError> {
    let list = |name: &str| -> Vec<String> {
        match &item[name] {
            Value::Array(ids) => ids.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect(),
            Value::String(id) => vec![id.clone()],
            _ => vec![],
        }
    };
    if item.get("any").is_none() {
        return Err(grouping(item, "must contain at least one of 'any' property."));
    }
    let (any, all, not) = (list("any"), list("all"), list("not"));
    for id in any.iter().chain(&all).chain(&not) {
        check_characters(id, &Value::from(id.as_str()))?;
    }
    let Some(first) = any.first() else {
        return Err(ApiError::structure("streamQueries must have a valid {any: [...]} component"));
    };
    let audit = matches!(store_of(first)?, Store::Audit(_));
    let mut mixed = false;
    let mut of_store = |ids: &[String]| -> Result<Vec<String>, ApiError> {
        let mut kept = vec![];
        for id in ids {
            match store_of(id)? {
                Store::Audit(local) if audit => kept.push(local.to_owned()),
                Store::Local if !audit => kept.push(id.clone()),
                _ => mixed = true,
            }
        }
        Ok(kept)
    };
    let (kept_any, kept_all, kept_not) = (of_store(&any)?, of_store(&all)?, of_store(&not)?);
    if mixed {
        return Err(not_grouped(item, &kept_any, audit));
    }
    let targets = |ids: &[String]| ids.iter().map(|id| Target::of_audit(id)).collect();
    if audit {
        streams.audit.push(StreamQuery { any: targets(&kept_any), all: targets(&kept_all), not: targets(&kept_not) });
    } else {
        streams.local.push(StreamQuery { any: kept_any, all: kept_all, not: kept_not });
    }
    Ok(())
}

/// The error for identifiers of several stores in one object (captures 218, 212c).
fn not_grouped(item: &Value, any: &[String], audit: bool) -> ApiError {
    let shown: Vec<_> = any.iter().map(|id| if id.is_empty() { "*" } else { id.as_str() }).collect();
    let mut query = vec![("any".to_owned(), Value::from(shown))];
    for name in ["all", "not"] {
        if let Some(ids) = item.get(name) {
            query.push((name.to_owned(), ids.clone()));
        }
    }
    let store = if audit { "_audit" } else { "local" };
    query.push(("storeId".to_owned(), store.into()));
    let data = Value::Object(query.iter().cloned().collect());
    ApiError::structure_with(
        format!(
            "Initial filtering: Error: Error in 'streams' parameter '{}' streams query: '{}' \
             queries must me grouped by store.",
            inspect_list(&[inspect_object(&query, 2)], 0),
            inspect_object(&query, 0)
        ),
        Value::Array(vec![data]),
    )
}

fn grouping(item: &Value, problem: &str) -> ApiError {
    let pairs: Vec<_> =
        item.as_object().map(|map| map.iter().map(|(k, v)| (k.clone(), v.clone())).collect()).unwrap_or_default();
    ApiError::structure_with(
        format!(
            "Initial filtering: Error: Error in 'streams' parameter '{}' streams query: '{}' \
             {problem}",
            inspect_list(&[inspect_object(&pairs, 2)], 0),
            inspect_object(&pairs, 0)
        ),
        Value::Array(vec![item.clone()]),
    )
}

fn check_characters(id: &str, item: &Value) -> Result<(), ApiError> {
    let Some(bad) = id.chars().find(|c| matches!(c, '\'' | '"')) else {
        return Ok(());
    };
    let query = [("any".to_owned(), Value::Array(vec![item.clone()]))];
    Err(ApiError::structure_with(
        format!(
            "Initial filtering: Error: Error in 'streams' parameter '{}' forbidden character \
             '{bad}' in streamId '{id}'.",
            inspect_list(&[inspect_object(&query, 2)], 0)
        ),
        Value::Array(vec![item.clone()]),
    ))
}

/// A value as Node's `util.inspect` prints it, as far as these errors need it.
fn inspect(value: &Value, indent: usize) -> String {
    match value {
        Value::String(text) if text.contains('\'') => format!("\"{text}\""),
        Value::String(text) => format!("'{text}'"),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| inspect(item, indent + 2)).collect();
            inspect_list(&items, indent)
        }
        Value::Object(map) => {
            let pairs: Vec<_> = map.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            inspect_object(&pairs, indent)
        }
        other => other.to_string(),
    }
}

fn inspect_object(pairs: &[(String, Value)], indent: usize) -> String {
    let entries: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}: {}", inspect(value, indent + 2))).collect();
    join(&entries, indent, '{', '}')
}

fn inspect_list(entries: &[String], indent: usize) -> String {
    join(entries, indent, '[', ']')
}

/// One line if it fits into Node's 80 columns by its own way of counting.
fn join(entries: &[String], indent: usize, open: char, close: char) -> String {
    if entries.is_empty() {
        return format!("{open}{close}");
    }
    let length: usize = entries.iter().map(|e| e.chars().count()).sum();
    let counted = length + 2 * entries.len() + indent + 11;
    if counted <= 80 && !entries.iter().any(|e| e.contains('\n')) {
        return format!("{open} {} {close}", entries.join(", "));
    }
    let pad = " ".repeat(indent);
    format!("{open}\n{pad}  {}\n{pad}{close}", entries.join(&format!(",\n{pad}  ")))
}

/// What a token may read of the audit store (as measured on a server with the sqlite engine).
#[derive(Clone, Debug)]
pub(crate) struct Rights {
    everything: bool,
    accesses: bool,
    actions: bool,
    readable: Vec<String>,
}

impl Rights {
    pub(crate) fn of(access: &Access) -> Self {
        let mut rights = Self { everything: access.personal(), accesses: false, actions: false, readable: vec![] };
        for stream in access.granted_streams() {
            match stream.strip_prefix(":_audit:").map(Target::of_audit) {
                Some(Target::Root) => rights.everything = true,
                Some(Target::Accesses) => rights.accesses = true,
                Some(Target::Actions) => rights.actions = true,
                Some(Target::Id(id)) => rights.readable.push(id),
                None => {}
            }
        }
        if access.self_audit() {
            rights.readable.push(format!("access-{}", access.base()));
        }
        rights
    }

    /// Whether the whole store may be read.
    pub(crate) fn everything(&self) -> bool {
        self.everything
    }

    /// The streams that stand for the root; empty if nothing may be read.
    pub(crate) fn expand_root(&self) -> Vec<Target> {
        if self.everything {
            return vec![Target::Root];
        }
        let mut targets: Vec<_> = self.readable.iter().cloned().map(Target::Id).collect();
        if self.accesses {
            targets.push(Target::Accesses);
        }
        if self.actions {
            targets.push(Target::Actions);
        }
        targets
    }

    /// Whether a stream other than the root may be named.
    pub(crate) fn may(&self, target: &Target) -> bool {
        self.everything
            || match target {
                Target::Root => true,
                Target::Accesses => self.accesses,
                Target::Actions => self.actions,
                Target::Id(id) => {
                    let id = id.to_lowercase();
                    (self.accesses && id.starts_with("access-"))
                        || (self.actions && id.starts_with("action-"))
                        || self.readable.iter().any(|own| covers(&own.to_lowercase(), &id))
                }
            }
    }

    /// Checks and expands what a query names under `any`; nothing else needs a right.
    pub(crate) fn scope(&self, any: &[Target]) -> Result<Vec<Target>, ApiError> {
        let mut scope = vec![];
        for target in any {
            if *target == Target::Root {
                scope.extend(self.expand_root());
            } else if self.may(target) {
                scope.push(target.clone());
            } else {
                return Err(ApiError::forbidden(format!(
                    "stream [{}] has not sufficent permission to get events",
                    target.local()
                )));
            }
        }
        Ok(scope)
    }
}

/// An access covers its versions.
fn covers(own: &str, id: &str) -> bool {
    id.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}
