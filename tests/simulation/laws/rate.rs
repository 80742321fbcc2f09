//! The rate limit, over any sliding window.

use super::{Case, ensure};

pub fn never_faster_than_allowed(case: &Case) -> Result<(), String> {
    let Some(rate) = case.scenario.policy.rate_limit else { return Ok(()) };
    let mut sent: Vec<f64> = case.story.attempts.iter().filter_map(|attempt| Some(attempt.said?.at)).collect();
    sent.sort_by(f64::total_cmp);
    for window in sent.windows(rate.requests.saturating_add(1)) {
        let (first, last) = (window[0], window[rate.requests]);
        ensure(last >= first + rate.per - case.early(), || {
            format!("{} requests within {} ms, from {}", window.len(), last - first, first - case.played.began)
        })?;
    }
    Ok(())
}
