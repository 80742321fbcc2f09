//! `Retry-After`, RFC 9110 section 10.2.3.

/// The milliseconds that a `Retry-After` of `value` asks for: seconds, or an HTTP date in any of its three forms,
/// counted from the service's own `date` where it is known, else from `now` (milliseconds since 1970).
/// Nothing for anything else: a rest is never invented.
pub fn retry_after(value: &str, date: Option<&str>, now: f64) -> Option<f64> {
    let value = value.trim_ascii();
    if let Some(seconds) = digits(value) {
        return Some(seconds * 1000.0);
    }
    let until = time_of(value)?;
    let from = date.and_then(http_date).unwrap_or(now);
    Some((until - from).max(0.0))
}

/// Digits as a number.
pub fn digits(text: &str) -> Option<f64> {
    let are_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits.then(|| text.bytes().fold(0.0, |number, digit| number * 10.0 + f64::from(digit - b'0')))
}

/// The same of `length` of them, and at most `most`.
#[inline(never)]
fn field(text: &str, length: usize, most: f64) -> Option<f64> {
    digits(text).filter(|number| text.len() == length && *number <= most)
}

/// The time of a `Date` header (RFC 9110, section 5.6.7) in milliseconds since 1970.
pub fn http_date(date: &str) -> Option<f64> {
    time_of(date.trim_ascii())
}

/// The same of a date that has no space around it.
fn time_of(date: &str) -> Option<f64> {
    let parts: Vec<&str> = date.split([' ', '-', ':']).filter(|part| !part.is_empty()).collect();
    let (year, month, day, time) = match parts[..] {
        // Sun, 06 Nov 1994 08:49:37 GMT
        [weekday, day, month, year, hour, minute, second, "GMT"] if weekday.len() == 4 && weekday.ends_with(',') => {
            (field(year, 4, 9999.0)?, month, field(day, 2, 31.0)?, [hour, minute, second])
        }
        // Sunday, 06-Nov-94 08:49:37 GMT
        [weekday, day, month, year, hour, minute, second, "GMT"] if weekday.ends_with("day,") => {
            (century(field(year, 2, 99.0)?), month, field(day, 2, 31.0)?, [hour, minute, second])
        }
        // Sun Nov  6 08:49:37 1994
        [_, month, day, hour, minute, second, year] => {
            (field(year, 4, 9999.0)?, month, field(day, day.len().min(2), 31.0)?, [hour, minute, second])
        }
        _ => return None,
    };
    let [hour, minute, second] = time;
    let hours = days(year, month_of(month)?, day) * 24.0 + field(hour, 2, 23.0)?;
    let minutes = hours * 60.0 + field(minute, 2, 59.0)?;
    Some((minutes * 60.0 + field(second, 2, 60.0)?) * 1000.0)
}

/// Of a year of two digits, whether it is past or to come.
fn century(year: f64) -> f64 {
    if year < 70.0 { 2000.0 + year } else { 1900.0 + year }
}

/// Months from 1 on.
fn month_of(name: &str) -> Option<f64> {
    const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    let at = MONTHS.chunks_exact(3).position(|month| month == name.as_bytes())?;
    u32::try_from(at + 1).ok().map(f64::from)
}

/// Days since 1970 of the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`).
fn days(year: f64, month: f64, day: f64) -> f64 {
    // Years begin in March, so that the leap day comes last.
    let year = if month <= 2.0 { year - 1.0 } else { year };
    let month = if month > 2.0 { month - 3.0 } else { month + 9.0 };
    let leap_days = (year / 4.0).floor() - (year / 100.0).floor() + (year / 400.0).floor();
    365.0 * year + leap_days + ((153.0 * month + 2.0) / 5.0).floor() + day - 1.0 - 719_468.0
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
