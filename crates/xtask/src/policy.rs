//! The one Content-Security-Policy of the app.

/// The policy as `index.html` carries it.
///
/// It has no hash and no nonce, so the page has no inline script or style.
/// `wasm-unsafe-eval` permits compiling wasm and nothing else. Any https host
/// may be connected to, since a person brings the address of their own server;
/// plain http only on the machine itself. No text becomes markup or a script but through
/// the rules of `boot.js`, which browsers without Trusted Types do not ask for.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; \
     script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; \
     img-src 'self' data:; \
     connect-src 'self' https: http://127.0.0.1:* http://localhost:*; \
     worker-src 'self'; \
     manifest-src 'self'; \
     base-uri 'none'; \
     form-action 'none'; \
     object-src 'none'; \
     frame-src 'none'; \
     require-trusted-types-for 'script'; \
     trusted-types default";

/// The policy as a host sends it.
///
/// Browsers ignore `frame-ancestors` in a page's own `<meta>`, so only the
/// header has it.
pub fn as_header() -> String {
    format!("{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'")
}

#[cfg(test)]
mod tests {
    use super::{CONTENT_SECURITY_POLICY, as_header};

    #[test]
    fn directives_are_separated_by_one_space() {
        assert!(!CONTENT_SECURITY_POLICY.contains("  "));
        assert_eq!(CONTENT_SECURITY_POLICY.split("; ").count(), 13);
        assert!(as_header().ends_with("; frame-ancestors 'none'"));
    }
}
