//! What a service's headers say that is left: `RateLimit` and `RateLimit-Policy` (IETF draft-ietf-httpapi-ratelimit-headers,
//! the latest and the ones before), and `X-RateLimit-Remaining` and `-Reset`, which no standard tells of.

use super::{limits::Left, retry_after::digits};

/// Numbers from here on are milliseconds since 1970, and from there on seconds: nobody resets in 30 years.
const MILLISECONDS: f64 = 1e11;
const SECONDS: f64 = 1e9;

/// Headers of what is left, and of when it is more again.
const APART: [(&str, &str); 3] = [
    ("ratelimit-remaining", "ratelimit-reset"),
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("x-rate-limit-remaining", "x-rate-limit-reset"),
];

/// What is left, by the headers that `header` reads, at `now` by the service's clock (milliseconds since 1970). Of several
/// limits the one of which the least is left. Nothing where it is not said: it is never invented.
pub fn rate_headers(mut header: impl FnMut(&'static str) -> Option<String>, now: f64) -> Option<Left> {
    if let Some(limits) = header("ratelimit") {
        let policies = header("ratelimit-policy").unwrap_or_default();
        return by_draft(&limits, &policies).or_else(|| by_older_draft(&limits, &policies));
    }
    for (remaining, reset) in APART {
        let mut of = |name| number(&header(name)?);
        if let (Some(requests), Some(reset)) = (of(remaining), of(reset)) {
            return Some(Left { requests, reset: from_now(reset, now), quota: None });
        }
    }
    None
}

/// A list of `"default";r=50;t=30`, the policy of that being `"default";q=100;w=60`.
fn by_draft(limits: &str, policies: &str) -> Option<Left> {
    let mut tightest: Option<Left> = None;
    for limit in limits.split(',') {
        let Some(requests) = named(limit, "r") else { continue };
        let policy = policies.split(',').find(|policy| name_of(policy) == name_of(limit)).unwrap_or_default();
        let window = seconds(policy, "w");
        let Some(reset) = seconds(limit, "t").or(window) else { continue };
        let left = Left { requests, reset, quota: named(policy, "q").zip(window) };
        // Of those of which as much is left, the one that lasts longer.
        if tightest.is_none_or(|other| (requests, -reset) < (other.requests, -other.reset)) {
            tightest = Some(left);
        }
    }
    tightest
}

/// `limit=100, remaining=50, reset=30`, the policy of that being `100;w=60`.
fn by_older_draft(limits: &str, policies: &str) -> Option<Left> {
    let (requests, reset, limit) = (named(limits, "remaining")?, seconds(limits, "reset")?, named(limits, "limit"));
    let policy = policies.split(',').find(|policy| number(name_of(policy)) == limit);
    let window = policy.and_then(|policy| seconds(policy, "w"));
    Some(Left { requests, reset, quota: limit.zip(window) })
}

/// What a member of a list (RFC 9651) is called. Names hold neither commas nor semicolons with any service that is known.
fn name_of(member: &str) -> &str {
    member.split(';').next().unwrap_or_default().trim_ascii()
}

/// The number that stands by this name.
fn named(text: &str, name: &str) -> Option<f64> {
    let mut pairs = text.split([';', ',']).filter_map(|pair| pair.split_once('='));
    pairs.find(|(other, _)| other.trim_ascii() == name).and_then(|(_, value)| number(value))
}

/// The same in seconds, as milliseconds.
fn seconds(text: &str, name: &str) -> Option<f64> {
    named(text, name).map(|seconds| seconds * 1000.0)
}

/// A number from 0 up, to the microsecond where it is one of seconds. Not by `parse`, which brings 20 kB of tables.
fn number(text: &str) -> Option<f64> {
    let (whole, part) = text.trim_ascii().split_once('.').unwrap_or((text.trim_ascii(), "0"));
    let places = i32::try_from(part.len()).ok().filter(|places| *places <= 300)?;
    Some(digits(whole)? + digits(part)? / 10f64.powi(places))
}

/// Milliseconds from `now`, of what may be a span in seconds, or a time in seconds or milliseconds since 1970.
fn from_now(reset: f64, now: f64) -> f64 {
    let span = if reset >= MILLISECONDS {
        reset - now
    } else if reset >= SECONDS {
        reset * 1000.0 - now
    } else {
        reset * 1000.0
    };
    span.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: f64 = 1_800_000_000_000.0;

    /// Requests, milliseconds to the reset, and the quota.
    type Read = (f64, f64, Option<(f64, f64)>);

    fn read(headers: &[(&str, &str)]) -> Option<Read> {
        let header =
            |name: &str| headers.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned());
        rate_headers(header, NOW).map(|left| (left.requests, left.reset, left.quota))
    }

    #[test]
    fn the_draft_is_read() {
        assert_eq!(read(&[("ratelimit", "\"default\";r=50;t=30")]), Some((50.0, 30_000.0, None)));
        let policy = ("ratelimit-policy", "\"burst\";q=100;w=60,\"daily\";q=1000;w=86400");
        let both = [("ratelimit", "\"daily\" ; r=900;t=3600 , \"burst\";r=5 ; t=7"), policy];
        assert_eq!(read(&both), Some((5.0, 7_000.0, Some((100.0, 60_000.0)))));
        let equal = [("ratelimit", "\"burst\";r=0;t=7,\"daily\";r=0;t=3600"), policy];
        assert_eq!(read(&equal), Some((0.0, 3_600_000.0, Some((1_000.0, 86_400_000.0)))));
        let without_time = [("ratelimit", "\"burst\";r=1"), policy];
        assert_eq!(read(&without_time), Some((1.0, 60_000.0, Some((100.0, 60_000.0)))));
    }

    #[test]
    fn older_drafts_are_read() {
        let older = [("ratelimit", "limit=100, remaining=3, reset=12"), ("ratelimit-policy", "10;w=1, 100;w=60")];
        assert_eq!(read(&older), Some((3.0, 12_000.0, Some((100.0, 60_000.0)))));
        let oldest = [("ratelimit-remaining", "0"), ("ratelimit-reset", "5"), ("ratelimit-limit", "10")];
        assert_eq!(read(&oldest), Some((0.0, 5_000.0, None)));
    }

    #[test]
    fn a_reset_is_a_span_or_a_time() {
        let reset =
            |reset: &str| read(&[("x-ratelimit-remaining", "7"), ("x-ratelimit-reset", reset)]).map(|left| left.1);
        assert_eq!(reset("60"), Some(60_000.0));
        assert_eq!(reset("0.5"), Some(500.0));
        assert_eq!(reset("1800000042"), Some(42_000.0));
        assert_eq!(reset("1800000000250"), Some(250.0));
        assert_eq!(reset("1700000000"), Some(0.0), "it is over");
        let twitter = [("x-rate-limit-remaining", "1"), ("x-rate-limit-reset", "1800000001")];
        assert_eq!(read(&twitter), Some((1.0, 1_000.0, None)));
    }

    #[test]
    fn what_is_not_said_is_not_invented() {
        for headers in [
            &[][..],
            &[("ratelimit", "")],
            &[("ratelimit", "\"default\";r=many;t=3")],
            &[("ratelimit", "\"default\";t=3")],
            &[("ratelimit", "\"default\";r=-1;t=3")],
            &[("ratelimit", "\"default\";r=4")],
            &[("x-ratelimit-remaining", "7")],
            &[("x-ratelimit-remaining", "7"), ("x-ratelimit-reset", "6m0s")],
            &[("x-ratelimit-remaining", "7"), ("x-ratelimit-reset", "1e3")],
            &[("x-ratelimit-remaining", ""), ("x-ratelimit-reset", "3")],
            &[("x-ratelimit-remaining", "."), ("x-ratelimit-reset", "3")],
        ] {
            assert_eq!(read(headers), None, "{headers:?}");
        }
    }
}
