//! `name=value&…`, as addresses carry it (`application/x-www-form-urlencoded`).

/// Puts a pair behind those that are there.
pub(crate) fn push(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    encode(out, name);
    out.push('=');
    encode(out, value);
}

/// Pairs in their order. Anything is one: what has no value has an empty one.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decode = |text: &str| percent_decode(&text.replace('+', " "));
        (decode(name), decode(value))
    })
}

/// A text with `%C3%A9` and the like made into what they stand for; what is no
/// UTF-8 becomes U+FFFD.
pub(crate) fn percent_decode(text: &str) -> String {
    let hex = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let escaped = match behind {
            [high, low, ..] if *first == b'%' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        bytes.push(escaped.map_or(*first, |(high, low)| high * 16 + low));
        rest = if escaped.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Escapes what is more than a plain letter or digit.
pub(crate) fn encode(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            other => {
                out.push('%');
                out.push(char::from(HEX[usize::from(other >> 4)]));
                out.push(char::from(HEX[usize::from(other & 15)]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use url::form_urlencoded;

    proptest! {
        #[test]
        fn written_as_the_library_writes_it(given in prop::collection::vec(any::<(String, String)>(), 0..4)) {
            let mut text = String::new();
            for (name, value) in &given {
                push(&mut text, name, value);
            }
            let mut library = form_urlencoded::Serializer::new(String::new());
            prop_assert_eq!(&text, &library.extend_pairs(&given).finish());
            prop_assert_eq!(pairs(&text).collect::<Vec<_>>(), given);
        }

        #[test]
        fn read_as_the_library_reads_it(text in "[a=&%+0-9A-Fé]{0,30}") {
            let library: Vec<_> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
            prop_assert_eq!(pairs(&text).collect::<Vec<_>>(), library);
        }
    }
}
