//! What the service says that it has left for its caller: at none, nothing goes before it says that there is more again.

use super::rate::Opens;

/// What one answer said: so many requests until so many milliseconds from now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Left {
    /// Requests that are left.
    pub requests: f64,
    /// Milliseconds until there are as many as ever.
    pub reset: f64,
    /// How many that is, and for how long they are, where that is said.
    pub quota: Option<(f64, f64)>,
}

/// What is known of the requests that are left.
#[derive(Debug, Default)]
pub struct Quota {
    /// Requests that have gone, of which each has its number.
    sent: u64,
    /// The last of those whose answers told what is left.
    heard: u64,
    /// How many may go until when.
    left: Option<(f64, f64)>,
    renewed: Option<(f64, f64)>,
}

impl Quota {
    /// When one more may go, `leave` having been given to others that have not gone yet.
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    pub fn opens(&mut self, now: f64, leave: usize) -> Opens {
        if let Some((requests, until)) = self.at(now)
            && requests <= leave as f64
        {
            return Opens::At(until);
        }
        Opens::Now
    }

    /// Notes a request that goes at `now`, and returns its number.
    pub fn sent(&mut self, now: f64) -> u64 {
        self.left = self.at(now).map(|(requests, until)| (requests - 1.0, until));
        self.sent += 1;
        self.sent
    }

    /// The answer to the request of this number told, at `now`, what is left. The service counted those that went before,
    /// and not those that went after.
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    pub fn told(&mut self, number: u64, left: Left, now: f64) {
        if number <= self.heard {
            return;
        }
        self.heard = number;
        let after = (self.sent - number) as f64;
        self.left = Some((left.requests - after, now + left.reset));
        self.renewed = left.quota;
    }

    /// What is left at `now`: after the reset as many as ever, if that is known.
    fn at(&mut self, now: f64) -> Option<(f64, f64)> {
        let (_, until) = self.left?;
        if now >= until {
            let renewed = self.renewed.filter(|(_, window)| *window > 0.0);
            self.left = renewed.map(|(requests, window)| {
                let windows = ((now - until) / window).floor() + 1.0;
                (requests, until + windows * window)
            });
        }
        self.left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn left(requests: f64, reset: f64) -> Left {
        Left { requests, reset, quota: None }
    }

    #[test]
    fn at_none_left_it_is_closed_until_the_reset() {
        let mut quota = Quota::default();
        assert_eq!(quota.opens(0.0, 0), Opens::Now, "nothing is known");
        let number = quota.sent(0.0);
        quota.told(number, left(2.0, 1_000.0), 10.0);
        quota.sent(20.0);
        assert_eq!(quota.opens(20.0, 0), Opens::Now);
        assert_eq!(quota.opens(20.0, 1), Opens::At(1_010.0), "the last is spoken for");
        quota.sent(20.0);
        assert_eq!(quota.opens(1_009.0, 0), Opens::At(1_010.0));
        assert_eq!(quota.opens(1_010.0, 0), Opens::Now);
    }

    #[test]
    fn what_went_meanwhile_is_counted() {
        let mut quota = Quota::default();
        let [first, second, third] = [(); 3].map(|()| quota.sent(0.0));
        quota.told(second, left(1.0, 50.0), 0.0);
        assert_eq!(quota.opens(0.0, 0), Opens::At(50.0), "the third takes it");
        quota.told(first, left(9.0, 50.0), 0.0);
        assert_eq!(quota.opens(0.0, 0), Opens::At(50.0), "that is of before");
        quota.told(third, left(3.0, 50.0), 0.0);
        assert_eq!(quota.opens(0.0, 0), Opens::Now);
    }

    #[test]
    fn the_next_windows_have_the_same_quota_where_that_is_said() {
        let mut quota = Quota::default();
        let number = quota.sent(0.0);
        quota.told(number, Left { quota: Some((2.0, 100.0)), ..left(0.0, 30.0) }, 0.0);
        assert_eq!(quota.opens(0.0, 0), Opens::At(30.0));
        quota.sent(30.0);
        quota.sent(31.0);
        assert_eq!(quota.opens(32.0, 0), Opens::At(130.0));
        quota.sent(335.0);
        assert_eq!(quota.opens(336.0, 1), Opens::At(430.0));
    }
}
