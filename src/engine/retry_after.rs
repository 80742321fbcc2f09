//! `Retry-After`, RFC 9110 section 10.2.3.

use std::time::{Duration, SystemTime};

/// The milliseconds that a `Retry-After` of `value` asks for: seconds, or an HTTP date in any of its three forms,
/// counted from the service's own `date` where it is known, else from `now` (milliseconds since 1970).
/// Nothing for anything else: a rest is never invented.
pub fn retry_after(value: &str, date: Option<&str>, now: f64) -> Option<f64> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.parse::<f64>().ok().map(|seconds| seconds * 1000.0);
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let from = date
        .and_then(|date| httpdate::parse_http_date(date.trim()).ok())
        .or_else(|| SystemTime::UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(now / 1000.0).ok()?))?;
    Some(until.duration_since(from).map_or(0.0, |rest| rest.as_secs_f64() * 1000.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: f64 = 784_111_770_000.0; // Sun, 06 Nov 1994 08:49:30 GMT

    #[test]
    fn seconds() {
        assert_eq!(retry_after("120", None, NOW), Some(120_000.0));
        assert_eq!(retry_after(" 0 ", None, NOW), Some(0.0));
    }

    #[test]
    fn the_three_forms_of_an_http_date() {
        for date in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(retry_after(date, None, NOW), Some(7_000.0), "{date}");
        }
    }

    #[test]
    fn a_date_counts_from_the_clock_of_the_service() {
        let (until, date) = ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:35 GMT");
        assert_eq!(retry_after(until, Some(date), NOW), Some(2_000.0));
        assert_eq!(retry_after(until, Some("today"), NOW), Some(7_000.0));
    }

    #[test]
    fn a_date_gone_by_asks_for_nothing() {
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:20 GMT", None, NOW), Some(0.0));
    }

    #[test]
    fn rubbish_is_ignored() {
        for value in ["", "soon", "-1", "1.5", "1e3", "+1", "0x10", "12 s", "Sun, 99 Nov 1994 08:49:37 GMT"] {
            assert_eq!(retry_after(value, None, NOW), None, "{value}");
        }
    }
}
