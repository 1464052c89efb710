//! Addresses, as records report them and as people ask for them.

use std::net::{IpAddr, Ipv6Addr};

use super::value::{digits, wildcard};

/// What a value of `ip:` asks of one reported address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum IpTest {
    /// Just this text.
    Exact(String),
    /// A text with `*`, in lower case.
    Wildcard(String),
    /// This address, however it is written.
    Address(IpAddr),
    /// The first bits of an address.
    Network(u128, u32),
    /// An address of a private network, or of the machine itself.
    Private,
}

impl IpTest {
    pub(super) fn of(value: &str) -> Option<Self> {
        if let Some(exact) = value.strip_prefix('=') {
            return Some(Self::Exact(exact.to_owned()));
        }
        if value.contains('*') {
            return Some(Self::Wildcard(value.to_lowercase()));
        }
        if value.eq_ignore_ascii_case("private") {
            return Some(Self::Private);
        }
        let Some((address, length)) = value.split_once('/') else {
            return value.parse().map(Self::Address).ok();
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = u32::try_from(digits(length)?).ok().filter(|length| *length <= most)?;
        Some(Self::Network(bits(address), length + 128 - most))
    }

    pub(super) fn holds(&self, address: &str) -> bool {
        let parsed = || address.parse::<IpAddr>().ok();
        match self {
            Self::Exact(exact) => address == exact,
            Self::Wildcard(pattern) => wildcard(pattern, &address.to_lowercase()),
            Self::Address(wanted) => parsed().is_some_and(|address| address == *wanted),
            Self::Network(network, length) => parsed().is_some_and(|address| {
                let differing = (bits(address) ^ network).checked_shr(128 - length).unwrap_or(0);
                differing == 0
            }),
            Self::Private => parsed().is_some_and(is_private),
        }
    }
}

/// The network of an address, as a number: the first 16 bits of an address of version 4, the
/// first 32 of one of version 6; of a pseudonym, what it says of its network. `None` for what
/// is no address.
pub(crate) fn network(address: &str) -> Option<u64> {
    const V4: u64 = 1 << 40;
    const PSEUDONYM: u64 = 1 << 41;
    if let Some(rest) = address.strip_prefix("ip-") {
        let (network, _) = rest.split_once('-')?;
        let digits = network.bytes().try_fold(0, |value, digit| {
            let digit = char::from(digit).to_digit(36)?;
            Some(value << 6 | u64::from(digit))
        });
        return digits.filter(|_| network.len() == 5).map(|digits| PSEUDONYM | digits);
    }
    Some(match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => V4 | u64::from(address.to_bits() >> 16),
        IpAddr::V6(address) => u64::try_from(address.to_bits() >> 96).unwrap_or_default(),
    })
}

/// An address as one number: those of version 4 as version 6 maps them.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            // 100.64.0.0/10 is what providers put between their customers and the world.
            let shared = address.octets()[0] == 100 && address.octets()[1] & 0xc0 == 64;
            address.is_private() || address.is_loopback() || address.is_link_local() || shared
        }
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let first = address.segments()[0];
    address.is_loopback() || first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80
}

/// Whether a text is an address, and the one way to write it.
pub(super) fn is_plain_address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok_and(|address| address.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let cases = [
            ("203.0.113.9", "203.0.113.9", true),
            ("203.0.113.9", "203.0.113.90", false),
            ("2001:db8::1", "2001:0db8:0:0::1", true),
            ("=2001:db8::1", "2001:0db8:0:0::1", false),
            ("172.18.*", "172.18.0.7", true),
            ("172.18.*", "172.19.0.7", false),
            ("85.5.0.0/16", "85.5.255.1", true),
            ("85.5.9.9/16", "85.5.255.1", true),
            ("85.5.0.0/16", "85.6.0.1", false),
            ("85.5.0.0/16", "::ffff:85.5.0.1", true),
            ("85.5.0.1/32", "85.5.0.1", true),
            ("85.5.0.1/32", "85.5.0.0", false),
            ("0.0.0.0/0", "85.5.0.1", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("2001:db8::/33", "2001:db8:8000::1", false),
            ("private", "10.0.0.1", true),
            ("private", "172.31.255.255", true),
            ("private", "172.32.0.0", false),
            ("private", "192.168.1.1", true),
            ("private", "100.64.0.1", true),
            ("private", "100.128.0.1", false),
            ("private", "127.0.0.1", true),
            ("private", "169.254.3.3", true),
            ("private", "fe80::1", true),
            ("private", "fd00::1", true),
            ("private", "::1", true),
            ("private", "::ffff:10.1.1.1", true),
            ("private", "2001:db8::1", false),
            ("private", "no address", false),
            ("=no address", "no address", true),
            ("no*", "No address", true),
        ];
        for (value, address, expected) in cases {
            assert_eq!(IpTest::of(value).unwrap().holds(address), expected, "{value} on {address}");
        }
        for value in ["", "1.2.3", "1.2.3.4/40", "1.2.3.4/", "1.2.3.4/x", "::/129", "::1/+8", "/8", "home", "1.2.3.256"]
        {
            assert_eq!(IpTest::of(value), None, "{value}");
        }
    }
}
