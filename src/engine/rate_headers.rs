//! What a service's headers say that is left: `RateLimit` and `RateLimit-Policy` (IETF draft-ietf-httpapi-ratelimit-headers,
//! the latest and the ones before), and `X-RateLimit-Remaining` and `-Reset`, which no standard tells of.

use super::limits::Left;

/// Numbers from here on are milliseconds since 1970, and from there on seconds: nobody resets in 30 years.
const MILLISECONDS: f64 = 1e11;
const SECONDS: f64 = 1e9;

/// What is left, by the headers that `header` reads, at `now` by the service's clock (milliseconds since 1970). Of several limits
/// the one of which the least is left. Nothing where it is not said: it is never invented.
pub fn rate_headers(mut header: impl FnMut(&str) -> Option<String>, now: f64) -> Option<Left> {
    if let Some(limits) = header("ratelimit") {
        let policies = header("ratelimit-policy").unwrap_or_default();
        let tightest = items(&limits).filter_map(|limit| by_draft(&limit, &policies));
        return tightest.chain(by_older_draft(&limits, &policies)).min_by(tighter);
    }
    for prefix in ["ratelimit", "x-ratelimit", "x-rate-limit"] {
        let mut of = |name: &str| number(&header(&[prefix, name].concat())?);
        if let (Some(requests), Some(reset)) = (of("-remaining"), of("-reset")) {
            return Some(Left { requests, reset: from_now(reset, now), quota: None });
        }
    }
    None
}

/// Of those of which as much is left, the one that lasts longer.
fn tighter(a: &Left, b: &Left) -> std::cmp::Ordering {
    a.requests.total_cmp(&b.requests).then(b.reset.total_cmp(&a.reset))
}

/// `"default";r=50;t=30`, its policy being `"default";q=100;w=60`.
fn by_draft(limit: &Item<'_>, policies: &str) -> Option<Left> {
    let requests = limit.parameter("r")?;
    let policy = items(policies).find(|policy| policy.name == limit.name);
    let of_policy = |name| policy.as_ref().and_then(|policy| policy.parameter(name));
    let window = of_policy("w").map(|seconds| seconds * 1000.0);
    let reset = limit.parameter("t").map(|seconds| seconds * 1000.0).or(window)?;
    Some(Left { requests, reset, quota: of_policy("q").zip(window) })
}

/// `limit=100, remaining=50, reset=30`, its policy being `100;w=60`.
fn by_older_draft(limits: &str, policies: &str) -> Option<Left> {
    let of = |name| {
        let mut pairs = limits.split(',').filter_map(|pair| pair.split_once('='));
        pairs.find(|(other, _)| other.trim() == name).and_then(|(_, value)| number(value))
    };
    let (requests, reset) = (of("remaining")?, of("reset")? * 1000.0);
    let policy = items(policies).find(|policy| number(policy.name) == of("limit"));
    let window = policy.and_then(|policy| policy.parameter("w")).map(|seconds| seconds * 1000.0);
    Some(Left { requests, reset, quota: of("limit").zip(window) })
}

/// A member of a list (RFC 9651) with its parameters.
struct Item<'a> {
    name: &'a str,
    parameters: &'a str,
}

impl Item<'_> {
    fn parameter(&self, name: &str) -> Option<f64> {
        let mut pairs = self.parameters.split(';').filter_map(|pair| pair.split_once('='));
        pairs.find(|(other, _)| other.trim() == name).and_then(|(_, value)| number(value))
    }
}

/// Names hold neither commas nor semicolons with any service that is known.
fn items(list: &str) -> impl Iterator<Item = Item<'_>> {
    list.split(',').map(|item| {
        let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
        Item { name: name.trim(), parameters }
    })
}

/// A number from 0 up.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number { text.parse().ok() } else { None }
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

    fn read(headers: &[(&str, &str)]) -> Option<(f64, f64, Option<(f64, f64)>)> {
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
            &[("ratelimit", "r=4;t=3")],
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
